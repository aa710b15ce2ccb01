//! Reads a stanza from the wire into [`crate::stanza`], or says how it is refused.
//!
//! A payload that a stanza is about (an invitation, a command, a query) must be sound, or the whole is refused; one that
//! only accompanies it (a typing notice, a delay) is passed over when it is broken. Nothing is ever said in answer to an
//! error or a result. Ids that only a room may give (XEP-0359 stanza-id, XEP-0421) are not read: anybody could write them.
//! Ids are bounded. A message's id or origin-id that is too long to keep counts as none: the relay then gives an id of its
//! own. Any other id that is too long makes the stanza malformed, unless nothing is ever said in answer to it: then the id
//! alone is passed over.
//! Stanzas that do not parse as such never come here; the link answers those.

use jid::Jid;
use minidom::Element;
use tokio_xmpp::Stanza as WireStanza;
use xmpp_parsers::iq::Iq as WireIq;
use xmpp_parsers::message::{Message as WireMessage, MessageType};
use xmpp_parsers::ns;
use xmpp_parsers::oob::Oob;
use xmpp_parsers::presence::{Presence as WirePresence, Show as WireShow, Type};
use xmpp_parsers::version::VersionResult;

use super::payload::caps::Capabilities;
use super::payload::caps2;
use super::payload::command::{self, Command};
use super::payload::data_form::{self, DataForm};
use super::payload::direct_invite::{self, Conference};
use super::payload::muc_admin::{self, MucAdmin};
use super::payload::muc_user::{self, MucUser};
use super::payload::search::{self, SearchQuery};
use super::payload::stamp::Delay;
use super::payload::stanza_error::bodies;
use super::payload::{Malformed, disco, encryption, muc, need, read as payload};
use crate::stanza::{
    Answer, Body, ChatState, CommandAnswer, CommandRequest, DirectInvite, DiscoInfo, ErrorType, Form, Iq, IqBody,
    Message, MessageKind, Presence, PresenceKind, Query, Show, Stanza, StanzaError, Url,
};

const MAX_BODIES: usize = 16;
const MAX_URLS: usize = 8;
/// Bytes of an id that is kept with a line and said again with it.
const MAX_MESSAGE_ID: usize = 256;
/// Bytes of an id that is only said back.
const MAX_SAID_BACK_ID: usize = 1024;

/// A stanza that goes no further.
#[derive(Debug, Clone, PartialEq)]
pub enum Refusal {
    /// Not answered: it is an error or a result itself, or there is nobody to answer to.
    Silent,
    /// The complete answer, on its way back to the sender.
    Answer(Box<Stanza>),
}

pub fn read(stanza: WireStanza) -> Result<Stanza, Refusal> {
    match stanza {
        WireStanza::Message(message) => read_message(message),
        WireStanza::Presence(presence) => read_presence(presence),
        WireStanza::Iq(iq) => read_iq(iq),
    }
}

fn read_message(wire: WireMessage) -> Result<Stanza, Refusal> {
    // Servers stamp both addresses; without them there is nobody to answer to.
    let (Some(from), Some(to)) = (wire.from, wire.to) else { return Err(Refusal::Silent) };
    let kind = match wire.type_ {
        MessageType::Chat => MessageKind::Chat,
        MessageType::Normal => MessageKind::Normal,
        MessageType::Groupchat => MessageKind::Groupchat,
        MessageType::Headline => MessageKind::Headline,
        MessageType::Error => MessageKind::Error,
    };
    let mut message = Message::new(kind, from, to);
    message.id = wire.id.map(|id| id.0).filter(|id| id.len() <= MAX_MESSAGE_ID);
    if kind == MessageKind::Error {
        // What else an error holds is an echo of what we said ourselves (RFC 6120 §8.3.1).
        message.error = read_error(&wire.payloads);
        return Ok(Stanza::Message(Box::new(message)));
    }
    message.subject = wire.subjects.into_iter().next().map(|(_, subject)| subject);
    message.content.bodies =
        bodies(wire.bodies.into_iter().map(|(lang, text)| (lang.0, text))).take(MAX_BODIES).collect();
    message.encrypted = message.content.bodies.iter().any(|body| encryption::is_otr(&body.text));
    let thread = wire.thread.map(|thread| thread.id);
    if let Err(wrong) = bounded("thread", thread.as_deref(), MAX_MESSAGE_ID) {
        return Err(refuse_message(message, wrong));
    }
    message.thread = thread;
    for element in &wire.payloads {
        if let Err(wrong) = read_message_payload(&mut message, element) {
            return Err(refuse_message(message, wrong));
        }
    }
    Ok(Stanza::Message(Box::new(message)))
}

