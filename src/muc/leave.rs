//! Leaving (XEP-0045 §7.14), and vanishing: errors or silence that show that a client is gone (§18.1.2).

use jid::FullJid;

use super::occupant::{Occupant, Who};
use super::presence::TECHNICAL;
use super::{Happening, Left, LeftHow, Out, RoomId, RoomRecord, Rooms};
use crate::stanza::{Body, Condition, Stanza, StanzaError};

/// Whether an error that came back for a stanza of ours shows that its addressee is gone.
pub fn shows_gone(error: &StanzaError) -> bool {
    matches!(
        error.condition,
        Condition::RecipientUnavailable
            | Condition::ServiceUnavailable
            | Condition::Gone { .. }
            | Condition::ItemNotFound
            | Condition::Redirect { .. }
            | Condition::JidMalformed
            | Condition::RemoteServerNotFound
            | Condition::RemoteServerTimeout
    )
}

/// What is told of a going, and whether the client itself is told.
pub(super) struct Told {
    pub status: Vec<Body>,
    pub statuses: &'static [u16],
    pub client: bool,
}

impl Told {
    pub fn vanished(client: bool) -> Self {
        Told { status: Vec::new(), statuses: &[TECHNICAL], client }
    }
}

impl Rooms {
    /// A client that has stopped answering is put out. It is told, since it may be alive and only cut off.
    pub fn vanish(&mut self, room: &RoomId, client: &FullJid, out: &mut Out) -> Option<Happening> {
        self.leave(room, client, LeftHow::Vanished, &Told::vanished(true), out).map(Happening::Left)
    }

    pub(super) fn leave(
        &mut self,
        at: &RoomId,
        client: &FullJid,
        how: LeftHow,
        told: &Told,
        out: &mut Out,
    ) -> Option<Left> {
        let room = self.rooms.get_mut(at)?;
        let nick = room.nick_of(client)?.to_owned();
        let occupant = room.occupants.get_mut(&nick)?;
        let before = occupant.seen();
        let was = occupant.clone();
        let Who::Person { clients, .. } = &mut occupant.who else { return None };
        clients.remove(client);
        let is_last = clients.is_empty();
        let after = occupant.seen();
        if is_last {
            room.occupants.remove(&nick);
        }
        out.records.push(RoomRecord::ClientGone { room: at.clone(), client: client.clone() });
        self.unseat(at, client);

        let room = self.rooms.get(at)?;
        let goodbye = |occupant: &Occupant, to: &FullJid, out: &mut Out| {
            let mut presence = room.unavailable_of(occupant, to, told.statuses);
            presence.status = told.status.clone();
            out.stanzas.push(Stanza::Presence(Box::new(presence)));
        };
        if told.client {
            goodbye(&was, client, out);
        }
        if is_last {
            room.clients().for_each(|other| goodbye(&was, other, out));
        } else if before != after {
            room.show_to_all(&nick, &[], out);
        }
        let bare = client.to_bare();
        let last_client = !room.has_person(&bare);
        Some(Left { room: at.clone(), client: client.clone(), nick, bare, last_client, how })
    }

    pub(super) fn unseat(&mut self, at: &RoomId, client: &FullJid) {
        if let Some(seats) = self.seats.get_mut(client) {
            seats.retain(|_, seat| seat != at);
            if seats.is_empty() {
                self.seats.remove(client);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::muc::testing::*;
    use crate::stanza::{PresenceKind, Role};

    #[test]
    fn one_who_leaves_is_told_so_and_the_others_see_it_with_her_words() {
        let mut rooms = staff_room();
        join(&mut rooms, "anna@lib/1", "Anna");
        join(&mut rooms, "bo@lib/1", "Bo");
        let (left, out) = leave(&mut rooms, "anna@lib/1", "lunch");
        assert!(left.last_client);
        assert_eq!((left.nick.as_str(), left.how), ("Anna", LeftHow::Leave));
        let seen = presences_to(&out, "bo@lib/1")[0];
        assert_eq!((seen.kind, view(seen).role), (PresenceKind::Unavailable, Role::None));
        assert_eq!(seen.status[0].text, "lunch");
        assert_eq!(view(presences_to(&out, "anna@lib/1")[0]).statuses, [110]);
        assert_restores(&rooms);
    }

    #[test]
    fn while_another_client_stays_the_occupant_stays() {
        let mut rooms = staff_room();
        join(&mut rooms, "anna@lib/1", "Anna");
        join(&mut rooms, "anna@lib/2", "Anna");
        join(&mut rooms, "bo@lib/1", "Bo");
        let (left, out) = leave(&mut rooms, "anna@lib/1", "");
        assert!(!left.last_client);
        assert!(presences_to(&out, "bo@lib/1").is_empty());
        assert!(leave(&mut rooms, "anna@lib/2", "").0.last_client);
        assert_restores(&rooms);
    }

    #[test]
    fn a_person_under_two_nicks_is_gone_only_with_the_last() {
        let mut rooms = staff_room();
        join(&mut rooms, "anna@lib/1", "Anna");
        join(&mut rooms, "anna@lib/2", "Anna on the train");
        assert!(!leave(&mut rooms, "anna@lib/1", "").0.last_client);
        assert!(leave(&mut rooms, "anna@lib/2", "").0.last_client);
    }

    #[test]
    fn a_client_that_has_vanished_is_put_out_with_333() {
        let mut rooms = staff_room();
        join(&mut rooms, "anna@lib/1", "Anna");
        join(&mut rooms, "bo@lib/1", "Bo");
        let mut out = Out::default();
        let left = rooms.vanish(&desk_room("ask"), &full("anna@lib/1"), &mut out);
        assert!(matches!(left, Some(Happening::Left(left)) if left.how == LeftHow::Vanished));
        assert_eq!(view(presences_to(&out, "anna@lib/1")[0]).statuses, [333, 110]);
        assert_eq!(view(presences_to(&out, "bo@lib/1")[0]).statuses, [333]);
        assert_eq!(rooms.vanish(&desk_room("ask"), &full("anna@lib/1"), &mut out), None);
    }
}
