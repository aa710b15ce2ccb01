//! Questions that nobody at a hub could answer, answered by another hub without anybody's doing: whole hubs, and the stanzas
//! between them.

use super::hubs::{Hubs, domain};
use super::*;
use crate::desk::inventory::{Link, Role};
use crate::desk::sample;
use crate::desk::session::State;

/// A: Swedish and English only. B and C: Chen speaks the language there that nobody has in A, for whom Chinese stands.
fn hubs(letters: &[&str]) -> Hubs {
    let all: Vec<String> = letters.iter().map(|letter| (*letter).to_owned()).collect();
    Hubs::new(letters, |letter, inventory| {
        for (order, other) in (1..).zip(all.iter().filter(|other| *other != letter)) {
            let link = Link { adjoining: other == "b", order, ..sample::link(&domain(other)) };
            inventory.links.insert(link.hub.clone(), link);
        }
        if letter == "a" {
            let service = inventory.services.get_mut(&sample::service("ask")).expect("ask");
            service.languages = vec![sample::language("zh")];
            // Nobody here answers a ping, so that duty does not last.
            service.limits.elsewhere = Some(Duration::from_secs(15));
            inventory.operators.retain(|jid, _| jid.as_str().starts_with("anna"));
        } else {
            let chen = sample::jid(&format!("chen@{letter}.test"));
            inventory.operators.get_mut(&chen).expect("Chen").role = Role::Operator;
        }
    })
}

impl Hubs {
    fn on_duty(&mut self, who: &str, letter: &str) {
        self.joins(who, letter, &format!("ask@{}", domain(letter)));
        // What a service shows changes at most every ten seconds.
        self.passes(11);
    }

    fn goes(&mut self, who: &str, letter: &str) {
        let text = format!(
            "<presence xmlns='jabber:component:accept' from='{who}@{letter}.test/desk' to='ask@{}/{who}' \
             type='unavailable'/>",
            domain(letter)
        );
        self.sends(letter, &text);
    }

    /// Dora writes to A.
    fn asks(&mut self) {
        let text = "<message xmlns='jabber:component:accept' from='dora@guest.test/web' to='ask@ref.a.test' type='chat' \
                    id='d'><body>…</body></message>";
        self.sends("a", text);
    }

    fn session(&self) -> &crate::desk::session::Session {
        self.hub("a").desk().session(1).expect("a session")
    }

    fn is_question(&self) -> bool {
        matches!(self.session().state, State::Question { .. })
    }

    fn room(&self) -> String {
        format!("ask.{}@ref.a.test", self.session().token)
    }

    /// The room's invitation, as somebody's client gets it.
    fn invited(&self, who: &str) -> bool {
        self.seen.iter().any(|stanza| {
            matches!(stanza, Stanza::Message(message)
                if message.to.to_bare().as_str() == who && message.from.to_bare().as_str() == self.room()
                    && message.invite.is_some())
        })
    }

    /// She joins the room at A from her own server.
    fn joins_there(&mut self, who: &str) {
        let text = format!(
            "<presence xmlns='jabber:component:accept' from='{who}/desk' to='{}/Chen'>\
             <x xmlns='http://jabber.org/protocol/muc'/></presence>",
            self.room()
        );
        self.sends("a", &text);
    }
}

#[test]
fn a_question_that_nobody_here_can_answer_is_answered_from_another_hub_without_anybodys_doing() {
    let mut hubs = hubs(&["a", "b"]);
    hubs.on_duty("anna", "a");
    hubs.on_duty("chen", "b");
    hubs.asks();
    assert!(hubs.words("dora@guest.test").iter().any(|words| words.contains("another library")));
    assert!(hubs.invited("chen@b.test"), "{:?}", hubs.passed);
    hubs.joins_there("chen@b.test");
    assert_eq!(hubs.session().held_by().map(|holder| holder.as_str()), Some("chen@b.test"));
    assert_eq!(hubs.hub("b").desk().occupied(&sample::jid("chen@b.test")), 1);
    let said = format!(
        "<message xmlns='jabber:component:accept' from='chen@b.test/desk' to='{}' type='groupchat' id='s'>\
         <body>你好</body></message>",
        hubs.room()
    );
    hubs.sends("a", &said);
    assert!(hubs.words("dora@guest.test").contains(&"你好".to_owned()));
}

