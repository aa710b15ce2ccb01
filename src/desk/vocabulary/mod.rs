//! The words for what people know: concepts of all kinds and languages by their labels in any language, and how concepts
//! stand to one another.
//!
//! What is compared is folded: case, accents and signs count for nothing, but a label with the very accents comes first.
//! Languages need no concepts in the inventory.

mod fold;
mod index;
mod languages;
mod relation;

use std::borrow::Cow;

use self::index::Index;
pub use self::languages::{NAMED_IN, prepare};
pub use self::relation::{MOST_STEPS, Relation};
use super::inventory::{Concept, Inventory, kind};
use super::language::Language;

/// How near a label is to the words that were looked for, the nearest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Closeness {
    /// A label, notation or id is these words.
    Exact,
    /// A label is these words in another form: `oikeuden` for `oikeus`.
    Stem,
    /// A label begins with these words.
    Prefix,
}

/// A concept found by words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    pub id: String,
    pub kind: String,
    /// The label that was found; of one found by id or notation, its first.
    pub label: String,
    pub closeness: Closeness,
}

/// All concepts of an inventory and the languages, by their words.
#[derive(Debug, Default)]
pub struct Vocabulary {
    concepts: Index,
}

impl Vocabulary {
    pub fn of(inventory: &Inventory) -> Self {
        let mut vocabulary = Vocabulary::default();
        vocabulary.concepts.add_all(inventory.concepts.values());
        vocabulary
    }

    /// Adds a concept, or puts it in the place of the one of that id.
    pub fn add(&mut self, concept: &Concept) {
        self.concepts.add(concept);
    }

    pub fn remove(&mut self, id: &str) {
        self.concepts.remove(id);
    }

    /// Makes of the vocabulary of `before` that of `after`, at the cost of what differs.
    pub fn follow(&mut self, before: &Inventory, after: &Inventory) {
        before.concepts.keys().filter(|id| !after.concepts.contains_key(*id)).for_each(|id| self.remove(id));
        let changed = after.concepts.values().filter(|concept| before.concepts.get(&concept.id) != Some(*concept));
        self.concepts.add_all(changed);
    }

    /// The concepts (of a kind, or of all) one of whose labels in any language is these words, exactly, in another form
    /// or as its beginning; also by notation and id. The closest first, each once, a hundred at most.
    pub fn find(&self, words: &str, kind: Option<&str>) -> Vec<Found> {
        self.found(words, kind, true)
    }

    /// Those of [`Vocabulary::find`] that the words name, and not only begin to: exactly, else in another form.
    pub fn named(&self, words: &str, kind: Option<&str>) -> Vec<Found> {
        let mut found = self.found(words, kind, false);
        let nearest = found.first().map(|found| found.closeness);
        found.retain(|found| Some(found.closeness) == nearest);
        found
    }

    fn found(&self, words: &str, kind: Option<&str>, beginnings: bool) -> Vec<Found> {
        let mut found = match kind {
            Some(kind::LANGUAGE) => Vec::new(),
            kind => self.concepts.find(words, kind, beginnings),
        };
        if kind.is_none_or(|kind| kind == kind::LANGUAGE) {
            found.extend(languages::find(words, beginnings));
            found.sort_by_key(|found| found.closeness);
        }
        found
    }

    /// Whether any concept or language is called exactly so.
    pub fn has(&self, words: &str) -> bool {
        self.concepts.has(words) || languages::has(words)
    }

    /// What people call a concept or language tag; the id where it has no name.
    pub fn name<'a>(&'a self, id: &'a str, language: &Language) -> Cow<'a, str> {
        let concept = self.concepts.name(id, language).map(Cow::Borrowed);
        concept.or_else(|| languages::name(id, language).map(Cow::Owned)).unwrap_or(Cow::Borrowed(id))
    }

    /// The kind of a concept that is known.
    pub fn kind(&self, id: &str) -> Option<&str> {
        self.concepts.kind(id).or_else(|| languages::is_one(id).then_some(kind::LANGUAGE))
    }

    /// A concept itself, what means the same and all that is narrower, transitively, each once; also concepts that are
    /// only referred to. An id that nobody knows is alone.
    pub fn narrower<'a>(&'a self, id: &'a str) -> impl Iterator<Item = &'a str> {
        self.below(id).map(|(id, _)| id)
    }

    /// As [`Vocabulary::narrower`], the nearest first, each with its [`Vocabulary::relation`] to the concept.
    pub fn below<'a>(&'a self, id: &'a str) -> impl Iterator<Item = (&'a str, Option<Relation>)> {
        let places = self.concepts.place(id).map(|place| self.concepts.narrower(place));
        let alone = places.is_none().then_some((id, Some(Relation::Same)));
        let all = places.unwrap_or_default().into_iter();
        let named = all.filter_map(|(place, relation)| Some((&*self.concepts.entry(place)?.id, relation)));
        alone.into_iter().chain(named)
    }

    /// How a concept somebody has stands to the one that is wanted; steps go to [`MOST_STEPS`].
    pub fn relation(&self, wanted: &str, had: &str) -> Option<Relation> {
        self.concepts.relation(wanted, had)
    }

    /// The next narrower concepts that are known.
    pub fn next_narrower<'a>(&'a self, id: &str) -> impl Iterator<Item = &'a str> {
        let entry = self.concepts.place(id).and_then(|place| self.concepts.entry(place));
        let narrower = entry.into_iter().flat_map(|entry| &entry.narrower);
        let known = narrower.filter_map(|place| self.concepts.entry(*place)).filter(|entry| entry.is_known());
        known.map(|entry| &*entry.id)
    }
}

#[cfg(test)]
mod tests;
