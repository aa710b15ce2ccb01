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
        relation_of(self.steps_up(had, wanted), self.steps_up(wanted, had))
    }

    /// How many steps `to` is above `from`; what means the same is no step away.
    fn steps_up(&self, from: Place, to: Place) -> Option<u8> {
        self.above(from).into_iter().find(|(place, _)| *place == to).map(|(_, steps)| steps)
    }

    /// Itself, what means the same and what is broader, the nearest first, each with the steps to it.
    fn above(&self, from: Place) -> Vec<(Place, u8)> {
        let (mut above, mut seen, mut level) = (Vec::new(), HashSet::new(), vec![from]);
        for steps in 0..=MOST_STEPS {
            let start = above.len();
            while let Some(place) = level.pop() {
                if seen.len() < MOST_ABOVE && seen.insert(place) {
                    above.push((place, steps));
                    level.extend(self.same(place));
                }
            }
            let here = above[start..].iter().filter_map(|(place, _)| self.entry(*place));
            level = here.flat_map(|entry| entry.broader.iter().copied()).collect();
        }
        above
    }

    /// Itself, what means the same, and all that is narrower, the nearest first; each with how it stands to the first.
    pub(super) fn narrower(&self, from: Place) -> Vec<(Place, Option<Relation>)> {
        let mut up = vec![None; self.size()];
        self.above(from).into_iter().for_each(|(place, steps)| up[place as usize] = Some(steps));
        let mut seen = vec![false; self.size()];
        let (mut all, mut level) = (Vec::new(), vec![from]);
        for steps in 0u32.. {
            let down = u8::try_from(steps).ok().filter(|steps| *steps <= MOST_STEPS);
            let start = all.len();
            while let Some(place) = level.pop() {
                if all.len() == MOST_BELOW || std::mem::replace(&mut seen[place as usize], true) {
                    continue;
                }
                let relation = if place == from { Some(Relation::Same) } else { relation_of(down, up[place as usize]) };
                all.push((place, relation));
                level.extend(self.same(place));
            }
            if all.len() == start {
                break;
            }
            let here = all[start..].iter().filter_map(|(place, _)| self.entry(*place));
            level = here.flat_map(|entry| entry.narrower.iter().copied()).collect();
        }
        all
    }

    fn same(&self, place: Place) -> impl Iterator<Item = Place> {
        let entry = self.entry(place).into_iter();
        entry.flat_map(|entry| entry.exact.iter().chain(&entry.exact_of).copied())
    }
}

/// Of the steps from what is had up to what is wanted, and of those the other way.
fn relation_of(narrower: Option<u8>, broader: Option<u8>) -> Option<Relation> {
    match (narrower, broader) {
        (None, None) => None,
        (Some(steps @ 1..), None) => Some(Relation::Narrower(steps)),
        (None, Some(steps @ 1..)) => Some(Relation::Broader(steps)),
        _ => Some(Relation::Exact),
    }
}
