//! Reads TOML that a person wrote so that everything wrong with it can be told at once, by line and key, with what was
//! expected there. A reader asks a table for the keys it knows; whatever was not asked for is unknown.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::fmt::Display;
use std::path::Path;
use std::str::FromStr;
use std::time::Duration;

use serde::Serialize;
use serde::de::DeserializeOwned;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::mistake::Mistakes;
use crate::nearest::nearest;

const LONGEST_TEXT: usize = 20_000;
/// A wait of nothing would be over before anybody could act on it, again and again.
const SHORTEST_SPAN: Duration = Duration::from_secs(1);
const LONGEST_SPAN: Duration = Duration::from_secs(10 * 366 * 24 * 3600);

/// A file in reading.
pub struct Document<'d> {
    pub file: &'d Path,
    line_ends: Vec<usize>,
    mistakes: RefCell<Mistakes>,
    /// Every key that a reader asked for, with its path.
    asked: RefCell<BTreeSet<String>>,
    empty: DeTable<'static>,
}

impl<'d> Document<'d> {
    /// Reads the text and gives its table to the reader; what the reader makes of it counts if there were no mistakes.
    pub fn read<T>(file: &'d Path, text: &str, reader: impl FnOnce(&Table<'_>) -> T) -> Result<T, Mistakes> {
        let line_ends = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n').map(|(at, _)| at).collect();
        let document = Document {
            file,
            line_ends,
            mistakes: RefCell::default(),
            asked: RefCell::default(),
            empty: DeTable::new(),
        };
        let (parsed, errors) = DeTable::parse_recoverable(text);
        for error in &errors {
            document.wrong(error.span().map_or(0, |span| document.line(span.start)), error.message());
        }
        if !errors.is_empty() {
            return Err(document.mistakes.into_inner().sorted());
        }
        let table = Table::new(&document, String::new(), 1, parsed.get_ref());
        let value = reader(&table);
        table.refuse_unknown();
        document.mistakes.into_inner().or(value)
    }

    /// The paths of all keys that a reader has asked for so far.
    pub fn asked(&self) -> BTreeSet<String> {
        self.asked.borrow().clone()
    }

    fn line(&self, position: usize) -> usize {
        1 + self.line_ends.partition_point(|end| *end < position)
    }

    pub fn wrong(&self, line: usize, what: impl Into<String>) {
        self.mistakes.borrow_mut().add(self.file, line, what);
    }
}

pub struct Table<'d> {
    pub document: &'d Document<'d>,
    path: String,
    pub line: usize,
    entries: &'d DeTable<'d>,
    known: RefCell<BTreeSet<String>>,
}

impl<'d> Table<'d> {
    fn new(document: &'d Document<'d>, path: String, line: usize, entries: &'d DeTable<'d>) -> Self {
        Table { document, path, line, entries, known: RefCell::default() }
    }

    fn below(&self, key: &str) -> String {
        if self.path.is_empty() { key.to_owned() } else { format!("{}.{key}", self.path) }
    }

    pub fn get(&self, key: &str) -> Option<Entry<'d>> {
        self.known.borrow_mut().insert(key.to_owned());
        self.document.asked.borrow_mut().insert(self.below(key));
        let (name, value) = self.entries.get_key_value(key)?;
        let line = self.document.line(name.span().start);
        Some(Entry { document: self.document, path: self.below(key), line, value: value.get_ref() })
    }

    /// A key that must be there.
    pub fn require(&self, key: &str, expected: &str) -> Option<Entry<'d>> {
        let entry = self.get(key);
        if entry.is_none() {
            self.document.wrong(self.line, format!("{} is missing: {expected} is expected", self.below(key)));
        }
        entry
    }

    /// A table within, which reads as empty where it is not given.
    pub fn section(&self, key: &str) -> Table<'d> {
        let given = self.get(key).and_then(|entry| entry.table());
        given.unwrap_or_else(|| Table::new(self.document, self.below(key), self.line, &self.document.empty))
    }

    /// All entries, where the keys are the writer's own words.
    pub fn all(&self) -> impl Iterator<Item = (String, Entry<'d>)> {
        let keys: Vec<String> = self.entries.keys().map(|key| key.get_ref().to_string()).collect();
        keys.into_iter().filter_map(|key| self.get(&key).map(|entry| (key, entry)))
    }

    /// Complains of every key that nobody asked for.
    pub fn refuse_unknown(&self) {
        let known = self.known.borrow();
        for key in self.entries.keys().filter(|key| !known.contains(key.get_ref().as_ref())) {
            let name: String = key.get_ref().chars().take(80).collect();
            let hint = match nearest(&name, known.iter().map(String::as_str)) {
                Some(meant) => format!("; did you mean {meant}?"),
                None => format!("; here are known: {}", known.iter().cloned().collect::<Vec<_>>().join(", ")),
            };
            let line = self.document.line(key.span().start);
            self.document.wrong(line, format!("{} is not a known key{hint}", self.below(&name)));
        }
    }

    /// The keys given here of a set of settings, checked one by one: times and counts, of the same kind as its defaults.
    pub fn settings<T: Default + Serialize + DeserializeOwned>(&self) -> toml::Table {
        let mut given = toml::Table::new();
        for (key, default) in toml::Table::try_from(T::default()).unwrap_or_default() {
            let Some(entry) = self.get(&key) else { continue };
            let value = match default {
                toml::Value::String(_) => entry.span(&default.to_string()).map(|_| entry.plain()),
                _ => entry.count(1, i64::from(u32::MAX)).map(|_| entry.plain()),
            };
            given.extend(value.flatten().map(|value| (key, value)));
        }
        self.refuse_unknown();
        given
    }
}

