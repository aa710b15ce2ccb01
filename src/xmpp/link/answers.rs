//! Which answers we wait for: questions of ours, barriers and keep-alive pings, by whom they must come from and id.
//!
//! Ids are random, so that nobody can answer for another; all is forgotten when the connection ends. Deadlines are
//! the asker's. An answer nobody waits for (it came too late) is not ours to judge and goes to the owner.

use std::collections::{HashMap, VecDeque};

use jid::Jid;
use minidom::Element;
use tokio::sync::oneshot;
use xmpp_parsers::stanza_error::StanzaError;

/// Why a question has no answer.
#[derive(Debug, thiserror::Error)]
pub enum AskFailure {
    #[error("refused: {:?}", .0.defined_condition)]
    Refused(Box<StanzaError>),
    #[error("no answer in time")]
    TimedOut,
    #[error("the link to the server is down")]
    Down,
    #[error("too many questions wait for an answer")]
    TooMany,
    #[error("the answer cannot be read")]
    Unreadable,
    #[error("the question may not leave: {0}")]
    Unsendable(super::Unsendable),
}

pub(super) type Answer = Result<Option<Element>, AskFailure>;

#[derive(Debug, PartialEq, Eq)]
pub(super) enum Matched {
    /// Consumed; nothing to report.
    Ours,
    /// These barriers have been passed, in this order.
    Passed(Vec<u64>),
}

struct Question {
    from: Jid,
    answer: oneshot::Sender<Answer>,
}

pub(super) struct Answers {
    server: Jid,
    max_questions: usize,
    max_barriers: usize,
    questions: HashMap<String, Question>,
    barriers: VecDeque<(String, u64)>,
    keep_alive: Option<String>,
}

impl Answers {
    pub(super) fn new(server: Jid, max_questions: usize, max_barriers: usize) -> Answers {
        Answers {
            server,
            max_questions,
            max_barriers,
            questions: HashMap::new(),
            barriers: VecDeque::new(),
            keep_alive: None,
        }
    }

    pub(super) fn expect(&mut self, id: String, from: Jid) -> Result<oneshot::Receiver<Answer>, AskFailure> {
        if self.questions.len() >= self.max_questions {
            return Err(AskFailure::TooMany);
        }
        let (answer, receiver) = oneshot::channel();
        self.questions.insert(id, Question { from, answer });
        Ok(receiver)
    }

    /// False when too many barriers wait already.
    pub(super) fn expect_barrier(&mut self, id: String, number: u64) -> bool {
        let room = self.barriers.len() < self.max_barriers;
        if room {
            self.barriers.push_back((id, number));
        }
        room
    }

    pub(super) fn expect_keep_alive(&mut self, id: String) {
        self.keep_alive = Some(id);
    }

    /// The barrier that has waited longest.
    pub(super) fn oldest_barrier(&self) -> Option<u64> {
        self.barriers.front().map(|(_, number)| *number)
    }

    pub(super) fn forget(&mut self, id: &str) {
        self.questions.remove(id);
    }

    pub(super) fn clear(&mut self) {
        self.questions.clear();
        self.barriers.clear();
        self.keep_alive = None;
    }

    /// Whether an answer from `from` under `id` is awaited. Any answer passes a barrier, an error too; and since the
    /// server takes stanzas in order, all barriers before it.
    pub(super) fn matching(
        &mut self,
        from: Option<&Jid>,
        id: &str,
        answer: impl FnOnce() -> Answer,
    ) -> Option<Matched> {
        let from = from?;
        if let Some(question) = self.questions.get(id) {
            if question.from != *from {
                return None;
            }
            let question = self.questions.remove(id)?;
            // The asker may have gone in the meantime.
            let _ = question.answer.send(answer());
            return Some(Matched::Ours);
        }
        if *from != self.server {
            return None;
        }
        if self.keep_alive.as_deref() == Some(id) {
            self.keep_alive = None;
            return Some(Matched::Ours);
        }
        let passed = self.barriers.iter().position(|(barrier, _)| barrier == id)?;
        Some(Matched::Passed(self.barriers.drain(..=passed).map(|(_, number)| number).collect()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn jid(text: &str) -> Jid {
        Jid::new(text).unwrap()
    }

    fn answers() -> Answers {
        Answers::new(jid("localhost"), 2, 3)
    }

    #[test]
    fn an_answer_counts_only_from_whom_it_is_expected() {
        let mut answers = answers();
        let mut receiver = answers.expect("q".into(), jid("bo@localhost/desk")).unwrap();
        assert_eq!(answers.matching(Some(&jid("eve@localhost")), "q", || Ok(None)), None);
        assert_eq!(answers.matching(None, "q", || Ok(None)), None);
        assert!(receiver.try_recv().is_err());
        assert_eq!(answers.matching(Some(&jid("bo@localhost/desk")), "q", || Ok(None)), Some(Matched::Ours));
        assert!(matches!(receiver.try_recv(), Ok(Ok(None))));
        assert_eq!(answers.matching(Some(&jid("bo@localhost/desk")), "q", || Ok(None)), None);
    }

    #[test]
    fn questions_and_barriers_are_bounded() {
        let mut answers = answers();
        let _waiting: Vec<_> = ["a", "b"].map(|id| answers.expect(id.into(), jid("x@y")).unwrap()).into();
        assert!(matches!(answers.expect("c".into(), jid("x@y")), Err(AskFailure::TooMany)));
        answers.forget("a");
        assert!(answers.expect("c".into(), jid("x@y")).is_ok());
        assert_eq!([1, 2, 3, 4].map(|n| answers.expect_barrier(n.to_string(), n)), [true, true, true, false]);
    }

    #[test]
    fn a_passed_barrier_passes_those_before_it_in_order() {
        let mut answers = answers();
        for (id, number) in [("a", 1), ("b", 2), ("c", 3)] {
            assert!(answers.expect_barrier(id.into(), number));
        }
        assert_eq!(answers.matching(Some(&jid("eve@localhost")), "b", || Ok(None)), None);
        let passed = answers.matching(Some(&jid("localhost")), "b", || Ok(None));
        assert_eq!(passed, Some(Matched::Passed(vec![1, 2])));
        assert_eq!(answers.oldest_barrier(), Some(3));
    }

    #[test]
    fn the_end_of_the_connection_ends_every_question() {
        let mut answers = answers();
        let mut receiver = answers.expect("q".into(), jid("x@y")).unwrap();
        answers.clear();
        assert!(matches!(receiver.try_recv(), Err(oneshot::error::TryRecvError::Closed)));
    }
}
