//! Operators: staff rooms, invitations, taking, and what stock clients bear (every COMPAT here once broke one).

use super::*;

#[test]
fn an_operator_calls_a_colleague_to_the_staff_room_and_nobody_else() {
    let mut play = Play::new();
    play.joins("anna", "ask", "Anna");
    let call = |who: &str| {
        format!(
            "<x xmlns='http://jabber.org/protocol/muc#user'><invite to='{who}@localhost'><reason>Many wait</reason></invite></x>"
        )
    };
    let message = |payload: &str| format!("<message to='ask@ref.localhost'>{payload}</message>");
    play.sends("anna", &message(&call("chen")));
    let invited: Vec<_> = play.messages("chen").into_iter().filter_map(|message| message.invite.as_ref()).collect();
    assert_eq!(invited[0].peer.as_str(), "anna@localhost");
    assert_eq!(invited[0].reason.as_deref(), Some("Many wait"));
    play.sends("anna", &message(&call("dora")));
    assert!(play.messages("dora").is_empty());
    assert_eq!(play.refusal("anna").map(|(condition, _)| condition), Some(Condition::Forbidden));
}

#[test]
fn an_invitation_out_of_a_sessions_room_to_one_off_duty_is_refused_with_a_sentence_and_reaches_nobody() {
    let (mut play, room) = Play::held();
    let invite = "<x xmlns='http://jabber.org/protocol/muc#user'><invite to='bo@localhost'/></x>";
    play.sends("anna", &format!("<message to='{room}@ref.localhost'>{invite}</message>"));
    assert!(play.messages("bo").is_empty());
    assert_eq!(play.refusal("anna").map(|(condition, _)| condition), Some(Condition::NotAllowed));
}

#[test]
fn an_invitation_is_mediated_and_direct_in_one_message_from_the_hub_without_a_body() {
    let mut play = Play::new();
    play.joins("anna", "ask", "Anna");
    play.writes("dora", "ask@ref.localhost", "Where are the maps?");
    let invitations: Vec<_> = play.messages("anna").into_iter().filter(|message| message.invite.is_some()).collect();
    let [message] = invitations[..] else { panic!("{invitations:?}") };
    let (invite, direct) = (message.invite.as_ref().unwrap(), message.direct_invite.as_ref().unwrap());
    let room = format!("{}@ref.localhost", play.room(1));
    assert_eq!((message.from.as_str(), direct.room.as_str()), (room.as_str(), room.as_str()));
    assert_eq!(invite.peer.as_str(), "ref.localhost");
    assert!(message.content.is_empty());
    assert!(invite.reason.as_ref().is_some_and(|reason| reason.contains("Where are the maps?")));
    assert_eq!(invite.thread.as_deref(), Some(play.hub.desk().token(1).as_str()));
}

#[test]
fn the_staff_room_names_who_is_asked_so_that_her_client_highlights_the_line() {
    let mut play = Play::new();
    play.joins("anna", "ask", "Anna");
    play.writes("dora", "ask@ref.localhost", "Where are the maps?");
    assert!(play.words("anna").iter().any(|(_, text)| text.starts_with("Anna: ny") || text.starts_with("Anna: new")));
}

#[test]
fn a_join_is_refused_by_gone_with_a_text_and_never_otherwise() {
    let (mut play, room) = Play::held();
    let gone = Condition::Gone { new_address: None };
    play.joins("bo", &room, "Bo");
    assert_eq!(play.refusal("bo"), Some((gone.clone(), "This question was just taken by Anna (Lund).".into())));
    play.says("anna", &room, "!close");
    play.joins("bo", &room, "Bo");
    assert_eq!(play.refusal("bo"), Some((gone.clone(), "This conversation is closed.".into())));
    play.writes("dora", "ask@ref.localhost", "And more?");
    let next = play.room(2);
    play.joins("bo", &next, "Bo");
    assert_eq!(play.refusal("bo").map(|(condition, _)| condition), Some(gone));
    assert!(play.presences("bo").iter().all(|presence| presence.kind == PresenceKind::Error));
}

#[test]
fn a_taken_nick_is_never_a_conflict() {
    let mut play = Play::new();
    play.joins("anna", "ask", "Librarian");
    play.joins("bo", "ask", "Librarian");
    let own = play
        .presences("bo")
        .into_iter()
        .find(|one| one.occupant.as_ref().is_some_and(|view| view.statuses.contains(&110)));
    assert_eq!(own.map(|one| one.from.as_str()), Some("ask@ref.localhost/Librarian (Lund)"));
}

