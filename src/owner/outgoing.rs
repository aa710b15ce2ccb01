//! What the hub sends, made ready for the link.

use minidom::Element;

use super::outbound;
use crate::stanza::{Condition, IqBody, Presence, PresenceKind, Stanza};
use crate::xmpp::link::Outgoing;

pub fn of(stanza: &Stanza) -> Outgoing {
    let (from, to) = match stanza {
        Stanza::Message(message) => (&message.from, &message.to),
        Stanza::Presence(presence) => (&presence.from, &presence.to),
        Stanza::Iq(iq) => (&iq.from, &iq.to),
    };
    let sheddable = match stanza {
        Stanza::Message(message) => message.is_only_chat_state(),
        // Another hub is shown a change once; what it was not shown it would not know.
        Stanza::Presence(presence) => shows_a_contact(presence) && presence.to.node().is_some(),
        Stanza::Iq(_) => false,
    };
    Outgoing { from: from.clone(), to: to.clone(), xml: outbound::write(stanza), sheddable }
}

/// What contacts see of a service: neither a room's nor an answer, and true only for the moment.
fn shows_a_contact(presence: &Presence) -> bool {
    matches!(presence.kind, PresenceKind::Available | PresenceKind::Unavailable) && presence.occupant.is_none()
}

/// Whether it is sent again if the server may not have taken it. An answer to a request is not: who asked asks again.
pub fn is_kept(stanza: &Stanza) -> bool {
    match stanza {
        Stanza::Message(message) => !message.is_only_chat_state(),
        // Contacts are shown everything anew when the link is up again.
        Stanza::Presence(presence) => !shows_a_contact(presence),
        Stanza::Iq(_) => false,
    }
}

/// A stanza kept as text, for the wire again.
pub fn again(xml: String) -> Option<Outgoing> {
    let root: Element = xml.parse().ok()?;
    let from = root.attr("from")?.parse().ok()?;
    let to = root.attr("to")?.parse().ok()?;
    Some(Outgoing { from, to, xml, sheddable: false })
}

/// The condition with which somebody is refused something, if this does that.
pub fn refused_with(stanza: &Stanza) -> Option<&'static str> {
    let error = match stanza {
        Stanza::Message(message) => message.error.as_ref(),
        Stanza::Presence(presence) => presence.error.as_ref(),
        Stanza::Iq(iq) => match &iq.body {
            IqBody::Error(error) => Some(error),
            _ => None,
        },
    };
    Some(match error?.condition {
        Condition::BadRequest => "bad-request",
        Condition::Conflict => "conflict",
        Condition::FeatureNotImplemented => "feature-not-implemented",
        Condition::Forbidden => "forbidden",
        Condition::Gone { .. } => "gone",
        Condition::ItemNotFound => "item-not-found",
        Condition::JidMalformed => "jid-malformed",
        Condition::NotAcceptable => "not-acceptable",
        Condition::NotAllowed => "not-allowed",
        Condition::PolicyViolation => "policy-violation",
        Condition::ResourceConstraint => "resource-constraint",
        Condition::ServiceUnavailable => "service-unavailable",
        _ => "other",
    })
}
