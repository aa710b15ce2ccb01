//! Invitations (XEP-0045 §7.8.2, XEP-0249) and their declining, as they come and as the room sends them.
//!
//! COMPAT: mediated only shows nothing in Converse 14, direct only nothing in Gajim 1.7; both in one message without a
//! body give exactly one notice in all clients tried. Gajim loses an invitation whose inviter is a room it knows: `by`
//! is the hub's domain or a person's bare JID, never a room, an occupant or a service.

use jid::Jid;

use super::{Happening, Out, RoomId, Rooms};
use crate::stanza::{Decline, DirectInvite, Invite, Message, MessageKind, Stanza};

/// The invitation or its declining in a message to the room.
pub(super) fn asked(room: &RoomId, nick: Option<&str>, message: &Message) -> Option<Happening> {
    if let Some(invite) = &message.invite {
        return Some(Happening::InviteAsked {
            room: room.clone(),
            by: message.from.clone(),
            nick: nick.map(str::to_owned),
            invite: Box::new(invite.clone()),
            message: Box::new(message.clone()),
        });
    }
    let decline = message.decline.clone()?;
    Some(Happening::Declined { room: room.clone(), by: message.from.clone(), decline })
}

impl Rooms {
    pub fn invite(&self, at: &RoomId, invitee: &Jid, invite: Invite, id: Option<String>, out: &mut Out) {
        out.stanzas.push(Stanza::Message(Box::new(self.invitation(at, invitee, invite, id))));
    }

    /// An invitation that the room is to send.
    pub fn invitation(&self, at: &RoomId, invitee: &Jid, invite: Invite, id: Option<String>) -> Message {
        let mut message = Message::new(MessageKind::Normal, at.address.clone(), invitee.clone());
        message.id = id;
        message.direct_invite = Some(DirectInvite {
            room: at.address.clone().into(),
            reason: invite.reason.clone(),
            thread: invite.thread.clone(),
        });
        message.invite = Some(invite);
        message
    }

    /// Tells an inviter that the invitation was declined, and by whom.
    pub fn tell_declined(&self, at: &RoomId, inviter: &Jid, decline: Decline, id: Option<String>, out: &mut Out) {
        let mut message = Message::new(MessageKind::Normal, at.address.clone(), inviter.clone());
        message.id = id;
        message.decline = Some(decline);
        out.stanzas.push(Stanza::Message(Box::new(message)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::muc::testing::*;
    use crate::stanza::Content;

    fn to_room(from: &str, room: &str) -> Message {
        Message::new(MessageKind::Normal, jid(from), jid(room))
    }

    #[test]
    fn an_invitation_is_mediated_and_direct_in_one_message_without_a_body() {
        let mut rooms = no_rooms();
        let id = open_session(&mut rooms, "ask.7k");
        let invite = Invite { peer: jid("ref"), reason: Some("Ask X · sv".into()), thread: Some("7k".into()) };
        let mut out = Out::default();
        rooms.invite(&id, &jid("bo@lib"), invite.clone(), None, &mut out);
        let sent = messages_to(&out, "bo@lib")[0];
        assert_eq!((&sent.from, sent.kind), (&jid("ask.7k@ref"), MessageKind::Normal));
        assert_eq!(sent.invite.as_ref(), Some(&invite));
        let direct = sent.direct_invite.as_ref().unwrap();
        assert_eq!((&direct.room, direct.thread.as_deref()), (&jid("ask.7k@ref"), Some("7k")));
        assert_eq!(sent.content, Content::default());
    }

    #[test]
    fn an_invitation_from_an_occupant_or_from_a_linked_hub_comes_to_the_hub() {
        let mut rooms = no_rooms();
        let id = open_session(&mut rooms, "ask.7k");
        admit_to(&mut rooms, &id, "anna@lib/1", "Anna");
        for (from, expected) in [("anna@lib/1", Some("Anna")), ("ask-law@ref.b", None)] {
            let mut message = to_room(from, "ask.7k@ref");
            message.invite = Some(Invite { peer: jid("bo@lib"), reason: None, thread: None });
            let happening = rooms.message(&message, &mut Out::default()).asked();
            let Some(Happening::InviteAsked { nick, by, invite, .. }) = happening else { panic!("{happening:?}") };
            assert_eq!((nick.as_deref(), by, invite.peer), (expected, jid(from), jid("bo@lib")));
        }
    }

    #[test]
    fn a_declining_comes_from_outside_and_is_told_to_the_inviter() {
        let mut rooms = no_rooms();
        let id = open_session(&mut rooms, "ask.7k");
        let mut message = to_room("bo@lib/1", "ask.7k@ref");
        message.decline = Some(Decline { peer: jid("ref"), reason: Some("lunch".into()) });
        let happening = rooms.message(&message, &mut Out::default()).asked();
        assert!(matches!(happening, Some(Happening::Declined { by, .. }) if by == jid("bo@lib/1")));
        let mut out = Out::default();
        let decline = Decline { peer: jid("bo@lib"), reason: None };
        rooms.tell_declined(&id, &jid("anna@lib/1"), decline.clone(), None, &mut out);
        assert_eq!(messages_to(&out, "anna@lib/1")[0].decline.as_ref(), Some(&decline));
    }
}