fn refuse_message(message: Message, wrong: Malformed) -> Refusal {
    let mut answer = Message::new(MessageKind::Error, message.to, message.from);
    answer.id = message.id;
    answer.error = Some(wrong.into());
    Refusal::Answer(Box::new(Stanza::Message(Box::new(answer))))
}

fn bounded(what: &str, id: Option<&str>, most: usize) -> Result<(), Malformed> {
    match id {
        Some(id) if id.len() > most => Err(Malformed::new(format!("{what}: an id of more than {most} bytes"))),
        _ => Ok(()),
    }
}

fn read_message_payload(message: &mut Message, element: &Element) -> Result<(), Malformed> {
    let id = || element.attr("id").filter(|id| id.len() <= MAX_MESSAGE_ID).map(str::to_owned);
    match (element.name(), element.ns().as_str()) {
        ("replace", ns::MESSAGE_CORRECT) => message.content.replaces = id(),
        ("origin-id", ns::SID) => message.origin_id = id(),
        ("request", ns::RECEIPTS) => message.receipt_wanted = true,
        ("received", ns::RECEIPTS) => message.receipt = id(),
        ("delay", ns::DELAY) => {
            message.delay = message.delay.or(payload::<Delay>(element).ok().map(|delay| delay.stamp.0));
        }
        ("x", ns::OOB) if message.content.urls.len() < MAX_URLS => {
            message
                .content
                .urls
                .extend(payload::<Oob>(element).ok().map(|oob| Url { url: oob.url, description: oob.desc }));
        }
        (state, ns::CHATSTATES) => message.chat_state = chat_state(state).or(message.chat_state),
        ("x", ns::MUC_USER) => {
            let read = payload::<MucUser>(element)?.into_message()?;
            let invites = read.invite.is_some() || read.decline.is_some();
            if invites && (message.invite.is_some() || message.decline.is_some()) {
                return Err(Malformed::new(muc_user::ONE_INVITE));
            }
            if invites {
                let thread = read.invite.as_ref().and_then(|invite| invite.thread.as_deref());
                bounded("continue", thread, MAX_MESSAGE_ID)?;
                (message.invite, message.decline, message.to_room) = (read.invite, read.decline, read.to_room);
            }
            message.member = message.member.take().or(read.member);
            message.in_room = message.invite.is_none() && message.decline.is_none() && message.member.is_none();
        }
        ("x", data_form::NAMESPACE) => {
            // A form of any other kind is for people, whose text is in the bodies.
            let form = payload::<DataForm>(element).and_then(Form::try_from);
            if let Some(read) = form.ok().as_ref().and_then(need::read) {
                message.need = Some(read?);
            }
        }
        ("x", direct_invite::NAMESPACE) => {
            let invite: DirectInvite = payload::<Conference>(element)?.into();
            bounded("x", invite.thread.as_deref(), MAX_MESSAGE_ID)?;
            message.direct_invite = Some(invite);
        }
        _ => message.encrypted |= encryption::is_mark(element),
    }
    Ok(())
}

fn chat_state(name: &str) -> Option<ChatState> {
    Some(match name {
        "active" => ChatState::Active,
        "composing" => ChatState::Composing,
        "paused" => ChatState::Paused,
        "inactive" => ChatState::Inactive,
        "gone" => ChatState::Gone,
        _ => return None,
    })
}

