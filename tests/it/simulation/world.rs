//! A whole desk in virtual time: the hub and its store, the network between, the people, and what goes wrong.
//!
//! The owner's loop is as the program's: a batch of inputs is handled, its records and stanzas are committed together,
//! the stanzas leave, and after a barrier they are forgotten. It may be killed anywhere in between.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use jid::{BareJid, FullJid};
use refdesk::desk::inventory::{
    Canned, Competence, Concept, Consortium, Inventory, Library, OfferTo, Operator, Role, Service, kind,
};
use refdesk::desk::language::{Language, Level};
use refdesk::desk::limits::Limits;
use refdesk::desk::need::Recognise;
use refdesk::desk::token::Tokens;
use refdesk::desk::{Surroundings, session};
use refdesk::hub::{Hub, Input, Kept, Settings};
use refdesk::stanza::{Condition, Message, MessageKind, Presence, PresenceKind, Stanza};
use refdesk::texts::Texts;
use refdesk::time::Time;

use super::chance::Chance;
use super::client::{Client, Gossip, Link, Person, bounced};
use super::invariants::{self, Asked, Ledger};
use super::store::Store;
use super::{founding, operator, patron};

pub const DOMAIN: &str = "ref.lib";
pub const PATRONS: &str = "guest.org";
pub const STAFF: &str = "lib.se";
const SERVICES: [&str; 2] = ["ask", "ask-law"];
/// So often may the hub be asked without time passing.
const STALLED: u32 = 1000;

type Held = Result<(), String>;

pub struct World {
    chance: Chance,
    now: Time,
    hub: Hub,
    store: Store,
    ledger: Ledger,
    clients: Vec<Client>,
    gossip: Gossip,
    texts: Arc<Texts>,
    inventory: Inventory,
    starts: u32,
    /// Events handled since time last passed.
    handled: (Time, u32),
    /// Nobody reacts any more but to pings.
    quiet: bool,
    pub aloud: bool,
}

#[derive(Clone, Copy, PartialEq)]
enum Crash {
    None,
    BeforeCommit,
    /// With so many per cent of the stanzas gone.
    AfterCommit(usize),
}

/// Knows a language by the mark that simulated patrons put in their lines.
pub struct Marked;

impl Recognise for Marked {
    fn languages(&self, text: &str) -> Vec<(Language, f64)> {
        let tags = text.split_whitespace().filter_map(|word| word.strip_prefix('~')?.parse().ok());
        tags.take(1).map(|language| (language, 0.9)).collect()
    }
}

impl World {
    pub fn new(seed: u64, texts: Arc<Texts>, aloud: bool) -> Self {
        let mut chance = Chance::new(seed);
        let inventory = inventory(&mut chance);
        let services: Vec<BareJid> = SERVICES.iter().map(|id| bare(&format!("{id}@{DOMAIN}"))).collect();
        let clients = people(&mut chance, &inventory);
        let now = Time(1_700_000_000_000);
        let hub = hub(now, 0, texts.clone(), inventory.clone(), Kept::default());
        World {
            chance,
            now,
            hub,
            store: Store::default(),
            ledger: Ledger::of(bare(DOMAIN)),
            clients,
            gossip: Gossip { services, session_rooms: Vec::new() },
            texts,
            inventory,
            starts: 0,
            handled: (now, 0),
            quiet: false,
            aloud,
        }
    }

    pub fn start(&mut self) -> Held {
        self.batch(vec![Input::LinkUp], Crash::None)
    }

