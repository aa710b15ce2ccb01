//! What each command does.

use std::collections::BTreeSet;
use std::time::Duration;

use jid::{BareJid, FullJid};

use super::{Command, Spec};
use crate::desk::effect::Effect;
use crate::desk::event::{Line, Place};
use crate::desk::gaps;
use crate::desk::inventory::{Role, ServiceId, label};
use crate::desk::language::Language;
use crate::desk::record::{DutyClient, Note, Record};
use crate::desk::refusal::Refusal;
use crate::desk::sentence::Sentence;
use crate::desk::session::{Ended, Offer, Resolution, Session, State};
use crate::desk::transfer::FROM_OUTSIDE;
use crate::desk::{Desk, MOST_LISTED, name};
use crate::nearest::nearest;
use crate::stanza::{Content, Show};
use crate::time::Time;

/// Characters of a note.
const NOTE: usize = 4_000;

/// Who gave a command, and where.
pub(super) struct Asker<'a> {
    pub client: &'a FullJid,
    pub operator: BareJid,
    pub place: Place,
    pub language: Language,
}

impl Desk {
    pub(in crate::desk) fn commanded(&mut self, now: Time, by: &FullJid, place: Place, command: Command) {
        let operator = by.to_bare();
        let session = match &place {
            Place::Session(number) => self.sessions.get(number),
            _ => None,
        };
        let language = match session {
            Some(session) => self.language_in(session, &operator),
            None => self.operator_language(&operator),
        };
        let role = self.role(&operator);
        let name = command.name();
        let as_guest = session.is_some_and(|session| {
            let may = session.is_inside(&operator) || FROM_OUTSIDE.contains(&name);
            may && self.is_guest(session.number, &operator)
        });
        if role.is_none() && !as_guest {
            return self.refuse(Refusal::NotInTheInventory, language);
        }
        let spec = Spec::named(name);
        if !spec.is_some_and(|spec| spec.may(role)) {
            let who = spec.map_or(Role::Administrator, |spec| spec.who);
            return self.refuse(Refusal::NotYourRole { who }, language);
        }
        let before = self.out.len();
        let asker = Asker { client: by, operator, place, language };
        let answer = match command {
            Command::Help { command } => help(role, command.as_deref()),
            Command::Queue => self.list_queue(now, &asker),
            Command::Take { session: Some(name) } if self.invited_to(&asker.operator, &name).is_some() => {
                let service = self.invited_to(&asker.operator, &name);
                service.map(|service| self.accept_by_command(now, &service, &asker.operator)).unwrap_or_default()
            }
            Command::Decline { session: Some(name), .. } if self.invited_to(&asker.operator, &name).is_some() => {
                let service = self.invited_to(&asker.operator, &name);
                let declined = service.map(|service| self.decline_by_word(now, &service, &asker.operator));
                declined.unwrap_or_default()
            }
            Command::Take { session } => self.take_by_command(now, &asker, session),
            Command::Decline { session, reason } => self.decline_by_command(now, &asker, session, reason),
            Command::Close { resolution, read } => self.close_by_command(now, &asker, resolution, read),
            Command::Note { text } => self.note(now, &asker, &text),
            Command::Canned { name } => self.canned(now, &asker, name),
            Command::Candidates { session } => self.list_candidates(now, &asker, session.as_deref()),
            Command::Assign { session, name } => self.assign(now, &asker, &session, &name),
            Command::Transfer { given } => self.hand(now, &asker, &given, false),
            Command::Consult { given } => self.hand(now, &asker, &given, true),
            Command::Why { session, name } => self.explain(now, &asker, session.as_deref(), name.as_deref()),
            Command::Need { words } => self.need(now, &asker, &words),
            Command::Concept { given } => self.concept(now, &asker, &given),
            Command::Kind { id, labels } => self.kind(now, &asker, id.as_deref(), labels.as_deref()),
            Command::Who => self.list_who(now, &asker),
            Command::Audit { wanted } => self.list_audit(self.zone(&asker.operator), wanted.as_deref()),
            Command::Coverage { kind, words } => {
                self.list_coverage(now, &asker.operator, &asker.language, kind.as_deref(), &words)
            }
            Command::Gaps { days } => self.list_gaps(now, &asker.language, days.unwrap_or(gaps::USUAL_DAYS)),
            Command::Role { name, role } => self.give_role(now, &asker.operator, name.as_deref(), role),
            Command::Find { query } => self.find(now, &asker.operator, &query, &asker.language),
            Command::On => self.go_on_duty(now, &asker),
            Command::Off => self.go_off_duty(now, &asker),
            Command::Status => self.list_status(now, &asker),
            Command::Profile { given } => self.profile(now, &asker.operator, &asker.language, &given),
            Command::Stale => self.list_stale(now, &asker.language),
            Command::Campaign { given } => self.campaign(now, &asker.operator, &asker.language, &given),
            Command::Cluster { action, name, query } => {
                let (action, name, query) = (action.as_deref(), name.as_deref(), query.as_deref());
                self.cluster_command(now, &asker.operator, &asker.language, action, name, query)
            }
            Command::Service { given } => self.service_command(now, &asker.operator, &asker.language, &given),
            Command::Link { given } => self.link_command(now, &asker.operator, &asker.language, &given),
            Command::Leave { service } => {
                let service = service.or_else(|| here(&asker.place));
                self.leave_staff(now, &asker.operator, service.as_deref())
            }
            Command::Stay { service } => {
                let service = service.or_else(|| here(&asker.place));
                self.stay_on_staff(now, &asker.operator, service.as_deref())
            }
        };
        if role > Some(Role::Operator) {
            self.account_for(now, &asker.operator, name, before);
        }
        self.out.push(Effect::Reply { sentences: answer, language: asker.language });
    }

