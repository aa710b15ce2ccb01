//! Links between hubs: from a proposal to its end, and what each sees of the other's services meanwhile.

use super::hubs::{Hubs, inventory};
use super::*;
use crate::desk::inventory::{Datum, LinkState};
use crate::desk::sample;

const INFO: &str = "disco#info";

fn state(hubs: &Hubs, of: &str, with: &str) -> Option<LinkState> {
    let links = &hubs.hub(of).desk().inventory().links;
    links.get(&sample::jid(&hubs::domain(with))).map(|link| link.state)
}

/// The services that patrons of a hub may be sent to.
fn known(hubs: &Hubs, of: &str) -> Vec<String> {
    hubs.hub(of).desk().linked_services(hubs.now).map(|known| known.address.to_string()).collect()
}

/// A and B, linked by their coordinators.
fn linked() -> Hubs {
    let mut hubs = Hubs::new(&["a", "b"], |_, _| ());
    hubs.commands("anna", "a", "!link propose ref.b.test");
    hubs.commands("anna", "b", "!link accept ref.a.test");
    hubs
}

#[test]
fn a_link_is_proposed_accepted_and_seen_by_both() {
    let mut hubs = Hubs::new(&["a", "b"], |_, _| ());
    let done = hubs.commands("anna", "a", "!link propose ref.b.test ours=ask");
    assert!(done.contains("proposed to ref.b.test"), "{done}");
    let told = hubs.words("anna@b.test").join("\n");
    assert!(told.contains("ref.a.test") && told.contains("Anna (Lund)") && told.contains("Ask (ask)"), "{told}");
    assert!(!told.contains("ask-law"), "only what was proposed is named: {told}");
    assert_eq!((state(&hubs, "a", "b"), state(&hubs, "b", "a")), (Some(LinkState::Proposed), Some(LinkState::Asked)));
    assert!(hubs.words("bo@b.test").is_empty(), "coordinators only");

    let done = hubs.commands("anna", "b", "!link accept ref.a.test");
    assert!(done.contains("is active"), "{done}");
    assert!(hubs.words("anna@a.test").join("\n").contains("has accepted"));
    assert_eq!((state(&hubs, "a", "b"), state(&hubs, "b", "a")), (Some(LinkState::Active), Some(LinkState::Active)));
    assert_eq!(known(&hubs, "a"), ["ask-law@ref.b.test", "ask@ref.b.test"]);
    assert_eq!(known(&hubs, "b"), ["ask@ref.a.test"], "as narrowed by A");
}

#[test]
fn a_refused_proposal_is_gone_on_both_sides_and_may_be_made_again() {
    let mut hubs = Hubs::new(&["a", "b"], |_, _| ());
    hubs.commands("anna", "a", "!link propose ref.b.test");
    hubs.commands("anna", "b", "!link refuse ref.a.test");
    assert!(hubs.words("anna@a.test").join("\n").contains("has refused"));
    assert_eq!((state(&hubs, "a", "b"), state(&hubs, "b", "a")), (None, None));
    hubs.commands("anna", "a", "!link propose ref.b.test");
    assert_eq!(state(&hubs, "b", "a"), Some(LinkState::Asked));
}

#[test]
fn proposals_that_cross_are_an_agreement() {
    let mut hubs = Hubs::new(&["a", "b"], |_, _| ());
    hubs.dead.insert(hubs::domain("b"));
    hubs.commands("anna", "a", "!link propose ref.b.test");
    hubs.dead.clear();
    hubs.dead.insert(hubs::domain("a"));
    hubs.commands("anna", "b", "!link propose ref.a.test");
    hubs.dead.clear();
    hubs.passes(61);
    assert_eq!((state(&hubs, "a", "b"), state(&hubs, "b", "a")), (Some(LinkState::Active), Some(LinkState::Active)));
    assert_eq!((known(&hubs, "a").len(), known(&hubs, "b").len()), (2, 2));
}

#[test]
fn a_change_is_fetched_once_and_nothing_is_polled() {
    let mut hubs = linked();
    assert_eq!(hubs.went("a", INFO) + hubs.went("b", INFO), 8, "two services each, asked once and answered");
    hubs.passes(3600);
    assert!(hubs.passed.is_empty(), "nothing happens: {:?}", hubs.passed);

    hubs.joins("anna", "b", "ask@ref.b.test");
    assert_eq!(hubs.went("b", INFO), 1, "one service has opened");
    hubs.passes(11);
    let open = |hubs: &Hubs| {
        hubs.hub("a").desk().known_service(&sample::jid("ask@ref.b.test")).and_then(|one| one.picture.open)
    };
    assert_eq!(open(&hubs), Some(true));
    hubs.sends(
        "b",
        "<presence xmlns='jabber:component:accept' from='anna@b.test/desk' to='ask@ref.b.test/anna' type='unavailable'/>",
    );
    hubs.passes(11);
    assert_eq!(open(&hubs), Some(false));
    assert_eq!(hubs.went("b", INFO), 0, "it is as it was before, and that is known");
}

