//! A service in a roster.

use super::*;
use crate::stanza::Show;

const SUBSCRIBE: &str = "<presence to='ask@ref.localhost' type='subscribe'/>";

#[test]
fn a_subscription_is_granted_recorded_and_followed_by_what_is_so() {
    let mut play = Play::new();
    play.sends("dora", SUBSCRIBE);
    let kinds: Vec<_> = play.presences("dora").iter().map(|presence| (presence.kind, presence.show)).collect();
    assert_eq!(kinds, [(PresenceKind::Subscribed, Show::Available), (PresenceKind::Available, Show::Xa)]);
    assert!(matches!(play.records[..], [Record::Contact { .. }]));
    assert!(play.presences("dora")[1].status.len() >= 2);
    assert!(play.presences("dora")[1].caps.is_some());
}

#[test]
fn opening_and_closing_are_shown_at_once_and_numbers_every_ten_seconds() {
    let mut play = Play::new();
    play.sends("dora", SUBSCRIBE);
    play.joins("anna", "ask", "Anna");
    assert_eq!(play.presences("dora").len(), 1);
    play.joins("bo", "ask", "Bo");
    assert!(play.presences("dora").is_empty());
    play.passes(10);
    let [shown] = play.presences("dora")[..] else { panic!() };
    assert!(shown.status.iter().any(|status| status.text.starts_with("Open: 2 librarians here")));
    play.sends("bo", "<presence to='ask@ref.localhost/Bo' type='unavailable'/>");
    play.sends("anna", "<presence to='ask@ref.localhost/Anna' type='unavailable'/>");
    assert_eq!(play.presences("dora")[0].show, Show::Xa);
}

#[test]
fn a_probe_is_answered_for_contacts_and_refused_for_others() {
    let mut play = Play::new();
    play.sends("dora", SUBSCRIBE);
    play.sends("dora", "<presence to='ask@ref.localhost' type='probe'/>");
    assert_eq!(play.presences("dora")[0].kind, PresenceKind::Available);
    play.sends("emil", "<presence to='ask@ref.localhost' type='probe'/>");
    assert_eq!(play.presences("emil")[0].kind, PresenceKind::Unsubscribed);
}

#[test]
fn one_who_unsubscribes_is_shown_nothing_more() {
    let mut play = Play::new();
    play.sends("dora", SUBSCRIBE);
    play.sends("dora", "<presence to='ask@ref.localhost' type='unsubscribe'/>");
    assert!(matches!(play.records[..], [Record::ContactGone { .. }]));
    play.joins("anna", "ask", "Anna");
    assert!(play.to("dora").next().is_none());
}

#[test]
fn no_more_contacts_than_the_limit_are_taken() {
    let mut play = Play::with(|inventory| {
        inventory.services.get_mut(&sample::service("ask")).expect("ask").limits.contacts = Some(1);
    });
    play.sends("dora", SUBSCRIBE);
    play.sends("emil", SUBSCRIBE);
    assert_eq!(play.presences("emil")[0].kind, PresenceKind::Unsubscribed);
    play.sends("dora", SUBSCRIBE);
    assert_eq!(play.presences("dora")[0].kind, PresenceKind::Subscribed);
}

#[test]
fn a_program_that_ends_is_seen_to_go() {
    let mut play = Play::new();
    play.sends("dora", SUBSCRIBE);
    play.seen.clear();
    play.does(Input::Leaving);
    assert_eq!(play.presences("dora")[0].kind, PresenceKind::Unavailable);
}
