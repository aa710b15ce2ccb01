//! How well a partner's service fits what somebody needs.

use super::{Known, Term};
use crate::desk::Desk;
use crate::desk::need::Need;
use crate::desk::vocabulary::Relation;

/// What a language is worth for each level from A1 on, and what a concept is worth that is the one needed.
const LEVEL: u32 = 5;
const SAME: u32 = 40;
/// Each step narrower or broader counts so much less.
const STEP: u32 = 5;
/// A language that stands further back in the patron's order.
const FURTHER_BACK: u32 = 10;

impl Desk {
    /// What speaks for a service; `None` when no language of the patron is spoken there.
    pub(super) fn fit(&self, known: &Known, need: &Need) -> Option<u32> {
        let languages = need.languages();
        let spoken = languages.iter().enumerate().filter_map(|(place, wanted)| {
            let worth = LEVEL * (known.level(wanted)? as u32 + 1);
            Some((100 + worth).saturating_sub(FURTHER_BACK * place as u32))
        });
        let language = spoken.max()?;
        let (subjects, others) = need.wanted();
        let subjects: u32 = subjects.iter().filter_map(|wanted| self.worth_of(&known.picture.subjects, wanted)).sum();
        let of_kind = |asked: &crate::desk::need::Asked| {
            let terms: Vec<Term> =
                known.picture.others.iter().filter(|term| term.kind == asked.kind).cloned().collect();
            self.worth_of(&terms, &asked.value)
        };
        let others: u32 = others.iter().filter_map(of_kind).sum();
        Some(language + subjects + others)
    }

    /// What the nearest of these concepts is worth for a wanted one.
    pub(super) fn worth_of(&self, terms: &[Term], wanted: &str) -> Option<u32> {
        let worth = |term: &Term| match self.vocabulary.relation(wanted, &term.id)? {
            Relation::Same => Some(SAME),
            Relation::Exact => Some(SAME - 2),
            Relation::Narrower(steps) | Relation::Broader(steps) => Some(SAME.saturating_sub(STEP * u32::from(steps))),
        };
        terms.iter().filter_map(|term| if term.id == wanted { Some(SAME) } else { worth(term) }).max()
    }
}
