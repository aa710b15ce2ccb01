//! Demand that met no competence: what a session asked for and nobody had, or nobody on duty (DESIGN §5).

use std::collections::HashSet;

use super::score::steps;
use super::{Circumstances, USABLE};
use crate::desk::inventory::{Inventory, Operator, Service, kind};
use crate::desk::language::macrolanguage;
use crate::desk::need::{Asked, Need};
use crate::desk::vocabulary::Vocabulary;
use crate::stanza::Show;

/// All that anybody of the hub can: drawn up when it is first asked about and again after the inventory has changed.
#[derive(Debug, Default)]
pub struct Roster {
    had: HashSet<(String, String)>,
}

impl Roster {
    pub fn of(inventory: &Inventory) -> Self {
        let mut had = HashSet::new();
        for one in inventory.operators.values().flat_map(|operator| &operator.competences) {
            if one.kind != kind::LANGUAGE {
                had.insert((one.kind.clone(), one.value.clone()));
            } else if one.level.is_none_or(|level| level >= USABLE) {
                had.insert((one.kind.clone(), primary(&one.value)));
            }
        }
        Roster { had }
    }

    fn has(&self, vocabulary: &Vocabulary, wanted: &Asked) -> bool {
        let had = |value: &str| self.had.contains(&(wanted.kind.clone(), value.to_owned()));
        if wanted.kind == kind::LANGUAGE {
            return had(&primary(&wanted.value));
        }
        had(&wanted.value) || vocabulary.narrower(&wanted.value).any(had)
    }
}

fn primary(tag: &str) -> String {
    macrolanguage(tag.split('-').next().unwrap_or_default()).to_lowercase()
}

impl<'a> Circumstances<'a> {
    /// What nobody on duty within a service's reach has of a need; with each, whether anybody of the hub has it.
    pub(in crate::desk) fn unmet(&self, service: &'a Service, need: &Need, roster: &Roster) -> Vec<(Asked, bool)> {
        let on: Vec<&Operator> = self
            .on(service)
            .chain(self.on_beyond(service))
            .filter(|(_, show)| *show != Show::Dnd)
            .map(|(operator, _)| operator)
            .collect();
        let wanted = |kind: &str, value: &str| Asked { kind: kind.to_owned(), value: value.to_owned() };
        let languages = need.languages.iter().map(|one| wanted(kind::LANGUAGE, one.value.as_str()));
        let subjects = need.subjects.iter().map(|one| wanted(kind::SUBJECT, &one.value));
        let others = need.others.iter().map(|one| one.value.clone());
        let met = |asked: &Asked| on.iter().any(|operator| self.has(operator, asked));
        let unmet = languages.chain(subjects).chain(others).filter(|asked| !met(asked));
        unmet.map(|asked| (asked.clone(), roster.has(self.vocabulary, &asked))).collect()
    }

    fn has(&self, operator: &Operator, asked: &Asked) -> bool {
        if asked.kind == kind::LANGUAGE {
            let level = asked.value.parse().ok().and_then(|language| operator.level(&language));
            return level.is_some_and(|level| level >= USABLE);
        }
        let hers = operator.competences.iter().filter(|one| one.kind == asked.kind);
        hers.into_iter()
            .any(|one| one.value == asked.value || steps(self.vocabulary, &asked.value, &one.value).is_some())
    }
}
