//! Patrons, librarians and coordinators of many hubs, each at one client. A librarian works in the rooms of her own hub
//! and of those she is sent into; a patron knows no hub but his own.

use std::collections::BTreeMap;
use std::collections::VecDeque;

use jid::{BareJid, FullJid};
use refdesk::stanza::{
    Answer, Content, Decline, HistoryWanted, Invite, Iq, IqBody, Message, MessageKind, Presence, PresenceKind, Query,
    Stanza,
};

use super::world::{LANGUAGES, address, hub_address};
use crate::simulation::chance::Chance;
use crate::simulation::invariants::markers;

pub struct Person {
    pub jid: FullJid,
    /// The hub whose server the client is logged in at.
    pub home: usize,
    pub is_patron: bool,
    pub coordinates: bool,
    pub up: bool,
    /// The rooms the client is in, with its nick.
    pub seats: BTreeMap<BareJid, String>,
    pub out: Vec<Stanza>,
    /// `p3x1.` or `3x1.`: stands in each of the lines.
    mark: String,
    /// A patron's.
    language: &'static str,
    joins: bool,
    lines: u32,
    ids: u32,
    sent: VecDeque<Message>,
    /// Sessions of which the staff room has lately told a coordinator, and the hub it last named.
    named: VecDeque<String>,
    hub_named: Option<usize>,
    /// The hub with which she has paused the link.
    paused: Option<usize>,
    /// The room of the session that she has just handed on.
    handed: Option<BareJid>,
    /// The lines that have come, by room and marker, with the id that they bore first.
    pub heard: BTreeMap<(BareJid, String), Option<String>>,
    /// Whether every line for this client has found it.
    pub always_there: bool,
    /// The lines for which a receipt has come.
    pub received: Vec<String>,
}

/// So many sessions a coordinator has in mind.
const NAMED: usize = 4;

impl Person {
    pub fn new(home: usize, number: usize, is_patron: bool, chance: &mut Chance) -> Self {
        let local = if is_patron { format!("p{home}x{number}@guest.org/c") } else { address_of(home, number) + "/c" };
        let own = home + chance.below(2);
        // Half of the patrons speak what only other hubs have, now and then one that nobody has.
        let foreign = own + 2 + chance.below(2);
        let language = chance.weighed(&[
            (5, LANGUAGES[own % LANGUAGES.len()]),
            (5, LANGUAGES[foreign % LANGUAGES.len()]),
            (1, "zu"),
        ]);
        Person {
            jid: local.parse().expect("a full JID"),
            home,
            is_patron,
            coordinates: !is_patron && number == 0,
            up: true,
            seats: BTreeMap::new(),
            out: Vec::new(),
            mark: if is_patron { format!("p{home}x{number}.") } else { format!("{home}x{number}.") },
            language,
            joins: chance.percent(30),
            lines: 0,
            ids: 0,
            sent: VecDeque::new(),
            named: VecDeque::new(),
            hub_named: None,
            paused: None,
            handed: None,
            heard: BTreeMap::new(),
            always_there: true,
            received: Vec::new(),
        }
    }

    pub fn acts(&mut self, chance: &mut Chance, neighbours: &[Vec<usize>]) {
        match self.is_patron {
            true => self.asks(chance),
            false => self.works(chance, neighbours),
        }
    }

    fn id(&mut self) -> String {
        self.ids += 1;
        format!("{}{}", self.mark, self.ids)
    }

    fn message(&mut self, kind: MessageKind, to: BareJid, text: String) -> Message {
        let mut message = Message::new(kind, self.jid.clone(), to);
        message.id = Some(self.id());
        message.content = Content::text(text);
        message
    }

    fn send(&mut self, message: Message) {
        self.out.push(Stanza::Message(Box::new(message)));
    }

    fn join(&mut self, room: &BareJid) {
        let nick = format!("N{}", self.mark.replace('.', ""));
        let Ok(to) = room.with_resource_str(&nick) else { return };
        let mut join = Presence::new(PresenceKind::Available, self.jid.clone(), to);
        join.join = Some(HistoryWanted::default());
        join.id = Some(self.id());
        self.out.push(Stanza::Presence(Box::new(join)));
    }