#[test]
fn no_real_address_is_in_any_presence_of_a_room() {
    let mut play = Play::new();
    play.joins("anna", "ask", "Anna");
    play.joins("bo", "ask", "Bo");
    for presence in play.presences("anna").into_iter().chain(play.presences("bo")) {
        assert!(presence.occupant.as_ref().is_some_and(|view| view.jid.is_none()), "{presence:?}");
    }
}

#[test]
fn a_client_that_believes_to_be_in_the_room_is_told_and_goes_on_after_joining_again() {
    let (mut play, room) = Play::held();
    play.passes(70);
    assert!(play.presences("anna").iter().any(|presence| presence.kind == PresenceKind::Unavailable));
    play.says("anna", &room, "Second floor.");
    assert_eq!(play.refusal("anna").map(|(condition, _)| condition), Some(Condition::NotAcceptable));
    assert!(play.words("dora").is_empty());
    play.joins("anna", &room, "Anna");
    play.says("anna", &room, "Second floor.");
    assert_eq!(play.words("dora")[0].1, "Second floor.");
}

#[test]
fn one_of_two_clients_leaving_is_not_leaving() {
    let (mut play, room) = Play::held();
    play.joins("anna/phone", &room, "Anna");
    play.sends("anna", &format!("<presence to='{room}@ref.localhost/Anna' type='unavailable'/>"));
    play.passes(35);
    assert!(play.hub.desk().session(1).is_some_and(|session| session.held_by().is_some()));
    play.says("anna/phone", &room, "Second floor.");
    assert_eq!(play.words("dora")[0].1, "Second floor.");
}

#[test]
fn lines_with_a_mark_private_words_and_invitations_never_reach_the_patron() {
    let (mut play, room) = Play::held();
    let address = format!("{room}@ref.localhost");
    for text in ["!nonsense", "/invite bo@localhost", "! note to self", "!queue"] {
        play.says("anna", &room, text);
        assert!(play.to("dora").next().is_none(), "{text}");
        assert!(play.hears("anna", &format!("{address}/Desk"), ""), "{text}");
    }
    play.whispers("anna", &format!("{address}/Frågeställare"), "<body>Who are you?</body>");
    assert!(play.to("dora").next().is_none());
    play.sends("anna", &format!("<message to='{address}'><x xmlns='http://jabber.org/protocol/muc#user'><invite to='bo@localhost'/></x></message>"));
    assert!(play.to("dora").next().is_none());
    play.sends("anna", &format!("<message to='{address}' type='groupchat'><subject>Maps</subject></message>"));
    assert!(play.to("dora").next().is_none());
    assert_eq!(play.refusal("anna").map(|(condition, _)| condition), Some(Condition::Forbidden));
}

#[test]
fn staff_talk_stays_among_staff() {
    let mut play = Play::new();
    play.joins("anna", "ask", "Anna");
    play.joins("bo", "ask", "Bo");
    play.joins("dora", "ask", "Dora");
    play.says("dora", "ask", "Where are the maps?");
    play.says("anna", "ask", "Maps again.");
    assert!(play.hears("bo", "ask@ref.localhost/Anna", "Maps again."));
    assert!(play.to("dora").next().is_none());
    play.whispers("anna", "ask@ref.localhost/Bo", "<body>Yours?</body>");
    assert!(play.hears("bo", "ask@ref.localhost/Anna", "Yours?"));
    assert!(play.to("dora").next().is_none());
}

#[test]
fn typing_in_a_private_chat_with_the_desk_is_answered_with_nothing() {
    let (mut play, room) = Play::held();
    for place in ["Desk", "Frågeställare"] {
        let to = format!("{room}@ref.localhost/{place}");
        play.whispers("anna", &to, "<composing xmlns='http://jabber.org/protocol/chatstates'/>");
        assert!(play.messages("anna").is_empty(), "{place}");
    }
}

#[test]
fn a_decline_needs_no_seat_in_the_room() {
    let mut play = Play::new();
    play.joins("anna", "ask", "Anna");
    play.joins("bo", "ask", "Bo");
    play.writes("dora", "ask@ref.localhost", "Where are the maps?");
    let address = format!("{}@ref.localhost", play.room(1));
    play.sends("anna", &format!("<message to='{address}'><x xmlns='http://jabber.org/protocol/muc#user'><decline to='ref.localhost'><reason>lunch</reason></decline></x></message>"));
    assert!(play.messages("bo").iter().any(|message| message.invite.is_some()));
    play.writes("bo", &address, "!decline");
    assert!(!play.hub.desk().session(1).expect("open").is_offered_to(&"bo@localhost".parse().expect("a JID")));
    assert!(play.words("bo").iter().any(|(from, _)| *from == address));
}

