//! Whom one term of a query finds: of each operator the best hit, and by what.

use std::cmp::Reverse;

use super::Comparison;
use super::index::Holder;
use super::plan::Around;
use crate::desk::language::Level;
use crate::desk::vocabulary::Relation;
use crate::time::Date;

/// What a competence is worth that is the one asked for, before its level.
const SAME: i32 = 100;
/// One that means the same, in another scheme.
const EXACT: i32 = 95;
/// Each step narrower counts so much less, down to [`NARROWEST`].
const STEP: i32 = 5;
const NARROWEST: i32 = 75;
/// For each level from A1 on.
const LEVEL: i32 = 5;
/// A name that stands in the query.
pub(super) const NAMED: i32 = 50;

/// Whom a term finds, each once, in the order of their numbers.
pub(super) struct Leaf<'a> {
    pub hits: Vec<Hit>,
    pub by: Vec<By<'a>>,
}

#[derive(Debug, Clone, Copy)]
pub(super) struct Hit {
    pub operator: u32,
    pub score: i32,
    /// A place in [`Leaf::by`].
    pub by: u32,
}

/// By what somebody is found.
#[derive(Debug, Clone, Copy)]
pub(super) enum By<'a> {
    Competence {
        kind: &'a str,
        value: &'a str,
        asked: Option<&'a str>,
    },
    Name,
    /// The key asked for, and what it was there: a library's id, a service's.
    Member {
        key: &'a str,
        value: &'a str,
    },
    Duty,
}

/// A competence that answers a term, and who has it.
pub(super) struct Had<'a> {
    pub kind: &'a str,
    pub value: &'a str,
    /// The concept asked for, where it is another.
    pub asked: Option<&'a str>,
    pub holders: &'a [Holder],
    pub relation: Option<Relation>,
}

impl<'a> Had<'a> {
    /// Something that is known, and that nobody has.
    pub fn nobody(kind: &'a str) -> Self {
        Had { kind, value: "", asked: None, holders: &[], relation: None }
    }
}

impl<'a> Leaf<'a> {
    /// Those who have one of these competences at the wanted level, and those found by name.
    pub fn of(
        all: Vec<Had<'a>>,
        names: Vec<(u32, By<'a>)>,
        wanted: Option<(Comparison, Level)>,
        around: &Around<'_>,
    ) -> Self {
        let most = names.len() + all.iter().map(|had| had.holders.len()).sum::<usize>();
        let mut best = Best::of(most, around.index.size());
        let mut reasons = Vec::with_capacity(all.len() + names.len());
        for had in all {
            let by = reasons.len() as u32;
            reasons.push(By::Competence { kind: had.kind, value: had.value, asked: had.asked });
            let worth = worth_of_relation(had.relation);
            for holder in had.holders.iter().filter(|holder| holds(wanted, holder.level)) {
                best.add(Hit { operator: holder.operator, score: worth_of(worth, holder, around.today), by });
            }
        }
        for (operator, by) in names {
            best.add(Hit { operator, score: NAMED, by: reasons.len() as u32 });
            reasons.push(by);
        }
        Leaf { hits: best.hits(), by: reasons }
    }

    /// The members of something: of libraries, of services.
    pub fn of_members(key: &'static str, members: Vec<(&'a str, &'a [u32])>, around: &Around<'_>) -> Self {
        let most = members.iter().map(|(_, operators)| operators.len()).sum();
        let mut best = Best::of(most, around.index.size());
        for (by, (_, operators)) in (0..).zip(&members) {
            operators.iter().for_each(|operator| best.add(Hit { operator: *operator, score: 0, by }));
        }
        Leaf { hits: best.hits(), by: members.into_iter().map(|(value, _)| By::Member { key, value }).collect() }
    }

    /// All of these, who are in the order of their numbers.
    pub fn of_all(operators: Vec<u32>, by: By<'a>, score: i32) -> Self {
        let hits = operators.into_iter().map(|operator| Hit { operator, score, by: 0 }).collect();
        Leaf { hits, by: vec![by] }
    }
}

/// Each operator's best hit, of equal ones the first.
enum Best {
    Few(Vec<Hit>),
    /// By operator: sorting takes longer where many have many.
    Many(Vec<Option<Hit>>),
}

impl Best {
    /// Of at most so many hits, and operators whose numbers are below `size`.
    fn of(most: usize, size: usize) -> Self {
        if most < size / 8 { Best::Few(Vec::with_capacity(most)) } else { Best::Many(vec![None; size]) }
    }

    fn add(&mut self, hit: Hit) {
        match self {
            Best::Few(hits) => hits.push(hit),
            Best::Many(hits) => {
                let Some(best) = hits.get_mut(hit.operator as usize) else { return };
                if best.is_none_or(|best| best.score < hit.score) {
                    *best = Some(hit);
                }
            }
        }
    }

    /// In the order of the operators' numbers.
    fn hits(self) -> Vec<Hit> {
        match self {
            Best::Few(mut hits) => {
                hits.sort_unstable_by_key(|hit| (hit.operator, Reverse(hit.score), hit.by));
                hits.dedup_by_key(|hit| hit.operator);
                hits
            }
            Best::Many(hits) => hits.into_iter().flatten().collect(),
        }
    }
}

fn worth_of_relation(relation: Option<Relation>) -> i32 {
    match relation {
        Some(Relation::Same) => SAME,
        Some(Relation::Exact) => EXACT,
        Some(Relation::Narrower(steps)) => EXACT - STEP * i32::from(steps),
        // Farther below than relations are followed.
        Some(Relation::Broader(_)) | None => NARROWEST,
    }
}

/// A competence without a level counts as B2.
fn holds(wanted: Option<(Comparison, Level)>, had: Option<Level>) -> bool {
    wanted.is_none_or(|(comparison, level)| comparison.holds(had.unwrap_or(Level::B2), level))
}

fn worth_of(worth: i32, holder: &Holder, today: Date) -> i32 {
    let worth = worth + LEVEL * (holder.level.unwrap_or(Level::B2) as i32 + 1);
    if holder.until.is_some_and(|until| until < today) { worth / 2 } else { worth }
}
