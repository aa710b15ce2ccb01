//! Several hubs that send each other stanzas, in memory and in virtual time. What passes between two of them goes over
//! the wire's own reading and writing; what goes to anybody else is seen.
//!
//! Each hub has the sample inventory, with Anna as a coordinator, and Anna, Bo and Chen have accounts at the hub's own
//! domain: `anna@a.test` belongs to `ref.a.test`.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use super::*;
use crate::desk::inventory::Role;
use crate::xmpp::outbound;

pub(in crate::hub) struct Hubs {
    pub now: Time,
    hubs: BTreeMap<String, Hub>,
    /// On their way between hubs, as text.
    wire: VecDeque<(String, String)>,
    /// Everything that passed between hubs, as text: to whom, and what.
    pub passed: Vec<(String, String)>,
    /// What went to people since somebody last did something.
    pub seen: Vec<Stanza>,
    pub records: Vec<Record>,
    /// What each hub has recorded, in its order.
    recorded: BTreeMap<String, Vec<Record>>,
    /// Hubs that nothing reaches: their servers are down.
    pub dead: BTreeSet<String>,
    /// Hubs that hear nothing and say nothing, though their servers are up.
    pub mute: BTreeSet<String>,
}

pub(in crate::hub) fn inventory(letter: &str) -> Inventory {
    let mut inventory = sample::inventory();
    let operators = std::mem::take(&mut inventory.operators);
    for (jid, mut operator) in operators {
        let local = jid.node().expect("a local part").to_string();
        operator.jid = sample::jid(&format!("{local}@{letter}.test"));
        operator.role = if local == "anna" { Role::Coordinator } else { Role::Operator };
        inventory.operators.insert(operator.jid.clone(), operator);
    }
    inventory
}

/// `ref.a.test`.
pub(in crate::hub) fn domain(letter: &str) -> String {
    format!("ref.{letter}.test")
}

impl Hubs {
    /// `ref.a.test`, `ref.b.test` …, with what is different in each.
    pub fn new(letters: &[&str], change: impl Fn(&str, &mut Inventory)) -> Self {
        let mut hubs = Hubs {
            now: Time(1_795_500_000_000),
            hubs: BTreeMap::new(),
            wire: VecDeque::new(),
            passed: Vec::new(),
            seen: Vec::new(),
            records: Vec::new(),
            recorded: BTreeMap::new(),
            dead: BTreeSet::new(),
            mute: BTreeSet::new(),
        };
        for letter in letters {
            let mut inventory = inventory(letter);
            change(letter, &mut inventory);
            hubs.starts(letter, inventory);
        }
        hubs
    }

    /// The hub as it is after a start with this inventory; what it had in memory is gone.
    pub fn starts(&mut self, letter: &str, inventory: Inventory) {
        self.starts_with(letter, inventory, Kept::default());
    }

    /// The hub dies and starts again with what it has recorded.
    pub fn restarts(&mut self, letter: &str) {
        let inventory = self.hub(letter).desk().inventory().clone();
        let kept = kept(self.recorded.get(&domain(letter)).map_or(&[], Vec::as_slice));
        self.starts_with(letter, inventory, kept);
    }

    fn starts_with(&mut self, letter: &str, inventory: Inventory, kept: Kept) {
        let texts = Texts::load(None).expect("texts");
        let settings = Settings {
            domain: domain(letter).parse().expect("a domain"),
            name: format!("Hub {letter}"),
            occupant_key: [7; 32],
            run: format!("{letter}{}", self.now.0),
        };
        let around = Surroundings::new(texts.languages(), Tokens::new([1, 2, 3, 4]), Box::new(NoLanguage));
        let hub = Hub::new(self.now, settings, around, Arc::new(texts), inventory, kept);
        self.hubs.insert(domain(letter), hub);
        self.does(letter, Input::LinkUp);
        self.settles();
    }

    pub fn hub(&self, letter: &str) -> &Hub {
        &self.hubs[&domain(letter)]
    }

    pub fn does(&mut self, letter: &str, input: Input) {
        let now = self.now;
        let hub = self.hubs.get_mut(&domain(letter)).expect("a hub");
        let outcome = hub.handle(now, input);
        self.recorded.entry(domain(letter)).or_default().extend(outcome.records.iter().cloned());
        self.records.extend(outcome.records);
        for stanza in outcome.stanzas {
            let to = match &stanza {
                Stanza::Message(message) => &message.to,
                Stanza::Presence(presence) => &presence.to,
                Stanza::Iq(iq) => &iq.to,
            };
            let to = to.domain().to_string();
            if self.hubs.contains_key(&to) {
                self.wire.push_back((to, outbound::write(&stanza)));
            } else {
                self.seen.push(stanza);
            }
        }
    }

    /// Until nothing is on its way any more.
    pub fn settles(&mut self) {
        for _ in 0..10_000 {
            let Some((to, text)) = self.wire.pop_front() else { return };
            let letter = to.trim_start_matches("ref.").trim_end_matches(".test").to_owned();
            self.passed.push((to.clone(), text.clone()));
            if self.mute.contains(&to) {
                continue;
            }
            let stanza = read(&text);
            if self.mute.contains(&to) {
                continue;
            }
            if !self.dead.contains(&to) {
                self.does(&letter, Input::Stanza(stanza));
            } else if let Some((from, error)) = bounced(stanza) {
                self.does(from.trim_start_matches("ref.").trim_end_matches(".test"), Input::Stanza(error));
            }
        }
        panic!("hubs that never stop talking");
    }

