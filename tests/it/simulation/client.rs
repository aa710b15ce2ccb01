//! A client of somebody and his server: what goes out and comes in, in order; the rooms it believes to be in; pings;
//! what its server does when it is gone.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use jid::{BareJid, FullJid, Jid};
use refdesk::stanza::{
    Answer, Condition, ErrorType, HistoryWanted, Iq, IqBody, Message, MessageKind, Presence, PresenceKind, Query,
    Stanza, StanzaError,
};
use refdesk::time::Time;

use super::chance::Chance;
use super::operator::Operator;
use super::patron::Patron;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Link {
    Up,
    /// The connection is dead and the server has not noticed: what comes is swallowed.
    Dead,
    Off,
}

pub enum Person {
    Patron(Patron),
    Operator(Operator),
}

/// What clients hear of without being told by stanzas: addresses that somebody may have written down.
pub struct Gossip {
    pub services: Vec<BareJid>,
    pub session_rooms: Vec<BareJid>,
}

pub struct Client {
    pub jid: FullJid,
    pub link: Link,
    pub to_hub: VecDeque<(Time, Stanza)>,
    pub to_client: VecDeque<(Time, Stanza)>,
    pub wire: Wire,
    pub person: Person,
}

/// What the person's hands are on.
pub struct Wire {
    pub jid: FullJid,
    /// The rooms the client believes to be in, with its nick there.
    pub seats: BTreeMap<BareJid, String>,
    /// Where its server has to send presence when it goes.
    directed: BTreeMap<BareJid, Jid>,
    /// Joins asked for and not answered.
    joining: BTreeMap<BareJid, Time>,
    answers_pings: bool,
    ids: u64,
    pub out: Vec<Stanza>,
    /// Sent before; may be sent again.
    pub sent: VecDeque<Message>,
    /// Ids of own lines known to have arrived.
    pub acknowledged: BTreeSet<String>,
    pub failed: BTreeSet<String>,
}

impl Wire {
    pub fn id(&mut self) -> String {
        self.ids += 1;
        format!("{}-{}", self.jid.resource().as_str(), self.ids)
    }

    pub fn message(&self, kind: MessageKind, to: impl Into<Jid>) -> Message {
        Message::new(kind, self.jid.clone(), to.into())
    }

    pub fn send(&mut self, message: Message) {
        self.out.push(Stanza::Message(Box::new(message)));
    }

    /// Sends a line and keeps it, to send it again when no answer comes.
    pub fn say(&mut self, message: Message) {
        self.sent.push_back(message.clone());
        if self.sent.len() > 12 {
            self.sent.pop_front();
        }
        self.send(message);
    }

    pub fn say_again(&mut self, chance: &mut Chance) {
        let sent: Vec<Message> = self.sent.iter().filter(|message| message.id.is_some()).cloned().collect();
        let waits = |message: &&Message| message.id.as_ref().is_some_and(|id| !self.acknowledged.contains(id));
        let waiting: Vec<Message> = sent.iter().filter(waits).cloned().collect();
        let deliberate = chance.percent(30);
        if let Some(message) = chance.among(if deliberate { &sent } else { &waiting }) {
            self.send(message.clone());
        }
    }

    pub fn presence(&mut self, presence: Presence) {
        let room = presence.to.to_bare();
        if presence.kind == PresenceKind::Unavailable {
            self.directed.remove(&room);
        } else if presence.kind == PresenceKind::Available {
            self.directed.insert(room, presence.to.clone());
        }
        self.out.push(Stanza::Presence(Box::new(presence)));
    }

    pub fn join(&mut self, now: Time, room: &BareJid, nick: &str, history: HistoryWanted) {
        if self.joining.get(room).is_some_and(|since| now.0 - since.0 < 30_000) {
            return;
        }
        self.joining.insert(room.clone(), now);
        let Ok(to) = room.with_resource_str(nick) else { return };
        let mut presence = Presence::new(PresenceKind::Available, self.jid.clone(), to);
        presence.join = Some(history);
        presence.id = Some(self.id());
        self.presence(presence);
    }

