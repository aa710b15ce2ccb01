//! Saying something in a room: a line reflected to everyone there (XEP-0045 §7.4) and kept, or a word of the desk to one
//! occupant alone.
//!
//! A line that comes again, which a client that has lost its connection sends under the same id, is reflected to its
//! sender only.

use jid::{BareJid, FullJid};

use super::nick::DESK;
use super::room::Room;
use super::{Author, Line, Out, RoomId, RoomRecord, RoomRow, Rooms};
use crate::stanza::{Content, Message, MessageKind, Stanza};
use crate::time::Time;

/// A groupchat or private message longer than this is refused.
pub const MAX_LINE_BYTES: usize = 32 * 1024;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Speaker {
    /// The nick the line is said under, of an occupant there or not.
    pub nick: String,
    pub author: Author,
    /// Whose line it is, to know it when it comes again; never shown.
    pub bare: Option<BareJid>,
    /// The client in this room that said it; it alone is told of a line that comes again.
    pub client: Option<FullJid>,
}

impl Speaker {
    pub fn desk() -> Self {
        Speaker { nick: DESK.into(), author: Author::Desk, bare: None, client: None }
    }
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SaidMessage {
    pub id: Option<String>,
    pub origin_id: Option<String>,
    pub content: Content,
    pub thread: Option<String>,
}

impl SaidMessage {
    pub fn of(message: &Message) -> Self {
        SaidMessage {
            id: message.id.clone(),
            origin_id: message.origin_id.clone(),
            content: message.content.clone(),
            thread: message.thread.clone(),
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Said {
    /// With its number, in a room that keeps its lines.
    New(Option<i64>),
    Again,
}

impl Rooms {
    /// `None`: there is no such room.
    pub fn say(&mut self, now: Time, at: &RoomId, speaker: &Speaker, said: SaidMessage, out: &mut Out) -> Option<Said> {
        let occupant_id = self.occupant_id_of(at, &speaker.nick, speaker.bare.as_ref())?;
        let room = self.rooms.get_mut(at)?;
        if !room.config.keeps_lines {
            for client in room.clients() {
                let message = room.said_message(speaker, &said, &occupant_id, client);
                out.stanzas.push(Stanza::Message(Box::new(message)));
            }
            return Some(Said::New(None));
        }
        if let Some(line) = room.said_before(speaker, &said) {
            if let Some(client) = &speaker.client {
                out.stanzas.push(Stanza::Message(Box::new(room.line_message(line, client))));
            }
            return Some(Said::Again);
        }
        let (number, new_block) = room.history.next_number();
        let line = Line {
            room: at.clone(),
            number,
            at: room.history.lines().next_back().map_or(now, |last| now.max(last.at)),
            nick: speaker.nick.clone(),
            author: speaker.author,
            bare: speaker.bare.clone(),
            id: said.id,
            origin_id: said.origin_id,
            stanza_id: format!("{}-{number}", at.address.node().map_or("room", |node| node.as_str())),
            occupant_id,
            thread: said.thread,
            content: said.content,
        };
        if new_block {
            out.records.push(RoomRecord::Room(room.row()));
        }
        for client in room.clients() {
            out.stanzas.push(Stanza::Message(Box::new(room.line_message(&line, client))));
        }
        out.records.push(RoomRecord::Line(line.clone()));
        room.history.push(line);
        Some(Said::New(Some(number)))
    }

    /// Shows a line to one client alone and keeps nothing: the reflection that a line said again needs where the room
    /// does not keep its lines.
    pub fn echo(&self, at: &RoomId, to: &FullJid, speaker: &Speaker, said: &SaidMessage, out: &mut Out) {
        if let (Some(room), Some(occupant_id)) =
            (self.rooms.get(at), self.occupant_id_of(at, &speaker.nick, speaker.bare.as_ref()))
        {
            out.stanzas.push(Stanza::Message(Box::new(room.said_message(speaker, said, &occupant_id, to))));
        }
    }

    /// A word of the desk to one occupant, not kept. COMPAT: profanity 0.13 crashes on `type=chat` from the bare JID of
    /// a room it has joined, so this is groupchat, to that client only.
    pub fn tell(&self, at: &RoomId, client: &FullJid, content: Content, id: Option<String>, out: &mut Out) {
        let said = SaidMessage { id, content, ..SaidMessage::default() };
        self.echo(at, client, &Speaker::desk(), &said, out);
    }

    pub(super) fn occupant_id_of(&self, at: &RoomId, nick: &str, bare: Option<&BareJid>) -> Option<String> {
        let room = self.rooms.get(at)?;
        Some(match (room.occupants.get(nick), bare) {
            (Some(occupant), _) => occupant.occupant_id.clone(),
            (None, Some(bare)) => self.occupant_ids.of_person(at, bare),
            (None, None) => self.occupant_ids.of_virtual(at, nick),
        })
    }
}

impl Room {
    pub(super) fn row(&self) -> RoomRow {
        RoomRow {
            room: self.id.clone(),
            config: self.config.clone(),
            subject: self.subject.clone(),
            numbered_to: self.history.numbered_to,
        }
    }

    fn said_before(&self, speaker: &Speaker, said: &SaidMessage) -> Option<&Line> {
        let (bare, id) = (speaker.bare.as_ref()?, said.id.as_deref()?);
        self.history.lines().rev().find(|line| {
            line.id.as_deref() == Some(id) && line.bare.as_ref() == Some(bare) && line.content == said.content
        })
    }

    fn said_message(&self, speaker: &Speaker, said: &SaidMessage, occupant_id: &str, client: &FullJid) -> Message {
        let mut message = Message::new(MessageKind::Groupchat, self.jid_of(&speaker.nick), client.clone());
        message.id = said.id.clone();
        message.thread = said.thread.clone();
        message.content = said.content.clone();
        message.origin_id = said.origin_id.clone();
        message.occupant_id = Some(occupant_id.to_owned());
        message
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::muc::testing::*;

    #[test]
    fn a_line_goes_to_all_with_its_own_ids_and_ours() {
        let mut rooms = staff_room();
        join(&mut rooms, "anna@lib/1", "Anna");
        join(&mut rooms, "bo@lib/1", "Bo");
        let (said, out) = say_at(&mut rooms, Time(5), "Anna", "anna@lib/1", "hello");
        assert_eq!(said, Said::New(Some(1)));
        for client in ["anna@lib/1", "bo@lib/1"] {
            let got = messages_to(&out, client)[0];
            assert_eq!(got.from, jid("ask@ref/Anna"));
            assert_eq!(got.kind, MessageKind::Groupchat);
            assert_eq!((got.id.as_deref(), got.origin_id.as_deref()), (Some("id-hello"), Some("origin-hello")));
            assert_eq!(got.stanza_id.as_deref(), Some("ask-1"));
            assert_eq!(got.delay, None);
            let anna = rooms.occupant(&desk_room("ask"), "Anna").unwrap();
            assert_eq!(got.occupant_id.as_ref(), Some(&anna.occupant_id));
        }
        assert!(matches!(out.records[..], [RoomRecord::Room(_), RoomRecord::Line(_)]));
        assert_restores(&rooms);
    }

    #[test]
    fn a_line_said_again_goes_back_to_its_sender_only() {
        let mut rooms = staff_room();
        join(&mut rooms, "anna@lib/1", "Anna");
        join(&mut rooms, "bo@lib/1", "Bo");
        say_at(&mut rooms, Time(5), "Anna", "anna@lib/1", "hello");
        let (said, out) = say_at(&mut rooms, Time(9), "Anna", "anna@lib/1", "hello");
        assert_eq!(said, Said::Again);
        assert!(out.records.is_empty());
        assert!(messages_to(&out, "bo@lib/1").is_empty());
        assert_eq!(messages_to(&out, "anna@lib/1")[0].stanza_id.as_deref(), Some("ask-1"));
        assert_eq!(rooms.history(&desk_room("ask")).count(), 1);
    }

    #[test]
    fn a_room_that_keeps_nothing_gives_no_number_and_no_stanza_id() {
        let mut rooms = no_rooms();
        let own = RoomId::view(bare("ask@ref"), bare("dora@home"));
        open_view(&mut rooms, &own);
        admit_to(&mut rooms, &own, "dora@home/1", "Dora");
        let speaker = Speaker { nick: "Anna".into(), author: Author::Operator, bare: None, client: None };
        let said = SaidMessage { id: Some("1".into()), content: Content::text("hello"), ..SaidMessage::default() };
        let mut out = Out::default();
        assert_eq!(rooms.say(Time(1), &own, &speaker, said, &mut out), Some(Said::New(None)));
        assert!(out.records.is_empty());
        let got = messages_to(&out, "dora@home/1")[0];
        assert_eq!((got.stanza_id.as_deref(), got.from.to_string().as_str()), (None, "ask@ref/Anna"));
    }

    #[test]
    fn the_desk_tells_one_client_as_groupchat_and_nobody_else() {
        let mut rooms = staff_room();
        join(&mut rooms, "anna@lib/1", "Anna");
        join(&mut rooms, "bo@lib/1", "Bo");
        let mut out = Out::default();
        rooms.tell(&desk_room("ask"), &full("anna@lib/1"), Content::text("for you"), Some("d1".into()), &mut out);
        assert_eq!(out.stanzas.len(), 1);
        let got = messages_to(&out, "anna@lib/1")[0];
        assert_eq!((got.kind, &got.from), (MessageKind::Groupchat, &jid("ask@ref/Desk")));
        assert!(out.records.is_empty());
    }

    #[test]
    fn nothing_is_said_in_a_room_that_is_not_there() {
        let mut rooms = no_rooms();
        let mut out = Out::default();
        let said = rooms.say(Time(1), &desk_room("ask"), &Speaker::desk(), SaidMessage::default(), &mut out);
        assert_eq!(said, None);
    }
}
