//! A scenario in memory: the hub itself behind the real codecs, a server in the small, and virtual time. What the hub
//! wants recorded is kept as the store would keep it, so that a restart begins from it.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use minidom::Element;
use refdesk::desk::inventory::{Change, Inventory};
use refdesk::desk::limits::Limits;
use refdesk::desk::token::Tokens;
use refdesk::desk::{Surroundings, record};
use refdesk::hub::record::Record;
use refdesk::hub::{Hub, Input, Kept, Settings};
use refdesk::import;
use refdesk::muc::RoomRecord;
use refdesk::stanza::Stanza;
use refdesk::texts::Texts;
use refdesk::time::Time;
use refdesk::tongue::Tongue;
use refdesk::xmpp::{inbound, outbound};

use super::{
    play::Stage,
    script::{Deed, HUB, Role, Scenario},
};
use crate::client::{DISCO_INFO, NS, PING, parse, xml};

const COMPONENT: &str = "jabber:component:accept";

pub struct InProcessStage {
    hub: Hub,
    store: Store,
    limits: Limits,
    /// As it is imported; what is changed while the desk runs is the store's.
    inventory: Inventory,
    now: Time,
    starts: u32,
    visitors: u32,
    clients: BTreeMap<String, Client>,
    /// Account and address of ours that it has subscribed to.
    subscriptions: BTreeSet<(String, String)>,
    /// Messages to accounts that were not there.
    offline: Vec<(String, Element)>,
    /// On their way to the hub.
    to_hub: VecDeque<String>,
}

struct Client {
    jid: String,
    inbox: VecDeque<Element>,
    is_silent: bool,
    /// Where it has sent presence, and where the server will send unavailable.
    directed: BTreeSet<String>,
}

fn bare(jid: &str) -> &str {
    jid.split('/').next().unwrap_or_default()
}

fn is_hub(jid: &str) -> bool {
    bare(jid).split('@').next_back() == Some(HUB)
}

impl InProcessStage {
    pub fn set(scenario: &Scenario) -> InProcessStage {
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/scenarios/inventory.toml");
        let inventory = import::read(&file, &Inventory::default()).unwrap_or_else(|wrong| panic!("{wrong}"));
        let value = |value: &str| match value.parse::<u32>() {
            Ok(number) => number.to_string(),
            Err(_) => format!("\"{value}\""),
        };
        let limits: String =
            scenario.limits.iter().map(|(name, given)| format!("{name} = {}\n", value(given))).collect();
        let limits: Limits = toml::from_str(&limits).unwrap_or_else(|wrong| panic!("{}: {wrong}", scenario.file));
        let (now, store) = (Time(1_700_000_000_000), Store::default());
        let hub = start(now, 0, &store, &limits, &inventory);
        let mut stage = InProcessStage {
            hub,
            store,
            limits,
            inventory,
            now,
            starts: 0,
            visitors: 0,
            clients: BTreeMap::new(),
            subscriptions: BTreeSet::new(),
            offline: Vec::new(),
            to_hub: VecDeque::new(),
        };
        stage.hear(Input::LinkUp);
        stage
    }

    fn client(&mut self, name: &str) -> &mut Client {
        self.clients.get_mut(name).unwrap_or_else(|| panic!("{name} is not connected"))
    }

    /// Gives the hub an input and carries out all that follows from it.
    fn hear(&mut self, input: Input) {
        let mut next = Some(input);
        while let Some(input) = next.take() {
            self.now = self.now + Duration::from_millis(1);
            let outcome = self.hub.handle(self.now, input);
            outcome.records.into_iter().for_each(|record| self.store.keep(record));
            for stanza in &outcome.stanzas {
                self.deliver(stanza);
            }
            while next.is_none()
                && let Some(text) = self.to_hub.pop_front()
            {
                next = self.read(&text);
            }
        }
    }

    fn read(&mut self, text: &str) -> Option<Input> {
        let wire = xso::from_bytes(text.as_bytes()).unwrap_or_else(|error| panic!("{error} in {text}"));
        match inbound::read(wire) {
            Ok(stanza) => Some(Input::Stanza(stanza)),
            Err(inbound::Refusal::Answer(answer)) => {
                self.deliver(&answer);
                None
            }
            Err(inbound::Refusal::Silent) => None,
        }
    }

