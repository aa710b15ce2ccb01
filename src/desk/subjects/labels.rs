//! The labels of all concepts by the stems of their words.

use std::collections::{HashMap, HashSet};

use snowball_stemmers_rs::Algorithm;

use super::words::{plain, stop_words, unqualified, words};
use super::{finnish, stem};

/// The words of a label beyond these are not looked at.
const MOST_LABEL_WORDS: usize = 12;
/// Labels in more languages than this are not looked at: each costs a stem for every word of a patron.
const MOST_TONGUES: usize = 24;
/// Characters the first part of a compound has at least, and fewer than its last part has.
const SHORTEST_PART: usize = 3;

/// A stem's place in the index, with its language.
pub type StemId = u32;
/// A concept's place in the index.
pub type ConceptId = u32;
/// A language's place in the index.
pub type TongueId = u8;

/// A label by its stems.
#[derive(Debug)]
pub struct Label {
    pub concept: ConceptId,
    pub tongue: TongueId,
    /// Its one word was taken apart: `suku` and `tutkimus`.
    pub split: bool,
    /// It begins with a capital letter, as names do.
    pub name: bool,
    /// In the label's order; empty when the label was taken away.
    pub stems: Box<[StemId]>,
    /// Length without the qualifier, at most 255.
    pub characters: u8,
}

/// What belongs to one language of the labels.
#[derive(Debug)]
struct Tongue {
    /// Primary subtag.
    tag: String,
    algorithm: Option<Algorithm>,
    stop: HashSet<&'static str>,
    stems: HashMap<Box<str>, StemId>,
    /// Stems of labels without their accents, where they have some.
    plain: HashMap<Box<str>, StemId>,
}

#[derive(Debug)]
struct Stem {
    text: Box<str>,
    tongue: TongueId,
    /// How many labels it is in.
    spread: u32,
    /// The labels of which it is the rarest.
    rarest: Vec<u32>,
}

/// How a label's stem was found in a patron's word; the earlier, the surer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum How {
    Whole,
    /// Typed without accents.
    Plain,
    /// It is the last part of a compound: `kirja` of `sukukirja`.
    Head,
    /// It is the first part.
    Modifier,
}

#[derive(Debug, Default)]
pub struct Labels {
    concepts: Vec<(Box<str>, Vec<u32>)>,
    places: HashMap<Box<str>, ConceptId>,
    tongues: Vec<Tongue>,
    stems: Vec<Stem>,
    labels: Vec<Label>,
}

