//! `!kind`: the kinds of competence there are; new ones and their names, by coordinators.

use super::concept::labels;
use super::run::Asker;
use crate::desk::inventory::{Change, Kind, Role, kind};
use crate::desk::refusal::Refusal;
use crate::desk::sentence::Sentence;
use crate::desk::{Desk, MOST_LISTED};
use crate::time::Time;

/// Kinds in all.
const MOST_KINDS: usize = 1_000;

impl Desk {
    /// Without an id, the kinds there are; with one and labels, adds it or changes its names.
    pub(super) fn kind(&mut self, now: Time, asker: &Asker, id: Option<&str>, text: Option<&str>) -> Vec<Sentence> {
        let Some(id) = id else {
            let line = |kind: &&str| Sentence::KindLine {
                id: (*kind).to_owned(),
                label: self.kind_name(kind, &asker.language),
                concepts: self.inventory.concepts.values().filter(|concept| concept.kind == **kind).count() as i64,
            };
            return self.concept_kinds().iter().take(MOST_LISTED).map(line).collect();
        };
        if self.role(&asker.operator).is_none_or(|role| role < Role::Coordinator) {
            return vec![Refusal::NotYourRole { who: Role::Coordinator }.sentence()];
        }
        let is_new = !self.inventory.kinds.contains_key(id);
        if !kind::is_id(id) || id == kind::LANGUAGE || (is_new && self.inventory.kinds.len() >= MOST_KINDS) {
            return vec![Sentence::KindIdWrong { id: id.chars().take(70).collect() }];
        }
        let Some(text) = text else {
            return vec![Sentence::KindNeedsLabel { id: id.to_owned() }];
        };
        let said = match labels(text, &asker.language) {
            Ok(said) if !said.is_empty() => said,
            Ok(_) => return vec![Sentence::KindNeedsLabel { id: id.to_owned() }],
            Err(wrong) => return vec![wrong],
        };
        let known = self.inventory.kinds.get(id).cloned();
        let mut kind = known.unwrap_or_else(|| Kind { id: id.to_owned(), labels: Default::default() });
        kind.labels.extend(said);
        if self.inventory.kinds.get(id) != Some(&kind) {
            self.change(now, Change::Kind(kind));
            self.audit(now, &asker.operator, "kind", format!("{id} = {}", text.trim()));
        }
        vec![Sentence::KindSaved { id: id.to_owned(), label: self.kind_name(id, &asker.language) }]
    }
}
