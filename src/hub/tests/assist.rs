//! What passes between hubs, as stanzas: our services are asked for somebody by rooms elsewhere.

use super::*;
use crate::desk::sample::jid;
use crate::stanza::Invite;
use crate::xmpp::outbound;

const ROOM: &str = "ask.7k2m9q@ref.a";

fn play() -> Play {
    let mut play = Play::with(|inventory| {
        for hub in ["ref.a", "ref.c"] {
            inventory.links.insert(jid(hub), sample::link(hub));
        }
    });
    play.joins("anna", "ask", "Anna");
    play.joins("chen", "ask", "Chen");
    play
}

fn user(payload: &str) -> String {
    format!("<x xmlns='http://jabber.org/protocol/muc#user'>{payload}</x>")
}

fn need(language: &str) -> String {
    format!(
        "<x xmlns='jabber:x:data' type='submit'><field var='FORM_TYPE'><value>urn:refdesk:need:0</value></field>\
         <field var='languages'><value>{language}</value></field></x>"
    )
}

fn direct(room: &str) -> String {
    format!("<x xmlns='jabber:x:conference' jid='{room}' continue='true' thread='7k2m9q'/>")
}

impl Play {
    fn room_sends(&mut self, from: &str, payload: &str) {
        self.arrives(&format!("<message from='{from}' to='ask@ref.localhost' id='i1'>{payload}</message>"));
    }

    fn asked(&mut self, from: &str, payload: &str) {
        let invite = user("<invite from='ref.a'><reason>Ask</reason><continue thread='7k2m9q'/></invite>");
        self.room_sends(from, &format!("{invite}{payload}"));
    }

    /// The one message that goes to another hub.
    fn to_elsewhere(&self) -> Option<&Message> {
        let mut all = self.seen.iter().filter_map(|stanza| match stanza {
            Stanza::Message(message) if !message.to.domain().as_str().ends_with("localhost") => Some(message.as_ref()),
            _ => None,
        });
        let one = all.next();
        assert!(all.next().is_none(), "one at a time");
        one
    }
}

#[test]
fn a_room_of_a_linked_hub_is_told_by_a_mediated_invitation_whom_to_invite() {
    let mut play = play();
    play.asked(ROOM, &format!("{}{}", direct(ROOM), need("zh")));
    let sent = play.to_elsewhere().expect("an answer");
    let invite = Invite { peer: jid("chen@localhost").into(), reason: None, thread: Some("7k2m9q".into()) };
    assert_eq!((sent.to.as_str(), sent.to_room, sent.invite.as_ref()), (ROOM, true, Some(&invite)));
    let wire = outbound::write(&Stanza::Message(Box::new(sent.clone())));
    assert!(wire.contains("<invite to='chen@localhost'><continue thread='7k2m9q'/></invite>"), "{wire}");
    let told = "Chen (Malmö): ref.a ber om någon som talar kinesiska – inbjudan till dig kommer från ask.7k2m9q@ref.a.";
    let words = play.words("chen");
    assert!(words.iter().any(|(_, text)| text == told), "{words:?}");
}

#[test]
fn the_room_tells_who_is_in_it_and_who_declined() {
    let mut play = play();
    play.asked(ROOM, &need("en"));
    let first = play.to_elsewhere().and_then(|sent| sent.invite.clone()).expect("an answer").peer;
    play.room_sends(ROOM, &user(&format!("<decline from='{first}'><reason>lunch</reason></decline>")));
    let second = play.to_elsewhere().and_then(|sent| sent.invite.clone()).expect("another").peer;
    assert_ne!(first, second);
    play.room_sends(ROOM, &user(&format!("<item affiliation='member' role='participant' jid='{second}'/>")));
    assert_eq!(play.hub.desk().occupied(&second.to_bare()), 1);
    play.room_sends(ROOM, &user(&format!("<item affiliation='none' role='none' jid='{second}'/>")));
    assert_eq!(play.hub.desk().occupied(&second.to_bare()), 0);
    assert_eq!(play.hub.desk().assistances().count(), 0);
}

#[test]
fn nobody_speaks_for_a_room_but_the_room() {
    let mut play = play();
    for (from, payload) in
        [("ask.7k2m9q@ref.a/Lena", need("sv")), ("ref.a", need("sv")), ("ask.other@ref.a", direct(ROOM))]
    {
        play.asked(from, &payload);
        let refused = play.to_elsewhere().and_then(|answer| answer.error.clone()).expect("an error");
        assert_eq!(refused.condition, Condition::BadRequest, "{from}");
        assert_eq!(play.hub.desk().assistances().count(), 0, "{from}");
    }
    play.asked(ROOM, &need("zh"));
    for forged in ["ask.7k2m9q@ref.c", "chen@ref.a", "ask.7k2m9q@ref.a/x"] {
        play.room_sends(forged, &user("<item affiliation='member' role='participant' jid='chen@localhost'/>"));
        play.room_sends(forged, &user("<decline from='chen@localhost'/>"));
    }
    let known = play.hub.desk().assistances().next().expect("still asked");
    assert!(known.inside.is_empty() && known.passed.is_empty());
}

#[test]
fn a_form_that_cannot_be_read_is_refused_and_says_why() {
    let mut play = play();
    play.asked(ROOM, &need(&"x".repeat(100)));
    let refused = play.to_elsewhere().and_then(|answer| answer.error.clone()).expect("an error");
    assert_eq!(refused.condition, Condition::BadRequest);
    assert!(refused.text.expect("a text").text.contains("'languages'"));
}

#[test]
fn a_person_in_the_room_may_invite_the_service_directly() {
    let mut play = play();
    play.room_sends("lena@a/gajim", &direct(ROOM));
    let sent = play.to_elsewhere().expect("an answer");
    assert!(sent.to.as_str() == ROOM && sent.invite.is_some());
}

#[test]
fn a_stranger_is_declined_with_a_reason_and_within_bounds() {
    let mut play = play();
    play.asked("tea@rooms.home", &need("sv"));
    let declined = play.to_elsewhere().and_then(|answer| answer.decline.clone()).expect("a decline");
    assert_eq!(declined.peer.as_str(), "ref.a");
    assert!(declined.reason.expect("a reason").contains("a link"));
    let mut answers = 0;
    for _ in 0..1_000 {
        play.asked("tea@rooms.home", "");
        answers += play.seen.len();
    }
    assert_eq!(answers, 29, "lines_per_patron, the first one spent");
    assert!(play.hub.desk().assistances().next().is_none());
}

#[test]
fn a_room_that_is_not_there_ends_it() {
    let mut play = play();
    play.asked(ROOM, &need("zh"));
    play.arrives(&format!(
        "<message from='{ROOM}' to='ask@ref.localhost' id='r-9' type='error'><error type='cancel'>\
         <item-not-found xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></message>"
    ));
    assert_eq!(play.hub.desk().assistances().count(), 0);
    assert_eq!(play.hub.desk().occupied(&jid("chen@localhost")), 0);
}

#[test]
fn a_service_of_a_linked_hub_may_vouch_for_a_room_elsewhere() {
    let mut play = play();
    play.room_sends("ask-law@ref.c", &direct("ask.9z@ref.far"));
    assert!(play.seen.is_empty());
    play.asked("ask.9z@ref.far", &need("zh"));
    assert!(play.to_elsewhere().is_some_and(|sent| sent.invite.is_some()));
}
