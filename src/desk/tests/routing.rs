//! Routing as people meet it: widening to the consortium, candidates, picking by hand, why, and a corrected need.

use super::super::inventory::Consortium;
use super::super::record::Unmet;
use super::*;

/// `ask` and `ask-law` belong to one consortium, as does Lund; Bo works for `ask-law` alone and Chen speaks Swedish too.
fn nordic() -> Play {
    let mut play = Play::with(|inventory, _| {
        let nordic = Consortium { id: "nordic".into(), name: "Nordic".into() };
        inventory.consortia.insert(nordic.id.clone(), nordic);
        inventory.services.values_mut().for_each(|service| service.consortium = Some("nordic".into()));
        let bo = inventory.operators.get_mut(&person("bo")).expect("bo");
        bo.services.remove(&ask());
    });
    play.does(Event::DutyClient { service: law(), client: client("bo"), show: Show::Available });
    play
}

fn law() -> ServiceId {
    sample::service("ask-law")
}

fn keys_of(seen: &Seen) -> Vec<&'static str> {
    seen.reply().iter().map(Sentence::key).collect()
}

#[test]
fn where_nobody_of_the_service_fits_its_consortium_is_asked_at_once_and_the_staff_is_told() {
    let mut play = nordic();
    let seen = play.writes("dora", "Hej!");
    assert_eq!(seen.invited(), pairs(&[("bo", 1)]));
    assert_eq!(seen.chronicled(), [What::Opened, What::Widened, What::Offered]);
    assert!(seen.to_staff().contains(&"staff-widened"));
    assert!(play.joins("bo", 1).admitted());
    assert_eq!(play.holder(1).as_deref(), Some("bo"));
}

#[test]
fn the_consortium_is_asked_after_its_time_when_the_services_own_let_it_pass() {
    let mut play = nordic();
    play.staff(&["anna"]);
    assert_eq!(play.writes("dora", "Hej!").invited(), pairs(&[("anna", 1)]));
    assert!(play.passes(119).invited().iter().all(|(name, _)| name == "anna"));
    assert_eq!(play.passes(2).invited(), pairs(&[("bo", 1)]));
    assert_eq!(play.desk.session(1).and_then(|session| session.widened), Some(crate::desk::routing::Step::Consortium));
}

#[test]
fn a_holder_of_the_consortium_keeps_her_session_when_staff_changes_and_a_stranger_does_not() {
    let mut play = nordic();
    play.writes("dora", "Hej!");
    play.joins("bo", 1);
    play.does(Event::InventoryChanged(Box::new(play.desk.inventory.clone())));
    assert_eq!(play.holder(1).as_deref(), Some("bo"));
    let mut inventory = play.desk.inventory.clone();
    inventory.services.get_mut(&ask()).expect("ask").consortium = None;
    play.does(Event::InventoryChanged(Box::new(inventory)));
    assert_eq!(play.holder(1), None);
}

#[test]
fn one_of_the_consortium_who_goes_off_duty_is_not_waited_for_and_one_who_comes_is_asked() {
    let mut play = nordic();
    play.writes("dora", "Hej!");
    let gone = play.does(Event::DutyClientGone { service: law(), client: client("bo") });
    assert_eq!(gone.to_patron(), ["patron-nobody-on-duty"]);
    let seen = play.does(Event::DutyClient { service: law(), client: client("bo"), show: Show::Available });
    assert_eq!(seen.invited(), pairs(&[("bo", 1)]));
    let seen = play.does(Event::DutyClient { service: law(), client: client("bo"), show: Show::Dnd });
    assert!(matches!(play.state(1), Some(State::Question { .. })), "{:?}", seen.to_patron());
}

#[test]
fn candidates_are_shown_with_their_reasons_and_the_others_with_why_not() {
    let mut play = Play::staffed(&["anna", "bo", "chen"]);
    play.writes("dora", "Hej!");
    play.declines("anna", 1);
    let seen = play.commands("anna", Place::Service(ask()), &format!("!candidates {}", play.token(1)));
    assert_eq!(keys_of(&seen), ["candidates-head", "candidate-line", "left-out-line", "left-out-line"]);
    let Sentence::CandidateLine { name, score, reasons, .. } = &seen.reply()[1] else { panic!("{:?}", seen.reply()) };
    assert_eq!((name.as_str(), *score), ("Bo (Lund)", 40), "{reasons:?}");
    let why = |sentence: &Sentence| match sentence {
        Sentence::LeftOutLine { name, why, .. } => (name.clone(), why.clone()),
        other => panic!("{other:?}"),
    };
    assert_eq!(why(&seen.reply()[2]), ("Anna".into(), "declined".into()));
    assert_eq!(why(&seen.reply()[3]), ("Chen".into(), "language".into()));
}

#[test]
fn somebody_may_be_picked_whom_the_routing_would_not_choose() {
    let mut play = Play::staffed(&["anna", "bo", "chen"]);
    play.writes("dora", "Hej!");
    let seen = play.commands("anna", Place::Service(ask()), &format!("!assign {} to Bo", play.token(1)));
    assert_eq!(seen.invited(), pairs(&[("bo", 1)]));
    assert_eq!(keys_of(&seen), ["assign-offered"]);
    assert!(!play.joins("anna", 1).admitted() && play.joins("bo", 1).admitted());
    let seen = play.commands("anna", Place::Service(ask()), &format!("!why {} bo", play.token(1)));
    assert_eq!(keys_of(&seen), ["why-assigned"]);
}