#[test]
fn what_changes_often_is_shown_at_most_every_ten_seconds() {
    let mut hubs = linked();
    hubs.passes(60);
    let mut shown = 0;
    for n in 0..100 {
        let kind = if n % 2 == 0 { "<x xmlns='http://jabber.org/protocol/muc'/>" } else { "" };
        let gone = if n % 2 == 0 { "" } else { " type='unavailable'" };
        hubs.sends(
            "b",
            &format!(
                "<presence xmlns='jabber:component:accept' from='anna@b.test/desk' to='ask@ref.b.test/anna'{gone}>{kind}\
                 </presence>"
            ),
        );
        shown += hubs.went("a", "urn:xmpp:caps");
        hubs.passes(1);
        shown += hubs.went("a", "urn:xmpp:caps'><hash");
    }
    assert!((1..=11).contains(&shown), "{shown}");
}

#[test]
fn pausing_hides_the_services_and_resuming_shows_them_without_asking_again() {
    let mut hubs = linked();
    let done = hubs.commands("anna", "a", "!link pause ref.b.test");
    assert!(done.contains("paused"), "{done}");
    assert!(hubs.words("anna@b.test").join("\n").contains("has paused"));
    assert_eq!((known(&hubs, "a").len(), known(&hubs, "b").len()), (0, 0));
    let asked = |hubs: &Hubs| {
        hubs.hub("a").desk().may_be_asked_by(hubs.now, &sample::jid("ref.b.test"), &sample::service("ask")).map(|_| ())
    };
    assert_eq!(asked(&hubs), Err(crate::desk::refusal::Refusal::LinkPaused));
    let resumed = hubs.commands("anna", "a", "!link resume ref.b.test");
    assert!(resumed.contains("active again"), "{resumed}");
    assert!(hubs.words("anna@b.test").join("\n").contains("has resumed"));
    assert_eq!((known(&hubs, "a").len(), known(&hubs, "b").len()), (2, 2));
    assert_eq!(hubs.went("a", INFO) + hubs.went("b", INFO), 0, "what was known is known");
    assert_eq!(asked(&hubs), Ok(()));
}

#[test]
fn an_ended_link_is_gone_on_both_sides_and_its_coordinators_know() {
    let mut hubs = linked();
    hubs.commands("anna", "b", "!link revoke ref.a.test");
    assert!(hubs.words("anna@a.test").join("\n").contains("has ended the link"));
    assert_eq!((state(&hubs, "a", "b"), state(&hubs, "b", "a")), (None, None));
    assert_eq!((known(&hubs, "a").len(), known(&hubs, "b").len()), (0, 0));
    let service = "<iq xmlns='jabber:component:accept' from='ref.b.test' to='ask@ref.a.test' type='get' id='q'>\
                   <query xmlns='http://jabber.org/protocol/disco#info'/></iq>";
    hubs.sends("a", service);
    assert_eq!(hubs.went("b", "known-languages"), 0, "strangers see what everybody sees");
}

#[test]
fn narrowing_hides_and_shows_at_once() {
    let mut hubs = linked();
    hubs.commands("anna", "b", "!link narrow ref.a.test ours=ask");
    assert_eq!(known(&hubs, "a"), ["ask@ref.b.test"]);
    hubs.commands("anna", "a", "!link narrow ref.b.test theirs=ask-law");
    assert_eq!(known(&hubs, "a"), Vec::<String>::new());
    hubs.commands("anna", "b", "!link narrow ref.a.test ours=all data=question,names");
    assert_eq!(known(&hubs, "a"), ["ask-law@ref.b.test"]);
    hubs.commands("anna", "a", "!link narrow ref.b.test theirs=all");
    assert_eq!(known(&hubs, "a").len(), 2);
    let link = hubs.hub("b").desk().inventory().links[&sample::jid("ref.a.test")].clone();
    assert!(link.passes(Datum::Question) && link.passes(Datum::Names) && !link.passes(Datum::Note));
}