    /// Somebody does something, or something goes wrong, and some time passes.
    pub fn step(&mut self) -> Held {
        if self.chance.percent(1) {
            self.imports();
            let (next, crash) = (Box::new(self.kept_inventory()), self.crash());
            self.batch(vec![Input::Inventory(next)], crash)?;
        }
        let which = self.chance.below(self.clients.len());
        let client = &mut self.clients[which];
        match (client.link, self.chance.below(100)) {
            (Link::Up, 0..=3) => client.dies(&mut self.chance),
            (Link::Up, 4..=5) => client.goes(self.now, &mut self.chance),
            (Link::Up, _) => client.acts(self.now, &mut self.chance, &self.gossip),
            (_, 0..=30) => client.comes(self.now, &mut self.chance),
            (Link::Dead, 31..=40) => client.goes(self.now, &mut self.chance),
            _ => {}
        }
        self.gossip.session_rooms = self
            .hub
            .desk()
            .sessions()
            .map(|session| invariants::room(&self.hub, &bare(DOMAIN), session).address)
            .collect();
        self.gossip.services =
            self.hub.desk().inventory().services.keys().map(|id| bare(&format!("{id}@{DOMAIN}"))).collect();
        let ms = self.chance.weighed(&[(50, 300), (35, 4_000), (10, 40_000), (3, 200_000), (2, 0)]);
        let until = Time(self.now.0 + self.chance.millis(ms + 1));
        self.run_until(until)?;
        if self.chance.percent(10)
            && let Some(timeout) = self.hub.timeout()
        {
            self.run_until(timeout.max(self.now))?;
        }
        Ok(())
    }

    /// Somebody imports: operators learn and get other limits, a service goes or comes back.
    fn imports(&mut self) {
        let next = &mut self.inventory;
        let fresh = inventory(&mut self.chance);
        for (jid, operator) in &mut next.operators {
            if let Some(fresh) = fresh.operators.get(jid) {
                operator.sessions = fresh.sessions;
                operator.competences.clone_from(&fresh.competences);
            }
        }
        match next.services.len() {
            1 => next.services = fresh.services,
            _ if self.chance.percent(30) => drop(next.services.pop_last()),
            _ => {}
        }
    }

    /// Everybody answers what is asked and does nothing by himself; then the patrons go, then the operators.
    pub fn settle(&mut self) -> Held {
        self.quiet = true;
        for client in &mut self.clients {
            if client.link != Link::Up {
                client.comes(self.now, &mut self.chance);
            }
        }
        self.run_until(self.now + Duration::from_secs(120))?;
        self.everybody_goes(true);
        self.run_until(self.now + Duration::from_secs(1200))?;
        let stays = |session: &&session::Session| !matches!(session.state, session::State::Question { .. });
        if let Some(session) = self.hub.desk().sessions().find(stays) {
            return Err(format!("a session stays for ever: {session:?}"));
        }
        self.everybody_goes(false);
        self.run_until(self.now + Duration::from_secs(600))?;
        self.run_until(self.now + Duration::from_secs(49 * 3600))?;
        if let Some(session) = self.hub.desk().sessions().next() {
            return Err(format!("a question stays for ever: {session:?}"));
        }
        if let Some(room) = self.hub.rooms().rooms().find(|room| room.view.is_some()) {
            return Err(format!("a room stays for ever: {room:?}"));
        }
        self.run_until(self.now + founding::ALL_ANSWERED)?;
        let on_duty = self.hub.desk().clients_on_duty();
        let seated: Vec<_> = self.hub.rooms().clients().collect();
        if !on_duty.is_empty() || !seated.is_empty() || self.hub.timeout().is_some() {
            let timeout = self.hub.timeout();
            return Err(format!("somebody stays for ever: {on_duty:?}, {seated:?}, {timeout:?}"));
        }
        Ok(())
    }

    pub fn happened(&self) -> impl Iterator<Item = (&String, &u64)> {
        self.store.happened.iter()
    }

    fn everybody_goes(&mut self, patrons: bool) {
        for client in &mut self.clients {
            if matches!(client.person, Person::Patron(_)) != patrons {
                continue;
            }
            // COMPAT: a server that is told nothing else tells those who have its user's presence.
            for service in &self.gossip.services {
                let gone = Presence::new(PresenceKind::Unavailable, client.jid.clone(), service.clone());
                client.wire.out.push(Stanza::Presence(Box::new(gone)));
            }
            // One that knows no pings is found out by the first message that comes back.
            let rooms = self.hub.rooms().rooms_of(&client.jid).map(|room| room.address.clone());
            for address in rooms.chain(self.gossip.services.clone()) {
                let message = Message::new(MessageKind::Normal, address, client.jid.clone());
                let bounce = bounced(&Stanza::Message(Box::new(message)), Condition::ServiceUnavailable);
                client.wire.out.extend(bounce);
            }
            client.goes(self.now, &mut self.chance);
        }
    }