#[test]
fn one_who_shares_no_language_may_be_picked_and_that_is_said() {
    let mut play = Play::staffed(&["anna", "chen"]);
    play.writes("dora", "Hej!");
    let seen = play.commands("anna", Place::Service(ask()), &format!("!assign {} chen@localhost", play.token(1)));
    assert_eq!(seen.invited(), pairs(&[("chen", 1)]));
    assert_eq!(keys_of(&seen), ["assign-offered", "assign-no-language"]);
}

#[test]
fn one_who_is_off_duty_disturbed_at_her_limit_or_unknown_is_not_picked() {
    let mut play = Play::staffed(&["anna"]);
    for patron in ["x", "y", "z"] {
        play.writes(patron, "Hej!");
    }
    let mut refused = |whom: &str| {
        let seen = play.commands("anna", Place::Service(ask()), &format!("!assign {} to {whom}", play.token(3)));
        match seen.reply() {
            [Sentence::AssignNotAvailable { why, .. }] => why.clone(),
            [Sentence::AssignWhom { nearest, .. }] => format!("whom? {nearest}"),
            other => panic!("{other:?}"),
        }
    };
    assert_eq!(
        [refused("Anna"), refused("Bo"), refused("Annna"), refused("xyzzy")],
        ["limit", "off-duty", "whom? Anna", "whom? "]
    );
    play.shows("chen", Show::Dnd);
    let seen = play.commands("anna", Place::Service(ask()), &format!("!assign {} chen", play.token(3)));
    assert!(matches!(seen.reply(), [Sentence::AssignNotAvailable { why, .. }] if why == "dnd"));
}

#[test]
fn why_somebody_was_chosen_is_told_after_the_close_and_after_a_restart() {
    let mut play = Play::staffed(&["anna", "bo"]);
    play.writes("dora", "Hej!");
    play.declines("anna", 1);
    play.joins("bo", 1);
    let asks = |play: &mut Play| {
        let token = play.token(1);
        play.commands("anna", Place::Hub, &format!("!why {token}"))
    };
    let open = asks(&mut play);
    let outcomes = open.reply().iter().map(|sentence| match sentence {
        Sentence::WhyChosen { name, outcome, others, .. } => format!("{name} {outcome} {others}"),
        other => panic!("{other:?}"),
    });
    assert_eq!(outcomes.collect::<Vec<_>>(), ["Anna declined Bo -25", "Bo taken "]);
    play.restarts();
    assert_eq!(asks(&mut play).reply(), open.reply());
    play.commands("bo", Place::Session(1), "!close");
    assert_eq!(asks(&mut play).reply(), open.reply());
}

#[test]
fn only_those_of_the_service_and_coordinators_are_told_why() {
    let mut play = Play::staffed(&["bo"]);
    play.writes("dora", "Hej!");
    let mut inventory = play.desk.inventory.clone();
    let chen = inventory.operators.get_mut(&person("chen")).expect("chen");
    chen.services.clear();
    play.does(Event::InventoryChanged(Box::new(inventory.clone())));
    let command = format!("!why {}", play.token(1));
    assert_eq!(keys_of(&play.commands("chen", Place::Hub, &command)), ["refused-not-an-operator"]);
    inventory.operators.get_mut(&person("chen")).expect("chen").role = crate::desk::inventory::Role::Coordinator;
    play.does(Event::InventoryChanged(Box::new(inventory)));
    assert_eq!(keys_of(&play.commands("chen", Place::Hub, &command)), ["why-chosen"]);
}

#[test]
fn a_corrected_need_is_shown_with_where_each_part_is_from_and_stays() {
    let mut play = Play::held();
    let seen = play.commands("anna", Place::Session(1), "!need lang:en,sv subject:juridik culture:sápmi library:Malmö");
    assert_eq!(keys_of(&seen), ["need-changed", "need-line", "need-line", "need-line", "need-line", "need-line"]);
    let need = &play.desk.session(1).expect("the session").need;
    assert_eq!(need.languages().iter().map(ToString::to_string).collect::<Vec<_>>(), ["en", "sv"]);
    assert_eq!((need.subjects[0].value.as_str(), need.subjects[0].source), ("ykl:33", need::Source::Corrected));
    assert_eq!(need.library.as_ref().map(|library| library.value.as_str()), Some("malmo"));
    assert_eq!(play.holder(1).as_deref(), Some("anna"));
    assert!(seen.has(|effect| matches!(effect, Effect::SessionSubject { .. })));
}

