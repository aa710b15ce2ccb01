//! What people of other hubs may read and do at a session's room before they are in it, and after.

use super::elsewhere::{Story, head};
use super::*;
use crate::desk::inventory::Datum;

const ANNA: &str = "anna@a.test/desk";
const BO: &str = "bo@b.test/desk";
const LAW: &str = "ask-law@ref.b.test";

/// Anna has asked hub B for somebody, and Bo is invited from there.
fn asked(data: &[Datum]) -> Story {
    let mut story = Story::new(&["a", "b"], data);
    story.on_duty("bo", "b", "ask-law");
    story.invites(ANNA, LAW);
    assert!(story.invited("bo@b.test").is_some());
    story
}

/// What the room tells somebody's client that asks what it is.
fn described(story: &mut Story, who: &str) -> String {
    let query = "<query xmlns='http://jabber.org/protocol/disco#info'/></iq>";
    let text = format!("{} type='get' id='d'>{query}", head("iq", who, &story.room));
    story.hubs.sends("a", &text);
    let answers = story.hubs.seen.iter().filter(|stanza| matches!(stanza, Stanza::Iq(iq) if iq.to.to_string() == who));
    answers.map(crate::xmpp::outbound::write).collect()
}

fn commands(story: &mut Story, who: &str, line: &str) -> String {
    let text = format!("{} type='chat' id='c'><body>{line}</body></message>", head("message", who, &story.room));
    story.hubs.sends("a", &text);
    let bare = who.split('/').next().expect("an address");
    let told = story.hubs.seen.iter().filter(|stanza| match stanza {
        Stanza::Message(message) => message.to.to_bare().as_str() == bare,
        _ => false,
    });
    told.map(crate::xmpp::outbound::write).collect()
}

#[test]
fn whom_another_hub_sends_reads_of_the_room_what_the_agreement_lets_pass_until_she_has_joined() {
    let mut story = asked(&[]);
    let before = described(&mut story, BO);
    assert!(before.contains("muc#roominfo") && before.contains("Ask"), "{before}");
    assert!(!before.contains("ärver") && !before.contains("Anna"), "{before}");
    story.joins(BO);
    assert!(described(&mut story, BO).contains("ärver"));

    let mut story = asked(&[Datum::Question]);
    let before = described(&mut story, BO);
    assert!(before.contains("ärver") && !before.contains("Anna"), "{before}");
}

#[test]
fn who_is_invited_from_elsewhere_learns_no_names_by_commands_before_and_none_that_are_not_agreed_after() {
    let mut story = asked(&[]);
    for line in ["!transfer", "!transfer chen", "!consult", "!who", "!candidates"] {
        let told = commands(&mut story, BO, line);
        assert!(!told.is_empty() && !told.contains("Anna") && !told.contains("Chen"), "{line}: {told}");
        assert!(!told.contains("a.test\"") && !told.contains("@a.test"), "{line}: {told}");
    }
    story.joins(BO);
    // She holds it now, sees who is in the room, and hands on; but nobody is named to her whom she does not know.
    let form = commands(&mut story, BO, "!transfer");
    assert!(form.contains("ask-law") && !form.contains("chen@a.test"), "{form}");
    let told = commands(&mut story, BO, "!transfer Chenn");
    assert!(!told.contains("Chen (") && !told.contains("Menade du Chen?"), "{told}");

    let mut story = asked(&[Datum::Names]);
    story.joins(BO);
    let told = commands(&mut story, BO, "!transfer Chenn");
    assert!(told.contains("Menade du Chen?"), "{told}");
}

#[test]
fn who_comes_too_late_from_elsewhere_is_not_told_who_was_sooner() {
    let mut story = asked(&[]);
    story.says(ANNA, "!transfer cancel");
    story.joins(BO);
    let refused = story.hubs.seen.iter().map(crate::xmpp::outbound::write).find(|text| text.contains("type='error'"));
    let refused = refused.expect("a refusal");
    assert!(!refused.contains("Anna"), "{refused}");
}

#[test]
fn nobody_from_elsewhere_sits_under_a_librarians_name() {
    let mut story = asked(&[]);
    let muc = "<x xmlns='http://jabber.org/protocol/muc'/></presence>";
    let as_chen = |nick: &str, muc: &str| format!("{}>{muc}", head("presence", BO, nick));
    let nick = format!("{}/Chen (Malmö)", story.room);
    story.hubs.sends("a", &as_chen(&nick, muc));
    let sits = |story: &Story| {
        let own = story.hubs.seen.iter().filter_map(|stanza| match stanza {
            Stanza::Presence(presence) if presence.to.to_string() == BO => Some(presence.from.to_string()),
            _ => None,
        });
        own.rev().find(|from| from.contains("hen"))
    };
    assert_eq!(sits(&story), Some(format!("{}/Chen (Malmö) (b.test)", story.room)));
    let other = format!("{}/chen", story.room);
    story.hubs.sends("a", &as_chen(&other, "</presence>"));
    assert_eq!(sits(&story), Some(format!("{}/chen (b.test)", story.room)));
}