fn read_presence(wire: WirePresence) -> Result<Stanza, Refusal> {
    let (Some(from), Some(to)) = (wire.from, wire.to) else { return Err(Refusal::Silent) };
    let kind = match wire.type_ {
        Type::None => PresenceKind::Available,
        Type::Unavailable => PresenceKind::Unavailable,
        Type::Subscribe => PresenceKind::Subscribe,
        Type::Subscribed => PresenceKind::Subscribed,
        Type::Unsubscribe => PresenceKind::Unsubscribe,
        Type::Unsubscribed => PresenceKind::Unsubscribed,
        Type::Probe => PresenceKind::Probe,
        Type::Error => PresenceKind::Error,
    };
    let mut presence = Presence::new(kind, from, to);
    presence.id = wire.id;
    if let Err(wrong) = bounded("presence", presence.id.as_deref(), MAX_SAID_BACK_ID) {
        use PresenceKind::{Available, Probe, Subscribe};
        if matches!(kind, Available | Probe | Subscribe) {
            let mut answer = Presence::new(PresenceKind::Error, presence.to, presence.from);
            answer.id = presence.id;
            answer.error = Some(wrong.into());
            return Err(Refusal::Answer(Box::new(Stanza::Presence(Box::new(answer)))));
        }
        presence.id = None;
    }
    presence.show = match wire.show {
        None => Show::Available,
        Some(WireShow::Chat) => Show::Chat,
        Some(WireShow::Away) => Show::Away,
        Some(WireShow::Xa) => Show::Xa,
        Some(WireShow::Dnd) => Show::Dnd,
    };
    presence.status = bodies(wire.statuses.into_iter().map(|(lang, text)| (lang.0, text))).take(MAX_BODIES).collect();
    for element in &wire.payloads {
        match (element.name(), element.ns().as_str()) {
            ("x", ns::MUC) => presence.join = Some(muc::read(element)),
            ("x", ns::MUC_USER) => presence.occupant = payload::<MucUser>(element).ok().map(Into::into),
            ("c", ns::CAPS) => presence.caps = payload::<Capabilities>(element).ok().and_then(Capabilities::into_caps),
            ("c", caps2::NAMESPACE) => {
                presence.caps2 = payload::<caps2::Capabilities>(element).ok().and_then(caps2::Capabilities::into_hash);
            }
            _ => {}
        }
    }
    if kind == PresenceKind::Error {
        presence.error = read_error(&wire.payloads);
    }
    Ok(Stanza::Presence(Box::new(presence)))
}

fn read_error(payloads: &[Element]) -> Option<StanzaError> {
    let element = payloads.iter().find(|element| element.is("error", ns::COMPONENT))?;
    payload::<xmpp_parsers::stanza_error::StanzaError>(element).ok().map(Into::into)
}

fn read_iq(wire: WireIq) -> Result<Stanza, Refusal> {
    let (from, to, id, body) = match wire {
        WireIq::Get { from, to, id, payload } => (from, to, id, read_query(&payload).map(IqBody::Get)),
        WireIq::Set { from, to, id, payload } => (from, to, id, read_query(&payload).map(IqBody::Set)),
        WireIq::Result { from, to, id, payload } => {
            let answer = read_answer(payload.as_ref()).map_err(|_| Refusal::Silent)?;
            (from, to, id, Ok(IqBody::Result(answer)))
        }
        WireIq::Error { from, to, id, error, .. } => (from, to, id, Ok(IqBody::Error(error.into()))),
    };
    let (Some(from), Some(to)) = (from, to) else { return Err(Refusal::Silent) };
    let too_long = bounded("iq", Some(&id), MAX_SAID_BACK_ID);
    let is_answer = matches!(&body, Ok(IqBody::Result(_) | IqBody::Error(_)));
    if too_long.is_err() && is_answer {
        return Err(Refusal::Silent);
    }
    match too_long.and(body) {
        Ok(body) => Ok(Stanza::Iq(Box::new(Iq { from, to, id, body }))),
        Err(wrong) => Err(refuse_iq(from, to, id, wrong)),
    }
}

