//! Sessions handed on, as clients' stanzas ask for it and as the patron's client sees it. The rules themselves are tried in
//! `desk/tests/transfer.rs`; whole conversations are in `tests/scenarios`.

use super::*;
use crate::stanza::{ErrorType, StanzaError};

const USER: &str = "http://jabber.org/protocol/muc#user";

impl Play {
    fn invites(&mut self, who: &str, room: &str, whom: &str) {
        let invite = format!("<x xmlns='{USER}'><invite to='{whom}'><reason>law</reason></invite></x>");
        self.sends(who, &format!("<message to='{room}@ref.localhost' id='i'>{invite}</message>"));
    }
}

/// Anna holds Dora's session, Bo is on duty.
fn held() -> (Play, String) {
    let (mut play, room) = Play::held();
    play.joins("bo", "ask", "Bo");
    (play, room)
}

#[test]
fn the_hub_invites_whom_her_client_invited_with_the_question_and_the_reason() {
    let (mut play, room) = held();
    play.invites("anna", &room, "bo@localhost");
    let invited: Vec<_> = play.messages("bo").into_iter().filter_map(|message| message.invite.as_ref()).collect();
    let [invite] = invited[..] else { panic!("{invited:?}") };
    assert_eq!(invite.peer.as_str(), "ref.localhost");
    let reason = invite.reason.as_deref().unwrap_or_default();
    assert!(
        reason.contains("Anna (Lund) asks you to take over · law") && reason.contains("Where are the maps?"),
        "{reason}"
    );
    assert!(play.refusal("anna").is_none());
}

#[test]
fn whoever_takes_over_is_told_the_subject_once_and_it_names_her() {
    let (mut play, room) = held();
    play.invites("anna", &room, "bo@localhost");
    play.joins("bo", &room, "Bo");
    let subjects: Vec<_> = play.messages("bo").into_iter().filter_map(|message| message.subject.clone()).collect();
    let [subject] = &subjects[..] else { panic!("{subjects:?}") };
    assert!(subject.contains("held by Bo (Lund)"), "{subject}");
}

#[test]
fn an_address_of_ours_that_is_no_service_cannot_take_a_session_over() {
    let (mut play, room) = held();
    for whom in ["ref.localhost", "nobody@ref.localhost", format!("{room}@ref.localhost").as_str()] {
        play.invites("anna", &room, whom);
        let (condition, text) = play.refusal("anna").expect("a refusal");
        assert_eq!(condition, Condition::NotAllowed);
        assert!(text.contains("is not an address here"), "{text}");
    }
}

#[test]
fn a_service_is_named_by_its_address_too() {
    let (mut play, room) = Play::held();
    play.joins("bo", "ask-law", "Bo");
    play.says("anna", &room, "!transfer ask-law@ref.localhost a deed, see ask-law@ref.localhost");
    assert!(play.messages("bo").iter().any(|message| message.invite.is_some()));
}

#[test]
fn what_ends_the_address_of_a_service_is_not_of_it() {
    let (mut play, room) = Play::held();
    play.joins("bo", "ask-law", "Bo");
    play.says("anna", &room, "!transfer ask-law@ref.localhost; a deed");
    assert!(play.messages("bo").iter().any(|message| message.invite.is_some()));
}

#[test]
fn a_consultants_line_stands_in_the_patrons_chat_with_her_name_before_it_and_is_corrected_so() {
    let (mut play, room) = held();
    play.says("anna", &room, "!consult Bo");
    play.joins("bo", &room, "Bo");
    play.says("bo", &room, "On plan 3.");
    assert!(play.hears("dora", "ask@ref.localhost", "Bo (Lund): On plan 3."));
    assert!(play.hears("anna", &format!("{room}@ref.localhost/Bo"), "On plan 3."));
    let replaced = "<replace xmlns='urn:xmpp:message-correct:0' id='s'/>";
    let to = format!("{room}@ref.localhost");
    play.sends(
        "bo",
        &format!("<message to='{to}' type='groupchat' id='t'><body>On plan 4.</body>{replaced}</message>"),
    );
    let corrected = play.messages("dora");
    let corrected = corrected.iter().find(|message| message.content.replaces.is_some()).expect("a correction");
    assert_eq!(corrected.content.plain(), "Bo (Lund): On plan 4.");
    play.says("anna", &room, "That is it.");
    assert!(play.hears("dora", "ask@ref.localhost", "That is it."));
}

