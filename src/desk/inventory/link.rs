//! The agreement between this hub and another: a link (DESIGN §4).

use std::collections::BTreeSet;

use jid::BareJid;
use serde::{Deserialize, Serialize};

use super::ServiceId;
use crate::time::Time;

/// How a link stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum LinkState {
    /// A coordinator here has proposed it; the other hub has not answered.
    Proposed,
    /// The other hub has proposed it; no coordinator here has answered.
    Asked,
    Active,
    /// Nothing passes until it is resumed.
    Paused,
}

impl LinkState {
    pub fn name(self) -> &'static str {
        match self {
            LinkState::Proposed => "proposed",
            LinkState::Asked => "asked",
            LinkState::Active => "active",
            LinkState::Paused => "paused",
        }
    }
}

/// What may pass to the other hub beside the language, without which nobody could be found there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Datum {
    /// The patron's first words, in the invitation.
    Question,
    /// The subjects and whatever else the session needs.
    Subjects,
    /// What the sender noted for the receiver.
    Note,
    /// Operators' names: of the sender in an invitation, and in answers to searches.
    Names,
}

impl Datum {
    pub const ALL: [Datum; 4] = [Datum::Question, Datum::Subjects, Datum::Note, Datum::Names];

    pub fn name(self) -> &'static str {
        match self {
            Datum::Question => "question",
            Datum::Subjects => "subjects",
            Datum::Note => "note",
            Datum::Names => "names",
        }
    }

    pub fn named(name: &str) -> Option<Datum> {
        Datum::ALL.into_iter().find(|datum| datum.name() == name)
    }
}

/// What this hub has agreed with another. The other's agreement is its own and may be narrower.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Link {
    /// The other hub's domain.
    pub hub: BareJid,
    pub state: LinkState,
    /// Adjoining hubs are asked before the others.
    pub adjoining: bool,
    /// Among its like, the lower is asked first.
    pub order: u32,
    /// Our services that the other hub may send patrons to; empty: all.
    #[serde(default)]
    pub ours: BTreeSet<ServiceId>,
    /// The local parts of its services that patrons from here may be sent to; empty: all.
    #[serde(default)]
    pub theirs: BTreeSet<String>,
    /// When the other hub may send patrons, as libraries write their hours; always, if nothing is said.
    #[serde(default)]
    pub hours: Option<String>,
    #[serde(default)]
    pub data: BTreeSet<Datum>,
    pub since: Time,
    /// Who proposed or accepted it here, or changed it last.
    #[serde(default)]
    pub by: Option<BareJid>,
    /// What the other hub said when it proposed the link, until that is answered.
    #[serde(default)]
    pub said: String,
}

impl Link {
    /// With nothing narrowed, and no data agreed.
    pub fn new(hub: BareJid, state: LinkState, since: Time) -> Self {
        Link {
            hub,
            state,
            adjoining: false,
            order: 100,
            ours: BTreeSet::new(),
            theirs: BTreeSet::new(),
            hours: None,
            data: BTreeSet::new(),
            since,
            by: None,
            said: String::new(),
        }
    }

    pub fn is_active(&self) -> bool {
        self.state == LinkState::Active
    }

    /// Whether the other hub may send patrons to this service of ours, apart from the hours.
    pub fn admits(&self, service: &ServiceId) -> bool {
        self.is_active() && (self.ours.is_empty() || self.ours.contains(service))
    }

    /// Whether patrons may be sent to this service there.
    pub fn reaches(&self, service: &BareJid) -> bool {
        let local = service.node().map(|node| node.as_str());
        let agreed = |local: &str| self.theirs.is_empty() || self.theirs.contains(local);
        self.is_active() && service.domain() == self.hub.domain() && local.is_some_and(agreed)
    }

    pub fn passes(&self, datum: Datum) -> bool {
        self.data.contains(&datum)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::desk::sample::{self, jid, service};

    fn link() -> Link {
        Link { theirs: BTreeSet::from(["ask-law".to_owned()]), ..sample::link("ref.b") }
    }

    #[test]
    fn a_link_reaches_the_services_agreed_on_and_only_while_it_is_active() {
        let active = link();
        assert!(active.reaches(&jid("ask-law@ref.b")));
        for wrong in ["ask@ref.b", "ask-law@ref.c", "ref.b"] {
            assert!(!active.reaches(&jid(wrong)), "{wrong}");
        }
        assert!(active.admits(&service("ask")));
        let paused = Link { state: LinkState::Paused, ..link() };
        assert!(!paused.reaches(&jid("ask-law@ref.b")) && !paused.admits(&service("ask")));
    }
}