#[test]
fn librarians_are_named_to_partners_only_where_that_is_agreed_and_no_longer_than_that() {
    let mut hubs = linked();
    hubs.joins("bo", "b", "ask@ref.b.test");
    hubs.passes(11);
    let found = |hubs: &mut Hubs| hubs.commands("anna", "a", "!find scope:network lang:sv");
    assert!(found(&mut hubs).contains("ask@ref.b.test"));
    assert!(!found(&mut hubs).contains("Bo"));
    hubs.commands("anna", "b", "!link narrow ref.a.test data=names");
    hubs.passes(11);
    let named = found(&mut hubs);
    assert!(named.contains("open, free (Bo (Lund))"), "{named}");
    assert!(hubs.commands("anna", "a", "!link show ref.b.test").contains("Bo (Lund)"));
    hubs.commands("anna", "b", "!link narrow ref.a.test data=question");
    let nameless = found(&mut hubs);
    assert!(nameless.contains("open, free") && !nameless.contains("Bo"), "{nameless}");
    assert_eq!(known(&hubs, "a").len(), 2, "it was never gone");
}

#[test]
fn a_hub_that_starts_again_knows_its_links_and_finds_its_partners_anew() {
    let mut hubs = linked();
    hubs.passes(60);
    let links = hubs.hub("a").desk().inventory().links.clone();
    hubs.does("a", Input::Leaving);
    hubs.settles();
    assert_eq!(known(&hubs, "b").len(), 0, "it was seen to go");
    let mut kept = inventory("a");
    kept.links = links;
    hubs.starts("a", kept);
    assert_eq!((known(&hubs, "a").len(), known(&hubs, "b").len()), (2, 2));
    assert!(hubs.words("anna@b.test").is_empty(), "a restart is no news");
}

#[test]
fn a_hub_that_lost_the_link_while_the_other_was_away_is_told_so() {
    let mut hubs = linked();
    hubs.dead.insert(hubs::domain("b"));
    hubs.commands("anna", "a", "!link revoke ref.b.test");
    hubs.dead.clear();
    assert_eq!((state(&hubs, "a", "b"), state(&hubs, "b", "a")), (None, Some(LinkState::Active)));
    hubs.does("b", Input::LinkDown);
    hubs.does("b", Input::LinkUp);
    hubs.settles();
    assert_eq!(state(&hubs, "b", "a"), None);
}

#[test]
fn a_hub_that_cannot_be_reached_is_shown_so_passed_over_and_tried_again_later_and_later() {
    let mut hubs = linked();
    hubs.dead.insert(hubs::domain("b"));
    hubs.joins("bo", "a", "ask@ref.a.test");
    hubs.passes(11);
    assert!(hubs.words("anna@a.test").join("\n").contains("cannot be reached"), "{:?}", hubs.seen);
    assert_eq!(known(&hubs, "a").len(), 0);
    assert!(hubs.commands("anna", "a", "!link show ref.b.test").contains("remote-server-not-found"));
    hubs.passes(6 * 3600);
    let tried = hubs.went("b", "type='probe'");
    assert!((6..=14).contains(&tried), "{tried}");
    hubs.dead.clear();
    hubs.passes(3700);
    assert_eq!(known(&hubs, "a").len(), 2);
}

#[test]
fn a_hub_that_stays_away_is_told_of_once_and_a_restart_is_not() {
    let mut hubs = linked();
    hubs.does("b", Input::Leaving);
    hubs.settles();
    hubs.passes(599);
    assert!(hubs.words("anna@a.test").is_empty());
    hubs.passes(2);
    assert!(hubs.words("anna@a.test").join("\n").contains("has not been there"));
    hubs.passes(86_400);
    assert!(hubs.words("anna@a.test").is_empty());
}

#[test]
fn only_coordinators_make_links_and_people_who_subscribe_to_the_hub_are_people() {
    let mut hubs = Hubs::new(&["a"], |_, _| ());
    let refused = hubs.commands("bo", "a", "!link propose ref.b.test");
    assert!(refused.contains("coordinators"), "{refused}");
    hubs.sends("a", "<presence xmlns='jabber:component:accept' from='dora@x.test' to='ref.a.test' type='subscribe'/>");
    assert!(hubs.hub("a").desk().inventory().links.is_empty());
    assert!(
        hubs.seen.iter().any(|stanza| matches!(stanza, Stanza::Presence(one) if one.kind == PresenceKind::Subscribed))
    );
}

