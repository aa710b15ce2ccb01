//! On duty and off: by the staff room, by command, by what a client shows (DESIGN §2).

use super::*;
use crate::desk::record::DutyClient;

fn duty_records(seen: &Seen) -> Vec<bool> {
    let on = seen.0.iter().filter_map(|effect| match effect {
        Effect::Record(Record::Duty { on, .. }) => Some(*on),
        _ => None,
    });
    on.collect()
}

#[test]
fn joining_the_staff_room_is_going_on_duty_and_the_last_client_to_go_ends_it() {
    let mut play = Play::new();
    assert_eq!(duty_records(&play.comes_on_duty("anna")), [true]);
    assert!(duty_records(&play.comes_on_duty("anna/phone")).is_empty());
    assert!(duty_records(&play.goes_off_duty("anna")).is_empty());
    assert_eq!(play.desk.opening(&ask()).on_duty, 1);
    assert_eq!(duty_records(&play.goes_off_duty("anna/phone")), [false]);
    assert!(!play.desk.opening(&ask()).open);
}

#[test]
fn who_does_not_belong_to_the_service_is_no_operator_there() {
    let mut play = Play::new();
    assert_eq!(play.comes_on_duty("dora").refusal(), Some(&Refusal::NotAnOperator));
    let law = Event::DutyClient { service: sample::service("ask-law"), client: client("anna"), show: Show::Available };
    assert_eq!(play.does(law).refusal(), Some(&Refusal::NotAnOperator));
}

#[test]
fn away_is_asked_when_nobody_nearer_is_free_and_dnd_never() {
    let mut play = Play::staffed(&["anna", "bo"]);
    play.shows("anna", Show::Away);
    assert_eq!(play.writes("dora", "Hej!").invited(), pairs(&[("bo", 1)]));
    play.shows("bo", Show::Dnd);
    assert_eq!(play.writes("emil", "Hej!").invited(), pairs(&[("anna", 2)]));
}

#[test]
fn one_who_becomes_busy_gives_back_what_she_is_being_offered() {
    let mut play = Play::staffed(&["anna", "bo"]);
    play.writes("dora", "Hej!");
    assert_eq!(play.shows("anna", Show::Dnd).invited(), pairs(&[("bo", 1)]));
    assert_eq!(play.goes_off_duty("bo").to_patron(), ["patron-nobody-on-duty"]);
}

#[test]
fn one_who_becomes_busy_keeps_what_she_holds() {
    let mut play = Play::held();
    play.shows("anna", Show::Dnd);
    play.passes(30);
    assert_eq!(play.holder(1).as_deref(), Some("anna"));
}

#[test]
fn only_the_most_willing_clients_are_invited() {
    let mut play = Play::staffed(&["anna"]);
    play.shows("anna/phone", Show::Away);
    let seen = play.writes("dora", "Hej!");
    assert!(seen.has(|effect| matches!(effect, Effect::Invite { clients, .. } if *clients == [client("anna")])));
}

#[test]
fn off_by_command_stays_off_until_on_though_she_sits_in_the_room() {
    let mut play = Play::staffed(&["anna"]);
    let seen = play.commands("anna", Place::Service(ask()), "!off");
    assert_eq!(seen.reply(), [Sentence::NowOffDuty { service: "Ask".into() }]);
    play.shows("anna", Show::Chat);
    assert_eq!(play.writes("dora", "Hej!").to_patron(), ["patron-welcome", "patron-nobody-on-duty"]);
    let seen = play.commands("anna", Place::Service(ask()), "!on");
    assert_eq!(seen.invited(), pairs(&[("anna", 1)]));
}

#[test]
fn on_by_command_needs_no_room_and_off_ends_it() {
    let mut play = Play::new();
    play.commands("anna", Place::Hub, "!on");
    assert_eq!(play.writes("dora", "Hej!").invited(), pairs(&[("anna", 1)]));
    play.commands("anna", Place::Hub, "!off");
    assert!(!play.desk.opening(&ask()).open);
    assert!(play.desk.clients_on_duty().is_empty());
}

