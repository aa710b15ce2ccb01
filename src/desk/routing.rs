//! Who should be offered a session, and why (DESIGN §5): a pure function of the need, the profiles and who is on duty.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use jid::BareJid;

use super::duty::Duty;
use super::inventory::{Inventory, Operator, Service, ServiceId, kind};
use super::language::{Language, Level};
use super::need::Need;
use super::session::Chosen;
use crate::stanza::Show;

/// From this level on somebody can answer in a language.
pub const USABLE: Level = Level::B1;

/// What each circumstance is worth. The offer goes to the highest sum; equal ones to the longest idle, then by address.
mod weight {
    /// For each step of the common language's level above [`super::USABLE`].
    pub const LEVEL: i64 = 10;
    /// For each place that the common language stands further back in the patron's order.
    pub const LESS_WANTED: i64 = -25;
    pub const SUBJECT: i64 = 40;
    /// For the whole of her limit of sessions; less in proportion.
    pub const LOAD: i64 = -60;
    pub const AWAY: i64 = -200;
    pub const XA: i64 = -400;
}

#[derive(Debug, Clone, PartialEq)]
pub struct Candidate {
    pub operator: BareJid,
    pub score: i64,
    pub chosen: Chosen,
}

/// What the routing must know beside the need.
pub struct Circumstances<'a> {
    pub inventory: &'a Inventory,
    pub duty: &'a Duty,
    /// How many sessions an operator holds or is being offered.
    pub held: &'a dyn Fn(&BareJid) -> u32,
}

impl Circumstances<'_> {
    /// All who could answer this need in this service now, the best first. Those at their limit are left out.
    pub fn candidates(&self, service: &Service, need: &Need) -> Vec<Candidate> {
        let mut all: Vec<Candidate> =
            self.able(service, need).filter(|candidate| candidate.chosen.held < candidate.chosen.limit).collect();
        all.sort_by_cached_key(|one| (Reverse(one.score), one.chosen.idle_since, one.operator.clone()));
        all
    }

    /// Whether anybody on duty could answer, though perhaps not at once.
    pub fn anybody(&self, service: &Service, need: &Need) -> bool {
        self.able(service, need).next().is_some()
    }

    /// The languages in which anybody on duty could answer, those of most operators first.
    pub fn spoken(&self, service: &ServiceId) -> Vec<Language> {
        let mut known: BTreeMap<Language, usize> = BTreeMap::new();
        let on = self.duty.on(service).filter(|(_, show)| *show != Show::Dnd);
        for operator in on.filter_map(|(jid, _)| self.inventory.operators.get(jid)) {
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

    fn able(&self, service: &Service, need: &Need) -> impl Iterator<Item = Candidate> {
        let on = self.duty.on(&service.id).filter(|(_, show)| *show != Show::Dnd);
        on.filter_map(|(jid, show)| self.candidate(self.inventory.operators.get(jid)?, show, need))
    }

    fn candidate(&self, operator: &Operator, show: Show, need: &Need) -> Option<Candidate> {
        let common = need.languages.iter().enumerate().filter_map(|(place, wanted)| {
            let level = operator.level(&wanted.value).filter(|level| *level >= USABLE)?;
            let steps = level as i64 - USABLE as i64;
            Some((steps * weight::LEVEL + place as i64 * weight::LESS_WANTED, wanted.value.clone(), level))
        });
        let (language_score, language, level) = common.max_by_key(|(score, ..)| *score)?;
        let wanted = need.subjects.iter().map(|subject| &subject.value);
        let subjects: Vec<String> = wanted.filter(|id| operator.has(kind::SUBJECT, id)).cloned().collect();
        let held = (self.held)(&operator.jid);
        let load =
            if operator.sessions == 0 { 0 } else { weight::LOAD * i64::from(held) / i64::from(operator.sessions) };
        let willing = match show {
            Show::Away => weight::AWAY,
            Show::Xa => weight::XA,
            _ => 0,
        };
        let score = language_score + subjects.len() as i64 * weight::SUBJECT + load + willing;
        let idle_since = self.duty.free_since(&operator.jid).unwrap_or_default();
        let chosen = Chosen { language, level, subjects, held, limit: operator.sessions, idle_since };
        Some(Candidate { operator: operator.jid.clone(), score, chosen })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::desk::need::{Source, Wanted};
    use crate::desk::record::DutyClient;
    use crate::desk::sample;
    use crate::time::Time;

    fn on_duty(names: &[(&str, Show)]) -> Duty {
        let mut duty = Duty::default();
        for (minute, (name, show)) in (0..).zip(names) {
            duty.set(DutyClient {
                service: sample::service("ask"),
                client: format!("{name}@localhost/desk").parse().expect("a full JID"),
                show: *show,
                by_command: false,
                off: false,
                since: Time(minute * 60_000),
            });
        }
        duty
    }

    fn need(languages: &[&str], subjects: &[&str]) -> Need {
        let languages = languages.iter().map(|tag| Wanted { value: sample::language(tag), source: Source::Words });
        let subjects = subjects.iter().map(|id| Wanted { value: (*id).to_owned(), source: Source::Words });
        Need { languages: languages.collect(), subjects: subjects.collect(), ..Need::default() }
    }

    fn order(duty: &Duty, need: &Need, held: &dyn Fn(&BareJid) -> u32) -> Vec<String> {
        let inventory = sample::inventory();
        let circumstances = Circumstances { inventory: &inventory, duty, held };
        let found = circumstances.candidates(&inventory.services[&sample::service("ask")], need);
        found.into_iter().map(|one| one.operator.to_string().replace("@localhost", "")).collect()
    }

    #[test]
    fn only_those_who_share_a_language_are_candidates() {
        let duty = on_duty(&[("anna", Show::Available), ("bo", Show::Available), ("chen", Show::Available)]);
        assert_eq!(order(&duty, &need(&["sv"], &[]), &|_| 0), ["anna", "bo"]);
        assert_eq!(order(&duty, &need(&["zh"], &[]), &|_| 0), ["chen"]);
        assert!(order(&duty, &need(&["fi"], &[]), &|_| 0).is_empty());
    }

    #[test]
    fn a_wanted_subject_outweighs_idleness_and_load_outweighs_level() {
        let duty = on_duty(&[("anna", Show::Available), ("bo", Show::Available)]);
        assert_eq!(order(&duty, &need(&["sv"], &["ykl:33"]), &|_| 0), ["bo", "anna"]);
        let one = |jid: &BareJid| u32::from(jid.as_str().starts_with("anna"));
        assert_eq!(order(&duty, &need(&["sv"], &[]), &one), ["bo", "anna"]);
    }

    #[test]
    fn away_is_asked_last_and_dnd_never() {
        let duty = on_duty(&[("anna", Show::Away), ("bo", Show::Dnd), ("chen", Show::Available)]);
        assert_eq!(order(&duty, &need(&["en"], &[]), &|_| 0), ["chen", "anna"]);
    }

    #[test]
    fn who_is_at_her_limit_is_no_candidate_but_counts_as_somebody() {
        let duty = on_duty(&[("anna", Show::Available)]);
        let inventory = sample::inventory();
        let circumstances = Circumstances { inventory: &inventory, duty: &duty, held: &|_| 2 };
        let ask = &inventory.services[&sample::service("ask")];
        assert!(circumstances.candidates(ask, &need(&["sv"], &[])).is_empty());
        assert!(circumstances.anybody(ask, &need(&["sv"], &[])));
    }
}
