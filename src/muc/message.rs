//! Messages into rooms, sorted: lines, typing, subjects, private messages, invitations, and errors that show a client
//! gone. A chat message to the bare address is a word to the desk and not ours.

use jid::{FullJid, Jid};

use super::leave::{Told, shows_gone};
use super::room::Room;
use super::say::MAX_LINE_BYTES;
use super::{Happening, LeftHow, Out, Outcome, Refusal, RoomId, Rooms};
use crate::memory::Memory;
use crate::stanza::{Content, Message, MessageKind, Stanza, StanzaError};

impl Rooms {
    pub fn message(&mut self, message: &Message, out: &mut Out) -> Outcome {
        let address = message.to.to_bare();
        let client = message.from.clone().try_into_full().ok();
        let seat = client.as_ref().and_then(|client| self.room_of(&address, client)).cloned();
        match (client, seat) {
            (Some(client), Some(seat)) => self.inside(&seat, &client, message, out),
            _ if self.has_rooms(&address) => self.outside(message, out),
            _ => Outcome::NotOurs,
        }
    }

    fn inside(&mut self, at: &RoomId, client: &FullJid, message: &Message, out: &mut Out) -> Outcome {
        if message.kind == MessageKind::Error {
            return match &message.error {
                Some(error) if shows_gone(error) => self
                    .leave(at, client, LeftHow::Vanished, &Told::vanished(false), out)
                    .map_or(Outcome::Done, |left| Outcome::Asked(Happening::Left(left))),
                _ => Outcome::Done,
            };
        }
        let Some(room) = self.rooms.get(at) else { return Outcome::NotOurs };
        let Some(nick) = room.nick_of(client) else { return Outcome::NotOurs };
        match room.sort(client, nick, message, &mut self.receipts_owed, out) {
            Ok(outcome) => outcome,
            Err(refusal) => {
                refuse_message(message, refusal.error(), out);
                Outcome::Done
            }
        }
    }

    fn outside(&self, message: &Message, out: &mut Out) -> Outcome {
        let at = RoomId::at(message.to.to_bare());
        let is_bare = message.to.resource().is_none();
        match message.kind {
            MessageKind::Error => Outcome::NotOurs,
            MessageKind::Groupchat => {
                refuse_message(message, Refusal::NotInRoom.error(), out);
                Outcome::Done
            }
            MessageKind::Headline => Outcome::Done,
            MessageKind::Normal | MessageKind::Chat if is_bare => {
                super::invite::asked(&at, None, message).map_or(Outcome::NotOurs, Outcome::Asked)
            }
            MessageKind::Normal | MessageKind::Chat => {
                if !message.content.is_empty() || message.encrypted {
                    refuse_message(message, Refusal::NotInRoom.error(), out);
                }
                Outcome::Done
            }
        }
    }

    /// An error in answer to a message, from the address it was sent to.
    pub fn refuse_message(&self, message: &Message, error: StanzaError, out: &mut Out) {
        refuse_message(message, error, out);
    }
}

impl Room {
    fn sort(
        &self,
        client: &FullJid,
        nick: &str,
        message: &Message,
        receipts_owed: &mut Memory,
        out: &mut Out,
    ) -> Result<Outcome, Refusal> {
        if bytes(&message.content) > MAX_LINE_BYTES || message.subject.as_ref().is_some_and(|text| text.len() > 4096) {
            return Err(Refusal::LineTooLong);
        }
        let to_room = message.to.resource().is_none();
        let happening = match message.kind {
            MessageKind::Groupchat if !to_room => return Err(Refusal::GroupchatToOccupant),
            MessageKind::Groupchat => self.said(client, nick, message),
            MessageKind::Chat | MessageKind::Normal if to_room => {
                match super::invite::asked(&self.id, Some(nick), message) {
                    Some(happening) => Some(happening),
                    None => return Ok(Outcome::NotOurs),
                }
            }
            MessageKind::Chat | MessageKind::Normal => self.whisper(client, nick, message, receipts_owed, out)?,
            MessageKind::Headline | MessageKind::Error => None,
        };
        Ok(happening.map_or(Outcome::Done, Outcome::Asked))
    }

    fn said(&self, client: &FullJid, nick: &str, message: &Message) -> Option<Happening> {
        let (room, client, nick) = (self.id.clone(), client.clone(), nick.to_owned());
        let boxed = Box::new(message.clone());
        if !message.content.is_empty() || message.encrypted {
            Some(Happening::Said { room, client, nick, message: boxed })
        } else if message.subject.is_some() {
            Some(Happening::SubjectAsked { room, client, nick, message: boxed })
        } else {
            message.chat_state.map(|state| Happening::Typed { room, client, nick, state })
        }
    }
}

fn bytes(content: &Content) -> usize {
    content.bodies.iter().map(|body| body.text.len()).sum::<usize>()
        + content.urls.iter().map(|url| url.url.len() + url.description.as_ref().map_or(0, String::len)).sum::<usize>()
}