fn refuse_iq(from: Jid, to: Jid, id: String, wrong: Malformed) -> Refusal {
    let body = IqBody::Error(wrong.into());
    Refusal::Answer(Box::new(Stanza::Iq(Box::new(Iq { from: to, to: from, id, body }))))
}

fn read_query(element: &Element) -> Result<Query, Malformed> {
    let node = || element.attr("node").map(str::to_owned);
    Ok(match (element.name(), element.ns().as_str()) {
        ("ping", ns::PING) => Query::Ping,
        ("query", ns::DISCO_INFO) => Query::DiscoInfo { node: node() },
        ("query", ns::DISCO_ITEMS) => Query::DiscoItems { node: node() },
        ("query", ns::VERSION) => Query::Version,
        ("command", command::NAMESPACE) => {
            let request = CommandRequest::try_from(payload::<Command>(element)?)?;
            bounded("command", request.execution.as_deref(), MAX_SAID_BACK_ID)?;
            Query::Command(request)
        }
        ("query", muc_admin::NAMESPACE) => Query::MucAdmin(payload::<MucAdmin>(element)?.try_into()?),
        ("query", muc::OWNER) => Query::MucOwner,
        ("query", ns::REGISTER) => Query::Register,
        ("query", search::NAMESPACE) => Query::Search(payload::<SearchQuery>(element)?.try_into()?),
        _ => Query::Unknown,
    })
}

fn read_answer(element: Option<&Element>) -> Result<Answer, Malformed> {
    let Some(element) = element else { return Ok(Answer::Empty) };
    Ok(match (element.name(), element.ns().as_str()) {
        ("query", ns::DISCO_INFO) => Answer::DiscoInfo(DiscoInfo::try_from(payload::<disco::Info>(element)?)?),
        ("query", ns::DISCO_ITEMS) => {
            let (node, items) = payload::<disco::Items>(element)?.into_parts()?;
            Answer::DiscoItems { node, items }
        }
        ("query", ns::VERSION) => {
            let version = payload::<VersionResult>(element)?;
            Answer::Version { name: version.name, version: version.version }
        }
        ("command", command::NAMESPACE) => Answer::Command(CommandAnswer::try_from(payload::<Command>(element)?)?),
        ("query", search::NAMESPACE) => Answer::Search(payload::<SearchQuery>(element)?.try_into()?),
        ("query", muc_admin::NAMESPACE) => Answer::MucAdmin(payload::<MucAdmin>(element)?.try_into()?),
        _ => Answer::Other,
    })
}

