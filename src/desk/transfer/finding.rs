//! Whom a transfer to a service or a query asks: the best of those who are there and free, one after the other. Nobody
//! waits here as a new session would: all whom the service may ask are asked at once in their order, and when nobody is
//! left whoever asked for it is told.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use jid::BareJid;

use super::MOST_INVITATIONS;
use crate::desk::Desk;
use crate::desk::routing::Candidate;
use crate::desk::session::{Offer, Passed, Recipient, Session, Transfer};
use crate::stanza::Show;
use crate::time::Time;

impl Desk {
    /// Asks the next; false when nobody is left.
    pub(super) fn ask_next(&mut self, now: Time, session: &mut Session, transfer: &mut Transfer) -> bool {
        let limits = self.limits(&session.service);
        let (person, until, chosen) = match &transfer.to {
            Recipient::Elsewhere(service) => {
                if transfer.invitations > 0 || transfer.since != now {
                    self.await_answer(now, session, transfer);
                    return transfer.until > now && transfer.invitations < MOST_INVITATIONS;
                }
                let to = service.clone();
                self.ask_elsewhere(now, session, transfer, &to, None);
                return true;
            }
            Recipient::Person(person) if transfer.passed.is_empty() => (person.clone(), now + limits.transfer, None),
            Recipient::Person(_) => return false,
            Recipient::Service(_) | Recipient::Query(_) => {
                let Some(best) = self.receivers(now, session, transfer).into_iter().next() else { return false };
                (best.operator, now + limits.offer, Some(best.chosen))
            }
        };
        let offer = Offer { operator: person.clone(), until: until.min(transfer.until), chosen };
        let reason = self.transfer_reason(now, session, transfer, &offer);
        transfer.offers.push(offer);
        self.invite_receiver(now, session, &person, reason);
        self.tell_asked(session, transfer, &person);
        true
    }

    /// Who could be asked next, the best first.
    pub(super) fn receivers(&self, now: Time, session: &Session, transfer: &Transfer) -> Vec<Candidate> {
        let mut view = session.clone();
        view.passed = transfer.passed.keys().map(|person| (person.clone(), Passed::Declined)).collect();
        let inside = session.held_by().into_iter().chain(&session.consultants).chain(&transfer.by);
        let asked = transfer.offers.iter().map(|offer| &offer.operator);
        view.passed.extend(inside.chain(asked).map(|person| (person.clone(), Passed::Declined)));
        // What only those nearest may be asked for is over: all are asked.
        view.queued = Time(0);
        let occupied = |operator: &BareJid| self.occupied(operator);
        let circumstances = self.circumstances(now, &occupied);
        match &transfer.to {
            Recipient::Service(id) => {
                let Some(service) = self.inventory.services.get(id) else { return Vec::new() };
                let choice = circumstances.choose(service, &view, &self.limits(id));
                circumstances.rank(service, &view.need, &choice)
            }
            Recipient::Query(text) => {
                let Ok(query) = self.query(text) else { return Vec::new() };
                let Some(service) = self.inventory.services.get(&session.service) else { return Vec::new() };
                let matching: BTreeSet<BareJid> = self.matching(now, &query);
                let there = self.duty.on_anywhere();
                let free = there.into_iter().filter(|(jid, show)| *show != Show::Dnd && matching.contains(*jid));
                let mut all: Vec<Candidate> = free
                    .filter(|(jid, _)| !view.passes_over(jid, now))
                    .filter_map(|(jid, show)| Some((self.inventory.operators.get(jid)?, show)))
                    .filter(|(operator, _)| occupied(&operator.jid) < operator.sessions)
                    .filter_map(|(operator, show)| circumstances.just(service, &view.need, operator, show))
                    .collect();
                all.sort_by_cached_key(|one| (Reverse(one.score), one.chosen.idle_since, one.operator.clone()));
                all
            }
            Recipient::Person(_) | Recipient::Elsewhere(_) => Vec::new(),
        }
    }
}
