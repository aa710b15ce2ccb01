//! What was done lately, remembered within a bound: so that it is done once, or known again.

use std::collections::{HashSet, VecDeque};
use std::hash::{DefaultHasher, Hash, Hasher};

/// Remembers the last so many things, by what they hash to: eight bytes each, whatever their size. Two different things
/// are mistaken for one so rarely that it matters for nothing this is used for.
#[derive(Debug)]
pub struct Memory {
    of: HashSet<u64>,
    /// The oldest first; with what has been forgotten on purpose.
    order: VecDeque<u64>,
    most: usize,
}

impl Memory {
    pub fn new(most: usize) -> Self {
        Memory { of: HashSet::new(), order: VecDeque::new(), most }
    }

    /// False when it was remembered already.
    pub fn remember(&mut self, what: impl Hash) -> bool {
        let hash = hash(what);
        if !self.of.insert(hash) {
            return false;
        }
        if self.order.len() >= self.most
            && let Some(oldest) = self.order.pop_front()
        {
            self.of.remove(&oldest);
        }
        self.order.push_back(hash);
        true
    }

    pub fn knows(&self, what: impl Hash) -> bool {
        self.of.contains(&hash(what))
    }

    /// False when it was not remembered.
    pub fn forget(&mut self, what: impl Hash) -> bool {
        self.of.remove(&hash(what))
    }
}

/// The same in every run: nothing here depends on chance.
fn hash(what: impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    what.hash(&mut hasher);
    hasher.finish()
}

/// Nothing of it is recorded: what was restored equals what was there before.
impl PartialEq for Memory {
    fn eq(&self, _: &Memory) -> bool {
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_thing_is_new_once() {
        let mut memory = Memory::new(10);
        assert!(memory.remember((1, "a")) && memory.remember((2, "a")));
        assert!(!memory.remember((1, "a")) && memory.knows((1, "a")));
        assert!(memory.forget((1, "a")) && !memory.forget((1, "a")));
        assert!(memory.remember((1, "a")));
    }

    #[test]
    fn the_oldest_is_forgotten_first_and_the_bound_holds() {
        let mut memory = Memory::new(3);
        for n in 0..1000 {
            memory.remember(n);
            memory.forget(n - 1);
        }
        memory.remember(1000);
        memory.remember(1001);
        assert!(memory.of.len() <= 3 && memory.order.len() == 3);
        assert!(memory.knows(1000) && memory.knows(1001) && !memory.knows(998));
    }
}
