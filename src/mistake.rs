//! What is wrong in a file that a person wrote, where, and what was expected: configuration, inventory and texts alike.

use std::fmt;
use std::path::{Path, PathBuf};

/// Not more are told at once.
const MOST: usize = 100;

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Mistake {
    pub file: PathBuf,
    /// From 1; 0 where the whole file is meant.
    pub line: usize,
    pub what: String,
}

impl fmt::Display for Mistake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            0 => write!(f, "{}: {}", self.file.display(), self.what),
            line => write!(f, "{}:{line}: {}", self.file.display(), self.what),
        }
    }
}

/// Mistakes in the order of files and lines, the first hundred of them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Mistakes(pub Vec<Mistake>);

impl Mistakes {
    pub fn one(file: &Path, line: usize, what: impl Into<String>) -> Mistakes {
        Mistakes(vec![Mistake { file: file.to_owned(), line, what: what.into() }])
    }

    pub fn add(&mut self, file: &Path, line: usize, what: impl Into<String>) {
        if !self.is_full() {
            self.0.push(Mistake { file: file.to_owned(), line, what: what.into() });
        }
    }

    pub fn is_full(&self) -> bool {
        self.0.len() >= MOST
    }

    pub fn append(&mut self, more: Mistakes) {
        self.0.extend(more.0);
        self.0.truncate(MOST);
    }

    /// The value, unless there were mistakes in it.
    pub fn or<T>(self, value: T) -> Result<T, Mistakes> {
        if self.0.is_empty() { Ok(value) } else { Err(self.sorted()) }
    }

    pub fn sorted(mut self) -> Mistakes {
        self.0.sort();
        self
    }
}

impl fmt::Display for Mistakes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let lines: Vec<String> = self.0.iter().map(Mistake::to_string).collect();
        f.write_str(&lines.join("\n"))
    }
}

impl std::error::Error for Mistakes {}
