//! What other hubs ask of us: who may ask, who is sent, and what becomes of it.

use super::*;
use crate::desk::assist::{Asking, Assistance, Part, Stage};
use crate::desk::directory::{Picture, Spoken};
use crate::desk::inventory::{Datum, Link, LinkState};
use crate::desk::language::Level;
use crate::desk::sample::jid;
use crate::stanza::NeedForm;

const ROOM: &str = "ask.7k2m9q@ref.a";

fn linked(change: impl FnOnce(&mut Inventory, &mut Limits)) -> Play {
    Play::with(|inventory, limits| {
        inventory.links.insert(jid("ref.a"), sample::link("ref.a"));
        change(inventory, limits);
    })
}

fn asking(room: &str, id: &str, language: &str) -> Asking {
    let form = NeedForm { languages: vec![language.to_owned()], ..NeedForm::default() };
    Asking {
        room: jid(room),
        service: ask(),
        inviter: jid("ref.a"),
        id: Some(id.to_owned()),
        thread: Some("7k2m9q".into()),
        reason: None,
        form: Some(form),
    }
}

impl Play {
    fn is_asked(&mut self, room: &str, id: &str, language: &str) -> Seen {
        self.does(Event::AssistanceAsked(Box::new(asking(room, id, language))))
    }

    /// A service of a linked hub with somebody on duty who speaks this.
    fn is_shown(&mut self, address: &str, language: &str) {
        let language = sample::language(language);
        let spoken = Spoken { language, known: Some(Level::C1), on_duty: Some(Level::C1) };
        let picture = Picture { languages: vec![spoken], open: Some(true), ..Picture::default() };
        self.does(Event::PartnerShown { address: jid(address), picture: Box::new(picture) });
    }

    fn room_says(&mut self, who: &str, is_in: bool) -> Seen {
        let (room, service) = (jid(ROOM), ask());
        self.does(Event::AssistanceChanged { room, service, person: person(who), is_in })
    }

    fn room_passes_on(&mut self, who: &str) -> Seen {
        let (room, service) = (jid(ROOM), ask());
        self.does(Event::AssistanceRefused { room, service, person: person(who) })
    }

    fn stage(&self) -> Option<&Stage> {
        Some(&self.desk.assistance(&jid(ROOM), &ask())?.stage)
    }
}

impl Seen {
    /// Whom rooms elsewhere are told to invite.
    fn sent(&self) -> Vec<String> {
        let sent = self.0.iter().filter_map(|effect| match effect {
            Effect::SendIntoRoom { room, person, .. } => Some(format!("{person} → {room}")),
            _ => None,
        });
        sent.collect()
    }

    /// The keys of the reasons with which rooms elsewhere are told that nobody comes.
    fn turned_down(&self) -> Vec<&'static str> {
        let declined = self.0.iter().filter_map(|effect| match effect {
            Effect::DeclineAssistance { reason, .. } => Some(reason.key()),
            _ => None,
        });
        declined.collect()
    }

    fn assistance(&self) -> Option<&Assistance> {
        self.0.iter().rev().find_map(|effect| match effect {
            Effect::Record(Record::Assistance(one)) => Some(one.as_ref()),
            _ => None,
        })
    }

    fn ended(&self) -> Option<Part> {
        self.assistance().filter(|one| !one.is_open()).map(|one| one.part)
    }
}

#[test]
fn a_room_of_a_linked_hub_is_sent_the_best_operator_and_the_staff_room_is_told_why() {
    let mut play = linked(|_, _| ());
    play.staff(&["anna", "chen"]);
    let seen = play.is_asked(ROOM, "1", "zh");
    assert_eq!(seen.sent(), ["chen@localhost → ask.7k2m9q@ref.a"]);
    assert_eq!(seen.to_staff(), ["staff-assistance"]);
    assert_eq!(play.desk.occupied(&person("chen")), 1);
    let seen = play.room_says("chen", true);
    assert_eq!((seen.ended(), seen.to_staff()), (None, vec!["staff-assistance-taken"]));
    assert_eq!(play.desk.occupied(&person("chen")), 1);
    assert_eq!(play.room_says("chen", false).ended(), Some(Part::Answered));
    assert_eq!(play.desk.occupied(&person("chen")), 0);
    assert_eq!(play.desk.assistances().count(), 0);
}