    /// Lets time pass, doing what falls due on the way.
    fn run_until(&mut self, until: Time) -> Held {
        loop {
            self.carry_to_clients();
            let ready = self.clients.iter().filter_map(|client| Some(client.to_hub.front()?.0));
            let coming = self.clients.iter().filter_map(|client| Some(client.to_client.front()?.0));
            let timers = self.hub.timeout();
            let next = ready.chain(coming).chain(timers).min().filter(|next| *next <= until);
            let Some(next) = next else { break };
            self.now = self.now.max(next);
            self.carry_to_clients();
            let mut inputs = self.arrived();
            if self.hub.timeout().is_some_and(|at| at <= self.now) && (inputs.is_empty() || self.chance.percent(50)) {
                inputs.insert(0, Input::TimePassed);
            }
            if !inputs.is_empty() {
                let crash = self.crash();
                self.batch(inputs, crash)?;
            }
        }
        self.now = self.now.max(until);
        Ok(())
    }

    fn crash(&mut self) -> Crash {
        if self.quiet || !self.chance.percent(2) {
            return Crash::None;
        }
        let part = self.chance.below(101);
        self.chance.weighed(&[(1, Crash::BeforeCommit), (2, Crash::AfterCommit(part)), (1, Crash::AfterCommit(100))])
    }

    /// What has come to the hub by now, from each client in its order, some of it twice.
    fn arrived(&mut self) -> Vec<Input> {
        let most = 1 + self.chance.below(8);
        let mut inputs = Vec::new();
        while inputs.len() < most {
            let ready = |client: &Client| client.to_hub.front().is_some_and(|(at, _)| *at <= self.now);
            let ready: Vec<usize> = (0..self.clients.len()).filter(|which| ready(&self.clients[*which])).collect();
            let Some(which) = self.chance.among(&ready) else { break };
            let Some((_, stanza)) = self.clients[*which].to_hub.pop_front() else { break };
            let has_id = matches!(&stanza, Stanza::Message(message) if message.id.is_some());
            if has_id && self.chance.percent(1) {
                inputs.push(Input::Stanza(stanza.clone()));
            }
            inputs.push(Input::Stanza(stanza));
        }
        inputs
    }

    fn carry_to_clients(&mut self) {
        for client in &mut self.clients {
            while let Some((_, stanza)) = client.to_client.pop_front_if(|(at, _)| *at <= self.now) {
                if self.aloud {
                    eprintln!("{:>12}  -> {} {stanza:?}", self.now.0 % 1_000_000_000, client.jid);
                }
                client.receives(self.now, &mut self.chance, &stanza, self.quiet);
            }
        }
    }

    fn batch(&mut self, inputs: Vec<Input>, crash: Crash) -> Held {
        let saved = (crash == Crash::BeforeCommit).then(|| (self.ledger.clone(), self.store.clone()));
        let mut stanzas = Vec::new();
        for input in inputs {
            if self.aloud {
                eprintln!("{:>12} {input:?}", self.now.0 % 1_000_000_000);
            }
            self.handled = if self.handled.0 < self.now { (self.now, 1) } else { (self.now, self.handled.1 + 1) };
            if self.handled.1 > STALLED {
                return Err(format!("no time passes; the next is due at {:?}", self.hub.timeout()));
            }
            let asked = Asked::of(&input);
            let outcome = self.hub.handle(self.now, input);
            self.ledger.handled(&self.hub, &self.store, &asked, &outcome)?;
            self.store.apply(outcome.records)?;
            invariants::agree(&self.hub, &self.store, &self.ledger)?;
            stanzas.extend(outcome.stanzas);
        }
        if let Some((ledger, store)) = saved {
            (self.ledger, self.store) = (ledger, store);
            return self.restart();
        }
        self.store.outbox.extend(stanzas.iter().cloned());
        let leave = match crash {
            Crash::AfterCommit(percent) => stanzas.len() * percent / 100,
            _ => stanzas.len(),
        };
        stanzas.iter().take(leave).for_each(|stanza| self.leaves(stanza));
        if crash != Crash::None {
            let rooms = self.hub.rooms() == self.rebuilt().rooms();
            return if rooms { self.restart() } else { Err("other rooms are restored than there were".into()) };
        }
        if self.chance.percent(60) {
            self.store.outbox.clear();
        }
        Ok(())
    }

