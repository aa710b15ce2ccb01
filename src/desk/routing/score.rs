//! How well somebody who could take a session fits it: points for each circumstance, and their sum.

use std::cell::RefCell;
use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use super::scarcity::Rare;
use super::weights::Weights;
use super::{Able, USABLE};
use crate::desk::inventory::{Competence, LibraryId, Operator, kind};
use crate::desk::language::{Language, Level, tag_serves};
use crate::desk::need::Need;
use crate::desk::vocabulary::{Relation, Vocabulary};
use crate::stanza::Show;
use crate::time::{Date, Time};

/// One circumstance and what it was worth.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    #[serde(flatten)]
    pub what: Counted,
    pub points: i64,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "is")]
pub enum Counted {
    /// The common language.
    Language {
        language: Language,
        level: Level,
        expired: bool,
    },
    /// Something wanted that she has, or something related to it: `steps` narrower (above zero) or broader.
    Has {
        kind: String,
        wanted: String,
        had: String,
        steps: i64,
        expired: bool,
    },
    HomeLibrary {
        library: LibraryId,
    },
    OwnStaff,
    Load {
        held: u32,
        limit: u32,
    },
    Idle {
        minutes: i64,
    },
    Away {
        xa: bool,
    },
    /// Something that this session does not need and that only so many others have.
    Rare {
        kind: String,
        value: String,
        others: u32,
    },
}

/// The language two people have in common, and what it is worth.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Common {
    pub language: Language,
    pub level: Level,
    pub expired: bool,
    pub points: i64,
}

/// The language that an operator and a patron best speak to each other in, if there is any.
pub(super) fn common(operator: &Operator, need: &Need, weights: &Weights, today: Date) -> Option<Common> {
    let known = || operator.competences.iter().filter(|one| one.kind == kind::LANGUAGE);
    let spoken = |(place, wanted): (i64, &Language)| {
        let usable = |one: &&Competence| one.level.is_none_or(|level| level >= USABLE);
        let fits = known().filter(usable).filter(|one| tag_serves(&one.value, wanted));
        let worth = |one: &Competence| {
            let (level, expired) = (one.level.unwrap_or(Level::B2), one.is_expired(today));
            let steps = (level as i64 - USABLE as i64) * weights.language_level;
            let steps = if expired { steps * weights.expired / 100 } else { steps };
            let points = steps - place * weights.language_order;
            Common { language: wanted.clone(), level, expired, points }
        };
        fits.map(worth).max_by_key(|one| (one.points, one.level))
    };
    let wanted = (0..).zip(need.languages.iter().map(|wanted| &wanted.value));
    let mut best: Option<Common> = None;
    for one in wanted.filter_map(spoken) {
        if best.as_ref().is_none_or(|best| one.points > best.points) {
            best = Some(one);
        }
    }
    best
}

/// What all candidates for one session are measured by.
pub(super) struct Scoring<'a> {
    pub weights: &'a Weights,
    pub vocabulary: &'a Vocabulary,
    pub need: &'a Need,
    pub home: Option<&'a LibraryId>,
    pub rare: Rare<'a>,
    /// Whether others than the service's own staff are among the candidates.
    pub beyond: bool,
    pub now: Time,
    /// What was found out about two concepts; colleagues share many.
    related: RefCell<HashMap<(&'a str, &'a str), Option<i64>>>,
}

impl<'a> Scoring<'a> {
    pub fn new(weights: &'a Weights, vocabulary: &'a Vocabulary, need: &'a Need, now: Time) -> Self {
        let (home, rare, related) = (None, Rare::default(), RefCell::default());
        Scoring { weights, vocabulary, need, home, rare, beyond: false, now, related }
    }

    /// All that counts for and against somebody; what is worth nothing is left out.
    pub fn parts(&self, able: &Able<'a>, idle_since: Time) -> Vec<Part> {
        let (weights, operator) = (self.weights, able.operator);
        let Common { language, level, expired, points } = able.common.clone();
        let mut parts = vec![Part { what: Counted::Language { language, level, expired }, points }];
        parts.extend(self.wanted().filter_map(|(kind, value)| self.has(operator, kind, value)));
        if let Some(home) = self.home.filter(|home| operator.library.as_ref() == Some(home)) {
            parts.push(Part { what: Counted::HomeLibrary { library: home.clone() }, points: weights.home_library });
        }
        if self.beyond && able.is_staff {
            parts.push(Part { what: Counted::OwnStaff, points: weights.own_staff });
        }
        let limit = operator.sessions;
        let load = if limit == 0 { 0 } else { weights.load * i64::from(able.held) / i64::from(limit) };
        parts.push(Part { what: Counted::Load { held: able.held, limit }, points: -load });
        let minutes = (self.now.since(idle_since).as_secs() / 60) as i64;
        if able.held == 0 && minutes > 0 {
            let points = minutes.saturating_mul(weights.idle).min(weights.idle_most);
            parts.push(Part { what: Counted::Idle { minutes }, points });
        }
        match able.show {
            Show::Away => parts.push(Part { what: Counted::Away { xa: false }, points: -weights.away }),
            Show::Xa => parts.push(Part { what: Counted::Away { xa: true }, points: -weights.xa }),
            _ => {}
        }
        parts.extend(self.rare.parts(operator, self.need, weights));
        let says =
            |part: &Part| part.points != 0 || matches!(part.what, Counted::Language { .. } | Counted::Has { .. });
        parts.retain(says);
        parts
    }

    fn wanted(&self) -> impl Iterator<Item = (&'a str, &'a str)> {
        let subjects = self.need.subjects.iter().map(|wanted| (kind::SUBJECT, wanted.value.as_str()));
        subjects.chain(self.need.others.iter().map(|wanted| (&*wanted.value.kind, &*wanted.value.value)))
    }

    /// The best that she has of what is wanted.
    fn has(&self, operator: &'a Operator, of: &'a str, wanted: &'a str) -> Option<Part> {
        let today = Date::of(self.now);
        let worth = |one: &'a Competence| {
            let steps = self.related(wanted, &one.value)?;
            let level = one.level.map_or(0, |level| level as i64 - Level::B2 as i64) * self.weights.competence_level;
            let points = self.weights.related((self.weights.of_kind(of) + level).max(1), steps);
            let expired = one.is_expired(today);
            let points = if expired { points * self.weights.expired / 100 } else { points };
            let (kind, wanted, had) = (of.to_owned(), wanted.to_owned(), one.value.clone());
            Some(Part { what: Counted::Has { kind, wanted, had, steps, expired }, points })
        };
        let hers = operator.competences.iter().filter(|one| one.kind == of);
        let mut best: Option<Part> = None;
        for one in hers.filter_map(worth) {
            if best.as_ref().is_none_or(|best| one.points > best.points) {
                best = Some(one);
            }
        }
        best
    }

    fn related(&self, wanted: &'a str, had: &'a str) -> Option<i64> {
        if wanted == had {
            return Some(0);
        }
        *self.related.borrow_mut().entry((wanted, had)).or_insert_with(|| steps(self.vocabulary, wanted, had))
    }
}

/// How much narrower (above zero) or broader a concept is than the one wanted, if it is related at all.
pub fn steps(vocabulary: &Vocabulary, wanted: &str, had: &str) -> Option<i64> {
    Some(match vocabulary.relation(wanted, had)? {
        Relation::Same | Relation::Exact => 0,
        Relation::Narrower(steps) => steps as i64,
        Relation::Broader(steps) => -(steps as i64),
    })
}
