//! Patrons, in a chat and in a room of their own.

use super::*;

const ASK: &str = "ask@ref.localhost";

#[test]
fn a_patron_who_writes_is_answered_from_the_services_bare_address_in_a_chat() {
    let mut play = Play::new();
    play.writes("dora", ASK, "Where are the maps?");
    assert!(play.hears("dora", ASK, "Welcome to Ask!") || play.hears("dora", ASK, "Välkommen till Ask!"));
    assert!(play.messages("dora").iter().all(|message| message.kind == MessageKind::Chat && message.id.is_some()));
}

#[test]
fn a_patrons_receipt_reaches_operators_only_for_what_one_of_them_said() {
    let (mut play, room) = Play::held();
    play.says("anna", &room, "On the second floor.");
    let said = play.messages("dora").iter().find_map(|message| message.id.clone()).expect("an id");
    for (id, passes) in [("made-up", false), (said.as_str(), true), ("w", false)] {
        play.sends(
            "dora",
            &format!(
                "<message to='ask@ref.localhost' type='chat'><received xmlns='urn:xmpp:receipts' id='{id}'/></message>"
            ),
        );
        let receipts = play.messages("anna").iter().filter(|message| message.receipt.as_deref() == Some(id)).count();
        assert_eq!(receipts == 1, passes, "{id}");
    }
}

#[test]
fn a_receipt_comes_only_where_it_was_asked_for_and_after_the_record() {
    let mut play = Play::new();
    play.sends(
        "dora",
        "<message to='ask@ref.localhost' type='chat' id='d1'><body>Hello</body><request xmlns='urn:xmpp:receipts'/></message>",
    );
    assert!(play.messages("dora").iter().any(|message| message.receipt.as_deref() == Some("d1")));
    assert!(play.records.iter().any(|record| matches!(record, Record::Room { .. })));
    play.writes("dora", ASK, "And more");
    assert!(play.messages("dora").iter().all(|message| message.receipt.is_none()));
}

#[test]
fn an_operators_line_comes_to_the_patron_under_its_own_id() {
    let (mut play, room) = Play::held();
    play.says("anna", &room, "Second floor.");
    let [said] = play.messages("dora")[..] else { panic!("{:?}", play.messages("dora")) };
    assert_eq!((said.kind, said.id.as_deref(), said.from.as_str()), (MessageKind::Chat, Some("s"), ASK));
}

#[test]
fn nobody_who_has_joined_an_address_gets_a_chat_message_from_its_bare_form() {
    let mut play = Play::new();
    play.joins("anna", "ask", "Anna");
    play.joins("dora", "ask", "Dora");
    let mut all = Vec::new();
    play.says("dora", "ask", "Where are the maps?");
    all.append(&mut play.seen);
    let room = play.room(1);
    play.joins("anna", &room, "Anna");
    all.append(&mut play.seen);
    for text in ["Second floor.", "!queue", "!nonsense", "!close"] {
        play.says("anna", &room, text);
        all.append(&mut play.seen);
    }
    play.writes("anna", ASK, "hello");
    all.append(&mut play.seen);
    play.writes("dora", ASK, "hello");
    all.append(&mut play.seen);
    let bare =
        |stanza: &Stanza| matches!(stanza, Stanza::Message(m) if m.kind == MessageKind::Chat && m.from.is_bare());
    assert!(!all.iter().any(bare));
}

#[test]
fn an_operator_who_asked_as_a_patron_and_then_comes_on_duty_is_answered_in_the_room() {
    let mut play = Play::new();
    play.joins("bo", "ask", "Bo");
    play.writes("anna", ASK, "Where are the maps?");
    let room = play.room(1);
    play.joins("bo", &room, "Bo");
    play.joins("anna", "ask", "Anna");
    play.says("bo", &room, "Second floor.");
    let to_anna = play.messages("anna");
    assert!(play.hears("anna", "ask@ref.localhost/Desk", "Second floor."));
    assert!(to_anna.iter().all(|message| message.kind == MessageKind::Groupchat));
}

