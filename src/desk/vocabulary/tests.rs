//! Finding by words, and the laws of relations on vocabularies drawn from a seed.

use std::collections::{BTreeMap, BTreeSet};

use super::*;
use crate::desk::inventory::kind;
use crate::desk::sample;

fn concept(id: &str, labels: &[(&str, &str)]) -> Concept {
    let labels = labels.iter().map(|(tag, text)| (sample::language(tag), (*text).to_owned())).collect();
    Concept { id: id.into(), kind: kind::SUBJECT.into(), labels, ..Concept::default() }
}

fn vocabulary() -> Vocabulary {
    let mut law = concept("ykl:33", &[("fi", "oikeus"), ("sv", "juridik"), ("en", "law")]);
    law.notation = Some("33".into());
    law.alternatives = [(sample::language("sv"), "rätt".to_owned())].into();
    let mut copyright = concept("ykl:33.7", &[("fi", "tekijänoikeus"), ("sv", "upphovsrätt")]);
    copyright.broader = ["ykl:33".to_owned()].into();
    let mut vocabulary = Vocabulary::default();
    for one in [
        law,
        copyright,
        concept("c:sade", &[("fi", "sade")]),
        concept("c:säde", &[("fi", "säde")]),
        concept("c:koulut", &[("fi", "koulut (oppilaitokset)")]),
    ] {
        vocabulary.add(&one);
    }
    vocabulary
}

fn ids(found: &[Found]) -> Vec<(&str, Closeness)> {
    found.iter().map(|found| (found.id.as_str(), found.closeness)).collect()
}

#[test]
fn a_concept_is_found_by_any_label_its_notation_and_its_id() {
    let vocabulary = vocabulary();
    for words in ["OIKEUS", "juridik", "Law", "ratt", "RÄTT", "33", "ykl:33"] {
        assert!(vocabulary.has(words), "{words}");
        assert_eq!(ids(&vocabulary.find(words, None))[0], ("ykl:33", Closeness::Exact), "{words}");
    }
    assert_eq!(vocabulary.find("ratt", None)[0].label, "rätt");
    assert!(vocabulary.find("", None).is_empty());
    assert!(vocabulary.find("law", Some("culture")).is_empty());
}

#[test]
fn the_label_with_the_very_accents_comes_first() {
    let vocabulary = vocabulary();
    assert_eq!(ids(&vocabulary.find("sade", None))[..2], [("c:sade", Closeness::Exact), ("c:säde", Closeness::Exact)]);
    assert_eq!(ids(&vocabulary.find("Säde", None))[..2], [("c:säde", Closeness::Exact), ("c:sade", Closeness::Exact)]);
}

#[test]
fn other_forms_and_beginnings_come_behind() {
    let vocabulary = vocabulary();
    assert_eq!(ids(&vocabulary.find("oikeuden", None)), [("ykl:33", Closeness::Stem)]);
    assert_eq!(ids(&vocabulary.find("laws", None)), [("ykl:33", Closeness::Stem)]);
    assert_eq!(ids(&vocabulary.find("koulut", None)), [("c:koulut", Closeness::Prefix)]);
    assert_eq!(ids(&vocabulary.find("upphovsr", None)), [("ykl:33.7", Closeness::Prefix)]);
    assert!(vocabulary.find("up", None).is_empty(), "two letters are the beginning of too much");
    assert!(["oikeuden", "koulut", "", "-"].into_iter().all(|words| !vocabulary.has(words)));
    assert_eq!(ids(&vocabulary.named("oikeuden", None)), [("ykl:33", Closeness::Stem)]);
    assert_eq!(ids(&vocabulary.named("ykl:33", None)), [("ykl:33", Closeness::Exact)]);
    assert!(vocabulary.named("koulut", None).is_empty(), "a beginning is no name");
}

#[test]
fn a_name_is_in_the_readers_language_or_the_id() {
    let vocabulary = vocabulary();
    assert_eq!(vocabulary.name("ykl:33", &sample::language("sv-FI")), "juridik");
    assert_eq!(vocabulary.name("ykl:33", &sample::language("ar")), "law");
    assert_eq!(vocabulary.name("ykl:99", &sample::language("sv")), "ykl:99");
}

