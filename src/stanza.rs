//! Stanzas as the pure half of the program sees them: addresses and fields, no XML.
//!
//! The rooms and the hub read and write these; `xmpp::inbound` and `xmpp::outbound` translate them from and to what is
//! on the wire. One type serves both directions, so that a simulated client can read what the hub sends. What a stanza
//! of the wire holds beyond these fields is dropped at the edge.

use jid::{BareJid, Jid};
use serde::{Deserialize, Serialize};
pub use xmpp_parsers::stanza_error::{DefinedCondition as Condition, ErrorType};

use crate::time::Time;

#[derive(Debug, Clone, PartialEq)]
pub enum Stanza {
    Message(Box<Message>),
    Presence(Box<Presence>),
    Iq(Box<Iq>),
}

/// A text and the language its sender stated for it (`xml:lang`). A server's stamped `en` arrives here like a stated
/// one; only `desk::need` decides what to believe.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Body {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lang: Option<String>,
    pub text: String,
}

/// XEP-0066: an address instead of, or beside, words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Url {
    pub url: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
}

/// What a person says: the part of a message that is relayed, kept and shown again as history.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Content {
    pub bodies: Vec<Body>,
    /// XEP-0308: the id of the earlier message that this one corrects.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub replaces: Option<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub urls: Vec<Url>,
}

impl Content {
    pub fn text(text: impl Into<String>) -> Self {
        Content { bodies: vec![Body { lang: None, text: text.into() }], ..Content::default() }
    }

    /// The body in no stated language, else the first; addresses alone count as words.
    pub fn plain(&self) -> &str {
        self.bodies
            .iter()
            .find(|body| body.lang.is_none())
            .or(self.bodies.first())
            .map(|body| body.text.as_str())
            .or(self.urls.first().map(|url| url.url.as_str()))
            .unwrap_or("")
    }

    /// Of all bodies, addresses and their descriptions.
    pub fn characters(&self) -> usize {
        let bodies = self.bodies.iter().map(|body| body.text.as_str());
        let urls = self.urls.iter().flat_map(|url| [url.url.as_str(), url.description.as_deref().unwrap_or_default()]);
        bodies.chain(urls).map(|text| text.chars().count()).sum()
    }

    pub fn is_empty(&self) -> bool {
        self.bodies.iter().all(|body| body.text.is_empty()) && self.urls.is_empty()
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum MessageKind {
    Chat,
    #[default]
    Normal,
    Groupchat,
    Headline,
    Error,
}

/// XEP-0085 §4.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChatState {
    Active,
    Composing,
    Paused,
    Inactive,
    Gone,
}

/// XEP-0045 §7.8.2 (mediated). `peer` is the invitee in a stanza to a room, the inviter in a stanza from it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invite {
    pub peer: Jid,
    pub reason: Option<String>,
    /// `<continue thread='…'/>`; `Some("")` is a `<continue/>` without a thread.
    pub thread: Option<String>,
}

/// XEP-0045 §7.8.2. `peer` is the inviter in a stanza to a room, the one who declines in a stanza from it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decline {
    pub peer: Jid,
    pub reason: Option<String>,
}

/// XEP-0249.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DirectInvite {
    pub room: Jid,
    pub reason: Option<String>,
    pub thread: Option<String>,
}

/// What a session needs, as one hub tells another beside an invitation (`docs/decisions/0010-transfer.md`).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct NeedForm {
    /// BCP 47, the best liked first.
    pub languages: Vec<String>,
    /// Each the address or id of a concept, then, after a space, a label.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub subjects: Vec<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub question: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sender: Option<String>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Message {
    pub from: Jid,
    pub to: Jid,
    pub kind: MessageKind,
    pub id: Option<String>,
    pub thread: Option<String>,
    /// A subject without bodies is a change of a room's subject (XEP-0045 §8.1); `Some("")` empties it.
    pub subject: Option<String>,
    pub content: Content,
    /// XEP-0359: the sender's own id.
    pub origin_id: Option<String>,
    /// XEP-0359: the id given by the room that sends it (`by` is the bare JID of `from`). Never read from outside.
    pub stanza_id: Option<String>,
    /// XEP-0421; never read from outside.
    pub occupant_id: Option<String>,
    pub chat_state: Option<ChatState>,
    /// XEP-0184: the sender asks for a receipt.
    pub receipt_wanted: bool,
    /// XEP-0184: a receipt for the message with this id.
    pub receipt: Option<String>,
    pub invite: Option<Invite>,
    pub decline: Option<Decline>,
    pub direct_invite: Option<DirectInvite>,
    /// What the session needs to which a hub is invited.
    pub need: Option<NeedForm>,
    /// A room tells of somebody's affiliation and role in it (XEP-0045 §9).
    pub member: Option<AdminItem>,
    /// The invitation or decline is on its way to a room, which passes it on: it names whom it is for. Otherwise a
    /// room sends it, and it names whom it comes from (XEP-0045 §7.8.2).
    pub to_room: bool,
    /// XEP-0203: when it was first said; the room's or desk's own address stamps it.
    pub delay: Option<Time>,
    /// `<x xmlns='muc#user'/>`: a private message within a room (XEP-0045 §7.5).
    pub in_room: bool,
    /// Somebody's end-to-end encryption, which the desk cannot read: XEP-0380, or a known encrypted payload.
    pub encrypted: bool,
    pub error: Option<StanzaError>,
}

