//! The subject of a room (XEP-0045 §8.1): in a session's room its header. Always sent on joining, empty if there is none
//! (§7.2.15).

use jid::FullJid;

use super::room::Room;
use super::{Out, RoomId, RoomRecord, Rooms, Subject};
use crate::stanza::{Message, MessageKind, Stanza};
use crate::time::Time;

impl Rooms {
    pub fn set_subject(&mut self, now: Time, at: &RoomId, nick: &str, text: &str, id: Option<String>, out: &mut Out) {
        let Some(room) = self.rooms.get_mut(at) else { return };
        room.subject = Some(Subject { text: text.to_owned(), nick: nick.to_owned(), at: now });
        out.records.push(RoomRecord::Room(room.row()));
        for client in room.clients() {
            out.stanzas.push(Stanza::Message(Box::new(room.subject_message(client, id.clone(), false))));
        }
    }
}

impl Room {
    pub(super) fn subject_message(&self, client: &FullJid, id: Option<String>, is_history: bool) -> Message {
        let from = match &self.subject {
            Some(subject) => self.jid_of(&subject.nick),
            None => self.id.address.clone().into(),
        };
        let mut message = Message::new(MessageKind::Groupchat, from, client.clone());
        message.id = id;
        message.subject = Some(self.subject.as_ref().map(|subject| subject.text.clone()).unwrap_or_default());
        message.delay = self.subject.as_ref().filter(|_| is_history).map(|subject| subject.at);
        message
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::muc::testing::*;

    #[test]
    fn a_subject_is_told_at_once_and_to_those_who_join_later() {
        let mut rooms = staff_room();
        join(&mut rooms, "anna@lib/1", "Anna");
        let mut out = Out::default();
        rooms.set_subject(Time(7), &desk_room("ask"), "Desk", "2 waiting", Some("s1".into()), &mut out);
        record(&out);
        let told = messages_to(&out, "anna@lib/1")[0];
        assert_eq!((told.subject.as_deref(), told.delay, &told.from), (Some("2 waiting"), None, &jid("ask@ref/Desk")));
        let (_, out) = join(&mut rooms, "bo@lib/1", "Bo");
        let told = *messages_to(&out, "bo@lib/1").last().unwrap();
        assert_eq!((told.subject.as_deref(), told.delay), (Some("2 waiting"), Some(Time(7))));
        assert!(told.content.bodies.is_empty());
        assert_restores(&rooms);
    }
}
