//! What waits to be written: one first-in-first-out queue, bounded by bytes.
//!
//! Over half of the bound, stanzas that may be shed (typing notices, presence) are, both those waiting and those that
//! come. Over the bound the queue says so once and takes nothing more: the connection counts as dead.

use std::collections::VecDeque;

struct Waiting {
    xml: String,
    sheddable: bool,
}

pub(super) struct Outbound {
    limit: usize,
    waiting: VecDeque<Waiting>,
    bytes: usize,
    sheddable: usize,
    overflowed: bool,
    shed: u64,
}

#[derive(Debug, PartialEq, Eq)]
pub(super) enum Pushed {
    Queued,
    Shed,
    Overflow,
}

impl Outbound {
    pub(super) fn new(limit: usize) -> Outbound {
        Outbound { limit, waiting: VecDeque::new(), bytes: 0, sheddable: 0, overflowed: false, shed: 0 }
    }

    pub(super) fn push(&mut self, xml: String, sheddable: bool) -> Pushed {
        if self.overflowed {
            return Pushed::Overflow;
        }
        let bytes = self.bytes + xml.len();
        if bytes > self.limit / 2 {
            self.shed_waiting();
            if sheddable {
                self.shed += 1;
                return Pushed::Shed;
            }
        }
        if self.bytes + xml.len() > self.limit {
            self.clear();
            self.overflowed = true;
            return Pushed::Overflow;
        }
        self.bytes += xml.len();
        self.sheddable += usize::from(sheddable);
        self.waiting.push_back(Waiting { xml, sheddable });
        Pushed::Queued
    }

    fn shed_waiting(&mut self) {
        if self.sheddable == 0 {
            return;
        }
        let before = self.waiting.len();
        self.waiting.retain(|waiting| !waiting.sheddable);
        self.shed += (before - self.waiting.len()) as u64;
        self.bytes = self.waiting.iter().map(|waiting| waiting.xml.len()).sum();
        self.sheddable = 0;
    }

    /// Moves texts to `buffer` until it holds at least `enough` bytes or nothing waits.
    pub(super) fn drain_into(&mut self, buffer: &mut Vec<u8>, enough: usize) {
        while buffer.len() < enough {
            let Some(next) = self.waiting.pop_front() else { break };
            self.bytes -= next.xml.len();
            self.sheddable -= usize::from(next.sheddable);
            buffer.extend_from_slice(next.xml.as_bytes());
        }
    }

    /// Empties the queue and makes it usable again.
    pub(super) fn clear(&mut self) {
        *self = Outbound { shed: self.shed, ..Outbound::new(self.limit) };
    }

    pub(super) fn bytes(&self) -> usize {
        self.bytes
    }

    /// How many stanzas were shed since the program started.
    pub(super) fn shed(&self) -> u64 {
        self.shed
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drained(queue: &mut Outbound) -> String {
        let mut buffer = Vec::new();
        queue.drain_into(&mut buffer, usize::MAX);
        String::from_utf8(buffer).unwrap()
    }

    #[test]
    fn what_is_said_first_leaves_first() {
        let mut queue = Outbound::new(100);
        for text in ["a", "b", "c"] {
            assert_eq!(queue.push(text.into(), false), Pushed::Queued);
        }
        let mut buffer = Vec::new();
        queue.drain_into(&mut buffer, 2);
        assert_eq!(buffer, b"ab");
        assert_eq!(drained(&mut queue), "c");
        assert_eq!(queue.bytes(), 0);
    }

    #[test]
    fn over_half_typing_notices_give_way_to_words() {
        let mut queue = Outbound::new(10);
        assert_eq!(queue.push("tt".into(), true), Pushed::Queued);
        assert_eq!(queue.push("ww".into(), false), Pushed::Queued);
        assert_eq!(queue.push("wwww".into(), false), Pushed::Queued);
        assert_eq!(queue.push("t".into(), true), Pushed::Shed);
        assert_eq!(queue.shed(), 2);
        assert_eq!(drained(&mut queue), "wwwwww");
    }

    #[test]
    fn a_full_queue_takes_nothing_until_it_is_cleared() {
        let mut queue = Outbound::new(10);
        assert_eq!(queue.push("w".repeat(10), false), Pushed::Queued);
        assert_eq!(queue.push("w".into(), false), Pushed::Overflow);
        assert_eq!((queue.bytes(), queue.overflowed), (0, true));
        assert_eq!(queue.push("w".into(), false), Pushed::Overflow);
        queue.clear();
        assert_eq!(queue.push("w".into(), false), Pushed::Queued);
    }
}
