//! Sessions that nobody here could answer go to linked hubs by themselves (`docs/routing.md`): when, to whom, in which
//! order, and what happens when nobody is there either.

use std::collections::BTreeSet;

use super::*;
use crate::desk::directory::{Load, Picture, Spoken};
use crate::desk::inventory::Link;
use crate::desk::link::HubSaid;
use crate::desk::session::Recipient;

const FI: &str = "kysy@ref.fi";

fn link(hub: &str, adjoining: bool, order: u32) -> Link {
    Link { adjoining, order, ..sample::link(hub) }
}

/// Links to ref.fi, ref.no and ref.de; ref.fi adjoins.
fn linked() -> Play {
    Play::with(|inventory, _| {
        for one in [link("ref.fi", true, 9), link("ref.no", false, 1), link("ref.de", false, 2)] {
            inventory.links.insert(one.hub.clone(), one);
        }
    })
}

fn picture(languages: &[(&str, &str)], open: Option<bool>) -> Picture {
    let spoken = |(tag, level): &(&str, &str)| {
        let known = level.parse().ok();
        Spoken { language: sample::language(tag), known, on_duty: known.filter(|_| open == Some(true)) }
    };
    Picture { name: "Kysy".into(), languages: languages.iter().map(spoken).collect(), open, ..Picture::default() }
}

impl Play {
    fn shown(&mut self, address: &str, picture: Picture) -> Seen {
        self.does(Event::PartnerShown { address: sample::jid(address), picture: Box::new(picture) })
    }

    fn opens(&mut self, address: &str, languages: &[(&str, &str)]) -> Seen {
        self.shown(address, picture(languages, Some(true)))
    }

    fn answers_elsewhere(&mut self, by: &str, who: &str) -> Seen {
        let (by, invitee) = (sample::jid(by), sample::jid(who));
        self.does(Event::AnsweredElsewhere { session: 1, by, invitee, form: None })
    }

    fn declines_elsewhere(&mut self, by: &str) -> Seen {
        self.does(Event::DeclinedElsewhere { session: 1, by: sample::jid(by), reason: None })
    }

    fn joins_from(&mut self, who: &str) -> Seen {
        let client = format!("{who}/x").parse().expect("a JID");
        self.does(Event::SessionJoinAsked { session: 1, client, nick: "Dao".into() })
    }

    /// Which linked service is asked for session 1 now.
    fn asked_now(&self) -> Option<String> {
        match &self.desk.session(1)?.transfer.as_ref()?.to {
            Recipient::Elsewhere(to) => Some(to.to_string()),
            _ => None,
        }
    }

    fn is_question(&self) -> bool {
        matches!(self.state(1), Some(State::Question { .. }))
    }
}

impl Seen {
    /// Which services of other hubs are asked, in order.
    fn asked(&self) -> Vec<String> {
        let asked = self.0.iter().filter_map(|effect| match effect {
            Effect::InviteElsewhere { to, .. } => Some(to.to_string()),
            _ => None,
        });
        asked.collect()
    }
}

#[test]
fn where_nobody_here_could_answer_a_linked_service_is_asked_at_once_and_the_patron_told() {
    let mut play = linked();
    play.staff(&["anna"]);
    play.opens(FI, &[("fi", "native")]);
    let seen = play.writes("dora", "Hei! Missä?");
    assert_eq!(seen.asked(), [FI]);
    assert_eq!(seen.to_patron(), ["patron-welcome", "patron-asking-elsewhere"]);
    assert_eq!(seen.to_staff(), ["staff-widened", "staff-asked-elsewhere"]);
    assert_eq!(seen.chronicled()[..3], [What::Opened, What::Widened, What::TransferAsked]);
    assert!(matches!(play.state(1), Some(State::Waiting)));
    play.answers_elsewhere(FI, "dao@fi");
    let seen = play.joins_from("dao@fi");
    assert!(seen.admitted());
    assert_eq!(seen.to_patron(), ["patron-answered-by"]);
    assert_eq!(play.holder(1).as_deref(), Some("dao"));
    assert!(play.desk.session(1).expect("a session").tried.is_empty());
}