#[test]
fn a_hub_that_has_nobody_free_declines_and_the_next_is_asked_at_once() {
    let mut hubs = hubs(&["a", "b", "c"]);
    hubs.on_duty("chen", "b");
    hubs.on_duty("chen", "c");
    hubs.asks();
    assert!(hubs.invited("chen@b.test"));
    let room = hubs.room();
    hubs.sends(
        "a",
        &format!(
            "<message xmlns='jabber:component:accept' from='chen@b.test/desk' to='{room}'>\
             <x xmlns='http://jabber.org/protocol/muc#user'><decline to='ref.a.test'/></x></message>"
        ),
    );
    // B has nobody else, and C is asked: by B, which knows it, or else by A.
    assert!(hubs.invited("chen@c.test"), "{:?}", hubs.passed);
    hubs.joins_there("chen@c.test");
    assert_eq!(hubs.session().held_by().map(|holder| holder.as_str()), Some("chen@c.test"));
}

#[test]
fn a_silent_hub_is_passed_over_and_its_health_is_shown() {
    let mut hubs = hubs(&["a", "b", "c"]);
    hubs.on_duty("chen", "b");
    hubs.on_duty("chen", "c");
    hubs.mute.insert(domain("b"));
    hubs.asks();
    assert!(!hubs.invited("chen@c.test"));
    hubs.passes(15);
    assert!(hubs.invited("chen@c.test"), "{:?}", hubs.passed);
    let shown = hubs.commands("anna", "a", "!link show ref.b.test");
    assert!(shown.contains("answers missed in a row: 1"), "{shown}");
}

#[test]
fn a_hub_whose_server_is_down_is_passed_over_at_once() {
    let mut hubs = hubs(&["a", "b", "c"]);
    hubs.on_duty("chen", "b");
    hubs.on_duty("chen", "c");
    hubs.dead.insert(domain("b"));
    hubs.asks();
    assert!(hubs.invited("chen@c.test"), "{:?}", hubs.passed);
    let shown = hubs.commands("anna", "a", "!link show ref.b.test");
    assert!(shown.contains("remote-server-not-found"), "{shown}");
}

#[test]
fn nobody_anywhere_is_a_question_and_goes_to_the_partner_that_opens_later() {
    let mut hubs = hubs(&["a", "b"]);
    hubs.on_duty("chen", "b");
    hubs.goes("chen", "b");
    hubs.passes(11);
    hubs.asks();
    assert!(hubs.is_question());
    hubs.joins("chen", "b", "ask@ref.b.test");
    let at_once = hubs.invited("chen@b.test");
    hubs.passes(11);
    assert!(at_once || hubs.invited("chen@b.test"), "{:?}", hubs.passed);
    hubs.joins_there("chen@b.test");
    assert!(hubs.session().held_by().is_some());
}

#[test]
fn whoever_is_asked_there_is_not_asked_any_more_when_somebody_here_holds_it() {
    let mut hubs = hubs(&["a", "b"]);
    hubs.on_duty("chen", "b");
    hubs.asks();
    assert!(hubs.invited("chen@b.test"));
    hubs.commands("anna", "a", "!on ask");
    let (room, token) = (hubs.room(), hubs.session().token.to_string());
    hubs.on_duty("anna", "a");
    hubs.commands("anna", "a", &format!("!take {token}"));
    hubs.joins("anna", "a", &room);
    assert_eq!(hubs.session().held_by().map(|holder| holder.as_str()), Some("anna@a.test"));
    assert_eq!(hubs.hub("b").desk().occupied(&sample::jid("chen@b.test")), 0);
}
