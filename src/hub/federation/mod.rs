//! What passes between this hub and others: stanzas to and from rooms and services elsewhere
//! (`docs/decisions/0010-transfer.md`).

mod assisting;

use jid::BareJid;

use super::{Address, Hub};
use crate::stanza::{Message, MessageKind};

impl Hub {
    /// Takes a message that passes between hubs; false for all others.
    ///
    /// Who speaks for a hub, a room or a service has no resource, and a server lets nobody speak in the name of another
    /// domain; so a room is believed about itself alone.
    pub(super) fn between_hubs(&mut self, message: &Message) -> bool {
        match self.address_of(&message.to) {
            Address::Service(service) if message.to.resource().is_none() => self.told_to_service(service, message),
            _ => false,
        }
    }
}

/// The address of whoever speaks for a room or a service.
fn speaker(message: &Message) -> Option<BareJid> {
    let is_one = message.from.node().is_some() && message.from.resource().is_none();
    is_one.then(|| message.from.to_bare())
}

fn is_said(message: &Message) -> bool {
    matches!(message.kind, MessageKind::Normal | MessageKind::Chat)
}
