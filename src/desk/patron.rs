//! A patron comes, writes and goes.

use jid::FullJid;

use super::Desk;
use super::effect::Effect;
use super::event::Line;
use super::inventory::{Service, ServiceId};
use super::need::Need;
use super::rate::{TooMuch, Whose};
use super::record::What;
use super::refusal::Refusal;
use super::sentence::Sentence;
use super::session::{Patron, Session, State, Via};
use crate::stanza::ChatState;
use crate::time::Time;

/// Characters of the first words that are shown with an offer.
const QUESTION: usize = 160;
/// Characters of the patron's words from which the need is read.
const WORDS: usize = 500;

impl Desk {
    pub(super) fn patron_wrote(&mut self, now: Time, service: ServiceId, from: FullJid, via: Via, line: Line) {
        let bare = from.to_bare();
        let Some(known) = self.inventory.services.get(&service).cloned() else {
            if self.may_be_answered(now, &bare) {
                self.refuse(Refusal::NoSuchService, self.spoken(&[]));
            }
            return;
        };
        let domain = self.counted_domain(&bare);
        let whose = Whose { patron: &bare, domain };
        let limits = self.limits(&service);
        let number = self.by_patron.get(&(service.clone(), bare.clone())).copied();
        let language = match number.and_then(|number| self.sessions.get(&number)) {
            Some(session) => session.patron.language.clone(),
            // What is refused is not read.
            None => self.staff_language(&service),
        };
        match self.rates.line(whose, now, &limits) {
            Ok(()) => {}
            Err(TooMuch::Patron) => return self.refuse(Refusal::TooManyLines, language),
            Err(TooMuch::Domain) => return self.refuse(Refusal::TooManyOfDomain, language),
        }
        if line.content.characters() > limits.line as usize {
            return self.refuse(Refusal::LineTooLong { characters: i64::from(limits.line) }, language);
        }
        let mut session = match number.and_then(|number| self.take(number)) {
            Some(session) => session,
            None => {
                if self.inventory.is_ending(&service) {
                    let name = self.service_name(&service, &language);
                    return self.refuse(Refusal::ServiceEnded { name }, language);
                }
                let open = self.services.get(&service);
                if open.is_some_and(|open| open.all >= limits.sessions as usize) {
                    return self.refuse(Refusal::ServiceFull, language);
                }
                let of_domain = domain.and_then(|domain| open?.domains.get(domain).copied());
                if of_domain.is_some_and(|number| number >= limits.sessions_per_domain as usize) {
                    return self.refuse(Refusal::TooManyOfDomain, language);
                }
                match self.rates.session(whose, now, &limits) {
                    Ok(()) => {}
                    Err(TooMuch::Patron) => return self.refuse(Refusal::TooManySessions, language),
                    Err(TooMuch::Domain) => return self.refuse(Refusal::TooManyOfDomain, language),
                }
                self.open(now, &known, from.clone(), via, &line)
            }
        };
        let first = number.is_none();
        session.patron.client = Some(from.clone());
        session.patron.via = via;
        session.patron_spoke = now;
        session.asked = None;
        if session.patron_gone.take().is_some() {
            self.tell_session_room(&session, Sentence::OperatorPatronBack {});
        }
        if !matches!(session.state, State::Held { .. }) && !first {
            self.read_more(&mut session, &known, &line);
        }
        let (id, receipt_wanted) = (line.id.clone(), line.receipt_wanted);
        self.out.push(Effect::SayAsPatron { session: session.number, line });
        if let (true, Some(id)) = (receipt_wanted, id) {
            self.out.push(Effect::Receipt { to: from, service: service.clone(), id });
        }
        self.say_missed(&mut session);
        if first {
            let name = self.service_name(&service, &session.patron.language);
            let days = i64::try_from(limits.keep_text.as_secs() / 86_400).unwrap_or(i64::MAX);
            self.tell_patron(&session, Sentence::PatronWelcome { service: name, days });
        }
        match session.state {
            State::Waiting => self.route(now, &mut session, first),
            State::Question { .. } if self.may_come_back(now, &session) => {
                session.passed.clear();
                self.bring_back(now, &mut session);
            }
            State::Question { .. } if !session.noted => {
                session.noted = true;
                self.tell_patron(&session, Sentence::PatronQuestionNoted {});
            }
            _ => {}
        }
        self.put(session);
        if first {
            self.out.push(Effect::ServiceChanged(service));
        }
    }

