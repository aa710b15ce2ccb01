//! A small inventory for tests: the one that the demo imports, in code.

use std::collections::{BTreeMap, BTreeSet};

use jid::BareJid;

use super::inventory::*;
use super::language::{Language, Level};
use super::limits::LimitChanges;
use crate::time::Time;

pub fn service(id: &str) -> ServiceId {
    id.parse().expect("a service's id")
}

pub fn language(tag: &str) -> Language {
    tag.parse().expect("a language")
}

/// In effect, with nothing narrowed and no data agreed.
pub fn link(hub: &str) -> Link {
    Link::new(jid(hub), LinkState::Active, Time(0))
}

pub fn jid(text: &str) -> BareJid {
    text.parse().expect("a bare JID")
}

fn labels(all: &[(&str, &str)]) -> Labels {
    all.iter().map(|(tag, text)| (language(tag), (*text).to_owned())).collect()
}

fn operator(name: &str, library: &str, services: &[&str], languages: &[(&str, Level)], subjects: &[&str]) -> Operator {
    let languages = languages.iter().map(|(tag, level)| Competence::new(kind::LANGUAGE, tag, Some(*level)));
    let subjects = subjects.iter().map(|id| Competence::new(kind::SUBJECT, id, None));
    Operator {
        jid: jid(&format!("{}@localhost", name.to_lowercase())),
        name: name.to_owned(),
        library: Some(library.to_owned()),
        services: services.iter().map(|id| service(id)).collect(),
        sessions: 2,
        language: Some(language("en")),
        role: Role::Operator,
        competences: languages.chain(subjects).collect(),
    }
}

fn a_service(id: &str, name: &str, languages: &[&str]) -> (ServiceId, Service) {
    let known = Service {
        id: service(id),
        names: labels(&[("en", name)]),
        descriptions: Labels::new(),
        languages: languages.iter().map(|tag| language(tag)).collect(),
        library: None,
        consortium: None,
        offer_to: OfferTo::default(),
        limits: LimitChanges::default(),
        query: None,
        network: true,
    };
    (known.id.clone(), known)
}

/// Anna (sv, en), Bo (sv, en, law) and Chen (en, zh) at two libraries; services `ask` and `ask-law`.
pub fn inventory() -> Inventory {
    let library = |id: &str, name: &str| {
        let known = Library {
            id: id.into(),
            name: name.into(),
            isil: None,
            kind: Some("public".into()),
            country: Some("SE".into()),
            region: None,
            time_zone: None,
            hours: None,
            languages: vec![language("sv")],
            consortia: BTreeSet::new(),
        };
        (known.id.clone(), known)
    };
    let law = Concept {
        id: "ykl:33".into(),
        kind: kind::SUBJECT.into(),
        notation: Some("33".into()),
        labels: labels(&[("sv", "juridik"), ("en", "law")]),
        ..Concept::default()
    };
    let operators = [
        operator("Anna", "lund", &["ask"], &[("sv", Level::Native), ("en", Level::C1)], &[]),
        operator("Bo", "lund", &["ask", "ask-law"], &[("sv", Level::Native), ("en", Level::B2)], &["ykl:33"]),
        operator("Chen", "malmo", &["ask"], &[("en", Level::C2), ("zh", Level::Native)], &[]),
    ];
    Inventory {
        libraries: BTreeMap::from([library("lund", "Lund"), library("malmo", "Malmö")]),
        consortia: BTreeMap::new(),
        services: BTreeMap::from([a_service("ask", "Ask", &["sv", "en"]), a_service("ask-law", "Ask Law", &["sv"])]),
        concepts: BTreeMap::from([(law.id.clone(), law)]),
        operators: operators.into_iter().map(|operator| (operator.jid.clone(), operator)).collect(),
        canned: BTreeMap::from([(
            "hours".to_owned(),
            Canned {
                name: "hours".into(),
                texts: labels(&[("en", "We are open 9 to 5."), ("sv", "Vi har öppet 9–17.")]),
            },
        )]),
        ..Inventory::default()
    }
}