#[test]
fn a_session_that_somebody_here_could_answer_leaves_after_the_hubs_own_time_and_not_while_somebody_is_asked() {
    let mut play = linked();
    play.staff(&["anna", "bo"]);
    play.opens(FI, &[("sv", "C1")]);
    assert!(play.writes("dora", "Hej!").asked().is_empty());
    assert!(play.passes(179).asked().is_empty(), "offers pass between Anna and Bo");
    let seen = play.passes(40);
    assert!(seen.asked().is_empty() || !matches!(play.state(1), Some(State::Offered { .. })));

    let mut play = linked();
    play.staff(&["anna"]);
    play.opens(FI, &[("sv", "C1")]);
    play.writes("eva", "Hej!");
    play.joins("anna", 1);
    play.writes("ada", "Hej!");
    play.joins("anna", 2);
    let seen = play.writes("dora", "Hej!");
    assert!(seen.to_patron().contains(&"patron-waits"), "Anna is busy: {:?}", seen.to_patron());
    assert!(play.passes(179).asked().is_empty());
    let seen = play.passes(1);
    assert_eq!(seen.asked(), [FI]);
    assert_eq!(seen.to_patron().iter().filter(|key| **key == "patron-asking-elsewhere").count(), 1);
}

#[test]
fn when_all_who_could_have_declined_it_does_not_wait_any_longer() {
    let mut play = linked();
    play.staff(&["anna"]);
    play.opens(FI, &[("sv", "C1")]);
    play.writes("dora", "Hej!");
    assert_eq!(play.declines("anna", 1).asked(), [FI]);
    play.declines_elsewhere(FI);
    assert!(!play.is_question(), "it waits as it would without linked hubs");
    play.passes(240);
    assert!(play.is_question());
}

#[test]
fn adjoining_hubs_come_first_then_the_agreed_order_and_a_decline_brings_the_next_at_once() {
    let mut play = linked();
    for address in ["frag@ref.de", "spor@ref.no", FI] {
        play.opens(address, &[("fi", "B2")]);
    }
    let mut all = play.writes("dora", "Hei!").asked();
    let mut told = 0;
    for address in [FI, "spor@ref.no", "frag@ref.de"] {
        assert_eq!(play.asked_now().as_deref(), Some(address));
        let seen = play.declines_elsewhere(address);
        all.extend(seen.asked());
        told += seen.to_patron().iter().filter(|key| **key == "patron-asking-elsewhere").count();
    }
    assert_eq!(all, [FI, "spor@ref.no", "frag@ref.de"]);
    assert_eq!(told, 0, "once is enough");
    assert!(play.is_question());
}

#[test]
fn a_silent_hub_is_passed_over_with_all_its_services() {
    let mut play = linked();
    for address in [FI, "laki@ref.fi", "spor@ref.no"] {
        play.opens(address, &[("fi", "B2")]);
    }
    let first = play.writes("dora", "Hei!").asked();
    assert!(first[0].ends_with("@ref.fi"), "{first:?}");
    assert!(play.passes(59).asked().is_empty());
    let seen = play.passes(1);
    assert_eq!(seen.asked(), ["spor@ref.no"]);
    assert!(seen.to_staff().contains(&"staff-nobody-elsewhere"));
    play.declines_elsewhere("spor@ref.no");
    assert!(play.is_question());
}

#[test]
fn a_hub_that_has_declined_may_be_asked_for_its_other_service() {
    let mut play = linked();
    for address in [FI, "laki@ref.fi"] {
        play.opens(address, &[("fi", "B2")]);
    }
    let first = play.writes("dora", "Hei!").asked();
    let second = play.declines_elsewhere(&first[0]).asked();
    assert_eq!(second.len(), 1);
    assert_ne!(first, second);
}

#[test]
fn whom_another_hub_went_on_to_in_vain_is_not_asked_again() {
    let mut play = linked();
    for address in [FI, "spor@ref.no", "frag@ref.de"] {
        play.opens(address, &[("fi", "B2")]);
    }
    play.writes("dora", "Hei!");
    let goes_on = |play: &mut Play, by: &str, to: &str| {
        let (by, invitee, form) = (sample::jid(by), sample::jid(to), Some(Default::default()));
        play.does(Event::AnsweredElsewhere { session: 1, by, invitee, form }).asked()
    };
    assert_eq!(goes_on(&mut play, FI, "spor@ref.no"), ["spor@ref.no"]);
    assert!(goes_on(&mut play, FI, "spor@ref.no").is_empty(), "the same said twice");
    play.declines_elsewhere("spor@ref.no");
    assert_eq!(play.declines_elsewhere(FI).asked(), ["frag@ref.de"]);
    assert!(goes_on(&mut play, "frag@ref.de", "spor@ref.no").is_empty());
    assert!(goes_on(&mut play, "frag@ref.de", FI).is_empty());
    play.declines_elsewhere("frag@ref.de");
    assert!(play.is_question());
}

