//! What can happen to the desk. The hub makes these of stanzas; a simulation makes them of chance.

use jid::{BareJid, FullJid};

use super::assist::Asking;
use super::command::Command;
use super::directory::Picture;
use super::inventory::{Inventory, ServiceId};
use super::link::HubSaid;
use super::session::{Recipient, Via};
use crate::stanza::{ChatState, Content, NeedForm, Show};

/// Something somebody says, with what its sender's client calls it.
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    pub id: Option<String>,
    pub origin_id: Option<String>,
    pub content: Content,
    pub receipt_wanted: bool,
}

/// Where a command is given.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    Hub,
    Service(ServiceId),
    Session(i64),
}

#[derive(Debug, Clone, PartialEq)]
pub enum Event {
    PatronWrote {
        service: ServiceId,
        from: FullJid,
        via: Via,
        line: Line,
    },
    PatronTyped {
        service: ServiceId,
        from: FullJid,
        state: ChatState,
    },
    /// His client has shown him the line with this id.
    PatronReceived {
        service: ServiceId,
        from: FullJid,
        id: String,
    },
    /// The operator's line with this id came back: nobody was there to take it.
    PatronMissed {
        service: ServiceId,
        patron: BareJid,
        id: String,
    },
    /// A client of his is there (again), without a word: he has joined the service as a room.
    PatronCame {
        service: ServiceId,
        from: FullJid,
    },
    /// A client of his is not there any more.
    PatronWent {
        service: ServiceId,
        from: FullJid,
    },

    /// A client of an operator has joined the staff room, or shows another availability there.
    DutyClient {
        service: ServiceId,
        client: FullJid,
        show: Show,
    },
    DutyClientGone {
        service: ServiceId,
        client: FullJid,
    },

    /// A client asks to be let into a session's room.
    SessionJoinAsked {
        session: i64,
        client: FullJid,
        /// What the client would be called there.
        nick: String,
    },
    /// The last client of an operator there has left a session's room.
    SessionLeft {
        session: i64,
        client: FullJid,
    },
    OperatorSaid {
        session: i64,
        client: FullJid,
        line: Line,
    },
    OperatorTyped {
        session: i64,
        client: FullJid,
        state: ChatState,
    },
    /// Her reason is told to who asked for her, and not recorded: it is free text, which the chronicle would keep for ever.
    OfferDeclined {
        session: i64,
        operator: BareJid,
        reason: Option<String>,
    },
    /// Who holds a session, or a coordinator, hands it on by an invitation of her client.
    HandedOn {
        session: i64,
        by: FullJid,
        to: Recipient,
        note: String,
    },
    /// An invitation to a session's room came back from the server of whom it was for.
    ReceiverUnreachable {
        session: i64,
        person: BareJid,
        /// The condition that the server named.
        why: String,
    },
    /// A service of another hub has the room invite somebody. Refused unless it is a service awaited.
    AnsweredElsewhere {
        session: i64,
        by: BareJid,
        invitee: BareJid,
        /// What stood beside it, where the one invited is a service of a third hub.
        form: Option<NeedForm>,
    },
    /// A service of another hub has nobody.
    DeclinedElsewhere {
        session: i64,
        by: BareJid,
        reason: Option<String>,
    },

    /// Somebody declined an invitation to a service's staff room in her client.
    StaffDeclined {
        service: ServiceId,
        operator: BareJid,
        reason: Option<String>,
    },

    Commanded {
        by: FullJid,
        place: Place,
        command: Command,
    },
    /// A session's room of another hub asks one of our services for somebody (`docs/decisions/0010-transfer.md`).
    AssistanceAsked(Box<Asking>),
    /// A service of another hub names a room of a third to one of ours, which it will have invited there.
    VouchedFor {
        room: BareJid,
        by: BareJid,
        service: ServiceId,
        form: Option<NeedForm>,
    },
    /// The room passes on that somebody we sent, or a service we named, will not come.
    AssistanceRefused {
        room: BareJid,
        service: ServiceId,
        person: BareJid,
    },
    /// The room tells that somebody we sent is in the session, or is not any more.
    AssistanceChanged {
        room: BareJid,
        service: ServiceId,
        person: BareJid,
        is_in: bool,
    },
    /// The room wants nobody of us any more.
    AssistanceWithdrawn {
        room: BareJid,
        service: ServiceId,
    },
    /// What we sent the room came back.
    AssistanceUnreachable {
        room: BareJid,
        service: ServiceId,
    },
    /// A message from the hub to somebody was not taken by her server.
    PersonUnreachable {
        person: BareJid,
    },
    /// Another hub's presence, to ours.
    HubSaid {
        /// Its domain.
        hub: BareJid,
        said: HubSaid,
    },
    /// A service of a linked hub is there, and this is what it shows; verified by its hash.
    PartnerShown {
        address: BareJid,
        picture: Box<Picture>,
    },
    PartnerGone {
        address: BareJid,
    },
    /// What it shows does not agree with the hash it gave.
    PartnerWrong {
        address: BareJid,
    },
    InventoryChanged(Box<Inventory>),
    /// Nothing but time has passed.
    TimePassed,
}
