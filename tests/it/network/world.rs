//! Many hubs and their people in virtual time, with everything between them that is not reliable: lines that are lost,
//! late and come twice, networks that part and heal, hubs that are killed anywhere between an input and the last stanza
//! that comes of it.
//!
//! Each hub stands at a site with the accounts of its patrons and operators. Within a site nothing is lost. Between two of
//! them everything goes through servers: what passes between hubs is written as text and read again; what cannot pass is
//! lost, or comes back after a while as a server's error.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;

use jid::{BareJid, Jid};
use refdesk::desk::inventory::Inventory;
use refdesk::desk::session::{Recipient, State};
use refdesk::hub::{Hub, Input, Kept};
use refdesk::stanza::{Condition, ErrorType, Message, MessageKind, Presence, PresenceKind, Stanza, StanzaError};
use refdesk::texts::Texts;
use refdesk::time::Time;
use refdesk::xmpp::{inbound, outbound};

use super::books::Books;
use super::figures::Figures;
use super::person::{Person, hub_of, is_session};
use super::{both, ground, rules};
use crate::simulation::chance::Chance;
use crate::simulation::client::bounced;
use crate::simulation::invariants::{self, Asked, Ledger};
use crate::simulation::store::Store;

pub const LANGUAGES: [&str; 8] = ["sv", "en", "fi", "da", "no", "de", "fr", "pl"];
/// So often may a hub be asked without time passing.
const STALLED: u32 = 2000;

pub type Held = Result<(), String>;

/// How many hubs, and who is at each.
#[derive(Debug, Clone, Copy)]
pub struct Size {
    pub hubs: usize,
    pub operators: usize,
    pub patrons: usize,
}

/// How much is tried, and how much goes wrong.
#[derive(Debug, Clone, Copy)]
pub struct Trouble {
    /// Of what passes between sites, in thousandths.
    pub lost: usize,
    pub twice: usize,
    /// Of what hubs are given, in thousandths, with a kill.
    pub kills: usize,
    /// Between one parting of two sites and the next, in a network of five.
    pub parts_every: Option<Duration>,
}

pub struct Node {
    pub hub: Hub,
    pub store: Store,
    pub ledger: Ledger,
    pub books: Books,
    inventory: Inventory,
    up: bool,
    starts: u32,
    timer: Option<Time>,
    handled: (Time, u32),
}

#[derive(Debug)]
enum Due {
    Acts(usize),
    ToHub(usize, Stanza),
    ToPerson(usize, Stanza),
    Timer(usize),
    Up(usize),
    Parts,
    Heals(usize, usize),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum End {
    Hub(usize),
    Person(usize),
}

#[derive(Clone, Copy)]
enum Crash {
    BeforeCommit,
    /// With so many per cent of the stanzas gone.
    AfterCommit(usize),
}

pub struct World {
    chance: Chance,
    pub now: Time,
    pub nodes: Vec<Node>,
    pub people: Vec<Person>,
    accounts: BTreeMap<BareJid, usize>,
    neighbours: Vec<Vec<usize>>,
    due: BTreeMap<(Time, u64), Due>,
    number: u64,
    /// When the last that was sent from the one to the other arrives: nothing overtakes it.
    arrives: BTreeMap<(End, End), Time>,
    parted: BTreeSet<(usize, usize)>,
    /// Rooms of which something that passed between two sites was lost, or came twice.
    pub disturbed: BTreeSet<BareJid>,
    trouble: Trouble,
    quiet: bool,
    texts: Arc<Texts>,
    pub figures: Figures,
    aloud: bool,
}

impl World {
    pub fn new(seed: u64, size: Size, trouble: Trouble, texts: Arc<Texts>, aloud: bool) -> Self {
        let mut chance = Chance::new(seed);
        let now = Time(1_700_000_000_000);
        let neighbours = ground::neighbours(size.hubs, &mut chance);
        let mut nodes = Vec::new();
        let mut people = Vec::new();
        for (number, near) in neighbours.iter().enumerate() {
            let inventory = ground::inventory(number, near, size.operators, now, &mut chance);
            let hub = ground::hub(now, number, 0, texts.clone(), inventory.clone(), Kept::default());
            nodes.push(Node {
                hub,
                store: Store::default(),
                ledger: Ledger::of(hub_address(number)),
                books: Books::default(),
                inventory,
                up: true,
                starts: 0,
                timer: None,
                handled: (now, 0),
            });
            people.extend((0..size.operators).map(|each| Person::new(number, each, false, &mut chance)));
            people.extend((0..size.patrons).map(|each| Person::new(number, each, true, &mut chance)));
        }
        let accounts = people.iter().enumerate().map(|(which, person)| (person.jid.to_bare(), which)).collect();
        World {
            chance,
            now,
            nodes,
            people,
            accounts,
            neighbours,
            due: BTreeMap::new(),
            number: 0,
            arrives: BTreeMap::new(),
            parted: BTreeSet::new(),
            disturbed: BTreeSet::new(),
            trouble,
            quiet: false,
            texts,
            figures: Figures::new(),
            aloud,
        }
    }

