//! Whom a query finds, the best first, each with why.

use std::cmp::Reverse;
use std::collections::{BTreeSet, HashMap};

use jid::BareJid;

use super::index::Index;
use super::leaf::By;
use super::plan::{Around, Plan, Step};
use super::{KEYS, Mistake, Query, What, parse};
use crate::desk::Desk;
use crate::desk::inventory::ServiceId;
use crate::desk::language::Level;
use crate::nearest::nearest;
use crate::stanza::Show;
use crate::time::{Date, Time};

/// On duty and ready, or on duty but away: so much better than off duty.
const READY: i32 = 15;
const AWAY: i32 = 5;
/// On duty with as many sessions as she may hold.
const FULL: i32 = 2;

/// The best of those who match.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Matches {
    /// The best first.
    pub matches: Vec<Match>,
    /// How many match in all.
    pub total: usize,
    /// Words of the query that no concept and no name has.
    pub unknown: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Match {
    pub operator: BareJid,
    pub score: i64,
    /// In the order of the query.
    pub reasons: Vec<Reason>,
    pub standing: Attendance,
}

/// Why somebody matches a part of the query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reason {
    Competence {
        kind: String,
        /// What she has: a concept's id or a language's tag.
        value: String,
        /// The concept asked for, where hers is a narrower one or one that means the same.
        asked: Option<String>,
        level: Option<Level>,
        /// The day until which it held, where that is past.
        expired: Option<Date>,
    },
    /// Her name has the words.
    Name,
    /// Her library, its country …, a service or a cluster: the key, and the id of what it is.
    Member { key: String, value: String },
}

/// Where somebody is on duty, and how much she is at.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Attendance {
    /// Empty when she is off duty.
    pub services: Vec<(ServiceId, Show)>,
    /// Sessions held or offered.
    pub occupied: u32,
    pub limit: u32,
}

impl Attendance {
    pub fn is_on_duty(&self) -> bool {
        !self.services.is_empty()
    }

    /// The most willing of her shows.
    pub fn show(&self) -> Option<Show> {
        self.services.iter().map(|(_, show)| *show).min()
    }
}

impl Desk {
    /// Reads a query, and refuses keys that mean nothing on this hub.
    ///
    /// # Errors
    /// The first piece that cannot be read, and where it stands.
    pub fn query(&self, text: &str) -> Result<Query, Mistake> {
        let (query, keys) = parse::parse(text)?;
        self.check_keys(text, keys.into_iter())?;
        Ok(query)
    }

    /// Refuses a key that means nothing on this hub.
    pub(super) fn check_keys(&self, text: &str, keys: impl Iterator<Item = (String, usize)>) -> Result<(), Mistake> {
        for (key, place) in keys {
            let is_known = key == "lang" || KEYS.contains(&key.as_str()) || self.competence.kind(&key).is_some();
            if is_known || self.is_concept(text, place) {
                continue;
            }
            let known = KEYS.into_iter().chain(["lang"]).chain(self.competence.kinds());
            let nearest = nearest(&key, known).map(str::to_owned);
            return Err(Mistake::new(What::UnknownKey { nearest }, &format!("{key}:"), place));
        }
        Ok(())
    }

    /// Whether a concept's id, which has a colon of its own, stands here.
    fn is_concept(&self, text: &str, place: usize) -> bool {
        let id: String = text.chars().skip(place - 1).take_while(|sign| !sign.is_whitespace()).collect();
        let id = id.split(['<', '>', '=', '(', ')', '&', '|', '"']).next().unwrap_or_default();
        self.inventory.concepts.contains_key(id)
    }

    /// The best `most` of those who match.
    pub fn search(&self, now: Time, query: &Query, most: usize) -> Matches {
        let around = self.around(now);
        let plan = Plan::of(query, &around);
        let found = plan.found(&self.competence);
        let total = found.len();
        let on = self.shows();
        let with_duty = |(number, score): (u32, i32)| (score + self.bonus(number, &on), number);
        let best = best(found.into_iter().map(with_duty).collect(), most, &self.competence);
        let matched = best.into_iter().filter_map(|(score, number)| {
            let operator = self.competence.jid(number)?.clone();
            let reasons = self.reasons(&plan, number, Date::of(now));
            let standing = self.attendance(&operator);
            Some(Match { operator, score: i64::from(score), reasons, standing })
        });
        let matches = matched.collect();
        Matches { matches, total, unknown: plan.unknown }
    }

