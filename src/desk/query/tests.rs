use std::collections::BTreeSet;

use super::*;
use crate::desk::Restored;
use crate::desk::inventory::{Change, Cluster, Competence, Concept, Inventory, Kind, Labels, Operator, kind};
use crate::desk::limits::Limits;
use crate::desk::record::DutyClient;
use crate::desk::sample::{self, jid, language};
use crate::desk::{Desk, tests::desk};
use crate::stanza::Show;
use crate::time::{Date, Time};

const NOW: Time = Time(1_800_000_000_000);

fn labels(all: &[(&str, &str)]) -> Labels {
    all.iter().map(|(tag, text)| (language(tag), (*text).to_owned())).collect()
}

fn concept(id: &str, kind: &str, names: &[(&str, &str)], broader: &[&str]) -> Concept {
    Concept {
        id: id.into(),
        kind: kind.into(),
        labels: labels(names),
        broader: broader.iter().map(|id| (*id).to_owned()).collect(),
        ..Concept::default()
    }
}

fn knows(inventory: &mut Inventory, name: &str, kind: &str, value: &str, level: Option<&str>) {
    let level = level.map(|level| level.parse().expect("a level"));
    let operator = inventory.operators.get_mut(&jid(&format!("{name}@localhost"))).expect("an operator");
    operator.learn(Competence::new(kind, value, level));
}

/// Anna (sv, en; copyright), Bo (sv, en; law; in Helsinki) and Chen (en, zh, fi B1; Finnish culture; 346 of UDC).
fn inventory() -> Inventory {
    let mut inventory = sample::inventory();
    let mut udc = concept("udc:34", kind::SUBJECT, &[("en", "jurisprudence")], &[]);
    udc.exact.insert("ykl:33".into());
    let concepts = [
        concept("ykl:33.9", kind::SUBJECT, &[("sv", "upphovsrätt"), ("fi", "tekijänoikeus")], &["ykl:33"]),
        concept("ykl:33.91", kind::SUBJECT, &[("en", "family law")], &["ykl:33.9"]),
        concept("udc:346", kind::SUBJECT, &[("en", "economic law")], &["udc:34"]),
        concept("c:fi", kind::CULTURE, &[("fi", "suomi"), ("en", "Finland")], &[]),
        concept("c:law", kind::CULTURE, &[("en", "law")], &[]),
        concept("a:law", kind::SUBJECT, &[("en", "law of the sea")], &[]),
        udc,
    ];
    inventory.concepts.extend(concepts.into_iter().map(|concept| (concept.id.clone(), concept)));
    let law = inventory.concepts.get_mut("ykl:33").expect("law");
    law.labels.insert(language("fi"), "oikeus".into());
    law.alternatives.insert((language("sv"), "rättsvetenskap".into()));
    knows(&mut inventory, "anna", kind::SUBJECT, "ykl:33.9", Some("C1"));
    knows(&mut inventory, "chen", kind::LANGUAGE, "fi", Some("B1"));
    knows(&mut inventory, "chen", kind::CULTURE, "c:fi", None);
    knows(&mut inventory, "chen", kind::SUBJECT, "udc:346", None);
    let lund = inventory.libraries.get_mut("lund").expect("a library");
    (lund.isil, lund.region) = (Some("SE-Lu".into()), Some("Skåne".into()));
    inventory.libraries.get_mut("malmo").expect("a library").country = Some("DK".into());
    inventory
}

fn the_desk() -> Desk {
    desk(inventory(), Limits::default(), Restored::default())
}

fn names(found: &Matches) -> Vec<&str> {
    found.matches.iter().filter_map(|found| Some(found.operator.node()?.as_str())).collect()
}

fn found(desk: &Desk, text: &str) -> String {
    let query = desk.query(text).expect("a query");
    let found = desk.search(NOW, &query, 50);
    let all: BTreeSet<_> = found.matches.iter().map(|found| found.operator.clone()).collect();
    assert_eq!(desk.matching(NOW, &query), all);
    assert_eq!(found.total, all.len());
    let mut names = names(&found);
    names.sort_unstable();
    names.join(" ")
}