    /// From the hub to whom it is for.
    fn deliver(&mut self, stanza: &Stanza) {
        let text = outbound::write(stanza).replace(COMPONENT, NS);
        let element = parse(&text).unwrap_or_else(|error| panic!("{error} in {text}"));
        self.route(element);
    }

    fn route(&mut self, element: Element) {
        let (to, from) = (element.attr("to").unwrap_or_default(), element.attr("from").unwrap_or_default());
        if is_hub(to) {
            return self.to_hub.push_back(stamped(&element));
        }
        if element.name() == "presence" && element.attr("type") == Some("subscribed") {
            self.subscriptions.insert((to.to_owned(), from.to_owned()));
        }
        let account = bare(to).to_owned();
        let is_full = to.contains('/');
        let here: Vec<String> = self
            .clients
            .iter()
            .filter(|(_, client)| if is_full { client.jid == to } else { bare(&client.jid) == account })
            .map(|(name, _)| name.clone())
            .collect();
        if here.is_empty() {
            return self.nobody_there(element);
        }
        for name in here {
            self.reaches(&name, &element);
        }
    }

    fn reaches(&mut self, name: &str, element: &Element) {
        let is_query = element.name() == "iq" && element.attr("type") == Some("get");
        let is_ping = is_query && element.has_child("ping", PING);
        let is_disco = is_query && element.has_child("query", DISCO_INFO);
        if !(is_ping || is_disco) {
            return self.client(name).inbox.push_back(element.clone());
        }
        let client = self.client(name);
        if client.is_silent {
            return;
        }
        let payload = if is_ping { String::new() } else { format!("<query xmlns='{DISCO_INFO}'/>") };
        let (jid, id) = (client.jid.clone(), element.attr("id").unwrap_or_default());
        let to = element.attr("from").unwrap_or_default();
        self.to_hub.push_back(format!(
            "<iq xmlns='{COMPONENT}' type='result' from='{jid}' to='{to}' id='{id}'>{payload}</iq>"
        ));
    }

    /// As servers do (RFC 6121 §8.5.2, §8.5.3): words to a person wait for him, the rest bounces or is dropped.
    fn nobody_there(&mut self, element: Element) {
        let (to, from) = (element.attr("to").unwrap_or_default(), element.attr("from").unwrap_or_default());
        let kind = element.attr("type").unwrap_or_default();
        let account = bare(to).to_owned();
        let waits =
            element.name() == "message" && matches!(kind, "chat" | "" | "normal") && element.has_child("body", NS);
        let has_other = self.clients.values().any(|client| bare(&client.jid) == account);
        if waits && has_other {
            let others: Vec<String> = self
                .clients
                .iter()
                .filter(|(_, client)| bare(&client.jid) == account)
                .map(|(name, _)| name.clone())
                .collect();
            return others.iter().for_each(|name| self.reaches(name, &element));
        }
        if waits && !account.ends_with("guest.localhost") {
            return self.offline.push((account, element));
        }
        let bounces = match element.name() {
            "iq" => matches!(kind, "get" | "set"),
            "message" => kind != "error",
            _ => false,
        };
        if bounces && is_hub(from) {
            let (name, id) = (element.name(), element.attr("id").unwrap_or_default());
            self.to_hub.push_back(format!(
                "<{name} xmlns='{COMPONENT}' type='error' from='{to}' to='{from}' id='{id}'><error type='cancel'>\
                 <service-unavailable xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></{name}>"
            ));
        }
    }

    fn flush(&mut self) {
        while let Some(text) = self.to_hub.pop_front() {
            if let Some(input) = self.read(&text) {
                self.hear(input);
            }
        }
    }

