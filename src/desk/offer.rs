//! The queue: a waiting session is offered to the best operator on duty, and the first to join holds it (DESIGN §3).

use std::collections::BTreeSet;

use jid::{BareJid, FullJid};

use super::effect::Effect;
use super::inventory::OfferTo;
use super::reach::widened_name;
use super::record::What;
use super::refusal::Refusal;
use super::routing::{Account, Candidate, RUNNERS_UP, RunnerUp, Why, home};
use super::sentence::Sentence;
use super::session::{Absence, Offer, Passed, Session, State, Via};
use super::{Desk, name};
use crate::time::Time;

impl Desk {
    /// Offers a waiting session to whom it fits best, or says that nobody is there. `new`: the patron has not yet been
    /// told where he stands.
    pub(super) fn route(&mut self, now: Time, session: &mut Session, new: bool) {
        // Also where an import took the service away before a restart, or it would be due again at once, for ever.
        session.ask_again = None;
        let Some(service) = self.inventory.services.get(&session.service).cloned() else { return };
        let limits = self.limits(&service.id);
        session.state = State::Waiting;
        if session.is_left_behind() {
            return self.leave_again(now, session);
        }
        // Whom a coordinator hands it to is waited for.
        if session.patron_gone.is_some() || session.transfer.as_ref().is_some_and(|transfer| transfer.by.is_some()) {
            return;
        }
        let occupied = |operator: &BareJid| self.occupied(operator);
        let circumstances = self.circumstances(now, &occupied);
        let choice = circumstances.choose(&service, session, &limits);
        let is_left = circumstances.anybody_left(&service, session);
        if choice.able.is_empty() && !circumstances.anybody(&service, &session.need) {
            if !self.widen_to_network(now, session, Why::NobodyFits) {
                self.leave_as_question(now, session);
            }
            return;
        }
        let mut candidates = circumstances.rank(&service, &session.need, &choice);
        let (step, why, next) = (choice.step, choice.why, choice.next);
        let passed = session.passed.values().filter_map(|passed| passed.until());
        let leaves = self.leaves_at(session);
        let network = (!self.inventory.links.is_empty() && self.asks_network(&service.id)).then_some(leaves);
        let ask_again: Vec<Time> = passed.chain(next).chain(network).filter(|at| *at > now).collect();
        session.ask_again = ask_again.into_iter().min();
        let most = match service.offer_to {
            OfferTo::Best(most) => most.max(1) as usize,
            OfferTo::All => usize::MAX,
        };
        let behind = candidates.split_off(most.min(candidates.len()));
        if !candidates.is_empty() {
            self.widened(now, session, step, why);
        }
        if candidates.is_empty() {
            let why = if is_left { Why::Time } else { Why::NobodyFits };
            let looks = (!is_left || now >= leaves) && self.widen_to_network(now, session, why);
            if new && !looks {
                let ahead = self.ahead_of(session);
                self.tell_patron(session, Sentence::PatronWaits { ahead });
            }
            return;
        }
        if new {
            self.tell_patron(session, Sentence::PatronAsking {});
        }
        for candidate in candidates {
            let runner_up = |one: &Candidate| RunnerUp { operator: one.operator.clone(), score: one.score };
            let account = Account::Chosen {
                service: service.id.clone(),
                chosen: Box::new(candidate.chosen.clone()),
                runners_up: behind.iter().take(RUNNERS_UP).map(runner_up).collect(),
            };
            self.offer(now, session, &candidate, &account);
        }
    }

    fn ahead_of(&self, session: &Session) -> i64 {
        let sessions = self.services.get(&session.service);
        sessions.map_or(0, |sessions| sessions.queue.range(..(session.queued, session.number)).count() as i64)
    }

    /// Offers a session to one operator, beside others it is offered to already.
    pub(super) fn offer(&mut self, now: Time, session: &mut Session, candidate: &Candidate, account: &Account) {
        let operator = candidate.operator.clone();
        let clients = self.reachable(&session.service, &operator);
        let why = self.why(now, session, candidate, &operator);
        let until = now + self.limits(&session.service).offer;
        let offer = Offer { operator: operator.clone(), until, chosen: Some(candidate.chosen.clone()) };
        match &mut session.state {
            State::Offered { offers } => offers.push(offer),
            state => *state = State::Offered { offers: vec![offer] },
        }
        self.chronicle(session, now, What::Offered, Some(&operator), account.detail());
        self.invite(session, &operator, clients, why.clone());
        let staff = self.staff_language(&session.service);
        self.out.push(Effect::SessionSubject {
            session: session.number,
            sentence: self.header(now, session),
            language: staff,
        });
        let nick = self.inventory.operators.get(&operator).map(|known| known.name.clone()).unwrap_or_default();
        let call = Sentence::StaffOffer {
            name: nick,
            language: self.languages_of(session),
            question: session.question.clone(),
            token: name(&session.token),
        };
        self.tell_staff(&session.service.clone(), call);
    }

