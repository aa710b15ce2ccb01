//! Sessions handed to services of other hubs and back, between hubs that send each other stanzas.

use super::hubs::Hubs;
use super::*;
use crate::desk::assist::Part;
use crate::desk::inventory::{Datum, Link};
use crate::desk::record::{Record as DeskRecord, What};
use crate::desk::sample::jid;

const PATRON: &str = "dora@home.example/phone";
const QUESTION: &str = "Vem ärver min faster?";
const NOTE: &str = "han har ett testamente";
const USER: &str = "http://jabber.org/protocol/muc#user";

fn link(hub: &str, data: &[Datum]) -> Link {
    Link { adjoining: true, data: data.iter().copied().collect(), ..sample::link(hub) }
}

pub(super) struct Story {
    pub hubs: Hubs,
    pub room: String,
    /// Everything that went to other hubs and to people elsewhere.
    pub abroad: Vec<String>,
}

impl Story {
    /// Neighbours are linked: A and B, B and C. Anna holds Dora's session at A.
    pub fn new(letters: &[&str], data: &[Datum]) -> Self {
        Story::linked(letters, &[("a", "b"), ("b", "c")], data)
    }

    pub fn linked(letters: &[&str], pairs: &[(&str, &str)], data: &[Datum]) -> Self {
        let hubs = Hubs::new(letters, |letter, inventory| {
            for (one, other) in pairs {
                let other = if *one == letter { other } else { one };
                if pairs.iter().any(|pair| *pair == (letter, other) || *pair == (other, letter)) {
                    let link = link(&hubs::domain(other), data);
                    inventory.links.insert(link.hub.clone(), link);
                }
            }
        });
        let mut story = Story { hubs, room: String::new(), abroad: Vec::new() };
        story.hubs.joins("anna", "a", "ask@ref.a.test");
        let body = format!("type='chat' id='q'><body>{QUESTION}</body></message>");
        story.hubs.sends("a", &format!("{} {body}", head("message", PATRON, "ask@ref.a.test")));
        story.room = story.invited("anna@a.test").expect("an invitation");
        let room = story.room.clone();
        story.hubs.joins("anna", "a", &room);
        story
    }

    /// Something is done; then what left for elsewhere is kept.
    pub fn then<T>(&mut self, does: impl FnOnce(&mut Hubs, &str) -> T) -> T {
        let room = self.room.clone();
        let done = does(&mut self.hubs, &room);
        self.abroad.extend(self.hubs.passed.iter().map(|(_, text)| text.clone()));
        let away = |to: &str| !to.ends_with("a.test") && !PATRON.starts_with(to);
        let people = self.hubs.seen.iter().filter(|stanza| match stanza {
            Stanza::Message(message) => away(message.to.to_bare().as_str()),
            Stanza::Presence(presence) => away(presence.to.to_bare().as_str()),
            Stanza::Iq(_) => false,
        });
        self.abroad.extend(people.map(crate::xmpp::outbound::write));
        done
    }

    /// The room to which somebody was invited just now.
    pub fn invited(&self, who: &str) -> Option<String> {
        self.hubs.seen.iter().find_map(|stanza| match stanza {
            Stanza::Message(message) if message.to.to_bare().as_str() == who && message.invite.is_some() => {
                Some(message.from.to_string())
            }
            _ => None,
        })
    }

    pub fn invites(&mut self, who: &str, whom: &str) {
        let invite = format!("<x xmlns='{USER}'><invite to='{whom}'><reason>{NOTE}</reason></invite></x></message>");
        self.then(|hubs, room| hubs.sends("a", &format!("{}>{invite}", head("message", who, room))));
    }

    pub fn says(&mut self, who: &str, line: &str) {
        let body = format!("type='groupchat' id='l'><body>{line}</body></message>");
        self.then(|hubs, room| hubs.sends("a", &format!("{} {body}", head("message", who, room))));
    }

