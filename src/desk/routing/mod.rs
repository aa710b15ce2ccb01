//! Who should be offered a session, and why (DESIGN §5): pure functions of the need, the profiles and who is on duty.
//!
//! What it costs follows who is on duty, not the roster. `docs/routing.md` tells all of it in words.

mod memory;
mod reasons;
mod review;
mod scarcity;
mod score;
#[cfg(test)]
mod tests;
mod unmet;
mod weights;
mod widening;

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use jid::BareJid;

pub use self::memory::{Account, RunnerUp, decision};
pub(super) use self::memory::{Decisions, RUNNERS_UP};
pub use self::reasons::Teller;
use self::scarcity::Rare;
use self::score::Scoring;
pub use self::score::{Common, Counted, Part};
pub(super) use self::unmet::Roster;
pub use self::weights::Weights;
pub use self::widening::{Step, Why};
use super::duty::Duty;
use super::inventory::{Inventory, LibraryId, Operator, Service, kind};
use super::language::{Language, Level};
use super::limits::Limits;
use super::need::{Asked, Need};
use super::session::{Chosen, Passed, Session};
use super::vocabulary::Vocabulary;
use crate::stanza::Show;
use crate::time::{Date, Time};

/// From this level on somebody can answer in a language.
pub const USABLE: Level = Level::B1;

#[derive(Debug, Clone, PartialEq)]
pub struct Candidate {
    pub operator: BareJid,
    pub score: i64,
    pub chosen: Chosen,
}

/// Somebody on duty who shares a language with the patron.
#[derive(Debug, Clone)]
pub struct Able<'a> {
    pub operator: &'a Operator,
    pub show: Show,
    /// She works for the service; else she is of its consortium.
    pub is_staff: bool,
    pub common: Common,
    /// How many sessions she holds or is being offered.
    pub held: u32,
}

impl Able<'_> {
    fn is_free(&self) -> bool {
        self.held < self.operator.sessions
    }
}

/// What the routing must know beside the need.
pub struct Circumstances<'a> {
    pub now: Time,
    pub inventory: &'a Inventory,
    pub vocabulary: &'a Vocabulary,
    pub weights: &'a Weights,
    pub duty: &'a Duty,
    /// How many sessions an operator holds or is being offered.
    pub held: &'a dyn Fn(&BareJid) -> u32,
}

/// Who is asked now, and when others may be asked too.
pub struct Choice<'a> {
    pub step: Step,
    pub why: Why,
    pub able: Vec<Able<'a>>,
    pub next: Option<Time>,
}

