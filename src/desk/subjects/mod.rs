//! Subjects recognised in patrons' own words.
//!
//! What speaks for a concept is gathered from its labels in all languages, found by stems and in parts of compounds
//! ([`evidence`]), and from experience: which concepts librarians gave to questions with the same stems. The evidence
//! is weighed into how likely a librarian would give the concept ([`weights`]); only what is likely enough is
//! recognised, so that ordinary words recognise nothing. The same words, vocabulary and experience always give the same
//! answer.

pub mod evidence;
pub mod exact;
mod experience;
mod finnish;
mod labels;
mod reading;
pub(in crate::desk) mod stem;
#[cfg(test)]
mod tests;
pub mod weights;
mod words;

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use self::evidence::Evidence;
use self::experience::Experience;
pub use self::experience::{COMMON, MOST_PAIRS};
use self::labels::{Labels, StemId};
use self::reading::Reading;
use self::weights::Weights;
use super::inventory::{Concept, Inventory, kind};

/// How likely a concept is to be right, at least, to be recognised.
pub const LIKELY: f64 = 0.1;

/// A concept recognised in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recognised {
    /// Its id.
    pub concept: String,
    /// How likely a librarian would give it, in thousandths.
    pub score: u16,
    /// The patron's words it was read from, in their order, in lower case.
    pub words: Vec<String>,
}

/// What is remembered of one question: its stems (each `language:stem`, `language:` being in all of a language) and the
/// concepts a librarian gave. Its words' order and number are gone.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lesson {
    pub stems: BTreeSet<String>,
    pub concepts: BTreeSet<String>,
}

/// In how many questions a stem was; with a concept, in how many it went together with that.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Counted {
    /// `language:stem`.
    pub stem: String,
    /// Empty for the stem alone.
    pub concept: String,
    pub questions: i64,
}

/// The vocabulary by which subjects are recognised, and the experience with it. Drawn up once per inventory.
#[derive(Debug, Default)]
pub struct Subjects {
    labels: Labels,
    experience: Experience,
}