    /// Hubs come up, and know each other before anybody asks anything.
    pub fn start(&mut self) -> Held {
        for hub in 0..self.nodes.len() {
            self.handle(hub, Input::LinkUp)?;
        }
        let (trouble, calm) = (self.trouble, Trouble { lost: 0, twice: 0, kills: 0, parts_every: None });
        self.trouble = calm;
        self.run_until(self.now + Duration::from_secs(60))?;
        self.trouble = trouble;
        for person in 0..self.people.len() {
            let at = self.now + self.spell(20_000);
            self.plan(at, Due::Acts(person));
        }
        if let Some(every) = self.trouble.parts_every {
            self.plan(self.now + every, Due::Parts);
        }
        Ok(())
    }

    pub fn play(&mut self, span: Duration) -> Held {
        self.run_until(self.now + span)
    }

    /// Networks heal, hubs are up and nobody does anything any more: then everything comes to an end.
    pub fn settle(&mut self) -> Held {
        self.quiet = true;
        self.parted.clear();
        for person in 0..self.people.len() {
            self.people[person].up = true;
        }
        self.run_until(self.now + Duration::from_secs(300))?;
        self.everything_arrives()?;
        both::settled(self)?;
        self.everybody_goes(true)?;
        self.run_until(self.now + Duration::from_secs(1500))?;
        for node in &self.nodes {
            let stays = |session: &&_| !matches!(rules::state(session), State::Question { .. });
            if let Some(session) = node.hub.desk().sessions().find(stays) {
                return Err(format!("a session stays for ever: {session:?}"));
            }
        }
        self.everybody_goes(false)?;
        self.run_until(self.now + Duration::from_secs(13 * 3600))?;
        rules::no_assistance(self)?;
        self.run_until(self.now + Duration::from_secs(36 * 3600))?;
        rules::nothing_is_left(self)
    }

    /// Nothing is under way any more at the end of it.
    fn everything_arrives(&mut self) -> Held {
        let is_under_way = |due: &Due| matches!(due, Due::ToHub(..) | Due::ToPerson(..) | Due::Up(_));
        while self.due.values().any(is_under_way) {
            self.run_until(self.now + Duration::from_millis(20))?;
        }
        Ok(())
    }

    fn everybody_goes(&mut self, patrons: bool) -> Held {
        for which in 0..self.people.len() {
            if self.people[which].is_patron == patrons {
                // A hub that was down when she left a room is told by the first line of it that comes back.
                let client = self.people[which].jid.clone();
                for node in &self.nodes {
                    let rooms: Vec<_> = node.hub.rooms().rooms_of(&client).map(|room| room.address.clone()).collect();
                    for room in rooms {
                        self.people[which].leave(&room);
                        let line = Message::new(MessageKind::Normal, room, client.clone());
                        let line = Stanza::Message(Box::new(line));
                        self.people[which].out.extend(bounced(&line, Condition::ServiceUnavailable));
                    }
                }
                self.people[which].goes();
                self.flush(which)?;
            }
        }
        Ok(())
    }

    fn spell(&mut self, millis: i64) -> Duration {
        Duration::from_millis(self.chance.millis(millis) as u64 + 1)
    }

    fn plan(&mut self, at: Time, due: Due) {
        self.number += 1;
        self.due.insert((at, self.number), due);
    }

    fn run_until(&mut self, until: Time) -> Held {
        while self.due.first_key_value().is_some_and(|((at, _), _)| *at <= until) {
            let Some(((at, _), due)) = self.due.pop_first() else { break };
            self.now = self.now.max(at);
            self.does(due)?;
        }
        self.now = self.now.max(until);
        Ok(())
    }

