//! What becomes of an asking: she declines, is silent or goes off duty; she is in the session, and out of it; the room is
//! not there; the agreement ends.

use jid::BareJid;

use super::{Assistance, Key, LATE, MOST_INSIDE, Part, Stage};
use crate::desk::Desk;
use crate::desk::inventory::ServiceId;
use crate::desk::refusal::Refusal;
use crate::desk::sentence::Sentence;
use crate::desk::session::Passed;
use crate::stanza::Show;
use crate::time::Time;

impl Desk {
    /// The room passes on that somebody whom we sent, or a service that we named, will not come.
    pub(in crate::desk) fn assistance_refused(&mut self, now: Time, key: &Key, person: &BareJid) {
        if !self.assists.all.get(key).is_some_and(|known| known.awaits(person)) {
            return;
        }
        let Some(mut assistance) = self.take_assistance(key) else { return };
        assistance.passed.insert(person.clone(), Passed::Declined);
        self.find_next(now, &mut assistance);
        self.put_assistance(now, assistance);
    }

    /// The room tells of somebody whom we sent: she is in the session, or not any more. She may have joined just before the
    /// room heard that we had given her up.
    pub(in crate::desk) fn assistance_changed(&mut self, now: Time, key: &Key, person: &BareJid, is_in: bool) {
        let Some(known) = self.assists.all.get(key) else { return };
        let changes = match is_in {
            true => {
                let sent = known.awaits(person) || known.passed.contains_key(person);
                sent && !known.inside.contains_key(person) && known.inside.len() < MOST_INSIDE
            }
            false => known.awaits(person) || known.inside.contains_key(person),
        };
        if !changes {
            return;
        }
        let Some(mut assistance) = self.take_assistance(key) else { return };
        if assistance.awaits(person) {
            assistance.stage = Stage::Settled;
        }
        let is_ours = self.inventory.operators.contains_key(person);
        if is_in && is_ours {
            assistance.passed.remove(person);
            assistance.inside.insert(person.clone(), now);
            assistance.part = Part::Answered;
            assistance.answered.get_or_insert((person.clone(), now));
            let (name, hub) = (self.operator_name(person), assistance.room.domain().to_string());
            self.tell_staff(&assistance.service.clone(), Sentence::StaffAssistanceTaken { name, hub });
        } else if !is_in && assistance.inside.remove(person).is_some() {
            self.duty.has_become_free(person, now);
        }
        self.put_assistance(now, assistance);
    }

    /// The room wants nobody of us any more.
    pub(in crate::desk) fn assistance_withdrawn(&mut self, now: Time, key: &Key) {
        if !self.assists.all.get(key).is_some_and(|known| known.is_asked() || known.late.is_some()) {
            return;
        }
        let Some(mut assistance) = self.take_assistance(key) else { return };
        if assistance.is_asked() {
            let hub = assistance.room.domain().to_string();
            self.tell_staff(&assistance.service.clone(), Sentence::StaffAssistanceWithdrawn { hub });
        }
        (assistance.stage, assistance.late) = (Stage::Settled, None);
        self.put_assistance(now, assistance);
    }

    /// The room is not there, or will hear nothing of us.
    pub(in crate::desk) fn assistance_unreachable(&mut self, now: Time, key: &Key) {
        let Some(mut assistance) = self.take_assistance(key) else { return };
        (assistance.stage, assistance.late) = (Stage::Settled, None);
        assistance.inside.clear();
        self.put_assistance(now, assistance);
    }

    /// What is due by now.
    pub(in crate::desk) fn run_assistances(&mut self, now: Time) {
        while let Some((_, key)) = self.assists.agenda.first().filter(|(at, _)| *at <= now).cloned() {
            let Some(mut assistance) = self.take_assistance(&key) else {
                self.assists.agenda.pop_first();
                continue;
            };
            // A hub that has gone tells nobody of its end.
            let longest = self.limits(&assistance.service).assistance;
            assistance.inside.retain(|_, since| *since + longest > now);
            let until = now + self.limits(&assistance.service).pass_over;
            match assistance.stage.clone() {
                Stage::Offered { operator, until: at } if at.min(assistance.until) <= now => {
                    self.passes(now, &mut assistance, &operator, Passed::Silent(until));
                }
                Stage::PassedOn { until: at, .. } if at.min(assistance.until) <= now => {
                    assistance.stage = Stage::Settled;
                }
                _ => {}
            }
            self.put_assistance(now, assistance);
        }
    }

    /// Somebody may have gone off duty, or wants to be left in peace: who is asked instead.
    pub(in crate::desk) fn assistances_follow(&mut self, now: Time, operator: &BareJid) {
        if self.duty.show_anywhere(operator).is_some_and(|show| show != Show::Dnd) {
            return;
        }
        let Some(of) = self.assists.of.get(operator) else { return };
        for key in of.clone() {
            let Some(mut assistance) = self.take_assistance(&key) else { continue };
            self.passes(now, &mut assistance, operator, Passed::Declined);
            self.put_assistance(now, assistance);
        }
    }

    /// Services and agreements have changed: what may not be asked any more is declined. Whoever is in a session stays
    /// until its own hub ends that.
    pub(in crate::desk) fn assistances_follow_agreements(&mut self, now: Time) {
        let may = |one: &Assistance| {
            self.inventory.services.contains_key(&one.service)
                && self.inventory.link_of(&one.hub).is_some_and(|link| link.admits(&one.service))
        };
        let over: Vec<Key> = self.assists.all().filter(|one| !may(one)).map(Assistance::key).collect();
        for key in over {
            let Some(mut assistance) = self.take_assistance(&key) else { continue };
            if assistance.is_asked() {
                if let Stage::Offered { operator, .. } = std::mem::replace(&mut assistance.stage, Stage::Settled) {
                    assistance.passed.insert(operator, Passed::Declined);
                    assistance.late = Some(now + LATE);
                }
                assistance.part = assistance.part.max(Part::Declined);
                let (room, inviter) = (assistance.room.clone(), assistance.inviter.clone());
                let reason = Refusal::NotInAgreement.sentence();
                self.decline_assistance(room, assistance.service.clone(), inviter, reason);
            }
            self.put_assistance(now, assistance);
        }
    }

    /// The service from which somebody was sent into a room of another hub.
    pub fn sent_into(&self, room: &BareJid, service: &ServiceId) -> bool {
        self.assistance(room, service).is_some()
    }
}

impl Assistance {
    /// She, or that service, is who is asked just now.
    fn awaits(&self, person: &BareJid) -> bool {
        match &self.stage {
            Stage::Offered { operator, .. } => operator == person,
            Stage::PassedOn { to, .. } => to == person,
            Stage::Settled => false,
        }
    }
}
