//! Those who wait are offered again when somebody comes on duty, becomes free, or more is known.

use std::collections::BTreeSet;

use jid::BareJid;

use super::Desk;
use super::inventory::ServiceId;
use super::session::{Session, State};
use crate::time::Time;

impl Desk {
    /// Somebody came on duty, or became free, or more is known: the waiting ones are offered again, in their order, and
    /// questions left behind by patrons who are still there come back into the queue.
    ///
    /// Shows change by themselves on idle desks, and the queue may be long: a session for which that changes nothing is
    /// neither taken up nor recorded.
    pub(super) fn reconsider(&mut self, now: Time, service: &ServiceId) {
        for number in self.waiting(service) {
            if !self.sessions.get(&number).is_some_and(|session| self.has_somewhere_to_go(now, session)) {
                continue;
            }
            let Some(mut session) = self.take(number) else { continue };
            let before = session.clone();
            self.route(now, &mut session, false);
            if session == before {
                self.put_back(session);
            } else {
                self.put(session);
            }
        }
        if !self.somebody_free(now, service) {
            return;
        }
        let questions = self.services.get(service).into_iter().flat_map(|sessions| &sessions.questions);
        let may_return = |number: &i64| {
            let session = self.sessions.get(number).filter(|session| session.patron.client.is_some());
            session.is_some_and(|session| self.somebody_free_for(now, session))
        };
        let left: Vec<i64> = questions.copied().filter(may_return).collect();
        for number in left {
            let Some(mut session) = self.take(number) else { continue };
            self.bring_back(now, &mut session);
            self.put(session);
        }
    }

    /// Operators who have fewer sessions than before the event are offered what waits.
    pub(super) fn use_freed(&mut self, now: Time) {
        let before = std::mem::take(&mut self.occupied_before);
        let freed = before.into_iter().filter(|(operator, before)| self.occupied(operator) < *before);
        let freed = freed.map(|(operator, _)| operator).filter(|operator| self.duty.is_on(operator));
        let services: BTreeSet<ServiceId> = freed.flat_map(|operator| self.inventory.reached_by(&operator)).collect();
        for service in services {
            for number in self.waiting(&service) {
                if !self.somebody_free(now, &service) {
                    break;
                }
                if !self.sessions.get(&number).is_some_and(|session| self.somebody_free_for(now, session)) {
                    continue;
                }
                let Some(mut session) = self.take(number) else { continue };
                self.route(now, &mut session, false);
                self.put(session);
            }
        }
        self.occupied_before.clear();
    }

    fn somebody_free(&self, now: Time, service: &ServiceId) -> bool {
        let Some(service) = self.inventory.services.get(service) else { return false };
        self.circumstances(now, &|operator| self.occupied(operator)).anybody_free(service)
    }

    /// Whether routing a waiting session now would change anything: somebody could be asked, or nobody is there any more.
    fn has_somewhere_to_go(&self, now: Time, session: &Session) -> bool {
        if session.patron_gone.is_some() && !session.is_left_behind() {
            return false;
        }
        session.is_left_behind() || self.somebody_free_for(now, session) || !self.somebody_for(now, session)
    }

    /// Whether a session could be offered to anybody now.
    pub(super) fn somebody_free_for(&self, now: Time, session: &Session) -> bool {
        let Some(service) = self.inventory.services.get(&session.service) else { return false };
        let occupied = |operator: &BareJid| self.occupied(operator);
        let choice = self.circumstances(now, &occupied).choose(service, session, &self.limits(&service.id));
        !choice.able.is_empty()
    }

    /// Those who wait and are not being offered to anybody, the longest waiting first.
    fn waiting(&self, service: &ServiceId) -> Vec<i64> {
        let queued =
            self.services.get(service).into_iter().flat_map(|sessions| &sessions.queue).map(|(_, number)| *number);
        let is_waiting =
            |number: &i64| self.sessions.get(number).is_some_and(|session| matches!(session.state, State::Waiting));
        queued.filter(is_waiting).collect()
    }

    /// Whether anybody on duty could answer this session, though perhaps not at once.
    pub(super) fn somebody_for(&self, now: Time, session: &Session) -> bool {
        let Some(service) = self.inventory.services.get(&session.service) else { return false };
        self.circumstances(now, &|operator| self.held_by(operator)).anybody(service, &session.need)
    }
}