    /// The next stanza on its way between hubs, which does not arrive.
    pub fn passed_next(&mut self) -> (String, String) {
        self.wire.pop_front().expect("a stanza on its way")
    }

    /// Everything on its way is lost; how much it was.
    pub fn drop_all(&mut self) -> usize {
        std::mem::take(&mut self.wire).len()
    }

    /// A stanza of anybody to a hub, as on the wire, without what the last one brought.
    pub fn sends(&mut self, letter: &str, text: &str) {
        self.seen.clear();
        self.passed.clear();
        self.now = self.now + Duration::from_millis(1);
        self.does(letter, Input::Stanza(read(text)));
        self.settles();
    }

    /// Somebody of a hub gives it a command, and is answered.
    pub fn commands(&mut self, who: &str, letter: &str, line: &str) -> String {
        let text = format!(
            "<message xmlns='jabber:component:accept' from='{who}@{letter}.test/desk' to='ref.{letter}.test' \
             type='chat' id='c'><body>{}</body></message>",
            line.replace('&', "&amp;").replace('<', "&lt;")
        );
        self.sends(letter, &text);
        self.words(&format!("{who}@{letter}.test")).join("\n")
    }

    pub fn joins(&mut self, who: &str, letter: &str, room: &str) {
        let text = format!(
            "<presence xmlns='jabber:component:accept' from='{who}@{letter}.test/desk' to='{room}/{who}'>\
             <x xmlns='http://jabber.org/protocol/muc'/></presence>"
        );
        self.sends(letter, &text);
    }

    pub fn passes(&mut self, seconds: u64) {
        self.seen.clear();
        self.passed.clear();
        let until = self.now + Duration::from_secs(seconds);
        loop {
            let due = self.hubs.iter().filter_map(|(name, hub)| Some((hub.timeout()?, name.clone())));
            let Some((at, name)) = due.min().filter(|(at, _)| *at <= until) else { break };
            self.now = self.now.max(at);
            self.does(name.trim_start_matches("ref.").trim_end_matches(".test"), Input::TimePassed);
            self.settles();
        }
        self.now = until;
    }

    /// What was said to somebody, whichever of her clients it went to.
    pub fn words(&self, to: &str) -> Vec<String> {
        let messages = self.seen.iter().filter_map(|stanza| match stanza {
            Stanza::Message(message) if message.to.to_bare().as_str() == to => Some(message),
            _ => None,
        });
        messages.map(|message| message.content.plain().to_owned()).filter(|text| !text.is_empty()).collect()
    }

    /// How many stanzas with this in them went to a hub since somebody last did something.
    pub fn went(&self, letter: &str, what: &str) -> usize {
        self.passed.iter().filter(|(to, text)| *to == domain(letter) && text.contains(what)).count()
    }
}

pub(in crate::hub) fn read(text: &str) -> Stanza {
    inbound::read(xso::from_bytes(text.as_bytes()).expect("a stanza")).expect("a sound stanza")
}

/// What a store would give back of all this.
fn kept(records: &[Record]) -> Kept {
    use crate::desk::record::Record as Desk;
    let (mut sessions, mut duty, mut assistances) = (BTreeMap::new(), BTreeMap::new(), BTreeMap::new());
    let mut rooms = crate::muc::testing::Store::default();
    for record in records {
        match record {
            Record::Room { record, .. } => rooms.apply(record),
            Record::Desk(Desk::Session(session)) => drop(sessions.insert(session.number, (**session).clone())),
            Record::Desk(Desk::DutyClient(client)) => {
                duty.insert((client.service.clone(), client.client.clone()), client.clone());
            }
            Record::Desk(Desk::DutyClientGone { service, client }) => {
                duty.remove(&(service.clone(), client.clone()));
            }
            Record::Desk(Desk::Assistance(one)) => drop(assistances.insert(one.key(), (**one).clone())),
            _ => {}
        }
    }
    let desk = Restored {
        last_session: sessions.keys().copied().max().unwrap_or_default(),
        sessions: sessions.into_values().filter(crate::desk::session::Session::is_open).collect(),
        duty: duty.into_values().collect(),
        assistances: assistances.into_values().filter(crate::desk::assist::Assistance::is_open).collect(),
        ..Restored::default()
    };
    Kept { desk, rooms: rooms.rows(), contacts: Vec::new() }
}

/// What a server answers for one that is not there, and to which domain.
fn bounced(stanza: Stanza) -> Option<(String, Stanza)> {
    let error = crate::stanza::StanzaError::new(crate::stanza::ErrorType::Cancel, Condition::RemoteServerNotFound);
    let (from, error) = match stanza {
        Stanza::Presence(presence) if presence.kind != PresenceKind::Error => {
            let mut answer = Presence::new(PresenceKind::Error, presence.to, presence.from.clone());
            answer.error = Some(error);
            (presence.from, Stanza::Presence(Box::new(answer)))
        }
        Stanza::Message(message) if message.kind != MessageKind::Error => {
            let mut answer = Message::new(MessageKind::Error, message.to, message.from.clone());
            (answer.id, answer.error) = (message.id, Some(error));
            (message.from, Stanza::Message(Box::new(answer)))
        }
        Stanza::Iq(iq) if matches!(iq.body, IqBody::Get(_) | IqBody::Set(_)) => {
            let answer = Iq { from: iq.to, to: iq.from.clone(), id: iq.id, body: IqBody::Error(error) };
            (iq.from, Stanza::Iq(Box::new(answer)))
        }
        _ => return None,
    };
    Some((from.domain().to_string(), error))
}
