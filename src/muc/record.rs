//! What of a room is recorded before anything of it is said, and from which [`Rooms::restore`](super::Rooms::restore)
//! rebuilds it. The store keeps these as rows: a `RoomRow` by room, a `ClientRow` by room and client, a `VirtualRow` by
//! room and nick, a `Line` by room and number; each is written over the one before it.

use jid::{BareJid, FullJid};
use serde::{Deserialize, Serialize};

use super::{RoomConfig, RoomId, Seen, Subject};
use crate::stanza::{Affiliation, Content, Role};
use crate::time::Time;

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RoomRecord {
    Room(RoomRow),
    /// The room, its clients and its virtual occupants are gone. Its lines stay until they are purged.
    RoomGone(RoomId),
    Client(ClientRow),
    ClientGone {
        room: RoomId,
        client: FullJid,
    },
    Virtual(VirtualRow),
    VirtualGone {
        room: RoomId,
        nick: String,
    },
    Line(Line),
    /// Lines said before this moment are to be deleted; `None`: all.
    LinesForgotten {
        room: RoomId,
        before: Option<Time>,
    },
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RoomRow {
    pub room: RoomId,
    pub config: RoomConfig,
    pub subject: Option<Subject>,
    /// No line up to this number is ever numbered again, even when all lines have been purged.
    pub numbered_to: i64,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClientRow {
    pub room: RoomId,
    pub client: FullJid,
    pub nick: String,
    pub affiliation: Affiliation,
    pub role: Role,
    pub seen: Seen,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct VirtualRow {
    pub room: RoomId,
    pub nick: String,
    pub affiliation: Affiliation,
    pub role: Role,
    pub seen: Seen,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Author {
    Patron,
    Operator,
    Desk,
}

/// One line said in a room that keeps its lines.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    pub room: RoomId,
    /// From 1, without gaps while the room lives, never given twice.
    pub number: i64,
    /// Never before the line before it, whatever the clock does.
    pub at: Time,
    pub nick: String,
    pub author: Author,
    /// Whose line it is, to know it when it comes again; never shown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bare: Option<BareJid>,
    /// The sender's id of the message.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub origin_id: Option<String>,
    /// XEP-0359.
    pub stanza_id: String,
    /// XEP-0421.
    pub occupant_id: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub thread: Option<String>,
    pub content: Content,
}
