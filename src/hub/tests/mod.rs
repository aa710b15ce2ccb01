//! The hub played with stanzas as clients send them, and the stanzas it sends back: the rules of DESIGN §2 and of what
//! stock clients bear. Whole conversations, and restarts, are played in `tests/scenarios`.

mod assist;
mod commands;
mod contacts;
mod disco;
mod elsewhere;
pub(super) mod hubs;
mod inventory;
mod links;
mod operators;
mod outsiders;
mod patrons;
mod pings;
mod profiles;
mod retention;
mod search;
mod transfer;
mod widening;

use std::time::Duration;

use super::*;
use crate::desk::language::Language;
use crate::desk::need::Recognise;
use crate::desk::sample;
use crate::desk::token::Tokens;
use crate::stanza::{Condition, Message, MessageKind, Presence, PresenceKind};
use crate::xmpp::inbound;

struct NoLanguage;

impl Recognise for NoLanguage {
    fn languages(&self, _: &str) -> Vec<(Language, f64)> {
        Vec::new()
    }
}

struct Play {
    hub: Hub,
    now: Time,
    seen: Vec<Stanza>,
    records: Vec<Record>,
}

impl Play {
    fn new() -> Self {
        Play::with(|_| ())
    }

    fn with(change: impl FnOnce(&mut Inventory)) -> Self {
        let mut inventory = sample::inventory();
        change(&mut inventory);
        let texts = Texts::load(None).expect("texts");
        let settings = Settings {
            domain: "ref.localhost".parse().expect("a domain"),
            name: "Refdesk".into(),
            occupant_key: [7; 32],
            run: "r".into(),
        };
        let around = Surroundings::new(texts.languages(), Tokens::new([1, 2, 3, 4]), Box::new(NoLanguage));
        let now = Time(1_000_000);
        let hub = Hub::new(now, settings, around, Arc::new(texts), inventory, Kept::default());
        let mut play = Play { hub, now, seen: Vec::new(), records: Vec::new() };
        play.does(Input::LinkUp);
        play
    }

    fn does(&mut self, input: Input) {
        let outcome = self.hub.handle(self.now, input);
        self.seen.extend(outcome.stanzas);
        self.records.extend(outcome.records);
    }

    /// A stanza of a client at localhost (`anna/desk`), without what the last one brought.
    fn sends(&mut self, from: &str, text: &str) {
        let (account, resource) = from.split_once('/').unwrap_or((from, "desk"));
        let name = text.trim_start_matches('<').split([' ', '>', '/']).next().expect("a stanza");
        let head = format!("<{name} xmlns='jabber:component:accept' from='{account}@localhost/{resource}'");
        let wire = text.replacen(&format!("<{name}"), &head, 1);
        let stanza = inbound::read(xso::from_bytes(wire.as_bytes()).expect("a stanza")).expect("a sound stanza");
        self.seen.clear();
        self.records.clear();
        self.now = self.now + Duration::from_millis(1);
        self.does(Input::Stanza(stanza));
    }

    /// A stanza from anywhere, as the server hands it on.
    fn arrives(&mut self, wire: &str) {
        let wire = wire.replacen(' ', " xmlns='jabber:component:accept' ", 1);
        let stanza = inbound::read(xso::from_bytes(wire.as_bytes()).expect("a stanza"));
        self.seen.clear();
        self.records.clear();
        self.now = self.now + Duration::from_millis(1);
        match stanza {
            Ok(stanza) => self.does(Input::Stanza(stanza)),
            Err(inbound::Refusal::Answer(answer)) => self.seen.push(*answer),
            Err(inbound::Refusal::Silent) => {}
        }
    }

    fn passes(&mut self, seconds: u64) {
        self.seen.clear();
        let until = self.now + Duration::from_secs(seconds);
        while let Some(at) = self.hub.timeout().filter(|at| *at <= until) {
            self.now = self.now.max(at);
            self.does(Input::TimePassed);
        }
        self.now = until;
    }