pub(super) fn refuse_message(message: &Message, error: StanzaError, out: &mut Out) {
    if message.kind == MessageKind::Error {
        return;
    }
    let mut answer = Message::new(MessageKind::Error, Jid::clone(&message.to), message.from.clone());
    answer.id = message.id.clone();
    answer.error = Some(error);
    out.stanzas.push(Stanza::Message(Box::new(answer)));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::muc::testing::*;
    use crate::stanza::{ChatState, Condition, ErrorType};

    fn groupchat(from: &str, text: &str) -> Message {
        let mut message = Message::new(MessageKind::Groupchat, full(from), jid("ask@ref"));
        message.content = Content::text(text);
        message.id = Some("m1".into());
        message
    }

    #[test]
    fn a_line_comes_to_the_hub_and_is_not_reflected_yet() {
        let mut rooms = staff_room();
        join(&mut rooms, "anna@lib/1", "Anna");
        let mut out = Out::default();
        let outcome = rooms.message(&groupchat("anna@lib/1", "!queue"), &mut out);
        assert!(matches!(outcome, Outcome::Asked(Happening::Said { nick, .. }) if nick == "Anna"));
        assert_eq!(out, Out::default());
    }

    #[test]
    fn one_who_is_not_in_the_room_cannot_speak_in_it() {
        let mut rooms = staff_room();
        let mut out = Out::default();
        assert_eq!(rooms.message(&groupchat("eve@home/1", "hello"), &mut out), Outcome::Done);
        let answer = messages_to(&out, "eve@home/1")[0];
        assert_eq!(answer.error, Some(Refusal::NotInRoom.error()));
        assert_eq!((answer.kind, answer.id.as_deref()), (MessageKind::Error, Some("m1")));
    }

    #[test]
    fn a_word_to_the_desk_is_not_ours_even_from_an_occupant() {
        let mut rooms = staff_room();
        join(&mut rooms, "anna@lib/1", "Anna");
        for from in ["anna@lib/1", "dora@home/1"] {
            let mut message = groupchat(from, "hello");
            message.kind = MessageKind::Chat;
            assert_eq!(rooms.message(&message, &mut Out::default()), Outcome::NotOurs);
        }
        let mut message = groupchat("anna@lib/1", "hello");
        message.to = jid("elsewhere@ref");
        assert_eq!(rooms.message(&message, &mut Out::default()), Outcome::NotOurs);
    }

    #[test]
    fn groupchat_to_one_occupant_and_overlong_lines_are_refused() {
        let mut rooms = staff_room();
        join(&mut rooms, "anna@lib/1", "Anna");
        let mut to_one = groupchat("anna@lib/1", "hello");
        to_one.to = jid("ask@ref/Desk");
        let too_long = groupchat("anna@lib/1", &"x".repeat(MAX_LINE_BYTES + 1));
        for (message, refusal) in [(to_one, Refusal::GroupchatToOccupant), (too_long, Refusal::LineTooLong)] {
            let mut out = Out::default();
            assert_eq!(rooms.message(&message, &mut out), Outcome::Done);
            assert_eq!(messages_to(&out, "anna@lib/1")[0].error, Some(refusal.error()));
        }
    }

    #[test]
    fn typing_a_subject_and_nothing_at_all_are_told_apart() {
        let mut rooms = staff_room();
        join(&mut rooms, "anna@lib/1", "Anna");
        let mut out = Out::default();
        let mut message = groupchat("anna@lib/1", "");
        message.content = Content::default();
        assert_eq!(rooms.message(&message, &mut out), Outcome::Done);
        message.chat_state = Some(ChatState::Composing);
        assert!(matches!(rooms.message(&message, &mut out).asked(), Some(Happening::Typed { .. })));
        message.subject = Some("new".into());
        assert!(matches!(rooms.message(&message, &mut out).asked(), Some(Happening::SubjectAsked { .. })));
        assert_eq!(out, Out::default());
    }

    #[test]
    fn an_error_that_shows_the_client_gone_makes_it_vanish() {
        let mut rooms = staff_room();
        join(&mut rooms, "anna@lib/1", "Anna");
        join(&mut rooms, "bo@lib/1", "Bo");
        let mut message = Message::new(MessageKind::Error, full("anna@lib/1"), full("ask@ref/Bo"));
        message.error = Some(StanzaError::new(ErrorType::Cancel, Condition::PolicyViolation));
        let mut out = Out::default();
        assert_eq!(rooms.message(&message, &mut out), Outcome::Done);
        message.error = Some(StanzaError::new(ErrorType::Wait, Condition::RecipientUnavailable));
        let outcome = rooms.message(&message, &mut out);
        assert!(matches!(outcome, Outcome::Asked(Happening::Left(left)) if left.how == LeftHow::Vanished));
        assert!(messages_to(&out, "anna@lib/1").is_empty());
        assert_eq!(rooms.message(&message, &mut out), Outcome::NotOurs);
        record(&out);
        assert_restores(&rooms);
    }
}