    /// The services a command is about: that of the place, or all that she works for.
    pub(super) fn services(&self, asker: &Asker) -> Vec<ServiceId> {
        let here = match &asker.place {
            Place::Hub => None,
            Place::Service(service) => Some(service.clone()),
            Place::Session(number) => self.sessions.get(number).map(|session| session.service.clone()),
        };
        let hers = self.inventory.operators.get(&asker.operator).map(|operator| operator.services.clone());
        let hers = hers.unwrap_or_default();
        match here {
            Some(service) => hers.contains(&service).then_some(service).into_iter().collect(),
            None => hers.into_iter().filter(|service| self.inventory.services.contains_key(service)).collect(),
        }
    }

    /// The session a command is about: that of the room, or the only one she holds.
    pub(super) fn her_session(&self, asker: &Asker) -> Option<i64> {
        let held = self.held.get(&asker.operator)?;
        match &asker.place {
            Place::Session(number) => held.contains(number).then_some(*number),
            _ if held.len() == 1 => held.first().copied(),
            _ => None,
        }
    }

    /// The same, or that of the room in which she is a consultant.
    fn session_inside(&self, asker: &Asker) -> Option<i64> {
        let called_in = |number: &&i64| {
            self.sessions.get(*number).is_some_and(|session| session.consultants.contains(&asker.operator))
        };
        match &asker.place {
            Place::Session(number) => Some(number).filter(called_in).copied().or_else(|| self.her_session(asker)),
            _ => self.her_session(asker),
        }
    }

    /// The session in whose room a command is given, if nobody holds it.
    pub(super) fn session_here(&self, asker: &Asker) -> Option<i64> {
        match asker.place {
            Place::Session(number) => self.sessions.get(&number).filter(|one| one.held_by().is_none()).map(|_| number),
            _ => None,
        }
    }