#[test]
fn nothing_of_what_the_other_hub_said_is_kept_when_it_is_over() {
    let mut play = linked(|_, _| ());
    play.staff(&["anna"]);
    let mut asking = asking(ROOM, "1", "sv");
    asking.form = asking.form.map(|form| NeedForm {
        question: Some("Vem ärver?".into()),
        note: Some("brådskar".into()),
        sender: Some("Lena".into()),
        ..form
    });
    play.does(Event::AssistanceAsked(Box::new(asking)));
    let seen = play.room_says("anna", false);
    let kept = seen.assistance().expect("recorded");
    assert_eq!(kept.form, NeedForm { languages: vec!["sv".into()], ..NeedForm::default() });
}

#[test]
fn who_declines_or_is_silent_is_followed_by_the_next_and_then_it_is_declined() {
    let mut play = linked(|_, _| ());
    play.staff(&["anna", "bo", "chen"]);
    let first = play.is_asked(ROOM, "1", "en").sent();
    assert_eq!(first.len(), 1);
    let declines = first[0].split('@').next().expect("a name").to_owned();
    let second = play.room_passes_on(&declines).sent();
    assert_eq!(second.len(), 1);
    assert_ne!(first, second);
    let third = play.passes(20).sent();
    assert_eq!(third.len(), 1);
    let seen = play.passes(20);
    assert_eq!(seen.turned_down(), ["assistance-nobody"]);
    assert_eq!(seen.ended(), None);
    assert_eq!(seen.to_staff(), ["staff-assistance-declined"]);
    let seen = play.passes(60);
    assert_eq!((seen.ended(), seen.turned_down()), (Some(Part::Declined), Vec::new()));
}

#[test]
fn strangers_are_declined_and_so_is_what_the_agreement_leaves_out() {
    let mut play = linked(|inventory, _| {
        inventory.links.get_mut(&jid("ref.a")).expect("linked").ours.insert(sample::service("ask-law"));
        inventory.links.insert(jid("ref.c"), Link { state: LinkState::Paused, ..sample::link("ref.c") });
    });
    play.staff(&["anna"]);
    for (room, why) in [
        ("ask.7k@ref.stranger", "refused-not-linked"),
        ("tea@rooms.home", "refused-not-linked"),
        ("ask.7k@ref.c", "refused-link-paused"),
    ] {
        assert_eq!(play.is_asked(room, "1", "sv").turned_down(), [why], "{room}");
    }
    assert_eq!(play.is_asked(ROOM, "1", "sv").turned_down(), ["refused-not-in-agreement"]);
    assert_eq!(play.desk.assistances().count(), 0);
}

#[test]
fn one_who_had_joined_before_the_room_heard_that_she_was_given_up_is_inside_and_counts() {
    let mut play = linked(|_, limits| limits.assistances_per_hub = 1);
    play.staff(&["anna"]);
    play.is_asked(ROOM, "1", "sv");
    assert_eq!(play.passes(20).turned_down(), ["assistance-nobody"]);
    assert_eq!(play.desk.occupied(&person("anna")), 0);
    let seen = play.room_says("anna", true);
    assert_eq!((seen.ended(), seen.to_staff()), (None, vec!["staff-assistance-taken"]));
    assert_eq!(play.desk.occupied(&person("anna")), 1);
    assert_eq!(play.is_asked("ask.x@ref.a", "2", "sv").turned_down(), ["assistance-too-many"]);
    assert_eq!(play.room_says("anna", false).ended(), Some(Part::Answered));
    assert!(play.room_says("anna", true).is_nothing());
}

#[test]
fn one_who_was_given_up_and_has_not_joined_takes_nobodys_place() {
    let mut play = linked(|_, limits| limits.assistances_per_hub = 1);
    play.staff(&["anna"]);
    play.is_asked(ROOM, "1", "sv");
    play.passes(20);
    assert!(play.room_says("bo", true).is_nothing());
    assert!(play.is_asked("ask.x@ref.a", "2", "sv").turned_down().is_empty());
    // Asked anew: nobody has come of the first.
    let seen = play.is_asked(ROOM, "3", "sv");
    assert_eq!(seen.turned_down(), ["assistance-too-many"]);
}