#[test]
fn a_changed_concept_is_found_by_its_new_labels_alone() {
    let mut vocabulary = vocabulary();
    vocabulary.add(&concept("ykl:33", &[("en", "jurisprudence")]));
    assert!(vocabulary.find("oikeus", None).iter().all(|found| found.closeness != Closeness::Exact));
    assert_eq!(vocabulary.find("jurisprudence", None)[0].id, "ykl:33");
    assert_eq!(
        vocabulary.relation("ykl:33", "ykl:33.7"),
        Some(Relation::Narrower(1)),
        "the narrower one says so still"
    );
    vocabulary.remove("ykl:33.7");
    assert_eq!(vocabulary.relation("ykl:33", "ykl:33.7"), None);
    assert!(vocabulary.find("upphovsrätt", None).is_empty());
}

/// Numbers that look random and are the same for the same seed.
struct Draw(u64);

impl Draw {
    fn below(&mut self, most: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % most
    }
}

/// Concepts with relations at random: cycles, chains of exact matches, references to nothing.
fn drawn(seed: u64) -> (Inventory, Vec<String>) {
    let mut draw = Draw(seed);
    let size = 2 + draw.below(14);
    let ids: Vec<String> = (0..size + 2).map(|n| format!("c:{n}")).collect();
    let mut inventory = Inventory::default();
    for id in &ids[..size as usize] {
        let mut one = concept(id, &[("en", id)]);
        for _ in 0..draw.below(3) {
            one.broader.insert(ids[draw.below(size + 2) as usize].clone());
        }
        if draw.below(4) == 0 {
            one.exact.insert(ids[draw.below(size + 2) as usize].clone());
        }
        inventory.concepts.insert(id.clone(), one);
    }
    (inventory, ids)
}

#[test]
fn relations_seen_from_the_other_side_are_the_other_way_round() {
    let mut seen = BTreeMap::new();
    for seed in 0..300 {
        let (inventory, ids) = drawn(seed);
        let vocabulary = Vocabulary::of(&inventory);
        for (a, b) in ids.iter().flat_map(|a| ids.iter().map(move |b| (a, b))) {
            let there = vocabulary.relation(a, b);
            let back = there.map(|relation| match relation {
                Relation::Narrower(steps) => Relation::Broader(steps),
                Relation::Broader(steps) => Relation::Narrower(steps),
                same => same,
            });
            assert_eq!(vocabulary.relation(b, a), back, "seed {seed}: {a} {b}");
            assert_eq!(there == Some(Relation::Same), a == b);
            *seen.entry(there).or_insert(0) += 1;
        }
    }
    for relation in [Relation::Exact, Relation::Narrower(1), Relation::Narrower(3), Relation::Broader(2)] {
        assert!(seen.contains_key(&Some(relation)), "{relation:?} was never drawn");
    }
}

#[test]
fn what_is_narrower_holds_itself_and_whatever_is_narrower_than_that_each_once() {
    for seed in 0..300 {
        let (inventory, ids) = drawn(seed);
        let vocabulary = Vocabulary::of(&inventory);
        for id in &ids {
            let all: Vec<&str> = vocabulary.narrower(id).collect();
            let set: BTreeSet<&str> = all.iter().copied().collect();
            assert_eq!(all[0], id);
            for (below, relation) in vocabulary.below(id) {
                assert_eq!(relation, vocabulary.relation(id, below), "seed {seed}: {below} below {id}");
            }
            assert_eq!(set.len(), all.len(), "seed {seed}: each once");
            for one in &all {
                assert!(
                    vocabulary.narrower(one).all(|below| set.contains(below)),
                    "seed {seed}: closed under narrower"
                );
            }
            for other in &ids {
                if let Some(Relation::Same | Relation::Exact | Relation::Narrower(_)) = vocabulary.relation(id, other) {
                    assert!(set.contains(other.as_str()), "seed {seed}: {other} is narrower than {id}");
                }
            }
        }
    }
}

#[test]
fn a_vocabulary_that_follows_is_the_one_drawn_up_anew() {
    for seed in 0..200 {
        let ((before, _), (after, ids)) = (drawn(seed), drawn(seed + 1_000));
        let mut follows = Vocabulary::of(&before);
        follows.follow(&before, &after);
        let anew = Vocabulary::of(&after);
        for (a, b) in ids.iter().flat_map(|a| ids.iter().map(move |b| (a, b))) {
            assert_eq!(follows.relation(a, b), anew.relation(a, b), "seed {seed}: {a} {b}");
        }
        for id in &ids {
            assert_eq!(follows.find(id, None), anew.find(id, None), "seed {seed}: {id}");
        }
    }
}
