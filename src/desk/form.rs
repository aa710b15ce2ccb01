//! Forms that the desk asks somebody to fill in: what is asked, without saying how a client shows it (XEP-0004 by the
//! hub, or lines of text).
//!
//! A form keeps nothing at the desk: all that is needed to go on stands in its fields, hidden ones among them, so that
//! what is submitted says it all.

use std::collections::BTreeMap;

use super::sentence::Sentence;

/// Bytes of one value, and values of one field, that are looked at.
const LONGEST_VALUE: usize = 4_000;
const MOST_VALUES: usize = 500;
const MOST_FIELDS: usize = 100;

/// A question put to the one who gave a command.
#[derive(Debug, Clone, PartialEq)]
pub struct Form {
    pub title: Sentence,
    pub instructions: Vec<Sentence>,
    pub fields: Vec<Field>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Field {
    /// As an [`super::command::Argument`]'s, where the command has one of that name.
    pub name: String,
    pub label: Words,
    pub kind: FieldKind,
    pub values: Vec<String>,
    pub required: bool,
}

/// Words shown: a sentence of the texts, or data in the reader's language.
#[derive(Debug, Clone, PartialEq)]
pub enum Words {
    Said(Sentence),
    Data(String),
}

#[derive(Debug, Clone, PartialEq)]
pub enum FieldKind {
    Line,
    /// Several lines.
    Lines,
    Choice(Vec<Choice>),
    Choices(Vec<Choice>),
    Flag,
    /// Only shown.
    Fixed,
    Hidden,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Choice {
    pub value: String,
    pub label: Words,
}

impl Field {
    pub fn new(name: &str, label: Words, kind: FieldKind) -> Self {
        Field { name: name.to_owned(), label, kind, values: Vec::new(), required: false }
    }

    pub fn hidden(name: &str, value: &str) -> Self {
        Field::new(name, Words::Data(String::new()), FieldKind::Hidden).with([value.to_owned()])
    }

    pub fn with(self, values: impl IntoIterator<Item = String>) -> Self {
        Field { values: values.into_iter().collect(), ..self }
    }

    pub fn required(self) -> Self {
        Field { required: true, ..self }
    }
}

/// What somebody gave with a command: the words of a line by argument, or the fields of a form. Bounded.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Given {
    pub(super) values: BTreeMap<String, Vec<String>>,
    /// A form was filled in: what it does not name was left empty on purpose.
    pub by_form: bool,
    pub(super) cut: bool,
}

impl Given {
    /// More was given than is looked at, so that something is missing.
    pub fn is_cut(&self) -> bool {
        self.cut
    }

    pub fn add(&mut self, name: &str, value: &str) {
        if self.values.len() >= MOST_FIELDS && !self.values.contains_key(name) {
            self.cut = true;
            return;
        }
        let values = self.values.entry(name.to_owned()).or_default();
        let mut end = value.len().min(LONGEST_VALUE);
        self.cut |= end < value.len();
        while !value.is_char_boundary(end) {
            end -= 1;
        }
        let value = value[..end].trim();
        if value.is_empty() {
            return;
        }
        match values.len() < MOST_VALUES {
            true => values.push(value.to_owned()),
            false => self.cut = true,
        }
    }

    /// The value of a field; several are lines of one text.
    pub fn one(&self, name: &str) -> Option<String> {
        self.values.get(name).filter(|values| !values.is_empty()).map(|values| values.join("\n"))
    }

    pub fn all(&self, name: &str) -> &[String] {
        self.values.get(name).map_or(&[], Vec::as_slice)
    }

    /// A flag that was set.
    pub fn is_set(&self, name: &str) -> bool {
        self.all(name).first().is_some_and(|value| value == "1" || value == "true")
    }

    pub fn has(&self, name: &str) -> bool {
        self.values.contains_key(name)
    }

    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.values.keys().map(String::as_str)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_given_is_bounded_and_never_cut_within_a_character() {
        let mut given = Given::default();
        given.add("short", "x");
        assert!(!given.is_cut());
        given.add("text", &"å".repeat(LONGEST_VALUE));
        assert_eq!(given.one("text").map(|text| text.len()), Some(LONGEST_VALUE));
        assert!(given.is_cut());
        for number in 0..2 * MOST_FIELDS {
            given.add(&number.to_string(), "x");
        }
        assert_eq!(given.names().count(), MOST_FIELDS);
    }

    #[test]
    fn several_values_are_lines_of_one_text() {
        let mut given = Given::default();
        ["fi B2", " ", "sv native"].iter().for_each(|line| given.add("languages", line));
        assert_eq!(given.one("languages").as_deref(), Some("fi B2\nsv native"));
        assert_eq!(given.all("languages").len(), 2);
        assert_eq!(given.one("subjects"), None);
    }
}