#[test]
fn a_flood_of_proposals_costs_the_others_nothing() {
    let mut hubs = Hubs::new(&["a"], |_, _| ());
    let subscribe = |from: &str| {
        format!("<presence xmlns='jabber:component:accept' from='{from}' to='ref.a.test' type='subscribe'/>")
    };
    let mut told = 0;
    hubs.sends("a", &subscribe("ref.good.test"));
    for n in 0..1_000 {
        hubs.sends("a", &subscribe(&format!("h{n}.evil.example")));
        told += hubs.words("anna@a.test").len();
    }
    assert!(told <= 20, "{told}");
    let links = &hubs.hub("a").desk().inventory().links;
    assert_eq!(links.len(), 100);
    assert!(links.contains_key(&sample::jid("ref.good.test")), "an honest proposal is still there");
    hubs.sends("a", &subscribe("ref.late.test"));
    assert!(hubs.hub("a").desk().inventory().links.contains_key(&sample::jid("ref.late.test")));
    hubs.passes(15 * 86_400);
    assert!(hubs.hub("a").desk().inventory().links.is_empty(), "and all are forgotten");
}

fn shown(from: &str, hash: &str) -> String {
    format!(
        "<presence xmlns='jabber:component:accept' from='{from}' to='ref.a.test'><c xmlns='urn:xmpp:caps'>\
         <hash xmlns='urn:xmpp:hashes:2' algo='sha-256'>{hash}</hash></c></presence>"
    )
}

#[test]
fn presence_of_strangers_and_of_services_that_no_agreement_reaches_is_passed_over() {
    let mut hubs = linked();
    hubs.commands("anna", "a", "!link narrow ref.b.test theirs=ask");
    for from in ["ask@ref.evil.test", "other@ref.b.test", "ask@b.test"] {
        hubs.sends("a", &shown(from, "kzBZbkqJ3ADrj7v08reD1qcWUwNGHaidNUgD7nHpiw8="));
        let asked = hubs.seen.iter().any(|stanza| matches!(stanza, Stanza::Iq(_))) || hubs.went("b", INFO) > 0;
        assert!(!asked, "{from}");
    }
    assert_eq!(known(&hubs, "a"), ["ask@ref.b.test"]);
}

#[test]
fn a_wrong_hash_is_not_believed_counted_and_not_asked_for_again_for_a_while() {
    let mut hubs = linked();
    hubs.passes(60);
    let wrong = shown("ask@ref.b.test", "kzBZbkqJ3ADrj7v08reD1qcWUwNGHaidNUgD7nHpiw8=");
    // B knows of no such hash, and says so; a liar answers with something else.
    hubs.sends("a", &wrong);
    assert_eq!(hubs.went("b", INFO), 1);
    assert_eq!(known(&hubs, "a"), ["ask-law@ref.b.test", "ask@ref.b.test"], "an error is no lie");
    let mut lies = linked();
    lies.passes(60);
    lies.now = lies.now + Duration::from_millis(1);
    lies.does("a", Input::Stanza(hubs::read(&wrong)));
    let (_, asked) = lies.passed_next();
    let id = asked.split("id='").nth(1).and_then(|rest| rest.split('\'').next()).expect("an id").to_owned();
    let lie = |id: &str, from: &str| {
        format!(
            "<iq xmlns='jabber:component:accept' from='{from}' to='ref.a.test' type='result' id='{id}'>\
             <query xmlns='http://jabber.org/protocol/disco#info'><identity category='account' type='bot'/></query></iq>"
        )
    };
    lies.sends("a", &lie(&id, "ask-law@ref.b.test"));
    assert_eq!(known(&lies, "a").len(), 2, "who was not asked is not listened to");
    lies.sends("a", &lie(&id, "ask@ref.b.test"));
    assert_eq!(known(&lies, "a"), ["ask-law@ref.b.test"]);
    assert!(lies.commands("anna", "a", "!link show ref.b.test").contains("claimed to be: 1"));
    for _ in 0..5 {
        lies.passes(60);
        lies.sends("a", &wrong);
        assert_eq!(lies.went("b", INFO), 0);
    }
}

#[test]
fn hashes_that_change_without_end_are_asked_for_no_more_than_every_ten_seconds() {
    let mut hubs = linked();
    hubs.passes(60);
    let mut asked = 0;
    for n in 0..1_000 {
        hubs.sends("a", &shown("ask@ref.b.test", &format!("hash{n}")));
        asked += hubs.went("b", INFO);
    }
    assert_eq!(asked, 1);
}

