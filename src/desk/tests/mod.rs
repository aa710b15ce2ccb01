//! The desk played in virtual time: every wait, limit and refusal of DESIGN §2, §3 and §5, by feature.
//!
//! A [`Play`] is a desk with the sample inventory; what people do are its methods, and each returns what the desk wants
//! done because of it ([`Seen`]), to be read by the keys of its sentences. Anna speaks sv and en, Bo sv, en and law, Chen
//! en and zh; a patron's words are taken for the language of their first word.

mod assist;
mod campaigns;
mod closing;
mod commands;
mod duty;
mod founding;
mod inventory;
mod learning;
mod limits;
mod offers;
mod profiles;
mod questions;
mod relay;
mod roles;
mod routing;
mod silence;
mod transfer;
mod vocabulary;
mod widening;

use std::time::Duration;

use super::command::{Command, parse};
use super::effect::Hearer;
use super::event::{Line, Place};
use super::inventory::OfferTo;
use super::need::Recognise;
use super::record::{Chronicle, What};
use super::refusal::Refusal;
use super::sample;
use super::sentence::Sentence;
use super::session::{State, Via};
use super::*;
use crate::stanza::{Content, Show};

struct FirstWord;

impl Recognise for FirstWord {
    fn languages(&self, text: &str) -> Vec<(Language, f64)> {
        let tag = match text.split([' ', '!', ',', '.']).next().unwrap_or_default() {
            "Hej" => "sv",
            "Hello" => "en",
            "Hei" => "fi",
            "你好" => "zh",
            _ => return Vec::new(),
        };
        vec![(sample::language(tag), 0.9)]
    }
}

pub(super) struct Play {
    pub desk: Desk,
    pub now: Time,
    lines: u32,
}

/// What one event made the desk want.
pub(super) struct Seen(pub Vec<Effect>);

fn ask() -> ServiceId {
    sample::service("ask")
}

pub(super) fn client(name: &str) -> FullJid {
    match name.split_once('/') {
        Some((name, resource)) => format!("{name}@localhost/{resource}"),
        None => format!("{name}@localhost/desk"),
    }
    .parse()
    .expect("a full JID")
}

pub(super) fn person(name: &str) -> BareJid {
    client(name).to_bare()
}

pub(super) fn desk(inventory: Inventory, limits: Limits, restored: Restored) -> Desk {
    let languages = vec![sample::language("en"), sample::language("sv")];
    let around =
        Surroundings { limits, ..Surroundings::new(languages, Tokens::new([1, 2, 3, 4]), Box::new(FirstWord)) };
    Desk::new(around, inventory, restored)
}

impl Play {
    pub(in crate::desk) fn new() -> Self {
        Play::with(|_, _| ())
    }

    pub(in crate::desk) fn with(change: impl FnOnce(&mut Inventory, &mut Limits)) -> Self {
        let (mut inventory, mut limits) = (sample::inventory(), Limits::default());
        change(&mut inventory, &mut limits);
        Play { desk: desk(inventory, limits, Restored::default()), now: Time(1_000_000), lines: 0 }
    }

    /// With these on duty, one a second, so that the first has been idle longest.
    pub(in crate::desk) fn staffed(names: &[&str]) -> Self {
        let mut play = Play::new();
        play.staff(names);
        play
    }

    pub(in crate::desk) fn staff(&mut self, names: &[&str]) {
        for name in names {
            self.comes_on_duty(name);
            self.passes(1);
        }
    }

    pub(in crate::desk) fn does(&mut self, event: Event) -> Seen {
        Seen(self.desk.handle(self.now, event))
    }

    /// Seconds pass; what falls due does so at its moment.
    pub(in crate::desk) fn passes(&mut self, seconds: u64) -> Seen {
        let until = self.now + Duration::from_secs(seconds);
        let mut all = Vec::new();
        while let Some(at) = self.desk.timeout().filter(|at| *at <= until) {
            self.now = self.now.max(at);
            all.extend(self.desk.handle(self.now, Event::TimePassed));
            assert!(self.desk.timeout().is_none_or(|next| next > at), "what was due at {at:?} still is");
        }
        self.now = until;
        Seen(all)
    }

