//! What is wrong in a query, where, and what to write instead.

use crate::desk::sentence::Sentence;

/// Characters of the offending piece that are repeated.
const MOST_SHOWN: usize = 40;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mistake {
    pub what: What,
    /// As it was typed; empty where the whole query is meant.
    pub piece: String,
    /// In characters, from 1; 0 where the whole query is meant.
    pub place: usize,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum What {
    Empty,
    TooLong {
        most: usize,
    },
    TooMany {
        most: usize,
    },
    TooDeep {
        most: usize,
    },
    /// A parenthesis or quotation mark that nothing closes.
    NotClosed,
    /// A closing parenthesis that nothing opened.
    NotOpened,
    /// `and`, `or`, `not` or a sign, with nothing where something has to stand.
    Unfinished,
    /// A key with nothing after its colon.
    NoValue,
    NotALevel,
    /// `duty:` is `on` or `off`.
    NotDuty,
    /// `scope:` is `own`, `network` or `all`, once, and beside everything else.
    NotScope,
    UnknownKey {
        nearest: Option<String>,
    },
}

impl Mistake {
    pub fn new(what: What, piece: &str, place: usize) -> Self {
        Mistake { what, piece: piece.chars().take(MOST_SHOWN).collect(), place }
    }

    pub fn sentence(&self) -> Sentence {
        let (piece, place) = (self.piece.clone(), self.place as i64);
        match &self.what {
            What::Empty => Sentence::QueryEmpty {},
            What::TooLong { most } => Sentence::QueryTooLong { most: *most as i64 },
            What::TooMany { most } => Sentence::QueryTooMany { most: *most as i64, piece, place },
            What::TooDeep { most } => Sentence::QueryTooDeep { most: *most as i64, place },
            What::NotClosed => Sentence::QueryNotClosed { piece, place },
            What::NotOpened => Sentence::QueryNotOpened { piece, place },
            What::Unfinished => Sentence::QueryUnfinished { piece, place },
            What::NoValue => Sentence::QueryNoValue { piece, place },
            What::NotALevel => Sentence::QueryNotALevel { piece, place },
            What::NotScope => Sentence::QueryNotScope { piece, place },
            What::NotDuty => Sentence::QueryNotDuty { piece, place },
            What::UnknownKey { nearest } => {
                Sentence::QueryUnknownKey { piece, place, nearest: nearest.clone().unwrap_or_default() }
            }
        }
    }
}