    /// Somebody, of whichever hub, joins the session's room with her own client.
    pub fn joins(&mut self, who: &str) {
        let nick = who.split('@').next().expect("a name").to_owned();
        let x = "><x xmlns='http://jabber.org/protocol/muc'/></presence>";
        let text = |room: &str| format!("{}{x}", head("presence", who, &format!("{room}/{nick}")));
        self.then(|hubs, room| hubs.sends("a", &text(room)));
    }

    pub fn declines(&mut self, who: &str, words: &str) {
        let decline = format!("<x xmlns='{USER}'><decline to='ref.a.test'><reason>{words}</reason></decline></x>");
        self.then(|hubs, room| hubs.sends("a", &format!("{}>{decline}</message>", head("message", who, room))));
    }

    pub fn passes(&mut self, seconds: u64) {
        self.then(|hubs, _| hubs.passes(seconds));
    }

    pub fn on_duty(&mut self, who: &str, letter: &str, service: &str) {
        self.hubs.joins(who, letter, &format!("{service}@ref.{letter}.test"));
    }

    pub fn holder(&self) -> String {
        let session = self.hubs.hub("a").desk().session(1);
        session.and_then(|session| session.held_by()).map(ToString::to_string).unwrap_or_default()
    }

    pub fn is_under_way(&self) -> bool {
        self.hubs.hub("a").desk().session(1).is_some_and(|session| session.transfer.is_some())
    }

    pub fn occupied(&self, who: &str, letter: &str) -> u32 {
        self.hubs.hub(letter).desk().occupied(&jid(&format!("{who}@{letter}.test")))
    }

    pub fn told(&self, who: &str, words: &str) -> bool {
        self.hubs.words(who).iter().any(|line| line.contains(words))
    }

    /// What hub A has chronicled of this kind.
    pub fn chronicled(&self, what: What) -> Vec<String> {
        let all = self.hubs.records.iter().filter_map(|record| match record {
            Record::Desk(DeskRecord::Chronicle(entry)) if entry.what == what => Some(entry.detail.clone()),
            _ => None,
        });
        all.collect()
    }

    /// The last parts that a hub recorded of sessions elsewhere.
    pub fn part(&self, hub: &str) -> Option<Part> {
        self.hubs.records.iter().rev().find_map(|record| match record {
            Record::Desk(DeskRecord::Assistance(one)) if one.hub == jid(&hubs::domain(hub)) => Some(one.part),
            _ => None,
        })
    }

    pub fn shows_nothing_of_the_patron(&self) {
        for text in &self.abroad {
            assert!(!text.contains("dora") && !text.contains("home.example"), "{text}");
        }
    }
}

pub(super) fn head(name: &str, from: &str, to: &str) -> String {
    format!("<{name} xmlns='jabber:component:accept' from='{from}' to='{to}'")
}

#[test]
fn a_librarian_of_another_hub_takes_over_by_an_invitation_and_both_count_it_once() {
    let mut story = Story::new(&["a", "b"], &[]);
    story.on_duty("bo", "b", "ask-law");
    story.invites("anna@a.test/desk", "ask-law@ref.b.test");
    assert_eq!(story.invited("bo@b.test").as_ref(), Some(&story.room));
    assert_eq!((story.holder().as_str(), story.occupied("bo", "b")), ("anna@a.test", 1));
    assert!(!story.told("dora@home.example", ""), "the patron is told nothing yet");
    story.joins("bo@b.test/desk");
    assert_eq!((story.holder().as_str(), story.occupied("bo", "b")), ("bo@b.test", 1));
    let abroad = story.abroad.join("\n");
    assert!(story.told("bo@b.test", QUESTION), "the history");
    assert!(story.told("dora@home.example", "bo (b.test)"));
    let before = abroad.split("to='bo@b.test/desk'").next().unwrap_or_default();
    assert!(!before.contains("ärver") && !before.contains("testamente") && !before.contains("Anna"), "{before}");
    story.says("anna@a.test/desk", "Hej igen");
    assert!(!story.told("dora@home.example", "Hej igen"));
    story.says("bo@b.test/desk", "God dag");
    assert!(story.told("dora@home.example", "God dag"));
    story.joins("bo@b.test/phone");
    assert!(story.told("bo@b.test", QUESTION), "her own later client reads along");
    story.says("bo@b.test/phone", "!close answered");
    assert_eq!((story.holder().as_str(), story.occupied("bo", "b")), ("", 0));
    assert_eq!(story.chronicled(What::ReferredOn), ["ask-law@ref.b.test"]);
    assert_eq!(story.chronicled(What::AnsweredElsewhere), ["ask-law@ref.b.test"]);
    assert_eq!(story.part("a"), Some(Part::Answered));
    story.shows_nothing_of_the_patron();
}

