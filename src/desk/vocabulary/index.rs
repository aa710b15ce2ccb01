//! Concepts by their labels, kept small: a hundred thousand labels are normal, and a concept comes or changes without the
//! rest being drawn up again.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use super::fold::{fold, lower};
use super::{Closeness, Found};
use crate::desk::inventory::Concept;
use crate::desk::language::Language;
use crate::desk::subjects::stem;

/// A concept's place among the concepts.
pub(super) type Place = u32;

/// Found at once.
const MOST_FOUND: usize = 100;
/// Labels looked at that begin with what is looked for, or share its stem.
const MOST_LOOKED_AT: usize = 4_000;
/// Letters after which the beginning of a label is enough.
const SHORTEST_BEGINNING: usize = 3;

#[derive(Debug)]
pub(super) struct Entry {
    pub id: Arc<str>,
    /// `None` where others only refer to it.
    known: Option<Known>,
    /// The next broader ones as it states them, and those that state it as theirs.
    pub broader: Vec<Place>,
    pub narrower: Vec<Place>,
    /// Those it states as meaning the same, and those that state it.
    pub exact: Vec<Place>,
    pub exact_of: Vec<Place>,
}

#[derive(Debug)]
struct Known {
    kind: u16,
    notation: Option<Box<str>>,
    labels: Box<[Label]>,
}

#[derive(Debug)]
struct Label {
    language: u16,
    preferred: bool,
    text: Box<str>,
}

/// Under what concepts are found, as [`Index`] keeps it.
#[derive(Debug, Default)]
struct Keys {
    folded: Vec<(Box<str>, Place)>,
    stems: Vec<(u16, Box<str>, Place)>,
}

#[derive(Debug, Default)]
pub(super) struct Index {
    entries: Vec<Entry>,
    places: HashMap<Arc<str>, Place>,
    kinds: Vec<String>,
    languages: Vec<Language>,
    /// Folded labels, notations and ids.
    folded: BTreeSet<(Box<str>, Place)>,
    /// Stems of labels, behind the number of their language.
    stems: BTreeSet<(u16, Box<str>, Place)>,
}

impl Index {
    pub fn place(&self, id: &str) -> Option<Place> {
        self.places.get(id).copied()
    }

    /// Places are below this.
    pub fn size(&self) -> usize {
        self.entries.len()
    }

    pub fn entry(&self, place: Place) -> Option<&Entry> {
        self.entries.get(place as usize)
    }

    fn known(&self, id: &str) -> Option<&Known> {
        self.entry(self.place(id)?)?.known.as_ref()
    }

    pub fn kind(&self, id: &str) -> Option<&str> {
        self.kinds.get(self.known(id)?.kind as usize).map(String::as_str)
    }

    /// The preferred label in a language, in its primary language, in English, or any.
    pub fn name(&self, id: &str, language: &Language) -> Option<&str> {
        let preferred = || self.known(id).into_iter().flat_map(|known| known.labels.iter().filter(|one| one.preferred));
        let tag = |label: &&Label| self.languages.get(label.language as usize);
        let found = preferred().find(|label| tag(label) == Some(language));
        let found = found.or_else(|| preferred().find(|label| tag(label).is_some_and(|tag| tag.serves(language))));
        let found = found.or_else(|| preferred().find(|label| tag(label).is_some_and(|tag| tag.primary() == "en")));
        found.or_else(|| preferred().next()).map(|label| &*label.text)
    }

    /// Adds a concept, or puts it in the place of the one of that id.
    pub fn add(&mut self, concept: &Concept) {
        let mut keys = Keys::default();
        self.put(concept, &mut keys);
        self.folded.extend(keys.folded);
        self.stems.extend(keys.stems);
    }