impl Message {
    pub fn new(kind: MessageKind, from: impl Into<Jid>, to: impl Into<Jid>) -> Self {
        Message {
            from: from.into(),
            to: to.into(),
            kind,
            id: None,
            thread: None,
            subject: None,
            content: Content::default(),
            origin_id: None,
            stanza_id: None,
            occupant_id: None,
            chat_state: None,
            receipt_wanted: false,
            receipt: None,
            invite: None,
            decline: None,
            direct_invite: None,
            need: None,
            member: None,
            to_room: false,
            delay: None,
            in_room: false,
            encrypted: false,
            error: None,
        }
    }

    /// Nothing but a typing notice: may be shed under load and is never recorded.
    pub fn is_only_chat_state(&self) -> bool {
        self.chat_state.is_some()
            && self.content.is_empty()
            && self.subject.is_none()
            && self.receipt.is_none()
            && self.invite.is_none()
            && self.decline.is_none()
            && self.direct_invite.is_none()
            && self.error.is_none()
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum PresenceKind {
    #[default]
    Available,
    Unavailable,
    Subscribe,
    Subscribed,
    Unsubscribe,
    Unsubscribed,
    Probe,
    Error,
}

/// RFC 6121 §4.7.2.1, from most to least willing to talk.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Show {
    Chat,
    #[default]
    Available,
    Away,
    Xa,
    Dnd,
}

/// XEP-0045 §7.2.14: how much history a joining client wants.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct HistoryWanted {
    pub max_chars: Option<u32>,
    pub max_stanzas: Option<u32>,
    pub seconds: Option<u32>,
    pub since: Option<Time>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Affiliation {
    Owner,
    Admin,
    Member,
    #[default]
    None,
    Outcast,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    Moderator,
    Participant,
    Visitor,
    #[default]
    None,
}

/// `<x xmlns='muc#user'/>` in presence from a room.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OccupantView {
    pub affiliation: Affiliation,
    pub role: Role,
    pub jid: Option<Jid>,
    /// The new nick, in an unavailable presence with status 303.
    pub nick: Option<String>,
    pub reason: Option<String>,
    pub actor: Option<String>,
    pub statuses: Vec<u16>,
    /// XEP-0045 §10.9: the room is destroyed, for this reason.
    pub destroyed: Option<String>,
}

/// XEP-0115 as sent in our own presence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Caps {
    pub node: String,
    /// Base64 of the SHA-1 of the verification string (XEP-0115 §5).
    pub ver: String,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Presence {
    pub from: Jid,
    pub to: Jid,
    pub id: Option<String>,
    pub kind: PresenceKind,
    pub show: Show,
    pub status: Vec<Body>,
    /// `<x xmlns='muc'/>`: a join (XEP-0045 §7.2.2).
    pub join: Option<HistoryWanted>,
    pub occupant: Option<OccupantView>,
    /// XEP-0421; never read from outside.
    pub occupant_id: Option<String>,
    pub caps: Option<Caps>,
    /// XEP-0390: base64 of the SHA-256 of what the sender's disco#info says.
    pub caps2: Option<String>,
    pub error: Option<StanzaError>,
}

impl Presence {
    pub fn new(kind: PresenceKind, from: impl Into<Jid>, to: impl Into<Jid>) -> Self {
        Presence {
            from: from.into(),
            to: to.into(),
            id: None,
            kind,
            show: Show::Available,
            status: Vec::new(),
            join: None,
            occupant: None,
            occupant_id: None,
            caps: None,
            caps2: None,
            error: None,
        }
    }
}

#[derive(Debug, Clone, PartialEq)]
pub struct Iq {
    pub from: Jid,
    pub to: Jid,
    pub id: String,
    pub body: IqBody,
}

#[derive(Debug, Clone, PartialEq)]
pub enum IqBody {
    Get(Query),
    Set(Query),
    Result(Answer),
    Error(StanzaError),
}

