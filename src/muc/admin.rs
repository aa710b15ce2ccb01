//! Lists and changes by `muc#admin` (XEP-0045 §8, §9). Lists are shown to nobody: they would hold real JIDs.
//!
//! COMPAT: profanity, Dino and Converse ask for the lists on joining and go on well with `forbidden`; given patrons'
//! JIDs, Converse 14 showed them as members who are present.

use jid::FullJid;

use super::room::Room;
use super::{Happening, Refusal};
use crate::stanza::{AdminItem, Role};

/// XEP-0045 §9.5 and the like.
pub(super) fn list(items: &[AdminItem]) -> Refusal {
    match items {
        [item] if item.affiliation.is_some() || item.role.is_some() => Refusal::ListsAreClosed,
        _ => Refusal::BadAdminRequest,
    }
}

impl Room {
    /// XEP-0045 §8.2: a kick is the hub's to decide; everything else is fixed.
    pub(super) fn change(&self, client: &FullJid, nick: &str, items: &[AdminItem]) -> Result<Happening, Refusal> {
        let [item] = items else {
            return Err(if items.is_empty() { Refusal::BadAdminRequest } else { Refusal::AffiliationsAreFixed });
        };
        match item {
            AdminItem { affiliation: Some(_), .. } => Err(Refusal::AffiliationsAreFixed),
            AdminItem { role: Some(Role::None), nick: Some(target), .. } => {
                let occupant = self.occupants.get(target).ok_or(Refusal::NoSuchOccupant)?;
                if occupant.is_virtual() {
                    return Err(Refusal::RolesAreFixed);
                }
                Ok(Happening::KickAsked {
                    room: self.id.clone(),
                    client: client.clone(),
                    nick: nick.to_owned(),
                    target: target.clone(),
                    reason: item.reason.clone(),
                })
            }
            AdminItem { role: Some(_), nick: Some(_), .. } => Err(Refusal::RolesAreFixed),
            _ => Err(Refusal::BadAdminRequest),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::muc::testing::*;
    use crate::muc::{IqOutcome, Rooms};
    use crate::stanza::{Affiliation, Iq, IqBody, Query};

    fn outcome(rooms: &Rooms, from: &str, body: IqBody) -> IqOutcome {
        rooms.iq(&Iq { from: jid(from), to: jid("ask@ref"), id: "1".into(), body })
    }

    fn refused(refusal: Refusal) -> IqOutcome {
        IqOutcome::Refused(refusal.error())
    }

    #[test]
    fn no_list_is_shown() {
        let mut rooms = staff_room();
        join(&mut rooms, "anna@lib/1", "Anna");
        for affiliation in [Affiliation::Member, Affiliation::Owner, Affiliation::Admin, Affiliation::Outcast] {
            let item = AdminItem { affiliation: Some(affiliation), ..AdminItem::default() };
            let body = IqBody::Get(Query::MucAdmin(vec![item]));
            assert_eq!(outcome(&rooms, "anna@lib/1", body), refused(Refusal::ListsAreClosed));
        }
        let body = IqBody::Get(Query::MucAdmin(Vec::new()));
        assert_eq!(outcome(&rooms, "anna@lib/1", body), refused(Refusal::BadAdminRequest));
    }

    #[test]
    fn a_kick_is_asked_of_the_hub_and_nothing_else_can_be_changed() {
        let mut rooms = staff_room();
        join(&mut rooms, "anna@lib/1", "Anna");
        join(&mut rooms, "bo@lib/1", "Bo");
        let set = |item: AdminItem| IqBody::Set(Query::MucAdmin(vec![item]));
        let kick = |nick: &str| AdminItem { role: Some(Role::None), nick: Some(nick.into()), ..AdminItem::default() };
        let IqOutcome::Asked(Happening::KickAsked { target, nick, .. }) =
            outcome(&rooms, "anna@lib/1", set(kick("Bo")))
        else {
            panic!()
        };
        assert_eq!((nick.as_str(), target.as_str()), ("Anna", "Bo"));
        let ban =
            AdminItem { affiliation: Some(Affiliation::Outcast), jid: Some(jid("bo@lib")), ..AdminItem::default() };
        for (from, item, refusal) in [
            ("anna@lib/1", ban, Refusal::AffiliationsAreFixed),
            ("anna@lib/1", kick("Desk"), Refusal::RolesAreFixed),
            ("anna@lib/1", kick("Nobody"), Refusal::NoSuchOccupant),
            ("anna@lib/1", AdminItem { role: Some(Role::Visitor), ..kick("Bo") }, Refusal::RolesAreFixed),
            ("eve@home/1", kick("Bo"), Refusal::NotInRoom),
        ] {
            assert_eq!(outcome(&rooms, from, set(item)), refused(refusal));
        }
    }
}