    fn list_queue(&self, now: Time, asker: &Asker) -> Vec<Sentence> {
        let services: BTreeSet<ServiceId> = self.services(asker).into_iter().collect();
        let mut listed: Vec<&Session> = self
            .sessions()
            .filter(|session| services.contains(&session.service) && session.held_by().is_none())
            .collect();
        listed.sort_by_key(|session| (matches!(session.state, State::Question { .. }), session.queued, session.number));
        if listed.is_empty() {
            return vec![Sentence::QueueEmpty {}];
        }
        let line = |session: &&Session| Sentence::QueueLine {
            token: name(&session.token),
            state: if session.is_queued() { "waiting" } else { "question" }.to_owned(),
            service: self.service_name(&session.service, &asker.language),
            language: self.languages_of(session),
            waited: now.since(session.queued).into(),
            question: session.question.clone(),
        };
        listed.iter().take(MOST_LISTED).map(line).collect()
    }

    fn take_by_command(&mut self, now: Time, asker: &Asker, wanted: Option<String>) -> Vec<Sentence> {
        let services = self.services(asker);
        let number = match &wanted {
            Some(token) => self.session_named(&token.to_lowercase()),
            None if self.session_here(asker).is_some() => self.session_here(asker),
            None => {
                let open = || services.iter().filter_map(|service| self.services.get(service));
                let longest = open().filter_map(|sessions| sessions.queue.first()).min().map(|(_, number)| *number);
                longest.or_else(|| open().filter_map(|sessions| sessions.questions.first().copied()).min())
            }
        };
        let Some(number) = number else {
            return vec![match wanted {
                Some(token) => Sentence::NoSuchSession { token: token.chars().take(20).collect() },
                None => Sentence::QueueEmpty {},
            }];
        };
        let Some(session) = self.sessions.get(&number) else {
            return vec![Refusal::SessionClosed.sentence()];
        };
        if session.held_by() == Some(&asker.operator) && session.is_being_handed_on() {
            return self.cancel_transfer(now, number, &asker.operator);
        }
        let handed = session.is_handed_to(&asker.operator) && session.is_being_handed_on();
        if !self.inventory.staffs(&asker.operator, &session.service)
            && !session.is_offered_to(&asker.operator)
            && !handed
        {
            return vec![Refusal::NotAnOperator.sentence()];
        }
        if let Some(holder) = session.held_by().filter(|holder| **holder != asker.operator && !handed) {
            return vec![Refusal::TakenBy { name: self.name_in(session, holder) }.sentence()];
        }
        let Some(mut session) = self.take(number) else { return Vec::new() };
        if session.held_by().is_none() {
            let until = now + self.limits(&session.service).offer;
            let offer = Offer { operator: asker.operator.clone(), until, chosen: None };
            match &mut session.state {
                State::Offered { offers } => {
                    offers.retain(|known| known.operator != offer.operator);
                    offers.push(offer);
                }
                State::Question { .. } => {
                    session.queued = now;
                    session.state = State::Offered { offers: vec![offer] };
                }
                state => *state = State::Offered { offers: vec![offer] },
            }
        }
        let header = self.header(now, &session);
        let language = self.staff_language(&session.service);
        self.out.push(Effect::SessionSubject { session: number, sentence: header.clone(), language });
        self.invite(&session, &asker.operator, vec![asker.client.clone()], header);
        let token = name(&session.token);
        self.put(session);
        vec![Sentence::TakeInvited { token }]
    }

    fn decline_by_command(
        &mut self,
        now: Time,
        asker: &Asker,
        wanted: Option<String>,
        reason: Option<String>,
    ) -> Vec<Sentence> {
        let offered = self.offered.get(&asker.operator).cloned().unwrap_or_default();
        let named = wanted.as_ref().and_then(|token| self.session_named(&token.to_lowercase()));
        let number = match named {
            Some(number) => offered.contains(&number).then_some(number),
            None => {
                let here = match asker.place {
                    Place::Session(number) => Some(number).filter(|number| offered.contains(number)),
                    _ => None,
                };
                here.or_else(|| offered.first().copied())
            }
        };
        let Some(number) = number else {
            return vec![Refusal::NotOffered.sentence()];
        };
        let reason = match wanted {
            Some(first) if named.is_none() => {
                Some([Some(first), reason].into_iter().flatten().collect::<Vec<_>>().join(" "))
            }
            _ => reason,
        };
        let is_handed = self.sessions.get(&number).is_some_and(|session| session.is_handed_to(&asker.operator));
        let how = if is_handed { "transfer" } else { "offer" };
        self.offer_declined(now, number, &asker.operator, reason);
        vec![Sentence::Declined { how: how.to_owned(), token: name(&self.around.tokens.of(number)) }]
    }