/// What an IQ asks.
#[derive(Debug, Clone, PartialEq)]
pub enum Query {
    /// XEP-0199.
    Ping,
    /// XEP-0030.
    DiscoInfo {
        node: Option<String>,
    },
    DiscoItems {
        node: Option<String>,
    },
    /// XEP-0092.
    Version,
    /// XEP-0050.
    Command(CommandRequest),
    /// XEP-0045 §8.2, §9: lists asked for (get) or changes wanted (set).
    MucAdmin(Vec<AdminItem>),
    /// XEP-0045 §10: configuration or destruction of a room.
    MucOwner,
    /// XEP-0077 at a room or the hub.
    Register,
    /// XEP-0055: what can be searched for (get), or a search (set).
    Search(Search),
    /// Anything else; it is answered `service-unavailable`.
    Unknown,
}

/// What an IQ answers.
#[derive(Debug, Clone, PartialEq)]
pub enum Answer {
    Empty,
    DiscoInfo(DiscoInfo),
    DiscoItems {
        node: Option<String>,
        items: Vec<DiscoItem>,
    },
    Version {
        name: String,
        version: String,
    },
    Command(CommandAnswer),
    MucAdmin(Vec<AdminItem>),
    Search(Search),
    /// A result to something we asked, whose content does not matter to us.
    Other,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identity {
    pub category: String,
    pub kind: String,
    pub lang: Option<String>,
    pub name: Option<String>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DiscoInfo {
    pub node: Option<String>,
    pub identities: Vec<Identity>,
    pub features: Vec<String>,
    /// XEP-0128.
    pub forms: Vec<Form>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DiscoItem {
    pub jid: Jid,
    pub node: Option<String>,
    pub name: Option<String>,
}

/// `<item/>` of `muc#admin`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AdminItem {
    pub affiliation: Option<Affiliation>,
    pub role: Option<Role>,
    pub nick: Option<String>,
    pub jid: Option<Jid>,
    pub reason: Option<String>,
}

/// XEP-0004 §3.2.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum FormKind {
    #[default]
    Form,
    Submit,
    Cancel,
    Result,
}

/// XEP-0004 §3.3.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum FieldKind {
    Boolean,
    Fixed,
    Hidden,
    JidSingle,
    JidMulti,
    ListMulti,
    ListSingle,
    TextMulti,
    TextPrivate,
    #[default]
    TextSingle,
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FieldOption {
    pub label: Option<String>,
    pub value: String,
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Field {
    pub var: Option<String>,
    /// `None` where the wire states none (usual in submissions).
    pub kind: Option<FieldKind>,
    pub label: Option<String>,
    pub description: Option<String>,
    pub required: bool,
    pub values: Vec<String>,
    pub options: Vec<FieldOption>,
}

/// XEP-0004: a form to fill in, its submission, or a result with or without rows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Form {
    pub kind: FormKind,
    pub title: Option<String>,
    pub instructions: Vec<String>,
    pub fields: Vec<Field>,
    pub reported: Vec<Field>,
    pub items: Vec<Vec<Field>>,
}

impl Form {
    pub fn value(&self, var: &str) -> Option<&str> {
        self.fields.iter().find(|field| field.var.as_deref() == Some(var))?.values.first().map(String::as_str)
    }
}

/// The content of a search (XEP-0055): a question's fields, or an answer's.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Search {
    pub instructions: Option<String>,
    /// Empty ones in the answer to a get: these may be filled in.
    pub person: SearchPerson,
    pub form: Option<Form>,
    /// Who was found, for clients without data forms.
    pub items: Vec<(BareJid, SearchPerson)>,
}

/// The fields that `jabber:iq:search` has of its own.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SearchPerson {
    pub first: Option<String>,
    pub last: Option<String>,
    pub nick: Option<String>,
    pub email: Option<String>,
}

/// XEP-0050 §3.2.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum CommandAction {
    #[default]
    Execute,
    Cancel,
    Complete,
    Next,
    Prev,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CommandRequest {
    pub node: String,
    /// The `sessionid` of a run in progress. Here a run is an *execution*: `session` is the patron's alone.
    pub execution: Option<String>,
    pub action: CommandAction,
    pub form: Option<Form>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CommandStatus {
    Executing,
    Completed,
    Canceled,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoteKind {
    Info,
    Warn,
    Error,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CommandAnswer {
    pub node: String,
    pub execution: String,
    pub status: CommandStatus,
    pub note: Option<(NoteKind, String)>,
    pub form: Option<Form>,
    /// XEP-0050 §3.4: the actions offered while executing; the first is the default.
    pub actions: Vec<CommandAction>,
}

/// RFC 6120 §8.3.
#[derive(Debug, Clone, PartialEq)]
pub struct StanzaError {
    pub kind: ErrorType,
    pub condition: Condition,
    pub text: Option<Body>,
}

impl StanzaError {
    pub fn new(kind: ErrorType, condition: Condition) -> Self {
        StanzaError { kind, condition, text: None }
    }

    pub fn with_text(mut self, text: Body) -> Self {
        self.text = Some(text);
        self
    }
}
