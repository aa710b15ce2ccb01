//! Private messages (XEP-0045 §7.5): between people in the room they are passed on; to a virtual occupant, and
//! encrypted ones, they come to the hub and are never sent on by the room.

use jid::FullJid;

use super::room::Room;
use super::{Happening, Occupant, Out, Refusal, RoomId, Rooms};
use crate::memory::Memory;
use crate::stanza::{Content, Message, MessageKind, Stanza};

/// Receipts remembered as owed; for one asked for longer ago, none is passed on.
pub(super) const MOST_RECEIPTS_OWED: usize = 10_000;

impl Room {
    /// A receipt is passed on once, and only for a message that asked for it: it names any id its sender likes.
    pub(super) fn whisper(
        &self,
        client: &FullJid,
        nick: &str,
        message: &Message,
        receipts_owed: &mut Memory,
        out: &mut Out,
    ) -> Result<Option<Happening>, Refusal> {
        let to_nick = message.to.resource().map_or("", |nick| nick.as_str());
        let addressee = self.occupants.get(to_nick).ok_or(Refusal::NoSuchOccupant)?;
        if addressee.is_virtual() || message.encrypted {
            return Ok(Some(Happening::Whispered {
                room: self.id.clone(),
                client: client.clone(),
                nick: nick.to_owned(),
                to_nick: to_nick.to_owned(),
                message: Box::new(message.clone()),
            }));
        }
        let people = |from: &Occupant, to: &Occupant| (self.id.clone(), from.bare().cloned(), to.bare().cloned());
        let speaker = self.occupants.get(nick).ok_or(Refusal::NotInRoom)?;
        let owed = |id: &String| (people(addressee, speaker), id.clone());
        let receipt = message.receipt.clone().filter(|id| receipts_owed.forget(owed(id)));
        let says_something = !message.content.is_empty() || message.chat_state.is_some();
        if message.receipt.is_some() && receipt.is_none() && !says_something {
            return Ok(None);
        }
        if let (true, Some(id)) = (message.receipt_wanted, &message.id) {
            receipts_owed.remember((people(speaker, addressee), id.clone()));
        }
        for to in addressee.clients() {
            let mut passed = Message::new(MessageKind::Chat, self.jid_of(nick), to.clone());
            passed.id = message.id.clone();
            passed.thread = message.thread.clone();
            passed.content = message.content.clone();
            passed.origin_id = message.origin_id.clone();
            passed.chat_state = message.chat_state;
            passed.receipt_wanted = message.receipt_wanted;
            passed.receipt = receipt.clone();
            passed.occupant_id = Some(speaker.occupant_id.clone());
            passed.in_room = true;
            out.stanzas.push(Stanza::Message(Box::new(passed)));
        }
        Ok(None)
    }
}

