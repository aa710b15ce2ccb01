//! What the desk wants done. The hub does it in order; nothing of it leaves before the records among it are on disk.

use jid::{BareJid, FullJid};

use super::event::Line;
use super::form::Form;
use super::inventory::ServiceId;
use super::language::Language;
use super::query::Findings;
use super::record::Record;
use super::refusal::Refusal;
use super::sentence::Sentence;
use super::session::Patron;
use crate::stanza::{ChatState, NeedForm, PresenceKind};

/// Whom the desk speaks to.
#[derive(Debug, Clone, PartialEq)]
pub enum Hearer {
    Patron {
        service: ServiceId,
        patron: Patron,
    },
    /// Everybody in the staff room.
    Staff(ServiceId),
    /// One operator, in the staff room.
    Operator {
        service: ServiceId,
        client: FullJid,
    },
    /// Somebody of the inventory, wherever her clients are: a message from the hub.
    Person(BareJid),
    /// One who sits in a session's room, there; or wherever her clients are, if she does not.
    Occupant {
        service: ServiceId,
        session: i64,
        person: BareJid,
    },
    /// The operators in a session's room; never its patron.
    SessionRoom {
        service: ServiceId,
        session: i64,
    },
}

#[derive(Debug, Clone, PartialEq)]
pub enum Effect {
    Record(Record),

    Tell {
        to: Hearer,
        sentence: Sentence,
        language: Language,
    },
    /// Carries an operator's line to the patron.
    SayToPatron {
        session: i64,
        operator: BareJid,
        line: Line,
    },
    /// The operators' lines with these ids came back. Said to the patron once `again`, or else shown to him by the room he
    /// has joined; how many cannot be, and the `more` that were not kept, is told in the session's room.
    SayMissed {
        session: i64,
        ids: Vec<String>,
        more: u32,
        again: bool,
        language: Language,
    },
    /// Whoever of those who help the patron is typing.
    TypeToPatron {
        session: i64,
        operator: BareJid,
        state: ChatState,
    },
    /// The patron's line is on disk: owed only where his client asked.
    Receipt {
        to: FullJid,
        service: ServiceId,
        id: String,
    },
    /// A patron who joined the service as a room sees this librarian in it, or nobody.
    ShowLibrarian {
        service: ServiceId,
        patron: Patron,
        name: Option<String>,
    },
    /// He sees this librarian beside the first, or not any more.
    ShowConsultant {
        service: ServiceId,
        patron: Patron,
        name: String,
        is_in: bool,
    },

    OpenSessionRoom {
        session: i64,
    },
    /// The subject of the session's room: the header that operators see.
    SessionSubject {
        session: i64,
        sentence: Sentence,
        language: Language,
    },
    /// The patron's line, in the session's room.
    SayAsPatron {
        session: i64,
        line: Line,
    },
    TypeAsPatron {
        session: i64,
        state: ChatState,
    },
    /// The patron's client has shown him this line of an operator.
    ReceiptAsPatron {
        session: i64,
        id: String,
    },
    /// The operator's line, reflected in the session's room.
    SayAsOperator {
        session: i64,
        client: FullJid,
        line: Line,
    },
    TypeAsOperator {
        session: i64,
        client: FullJid,
        state: ChatState,
    },
    Invite {
        session: i64,
        clients: Vec<FullJid>,
        reason: Sentence,
        language: Language,
    },
    /// Somebody of whose clients nothing is known is invited to a session's room.
    InvitePerson {
        session: i64,
        person: BareJid,
        reason: Sentence,
        language: Language,
    },
    /// A service of another hub is asked for somebody (`docs/decisions/0010-transfer.md`).
    InviteElsewhere {
        session: i64,
        to: BareJid,
        /// What may pass to it.
        form: NeedForm,
        /// For people.
        reason: Sentence,
        language: Language,
    },
    /// Whom that service had invited will not come, or is not wanted any more. The session may be gone by now.
    DeclineElsewhere {
        service: ServiceId,
        session: i64,
        to: BareJid,
        operator: BareJid,
        reason: Option<String>,
    },
    /// Whom that service had invited is in the session, or not any more; the service itself: nobody is wanted of it any
    /// more. The session may be gone by now.
    MemberElsewhere {
        service: ServiceId,
        session: i64,
        to: BareJid,
        operator: BareJid,
        is_in: bool,
    },
    /// The client that asked to join is let in.
    Admit {
        session: i64,
        client: FullJid,
        /// She takes it now, or is called in, and has seen nothing of it yet.
        anew: bool,
    },
    /// The operator's clients are put out of a session's room, which stays.
    PutOut {
        session: i64,
        operator: BareJid,
        reason: Sentence,
        language: Language,
    },
    /// The session itself may be gone by now.
    CloseSessionRoom {
        service: ServiceId,
        session: i64,
        patron: BareJid,
        /// The name of an operator; empty if nobody ever held it.
        last_held_by: String,
        reason: Sentence,
        language: Language,
    },

    /// Somebody is invited to a service's staff room, whether she works there or not.
    InviteToStaff {
        service: ServiceId,
        operator: BareJid,
        reason: Sentence,
        language: Language,
    },
    /// A room of another hub, which has asked this service of ours, is to invite somebody of ours, or a service of a third
    /// hub.
    SendIntoRoom {
        room: BareJid,
        service: ServiceId,
        person: BareJid,
        thread: Option<String>,
        /// What is needed, where it is a service: so the room knows what it is.
        form: Option<NeedForm>,
    },
    /// A room of another hub is told that nobody of this service will come, and why.
    DeclineAssistance {
        room: BareJid,
        service: ServiceId,
        /// Who invited us.
        to: BareJid,
        reason: Sentence,
        language: Language,
    },
    /// A service of a third hub is told of a room that will invite it.
    Vouch {
        room: BareJid,
        service: ServiceId,
        to: BareJid,
        form: NeedForm,
        reason: Sentence,
        language: Language,
        thread: Option<String>,
    },
    /// Services or their staff have changed: rooms follow.
    InventoryChanged,

    /// The one who gave the command is asked to fill this in.
    Ask {
        form: Form,
        language: Language,
    },
    /// Answers a search.
    Found {
        findings: Box<Findings>,
        language: Language,
    },
    /// Answers the one whose event this was, with lines or with an error.
    Reply {
        sentences: Vec<Sentence>,
        language: Language,
    },
    Refuse {
        refusal: Refusal,
        language: Language,
    },
    /// Presence from this hub to another hub; of a subscription, with what is said of it.
    ToHub {
        hub: BareJid,
        kind: PresenceKind,
        words: Option<Sentence>,
    },
    /// What passes between this hub and another has changed: services are shown to it, or not any more.
    LinkChanged {
        hub: BareJid,
    },
    /// Open or closed, the number on duty or the wait may have changed.
    ServiceChanged(ServiceId),
}
