//! What the rooms refuse by themselves, and as which stanza error: the one table of it.

use crate::stanza::{Body, Condition, ErrorType, StanzaError};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// XEP-0045 §7.2.1: a join names a nick.
    NoNick,
    BadNick,
    /// XEP-0045 §7.6.
    NickTaken,
    NickReserved,
    RoomFull,
    TooManyClients,
    NotInRoom,
    NoSuchOccupant,
    LineTooLong,
    /// XEP-0045 §7.4: groupchat goes to the room, not to an occupant.
    GroupchatToOccupant,
    ListsAreClosed,
    AffiliationsAreFixed,
    RolesAreFixed,
    BadAdminRequest,
    NotOwner,
    NoRegistration,
    NoQueriesToOccupants,
}

impl Refusal {
    pub const ALL: [Refusal; 17] = [
        Refusal::NoNick,
        Refusal::BadNick,
        Refusal::NickTaken,
        Refusal::NickReserved,
        Refusal::RoomFull,
        Refusal::TooManyClients,
        Refusal::NotInRoom,
        Refusal::NoSuchOccupant,
        Refusal::LineTooLong,
        Refusal::GroupchatToOccupant,
        Refusal::ListsAreClosed,
        Refusal::AffiliationsAreFixed,
        Refusal::RolesAreFixed,
        Refusal::BadAdminRequest,
        Refusal::NotOwner,
        Refusal::NoRegistration,
        Refusal::NoQueriesToOccupants,
    ];

    fn row(self) -> (ErrorType, Condition, &'static str) {
        use Condition::*;
        use ErrorType::*;
        match self {
            Refusal::NoNick => (Modify, JidMalformed, "A join needs a nickname."),
            Refusal::BadNick => (Modify, NotAcceptable, "This nickname cannot be used here."),
            Refusal::NickTaken => (Cancel, Conflict, "Somebody else here has this nickname."),
            Refusal::NickReserved => (Modify, NotAcceptable, "This nickname is the desk's own."),
            // COMPAT: Converse 14 hangs on service-unavailable as answer to a join.
            Refusal::RoomFull => (Wait, ResourceConstraint, "The room is full."),
            Refusal::TooManyClients => (Wait, ResourceConstraint, "Too many of your clients are in this room."),
            Refusal::NotInRoom => (Cancel, NotAcceptable, "You are not in this room."),
            Refusal::NoSuchOccupant => (Cancel, ItemNotFound, "There is nobody of this name here."),
            Refusal::LineTooLong => (Modify, PolicyViolation, "This message is too long."),
            Refusal::GroupchatToOccupant => {
                (Modify, BadRequest, "A message to one person is sent as a private message.")
            }
            Refusal::ListsAreClosed => (Auth, Forbidden, "The lists of this room are not shown."),
            Refusal::AffiliationsAreFixed => (Cancel, NotAllowed, "The desk decides who belongs to this room."),
            Refusal::RolesAreFixed => (Cancel, NotAllowed, "Roles cannot be changed in this room."),
            Refusal::BadAdminRequest => (Modify, BadRequest, "The request cannot be read."),
            Refusal::NotOwner => (Auth, Forbidden, "This room is kept by the desk."),
            Refusal::NoRegistration => (Cancel, NotAllowed, "There is no registration in this room."),
            Refusal::NoQueriesToOccupants => (Cancel, ServiceUnavailable, "The room passes no requests on."),
        }
    }

    /// The stanza error with a short English text, which the hub may write over in the reader's language.
    pub fn error(self) -> StanzaError {
        let (kind, condition, text) = self.row();
        StanzaError::new(kind, condition).with_text(Body { lang: Some("en".into()), text: text.into() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_refusal_has_words() {
        for refusal in Refusal::ALL {
            assert!(refusal.error().text.is_some_and(|body| body.text.ends_with('.')), "{refusal:?}");
        }
    }
}