    /// As [`Index::add`] for each of them, at less cost where there are many. Each id is among them once.
    pub fn add_all<'a>(&mut self, concepts: impl Iterator<Item = &'a Concept>) {
        let mut keys = Keys::default();
        concepts.for_each(|concept| self.put(concept, &mut keys));
        self.folded.append(&mut keys.folded.into_iter().collect());
        self.stems.append(&mut keys.stems.into_iter().collect());
    }

    /// Takes a concept up, all but the keys, which are added to `keys`.
    fn put(&mut self, concept: &Concept, keys: &mut Keys) {
        self.remove(&concept.id);
        let place = self.intern(&concept.id);
        let preferred = concept.labels.iter().map(|(language, text)| (true, language, text));
        let alternatives = concept.alternatives.iter().map(|(language, text)| (false, language, text));
        let mut labels = Vec::with_capacity(concept.labels.len() + concept.alternatives.len());
        for (preferred, language, text) in preferred.chain(alternatives) {
            let language = number(&mut self.languages, language);
            labels.push(Label { language, preferred, text: text.as_str().into() });
        }
        let known = Known {
            kind: number(&mut self.kinds, &concept.kind),
            notation: concept.notation.as_deref().map(Into::into),
            labels: labels.into(),
        };
        self.keys(place, &known, keys);
        for broader in concept.broader.iter().filter(|other| **other != concept.id) {
            let other = self.intern(broader);
            self.entries[place as usize].broader.push(other);
            self.entries[other as usize].narrower.push(place);
        }
        for exact in concept.exact.iter().filter(|other| **other != concept.id) {
            let other = self.intern(exact);
            self.entries[place as usize].exact.push(other);
            self.entries[other as usize].exact_of.push(place);
        }
        self.entries[place as usize].known = Some(known);
    }

    /// Others may go on referring to it.
    pub fn remove(&mut self, id: &str) {
        let Some(place) = self.place(id) else { return };
        let entry = &mut self.entries[place as usize];
        let Some(known) = entry.known.take() else { return };
        let (broader, exact) = (std::mem::take(&mut entry.broader), std::mem::take(&mut entry.exact));
        for other in broader {
            self.entries[other as usize].narrower.retain(|one| *one != place);
        }
        for other in exact {
            self.entries[other as usize].exact_of.retain(|one| *one != place);
        }
        let mut keys = Keys::default();
        self.keys(place, &known, &mut keys);
        for key in &keys.folded {
            self.folded.remove(key);
        }
        for key in &keys.stems {
            self.stems.remove(key);
        }
    }

    fn intern(&mut self, id: &str) -> Place {
        if let Some(place) = self.place(id) {
            return place;
        }
        let id: Arc<str> = id.into();
        let place = self.entries.len() as Place;
        self.places.insert(id.clone(), place);
        self.entries.push(Entry {
            id,
            known: None,
            broader: Vec::new(),
            narrower: Vec::new(),
            exact: Vec::new(),
            exact_of: Vec::new(),
        });
        place
    }

    /// Under what a concept is to be found.
    fn keys(&self, place: Place, known: &Known, keys: &mut Keys) {
        let id = self.entry(place).map(|entry| &*entry.id);
        let labels = known.labels.iter().map(|label| &*label.text);
        let texts = labels.chain(known.notation.as_deref()).chain(id);
        let folded = texts.map(fold).filter(|key| !key.is_empty());
        keys.folded.extend(folded.map(|key| (key.into_boxed_str(), place)));
        let stems = known.labels.iter().filter_map(|label| {
            let language = self.languages.get(label.language as usize)?.primary();
            Some((label.language, stems(&label.text, language)?.into_boxed_str(), place))
        });
        keys.stems.extend(stems);
    }

    /// Whether a concept's label, notation or id is these words.
    pub fn has(&self, words: &str) -> bool {
        let folded = fold(words);
        !folded.is_empty() && self.with(&folded, true).next().is_some()
    }

    /// The concepts, of a kind or of any, one of whose labels is these words; also by notation and id, and with
    /// `beginnings` those one of whose labels begins with them. The closest first.
    pub fn find(&self, words: &str, kind: Option<&str>, beginnings: bool) -> Vec<Found> {
        let folded = fold(words);
        if folded.is_empty() {
            return Vec::new();
        }
        let mut found: BTreeMap<Place, Closeness> = BTreeMap::new();
        let mut add = |place, closeness| {
            let known = found.entry(place).or_insert(closeness);
            *known = closeness.min(*known);
        };
        for place in self.with(&folded, true) {
            add(place, Closeness::Exact);
        }
        for (number, language) in (0..).zip(&self.languages) {
            let Some(stems) = stems(words, language.primary()) else { continue };
            let from = (number, Box::from(stems.as_str()), 0);
            let same = self.stems.range(from..).take_while(|(of, stem, _)| *of == number && **stem == *stems);
            same.take(MOST_LOOKED_AT).for_each(|(_, _, place)| add(*place, Closeness::Stem));
        }
        if beginnings && folded.chars().count() >= SHORTEST_BEGINNING {
            for place in self.with(&folded, false) {
                add(place, Closeness::Prefix);
            }
        }
        let kind = kind.map(|kind| self.kinds.iter().position(|known| known == kind));
        let wanted = lower(words);
        let mut ranked = Vec::new();
        for (place, closeness) in found {
            let Some(entry) = self.entry(place) else { continue };
            let Some(known) = &entry.known else { continue };
            if kind.is_some_and(|kind| kind != Some(known.kind as usize)) {
                continue;
            }
            let (rank, label) = entry.shown(known, &folded, &wanted, closeness);
            ranked.push(((closeness, rank, &entry.id), label, known.kind));
        }
        ranked.sort_unstable();
        let found = ranked.into_iter().take(MOST_FOUND);
        let found = found.map(|((closeness, _, id), label, kind)| Found {
            id: id.to_string(),
            kind: self.kinds.get(kind as usize).cloned().unwrap_or_default(),
            label: label.to_owned(),
            closeness,
        });
        found.collect()
    }

    /// Those of a folded label, or of the labels beginning with it.
    fn with(&self, folded: &str, whole: bool) -> impl Iterator<Item = Place> {
        let fits = move |key: &str| if whole { key == folded } else { key.starts_with(folded) };
        let from = self.folded.range((Box::from(folded), 0)..);
        from.take_while(move |(key, _)| fits(key)).take(MOST_LOOKED_AT).map(|(_, place)| *place)
    }
}