    /// All who match.
    pub fn matching(&self, now: Time, query: &Query) -> BTreeSet<BareJid> {
        let around = self.around(now);
        let found = Plan::of(query, &around).found(&self.competence);
        found.into_iter().filter_map(|(number, _)| self.competence.jid(number).cloned()).collect()
    }

    pub fn attendance(&self, operator: &BareJid) -> Attendance {
        let services = self.inventory.services.keys();
        let on = services.filter_map(|service| Some((service.clone(), self.duty.show(service, operator)?)));
        let limit = self.inventory.operators.get(operator).map_or(0, |known| known.sessions);
        Attendance { services: on.collect(), occupied: self.occupied(operator), limit }
    }

    fn around(&self, now: Time) -> Around<'_> {
        Around {
            inventory: &self.inventory,
            index: &self.competence,
            vocabulary: &self.vocabulary,
            duty: &self.duty,
            today: Date::of(now),
        }
    }

    /// How willing each is who is on duty anywhere.
    fn shows(&self) -> HashMap<u32, Show> {
        let mut shows = HashMap::new();
        for (operator, show) in self.duty.services().flat_map(|service| self.duty.on(service)) {
            let Some(number) = self.competence.number(operator) else { continue };
            let best = shows.entry(number).or_insert(show);
            *best = show.min(*best);
        }
        shows
    }

    fn bonus(&self, number: u32, on: &HashMap<u32, Show>) -> i32 {
        let Some(show) = on.get(&number) else { return 0 };
        let operator = self.competence.jid(number).and_then(|jid| self.inventory.operators.get(jid));
        if operator.is_some_and(|operator| self.occupied(&operator.jid) >= operator.sessions) {
            return FULL;
        }
        match show {
            Show::Chat | Show::Available => READY,
            Show::Away | Show::Xa => AWAY,
            Show::Dnd => 0,
        }
    }

    fn reasons(&self, plan: &Plan<'_>, number: u32, today: Date) -> Vec<Reason> {
        let mut reasons = Vec::new();
        let operator = self.competence.jid(number).and_then(|jid| self.inventory.operators.get(jid));
        for by in plan.by(number) {
            let reason = match by {
                By::Competence { kind, value, asked } => {
                    let hers = operator.into_iter().flat_map(|operator| &operator.competences);
                    let Some(competence) = hers.into_iter().find(|one| one.kind == kind && one.value == value) else {
                        continue;
                    };
                    Reason::Competence {
                        kind: kind.to_owned(),
                        value: value.to_owned(),
                        asked: asked.map(str::to_owned),
                        level: competence.level,
                        expired: competence.valid_until.filter(|_| competence.is_expired(today)),
                    }
                }
                By::Name => Reason::Name,
                By::Member { key, value } => Reason::Member { key: key.to_owned(), value: value.to_owned() },
                By::Duty => continue,
            };
            if !reasons.contains(&reason) {
                reasons.push(reason);
            }
        }
        reasons
    }
}

/// The best `most`: by score, then in the order of their addresses.
fn best(mut found: Vec<(i32, u32)>, most: usize, index: &Index) -> Vec<(i32, u32)> {
    let most = most.min(found.len());
    if most == 0 {
        return Vec::new();
    }
    if most < found.len() {
        found.select_nth_unstable_by_key(most - 1, |(score, _)| Reverse(*score));
        let last = found[most - 1].0;
        let (sure, equal): (Vec<_>, Vec<_>) =
            found.into_iter().filter(|(score, _)| *score >= last).partition(|(score, _)| *score > last);
        let mut equal: Vec<_> = equal;
        let wanted = most - sure.len();
        if wanted < equal.len() {
            equal.select_nth_unstable_by_key(wanted - 1, |(_, number)| index.jid(*number));
            equal.truncate(wanted);
        }
        found = sure.into_iter().chain(equal).collect();
    }
    found.sort_unstable_by_key(|(score, number)| (Reverse(*score), index.jid(*number)));
    found
}

/// Whom part of a query finds, with scores, in the order of their numbers.
enum Set {
    Those(Vec<(u32, i32)>),
    /// Everybody but these.
    Except(Vec<u32>),
}

