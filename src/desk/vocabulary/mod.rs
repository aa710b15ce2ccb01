//! The words of the inventory's concepts, in all languages, and how concepts are related.

use std::collections::{BTreeMap, BTreeSet};

use super::inventory::{Concept, Inventory, kind, label};
use super::language::Language;

/// How far apart concepts still count as related.
const MOST_STEPS: u32 = 3;
const MOST_NARROWER: usize = 10_000;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Relation {
    Same,
    Exact,
    /// What is had is narrower by so many steps.
    Narrower(u32),
    Broader(u32),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Closeness {
    Exact,
    Prefix,
    Stem,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    pub id: String,
    pub kind: String,
    pub label: String,
    pub closeness: Closeness,
}

#[derive(Debug, Default)]
pub struct Vocabulary {
    concepts: BTreeMap<String, Concept>,
    narrower: BTreeMap<String, BTreeSet<String>>,
}

impl Vocabulary {
    pub fn of(inventory: &Inventory) -> Self {
        let mut vocabulary = Vocabulary::default();
        inventory.concepts.values().for_each(|concept| vocabulary.add(concept));
        vocabulary
    }

    pub fn add(&mut self, concept: &Concept) {
        for broader in &concept.broader {
            self.narrower.entry(broader.clone()).or_default().insert(concept.id.clone());
        }
        self.concepts.insert(concept.id.clone(), concept.clone());
    }

    pub fn find(&self, words: &str, of: Option<&str>) -> Vec<Found> {
        let words = words.trim().to_lowercase();
        let mut found = Vec::new();
        for concept in self.concepts.values().filter(|concept| of.is_none_or(|kind| concept.kind == kind)) {
            let labels = concept.labels.values().chain(concept.alternatives.iter().map(|(_, text)| text));
            let texts = labels.chain([&concept.id]).chain(&concept.notation);
            if let Some(text) = texts.into_iter().find(|text| text.to_lowercase() == words) {
                let (id, kind) = (concept.id.clone(), concept.kind.clone());
                found.push(Found { id, kind, label: text.clone(), closeness: Closeness::Exact });
            }
        }
        if of.is_none_or(|of| of == kind::LANGUAGE)
            && let Ok(tag) = words.parse::<Language>()
        {
            let (id, kind) = (tag.to_string(), kind::LANGUAGE.to_owned());
            found.push(Found { label: id.clone(), id, kind, closeness: Closeness::Exact });
        }
        found
    }

    pub fn name<'a>(&'a self, id: &'a str, language: &Language) -> &'a str {
        self.concepts.get(id).and_then(|concept| label(&concept.labels, language)).unwrap_or(id)
    }

    pub fn narrower<'a>(&'a self, id: &'a str) -> impl Iterator<Item = &'a str> {
        let (mut seen, mut waiting) = (BTreeSet::from([id]), vec![id]);
        while let Some(at) = waiting.pop() {
            for next in self.narrower.get(at).into_iter().flatten().map(String::as_str).chain(self.exact(at)) {
                if seen.len() < MOST_NARROWER && seen.insert(next) {
                    waiting.push(next);
                }
            }
        }
        seen.into_iter()
    }

    fn exact<'a>(&'a self, id: &'a str) -> impl Iterator<Item = &'a str> {
        let stated = self.concepts.get(id).into_iter().flat_map(|concept| &concept.exact).map(String::as_str);
        let other = self.concepts.values().filter(move |concept| concept.exact.contains(id));
        stated.chain(other.map(|concept| concept.id.as_str()))
    }

    pub fn relation(&self, wanted: &str, had: &str) -> Option<Relation> {
        if wanted == had {
            return Some(Relation::Same);
        }
        if self.exact(wanted).any(|id| id == had) {
            return Some(Relation::Exact);
        }
        let up = |from: &str, to: &str| {
            let mut at = BTreeSet::from([from]);
            for steps in 1..=MOST_STEPS {
                at = at.iter().filter_map(|id| self.concepts.get(*id)).flat_map(|one| &one.broader).map(|id| &**id).collect();
                if at.contains(to) {
                    return Some(steps);
                }
            }
            None
        };
        up(had, wanted).map(Relation::Narrower).or_else(|| up(wanted, had).map(Relation::Broader))
    }
}