    fn joins(&mut self, who: &str, room: &str, nick: &str) {
        self.sends(
            who,
            &format!(
                "<presence to='{room}@ref.localhost/{nick}'><x xmlns='http://jabber.org/protocol/muc'/></presence>"
            ),
        );
    }

    fn writes(&mut self, who: &str, to: &str, text: &str) {
        self.sends(who, &format!("<message to='{to}' type='chat' id='w'><body>{text}</body></message>"));
    }

    fn says(&mut self, who: &str, room: &str, text: &str) {
        self.sends(
            who,
            &format!("<message to='{room}@ref.localhost' type='groupchat' id='s'><body>{text}</body></message>"),
        );
    }

    fn whispers(&mut self, who: &str, to: &str, payload: &str) {
        self.sends(
            who,
            &format!(
                "<message to='{to}' type='chat' id='p'>{payload}<x xmlns='http://jabber.org/protocol/muc#user'/></message>"
            ),
        );
    }

    fn asks(&mut self, who: &str, to: &str, payload: &str) -> IqBody {
        let kind = if payload.contains("commands'") && payload.starts_with("<command") { "set" } else { "get" };
        self.sends(who, &format!("<iq to='{to}' type='{kind}' id='q'>{payload}</iq>"));
        let answer = self.seen.iter().find_map(|stanza| match stanza {
            Stanza::Iq(iq) if iq.id == "q" => Some(iq.body.clone()),
            _ => None,
        });
        answer.expect("an answer")
    }

    /// Anna, alone on duty, holds Dora's session; the room's local part.
    fn held() -> (Self, String) {
        let mut play = Play::new();
        play.joins("anna", "ask", "Anna");
        play.writes("dora", "ask@ref.localhost", "Where are the maps?");
        let room = play.room(1);
        play.joins("anna", &room, "Anna");
        (play, room)
    }

    fn room(&self, number: i64) -> String {
        format!("ask.{}", self.hub.desk().token(number))
    }

    fn to<'a>(&'a self, who: &str) -> impl Iterator<Item = &'a Stanza> {
        let (account, resource) = who.split_once('/').unwrap_or((who, "desk"));
        let (bare, full) = (format!("{account}@localhost"), format!("{account}@localhost/{resource}"));
        self.seen.iter().filter(move |stanza| {
            let to = match stanza {
                Stanza::Message(message) => message.to.to_string(),
                Stanza::Presence(presence) => presence.to.to_string(),
                Stanza::Iq(iq) => iq.to.to_string(),
            };
            to == bare || to == full
        })
    }

    fn messages(&self, to: &str) -> Vec<&Message> {
        let messages = self.to(to).filter_map(|stanza| match stanza {
            Stanza::Message(message) => Some(message.as_ref()),
            _ => None,
        });
        messages.collect()
    }

    fn presences(&self, to: &str) -> Vec<&Presence> {
        let presences = self.to(to).filter_map(|stanza| match stanza {
            Stanza::Presence(presence) => Some(presence.as_ref()),
            _ => None,
        });
        presences.collect()
    }

    /// What is said to somebody, each with the address it comes from.
    fn words(&self, to: &str) -> Vec<(String, String)> {
        let words = self.messages(to).into_iter().filter(|message| !message.content.is_empty());
        words.map(|message| (message.from.to_string(), message.content.plain().to_owned())).collect()
    }

    fn hears(&self, who: &str, from: &str, text: &str) -> bool {
        self.words(who).iter().any(|(sender, words)| sender == from && words.starts_with(text))
    }

    /// How a message or a presence of somebody was refused.
    fn refusal(&self, to: &str) -> Option<(Condition, String)> {
        let errors = self.to(to).filter_map(|stanza| match stanza {
            Stanza::Message(message) => message.error.clone(),
            Stanza::Presence(presence) => presence.error.clone(),
            Stanza::Iq(_) => None,
        });
        errors.map(|error| (error.condition, error.text.map(|text| text.text).unwrap_or_default())).next()
    }
}