/// The defaults of a set of settings with what was given instead.
pub fn with_defaults<T: Default + Serialize + DeserializeOwned>(given: toml::Table) -> T {
    let mut all = toml::Table::try_from(T::default()).unwrap_or_default();
    all.extend(given);
    all.try_into().unwrap_or_default()
}

#[derive(Clone)]
pub struct Entry<'d> {
    pub document: &'d Document<'d>,
    pub path: String,
    pub line: usize,
    value: &'d DeValue<'d>,
}

#[derive(serde::Deserialize)]
#[serde(transparent)]
struct Span(#[serde(with = "humantime_serde")] Duration);

impl<'d> Entry<'d> {
    pub fn wrong(&self, what: impl Display) {
        self.document.wrong(self.line, format!("{}: {what}", self.path));
    }

    fn expected(&self, what: &str) {
        let found = match self.value {
            DeValue::String(text) => format!("\"{}\"", text.chars().take(40).collect::<String>()),
            DeValue::Integer(number) => number.to_string(),
            DeValue::Float(number) => number.to_string(),
            DeValue::Boolean(flag) => flag.to_string(),
            DeValue::Datetime(date) => date.to_string(),
            DeValue::Array(_) => "a list".to_owned(),
            DeValue::Table(_) => "a table".to_owned(),
        };
        self.wrong(format!("{what} is expected, not {found}"));
    }

    fn expecting<T>(&self, value: Option<T>, what: &str) -> Option<T> {
        if value.is_none() {
            self.expected(what);
        }
        value
    }

    pub fn is_text(&self) -> bool {
        self.value.is_str()
    }

    pub fn is_table(&self) -> bool {
        self.value.is_table()
    }

    pub fn text(&self) -> Option<&'d str> {
        let text = self.expecting(self.value.as_str(), "a text in quotes")?;
        let fits = !text.trim().is_empty() && text.chars().count() <= LONGEST_TEXT && !text.contains('\0');
        if !fits {
            self.wrong(format!("a text of 1 to {LONGEST_TEXT} characters is expected"));
        }
        fits.then_some(text)
    }

    /// A text on one line, at most 300 characters: names, ids, addresses.
    pub fn word(&self) -> Option<&'d str> {
        let text = self.text()?;
        let fits = text.chars().count() <= 300 && !text.chars().any(char::is_control);
        if !fits {
            self.wrong("one line of at most 300 characters is expected");
        }
        fits.then_some(text)
    }

    /// What the text says, in its own terms.
    pub fn parsed<T: FromStr<Err: Display>>(&self) -> Option<T> {
        self.word()?.parse().map_err(|error| self.wrong(error)).ok()
    }

    pub fn flag(&self) -> Option<bool> {
        self.expecting(self.value.as_bool(), "true or false")
    }

    pub fn count(&self, least: i64, most: i64) -> Option<i64> {
        let number = self.value.as_integer().and_then(|n| i64::from_str_radix(n.as_str(), n.radix()).ok());
        let number = number.filter(|number| (least..=most).contains(number));
        self.expecting(number, &format!("a whole number from {least} to {most}"))
    }

    pub fn span(&self, such_as: &str) -> Option<Duration> {
        let span = self.plain().and_then(|value| value.try_into::<Span>().ok());
        let span = span.map(|Span(span)| span).filter(|span| (SHORTEST_SPAN..=LONGEST_SPAN).contains(span));
        self.expecting(span, &format!("a time such as {such_as} (s, m, h, days; from 1s to ten years)"))
    }

    fn plain(&self) -> Option<toml::Value> {
        match self.value {
            DeValue::String(text) => Some(toml::Value::String(text.to_string())),
            DeValue::Integer(n) => i64::from_str_radix(n.as_str(), n.radix()).ok().map(toml::Value::Integer),
            _ => None,
        }
    }

    pub fn list(&self) -> Vec<Entry<'d>> {
        let list = self.expecting(self.value.as_array(), "a list in brackets");
        let entry = |value: &'d Spanned<DeValue<'d>>| Entry {
            document: self.document,
            path: self.path.clone(),
            line: self.document.line(value.span().start),
            value: value.get_ref(),
        };
        list.map(|list| list.iter().map(entry).collect()).unwrap_or_default()
    }

    pub fn table(&self) -> Option<Table<'d>> {
        let entries = self.expecting(self.value.as_table(), "a table")?;
        Some(Table::new(self.document, self.path.clone(), self.line, entries))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wrong<T>(text: &str, reader: impl FnOnce(&Table<'_>) -> T) -> Vec<String> {
        let mistakes = Document::read(Path::new("f.toml"), text, reader).err().unwrap_or_default();
        mistakes.0.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn everything_wrong_is_told_at_once_with_its_line() {
        let said = wrong("a = 1\n\n[b]\nc = 'x'\nhsot = 1\n", |table| {
            table.get("a").and_then(|entry| entry.text());
            let b = table.get("b").and_then(|entry| entry.table()).expect("a table");
            b.get("c").and_then(|entry| entry.count(1, 9));
            b.get("host");
            b.require("d", "a text");
            b.refuse_unknown();
        });
        assert_eq!(
            said,
            [
                "f.toml:1: a: a text in quotes is expected, not 1",
                "f.toml:3: b.d is missing: a text is expected",
                "f.toml:4: b.c: a whole number from 1 to 9 is expected, not \"x\"",
                "f.toml:5: b.hsot is not a known key; did you mean host?",
            ]
        );
    }

    #[test]
    fn what_is_not_toml_is_told_with_its_line() {
        let said = wrong("a = 1\nb = \nc\n", |_| ());
        assert!(said.len() >= 2 && said[0].starts_with("f.toml:2: "), "{said:?}");
    }
}
