//! A patron at his client: asks by writing to a service or by joining it as a room, answers, corrects, grows silent, and
//! sometimes tries doors that are not his.

use jid::Jid;
use refdesk::stanza::{
    AdminItem, Affiliation, Body, ChatState, Content, HistoryWanted, IqBody, Message, MessageKind, Presence,
    PresenceKind, Query, Stanza, Url,
};
use refdesk::time::Time;

use super::chance::Chance;
use super::client::{Gossip, Wire};

pub struct Patron {
    /// What begins the marker in each of his lines: `p3.0.`.
    pub mark: String,
    pub joins: bool,
    pub language: &'static str,
    pub lines: u32,
}

#[derive(Clone, Copy)]
enum Act {
    Write,
    Type,
    Correct,
    Again,
    Leave,
    Whisper,
    Rename,
    Snoop,
    Contact,
    Encrypt,
    Switch,
}

impl Patron {
    pub fn acts(&mut self, now: Time, wire: &mut Wire, chance: &mut Chance, gossip: &Gossip) {
        let Some(service) = chance.among(&gossip.services).cloned() else { return };
        let seat = wire.seats.get(&service).cloned();
        let act = chance.weighed(&[
            (45, Act::Write),
            (10, Act::Type),
            (5, Act::Correct),
            (10, Act::Again),
            (4, Act::Leave),
            (3, Act::Whisper),
            (2, Act::Rename),
            (5, Act::Snoop),
            (4, Act::Contact),
            (1, Act::Encrypt),
            (1, Act::Switch),
        ]);
        match act {
            Act::Write if self.joins && seat.is_none() && chance.percent(90) => {
                let history =
                    HistoryWanted { max_stanzas: chance.percent(20).then_some(3), ..HistoryWanted::default() };
                let nick = chance.among(&["Dora", "Guest", "Anna", "Desk"]).unwrap_or(&"Dora");
                wire.join(now, &service, nick, history);
            }
            Act::Write => {
                let in_room = seat.is_some() && chance.percent(95);
                let line = self.line(wire, chance, &service.into(), in_room);
                wire.say(line);
            }
            Act::Type => {
                let kind = if seat.is_some() { MessageKind::Groupchat } else { MessageKind::Chat };
                let mut typing = wire.message(kind, service);
                typing.chat_state = Some(ChatState::Composing);
                wire.send(typing);
            }
            Act::Correct => {
                let Some(earlier) = wire.sent.back().cloned() else { return };
                let mut line = self.line(wire, chance, &earlier.to, earlier.kind == MessageKind::Groupchat);
                line.content.replaces = earlier.id;
                wire.say(line);
            }
            Act::Again => wire.say_again(chance),
            Act::Leave if seat.is_some() => wire.leave(&service),
            Act::Leave => {
                let leave = Presence::new(PresenceKind::Unavailable, wire.jid.clone(), service);
                wire.presence(leave);
            }
            Act::Whisper => {
                let nick = chance.among(&["Desk", "Anna (Lund)", "Anna", "Bo"]).unwrap_or(&"Desk");
                let Ok(to) = service.with_resource_str(nick) else { return };
                let line = self.line(wire, chance, &to.into(), false);
                wire.send(line);
            }
            Act::Rename if seat.is_some() => {
                let nick = chance.among(&["Dora", "Eva", "Anna (Lund)", "Desk"]).unwrap_or(&"Eva");
                let Ok(to) = service.with_resource_str(nick) else { return };
                let presence = Presence::new(PresenceKind::Available, wire.jid.clone(), to);
                wire.out.push(Stanza::Presence(Box::new(presence)));
            }
            Act::Rename => {}
            Act::Snoop => self.snoop(now, wire, chance, gossip),
            Act::Contact => {
                let kinds = [PresenceKind::Subscribe, PresenceKind::Probe, PresenceKind::Unsubscribe];
                let kind = *chance.among(&kinds).unwrap_or(&PresenceKind::Probe);
                let from = wire.jid.to_bare();
                wire.out.push(Stanza::Presence(Box::new(Presence::new(kind, from, service))));
            }
            Act::Encrypt => {
                let kind = if seat.is_some() { MessageKind::Groupchat } else { MessageKind::Chat };
                let mut secret = wire.message(kind, service);
                secret.encrypted = true;
                secret.id = Some(wire.id());
                wire.send(secret);
            }
            Act::Switch => self.joins = !self.joins,
        }
    }

    fn line(&mut self, wire: &mut Wire, chance: &mut Chance, to: &Jid, in_room: bool) -> Message {
        let kind = if in_room { MessageKind::Groupchat } else { MessageKind::Chat };
        let mut message = wire.message(kind, to.clone());
        self.lines += 1;
        let words = chance.among(&["when do you open?", "a question of law", "!help me", "/me waves", "tack"]);
        let (mark, language) = (format!("#{}{}#", self.mark, self.lines), self.language);
        message.content = Content::text(format!("{mark} ~{language} {}", words.unwrap_or(&"")));
        if chance.percent(10) {
            message.content.bodies[0].lang = Some("en".into());
            message.content.bodies.push(Body { lang: Some("sv".into()), text: format!("{mark} på svenska") });
        }
        if chance.percent(5) {
            message.content.urls.push(Url { url: format!("https://example.org/{mark}"), description: None });
        }
        message.id = chance.percent(96).then(|| wire.id());
        message.origin_id = message.id.clone();
        message.receipt_wanted = !in_room && chance.percent(80);
        message.chat_state = Some(ChatState::Active);
        message
    }

    /// Tries what is not his: other people's rooms, the staff room, lists, commands.
    fn snoop(&mut self, now: Time, wire: &mut Wire, chance: &mut Chance, gossip: &Gossip) {
        let all: Vec<_> = gossip.session_rooms.iter().chain(&gossip.services).cloned().collect();
        let Some(room) = chance.among(&all).cloned() else { return };
        match chance.below(6) {
            0 if gossip.session_rooms.contains(&room) => wire.join(now, &room, "Anna", HistoryWanted::default()),
            1 => {
                let line = self.line(wire, chance, &room.into(), true);
                wire.send(line);
            }
            2 => wire.iq(room, IqBody::Get(Query::DiscoInfo { node: None })),
            3 => wire.iq(room, IqBody::Get(Query::DiscoItems { node: None })),
            4 => {
                let item = AdminItem { affiliation: Some(Affiliation::Member), ..AdminItem::default() };
                wire.iq(room, IqBody::Get(Query::MucAdmin(vec![item])));
            }
            _ => {
                let Ok(to) = room.with_resource_str("Anna") else { return };
                let line = self.line(wire, chance, &to.into(), false);
                wire.send(line);
            }
        }
    }

    /// A client sends receipts by itself.
    pub fn receives(&mut self, wire: &mut Wire, chance: &mut Chance, stanza: &Stanza) {
        if let Stanza::Message(message) = stanza
            && message.kind == MessageKind::Chat
            && message.receipt_wanted
            && chance.percent(80)
        {
            let mut receipt = wire.message(MessageKind::Chat, message.from.clone());
            receipt.receipt = message.id.clone();
            wire.send(receipt);
        }
    }
}
