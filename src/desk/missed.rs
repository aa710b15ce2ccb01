//! What an operator said and a server gave back because the patron's client was away for a moment: it is said again,
//! under its id and in its order, before the next word to him. What cannot be said again is not passed over in silence:
//! whoever holds the session is told how many lines did not reach him, or the staff if it was closed first.

use jid::BareJid;

use super::effect::Effect;
use super::inventory::ServiceId;
use super::sentence::Sentence;
use super::session::Session;
use super::{Desk, name};

/// Lines of one session that are kept to be said again.
const MOST: usize = 50;

impl Desk {
    pub(super) fn patron_missed(&mut self, service: &ServiceId, patron: &BareJid, id: String) {
        let Some(number) = self.by_patron.get(&(service.clone(), patron.clone())).copied() else { return };
        let Some(mut session) = self.take(number) else { return };
        if session.missed.contains(&id) {
            return self.put_back(session);
        }
        if session.missed.len() < MOST {
            session.missed.push(id);
        } else {
            session.missed_more = session.missed_more.saturating_add(1);
        }
        self.put(session);
    }

    pub(super) fn say_missed(&mut self, session: &mut Session) {
        self.settle_missed(session, true);
    }

    /// The room that the patron has joined shows him what was said in the session, as far back as that is kept.
    pub(super) fn missed_is_shown(&mut self, session: &mut Session) {
        self.settle_missed(session, false);
    }

    fn settle_missed(&mut self, session: &mut Session, again: bool) {
        let ids = std::mem::take(&mut session.missed);
        let more = std::mem::take(&mut session.missed_more);
        if more > 0 || !ids.is_empty() {
            let language = self.session_room_language(session);
            let more = if again { more } else { 0 };
            self.out.push(Effect::SayMissed { session: session.number, ids, more, again, language });
        }
    }

    /// The session ends before they could be said again.
    pub(super) fn missed_for_good(&mut self, session: &Session) {
        let lines = session.missed.len() as i64 + i64::from(session.missed_more);
        if lines > 0 {
            let (token, last) = (name(&session.token), self.last_held_by(session));
            self.tell_staff(&session.service.clone(), Sentence::StaffLinesLost { name: last, token, lines });
        }
    }

    pub(super) fn last_held_by(&self, session: &Session) -> String {
        session.holder.as_ref().map(|holder| self.name_in(session, holder)).unwrap_or_default()
    }
}