#[test]
fn a_patron_in_his_room_sees_himself_the_desk_and_his_librarian_only() {
    let mut play = Play::new();
    play.joins("anna", "ask", "Anna");
    play.joins("emil", "ask", "Emil");
    play.joins("dora", "ask", "Dora");
    let seen: Vec<String> = play.presences("dora").iter().map(|presence| presence.from.to_string()).collect();
    assert_eq!(seen, ["ask@ref.localhost/Desk", "ask@ref.localhost/Dora"]);
    assert!(play.to("emil").next().is_none() && play.to("anna").next().is_none());
    play.says("dora", "ask", "Where are the maps?");
    assert!(play.hears("dora", "ask@ref.localhost/Dora", "Where are the maps?"));
    assert!(play.to("emil").next().is_none());
    let room = play.room(1);
    play.joins("anna", &room, "Anna");
    assert!(play.presences("dora").iter().any(|presence| presence.from.as_str() == "ask@ref.localhost/Anna (Lund)"));
    play.says("anna", &room, "Second floor.");
    assert!(play.hears("dora", "ask@ref.localhost/Anna (Lund)", "Second floor."));
}

#[test]
fn a_patron_who_joins_again_while_he_sits_there_does_not_see_his_librarian_go() {
    let mut play = Play::new();
    play.joins("anna", "ask", "Anna");
    play.joins("dora", "ask", "Dora");
    play.says("dora", "ask", "Where are the maps?");
    let room = play.room(1);
    play.joins("anna", &room, "Anna");
    play.joins("dora", "ask", "Dora");
    let of_anna = |presence: &&&Presence| presence.from.as_str() == "ask@ref.localhost/Anna (Lund)";
    let presences = play.presences("dora");
    let shown: Vec<PresenceKind> = presences.iter().filter(of_anna).map(|presence| presence.kind).collect();
    assert_eq!(shown, [PresenceKind::Available]);
}

#[test]
fn a_patron_who_joins_again_is_shown_what_was_said() {
    let mut play = Play::new();
    play.joins("dora", "ask", "Dora");
    play.says("dora", "ask", "Where are the maps?");
    play.sends("dora", "<presence to='ask@ref.localhost/Dora' type='unavailable'/>");
    play.joins("dora", "ask", "Dora");
    let again = play.messages("dora");
    assert!(again.iter().any(|message| message.content.plain() == "Where are the maps?" && message.delay.is_some()));
}

#[test]
fn words_to_his_librarians_place_are_words_to_her_and_typing_there_is_nothing_said() {
    let mut play = Play::new();
    play.joins("anna", "ask", "Anna");
    play.joins("dora", "ask", "Dora");
    play.says("dora", "ask", "Where are the maps?");
    let room = play.room(1);
    play.joins("anna", &room, "Anna");
    let place = "ask@ref.localhost/Anna (Lund)";
    play.whispers("dora", place, "<composing xmlns='http://jabber.org/protocol/chatstates'/>");
    assert!(play.words("anna").is_empty() && play.words("dora").is_empty());
    play.whispers("dora", place, "<body>Psst</body>");
    assert_eq!(play.words("anna")[0].1, "Psst");
}

#[test]
fn refusals_come_as_errors_with_a_text() {
    let mut play = Play::new();
    play.writes("dora", "nowhere@ref.localhost", "Hello");
    let (condition, text) = play.refusal("dora").expect("a refusal");
    assert_eq!((condition, text.as_str()), (Condition::ItemNotFound, "Nobody answers questions at this address."));
    for _ in 0..30 {
        play.writes("dora", ASK, "Hello");
    }
    play.writes("dora", ASK, "Hello");
    assert_eq!(play.refusal("dora").map(|(condition, _)| condition), Some(Condition::ResourceConstraint));
}

