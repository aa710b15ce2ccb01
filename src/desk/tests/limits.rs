//! Bounds, and what who meets one is told.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::*;
use crate::stanza::{Body, Url};

#[test]
fn a_line_too_long_is_refused_with_the_bound() {
    let mut play = Play::with(|_, limits| limits.line = 10);
    assert!(play.writes("dora", "Hej! Hej!!").refusal().is_none());
    let seen = play.writes("dora", "Hej! Hej!!!");
    assert_eq!(seen.refusal(), Some(&Refusal::LineTooLong { characters: 10 }));
    assert!(!seen.has(|effect| matches!(effect, Effect::SayAsPatron { .. })));
}

#[test]
fn all_bodies_and_addresses_of_a_line_count_against_its_bound() {
    let mut play = Play::with(|_, limits| limits.line = 10);
    let body = |lang: &str| Body { lang: Some(lang.into()), text: "Hej!!".into() };
    for via in [Via::Chat, Via::Room] {
        let mut writes = |bodies: Vec<Body>, description: Option<&str>| {
            let mut line = play.line("");
            let url = Url { url: "x:y".into(), description: description.map(str::to_owned) };
            line.content = Content { bodies, urls: vec![url], ..Content::default() };
            play.does(Event::PatronWrote { service: ask(), from: client("dora"), via, line }).refusal().is_some()
        };
        assert!(!writes(vec![body("sv")], Some("åä")));
        assert!(writes(vec![body("sv")], Some("åäö")));
        assert!(writes(vec![body("sv"), body("en")], None));
    }
}

#[test]
fn a_line_too_long_is_a_line_and_a_refused_line_is_not_read() {
    struct Counts(Arc<AtomicUsize>);
    impl Recognise for Counts {
        fn languages(&self, _: &str) -> Vec<(Language, f64)> {
            self.0.fetch_add(1, Ordering::Relaxed);
            Vec::new()
        }
    }
    let mut play = Play::with(|_, limits| (limits.line, limits.lines_per_patron) = (10, 2));
    let read = Arc::new(AtomicUsize::new(0));
    play.desk.around.tongue = Box::new(Counts(read.clone()));
    for refusal in [Refusal::LineTooLong { characters: 10 }, Refusal::LineTooLong { characters: 10 }] {
        assert_eq!(play.writes("dora", "Hello hello hello").refusal(), Some(&refusal));
    }
    let seen = play.writes("dora", "Hello");
    assert_eq!(seen.refusal(), Some(&Refusal::TooManyLines));
    assert!(
        seen.has(|effect| matches!(effect, Effect::Refuse { language, .. } if *language == sample::language("sv")))
    );
    assert_eq!(read.load(Ordering::Relaxed), 0);
    play.writes("emil", "Hello");
    assert_eq!(read.load(Ordering::Relaxed), 1);
}

#[test]
fn too_many_lines_are_refused_and_later_ones_are_not() {
    let mut play = Play::with(|_, limits| limits.lines_per_patron = 2);
    play.writes("dora", "Hej!");
    play.writes("dora", "Hej!");
    assert_eq!(play.writes("dora", "Hej!").refusal(), Some(&Refusal::TooManyLines));
    assert!(play.writes("emil", "Hej!").refusal().is_none());
    play.passes(10);
    assert!(play.writes("dora", "Hej!").refusal().is_none());
}

#[test]
fn a_full_service_takes_no_new_patron_and_keeps_those_it_has() {
    let mut play = Play::with(|_, limits| limits.sessions = 1);
    play.writes("dora", "Hej!");
    let seen = play.writes("emil", "Hej!");
    assert_eq!(seen.refusal(), Some(&Refusal::ServiceFull));
    assert!(play.desk.session(2).is_none());
    assert!(play.writes("dora", "Hej igen").refusal().is_none());
    assert!(play.writes_to("ask-law", Via::Chat, "emil", "Hej!").refusal().is_none());
}

fn strangers_write(play: &mut Play, patron: &str, domain: &str, text: &str) -> Seen {
    let (from, line) = (format!("{patron}@{domain}/desk").parse().expect("a full JID"), play.line(text));
    play.does(Event::PatronWrote { service: ask(), from, via: Via::Chat, line })
}

#[test]
fn invented_addresses_of_one_domain_cannot_fill_a_service() {
    let mut play = Play::with(|_, limits| limits.sessions_per_domain = 2);
    for patron in ["a", "b"] {
        assert!(strangers_write(&mut play, patron, "evil.example", "Hej!").refusal().is_none());
    }
    let seen = strangers_write(&mut play, "c", "evil.example", "Hej!");
    assert_eq!(seen.refusal(), Some(&Refusal::TooManyOfDomain));
    assert!(strangers_write(&mut play, "a", "evil.example", "Hej igen").refusal().is_none());
    assert!(strangers_write(&mut play, "c", "home.example", "Hej!").refusal().is_none());
    play.passes(3 * 24 * 3600);
    assert!(strangers_write(&mut play, "c", "evil.example", "Hej!").refusal().is_none());
}

