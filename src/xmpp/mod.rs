//! The XMPP edge: stanzas become events of the desk, effects of the desk become stanzas.

pub mod link;