#[test]
fn errors_and_empty_messages_are_answered_with_nothing() {
    let mut play = Play::new();
    play.sends("dora", "<message to='ask@ref.localhost' type='error' id='1'><error type='cancel'><gone xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></message>");
    play.sends(
        "dora",
        "<message to='ask@ref.localhost' type='chat'><active xmlns='http://jabber.org/protocol/chatstates'/></message>",
    );
    assert!(play.seen.is_empty());
    play.sends("dora", "<message to='ask@ref.localhost' type='headline'><body>News</body></message>");
    assert!(play.seen.is_empty());
}

#[test]
fn a_bounced_word_shows_that_the_patron_is_gone() {
    let (mut play, room) = Play::held();
    play.sends("dora", "<message to='ask@ref.localhost' type='error' id='s'><error type='cancel'><service-unavailable xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></message>");
    assert!(play.hears("anna", &format!("{room}@ref.localhost/Desk"), "The patron's connection is gone."));
}

#[test]
fn nothing_that_reaches_an_operator_names_the_patron() {
    let mut play = Play::new();
    play.joins("anna", "ask", "Anna");
    let mut all = Vec::new();
    play.writes("dora", ASK, "Where are the maps?");
    all.append(&mut play.seen);
    let room = play.room(1);
    play.joins("anna", &room, "Anna");
    all.append(&mut play.seen);
    play.writes("dora", ASK, "Tack!");
    all.append(&mut play.seen);
    let to_anna = all.iter().map(crate::xmpp::outbound::write).filter(|text| text.contains("to='anna@"));
    assert!(!to_anna.collect::<String>().contains("dora"));
}

#[test]
fn no_more_patrons_sit_in_a_service_than_may_have_sessions() {
    let mut play = Play::with(|inventory| {
        let ask = inventory.services.get_mut(&sample::service("ask")).expect("ask");
        ask.limits.sessions = Some(1);
    });
    play.joins("dora", "ask", "Dora");
    play.joins("eva", "ask", "Eva");
    assert_eq!(play.refusal("eva").map(|(condition, _)| condition), Some(Condition::ResourceConstraint));
    play.sends("dora", "<presence to='ask@ref.localhost/Dora' type='unavailable'/>");
    play.joins("eva", "ask", "Eva");
    assert_eq!(play.refusal("eva"), None);
}

#[test]
fn no_more_patrons_of_one_domain_sit_in_a_service_than_may_have_sessions() {
    let mut play = Play::with(|inventory| {
        let ask = inventory.services.get_mut(&sample::service("ask")).expect("ask");
        ask.limits.sessions_per_domain = Some(1);
    });
    play.joins("dora", "ask", "Dora");
    play.joins("eva", "ask", "Eva");
    assert_eq!(play.refusal("eva").map(|(condition, _)| condition), Some(Condition::ResourceConstraint));
    play.sends("dora", "<presence to='ask@ref.localhost/Dora' type='unavailable'/>");
    play.joins("eva", "ask", "Eva");
    assert_eq!(play.refusal("eva"), None);
}

#[test]
fn what_is_sent_to_nobody_or_to_the_hub_is_answered_within_the_rate_only() {
    for to in ["nowhere@ref.localhost", "ref.localhost", "ask.zzzzzz@ref.localhost"] {
        let mut play = Play::new();
        let answered = (0..40).filter(|_| {
            play.writes("dora", to, "Hello");
            !play.messages("dora").is_empty()
        });
        assert_eq!(answered.count(), 30, "{to}");
    }
}

#[test]
fn an_encrypted_line_is_answered_within_the_rate_only() {
    for kind in ["chat", "groupchat"] {
        let mut play = Play::new();
        if kind == "groupchat" {
            play.joins("dora", "ask", "Dora");
        }
        let encrypted = format!("<message to='{ASK}' type='{kind}'><encrypted xmlns='urn:xmpp:omemo:2'/></message>");
        let answered = (0..40).filter(|_| {
            play.sends("dora", &encrypted);
            !play.messages("dora").is_empty()
        });
        assert_eq!(answered.count(), 30, "{kind}");
    }
}

const GONE: &str = "<error type='cancel'><service-unavailable xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error>";