fn on_duty(desk: &mut Desk, name: &str, show: Show) {
    desk.duty.set(DutyClient {
        service: sample::service("ask"),
        client: format!("{name}@localhost/desk").parse().expect("a full JID"),
        show,
        by_command: false,
        off: false,
        since: NOW,
    });
}

#[test]
fn languages_are_found_by_tag_with_their_regions_and_levels() {
    let desk = the_desk();
    assert_eq!(found(&desk, "lang:sv"), "anna bo");
    assert_eq!(found(&desk, "language:sv-FI"), "anna bo");
    assert_eq!(found(&desk, "lang:en>=C1"), "anna chen");
    assert_eq!(found(&desk, "lang:en > C1"), "chen");
    assert_eq!(found(&desk, "lang:en<=B2"), "bo");
    assert_eq!(found(&desk, "lang:en<c2"), "anna bo");
    assert_eq!(found(&desk, "lang:en=C1"), "anna");
    assert_eq!(found(&desk, "lang:*>=native"), "anna bo chen");
    assert_eq!(found(&desk, "fi"), "chen");
}

#[test]
fn a_competence_without_a_level_counts_as_b2() {
    let desk = the_desk();
    assert_eq!(found(&desk, "subject:law>=B2"), "anna bo chen");
    assert_eq!(found(&desk, "subject:law>=C1"), "anna");
    assert_eq!(found(&desk, "subject:law=B2"), "bo chen");
}

#[test]
fn narrower_concepts_and_exact_matches_are_included_and_broader_ones_are_not() {
    let desk = the_desk();
    assert_eq!(found(&desk, "subject:law"), "anna bo chen");
    assert_eq!(found(&desk, "subject:upphovsrätt"), "anna");
    assert_eq!(found(&desk, "subject:\"family law\""), "");
    assert_eq!(found(&desk, "subject:jurisprudence"), "anna bo chen");
    assert_eq!(found(&desk, "ykl:33"), "anna bo chen");
    assert_eq!(found(&desk, "subject:ykl:33.9"), "anna");
    assert_eq!(found(&desk, "subject:33"), "anna bo chen");
}

#[test]
fn words_count_in_any_language_without_accents_and_case() {
    let desk = the_desk();
    for words in ["oikeus", "JURIDIK", "Law", "rattsvetenskap", "RÄTTSVETENSKAP"] {
        assert_eq!(found(&desk, words), "anna bo chen", "{words}");
    }
    assert_eq!(found(&desk, "tekijanoikeus"), "anna");
    assert_eq!(found(&desk, "suomi oikeus"), "chen");
    assert_eq!(found(&desk, "suomi>=C1 oikeus"), "");
}

#[test]
fn words_that_are_a_label_together_are_one_unless_quoted_apart() {
    let desk = the_desk();
    assert_eq!(found(&desk, "economic law"), "chen");
    assert_eq!(found(&desk, "en economic law"), "chen");
    let apart = desk.query("\"economic\" \"law\"").expect("a query");
    assert_eq!(desk.search(NOW, &apart, 9).unknown, ["\"economic\""]);
}

#[test]
fn and_or_not_and_parentheses_say_who_is_meant() {
    let desk = the_desk();
    assert_eq!(found(&desk, "lang:sv and subject:law"), "anna bo");
    assert_eq!(found(&desk, "lang:zh or service:ask-law"), "bo chen");
    assert_eq!(found(&desk, "lang:en not lang:sv"), "chen");
    assert_eq!(found(&desk, "lang:en -lang:sv"), "chen");
    assert_eq!(found(&desk, "not lang:sv"), "chen");
    assert_eq!(found(&desk, "not (lang:zh | service:ask-law)"), "anna");
    assert_eq!(found(&desk, "not not lang:zh"), "chen");
    assert_eq!(found(&desk, "lang:zh or lang:sv lang:fi"), "chen");
    assert_eq!(found(&desk, "(lang:zh or lang:sv) & !lang:fi"), "anna bo");
    assert_eq!(found(&desk, "lang:zh or not lang:en"), "chen");
    assert_eq!(found(&desk, "not lang:zh or not lang:sv"), "anna bo chen");
    assert_eq!(found(&desk, "not lang:zh not service:ask-law"), "anna");
}

