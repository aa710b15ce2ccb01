//! What people change about the inventory while the desk runs, and the account that is kept of it.

use std::collections::VecDeque;

use jid::BareJid;

use super::Desk;
use super::effect::{Effect, Hearer};
use super::inventory::{Change, Role};
use super::record::{Audit, Record};
use super::sentence::Sentence;
use crate::time::Time;

/// Entries of the audit list at hand; the store has them all.
const MOST_AUDITED: usize = 500;

/// What coordinators and administrators did lately, the oldest first.
#[derive(Debug, Default)]
pub(super) struct Audited(VecDeque<Audit>);

#[allow(dead_code)]
impl Audited {
    pub fn restored(entries: Vec<Audit>) -> Self {
        Audited(entries.into_iter().rev().take(MOST_AUDITED).rev().collect())
    }

    fn add(&mut self, entry: Audit) {
        if self.0.len() == MOST_AUDITED {
            self.0.pop_front();
        }
        self.0.push_back(entry);
    }

    /// The newest first.
    pub fn newest(&self) -> impl Iterator<Item = &Audit> {
        self.0.iter().rev()
    }
}

#[allow(dead_code)]
impl Desk {
    /// Changes one entry of the inventory, records it, and lets duty, sessions and rooms follow.
    pub(super) fn change(&mut self, now: Time, change: Change) {
        self.out.push(Effect::Record(Record::Inventory(change.clone())));
        let staff = matches!(change, Change::Operator(_) | Change::Service(_) | Change::ServiceEnded(_));
        match &change {
            Change::Concept(concept) => {
                self.subjects.change(concept);
                self.vocabulary.add(concept);
                self.lookup.add(concept);
            }
            Change::Kind(kind) => self.competence.add_kind(kind),
            Change::Operator(operator) => {
                if let Some(before) = self.inventory.operators.get(&operator.jid) {
                    self.competence.remove(before);
                }
                self.competence.add(operator);
            }
            Change::ServiceEnded(ended) => self.competence.end_service(&ended.service.id),
            _ => {}
        }
        if matches!(change, Change::Operator(_)) {
            self.roster = None;
        }
        self.inventory.apply(change);
        if staff {
            self.staff_changed(now, Vec::new());
            self.out.push(Effect::InventoryChanged);
        }
    }

    /// Keeps account of what a coordinator or administrator did.
    pub(super) fn audit(&mut self, now: Time, by: &BareJid, command: &str, detail: String) {
        let entry = Audit { at: now, by: by.clone(), command: command.to_owned(), detail };
        self.audited.add(entry.clone());
        self.out.push(Effect::Record(Record::Audit(entry)));
    }

    pub fn role(&self, person: &BareJid) -> Option<Role> {
        self.inventory.operators.get(person).map(|operator| operator.role)
    }

    /// Those who maintain the hub.
    pub(super) fn coordinators(&self) -> Vec<BareJid> {
        let all = self.inventory.operators.values().filter(|operator| operator.role >= Role::Coordinator);
        all.map(|operator| operator.jid.clone()).collect()
    }

    /// Says something to one person, from the hub, wherever she is.
    pub(super) fn tell_person(&mut self, person: &BareJid, sentence: Sentence) {
        let language = self.operator_language(person);
        self.out.push(Effect::Tell { to: Hearer::Person(person.clone()), sentence, language });
    }
}
