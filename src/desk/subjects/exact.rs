//! Subjects by the exact words of their labels: what recognition by stems and experience is measured against.

use std::collections::{BTreeSet, HashMap};

use super::words::words;

/// More words than this are not looked at.
const MOST_WORDS: usize = 4_000;

/// The words by which concepts are found in what patrons write.
#[derive(Debug, Default)]
pub struct Exact {
    concepts: Vec<String>,
    /// By the longest word of a label: whose label it is (a place in `concepts`), and its other words.
    labels: HashMap<String, Vec<(usize, Vec<String>)>>,
}

impl Exact {
    /// Of labels, each with its concept's id.
    pub fn of<'a>(labels: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        let mut exact = Exact::default();
        let mut places: HashMap<&str, usize> = HashMap::new();
        for (concept, label) in labels {
            let place = *places.entry(concept).or_insert_with(|| {
                exact.concepts.push(concept.to_owned());
                exact.concepts.len() - 1
            });
            let mut words = words(label, MOST_WORDS);
            words.sort_by_key(String::len);
            if let Some(longest) = words.pop() {
                exact.labels.entry(longest).or_default().push((place, words));
            }
        }
        exact
    }

    /// The concepts all words of one of whose labels stand in the text, in the order they were given.
    pub fn subjects(&self, text: &str) -> Vec<&str> {
        let words: BTreeSet<String> = words(text, MOST_WORDS).into_iter().collect();
        let labels = words.iter().filter_map(|word| self.labels.get(word)).flatten();
        let found = labels.filter(|(_, others)| others.iter().all(|word| words.contains(word)));
        let places: BTreeSet<usize> = found.map(|(place, _)| *place).collect();
        places.into_iter().filter_map(|place| self.concepts.get(place)).map(String::as_str).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::Exact;

    #[test]
    fn a_subject_is_found_by_all_words_of_a_label_in_the_given_order() {
        let exact =
            Exact::of([("a", "Law"), ("b", "law, maritime"), ("c", "History of Law"), ("d", "—"), ("e", "of of")]);
        assert_eq!(exact.subjects("The law and its history, of course"), ["a", "c", "e"]);
        assert_eq!(exact.subjects("MARITIME law"), ["a", "b"]);
        assert!(exact.subjects("maritime history").is_empty());
    }
}
