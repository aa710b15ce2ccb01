//! How a service is staffed, for coordinators.

use std::collections::BTreeSet;

use jid::BareJid;

use crate::desk::inventory::{ServiceId, Stance};
use crate::desk::language::Language;
use crate::desk::sentence::Sentence;
use crate::desk::{Desk, MOST_LISTED};
use crate::time::Time;

impl Desk {
    pub(super) fn list_founded(&self, now: Time, language: &Language) -> Vec<Sentence> {
        let services = self.inventory.services.keys().take(MOST_LISTED).map(|id| self.staffing_line(id, language));
        let gone = self.inventory.ended.values().filter(|ended| !self.inventory.is_ending(&ended.service.id));
        let ended = gone.take(MOST_LISTED).map(|ended| Sentence::ServiceEndedLine {
            id: ended.service.id.to_string(),
            ago: now.since(ended.at).into(),
        });
        let lines: Vec<Sentence> = services.chain(ended).collect();
        if lines.is_empty() { vec![Sentence::ServiceHow {}] } else { lines }
    }

    /// The service, and one line for each of its staff and each who was asked.
    pub(super) fn show_service(&self, now: Time, id: &ServiceId, language: &Language) -> Vec<Sentence> {
        let mut lines = vec![self.staffing_line(id, language)];
        if let Some(query) = self.founded(id).and_then(|service| service.query.clone()) {
            lines.push(Sentence::ServiceQueryLine { query });
        }
        let staff = self.inventory.operators_of(id).map(|operator| operator.jid.clone());
        let asked = self.staffing_of(id).map(|(operator, _)| operator.clone());
        let everybody: BTreeSet<BareJid> = staff.chain(asked).collect();
        let left = everybody.len().saturating_sub(MOST_LISTED);
        for operator in everybody.iter().take(MOST_LISTED) {
            let staffing = self.staffing(id, operator);
            let stance = match staffing.map(|staffing| staffing.stance) {
                Some(stance) => stance.name(),
                None => "staff",
            };
            lines.push(Sentence::ServiceStaffLine {
                name: self.operator_name(operator),
                jid: operator.to_string(),
                stance: stance.to_owned(),
                since: now.since(staffing.map_or(now, |staffing| staffing.at)).into(),
                on_duty: i64::from(self.duty.show(id, operator).is_some()),
            });
        }
        if left > 0 {
            lines.push(Sentence::ListGoesOn { more: left as i64 });
        }
        lines
    }

    fn staffing_line(&self, id: &ServiceId, language: &Language) -> Sentence {
        let mut invited = 0;
        let mut proposed = 0;
        for (_, staffing) in self.staffing_of(id) {
            invited += i64::from(staffing.stance.is_asked());
            proposed += i64::from(staffing.stance == Stance::Proposed);
        }
        Sentence::ServiceStaffing {
            service: self.service_name(id, language),
            id: id.to_string(),
            state: if self.inventory.is_ending(id) { "ending" } else { "running" }.to_owned(),
            staff: self.inventory.operators_of(id).count() as i64,
            on_duty: self.duty.on(id).count() as i64,
            invited,
            proposed,
        }
    }
}
