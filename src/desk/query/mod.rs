//! Competence queries: one small language by which people and the desk itself say who is meant, as `lang:fi>=B2
//! subject:law duty:on` (docs/query.md). Search, clusters, campaigns and services all use it.
//!
//! `parse.rs` reads and writes it, `index.rs` keeps who has what, `plan.rs` looks a query's words up, `leaf.rs` finds whom
//! each of its terms means, `matching.rs` finds and ranks those who match, `telling.rs` says who they are and why.

mod asked;
mod index;
mod leaf;
mod matching;
mod mistake;
mod parse;
mod pattern;
mod plan;
mod scope;
mod telling;
#[cfg(test)]
mod tests;

use std::str::FromStr;

pub use self::index::Index;
pub use self::matching::{Attendance, Match, Matches, Reason};
pub use self::mistake::{Mistake, What};
pub use self::scope::{KEY as SCOPE, Scope};
pub use self::telling::{Findings, MOST_SHOWN, Row};
use super::language::Level;

/// Signs that open and close what is quoted: phones put their own in.
pub const QUOTES: [char; 7] = ['"', '“', '”', '„', '«', '»', '‟'];

/// What somebody looks for. Its [`Display`](std::fmt::Display) is its one way of writing: what is parsed from it is equal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Query(Node);

#[derive(Debug, Clone, PartialEq, Eq)]
enum Node {
    /// Two or more, none of them `All`.
    All(Vec<Node>),
    /// Two or more, none of them `Any`.
    Any(Vec<Node>),
    Not(Box<Node>),
    Term(Term),
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Term {
    /// Before the colon, in small letters; `language` is `lang`.
    key: Option<String>,
    /// As it was typed, never empty.
    text: String,
    quoted: bool,
    level: Option<(Comparison, Level)>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Comparison {
    AtLeast,
    AtMost,
    Exactly,
    Above,
    Below,
}

impl Comparison {
    fn holds(self, had: Level, wanted: Level) -> bool {
        match self {
            Comparison::AtLeast => had >= wanted,
            Comparison::AtMost => had <= wanted,
            Comparison::Exactly => had == wanted,
            Comparison::Above => had > wanted,
            Comparison::Below => had < wanted,
        }
    }
}

/// The keys that are not kinds of competence.
pub const KEYS: [&str; 8] = ["library", "consortium", "service", "country", "region", "duty", "cluster", "name"];

impl Query {
    /// # Errors
    /// The first piece that cannot be read, and where it stands.
    pub fn parse(text: &str) -> Result<Query, Mistake> {
        parse::parse(text).map(|(query, _)| query)
    }
}

impl FromStr for Query {
    type Err = Mistake;

    fn from_str(text: &str) -> Result<Self, Mistake> {
        Query::parse(text)
    }
}

impl Node {
    fn all(nodes: Vec<Node>) -> Node {
        let mut flat = Vec::with_capacity(nodes.len());
        for node in nodes {
            match node {
                Node::All(inner) => flat.extend(inner),
                other => flat.push(other),
            }
        }
        if flat.len() == 1 { flat.remove(0) } else { Node::All(flat) }
    }

    fn any(nodes: Vec<Node>) -> Node {
        let mut flat = Vec::with_capacity(nodes.len());
        for node in nodes {
            match node {
                Node::Any(inner) => flat.extend(inner),
                other => flat.push(other),
            }
        }
        if flat.len() == 1 { flat.remove(0) } else { Node::Any(flat) }
    }
}
