//! Whoever matches a service's query is invited to staff it, and answers: by joining its room or by a command, by
//! declining the invitation in her client or by a command, or not at all.

use std::collections::BTreeSet;

use jid::BareJid;

use super::{MOST_NAMED, shortened};
use crate::desk::Desk;
use crate::desk::effect::Effect;
use crate::desk::inventory::{ServiceId, Staffing, Stance, label};
use crate::desk::query::Query;
use crate::desk::sentence::Sentence;
use crate::time::Time;

/// Operators who are asked at once, the best first; the others are proposed.
const MOST_INVITED: usize = 500;
/// Characters of the reason that somebody gives for declining.
const REASON: usize = 200;

impl Desk {
    /// Whether somebody may join a service's staff room: she works there, or is invited to.
    pub fn may_staff(&self, operator: &BareJid, service: &ServiceId) -> bool {
        self.inventory.staffs(operator, service) || self.is_invited(operator, service)
    }

    pub(in crate::desk) fn is_invited(&self, operator: &BareJid, service: &ServiceId) -> bool {
        let known = self.inventory.operators.contains_key(operator) && self.inventory.services.contains_key(service);
        known && !self.inventory.is_ending(service) && self.stance(service, operator).is_some_and(Stance::is_asked)
    }

    /// The service of this name that she is invited to staff.
    pub(in crate::desk) fn invited_to(&self, operator: &BareJid, name: &str) -> Option<ServiceId> {
        name.to_lowercase().parse().ok().filter(|service| self.is_invited(operator, service))
    }

    pub(super) fn matching_service(&self, now: Time, id: &ServiceId) -> BTreeSet<BareJid> {
        let query = self.founded(id).and_then(|service| Query::parse(service.query.as_deref()?).ok());
        query.map(|query| self.matching(now, &query)).unwrap_or_default()
    }

    /// Those who match best, the best first.
    pub(super) fn best_of(&self, now: Time, id: &ServiceId) -> Vec<BareJid> {
        let query = self.founded(id).and_then(|service| Query::parse(service.query.as_deref()?).ok());
        let best = query.map(|query| self.search(now, &query, MOST_INVITED).matches).unwrap_or_default();
        best.into_iter().map(|one| one.operator).collect()
    }

    pub(super) fn invite_to_staff(&mut self, now: Time, by: &BareJid, service: &ServiceId, operator: &BareJid) {
        let staffing = Staffing { stance: Stance::Invited, at: now, by: Some(by.clone()) };
        self.set_staffing(now, service, operator, staffing);
        let language = self.operator_language(operator);
        let about = self.founded(service).and_then(|service| label(&service.descriptions, &language));
        let about = about.unwrap_or_default().to_owned();
        let (name, coordinator) = (self.service_name(service, &language), self.operator_name(by));
        let reason = Sentence::StaffInvitation {
            service: name.clone(),
            name: coordinator.clone(),
            about: about.clone(),
            id: service.to_string(),
        };
        let (to, asked) = (service.clone(), operator.clone());
        self.out.push(Effect::InviteToStaff { service: to, operator: asked, reason, language });
        // COMPAT: Dino 0.4 and Psi+ 1.4 show no reason, and servers keep nothing without a body for who is away.
        let days = self.limits(service).staff_invitation.into();
        let id = service.to_string();
        self.tell_person(operator, Sentence::StaffAsked { service: name, name: coordinator, about, id, days });
    }

