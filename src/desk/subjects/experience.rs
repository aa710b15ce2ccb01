//! What librarians made of questions answered before: in how many of them a stem and a concept went together.
//!
//! No question can be read out of it: it knows no more than numbers of questions, and a word that is in no label of the
//! vocabulary says nothing before it was in [`COMMON`] different ones.

use std::collections::{BTreeMap, HashMap};

use super::labels::{ConceptId, Labels, StemId};

/// A word that is no vocabulary's says nothing before it was in as many questions: names of persons seldom are.
pub const COMMON: u32 = 3;
/// At most as many pairs of a stem and a concept are remembered, of some 30 octets each. When there are more, all
/// numbers are halved and what comes to nothing is forgotten.
pub const MOST_PAIRS: usize = 500_000;

/// Each language has a stem that is in all of its questions: the empty one.
#[derive(Debug, Default)]
pub struct Experience {
    /// By stem: in how many questions it was.
    stems: HashMap<StemId, u32>,
    /// By concept: how many questions had it, in whatever language.
    concepts: HashMap<ConceptId, u32>,
    /// By stem: in how many questions it went together with each concept.
    pairs: HashMap<StemId, BTreeMap<ConceptId, u32>>,
    size: usize,
}

impl Experience {
    /// Adds to (or takes from) the number of questions a stem was in; with a concept, of those that had the concept.
    pub fn count(&mut self, labels: &Labels, stem: StemId, concept: Option<ConceptId>, questions: i64) {
        let Some(concept) = concept else {
            return add(self.stems.entry(stem).or_default(), questions);
        };
        if labels.stem_text(stem).is_empty() {
            add(self.concepts.entry(concept).or_default(), questions);
        }
        let with = self.pairs.entry(stem).or_default();
        let before = with.len();
        add(with.entry(concept).or_default(), questions);
        self.size += with.len() - before;
        if self.size > MOST_PAIRS {
            self.fade();
        }
    }

    fn fade(&mut self) {
        let half = |count: &mut u32| {
            *count /= 2;
            *count > 0
        };
        self.stems.retain(|_, count| half(count));
        self.concepts.retain(|_, count| half(count));
        self.pairs.values_mut().for_each(|with| with.retain(|_, count| half(count)));
        self.pairs.retain(|_, with| !with.is_empty());
        self.size = self.pairs.values().map(BTreeMap::len).sum();
    }

    /// In how many questions a stem was, if it may say something.
    pub fn stem(&self, labels: &Labels, stem: StemId) -> f64 {
        let count = self.stems.get(&stem).copied().unwrap_or_default();
        let kept = count >= COMMON || labels.spread(stem) > 0 || labels.stem_text(stem).is_empty();
        if kept { f64::from(count) } else { 0.0 }
    }

    /// How many questions had a concept.
    pub fn concept(&self, concept: ConceptId) -> f64 {
        f64::from(self.concepts.get(&concept).copied().unwrap_or_default())
    }

    /// In how many questions a stem and a concept went together.
    pub fn pair(&self, stem: StemId, concept: ConceptId) -> f64 {
        f64::from(self.pairs.get(&stem).and_then(|with| with.get(&concept)).copied().unwrap_or_default())
    }

    /// The concepts a stem went together with, and in how many questions.
    pub fn with(&self, stem: StemId) -> impl Iterator<Item = (ConceptId, f64)> {
        let with = self.pairs.get(&stem).into_iter().flatten();
        with.filter(|(_, count)| **count > 0).map(|(concept, count)| (*concept, f64::from(*count)))
    }

    /// All numbers: of stems, and of stems with a concept.
    pub fn counts(&self) -> impl Iterator<Item = (StemId, Option<ConceptId>, u32)> {
        let stems = self.stems.iter().map(|(stem, count)| (*stem, None, *count));
        let with = self.pairs.iter().flat_map(|(stem, with)| with.iter().map(|(c, count)| (*stem, Some(*c), *count)));
        stems.chain(with).filter(|(_, _, count)| *count > 0)
    }

    /// How many pairs are remembered.
    pub fn pairs(&self) -> usize {
        self.size
    }
}

fn add(count: &mut u32, questions: i64) {
    let sum = i64::from(*count).saturating_add(questions).max(0);
    *count = u32::try_from(sum).unwrap_or(u32::MAX);
}
