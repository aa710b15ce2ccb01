//! The end of a room (XEP-0045 §10.9). The desk's last line has been said before.
//!
//! COMPAT: with 110 and 307 beside `<destroy/>` profanity 0.13, poezio 0.14 and Converse 14 show the reason.

use super::presence::{KICKED, SELF};
use super::{Out, RoomId, RoomKind, RoomRecord, Rooms};
use crate::stanza::{OccupantView, Presence, PresenceKind, Stanza};

impl Rooms {
    /// A session's lines stay recorded until their purge date; those of other rooms are forgotten with the room.
    pub fn destroy(&mut self, at: &RoomId, reason: &str, out: &mut Out) {
        let Some(room) = self.rooms.remove(at) else { return };
        for occupant in room.occupants.values() {
            for client in occupant.clients() {
                let mut presence = Presence::new(PresenceKind::Unavailable, occupant.jid.clone(), client.clone());
                presence.occupant = Some(OccupantView {
                    reason: Some(reason.to_owned()),
                    statuses: vec![SELF, KICKED],
                    destroyed: Some(reason.to_owned()),
                    ..OccupantView::default()
                });
                out.stanzas.push(Stanza::Presence(Box::new(presence)));
                self.unseat(at, client);
            }
        }
        if room.config.kind != RoomKind::Session && room.config.keeps_lines {
            out.records.push(RoomRecord::LinesForgotten { room: at.clone(), before: None });
        }
        out.records.push(RoomRecord::RoomGone(at.clone()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::muc::testing::*;
    use crate::stanza::{Affiliation, Role};
    use crate::time::Time;

    #[test]
    fn a_destroyed_room_tells_each_client_the_reason_once() {
        let mut rooms = no_rooms();
        let id = open_session(&mut rooms, "ask.7k");
        admit_to(&mut rooms, &id, "anna@lib/1", "Anna");
        admit_to(&mut rooms, &id, "bo@lib/1", "Bo");
        let mut out = Out::default();
        rooms.destroy(&id, "Closed by Anna: answered.", &mut out);
        record(&out);
        assert_eq!(out.stanzas.len(), 2);
        let told = presences_to(&out, "anna@lib/1")[0];
        assert_eq!(told.from, jid("ask.7k@ref/Anna"));
        let item = view(told);
        assert_eq!((item.affiliation, item.role), (Affiliation::None, Role::None));
        assert_eq!(item.statuses, [110, 307]);
        assert_eq!(item.destroyed.as_deref(), Some("Closed by Anna: answered."));
        assert!(!rooms.is_occupant(&id.address, &full("anna@lib/1")));
        assert!(!rooms.has_rooms(&id.address));
        assert_restores(&rooms);
    }

    #[test]
    fn a_staff_room_opened_again_begins_with_no_lines() {
        let mut rooms = staff_room();
        join(&mut rooms, "anna@lib/1", "Anna");
        say_at(&mut rooms, Time(1), "Anna", "anna@lib/1", "hello");
        let mut out = Out::default();
        rooms.destroy(&desk_room("ask"), "", &mut out);
        rooms.open(desk_room("ask"), staff_config(), &mut out);
        record(&out);
        assert_eq!(rooms.history(&desk_room("ask")).count(), 0);
        assert_restores(&rooms);
    }
}