#[test]
fn the_ninth_client_of_the_holder_is_refused_and_she_still_holds() {
    let (mut play, room) = Play::held();
    for number in 0..8 {
        play.joins(&format!("anna/{number}"), &room, "Anna");
    }
    assert!(play.refusal("anna/7").is_some());
    play.passes(31);
    let session = play.hub.desk().session(1).expect("open");
    assert!(matches!(session.state, crate::desk::session::State::Held { absent: None, .. }));
}

#[test]
fn closing_says_so_in_a_line_then_destroys_the_room() {
    let (mut play, room) = Play::held();
    play.says("anna", &room, "!close");
    let line = play.seen.iter().position(|stanza| {
        matches!(stanza, Stanza::Message(message) if message.content.plain().contains("Anna (Lund)") && message.kind == MessageKind::Groupchat)
    });
    let end = play.seen.iter().position(|stanza| {
        matches!(stanza, Stanza::Presence(one) if one.occupant.as_ref().is_some_and(|view| view.destroyed.is_some()))
    });
    assert!(line.is_some() && line < end);
    let end = play.presences("anna");
    let view = end[0].occupant.as_ref().expect("a view");
    assert!(view.statuses.contains(&110) && view.statuses.contains(&307), "{view:?}");
}

#[test]
fn only_the_room_of_the_session_that_is_closed_ends() {
    let (mut play, first) = Play::held();
    play.writes("emil", "ask@ref.localhost", "Is the reading room open?");
    let second = play.room(2);
    play.joins("anna", &second, "Anna");
    play.says("anna", &second, "!close");
    let open: Vec<String> = play.hub.rooms().rooms().map(|room| room.address.to_string()).collect();
    assert!(!open.contains(&format!("{second}@ref.localhost")), "{open:?}");
    assert!(open.contains(&format!("{first}@ref.localhost")), "{open:?}");
    play.says("anna", &first, "!close");
    assert!(!play.hub.rooms().rooms().any(|room| room.address.to_string() == format!("{first}@ref.localhost")));
}

#[test]
fn a_direct_invitation_to_a_service_or_the_hub_is_answered_as_one_through_the_room() {
    let (mut play, room) = Play::held();
    let conference = |room: &str| format!("<x xmlns='jabber:x:conference' jid='{room}' reason='help'/>");
    let refused = |play: &mut Play, who: &str, to: &str, room: &str| {
        play.sends(who, &format!("<message to='{to}'>{}</message>", conference(room)));
        assert_eq!(play.seen.len(), 1);
        play.refusal(who).map(|(condition, _)| condition)
    };
    let (own, strange) = (format!("{room}@ref.localhost"), "room@muc.elsewhere.example");
    for to in ["ask-law@ref.localhost", "ref.localhost", own.as_str()] {
        assert_eq!(refused(&mut play, "anna", to, &own), Some(Condition::NotAllowed), "{to}");
        // A service is asked for somebody there, and declines to a room of a hub without a link.
        let is_declined = to == "ask-law@ref.localhost";
        let condition = (!is_declined).then_some(Condition::Forbidden);
        assert_eq!(refused(&mut play, "anna", to, strange), condition, "{to}");
        let declined = play.seen.iter().any(|stanza| {
            matches!(stanza, Stanza::Message(one) if one.to == jid::Jid::new(strange).expect("a JID") && one.decline.is_some())
        });
        assert_eq!(declined, is_declined, "{to}");
        assert_eq!(refused(&mut play, "eve", to, &own), Some(Condition::Forbidden), "{to}");
    }
    assert_eq!(refused(&mut play, "anna", "ask-law@ref.localhost", "ask@ref.localhost"), Some(Condition::Forbidden));
}

#[test]
fn an_invitation_that_a_strange_room_sends_is_refused_by_services_and_by_the_hub() {
    for (to, refused) in [("ask@ref.localhost", Condition::BadRequest), ("ref.localhost", Condition::Forbidden)] {
        let mut play = Play::new();
        let invite = "<x xmlns='http://jabber.org/protocol/muc#user'><invite from='eve@localhost'/></x>";
        play.sends("room", &format!("<message to='{to}'>{invite}</message>"));
        assert_eq!(play.refusal("room").map(|(condition, _)| condition), Some(refused), "{to}");
    }
}
