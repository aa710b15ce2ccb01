//! One room: its address, what it is announced as, and who and what is in it.

use jid::{BareJid, FullJid, Jid};
use serde::{Deserialize, Serialize};

use super::few::Few;
use super::history::History;
use super::occupant::{Occupant, Who};
use crate::time::Time;

/// Several rooms share one address; `view` says whose.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct RoomId {
    pub address: BareJid,
    /// The patron whose view of the address this is; `None` for the staff room or a session's room.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub view: Option<BareJid>,
}

impl RoomId {
    pub fn at(address: BareJid) -> Self {
        RoomId { address, view: None }
    }

    pub fn view(address: BareJid, patron: BareJid) -> Self {
        RoomId { address, view: Some(patron) }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RoomKind {
    /// Operators of a service on duty.
    Staff,
    /// One session: the operator who holds it, and the patron as a virtual occupant.
    Session,
    /// What one patron who joined a service sees of it.
    View,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RoomConfig {
    pub kind: RoomKind,
    /// The name of the room's disco identity. COMPAT: Gajim 1.7 shows nothing else of an invitation.
    pub name: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// Lines are numbered, recorded and shown as history.
    pub keeps_lines: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Subject {
    pub text: String,
    pub nick: String,
    pub at: Time,
}

#[derive(Debug, Clone, PartialEq)]
pub(super) struct Room {
    pub id: RoomId,
    pub config: RoomConfig,
    pub subject: Option<Subject>,
    pub occupants: Few<String, Occupant>,
    pub history: History,
}

impl Room {
    /// The JID of an occupant, there now or not.
    pub fn jid_of(&self, nick: &str) -> Jid {
        match self.occupants.get(nick) {
            Some(occupant) => occupant.jid.clone().into(),
            None => match self.id.address.with_resource_str(nick) {
                Ok(jid) => jid.into(),
                Err(_) => self.id.address.clone().into(),
            },
        }
    }

    /// Every client that is really there.
    pub fn clients(&self) -> impl Iterator<Item = &FullJid> {
        self.occupants.values().flat_map(Occupant::clients)
    }

    pub fn occupant_of(&self, client: &FullJid) -> Option<(&str, &Occupant)> {
        self.occupants
            .iter()
            .find(|(_, occupant)| occupant.client(client).is_some())
            .map(|(nick, occupant)| (nick.as_str(), occupant))
    }

    pub fn nick_of(&self, client: &FullJid) -> Option<&str> {
        self.occupant_of(client).map(|(nick, _)| nick)
    }

    pub fn has_person(&self, bare: &BareJid) -> bool {
        self.occupants.values().any(|occupant| matches!(&occupant.who, Who::Person { bare: who, .. } if who == bare))
    }
}
