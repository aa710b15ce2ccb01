//! Queue, offers, taking (DESIGN §3, §5).

use super::*;

#[test]
fn the_first_line_is_welcomed_and_offered_to_who_fits_best() {
    let mut play = Play::staffed(&["anna", "chen"]);
    let seen = play.writes("dora", "Hej! Går tåget?");
    assert_eq!(seen.to_patron(), ["patron-welcome", "patron-asking"]);
    assert_eq!(seen.invited(), pairs(&[("anna", 1)]));
    assert_eq!(seen.to_staff(), ["staff-offer"]);
    assert_eq!(seen.chronicled(), [What::Opened, What::Offered]);
    assert!(seen.has(|effect| matches!(effect, Effect::SessionSubject { .. })));
}

#[test]
fn an_offer_says_why() {
    let mut play = Play::staffed(&["bo"]);
    play.passes(120);
    let seen = play.writes("dora", "Hej! En fråga om juridik");
    let Some(Effect::Invite { reason, .. }) = seen.0.iter().find(|effect| matches!(effect, Effect::Invite { .. }))
    else {
        panic!("no invitation")
    };
    let Sentence::OfferReason { language, level, subjects, held, limit, idle, question, .. } = reason else { panic!() };
    assert_eq!((language.as_str(), level.as_str(), subjects.as_str()), ("sv", "native", "law"));
    assert_eq!((*held, *limit, idle.seconds), (0, 2, 121));
    assert_eq!(question, "Hej! En fråga om juridik");
}

#[test]
fn the_first_to_join_holds_and_the_patron_and_the_colleagues_are_told_by_whom() {
    let mut play = Play::staffed(&["anna", "bo"]);
    play.writes("dora", "Hej!");
    let seen = play.joins("anna", 1);
    assert!(seen.admitted());
    assert_eq!(seen.to_patron(), ["patron-answered-by"]);
    assert_eq!(seen.to_room(), ["session-header"]);
    // To her alone: the room keeps what is said in it, for whoever holds the session after her.
    assert_eq!(keys(seen.to_occupant("anna")), ["operator-chosen", "operator-holds"]);
    assert_eq!(seen.to_staff(), ["staff-taken"]);
    assert_eq!(play.holder(1).as_deref(), Some("anna"));
}

#[test]
fn who_comes_second_is_told_by_whom_it_was_taken() {
    let mut play = Play::with(|inventory, _| {
        inventory.services.get_mut(&ask()).expect("ask").offer_to = OfferTo::All;
    });
    play.staff(&["anna", "bo", "chen"]);
    let seen = play.writes("dora", "Hello!");
    assert_eq!(seen.invited().len(), 3);
    play.joins("bo", 1);
    let seen = play.joins("anna", 1);
    assert_eq!(seen.refusal(), Some(&Refusal::TakenBy { name: "Bo (Lund)".into() }));
    assert!(!seen.admitted());
    assert_eq!(play.holder(1).as_deref(), Some("bo"));
}

#[test]
fn a_service_may_ask_the_best_two_at_once() {
    let mut play = Play::with(|inventory, _| {
        inventory.services.get_mut(&ask()).expect("ask").offer_to = OfferTo::Best(2);
    });
    play.staff(&["anna", "bo", "chen"]);
    assert_eq!(play.writes("dora", "Hello!").invited().len(), 2);
}

#[test]
fn an_unanswered_offer_passes_to_the_next_operator_after_twenty_seconds() {
    let mut play = Play::staffed(&["anna", "bo"]);
    play.writes("dora", "Hej!");
    assert!(play.passes(19).invited().is_empty());
    let seen = play.passes(1);
    assert_eq!(seen.invited(), pairs(&[("bo", 1)]));
    assert_eq!(seen.chronicled(), [What::Lapsed, What::Offered]);
    assert!(seen.to_patron().is_empty());
}

