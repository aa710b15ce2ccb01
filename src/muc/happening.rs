//! What has happened in a room and needs the hub: most often a decision, which it gives back as one of the verbs of
//! [`Rooms`](super::Rooms).

use jid::{BareJid, FullJid, Jid};

use super::{RoomId, Seen};
use crate::stanza::{ChatState, Decline, HistoryWanted, Invite, Message, Show};

#[derive(Debug, Clone, PartialEq)]
pub enum Happening {
    /// Answered with [`admit`](super::Rooms::admit), [`refuse`](super::Rooms::refuse) or
    /// [`turn_away`](super::Rooms::turn_away).
    JoinAsked(Box<JoinAsked>),
    /// A client in the room shows itself otherwise; the others have been told.
    ShowChanged {
        room: RoomId,
        client: FullJid,
        nick: String,
        show: Show,
        /// Of all clients under this nick, the most willing to talk.
        best: Show,
    },
    /// The nick is free and good. Answered with [`rename`](super::Rooms::rename) or
    /// [`refuse_nick`](super::Rooms::refuse_nick).
    NickAsked(NickAsked),
    /// A client has gone; the others have been told.
    Left(Left),
    /// Not reflected yet: whether it is a line, a command or neither, the hub decides.
    Said {
        room: RoomId,
        client: FullJid,
        nick: String,
        message: Box<Message>,
    },
    Typed {
        room: RoomId,
        client: FullJid,
        nick: String,
        state: ChatState,
    },
    /// A private message to a virtual occupant, or one that is encrypted. Never sent on by the room.
    Whispered {
        room: RoomId,
        client: FullJid,
        nick: String,
        to_nick: String,
        message: Box<Message>,
    },
    SubjectAsked {
        room: RoomId,
        client: FullJid,
        nick: String,
        message: Box<Message>,
    },
    /// A mediated invitation. From someone who is not in the room (a linked hub's service) `nick` is none.
    InviteAsked {
        room: RoomId,
        by: Jid,
        nick: Option<String>,
        invite: Box<Invite>,
        message: Box<Message>,
    },
    /// An invitation to the room is declined. Whether `by` had one, the hub knows.
    Declined {
        room: RoomId,
        by: Jid,
        decline: Decline,
    },
    /// Asked by IQ, which the hub answers.
    KickAsked {
        room: RoomId,
        client: FullJid,
        nick: String,
        target: String,
        reason: Option<String>,
    },
}

#[derive(Debug, Clone, PartialEq)]
pub struct JoinAsked {
    pub address: BareJid,
    pub client: FullJid,
    /// As the client wrote it; `admit` makes it fit.
    pub wanted: String,
    pub seen: Seen,
    pub history: HistoryWanted,
    pub id: Option<String>,
    /// Without `<x xmlns='muc'/>`: a client of old, or one that believes to be in the room already (XEP-0045 §7.2.18).
    pub legacy: bool,
    /// The client sits there and asks to be told everything again; admitted anew, it keeps its nick.
    pub seated: Option<RoomId>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct NickAsked {
    pub room: RoomId,
    pub client: FullJid,
    pub nick: String,
    pub wanted: String,
    pub id: Option<String>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Left {
    pub room: RoomId,
    pub client: FullJid,
    pub nick: String,
    pub bare: BareJid,
    /// No other client of this person is in the room, under whatever nick.
    pub last_client: bool,
    pub how: LeftHow,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LeftHow {
    Leave,
    /// Errors or silence show that the client is gone.
    Vanished,
}
