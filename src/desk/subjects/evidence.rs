//! What speaks for each concept a text may be about: its labels found in the text, and experience.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::experience::Experience;
use super::labels::{ConceptId, How, Label, Labels, StemId};
use super::reading::Reading;

/// How many numbers there are in [`Evidence::features`].
pub const FEATURES: usize = 22;

/// What speaks for one concept.
#[derive(Debug)]
pub struct Evidence {
    pub concept: ConceptId,
    /// One number for each of [`NAMES`].
    pub features: [f64; FEATURES],
    /// The places of the words it was read from.
    pub words: BTreeSet<usize>,
}

/// What the features are, in their order. Those from [`EXPERIENCE`] on come of questions answered before.
pub const NAMES: [&str; FEATURES] = [
    "always 1",
    "label: is the last part of a compound",
    "label: is the first part of a compound",
    "label: was taken apart, and its parts stand alone",
    "label: its words stand apart (tenths of a word between them, at most 1)",
    "label: is in the text's language",
    "label: in how many others its rarest stem is (logarithm)",
    "label: how long it is (logarithm)",
    "label: a longer one stands in the same words",
    "label: how often it is in the text (logarithm)",
    "label: how late in the text it is first (0 to 1)",
    "label: of how many other concepts the same words are (logarithm)",
    "label: is a name",
    "label: letters of its stem that are not in the text (halves of two)",
    "text: how many words it has (logarithm)",
    "kin: has all words of a label in another language in common with a concept whose label is in the text",
    "experience: nothing but that",
    "experience: how many had the concept, of the questions with the label's stems (log odds)",
    "experience: how many questions had the label's stems (logarithm)",
    "experience: how many questions had the concept (logarithm)",
    "experience: how much oftener than else the concept was with the text's stems (logarithm a word)",
    "experience: of the questions with one of the text's stems how many had the concept, the most",
];

/// The place of the first feature that comes of experience.
pub const EXPERIENCE: usize = 16;

/// Concepts that only experience speaks for are looked at no further than this, the likeliest first.
const MOST_BY_EXPERIENCE: usize = 80;

/// A label found in the text.
#[derive(Debug)]
struct Match<'a> {
    label: &'a Label,
    how: How,
    /// How many words stand between its words.
    apart: usize,
    /// It is in a language of the text.
    own: bool,
    words: BTreeSet<usize>,
    times: usize,
}

impl Match<'_> {
    /// Enough to say that the label itself is there.
    fn is_plain(&self) -> bool {
        self.own && self.how <= How::Plain && self.apart <= 1 && !self.label.split
    }
}

/// Experience's word on one concept.
#[derive(Debug, Default)]
struct Memory {
    any: f64,
    lift: f64,
    most: f64,
    words: BTreeSet<usize>,
}

/// What speaks for every concept that anything speaks for, in the order of their places.
pub fn evidence(labels: &Labels, experience: &Experience, reading: &Reading) -> Vec<Evidence> {
    let matches = matches(labels, reading);
    let mut of_concept: BTreeMap<ConceptId, Vec<&Match>> = BTreeMap::new();
    for found in &matches {
        of_concept.entry(found.label.concept).or_default().push(found);
    }
    let beside = Beside::of(&matches);
    let memory = remembered(labels, experience, reading);
    let kin = kin(labels, &matches);
    let mut concepts: BTreeSet<ConceptId> = of_concept.keys().chain(&kin).copied().collect();
    let mut likeliest: Vec<(&ConceptId, f64)> = memory.iter().map(|(concept, memory)| (concept, memory.any)).collect();
    likeliest.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(b.0)));
    concepts.extend(likeliest.into_iter().take(MOST_BY_EXPERIENCE).map(|(concept, _)| *concept));
    concepts.retain(|concept| labels.labels_of(*concept).next().is_some());

    let length = reading.words.len().max(1) as f64;
    let mut all = Vec::with_capacity(concepts.len());
    for concept in concepts {
        let mut features = [0.0; FEATURES];
        let mut words = BTreeSet::new();
        let best = of_concept.get(&concept).and_then(|all| all.iter().min_by_key(|found| order(found)));
        if let Some(best) = best {
            by_label(labels, reading, best, &beside, &mut features);
            by_usage(labels, experience, best.label, &mut features);
            words.extend(&best.words);
        } else {
            features[16] = 1.0;
        }
        features[0] = 1.0;
        features[14] = length.ln() / 3.0;
        features[15] = f64::from(kin.contains(&concept));
        features[19] = experience.concept(concept).ln_1p();
        if let Some(memory) = memory.get(&concept) {
            features[20] = memory.lift / length.sqrt();
            features[21] = memory.most;
            if best.is_none() {
                words.extend(&memory.words);
            }
        }
        all.push(Evidence { concept, features, words });
    }
    all
}

