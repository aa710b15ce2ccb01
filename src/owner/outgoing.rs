//! What the hub sends, made ready for the link.

use minidom::Element;

use super::outbound;
use crate::stanza::Stanza;
use crate::xmpp::link::Outgoing;

pub fn of(stanza: &Stanza) -> Outgoing {
    let (from, to) = match stanza {
        Stanza::Message(message) => (&message.from, &message.to),
        Stanza::Presence(presence) => (&presence.from, &presence.to),
        Stanza::Iq(iq) => (&iq.from, &iq.to),
    };
    let sheddable = match stanza {
        Stanza::Message(message) => message.is_only_chat_state(),
        Stanza::Presence(presence) => presence.occupant.is_none() && presence.error.is_none(),
        Stanza::Iq(_) => false,
    };
    Outgoing { from: from.clone(), to: to.clone(), xml: outbound::write(stanza), sheddable }
}

/// Whether it is sent again if the server may not have taken it. An answer to a request is not: who asked asks again.
pub fn is_kept(stanza: &Stanza) -> bool {
    match stanza {
        Stanza::Message(message) => !message.is_only_chat_state(),
        Stanza::Presence(_) => true,
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