#[test]
fn a_patron_who_joined_sees_which_of_the_two_is_typing() {
    let (mut play, _) = Play::held();
    play.joins("emil", "ask", "Emil");
    play.says("emil", "ask", "Hello? Where are the maps?");
    let room = play.room(2);
    play.joins("anna", &room, "Anna");
    play.joins("bo", "ask", "Bo");
    play.says("anna", &room, "!consult Bo");
    play.joins("bo", &room, "Bo");
    for who in ["bo", "anna"] {
        let to = format!("{room}@ref.localhost");
        let composing = "<composing xmlns='http://jabber.org/protocol/chatstates'/>";
        play.sends(who, &format!("<message to='{to}' type='groupchat'>{composing}</message>"));
        let name = if who == "bo" { "Bo" } else { "Anna" };
        let typing: Vec<_> = play.messages("emil").into_iter().filter(|message| message.chat_state.is_some()).collect();
        let from: Vec<String> = typing.iter().map(|message| message.from.to_string()).collect();
        assert_eq!(from, [format!("ask@ref.localhost/{name} (Lund)")]);
    }
}

#[test]
fn a_whisper_between_holder_and_consultant_reaches_only_her() {
    let (mut play, room) = held();
    play.says("anna", &room, "!consult Bo");
    play.joins("bo", &room, "Bo");
    play.whispers("anna", &format!("{room}@ref.localhost/Bo"), "<body>psst</body>");
    assert!(play.hears("bo", &format!("{room}@ref.localhost/Anna"), "psst"));
    assert!(play.messages("dora").is_empty());
    play.whispers("anna", &format!("{room}@ref.localhost/Patron"), "<body>psst</body>");
    assert!(play.messages("dora").is_empty());
}

#[test]
fn a_guest_is_spoken_to_in_the_language_of_the_service_and_offered_the_commands_of_her_session() {
    let (mut play, room) = Play::held();
    play.invites("anna", &room, "emil@localhost");
    assert!(play.messages("emil").iter().any(|message| message.invite.is_some()));
    play.joins("emil", &room, "Emil");
    let to = format!("{room}@ref.localhost");
    assert!(play.hears("emil", &format!("{to}/Desk"), "Anteckning till dig: law"), "{:?}", play.words("emil"));
    assert!(play.hears("dora", "ask@ref.localhost", "Emil (localhost) tar över"));
    let items = "<query xmlns='http://jabber.org/protocol/disco#items' node='http://jabber.org/protocol/commands'/>";
    let listed = format!("{:?}", play.asks("emil", &to, items));
    assert!(listed.contains("transfer") && listed.contains("close") && !listed.contains("queue"), "{listed}");
    let command = "<command xmlns='http://jabber.org/protocol/commands' node='transfer' action='execute'/>";
    let form = format!("{:?}", play.asks("emil", &to, command));
    assert!(form.contains("ask-law"), "{form}");
    let hub = play.asks("emil", "ref.localhost", command);
    assert!(matches!(hub, IqBody::Error(error) if error.condition == Condition::Forbidden));
}

#[test]
fn an_invitation_given_back_by_a_server_returns_the_session_at_once() {
    let (mut play, room) = Play::held();
    play.invites("anna", &room, "nobody@elsewhere.example");
    let mut back = Message::new(
        MessageKind::Error,
        "nobody@elsewhere.example".parse::<Jid>().expect("a JID"),
        format!("{room}@ref.localhost").parse::<Jid>().expect("a JID"),
    );
    back.error = Some(StanzaError::new(ErrorType::Cancel, Condition::RemoteServerNotFound));
    play.seen.clear();
    play.does(Input::Stanza(Stanza::Message(Box::new(back))));
    let told = "nobody@elsewhere.example cannot be reached";
    assert!(play.hears("anna", &format!("{room}@ref.localhost/Desk"), told), "{:?}", play.words("anna"));
}

#[test]
fn who_takes_over_sees_what_was_said_though_her_client_asks_for_no_history_and_once_only() {
    let (mut play, room) = held();
    play.says("anna", &room, "They are on the second floor.");
    play.invites("anna", &room, "bo@localhost");
    let join = format!(
        "<presence to='{room}@ref.localhost/Bo'><x xmlns='http://jabber.org/protocol/muc'><history maxchars='0'/></x></presence>"
    );
    let said_before = |play: &Play| {
        let messages = play.messages("bo");
        let old = messages.iter().filter(|message| message.delay.is_some());
        old.filter(|message| message.content.plain() == "They are on the second floor.").count()
    };
    play.sends("bo", &join);
    assert_eq!(said_before(&play), 1);
    play.sends("bo", &format!("<presence to='{room}@ref.localhost/Bo' type='unavailable'/>"));
    play.sends("bo", &join);
    assert_eq!(said_before(&play), 0);
}

#[test]
fn who_is_asked_to_take_over_sees_the_room_before_joining_and_who_handed_it_on_while_staying() {
    let (mut play, room) = held();
    let sees = |play: &mut Play, who: &str| {
        let asked = "<query xmlns='http://jabber.org/protocol/disco#info'/>";
        matches!(play.asks(who, &format!("{room}@ref.localhost"), asked), IqBody::Result(_))
    };
    assert!(!sees(&mut play, "bo"));
    play.invites("anna", &room, "bo@localhost");
    assert!(sees(&mut play, "bo"));
    play.joins("bo", &room, "Bo");
    assert!(sees(&mut play, "anna"));
    assert!(!sees(&mut play, "dora"));
}