    /// Sends the invitation to a session's room.
    pub(super) fn invite(&mut self, session: &Session, operator: &BareJid, clients: Vec<FullJid>, why: Sentence) {
        let language = self.operator_language(operator);
        self.out.push(Effect::Invite { session: session.number, clients, reason: why, language });
    }

    /// Why this operator was chosen, in her language.
    pub(super) fn why(&self, now: Time, session: &Session, one: &Candidate, operator: &BareJid) -> Sentence {
        let language = self.operator_language(operator);
        Sentence::OfferReason {
            service: self.service_name(&session.service, &language),
            language: one.chosen.language.to_string(),
            level: one.chosen.level.to_string(),
            subjects: self.teller(now, &language).wanted(&one.chosen.subjects, &one.chosen.others),
            held: i64::from(one.chosen.held),
            limit: i64::from(one.chosen.limit),
            idle: now.since(one.chosen.idle_since).into(),
            step: widened_name(one.chosen.step),
            question: session.question.clone(),
        }
    }

    /// What an operator reads above a session's room.
    pub(super) fn header(&self, now: Time, session: &Session) -> Sentence {
        let service = self.inventory.services.get(&session.service);
        let home = service.and_then(|service| home(service, &session.need));
        let library = home.and_then(|id| self.inventory.libraries.get(id)).map(|library| library.name.clone());
        let language = self.session_room_language(session);
        let (subjects, others) = session.need.wanted();
        Sentence::SessionHeader {
            token: name(&session.token),
            language: self.languages_of(session),
            subjects: self.teller(now, &language).wanted(&subjects, &others),
            library: library.unwrap_or_default(),
            waited: now.since(session.opened).into(),
            step: widened_name(session.widened.unwrap_or_default()),
            holder: session.held_by().map(|holder| self.name_in(session, holder)).unwrap_or_default(),
            question: session.question.clone(),
        }
    }

    pub(super) fn languages_of(&self, session: &Session) -> String {
        session.need.languages().iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
    }

    pub(super) fn session_join_asked(&mut self, now: Time, number: i64, client: FullJid, nick: &str) {
        let operator = client.to_bare();
        let language = self.operator_language(&operator);
        let Some(session) = self.sessions.get(&number) else {
            return self.refuse(Refusal::SessionClosed, language);
        };
        if session.held_by() == Some(&operator) {
            let Some(mut session) = self.take(number) else { return };
            if let State::Held { absent, .. } = &mut session.state {
                *absent = None;
            }
            self.out.push(Effect::Admit { session: number, client, anew: false });
            return self.put(session);
        }
        if session.consultants.contains(&operator) {
            return self.out.push(Effect::Admit { session: number, client, anew: false });
        }
        if session.is_handed_to(&operator) {
            return self.handed_joins(now, number, client, nick);
        }
        if session.is_offered_to(&operator) {
            return self.taken(now, number, client);
        }
        let language = self.language_in(session, &operator);
        let refusal = match session.held_by() {
            Some(holder) if self.may_read_names(session, &operator) => {
                Refusal::TakenBy { name: self.name_in(session, holder) }
            }
            Some(_) => Refusal::TakenBy { name: self.service_name(&session.service, &language) },
            None => Refusal::NotOffered,
        };
        self.refuse(refusal, language);
    }