#[test]
fn on_at_the_hub_is_on_for_all_her_services() {
    let mut play = Play::new();
    assert_eq!(play.commands("bo", Place::Hub, "!on").reply().len(), 2);
    assert_eq!(play.desk.opening(&sample::service("ask-law")).on_duty, 1);
}

#[test]
fn duty_is_the_same_after_a_restart() {
    let mut play = Play::staffed(&["anna", "bo"]);
    play.commands("bo", Place::Service(ask()), "!off");
    play.restarts();
    assert_eq!(play.writes("dora", "Hej!").invited(), pairs(&[("anna", 1)]));
    let off = play.desk.duty.present(&ask(), &person("bo"));
    assert!(matches!(off.as_slice(), [DutyClient { off: true, .. }]));
}

#[test]
fn every_change_is_shown_to_those_who_watch_the_service() {
    let mut play = Play::new();
    let changed = |seen: &Seen| seen.has(|effect| *effect == Effect::ServiceChanged(ask()));
    assert!(changed(&play.comes_on_duty("anna")));
    assert!(changed(&play.writes("dora", "Hej!")));
    assert!(changed(&play.joins("anna", 1)));
    assert!(changed(&play.commands("anna", Place::Hub, "!close")));
    assert!(changed(&play.goes_off_duty("anna")));
}

#[test]
fn every_service_stands_for_itself() {
    let mut play = Play::held();
    play.writes("emil", "Hej!");
    play.writes_to("ask-law", Via::Chat, "frida", "Hej!");
    let standings = play.desk.standings();
    assert!(standings.keys().eq(play.desk.inventory().services.keys()));
    let here = standings[&ask()];
    assert_eq!((here.on_duty, here.waiting, here.held, here.questions), (1, 1, 1, 0));
    let law = standings[&sample::service("ask-law")];
    assert_eq!((law.on_duty, law.waiting, law.held, law.questions), (0, 0, 0, 1));
}

/// The sessions that were recorded.
fn recorded(seen: &Seen) -> Vec<i64> {
    let recorded = seen.0.iter().filter_map(|effect| match effect {
        Effect::Record(Record::Session(session)) => Some(session.number),
        _ => None,
    });
    recorded.collect()
}

#[test]
fn a_show_that_changes_nothing_for_those_who_wait_records_none_of_them() {
    let mut play = Play::staffed(&["anna", "bo"]);
    for number in 1..=20 {
        play.writes(&format!("p{number}"), "Hej!");
        for operator in ["anna", "bo"] {
            play.joins(operator, number);
        }
    }
    let waiting = play.desk.sessions().filter(|session| matches!(session.state, State::Waiting)).count();
    assert_eq!(waiting, 16);
    for show in [Show::Away, Show::Xa, Show::Away, Show::Available, Show::Available] {
        assert!(recorded(&play.shows("anna", show)).is_empty());
    }
    // Chen has no Swedish and two places for English, of which one is wanted.
    play.writes("emil", "Hello");
    assert_eq!(recorded(&play.comes_on_duty("chen")), [21]);
}

#[test]
fn when_the_last_who_could_answer_goes_those_who_wait_are_told_though_nobody_is_free() {
    let mut play = Play::staffed(&["anna", "chen"]);
    for number in 1..=3 {
        play.writes(&format!("p{number}"), "Hej!");
        play.joins("anna", number);
    }
    assert!(matches!(play.state(3), Some(State::Waiting)));
    let seen = play.goes_off_duty("anna");
    assert_eq!(seen.to_patron(), ["patron-nobody-in-language"]);
    assert!(matches!(play.state(3), Some(State::Question { .. })));
}

#[test]
fn a_client_that_shows_the_same_again_is_not_recorded_again() {
    let mut play = Play::staffed(&["anna"]);
    let again = play.comes_on_duty("anna");
    assert!(!again.has(|effect| matches!(effect, Effect::Record(Record::DutyClient(_)))));
    let away = play.shows("anna", Show::Away);
    assert!(away.has(|effect| matches!(effect, Effect::Record(Record::DutyClient(_)))));
}