impl<'a> Circumstances<'a> {
    /// Those who may be asked now, by the step that a session has come to, in no order. Nobody at her limit is among
    /// them, and nobody who has just passed the session on.
    pub fn choose(&self, service: &'a Service, session: &Session, limits: &Limits) -> Choice<'a> {
        let need = &session.need;
        let free = |able: &Able| able.is_free() && !session.passes_over(&able.operator.jid, self.now);
        let staff: Vec<Able> = self.staff(service, need).collect();
        let home = home(service, need);
        let library_until = session.queued + limits.own_library;
        let mut next = None;
        if let (Some(home), true) = (home, self.now < library_until) {
            let beyond: Vec<Able> =
                if need.library.is_some() { self.beyond(service, need).collect() } else { Vec::new() };
            let is_home = |able: &&Able| able.operator.library.as_ref() == Some(home);
            let at_home = staff.iter().chain(&beyond).filter(is_home).filter(|able| free(able));
            let able: Vec<Able> = at_home.cloned().collect();
            if !able.is_empty() {
                return Choice { step: Step::Library, why: Why::First, able, next: Some(library_until) };
            }
        }
        let consortium_from = session.queued + limits.own_service;
        let nobody_fits = staff.is_empty();
        if service.consortium.is_some() && (nobody_fits || self.now >= consortium_from) {
            let able: Vec<Able> = staff.iter().cloned().chain(self.beyond(service, need)).filter(free).collect();
            if able.iter().any(|able| !able.is_staff) {
                let why = if nobody_fits { Why::NobodyFits } else { Why::Time };
                return Choice { step: Step::Consortium, why, able, next };
            }
        } else if service.consortium.is_some() {
            next = Some(consortium_from);
        }
        let why = match home {
            None => Why::First,
            Some(_) if self.now >= library_until => Why::Time,
            Some(_) => Why::NobodyFits,
        };
        Choice { step: Step::Service, why, able: staff.into_iter().filter(free).collect(), next }
    }

    /// Those who may be sent into a session of another hub: all of the service, or, where nobody of it could answer, of
    /// its consortium.
    pub fn choose_for(&self, service: &'a Service, need: &Need, will_not: &dyn Fn(&BareJid) -> bool) -> Choice<'a> {
        let free = |able: &Able| able.is_free() && !will_not(&able.operator.jid);
        let staff: Vec<Able> = self.staff(service, need).collect();
        if staff.is_empty() {
            let able = self.beyond(service, need).filter(free).collect();
            return Choice { step: Step::Consortium, why: Why::NobodyFits, able, next: None };
        }
        let able = staff.into_iter().filter(free).collect();
        Choice { step: Step::Service, why: Why::First, able, next: None }
    }

    /// Those of a choice, the best first.
    pub fn rank(&self, service: &Service, need: &Need, choice: &Choice<'a>) -> Vec<Candidate> {
        let mut scoring = Scoring::new(self.weights, self.vocabulary, need, self.now);
        scoring.home = home(service, need);
        scoring.beyond = choice.able.iter().any(|able| !able.is_staff);
        if choice.able.len() > 1 {
            scoring.rare = Rare::among(self.free(service, choice.step));
        }
        let mut all: Vec<Candidate> = choice.able.iter().map(|able| self.candidate(&scoring, able, choice)).collect();
        all.sort_by_cached_key(|one| (Reverse(one.score), one.chosen.idle_since, one.operator.clone()));
        all
    }

    fn candidate(&self, scoring: &Scoring<'a>, able: &Able<'a>, choice: &Choice<'a>) -> Candidate {
        let operator = able.operator.jid.clone();
        let idle_since = self.duty.free_since(&operator).unwrap_or_default();
        let parts = scoring.parts(able, idle_since);
        let (mut subjects, mut others) = (Vec::new(), Vec::new());
        for part in &parts {
            match &part.what {
                Counted::Has { kind, wanted, .. } if kind == kind::SUBJECT => subjects.push(wanted.clone()),
                Counted::Has { kind, wanted, .. } => others.push(Asked { kind: kind.clone(), value: wanted.clone() }),
                _ => {}
            }
        }
        let score = parts.iter().map(|part| part.points).sum();
        let chosen = Chosen {
            language: able.common.language.clone(),
            level: able.common.level,
            subjects,
            held: able.held,
            limit: able.operator.sessions,
            idle_since,
            others,
            step: choice.step,
            parts,
        };
        Candidate { operator, score, chosen }
    }

    /// Somebody in particular, whether the routing would choose her or not; nothing where she shares no language.
    pub fn just(&self, service: &Service, need: &Need, operator: &'a Operator, show: Show) -> Option<Candidate> {
        let is_staff = operator.services.contains(&service.id);
        let able = self.able(operator, show, is_staff, need)?;
        let step = if is_staff { Step::Service } else { Step::Consortium };
        let choice = Choice { step, why: Why::First, able: vec![able], next: None };
        self.rank(service, need, &choice).pop()
    }

    /// Whether anybody on duty could answer, though perhaps not at once.
    pub fn anybody(&self, service: &'a Service, need: &Need) -> bool {
        self.staff(service, need).next().is_some() || self.beyond(service, need).next().is_some()
    }

    /// Whether anybody on duty could answer who has not declined it, though perhaps not at once.
    pub fn anybody_left(&self, service: &'a Service, session: &Session) -> bool {
        let is_left = |able: &Able| {
            let operator = &able.operator.jid;
            *operator != session.patron.bare && session.passed.get(operator) != Some(&Passed::Declined)
        };
        self.staff(service, &session.need).chain(self.beyond(service, &session.need)).any(|able| is_left(&able))
    }

    /// Whether anybody at all could take another session of this service.
    pub fn anybody_free(&self, service: &'a Service) -> bool {
        let free = |operator: &Operator| (self.held)(&operator.jid) < operator.sessions;
        self.on(service).map(|(operator, _)| operator).any(free)
            || self.on_beyond(service).map(|(operator, _)| operator).any(free)
    }

    /// The languages in which anybody on duty could answer, those of most operators first.
    pub fn spoken(&self, service: &'a Service) -> Vec<Language> {
        let mut known: BTreeMap<Language, usize> = BTreeMap::new();
        for (operator, _) in self.on(service).chain(self.on_beyond(service)).filter(|(_, show)| *show != Show::Dnd) {
            let competences = operator.competences.iter().filter(|competence| competence.kind == kind::LANGUAGE);
            let tags: BTreeSet<Language> = competences.filter_map(|competence| competence.value.parse().ok()).collect();
            for tag in tags.into_iter().filter(|tag| operator.level(tag).is_some_and(|level| level >= USABLE)) {
                *known.entry(tag).or_default() += 1;
            }
        }
        let mut spoken: Vec<(Language, usize)> = known.into_iter().collect();
        spoken.sort_by_key(|(tag, operators)| (Reverse(*operators), tag.clone()));
        spoken.into_iter().map(|(tag, _)| tag).collect()
    }

    /// Operators of the service on duty in it.
    fn on(&self, service: &Service) -> impl Iterator<Item = (&'a Operator, Show)> {
        let inventory = self.inventory;
        let on = self.duty.on(&service.id);
        on.filter_map(move |(jid, show)| Some((inventory.operators.get(jid)?, show)))
    }

    /// Operators of the service's consortium on duty elsewhere on this hub and not here.
    fn on_beyond(&self, service: &'a Service) -> impl Iterator<Item = (&'a Operator, Show)> {
        let (inventory, duty) = (self.inventory, self.duty);
        let on = service.consortium.is_some().then(|| duty.on_anywhere()).into_iter().flatten();
        on.filter(move |(jid, _)| duty.show(&service.id, jid).is_none())
            .filter_map(move |(jid, show)| Some((inventory.operators.get(jid)?, show)))
            .filter(move |(operator, _)| inventory.may_serve(operator, service))
    }

    fn staff(&self, service: &'a Service, need: &Need) -> impl Iterator<Item = Able<'a>> {
        self.on(service).filter_map(|(operator, show)| self.able(operator, show, true, need))
    }

    fn beyond(&self, service: &'a Service, need: &Need) -> impl Iterator<Item = Able<'a>> {
        self.on_beyond(service).filter_map(|(operator, show)| self.able(operator, show, false, need))
    }

    fn able(&self, operator: &'a Operator, show: Show, is_staff: bool, need: &Need) -> Option<Able<'a>> {
        if show == Show::Dnd {
            return None;
        }
        let common = score::common(operator, need, self.weights, Date::of(self.now))?;
        Some(Able { operator, show, is_staff, common, held: (self.held)(&operator.jid) })
    }

    /// All who could take a session now, whatever their languages: among them it is counted what is rare.
    fn free(&self, service: &Service, step: Step) -> impl Iterator<Item = &'a Operator> {
        let beyond = (step == Step::Consortium).then(|| {
            let service = self.inventory.services.get(&service.id);
            service.map(|service| self.on_beyond(service)).into_iter().flatten()
        });
        let on = self.on(service).chain(beyond.into_iter().flatten());
        let free = on.filter(|(operator, show)| *show != Show::Dnd && (self.held)(&operator.jid) < operator.sessions);
        free.map(|(operator, _)| operator)
    }
}

/// The patron's own library: his own, if somebody said so, else the service's.
pub(super) fn home<'a>(service: &'a Service, need: &'a Need) -> Option<&'a LibraryId> {
    need.library.as_ref().map(|wanted| &wanted.value).or(service.library.as_ref())
}
