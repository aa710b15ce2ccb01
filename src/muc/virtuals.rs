//! Virtual occupants: the hub shows them, changes how they look, and removes them. The desk is in every room from its
//! opening and cannot be removed.

use super::nick::DESK;
use super::occupant::{Occupant, Who};
use super::{Out, RoomId, RoomRecord, Rooms, Seen, VirtualRow};
use crate::stanza::{Affiliation, Role, Stanza};

impl Rooms {
    /// Shows a virtual occupant, or shows it otherwise. Returns the nick it has: the wanted one, or, when a person sits
    /// under that, one beside it; later verbs take the nick returned here.
    pub fn show_virtual(
        &mut self,
        at: &RoomId,
        nick: &str,
        affiliation: Affiliation,
        role: Role,
        seen: Seen,
        out: &mut Out,
    ) -> Option<String> {
        let room = self.rooms.get_mut(at)?;
        let nick = match room.occupants.get(nick) {
            Some(occupant) if occupant.is_virtual() => nick.to_owned(),
            _ => room.free_nick(nick, None, None),
        };
        let jid = room.id.address.with_resource_str(&nick).ok()?;
        let occupant_id = self.occupant_ids.of_virtual(at, &nick);
        let occupant = Occupant { jid, occupant_id, affiliation, role, who: Who::Virtual(seen.clone()) };
        let before = room.occupants.insert(nick.clone(), occupant);
        if before.as_ref() != room.occupants.get(&nick) {
            out.records.push(RoomRecord::Virtual(VirtualRow {
                room: at.clone(),
                nick: nick.clone(),
                affiliation,
                role,
                seen,
            }));
            room.show_to_all(&nick, &[], out);
        }
        Some(nick)
    }

    pub fn remove_virtual(&mut self, at: &RoomId, nick: &str, out: &mut Out) {
        let Some(room) = self.rooms.get_mut(at) else { return };
        if nick == DESK || !room.occupants.get(nick).is_some_and(Occupant::is_virtual) {
            return;
        }
        let Some(occupant) = room.occupants.remove(nick) else { return };
        for client in room.clients() {
            out.stanzas.push(Stanza::Presence(Box::new(room.unavailable_of(&occupant, client, &[]))));
        }
        out.records.push(RoomRecord::VirtualGone { room: at.clone(), nick: nick.to_owned() });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::muc::testing::*;
    use crate::stanza::{PresenceKind, Show};

    #[test]
    fn a_virtual_patron_comes_looks_away_and_goes() {
        let mut rooms = no_rooms();
        let id = open_session(&mut rooms, "ask.7k");
        admit_to(&mut rooms, &id, "anna@lib/1", "Anna");
        let mut out = Out::default();
        let seen = Seen::default();
        let nick = rooms.show_virtual(&id, "Patron", Affiliation::None, Role::Participant, seen.clone(), &mut out);
        assert_eq!(nick.as_deref(), Some("Patron"));
        rooms.show_virtual(&id, "Patron", Affiliation::None, Role::Participant, seen, &mut out);
        assert_eq!(out.stanzas.len(), 1);
        let away = Seen { show: Show::Away, ..Seen::default() };
        rooms.show_virtual(&id, "Patron", Affiliation::None, Role::Participant, away, &mut out);
        record(&out);
        assert_restores(&rooms);
        let mut later = Out::default();
        rooms.remove_virtual(&id, "Patron", &mut later);
        record(&later);
        assert_eq!(presences_to(&out, "anna@lib/1")[1].show, Show::Away);
        assert_eq!(presences_to(&later, "anna@lib/1")[0].kind, PresenceKind::Unavailable);
        assert_restores(&rooms);
    }

    #[test]
    fn a_virtual_occupant_takes_no_persons_nick_and_no_person_takes_its() {
        let mut rooms = no_rooms();
        let id = open_session(&mut rooms, "ask.7k");
        admit_to(&mut rooms, &id, "anna@lib/1", "Patron");
        let mut out = Out::default();
        let nick = rooms.show_virtual(&id, "Patron", Affiliation::None, Role::Participant, Seen::default(), &mut out);
        record(&out);
        assert_eq!(nick.as_deref(), Some("Patron (2)"));
        assert_eq!(admit_to(&mut rooms, &id, "bo@lib/1", "patron (2)").0, "patron (2) (2)");
        assert_restores(&rooms);
    }

    #[test]
    fn the_desk_stays() {
        let mut rooms = staff_room();
        let mut out = Out::default();
        rooms.remove_virtual(&desk_room("ask"), DESK, &mut out);
        assert_eq!(out, Out::default());
    }
}