    fn open(&mut self, now: Time, service: &Service, from: FullJid, via: Via, line: &Line) -> Session {
        self.last_session += 1;
        let number = self.last_session;
        let need = self.read_need(service, "", line);
        let language = self.spoken(&need.languages());
        let patron = Patron { bare: from.to_bare(), client: Some(from), via, language };
        let mut session = Session::new(number, self.around.tokens.of(number), service.id.clone(), patron, need, now);
        session.question = shortened(line.content.plain(), QUESTION);
        session.purge_at = now + self.limits(&service.id).keep_text;
        self.chronicle(&session, now, What::Opened, None, String::new());
        self.out.push(Effect::OpenSessionRoom { session: number });
        session
    }

    fn read_need(&self, service: &Service, earlier: &str, line: &Line) -> Need {
        let text: String = format!("{earlier} {}", line.content.plain()).chars().take(WORDS).collect();
        Need::read(text.trim(), &line.content, service, &self.subjects, self.around.tongue.as_ref())
    }

    /// Nobody has answered yet, so what he writes still says whom he needs.
    fn read_more(&mut self, session: &mut Session, service: &Service, line: &Line) {
        let newest = self.read_need(service, "", line);
        let whole = self.read_need(service, &session.question.clone(), line);
        session.need.adds(newest);
        session.need.adds(whole);
        session.patron.language = self.spoken(&session.need.languages());
        if session.question.chars().count() < QUESTION / 4 {
            session.question = shortened(&format!("{} {}", session.question, line.content.plain()), QUESTION);
        }
    }

    pub(super) fn patron_typed(&mut self, now: Time, service: &ServiceId, from: &FullJid, state: ChatState) {
        if let Some(session) = self.session_of(service, &from.to_bare())
            && session.held_by().is_some()
        {
            let session = session.number;
            if self.rates.typing(session, now, state) {
                self.out.push(Effect::TypeAsPatron { session, state });
            }
        }
    }

    pub(super) fn patron_received(&mut self, service: &ServiceId, from: &FullJid, id: String) {
        if let Some(session) = self.session_of(service, &from.to_bare())
            && session.held_by().is_some()
        {
            let session = session.number;
            if self.receipts.remember((session, &id)) {
                self.out.push(Effect::ReceiptAsPatron { session, id });
            }
        }
    }

    pub(super) fn patron_came(&mut self, now: Time, service: &ServiceId, from: FullJid) {
        let Some(number) = self.by_patron.get(&(service.clone(), from.to_bare())).copied() else { return };
        let Some(mut session) = self.take(number) else { return };
        session.patron.client = Some(from);
        session.patron.via = Via::Room;
        self.missed_is_shown(&mut session);
        if session.patron_gone.take().is_some() {
            self.tell_session_room(&session, Sentence::OperatorPatronBack {});
        }
        if let Some(holder) = session.held_by() {
            let name = Some(self.name_in(&session, holder));
            self.out.push(Effect::ShowLibrarian { service: service.clone(), patron: session.patron.clone(), name });
            for person in session.consultants.clone() {
                self.show_consultant(&session, &person, true);
            }
        }
        match session.state {
            State::Waiting => self.route(now, &mut session, false),
            State::Question { .. } if self.may_come_back(now, &session) => self.bring_back(now, &mut session),
            _ => {}
        }
        self.put(session);
    }

    pub(super) fn patron_went(&mut self, now: Time, service: &ServiceId, from: &FullJid) {
        let Some(number) = self.by_patron.get(&(service.clone(), from.to_bare())).copied() else { return };
        if self.sessions.get(&number).is_none_or(|session| session.patron.client.as_ref() != Some(from)) {
            return;
        }
        let Some(mut session) = self.take(number) else { return };
        session.patron.client = None;
        session.patron_gone = Some(now);
        if session.held_by().is_some() {
            let left = self.limits(service).patron_vanished.into();
            self.tell_session_room(&session, Sentence::OperatorPatronGone { left });
        }
        self.put(session);
    }
}

pub(super) fn shortened(text: &str, most: usize) -> String {
    let one_line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match one_line.char_indices().nth(most) {
        Some((end, _)) => format!("{}…", &one_line[..end]),
        None => one_line,
    }
}
