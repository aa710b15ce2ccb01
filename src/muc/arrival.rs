//! What the rooms make of a stanza that has come: not theirs, done, or something for the hub to decide.

use super::Happening;
use crate::stanza::{Answer, StanzaError};

#[derive(Debug, Clone, PartialEq)]
pub enum Outcome {
    /// No room is concerned: no such address, or something for a contact of that address.
    NotOurs,
    /// Nothing is left to do.
    Done,
    Asked(Happening),
}

#[derive(Debug, Clone, PartialEq)]
pub enum IqOutcome {
    NotOurs,
    Answer(Answer),
    Refused(StanzaError),
    /// The hub decides, and answers the IQ.
    Asked(Happening),
}

impl Outcome {
    pub fn asked(self) -> Option<Happening> {
        match self {
            Outcome::Asked(happening) => Some(happening),
            Outcome::NotOurs | Outcome::Done => None,
        }
    }
}