    pub fn leave(&mut self, room: &BareJid) {
        let to = match self.seats.get(room) {
            Some(nick) => room.with_resource_str(nick).expect("a nick").into(),
            None => jid::Jid::from(room.clone()),
        };
        self.out.push(Stanza::Presence(Box::new(Presence::new(PresenceKind::Unavailable, self.jid.clone(), to))));
    }

    fn asks(&mut self, chance: &mut Chance) {
        let service = address(if chance.percent(70) { "ask" } else { "law" }, self.home);
        let in_room = self.seats.contains_key(&service);
        match chance.below(100) {
            0..=7 => self.leave(&service),
            8..=17 if !self.sent.is_empty() => {
                let earlier = chance.below(self.sent.len());
                let again = self.sent[earlier].clone();
                self.send(again);
            }
            _ if self.joins && !in_room => self.join(&service),
            _ => {
                let kind = if in_room { MessageKind::Groupchat } else { MessageKind::Chat };
                self.lines += 1;
                let text = format!("#{}{}# ~{} when do you open?", self.mark, self.lines, self.language);
                let mut line = self.message(kind, service, text);
                line.receipt_wanted = !in_room;
                self.sent.push_back(line.clone());
                if self.sent.len() > 6 {
                    self.sent.pop_front();
                }
                self.send(line);
            }
        }
    }

    fn works(&mut self, chance: &mut Chance, neighbours: &[Vec<usize>]) {
        let services = if self.coordinates { &["ask", "law"][..] } else { &["ask"] };
        for service in services {
            let service = address(service, self.home);
            if !self.seats.contains_key(&service) && chance.percent(80) {
                self.join(&service);
            }
        }
        if self.coordinates && chance.percent(if self.hub_named.is_some() { 12 } else { 3 }) {
            return self.coordinates(chance, &neighbours[self.home]);
        }
        if self.coordinates && !self.named.is_empty() && chance.percent(30) {
            return self.hands_on_waiting(chance, &neighbours[self.home]);
        }
        let rooms: Vec<BareJid> = self.seats.keys().filter(|room| is_session(room)).cloned().collect();
        let Some(room) = chance.among(&rooms).cloned() else {
            if chance.percent(40) {
                let hub = hub_address(self.home);
                let take = self.message(MessageKind::Chat, hub, "!take".into());
                self.send(take);
            }
            return;
        };
        match chance.below(100) {
            0..=39 => {
                self.lines += 1;
                let text = format!("#o{}{}# at nine", self.mark, self.lines);
                let line = self.message(MessageKind::Groupchat, room, text);
                self.sent.push_back(line.clone());
                if self.sent.len() > 6 {
                    self.sent.pop_front();
                }
                self.send(line);
            }
            40..=44 if !self.sent.is_empty() => {
                let again = self.sent[chance.below(self.sent.len())].clone();
                self.send(again);
            }
            45..=54 => {
                let close = self.message(MessageKind::Groupchat, room, "!close answered".into());
                self.send(close);
            }
            55..=57 => self.leave(&room),
            _ => self.hands_on(chance, neighbours, room),
        }
    }

