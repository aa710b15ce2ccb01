//! The labels of all concepts by their stems.

use std::collections::{BTreeMap, HashMap, HashSet};

use snowball_stemmers_rs::Algorithm;

use super::{finnish, stem};
use super::words::{plain, stop_words, unqualified, words};

/// A label has no more words than this; the rest is not looked at.
const MOST_LABEL_WORDS: usize = 12;
/// A part of a compound has at least as many characters.
const SHORTEST_PART: usize = 3;

pub type StemId = u32;
pub type ConceptId = u32;

/// A label by its stems.
#[derive(Debug)]
pub struct Label {
    pub concept: ConceptId,
    /// Place in `Labels::tongues`.
    pub tongue: u8,
    /// The words came of taking a compound apart: `suku`, `tutkimus`.
    pub split: bool,
    pub stems: Box<[StemId]>,
    pub qualifier: Box<[StemId]>,
    pub characters: u8,
}

/// What belongs to one language of the labels.
#[derive(Debug)]
pub struct Tongue {
    pub tag: String,
    algorithm: Option<Algorithm>,
    pub stop: HashSet<&'static str>,
    stems: HashMap<Box<str>, StemId>,
    /// Stems without their accents, where they have some.
    plain: HashMap<Box<str>, StemId>,
}

/// How a stem was found in a word; the earlier, the surer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum How {
    Whole,
    Grade,
    Plain,
    /// The last part of a compound: `kirja` of `sukukirja`.
    Head,
    /// Its first part.
    Modifier,
}

#[derive(Debug, Default)]
pub struct Labels {
    pub concepts: Vec<Box<str>>,
    places: HashMap<Box<str>, ConceptId>,
    pub tongues: Vec<Tongue>,
    pub labels: Vec<Label>,
    /// By stem: how many labels it is in, those taken apart included.
    pub spread: Vec<u32>,
    /// By stem: the labels of which it is the rarest.
    pub rarest: Vec<Vec<u32>>,
    /// By stem: the tongue it belongs to.
    pub tongue_of: Vec<u8>,
    /// By concept: its labels.
    pub of_concept: Vec<Vec<u32>>,
}

impl Labels {
    pub fn concept(&mut self, id: &str) -> ConceptId {
        if let Some(place) = self.places.get(id) {
            return *place;
        }
        let place = self.concepts.len() as ConceptId;
        self.concepts.push(id.into());
        self.places.insert(id.into(), place);
        self.of_concept.push(Vec::new());
        place
    }

    pub fn known(&self, id: &str) -> Option<ConceptId> {
        self.places.get(id).copied()
    }

    /// The tongue of a language's primary subtag.
    pub fn tongue(&mut self, tag: &str) -> Option<u8> {
        if let Some(place) = self.tongues.iter().position(|tongue| tongue.tag == tag) {
            return Some(place as u8);
        }
        if self.tongues.len() == usize::from(u8::MAX) {
            return None;
        }
        self.tongues.push(Tongue {
            tag: tag.to_owned(),
            algorithm: stem::algorithm(tag),
            stop: stop_words(tag),
            stems: HashMap::new(),
            plain: HashMap::new(),
        });
        Some((self.tongues.len() - 1) as u8)
    }

    pub fn stem(&self, tongue: u8, word: &str) -> String {
        let own = &self.tongues[usize::from(tongue)];
        stem::stem(word, &own.tag, own.algorithm)
    }

    /// The stem by which a label's word is found: of Finnish words their base.
    pub fn label_stem(&self, tongue: u8, word: &str) -> String {
        if self.tongues[usize::from(tongue)].tag == "fi" { finnish::base(word) } else { self.stem(tongue, word) }
    }

    fn label_stems(&self, tongue: u8, word: &str) -> Vec<String> {
        if self.tongues[usize::from(tongue)].tag == "fi" {
            finnish::bases(word).into_iter().collect()
        } else {
            vec![self.stem(tongue, word)]
        }
    }

    pub fn find(&self, tongue: u8, stem: &str) -> Option<StemId> {
        self.tongues[usize::from(tongue)].stems.get(stem).copied()
    }

    /// The number of a stem, a new one where it is new.
    pub fn intern(&mut self, tongue: u8, stem: &str) -> StemId {
        if let Some(id) = self.find(tongue, stem) {
            return id;
        }
        let id = self.spread.len() as StemId;
        self.spread.push(0);
        self.rarest.push(Vec::new());
        self.tongue_of.push(tongue);
        let own = &mut self.tongues[usize::from(tongue)];
        let without = plain(stem);
        if without != stem {
            own.plain.entry(without.into()).or_insert(id);
        }
        own.stems.insert(stem.into(), id);
        id
    }

    fn stems_of(&mut self, tongue: u8, text: &str) -> Vec<StemId> {
        let mut stems = Vec::new();
        for word in words(text, MOST_LABEL_WORDS) {
            if word.chars().nth(1).is_some() {
                let stem = self.label_stem(tongue, &word);
                stems.push(self.intern(tongue, &stem));
            }
        }
        stems
    }