/// Which of a concept's labels tells best, the least first.
fn order(found: &Match) -> (bool, How, bool, usize, std::cmp::Reverse<usize>) {
    (!found.own, found.how, found.label.split, found.apart, std::cmp::Reverse(found.label.stems.len()))
}

fn by_label(labels: &Labels, reading: &Reading, best: &Match, beside: &Beside, features: &mut [f64; FEATURES]) {
    let label = best.label;
    features[1] = f64::from(best.how == How::Head);
    features[2] = f64::from(best.how == How::Modifier);
    features[3] = f64::from(label.split);
    features[4] = if label.stems.len() > 1 { best.apart.min(10) as f64 / 10.0 } else { 0.0 };
    features[5] = f64::from(best.own);
    let key = labels.key(label);
    features[6] = f64::from(key.map_or(1, |key| labels.spread(key)).max(1)).ln() / 5.0;
    features[7] = f64::from(label.characters.max(1)).ln() / 3.0;
    features[8] = f64::from(beside.longer(best));
    features[9] = (best.times.max(1) as f64).ln();
    features[10] = best.words.first().map_or(0.0, |first| *first as f64 / reading.words.len().max(1) as f64);
    features[11] = (beside.rivals(best) as f64).ln_1p();
    features[12] = f64::from(label.name);
    let word = best.words.last().and_then(|place| reading.words.get(*place));
    if let (Some(word), Some(stem), true) = (word, label.stems.last(), best.how <= How::Plain) {
        let stem = labels.stem_text(*stem);
        let common = word.chars().zip(stem.chars()).take_while(|(a, b)| a == b).count();
        features[13] = (stem.chars().count() - common).min(4) as f64 / 2.0;
    }
}

/// How librarians took words like the label's before.
fn by_usage(labels: &Labels, experience: &Experience, label: &Label, features: &mut [f64; FEATURES]) {
    let ends = [labels.key(label), label.stems.last().copied()];
    let least = |of: &dyn Fn(StemId) -> f64| ends.into_iter().flatten().map(of).fold(f64::INFINITY, f64::min);
    let questions = least(&|stem| experience.stem(labels, stem));
    if !questions.is_finite() {
        return;
    }
    let had = least(&|stem| experience.pair(stem, label.concept));
    let share = (had + 0.5) / (questions + 1.5);
    features[17] = (share / (1.0 - share).max(0.01)).ln() * (questions / (questions + 1.0));
    features[18] = questions.ln_1p() / 3.0;
}

/// All labels whose stems are in the text.
fn matches<'a>(labels: &'a Labels, reading: &Reading) -> Vec<Match<'a>> {
    let found = reading.stems.keys().flat_map(|stem| labels.by_rarest(*stem));
    found.filter_map(|label| matched(labels.label(*label), reading)).collect()
}

fn matched<'a>(label: &'a Label, reading: &Reading) -> Option<Match<'a>> {
    let found: Option<Vec<&(How, Vec<usize>)>> = label.stems.iter().map(|stem| reading.stems.get(stem)).collect();
    let found = found?;
    let how = found.iter().map(|(how, _)| *how).max()?;
    let times = found.iter().map(|(_, at)| at.len()).min()?;
    let own = reading.tongues.contains(&label.tongue);
    let ((_, first), others) = found.split_first()?;
    if others.is_empty() {
        return Some(Match { label, how, apart: 0, own, words: first.iter().copied().collect(), times });
    }
    // Of the first word's places the one the others are nearest to.
    let around = first.iter().take(8).filter_map(|start| {
        let nearest = |at: &[usize]| at.iter().min_by_key(|place| (place.abs_diff(*start), **place)).copied();
        let mut words: BTreeSet<usize> = others.iter().filter_map(|(_, at)| nearest(at)).collect();
        words.insert(*start);
        let span = words.last()? - words.first()? + 1;
        Some((span.saturating_sub(label.stems.len().max(words.len()) - 1), words))
    });
    let (apart, words) = around.min_by_key(|(apart, _)| *apart)?;
    Some(Match { label, how, apart, own, words, times })
}

