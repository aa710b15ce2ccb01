//! What an event has changed, for the store.

use jid::BareJid;
use serde::{Deserialize, Serialize};

use crate::desk;
use crate::muc::RoomRecord;
use crate::time::Time;

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Record {
    Desk(desk::record::Record),
    /// With the moment from which a line's text is to be deleted.
    Room {
        record: Box<RoomRecord>,
        purge_at: Time,
    },
    Contact {
        address: BareJid,
        contact: BareJid,
    },
    ContactGone {
        address: BareJid,
        contact: BareJid,
    },
}
