//! Past decisions of the routing: what the chronicle keeps of each, and the newest of them at hand for `!why`.

use std::collections::VecDeque;

use jid::BareJid;
use serde::{Deserialize, Serialize};

use super::widening::{Step, Why};
use crate::desk::inventory::{LibraryId, ServiceId};
use crate::desk::record::{Chronicle, What};
use crate::desk::session::Chosen;

/// Entries of the chronicle at hand: about a thousand decisions with what came of them.
const MOST: usize = 4_000;
/// So many of those who were ranked behind her are named with an offer.
pub(in crate::desk) const RUNNERS_UP: usize = 5;

/// What the chronicle keeps of a decision, as JSON.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "decision")]
pub enum Account {
    /// The routing chose her.
    Chosen {
        service: ServiceId,
        chosen: Box<Chosen>,
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        runners_up: Vec<RunnerUp>,
    },
    /// Somebody picked her.
    Assigned { service: ServiceId, by: BareJid },
    /// She asked for it herself.
    Asked { service: ServiceId },
    /// Others are asked too.
    Widened {
        service: ServiceId,
        step: Step,
        why: Why,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        library: Option<LibraryId>,
    },
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunnerUp {
    pub operator: BareJid,
    pub score: i64,
}

impl Account {
    pub fn service(&self) -> &ServiceId {
        match self {
            Account::Chosen { service, .. }
            | Account::Assigned { service, .. }
            | Account::Asked { service }
            | Account::Widened { service, .. } => service,
        }
    }

    pub fn detail(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }

    /// Nothing where the entry is older than such accounts, or tells of no decision.
    pub fn of(entry: &Chronicle) -> Option<Account> {
        serde_json::from_str(&entry.detail).ok()
    }
}

/// Whether an entry of the chronicle is a decision of the routing, or what came of one.
pub fn decision(what: What) -> bool {
    !matches!(what, What::Opened | What::Closed)
}

/// The newest decisions, the oldest first.
#[derive(Debug, Default)]
pub struct Decisions(VecDeque<Chronicle>);

impl Decisions {
    pub fn restored(entries: Vec<Chronicle>) -> Self {
        let mut decisions = Decisions::default();
        entries.into_iter().for_each(|entry| decisions.add(entry));
        decisions
    }

    pub fn add(&mut self, entry: Chronicle) {
        if decision(entry.what) {
            if self.0.len() == MOST {
                self.0.pop_front();
            }
            self.0.push_back(entry);
        }
    }

    /// Whether the last that is known of an operator and a session is that it was offered to her.
    pub fn awaits(&self, session: i64, operator: &BareJid) -> bool {
        let about = |entry: &&Chronicle| entry.session == session && entry.operator.as_ref() == Some(operator);
        self.0.iter().rev().find(about).is_some_and(|entry| entry.what == What::Offered)
    }

    pub fn of(&self, session: i64) -> Vec<Chronicle> {
        self.0.iter().filter(|entry| entry.session == session).cloned().collect()
    }
}