#[test]
fn a_hub_that_goes_is_not_waited_for() {
    for event in [
        Event::PartnerGone { address: sample::jid(FI) },
        Event::HubSaid { hub: sample::jid("ref.fi"), said: HubSaid::Away },
        Event::HubSaid { hub: sample::jid("ref.fi"), said: HubSaid::Pauses },
    ] {
        let mut play = linked();
        for address in [FI, "spor@ref.no"] {
            play.opens(address, &[("fi", "B2")]);
        }
        play.writes("dora", "Hei!");
        assert_eq!(play.does(event.clone()).asked(), ["spor@ref.no"], "{event:?}");
    }
}

#[test]
fn a_link_paused_meanwhile_brings_the_next_and_not_another_service_of_the_same_hub() {
    let mut play = linked();
    play.desk.inventory.operators.get_mut(&person("anna")).expect("Anna").role =
        crate::desk::inventory::Role::Coordinator;
    for address in [FI, "laki@ref.fi", "spor@ref.no"] {
        play.opens(address, &[("fi", "B2")]);
    }
    play.writes("dora", "Hei!");
    let seen = play.commands("anna", Place::Hub, "!link pause ref.fi");
    assert_eq!(seen.asked(), ["spor@ref.no"]);
    assert_eq!(play.asked_now().as_deref(), Some("spor@ref.no"));
}

#[test]
fn nobody_anywhere_is_a_question_as_ever() {
    let mut play = linked();
    play.shown(FI, picture(&[("fi", "native")], Some(false)));
    play.opens("spor@ref.no", &[("nb", "native")]);
    play.opens("frag@ref.de", &[("fi", "A2")]);
    let seen = play.writes("dora", "Hei!");
    assert!(seen.asked().is_empty());
    assert!(play.is_question());
    assert!(!seen.to_patron().contains(&"patron-asking-elsewhere"));
}

#[test]
fn a_service_that_does_not_ask_linked_hubs_does_not() {
    let mut play = Play::with(|inventory, _| {
        inventory.links.insert(sample::jid("ref.fi"), link("ref.fi", true, 1));
        inventory.services.get_mut(&ask()).expect("ask").network = false;
    });
    play.opens(FI, &[("fi", "native")]);
    assert!(play.writes("dora", "Hei!").asked().is_empty());
    assert!(play.is_question());
}

#[test]
fn what_looks_ready_is_asked_before_what_does_not_say() {
    let mut play = linked();
    play.shown(FI, picture(&[("fi", "native")], None));
    let full = Picture { load: Load::Full, ..picture(&[("fi", "native")], Some(true)) };
    play.shown("laki@ref.fi", full);
    play.opens("frag@ref.de", &[("fi", "B1")]);
    assert_eq!(play.writes("dora", "Hei!").asked(), ["frag@ref.de"]);
    let second = play.declines_elsewhere("frag@ref.de").asked();
    assert!(second[0].ends_with("@ref.fi"), "{second:?}");
}

#[test]
fn where_no_language_is_known_only_the_one_assumed_first_counts() {
    let mut play = linked();
    play.opens(FI, &[("en", "native")]);
    let seen = play.writes("dora", "?");
    assert!(seen.asked().is_empty(), "sv is assumed, and en comes behind it");
    let mut play = linked();
    play.opens(FI, &[("sv", "B1")]);
    assert_eq!(play.writes("dora", "?").asked(), [FI]);
}

#[test]
fn whoever_comes_on_duty_here_meanwhile_is_asked_too_and_the_first_to_join_holds_it() {
    let mut play = linked();
    play.opens(FI, &[("sv", "native")]);
    play.writes("dora", "Hej!");
    play.answers_elsewhere(FI, "dao@fi");
    assert_eq!(play.comes_on_duty("anna").invited(), pairs(&[("anna", 1)]));
    assert_eq!(play.asked_now().as_deref(), Some(FI));
    let seen = play.joins("anna", 1);
    assert!(seen.has(|effect| matches!(effect, Effect::DeclineElsewhere { .. } | Effect::MemberElsewhere { .. })));
    assert!(!play.joins_from("dao@fi").admitted());

    let mut play = linked();
    play.opens(FI, &[("sv", "native")]);
    play.writes("dora", "Hej!");
    play.answers_elsewhere(FI, "dao@fi");
    play.comes_on_duty("anna");
    assert!(play.joins_from("dao@fi").admitted());
    assert!(!play.joins("anna", 1).admitted());
    assert_eq!(play.holder(1).as_deref(), Some("dao"));
}