#[test]
fn a_word_or_key_that_nothing_has_is_answered_with_the_nearest() {
    let mut play = Play::held();
    let mut says = |text: &str| match play.commands("anna", Place::Session(1), text).reply() {
        [Sentence::NeedUnknownWord { word, nearest, .. }] => format!("{word}: {nearest}"),
        [Sentence::NeedUnknownKey { key, nearest }] => format!("{key}? {nearest}"),
        other => panic!("{other:?}"),
    };
    assert_eq!(says("!need subject:jurdik"), "jurdik: juridik");
    assert_eq!(says("!need subjct:juridik"), "subjct? subject");
    assert_eq!(says("!need lang:zzzzzzzzzz"), "zzzzzzzzzz: ");
    assert_eq!(play.desk.session(1).expect("the session").need.corrected.len(), 0);
}

#[test]
fn a_held_session_routed_anew_goes_to_whom_it_then_fits_and_the_patron_is_told_once() {
    let mut play = Play::held();
    play.staff(&["chen"]);
    let seen = play.commands("anna", Place::Session(1), "!need lang:zh route");
    assert_eq!(seen.invited(), pairs(&[("chen", 1)]));
    assert_eq!(seen.to_patron(), ["patron-passed-on"]);
    assert!(seen.has(|effect| matches!(effect, Effect::PutOut { .. })));
    assert_eq!(play.joins("chen", 1).to_patron(), ["patron-answered-by-another"]);
}

#[test]
fn a_held_session_that_nobody_else_could_take_stays_where_it_is() {
    let mut play = Play::held();
    let seen = play.commands("anna", Place::Session(1), "!need lang:zh route");
    assert_eq!(keys_of(&seen), ["need-nobody-else"]);
    assert_eq!(play.holder(1).as_deref(), Some("anna"));
    assert_eq!(play.desk.session(1).expect("the session").need.languages()[0].as_str(), "sv");
}

#[test]
fn a_colleague_cannot_take_a_session_from_its_holder_by_routing_it() {
    let mut play = Play::held();
    play.staff(&["bo"]);
    let command = format!("!need {} route", play.token(1));
    assert_eq!(keys_of(&play.commands("bo", Place::Hub, &command)), ["need-not-yours"]);
}

#[test]
fn an_offered_session_routed_anew_is_offered_by_the_new_need() {
    let mut play = Play::staffed(&["anna", "chen"]);
    assert_eq!(play.writes("dora", "Hej!").invited(), pairs(&[("anna", 1)]));
    let command = format!("!need {} lang:zh route", play.token(1));
    assert_eq!(play.commands("anna", Place::Service(ask()), &command).invited(), pairs(&[("chen", 1)]));
    assert!(!play.joins("anna", 1).admitted());
}

#[test]
fn what_a_session_asked_for_and_nobody_had_is_counted_once() {
    let mut play = Play::staffed(&["anna"]);
    let unmet = |seen: &Seen| -> Vec<(String, bool)> {
        let unmet = seen.0.iter().filter_map(|effect| match effect {
            Effect::Record(Record::Unmet(Unmet { value, known, .. })) => Some((value.clone(), *known)),
            _ => None,
        });
        unmet.collect()
    };
    assert_eq!(unmet(&play.writes("dora", "Hei!")), [("fi".to_owned(), false)]);
    assert_eq!(unmet(&play.writes("emil", "你好")), [("zh".to_owned(), true)]);
    play.comes_on_duty("chen");
    assert!(unmet(&play.goes_off_duty("chen")).is_empty());
    assert!(unmet(&play.writes("dora", "Hei taas")).is_empty());
}

#[test]
fn a_service_that_only_its_consortium_can_answer_for_is_open_and_is_shown_so_when_that_changes() {
    let mut play = nordic();
    let opening = play.desk.opening(&ask());
    assert_eq!((opening.open, opening.on_duty), (true, 0));
    let changed = |seen: &Seen| seen.has(|effect| *effect == Effect::ServiceChanged(ask()));
    let shows = |show| Event::DutyClient { service: law(), client: client("bo"), show };
    assert!(changed(&play.does(shows(Show::Dnd))));
    assert!(!play.desk.opening(&ask()).open);
    assert!(changed(&play.does(shows(Show::Available))));
    assert!(play.desk.opening(&ask()).open);
    // What she could do for others without a consortium is nothing.
    let mut inventory = play.desk.inventory().clone();
    inventory.services.values_mut().for_each(|service| service.consortium = None);
    play.does(Event::InventoryChanged(Box::new(inventory)));
    assert!(!play.desk.opening(&ask()).open);
}

#[test]
fn languages_are_told_by_name_where_subjects_are() {
    let mut play = Play::staffed(&["anna"]);
    play.writes("dora", "Hej!");
    let token = play.token(1);
    let seen = play.commands("anna", Place::Service(ask()), &format!("!candidates {token}"));
    let [Sentence::CandidatesHead { language, .. }, Sentence::CandidateLine { reasons, .. }, ..] = seen.reply() else {
        panic!("candidates")
    };
    assert_eq!(language, "Swedish");
    assert!(matches!(&reasons.0[0], Sentence::RoutingPart { name, .. } if name == "Swedish"), "{reasons:?}");
    let seen = play.commands("anna", Place::Service(ask()), &format!("!need {token}"));
    assert!(matches!(&seen.reply()[1], Sentence::NeedLine { name, .. } if name == "Swedish"), "{:?}", seen.reply());
}
