//! How far a session is taken (DESIGN §5): each widening is recorded and told to the staff, and what nobody had is
//! counted.

use std::collections::BTreeSet;

use jid::{BareJid, FullJid};

use super::effect::Effect;
use super::inventory::ServiceId;
use super::language::Language;
use super::record::{Record, Unmet, What};
use super::routing::{Account, Roster, Step, Teller, Why, home};
use super::sentence::Sentence;
use super::session::Session;
use super::{Desk, name};
use crate::stanza::Show;
use crate::time::Time;

/// Wanted things of one session that are counted as unmet.
const MOST_UNMET: usize = 50;

impl Desk {
    /// A session is about to be offered to those of this step: if that is further than before, it is recorded and told.
    pub(super) fn widened(&mut self, now: Time, session: &mut Session, step: Step, why: Why) {
        let Some(service) = self.inventory.services.get(&session.service) else { return };
        let library = home(service, &session.need).cloned();
        let first = if library.is_some() { Step::Library } else { Step::Service };
        if step <= session.widened.unwrap_or(first) {
            return;
        }
        session.widened = Some(step);
        let account = Account::Widened { service: session.service.clone(), step, why, library: library.clone() };
        let language = self.staff_language(&session.service);
        let circle = match step {
            Step::Consortium => self.teller(now, &language).circle(step, service.consortium.as_ref()),
            Step::Network => String::new(),
            _ => {
                let library = library.as_ref().and_then(|id| self.inventory.libraries.get(id));
                library.map(|library| library.name.clone()).unwrap_or_default()
            }
        };
        self.chronicle(session, now, What::Widened, None, account.detail());
        let (step, why) = (step.name().to_owned(), why.name().to_owned());
        let told = Sentence::StaffWidened { token: name(&session.token), step, why, circle };
        self.tell_staff(&session.service.clone(), told);
    }

    /// Counts what a session asked for and nobody had, each once.
    pub(super) fn count_unmet(&mut self, now: Time, session: &mut Session) {
        let roster = self.roster.take().unwrap_or_else(|| Roster::of(&self.inventory));
        if let Some(service) = self.inventory.services.get(&session.service) {
            let unmet = self.circumstances(now, &|_| 0).unmet(service, &session.need, &roster);
            for (asked, known) in unmet {
                if session.unmet.len() >= MOST_UNMET || session.unmet.contains(&asked) {
                    continue;
                }
                session.unmet.push(asked.clone());
                self.out.push(Effect::Record(Record::Unmet(Unmet {
                    at: now,
                    session: session.number,
                    service: session.service.clone(),
                    kind: asked.kind,
                    value: asked.value,
                    known,
                })));
            }
        }
        self.roster = Some(roster);
    }

    /// The clients to which an operator is sent an invitation: where she is on duty in the service, or else anywhere.
    pub(super) fn reachable(&self, service: &ServiceId, operator: &BareJid) -> Vec<FullJid> {
        let here = self.duty.reachable(service, operator);
        if !here.is_empty() {
            return here;
        }
        let elsewhere: BTreeSet<FullJid> = self.duty.reachable_anywhere(operator);
        elsewhere.into_iter().collect()
    }

    /// Whether somebody of its consortium, on duty elsewhere, could answer for a service.
    pub(super) fn is_answered_beyond(&self, service: &ServiceId) -> bool {
        let Some(known) = self.inventory.services.get(service).filter(|service| service.consortium.is_some()) else {
            return false;
        };
        let on_duty = self.duty.services().flat_map(|elsewhere| self.duty.on(elsewhere));
        on_duty.filter(|(_, show)| *show != Show::Dnd).any(|(operator, _)| {
            let operator = self.inventory.operators.get(operator);
            operator.is_some_and(|operator| self.inventory.may_serve(operator, known))
        })
    }

    /// What services that nobody of their own is on duty for show may hang on an operator of their consortium.
    pub(super) fn openings_beyond_changed(&mut self, operator: &BareJid) {
        for service in self.inventory.reached_by(operator) {
            if self.duty.on(&service).next().is_none() {
                self.out.push(Effect::ServiceChanged(service));
            }
        }
    }

    pub(super) fn teller<'a>(&'a self, now: Time, language: &'a Language) -> Teller<'a> {
        Teller { inventory: &self.inventory, vocabulary: &self.vocabulary, language, now }
    }
}

/// As sentences name a step beyond the usual one; nothing for the others.
pub(super) fn widened_name(step: Step) -> String {
    if step > Step::Service { step.name().to_owned() } else { String::new() }
}