impl Rooms {
    /// A private message to one client, from the desk or another virtual occupant.
    pub fn whisper(
        &self,
        at: &RoomId,
        from_nick: &str,
        to: &FullJid,
        content: Content,
        id: Option<String>,
        out: &mut Out,
    ) {
        let Some(room) = self.rooms.get(at) else { return };
        let mut message = Message::new(MessageKind::Chat, room.jid_of(from_nick), to.clone());
        message.id = id;
        message.content = content;
        message.occupant_id = room.occupants.get(from_nick).map(|from| from.occupant_id.clone());
        message.in_room = true;
        out.stanzas.push(Stanza::Message(Box::new(message)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::muc::Outcome;
    use crate::muc::testing::*;

    fn private(from: &str, to: &str, text: &str) -> Message {
        let mut message = Message::new(MessageKind::Chat, full(from), full(to));
        message.content = Content::text(text);
        message.id = Some("p1".into());
        message.in_room = true;
        message
    }

    #[test]
    fn a_private_message_reaches_every_client_of_a_colleague_and_nobody_else() {
        let mut rooms = staff_room();
        for client in ["anna@lib/1", "bo@lib/1", "bo@lib/2", "chen@lib/1"] {
            join(&mut rooms, client, &client[..client.find('@').unwrap()]);
        }
        let mut out = Out::default();
        assert_eq!(rooms.message(&private("anna@lib/1", "ask@ref/bo", "psst"), &mut out), Outcome::Done);
        assert_eq!(out.stanzas.len(), 2);
        let got = messages_to(&out, "bo@lib/2")[0];
        assert_eq!((got.kind, &got.from, got.in_room), (MessageKind::Chat, &jid("ask@ref/anna"), true));
        assert!(out.records.is_empty());
    }

    #[test]
    fn a_private_message_to_a_virtual_occupant_comes_to_the_hub_and_is_not_sent() {
        let mut rooms = staff_room();
        join(&mut rooms, "anna@lib/1", "Anna");
        let mut out = Out::default();
        let outcome = rooms.message(&private("anna@lib/1", "ask@ref/Desk", "!queue"), &mut out);
        let Some(Happening::Whispered { to_nick, nick, .. }) = outcome.asked() else { panic!() };
        assert_eq!((to_nick.as_str(), nick.as_str()), ("Desk", "Anna"));
        assert_eq!(out, Out::default());
    }

    #[test]
    fn a_receipt_passes_once_and_only_to_one_who_asked_for_it() {
        let mut rooms = staff_room();
        for client in ["anna@lib/1", "bo@lib/1", "bo@lib/2"] {
            join(&mut rooms, client, &client[..client.find('@').unwrap()]);
        }
        let receipt = |from: &str, to: &str, id: &str| {
            let mut message = private(from, to, "");
            message.receipt = Some(id.to_owned());
            message
        };
        let mut passes = |message: Message| {
            let mut out = Out::default();
            assert_eq!(rooms.message(&message, &mut out), Outcome::Done);
            out.stanzas.len()
        };
        assert_eq!(passes(receipt("bo@lib/1", "ask@ref/anna", "p1")), 0);
        let mut asks = private("anna@lib/1", "ask@ref/bo", "psst");
        asks.receipt_wanted = true;
        assert_eq!(passes(asks), 2);
        assert_eq!(passes(receipt("anna@lib/1", "ask@ref/bo", "p1")), 0);
        assert_eq!(passes(receipt("bo@lib/1", "ask@ref/anna", "p1")), 1);
        assert_eq!(passes(receipt("bo@lib/2", "ask@ref/anna", "p1")), 0);
    }

    #[test]
    fn an_encrypted_private_message_comes_to_the_hub() {
        let mut rooms = staff_room();
        join(&mut rooms, "anna@lib/1", "Anna");
        join(&mut rooms, "bo@lib/1", "Bo");
        let mut out = Out::default();
        let mut message = private("anna@lib/1", "ask@ref/Bo", "");
        message.encrypted = true;
        assert!(matches!(rooms.message(&message, &mut out).asked(), Some(Happening::Whispered { .. })));
        assert_eq!(out, Out::default());
    }

    #[test]
    fn nobody_is_reached_from_outside_or_under_a_name_that_is_not_there() {
        let mut rooms = staff_room();
        join(&mut rooms, "anna@lib/1", "Anna");
        for (from, to, refusal) in [
            ("eve@home/1", "ask@ref/Anna", Refusal::NotInRoom),
            ("anna@lib/1", "ask@ref/Nobody", Refusal::NoSuchOccupant),
        ] {
            let mut out = Out::default();
            assert_eq!(rooms.message(&private(from, to, "psst"), &mut out), Outcome::Done);
            assert_eq!(messages_to(&out, from)[0].error, Some(refusal.error()));
            assert_eq!(out.stanzas.len(), 1);
        }
    }

    #[test]
    fn the_desk_whispers_to_one_client() {
        let mut rooms = staff_room();
        join(&mut rooms, "anna@lib/1", "Anna");
        let mut out = Out::default();
        rooms.whisper(&desk_room("ask"), "Desk", &full("anna@lib/1"), Content::text("psst"), None, &mut out);
        let got = messages_to(&out, "anna@lib/1")[0];
        assert_eq!((&got.from, got.in_room), (&jid("ask@ref/Desk"), true));
    }
}