    pub fn leave(&mut self, room: &BareJid) {
        let Some(nick) = self.seats.get(room).cloned() else { return };
        let Ok(to) = room.with_resource_str(&nick) else { return };
        let leave = Presence::new(PresenceKind::Unavailable, self.jid.clone(), to);
        self.presence(leave);
    }

    pub fn iq(&mut self, to: impl Into<Jid>, body: IqBody) {
        let id = self.id();
        self.out.push(Stanza::Iq(Box::new(Iq { from: self.jid.clone().into(), to: to.into(), id, body })));
    }

    fn heard(&mut self, stanza: &Stanza) {
        match stanza {
            Stanza::Presence(presence) => self.heard_presence(presence),
            Stanza::Message(message) => {
                let bounced = message.kind == MessageKind::Error;
                let id = if bounced { &message.id } else { &message.receipt };
                if let Some(id) = id {
                    if bounced {
                        self.failed.insert(id.clone())
                    } else {
                        self.acknowledged.insert(id.clone())
                    };
                }
                let own = self.seats.get(&message.from.to_bare()).map(String::as_str);
                let from = message.from.resource().map(|nick| nick.as_str());
                if let (MessageKind::Groupchat, true, Some(id)) = (message.kind, own == from, &message.id) {
                    self.acknowledged.insert(id.clone());
                }
            }
            Stanza::Iq(iq) => {
                if let IqBody::Get(Query::Ping) = iq.body {
                    let body = if self.answers_pings {
                        IqBody::Result(Answer::Empty)
                    } else {
                        IqBody::Error(error(Condition::ServiceUnavailable))
                    };
                    let answer = Iq { from: iq.to.clone(), to: iq.from.clone(), id: iq.id.clone(), body };
                    self.out.push(Stanza::Iq(Box::new(answer)));
                }
            }
        }
    }

    fn heard_presence(&mut self, presence: &Presence) {
        let room = presence.from.to_bare();
        if presence.kind == PresenceKind::Error {
            self.joining.remove(&room);
            return;
        }
        let Some(view) = &presence.occupant else { return };
        let Some(nick) = presence.from.resource().filter(|_| view.statuses.contains(&110)) else { return };
        match presence.kind {
            PresenceKind::Available => {
                self.joining.remove(&room);
                self.directed.insert(room.clone(), presence.from.clone());
                self.seats.insert(room, nick.as_str().to_owned());
            }
            PresenceKind::Unavailable if view.statuses.contains(&303) => {}
            _ => {
                self.seats.remove(&room);
                self.directed.remove(&room);
            }
        }
    }
}

impl Client {
    pub fn new(jid: FullJid, person: Person, answers_pings: bool) -> Self {
        let wire = Wire {
            jid: jid.clone(),
            seats: BTreeMap::new(),
            directed: BTreeMap::new(),
            joining: BTreeMap::new(),
            answers_pings,
            ids: 0,
            out: Vec::new(),
            sent: VecDeque::new(),
            acknowledged: BTreeSet::new(),
            failed: BTreeSet::new(),
        };
        Client { jid, link: Link::Up, to_hub: VecDeque::new(), to_client: VecDeque::new(), wire, person }
    }

    pub fn acts(&mut self, now: Time, chance: &mut Chance, gossip: &Gossip) {
        match &mut self.person {
            Person::Patron(patron) => patron.acts(now, &mut self.wire, chance, gossip),
            Person::Operator(operator) => operator.acts(now, &mut self.wire, chance, gossip),
        }
        self.flush(now, chance);
    }