#[test]
fn until_a_librarian_of_another_hub_is_invited_one_message_passes_each_way_and_none_until_her_line_is_there() {
    let mut story = Story::new(&["a", "b"], &[]);
    story.on_duty("bo", "b", "ask-law");
    let messages = |story: &Story| {
        let passed = story.hubs.passed.iter().filter(|(_, text)| text.starts_with("<message"));
        passed.map(|(to, _)| to.clone()).collect::<Vec<_>>()
    };
    story.invites("anna@a.test/desk", "ask-law@ref.b.test");
    assert!(story.invited("bo@b.test").is_some());
    assert_eq!(messages(&story), ["ref.b.test", "ref.a.test"]);
    story.hubs.mute.insert("ref.b.test".to_owned());
    story.joins("bo@b.test/desk");
    story.says("bo@b.test/desk", "God dag");
    assert!(story.told("dora@home.example", "God dag"));
}

#[test]
fn a_command_does_the_same_and_what_the_agreement_lets_pass_goes_with_it() {
    let mut story = Story::new(&["a", "b"], &Datum::ALL);
    story.on_duty("bo", "b", "ask-law");
    story.says("anna@a.test/desk", &format!("!transfer ask-law@ref.b.test {NOTE}"));
    let need = story.abroad.iter().find(|text| text.contains("urn:refdesk:need:0")).expect("a form");
    assert!(need.contains("ärver") && need.contains("testamente") && need.contains("Anna"), "{need}");
    assert!(story.invited("bo@b.test").is_some());
    story.shows_nothing_of_the_patron();
}

#[test]
fn who_invites_a_service_past_the_room_is_told_how_to_ask_it_and_nobody_joins_before() {
    let mut story = Story::new(&["a", "b"], &[]);
    story.on_duty("bo", "b", "ask-law");
    let x = format!("<x xmlns='jabber:x:conference' jid='{}'/>", story.room);
    let text = format!("{}>{x}</message>", head("message", "anna@a.test/desk", "ask-law@ref.b.test"));
    story.then(|hubs, _| hubs.sends("b", &text));
    assert!(story.told("anna@a.test", "!transfer ask-law@ref.b.test"), "{:?}", story.hubs.words("anna@a.test"));
    assert_eq!((story.occupied("bo", "b"), story.hubs.hub("b").desk().assistances().count()), (0, 0));
    story.joins("bo@b.test/desk");
    assert_eq!(story.holder(), "anna@a.test");
    story.says("anna@a.test/desk", "!transfer ask-law@ref.b.test");
    story.joins("bo@b.test/desk");
    assert_eq!(story.holder(), "bo@b.test");
}

#[test]
fn whoever_declines_is_followed_by_the_next_and_then_it_is_returned_with_the_reason() {
    let mut story = Story::new(&["a", "b"], &[]);
    story.on_duty("bo", "b", "ask");
    story.on_duty("anna", "b", "ask");
    story.invites("anna@a.test/desk", "ask@ref.b.test");
    let first = if story.invited("bo@b.test").is_some() { "bo" } else { "anna" };
    let second = if first == "bo" { "anna" } else { "bo" };
    story.declines(&format!("{first}@b.test/desk"), "lunch");
    assert!(story.invited(&format!("{second}@b.test")).is_some());
    story.joins(&format!("{first}@b.test/desk"));
    assert_eq!(story.holder(), "anna@a.test", "the first has no invitation any more");
    story.declines(&format!("{second}@b.test/desk"), "möte");
    assert!(!story.is_under_way());
    assert!(story.told("anna@a.test", "ask@ref.b.test has nobody"), "{:?}", story.hubs.words("anna@a.test"));
    assert_eq!((story.occupied("bo", "b"), story.part("a")), (0, Some(Part::Declined)));
}

