//! What an operator said and a server gave back because the patron's client was away for a moment: it is said again,
//! under its id and in its order, before the next word to him.

use jid::BareJid;

use super::Desk;
use super::effect::Effect;
use super::inventory::ServiceId;
use super::session::Session;

const MOST: usize = 50;

impl Desk {
    pub(super) fn patron_missed(&mut self, service: &ServiceId, patron: &BareJid, id: String) {
        let Some(number) = self.by_patron.get(&(service.clone(), patron.clone())).copied() else { return };
        let Some(mut session) = self.take(number) else { return };
        if session.missed.len() < MOST && !session.missed.contains(&id) {
            session.missed.push(id);
        }
        self.put(session);
    }

    pub(super) fn say_missed(&mut self, session: &mut Session) {
        let ids = std::mem::take(&mut session.missed);
        if !ids.is_empty() {
            self.out.push(Effect::SayMissed { session: session.number, ids });
        }
    }
}
