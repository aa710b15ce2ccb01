//! Kinds of competence and their values, with the words people use for them. Both are data: a coordinator adds a kind or
//! a concept while the desk runs.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::Labels;
use crate::desk::language::Language;

/// The kinds the desk itself gives a meaning; any other word is a kind too.
pub mod kind {
    pub const LANGUAGE: &str = "language";
    pub const SUBJECT: &str = "subject";
    pub const CULTURE: &str = "culture";
    pub const AUDIENCE: &str = "audience";

    /// Whether a word may stand before the colon in a query.
    pub fn is_id(word: &str) -> bool {
        (1..=64).contains(&word.len())
            && word.starts_with(|c: char| c.is_ascii_lowercase())
            && word.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
    }

    #[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
    #[error("'{0}' is not a kind: use 1 to 64 of a-z, 0-9 and '-', beginning with a letter")]
    pub struct NotAnId(pub String);
}

/// A kind of competence: `subject`, `culture`, `sign-language` …
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Kind {
    /// 1 to 64 of a-z, 0-9 and `-`: what stands before the colon in a query.
    pub id: String,
    pub labels: Labels,
}

/// A subject, culture, audience … that competences name (SKOS: a concept).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Concept {
    /// A URI or a short form such as `ykl:33`.
    pub id: String,
    pub kind: String,
    /// The vocabulary it belongs to (`skos:inScheme`), a short name or a URI.
    pub scheme: Option<String>,
    pub notation: Option<String>,
    /// One preferred label a language.
    pub labels: Labels,
    pub alternatives: BTreeSet<(Language, String)>,
    /// Ids of the next broader concepts; narrower is the same seen from the other side.
    pub broader: BTreeSet<String>,
    /// Ids of concepts of other schemes that mean the same (`skos:exactMatch`); holds both ways whoever states it.
    pub exact: BTreeSet<String>,
}