#[test]
fn libraries_are_found_by_id_name_isil_country_and_region_with_stars() {
    let desk = the_desk();
    for query in ["library:lund", "library:SE-*", "library:se-lu", "country:SE", "region:skane", "library:L*d"] {
        assert_eq!(found(&desk, query), "anna bo", "{query}");
    }
    assert_eq!(found(&desk, "library:Malmö"), "chen");
    assert_eq!(found(&desk, "library:*"), "anna bo chen");
}

#[test]
fn a_plain_word_may_be_somebodys_or_a_librarys_name() {
    let desk = the_desk();
    assert_eq!(found(&desk, "anna"), "anna");
    assert_eq!(found(&desk, "malmo"), "chen");
    assert_eq!(found(&desk, "name:B*"), "bo");
    assert_eq!(found(&desk, "lund lang:sv"), "anna bo");
}

#[test]
fn unknown_words_are_said_and_find_nobody() {
    let desk = the_desk();
    let query = desk.query("lang:sv subject:weaving knitting").expect("a query");
    let matches = desk.search(NOW, &query, 9);
    assert_eq!((matches.total, matches.unknown), (0, vec!["subject:weaving".to_owned(), "knitting".to_owned()]));
    // Known, though nobody has it.
    assert_eq!(desk.search(NOW, &desk.query("\"family law\"").expect("a query"), 9), Matches::default());
}

#[test]
fn any_kind_is_a_key_and_a_wrong_key_is_named_with_the_nearest() {
    let mut desk = the_desk();
    let mistake = desk.query("lang:sv subjekt:law").expect_err("a wrong key");
    let nearest = Some("subject".to_owned());
    assert_eq!(mistake, Mistake { what: What::UnknownKey { nearest }, piece: "subjekt:".into(), place: 9 });
    assert!(desk.query("sign-language:x").is_err());
    let named = Kind { id: "sign-language".into(), labels: labels(&[("sv", "Teckenspråk")]) };
    desk.change(NOW, Change::Kind(named));
    let mut anna = desk.inventory().operators[&jid("anna@localhost")].clone();
    anna.learn(Competence::new("sign-language", "ssl", None));
    desk.change(NOW, Change::Operator(Box::new(anna)));
    assert_eq!(found(&desk, "sign-language:ssl"), "anna");
    assert_eq!(found(&desk, "teckensprak:ssl"), "anna");
    assert_eq!(found(&desk, "sign-language:*"), "anna");
}

#[test]
fn who_is_on_duty_can_be_asked_and_comes_first() {
    let mut desk = the_desk();
    on_duty(&mut desk, "bo", Show::Away);
    assert_eq!(found(&desk, "duty:on"), "bo");
    assert_eq!(found(&desk, "duty:off lang:sv"), "anna");
    let query = desk.query("lang:sv").expect("a query");
    let matches = desk.search(NOW, &query, 1);
    assert_eq!((names(&matches), matches.total), (vec!["bo"], 2));
    let standing = &matches.matches[0].standing;
    assert_eq!(standing.services, [(sample::service("ask"), Show::Away)]);
    assert_eq!((standing.occupied, standing.limit), (0, 2));
}

#[test]
fn what_is_nearer_and_better_known_comes_first_and_says_why() {
    let desk = the_desk();
    let matches = desk.search(NOW, &desk.query("subject:ykl:33 lang:en").expect("a query"), 9);
    assert_eq!(names(&matches), ["anna", "bo", "chen"]);
    let why = |level: Option<&str>, kind: &str, value: &str, asked: Option<&str>| Reason::Competence {
        kind: kind.into(),
        value: value.into(),
        asked: asked.map(str::to_owned),
        level: level.map(|level| level.parse().expect("a level")),
        expired: None,
    };
    assert_eq!(
        matches.matches[0].reasons,
        [why(Some("C1"), "subject", "ykl:33.9", Some("ykl:33")), why(Some("C1"), "language", "en", None)]
    );
    assert_eq!(matches.matches[1].reasons[0], why(None, "subject", "ykl:33", None));
}

