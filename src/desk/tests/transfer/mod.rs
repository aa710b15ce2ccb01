//! Sessions handed on and colleagues called in (DESIGN §4): who is asked, who holds, who is told what, and every way in
//! which it may go wrong.

mod consult;
mod elsewhere;
mod guests;

use super::*;
use crate::desk::session::Recipient;

/// Dora has written, Anna holds session 1, Bo and Chen are on duty.
fn held() -> Play {
    let mut play = Play::held();
    play.staff(&["bo", "chen"]);
    play
}

/// Bo has been asked to take it over, by Anna.
fn asked() -> Play {
    let mut play = held();
    play.commands("anna", Place::Session(1), "!transfer Bo he has a deed");
    play
}

/// Bo has been called in by Anna, and has come.
fn consulted() -> Play {
    let mut play = held();
    play.commands("anna", Place::Session(1), "!consult Bo");
    play.joins("bo", 1);
    play
}

fn coordinator(name: &str) -> Play {
    let mut play = Play::with(|inventory, _| {
        inventory.operators.get_mut(&person(name)).expect("an operator").role =
            crate::desk::inventory::Role::Coordinator;
    });
    play.staff(&["anna", "bo", "chen"]);
    play
}

impl Seen {
    /// What one person is told about a session.
    pub(super) fn to_occupant(&self, name: &str) -> Vec<&Sentence> {
        self.told(|to| matches!(to, Hearer::Occupant { person: told, .. } if *told == person(name)))
    }

    fn why_returned(&self, name: &str) -> Option<String> {
        self.to_occupant(name).into_iter().find_map(|sentence| match sentence {
            Sentence::TransferReturned { why, .. } => Some(why.clone()),
            _ => None,
        })
    }

    fn said_to_patron(&self) -> bool {
        self.has(|effect| matches!(effect, Effect::SayToPatron { .. }))
    }
}

impl Play {
    fn hands(&mut self, by: &str, to: Recipient) -> Seen {
        self.does(Event::HandedOn { session: 1, by: client(by), to, note: "law".into() })
    }

    fn transfers(&self) -> bool {
        self.desk.session(1).is_some_and(|session| session.transfer.is_some())
    }

    fn consultants(&self) -> usize {
        self.desk.session(1).map_or(0, |session| session.consultants.len())
    }
}

#[test]
fn the_sender_holds_until_the_receiver_has_joined() {
    let mut play = held();
    let seen = play.hands("anna", Recipient::Person(person("bo")));
    assert_eq!(seen.invited(), pairs(&[("bo", 1)]));
    assert_eq!(keys(seen.to_occupant("anna")), ["transfer-asked"]);
    assert!(seen.to_patron().is_empty());
    assert_eq!(play.holder(1).as_deref(), Some("anna"));
    assert!(play.says("anna", 1, "One moment").said_to_patron());
    let seen = play.joins("bo", 1);
    assert!(seen.admitted());
    assert_eq!(play.holder(1).as_deref(), Some("bo"));
    assert_eq!(seen.to_patron(), ["patron-handed-on"]);
    assert_eq!(keys(seen.to_occupant("anna")), ["operator-handed-on"]);
    assert_eq!(seen.to_staff(), ["staff-handed-on"]);
    assert_eq!(seen.chronicled(), [What::Transferred]);
    assert!(!play.transfers());
}

