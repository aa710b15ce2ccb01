//! Writes a [`crate::stanza`] as the text that goes to the server, in the component's namespace.
//!
//! Children stand in the order of the XEPs' examples, which is what stock clients have been tried with. Presence carries no
//! priority: a component has no resources to choose between. Checks on who may be written to are the link's.

use jid::Jid;
use xmpp_parsers::chatstates::ChatState as WireChatState;
use xmpp_parsers::message::Id;
use xmpp_parsers::message_correct::Replace;
use xmpp_parsers::occupant_id::OccupantId;
use xmpp_parsers::oob::Oob;
use xmpp_parsers::ping::Ping;
use xmpp_parsers::receipts::{Received, Request};
use xmpp_parsers::stanza_error::StanzaError as WireError;
use xmpp_parsers::stanza_id::{OriginId, StanzaId};
use xmpp_parsers::version::{VersionQuery, VersionResult};
use xmpp_parsers::{disco::DiscoInfoQuery, disco::DiscoItemsQuery, ns};
use xso::AsXml;

use super::payload::caps::Capabilities;
use super::payload::caps2;
use super::payload::command::Command;
use super::payload::data_form::DataForm;
use super::payload::direct_invite::Conference;
use super::payload::disco::{Info, Items};
use super::payload::muc::{self, Join};
use super::payload::muc_admin::MucAdmin;
use super::payload::muc_user::MucUser;
use super::payload::search::SearchQuery;
use super::payload::stamp::{Delay, Stamp};
use super::print::Printer;
use crate::stanza::{
    Answer, Body, ChatState, Form, Iq, IqBody, Message, MessageKind, Presence, PresenceKind, Query, Show, Stanza,
};

/// Queries and answers of which [`crate::stanza`] keeps no content; only simulated clients send them.
#[derive(AsXml)]
#[xml(namespace = muc::OWNER, name = "query")]
struct OwnerQuery;

#[derive(AsXml)]
#[xml(namespace = ns::REGISTER, name = "query")]
struct RegisterQuery;

#[derive(AsXml)]
#[xml(namespace = "jabber:iq:private", name = "query")]
struct SomeQuery;

pub fn write(stanza: &Stanza) -> String {
    match stanza {
        Stanza::Message(message) => write_message(message),
        Stanza::Presence(presence) => write_presence(presence),
        Stanza::Iq(iq) => write_iq(iq),
    }
}

fn write_message(message: &Message) -> String {
    let kind = match message.kind {
        MessageKind::Chat => Some("chat"),
        MessageKind::Normal => None,
        MessageKind::Groupchat => Some("groupchat"),
        MessageKind::Headline => Some("headline"),
        MessageKind::Error => Some("error"),
    };
    let mut out = Printer::stanza("message", &message.from, &message.to, kind, message.id.as_deref());
    let lang = common_lang(&message.content.bodies);
    if let Some(lang) = lang {
        out.lang(lang);
    }
    if let Some(subject) = &message.subject {
        out.child("subject", None, subject);
    }
    for body in &message.content.bodies {
        out.child("body", body.lang.as_deref().filter(|_| lang.is_none()), &body.text);
    }
    if let Some(thread) = &message.thread {
        out.child("thread", None, thread);
    }
    if let Some(state) = message.chat_state {
        out.payload(&match state {
            ChatState::Active => WireChatState::Active,
            ChatState::Composing => WireChatState::Composing,
            ChatState::Paused => WireChatState::Paused,
            ChatState::Inactive => WireChatState::Inactive,
            ChatState::Gone => WireChatState::Gone,
        });
    }
    if message.receipt_wanted {
        out.payload(&Request);
    }
    if let Some(id) = &message.receipt {
        out.payload(&Received { id: id.clone() });
    }
    if let Some(id) = &message.content.replaces {
        out.payload(&Replace { id: Id(id.clone()) });
    }
    for url in &message.content.urls {
        out.payload(&Oob { url: url.url.clone(), desc: url.description.clone() });
    }
    let (invite, decline, member) = (message.invite.as_ref(), message.decline.as_ref(), message.member.as_ref());
    if message.in_room || invite.is_some() || decline.is_some() || member.is_some() {
        out.payload(&MucUser::in_message(invite, decline, message.to_room, member));
    }
    if let Some(invite) = &message.direct_invite {
        out.payload(&Conference::from(invite));
    }
    if let Some(need) = &message.need {
        out.payload(&DataForm::from(&Form::from(need)));
    }
    if let Some(said) = message.delay {
        out.payload(&Delay { from: Some(message.from.to_bare().into()), stamp: Stamp(said) });
    }
    if let Some(id) = &message.origin_id {
        out.payload(&OriginId { id: id.clone() });
    }
    if let Some(id) = &message.stanza_id {
        out.payload(&StanzaId { id: id.clone(), by: Jid::from(message.from.to_bare()) });
    }
    if let Some(id) = &message.occupant_id {
        out.payload(&OccupantId { id: id.clone() });
    }
    if let Some(error) = &message.error {
        out.payload(&WireError::from(error));
    }
    out.finish()
}

