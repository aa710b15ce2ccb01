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
}

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
        if self.coordinates && chance.percent(2) {
            return self.coordinates(chance, &neighbours[self.home]);
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
            _ if hub != self.home && chance.percent(60) => address(service, hub).to_string(),
            0..=74 => address(service, near).to_string(),
            75..=84 => address_of(self.home, chance.below(3)),
            85..=92 => address_of(near, chance.below(3)),
            _ => address("nowhere", near).to_string(),
        };
        self.lines += 1;
        let note = format!("#s{}{}# has a deed", self.mark, self.lines);
        if chance.percent(35) {
            let mut invitation = Message::new(MessageKind::Normal, self.jid.clone(), room);
            let Ok(peer) = to.parse() else { return };
            invitation.invite = Some(Invite { peer, reason: Some(note), thread: None });
            invitation.id = Some(self.id());
            invitation.to_room = true;
            return self.send(invitation);
        }
        let verb = if chance.percent(80) { "transfer" } else { "consult" };
        let text = if chance.percent(4) { "!transfer cancel".to_owned() } else { format!("!{verb} {to}; {note}") };
        let line = self.message(MessageKind::Groupchat, room, text);
        self.send(line);
    }

    fn coordinates(&mut self, chance: &mut Chance, near: &[usize]) {
        let Some(other) = chance.among(near) else { return };
        let other = hub_address(*other);
        let verb = chance.weighed(&[
            (4, "pause"),
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
        let line = self.message(MessageKind::Chat, hub_address(self.home), format!("!link {verb} {other}{agreement}"));
        self.send(line);
    }

    /// What the client does by itself, and, unless all is `quiet`, what she does about an invitation.
    pub fn receives(&mut self, chance: &mut Chance, stanza: &Stanza, quiet: bool) {
        match stanza {
            Stanza::Iq(iq) if matches!(iq.body, IqBody::Get(Query::Ping)) => {
                let body = IqBody::Result(Answer::Empty);
                let answer = Iq { from: iq.to.clone(), to: iq.from.clone(), id: iq.id.clone(), body };
                self.out.push(Stanza::Iq(Box::new(answer)));
            }
            Stanza::Presence(presence) => self.sees(presence),
            Stanza::Message(message) => {
                let Some(invite) = message.invite.as_ref().filter(|_| !self.is_patron && !quiet) else { return };
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