    fn rebuilt(&self) -> Hub {
        hub(self.now, self.starts, self.texts.clone(), self.kept_inventory(), self.store.kept())
    }

    /// What was imported, and what was changed while the desk ran.
    fn kept_inventory(&self) -> Inventory {
        let mut inventory = self.inventory.clone();
        self.store.changes.iter().for_each(|change| inventory.apply(change.clone()));
        inventory
    }

    /// The program has been killed and is started again some time later. What is sent to it meanwhile comes back to its
    /// sender, or is lost with the connection.
    fn restart(&mut self) -> Held {
        let up = self.now + Duration::from_millis(self.chance.millis(20_000) as u64);
        for client in &mut self.clients {
            while let Some((at, stanza)) = client.to_hub.pop_front_if(|(at, _)| *at <= up) {
                if at <= self.now && self.chance.percent(25) {
                    continue;
                }
                if let Some(bounce) = bounced(&stanza, Condition::RemoteServerNotFound) {
                    client.is_sent(at, &mut self.chance, &bounce);
                }
            }
        }
        self.now = up;
        self.starts += 1;
        if self.chance.percent(10) {
            self.imports();
        }
        if self.aloud {
            eprintln!("{:>12} started again", self.now.0 % 1_000_000_000);
        }
        self.hub = self.rebuilt();
        for stanza in self.store.outbox.clone() {
            self.leaves(&stanza);
        }
        self.batch(vec![Input::LinkUp], Crash::None)
    }

    /// A stanza arrives at the server of whom it is for; one to a bare address goes to all clients that are there.
    fn leaves(&mut self, stanza: &Stanza) {
        let to = match stanza {
            Stanza::Message(message) => &message.to,
            Stanza::Presence(presence) => &presence.to,
            Stanza::Iq(iq) => &iq.to,
        };
        if self.aloud {
            eprintln!("{:>12}      => {stanza:?}", self.now.0 % 1_000_000_000);
        }
        for client in &mut self.clients {
            let is_for_it = match to.try_as_full() {
                Ok(full) => *full == client.jid,
                Err(bare) => *bare == client.jid.to_bare() && client.link == Link::Up,
            };
            if is_for_it {
                client.is_sent(self.now, &mut self.chance, stanza);
            }
        }
    }
}

fn hub(now: Time, start: u32, texts: Arc<Texts>, inventory: Inventory, kept: Kept) -> Hub {
    let settings =
        Settings { domain: bare(DOMAIN), name: "Desk".into(), occupant_key: [7; 32], run: format!("run{start}") };
    let around = Surroundings {
        limits: Limits::default(),
        weights: Default::default(),
        languages: texts.languages(),
        tokens: Tokens::new([1, 2, 3, 4]),
        tongue: Box::new(Marked),
        own_domains: Default::default(),
        appointed: Default::default(),
    };
    Hub::new(now, settings, around, texts, inventory, kept)
}

