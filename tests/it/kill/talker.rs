//! A person who talks all the time: sends lines in small bursts, sends again what bounced or was not acknowledged,
//! with the same id, and writes down all that comes.
//!
//! A patron's line is acknowledged by a receipt (XEP-0184), a line in a room by its reflection (XEP-0045 §7.4).

use std::time::Duration;

use minidom::Element;
use tokio::{sync::watch, time::Instant};

use super::dice::Dice;
use crate::client::{Client, NS, xml};

const RECEIPTS: &str = "urn:xmpp:receipts";
const DELAY: &str = "urn:xmpp:delay";

/// What a server says while the component is away. COMPAT: ejabberd 23.01 takes it for a foreign server then, which
/// visitors without an account may not write to: `forbidden`.
const AWAY: [&str; 5] =
    ["remote-server-timeout", "service-unavailable", "remote-server-not-found", "recipient-unavailable", "forbidden"];

/// Lines sent without waiting for an answer in between.
const BURST: u64 = 3;
const PAUSE: Duration = Duration::from_millis(60);
const AFTER_A_BOUNCE: Duration = Duration::from_millis(40);
const UNANSWERED: Duration = Duration::from_millis(700);

/// What everybody is told.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    Talk,
    /// Nothing new; end when everything said is acknowledged.
    Finish,
    /// End at once.
    Break,
}

pub struct Talker {
    pub name: String,
    pub client: Client,
    pub legs: Vec<Leg>,
    pub heard: Vec<Heard>,
    /// What must not happen to somebody who goes on as if nothing was.
    pub complaints: Vec<String>,
    pub dice: Dice,
}

/// One conversation of a talker.
pub struct Leg {
    /// Names the leg in every line, such as `anna-dora`.
    pub tag: String,
    pub to: String,
    /// In a room, under which nick.
    pub nick: Option<String>,
    /// Who must hear what is said here.
    pub hearers: Vec<String>,
    pub said: Vec<Said>,
    /// How many of `said` belong to bursts that are over.
    settled: usize,
    due: Instant,
}

#[derive(Debug, Clone)]
pub struct Said {
    pub id: String,
    pub text: String,
    pub burst: u64,
    pub sent: u32,
    pub acknowledged: bool,
}

#[derive(Debug, Clone)]
pub struct Heard {
    pub from: String,
    pub id: String,
    pub text: String,
    /// As a room's history (XEP-0203).
    pub history: bool,
}

impl Leg {
    pub fn new(tag: &str, to: &str, nick: Option<&str>, hearers: &[&str]) -> Leg {
        Leg {
            tag: tag.into(),
            to: to.into(),
            nick: nick.map(Into::into),
            hearers: hearers.iter().map(|name| (*name).into()).collect(),
            said: Vec::new(),
            settled: 0,
            due: Instant::now(),
        }
    }

    fn is_open(&self) -> bool {
        self.settled < self.said.len()
    }

    fn begin(&mut self, dice: &mut Dice) {
        let burst = self.said.last().map_or(1, |last| last.burst + 1);
        for _ in 0..=dice.roll(BURST) {
            let number = self.said.len() + 1;
            let (id, text) = (format!("{}-{number}", self.tag), format!("{} säger {number}", self.tag));
            self.said.push(Said { id, text, burst, sent: 0, acknowledged: false });
        }
    }

    async fn send_what_is_open(&mut self, client: &Client) {
        let (to, kind) = (&self.to, if self.nick.is_some() { "groupchat" } else { "chat" });
        let wish = if self.nick.is_none() { format!("<request xmlns='{RECEIPTS}'/>") } else { String::new() };
        for said in self.said[self.settled..].iter_mut().filter(|said| !said.acknowledged) {
            said.sent += 1;
            let Said { id, text, .. } = said;
            client
                .send(format!("<message to='{to}' type='{kind}' id='{id}'><body>{text}</body>{wish}</message>"))
                .await;
        }
        self.due = Instant::now() + UNANSWERED;
    }

