//! Which of our addresses a stanza is for (DESIGN §2).

use jid::{BareJid, Jid};

use crate::desk::Desk;
use crate::desk::event::Place;
use crate::desk::inventory::ServiceId;

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Address {
    Hub,
    Service(ServiceId),
    /// A session that was opened once; it may be closed by now.
    Session {
        service: ServiceId,
        number: i64,
    },
    /// Never ours, or not any more.
    Nobody,
}

impl Address {
    pub fn of(jid: &Jid, desk: &Desk) -> Address {
        let Some(local) = jid.node() else { return Address::Hub };
        let (service, token) = match local.as_str().split_once('.') {
            Some((service, token)) => (service, Some(token)),
            None => (local.as_str(), None),
        };
        let Ok(service) = service.parse::<ServiceId>() else { return Address::Nobody };
        match token {
            None if desk.inventory().services.contains_key(&service) => Address::Service(service),
            None => Address::Nobody,
            Some(token) => match desk.session_named(token) {
                Some(number) => Address::Session { service, number },
                None => Address::Nobody,
            },
        }
    }

    pub fn place(&self) -> Option<Place> {
        match self {
            Address::Hub => Some(Place::Hub),
            Address::Service(service) => Some(Place::Service(service.clone())),
            Address::Session { number, .. } => Some(Place::Session(*number)),
            Address::Nobody => None,
        }
    }
}

/// The address of a service.
pub fn service(domain: &BareJid, service: &ServiceId) -> BareJid {
    local(domain, service.as_str())
}

/// The address of a session's room.
pub fn session(domain: &BareJid, service: &ServiceId, token: &str) -> BareJid {
    local(domain, &format!("{service}.{token}"))
}

fn local(domain: &BareJid, local: &str) -> BareJid {
    BareJid::new(&format!("{local}@{domain}")).unwrap_or_else(|_| domain.clone())
}