#[test]
fn the_receiver_reads_by_whom_and_why() {
    let mut play = held();
    let seen = play.commands("anna", Place::Session(1), "!transfer Bo he has a deed");
    let Some(Effect::Invite { reason, .. }) = seen.0.iter().find(|effect| matches!(effect, Effect::Invite { .. }))
    else {
        panic!("no invitation")
    };
    let Sentence::TransferReason { by, note, question, how, .. } = reason else { panic!("{reason:?}") };
    assert_eq!((by.as_str(), note.as_str(), how.as_str()), ("Anna (Lund)", "he has a deed", "transfer"));
    assert_eq!(question, "Hej! Går tåget?");
    // Her client may show nothing of that, so she reads it where she is on duty, and nobody else does.
    let in_staff_room =
        seen.told(|to| matches!(to, Hearer::Operator { client, .. } if client.to_bare() == person("bo")));
    let [Sentence::TransferAsksYou { name, by, note, token, .. }] = in_staff_room[..] else {
        panic!("{in_staff_room:?}")
    };
    // With her name, to which her client calls attention.
    assert_eq!((name.as_str(), by.as_str(), note.as_str()), ("Bo", "Anna (Lund)", "he has a deed"));
    assert_eq!(token, &play.token(1));
    assert!(seen.to_staff().is_empty());
    let seen = play.joins("bo", 1);
    let told = seen.told(|to| matches!(to, Hearer::SessionRoom { .. }));
    let handed =
        |sentence: &&Sentence| matches!(sentence, Sentence::OperatorHandedTo { by, .. } if by == "Anna (Lund)");
    assert!(told.iter().any(handed), "{told:?}");
    assert!(seen.to_occupant("bo").contains(&&Sentence::TransferNote { note: "he has a deed".into() }));
    assert!(told.iter().any(|one| matches!(one, Sentence::SessionHeader { holder, .. } if holder == "Bo (Lund)")));
}

#[test]
fn the_senders_later_words_do_not_reach_the_patron_and_she_gets_it_back_neither_by_them_nor_by_joining() {
    let mut play = asked();
    play.joins("bo", 1);
    let seen = play.says("anna", 1, "One more thing");
    assert_eq!(seen.refusal(), Some(&Refusal::HeldBy { name: "Bo (Lund)".into() }));
    assert!(!seen.said_to_patron());
    assert!(play.leaves("anna", 1).is_nothing());
    assert_eq!(play.joins("anna", 1).refusal(), Some(&Refusal::TakenBy { name: "Bo (Lund)".into() }));
    assert_eq!(play.holder(1).as_deref(), Some("bo"));
    assert!(play.passes(120).closed().is_none());
}

#[test]
fn who_declines_by_word_is_not_told_how_to_take_what_somebody_else_holds() {
    let mut play = asked();
    let token = play.token(1);
    let seen = play.commands("bo", Place::Service(ask()), &format!("!decline {token} lunch"));
    assert_eq!(seen.reply(), [Sentence::Declined { how: "transfer".into(), token }]);
    assert_eq!(seen.why_returned("anna").as_deref(), Some("declined"));
}

#[test]
fn a_refusal_returns_it_and_the_sender_is_told_the_reason_and_the_patron_nothing() {
    let mut play = asked();
    let declines = Event::OfferDeclined { session: 1, operator: person("bo"), reason: Some("lunch".into()) };
    let seen = play.does(declines);
    let told = seen.to_occupant("anna");
    assert!(
        matches!(told[..], [Sentence::TransferReturned { why, reason, .. }] if why == "declined" && reason == "lunch")
    );
    assert!(seen.to_patron().is_empty());
    assert_eq!(seen.chronicled(), [What::TransferReturned]);
    let noted = |effect: &Effect| matches!(effect, Effect::Record(record) if format!("{record:?}").contains("lunch"));
    assert!(!seen.has(noted));
    assert_eq!(play.holder(1).as_deref(), Some("anna"));
    assert_eq!(play.joins("bo", 1).refusal(), Some(&Refusal::TakenBy { name: "Anna (Lund)".into() }));
}

#[test]
fn silence_returns_it_after_a_minute() {
    let mut play = asked();
    assert!(play.passes(59).why_returned("anna").is_none());
    assert_eq!(play.passes(1).why_returned("anna").as_deref(), Some("silent"));
    assert_eq!(play.holder(1).as_deref(), Some("anna"));
    assert!(!play.joins("bo", 1).admitted());
}

