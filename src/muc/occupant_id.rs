//! XEP-0421: an id by which an occupant is the same over nicks and visits, and by which nothing else can be known.
//!
//! HMAC-SHA256 with the hub's secret over the room's address and who it is. A person's id at one address says nothing of
//! his id at another.

use std::fmt;
use std::fmt::Write;

use hmac::{Hmac, KeyInit, Mac};
use jid::BareJid;
use sha2::Sha256;

use super::RoomId;

#[derive(PartialEq)]
pub(super) struct OccupantIds {
    /// Padded to SHA-256's block, as HMAC does itself.
    key: [u8; 64],
}

impl fmt::Debug for OccupantIds {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("OccupantIds")
    }
}

impl OccupantIds {
    pub fn new(key: [u8; 32]) -> Self {
        let mut padded = [0; 64];
        padded[..32].copy_from_slice(&key);
        OccupantIds { key: padded }
    }

    pub fn of_person(&self, room: &RoomId, bare: &BareJid) -> String {
        self.of(room, "person", bare.as_str())
    }

    pub fn of_virtual(&self, room: &RoomId, nick: &str) -> String {
        self.of(room, "virtual", nick)
    }

    fn of(&self, room: &RoomId, what: &str, who: &str) -> String {
        let mut mac = Hmac::<Sha256>::new(&self.key.into());
        let view = room.view.as_ref().map_or("", |patron| patron.as_str());
        for part in [room.address.as_str(), view, what, who] {
            mac.update(part.as_bytes());
            mac.update(&[0]);
        }
        let digest = mac.finalize().into_bytes();
        digest.iter().take(16).fold(String::with_capacity(32), |mut id, byte| {
            let _ = write!(id, "{byte:02x}");
            id
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::muc::testing::{bare, desk_room};

    #[test]
    fn an_id_differs_by_person_room_and_key() {
        let ids = OccupantIds::new([1; 32]);
        let (room, other) = (desk_room("ask"), desk_room("ask-law"));
        let id = ids.of_person(&room, &bare("anna@lib"));
        assert_eq!(id, ids.of_person(&room, &bare("anna@lib")));
        assert_ne!(id, ids.of_person(&room, &bare("bo@lib")));
        assert_ne!(id, ids.of_person(&other, &bare("anna@lib")));
        assert_ne!(id, ids.of_virtual(&room, "anna@lib"));
        assert_ne!(id, OccupantIds::new([2; 32]).of_person(&room, &bare("anna@lib")));
    }

    #[test]
    fn the_key_is_not_in_debug_output() {
        assert_eq!(format!("{:?}", OccupantIds::new([7; 32])), "OccupantIds");
    }
}