#[test]
fn what_has_expired_counts_less_and_the_reason_says_so() {
    let mut desk = the_desk();
    let until: Date = "2020-01-01".parse().expect("a day");
    let mut bo = desk.inventory().operators[&jid("bo@localhost")].clone();
    let law = Competence {
        valid_until: Some(until),
        ..Competence::new("subject", "ykl:33", Some("C2".parse().expect("a level")))
    };
    bo.learn(law);
    desk.change(NOW, Change::Operator(Box::new(bo)));
    let matches = desk.search(NOW, &desk.query("subject:law").expect("a query"), 9);
    assert_eq!(names(&matches), ["anna", "chen", "bo"]);
    let expired = |reason: &Reason| matches!(reason, Reason::Competence { expired: Some(day), .. } if *day == until);
    assert!(matches.matches[2].reasons.iter().any(expired));
}

#[test]
fn equals_come_in_the_order_of_their_addresses_however_many_are_shown() {
    let mut inventory = inventory();
    for number in 0..200 {
        let address = jid(&format!("o{number:03}@localhost"));
        let mut operator: Operator = inventory.operators[&jid("bo@localhost")].clone();
        operator.jid = address.clone();
        inventory.operators.insert(address, operator);
    }
    let desk = desk(inventory, Limits::default(), Restored::default());
    let query = desk.query("service:ask-law lang:sv").expect("a query");
    let all = desk.search(NOW, &query, 500);
    assert_eq!((all.total, all.matches.len()), (201, 201));
    for most in [0, 1, 2, 57, 200] {
        assert_eq!(desk.search(NOW, &query, most).matches, all.matches[..most]);
    }
}

#[test]
fn clusters_are_queries_by_name_and_none_within_itself() {
    let mut desk = the_desk();
    let by = jid("anna@localhost");
    for (name, query) in [("jurists", "subject:law lang:sv"), ("round", "cluster:round or lang:zh")] {
        let cluster = Cluster { name: name.into(), query: query.into(), by: by.clone(), at: NOW };
        desk.change(NOW, Change::Cluster(cluster));
    }
    assert_eq!(found(&desk, "cluster:jurists"), "anna bo");
    assert_eq!(found(&desk, "cluster:jurists service:ask-law"), "bo");
    assert_eq!(found(&desk, "cluster:round"), "chen");
    assert_eq!(found(&desk, "cluster:none"), "");
}

#[test]
fn the_index_after_any_changes_is_that_of_the_inventory() {
    let mut desk = the_desk();
    let mut dice = Dice(7);
    let (values, libraries) = (["ykl:33", "ykl:33.9", "udc:346", "c:fi"], ["lund", "malmo"]);
    for step in 0..300 {
        let operators: Vec<_> = desk.inventory().operators.keys().cloned().collect();
        let mut operator = desk.inventory().operators[&operators[dice.below(operators.len())]].clone();
        if dice.below(5) == 0 {
            operator.jid = jid(&format!("new{step}@localhost"));
        }
        match dice.below(4) {
            0 => drop(operator.forget(kind::SUBJECT, dice.one_of(&values))),
            1 => operator.library = Some(dice.one_of(&libraries).to_owned()),
            2 => drop(operator.services.pop_first()),
            _ => operator.learn(Competence::new(kind::SUBJECT, dice.one_of(&values), None)),
        }
        desk.change(NOW, Change::Operator(Box::new(operator)));
    }
    let anew = super::super::tests::desk(desk.inventory().clone(), Limits::default(), Restored::default());
    for text in ["subject:law", "country:SE", "service:ask", "not subject:upphovsrätt", "name:new*", "lang:zh or suomi"]
    {
        let query = desk.query(text).expect("a query");
        assert_eq!(desk.search(NOW, &query, 500), anew.search(NOW, &query, 500), "{text}");
    }
}