    pub(in crate::desk) fn line(&mut self, text: &str) -> Line {
        self.lines += 1;
        Line {
            id: Some(format!("l{}", self.lines)),
            origin_id: None,
            content: Content::text(text),
            receipt_wanted: true,
        }
    }

    pub(in crate::desk) fn writes(&mut self, patron: &str, text: &str) -> Seen {
        self.writes_to("ask", Via::Chat, patron, text)
    }

    pub(in crate::desk) fn writes_to(&mut self, service: &str, via: Via, patron: &str, text: &str) -> Seen {
        let line = self.line(text);
        self.does(Event::PatronWrote { service: sample::service(service), from: client(patron), via, line })
    }

    pub(in crate::desk) fn goes(&mut self, patron: &str) -> Seen {
        self.does(Event::PatronWent { service: ask(), from: client(patron) })
    }

    pub(in crate::desk) fn comes(&mut self, patron: &str) -> Seen {
        self.does(Event::PatronCame { service: ask(), from: client(patron) })
    }

    pub(in crate::desk) fn comes_on_duty(&mut self, operator: &str) -> Seen {
        self.shows(operator, Show::Available)
    }

    pub(in crate::desk) fn shows(&mut self, operator: &str, show: Show) -> Seen {
        self.does(Event::DutyClient { service: ask(), client: client(operator), show })
    }

    pub(in crate::desk) fn goes_off_duty(&mut self, operator: &str) -> Seen {
        self.does(Event::DutyClientGone { service: ask(), client: client(operator) })
    }

    pub(in crate::desk) fn joins(&mut self, operator: &str, session: i64) -> Seen {
        let nick = operator.split('/').next().unwrap_or_default().to_owned();
        self.does(Event::SessionJoinAsked { session, client: client(operator), nick })
    }

    pub(in crate::desk) fn leaves(&mut self, operator: &str, session: i64) -> Seen {
        self.does(Event::SessionLeft { session, client: client(operator) })
    }

    pub(in crate::desk) fn says(&mut self, operator: &str, session: i64, text: &str) -> Seen {
        let line = self.line(text);
        self.does(Event::OperatorSaid { session, client: client(operator), line })
    }

    pub(in crate::desk) fn declines(&mut self, operator: &str, session: i64) -> Seen {
        self.does(Event::OfferDeclined { session, operator: person(operator), reason: None })
    }

    pub(in crate::desk) fn commands(&mut self, operator: &str, place: Place, text: &str) -> Seen {
        let command: Command = parse(text).expect("a command").expect("a right command");
        self.does(Event::Commanded { by: client(operator), place, command })
    }

    /// Dora has written and Anna, alone on duty, holds session 1.
    pub(in crate::desk) fn held() -> Self {
        let mut play = Play::staffed(&["anna"]);
        play.writes("dora", "Hej! Går tåget?");
        play.joins("anna", 1);
        play
    }

    pub(in crate::desk) fn state(&self, session: i64) -> Option<&State> {
        self.desk.session(session).map(|session| &session.state)
    }

    pub(in crate::desk) fn holder(&self, session: i64) -> Option<String> {
        Some(self.desk.session(session)?.held_by()?.node()?.to_string())
    }

    pub(in crate::desk) fn token(&self, session: i64) -> String {
        self.desk.token(session).to_string()
    }

