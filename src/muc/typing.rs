//! Typing notices in rooms (XEP-0085 §5.5): to everyone there but the one who types, kept nowhere.

use super::{Out, RoomId, Rooms};
use crate::stanza::{ChatState, Message, MessageKind, Stanza};

impl Rooms {
    pub fn typing(&self, at: &RoomId, nick: &str, state: ChatState, out: &mut Out) {
        let Some(room) = self.rooms.get(at) else { return };
        let from = room.jid_of(nick);
        for (_, occupant) in room.occupants.iter().filter(|(other, _)| *other != nick) {
            for client in occupant.clients() {
                let mut message = Message::new(MessageKind::Groupchat, from.clone(), client.clone());
                message.chat_state = Some(state);
                out.stanzas.push(Stanza::Message(Box::new(message)));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::muc::testing::*;

    #[test]
    fn typing_is_told_to_the_others() {
        let mut rooms = staff_room();
        join(&mut rooms, "anna@lib/1", "Anna");
        join(&mut rooms, "bo@lib/1", "Bo");
        let mut out = Out::default();
        rooms.typing(&desk_room("ask"), "Anna", ChatState::Composing, &mut out);
        assert_eq!(out.stanzas.len(), 1);
        assert!(messages_to(&out, "bo@lib/1")[0].is_only_chat_state());
    }
}