    fn close_by_command(
        &mut self,
        now: Time,
        asker: &Asker,
        resolution: Option<Resolution>,
        read: Option<u8>,
    ) -> Vec<Sentence> {
        let Some(session) = self.her_session(asker).and_then(|number| self.take(number)) else {
            return vec![Sentence::NoSessionHere {}];
        };
        let token = name(&session.token);
        let resolution = resolution.unwrap_or(Resolution::Answered);
        self.close(now, session, Ended::ByOperator(asker.operator.clone()), resolution, read);
        vec![Sentence::Closed { token, resolution: resolution.to_string() }]
    }

    fn note(&mut self, now: Time, asker: &Asker, text: &str) -> Vec<Sentence> {
        let Some(session) = self.session_inside(asker).and_then(|number| self.sessions.get(&number)) else {
            return vec![Sentence::NoSessionHere {}];
        };
        let note = Note {
            session: session.number,
            at: now,
            operator: asker.operator.clone(),
            text: text.chars().take(NOTE).collect(),
            purge_at: session.purge_at,
        };
        let token = name(&session.token);
        self.out.push(Effect::Record(Record::Note(note)));
        vec![Sentence::Noted { token }]
    }

    fn canned(&mut self, now: Time, asker: &Asker, wanted: Option<String>) -> Vec<Sentence> {
        let Some(wanted) = wanted else {
            let line = |canned: &super::super::inventory::Canned| Sentence::CannedLine {
                name: canned.name.clone(),
                text: label(&canned.texts, &asker.language).unwrap_or_default().to_owned(),
            };
            let lines: Vec<_> = self.inventory.canned.values().take(MOST_LISTED).map(line).collect();
            return if lines.is_empty() { vec![Sentence::CannedNone {}] } else { lines };
        };
        let Some(canned) = self.inventory.canned.get(&wanted.to_lowercase()) else {
            let nearest = crate::nearest::nearest(&wanted, self.inventory.canned.keys().map(String::as_str));
            let wanted = wanted.chars().take(40).collect();
            return vec![Sentence::NoSuchCanned { name: wanted, nearest: nearest.unwrap_or_default().to_owned() }];
        };
        let session = self.session_inside(asker).and_then(|number| self.sessions.get(&number));
        let Some(session) = session else {
            return vec![Sentence::NoSessionHere {}];
        };
        let language = session.need.languages().into_iter().next().unwrap_or_else(|| session.patron.language.clone());
        let text = label(&canned.texts, &language).unwrap_or_default().to_owned();
        let number = session.number;
        let line = Line { id: None, origin_id: None, content: Content::text(text), receipt_wanted: false };
        self.operator_said(now, number, asker.client.clone(), line);
        Vec::new()
    }

    fn list_who(&self, now: Time, asker: &Asker) -> Vec<Sentence> {
        let mut lines = Vec::new();
        if let Place::Session(number) = &asker.place
            && let Some(session) = self.sessions.get(number)
        {
            lines.extend(self.list_inside(now, session, &asker.operator));
        }
        for service in self.services(asker) {
            for (operator, show) in self.duty.on(&service).take(MOST_LISTED) {
                let limit = self.inventory.operators.get(operator).map_or(0, |known| known.sessions);
                lines.push(Sentence::WhoLine {
                    service: self.service_name(&service, &asker.language),
                    name: self.operator_name(operator),
                    show: show_name(show).to_owned(),
                    held: i64::from(self.held_by(operator)),
                    limit: i64::from(limit),
                    idle: now.since(self.duty.free_since(operator).unwrap_or(now)).into(),
                });
            }
        }
        if lines.is_empty() { vec![Sentence::WhoNobody {}] } else { lines }
    }