fn inventory(chance: &mut Chance) -> Inventory {
    let library = |id: &str, name: &str| {
        let known = Library {
            id: id.into(),
            name: name.into(),
            isil: None,
            kind: None,
            country: None,
            region: None,
            time_zone: None,
            hours: None,
            languages: Vec::new(),
            consortia: if id == "lund" { ["nordic".to_owned()].into() } else { Default::default() },
        };
        (known.id.clone(), known)
    };
    let mut services = BTreeMap::new();
    for id in SERVICES {
        let offer_to = chance.weighed(&[(2, OfferTo::Best(1)), (1, OfferTo::Best(2)), (1, OfferTo::All)]);
        let service = Service {
            id: id.parse().expect("a service's id"),
            names: BTreeMap::from([(language("en"), id.to_uppercase())]),
            descriptions: BTreeMap::new(),
            languages: vec![language("sv"), language("en")],
            library: chance.percent(50).then(|| "lund".to_owned()),
            consortium: chance.percent(50).then(|| "nordic".to_owned()),
            offer_to,
            limits: Default::default(),
            query: None,
            network: true,
        };
        services.insert(service.id.clone(), service);
    }
    let mut operators = BTreeMap::new();
    for (number, name) in NAMES.iter().enumerate().take(2 + chance.below(3)) {
        let levels = [Level::A2, Level::B1, Level::C1, Level::Native];
        let mut competences = Vec::new();
        for tag in ["sv", "en", "fi"] {
            if chance.percent(70) {
                let level = chance.among(&levels).copied();
                competences.push(Competence::new(kind::LANGUAGE, tag, level));
            }
        }
        for (kind, value) in [(kind::SUBJECT, "law"), (kind::SUBJECT, "tax"), (kind::CULTURE, "sapmi"), ("sign", "ssl")]
        {
            if chance.percent(40) {
                competences.push(Competence::new(kind, value, chance.among(&levels).copied()));
            }
        }
        let operator = Operator {
            jid: bare(&format!("o{number}@{STAFF}")),
            name: (*name).to_owned(),
            library: chance.among(&[None, Some("lund".to_owned()), Some("malmo".to_owned())]).cloned().flatten(),
            services: services.keys().filter(|_| chance.percent(75)).cloned().collect(),
            sessions: 1 + chance.below(3) as u32,
            language: chance.percent(50).then(|| language("sv")),
            competences,
            role: if number == 0 { Role::Coordinator } else { Role::Operator },
        };
        operators.insert(operator.jid.clone(), operator);
    }
    let hours = Canned { name: "hours".into(), texts: BTreeMap::from([(language("en"), "#chours# nine".to_owned())]) };
    let concept = |id: &str, of: &str, broader: &[&str]| {
        let broader = broader.iter().map(|id| (*id).to_owned()).collect();
        let labels = BTreeMap::from([(language("en"), id.to_owned())]);
        (id.to_owned(), Concept { id: id.to_owned(), kind: of.to_owned(), labels, broader, ..Concept::default() })
    };
    Inventory {
        concepts: BTreeMap::from([
            concept("law", kind::SUBJECT, &[]),
            concept("tax", kind::SUBJECT, &["law"]),
            concept("sapmi", kind::CULTURE, &[]),
        ]),
        consortia: BTreeMap::from([("nordic".to_owned(), Consortium { id: "nordic".into(), name: "Nordic".into() })]),
        libraries: BTreeMap::from([library("lund", "Lund"), library("malmo", "Malmö")]),
        services,
        operators,
        canned: BTreeMap::from([("hours".to_owned(), hours)]),
        ..Inventory::default()
    }
}

const NAMES: [&str; 4] = ["Anna", "Bo", "Chen", "Dag"];

fn people(chance: &mut Chance, inventory: &Inventory) -> Vec<Client> {
    let mut clients = Vec::new();
    let mut client = |bare: &BareJid, resource: usize, person: Person, chance: &mut Chance| {
        let jid: FullJid = format!("{bare}/c{resource}").parse().expect("a full JID");
        clients.push(Client::new(jid, person, chance.percent(85)));
    };
    for number in 0..2 + chance.below(4) {
        let language = *chance.among(&["sv", "en", "fi", "zh"]).unwrap_or(&"sv");
        for resource in 0..1 + usize::from(chance.percent(30)) {
            let mark = format!("p{number}.{resource}.");
            let person = patron::Patron { mark, joins: chance.percent(40), language, lines: 0 };
            client(&bare(&format!("p{number}@{PATRONS}")), resource, Person::Patron(person), chance);
        }
    }
    for (number, operator) in inventory.operators.values().enumerate() {
        let services = operator.services.iter().map(|id| bare(&format!("{id}@{DOMAIN}"))).collect::<Vec<_>>();
        for resource in 0..1 + usize::from(chance.percent(30)) {
            let person = operator::Operator {
                mark: format!("{number}.{resource}."),
                name: NAMES[number],
                services: services.clone(),
                hub: bare(DOMAIN),
                coordinates: operator.role == Role::Coordinator,
                lines: 0,
                bookmarks: Default::default(),
            };
            client(&operator.jid, resource, Person::Operator(person), chance);
        }
    }
    let person = operator::Operator {
        mark: "9.0.".into(),
        name: super::transfer::GUEST,
        services: Vec::new(),
        hub: bare(DOMAIN),
        coordinates: false,
        lines: 0,
        bookmarks: Default::default(),
    };
    client(&bare(&format!("o9@{STAFF}")), 0, Person::Operator(person), chance);
    clients
}

fn language(tag: &str) -> Language {
    tag.parse().expect("a language")
}

fn bare(text: &str) -> BareJid {
    text.parse().expect("an address")
}
