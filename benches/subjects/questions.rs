//! Questions with the subjects librarians gave them.

use std::collections::BTreeSet;
use std::fs;

use crate::vocabulary::{Vocabulary, language_of};

pub struct Question {
    pub id: String,
    pub text: String,
    /// Primary subtag, where the file's name says it.
    pub language: Option<String>,
    /// The concepts given, by their ids in the vocabulary; ids it does not have stand as they are.
    pub subjects: BTreeSet<String>,
}

/// Reads `id <TAB> words <TAB> concepts' ids`; the words' language is in the name, as in `questions-fi.tsv`.
pub fn read(path: &str, vocabulary: &Vocabulary) -> Result<Vec<Question>, String> {
    let text = fs::read_to_string(path).map_err(|error| format!("{path} cannot be read: {error}"))?;
    let language = language_of(path);
    let mut questions = Vec::new();
    for (number, line) in text.lines().enumerate().filter(|(_, line)| !line.is_empty()) {
        let mut fields = line.split('\t');
        let (Some(id), Some(words), Some(concepts)) = (fields.next(), fields.next(), fields.next()) else {
            return Err(format!("{path}, line {}: not 'id, words, concepts' with tabs between", number + 1));
        };
        questions.push(Question {
            id: id.to_owned(),
            text: words.to_owned(),
            language: language.clone(),
            subjects: concepts.split_whitespace().map(|id| vocabulary.resolve(id)).collect(),
        });
    }
    Ok(questions)
}

/// Three questions of ten are held out, by their ids: the octets of an id as a number to the base of 31, whose last
/// digit is below 3.
pub fn is_held_out(id: &str) -> bool {
    id.bytes().fold(0_u32, |sum, octet| sum.wrapping_mul(31).wrapping_add(u32::from(octet))) % 10 < 3
}

/// What a concept's id begins with, which tells vocabularies from one another.
pub fn scheme(concept: &str) -> &str {
    concept.rfind(['/', '#', ':']).map_or("", |end| &concept[..end])
}
