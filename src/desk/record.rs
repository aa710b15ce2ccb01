//! What the desk wants kept. The store writes the records of a batch of events in one transaction before anything said
//! because of them leaves (DESIGN §7.3); at a restart they come back as [`super::Restored`].

use jid::{BareJid, FullJid};
use serde::{Deserialize, Serialize};

use super::assist::Assistance;
use super::inventory::{Change, ServiceId};
use super::session::Session;
use super::subjects::Lesson;
use crate::stanza::Show;
use crate::time::Time;

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Record {
    /// A session as it is now; takes the place of what was recorded of it before.
    Session(Box<Session>),
    Chronicle(Chronicle),
    /// What another hub asked of us, as it is now.
    Assistance(Box<Assistance>),
    Note(Note),
    /// A client of an operator on duty, as it is now.
    DutyClient(DutyClient),
    DutyClientGone {
        service: ServiceId,
        client: FullJid,
    },
    /// An operator came on or went off duty: for statistics and coverage.
    Duty {
        operator: BareJid,
        service: ServiceId,
        at: Time,
        on: bool,
    },
    /// What an answered question taught about which words go with which subjects.
    Lesson(Lesson),
    /// What somebody changed about the inventory.
    Inventory(Change),
    Audit(Audit),
    Unmet(Unmet),
}

/// What a coordinator or administrator did, for the others to see.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Audit {
    pub at: Time,
    pub by: BareJid,
    /// The command, as in the table of commands.
    pub command: String,
    /// What it was about and what came of it; never a patron's words.
    pub detail: String,
}

/// A session asked for a competence that nobody had, or nobody on duty.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unmet {
    pub at: Time,
    pub session: i64,
    pub service: ServiceId,
    pub kind: String,
    /// A language's tag or a concept's id.
    pub value: String,
    /// Somebody has it, but was not on duty.
    pub known: bool,
}

/// One thing that happened to a session, for statistics and for "why was she chosen?".
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Chronicle {
    pub session: i64,
    pub at: Time,
    pub what: What,
    pub operator: Option<BareJid>,
    /// Reasons of an offer, a refusal's words, …; never a patron's words.
    pub detail: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum What {
    Opened,
    Offered,
    Declined,
    Lapsed,
    /// More operators are asked than before.
    Widened,
    Taken,
    /// A service of another hub was asked for somebody: `detail` is its address.
    ReferredOn,
    /// The asking did not reach it, as its server or ours says: `detail` is its address.
    NotReached,
    /// Somebody whom it sent has joined: `detail` is its address, `operator` who.
    AnsweredElsewhere,
    Requeued,
    LeftAsQuestion,
    /// Somebody was asked to take over a session or to join its holder.
    TransferAsked,
    /// She holds it now.
    Transferred,
    /// Nobody took it over or came: it is where it was.
    TransferReturned,
    /// She has joined the holder.
    Consulted,
    Closed,
}

/// What an operator noted about a session with `!note`; never shown to a patron.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Note {
    pub session: i64,
    pub at: Time,
    pub operator: BareJid,
    pub text: String,
    pub purge_at: Time,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DutyClient {
    pub service: ServiceId,
    pub client: FullJid,
    pub show: Show,
    /// On duty by `!on`, without having joined the staff room.
    pub by_command: bool,
    /// Off duty by `!off`, though still in the staff room.
    pub off: bool,
    pub since: Time,
}