    /// `!service NAME invite`: those proposed; or `all` who match and have not declined; or those named.
    pub(super) fn invite_more(&mut self, now: Time, by: &BareJid, id: &ServiceId, whom: &str) -> Vec<Sentence> {
        if self.inventory.is_ending(id) {
            return vec![Sentence::ServiceIsEnding { id: id.to_string() }];
        }
        let matched = self.matching_service(now, id);
        let invited = match whom.trim() {
            "" => self.who_stands(id, |stance| stance == Some(Stance::Proposed), &matched),
            "all" => self.who_stands(id, |stance| stance != Some(Stance::Declined), &matched),
            named => match self.named_operators(named) {
                Ok(named) => named,
                Err(unknown) => return vec![Sentence::NoSuchOperator { jid: shortened(&unknown) }],
            },
        };
        let invited: Vec<BareJid> = invited.into_iter().filter(|one| !self.inventory.staffs(one, id)).collect();
        let invited = &invited[..invited.len().min(MOST_INVITED)];
        if invited.is_empty() {
            return vec![Sentence::StaffNobodyToInvite { id: id.to_string() }];
        }
        for operator in invited {
            self.invite_to_staff(now, by, id, operator);
        }
        self.audit(now, by, "service", format!("invite {id} {}", addresses(invited)));
        let service = self.service_name(id, &self.operator_language(by));
        vec![Sentence::StaffInvitedNow { service, names: self.names_of(invited), operators: invited.len() as i64 }]
    }

    fn who_stands(
        &self,
        id: &ServiceId,
        wanted: impl Fn(Option<Stance>) -> bool,
        matched: &BTreeSet<BareJid>,
    ) -> Vec<BareJid> {
        matched.iter().filter(|one| wanted(self.stance(id, one))).cloned().collect()
    }

    fn named_operators(&self, named: &str) -> Result<Vec<BareJid>, String> {
        let words = named.split([',', ' ', '\n']).filter(|word| !word.is_empty()).take(MOST_INVITED);
        let known = |word: &str| {
            let jid = word.parse::<BareJid>().ok();
            let known = jid.filter(|jid| self.inventory.operators.contains_key(jid));
            known.or_else(|| self.person_named(word).ok()).ok_or_else(|| word.to_owned())
        };
        words.map(known).collect()
    }

    /// She comes to staff a service that she was invited to.
    pub(in crate::desk) fn accept_staffing(&mut self, now: Time, service: &ServiceId, operator: &BareJid) {
        let by = self.staffing(service, operator).and_then(|staffing| staffing.by.clone());
        self.set_staffing(now, service, operator, Staffing { stance: Stance::Accepted, at: now, by: by.clone() });
        self.set_staff(now, service, operator, true);
        let staff = self.inventory.operators_of(service).count() as i64;
        let told = Sentence::StaffAccepted {
            name: self.operator_name(operator),
            service: self.service_name(service, &self.staff_language(service)),
            staff,
        };
        self.tell_who_asked(by.as_ref(), told);
    }

    /// What the hub wrote to somebody came back: whoever has invited her is told, once for each invitation.
    pub(in crate::desk) fn staffing_unreachable(&mut self, now: Time, operator: &BareJid) {
        let asked = self.inventory.staffing.iter();
        let asked = asked.filter(|((_, asked), staffing)| asked == operator && staffing.stance == Stance::Invited);
        let asked: Vec<(ServiceId, Staffing)> =
            asked.map(|((service, _), staffing)| (service.clone(), staffing.clone())).collect();
        for (service, staffing) in asked {
            let by = staffing.by.clone();
            self.set_staffing(now, &service, operator, Staffing { stance: Stance::Unreached, ..staffing });
            let told = Sentence::StaffUnreached {
                name: self.operator_name(operator),
                jid: operator.to_string(),
                service: self.service_name(&service, &self.staff_language(&service)),
                id: service.to_string(),
            };
            self.tell_who_asked(by.as_ref(), told);
        }
    }

    /// She will not staff a service that she was invited to.
    pub(in crate::desk) fn decline_staffing(
        &mut self,
        now: Time,
        service: &ServiceId,
        operator: &BareJid,
        reason: Option<&str>,
    ) {
        if !self.is_invited(operator, service) {
            return;
        }
        let by = self.staffing(service, operator).and_then(|staffing| staffing.by.clone());
        self.set_staffing(now, service, operator, Staffing { stance: Stance::Declined, at: now, by: by.clone() });
        let told = Sentence::StaffDeclined {
            name: self.operator_name(operator),
            service: self.service_name(service, &self.staff_language(service)),
            reason: reason.unwrap_or_default().chars().take(REASON).collect(),
        };
        self.tell_who_asked(by.as_ref(), told);
    }