/// The matches by where they are.
struct Beside {
    /// By a word's place: the most words a label has that stands there, and who may hide a compound's part there.
    strong: HashMap<usize, Vec<(usize, ConceptId, BTreeSet<usize>)>>,
    /// By the first word's place and the number of words: concepts, and how they were found.
    same: HashMap<(Option<usize>, usize), BTreeMap<ConceptId, How>>,
}

impl Beside {
    fn of(matches: &[Match]) -> Self {
        let mut beside = Beside { strong: HashMap::new(), same: HashMap::new() };
        for found in matches.iter().filter(|found| found.own) {
            let same = beside.same.entry((found.words.first().copied(), found.label.stems.len())).or_default();
            let how = same.entry(found.label.concept).or_insert(found.how);
            *how = found.how.min(*how);
            if found.is_plain() {
                for place in &found.words {
                    let strong = (found.label.stems.len(), found.label.concept, found.words.clone());
                    beside.strong.entry(*place).or_default().push(strong);
                }
            }
        }
        beside
    }

    /// Whether another concept's label stands in the same words and says more.
    fn longer(&self, found: &Match) -> bool {
        let mut strong = found.words.iter().filter_map(|place| self.strong.get(place)).flatten();
        strong.any(|(length, concept, words)| {
            *concept != found.label.concept
                && (*length > found.label.stems.len() || found.how >= How::Head && found.words.is_subset(words))
        })
    }

    /// How many other concepts the same words name at least as well.
    fn rivals(&self, found: &Match) -> usize {
        let same = self.same.get(&(found.words.first().copied(), found.label.stems.len()));
        let others = same.into_iter().flatten();
        others.filter(|(concept, how)| **concept != found.label.concept && **how <= found.how).count()
    }
}

/// Concepts that are called the same as one in the text, in another language: `genealogies` and `genealogy`.
fn kin(labels: &Labels, matches: &[Match]) -> BTreeSet<ConceptId> {
    let mut kin = BTreeSet::new();
    for found in matches.iter().filter(|found| found.is_plain()) {
        for label in labels.labels_of(found.label.concept) {
            if label.tongue == found.label.tongue || label.split {
                continue;
            }
            let Some(key) = labels.key(label) else { continue };
            let others = labels.by_rarest(key).iter().map(|other| labels.label(*other));
            let same = others.filter(|other| !other.split && other.stems == label.stems);
            kin.extend(same.map(|other| other.concept).filter(|concept| *concept != found.label.concept));
        }
    }
    kin
}

/// The concepts that went together with the text's stems.
fn remembered(labels: &Labels, experience: &Experience, reading: &Reading) -> BTreeMap<ConceptId, Memory> {
    let mut all: BTreeMap<ConceptId, Memory> = BTreeMap::new();
    let totals = reading.tongues.iter().filter_map(|tongue| labels.find(*tongue, ""));
    let questions: f64 = totals.map(|total| experience.stem(labels, total)).sum();
    for (stem, (weight, at)) in &reading.memory {
        let of_stem = experience.stem(labels, *stem);
        if of_stem == 0.0 || questions == 0.0 {
            continue;
        }
        for (concept, together) in experience.with(*stem) {
            let usual = experience.concept(concept) / questions;
            let share = (together + 2.0 * usual) / (of_stem + 2.0);
            // Once is chance.
            let (faith, half) = if together >= 2.0 { (1.0, 1.0) } else { (0.15, 0.5) };
            let memory = all.entry(concept).or_default();
            memory.any -= (1.0 - (share * weight * faith).min(0.95)).ln();
            memory.lift += weight * (share / usual.max(f64::MIN_POSITIVE)).ln().max(0.0) * together / (together + 2.0);
            memory.most = memory.most.max(share * weight * half);
            if share > 0.1 {
                memory.words.extend(at);
            }
        }
    }
    all
}