#[test]
fn a_hub_that_is_silent_or_not_there_gives_it_back_and_its_health_is_noted() {
    let mut story = Story::new(&["a", "b"], &[]);
    story.on_duty("bo", "b", "ask-law");
    story.hubs.dead.insert(hubs::domain("b"));
    story.invites("anna@a.test/desk", "ask-law@ref.b.test");
    assert!(!story.is_under_way());
    assert!(
        story.told("anna@a.test", "cannot be reached (“remote-server-not-found”)"),
        "{:?}",
        story.hubs.words("anna@a.test")
    );
    let health = story.hubs.hub("a").desk().health(&jid("ref.b.test")).cloned().unwrap_or_default();
    assert_eq!(health.unreachable.as_deref(), Some("remote-server-not-found"));

    let mut story = Story::new(&["a", "b"], &[]);
    story.hubs.mute.insert(hubs::domain("b"));
    story.invites("anna@a.test/desk", "ask-law@ref.b.test");
    story.passes(59);
    assert!(story.is_under_way());
    story.passes(2);
    assert!(!story.is_under_way());
    let health = story.hubs.hub("a").desk().health(&jid("ref.b.test")).cloned().unwrap_or_default();
    assert_eq!(health.missed, 1);
}

#[test]
fn what_is_taken_back_or_closed_is_not_asked_of_anybody_any_more() {
    for line in ["!transfer cancel", "!close answered"] {
        let mut story = Story::new(&["a", "b"], &[]);
        story.on_duty("bo", "b", "ask");
        story.on_duty("anna", "b", "ask");
        story.invites("anna@a.test/desk", "ask@ref.b.test");
        assert_eq!(story.hubs.hub("b").desk().assistances().count(), 1);
        story.says("anna@a.test/desk", line);
        assert_eq!(story.hubs.hub("b").desk().assistances().count(), 0, "{line}");
        assert_eq!(story.part("a"), Some(Part::Withdrawn), "{line}");
        assert!(story.invited("bo@b.test").or(story.invited("anna@b.test")).is_none(), "{line}");
    }
}

#[test]
fn each_hub_may_start_again_in_the_middle() {
    for restarted in ["a", "b"] {
        let mut story = Story::new(&["a", "b"], &[]);
        story.on_duty("bo", "b", "ask-law");
        story.invites("anna@a.test/desk", "ask-law@ref.b.test");
        story.hubs.restarts(restarted);
        story.joins("bo@b.test/desk");
        assert_eq!((story.holder().as_str(), story.occupied("bo", "b")), ("bo@b.test", 1), "{restarted}");
        story.hubs.restarts(restarted);
        story.says("bo@b.test/desk", "God dag");
        assert!(story.told("dora@home.example", "God dag"));
        story.says("bo@b.test/desk", "!close answered");
        assert_eq!(story.occupied("bo", "b"), 0, "{restarted}");
    }
}