#[test]
fn sessions_of_a_domain_are_counted_over_a_restart() {
    let mut play = Play::with(|_, limits| limits.sessions_per_domain = 1);
    strangers_write(&mut play, "a", "evil.example", "Hej!");
    play.restarts();
    let seen = strangers_write(&mut play, "b", "evil.example", "Hej!");
    assert_eq!(seen.refusal(), Some(&Refusal::TooManyOfDomain));
}

#[test]
fn the_librarys_own_domains_have_no_limit_of_theirs() {
    let mut play = Play::with(|_, limits| (limits.sessions_per_domain, limits.opened_per_domain) = (1, 1));
    play.desk.around.own_domains = BTreeSet::from([sample::jid("guest.localhost")]);
    for patron in ["a", "b", "c"] {
        assert!(strangers_write(&mut play, patron, "guest.localhost", "Hej!").refusal().is_none());
    }
    strangers_write(&mut play, "a", "x.guest.localhost", "Hej!");
    let seen = strangers_write(&mut play, "b", "x.guest.localhost", "Hej!");
    assert_eq!(seen.refusal(), Some(&Refusal::TooManyOfDomain));
}

#[test]
fn a_domain_opens_only_so_many_sessions_an_hour() {
    let mut play = Play::with(|_, limits| limits.opened_per_domain = 1);
    strangers_write(&mut play, "a", "evil.example", "Hej!");
    let seen = strangers_write(&mut play, "b", "evil.example", "Hej!");
    assert_eq!(seen.refusal(), Some(&Refusal::TooManyOfDomain));
}

#[test]
fn lines_to_nowhere_are_answered_within_the_rate_only() {
    let mut play = Play::with(|_, limits| limits.lines_per_patron = 1);
    assert_eq!(play.writes_to("nowhere", Via::Chat, "dora", "Hej!").refusal(), Some(&Refusal::NoSuchService));
    assert!(play.writes_to("nowhere", Via::Chat, "dora", "Hej!").is_nothing());
    assert_eq!(play.writes("dora", "Hej!").refusal(), Some(&Refusal::TooManyLines));
}

#[test]
fn a_patron_opens_only_so_many_sessions_an_hour() {
    let mut play = Play::with(|_, limits| limits.sessions_per_patron = 1);
    play.staff(&["anna"]);
    play.writes("dora", "Hej!");
    play.joins("anna", 1);
    play.commands("anna", Place::Hub, "!close");
    assert_eq!(play.writes("dora", "Hej!").refusal(), Some(&Refusal::TooManySessions));
    play.passes(3600);
    assert!(play.writes("dora", "Hej!").refusal().is_none());
}

#[test]
fn a_staff_room_takes_only_so_many_clients() {
    let mut play = Play::with(|_, limits| limits.clients = 1);
    play.comes_on_duty("anna");
    assert_eq!(play.comes_on_duty("bo").refusal(), Some(&Refusal::TooManyClients));
    assert!(play.shows("anna", Show::Away).refusal().is_none());
}

#[test]
fn a_service_that_is_not_there_takes_nothing() {
    let mut play = Play::new();
    let seen = play.writes_to("nowhere", Via::Chat, "dora", "Hej!");
    assert_eq!(seen.refusal(), Some(&Refusal::NoSuchService));
}

#[test]
fn a_session_that_never_was_is_closed() {
    let mut play = Play::staffed(&["anna"]);
    assert_eq!(play.joins("anna", 1).refusal(), Some(&Refusal::SessionClosed));
}

#[test]
fn a_service_may_have_limits_of_its_own() {
    let mut play = Play::with(|inventory, _| {
        inventory.services.get_mut(&ask()).expect("ask").limits.offer = Some(Duration::from_secs(5));
    });
    play.staff(&["anna", "bo"]);
    play.writes("dora", "Hej!");
    assert_eq!(play.passes(5).invited(), pairs(&[("bo", 1)]));
}

#[test]
fn limits_changed_while_running_hold_at_once() {
    let mut play = Play::held();
    play.says("anna", 1, "Ja.");
    let limits = Limits { patron_silent: Duration::from_secs(10), ..Limits::default() };
    play.desk.surroundings_changed(limits, Default::default(), vec![sample::language("en")]);
    assert_eq!(play.passes(10).to_patron(), ["patron-still-there"]);
}

#[test]
fn the_welcome_says_how_long_the_words_are_kept() {
    let mut play = Play::with(|_, limits| limits.keep_text = Duration::from_secs(14 * 86_400));
    let seen = play.writes("dora", "Hej!");
    assert!(seen.has(|effect| {
        matches!(effect, Effect::Tell { sentence: Sentence::PatronWelcome { days: 14, .. }, language, .. }
            if *language == sample::language("sv"))
    }));
}
