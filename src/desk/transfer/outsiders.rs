//! What people of other hubs, and those nobody here knows, may see and do about a session before they are in it and
//! after they have left it: no more than the agreement lets pass (decision 10).

use jid::BareJid;

use crate::desk::Desk;
use crate::desk::inventory::{Datum, Link};
use crate::desk::session::Session;

/// The commands of somebody who is asked to come, or was there.
pub(in crate::desk) const FROM_OUTSIDE: [&str; 2] = ["help", "decline"];

impl Session {
    pub fn is_inside(&self, person: &BareJid) -> bool {
        self.held_by() == Some(person) || self.consultants.contains(person)
    }
}

impl Desk {
    /// The link over which somebody who is not ours was sent, or is being asked.
    fn link_by(&self, session: &Session, person: &BareJid) -> Option<&Link> {
        let sent_by = session.guests.get(person).and_then(|guest| guest.of.as_ref());
        let asked = session.transfer.as_ref().filter(|_| session.is_handed_to(person));
        let asked = asked.and_then(|transfer| transfer.sender());
        self.inventory.link_of(sent_by.or(asked)?)
    }

    /// Whether somebody may read the names of our operators: she is one, or her hub's agreement says so.
    pub(in crate::desk) fn may_read_names(&self, session: &Session, person: &BareJid) -> bool {
        self.role(person).is_some() || self.link_by(session, person).is_some_and(|link| link.passes(Datum::Names))
    }

    /// What somebody whom another hub sends may read of a session while she has not joined it: `None` if she is not such a
    /// one, else whether the question may be in it.
    pub fn may_read_question_first(&self, number: i64, person: &BareJid) -> Option<bool> {
        let session = self.sessions.get(&number)?;
        let sent = session.transfer.as_ref().is_some_and(|transfer| transfer.sender().is_some());
        let asked = sent && session.is_handed_to(person) && !session.is_inside(person);
        asked.then(|| self.link_by(session, person).is_some_and(|link| link.passes(Datum::Question)))
    }
}
