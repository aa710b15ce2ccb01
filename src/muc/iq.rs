//! Requests to rooms and their occupants. The hub's own (its disco, commands, version) are left to it, those to the
//! desk's occupant too.

use super::nick::DESK;
use super::{IqOutcome, ROOM_USER_ITEM, Refusal, Rooms, admin, reserved_nick};
use crate::stanza::{Answer, Iq, IqBody, Query};

impl Rooms {
    /// Reads only: what changes a room comes back as a happening, which the hub answers.
    pub fn iq(&self, iq: &Iq) -> IqOutcome {
        let address = iq.to.to_bare();
        if !self.has_rooms(&address) {
            return IqOutcome::NotOurs;
        }
        let (query, is_set) = match &iq.body {
            IqBody::Get(query) => (query, false),
            IqBody::Set(query) => (query, true),
            IqBody::Result(_) | IqBody::Error(_) => return IqOutcome::NotOurs,
        };
        let client = iq.from.clone().try_into_full().ok();
        let seat = client.as_ref().and_then(|client| self.room_of(&address, client)).and_then(|at| self.rooms.get(at));
        let own = client.as_ref().zip(seat).and_then(|(client, room)| Some((client, room, room.nick_of(client)?)));
        let refused = |refusal: Refusal| IqOutcome::Refused(refusal.error());

        if let Some(nick) = iq.to.resource() {
            return match (own, query) {
                (None, _) => refused(Refusal::NotInRoom),
                (Some((_, room, own_nick)), Query::Ping) => room.ping(own_nick, nick.as_str()),
                (Some(_), _) if nick.as_str() == DESK => IqOutcome::NotOurs,
                (Some((_, room, _)), _) if room.occupants.contains_key(nick.as_str()) => {
                    refused(Refusal::NoQueriesToOccupants)
                }
                (Some(_), _) => refused(Refusal::NoSuchOccupant),
            };
        }
        match (query, own) {
            (Query::MucAdmin(items), Some((client, room, nick))) if is_set => {
                room.change(client, nick, items).map_or_else(refused, IqOutcome::Asked)
            }
            (Query::MucAdmin(_), None) if is_set => refused(Refusal::NotInRoom),
            (Query::MucAdmin(items), _) => refused(admin::list(items)),
            (Query::MucOwner, _) => refused(Refusal::NotOwner),
            (Query::Register, _) => refused(Refusal::NoRegistration),
            (Query::DiscoInfo { node: Some(node) }, Some((_, _, nick))) if node == ROOM_USER_ITEM => {
                IqOutcome::Answer(Answer::DiscoInfo(reserved_nick(Some(nick))))
            }
            (Query::DiscoItems { node: None }, own) => {
                let items = own.map(|(_, room, _)| room.items()).unwrap_or_default();
                IqOutcome::Answer(Answer::DiscoItems { node: None, items })
            }
            _ => IqOutcome::NotOurs,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::muc::testing::*;

    fn outcome(rooms: &Rooms, from: &str, to: &str, query: Query) -> IqOutcome {
        rooms.iq(&Iq { from: jid(from), to: jid(to), id: "1".into(), body: IqBody::Get(query) })
    }

    #[test]
    fn what_rooms_do_not_do_is_refused_and_what_the_hub_does_is_not_ours() {
        let mut rooms = staff_room();
        join(&mut rooms, "anna@lib/1", "Anna");
        join(&mut rooms, "bo@lib/1", "Bo");
        let refused = |refusal: Refusal| IqOutcome::Refused(refusal.error());
        let items = || Query::DiscoItems { node: None };
        let info = || Query::DiscoInfo { node: None };
        let commands = || Query::DiscoItems { node: Some("http://jabber.org/protocol/commands".into()) };
        for (to, query, expected) in [
            ("ask@ref", Query::MucOwner, refused(Refusal::NotOwner)),
            ("ask@ref", Query::Register, refused(Refusal::NoRegistration)),
            ("ask@ref", Query::Ping, IqOutcome::NotOurs),
            ("ask@ref", Query::Unknown, IqOutcome::NotOurs),
            ("ask@ref", info(), IqOutcome::NotOurs),
            ("ask@ref", commands(), IqOutcome::NotOurs),
            ("ask@ref/Desk", commands(), IqOutcome::NotOurs),
            ("ask@ref/Bo", items(), refused(Refusal::NoQueriesToOccupants)),
            ("ask@ref/Nobody", items(), refused(Refusal::NoSuchOccupant)),
            ("elsewhere@ref", Query::MucOwner, IqOutcome::NotOurs),
        ] {
            assert_eq!(outcome(&rooms, "anna@lib/1", to, query), expected, "{to}");
        }
        assert_eq!(outcome(&rooms, "eve@home/1", "ask@ref/Desk", info()), refused(Refusal::NotInRoom));
    }

    #[test]
    fn who_is_there_is_told_to_those_who_are_there() {
        let mut rooms = staff_room();
        join(&mut rooms, "anna@lib/1", "Anna");
        let count = |rooms: &Rooms, from: &str| match outcome(rooms, from, "ask@ref", Query::DiscoItems { node: None })
        {
            IqOutcome::Answer(Answer::DiscoItems { items, .. }) => items.len(),
            other => panic!("{other:?}"),
        };
        assert_eq!(count(&rooms, "anna@lib/1"), 2);
        assert_eq!(count(&rooms, "eve@home/1"), 0);
    }

    #[test]
    fn an_occupants_reserved_nick_is_her_own_and_a_strangers_is_the_hubs_to_say() {
        let mut rooms = staff_room();
        join(&mut rooms, "anna@lib/1", "Anna");
        let query = || Query::DiscoInfo { node: Some(ROOM_USER_ITEM.into()) };
        let own = IqOutcome::Answer(Answer::DiscoInfo(reserved_nick(Some("Anna"))));
        assert_eq!(outcome(&rooms, "anna@lib/1", "ask@ref", query()), own);
        assert_eq!(outcome(&rooms, "eve@home/1", "ask@ref", query()), IqOutcome::NotOurs);
    }
}
