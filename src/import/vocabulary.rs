//! What a vocabulary's file says of its concepts, gathered in the order of the file and then laid over what is known.
//!
//! Several files may speak of the same concepts: one in each language, one with the hierarchy. A file replaces what was
//! known of a concept in the languages it has labels in, and its relations if it states any; the rest stays. One that has
//! no column for further names leaves those known, and one that has nothing else adds to them.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use super::draft::Draft;
use crate::desk::inventory::{Concept, kind};
use crate::desk::language::Language;

/// Bytes of one file, concepts in it, labels of one concept, characters of a label and of an id.
const MOST_BYTES: u64 = 2 << 30;
const MOST_CONCEPTS: usize = 500_000;
const MOST_LABELS: usize = 1_000;
const MOST_RELATIONS: usize = 10_000;
const LONGEST_LABEL: usize = 1_000;
const LONGEST_ID: usize = 1_000;

/// How a vocabulary's file is taken, and whom to tell how far it has got.
#[derive(Default)]
pub struct Options<'p> {
    /// Of labels that do not say theirs.
    pub language: Option<Language>,
    /// Instead of what the file says.
    pub scheme: Option<String>,
    /// Of new concepts; `subject` if nothing is said.
    pub kind: Option<String>,
    pub progress: Option<&'p mut dyn FnMut(Progress)>,
    /// How many labels were left out since nothing says their language.
    pub unspoken: usize,
    /// How many concepts were left out since the file has but further names for them, and they are not known.
    pub unknown: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// Read so far, of so many.
    pub bytes: u64,
    pub of: u64,
    pub concepts: usize,
}

/// How often progress is told: after so many labels and relations.
const TOLD_AFTER: usize = 1_000;

/// A file that counts what is read of it.
pub(super) struct Counted {
    file: File,
    pub read: std::rc::Rc<std::cell::Cell<u64>>,
}

impl Read for Counted {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.file.read(buffer)?;
        self.read.set(self.read.get() + read as u64);
        Ok(read)
    }
}

#[derive(Debug, Default)]
struct Said {
    concept: Concept,
    /// It is said to be a concept, or labelled as one.
    is_concept: bool,
    /// It is said to be a scheme or a collection.
    is_other: bool,
    labels: usize,
}

/// The concepts of one file in the making.
pub(super) struct Gathered<'o, 'p> {
    said: BTreeMap<String, Said>,
    options: &'o mut Options<'p>,
    read: std::rc::Rc<std::cell::Cell<u64>>,
    of: u64,
    facts: usize,
    unspoken: usize,
    spoken: usize,
    /// The file has no names but further ones.
    only_further: bool,
    /// Further names that are known stay.
    keeps_further: bool,
}

impl<'o, 'p> Gathered<'o, 'p> {
    /// Opens a file.
    pub fn open(path: &Path, options: &'o mut Options<'p>) -> Result<(Self, Counted), String> {
        let unreadable = |error: io::Error| format!("cannot be read: {error}");
        let file = File::open(path).map_err(unreadable)?;
        let of = file.metadata().map_err(unreadable)?.len();
        if of > MOST_BYTES {
            return Err(format!("larger than {} GiB", MOST_BYTES >> 30));
        }
        let read = std::rc::Rc::<std::cell::Cell<u64>>::default();
        let gathered = Gathered {
            said: BTreeMap::new(),
            options,
            read: read.clone(),
            of,
            facts: 0,
            unspoken: 0,
            spoken: 0,
            only_further: false,
            keeps_further: false,
        };
        Ok((gathered, Counted { file, read }))
    }

    /// Whether the file has only further names, which are added to those known; and whether it says nothing of further
    /// names, so that those known stay.
    pub fn further_names(&mut self, only: bool, untold: bool) {
        self.only_further = only;
        self.keeps_further = only || untold;
    }

    /// A label that does not say its language: it has the one that was given, or is left out.
    pub fn plain_label(&mut self, id: &str, text: &str, preferred: bool) -> Result<(), String> {
        match self.options.language.clone() {
            Some(language) => self.label(id, language, text, preferred),
            None => {
                self.unspoken += 1;
                Ok(())
            }
        }
    }

    fn of(&mut self, id: &str) -> Result<&mut Said, String> {
        self.facts += 1;
        if self.facts.is_multiple_of(TOLD_AFTER)
            && let Some(tell) = &mut self.options.progress
        {
            tell(Progress { bytes: self.read.get(), of: self.of, concepts: self.said.len() });
        }
        if !self.said.contains_key(id) {
            if self.said.len() >= MOST_CONCEPTS {
                return Err(format!("more than {MOST_CONCEPTS} concepts; at most so many are expected"));
            }
            if id.chars().count() > LONGEST_ID {
                return Err(format!("an id of more than {LONGEST_ID} characters"));
            }
            self.said.insert(id.to_owned(), Said { concept: named(id), ..Said::default() });
        }
        self.said.get_mut(id).ok_or_else(String::new)
    }

    pub fn is_concept(&mut self, id: &str) -> Result<(), String> {
        self.of(id)?.is_concept = true;
        Ok(())
    }

    pub fn is_other(&mut self, id: &str) -> Result<(), String> {
        self.of(id)?.is_other = true;
        Ok(())
    }

    /// The first preferred label in a language is the preferred one.
    pub fn label(&mut self, id: &str, language: Language, text: &str, preferred: bool) -> Result<(), String> {
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        if text.is_empty() {
            return Ok(());
        }
        if text.chars().count() > LONGEST_LABEL {
            return Err(format!("{id}: a label of more than {LONGEST_LABEL} characters"));
        }
        self.spoken += 1;
        let said = self.of(id)?;
        said.labels += 1;
        if said.labels > MOST_LABELS {
            return Err(format!("{id}: more than {MOST_LABELS} labels"));
        }
        said.is_concept |= preferred;
        if preferred && !said.concept.labels.contains_key(&language) {
            said.concept.labels.insert(language, text);
        } else {
            said.concept.alternatives.insert((language, text));
        }
        Ok(())
    }