    fn sends(&mut self, name: &str, text: &str) {
        let jid = self.client(name).jid.clone();
        let element = parse(text).unwrap_or_else(|error| panic!("{error} in {text}"));
        let Some(to) = element.attr("to").map(str::to_owned) else { return };
        let kind = element.attr("type").unwrap_or_default();
        let is_presence = element.name() == "presence";
        if is_presence && kind.is_empty() {
            self.client(name).directed.insert(to.clone());
        }
        if is_presence && kind == "unavailable" {
            self.client(name).directed.remove(&to);
        }
        // RFC 6121 §3.1.2: the server puts the bare address on a request to subscribe.
        let from = if is_presence && kind.contains("subscribe") { bare(&jid).to_owned() } else { jid };
        let text = text.replacen(element.name(), &format!("{} from='{from}'", element.name()), 1);
        self.route(parse(&text).unwrap_or_else(|error| panic!("{error} in {text}")));
        self.flush();
    }
}

/// As it comes to a component: in its namespace, and with the language that both servers put where none is stated.
fn stamped(element: &Element) -> String {
    let text = xml(element).replace(NS, COMPONENT);
    let head = text.split('>').next().unwrap_or_default();
    if head.contains("xml:lang") {
        return text;
    }
    text.replacen(element.name(), &format!("{} xml:lang='en'", element.name()), 1)
}

fn start(now: Time, starts: u32, store: &Store, limits: &Limits, inventory: &Inventory) -> Hub {
    let texts = Texts::load(None).unwrap_or_else(|wrong| panic!("{wrong}"));
    let settings = Settings {
        domain: HUB.parse().expect("a domain"),
        name: "Refdesk".into(),
        occupant_key: [7; 32],
        run: format!("run{starts}"),
    };
    let around = Surroundings {
        limits: limits.clone(),
        ..Surroundings::new(texts.languages(), Tokens::new([1, 2, 3, 4]), Box::new(Tongue::new()))
    };
    let mut inventory = inventory.clone();
    store.changes.iter().for_each(|change| inventory.apply(change.clone()));
    Hub::new(now, settings, around, Arc::new(texts), inventory, store.kept())
}

impl Stage for InProcessStage {
    async fn connect(&mut self, role: &Role) -> String {
        let jid = role.jid.clone().unwrap_or_else(|| {
            self.visitors += 1;
            format!("v{}@guest.{}/web", self.visitors, "localhost")
        });
        let client = Client { jid: jid.clone(), inbox: VecDeque::new(), is_silent: false, directed: BTreeSet::new() };
        self.clients.insert(role.name.clone(), client);
        let account = bare(&jid).to_owned();
        let (mine, others) = std::mem::take(&mut self.offline).into_iter().partition(|(to, _)| *to == account);
        self.offline = others;
        let mine: Vec<(String, Element)> = mine;
        self.client(&role.name).inbox.extend(mine.into_iter().map(|(_, element)| element));
        for (_, address) in self.subscriptions.clone().into_iter().filter(|(subscriber, _)| *subscriber == account) {
            self.to_hub.push_back(format!("<presence xmlns='{COMPONENT}' type='probe' from='{jid}' to='{address}'/>"));
        }
        self.flush();
        jid
    }

    async fn carry_out(&mut self, name: &str, deed: Deed) {
        match deed {
            Deed::Connects => {}
            Deed::GoesSilent => self.client(name).is_silent = true,
            Deed::Wakes => self.client(name).is_silent = false,
            Deed::LogsOut | Deed::Vanishes => {
                let client = self.clients.remove(name).unwrap_or_else(|| panic!("{name} is not connected"));
                for to in client.directed {
                    let jid = &client.jid;
                    self.to_hub.push_back(format!(
                        "<presence xmlns='{COMPONENT}' type='unavailable' from='{jid}' to='{to}'/>"
                    ));
                }
                self.flush();
            }
        }
    }

    async fn send(&mut self, name: &str, stanza: &Element) {
        self.sends(name, &xml(stanza));
    }

    async fn next(&mut self, name: &str) -> Option<Element> {
        self.client(name).inbox.pop_front()
    }

    async fn settle(&mut self, name: &str) -> Vec<Element> {
        self.client(name).inbox.drain(..).collect()
    }

    async fn advance(&mut self, span: Duration) {
        let until = self.now + span;
        while let Some(at) = self.hub.timeout().filter(|at| *at <= until) {
            self.now = self.now.max(at);
            self.hear(Input::TimePassed);
            self.flush();
        }
        self.now = self.now.max(until);
    }

