//! What the desk refuses, as stanza errors: the one table of it.
//!
//! COMPAT: `service-unavailable` hangs Converse 14 on a join, `not-allowed` reads "not allowed to create" there, and it
//! loops for ever on `conflict`; a join is refused with `gone` and a text, which most clients show.

use crate::desk::refusal::Refusal;
use crate::stanza::{Body, Condition, ErrorType, StanzaError};

pub fn error(refusal: &Refusal, text: Body) -> StanzaError {
    use ErrorType::{Auth, Cancel, Modify, Wait};
    let gone = Condition::Gone { new_address: None };
    let (kind, condition) = match refusal {
        Refusal::NoSuchService => (Cancel, Condition::ItemNotFound),
        Refusal::TooManyLines
        | Refusal::ServiceFull
        | Refusal::TooManySessions
        | Refusal::TooManyOfDomain
        | Refusal::TooManySearches
        | Refusal::TooManyClients => (Wait, Condition::ResourceConstraint),
        Refusal::NotTheRoom => (Modify, Condition::BadRequest),
        Refusal::NotLinked | Refusal::NotInAgreement => (Auth, Condition::Forbidden),
        Refusal::LinkPaused | Refusal::OutsideHours { .. } => (Wait, Condition::ServiceUnavailable),
        Refusal::NotAQuery(_) => (Modify, Condition::NotAcceptable),
        Refusal::LineTooLong { .. } => (Modify, Condition::PolicyViolation),
        Refusal::ServiceEnded { .. } | Refusal::TakenBy { .. } | Refusal::SessionClosed | Refusal::NotOffered => {
            (Cancel, gone)
        }
        Refusal::NotHandedOn(_) => (Cancel, Condition::NotAllowed),
        Refusal::HeldBy { .. } | Refusal::NotAwaited => (Auth, Condition::Forbidden),
        Refusal::NotAnOperator | Refusal::NotInTheInventory | Refusal::NotYourRole { .. } | Refusal::NotStaff => {
            (Auth, Condition::Forbidden)
        }
    };
    StanzaError::new(kind, condition).with_text(text)
}