    /// An operator who was offered the session has joined: she holds it.
    fn taken(&mut self, now: Time, number: i64, client: FullJid) {
        let Some(mut session) = self.take(number) else { return };
        let operator = client.to_bare();
        let others: Vec<BareJid> =
            session.offers().iter().map(|offer| offer.operator.clone()).filter(|other| *other != operator).collect();
        let chosen = session.offers().iter().find(|offer| offer.operator == operator);
        let chosen = chosen.and_then(|offer| offer.chosen.clone());
        let again = session.holder.is_some();
        session.state = State::Held { by: operator.clone(), since: now, absent: None };
        session.holder = Some(operator.clone());
        session.taken.get_or_insert(now);
        session.passed.clear();
        session.tried.clear();
        self.goes_back(now, &mut session, "taken", Some(&operator), None);
        session.ask_again = None;
        let asked = chosen.is_none() && !self.decisions.awaits(number, &operator);
        let account = Account::Asked { service: session.service.clone() };
        let detail = if asked { account.detail() } else { String::new() };
        self.chronicle(&session, now, What::Taken, Some(&operator), detail);
        let language = self.operator_language(&operator);
        let header = self.header(now, &session);
        let subject = Effect::SessionSubject { session: number, sentence: header.clone(), language: language.clone() };
        self.out.push(subject);
        self.out.push(Effect::Admit { session: number, client, anew: true });
        self.tell_session_room(&session, header);
        if let Some(chosen) = chosen {
            let sentence = self.chosen_for_her(now, &session, &operator, &chosen);
            self.tell_occupant(&session, &operator, sentence);
        }
        self.tell_occupant(&session, &operator, Sentence::OperatorHolds { token: name(&session.token) });
        if session.patron_gone.is_some() {
            self.tell_session_room(&session, Sentence::OperatorPatronAway {});
        }
        let shown = self.operator_name(&operator);
        if session.patron.via == Via::Room {
            let (service, patron) = (session.service.clone(), session.patron.clone());
            self.out.push(Effect::ShowLibrarian { service, patron, name: Some(shown.clone()) });
        }
        let to_patron = if again {
            Sentence::PatronAnsweredByAnother { name: shown.clone() }
        } else {
            Sentence::PatronAnsweredBy { name: shown.clone() }
        };
        self.tell_patron(&session, to_patron);
        let token = name(&session.token);
        let service = session.service.clone();
        let others = others.iter().map(|other| self.operator_name(other)).collect::<Vec<_>>().join(", ");
        self.tell_staff(&service, Sentence::StaffTaken { token, name: shown, others });
        self.put(session);
        self.out.push(Effect::ServiceChanged(service));
    }

    pub(super) fn offer_declined(&mut self, now: Time, number: i64, operator: &BareJid, reason: Option<String>) {
        if self.sessions.get(&number).is_some_and(|session| session.is_handed_to(operator)) {
            let Some(mut session) = self.take(number) else { return };
            self.receiver_passes(now, &mut session, operator, "declined", reason);
            return self.put(session);
        }
        if !self.sessions.get(&number).is_some_and(|session| session.is_offered_to(operator)) {
            return;
        }
        let Some(mut session) = self.take(number) else { return };
        session.passed.insert(operator.clone(), Passed::Declined);
        self.chronicle(&session, now, What::Declined, Some(operator), String::new());
        self.withdraw(now, &mut session, &BTreeSet::from([operator.clone()]));
        self.put(session);
    }

    /// Offers whose time is over pass to the next.
    pub(super) fn offers_lapsed(&mut self, now: Time, session: &mut Session) {
        let lapsed: BTreeSet<BareJid> =
            session.offers().iter().filter(|offer| offer.until <= now).map(|offer| offer.operator.clone()).collect();
        let until = now + self.limits(&session.service).pass_over;
        for operator in &lapsed {
            session.passed.insert(operator.clone(), Passed::Silent(until));
            self.chronicle(session, now, What::Lapsed, Some(operator), String::new());
        }
        self.withdraw(now, session, &lapsed);
    }

    /// Takes back the offers to these operators; when none is left the session is offered on.
    pub(super) fn withdraw(&mut self, now: Time, session: &mut Session, operators: &BTreeSet<BareJid>) {
        if let State::Offered { offers } = &mut session.state {
            offers.retain(|offer| !operators.contains(&offer.operator));
            if offers.is_empty() {
                self.route(now, session, false);
            }
        }
    }

    /// Brings a session back into the queue that an operator held.
    pub(super) fn requeue(&mut self, now: Time, session: &mut Session) {
        let Some(holder) = session.held_by().cloned() else { return };
        if matches!(session.state, State::Held { absent: Some(Absence { on_duty: true, .. }), .. }) {
            session.passed.insert(holder.clone(), Passed::Declined);
        }
        let shown = self.name_in(session, &holder);
        self.holder_gone(session, &holder);
        session.state = State::Waiting;
        session.queued = now;
        session.widened = None;
        session.told_nobody_yet = false;
        session.reminded = None;
        session.asked = None;
        if session.is_left_behind() {
            return self.leave_again(now, session);
        }
        self.chronicle(session, now, What::Requeued, Some(&holder), String::new());
        let (service, patron) = (session.service.clone(), session.patron.clone());
        self.out.push(Effect::ShowLibrarian { service, patron, name: None });
        let holder = shown;
        self.tell_patron(session, Sentence::PatronOperatorVanished { name: holder.clone() });
        let token = name(&session.token);
        self.tell_staff(&session.service.clone(), Sentence::StaffOperatorVanished { name: holder, token });
        self.route(now, session, false);
    }
}

impl Passed {
    fn until(self) -> Option<Time> {
        match self {
            Passed::Silent(until) => Some(until),
            Passed::Declined => None,
        }
    }
}

impl Session {
    /// She has declined, or was silent not long ago.
    pub(super) fn passes_over(&self, operator: &BareJid, now: Time) -> bool {
        &self.patron.bare == operator
            || self.passed.get(operator).is_some_and(|passed| passed.until().is_none_or(|until| until > now))
    }
}
