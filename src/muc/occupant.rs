//! Those in a room: people with one or more clients under one nick, and virtual occupants that the hub speaks for (the
//! desk, the patron in a session's room, the librarian in a view).

use jid::{BareJid, FullJid};
use serde::{Deserialize, Serialize};

use super::few::Few;
use crate::stanza::{Affiliation, Body, Role, Show};

pub const MAX_CLIENTS: usize = 8;
pub const MAX_OCCUPANTS: usize = 1000;
const MAX_STATUSES: usize = 4;
const MAX_STATUS_CHARS: usize = 256;

/// How a client, or a virtual occupant, shows itself.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seen {
    pub show: Show,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub status: Vec<Body>,
}

impl Seen {
    pub(super) fn bounded(show: Show, status: &[Body]) -> Self {
        let short = |body: &Body| Body {
            lang: body.lang.clone().filter(|lang| lang.len() <= 35),
            text: body.text.chars().take(MAX_STATUS_CHARS).collect(),
        };
        Seen { show, status: status.iter().take(MAX_STATUSES).map(short).collect() }
    }
}

#[derive(Debug, Clone, PartialEq)]
pub(super) enum Who {
    Person { bare: BareJid, clients: Few<FullJid, Seen> },
    Virtual(Seen),
}

#[derive(Debug, Clone, PartialEq)]
pub struct Occupant {
    pub jid: FullJid,
    /// XEP-0421.
    pub occupant_id: String,
    pub affiliation: Affiliation,
    pub role: Role,
    pub(super) who: Who,
}

impl Occupant {
    /// Whose it is; `None` for a virtual occupant.
    pub fn bare(&self) -> Option<&BareJid> {
        match &self.who {
            Who::Person { bare, .. } => Some(bare),
            Who::Virtual(_) => None,
        }
    }

    pub fn is_virtual(&self) -> bool {
        matches!(self.who, Who::Virtual(_))
    }

    pub fn clients(&self) -> impl Iterator<Item = &FullJid> {
        match &self.who {
            Who::Person { clients, .. } => Some(clients.keys()),
            Who::Virtual(_) => None,
        }
        .into_iter()
        .flatten()
    }

    pub fn client(&self, client: &FullJid) -> Option<&Seen> {
        match &self.who {
            Who::Person { clients, .. } => clients.get(client),
            Who::Virtual(_) => None,
        }
    }

    /// What the others see: the client most willing to talk stands for all.
    pub fn seen(&self) -> Seen {
        match &self.who {
            Who::Person { clients, .. } => clients.values().min_by_key(|seen| seen.show).cloned().unwrap_or_default(),
            Who::Virtual(seen) => seen.clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_status_is_cut_to_a_bound() {
        let status = vec![Body { lang: None, text: "x".repeat(5000) }; 9];
        let seen = Seen::bounded(Show::Away, &status);
        assert_eq!(seen.status.len(), MAX_STATUSES);
        assert_eq!(seen.status[0].text.len(), MAX_STATUS_CHARS);
    }
}
