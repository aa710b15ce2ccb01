//! Words to concepts, and concepts to what is narrower.

use std::collections::{HashMap, HashSet, VecDeque};

use super::plan::words;
use crate::desk::inventory::{Concept, Inventory};

const MOST_NARROWER: usize = 20_000;

#[derive(Debug, Default)]
pub struct Lookup {
    labels: HashMap<String, Vec<String>>,
    kinds: HashMap<String, String>,
    narrower: HashMap<String, Vec<String>>,
    exact: HashMap<String, Vec<String>>,
}

impl Lookup {
    pub fn of(inventory: &Inventory) -> Self {
        let mut lookup = Lookup::default();
        inventory.concepts.values().for_each(|concept| lookup.add(concept));
        lookup
    }

    pub fn add(&mut self, concept: &Concept) {
        self.kinds.insert(concept.id.clone(), concept.kind.clone());
        let labels = concept.labels.values().chain(concept.alternatives.iter().map(|(_, text)| text));
        for label in labels.chain(&concept.notation) {
            let ids = self.labels.entry(words(label).join(" ")).or_default();
            if !ids.contains(&concept.id) {
                ids.push(concept.id.clone());
            }
        }
        for broader in &concept.broader {
            self.narrower.entry(broader.clone()).or_default().push(concept.id.clone());
        }
        for exact in &concept.exact {
            self.exact.entry(exact.clone()).or_default().push(concept.id.clone());
            self.exact.entry(concept.id.clone()).or_default().push(exact.clone());
        }
    }

    /// Ids and kinds of the concepts whose label, notation or id this is.
    pub fn find(&self, text: &str, kind: Option<&str>) -> Vec<(&str, &str)> {
        let labelled = self.labels.get(&words(text).join(" ")).into_iter().flatten();
        let by_id = self.kinds.get_key_value(text).map(|(id, _)| id);
        let ids = by_id.into_iter().chain(labelled.filter(|id| Some(*id) != by_id));
        let kinds = ids.filter_map(|id| Some((id.as_str(), self.kinds.get(id)?.as_str())));
        kinds.filter(|(_, own)| kind.is_none_or(|kind| kind == *own)).collect()
    }

    /// Itself, exact matches and all that is narrower, with the steps down to it.
    pub fn narrower<'a>(&'a self, id: &'a str) -> Vec<(&'a str, u8)> {
        let mut seen: HashSet<&str> = HashSet::from([id]);
        let mut queue = VecDeque::from([(id, 0_u8)]);
        let mut found = Vec::new();
        while let Some((id, steps)) = queue.pop_front() {
            found.push((id, steps));
            if found.len() == MOST_NARROWER {
                break;
            }
            let below = self.narrower.get(id).into_iter().flatten().map(|id| (id, steps.saturating_add(1)));
            let same = self.exact.get(id).into_iter().flatten().map(|id| (id, steps));
            for (id, steps) in same.chain(below) {
                if seen.insert(id) {
                    queue.push_back((id, steps));
                }
            }
        }
        found
    }
}