impl Entry {
    pub fn is_known(&self) -> bool {
        self.known.is_some()
    }

    /// The label by which a concept was found, and how far that is from what was looked for: other accents, not the
    /// preferred label, a word that goes on, a longer label.
    fn shown<'a>(
        &'a self,
        known: &'a Known,
        folded: &str,
        wanted: &str,
        closeness: Closeness,
    ) -> ((bool, bool, bool, usize), &'a str) {
        let fits = |label: &&Label| match closeness {
            Closeness::Exact => fold(&label.text) == folded,
            Closeness::Prefix => fold(&label.text).starts_with(folded),
            Closeness::Stem => true,
        };
        let rank = |label: &Label| {
            let lower = lower(&label.text);
            let rest = lower.strip_prefix(wanted);
            let goes_on = closeness == Closeness::Prefix && !rest.is_some_and(|rest| rest.starts_with(' '));
            let length = match closeness {
                Closeness::Stem => shared(&lower, wanted),
                _ => label.text.len(),
            };
            (rest.is_none(), goes_on, !label.preferred, length)
        };
        let best = known.labels.iter().filter(fits).map(|label| (rank(label), &*label.text)).min();
        // Found by its notation or id.
        best.unwrap_or_else(|| {
            let name = known.labels.first().map_or(&*self.id, |label| &*label.text);
            ((false, false, false, name.len()), name)
        })
    }
}

/// How many characters are not the beginning two words share.
fn shared(label: &str, wanted: &str) -> usize {
    let same = label.chars().zip(wanted.chars()).take_while(|(a, b)| a == b).count();
    label.chars().count().max(wanted.chars().count()) - same
}

/// The stems of a text's words in a language that has stems.
fn stems(text: &str, language: &str) -> Option<String> {
    let algorithm = stem::algorithm(language)?;
    let lower = lower(text);
    let stems: Vec<String> = lower.split(' ').map(|word| fold(&stem::stem(word, language, Some(algorithm)))).collect();
    Some(stems.join(" ")).filter(|stems| !stems.is_empty())
}

/// The number of a value among those of which there are few.
fn number<T: Clone + PartialEq>(all: &mut Vec<T>, one: &T) -> u16 {
    let number = all.iter().position(|known| known == one).unwrap_or_else(|| {
        all.push(one.clone());
        all.len() - 1
    });
    u16::try_from(number).unwrap_or(u16::MAX)
}
