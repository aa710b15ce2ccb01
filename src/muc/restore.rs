//! Building the rooms again from what the store kept: the same rooms, seats and histories, so that clients go on
//! without joining again.

use super::few::Few;
use super::occupant::{Occupant, Who};
use super::{ClientRow, Line, RoomRecord, Rooms, VirtualRow};

impl Rooms {
    /// Takes the rows that are left, in any order; rows of rooms that are gone are passed over.
    pub fn restore(&mut self, rows: impl IntoIterator<Item = RoomRecord>) {
        let (mut clients, mut virtuals, mut lines) = (Vec::new(), Vec::new(), Vec::new());
        for row in rows {
            match row {
                RoomRecord::Room(row) => self.build(row),
                RoomRecord::Client(row) => clients.push(row),
                RoomRecord::Virtual(row) => virtuals.push(row),
                RoomRecord::Line(line) => lines.push(line),
                RoomRecord::RoomGone(_)
                | RoomRecord::ClientGone { .. }
                | RoomRecord::VirtualGone { .. }
                | RoomRecord::LinesForgotten { .. } => {}
            }
        }
        virtuals.into_iter().for_each(|row| self.restore_virtual(row));
        clients.into_iter().for_each(|row| self.restore_client(row));
        lines.sort_by_key(|line| line.number);
        lines.into_iter().for_each(|line| self.restore_line(line));
    }

    fn restore_client(&mut self, row: ClientRow) {
        let Some(room) = self.rooms.get_mut(&row.room) else { return };
        let Ok(jid) = row.room.address.with_resource_str(&row.nick) else { return };
        let bare = row.client.to_bare();
        let occupant_id = self.occupant_ids.of_person(&row.room, &bare);
        let occupant = room.occupants.get_or_insert_with(row.nick, || Occupant {
            jid,
            occupant_id,
            affiliation: row.affiliation,
            role: row.role,
            who: Who::Person { bare: bare.clone(), clients: Few::default() },
        });
        match &mut occupant.who {
            Who::Person { bare: there, clients } if *there == bare => {
                clients.insert(row.client.clone(), row.seen);
                self.seats.entry(row.client).or_default().insert(row.room.address.clone(), row.room);
            }
            _ => {}
        }
    }

    fn restore_virtual(&mut self, row: VirtualRow) {
        let Some(room) = self.rooms.get_mut(&row.room) else { return };
        let Ok(jid) = row.room.address.with_resource_str(&row.nick) else { return };
        let occupant_id = self.occupant_ids.of_virtual(&row.room, &row.nick);
        let VirtualRow { nick, affiliation, role, seen, .. } = row;
        room.occupants.insert(nick, Occupant { jid, occupant_id, affiliation, role, who: Who::Virtual(seen) });
    }

    fn restore_line(&mut self, line: Line) {
        if let Some(room) = self.rooms.get_mut(&line.room)
            && room.config.keeps_lines
        {
            room.history.push(line);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::muc::testing::*;
    use crate::muc::{DESK, Out, RoomId, Seen};
    use crate::stanza::{Affiliation, Role, Show};
    use crate::time::Time;

    #[test]
    fn restored_rooms_are_the_same_rooms() {
        let mut rooms = staff_room();
        join(&mut rooms, "anna@lib/1", "Anna");
        join(&mut rooms, "anna@lib/2", "Anna");
        let session = open_session(&mut rooms, "ask.7k");
        admit_to(&mut rooms, &session, "anna@lib/1", "Anna");
        let own = RoomId::view(bare("ask@ref"), bare("dora@home"));
        open_view(&mut rooms, &own);
        admit_to(&mut rooms, &own, "dora@home/1", "Dora");
        let mut out = Out::default();
        let away = Seen { show: Show::Away, ..Seen::default() };
        rooms.show_virtual(&session, "Patron", Affiliation::None, Role::Participant, away, &mut out);
        rooms.set_subject(Time(3), &session, DESK, "sv · law", None, &mut out);
        record(&out);
        say_at(&mut rooms, Time(4), "Anna", "anna@lib/1", "hello");
        assert_restores(&rooms);
    }

    #[test]
    fn what_leaves_restored_rooms_is_what_leaves_the_first() {
        let mut rooms = staff_room();
        join(&mut rooms, "anna@lib/1", "Anna");
        say_at(&mut rooms, Time(4), "Anna", "anna@lib/1", "hello");
        let mut again = restored();
        let (first, second) = (join(&mut rooms, "bo@lib/1", "Anna"), join(&mut again, "bo@lib/1", "Anna"));
        assert_eq!(first, second);
    }

    #[test]
    fn rows_of_rooms_that_are_gone_are_passed_over() {
        let mut rooms = no_rooms();
        let session = open_session(&mut rooms, "ask.7k");
        admit_to(&mut rooms, &session, "anna@lib/1", "Anna");
        let rows: Vec<_> = rows().into_iter().filter(|row| !matches!(row, RoomRecord::Room(_))).collect();
        let mut again = Rooms::new([7; 32]);
        again.restore(rows);
        assert_eq!(again, Rooms::new([7; 32]));
    }
}