impl Labels {
    /// Adds the labels (concept, language, text) of many concepts. All are known before any is indexed: which stem is
    /// a label's rarest, and which compounds can be taken apart, depends on all of them.
    pub fn add_all<'a>(&mut self, labels: impl Iterator<Item = (&'a str, &'a str, &'a str)>) {
        let mut added: Vec<(u32, Option<String>)> = Vec::new();
        for (concept, language, text) in labels {
            let concept = self.intern_concept(concept);
            added.extend(self.add(concept, language, text));
        }
        let split: Vec<u32> = added.iter().filter_map(|(label, word)| self.split(*label, word.as_deref()?)).collect();
        for label in added.iter().map(|(label, _)| *label).chain(split) {
            self.index(label);
        }
    }

    /// Takes a concept's labels away.
    pub fn remove(&mut self, concept: &str) {
        let Some((_, labels)) = self.places.get(concept).and_then(|id| self.concepts.get_mut(*id as usize)) else {
            return;
        };
        for label in std::mem::take(labels) {
            for stem in std::mem::take(&mut self.labels[label as usize].stems) {
                self.stems[stem as usize].spread -= 1;
            }
        }
    }

    pub fn intern_concept(&mut self, id: &str) -> ConceptId {
        *self.places.entry(id.into()).or_insert_with(|| {
            self.concepts.push((id.into(), Vec::new()));
            (self.concepts.len() - 1) as ConceptId
        })
    }

    pub fn concept_id(&self, id: &str) -> Option<ConceptId> {
        self.places.get(id).copied()
    }

    pub fn concept_name(&self, concept: ConceptId) -> &str {
        &self.concepts[concept as usize].0
    }

    pub fn labels_of(&self, concept: ConceptId) -> impl Iterator<Item = &Label> {
        self.concepts[concept as usize].1.iter().map(|label| &self.labels[*label as usize])
    }

    pub fn label(&self, label: u32) -> &Label {
        &self.labels[label as usize]
    }

    pub fn labels(&self) -> usize {
        self.labels.len()
    }

    /// The labels of which a stem is the rarest.
    pub fn by_rarest(&self, stem: StemId) -> &[u32] {
        &self.stems[stem as usize].rarest
    }

    /// In how many labels a stem is; none for words of patrons only.
    pub fn spread(&self, stem: StemId) -> u32 {
        self.stems[stem as usize].spread
    }

    pub fn stem_text(&self, stem: StemId) -> &str {
        &self.stems[stem as usize].text
    }

    pub fn tongue_of(&self, stem: StemId) -> TongueId {
        self.stems[stem as usize].tongue
    }

    /// The rarest stem of a label.
    pub fn key(&self, label: &Label) -> Option<StemId> {
        label.stems.iter().copied().min_by_key(|stem| (self.spread(*stem), *stem))
    }

    pub fn tongues(&self) -> impl Iterator<Item = TongueId> + use<> {
        0..self.tongues.len() as TongueId
    }

    pub fn tongue(&self, tag: &str) -> Option<TongueId> {
        self.tongues.iter().position(|tongue| tongue.tag == tag).map(|place| place as TongueId)
    }

    pub fn tag(&self, tongue: TongueId) -> &str {
        &self.tongues[usize::from(tongue)].tag
    }

    pub fn is_stop(&self, tongue: TongueId, word: &str) -> bool {
        self.tongues[usize::from(tongue)].stop.contains(word)
    }

    /// The tongue of a primary subtag, a new one where there is room.
    pub fn intern_tongue(&mut self, tag: &str) -> Option<TongueId> {
        if let Some(known) = self.tongue(tag) {
            return Some(known);
        }
        if self.tongues.len() == MOST_TONGUES {
            return None;
        }
        self.tongues.push(Tongue {
            tag: tag.to_owned(),
            algorithm: stem::algorithm(tag),
            stop: stop_words(tag),
            stems: HashMap::new(),
            plain: HashMap::new(),
        });
        Some((self.tongues.len() - 1) as TongueId)
    }

    pub fn find(&self, tongue: TongueId, stem: &str) -> Option<StemId> {
        self.tongues[usize::from(tongue)].stems.get(stem).copied()
    }

    pub fn intern(&mut self, tongue: TongueId, stem: &str) -> StemId {
        if let Some(known) = self.find(tongue, stem) {
            return known;
        }
        let id = self.stems.len() as StemId;
        self.stems.push(Stem { text: stem.into(), tongue, spread: 0, rarest: Vec::new() });
        self.tongues[usize::from(tongue)].stems.insert(stem.into(), id);
        id
    }

    /// A word's stem by the language's algorithm.
    pub fn stem(&self, tongue: TongueId, word: &str) -> String {
        let own = &self.tongues[usize::from(tongue)];
        stem::stem(word, &own.tag, own.algorithm)
    }

    /// Adds a label, which is found once it is indexed. With it comes its word, if it has but one.
    fn add(&mut self, concept: ConceptId, language: &str, text: &str) -> Option<(u32, Option<String>)> {
        let tongue = self.intern_tongue(language)?;
        let own = unqualified(text);
        let mut words = words(&own, MOST_LABEL_WORDS);
        let tells = |word: &String| word.chars().nth(1).is_some_and(|_| !self.is_stop(tongue, word));
        if words.len() != 1 && !words.iter().any(tells) || words.iter().all(|word| word.chars().nth(1).is_none()) {
            return None;
        }
        let finnish = self.tag(tongue) == "fi";
        let stem = |word: &String| if finnish { finnish::base(word) } else { self.stem(tongue, word) };
        let stems: Vec<String> = words.iter().map(stem).collect();
        let stems: Box<[StemId]> = stems.iter().map(|stem| self.intern(tongue, stem)).collect();
        let tongue_own = &mut self.tongues[usize::from(tongue)];
        for stem in &stems {
            let text = &self.stems[*stem as usize].text;
            let without = plain(text);
            if without != **text {
                tongue_own.plain.entry(without.into()).or_insert(*stem);
            }
        }
        let own = own.trim();
        let name = own.starts_with(char::is_uppercase);
        let characters = own.chars().count().min(255) as u8;
        let label = self.put(Label { concept, tongue, split: false, name, stems, characters });
        Some((label, words.pop().filter(|_| words.is_empty())))
    }

    fn put(&mut self, label: Label) -> u32 {
        let place = self.labels.len() as u32;
        label.stems.iter().for_each(|stem| self.stems[*stem as usize].spread += 1);
        self.concepts[label.concept as usize].1.push(place);
        self.labels.push(label);
        place
    }

    /// Takes a label's one word apart, so that it is also found where its parts stand alone.
    fn split(&mut self, label: u32, word: &str) -> Option<u32> {
        let Label { concept, tongue, name, characters, ref stems, .. } = self.labels[label as usize];
        let stem = self.stem_text(*stems.first()?).to_owned();
        let (first, last) = self.parts(tongue, word, &[stem])?;
        let stems = [first?, last].into();
        Some(self.put(Label { concept, tongue, split: true, name, stems, characters }))
    }

    fn index(&mut self, label: u32) {
        if let Some(key) = self.key(&self.labels[label as usize]) {
            self.stems[key as usize].rarest.push(label);
        }
    }

    /// A compound's first and last part, both of them words of labels, with the longest last part there is; or the
    /// last part alone, where the first is in no label. `stems`: those of the whole word.
    fn parts(&self, tongue: TongueId, word: &str, stems: &[String]) -> Option<(Option<StemId>, StemId)> {
        let tag = self.tag(tongue);
        if !stem::has_compounds(tag) {
            return None;
        }
        let known = |stem: &str| self.find(tongue, stem).filter(|stem| self.spread(*stem) > 0);
        let mut alone = None;
        for (cut, _) in word.char_indices().skip(SHORTEST_PART) {
            let (first, last) = word.split_at(cut);
            if last.chars().nth(SHORTEST_PART).is_none() {
                break;
            }
            let ends = |stem: &String| {
                let end = stem.strip_prefix(first).filter(|end| end.chars().nth(SHORTEST_PART - 1).is_some())?;
                known(end)
            };
            let head = if tag == "fi" { stems.iter().find_map(ends) } else { known(&self.stem(tongue, last)) };
            let Some(head) = head else { continue };
            let modifier = if tag == "fi" {
                finnish::bases(first).iter().find_map(|base| known(base))
            } else {
                known(&self.stem(tongue, first))
            };
            if modifier.is_some() {
                return Some((modifier, head));
            }
            if alone.is_none() && last.chars().nth(SHORTEST_PART + 1).is_some() {
                alone = Some((None, head));
            }
        }
        alone
    }

    /// The stems of labels a patron's word stands for, and how each was found. `accents`: he typed some.
    pub fn look(&self, tongue: TongueId, word: &str, accents: bool) -> Vec<(StemId, How)> {
        let own = &self.tongues[usize::from(tongue)];
        let stems: Vec<String> =
            if own.tag == "fi" { finnish::bases(word).into_iter().collect() } else { vec![self.stem(tongue, word)] };
        let known = |stem: &String| self.find(tongue, stem).filter(|stem| self.spread(*stem) > 0);
        let mut found: Vec<(StemId, How)> = stems.iter().filter_map(known).map(|stem| (stem, How::Whole)).collect();
        if found.is_empty() && !accents {
            let plain = stems.iter().filter_map(|stem| own.plain.get(stem.as_str()));
            found.extend(plain.map(|stem| (*stem, How::Plain)));
        }
        if let Some((first, last)) = self.parts(tongue, word, &stems) {
            found.push((last, How::Head));
            found.extend(first.map(|stem| (stem, How::Modifier)));
        }
        found
    }
}
