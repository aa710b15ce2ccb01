//! What coordinators keep about the inventory: clusters and campaigns.

use std::collections::{BTreeMap, BTreeSet};

use jid::BareJid;
use serde::{Deserialize, Serialize};

use crate::time::{Date, Time};

/// A named competence query; its members are whoever matches now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cluster {
    /// As a [`super::ServiceId`]: 1 to 64 of a-z, 0-9 and `-`.
    pub name: String,
    /// As its coordinator wrote it; words are looked up anew each time it is asked.
    pub query: String,
    pub by: BareJid,
    pub at: Time,
}

/// A round of asking operators to fill in or confirm their profiles (the knowledge inventory).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Campaign {
    pub name: String,
    /// Whom it asks.
    pub query: String,
    pub by: BareJid,
    pub opened: Time,
    /// The last day to answer.
    pub until: Date,
    /// Who was asked, and when she was last reminded, if she was.
    pub asked: BTreeMap<BareJid, Option<Time>>,
    /// Who has gone through her profile since.
    pub returned: BTreeMap<BareJid, Time>,
    /// Those who could not be asked as their server did not take it.
    #[serde(default)]
    pub unreachable: BTreeSet<BareJid>,
    /// Those who are still to be written to, asking or reminding.
    #[serde(default)]
    pub to_tell: BTreeSet<BareJid>,
    /// When some were last written to.
    #[serde(default)]
    pub told: Option<Time>,
    /// When those missing were reminded without a coordinator's asking.
    #[serde(default)]
    pub reminded: Option<Time>,
    /// When it was over and its outcome was told.
    #[serde(default)]
    pub ended: Option<Time>,
}