    /// To a service of a neighbour, back to the hub whose patron it is, to a colleague, or to nobody.
    fn hands_on(&mut self, chance: &mut Chance, neighbours: &[Vec<usize>], room: BareJid) {
        let Some(hub) = hub_of(&room) else { return };
        let near = chance.among(&neighbours[hub]).copied().unwrap_or(hub);
        let service = if chance.percent(60) { "ask" } else { "law" };
        let to = match chance.below(100) {
            _ if hub != self.home && chance.percent(45) => address(service, hub).to_string(),
            0..=74 => address(service, near).to_string(),
            75..=84 => address_of(self.home, chance.below(3)),
            85..=92 => address_of(near, chance.below(3)),
            _ => address("nowhere", near).to_string(),
        };
        let cancels = self.handed.take().is_some_and(|handed| handed == room) && chance.percent(50);
        if cancels {
            let cancel = self.message(MessageKind::Groupchat, room, "!transfer cancel".into());
            return self.send(cancel);
        }
        self.handed = Some(room.clone());
        let note = self.note();
        if chance.percent(35) {
            let mut invitation = Message::new(MessageKind::Normal, self.jid.clone(), room);
            let Ok(peer) = to.parse() else { return };
            invitation.invite = Some(Invite { peer, reason: Some(note), thread: None });
            invitation.id = Some(self.id());
            invitation.to_room = true;
            return self.send(invitation);
        }
        let verb = if chance.percent(70) { "transfer" } else { "consult" };
        let line = self.message(MessageKind::Groupchat, room, format!("!{verb} {to}; {note}"));
        self.send(line);
    }

    fn note(&mut self) -> String {
        self.lines += 1;
        format!("#s{}{}# has a deed", self.mark, self.lines)
    }

    /// A session that waits, for all she knows, goes to a colleague, a service here or a neighbour's; or stays, after all.
    fn hands_on_waiting(&mut self, chance: &mut Chance, near: &[usize]) {
        let Some(session) = self.named.pop_back() else { return };
        let near = chance.among(near).copied().unwrap_or(self.home);
        let to = match chance.below(100) {
            0..=49 => address("ask", near).to_string(),
            50..=64 => address_of(self.home, 1),
            65..=79 => "law".to_owned(),
            _ => "cancel".to_owned(),
        };
        let note = if to == "cancel" { String::new() } else { format!("; {}", self.note()) };
        let line = format!("!transfer {session} to {to}{note}");
        let line = self.message(MessageKind::Chat, hub_address(self.home), line);
        self.send(line);
    }

    /// What the staff room tells, as far as a coordinator acts on it.
    fn reads(&mut self, text: &str) {
        let is_session = |word: &&str| {
            word.len() == 6 && word.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
        };
        let Some(session) = text.split_whitespace().find(is_session) else { return };
        self.named.retain(|named| named != session);
        // What is asked of another hub waits, and so does what is offered.
        if text.starts_with("<<staff-offer>>") || text.starts_with("<<staff-asked-elsewhere>>") {
            self.named.push_back(session.to_owned());
            if self.named.len() > NAMED {
                self.named.pop_front();
            }
        }
        // A hub's address stands there, or the name of somebody who works at it.
        let hub = |word: &str| {
            let named = word.strip_prefix('N').and_then(|name| name.split_once('x')?.0.parse().ok());
            named.or_else(|| hub_of(&word.trim_matches(['(', ')']).parse().ok()?))
        };
        let mut hubs = text.split_whitespace().filter_map(hub).filter(|hub| *hub != self.home);
        self.hub_named = hubs.next_back().or(self.hub_named);
    }

    fn coordinates(&mut self, chance: &mut Chance, near: &[usize]) {
        if let Some(paused) = self.paused.take_if(|_| chance.percent(70)) {
            let resume = format!("!link resume {}", hub_address(paused));
            let line = self.message(MessageKind::Chat, hub_address(self.home), resume);
            return self.send(line);
        }
        let lately = self.hub_named.take().filter(|hub| near.contains(hub) && chance.percent(80));
        let Some(other) = lately.or_else(|| chance.among(near).copied()) else { return };
        let verb = chance.weighed(&[
            (10, "pause"),
            (8, "resume"),
            (1, "revoke"),
            (4, "propose"),
            (4, "accept"),
            (2, "refuse"),
            (1, "narrow"),
        ]);
        let agreement = match verb {
            "narrow" => " data=question",
            "propose" | "accept" if chance.percent(50) => " data=question,note adjoining=yes",
            _ => "",
        };
        self.paused = Some(other).filter(|_| verb == "pause").or(self.paused);
        let words = format!("!link {verb} {}{agreement}", hub_address(other));
        let line = self.message(MessageKind::Chat, hub_address(self.home), words);
        self.send(line);
    }