#[test]
fn mistakes_name_the_piece_and_the_place() {
    let wrong = |text: &str| {
        let mistake = Query::parse(text).expect_err(text);
        (mistake.what, mistake.piece, mistake.place)
    };
    assert_eq!(wrong("  "), (What::Empty, String::new(), 0));
    assert_eq!(wrong("lang:fi>=B7"), (What::NotALevel, ">=B7".into(), 8));
    assert_eq!(wrong("lang:fi >= "), (What::NotALevel, ">= ".into(), 9));
    assert_eq!(wrong("a (b or c"), (What::NotClosed, "(".into(), 3));
    assert_eq!(wrong("a \"b c"), (What::NotClosed, "\"b c".into(), 3));
    assert_eq!(wrong("a b)"), (What::NotOpened, ")".into(), 4));
    assert_eq!(wrong("a or"), (What::Unfinished, "or".into(), 3));
    assert_eq!(wrong("and a"), (What::Unfinished, "and".into(), 1));
    assert_eq!(wrong("a & | b"), (What::Unfinished, "|".into(), 5));
    assert_eq!(wrong("a not"), (What::Unfinished, "not".into(), 3));
    assert_eq!(wrong("a ()"), (What::Unfinished, "()".into(), 3));
    assert_eq!(wrong("lang: fi"), (What::NoValue, "lang:".into(), 1));
    assert_eq!(wrong(":fi"), (What::Unfinished, ":".into(), 1));
    assert_eq!(wrong("duty:maybe"), (What::NotDuty, "maybe".into(), 1));
    assert!(matches!(wrong(&"(".repeat(500)).0, What::TooDeep { .. }));
    assert!(matches!(wrong(&"not ".repeat(200)).0, What::TooDeep { .. }));
    assert!(matches!(wrong(&"a ".repeat(100)).0, What::TooMany { .. }));
    assert!(matches!(wrong(&"å".repeat(1_001)).0, What::TooLong { .. }));
}

#[test]
fn what_is_written_is_the_one_way_of_saying_it() {
    let canonical = |text: &str| Query::parse(text).expect(text).to_string();
    assert_eq!(canonical(" Language:fi >= b2 AND (subject:law)"), "lang:fi>=B2 subject:law");
    assert_eq!(canonical("a|b c !( d||e )"), "a or b c not (d or e)");
    assert_eq!(canonical("(a or b)(c)"), "(a or b) c");
    assert_eq!(canonical("“and”  «family   law»"), "\"and\" \"family law\"");
    assert_eq!(canonical("android notes orders"), "android notes orders");
}

#[test]
fn whatever_is_read_is_read_the_same_from_what_is_written() {
    const PIECES: [&str; 28] = [
        "a", "oikeus", "lang:", "subject:", "fi", "SE-*", "*", ">=", "=", "<", "B2", "native", " ", "  ", "and", "or",
        "not", "&", "|", "-", "!", "(", ")", "\"", "“", ":", "ykl:33", "duty:on",
    ];
    let (mut dice, mut read) = (Dice(1), 0);
    for _ in 0..60_000 {
        let mut text = String::new();
        for _ in 0..1 + dice.below(14) {
            text += dice.one_of(&PIECES);
            if dice.below(2) == 0 {
                text.push(' ');
            }
        }
        let Ok(query) = Query::parse(&text) else { continue };
        read += 1;
        let written = query.to_string();
        assert_eq!(Query::parse(&written).as_ref(), Ok(&query), "{text} | {written}");
    }
    assert!(read > 5_000, "{read} of the texts were queries");
}

struct Dice(u64);

impl Dice {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % bound
    }

    fn one_of<T: Copy>(&mut self, all: &[T]) -> T {
        all[self.below(all.len())]
    }
}

#[test]
fn what_is_told_of_who_was_found_is_in_words_and_not_ids() {
    let desk = desk(inventory(), Limits::default(), Restored::default());
    let why = |query: &str| -> Vec<String> {
        let found = desk.findings(NOW, query, &language("en")).expect("a query");
        let texts = crate::texts::Texts::load(None).expect("texts");
        found.rows.iter().map(|row| row.why_text(|sentence| texts.render(sentence, &language("en")))).collect()
    };
    assert_eq!(why("lang:zh"), ["Chinese native"]);
    assert_eq!(why("country:DK"), ["country: DK"]);
    assert_eq!(why("region:Skåne name:anna"), ["region: Skåne · by name"]);
    assert_eq!(why("library:malmo"), ["of Malmö"]);
    assert_eq!(why("service:ask-law"), ["service: Ask Law"]);
}