    /// The desk as the store would bring it back.
    pub(in crate::desk) fn restarts(&mut self) {
        let restored = Restored {
            audit: Vec::new(),
            decisions: self.desk.sessions().flat_map(|session| self.desk.decisions.of(session.number)).collect(),
            attendance: self.desk.attendance.clone(),
            gaps: self.desk.gaps.clone(),
            sessions: self.desk.sessions().cloned().collect(),
            last_session: self.desk.last_session,
            assistances: self.desk.assistances().cloned().collect(),
            duty: self
                .desk
                .inventory
                .services
                .keys()
                .flat_map(|service| {
                    let operators = self.desk.inventory.operators.keys();
                    operators.flat_map(|operator| self.desk.duty.present(service, operator)).collect::<Vec<_>>()
                })
                .collect(),
        };
        self.desk = desk(self.desk.inventory.clone(), self.desk.around.limits.clone(), restored);
    }
}

impl Seen {
    pub(in crate::desk) fn told(&self, hears: impl Fn(&Hearer) -> bool) -> Vec<&Sentence> {
        let told = self.0.iter().filter_map(|effect| match effect {
            Effect::Tell { to, sentence, .. } => Some((to, sentence)),
            _ => None,
        });
        told.filter(|(to, _)| hears(to)).map(|(_, sentence)| sentence).collect()
    }

    pub(in crate::desk) fn to_patron(&self) -> Vec<&'static str> {
        keys(self.told(|to| matches!(to, Hearer::Patron { .. })))
    }

    pub(in crate::desk) fn to_staff(&self) -> Vec<&'static str> {
        keys(self.told(|to| matches!(to, Hearer::Staff(_))))
    }

    pub(in crate::desk) fn to_room(&self) -> Vec<&'static str> {
        keys(self.told(|to| matches!(to, Hearer::SessionRoom { .. })))
    }

    /// Who is invited to which session.
    pub(in crate::desk) fn invited(&self) -> Vec<(String, i64)> {
        let invited = self.0.iter().filter_map(|effect| match effect {
            Effect::Invite { session, clients, .. } => Some(clients.iter().map(|client| (name_of(client), *session))),
            _ => None,
        });
        invited.flatten().collect()
    }

    pub(in crate::desk) fn admitted(&self) -> bool {
        self.0.iter().any(|effect| matches!(effect, Effect::Admit { .. }))
    }

    pub(in crate::desk) fn refusal(&self) -> Option<&Refusal> {
        self.0.iter().find_map(|effect| match effect {
            Effect::Refuse { refusal, .. } => Some(refusal),
            _ => None,
        })
    }

    pub(in crate::desk) fn reply(&self) -> &[Sentence] {
        let reply = self.0.iter().find_map(|effect| match effect {
            Effect::Reply { sentences, .. } => Some(sentences.as_slice()),
            _ => None,
        });
        reply.expect("a reply")
    }

    pub(in crate::desk) fn chronicled(&self) -> Vec<What> {
        let what = |effect: &Effect| match effect {
            Effect::Record(Record::Chronicle(Chronicle { what, .. })) => Some(*what),
            _ => None,
        };
        self.0.iter().filter_map(what).collect()
    }

    /// The last state recorded of a session that was closed.
    pub(in crate::desk) fn closed(&self) -> Option<State> {
        self.0.iter().rev().find_map(|effect| match effect {
            Effect::Record(Record::Session(session)) if !session.is_open() => Some(session.state.clone()),
            _ => None,
        })
    }

    pub(in crate::desk) fn has(&self, wanted: impl Fn(&Effect) -> bool) -> bool {
        self.0.iter().any(wanted)
    }

    pub(in crate::desk) fn is_nothing(&self) -> bool {
        self.0.is_empty()
    }
}

fn keys(sentences: Vec<&Sentence>) -> Vec<&'static str> {
    sentences.into_iter().map(Sentence::key).collect()
}

fn name_of(client: &FullJid) -> String {
    client.node().map(|node| node.to_string()).unwrap_or_default()
}

/// `[("anna", 1)]` as [`Seen::invited`] gives it.
fn pairs(pairs: &[(&str, i64)]) -> Vec<(String, i64)> {
    pairs.iter().map(|(name, session)| ((*name).to_owned(), *session)).collect()
}
