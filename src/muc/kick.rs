//! Putting an occupant out with a reason (XEP-0045 §8.2).

use jid::FullJid;

use super::presence::KICKED;
use super::{Out, RoomId, RoomRecord, Rooms};
use crate::stanza::Stanza;

impl Rooms {
    /// All clients under the nick. A virtual occupant is not kicked but removed. Returns the clients put out.
    pub fn kick(
        &mut self,
        at: &RoomId,
        nick: &str,
        actor: Option<&str>,
        reason: Option<&str>,
        out: &mut Out,
    ) -> Vec<FullJid> {
        let Some(room) = self.rooms.get_mut(at) else { return Vec::new() };
        if room.occupants.get(nick).is_none_or(|occupant| occupant.is_virtual()) {
            return Vec::new();
        }
        let Some(occupant) = room.occupants.remove(nick) else { return Vec::new() };
        let put_out: Vec<FullJid> = occupant.clients().cloned().collect();
        for client in put_out.iter().chain(room.clients()) {
            let mut presence = room.unavailable_of(&occupant, client, &[KICKED]);
            if let Some(view) = &mut presence.occupant {
                view.reason = reason.map(str::to_owned);
                view.actor = actor.map(str::to_owned);
            }
            out.stanzas.push(Stanza::Presence(Box::new(presence)));
        }
        for client in &put_out {
            out.records.push(RoomRecord::ClientGone { room: at.clone(), client: client.clone() });
            self.unseat(at, client);
        }
        put_out
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::muc::testing::*;

    #[test]
    fn a_kick_is_told_with_307_reason_and_actor_to_all_and_to_the_one_kicked() {
        let mut rooms = staff_room();
        join(&mut rooms, "anna@lib/1", "Anna");
        join(&mut rooms, "anna@lib/2", "Anna");
        join(&mut rooms, "bo@lib/1", "Bo");
        let mut out = Out::default();
        assert_eq!(rooms.kick(&desk_room("ask"), "Anna", Some("Desk"), Some("off duty"), &mut out).len(), 2);
        record(&out);
        let own = view(presences_to(&out, "anna@lib/2")[0]);
        assert_eq!(own.statuses, [307, 110]);
        assert_eq!((own.reason.as_deref(), own.actor.as_deref()), (Some("off duty"), Some("Desk")));
        assert_eq!(view(presences_to(&out, "bo@lib/1")[0]).statuses, [307]);
        assert!(!rooms.is_occupant(&bare("ask@ref"), &full("anna@lib/1")));
        assert_restores(&rooms);
    }

    #[test]
    fn the_desk_cannot_be_kicked() {
        let mut rooms = staff_room();
        let mut out = Out::default();
        assert!(rooms.kick(&desk_room("ask"), "Desk", None, None, &mut out).is_empty());
        assert!(rooms.occupant(&desk_room("ask"), "Desk").is_some());
    }
}