    pub fn notation(&mut self, id: &str, notation: &str) -> Result<(), String> {
        let notation = notation.trim();
        let said = self.of(id)?;
        if said.concept.notation.is_none() && !notation.is_empty() && notation.len() <= LONGEST_LABEL {
            said.concept.notation = Some(notation.to_owned());
        }
        Ok(())
    }

    pub fn scheme(&mut self, id: &str, scheme: &str) -> Result<(), String> {
        let said = self.of(id)?;
        if said.concept.scheme.as_deref().is_none_or(|known| scheme < known) {
            said.concept.scheme = Some(scheme.to_owned());
        }
        Ok(())
    }

    pub fn broader(&mut self, id: &str, broader: &str) -> Result<(), String> {
        let said = self.of(id)?;
        said.concept.broader.insert(broader.to_owned());
        few(id, said.concept.broader.len())
    }

    pub fn exact(&mut self, id: &str, other: &str) -> Result<(), String> {
        let said = self.of(id)?;
        said.concept.exact.insert(other.to_owned());
        few(id, said.concept.exact.len())
    }

    /// Lays all that was said over what is known.
    pub fn lay_over(self, path: &Path, draft: &mut Draft) {
        self.options.unspoken = self.unspoken;
        if self.spoken == 0 && self.unspoken > 0 {
            let what = "no label says its language; give it with --language, for example --language fi";
            return draft.mistakes.add(path, 0, what);
        }
        let concepts = &mut draft.inventory.concepts;
        for (id, mut said) in self.said {
            let known = concepts.get(&id);
            if said.is_other || (!said.is_concept && known.is_none()) {
                self.options.unknown += usize::from(self.only_further);
                continue;
            }
            if let Some(scheme) = &self.options.scheme {
                said.concept.scheme = Some(scheme.clone());
            }
            tidy(&mut said.concept);
            said.concept.kind = match (&self.options.kind, known) {
                (Some(kind), _) => kind.clone(),
                (None, Some(known)) => known.kind.clone(),
                (None, None) => kind::SUBJECT.to_owned(),
            };
            let concept = match known {
                Some(known) => over(known, &said.concept, self.keeps_further),
                None => said.concept,
            };
            concepts.insert(id, concept);
        }
        if let Some(tell) = &mut self.options.progress.as_mut() {
            tell(Progress { bytes: self.of, of: self.of, concepts: draft.inventory.concepts.len() });
        }
    }
}

fn named(id: &str) -> Concept {
    Concept { id: id.to_owned(), ..Concept::default() }
}

fn few(id: &str, relations: usize) -> Result<(), String> {
    if relations > MOST_RELATIONS { Err(format!("{id}: more than {MOST_RELATIONS} relations")) } else { Ok(()) }
}

fn over(known: &Concept, said: &Concept, keeps_further: bool) -> Concept {
    let spoken = |language: &Language| {
        said.labels.contains_key(language) || said.alternatives.iter().any(|(tag, _)| tag == language)
    };
    let mut concept = known.clone();
    concept.kind.clone_from(&said.kind);
    concept.labels.extend(said.labels.clone());
    concept.alternatives.retain(|(language, _)| keeps_further || !spoken(language));
    concept.alternatives.extend(said.alternatives.clone());
    let labels = &concept.labels;
    concept.alternatives.retain(|(language, text)| labels.get(language) != Some(text));
    concept.scheme = said.scheme.clone().or(concept.scheme);
    concept.notation = said.notation.clone().or(concept.notation);
    if !said.broader.is_empty() {
        concept.broader.clone_from(&said.broader);
    }
    if !said.exact.is_empty() {
        concept.exact.clone_from(&said.exact);
    }
    concept
}

/// Takes the notation out of labels that carry it (`Psychology (14.61)`, `Directives (33+)`), and what is there twice.
fn tidy(concept: &mut Concept) {
    let all = concept.labels.values().chain(concept.alternatives.iter().map(|(_, text)| text));
    let codes: Vec<Option<&str>> = all.map(|text| code(text).map(|(_, code)| code)).collect();
    if concept.notation.is_none()
        && let Some(Some(first)) = codes.first()
        && codes.iter().all(|code| code == &Some(*first))
    {
        concept.notation = Some((*first).to_owned());
    }
    if let Some(notation) = &concept.notation {
        let bare = |text: &str| match code(text) {
            Some((bare, code)) if code == notation => bare.to_owned(),
            _ => text.to_owned(),
        };
        concept.labels.values_mut().for_each(|text| *text = bare(text));
        let alternatives = std::mem::take(&mut concept.alternatives).into_iter();
        concept.alternatives = alternatives.map(|(language, text)| (language, bare(&text))).collect();
    }
    let labels = &concept.labels;
    concept.alternatives.retain(|(language, text)| labels.get(language) != Some(text));
    concept.broader.remove(&concept.id);
    concept.exact.remove(&concept.id);
}

/// A label that ends in a class's code, in two: the words, and the code without the marks behind it.
fn code(text: &str) -> Option<(&str, &str)> {
    let (bare, code) = text.strip_suffix(')')?.rsplit_once('(')?;
    let code = code.trim_end_matches(['+', '*']);
    let looks = code.starts_with(|c: char| c.is_ascii_digit()) && !code.contains(char::is_whitespace);
    let bare = bare.trim_end();
    (looks && !bare.is_empty()).then_some((bare, code))
}

#[cfg(test)]
mod tests;