#[test]
fn a_room_at_which_we_are_at_work_is_declined_and_the_same_stanza_twice_is_one() {
    let mut play = linked(|_, _| ());
    play.staff(&["anna", "chen"]);
    play.is_asked(ROOM, "1", "en");
    assert!(play.is_asked(ROOM, "1", "en").is_nothing());
    assert_eq!(play.is_asked(ROOM, "2", "en").turned_down(), ["assistance-at-work"]);
    assert!(matches!(play.stage(), Some(Stage::Offered { .. })));
}

#[test]
fn one_of_ours_who_is_in_the_session_may_have_another_called_in_and_both_count() {
    let mut play = linked(|_, _| ());
    play.staff(&["chen", "anna"]);
    play.is_asked(ROOM, "1", "zh");
    play.room_says("chen", true);
    let seen = play.is_asked(ROOM, "2", "en");
    assert_eq!(seen.sent(), ["anna@localhost → ask.7k2m9q@ref.a"]);
    assert_eq!([person("chen"), person("anna")].map(|who| play.desk.occupied(&who)), [1, 1]);
    play.room_says("anna", true);
    assert_eq!(play.room_says("chen", false).ended(), None);
    assert_eq!(play.room_says("anna", false).ended(), Some(Part::Answered));
}

#[test]
fn one_hub_may_ask_for_so_much_and_that_costs_another_nothing() {
    let mut play = linked(|inventory, limits| {
        inventory.links.insert(jid("ref.c"), sample::link("ref.c"));
        inventory.operators.get_mut(&jid("anna@localhost")).expect("anna").sessions = 100;
        (limits.assistances_per_hub, limits.asked_per_hub) = (2, 3);
    });
    play.staff(&["anna"]);
    let told: Vec<_> =
        (0..1_000).map(|n| play.is_asked(&format!("ask.r{n}@ref.a"), "1", "sv").turned_down().len()).collect();
    assert_eq!(told.iter().sum::<usize>(), 998);
    assert_eq!(play.desk.assistances().count(), 2);
    assert_eq!(play.is_asked("ask.x@ref.c", "1", "sv").sent(), ["anna@localhost → ask.x@ref.c"]);
    let (room, service) = (jid("ask.r0@ref.a"), ask());
    play.does(Event::AssistanceUnreachable { room, service });
    assert_eq!(play.is_asked("ask.y@ref.a", "1", "sv").sent().len(), 1);
    let (room, service) = (jid("ask.y@ref.a"), ask());
    play.does(Event::AssistanceUnreachable { room, service });
    assert_eq!(play.is_asked("ask.z@ref.a", "1", "sv").turned_down(), ["assistance-too-many"]);
    play.passes(3600);
    assert_eq!(play.is_asked("ask.z@ref.a", "1", "sv").sent().len(), 1);
}

#[test]
fn an_operator_at_her_limit_by_assistances_is_offered_no_session() {
    let mut play = linked(|inventory, _| {
        inventory.operators.get_mut(&jid("anna@localhost")).expect("anna").sessions = 1;
    });
    play.staff(&["anna"]);
    play.is_asked(ROOM, "1", "sv");
    play.room_says("anna", true);
    assert!(play.writes("dora", "Hej!").invited().is_empty());
    assert_eq!(play.room_says("anna", false).invited(), pairs(&[("anna", 1)]));
}

#[test]
fn an_invitation_without_a_form_is_read_like_a_patrons_words() {
    let mut play = linked(|_, _| ());
    play.staff(&["anna", "chen"]);
    let asking = Asking { form: None, reason: Some("你好".into()), ..asking(ROOM, "1", "") };
    let seen = play.does(Event::AssistanceAsked(Box::new(asking)));
    assert_eq!(seen.sent(), ["chen@localhost → ask.7k2m9q@ref.a"]);
}

#[test]
fn a_subject_that_another_hub_calls_otherwise_is_known_by_its_label() {
    let mut play = linked(|_, _| ());
    play.staff(&["anna", "bo"]);
    for (n, subject) in ["ykl:33 whatever", "ddc:340 law", "http://x.test/1 Juridik"].iter().enumerate() {
        let mut asking = asking(&format!("ask.r{n}@ref.a"), "1", "sv");
        asking.form.as_mut().expect("a form").subjects.push((*subject).to_owned());
        let seen = play.does(Event::AssistanceAsked(Box::new(asking)));
        assert_eq!(seen.sent(), [format!("bo@localhost → ask.r{n}@ref.a")], "{subject}");
        play.does(Event::AssistanceUnreachable { room: jid(&format!("ask.r{n}@ref.a")), service: ask() });
    }
}

