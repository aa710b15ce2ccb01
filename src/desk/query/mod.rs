//! Stand-in until the query language is merged.

use std::collections::BTreeSet;
use std::fmt;

use jid::BareJid;

use super::Desk;
use super::inventory::Operator;
use super::sentence::Sentence;
use crate::time::Time;

pub struct Query(String);

#[derive(Debug)]
pub struct Mistake(String);

impl Mistake {
    pub fn sentence(&self) -> Sentence {
        Sentence::RefusedNoSuchService {}
    }
}

impl Query {
    pub fn parse(text: &str) -> Result<Query, Mistake> {
        match text.split_whitespace().all(|word| word == "or" || word == "and" || word.contains(':')) {
            true => Ok(Query(text.to_owned())),
            false => Err(Mistake(text.to_owned())),
        }
    }
}

impl fmt::Display for Query {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

pub struct Match {
    pub operator: BareJid,
    pub score: i64,
}

pub struct Matches {
    pub matches: Vec<Match>,
    pub total: usize,
    pub unknown: Vec<String>,
}

impl Desk {
    pub fn search(&self, now: Time, query: &Query, most: usize) -> Matches {
        let all = self.matching(now, query);
        let total = all.len();
        let matches = all.into_iter().take(most).map(|operator| Match { operator, score: 0 }).collect();
        Matches { matches, total, unknown: Vec::new() }
    }

    pub fn matching(&self, _now: Time, query: &Query) -> BTreeSet<BareJid> {
        let matches = |operator: &&Operator| {
            query.0.split(" or ").any(|part| {
                part.split_whitespace().filter(|word| *word != "and").all(|word| {
                    let (key, value) = word.split_once(':').unwrap_or_default();
                    match key {
                        "lang" => value.parse().is_ok_and(|tag| operator.level(&tag).is_some()),
                        key => operator.has(key, value),
                    }
                })
            })
        };
        self.inventory.operators.values().filter(matches).map(|operator| operator.jid.clone()).collect()
    }
}
