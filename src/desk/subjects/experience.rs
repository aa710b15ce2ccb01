//! What librarians made of questions answered before: how often a stem and a concept went together.

use std::collections::{BTreeMap, HashMap};

use super::labels::{ConceptId, StemId};

#[derive(Debug, Default, Clone)]
pub struct Experience {
    pub questions: u32,
    /// In how many questions a stem was.
    pub stems: HashMap<StemId, u32>,
    /// How many questions had a concept.
    pub concepts: HashMap<ConceptId, u32>,
    /// By stem: with which concepts it went together, in how many questions.
    pub pairs: HashMap<StemId, BTreeMap<ConceptId, u32>>,
}

impl Experience {
    pub fn learn(&mut self, stems: &[StemId], concepts: &[ConceptId]) {
        self.questions += 1;
        for concept in concepts {
            *self.concepts.entry(*concept).or_default() += 1;
        }
        for stem in stems {
            *self.stems.entry(*stem).or_default() += 1;
            let with = self.pairs.entry(*stem).or_default();
            for concept in concepts {
                *with.entry(*concept).or_default() += 1;
            }
        }
    }

    pub fn stem(&self, stem: StemId) -> u32 {
        self.stems.get(&stem).copied().unwrap_or_default()
    }

    pub fn concept(&self, concept: ConceptId) -> u32 {
        self.concepts.get(&concept).copied().unwrap_or_default()
    }

    pub fn pair(&self, stem: StemId, concept: ConceptId) -> u32 {
        self.pairs.get(&stem).and_then(|with| with.get(&concept)).copied().unwrap_or_default()
    }
}
