//! Operators and what they can.

use std::collections::BTreeSet;
use std::fmt;
use std::str::FromStr;

use jid::BareJid;
use serde::{Deserialize, Serialize};

use super::{LibraryId, ServiceId, kind};
use crate::desk::language::{Language, Level};
use crate::time::Date;

/// Of one operator.
pub const MOST_COMPETENCES: usize = 500;

/// One thing an operator can. What kinds and values there are is open.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Competence {
    pub kind: String,
    /// A BCP 47 tag for a language, a concept's id otherwise.
    pub value: String,
    pub level: Option<Level>,
    /// What it rests on, in her own words: a degree, ten years at a law library, …
    #[serde(default)]
    pub evidence: Option<String>,
    /// When it was last confirmed to be so.
    #[serde(default)]
    pub confirmed: Option<Date>,
    /// The last day on which it holds; after that it counts less until confirmed again.
    #[serde(default)]
    pub valid_until: Option<Date>,
}

impl Competence {
    pub fn new(kind: &str, value: &str, level: Option<Level>) -> Self {
        Competence { kind: kind.to_owned(), value: value.to_owned(), level, ..Competence::default() }
    }

    pub fn is_expired(&self, today: Date) -> bool {
        self.valid_until.is_some_and(|until| until < today)
    }
}

/// What somebody may do. Each may do what those before may.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    #[default]
    Operator,
    /// Maintains the hub's services, operators and clusters.
    Coordinator,
    /// Follows statistics and quality, too.
    ChiefCoordinator,
    Administrator,
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("'{0}' is not a role: operator, coordinator, chief-coordinator or administrator")]
pub struct NotARole(pub String);

impl Role {
    pub const ALL: [Role; 4] = [Role::Operator, Role::Coordinator, Role::ChiefCoordinator, Role::Administrator];

    pub fn name(self) -> &'static str {
        match self {
            Role::Operator => "operator",
            Role::Coordinator => "coordinator",
            Role::ChiefCoordinator => "chief-coordinator",
            Role::Administrator => "administrator",
        }
    }
}

impl FromStr for Role {
    type Err = NotARole;

    fn from_str(text: &str) -> Result<Self, NotARole> {
        let named = Role::ALL.into_iter().find(|role| role.name() == text.trim().to_lowercase());
        named.ok_or_else(|| NotARole(text.chars().take(40).collect()))
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Operator {
    pub jid: BareJid,
    pub name: String,
    pub library: Option<LibraryId>,
    pub services: BTreeSet<ServiceId>,
    /// How many sessions she may hold at once.
    pub sessions: u32,
    /// The language the desk speaks to her in.
    pub language: Option<Language>,
    #[serde(default)]
    pub role: Role,
    /// Sorted by kind and value; one of each.
    pub competences: Vec<Competence>,
}

impl Operator {
    /// How well she knows a language, if at all. A language named without a level counts as B2.
    pub fn level(&self, wanted: &Language) -> Option<Level> {
        self.competences
            .iter()
            .filter(|competence| competence.kind == kind::LANGUAGE)
            .filter(|competence| competence.value.parse::<Language>().is_ok_and(|known| known.serves(wanted)))
            .map(|competence| competence.level.unwrap_or(Level::B2))
            .max()
    }

    pub fn has(&self, kind: &str, value: &str) -> bool {
        self.competences.iter().any(|competence| competence.kind == kind && competence.value == value)
    }

    /// Takes up a competence in the place of what she had of this kind and value.
    pub fn learn(&mut self, competence: Competence) {
        self.forget(&competence.kind, &competence.value);
        self.competences.push(competence);
        self.competences.sort();
    }

    /// True if she had it.
    pub fn forget(&mut self, kind: &str, value: &str) -> bool {
        let before = self.competences.len();
        self.competences.retain(|known| known.kind != kind || known.value != value);
        self.competences.len() != before
    }
}
