//! Presence into rooms and out of them: what a client's presence means here, and how occupants are shown.
//!
//! No real JID is ever in a room's presence, whoever reads it: all rooms are announced as semi-anonymous, and nobody is
//! told by status 100 (XEP-0045 §7.2.3) that others may see who he is, of which poezio and Gajim would warn.

use jid::{FullJid, Jid};

use super::leave;
use super::occupant::{Occupant, Who};
use super::room::Room;
use super::{
    ClientRow, Happening, JoinAsked, LeftHow, NickAsked, Out, Outcome, Refusal, RoomId, RoomRecord, Rooms, Seen,
};
use crate::stanza::{OccupantView, Presence, PresenceKind, Role, Stanza, StanzaError};

/// XEP-0045 §7.2.2: this presence is your own.
pub(super) const SELF: u16 = 110;
/// XEP-0045 §7.2.2: the room chose the nick.
pub(super) const NICK_GIVEN: u16 = 210;
pub(super) const KICKED: u16 = 307;
/// XEP-0045 §11.1: gone for technical reasons.
pub(super) const TECHNICAL: u16 = 333;

impl Rooms {
    /// Takes any presence. What is for a contact of the address (subscriptions, probes, presence to the bare address) is
    /// not ours, and neither is anything to an address without rooms.
    pub fn presence(&mut self, presence: &Presence, out: &mut Out) -> Outcome {
        let address = presence.to.to_bare();
        let Ok(client) = presence.from.clone().try_into_full() else { return Outcome::NotOurs };
        let seat = self.room_of(&address, &client).cloned();
        let wanted = presence.to.resource().map(|nick| nick.as_str().to_owned());
        match (presence.kind, seat) {
            (PresenceKind::Available, seat) if presence.join.is_some() && self.has_rooms(&address) => {
                let Some(wanted) = wanted else {
                    let from = address.into();
                    refuse(from, client.into(), presence.id.clone(), Refusal::NoNick.error(), out);
                    return Outcome::Done;
                };
                Outcome::Asked(Happening::JoinAsked(Box::new(join_asked(presence, client, wanted, seat))))
            }
            (PresenceKind::Available, Some(seat)) => match wanted {
                Some(wanted) => self.present_again(seat, client, wanted, presence, out),
                None => Outcome::NotOurs,
            },
            (PresenceKind::Available, None) => match wanted {
                Some(wanted) if self.has_rooms(&address) => {
                    Outcome::Asked(Happening::JoinAsked(Box::new(join_asked(presence, client, wanted, None))))
                }
                _ => Outcome::NotOurs,
            },
            (PresenceKind::Unavailable, Some(seat)) if wanted.is_some() => {
                let status = Seen::bounded(presence.show, &presence.status).status;
                let told = leave::Told { status, statuses: &[], client: true };
                let left = self.leave(&seat, &client, LeftHow::Leave, &told, out);
                left.map_or(Outcome::Done, |left| Outcome::Asked(Happening::Left(left)))
            }
            (PresenceKind::Error, Some(seat)) => match &presence.error {
                Some(error) if leave::shows_gone(error) => {
                    let left = self.leave(&seat, &client, LeftHow::Vanished, &leave::Told::vanished(false), out);
                    left.map_or(Outcome::Done, |left| Outcome::Asked(Happening::Left(left)))
                }
                _ => Outcome::Done,
            },
            (PresenceKind::Probe, Some(seat)) if wanted.is_some() => {
                self.answer_probe(&seat, &client, wanted.as_deref(), out);
                Outcome::Done
            }
            _ if wanted.is_some() && self.has_rooms(&address) => Outcome::Done,
            _ => Outcome::NotOurs,
        }
    }

    fn present_again(
        &mut self,
        at: RoomId,
        client: FullJid,
        wanted: String,
        presence: &Presence,
        out: &mut Out,
    ) -> Outcome {
        let Some(room) = self.rooms.get_mut(&at) else { return Outcome::Done };
        let Some(nick) = room.nick_of(&client).map(str::to_owned) else { return Outcome::Done };
        if wanted != nick {
            let from = presence.to.clone();
            let asked = NickAsked { room: at, client: client.clone(), nick, wanted, id: presence.id.clone() };
            return match room.ask_nick(asked) {
                Ok(happening) => Outcome::Asked(happening),
                Err(refusal) => {
                    refuse(from, client.into(), presence.id.clone(), refusal.error(), out);
                    Outcome::Done
                }
            };
        }
        let Some(occupant) = room.occupants.get_mut(&nick) else { return Outcome::Done };
        let before = occupant.seen();
        if let Who::Person { clients, .. } = &mut occupant.who {
            clients.insert(client.clone(), Seen::bounded(presence.show, &presence.status));
        }
        let best = occupant.seen();
        room.record_client(&nick, &client, out);
        if best == before {
            room.show_to(&nick, &client, &[], out);
        } else {
            room.show_to_all(&nick, &[], out);
        }
        Outcome::Asked(Happening::ShowChanged { room: at, client, nick, show: presence.show, best: best.show })
    }