/// The language of every body, which then stands on the message. COMPAT: slixmpp 1.8 finds no body where all that
/// there are state a language and the message states none.
fn common_lang(bodies: &[Body]) -> Option<&str> {
    let lang = bodies.first()?.lang.as_deref()?;
    bodies.iter().all(|body| body.lang.as_deref() == Some(lang)).then_some(lang)
}

fn write_presence(presence: &Presence) -> String {
    let kind = match presence.kind {
        PresenceKind::Available => None,
        PresenceKind::Unavailable => Some("unavailable"),
        PresenceKind::Subscribe => Some("subscribe"),
        PresenceKind::Subscribed => Some("subscribed"),
        PresenceKind::Unsubscribe => Some("unsubscribe"),
        PresenceKind::Unsubscribed => Some("unsubscribed"),
        PresenceKind::Probe => Some("probe"),
        PresenceKind::Error => Some("error"),
    };
    let mut out = Printer::stanza("presence", &presence.from, &presence.to, kind, presence.id.as_deref());
    match presence.show {
        Show::Available => {}
        Show::Chat => out.child("show", None, "chat"),
        Show::Away => out.child("show", None, "away"),
        Show::Xa => out.child("show", None, "xa"),
        Show::Dnd => out.child("show", None, "dnd"),
    }
    for status in &presence.status {
        out.child("status", status.lang.as_deref(), &status.text);
    }
    if let Some(caps) = &presence.caps {
        out.payload(&Capabilities::from(caps));
    }
    if let Some(hash) = &presence.caps2 {
        out.payload(&caps2::Capabilities::new(hash));
    }
    if let Some(wanted) = &presence.join {
        out.payload(&Join::from(wanted));
    }
    if let Some(occupant) = &presence.occupant {
        out.payload(&MucUser::from(occupant));
    }
    if let Some(id) = &presence.occupant_id {
        out.payload(&OccupantId { id: id.clone() });
    }
    if let Some(error) = &presence.error {
        out.payload(&WireError::from(error));
    }
    out.finish()
}

fn write_iq(iq: &Iq) -> String {
    let kind = match &iq.body {
        IqBody::Get(_) => "get",
        IqBody::Set(_) => "set",
        IqBody::Result(_) => "result",
        IqBody::Error(_) => "error",
    };
    let mut out = Printer::stanza("iq", &iq.from, &iq.to, Some(kind), Some(&iq.id));
    match &iq.body {
        IqBody::Get(query) | IqBody::Set(query) => write_query(&mut out, query),
        IqBody::Result(answer) => write_answer(&mut out, answer),
        IqBody::Error(error) => out.payload(&WireError::from(error)),
    }
    out.finish()
}