impl Play {
    /// Anna says something under an id of her client's.
    fn says_under(&mut self, room: &str, id: &str, text: &str) {
        let line =
            format!("<message to='{room}@ref.localhost' type='groupchat' id='{id}'><body>{text}</body></message>");
        self.sends("anna", &line);
    }

    /// Dora's server gives back what was sent to her under this id.
    fn gives_back(&mut self, id: &str) {
        self.sends("dora", &format!("<message to='{ASK}' type='error' id='{id}'>{GONE}</message>"));
    }

    fn hears_anywhere(&self, who: &str, text: &str) -> bool {
        self.words(who).iter().any(|(_, words)| words.contains(text))
    }
}

#[test]
fn a_line_that_comes_back_after_its_room_forgot_it_is_told_of() {
    let (mut play, room) = Play::held();
    play.says_under(&room, "early", "On the second floor.");
    for number in 0..4 {
        play.says_under(&room, &format!("l{number}"), &"x".repeat(19_000));
    }
    play.gives_back("early");
    play.says_under(&room, "late", "Are you there?");
    assert!(play.hears_anywhere("anna", "One line to the patron did not arrive"), "{:?}", play.words("anna"));
    play.says_under(&room, "later", "Hello?");
    assert!(!play.hears_anywhere("anna", "did not arrive"));
}

#[test]
fn of_more_lines_than_are_kept_the_holder_is_told_how_many_did_not_arrive() {
    let (mut play, room) = Play::held();
    let ids: Vec<String> = (0..53).map(|number| format!("l{number}")).collect();
    for id in &ids {
        play.says_under(&room, id, "word");
    }
    for id in ids.iter().chain(&ids[..1]) {
        play.gives_back(id);
    }
    play.says_under(&room, "next", "Are you there?");
    assert!(play.hears_anywhere("anna", "3 lines to the patron did not arrive"), "{:?}", play.words("anna"));
    assert_eq!(play.messages("dora").len(), 51);
}

#[test]
fn lines_of_a_closed_session_that_come_back_are_told_of_together_and_once() {
    let (mut play, room) = Play::held();
    for id in ["a", "b"] {
        play.says_under(&room, id, "word");
    }
    play.says("anna", &room, "!close answered");
    for id in ["a", "b", "a", "made-up"] {
        play.gives_back(id);
        assert!(!play.hears_anywhere("anna", "did not reach"));
    }
    play.passes(5);
    let token = play.hub.desk().token(1).to_string();
    let told = format!("2 lines from Anna (Lund) in {token} did not reach the patron");
    let swedish = format!("2 rader från Anna (Lund) i {token} nådde inte");
    assert!(play.hears_anywhere("anna", &told) || play.hears_anywhere("anna", &swedish), "{:?}", play.words("anna"));
    for id in ["a", "b"] {
        play.gives_back(id);
    }
    play.passes(5);
    assert!(play.words("anna").is_empty());
}

#[test]
fn lines_that_wait_to_be_said_again_when_the_session_closes_are_told_of() {
    let (mut play, room) = Play::held();
    play.says_under(&room, "a", "word");
    play.gives_back("a");
    play.says("anna", &room, "!close answered");
    assert!(play.words("anna").iter().any(|(from, words)| {
        from.starts_with("ask@") && (words.starts_with("One line from Anna") || words.starts_with("En rad från Anna"))
    }));
}

#[test]
fn what_the_desk_says_and_comes_back_is_no_line_lost() {
    let (mut play, room) = Play::held();
    let told = play.messages("dora").iter().filter_map(|message| message.id.clone()).collect::<Vec<_>>();
    assert!(!told.is_empty());
    play.says("anna", &room, "!close answered");
    let closing = play.messages("dora").iter().filter_map(|message| message.id.clone()).collect::<Vec<_>>();
    for id in told.iter().chain(&closing) {
        play.gives_back(id);
    }
    play.passes(5);
    assert!(play.words("anna").is_empty());
}
