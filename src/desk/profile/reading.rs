//! What the words of a profile's line mean: concepts and languages of the vocabulary, or a word of her own.

use std::collections::{BTreeMap, BTreeSet};

use super::line::{LONGEST_WORD, Line, Wrong};
use crate::desk::Desk;
use crate::desk::inventory::{Competence, Operator, kind};
use crate::desk::language::{Language, Level};
use crate::desk::vocabulary::Closeness;
use crate::nearest::nearest;

/// Meanings that one line is asked about.
const MOST_CHOICES: usize = 12;

/// What a line comes to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Reading {
    Clear(Competence),
    Unclear(Unclear),
    Wrong(Wrong),
}

/// A line whose words may mean several things.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Unclear {
    pub words: String,
    /// The entry, but for its kind and value.
    pub entry: Competence,
    /// What may be meant, kind and value, the likeliest first.
    pub choices: Vec<(String, String)>,
    /// The kind has no concepts: the words may stand for themselves.
    pub own: bool,
}

impl Unclear {
    pub fn chosen(&self, kind: &str, value: &str) -> Competence {
        Competence { kind: kind.to_owned(), value: value.to_owned(), ..self.entry.clone() }
    }
}

/// What words may mean.
enum Meaning {
    One(String, String),
    Several { choices: Vec<(String, String)>, own: bool },
    Nothing,
}

/// Reads the lines of one operator's profile.
pub(super) struct Reader<'d> {
    desk: &'d Desk,
    operator: &'d Operator,
    /// Kinds that have concepts.
    with_concepts: BTreeSet<&'d str>,
    /// The words in use for kinds that have none.
    own: BTreeMap<&'d str, BTreeSet<&'d str>>,
    /// What she has: its name in her language, folded, and which entry it is.
    names: Vec<(String, &'d Competence)>,
}

impl<'d> Reader<'d> {
    pub fn new(desk: &'d Desk, operator: &'d Operator) -> Self {
        let with_concepts: BTreeSet<&str> =
            desk.inventory.concepts.values().map(|concept| concept.kind.as_str()).collect();
        let mut own: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        let has_own = |kind: &str| !matches!(kind, kind::LANGUAGE | kind::SUBJECT) && !with_concepts.contains(kind);
        for entry in desk.inventory.operators.values().flat_map(|operator| &operator.competences) {
            if has_own(&entry.kind) {
                own.entry(&entry.kind).or_default().insert(&entry.value);
            }
        }
        let language = desk.operator_language(&operator.jid);
        let name = |entry: &Competence| desk.vocabulary.name(&entry.value, &language).to_lowercase();
        let names = operator.competences.iter().map(|entry| (name(entry), entry)).collect();
        Reader { desk, operator, with_concepts, own, names }
    }

    /// Reads a line of a kind, or of whichever kind has the words.
    pub fn read(&self, kind: Option<&str>, text: &str) -> Reading {
        let line = match Line::read(text) {
            Ok(line) => line,
            Err(wrong) => return Reading::Wrong(wrong),
        };
        let entry = |level: Option<Level>| Competence {
            level,
            evidence: line.evidence.clone(),
            valid_until: line.valid_until,
            ..Competence::default()
        };
        // Whole first: a subject's name may end in what looks like a level.
        let (words, level) = match line.with_level() {
            Some((words, level)) if !self.is_known(kind, &line.head) => (words, Some(level)),
            _ => (line.head.as_str(), None),
        };
        let meaning = self.meaning(kind, words);
        let of_language = kind == Some(kind::LANGUAGE);
        match (meaning, line.with_no_level(of_language)) {
            (Meaning::One(kind, value), None) => Reading::Clear(Competence { kind, value, ..entry(level) }),
            (_, Some((before, last)))
                if level.is_none() && !self.is_known(kind, words) && self.is_known(kind, before) =>
            {
                Reading::Wrong(Wrong::Level(last.to_owned()))
            }
            (Meaning::One(kind, value), _) => Reading::Clear(Competence { kind, value, ..entry(level) }),
            (Meaning::Several { choices, own }, _) => {
                Reading::Unclear(Unclear { words: words.to_owned(), entry: entry(level), choices, own })
            }
            (Meaning::Nothing, _) => Reading::Wrong(Wrong::Unknown(words.to_owned())),
        }
    }

    /// Whether words mean one thing that was there before.
    fn is_known(&self, kind: Option<&str>, words: &str) -> bool {
        match self.meaning(kind, words) {
            Meaning::One(kind, value) => !self.has_own_words(&kind) || self.in_use(&kind).any(|known| known == value),
            Meaning::Several { .. } | Meaning::Nothing => false,
        }
    }