    /// Whether this id was one of what is said here.
    fn acknowledge(&mut self, id: &str, dice: &mut Dice) -> bool {
        let Some(said) = self.said.iter_mut().rev().find(|said| said.id == id) else { return false };
        said.acknowledged = true;
        if self.is_open() && self.said[self.settled..].iter().all(|said| said.acknowledged) {
            self.settled = self.said.len();
            self.due = Instant::now() + dice.up_to(PAUSE);
        }
        true
    }

    /// The room's reflection of our own line.
    fn is_own(&self, from: &str) -> bool {
        let nick = self.nick.as_ref();
        nick.is_some_and(|nick| from.split_once('/') == Some((self.to.as_str(), nick.as_str())))
    }
}

impl Talker {
    pub fn new(name: &str, client: Client, dice: Dice) -> Talker {
        Talker { name: name.into(), client, legs: Vec::new(), heard: Vec::new(), complaints: Vec::new(), dice }
    }

    pub async fn talk(mut self, mut stage: watch::Receiver<Stage>) -> Talker {
        loop {
            let wanted = *stage.borrow_and_update();
            for leg in &mut self.legs {
                if leg.due <= Instant::now() {
                    if !leg.is_open() && wanted == Stage::Talk {
                        leg.begin(&mut self.dice);
                    }
                    if leg.is_open() {
                        leg.send_what_is_open(&self.client).await;
                    }
                }
            }
            if wanted == Stage::Break || wanted == Stage::Finish && !self.legs.iter().any(Leg::is_open) {
                return self;
            }
            let open = |leg: &&Leg| leg.is_open() || wanted == Stage::Talk;
            let due = self.legs.iter().filter(open).map(|leg| leg.due).min();
            let rest = due.map_or(UNANSWERED, |due| due.saturating_duration_since(Instant::now()));
            tokio::select! {
                biased;
                _ = stage.changed() => {}
                stanza = self.client.next(rest) => if let Some(stanza) = stanza {
                    self.take(&stanza);
                }
            }
            if !self.client.is_connected() && wanted == Stage::Talk {
                // The server is gone: wait to be told.
                let _ = stage.changed().await;
            }
        }
    }

    /// Writes down what still comes until nothing has come for a while.
    pub async fn listen(&mut self, quiet: Duration) {
        while let Some(stanza) = self.client.next(quiet).await {
            self.take(&stanza);
        }
    }

    pub fn take(&mut self, stanza: &Element) {
        let from = stanza.attr("from").unwrap_or_default();
        let kind = stanza.attr("type").unwrap_or_default();
        if stanza.name() == "presence" && from.contains('/') && matches!(kind, "error" | "unavailable") {
            self.complaints.push(xml(stanza));
        }
        if stanza.name() != "message" {
            return;
        }
        let id = stanza.attr("id").unwrap_or_default();
        if kind == "error" {
            return self.bounced(id, stanza);
        }
        if let Some(receipt) = stanza.get_child("received", RECEIPTS) {
            self.acknowledge(receipt.attr("id").unwrap_or_default());
        }
        let Some(body) = stanza.get_child("body", NS) else { return };
        if self.legs.iter().any(|leg| leg.is_own(from)) {
            self.acknowledge(id);
        }
        let history = stanza.has_child("delay", DELAY);
        self.heard.push(Heard { from: from.into(), id: id.into(), text: body.text(), history });
    }

    fn acknowledge(&mut self, id: &str) {
        for leg in &mut self.legs {
            if leg.acknowledge(id, &mut self.dice) {
                return;
            }
        }
    }

    fn bounced(&mut self, id: &str, stanza: &Element) {
        let Some(error) = stanza.get_child("error", NS) else { return };
        if !error.children().any(|condition| AWAY.contains(&condition.name())) {
            self.complaints.push(xml(stanza));
        }
        if let Some(leg) = self.legs.iter_mut().find(|leg| leg.said.iter().any(|said| said.id == id)) {
            leg.due = leg.due.min(Instant::now() + AFTER_A_BOUNCE);
        }
    }
}