#[test]
fn a_late_click_takes_nothing() {
    let mut play = Play::staffed(&["anna", "bo"]);
    play.writes("dora", "Hej!");
    play.passes(20);
    assert_eq!(play.joins("anna", 1).refusal(), Some(&Refusal::NotOffered));
    assert_eq!(play.holder(1), None);
}

#[test]
fn who_was_silent_is_asked_again_after_a_minute_and_who_declined_never() {
    let mut play = Play::staffed(&["anna"]);
    play.writes("dora", "Hej!");
    play.passes(20);
    assert!(play.passes(59).invited().is_empty());
    assert_eq!(play.passes(1).invited(), pairs(&[("anna", 1)]));
    play.declines("anna", 1);
    assert!(play.passes(150).invited().is_empty());
}

#[test]
fn a_declined_offer_passes_on_at_once() {
    let mut play = Play::staffed(&["anna", "bo"]);
    play.writes("dora", "Hej!");
    let seen = play.declines("anna", 1);
    assert_eq!(seen.invited(), pairs(&[("bo", 1)]));
    assert_eq!(seen.chronicled(), [What::Declined, What::Offered]);
    assert_eq!(play.joins("anna", 1).refusal(), Some(&Refusal::NotOffered));
}

#[test]
fn what_an_operator_gives_as_her_reason_to_decline_is_not_kept() {
    let mut play = Play::staffed(&["anna", "bo"]);
    play.writes("dora", "Hej!");
    let seen = play.commands("anna", Place::Service(ask()), "!decline the patron is my neighbour");
    assert_eq!(seen.chronicled().first(), Some(&What::Declined));
    assert!(!seen.has(|effect| format!("{effect:?}").contains("neighbour")));
}

#[test]
fn a_decline_of_what_was_not_offered_changes_nothing() {
    let mut play = Play::staffed(&["anna", "bo"]);
    play.writes("dora", "Hej!");
    assert!(play.declines("bo", 1).is_nothing());
    assert!(play.declines("anna", 7).is_nothing());
}

#[test]
fn who_is_being_offered_one_session_is_not_first_for_the_next() {
    let mut play = Play::staffed(&["anna", "bo"]);
    assert_eq!(play.writes("dora", "Hej!").invited(), pairs(&[("anna", 1)]));
    assert_eq!(play.writes("emil", "Hej!").invited(), pairs(&[("bo", 2)]));
}

#[test]
fn nobody_is_offered_more_sessions_than_her_limit_over_all_services() {
    let mut play = Play::staffed(&["bo"]);
    play.does(Event::DutyClient { service: sample::service("ask-law"), client: client("bo"), show: Show::Available });
    play.writes("dora", "Hej!");
    play.joins("bo", 1);
    play.writes_to("ask-law", Via::Chat, "emil", "Hej!");
    play.joins("bo", 2);
    let seen = play.writes("fia", "Hej!");
    assert_eq!(seen.to_patron(), ["patron-welcome", "patron-waits"]);
    assert!(seen.invited().is_empty());
    let seen = play.commands("bo", Place::Session(2), "!close");
    assert_eq!(seen.invited(), pairs(&[("bo", 3)]));
}

#[test]
fn an_offer_taken_by_another_makes_room_for_the_next_patron() {
    let mut play = Play::with(|inventory, _| {
        inventory.services.get_mut(&ask()).expect("ask").offer_to = OfferTo::All;
        inventory.operators.values_mut().for_each(|operator| operator.sessions = 1);
    });
    play.staff(&["anna", "bo"]);
    play.writes("dora", "Hej!");
    assert!(play.writes("emil", "Hej!").invited().is_empty());
    assert_eq!(play.joins("anna", 1).invited(), pairs(&[("bo", 2)]));
}