    fn meaning(&self, kind: Option<&str>, words: &str) -> Meaning {
        if let Some(hers) = self.hers(kind, words) {
            return Meaning::One(hers.kind.clone(), hers.value.clone());
        }
        if let Some(kind) = kind.filter(|kind| self.has_own_words(kind)) {
            return self.own_meaning(kind, words);
        }
        if let Some(concept) = self.desk.inventory.concepts.get(words)
            && kind.is_none_or(|kind| kind == concept.kind)
        {
            return Meaning::One(concept.kind.clone(), concept.id.clone());
        }
        let found = self.desk.vocabulary.find(words, kind);
        let pairs = |exact: bool| {
            let mut seen = BTreeSet::new();
            let close = found.iter().filter(|one| !exact || one.closeness == Closeness::Exact);
            let pairs = close.map(|one| (one.kind.clone(), one.id.clone())).filter(|pair| seen.insert(pair.clone()));
            pairs.take(MOST_CHOICES).collect::<Vec<_>>()
        };
        let mut exact = pairs(true);
        match (exact.len(), tag(words, kind)) {
            (1, _) => exact.pop().map_or(Meaning::Nothing, |(kind, value)| Meaning::One(kind, value)),
            (0, Some(tag)) => Meaning::One(kind::LANGUAGE.to_owned(), tag.to_string()),
            (0, None) => match pairs(false) {
                none if none.is_empty() => Meaning::Nothing,
                choices => Meaning::Several { choices, own: false },
            },
            _ => Meaning::Several { choices: exact, own: false },
        }
    }

    /// What she has already under these words: nothing she left standing is asked about.
    pub fn hers(&self, kind: Option<&str>, words: &str) -> Option<&'d Competence> {
        let of_kind = |entry: &Competence| kind.is_none_or(|kind| entry.kind == kind);
        let mut all = self.operator.competences.iter();
        if let Some(entry) = all.find(|entry| of_kind(entry) && entry.value == words) {
            return Some(entry);
        }
        let wanted = words.to_lowercase();
        let mut named = self.names.iter().filter(|(name, entry)| of_kind(entry) && *name == wanted);
        let first = named.next().map(|(_, entry)| *entry);
        first.filter(|_| named.next().is_none())
    }

    /// A kind without concepts has as its values the words people use.
    pub fn has_own_words(&self, kind: &str) -> bool {
        !matches!(kind, kind::LANGUAGE | kind::SUBJECT) && !self.with_concepts.contains(kind)
    }

    fn in_use(&self, kind: &str) -> impl Iterator<Item = &'d str> {
        self.own.get(kind).into_iter().flatten().copied()
    }

    fn own_meaning(&self, kind: &str, words: &str) -> Meaning {
        if words.chars().count() > LONGEST_WORD {
            return Meaning::Nothing;
        }
        if let Some(exactly) = words.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')) {
            return match exactly.trim() {
                "" => Meaning::Nothing,
                own => Meaning::One(kind.to_owned(), own.to_owned()),
            };
        }
        let folded = words.to_lowercase();
        if let Some(same) = self.in_use(kind).find(|known| known.to_lowercase() == folded) {
            return Meaning::One(kind.to_owned(), same.to_owned());
        }
        match nearest(words, self.in_use(kind)) {
            Some(near) => Meaning::Several { choices: vec![(kind.to_owned(), near.to_owned())], own: true },
            None => Meaning::One(kind.to_owned(), words.to_owned()),
        }
    }

    /// Whether somebody may have this as a competence.
    pub fn is_a_value(&self, kind: &str, value: &str) -> bool {
        if kind == kind::LANGUAGE {
            return value.parse::<Language>().is_ok_and(|tag| tag.as_str() == value);
        }
        match self.desk.inventory.concepts.get(value) {
            Some(concept) => concept.kind == kind,
            None => self.has_own_words(kind) && !value.is_empty() && value.chars().count() <= LONGEST_WORD,
        }
    }
}

/// A tag that no name stands for: `smn`, `sv-FI`. Longer words are well-formed tags too, and surely not meant as such.
fn tag(words: &str, kind: Option<&str>) -> Option<Language> {
    let longest = match kind {
        Some(kind::LANGUAGE) => 3,
        Some(_) => 0,
        None => 2,
    };
    words.parse::<Language>().ok().filter(|tag| tag.primary().len() <= longest)
}
