//! What a service shows of itself, and how partners' services are found.

use super::{Load, Picture, Spoken, Term};
use crate::desk::event::Event;
use crate::desk::inventory::{Change, Link};
use crate::desk::query::Findings;
use crate::desk::sample::{self, jid, language, service};
use crate::desk::tests::Play;

/// With links to ref.fi, which is adjoining, and ref.de.
fn linked() -> Play {
    let mut play = Play::with(|inventory, _| {
        for (hub, adjoining) in [("ref.fi", true), ("ref.de", false)] {
            let link = Link { adjoining, ..sample::link(hub) };
            inventory.links.insert(link.hub.clone(), link);
        }
    });
    shows(&mut play, "kysy@ref.fi", "Kysy", &[("fi", "native"), ("sv", "B1")], &[("ykl:33", "laki")], true);
    shows(&mut play, "frag@ref.de", "Frag uns", &[("de", "native"), ("fi", "A2")], &[("x:1", "Seerecht")], false);
    play
}

fn shows(play: &mut Play, address: &str, name: &str, spoken: &[(&str, &str)], subjects: &[(&str, &str)], open: bool) {
    let spoken =
        spoken.iter().map(|(tag, level)| Spoken { language: language(tag), known: level.parse().ok(), on_duty: None });
    let term =
        |(id, label): &(&str, &str)| Term { kind: "subject".into(), id: (*id).to_owned(), label: (*label).to_owned() };
    let picture = Picture {
        name: name.into(),
        languages: spoken.collect(),
        subjects: subjects.iter().map(term).collect(),
        open: Some(open),
        ..Picture::default()
    };
    play.does(Event::PartnerShown { address: jid(address), picture: Box::new(picture) });
}

fn findings(play: &Play, text: &str) -> Findings {
    play.desk.findings(play.now, text, &language("en")).unwrap_or_else(|mistake| panic!("{text}: {mistake:?}"))
}

fn found(play: &Play, text: &str) -> String {
    findings(play, text).rows.iter().map(|row| row.jid.clone()).collect::<Vec<_>>().join(" ")
}

#[test]
fn partners_services_are_found_by_what_they_have() {
    let play = linked();
    for (query, expected) in [
        ("lang:fi scope:network", "kysy@ref.fi frag@ref.de"),
        ("lang:fi>=B2 scope:network", "kysy@ref.fi"),
        ("scope:network lang:finnish", "kysy@ref.fi frag@ref.de"),
        ("subject:law scope:network", "kysy@ref.fi"),
        ("juridik scope:network", "kysy@ref.fi"),
        ("subject:seerecht scope:network", "frag@ref.de"),
        ("suomi scope:network", "kysy@ref.fi frag@ref.de"),
        ("duty:on scope:network", "kysy@ref.fi"),
        ("lang:de or lang:sv", "anna@localhost bo@localhost"),
        ("(lang:de or lang:sv) scope:network", "kysy@ref.fi frag@ref.de"),
        ("lang:fi not subject:law scope:network", "frag@ref.de"),
        ("frag scope:network", "frag@ref.de"),
        ("library:lund scope:network", ""),
        ("scope:network", "kysy@ref.fi frag@ref.de"),
        ("subject:law scope:all", "bo@localhost kysy@ref.fi"),
        ("subject:law scope:own", "bo@localhost"),
    ] {
        assert_eq!(found(&play, query), expected, "{query}");
    }
}

#[test]
fn a_partners_service_is_told_with_its_hub_and_present_state() {
    let play = linked();
    let findings = findings(&play, "lang:fi law scope:network");
    let [row] = &findings.rows[..] else { panic!("{findings:?}") };
    assert_eq!((row.name.as_str(), row.library.as_str()), ("Kysy", "ref.fi"));
    assert_eq!(row.languages, "Finnish native, Swedish B1");
    assert_eq!(row.presence.key(), "found-partner");
    assert_eq!((row.why.len(), findings.total), (2, 1));
    assert_eq!(findings.query, "lang:fi law scope:network");
    let again = self::findings(&play, &self::findings(&play, "scope:network (lang:de or lang:fi)").query);
    assert_eq!(again.rows.len(), 2, "what is shown as the query is that query");
}

#[test]
fn a_scope_stands_once_and_beside_the_rest_and_only_where_somebody_searches() {
    let play = linked();
    let mistake = |text: &str| play.desk.findings(play.now, text, &language("en")).expect_err(text).sentence().key();
    for wrong in ["scope:world", "scope:network scope:own law", "not scope:network", "law or scope:network"] {
        assert_eq!(mistake(wrong), "query-not-scope", "{wrong}");
    }
    assert_eq!(mistake("scope:own"), "query-empty");
    assert_eq!(mistake("scope:network aks:1"), "query-unknown-key");
    assert!(play.desk.query("lang:fi scope:network").is_err(), "no cluster, campaign or service is of other hubs");
}

#[test]
fn what_is_shown_of_a_service_names_nobody_and_follows_duty_and_load() {
    let mut play = Play::new();
    let shown = |play: &Play| play.desk.picture(play.now, &service("ask"), false);
    let before = shown(&play);
    assert_eq!((before.name.as_str(), before.open), ("Ask", Some(false)));
    let tags: Vec<String> = before.languages.iter().map(|spoken| spoken.language.to_string()).collect();
    assert_eq!(tags, ["sv", "en", "zh"], "its own first");
    assert!(before.languages.iter().all(|spoken| spoken.known.is_some() && spoken.on_duty.is_none()));
    let subjects: Vec<_> = before.subjects.iter().map(|term| (term.id.as_str(), term.label.as_str())).collect();
    assert_eq!(subjects, [("ykl:33", "juridik")], "in the service's language");
    let words = format!("{before:?}");
    for name in ["Anna", "Bo", "Chen", "localhost"] {
        assert!(!words.contains(name), "{name}: {words}");
    }
    play.staff(&["anna"]);
    let open = shown(&play);
    assert_eq!((open.open, open.load), (Some(true), Load::Free));
    assert!(open.languages.iter().any(|spoken| spoken.on_duty.is_some()));
    assert!(open.names.is_empty());
    assert_eq!(play.desk.picture(play.now, &service("ask"), true).names, ["Anna (Lund)"], "where it is agreed");
    for patron in ["dora", "emil"] {
        play.writes(patron, "Hej!");
    }
    assert_eq!(shown(&play).load, Load::Full);
}

#[test]
fn what_is_agreed_changes_the_order_at_once_and_what_it_no_longer_reaches_is_gone() {
    let mut play = linked();
    let order = |play: &Play| -> Vec<String> {
        play.desk.linked_services(play.now).map(|known| known.address.to_string()).collect()
    };
    assert_eq!(order(&play), ["kysy@ref.fi", "frag@ref.de"]);
    let link = Link { adjoining: true, order: 1, ..play.desk.inventory().links[&jid("ref.de")].clone() };
    play.desk.directory.agreed(&link);
    assert_eq!(order(&play), ["frag@ref.de", "kysy@ref.fi"]);
    play.desk.change(play.now, Change::LinkGone(jid("ref.de")));
    assert_eq!(order(&play), ["kysy@ref.fi"]);
    shows(&mut play, "frag@ref.de", "Frag uns", &[], &[], true);
    assert!(play.desk.known_service(&jid("frag@ref.de")).is_none());
}
