//! Pings to occupants (XEP-0410, XEP-0199): to oneself the room answers whether one is there (XEP-0410 §3.3 allows a room
//! to answer by itself), to a virtual occupant for it, to another person not at all.

use super::room::Room;
use super::{IqOutcome, Refusal};
use crate::stanza::Answer;

impl Room {
    pub(super) fn ping(&self, own_nick: &str, nick: &str) -> IqOutcome {
        match self.occupants.get(nick) {
            Some(occupant) if nick == own_nick || occupant.is_virtual() => IqOutcome::Answer(Answer::Empty),
            Some(_) => IqOutcome::Refused(Refusal::NoQueriesToOccupants.error()),
            None => IqOutcome::Refused(Refusal::NoSuchOccupant.error()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::muc::testing::*;
    use crate::stanza::{Iq, IqBody, Query};

    #[test]
    fn a_ping_to_oneself_tells_whether_one_is_there() {
        let mut rooms = staff_room();
        join(&mut rooms, "anna@lib/1", "Anna");
        join(&mut rooms, "bo@lib/1", "Bo");
        let refused = |refusal: Refusal| IqOutcome::Refused(refusal.error());
        for (from, nick, expected) in [
            ("anna@lib/1", "Anna", IqOutcome::Answer(Answer::Empty)),
            ("anna@lib/1", "Desk", IqOutcome::Answer(Answer::Empty)),
            ("anna@lib/1", "Bo", refused(Refusal::NoQueriesToOccupants)),
            ("anna@lib/1", "Nobody", refused(Refusal::NoSuchOccupant)),
            ("eve@home/1", "Anna", refused(Refusal::NotInRoom)),
            ("anna@lib/2", "Anna", refused(Refusal::NotInRoom)),
        ] {
            let to = full(&format!("ask@ref/{nick}")).into();
            let iq = Iq { from: jid(from), to, id: "1".into(), body: IqBody::Get(Query::Ping) };
            assert_eq!(rooms.iq(&iq), expected, "{from} {nick}");
        }
    }
}