impl From<Malformed> for StanzaError {
    fn from(wrong: Malformed) -> Self {
        StanzaError::new(ErrorType::Modify, wrong.condition)
            .with_text(Body { lang: Some("en".to_owned()), text: wrong.text })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stanza::Condition;

    const FROM_TO: &str = "xmlns='jabber:component:accept' from='dora@x/phone' to='ask@ref' id='1'";

    fn wire(text: &str) -> WireStanza {
        xso::from_bytes(text.as_bytes()).unwrap()
    }

    fn message(kind: &str, children: &str) -> Result<Message, Refusal> {
        match read(wire(&format!("<message {FROM_TO} type='{kind}'>{children}</message>")))? {
            Stanza::Message(message) => Ok(*message),
            other => panic!("{other:?}"),
        }
    }

    fn iq(kind: &str, child: &str) -> Result<IqBody, Refusal> {
        match read(wire(&format!("<iq {FROM_TO} type='{kind}'>{child}</iq>")))? {
            Stanza::Iq(iq) => Ok(iq.body),
            other => panic!("{other:?}"),
        }
    }

    /// What the sender is told, once the addresses have been seen to be right.
    fn told(refusal: Refusal) -> StanzaError {
        let Refusal::Answer(answer) = refusal else { panic!("silent") };
        let (from, to, id, error) = match *answer {
            Stanza::Message(message) => (message.from, message.to, message.id, message.error),
            Stanza::Iq(iq) => match iq.body {
                IqBody::Error(error) => (iq.from, iq.to, Some(iq.id), Some(error)),
                other => panic!("{other:?}"),
            },
            other => panic!("{other:?}"),
        };
        assert_eq!((from.as_str(), to.as_str(), id.as_deref()), ("ask@ref", "dora@x/phone", Some("1")));
        error.unwrap()
    }

    #[test]
    fn a_language_stated_for_the_stanza_is_that_of_its_bodies() {
        let text =
            format!("<message {FROM_TO} xml:lang='en'><body>Hello</body><body xml:lang='sv'>Hej</body></message>");
        let Ok(Stanza::Message(message)) = read(wire(&text)) else { panic!() };
        let langs: Vec<_> = message.content.bodies.iter().map(|body| body.lang.as_deref()).collect();
        assert_eq!(langs, [Some("en"), Some("sv")]);
    }

    #[test]
    fn ids_that_only_a_room_may_give_are_not_read() {
        let read = message(
            "groupchat",
            "<body>x</body><stanza-id xmlns='urn:xmpp:sid:0' id='forged' by='ask@ref'/>\
             <occupant-id xmlns='urn:xmpp:occupant-id:0' id='forged'/>",
        );
        let read = read.unwrap();
        assert_eq!((read.stanza_id, read.occupant_id), (None, None));
    }

    #[test]
    fn what_accompanies_a_message_may_be_broken() {
        let read = message(
            "chat",
            "<body>x</body><dancing xmlns='http://jabber.org/protocol/chatstates'/>\
             <delay xmlns='urn:xmpp:delay' stamp='never'/><received xmlns='urn:xmpp:receipts'/>\
             <replace xmlns='urn:xmpp:message-correct:0'/><x xmlns='jabber:x:oob'/><poke xmlns='urn:example'/>",
        );
        let mut expected =
            Message::new(MessageKind::Chat, Jid::new("dora@x/phone").unwrap(), Jid::new("ask@ref").unwrap());
        expected.id = Some("1".into());
        expected.content.bodies = vec![Body { lang: None, text: "x".into() }];
        assert_eq!(read, Ok(expected));
    }

    #[test]
    fn an_invitation_must_be_sound() {
        let nobody = message("normal", "<x xmlns='http://jabber.org/protocol/muc#user'><invite/></x>");
        let error = told(nobody.unwrap_err());
        assert_eq!((error.kind, error.condition), (ErrorType::Modify, Condition::BadRequest));
        assert_eq!(error.text.unwrap().text, "<invite/> without 'to'");
        let nowhere = message("normal", "<x xmlns='jabber:x:conference' jid='@'/>");
        assert_eq!(told(nowhere.unwrap_err()).condition, Condition::JidMalformed);
    }

    #[test]
    fn two_invitations_are_refused_wherever_they_stand() {
        let one = |to| format!("<x xmlns='http://jabber.org/protocol/muc#user'><invite to='{to}'/></x>");
        let twice = message("normal", &(one("bo@lib.se") + &one("chen@lib.se")));
        assert_eq!(told(twice.unwrap_err()).text.unwrap().text, muc_user::ONE_INVITE);
        let with_mark = one("bo@lib.se") + "<x xmlns='http://jabber.org/protocol/muc#user'/>";
        let read = message("normal", &with_mark).unwrap();
        assert!(read.invite.is_some() && read.to_room && !read.in_room);
    }

    #[test]
    fn a_join_stands_even_if_what_accompanies_it_is_broken() {
        let text = format!(
            "<presence {FROM_TO}><x xmlns='http://jabber.org/protocol/muc'><history maxstanzas='all'/></x>\
             <x xmlns='http://jabber.org/protocol/muc#user'><status code='many'/></x>\
             <c xmlns='http://jabber.org/protocol/caps'/></presence>"
        );
        let Ok(Stanza::Presence(presence)) = read(wire(&text)) else { panic!() };
        assert_eq!(presence.join, Some(crate::stanza::HistoryWanted::default()));
        assert_eq!((presence.occupant, presence.caps), (None, None));
    }

    #[test]
    fn an_error_is_never_answered_and_its_echo_not_taken_for_words() {
        let read = message(
            "error",
            "<body>what we said</body><x xmlns='http://jabber.org/protocol/muc#user'><invite/></x>\
             <error type='cancel'><item-not-found xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error>",
        )
        .unwrap();
        assert!(read.content.is_empty());
        assert_eq!(read.error, Some(StanzaError::new(ErrorType::Cancel, Condition::ItemNotFound)));
    }

    #[test]
    fn an_error_that_cannot_be_read_is_still_an_error() {
        let read = message("error", "<error type='cancel'><odd xmlns='urn:x'/></error>").unwrap();
        assert_eq!((read.kind, read.error), (MessageKind::Error, None));
    }

    #[test]
    fn bodies_and_addresses_are_bounded() {
        let bodies: String = (0..40).map(|n| format!("<body xml:lang='x-{n}'>{n}</body>")).collect();
        let urls = "<x xmlns='jabber:x:oob'><url>http://x</url></x>".repeat(40);
        let read = message("chat", &format!("{bodies}{urls}")).unwrap();
        assert_eq!((read.content.bodies.len(), read.content.urls.len()), (MAX_BODIES, MAX_URLS));
    }

    #[test]
    fn an_id_too_long_to_keep_counts_as_none() {
        let ids = |bytes: usize| {
            let id = "i".repeat(bytes);
            let text = format!(
                "<message xmlns='jabber:component:accept' from='dora@x/phone' to='ask@ref' id='{id}'><body>x</body>\
                 <origin-id xmlns='urn:xmpp:sid:0' id='{id}'/><replace xmlns='urn:xmpp:message-correct:0' id='{id}'/>\
                 </message>"
            );
            let Ok(Stanza::Message(message)) = read(wire(&text)) else { panic!() };
            [message.id, message.origin_id, message.content.replaces].map(|id| id.map(|id| id.len()))
        };
        assert_eq!(ids(MAX_MESSAGE_ID), [Some(MAX_MESSAGE_ID); 3]);
        assert_eq!(ids(MAX_MESSAGE_ID + 1), [None; 3]);
    }

    /// The condition of the answer, and whether it says the id back.
    fn refused(stanza: &str, id: &str) -> Option<(Condition, bool)> {
        let Err(Refusal::Answer(answer)) = read(wire(stanza)) else { return None };
        let (said_back, error) = match *answer {
            Stanza::Message(message) => (message.id, message.error),
            Stanza::Presence(presence) => (presence.id, presence.error),
            Stanza::Iq(iq) => match iq.body {
                IqBody::Error(error) => (Some(iq.id), Some(error)),
                _ => return None,
            },
        };
        Some((error?.condition, said_back.as_deref() == Some(id)))
    }

    const PEOPLE: &str = "xmlns='jabber:component:accept' from='dora@x/phone' to='ask@ref'";

    #[test]
    fn a_query_whose_id_is_too_long_is_refused_and_an_answer_dropped() {
        let asks = |kind: &str, bytes: usize| {
            let id = "i".repeat(bytes);
            (format!("<iq {PEOPLE} type='{kind}' id='{id}'><ping xmlns='urn:xmpp:ping'/></iq>"), id)
        };
        let (short, _) = asks("get", MAX_SAID_BACK_ID);
        assert!(read(wire(&short)).is_ok());
        let (long, id) = asks("get", MAX_SAID_BACK_ID + 1);
        assert_eq!(refused(&long, &id), Some((Condition::BadRequest, true)));
        let (answer, _) = asks("result", MAX_SAID_BACK_ID + 1);
        assert_eq!(read(wire(&answer)), Err(Refusal::Silent));
    }

    #[test]
    fn a_presence_whose_id_is_too_long_is_refused_where_it_may_be_answered() {
        let shows = |kind: &str, bytes: usize| {
            let id = "i".repeat(bytes);
            (format!("<presence {PEOPLE}{kind} id='{id}'/>"), id)
        };
        for kind in ["", " type='subscribe'", " type='probe'"] {
            assert!(read(wire(&shows(kind, MAX_SAID_BACK_ID).0)).is_ok());
            let (long, id) = shows(kind, MAX_SAID_BACK_ID + 1);
            assert_eq!(refused(&long, &id), Some((Condition::BadRequest, true)), "{kind}");
        }
        for kind in [" type='unavailable'", " type='error'", " type='unsubscribe'"] {
            let read = read(wire(&shows(kind, MAX_SAID_BACK_ID + 1).0));
            let Ok(Stanza::Presence(presence)) = read else { panic!("{kind}: {read:?}") };
            assert_eq!(presence.id, None);
        }
    }

    #[test]
    fn the_ids_of_threads_and_of_commands_under_way_are_bounded() {
        let id = |bytes: usize| "i".repeat(bytes);
        let children: [fn(&str) -> String; 3] = [
            |id| format!("<thread>{id}</thread>"),
            |id| format!("<x xmlns='jabber:x:conference' jid='r@x' thread='{id}'/>"),
            |id| {
                let invite = format!("<invite to='bo@x'><continue thread='{id}'/></invite>");
                format!("<x xmlns='http://jabber.org/protocol/muc#user'>{invite}</x>")
            },
        ];
        for child in children {
            assert!(message("normal", &child(&id(MAX_MESSAGE_ID))).is_ok());
            let error = told(message("normal", &child(&id(MAX_MESSAGE_ID + 1))).unwrap_err());
            assert_eq!(error.condition, Condition::BadRequest);
        }
        let command = |bytes: usize| {
            let command = "<command xmlns='http://jabber.org/protocol/commands' node='help'";
            iq("set", &format!("{command} sessionid='{}'/>", id(bytes)))
        };
        assert!(command(MAX_SAID_BACK_ID).is_ok());
        assert_eq!(told(command(MAX_SAID_BACK_ID + 1).unwrap_err()).condition, Condition::BadRequest);
    }

    #[test]
    fn encryption_is_noticed_whatever_the_words_beside_it() {
        assert!(
            message("chat", "<body>I sent an OMEMO message</body><encrypted xmlns='urn:xmpp:omemo:2'/>")
                .unwrap()
                .encrypted
        );
        assert!(message("chat", "<body>?OTR:AAIDAA==.</body>").unwrap().encrypted);
        assert!(!message("chat", "<body>What is OTR?</body>").unwrap().encrypted);
    }

    #[test]
    fn a_stanza_without_an_address_is_dropped() {
        for text in [
            "<message xmlns='jabber:component:accept' to='ask@ref'><body>x</body></message>",
            "<presence xmlns='jabber:component:accept' from='dora@x'/>",
            "<iq xmlns='jabber:component:accept' from='dora@x' type='set' id='1'>\
             <command xmlns='http://jabber.org/protocol/commands'/></iq>",
        ] {
            assert_eq!(read(wire(text)), Err(Refusal::Silent));
        }
    }

    #[test]
    fn queries_nobody_here_knows_are_unknown_not_malformed() {
        assert_eq!(iq("get", "<vCard xmlns='vcard-temp'/>"), Ok(IqBody::Get(Query::Unknown)));
        assert_eq!(iq("get", "<query xmlns='jabber:iq:version' node='x'/>"), Ok(IqBody::Get(Query::Version)));
    }

    #[test]
    fn a_malformed_command_is_refused_and_a_malformed_result_dropped() {
        let nameless = "<command xmlns='http://jabber.org/protocol/commands'/>";
        let error = told(iq("set", nameless).unwrap_err());
        assert!(error.text.unwrap().text.contains("'node'"));
        assert_eq!(iq("result", nameless), Err(Refusal::Silent));
    }

    #[test]
    fn a_result_that_says_something_else_is_some_result() {
        assert_eq!(iq("result", "<bind xmlns='urn:x'/>"), Ok(IqBody::Result(Answer::Other)));
        assert_eq!(iq("result", ""), Ok(IqBody::Result(Answer::Empty)));
    }
}