    async fn restart_desk(&mut self) {
        self.starts += 1;
        self.hub = start(self.now, self.starts, &self.store, &self.limits, &self.inventory);
        self.hear(Input::LinkUp);
        self.flush();
    }

    async fn restart_server(&mut self) {
        self.clients.clear();
    }
}

/// What the store keeps, by the keys of its rows.
#[derive(Default)]
struct Store {
    changes: Vec<Change>,
    sessions: BTreeMap<i64, record::Record>,
    last_session: i64,
    duty: BTreeMap<(String, String), record::DutyClient>,
    assistances: BTreeMap<(String, String), refdesk::desk::assist::Assistance>,
    contacts: BTreeSet<(String, String)>,
    rooms: BTreeMap<(String, String), RoomRecord>,
}

impl Store {
    fn keep(&mut self, record: Record) {
        match record {
            Record::Desk(record) => self.keep_desk(record),
            Record::Room { record, .. } => self.keep_room(*record),
            Record::Contact { address, contact } => {
                self.contacts.insert((address.to_string(), contact.to_string()));
            }
            Record::ContactGone { address, contact } => {
                self.contacts.remove(&(address.to_string(), contact.to_string()));
            }
        }
    }

    fn keep_desk(&mut self, record: record::Record) {
        match record {
            record::Record::Session(session) => {
                self.last_session = self.last_session.max(session.number);
                self.sessions.insert(session.number, record::Record::Session(session));
            }
            record::Record::DutyClient(client) => {
                self.duty.insert((client.service.to_string(), client.client.to_string()), client);
            }
            record::Record::DutyClientGone { service, client } => {
                self.duty.remove(&(service.to_string(), client.to_string()));
            }
            record::Record::Inventory(change) => self.changes.push(change),
            record::Record::Assistance(one) => {
                drop(self.assistances.insert((one.room.to_string(), one.service.to_string()), *one))
            }
            record::Record::Chronicle(_)
            | record::Record::Note(_)
            | record::Record::Duty { .. }
            | record::Record::Audit(_)
            | record::Record::Unmet(_)
            | record::Record::Lesson(_) => {}
        }
    }

    fn keep_room(&mut self, record: RoomRecord) {
        let room = |room| serde_json::to_string(room).expect("a room's id");
        match &record {
            RoomRecord::Room(row) => drop(self.rooms.insert((room(&row.room), String::new()), record)),
            RoomRecord::Client(row) => {
                drop(self.rooms.insert((room(&row.room), format!("client {}", row.client)), record));
            }
            RoomRecord::Virtual(row) => {
                drop(self.rooms.insert((room(&row.room), format!("virtual {}", row.nick)), record));
            }
            RoomRecord::Line(line) => {
                drop(self.rooms.insert((room(&line.room), format!("line {:09}", line.number)), record));
            }
            RoomRecord::RoomGone(id) | RoomRecord::LinesForgotten { room: id, .. } => {
                let id = room(id);
                self.rooms.retain(|(room, _), _| *room != id);
            }
            RoomRecord::ClientGone { room: id, client } => {
                self.rooms.remove(&(room(id), format!("client {client}")));
            }
            RoomRecord::VirtualGone { room: id, nick } => {
                self.rooms.remove(&(room(id), format!("virtual {nick}")));
            }
        }
    }

    fn kept(&self) -> Kept {
        let sessions = self.sessions.values().filter_map(|record| match record {
            record::Record::Session(session) if session.is_open() => Some((**session).clone()),
            _ => None,
        });
        let jid = |text: &String| text.parse().expect("a bare JID");
        Kept {
            desk: refdesk::desk::Restored {
                decisions: Vec::new(),
                sessions: sessions.collect(),
                last_session: self.last_session,
                duty: self.duty.values().cloned().collect(),
                audit: Vec::new(),
                attendance: Default::default(),
                gaps: Default::default(),
                assistances: self.assistances.values().filter(|one| one.is_open()).cloned().collect(),
            },
            rooms: self.rooms.values().cloned().collect(),
            contacts: self.contacts.iter().map(|(address, contact)| (jid(address), jid(contact))).collect(),
        }
    }
}