impl Subjects {
    /// Of labels, each with its concept's id and the language's primary subtag.
    pub fn of<'a>(labels: impl IntoIterator<Item = (&'a str, &'a str, &'a str)>) -> Self {
        let mut subjects = Subjects::default();
        subjects.labels.add_all(labels.into_iter());
        subjects
    }

    /// Of the subjects of an inventory.
    pub fn of_inventory(inventory: &Inventory) -> Self {
        let concepts = inventory.concepts.values().filter(|concept| concept.kind == kind::SUBJECT);
        Subjects::of(
            concepts
                .flat_map(|concept| labels(concept).map(|(language, label)| (concept.id.as_str(), language, label))),
        )
    }

    /// A concept is new or is another now.
    pub fn change(&mut self, concept: &Concept) {
        match concept.kind == kind::SUBJECT {
            true => self.add(&concept.id, labels(concept)),
            false => self.remove(&concept.id),
        }
    }

    /// With this experience.
    pub fn with(mut self, counted: Vec<Counted>) -> Self {
        self.experience_changed(counted);
        self
    }

    /// This is all the experience there is.
    pub fn experience_changed(&mut self, counted: Vec<Counted>) {
        self.experience = Experience::default();
        for Counted { stem, concept, questions } in counted {
            self.count(&stem, Some(concept.as_str()).filter(|concept| !concept.is_empty()), questions);
        }
    }

    /// All experience, in no particular order.
    pub fn counted(&self) -> Vec<Counted> {
        let counts = self.experience.counts().map(|(stem, concept, questions)| Counted {
            stem: self.named(stem),
            concept: concept.map(|concept| self.labels.concept_name(concept).to_owned()).unwrap_or_default(),
            questions: questions.into(),
        });
        counts.collect()
    }

    fn named(&self, stem: StemId) -> String {
        reading::named(&self.labels, stem)
    }

    /// Adds a concept, or changes its labels (language and text) to these.
    pub fn add<'a>(&mut self, concept: &'a str, labels: impl IntoIterator<Item = (&'a str, &'a str)>) {
        self.labels.remove(concept);
        self.labels.add_all(labels.into_iter().map(|(language, label)| (concept, language, label)));
    }

    /// The concept is recognised no more.
    pub fn remove(&mut self, concept: &str) {
        self.labels.remove(concept);
    }

    /// The subjects a text in these languages (primary subtags, none if that is not known) is likely about, at most so
    /// many, the likeliest first.
    pub fn recognise(&self, text: &str, languages: &[&str], most: usize) -> Vec<Recognised> {
        self.weighed(&weights::SHIPPED, text, languages, most, |_| true)
    }

    /// [`Subjects::recognise`] by other weights, and of wanted concepts only.
    pub fn weighed(
        &self,
        weights: &Weights,
        text: &str,
        languages: &[&str],
        most: usize,
        wanted: impl Fn(&str) -> bool,
    ) -> Vec<Recognised> {
        let reading = Reading::of(&self.labels, text, languages);
        let questions = self.questions(&reading);
        let evidence = evidence::evidence(&self.labels, &self.experience, &reading);
        let likely = evidence.into_iter().filter_map(|evidence| {
            let likelihood = weights.likelihood(&evidence.features, questions);
            (likelihood >= LIKELY).then(|| self.recognised(evidence, likelihood, &reading))
        });
        let mut likely: Vec<Recognised> = likely.filter(|recognised| wanted(&recognised.concept)).collect();
        likely.sort_by(|a, b| b.score.cmp(&a.score).then_with(|| a.concept.cmp(&b.concept)));
        likely.truncate(most);
        likely
    }

    fn recognised(&self, evidence: Evidence, likelihood: f64, reading: &Reading) -> Recognised {
        let mut words: Vec<String> = Vec::new();
        for word in evidence.words.iter().filter_map(|place| reading.words.get(*place)) {
            if !words.contains(word) {
                words.push(word.clone());
            }
        }
        let concept = self.labels.concept_name(evidence.concept).to_owned();
        Recognised { concept, score: (likelihood * 1000.0).round() as u16, words }
    }

    /// What speaks for each concept, by its id; for finding the weights.
    pub fn evidence(&self, text: &str, languages: &[&str]) -> Vec<(&str, Evidence)> {
        let reading = Reading::of(&self.labels, text, languages);
        let evidence = evidence::evidence(&self.labels, &self.experience, &reading);
        evidence.into_iter().map(|evidence| (self.labels.concept_name(evidence.concept), evidence)).collect()
    }

    /// How much experience there is in a text's languages.
    fn questions(&self, reading: &Reading) -> f64 {
        let totals = reading.tongues.iter().filter_map(|tongue| self.labels.find(*tongue, ""));
        totals.map(|total| self.experience.stem(&self.labels, total)).sum()
    }

    /// What is to be learned of a question in these languages to which a librarian gave these concepts. Stems of words
    /// that are neither any label's nor known from experience are left out unless `also_new`.
    pub fn lesson(
        &self,
        text: &str,
        languages: &[&str],
        concepts: impl IntoIterator<Item = String>,
        also_new: bool,
    ) -> Lesson {
        let mut stems = reading::lesson(&self.labels, text, languages);
        if !also_new {
            stems.retain(|stem| stem.ends_with(':') || self.stem(stem).is_some());
        }
        Lesson { stems, concepts: concepts.into_iter().collect() }
    }

    /// Whether a stem that was in so many questions may be kept: words of the vocabulary may, others once they are
    /// common.
    pub fn may_keep(&self, stem: &str, questions: i64) -> bool {
        let known = self.stem(stem).is_some_and(|stem| self.labels.spread(stem) > 0);
        known || stem.ends_with(':') || questions >= i64::from(COMMON)
    }

    /// Learns from a question.
    pub fn learn(&mut self, lesson: &Lesson) {
        self.count_lesson(lesson, 1);
    }

    /// Takes back what was learned from a question.
    pub fn unlearn(&mut self, lesson: &Lesson) {
        self.count_lesson(lesson, -1);
    }

    fn count_lesson(&mut self, lesson: &Lesson, questions: i64) {
        for stem in &lesson.stems {
            self.count(stem, None, questions);
            for concept in &lesson.concepts {
                self.count(stem, Some(concept), questions);
            }
        }
    }

    /// Adds to the number of questions with a stem (`language:stem`), or with a stem and a concept.
    pub fn count(&mut self, stem: &str, concept: Option<&str>, questions: i64) {
        let Some((tag, text)) = stem.split_once(':') else { return };
        let Some(tongue) = self.labels.intern_tongue(tag) else { return };
        let stem = self.labels.intern(tongue, text);
        let concept = concept.map(|concept| self.labels.intern_concept(concept));
        self.experience.count(&self.labels, stem, concept, questions);
    }

    fn stem(&self, stem: &str) -> Option<StemId> {
        let (tag, text) = stem.split_once(':')?;
        self.labels.find(self.labels.tongue(tag)?, text)
    }

    /// How many labels are known, and how many pairs of stem and concept are remembered.
    pub fn size(&self) -> (usize, usize) {
        (self.labels.labels(), self.experience.pairs())
    }
}

/// All labels of a concept, preferred or not, each with the primary subtag of its language.
fn labels(concept: &Concept) -> impl Iterator<Item = (&str, &str)> {
    let preferred = concept.labels.iter();
    let all = preferred.chain(concept.alternatives.iter().map(|(language, label)| (language, label)));
    all.map(|(language, label)| (language.primary(), label.as_str()))
}