#[test]
fn a_partner_that_does_not_answer_is_asked_again_a_few_times_and_its_health_says_so() {
    let mut hubs = linked();
    hubs.passes(60);
    hubs.now = hubs.now + Duration::from_millis(1);
    let wrong = shown("ask@ref.b.test", "kzBZbkqJ3ADrj7v08reD1qcWUwNGHaidNUgD7nHpiw8=");
    let mut asked = 0;
    hubs.does("a", Input::Stanza(hubs::read(&wrong)));
    for _ in 0..60 {
        asked += hubs.drop_all();
        let until = hubs.now + Duration::from_secs(60);
        while let Some(at) = hubs.hub("a").timeout().filter(|at| *at <= until) {
            hubs.now = hubs.now.max(at);
            hubs.does("a", Input::TimePassed);
            asked += hubs.drop_all();
        }
        hubs.now = until;
    }
    assert_eq!(asked, 3);
    let health = hubs.hub("a").desk().health(&sample::jid("ref.b.test")).cloned().expect("health");
    assert_eq!(health.missed, 3);
}

#[test]
fn operators_see_the_services_of_linked_hubs_in_disco_and_strangers_do_not() {
    let mut hubs = linked();
    let items = |who: &str| {
        format!(
            "<iq xmlns='jabber:component:accept' from='{who}' to='ref.a.test' type='get' id='q'>\
             <query xmlns='http://jabber.org/protocol/disco#items'/></iq>"
        )
    };
    let listed = |hubs: &Hubs| {
        let all = hubs.seen.iter().find_map(|stanza| match stanza {
            Stanza::Iq(iq) => match &iq.body {
                IqBody::Result(crate::stanza::Answer::DiscoItems { items, .. }) => Some(items.len()),
                _ => None,
            },
            _ => None,
        });
        all.expect("a list")
    };
    hubs.sends("a", &items("bo@a.test/desk"));
    assert_eq!(listed(&hubs), 4);
    hubs.sends("a", &items("dora@x.test/phone"));
    assert_eq!(listed(&hubs), 2);
}

#[test]
fn hours_of_an_agreement_are_those_of_the_hubs_libraries() {
    let mut hubs = Hubs::new(&["a", "b"], |_, inventory| {
        inventory.libraries.values_mut().for_each(|library| library.time_zone = Some("Europe/Stockholm".into()));
    });
    hubs.commands("anna", "a", "!link propose ref.b.test hours=\"Mo-Fr 09:00-17:00\"");
    hubs.commands("anna", "b", "!link accept ref.a.test");
    let asked = |hubs: &Hubs, at: i64| {
        let (hub, service) = (sample::jid("ask@ref.b.test"), sample::service("ask"));
        hubs.hub("a").desk().may_be_asked_by(Time(at), &hub, &service).is_ok()
    };
    // Tuesday, 24 November 2026, midnight UTC.
    let day = 1_795_478_400_000;
    let hour = 3_600_000;
    let open: Vec<bool> = [7, 8, 12, 15, 16].map(|utc| asked(&hubs, day + utc * hour)).into();
    assert_eq!(open, [false, true, true, true, false]);
    assert!(!asked(&hubs, day + 4 * 24 * hour + 12 * hour), "Saturday");
}

#[test]
fn an_operator_finds_what_a_linked_hub_has_while_the_link_lasts() {
    let mut hubs = linked();
    hubs.joins("chen", "b", "ask@ref.b.test");
    hubs.passes(11);
    let found = hubs.commands("bo", "a", "!find lang:zh scope:network");
    assert!(found.contains("Ask (ref.b.test)") && found.contains("ask@ref.b.test"), "{found}");
    assert!(found.contains("open") && !found.contains("Chen"), "{found}");
    let form = "<iq xmlns='jabber:component:accept' from='bo@a.test/desk' to='ref.a.test' type='set' id='s'>\
                <query xmlns='jabber:iq:search'><x xmlns='jabber:x:data' type='submit'>\
                <field var='FORM_TYPE'><value>jabber:iq:search</value></field>\
                <field var='language'><value>zh</value></field><field var='scope'><value>network</value></field>\
                </x></query></iq>";
    hubs.sends("a", form);
    assert!(format!("{:?}", hubs.seen).contains("ask@ref.b.test"), "{:?}", hubs.seen);
    hubs.commands("anna", "b", "!link pause ref.a.test");
    let nothing = hubs.commands("bo", "a", "!find lang:zh scope:network");
    assert!(nothing.starts_with("Nobody matches"), "{nothing}");
    let stranger = form.replace("from='bo@a.test/desk'", "from='ref.b.test'").replace("network", "own");
    hubs.sends("a", &stranger);
    assert_eq!(hubs.went("b", "@a.test"), 0, "a linked hub learns no names of ours by searching");
    assert_eq!(hubs.went("b", "type='error'"), 1);
}
