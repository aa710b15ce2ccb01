//! Rooms (XEP-0045) as a pure state machine: no tokio, no XML, no clock, no randomness.
//!
//! [`Rooms`] does the mechanics of rooms: seats, nicks, presence, reflection, history. What needs a decision comes back
//! as a [`Happening`], and the hub answers it with one of the verbs here (`admit`, `say`, `kick`, …). Several rooms
//! share one address: the staff room of a service and a view for each patron who joined it; they never see each other.
//! What changes is pushed to [`Out`] as records, in order, and [`Rooms::restore`] rebuilds the same rooms from them.
//! Who may do what, what is relayed to whom, and the words people read are the hub's.

mod admin;
mod arrival;
mod destroy;
mod disco;
mod few;
mod happening;
mod history;
mod invite;
mod iq;
mod join;
mod kick;
mod leave;
mod message;
mod nick;
mod occupant;
mod occupant_id;
mod open;
mod ping;
mod presence;
mod private;
mod readers;
mod record;
mod refusal;
mod restore;
mod room;
mod say;
mod subject;
mod typing;
mod virtuals;

#[cfg(test)]
mod random_play;
#[cfg(test)]
pub(crate) mod testing;

use std::collections::{BTreeMap, HashMap};

use jid::{BareJid, FullJid};

pub use arrival::{IqOutcome, Outcome};
pub use disco::{ROOM_USER_ITEM, features, reserved_nick};
pub use happening::{Happening, JoinAsked, Left, LeftHow, NickAsked};
pub use history::{MAX_HISTORY_BYTES, MAX_HISTORY_LINES};
pub use join::Admission;
pub use leave::shows_gone;
pub use nick::{DESK, MAX_NICK_CHARS};
pub use occupant::{MAX_CLIENTS, MAX_OCCUPANTS, Occupant, Seen};
pub use record::{Author, ClientRow, Line, RoomRecord, RoomRow, VirtualRow};
pub use refusal::Refusal;
pub use room::{RoomConfig, RoomId, RoomKind, Subject};
pub use say::{MAX_LINE_BYTES, Said, SaidMessage, Speaker};

use crate::memory::Memory;
use crate::stanza::Stanza;
use occupant_id::OccupantIds;
use room::Room;

/// What the rooms want done, in order: first `records` are committed, then `stanzas` leave.
#[derive(Debug, Default, PartialEq)]
pub struct Out {
    pub stanzas: Vec<Stanza>,
    pub records: Vec<RoomRecord>,
}

/// All rooms of one hub.
#[derive(Debug, PartialEq)]
pub struct Rooms {
    rooms: HashMap<RoomId, Box<Room>>,
    /// Where each client sits: at most one room an address.
    seats: HashMap<FullJid, BTreeMap<BareJid, RoomId>>,
    occupant_ids: OccupantIds,
    /// Receipts that private messages ask for and that have not come yet.
    receipts_owed: Memory,
}

impl Rooms {
    /// `occupant_id_key` is secret and stays the same over restarts (XEP-0421 §4.1).
    pub fn new(occupant_id_key: [u8; 32]) -> Self {
        Rooms {
            rooms: HashMap::new(),
            seats: HashMap::new(),
            occupant_ids: OccupantIds::new(occupant_id_key),
            receipts_owed: Memory::new(private::MOST_RECEIPTS_OWED),
        }
    }
}