#[test]
fn all_of_it_ends_when_the_waiting_ends() {
    let mut play = linked();
    play.opens(FI, &[("fi", "native")]);
    play.writes("dora", "Hei!");
    for number in 0..6 {
        play.answers_elsewhere(FI, &format!("o{number}@fi"));
        play.passes(39);
    }
    let seen = play.passes(6);
    assert!(play.is_question() && play.asked_now().is_none());
    assert!(seen.has(|effect| matches!(effect, Effect::DeclineElsewhere { .. } | Effect::MemberElsewhere { .. })));
}

#[test]
fn so_many_are_asked_and_no_more() {
    let mut play = Play::with(|inventory, _| {
        for number in 0..10 {
            let one = link(&format!("ref.h{number}"), false, number);
            inventory.links.insert(one.hub.clone(), one);
        }
    });
    for number in 0..10 {
        play.opens(&format!("ask@ref.h{number}"), &[("fi", "B2")]);
    }
    let mut asked = play.writes("dora", "Hei!").asked();
    while let Some(now) = play.asked_now() {
        asked.extend(play.declines_elsewhere(&now).asked());
    }
    assert_eq!(asked.len(), 5);
    assert!(play.is_question());
}

#[test]
fn a_question_goes_to_a_partner_that_opens_later_but_not_soon_again_to_one_that_declined() {
    let mut play = linked();
    play.writes("dora", "Hei!");
    assert!(play.is_question());
    let seen = play.opens(FI, &[("fi", "native")]);
    assert_eq!(seen.asked(), [FI]);
    assert_eq!(seen.to_patron(), ["patron-asking-elsewhere"]);
    play.declines_elsewhere(FI);
    assert!(play.is_question());
    for _ in 0..5 {
        play.passes(60);
        play.shown(FI, picture(&[("fi", "native")], Some(false)));
        assert!(play.opens(FI, &[("fi", "native")]).asked().is_empty());
        assert!(play.writes("dora", "Hei?").asked().is_empty());
    }
    play.passes(301);
    assert_eq!(play.opens(FI, &[("fi", "native")]).asked(), [FI]);
}

#[test]
fn a_question_whose_patron_has_gone_stays_one() {
    let mut play = linked();
    play.writes("dora", "Hei!");
    play.goes("dora");
    assert!(play.opens(FI, &[("fi", "native")]).asked().is_empty());
    assert!(play.is_question());
}

#[test]
fn when_a_partner_opens_only_so_many_go_there_at_once() {
    let mut play = linked();
    for number in 0..60 {
        play.writes(&format!("p{number}"), "Hei!");
    }
    assert_eq!(play.opens(FI, &[("fi", "native")]).asked().len(), 50);
}

#[test]
fn after_a_restart_in_the_middle_the_hub_may_still_answer_and_is_passed_over_if_not() {
    let mut play = linked();
    play.opens(FI, &[("fi", "native")]);
    play.writes("dora", "Hei!");
    play.restarts();
    assert_eq!(play.asked_now().as_deref(), Some(FI));
    play.answers_elsewhere(FI, "dao@fi");
    assert!(play.joins_from("dao@fi").admitted());

    let mut play = linked();
    play.opens(FI, &[("fi", "native")]);
    play.writes("dora", "Hei!");
    play.restarts();
    play.opens(FI, &[("fi", "native")]);
    play.opens("spor@ref.no", &[("fi", "B2")]);
    let seen = play.passes(60);
    assert_eq!(seen.asked(), ["spor@ref.no"]);
}