impl Plan<'_> {
    /// All who match, with their scores, in the order of their numbers.
    pub(super) fn found(&self, index: &Index) -> Vec<(u32, i32)> {
        match self.evaluate(&self.root) {
            Set::Those(found) => found,
            Set::Except(out) => {
                let out = &mut out.into_iter().peekable();
                index.all().filter(|number| out.next_if_eq(number).is_none()).map(|number| (number, 0)).collect()
            }
        }
    }

    fn evaluate(&self, step: &Step) -> Set {
        match step {
            Step::Leaf(place) => {
                let hits = self.leaves.get(*place).map_or(&[][..], |leaf| &leaf.hits);
                Set::Those(hits.iter().map(|hit| (hit.operator, hit.score)).collect())
            }
            Step::Not(step) => match self.evaluate(step) {
                Set::Those(found) => Set::Except(found.into_iter().map(|(number, _)| number).collect()),
                Set::Except(out) => Set::Those(out.into_iter().map(|number| (number, 0)).collect()),
            },
            Step::All(steps) => {
                let mut sets: Vec<Set> = steps.iter().map(|step| self.evaluate(step)).collect();
                sets.sort_by_key(Set::size);
                sets.into_iter().reduce(Set::and).unwrap_or(Set::Those(Vec::new()))
            }
            Step::Any(steps) => {
                steps.iter().map(|step| self.evaluate(step)).reduce(Set::or).unwrap_or(Set::Those(Vec::new()))
            }
        }
    }

    /// By what somebody is found, in the order of the query; what is excluded says nothing.
    fn by<'s>(&'s self, number: u32) -> Vec<By<'s>> {
        let mut found = Vec::new();
        self.by_step(&self.root, number, &mut found);
        found
    }

    fn by_step<'s>(&'s self, step: &Step, number: u32, found: &mut Vec<By<'s>>) {
        match step {
            Step::All(steps) | Step::Any(steps) => steps.iter().for_each(|step| self.by_step(step, number, found)),
            Step::Not(_) => {}
            Step::Leaf(place) => {
                let Some(leaf) = self.leaves.get(*place) else { return };
                let Ok(hit) = leaf.hits.binary_search_by_key(&number, |hit| hit.operator) else { return };
                found.extend(leaf.by.get(leaf.hits[hit].by as usize));
            }
        }
    }
}

impl Set {
    fn size(&self) -> usize {
        match self {
            Set::Those(found) => found.len(),
            Set::Except(_) => usize::MAX,
        }
    }

    fn and(self, other: Set) -> Set {
        match (self, other) {
            (Set::Those(mut one), Set::Those(other)) => {
                one.retain_mut(|(number, score)| match other.binary_search_by_key(number, |(number, _)| *number) {
                    Ok(place) => {
                        *score += other[place].1;
                        true
                    }
                    Err(_) => false,
                });
                Set::Those(one)
            }
            (Set::Those(mut one), Set::Except(out)) | (Set::Except(out), Set::Those(mut one)) => {
                one.retain(|(number, _)| out.binary_search(number).is_err());
                Set::Those(one)
            }
            (Set::Except(one), Set::Except(other)) => Set::Except(union(one, other, |number| *number, |one, _| one)),
        }
    }

    fn or(self, other: Set) -> Set {
        match (self, other) {
            (Set::Those(one), Set::Those(other)) => {
                Set::Those(union(one, other, |(number, _)| *number, |one, other| (one.0, one.1.max(other.1))))
            }
            (Set::Those(one), Set::Except(mut out)) | (Set::Except(mut out), Set::Those(one)) => {
                out.retain(|number| one.binary_search_by_key(number, |(number, _)| *number).is_err());
                Set::Except(out)
            }
            (Set::Except(mut one), Set::Except(other)) => {
                one.retain(|number| other.binary_search(number).is_ok());
                Set::Except(one)
            }
        }
    }
}

/// Both lists in one, in order, with what is in both joined.
fn union<T: Copy>(one: Vec<T>, other: Vec<T>, number: impl Fn(&T) -> u32, join: impl Fn(T, T) -> T) -> Vec<T> {
    let mut all = Vec::with_capacity(one.len() + other.len());
    let (mut one, mut other) = (one.into_iter().peekable(), other.into_iter().peekable());
    while let (Some(left), Some(right)) = (one.peek().copied(), other.peek().copied()) {
        match number(&left).cmp(&number(&right)) {
            std::cmp::Ordering::Less => all.extend(one.next()),
            std::cmp::Ordering::Greater => all.extend(other.next()),
            std::cmp::Ordering::Equal => {
                all.push(join(left, right));
                one.next();
                other.next();
            }
        }
    }
    all.extend(one);
    all.extend(other);
    all
}