#[test]
fn going_off_duty_or_not_to_be_disturbed_returns_it_at_once() {
    let mut play = asked();
    assert_eq!(play.goes_off_duty("bo").why_returned("anna").as_deref(), Some("off-duty"));
    let mut play = asked();
    assert_eq!(play.shows("bo", Show::Dnd).why_returned("anna").as_deref(), Some("dnd"));
    let mut play = asked();
    assert_eq!(play.shows("bo", Show::Away).why_returned("anna"), None);
}

#[test]
fn whoever_cannot_take_it_is_not_asked_and_the_sender_is_told_why() {
    let refused = |play: &mut Play, text: &str| match play.commands("anna", Place::Session(1), text).reply() {
        [Sentence::TransferNotTo { why, .. }] => why.clone(),
        other => panic!("{other:?}"),
    };
    let mut play = Play::held();
    assert_eq!(refused(&mut play, "!transfer Bo"), "off-duty");
    play.shows("bo", Show::Dnd);
    assert_eq!(refused(&mut play, "!transfer Bo"), "dnd");
    play.staff(&["chen"]);
    assert_eq!(refused(&mut play, "!transfer Chen"), "language");
    assert_eq!(refused(&mut play, "!transfer Anna"), "holder");
    assert_eq!(refused(&mut play, "!transfer dora@localhost"), "patron");
    let mut play = Play::with(|inventory, _| {
        inventory.operators.get_mut(&person("bo")).expect("bo").sessions = 0;
    });
    play.staff(&["anna", "bo"]);
    play.writes("dora", "Hej!");
    play.joins("anna", 1);
    assert_eq!(refused(&mut play, "!transfer Bo"), "limit");
    assert!(!play.transfers());
}

#[test]
fn an_invitation_to_who_cannot_take_it_is_refused() {
    let mut play = Play::held();
    let seen = play.hands("anna", Recipient::Person(person("bo")));
    assert!(matches!(seen.refusal(), Some(Refusal::NotHandedOn(_))));
    assert!(seen.invited().is_empty());
}

#[test]
fn only_the_holder_or_a_coordinator_hands_on() {
    let mut play = held();
    let seen = play.commands("bo", Place::Session(1), "!transfer Bo");
    assert!(matches!(seen.reply(), [Sentence::TransferNotYours { name }] if name == "Anna (Lund)"));
    assert!(matches!(play.hands("bo", Recipient::Person(person("bo"))).refusal(), Some(Refusal::NotHandedOn(_))));
}

#[test]
fn a_coordinator_hands_on_what_another_holds_and_she_is_told() {
    let mut play = coordinator("chen");
    play.writes("dora", "Hej!");
    play.joins("anna", 1);
    let token = play.token(1);
    let seen = play.commands("chen", Place::Hub, &format!("!transfer {token} to Bo"));
    assert_eq!(keys(seen.to_occupant("anna")), ["transfer-of-yours"]);
    assert_eq!(play.holder(1).as_deref(), Some("anna"));
    play.joins("bo", 1);
    assert_eq!(play.holder(1).as_deref(), Some("bo"));
}

#[test]
fn a_coordinator_hands_on_what_waits_and_it_is_in_the_queue_again_when_nobody_comes() {
    let mut play = coordinator("chen");
    play.writes("dora", "Hej!");
    let token = play.token(1);
    assert_eq!(play.commands("bo", Place::Hub, &format!("!transfer {token} to Bo")).reply().len(), 1);
    assert!(!play.transfers());
    let seen = play.commands("chen", Place::Hub, &format!("!transfer {token} to Bo"));
    assert_eq!(seen.invited(), pairs(&[("bo", 1)]));
    assert!(matches!(play.state(1), Some(State::Waiting)));
    assert_eq!(play.joins("anna", 1).refusal(), Some(&Refusal::NotOffered));
    let seen = play.declines("bo", 1);
    assert_eq!(seen.why_returned("chen").as_deref(), Some("declined"));
    assert_eq!(seen.invited(), pairs(&[("anna", 1)]));
    play.commands("chen", Place::Hub, &format!("!transfer {token} to Bo"));
    let seen = play.joins("bo", 1);
    assert_eq!(seen.to_patron(), ["patron-answered-by"]);
    assert_eq!(play.holder(1).as_deref(), Some("bo"));
}