#[test]
fn a_hub_that_was_away_when_its_librarian_joined_hears_of_it_when_it_is_back() {
    let mut story = Story::new(&["a", "b"], &[]);
    story.on_duty("bo", "b", "ask-law");
    story.invites("anna@a.test/desk", "ask-law@ref.b.test");
    story.hubs.dead.insert(hubs::domain("b"));
    story.joins("bo@b.test/desk");
    story.says("bo@b.test/desk", "God dag");
    assert!(story.told("dora@home.example", "God dag"));
    story.hubs.dead.clear();
    story.hubs.restarts("b");
    // What it cannot know to have left before it died, it says again.
    let invite = format!("<x xmlns='{USER}'><invite to='bo@b.test'/></x></message>");
    let from = "ask-law@ref.b.test";
    story.then(|hubs, room| hubs.sends("a", &format!("{}>{invite}", head("message", from, room))));
    assert_eq!(story.hubs.hub("b").desk().assistances().map(|one| one.inside.len()).sum::<usize>(), 1);
    story.passes(25);
    assert_eq!((story.holder().as_str(), story.occupied("bo", "b")), ("bo@b.test", 1));
    story.says("bo@b.test/desk", "!close answered");
    assert_eq!((story.occupied("bo", "b"), story.part("a")), (0, Some(Part::Answered)));
}

#[test]
fn an_eleventh_invitation_is_refused() {
    let mut story = Story::new(&["a", "b"], &[]);
    story.on_duty("bo", "b", "ask-law");
    story.invites("anna@a.test/desk", "ask-law@ref.b.test");
    let mut invited = 1;
    for n in 0..20 {
        let invite = format!("<x xmlns='{USER}'><invite to='o{n}@b.test'/></x></message>");
        let from = "ask-law@ref.b.test";
        story.then(|hubs, room| hubs.sends("a", &format!("{}>{invite}", head("message", from, room))));
        invited += u32::from(story.invited(&format!("o{n}@b.test")).is_some());
    }
    assert_eq!(invited, 10);
    story.joins("bo@b.test/desk");
    assert_eq!(story.holder(), "anna@a.test", "she was replaced");
}

#[test]
fn a_hub_that_has_nobody_names_a_third_whose_librarian_comes() {
    for pairs in [&[("a", "b"), ("b", "c")][..], &[("a", "b"), ("b", "c"), ("a", "c")]] {
        let mut story = Story::linked(&["a", "b", "c"], pairs, &[]);
        story.on_duty("bo", "c", "ask-law");
        story.passes(11);
        story.invites("anna@a.test/desk", "ask-law@ref.b.test");
        assert!(story.invited("bo@c.test").is_some(), "{:#?}", story.abroad);
        story.joins("bo@c.test/desk");
        assert_eq!((story.holder().as_str(), story.occupied("bo", "c")), ("bo@c.test", 1));
        let guest = story.hubs.hub("a").desk().session(1).and_then(|session| session.guests.values().next()).cloned();
        assert_eq!(guest.and_then(|guest| guest.of), Some(jid("ask-law@ref.c.test")));
        assert_eq!(story.hubs.hub("b").desk().assistances().count(), 0);
        assert_eq!(story.chronicled(What::ReferredOn), ["ask-law@ref.b.test", "ask-law@ref.c.test"]);
        assert_eq!(story.chronicled(What::AnsweredElsewhere), ["ask-law@ref.c.test"]);
        story.says("bo@c.test/desk", "!close answered");
        assert_eq!(story.occupied("bo", "c"), 0);
        story.shows_nothing_of_the_patron();
    }
}

#[test]
fn when_the_third_has_nobody_either_it_comes_back_through_the_second() {
    let mut story = Story::new(&["a", "b", "c"], &[]);
    story.on_duty("bo", "c", "ask-law");
    story.passes(11);
    story.invites("anna@a.test/desk", "ask-law@ref.b.test");
    story.declines("bo@c.test/desk", "lunch");
    assert_eq!(story.holder(), "anna@a.test");
    for letter in ["b", "c"] {
        story.passes(1);
        assert_eq!(story.occupied("bo", letter), 0, "{letter}");
    }
    story.passes(240);
    assert!(!story.is_under_way());
    assert!(["b", "c"].iter().all(|letter| story.hubs.hub(letter).desk().assistances().count() == 0));
}