    /// `!accept SERVICE` to the hub.
    pub(in crate::desk) fn accept_by_command(
        &mut self,
        now: Time,
        service: &ServiceId,
        operator: &BareJid,
    ) -> Vec<Sentence> {
        self.accept_staffing(now, service, operator);
        let name = self.service_name(service, &self.operator_language(operator));
        vec![Sentence::StaffWelcome { service: name, id: service.to_string() }]
    }

    /// `!decline SERVICE`.
    pub(in crate::desk) fn decline_by_word(
        &mut self,
        now: Time,
        service: &ServiceId,
        operator: &BareJid,
    ) -> Vec<Sentence> {
        self.decline_staffing(now, service, operator, None);
        vec![Sentence::StaffDeclinedNow { service: self.service_name(service, &self.operator_language(operator)) }]
    }

    /// `!leave SERVICE`: she who came by invitation goes, when she holds none of its sessions.
    pub(in crate::desk) fn leave_staff(
        &mut self,
        now: Time,
        operator: &BareJid,
        wanted: Option<&str>,
    ) -> Vec<Sentence> {
        let Some(service) = self.came_by_invitation(operator, wanted) else {
            return vec![Sentence::StaffNotAsked {}];
        };
        let by = self.staffing(&service, operator).and_then(|staffing| staffing.by.clone());
        // As if her time to think were over: she goes now, or when the last session she holds there is over.
        let at = now - self.limits(&service).staff_lapse;
        self.set_staffing(now, &service, operator, Staffing { stance: Stance::Lapsing, at, by });
        let name = self.service_name(&service, &self.operator_language(operator));
        if self.holds_of(&service, operator) {
            return vec![Sentence::StaffLeavesLater { service: name }];
        }
        vec![Sentence::StaffLeavesNow { service: name }]
    }

    /// `!stay SERVICE`: she was asked whether she goes, and does not.
    pub(in crate::desk) fn stay_on_staff(
        &mut self,
        now: Time,
        operator: &BareJid,
        wanted: Option<&str>,
    ) -> Vec<Sentence> {
        let service = self.came_by_invitation(operator, wanted);
        let Some(service) = service.filter(|service| self.inventory.staffs(operator, service)) else {
            return vec![Sentence::StaffNotAsked {}];
        };
        let staffing = self.staffing(&service, operator).cloned();
        if let Some(staffing) = staffing.filter(|staffing| staffing.stance == Stance::Lapsing) {
            self.set_staffing(now, &service, operator, Staffing { stance: Stance::Stays, at: now, ..staffing });
        }
        vec![Sentence::StaffStays { service: self.service_name(&service, &self.operator_language(operator)) }]
    }

    /// The service meant, or the only one that has asked her whether she goes.
    fn came_by_invitation(&self, operator: &BareJid, wanted: Option<&str>) -> Option<ServiceId> {
        let came = |service: &ServiceId| {
            matches!(self.stance(service, operator), Some(Stance::Accepted | Stance::Lapsing | Stance::Stays))
        };
        match wanted {
            Some(wanted) => wanted.to_lowercase().parse().ok().filter(came),
            None => {
                let hers = self.inventory.operators.get(operator)?.services.iter();
                let mut asked = hers.filter(|service| self.stance(service, operator) == Some(Stance::Lapsing));
                asked.next().filter(|_| asked.next().is_none()).cloned()
            }
        }
    }

    pub(super) fn holds_of(&self, service: &ServiceId, operator: &BareJid) -> bool {
        let held = self.held.get(operator).into_iter().flatten();
        held.filter_map(|number| self.sessions.get(number)).any(|session| session.service == *service)
    }
}

/// For the audit list.
fn addresses(operators: &[BareJid]) -> String {
    let shown: Vec<String> = operators.iter().take(MOST_NAMED).map(BareJid::to_string).collect();
    let more = operators.len().saturating_sub(MOST_NAMED);
    if more > 0 { format!("{} +{more}", shown.join(" ")) } else { shown.join(" ") }
}