#[test]
fn a_service_asks_its_best_and_then_the_next_until_nobody_is_left() {
    let mut play = Play::with(|inventory, _| {
        let chen = inventory.operators.get_mut(&person("chen")).expect("chen");
        chen.learn(crate::desk::inventory::Competence::new("language", "sv", Some(language::Level::B2)));
    });
    play.staff(&["anna", "bo", "chen"]);
    play.writes("dora", "Hej! juridik");
    play.joins("anna", 1);
    if play.holder(1).as_deref() != Some("anna") {
        play.declines("bo", 1);
        play.joins("anna", 1);
    }
    let seen = play.commands("anna", Place::Session(1), "!transfer ask");
    assert_eq!(seen.invited(), pairs(&[("bo", 1)]));
    assert!(play.passes(19).invited().is_empty());
    let seen = play.passes(1);
    assert_eq!(seen.invited(), pairs(&[("chen", 1)]));
    assert!(matches!(seen.to_occupant("anna")[..], [Sentence::TransferPassed { why, .. }] if why == "silent"));
    let seen = play.declines("chen", 1);
    assert_eq!(seen.why_returned("anna").as_deref(), Some("nobody"));
    assert_eq!(play.holder(1).as_deref(), Some("anna"));
}

#[test]
fn a_service_or_a_query_with_nobody_is_answered_at_once() {
    let mut play = Play::held();
    for text in ["!transfer ask-law", "!transfer lang:sv"] {
        let seen = play.commands("anna", Place::Session(1), text);
        assert!(matches!(seen.reply(), [Sentence::TransferNobody { .. }]), "{text}: {:?}", seen.reply());
        assert!(!play.transfers());
    }
}

#[test]
fn a_query_asks_who_matches_best() {
    for text in ["!transfer subject:law he has a deed", "!transfer juridik"] {
        let mut play = held();
        let seen = play.commands("anna", Place::Session(1), text);
        assert_eq!(seen.invited(), pairs(&[("bo", 1)]), "{text}");
    }
}

#[test]
fn unknown_and_ambiguous_names_are_answered_with_what_comes_near() {
    let mut play = held();
    let seen = play.commands("anna", Place::Session(1), "!transfer Chenn");
    assert!(matches!(seen.reply(), [Sentence::TransferWhom { nearest, several: 0, .. }] if nearest == "Chen"));
    let mut play = Play::with(|inventory, _| {
        inventory.operators.get_mut(&person("chen")).expect("chen").name = "Bo".into();
    });
    play.staff(&["anna"]);
    play.writes("dora", "Hej!");
    play.joins("anna", 1);
    let seen = play.commands("anna", Place::Session(1), "!transfer Bo please");
    let [Sentence::TransferWhom { nearest, several: 2, .. }] = seen.reply() else { panic!("{:?}", seen.reply()) };
    assert_eq!(nearest, "bo@localhost, chen@localhost");
}

#[test]
fn a_second_transfer_is_refused_while_one_is_open_and_the_first_can_be_taken_back() {
    for cancel in ["!transfer cancel", "!take"] {
        let mut play = asked();
        let seen = play.commands("anna", Place::Session(1), "!transfer Chen");
        assert!(matches!(seen.reply(), [Sentence::TransferUnderWay { .. }]));
        let text = if cancel == "!take" { format!("!take {}", play.token(1)) } else { cancel.to_owned() };
        let seen = play.commands("anna", Place::Session(1), &text);
        assert!(matches!(seen.reply(), [Sentence::TransferCancelled { .. }]), "{:?}", seen.reply());
        assert!(!play.transfers());
        assert!(!play.joins("bo", 1).admitted());
    }
}