#[test]
fn who_goes_off_duty_or_wants_peace_is_followed_by_the_next() {
    for show in [None, Some(Show::Dnd)] {
        let mut play = linked(|_, _| ());
        play.staff(&["chen", "anna"]);
        assert_eq!(play.is_asked(ROOM, "1", "en").sent().len(), 1);
        let Some(Stage::Offered { operator, .. }) = play.stage() else { panic!("nobody is asked") };
        let name = operator.node().expect("a name").to_string();
        let seen = match show {
            None => play.goes_off_duty(&name),
            Some(show) => play.shows(&name, show),
        };
        assert_eq!(seen.sent().len(), 1);
        assert!(!seen.sent()[0].starts_with(&name));
    }
}

#[test]
fn a_hub_that_was_killed_is_not_waited_for_longer_than_the_limit() {
    let mut play = linked(|_, limits| limits.assistance = Duration::from_secs(600));
    play.staff(&["anna"]);
    play.is_asked(ROOM, "1", "sv");
    play.room_says("anna", true);
    assert_eq!(play.passes(599).ended(), None);
    assert_eq!(play.passes(1).ended(), Some(Part::Answered));
    assert_eq!(play.desk.occupied(&person("anna")), 0);
}

#[test]
fn a_restart_goes_on_with_what_is_asked() {
    let mut play = linked(|_, _| ());
    play.staff(&["anna"]);
    play.is_asked(ROOM, "1", "sv");
    play.restarts();
    assert_eq!(play.desk.occupied(&person("anna")), 1);
    assert_eq!(play.passes(20).turned_down(), ["assistance-nobody"]);
}

#[test]
fn only_whom_we_sent_is_believed_to_be_in_and_only_once() {
    let mut play = linked(|_, _| ());
    play.staff(&["anna", "bo"]);
    play.is_asked(ROOM, "1", "sv");
    let Some(Stage::Offered { operator, .. }) = play.stage().cloned() else { panic!("nobody is asked") };
    let other = if operator == person("anna") { "bo" } else { "anna" };
    assert!(play.room_says(other, true).is_nothing());
    assert!(play.room_passes_on(other).is_nothing());
    let name = operator.node().expect("a name").to_string();
    play.room_says(&name, true);
    assert!(play.room_says(&name, true).is_nothing());
    assert!(play.room_passes_on(&name).is_nothing());
}

#[test]
fn when_the_home_takes_it_back_before_anybody_came_it_is_withdrawn() {
    let mut play = linked(|_, _| ());
    play.staff(&["anna"]);
    play.is_asked(ROOM, "1", "sv");
    assert_eq!(play.room_says("anna", false).ended(), Some(Part::Withdrawn));
}

#[test]
fn an_agreement_that_ends_ends_the_asking_and_leaves_who_is_in_to_her_room() {
    let mut play = linked(|_, _| ());
    play.staff(&["anna", "chen"]);
    play.is_asked(ROOM, "1", "zh");
    play.room_says("chen", true);
    play.is_asked("ask.b@ref.a", "1", "sv");
    let (now, paused) = (play.now, Link { state: LinkState::Paused, ..sample::link("ref.a") });
    play.desk.change(now, crate::desk::inventory::Change::Link(Box::new(paused)));
    let seen = play.does(Event::TimePassed);
    assert_eq!(seen.turned_down(), ["refused-not-in-agreement"]);
    assert_eq!(play.desk.occupied(&person("anna")), 0);
    assert_eq!(play.desk.occupied(&person("chen")), 1);
    // She had joined before her room heard of it, and is in until that says otherwise.
    let (room, service, anna) = (jid("ask.b@ref.a"), ask(), person("anna"));
    for (is_in, occupied) in [(true, 1), (false, 0)] {
        let (room, service, person) = (room.clone(), service.clone(), anna.clone());
        play.does(Event::AssistanceChanged { room, service, person, is_in });
        assert_eq!(play.desk.occupied(&anna), occupied);
    }
}

/// With a link to ref.a, and one to ref.c, whose service `ask` we know.
fn between() -> Play {
    let mut play = linked(|inventory, _| {
        let data = std::collections::BTreeSet::from([Datum::Question]);
        inventory.links.insert(jid("ref.c"), Link { data, ..sample::link("ref.c") });
    });
    play.is_shown("ask@ref.c", "fi");
    play
}

