//! How concepts stand to one another: narrower, broader, the same in another scheme.

use std::collections::HashSet;

use super::index::{Index, Place};

/// How what somebody has stands to what is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Relation {
    /// It is that.
    Same,
    /// It means the same, in another scheme or because each is said to be broader than the other.
    Exact,
    /// It is narrower by so many steps (1 to 3).
    Narrower(u8),
    /// It is broader by so many steps (1 to 3).
    Broader(u8),
}

/// Steps that are looked at; farther apart, two concepts have nothing to do with each other.
pub const MOST_STEPS: u8 = 3;
/// Concepts looked at above one.
const MOST_ABOVE: usize = 1_000;
/// Concepts looked at below one.
const MOST_BELOW: usize = 100_000;

impl Index {
    pub(super) fn relation(&self, wanted: &str, had: &str) -> Option<Relation> {
        if wanted == had {
            return Some(Relation::Same);
        }
        let (wanted, had) = (self.place(wanted)?, self.place(had)?);
        match (self.steps_up(had, wanted), self.steps_up(wanted, had)) {
            (None, None) => None,
            (Some(steps @ 1..), None) => Some(Relation::Narrower(steps)),
            (None, Some(steps @ 1..)) => Some(Relation::Broader(steps)),
            _ => Some(Relation::Exact),
        }
    }

    /// How many steps `to` is above `from`; what means the same is no step away.
    fn steps_up(&self, from: Place, to: Place) -> Option<u8> {
        let mut seen = HashSet::new();
        let mut level = vec![from];
        for steps in 0..=MOST_STEPS {
            let mut here = Vec::new();
            while let Some(place) = level.pop() {
                if seen.len() < MOST_ABOVE && seen.insert(place) {
                    here.push(place);
                    level.extend(self.same(place));
                }
            }
            if here.contains(&to) {
                return Some(steps);
            }
            level = here.iter().filter_map(|place| self.entry(*place)).flat_map(|one| one.broader.clone()).collect();
        }
        None
    }

    /// Itself, what means the same, and all that is narrower.
    pub(super) fn narrower(&self, from: Place) -> Vec<Place> {
        let (mut seen, mut all, mut next) = (HashSet::from([from]), vec![from], 0);
        while let Some(place) = all.get(next).copied() {
            next += 1;
            let below = self.entry(place).into_iter().flat_map(|entry| entry.narrower.iter().copied());
            for other in self.same(place).chain(below) {
                if all.len() < MOST_BELOW && seen.insert(other) {
                    all.push(other);
                }
            }
        }
        all
    }

    fn same(&self, place: Place) -> impl Iterator<Item = Place> {
        let entry = self.entry(place).into_iter();
        entry.flat_map(|entry| entry.exact.iter().chain(&entry.exact_of).copied())
    }
}