    /// Adds a label. It is found once [`Labels::index`] was called for it.
    pub fn add(&mut self, concept: ConceptId, tag: &str, text: &str) -> Option<u32> {
        let tongue = self.tongue(tag)?;
        let (own, qualifier) = unqualified(text);
        let own_words = words(&own, MOST_LABEL_WORDS);
        let all_stop = own_words.iter().all(|w| self.tongues[usize::from(tongue)].stop.contains(w.as_str()));
        let stems = self.stems_of(tongue, &own);
        if stems.is_empty() || (all_stop && own_words.len() > 1) {
            return None;
        }
        let qualifier = self.stems_of(tongue, &qualifier);
        let characters = own.trim().chars().count().min(255) as u8;
        Some(self.put(Label { concept, tongue, split: false, stems: stems.into(), qualifier: qualifier.into(), characters }))
    }

    fn put(&mut self, label: Label) -> u32 {
        let place = self.labels.len() as u32;
        for stem in label.stems.iter() {
            self.spread[*stem as usize] += 1;
        }
        self.of_concept[label.concept as usize].push(place);
        self.labels.push(label);
        place
    }

    /// Lets a label be found by its rarest stem.
    pub fn index(&mut self, place: u32) {
        let label = &self.labels[place as usize];
        let rarest = label.stems.iter().min_by_key(|stem| (self.spread[**stem as usize], **stem));
        if let Some(stem) = rarest {
            self.rarest[*stem as usize].push(place);
        }
    }

    /// Takes a label of one long word apart, so that its parts are found standing alone.
    pub fn split(&mut self, place: u32, text: &str) -> Option<u32> {
        let label = &self.labels[place as usize];
        if label.stems.len() != 1 || label.split {
            return None;
        }
        let (concept, tongue, characters) = (label.concept, label.tongue, label.characters);
        let (own, _) = unqualified(text);
        let word = words(&own, 1).pop()?;
        let stem = self.label_stem(tongue, &word);
        let (first, last) = self.parts(tongue, &word, &[stem])?;
        let stems: Vec<StemId> = [first, Some(last)].into_iter().flatten().collect();
        (stems.len() == 2).then(|| {
            self.put(Label { concept, tongue, split: true, stems: stems.into(), qualifier: Box::new([]), characters })
        })
    }

    /// A compound's first and last part by their stems, both of which are words of labels; the longest last part
    /// there is. `stems`: those of the whole word.
    pub fn parts(&self, tongue: u8, word: &str, stems: &[String]) -> Option<(Option<StemId>, StemId)> {
        let own = &self.tongues[usize::from(tongue)];
        if !matches!(own.tag.as_str(), "fi" | "sv" | "de" | "nl" | "da" | "nb" | "nn" | "no" | "et" | "hu") {
            return None;
        }
        let known = |stem: &str| self.find(tongue, stem).filter(|stem| self.spread[*stem as usize] > 0);
        let mut head_alone = None;
        for (cut, _) in word.char_indices().skip(SHORTEST_PART) {
            let (first, last) = word.split_at(cut);
            if last.chars().nth(SHORTEST_PART).is_none() {
                break;
            }
            let head = if own.tag == "fi" {
                stems.iter().filter_map(|stem| stem.get(cut..).filter(|end| end.chars().nth(2).is_some() && stem.starts_with(first))).find_map(known)
            } else {
                known(&self.stem(tongue, last))
            };
            let Some(head) = head else { continue };
            let modifier = if own.tag == "fi" { finnish::bases(first).iter().find_map(|stem| known(stem)) } else { known(&self.stem(tongue, first)) };
            if let Some(modifier) = modifier {
                return Some((Some(modifier), head));
            }
            if head_alone.is_none() && last.chars().nth(4).is_some() {
                head_alone = Some((None, head));
            }
        }
        head_alone
    }

    /// The stems of labels a word stands for, and how each was found.
    pub fn look(&self, tongue: u8, word: &str, accents: bool) -> Vec<(StemId, How)> {
        let own = &self.tongues[usize::from(tongue)];
        let stems = self.label_stems(tongue, word);
        let mut found: Vec<(StemId, How)> = Vec::new();
        for stem in &stems {
            found.extend(own.stems.get(stem.as_str()).map(|id| (*id, How::Whole)));
        }
        if found.is_empty() && !accents {
            for stem in &stems {
                found.extend(own.plain.get(stem.as_str()).map(|id| (*id, How::Plain)));
            }
        }
        if let Some((first, last)) = self.parts(tongue, word, &stems) {
            found.push((last, How::Head));
            found.extend(first.map(|stem| (stem, How::Modifier)));
        }
        found
    }

    /// The stem by which a word is remembered.
    pub fn memory(&self, tongue: u8, word: &str) -> String {
        format!("~{}", self.stem(tongue, word))
    }

    pub fn stem_text(&self) -> BTreeMap<StemId, (String, String)> {
        let all = self.tongues.iter().flat_map(|t| t.stems.iter().map(|(text, id)| (*id, (t.tag.clone(), text.to_string()))));
        all.collect()
    }
}