    /// XEP-0045 §17.3: an occupant may probe another.
    fn answer_probe(&self, at: &RoomId, client: &FullJid, nick: Option<&str>, out: &mut Out) {
        if let (Some(room), Some(nick)) = (self.rooms.get(at), nick) {
            room.show_to(nick, client, &[], out);
        }
    }
}

fn join_asked(presence: &Presence, client: FullJid, wanted: String, seated: Option<RoomId>) -> JoinAsked {
    JoinAsked {
        address: presence.to.to_bare(),
        client,
        wanted,
        seen: Seen::bounded(presence.show, &presence.status),
        history: presence.join.unwrap_or_default(),
        id: presence.id.clone(),
        legacy: presence.join.is_none(),
        seated,
    }
}

/// An error in answer to a presence.
pub(super) fn refuse(from: Jid, to: Jid, id: Option<String>, error: StanzaError, out: &mut Out) {
    let mut presence = Presence::new(PresenceKind::Error, from, to);
    presence.id = id;
    presence.error = Some(error);
    out.stanzas.push(Stanza::Presence(Box::new(presence)));
}

impl Room {
    /// An occupant as `client` is shown it.
    pub(super) fn available_of(&self, occupant: &Occupant, client: &FullJid, statuses: &[u16]) -> Presence {
        let seen = occupant.seen();
        let mut presence = Presence::new(PresenceKind::Available, occupant.jid.clone(), client.clone());
        presence.show = seen.show;
        presence.status = seen.status;
        presence.occupant_id = Some(occupant.occupant_id.clone());
        presence.occupant = Some(OccupantView {
            affiliation: occupant.affiliation,
            role: occupant.role,
            statuses: with_self(occupant, client, statuses),
            ..OccupantView::default()
        });
        presence
    }

    /// The going of an occupant, or of this client of it, as `client` is shown it.
    pub(super) fn unavailable_of(&self, occupant: &Occupant, client: &FullJid, statuses: &[u16]) -> Presence {
        let mut presence = Presence::new(PresenceKind::Unavailable, occupant.jid.clone(), client.clone());
        presence.occupant_id = Some(occupant.occupant_id.clone());
        presence.occupant = Some(OccupantView {
            affiliation: occupant.affiliation,
            role: Role::None,
            statuses: with_self(occupant, client, statuses),
            ..OccupantView::default()
        });
        presence
    }

    /// `own` statuses are for the occupant's own clients only.
    pub(super) fn show_to_all(&self, nick: &str, own: &[u16], out: &mut Out) {
        let Some(occupant) = self.occupants.get(nick) else { return };
        for client in self.clients() {
            let statuses = if occupant.client(client).is_some() { own } else { &[] };
            out.stanzas.push(Stanza::Presence(Box::new(self.available_of(occupant, client, statuses))));
        }
    }

    pub(super) fn show_to(&self, nick: &str, client: &FullJid, statuses: &[u16], out: &mut Out) {
        if let Some(occupant) = self.occupants.get(nick) {
            out.stanzas.push(Stanza::Presence(Box::new(self.available_of(occupant, client, statuses))));
        }
    }

    pub(super) fn record_client(&self, nick: &str, client: &FullJid, out: &mut Out) {
        let Some(occupant) = self.occupants.get(nick) else { return };
        let Some(seen) = occupant.client(client) else { return };
        out.records.push(RoomRecord::Client(ClientRow {
            room: self.id.clone(),
            client: client.clone(),
            nick: nick.to_owned(),
            affiliation: occupant.affiliation,
            role: occupant.role,
            seen: seen.clone(),
        }));
    }
}

