//! What people change about the inventory while the desk runs, and the account that is kept of it.

use std::collections::VecDeque;

use jid::BareJid;

use super::effect::{Effect, Hearer};
use super::hours::Zone;
use super::inventory::Change;
use super::record::{Audit, Record};
use super::sentence::Sentence;
use super::{Desk, MOST_LISTED};
use crate::time::Time;

/// Entries of the audit list at hand; the store has them all.
const MOST_AUDITED: usize = 500;

/// Entries shown to who asks without a number.
const AUDIT_SHOWN: usize = 10;

/// What coordinators and administrators did lately, the oldest first.
#[derive(Debug, Default)]
pub(super) struct Audited(VecDeque<Audit>);

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

impl Desk {
    /// Changes one entry of the inventory, records it, and lets duty, sessions and rooms follow.
    pub(super) fn change(&mut self, now: Time, change: Change) {
        self.out.push(Effect::Record(Record::Inventory(change.clone())));
        let staff = matches!(change, Change::Operator(_) | Change::Service(_) | Change::ServiceEnded(_));
        let agreements = matches!(change, Change::Link(_) | Change::LinkGone(_) | Change::ServiceEnded(_));
        let matching = staff
            || matches!(change, Change::Concept(_) | Change::Kind(_) | Change::Cluster(_) | Change::ClusterGone(_));
        match &change {
            Change::Concept(concept) => {
                self.subjects.change(concept);
                self.vocabulary.add(concept);
                self.competence.add_kind_of(concept);
            }
            Change::Kind(kind) => self.competence.add_kind(kind),
            Change::Operator(operator) => {
                if let Some(before) = self.inventory.operators.get(&operator.jid) {
                    self.competence.remove(before);
                }
                self.competence.add(operator);
                self.roster = None;
            }
            Change::ServiceEnded(ended) => {
                self.competence.end_service(&ended.service.id);
                self.roster = None;
            }
            _ => {}
        }
        self.inventory.apply(change);
        if matching {
            self.look_anew(now);
        }
        if agreements {
            self.assistances_follow_agreements(now);
        }
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

    /// What somebody who is more than an operator changed by a command is in the list even where the command itself says
    /// nothing of it; but what she changed about herself is her own affair. `before` is how much there was to do before
    /// the command.
    pub(super) fn account_for(&mut self, now: Time, by: &BareJid, command: &str, before: usize) {
        let records = || {
            self.out.iter().skip(before).filter_map(|effect| match effect {
                Effect::Record(record) => Some(record),
                _ => None,
            })
        };
        let counts = |record: &Record| match record {
            Record::Inventory(Change::Operator(operator)) => operator.jid != *by,
            Record::Inventory(Change::Staffing { operator, .. }) => operator != by,
            // What somebody has looked at is no change of anything.
            Record::Inventory(Change::ClusterSeen(_)) => false,
            Record::Inventory(_) => true,
            _ => false,
        };
        if records().any(counts) && !records().any(|record| matches!(record, Record::Audit(_))) {
            self.audit(now, by, command, String::new());
        }
    }

    /// What was done lately, the newest first: so many entries, or those of one person or command.
    pub(super) fn list_audit(&self, zone: Zone, wanted: Option<&str>) -> Vec<Sentence> {
        let (most, word) = match wanted.map(|wanted| (wanted.parse::<usize>(), wanted.to_lowercase())) {
            None => (AUDIT_SHOWN, None),
            Some((Ok(most), _)) => (most.clamp(1, MOST_LISTED), None),
            Some((Err(_), word)) => (MOST_LISTED, Some(word)),
        };
        let by = word.as_deref().and_then(|word| self.operator_named(word));
        let of = |entry: &&Audit| {
            let word = word.as_ref();
            word.is_none_or(|word| {
                Some(&entry.by) == by.as_ref() || entry.by.as_str() == word || entry.command == *word
            })
        };
        let line = |entry: &Audit| Sentence::AuditLine {
            when: zone.told(entry.at),
            name: self.operator_name(&entry.by),
            command: entry.command.clone(),
            detail: entry.detail.clone(),
        };
        let lines: Vec<_> = self.audited.newest().filter(of).take(most).map(line).collect();
        if lines.is_empty() {
            vec![Sentence::AuditNone { word: word.unwrap_or_default().chars().take(40).collect() }]
        } else {
            lines
        }
    }

    /// Says something to one person, from the hub, wherever she is.
    pub(super) fn tell_person(&mut self, person: &BareJid, sentence: Sentence) {
        let language = self.operator_language(person);
        self.out.push(Effect::Tell { to: Hearer::Person(person.clone()), sentence, language });
    }
}