    fn go_on_duty(&mut self, now: Time, asker: &Asker) -> Vec<Sentence> {
        let mut lines = Vec::new();
        for service in self.services(asker) {
            let mut clients = self.duty.present(&service, &asker.operator);
            if clients.is_empty() {
                clients.push(DutyClient {
                    service: service.clone(),
                    client: asker.client.clone(),
                    show: Show::Available,
                    by_command: true,
                    off: false,
                    since: now,
                });
            }
            for client in clients {
                self.set_duty(now, DutyClient { off: false, ..client });
            }
            lines.push(Sentence::NowOnDuty { service: self.service_name(&service, &asker.language) });
        }
        if lines.is_empty() { vec![Refusal::NotAnOperator.sentence()] } else { lines }
    }

    fn go_off_duty(&mut self, now: Time, asker: &Asker) -> Vec<Sentence> {
        let mut lines = Vec::new();
        for service in self.services(asker) {
            for client in self.duty.present(&service, &asker.operator) {
                if client.by_command {
                    self.duty_client_gone(now, &service, &client.client);
                } else {
                    self.set_duty(now, DutyClient { off: true, ..client });
                }
            }
            lines.push(Sentence::NowOffDuty { service: self.service_name(&service, &asker.language) });
        }
        if lines.is_empty() { vec![Refusal::NotAnOperator.sentence()] } else { lines }
    }

    fn list_status(&self, now: Time, asker: &Asker) -> Vec<Sentence> {
        let standings = self.standings();
        let line = |service: &ServiceId| {
            let opening = self.opening(service);
            let waited = self.waiting_since(service).map_or(Duration::ZERO, |since| now.since(since)).into();
            Sentence::StatusLine {
                service: self.service_name(service, &asker.language),
                state: if opening.open { "open" } else { "closed" }.to_owned(),
                on_duty: opening.on_duty as i64,
                waiting: opening.waiting as i64,
                waited,
                held: standings.get(service).map_or(0, |standing| standing.held) as i64,
            }
        };
        let services = match asker.place {
            Place::Hub => self.inventory.services.keys().cloned().collect(),
            _ => self.services(asker),
        };
        services.iter().take(MOST_LISTED).map(line).collect()
    }
}

fn help(role: Option<Role>, wanted: Option<&str>) -> Vec<Sentence> {
    let line = |spec: &Spec| Sentence::HelpLine { usage: spec.usage(), command: spec.name.to_owned() };
    if let Some(spec) = wanted.and_then(|word| Spec::named(word.trim_start_matches(['!', '/']))) {
        let only = (spec.who > Role::Operator).then(|| Sentence::HelpOnlyFor { role: spec.who.name().to_owned() });
        return std::iter::once(line(spec)).chain(only).collect();
    }
    if let Some(word) = wanted {
        let near = nearest(word, Spec::of(role).map(|spec| spec.name)).unwrap_or("help").to_owned();
        return vec![Sentence::UnknownCommand { word: word.chars().take(30).collect(), nearest: near }];
    }
    let mut lines = Vec::new();
    if role.is_none() {
        return Spec::of(role).map(line).collect();
    }
    for who in Role::ALL {
        let mut theirs = Spec::of(role).filter(|spec| spec.who == who).map(line).peekable();
        if who > Role::Operator && theirs.peek().is_some() {
            lines.push(Sentence::HelpFor { role: who.name().to_owned() });
        }
        lines.extend(theirs);
    }
    lines
}

/// The service in whose staff room a command is given.
fn here(place: &Place) -> Option<String> {
    match place {
        Place::Service(service) => Some(service.to_string()),
        Place::Hub | Place::Session(_) => None,
    }
}

fn show_name(show: Show) -> &'static str {
    match show {
        Show::Chat => "chat",
        Show::Available => "available",
        Show::Away => "away",
        Show::Xa => "xa",
        Show::Dnd => "dnd",
    }
}
