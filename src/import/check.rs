//! What can only be judged when everything is read: references, codes that must be unique, sizes.

use std::collections::{BTreeMap, BTreeSet};

use jid::BareJid;

use super::draft::{Draft, Place, Reference, What};
use crate::desk::inventory::{Inventory, MOST_COMPETENCES, ServiceId, kind};
use crate::nearest::nearest;

pub(super) fn all(draft: &mut Draft) {
    references(draft);
    isils(draft);
    sizes(draft);
}

fn references(draft: &mut Draft) {
    let kinds: BTreeSet<String> = draft.inventory.concepts.values().map(|concept| concept.kind.clone()).collect();
    for (place, reference) in std::mem::take(&mut draft.references) {
        if draft.mistakes.is_full() {
            return;
        }
        match reference {
            Reference::To(what, id) => known(draft, what, &id, &place),
            Reference::Competence { kind, .. } if kind == kind::LANGUAGE => {}
            Reference::Competence { kind, value } => match draft.inventory.concepts.get(&value) {
                Some(concept) if concept.kind == kind => {}
                Some(concept) => {
                    let what = format!("{value} is a concept of kind {}, not {kind}", concept.kind);
                    draft.wrong(&place, what);
                }
                None if kind == kind::SUBJECT || kinds.contains(&kind) => known(draft, What::Concept, &value, &place),
                None => {}
            },
        }
    }
}

fn known(draft: &mut Draft, what: What, id: &str, place: &Place) {
    if has(&draft.inventory, what, id) || draft.places.contains_key(&(what, id.to_owned())) {
        return;
    }
    let meant = nearest(id, ids(&draft.inventory, what));
    let hint = meant.map(|meant| format!("; did you mean {meant}?")).unwrap_or_default();
    draft.wrong(place, format!("there is no {what} {id}{hint}"));
}

fn has(inventory: &Inventory, what: What, id: &str) -> bool {
    match what {
        What::Library => inventory.libraries.contains_key(id),
        What::Consortium => inventory.consortia.contains_key(id),
        What::Service => id.parse().is_ok_and(|id: ServiceId| inventory.services.contains_key(&id)),
        What::Concept => inventory.concepts.contains_key(id),
        What::Kind => inventory.kinds.contains_key(id),
        What::Operator => id.parse().is_ok_and(|jid: BareJid| inventory.operators.contains_key(&jid)),
        What::Canned => inventory.canned.contains_key(id),
    }
}

fn ids(inventory: &Inventory, what: What) -> Vec<&str> {
    match what {
        What::Library => inventory.libraries.keys().map(String::as_str).collect(),
        What::Consortium => inventory.consortia.keys().map(String::as_str).collect(),
        What::Service => inventory.services.keys().map(|id| id.as_str()).collect(),
        What::Concept => inventory.concepts.keys().map(String::as_str).collect(),
        What::Kind => inventory.kinds.keys().map(String::as_str).collect(),
        What::Operator => inventory.operators.keys().map(|jid| jid.as_str()).collect(),
        What::Canned => inventory.canned.keys().map(String::as_str).collect(),
    }
}

/// Unique whatever the case (ISO 15511).
fn isils(draft: &mut Draft) {
    let mut libraries: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for library in draft.inventory.libraries.values() {
        if let Some(isil) = &library.isil {
            libraries.entry(isil.to_uppercase()).or_default().push(library.id.clone());
        }
    }
    for (isil, ids) in libraries.into_iter().filter(|(_, ids)| ids.len() > 1) {
        let place = ids.iter().rev().find_map(|id| draft.places.get(&(What::Library, id.clone())).cloned());
        if let Some(place) = place {
            draft.wrong(&place, format!("the libraries {} have the same ISIL {isil}", ids.join(" and ")));
        }
    }
}

fn sizes(draft: &mut Draft) {
    let inventory = &draft.inventory;
    let sizes = [
        (What::Library, inventory.libraries.len(), 100_000),
        (What::Consortium, inventory.consortia.len(), 10_000),
        (What::Service, inventory.services.len(), 1_000),
        (What::Concept, inventory.concepts.len(), 500_000),
        (What::Kind, inventory.kinds.len(), 1_000),
        (What::Operator, inventory.operators.len(), 100_000),
        (What::Canned, inventory.canned.len(), 10_000),
    ];
    let mut wrong = Vec::new();
    for (what, size, most) in sizes {
        if size > most {
            let place = draft.places.iter().find(|((of, _), _)| *of == what).map(|(_, place)| place.clone());
            wrong.extend(place.map(|place| (place, format!("{what}: {size} in all; at most {most} are expected"))));
        }
    }
    for operator in inventory.operators.values().filter(|operator| operator.competences.len() > MOST_COMPETENCES) {
        let place = draft.places.get(&(What::Operator, operator.jid.to_string())).cloned();
        let what = format!("{}: at most {MOST_COMPETENCES} competences are expected", operator.jid);
        wrong.extend(place.map(|place| (place, what)));
    }
    wrong.into_iter().for_each(|(place, what)| draft.wrong(&place, what));
}