    fn does(&mut self, due: Due) -> Held {
        match due {
            Due::Acts(_) if self.quiet => {}
            Due::Acts(which) => {
                let at = self.now + self.spell(if self.people[which].is_patron { 60_000 } else { 40_000 });
                self.plan(at, Due::Acts(which));
                let person = &mut self.people[which];
                match (person.up, self.chance.below(100)) {
                    (false, 0..=60) => person.up = true,
                    (false, _) => {}
                    (true, 0) => person.goes(),
                    (true, _) => person.acts(&mut self.chance, &self.neighbours),
                }
                self.flush(which)?;
            }
            Due::ToHub(hub, stanza) if self.nodes[hub].up => self.handle(hub, Input::Stanza(stanza))?,
            Due::ToHub(hub, stanza) => self.comes_back(hub, &stanza, Condition::RemoteServerNotFound),
            Due::ToPerson(which, stanza) => {
                if self.aloud {
                    eprintln!("{:>12}  -> {} {stanza:?}", self.now.0 % 1_000_000_000, self.people[which].jid);
                }
                let person = &mut self.people[which];
                if person.up {
                    person.receives(&mut self.chance, &stanza, self.quiet)?;
                    self.flush(which)?;
                } else if !matches!(stanza, Stanza::Presence(_)) {
                    person.always_there = false;
                    let home = person.home;
                    self.comes_back(home, &stanza, Condition::ServiceUnavailable);
                }
            }
            Due::Timer(hub) => {
                self.nodes[hub].timer = None;
                let node = &self.nodes[hub];
                if node.hub.timeout().is_some_and(|at| at <= self.now) {
                    if node.up {
                        self.handle(hub, Input::TimePassed)?;
                    }
                } else {
                    self.wind(hub);
                }
            }
            Due::Up(hub) => self.comes_up(hub)?,
            Due::Parts if self.quiet => {}
            Due::Parts => self.parts(),
            Due::Heals(a, b) => drop(self.parted.remove(&(a, b))),
        }
        Ok(())
    }

    /// Two sites that have something to do with each other do not reach each other for a while.
    fn parts(&mut self) {
        let Some(every) = self.trouble.parts_every else { return };
        let share = every.as_millis() as i64 * 2 * 5 / self.nodes.len() as i64;
        let at = self.now + self.spell(share);
        self.plan(at, Due::Parts);
        let under_way: Vec<(usize, usize)> = self.asked_elsewhere().collect();
        let anywhere = self.chance.below(self.nodes.len());
        let near = self.chance.among(&self.neighbours[anywhere]).copied().unwrap_or(anywhere);
        let pair = self.chance.among(&under_way).copied().filter(|_| self.chance.percent(60));
        let (a, b) = pair.unwrap_or((anywhere, near));
        if a == b {
            return;
        }
        self.figures.count("parted");
        if under_way.contains(&(a, b)) || under_way.contains(&(b, a)) {
            self.figures.count("parted while a transfer between them is under way");
        }
        let pair = (a.min(b), a.max(b));
        self.parted.insert(pair);
        let heals = self.now + self.spell(100_000);
        self.plan(heals, Due::Heals(pair.0, pair.1));
    }

    /// The home and the other hub of each transfer under way between two.
    fn asked_elsewhere(&self) -> impl Iterator<Item = (usize, usize)> {
        let of = |(home, node): (usize, &Node)| {
            let transfers = node.hub.desk().sessions().filter_map(|session| session.transfer.as_ref());
            let to = transfers.filter_map(|transfer| match &transfer.to {
                Recipient::Elsewhere(service) => hub_of(service),
                _ => None,
            });
            to.map(move |to| (home, to)).collect::<Vec<_>>()
        };
        self.nodes.iter().enumerate().flat_map(of)
    }

    fn crash(&mut self) -> Option<Crash> {
        if self.quiet || self.chance.below(1000) >= self.trouble.kills {
            return None;
        }
        let part = self.chance.below(101);
        Some(self.chance.weighed(&[
            (1, Crash::BeforeCommit),
            (2, Crash::AfterCommit(part)),
            (1, Crash::AfterCommit(100)),
        ]))
    }