fn write_query(out: &mut Printer, query: &Query) {
    match query {
        Query::Ping => out.payload(&Ping),
        Query::DiscoInfo { node } => out.payload(&DiscoInfoQuery { node: node.clone() }),
        Query::DiscoItems { node } => out.payload(&DiscoItemsQuery { node: node.clone(), rsm: None }),
        Query::Version => out.payload(&VersionQuery),
        Query::Command(request) => out.payload(&Command::from(request)),
        Query::MucAdmin(items) => out.payload(&MucAdmin::from(items.as_slice())),
        Query::MucOwner => out.payload(&OwnerQuery),
        Query::Register => out.payload(&RegisterQuery),
        Query::Search(search) => out.payload(&SearchQuery::from(search)),
        Query::Unknown => out.payload(&SomeQuery),
    }
}

fn write_answer(out: &mut Printer, answer: &Answer) {
    match answer {
        Answer::Empty => {}
        Answer::DiscoInfo(info) => out.payload(&Info::from(info)),
        Answer::DiscoItems { node, items } => out.payload(&Items::new(node.as_deref(), items)),
        Answer::Version { name, version } => {
            out.payload(&VersionResult { name: name.clone(), version: version.clone(), os: None });
        }
        Answer::Command(answer) => out.payload(&Command::from(answer)),
        Answer::MucAdmin(items) => out.payload(&MucAdmin::from(items.as_slice())),
        Answer::Search(search) => out.payload(&SearchQuery::from(search)),
        Answer::Other => out.payload(&SomeQuery),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stanza::{
        AdminItem, Affiliation, Body, Caps, CommandAction, CommandAnswer, CommandRequest, CommandStatus, Condition,
        Content, Decline, DirectInvite, DiscoInfo, DiscoItem, ErrorType, Field, FieldKind, Form, FormKind,
        HistoryWanted, Identity, Invite, NeedForm, NoteKind, OccupantView, Role, StanzaError, Url,
    };
    use crate::time::Time;
    use crate::xmpp::inbound::read;

    const ROOM: &str = "from='ask.7k@ref'";

    fn jid(text: &str) -> Jid {
        Jid::new(text).unwrap()
    }

    fn message(kind: MessageKind) -> Message {
        let mut message = Message::new(kind, jid("ask.7k@ref/Dora"), jid("bo@lib.se/gajim"));
        message.id = Some("m1".into());
        message
    }

    fn presence(kind: PresenceKind) -> Presence {
        Presence::new(kind, jid("ask@ref/Bo"), jid("anna@lib.se/x"))
    }

    fn body(lang: Option<&str>, text: &str) -> Body {
        Body { lang: lang.map(str::to_owned), text: text.into() }
    }

    fn refused() -> StanzaError {
        StanzaError::new(ErrorType::Cancel, Condition::Gone { new_address: None })
            .with_text(body(Some("en"), "This question was just taken by Bo."))
    }

    #[track_caller]
    fn survives(stanza: Stanza) {
        let text = write(&stanza);
        let wire = xso::from_bytes(text.as_bytes()).unwrap_or_else(|error| panic!("{error}: {text}"));
        assert_eq!(read(wire), Ok(stanza), "{text}");
    }

    #[track_caller]
    fn survives_iq(body: IqBody) {
        survives(Stanza::Iq(Box::new(Iq { from: jid("ask@ref"), to: jid("bo@lib.se/x"), id: "i1".into(), body })));
    }

    #[track_caller]
    fn is_written(stanza: Stanza, expected: &str) {
        assert_eq!(write(&stanza), expected.replacen(' ', " xmlns='jabber:component:accept' ", 1));
    }

    #[test]
    fn a_language_that_all_bodies_have_stands_on_the_message() {
        let mut message = Message::new(MessageKind::Chat, jid("ask@ref.test"), jid("dora@localhost/phone"));
        message.content.bodies = vec![Body { lang: Some("sv".into()), text: "Hej".into() }];
        let written = write(&Stanza::Message(Box::new(message.clone())));
        assert!(written.contains("type='chat' xml:lang='sv'><body>Hej</body>"), "{written}");
        message.content.bodies.push(Body { lang: Some("en".into()), text: "Hi".into() });
        let written = write(&Stanza::Message(Box::new(message)));
        assert!(written.contains("<body xml:lang='sv'>Hej</body><body xml:lang='en'>Hi</body>"), "{written}");
    }

    #[test]
    fn words_alone_are_a_plain_message() {
        let mut said = message(MessageKind::Groupchat);
        said.content = Content::text("Hej & välkommen");
        is_written(
            Stanza::Message(Box::new(said)),
            "<message from='ask.7k@ref/Dora' to='bo@lib.se/gajim' type='groupchat' id='m1'>\
             <body>Hej &amp; välkommen</body></message>",
        );
    }

    #[test]
    fn everything_a_person_says_survives_the_wire() {
        for kind in [MessageKind::Chat, MessageKind::Normal, MessageKind::Groupchat, MessageKind::Headline] {
            let mut said = message(kind);
            said.thread = Some("t".into());
            said.subject = Some(String::new());
            said.content = Content {
                bodies: vec![body(None, " a\r\n\tb <&>\"' "), body(Some("sv"), ""), body(Some("uk"), "Привіт 👋")],
                replaces: Some("m0".into()),
                urls: vec![
                    Url { url: "https://x/?a=1&b='2'".into(), description: None },
                    Url { url: "https://y".into(), description: Some("A plan".into()) },
                ],
            };
            said.origin_id = Some("o1".into());
            said.receipt_wanted = true;
            said.receipt = Some("r\n1".into());
            said.delay = Some(Time(1_700_000_000_123));
            said.in_room = true;
            said.encrypted = false;
            survives(Stanza::Message(Box::new(said)));
        }
    }

    #[test]
    fn typing_notices_survive_the_wire() {
        for state in [ChatState::Active, ChatState::Composing, ChatState::Paused, ChatState::Inactive, ChatState::Gone]
        {
            let mut notice = message(MessageKind::Chat);
            notice.chat_state = Some(state);
            survives(Stanza::Message(Box::new(notice)));
        }
    }

    #[test]
    fn what_a_room_stamps_names_the_room() {
        let mut said = message(MessageKind::Groupchat);
        said.stanza_id = Some("s1".into());
        said.occupant_id = Some("p1".into());
        said.delay = Some(Time(1_031_699_305_000));
        let text = write(&Stanza::Message(Box::new(said)));
        assert!(
            text.contains(&format!("<delay xmlns='urn:xmpp:delay' {ROOM} stamp='2002-09-10T23:08:25Z'/>")),
            "{text}"
        );
        assert!(text.contains("<stanza-id xmlns='urn:xmpp:sid:0' id='s1' by='ask.7k@ref'/>"), "{text}");
        assert!(text.contains("<occupant-id xmlns='urn:xmpp:occupant-id:0' id='p1'/>"), "{text}");
    }

    #[test]
    fn an_offer_is_written_as_clients_were_seen_to_take_it() {
        let mut offer = Message::new(MessageKind::Normal, jid("ask.7k@ref"), jid("bo@lib"));
        let (reason, thread) = (Some("Ask · sv · law".to_owned()), Some("7k".to_owned()));
        offer.invite = Some(Invite { peer: jid("ref"), reason: reason.clone(), thread: thread.clone() });
        offer.direct_invite = Some(DirectInvite { room: jid("ask.7k@ref"), reason, thread });
        is_written(
            Stanza::Message(Box::new(offer.clone())),
            "<message from='ask.7k@ref' to='bo@lib'><x xmlns='http://jabber.org/protocol/muc#user'>\
             <invite from='ref'><reason>Ask · sv · law</reason><continue thread='7k'/></invite></x>\
             <x xmlns='jabber:x:conference' jid='ask.7k@ref' reason='Ask · sv · law' continue='true' thread='7k'/>\
             </message>",
        );
        survives(Stanza::Message(Box::new(offer)));
    }

    #[test]
    fn invitations_and_declines_survive_towards_rooms_and_from_them() {
        for to_room in [false, true] {
            let mut sent = message(MessageKind::Normal);
            sent.to_room = to_room;
            sent.invite = Some(Invite { peer: jid("bo@lib.se"), reason: None, thread: Some(String::new()) });
            survives(Stanza::Message(Box::new(sent.clone())));
            sent.invite = None;
            sent.decline = Some(Decline { peer: jid("bo@lib.se"), reason: Some("busy".into()) });
            survives(Stanza::Message(Box::new(sent)));
        }
    }

    #[test]
    fn what_passes_between_hubs_survives_beside_an_invitation_and_alone() {
        let mut asking = message(MessageKind::Normal);
        asking.invite = Some(Invite { peer: jid("ref.a"), reason: None, thread: Some("7k".into()) });
        asking.need =
            Some(NeedForm { languages: vec!["fi".into()], note: Some("kiire".into()), ..NeedForm::default() });
        survives(Stanza::Message(Box::new(asking)));
        let mut told = Message::new(MessageKind::Normal, jid("ask.7k@ref"), jid("ask-law@ref.b"));
        told.member = Some(AdminItem {
            affiliation: Some(Affiliation::Member),
            role: Some(Role::Participant),
            jid: Some(jid("chen@b")),
            ..AdminItem::default()
        });
        is_written(
            Stanza::Message(Box::new(told.clone())),
            "<message from='ask.7k@ref' to='ask-law@ref.b'><x xmlns='http://jabber.org/protocol/muc#user'>\
             <item affiliation='member' role='participant' jid='chen@b'/></x></message>",
        );
        survives(Stanza::Message(Box::new(told)));
    }

    #[test]
    fn refused_messages_survive_the_wire() {
        let mut error = message(MessageKind::Error);
        error.error = Some(refused());
        survives(Stanza::Message(Box::new(error)));
    }

    #[test]
    fn every_kind_of_presence_and_show_survives_the_wire() {
        for kind in [
            PresenceKind::Available,
            PresenceKind::Unavailable,
            PresenceKind::Subscribe,
            PresenceKind::Subscribed,
            PresenceKind::Unsubscribe,
            PresenceKind::Unsubscribed,
            PresenceKind::Probe,
            PresenceKind::Error,
        ] {
            survives(Stanza::Presence(Box::new(presence(kind))));
        }
        for show in [Show::Chat, Show::Available, Show::Away, Show::Xa, Show::Dnd] {
            let mut shown = presence(PresenceKind::Available);
            shown.show = show;
            survives(Stanza::Presence(Box::new(shown)));
        }
    }

    #[test]
    fn presence_with_everything_in_it_survives_the_wire() {
        let mut shown = presence(PresenceKind::Available);
        shown.id = Some("p".into());
        shown.status = vec![body(None, "Open"), body(Some("sv"), "Öppet")];
        shown.caps2 = Some("kzBZbkqJ3ADrj7v08reD1qcWUwNGHaidNUgD7nHpiw8=".into());
        shown.caps = Some(Caps { node: "https://refdesk".into(), ver: "abc=".into() });
        shown.join = Some(HistoryWanted { max_stanzas: Some(20), ..HistoryWanted::default() });
        shown.occupant = Some(OccupantView {
            affiliation: Affiliation::Member,
            role: Role::Participant,
            statuses: vec![100, 110],
            ..OccupantView::default()
        });
        survives(Stanza::Presence(Box::new(shown)));
    }

    #[test]
    fn presence_has_no_priority() {
        is_written(
            Stanza::Presence(Box::new(presence(PresenceKind::Available))),
            "<presence from='ask@ref/Bo' to='anna@lib.se/x'/>",
        );
    }

    #[test]
    fn a_refused_join_says_what_was_refused_before_why() {
        let mut refusal = presence(PresenceKind::Error);
        refusal.join = Some(HistoryWanted::default());
        refusal.error = Some(refused());
        is_written(
            Stanza::Presence(Box::new(refusal.clone())),
            "<presence from='ask@ref/Bo' to='anna@lib.se/x' type='error'><x xmlns='http://jabber.org/protocol/muc'/>\
             <error type='cancel'><gone xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/>\
             <text xmlns='urn:ietf:params:xml:ns:xmpp-stanzas' xml:lang='en'>This question was just taken by Bo.</text>\
             </error></presence>",
        );
        survives(Stanza::Presence(Box::new(refusal)));
    }

    #[test]
    fn a_closed_room_is_written_as_clients_were_seen_to_take_it() {
        let mut closed = presence(PresenceKind::Unavailable);
        closed.occupant = Some(OccupantView {
            statuses: vec![110, 307],
            destroyed: Some("Answered".into()),
            ..OccupantView::default()
        });
        closed.occupant_id = Some("p1".into());
        is_written(
            Stanza::Presence(Box::new(closed)),
            "<presence from='ask@ref/Bo' to='anna@lib.se/x' type='unavailable'>\
             <x xmlns='http://jabber.org/protocol/muc#user'><item affiliation='none' role='none'/>\
             <destroy><reason>Answered</reason></destroy><status code='110'/><status code='307'/></x>\
             <occupant-id xmlns='urn:xmpp:occupant-id:0' id='p1'/></presence>",
        );
    }

    #[test]
    fn every_query_survives_the_wire() {
        let command = CommandRequest {
            node: "close".into(),
            execution: None,
            action: CommandAction::Complete,
            form: Some(Form { kind: FormKind::Submit, ..Form::default() }),
        };
        for query in [
            Query::Ping,
            Query::DiscoInfo { node: None },
            Query::DiscoInfo { node: Some("n".into()) },
            Query::DiscoItems { node: Some("n".into()) },
            Query::Version,
            Query::Command(command),
            Query::MucAdmin(vec![AdminItem { affiliation: Some(Affiliation::Member), ..AdminItem::default() }]),
            Query::MucOwner,
            Query::Register,
            Query::Search(crate::stanza::Search::default()),
            Query::Unknown,
        ] {
            survives_iq(IqBody::Get(query.clone()));
            survives_iq(IqBody::Set(query));
        }
    }

    #[test]
    fn every_answer_survives_the_wire() {
        let form = Form {
            kind: FormKind::Form,
            fields: vec![Field { kind: Some(FieldKind::Boolean), required: true, ..Field::default() }],
            ..Form::default()
        };
        let identity =
            Identity { category: "conference".into(), kind: "text".into(), lang: None, name: Some("Ask".into()) };
        for answer in [
            Answer::Empty,
            Answer::DiscoInfo(DiscoInfo {
                node: None,
                identities: vec![identity],
                features: vec!["urn:x".into()],
                forms: vec![form.clone()],
            }),
            Answer::DiscoItems { node: None, items: vec![DiscoItem { jid: jid("ask@ref"), node: None, name: None }] },
            Answer::Version { name: "Refdesk".into(), version: "0.1".into() },
            Answer::Command(CommandAnswer {
                node: "close".into(),
                execution: "e".into(),
                status: CommandStatus::Executing,
                note: Some((NoteKind::Info, "a\nb".into())),
                form: Some(form),
                actions: vec![CommandAction::Next, CommandAction::Prev],
            }),
            Answer::MucAdmin(Vec::new()),
            Answer::Other,
        ] {
            survives_iq(IqBody::Result(answer));
        }
        survives_iq(IqBody::Error(refused()));
    }

    #[test]
    fn a_character_that_xml_forbids_does_not_reach_the_stream() {
        let mut said = message(MessageKind::Chat);
        said.content = Content::text("a\u{0}\u{8}\u{fffe}b");
        said.content.urls = vec![Url { url: "http://\u{1}x".into(), description: None }];
        let text = write(&Stanza::Message(Box::new(said)));
        let Ok(Stanza::Message(read)) = read(xso::from_bytes(text.as_bytes()).unwrap()) else { panic!("{text}") };
        assert_eq!((read.content.plain(), read.content.urls[0].url.as_str()), ("ab", "http://x"));
    }
}