#[test]
fn the_form_shows_candidates_with_their_reasons_and_services() {
    let mut play = held();
    let seen = play.commands("anna", Place::Session(1), "!transfer");
    let form = seen.0.iter().find_map(|effect| match effect {
        Effect::Ask { form, .. } => Some(form),
        _ => None,
    });
    let form = form.expect("a form");
    let form::FieldKind::Choice(choices) = &form.fields[1].kind else { panic!("{form:?}") };
    let values: Vec<&str> = choices.iter().map(|choice| choice.value.as_str()).collect();
    assert_eq!(values, ["bo@localhost", "ask", "ask-law"]);
    let mut given = form::Given { by_form: true, ..form::Given::default() };
    for (name, value) in [("session", play.token(1).as_str()), ("to", "bo@localhost"), ("note", "a deed")] {
        given.add(name, value);
    }
    let command = Command::Transfer { given };
    let seen = play.does(Event::Commanded { by: client("anna"), place: Place::Session(1), command });
    assert_eq!(seen.invited(), pairs(&[("bo", 1)]));
    assert_eq!(play.desk.session(1).and_then(|one| one.transfer.as_ref()).map(|one| one.note.as_str()), Some("a deed"));
}

#[test]
fn a_sender_who_leaves_or_vanishes_leaves_it_to_whoever_comes_first() {
    for on_duty in [true, false] {
        let mut play = asked();
        play.says("anna", 1, "Hej");
        play.leaves("anna", 1);
        if !on_duty {
            play.goes_off_duty("anna");
        }
        play.passes(if on_duty { 30 } else { 60 });
        assert!(play.desk.session(1).is_some(), "it was closed");
        if on_duty {
            assert!(play.joins("bo", 1).admitted());
            assert_eq!(play.holder(1).as_deref(), Some("bo"));
        }
    }
}

#[test]
fn closing_during_a_transfer_ends_it() {
    let mut play = asked();
    assert!(play.commands("anna", Place::Session(1), "!close").closed().is_some());
    assert_eq!(play.joins("bo", 1).refusal(), Some(&Refusal::SessionClosed));
    assert_eq!(play.desk.occupied(&person("bo")), 0);
}

#[test]
fn a_patron_who_leaves_during_a_transfer_leaves_as_else() {
    let mut play = asked();
    play.goes("dora");
    let seen = play.joins("bo", 1);
    assert!(seen.admitted() && seen.to_room().contains(&"operator-patron-away"));
    assert_eq!(play.holder(1).as_deref(), Some("bo"));
}

#[test]
fn a_restart_in_the_middle_keeps_it_and_its_limits() {
    let mut play = asked();
    play.passes(30);
    play.restarts();
    assert_eq!(play.holder(1).as_deref(), Some("anna"));
    assert!(play.passes(29).why_returned("anna").is_none());
    assert_eq!(play.passes(1).why_returned("anna").as_deref(), Some("silent"));
    let mut play = asked();
    play.restarts();
    assert!(play.joins("bo", 1).admitted());
    let mut play = consulted();
    play.restarts();
    assert!(play.says("bo", 1, "Hej").said_to_patron());
}

#[test]
fn while_nobody_can_be_heard_nobody_is_silent() {
    let mut play = asked();
    play.passes(30);
    play.now = play.now + Duration::from_secs(600);
    play.desk.stood_still(play.now, Duration::from_secs(600));
    assert!(play.passes(29).why_returned("anna").is_none());
    assert_eq!(play.passes(1).why_returned("anna").as_deref(), Some("silent"));
}

#[test]
fn being_asked_counts_against_the_limit_as_an_offer_does() {
    let mut play = asked();
    assert_eq!(play.desk.occupied(&person("bo")), 1);
    play.declines("bo", 1);
    assert_eq!(play.desk.occupied(&person("bo")), 0);
}