    fn handle(&mut self, which: usize, input: Input) -> Held {
        if self.aloud {
            eprintln!("{:>12} hub {which} {input:?}", self.now.0 % 1_000_000_000);
        }
        let crash = self.crash();
        let (now, node) = (self.now, &mut self.nodes[which]);
        node.handled = if node.handled.0 < now { (now, 1) } else { (now, node.handled.1 + 1) };
        if node.handled.1 > STALLED {
            return Err(format!("no time passes; the next of hub {which} is due at {:?}", node.hub.timeout()));
        }
        let heard = match &input {
            Input::Stanza(stanza) => Some(stanza.clone()).filter(|_| matches!(crash, Some(Crash::BeforeCommit))),
            _ => None,
        };
        let saved = matches!(crash, Some(Crash::BeforeCommit))
            .then(|| (node.ledger.clone(), node.store.clone(), node.books.clone()));
        if let Input::Stanza(stanza @ Stanza::Message(message)) = &input
            && hub_of(&message.from.to_bare()).is_some()
            && let Some(service) = message.to.node()
        {
            node.ledger.asked_by_hub(service.as_str(), stanza);
        }
        let asked = Asked::of(&input);
        let outcome = node.hub.handle(now, input);
        let held = node.ledger.handled(&node.hub, &node.store, &asked, &outcome);
        let held = held.and_then(|()| rules::leaves(&node.hub, which, &outcome));
        let held = held.and_then(|()| rules::people_hear(&node.ledger, &node.hub, which, &outcome));
        held.map_err(|what| format!("hub {which}: {what}"))?;
        node.books.note(which, &node.hub, &outcome, &mut self.figures);
        node.store.apply(outcome.records)?;
        let held = invariants::agree(&node.hub, &node.store, &node.ledger).and_then(|()| rules::agree(which, node));
        let held = held.and_then(|()| both::were_let_in(&self.nodes, which));
        held.map_err(|what| format!("hub {which}: {what}"))?;
        let node = &mut self.nodes[which];
        let stanzas = outcome.stanzas;
        if let Some((ledger, store, books)) = saved {
            (node.ledger, node.store, node.books) = (ledger, store, books);
            heard.iter().for_each(|stanza| self.disturbs(stanza));
            return self.is_killed(which);
        }
        node.store.outbox.extend(stanzas.iter().cloned());
        let leave = match crash {
            Some(Crash::AfterCommit(percent)) => stanzas.len() * percent / 100,
            _ => stanzas.len(),
        };
        for stanza in stanzas.into_iter().take(leave) {
            self.leaves(which, stanza)?;
        }
        if crash.is_some() {
            return self.is_killed(which);
        }
        if self.chance.percent(60) {
            self.nodes[which].store.outbox.clear();
        }
        self.wind(which);
        Ok(())
    }

    /// Sees to it that the hub is asked when something falls due.
    fn wind(&mut self, which: usize) {
        let node = &mut self.nodes[which];
        let Some(at) = node.hub.timeout().map(|at| at.max(self.now)) else { return };
        if node.timer.is_none_or(|timer| at < timer) {
            node.timer = Some(at);
            self.plan(at, Due::Timer(which));
        }
    }

    fn is_killed(&mut self, which: usize) -> Held {
        self.figures.count("killed");
        let asked = self.asked_elsewhere();
        let (home, other) =
            asked.fold((false, false), |(home, other), (a, b)| (home || a == which, other || b == which));
        if home {
            self.figures.count("killed while it asks another");
        }
        if other {
            self.figures.count("killed while another asks it");
        }
        self.nodes[which].up = false;
        let at = self.now + self.spell(20_000);
        self.plan(at, Due::Up(which));
        Ok(())
    }

    fn comes_up(&mut self, which: usize) -> Held {
        if self.aloud {
            eprintln!("{:>12} hub {which} started again", self.now.0 % 1_000_000_000);
        }
        let node = &mut self.nodes[which];
        let mut inventory = node.inventory.clone();
        node.store.changes.iter().for_each(|change| inventory.apply(change.clone()));
        node.starts += 1;
        node.hub = ground::hub(self.now, which, node.starts, self.texts.clone(), inventory, node.store.kept());
        (node.up, node.timer) = (true, None);
        for stanza in node.store.outbox.clone() {
            self.leaves(which, stanza)?;
        }
        self.handle(which, Input::LinkUp)
    }

    /// A stanza leaves a hub.
    fn leaves(&mut self, hub: usize, stanza: Stanza) -> Held {
        if self.aloud {
            eprintln!("{:>12}      hub {hub} => {stanza:?}", self.now.0 % 1_000_000_000);
        }
        let to = ends(&stanza).1.to_bare();
        if let Some(other) = hub_of(&to) {
            let text = outbound::write(&stanza);
            self.figures.passed(&stanza, text.len());
            let read = xso::from_bytes(text.as_bytes()).map_err(|wrong| format!("{wrong}: {text}"))?;
            let stanza = inbound::read(read).map_err(|_| format!("another hub cannot read this: {text}"))?;
            self.travels(End::Hub(hub), hub, End::Hub(other), other, stanza);
            return Ok(());
        }
        let Some(which) = self.accounts.get(&to).copied() else {
            self.comes_back(hub, &stanza, Condition::ServiceUnavailable);
            return Ok(());
        };
        let person = &self.people[which];
        if person.is_patron && person.home != hub {
            return Err(format!("a patron hears of a hub he did not ask: {stanza:?}"));
        }
        let home = person.home;
        self.travels(End::Hub(hub), hub, End::Person(which), home, stanza);
        Ok(())
    }

