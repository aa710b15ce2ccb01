//! A patron's text as stems: of labels, and of what is remembered.

use std::collections::{BTreeMap, BTreeSet};

use super::labels::{How, Labels, StemId, TongueId};
use super::words::words;

/// The words of a text beyond these are not looked at: who has not come to his subject by then never does, and what a
/// text costs stays bounded.
const MOST_WORDS: usize = 400;
/// The words of a question beyond these are not learned from: what is written for one question stays little.
const MOST_WORDS_LEARNED: usize = 120;
/// A word in another language than the text's has at least as many characters.
const SHORTEST_FOREIGN: usize = 4;

/// How much a part of a compound counts among what is remembered, beside a word's 1.
const PART: f64 = 0.5;

#[derive(Debug)]
pub struct Reading {
    pub words: Vec<String>,
    /// How a label's stem was found, the surest way, and in which words (their places).
    pub stems: BTreeMap<StemId, (How, Vec<usize>)>,
    /// The stems by which the text is remembered, how much each counts, and in which words it is.
    pub memory: BTreeMap<StemId, (f64, Vec<usize>)>,
    /// The languages the text is in; all of the labels', where that is not known.
    pub tongues: Vec<TongueId>,
}

impl Reading {
    /// Reads a text in these languages (primary subtags).
    pub fn of(labels: &Labels, text: &str, languages: &[&str]) -> Self {
        let words = words(text, MOST_WORDS);
        let mut tongues: Vec<TongueId> = languages.iter().filter_map(|tag| labels.tongue(tag)).collect();
        if tongues.is_empty() {
            tongues = labels.tongues().collect();
        }
        let mut reading = Reading { words: Vec::new(), stems: BTreeMap::new(), memory: BTreeMap::new(), tongues };
        let accents = words.iter().any(|word| !word.is_ascii());
        let mut places: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for (place, word) in words.iter().enumerate() {
            places.entry(word).or_default().push(place);
        }
        for (word, at) in &places {
            for tongue in labels.tongues() {
                reading.look(labels, tongue, word, at, accents);
            }
        }
        reading.stems.values_mut().for_each(|(_, at)| at.sort_unstable());
        reading.words = words;
        reading
    }

    fn look(&mut self, labels: &Labels, tongue: TongueId, word: &str, at: &[usize], accents: bool) {
        let own = self.tongues.contains(&tongue);
        let stop = labels.is_stop(tongue, word);
        let foreign = || {
            word.chars().nth(SHORTEST_FOREIGN - 1).is_some()
                && !self.tongues.iter().any(|tongue| labels.is_stop(*tongue, word))
        };
        if !own && (stop || !foreign()) {
            return;
        }
        let found = labels.look(tongue, word, accents);
        if own {
            let mut remembered: Vec<StemId> =
                found.iter().filter(|(_, how)| *how == How::Whole).map(|(stem, _)| *stem).collect();
            if remembered.is_empty() {
                remembered.extend(labels.find(tongue, &unknown(labels, tongue, word)));
            }
            for stem in remembered {
                self.memory.entry(stem).or_insert_with(|| (1.0, at.to_vec()));
            }
            for (stem, _) in found.iter().filter(|(_, how)| *how >= How::Head) {
                self.memory.entry(*stem).or_insert_with(|| (PART, at.to_vec()));
            }
        }
        if stop {
            return;
        }
        for (stem, how) in found.into_iter().filter(|(_, how)| own || *how == How::Whole) {
            let known = self.stems.entry(stem).or_insert((how, Vec::new()));
            if how < known.0 {
                *known = (how, Vec::new());
            }
            if how == known.0 {
                known.1.extend(at);
            }
        }
    }
}

/// The stem by which a word that is in no label is remembered; no label's stem looks like it.
fn unknown(labels: &Labels, tongue: TongueId, word: &str) -> String {
    format!("~{}", labels.stem(tongue, word))
}

/// A stem with its language: `language:stem`.
pub fn named(labels: &Labels, stem: StemId) -> String {
    format!("{}:{}", labels.tag(labels.tongue_of(stem)), labels.stem_text(stem))
}

/// All stems of a text by which it can be remembered, also those not known yet, each as `language:stem`.
pub fn lesson(labels: &Labels, text: &str, languages: &[&str]) -> BTreeSet<String> {
    let text = words(text, MOST_WORDS_LEARNED).join(" ");
    let reading = Reading::of(labels, &text, languages);
    let mut stems: BTreeSet<String> = reading.memory.keys().map(|stem| named(labels, *stem)).collect();
    for tongue in reading.tongues.iter().filter(|tongue| languages.contains(&labels.tag(**tongue))) {
        stems.insert(format!("{}:", labels.tag(*tongue)));
        for word in &reading.words {
            if !labels.look(*tongue, word, true).iter().any(|(_, how)| *how == How::Whole) {
                stems.insert(format!("{}:{}", labels.tag(*tongue), unknown(labels, *tongue, word)));
            }
        }
    }
    stems
}