#[test]
fn those_who_wait_are_told_how_many_are_before_them_and_are_served_in_their_order() {
    let mut play = Play::with(|inventory, _| {
        inventory.operators.values_mut().for_each(|operator| operator.sessions = 1);
    });
    play.staff(&["anna"]);
    play.writes("dora", "Hej!");
    play.joins("anna", 1);
    for (patron, before) in [("emil", 0), ("fia", 1)] {
        play.passes(1);
        let seen = play.writes(patron, "Hej!");
        assert_eq!(seen.told(|to| matches!(to, Hearer::Patron { .. }))[1], &Sentence::PatronWaits { ahead: before });
    }
    assert_eq!(play.commands("anna", Place::Hub, "!close").invited(), pairs(&[("anna", 2)]));
}

#[test]
fn the_own_library_alone_is_asked_first_for_as_long_as_the_limit_says() {
    for (own_library, second) in [(60, "bo"), (20, "chen")] {
        let mut play = Play::with(|inventory, limits| {
            inventory.services.get_mut(&ask()).expect("ask").library = Some("lund".into());
            inventory.operators.get_mut(&person("chen")).expect("chen").forget("language", "zh");
            limits.own_library = Duration::from_secs(own_library);
        });
        play.staff(&["anna", "bo", "chen"]);
        assert_eq!(play.writes("dora", "Hello!").invited(), pairs(&[("anna", 1)]));
        assert_eq!(play.passes(20).invited(), pairs(&[(second, 1)]));
    }
}

#[test]
fn when_all_of_the_own_library_have_passed_others_are_asked_at_once() {
    let mut play = Play::with(|inventory, _| {
        inventory.services.get_mut(&ask()).expect("ask").library = Some("malmo".into());
    });
    play.staff(&["anna", "chen"]);
    assert_eq!(play.writes("dora", "Hello!").invited(), pairs(&[("chen", 1)]));
    assert_eq!(play.declines("chen", 1).invited(), pairs(&[("anna", 1)]));
}

#[test]
fn without_anybody_there_from_the_own_library_others_are_asked_at_once() {
    let mut play = Play::with(|inventory, _| {
        inventory.services.get_mut(&ask()).expect("ask").library = Some("malmo".into());
    });
    play.staff(&["anna"]);
    assert_eq!(play.writes("dora", "Hello!").invited(), pairs(&[("anna", 1)]));
}

#[test]
fn nobody_is_offered_her_own_question() {
    let mut play = Play::staffed(&["anna", "bo"]);
    assert_eq!(play.writes("anna/phone", "Hej!").invited(), pairs(&[("bo", 1)]));
}

#[test]
fn a_gone_patrons_session_is_offered_to_nobody_until_he_is_back() {
    let mut play = Play::staffed(&["anna", "bo"]);
    play.writes("dora", "Hej!");
    play.goes("dora");
    assert!(play.passes(20).invited().is_empty());
    assert!(play.comes_on_duty("chen").invited().is_empty());
    let seen = play.comes("dora");
    assert_eq!(seen.invited(), pairs(&[("bo", 1)]));
    assert!(seen.to_patron().is_empty());
}

#[test]
fn more_words_of_a_waiting_patron_change_what_is_looked_for() {
    let mut play = Play::staffed(&["chen", "anna"]);
    play.writes("dora", "Är det någon där?");
    assert_eq!(play.desk.session(1).map(|session| session.need.languages().len()), Some(1));
    play.writes("dora", "Hello, is anybody there?");
    let languages = play.desk.session(1).expect("open").need.languages();
    assert_eq!(languages, [sample::language("en")]);
}

#[test]
fn a_restart_in_mid_offer_keeps_the_offer_and_its_limit() {
    let mut play = Play::staffed(&["anna", "bo"]);
    play.writes("dora", "Hej!");
    play.passes(10);
    play.restarts();
    assert!(play.passes(9).is_nothing());
    assert_eq!(play.passes(1).invited(), pairs(&[("bo", 1)]));
    assert!(play.joins("bo", 1).admitted());
}