    /// What somebody's client has sent.
    fn flush(&mut self, which: usize) -> Held {
        for stanza in std::mem::take(&mut self.people[which].out) {
            let home = self.people[which].home;
            let Some(hub) = hub_of(&ends(&stanza).1.to_bare()) else { continue };
            self.travels(End::Person(which), home, End::Hub(hub), hub, stanza);
        }
        Ok(())
    }

    fn travels(&mut self, from: End, here: usize, to: End, there: usize, stanza: Stanza) {
        let far = here != there;
        if far && self.parted.contains(&(here.min(there), here.max(there))) {
            self.disturbs(&stanza);
            if self.chance.percent(60) {
                let late = self.chance.percent(75);
                let condition = if late { Condition::RemoteServerTimeout } else { Condition::RemoteServerNotFound };
                if let Some(bounce) = comes_back(&stanza, condition) {
                    let at = self.now + Duration::from_secs(5) + self.spell(25_000);
                    self.arrives_at(from, at, bounce);
                }
            }
            return;
        }
        let mut times = 1;
        if far && !self.quiet {
            let dice = self.chance.below(1000);
            if dice < self.trouble.lost {
                self.disturbs(&stanza);
                return;
            }
            if dice < self.trouble.lost + self.trouble.twice {
                self.disturbs(&stanza);
                times = 2;
            }
        }
        let most = match (far, self.quiet) {
            (false, _) => 40,
            (true, true) => 200,
            (true, false) => self.chance.weighed(&[(80, 150), (18, 900), (2, 15_000)]),
        };
        let at = self.now + self.spell(most);
        let at = self.arrives.get(&(from, to)).map_or(at, |last| at.max(*last));
        self.arrives.insert((from, to), at);
        for _ in 0..times {
            self.arrives_at(to, at, stanza.clone());
        }
    }

    fn arrives_at(&mut self, end: End, at: Time, stanza: Stanza) {
        let due = match end {
            End::Hub(hub) => Due::ToHub(hub, stanza),
            End::Person(which) => Due::ToPerson(which, stanza),
        };
        self.plan(at, due);
    }

    /// A server answers for an addressee of its own that is not there; or nothing is heard of it any more.
    fn comes_back(&mut self, site: usize, stanza: &Stanza, condition: Condition) {
        self.disturbs(stanza);
        if !self.quiet && self.chance.percent(20) {
            return;
        }
        let Some(bounce) = comes_back(stanza, condition) else { return };
        let back = ends(&bounce).1.to_bare();
        let end = hub_of(&back).map(End::Hub).or_else(|| self.accounts.get(&back).copied().map(End::Person));
        let there = match end {
            Some(End::Hub(hub)) => hub,
            Some(End::Person(which)) => self.people[which].home,
            None => return,
        };
        if there == site || !self.parted.contains(&(site.min(there), site.max(there))) {
            let at = self.now + self.spell(200);
            end.into_iter().for_each(|end| self.arrives_at(end, at, bounce.clone()));
        }
    }

    fn disturbs(&mut self, stanza: &Stanza) {
        let (from, to) = ends(stanza);
        for room in [from.to_bare(), to.to_bare()].into_iter().filter(is_session) {
            self.disturbed.insert(room);
        }
    }
}

pub fn ends(stanza: &Stanza) -> (&Jid, &Jid) {
    match stanza {
        Stanza::Message(message) => (&message.from, &message.to),
        Stanza::Presence(presence) => (&presence.from, &presence.to),
        Stanza::Iq(iq) => (&iq.from, &iq.to),
    }
}

/// What a server answers; for presence of every kind, as it does between servers.
fn comes_back(stanza: &Stanza, condition: Condition) -> Option<Stanza> {
    match stanza {
        Stanza::Presence(presence) if presence.kind != PresenceKind::Error => {
            let mut bounce = Presence::new(PresenceKind::Error, presence.to.clone(), presence.from.clone());
            bounce.error = Some(StanzaError::new(ErrorType::Cancel, condition));
            Some(Stanza::Presence(Box::new(bounce)))
        }
        _ => bounced(stanza, condition),
    }
}

pub fn hub_address(number: usize) -> BareJid {
    format!("ref{number}.net").parse().expect("a domain")
}

pub fn address(service: &str, hub: usize) -> BareJid {
    format!("{service}@ref{hub}.net").parse().expect("an address")
}
