//! Invitations that go past the room, straight to whom they are for (XEP-0249).

use jid::Jid;
use xso::{AsXml, FromXml};

use crate::stanza::DirectInvite;

pub const NAMESPACE: &str = "jabber:x:conference";

#[derive(FromXml, AsXml, Debug, Clone, PartialEq)]
#[xml(namespace = NAMESPACE, name = "x")]
pub struct Conference {
    /// The room.
    #[xml(attribute)]
    jid: Jid,
    #[xml(attribute(default))]
    reason: Option<String>,
    /// Whether the room continues a conversation that has been going on elsewhere.
    #[xml(attribute(name = "continue", default))]
    continued: Option<bool>,
    #[xml(attribute(default))]
    thread: Option<String>,
}

impl From<&DirectInvite> for Conference {
    fn from(invite: &DirectInvite) -> Self {
        Conference {
            jid: invite.room.clone(),
            reason: invite.reason.clone(),
            continued: invite.thread.as_ref().map(|_| true),
            thread: invite.thread.clone().filter(|thread| !thread.is_empty()),
        }
    }
}

impl From<Conference> for DirectInvite {
    fn from(wire: Conference) -> Self {
        let thread = wire.thread.or_else(|| (wire.continued == Some(true)).then(String::new));
        DirectInvite { room: wire.jid, reason: wire.reason, thread }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stanza::Condition;
    use crate::xmpp::payload::{element, printed, read};

    #[test]
    fn an_invitation_survives_the_wire() {
        let room = Jid::new("ask.7k@ref").unwrap();
        for thread in [None, Some(String::new()), Some("7k".to_owned())] {
            let invite = DirectInvite { room: room.clone(), reason: Some("sv · law".into()), thread };
            let text = printed(&Conference::from(&invite));
            assert_eq!(DirectInvite::from(read::<Conference>(&element(&text)).unwrap()), invite);
        }
    }

    #[test]
    fn it_is_printed_as_clients_were_seen_to_accept_it() {
        let invite = DirectInvite {
            room: Jid::new("ask.7k@ref").unwrap(),
            reason: Some("sv · law".into()),
            thread: Some("7k".into()),
        };
        assert_eq!(
            printed(&Conference::from(&invite)),
            "<x xmlns='jabber:x:conference' jid='ask.7k@ref' reason='sv · law' continue='true' thread='7k'/>"
        );
    }

    #[test]
    fn an_invitation_to_no_room_is_malformed() {
        assert!(read::<Conference>(&element("<x xmlns='jabber:x:conference'/>")).is_err());
        let nowhere = read::<Conference>(&element("<x xmlns='jabber:x:conference' jid='@'/>")).unwrap_err();
        assert_eq!(nowhere.condition, Condition::JidMalformed);
    }
}