#[test]
fn work_comes_back_to_a_service_or_a_colleague_of_its_home() {
    for to in ["ask@ref.a.test", "anna@a.test"] {
        let mut story = Story::new(&["a", "b"], &[]);
        story.on_duty("bo", "b", "ask-law");
        story.invites("anna@a.test/desk", "ask-law@ref.b.test");
        story.joins("bo@b.test/desk");
        story.invites("bo@b.test/desk", to);
        assert!(story.invited("anna@a.test").is_some(), "{to}");
        story.joins("anna@a.test/desk");
        assert_eq!((story.holder().as_str(), story.occupied("bo", "b")), ("anna@a.test", 0), "{to}");
    }
}

#[test]
fn a_revoked_link_ends_what_is_under_way_and_the_patron_waits_for_another() {
    for joined in [false, true] {
        let mut story = Story::new(&["a", "b"], &[]);
        story.on_duty("bo", "b", "ask-law");
        story.invites("anna@a.test/desk", "ask-law@ref.b.test");
        if joined {
            story.joins("bo@b.test/desk");
        }
        story.then(|hubs, _| hubs.commands("anna", "a", "!link revoke ref.b.test"));
        assert_ne!(story.holder(), "bo@b.test");
        assert!(!story.is_under_way());
        assert_eq!((story.occupied("bo", "b"), story.hubs.hub("b").desk().assistances().count()), (0, 0), "{joined}");
        story.joins("bo@b.test/desk");
        assert_ne!(story.holder(), "bo@b.test");
    }
}

#[test]
fn a_person_without_a_hub_is_simply_invited() {
    let mut story = Story::new(&["a", "b"], &[]);
    story.invites("anna@a.test/desk", "erik@uni.example");
    assert!(story.invited("erik@uni.example").is_some());
    assert!(!story.abroad.iter().any(|text| text.contains("urn:refdesk:need:0")));
    story.joins("erik@uni.example/desk");
    assert_eq!(story.holder(), "erik@uni.example");
}

#[test]
fn what_no_agreement_covers_is_refused_at_once() {
    let mut story = Story::new(&["a", "b"], &[]);
    for (command, words) in [("!link pause ref.b.test", "paused"), ("!link narrow ref.b.test theirs=ask", "agreement")]
    {
        story.hubs.commands("anna", "a", "!link resume ref.b.test");
        story.hubs.commands("anna", "a", command);
        story.says("anna@a.test/desk", "!transfer ask-law@ref.b.test");
        assert!(story.told("anna@a.test", words), "{command}: {:?}", story.hubs.words("anna@a.test"));
        assert!(!story.is_under_way());
    }
}

#[test]
fn nobody_but_the_services_awaited_has_the_room_invite_anybody() {
    let mut story = Story::new(&["a", "b"], &[]);
    story.on_duty("bo", "b", "ask-law");
    story.invites("anna@a.test/desk", "ask-law@ref.b.test");
    let invite = format!("<x xmlns='{USER}'><invite to='eve@evil.example'/></x>");
    let room = story.room.clone();
    for from in
        ["ask@ref.b.test", "ask-law@ref.b.test/x", "ref.b.test", "ask-law@ref.evil.example", "eve@evil.example/x"]
    {
        story.then(|hubs, _| hubs.sends("a", &format!("{}>{invite}</message>", head("message", from, &room))));
        assert!(story.invited("eve@evil.example").is_none(), "{from}");
        let member = "<item affiliation='member' role='participant' jid='eve@evil.example'/>";
        let member = format!("<x xmlns='{USER}'>{member}</x>");
        story.then(|hubs, _| hubs.sends("a", &format!("{}>{member}</message>", head("message", from, &room))));
    }
    let nowhere = room.replace("ask.", "ask-law.");
    story.then(|hubs, _| {
        hubs.sends("a", &format!("{}>{invite}</message>", head("message", "ask-law@ref.b.test", &nowhere)));
    });
    story.joins("eve@evil.example/x");
    assert_eq!(story.holder(), "anna@a.test");
    story.joins("bo@b.test/desk");
    assert_eq!(story.holder(), "bo@b.test");
}
