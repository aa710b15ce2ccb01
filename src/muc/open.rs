//! Opening a room, which only the hub does: strangers create none (XEP-0045 §10.1 does not apply here).

use super::few::Few;
use super::history::History;
use super::nick::DESK;
use super::occupant::{Occupant, Who};
use super::room::Room;
use super::{Out, RoomConfig, RoomId, RoomRecord, RoomRow, Rooms, Seen};
use crate::stanza::{Affiliation, Role};

impl Rooms {
    /// Opens a room; one that is open takes the new configuration.
    pub fn open(&mut self, id: RoomId, config: RoomConfig, out: &mut Out) {
        match self.rooms.get_mut(&id) {
            Some(room) if room.config == config => return,
            Some(room) => room.config = config,
            None => self.build(RoomRow { room: id.clone(), config, subject: None, numbered_to: 0 }),
        }
        if let Some(room) = self.rooms.get(&id) {
            out.records.push(RoomRecord::Room(room.row()));
        }
    }

    pub(super) fn build(&mut self, row: RoomRow) {
        let RoomRow { room: id, config, subject, numbered_to } = row;
        let mut occupants = Few::default();
        if let Ok(jid) = id.address.with_resource_str(DESK) {
            let desk = Occupant {
                jid,
                occupant_id: self.occupant_ids.of_virtual(&id, DESK),
                affiliation: Affiliation::Owner,
                role: Role::Moderator,
                who: Who::Virtual(Seen::default()),
            };
            occupants.insert(DESK.to_owned(), desk);
        }
        let room = Room { id: id.clone(), config, subject, occupants, history: History::numbered_to(numbered_to) };
        self.rooms.insert(id, Box::new(room));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::muc::testing::*;

    #[test]
    fn a_room_opened_again_keeps_who_is_in_it() {
        let mut rooms = staff_room();
        join(&mut rooms, "anna@lib/1", "Anna");
        let mut out = Out::default();
        rooms.open(desk_room("ask"), staff_config(), &mut out);
        assert_eq!(out, Out::default());
        rooms.open(desk_room("ask"), RoomConfig { name: "Another".into(), ..staff_config() }, &mut out);
        record(&out);
        assert!(rooms.is_occupant(&bare("ask@ref"), &full("anna@lib/1")));
        assert_restores(&rooms);
    }
}
