//! What is rare among those who are free: whoever alone can do something that this session does not need is spared
//! while others can take it.

use std::collections::HashMap;

use super::score::{Counted, Part};
use super::weights::Weights;
use crate::desk::inventory::{Operator, kind};
use crate::desk::language::tag_serves;
use crate::desk::need::Need;

/// How many of those who are free have what. Drawn up once for a routing, from who is on duty and not from the roster.
#[derive(Default)]
pub(super) struct Rare<'a> {
    languages: HashMap<&'a str, u32>,
    others: HashMap<(&'a str, &'a str), u32>,
}

impl<'a> Rare<'a> {
    pub fn among(free: impl Iterator<Item = &'a Operator>) -> Self {
        let mut rare = Rare::default();
        for operator in free {
            for tag in languages(operator) {
                *rare.languages.entry(tag).or_default() += 1;
            }
            for one in operator.competences.iter().filter(|one| one.kind != kind::LANGUAGE) {
                *rare.others.entry((&one.kind, &one.value)).or_default() += 1;
            }
        }
        rare
    }

    /// What is taken off for an operator, the gravest first.
    pub fn parts(&self, operator: &'a Operator, need: &Need, weights: &Weights) -> Vec<Part> {
        let mut found: Vec<(i64, &str, &str, u32)> = Vec::new();
        for tag in languages(operator).filter(|tag| !need.languages.iter().any(|one| tag_serves(tag, &one.value))) {
            let points = match self.languages.get(tag) {
                Some(1) => weights.sole_language,
                Some(2) => weights.rare_language,
                _ => continue,
            };
            found.push((points, kind::LANGUAGE, tag, self.languages.get(tag).map_or(0, |all| all - 1)));
        }
        let wanted = |of: &str, value: &str| match of {
            kind::SUBJECT => need.subjects.iter().any(|one| one.value == value),
            _ => need.others.iter().any(|one| one.value.kind == of && one.value.value == value),
        };
        for one in operator.competences.iter().filter(|one| one.kind != kind::LANGUAGE) {
            if self.others.get(&(&one.kind, &one.value)) == Some(&1) && !wanted(&one.kind, &one.value) {
                found.push((weights.sole_competence, &one.kind, &one.value, 0));
            }
        }
        // One rare language is reason enough: a second does not make her dearer, and neither do ten rare subjects.
        found.sort_by(|a, b| b.cmp(a));
        let mut left = weights.rare_most;
        let mut told_language = false;
        let mut parts = Vec::new();
        for (points, of, value, others) in found {
            let again = of == kind::LANGUAGE && std::mem::replace(&mut told_language, true);
            let points = points.min(left);
            if points > 0 && !again {
                left -= points;
                let what = Counted::Rare { kind: of.to_owned(), value: value.to_owned(), others };
                parts.push(Part { what, points: -points });
            }
        }
        parts
    }
}

/// The languages she can answer in, by their primary tags, each once.
fn languages(operator: &Operator) -> impl Iterator<Item = &str> {
    let mut seen: Vec<&str> = Vec::new();
    for one in operator.competences.iter().filter(|one| one.kind == kind::LANGUAGE) {
        let primary = crate::desk::language::macrolanguage(one.value.split('-').next().unwrap_or_default());
        if one.level.is_none_or(|level| level >= super::USABLE) && !seen.contains(&primary) {
            seen.push(primary);
        }
    }
    seen.into_iter()
}