#[test]
fn candidates_and_why_tell_of_it() {
    let mut play = linked();
    play.staff(&["anna"]);
    play.shown("frag@ref.de", picture(&[("fi", "native")], Some(false)));
    play.opens("spor@ref.no", &[("nb", "native")]);
    play.opens(FI, &[("fi", "native")]);
    play.opens("laki@ref.fi", &[("fi", "C1")]);
    play.writes("dora", "Hei!");
    let token = play.token(1);
    let seen = play.commands("anna", Place::Service(ask()), &format!("!candidates {token}"));
    let text = format!("{:?}", seen.reply());
    for part in [r#"how: "asked", to: "kysy@ref.fi""#, r#"why: "language""#, r#"why: "closed""#, r#"why: "tried""#] {
        assert!(text.contains(part), "{part}: {text}");
    }
    assert!(text.contains(r#"CandidateElsewhere { place: 1, name: "Kysy", address: "laki@ref.fi""#), "{text}");
    play.declines_elsewhere(FI);
    let seen = play.commands("anna", Place::Service(ask()), &format!("!why {token}"));
    let text = format!("{:?}", seen.reply());
    assert!(text.contains(r#"step: "network", why: "nobody-fits""#), "{text}");
    assert!(text.contains(r#"what: "elsewhere", name: "kysy@ref.fi""#), "{text}");
}

/// A small generator, so that every run tries the same.
struct Chance(u64);

impl Chance {
    fn below(&mut self, most: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % most
    }
}

#[test]
fn nobody_is_ever_sent_where_no_language_of_his_is_spoken_and_nothing_closed_or_paused_is_asked() {
    const TAGS: [&str; 5] = ["sv", "en", "fi", "zh", "nb"];
    const LEVELS: [&str; 4] = ["A2", "B1", "C1", "native"];
    let (mut sent, mut paused) = (0, 0);
    for seed in 0..300 {
        let mut chance = Chance(seed);
        let mut play = linked();
        let anna = play.desk.inventory.operators.get_mut(&person("anna")).expect("Anna");
        anna.role = crate::desk::inventory::Role::Coordinator;
        let mut shown = BTreeMap::new();
        // Hubs with which the link is paused: by us, and by them.
        let (mut ours, mut theirs) = (BTreeSet::new(), BTreeSet::new());
        for _ in 0..40 {
            let hub = ["ref.fi", "ref.no", "ref.de"][chance.below(3) as usize];
            let address = format!("s{}@{hub}", chance.below(3));
            let seen = match chance.below(8) {
                0..=2 => {
                    let many = 1 + chance.below(2);
                    let spoken = (0..many).map(|_| (TAGS[chance.below(5) as usize], LEVELS[chance.below(4) as usize]));
                    let spoken: Vec<_> = spoken.collect();
                    let open = [Some(true), Some(true), Some(false), None][chance.below(4) as usize];
                    let state = (spoken.clone(), open);
                    shown.insert(address.clone(), state);
                    play.shown(&address, picture(&spoken, open))
                }
                3 => {
                    let words = ["Hej!", "Hello!", "Hei!", "你好"][chance.below(4) as usize];
                    play.writes(&format!("p{}", chance.below(4)), words)
                }
                4 => match play.asked_now() {
                    Some(asked) => play.declines_elsewhere(&asked),
                    None => continue,
                },
                5 => {
                    let verb = if ours.remove(hub) { "resume" } else { "pause" };
                    if verb == "pause" {
                        ours.insert(hub);
                    }
                    play.commands("anna", Place::Hub, &format!("!link {verb} {hub}"))
                }
                6 => {
                    let said = match theirs.remove(hub) {
                        true => HubSaid::Here,
                        false => {
                            theirs.insert(hub);
                            HubSaid::Pauses
                        }
                    };
                    play.does(Event::HubSaid { hub: sample::jid(hub), said })
                }
                _ => play.passes(chance.below(90)),
            };
            let asked = seen.0.iter().filter_map(|effect| match effect {
                Effect::InviteElsewhere { session, to, .. } => Some((*session, to.to_string())),
                _ => None,
            });
            for (session, to) in asked {
                sent += 1;
                let (spoken, open) = &shown[&to];
                let hub = to.split_once('@').expect("an address").1;
                paused += usize::from(!ours.is_empty() || !theirs.is_empty());
                assert!(!ours.contains(hub) && !theirs.contains(hub), "seed {seed}: the link with {hub} is paused");
                assert_ne!(*open, Some(false), "seed {seed}: {to} is closed");
                let wanted = play.desk.session(session).expect("a session").need.languages();
                let common = |tag: &str| wanted.iter().any(|wanted| sample::language(tag).serves(wanted));
                let usable = spoken.iter().any(|(tag, level)| *level != "A2" && common(tag));
                assert!(usable, "seed {seed}: {to} speaks {spoken:?}, wanted {wanted:?}");
            }
        }
    }
    assert!(sent > 200 && paused > 100, "{sent} sent, {paused} while a link was paused");
}
