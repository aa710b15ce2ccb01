//! What changes about a service's staff by itself: profiles change, so that others match its query; invitations lapse;
//! and who does not match any more drops out after having been asked.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use jid::BareJid;

use crate::desk::Desk;
use crate::desk::inventory::{Change, ServiceId, Staffing, Stance};
use crate::desk::sentence::Sentence;
use crate::time::Time;

/// An interruption of the link shorter than this does not count against days.
const COUNTS: Duration = Duration::from_secs(3600);

impl Desk {
    /// A profile, a word or a service has changed: who matches is looked at soon, with what else changes meanwhile.
    pub(in crate::desk) fn look_anew(&mut self, now: Time) {
        self.founding.stale = true;
        self.founding.ending = super::ending(&self.inventory);
        if self.inventory.services.values().any(|service| service.query.is_some()) {
            let at = now + self.around.limits.staff_gather;
            self.founding.review = Some(self.founding.review.map_or(at, |before| before.min(at)));
        }
    }

    /// What is due about the staff of services.
    pub(in crate::desk) fn run_staffing(&mut self, now: Time) {
        if self.founding.review.is_some_and(|at| at <= now) {
            self.founding.review = None;
            let services: Vec<ServiceId> = self.inventory.services.keys().cloned().collect();
            for service in services {
                if !self.inventory.is_ending(&service) {
                    self.review(now, &service);
                }
            }
        }
        if self.founding.stale || self.founding.due.is_some_and(|at| at <= now) {
            self.founding.stale = false;
            self.staff_due(now);
        }
    }

    fn review(&mut self, now: Time, service: &ServiceId) {
        if self.founded(service).is_none_or(|known| known.query.is_none()) {
            return;
        }
        let matched = self.matching_service(now, service);
        let before = self.founding.matched.insert(service.clone(), matched.clone());
        let newly = |operator: &BareJid| before.as_ref().is_some_and(|before| !before.contains(operator));
        let mut proposed = Vec::new();
        for operator in &matched {
            match self.stance(service, operator) {
                None if !self.inventory.staffs(operator, service) => proposed.push(operator.clone()),
                Some(Stance::Left) if newly(operator) => proposed.push(operator.clone()),
                Some(Stance::Lapsing | Stance::Stays) => self.matches_again(now, service, operator),
                _ => {}
            }
        }
        self.propose(now, service, &proposed);
        let accepted = self.staffing_of(service).filter(|(operator, staffing)| {
            staffing.stance == Stance::Accepted
                && !matched.contains(*operator)
                && self.inventory.staffs(operator, service)
        });
        let lapsing: Vec<BareJid> = accepted.map(|(operator, _)| operator.clone()).collect();
        self.ask_whether_they_go(now, service, &lapsing);
    }

