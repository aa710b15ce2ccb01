//! What the desk does not do, and what the one who asked is told. The hub maps each to a stanza error in one table.

use super::inventory::Role;
use super::query::Mistake;
use super::sentence::Sentence;

#[derive(Debug, Clone, PartialEq)]
pub enum Refusal {
    NoSuchService,
    /// It answered once, and does not any more.
    ServiceEnded {
        name: String,
    },
    /// A patron writes faster than anybody reads.
    TooManyLines,
    LineTooLong {
        characters: i64,
    },
    /// The service has all the sessions it can keep.
    ServiceFull,
    TooManySessions,
    /// Patrons of one domain together do more than one domain may.
    TooManyOfDomain,
    /// The session belongs to somebody else by now.
    TakenBy {
        name: String,
    },
    SessionClosed,
    NotOffered,
    NotAnOperator,
    NotInTheInventory,
    TooManyClients,
    /// Somebody who does not work for the service cannot be called to its staff room.
    NotStaff,
    /// The session is somebody else's; what is said in its room by others does not reach the patron.
    HeldBy {
        name: String,
    },
    /// A session cannot be handed on so, and why.
    NotHandedOn(Box<Sentence>),
    /// A service of another hub invites somebody who is not wanted of it.
    NotAwaited,
    /// An invitation to a room that does not come from that room, or names none.
    NotTheRoom,
    /// Somebody searches faster than anybody reads.
    TooManySearches,
    /// A query that cannot be read.
    NotAQuery(Mistake),
    /// Another hub, or somebody who speaks for one, without a link.
    NotLinked,
    LinkPaused,
    /// The service is not among those agreed on in the link.
    NotInAgreement,
    /// The agreement is for these hours, by the clocks of this time zone.
    OutsideHours {
        hours: String,
        zone: String,
    },
    /// The command is for those of this role and above.
    NotYourRole {
        who: Role,
    },
}

impl Refusal {
    pub fn sentence(&self) -> Sentence {
        match self {
            Refusal::NoSuchService => Sentence::RefusedNoSuchService {},
            Refusal::ServiceEnded { name } => Sentence::RefusedServiceEnded { name: name.clone() },
            Refusal::TooManyLines => Sentence::RefusedTooManyLines {},
            Refusal::LineTooLong { characters } => Sentence::RefusedLineTooLong { characters: *characters },
            Refusal::ServiceFull => Sentence::RefusedServiceFull {},
            Refusal::TooManySessions => Sentence::RefusedTooManySessions {},
            Refusal::TooManyOfDomain => Sentence::RefusedTooManyOfDomain {},
            Refusal::TakenBy { name } => Sentence::RefusedTakenBy { name: name.clone() },
            Refusal::SessionClosed => Sentence::RefusedSessionClosed {},
            Refusal::NotOffered => Sentence::RefusedNotOffered {},
            Refusal::NotAnOperator => Sentence::RefusedNotAnOperator {},
            Refusal::NotInTheInventory => Sentence::RefusedNotInTheInventory {},
            Refusal::TooManyClients => Sentence::RefusedTooManyClients {},
            Refusal::NotStaff => Sentence::RefusedNotStaff {},
            Refusal::NotYourRole { who } => Sentence::RefusedNotYourRole { role: who.name().to_owned() },
            Refusal::TooManySearches => Sentence::RefusedTooManySearches {},
            Refusal::NotAQuery(mistake) => mistake.sentence(),
            Refusal::HeldBy { name } => Sentence::RefusedHeldBy { name: name.clone() },
            Refusal::NotHandedOn(why) => (**why).clone(),
            Refusal::NotAwaited => Sentence::RefusedNotAwaited {},
            Refusal::NotTheRoom => Sentence::RefusedNotTheRoom {},
            Refusal::NotLinked => Sentence::RefusedNotLinked {},
            Refusal::LinkPaused => Sentence::RefusedLinkPaused {},
            Refusal::NotInAgreement => Sentence::RefusedNotInAgreement {},
            Refusal::OutsideHours { hours, zone } => {
                Sentence::RefusedOutsideHours { hours: hours.clone(), zone: zone.clone() }
            }
        }
    }
}