fn vouched(seen: &Seen) -> Option<(&BareJid, &BareJid, &NeedForm)> {
    seen.0.iter().find_map(|effect| match effect {
        Effect::Vouch { room, to, form, .. } => Some((room, to, form)),
        _ => None,
    })
}

#[test]
fn who_has_nobody_names_a_third_hub_and_vouches_for_the_room_there() {
    let mut play = between();
    let mut asking = asking(ROOM, "1", "fi");
    asking.form =
        asking.form.map(|form| NeedForm { question: Some("Kuka perii?".into()), note: Some("kiire".into()), ..form });
    let seen = play.does(Event::AssistanceAsked(Box::new(asking)));
    assert_eq!(seen.sent(), ["ask@ref.c → ask.7k2m9q@ref.a"]);
    let form = NeedForm { languages: vec!["fi".into()], question: Some("Kuka perii?".into()), ..NeedForm::default() };
    assert_eq!(vouched(&seen), Some((&jid(ROOM), &jid("ask@ref.c"), &form)));
    let (room, service, person) = (jid(ROOM), ask(), jid("ask@ref.c"));
    let seen = play.does(Event::AssistanceRefused { room, service, person });
    assert_eq!((seen.turned_down(), seen.ended()), (vec!["assistance-nobody"], Some(Part::PassedOn)));
}

#[test]
fn a_third_hub_answers_a_room_it_does_not_know_when_it_has_been_vouched_for_and_names_no_fourth() {
    let mut play = between();
    play.staff(&["anna"]);
    let room = "ask.7k@ref.x";
    let voucher = Event::VouchedFor { room: jid(room), by: jid("ask@ref.a"), service: ask(), form: None };
    play.does(voucher.clone());
    assert_eq!(play.is_asked(room, "1", "sv").sent(), ["anna@localhost → ask.7k@ref.x"]);
    play.does(Event::AssistanceUnreachable { room: jid(room), service: ask() });
    assert_eq!(play.is_asked(room, "2", "sv").turned_down(), ["refused-not-linked"], "a voucher is good once");
    play.does(voucher.clone());
    assert_eq!(play.is_asked(room, "3", "fi").turned_down(), ["assistance-nobody"]);
    play.does(voucher.clone());
    play.passes(120);
    assert_eq!(play.is_asked(room, "4", "sv").turned_down(), ["refused-not-linked"], "and not for ever");
    let strange = Event::VouchedFor { room: jid(room), by: jid("ask@ref.stranger"), service: ask(), form: None };
    play.does(strange);
    assert_eq!(play.is_asked(room, "5", "sv").turned_down(), ["refused-not-linked"]);
}

#[test]
fn what_the_voucher_says_of_the_need_counts_where_the_room_says_nothing() {
    let mut play = between();
    play.staff(&["anna", "chen"]);
    let form = Some(NeedForm { languages: vec!["zh".into()], ..NeedForm::default() });
    play.does(Event::VouchedFor { room: jid("ask.7k@ref.x"), by: jid("ask@ref.a"), service: ask(), form });
    let asking = Asking { form: None, reason: Some("Ask · 7k".into()), ..asking("ask.7k@ref.x", "1", "") };
    let seen = play.does(Event::AssistanceAsked(Box::new(asking)));
    assert_eq!(seen.sent(), ["chen@localhost → ask.7k@ref.x"]);
}

#[test]
fn vouchers_of_one_hub_are_bounded_and_leave_room_for_those_of_another() {
    let mut play = between();
    play.staff(&["anna"]);
    for n in 0..1_000 {
        play.does(Event::VouchedFor {
            room: jid(&format!("r{n}@ref.x")),
            by: jid("ask@ref.a"),
            service: ask(),
            form: None,
        });
    }
    assert_eq!(play.is_asked("r999@ref.x", "1", "sv").turned_down(), ["refused-not-linked"]);
    play.does(Event::VouchedFor { room: jid("y@ref.y"), by: jid("ask@ref.c"), service: ask(), form: None });
    assert_eq!(play.is_asked("y@ref.y", "1", "sv").sent().len(), 1);
}

#[test]
fn nothing_goes_back_to_where_it_came_from() {
    let mut play = linked(|_, _| ());
    play.is_shown("ask@ref.a", "fi");
    assert_eq!(play.is_asked(ROOM, "1", "fi").turned_down(), ["assistance-nobody"]);
}