    pub fn receives(&mut self, now: Time, chance: &mut Chance, stanza: &Stanza, quiet: bool) {
        self.wire.heard(stanza);
        match &mut self.person {
            Person::Patron(patron) => patron.receives(&mut self.wire, chance, stanza),
            Person::Operator(operator) if !quiet => operator.receives(now, &mut self.wire, chance, stanza),
            Person::Operator(_) => {}
        }
        self.flush(now, chance);
    }

    /// The client logs out, or its server notices that it is gone, and tells those who had its presence.
    pub fn goes(&mut self, now: Time, chance: &mut Chance) {
        for to in std::mem::take(&mut self.wire.directed).into_values() {
            let presence = Presence::new(PresenceKind::Unavailable, self.jid.clone(), to);
            self.wire.out.push(Stanza::Presence(Box::new(presence)));
        }
        self.link = Link::Off;
        self.flush(now, chance);
        self.wire.seats.clear();
        self.wire.joining.clear();
        self.to_client.clear();
    }

    /// The connection dies, and what it had not yet carried dies with it.
    pub fn dies(&mut self, chance: &mut Chance) {
        self.link = Link::Dead;
        self.to_client.clear();
        let carried = chance.below(self.to_hub.len() + 1);
        self.to_hub.truncate(carried);
    }

    pub fn comes(&mut self, now: Time, chance: &mut Chance) {
        if self.link == Link::Dead && chance.percent(70) {
            self.goes(now, chance);
        }
        self.wire.directed.clear();
        self.wire.seats.clear();
        self.wire.joining.clear();
        self.link = Link::Up;
    }

    /// What the hub has sent arrives at the client's server.
    pub fn is_sent(&mut self, now: Time, chance: &mut Chance, stanza: &Stanza) {
        match self.link {
            Link::Up => {
                let at = self.to_client.back().map_or(now, |(at, _)| *at).max(now + delay(chance));
                self.to_client.push_back((at, stanza.clone()));
            }
            Link::Dead => {}
            Link::Off => {
                if let Some(bounce) = bounced(stanza, Condition::ServiceUnavailable) {
                    self.wire.out.push(bounce);
                    self.flush(now, chance);
                }
            }
        }
    }

    fn flush(&mut self, now: Time, chance: &mut Chance) {
        for stanza in std::mem::take(&mut self.wire.out) {
            if self.link == Link::Dead {
                continue;
            }
            let at = self.to_hub.back().map_or(now, |(at, _)| *at).max(now + delay(chance));
            self.to_hub.push_back((at, stanza));
        }
    }
}

/// Mostly nothing to speak of, sometimes seconds.
fn delay(chance: &mut Chance) -> std::time::Duration {
    let most = chance.weighed(&[(80, 60), (18, 900), (2, 20_000)]);
    std::time::Duration::from_millis(chance.millis(most) as u64)
}

fn error(condition: Condition) -> StanzaError {
    StanzaError::new(ErrorType::Cancel, condition)
}

/// What a server answers for an addressee who is not there.
pub fn bounced(stanza: &Stanza, condition: Condition) -> Option<Stanza> {
    match stanza {
        Stanza::Message(message) if message.kind != MessageKind::Error => {
            let mut bounce = Message::new(MessageKind::Error, message.to.clone(), message.from.clone());
            bounce.id = message.id.clone();
            bounce.error = Some(error(condition));
            Some(Stanza::Message(Box::new(bounce)))
        }
        Stanza::Iq(iq) if matches!(iq.body, IqBody::Get(_) | IqBody::Set(_)) => {
            let body = IqBody::Error(error(condition));
            Some(Stanza::Iq(Box::new(Iq { from: iq.to.clone(), to: iq.from.clone(), id: iq.id.clone(), body })))
        }
        Stanza::Presence(presence) if presence.join.is_some() => {
            let mut bounce = Presence::new(PresenceKind::Error, presence.to.clone(), presence.from.clone());
            bounce.error = Some(error(condition));
            Some(Stanza::Presence(Box::new(bounce)))
        }
        _ => None,
    }
}