    pub(super) fn staffing_of<'a>(
        &'a self,
        service: &'a ServiceId,
    ) -> impl Iterator<Item = (&'a BareJid, &'a Staffing)> {
        let all = self.inventory.staffing.iter().filter(move |((of, _), _)| of == service);
        all.map(|((_, operator), staffing)| (operator, staffing))
    }

    fn matches_again(&mut self, now: Time, service: &ServiceId, operator: &BareJid) {
        let Some(staffing) = self.staffing(service, operator).cloned() else { return };
        let was_asked = staffing.stance == Stance::Lapsing;
        self.set_staffing(now, service, operator, Staffing { stance: Stance::Accepted, at: now, ..staffing });
        if was_asked {
            let service = self.service_name(service, &self.operator_language(operator));
            self.tell_person(operator, Sentence::StaffStays { service });
        }
    }

    fn propose(&mut self, now: Time, service: &ServiceId, newcomers: &[BareJid]) {
        if newcomers.is_empty() {
            return;
        }
        for operator in newcomers {
            self.set_staffing(now, service, operator, Staffing { stance: Stance::Proposed, at: now, by: None });
        }
        let told = Sentence::StaffProposed {
            service: self.service_name(service, &self.staff_language(service)),
            names: self.names_of(newcomers),
            operators: newcomers.len() as i64,
            id: service.to_string(),
        };
        self.tell_who_asked(None, told);
    }

    fn ask_whether_they_go(&mut self, now: Time, service: &ServiceId, lapsing: &[BareJid]) {
        if lapsing.is_empty() {
            return;
        }
        let span = self.limits(service).staff_lapse.into();
        for operator in lapsing {
            let by = self.staffing(service, operator).and_then(|staffing| staffing.by.clone());
            self.set_staffing(now, service, operator, Staffing { stance: Stance::Lapsing, at: now, by });
            let name = self.service_name(service, &self.operator_language(operator));
            self.tell_person(operator, Sentence::StaffLapsing { service: name, id: service.to_string(), span });
        }
        let told = Sentence::StaffLapsingTold {
            service: self.service_name(service, &self.staff_language(service)),
            names: self.names_of(lapsing),
            operators: lapsing.len() as i64,
            span,
        };
        self.tell_who_asked(None, told);
    }

    /// Carries out what is due, and works out when the next is. Who holds a session of the service goes after it.
    fn staff_due(&mut self, now: Time) {
        let mut next: Option<Time> = None;
        let mut due: BTreeMap<ServiceId, (BTreeSet<BareJid>, BTreeSet<BareJid>)> = BTreeMap::new();
        for ((service, operator), staffing) in &self.inventory.staffing {
            let limits = self.limits(service);
            let at = match staffing.stance {
                Stance::Invited | Stance::Unreached => staffing.at + limits.staff_invitation,
                Stance::Lapsing => staffing.at + limits.staff_lapse,
                _ => continue,
            };
            if at > now {
                next = Some(next.map_or(at, |next| next.min(at)));
            } else if staffing.stance.is_asked() {
                due.entry(service.clone()).or_default().0.insert(operator.clone());
            } else if self.holds_of(service, operator) {
                // Looked at again with every event until it is over.
                self.founding.stale = true;
            } else {
                due.entry(service.clone()).or_default().1.insert(operator.clone());
            }
        }
        self.founding.due = next;
        let stale = self.founding.stale;
        for (service, (unanswered, gone)) in due {
            self.invitations_lapsed(now, &service, unanswered);
            gone.iter().for_each(|operator| self.drop_out(now, &service, operator));
        }
        // What was just done asks nobody anything.
        self.founding.stale = stale;
    }

    fn invitations_lapsed(&mut self, now: Time, service: &ServiceId, unanswered: BTreeSet<BareJid>) {
        let mut by_coordinator: BTreeMap<Option<BareJid>, Vec<BareJid>> = BTreeMap::new();
        for operator in unanswered {
            let by = self.staffing(service, &operator).and_then(|staffing| staffing.by.clone());
            self.set_staffing(now, service, &operator, Staffing { stance: Stance::Left, at: now, by: by.clone() });
            by_coordinator.entry(by).or_default().push(operator);
        }
        for (by, unanswered) in by_coordinator {
            let told = Sentence::StaffInvitationsLapsed {
                service: self.service_name(service, &self.staff_language(service)),
                names: self.names_of(&unanswered),
                operators: unanswered.len() as i64,
                id: service.to_string(),
            };
            self.tell_who_asked(by.as_ref(), told);
        }
    }

    fn drop_out(&mut self, now: Time, service: &ServiceId, operator: &BareJid) {
        let by = self.staffing(service, operator).and_then(|staffing| staffing.by.clone());
        self.set_staffing(now, service, operator, Staffing { stance: Stance::Left, at: now, by: by.clone() });
        self.set_staff(now, service, operator, false);
        let name = self.service_name(service, &self.operator_language(operator));
        self.tell_person(operator, Sentence::StaffGone { service: name });
        let told = Sentence::StaffLeft {
            name: self.operator_name(operator),
            service: self.service_name(service, &self.staff_language(service)),
        };
        self.tell_who_asked(by.as_ref(), told);
    }

    /// Nobody could be heard for so long: invitations and questions to staff stand that much longer.
    pub(in crate::desk) fn put_off_staffing(&mut self, now: Time, span: Duration) {
        if span < COUNTS {
            return;
        }
        let waits = |staffing: &Staffing| staffing.stance.is_asked() || staffing.stance == Stance::Lapsing;
        let waiting = self.inventory.staffing.iter().filter(|(_, staffing)| waits(staffing));
        for ((service, operator), staffing) in waiting.map(|(key, one)| (key.clone(), one.clone())).collect::<Vec<_>>()
        {
            let staffing = Staffing { at: staffing.at + span, ..staffing };
            self.change(now, Change::Staffing { service, operator, staffing });
        }
        self.founding.stale = true;
    }
}