    /// What the client does by itself, and, unless all is `quiet`, what she does about an invitation.
    ///
    /// # Errors
    /// A line has come that was there before, as another one.
    pub fn receives(&mut self, chance: &mut Chance, stanza: &Stanza, quiet: bool) -> Result<(), String> {
        if let Stanza::Message(message) = stanza {
            self.hears(message)?;
        }
        match stanza {
            Stanza::Iq(iq) if matches!(iq.body, IqBody::Get(Query::Ping)) => {
                let body = IqBody::Result(Answer::Empty);
                let answer = Iq { from: iq.to.clone(), to: iq.from.clone(), id: iq.id.clone(), body };
                self.out.push(Stanza::Iq(Box::new(answer)));
            }
            Stanza::Presence(presence) => self.sees(presence),
            Stanza::Message(message) => {
                if self.coordinates && message.content.plain().starts_with("<<staff-") {
                    self.reads(message.content.plain());
                }
                let invite = message.invite.as_ref().filter(|_| !self.is_patron && !quiet);
                let Some(invite) = invite else { return Ok(()) };
                let room = message.from.to_bare();
                match chance.below(100) {
                    0..=64 => self.join(&room),
                    65..=81 => {
                        let mut decline = Message::new(MessageKind::Normal, self.jid.clone(), room);
                        decline.decline = Some(Decline { peer: invite.peer.clone(), reason: None });
                        decline.to_room = true;
                        self.send(decline);
                    }
                    _ => {}
                }
            }
            Stanza::Iq(_) => {}
        }
        Ok(())
    }

    /// What comes a second time, after a kill or by the way, comes as the same line. Her own come back to her.
    fn hears(&mut self, message: &Message) -> Result<(), String> {
        self.received.extend(message.receipt.clone());
        let text = message.content.plain();
        let is_said = !text.starts_with("<<") || text.starts_with("<<patron-said-by>>");
        let is_line = is_said && message.error.is_none() && message.invite.is_none();
        for marker in markers(text).filter(|marker| is_line && marker.starts_with(['p', 'o'])).map(str::to_owned) {
            let said = (message.from.to_bare(), marker);
            let first = self.heard.entry(said).or_insert_with(|| message.id.clone());
            if *first != message.id {
                return Err(format!("{} hears a line twice, first as {first:?}: {message:?}", self.jid));
            }
        }
        Ok(())
    }

    fn sees(&mut self, presence: &Presence) {
        let room = presence.from.to_bare();
        let own = presence.occupant.as_ref().is_some_and(|view| view.statuses.contains(&110));
        match (presence.kind, presence.from.resource()) {
            (PresenceKind::Available, Some(nick)) if own => {
                self.seats.insert(room, nick.as_str().to_owned());
            }
            (PresenceKind::Unavailable, _) if own => drop(self.seats.remove(&room)),
            _ => {}
        }
    }

    /// Logs out: its server tells every room.
    pub fn goes(&mut self) {
        for room in self.seats.keys().cloned().collect::<Vec<_>>() {
            self.leave(&room);
        }
        if self.is_patron {
            self.leave(&address("ask", self.home));
            self.leave(&address("law", self.home));
        }
        self.seats.clear();
        self.up = false;
        self.always_there = false;
    }
}

pub fn address_of(home: usize, number: usize) -> String {
    format!("o{home}x{number}@lib.se")
}

/// The hub at which somebody with this address is an operator.
pub fn works_at(person: &BareJid) -> Option<usize> {
    person.node()?.as_str().strip_prefix('o')?.split_once('x')?.0.parse().ok()
}

pub fn is_session(room: &BareJid) -> bool {
    room.node().is_some_and(|node| node.as_str().contains('.'))
}

/// The number of the hub at an address.
pub fn hub_of(address: &BareJid) -> Option<usize> {
    address.domain().as_str().strip_prefix("ref")?.strip_suffix(".net")?.parse().ok()
}