fn with_self(occupant: &Occupant, client: &FullJid, statuses: &[u16]) -> Vec<u16> {
    let mut statuses = statuses.to_vec();
    if occupant.client(client).is_some() && !statuses.contains(&SELF) {
        statuses.push(SELF);
    }
    statuses
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::muc::testing::*;
    use crate::stanza::{Affiliation, Condition, ErrorType, HistoryWanted, Show};

    fn show(rooms: &mut Rooms, client: &str, show: Show) -> (Outcome, Out) {
        let mut out = Out::default();
        let nick = rooms.nick_of(&desk_room("ask"), &full(client)).unwrap_or("Nobody").to_owned();
        let mut presence = Presence::new(PresenceKind::Available, full(client), full(&format!("ask@ref/{nick}")));
        presence.show = show;
        let outcome = rooms.presence(&presence, &mut out);
        (outcome, out)
    }

    #[test]
    fn a_changed_show_is_told_to_all_without_a_real_jid() {
        let mut rooms = staff_room();
        join(&mut rooms, "anna@lib/1", "Anna");
        join(&mut rooms, "bo@lib/1", "Bo");
        let (outcome, out) = show(&mut rooms, "anna@lib/1", Show::Away);
        assert!(matches!(outcome, Outcome::Asked(Happening::ShowChanged { best: Show::Away, .. })));
        let seen = presences_to(&out, "bo@lib/1");
        assert_eq!((seen[0].show, &seen[0].from), (Show::Away, &jid("ask@ref/Anna")));
        assert_eq!(view(seen[0]).jid, None);
        assert_eq!(view(seen[0]).affiliation, Affiliation::Member);
        assert_eq!(view(presences_to(&out, "anna@lib/1")[0]).statuses, [SELF]);
        record(&out);
        assert_restores(&rooms);
    }

    #[test]
    fn the_best_of_several_clients_is_shown() {
        let mut rooms = staff_room();
        join(&mut rooms, "anna@lib/1", "Anna");
        join(&mut rooms, "anna@lib/2", "Anna");
        join(&mut rooms, "bo@lib/1", "Bo");
        let (outcome, out) = show(&mut rooms, "anna@lib/1", Show::Away);
        assert!(matches!(outcome, Outcome::Asked(Happening::ShowChanged { best: Show::Available, .. })));
        assert!(presences_to(&out, "bo@lib/1").is_empty());
        assert_eq!(presences_to(&out, "anna@lib/1")[0].show, Show::Available);
        let (_, out) = show(&mut rooms, "anna@lib/2", Show::Dnd);
        assert_eq!(presences_to(&out, "bo@lib/1")[0].show, Show::Away);
    }

    #[test]
    fn presence_for_a_contact_is_not_ours() {
        let mut rooms = staff_room();
        join(&mut rooms, "anna@lib/1", "Anna");
        let mut out = Out::default();
        for (kind, to) in [
            (PresenceKind::Available, "ask@ref"),
            (PresenceKind::Unavailable, "ask@ref"),
            (PresenceKind::Subscribe, "ask@ref"),
            (PresenceKind::Probe, "ask@ref"),
            (PresenceKind::Available, "nowhere@ref/Anna"),
        ] {
            let presence = Presence::new(kind, full("anna@lib/1"), jid(to));
            assert_eq!(rooms.presence(&presence, &mut out), Outcome::NotOurs, "{kind:?} {to}");
        }
        assert_eq!(out, Out::default());
    }

    #[test]
    fn a_join_without_a_nick_is_malformed() {
        let mut rooms = staff_room();
        let mut presence = Presence::new(PresenceKind::Available, full("anna@lib/1"), jid("ask@ref"));
        presence.join = Some(HistoryWanted::default());
        let mut out = Out::default();
        assert_eq!(rooms.presence(&presence, &mut out), Outcome::Done);
        let answer = presences_to(&out, "anna@lib/1")[0];
        assert_eq!(answer.error.as_ref().map(|error| &error.condition), Some(&Condition::JidMalformed));
    }

    #[test]
    fn an_error_that_shows_the_client_gone_makes_it_vanish_and_another_does_not() {
        let mut rooms = staff_room();
        join(&mut rooms, "anna@lib/1", "Anna");
        let mut presence = Presence::new(PresenceKind::Error, full("anna@lib/1"), full("ask@ref/Anna"));
        presence.error = Some(StanzaError::new(ErrorType::Cancel, Condition::NotAcceptable));
        let mut out = Out::default();
        assert_eq!(rooms.presence(&presence, &mut out), Outcome::Done);
        presence.error = Some(StanzaError::new(ErrorType::Cancel, Condition::RemoteServerNotFound));
        let outcome = rooms.presence(&presence, &mut out);
        assert!(matches!(outcome, Outcome::Asked(Happening::Left(left)) if left.how == LeftHow::Vanished));
        assert!(presences_to(&out, "anna@lib/1").is_empty());
        record(&out);
        assert_restores(&rooms);
    }

    #[test]
    fn an_occupant_may_probe_another() {
        let mut rooms = staff_room();
        join(&mut rooms, "anna@lib/1", "Anna");
        let mut out = Out::default();
        let probe = Presence::new(PresenceKind::Probe, full("anna@lib/1"), full("ask@ref/Desk"));
        assert_eq!(rooms.presence(&probe, &mut out), Outcome::Done);
        assert_eq!(presences_to(&out, "anna@lib/1")[0].from, jid("ask@ref/Desk"));
    }
}
