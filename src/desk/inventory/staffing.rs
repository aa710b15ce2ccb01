//! Who is asked to staff a service that was founded on a query, and services that have ended.

use jid::BareJid;
use serde::{Deserialize, Serialize};

use super::Service;
use crate::time::Time;

/// How it stands between a service and somebody who matches, or matched, its query. Whoever has accepted is among the
/// service's operators ([`super::Operator::services`]).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Staffing {
    pub stance: Stance,
    pub at: Time,
    /// The coordinator who asked her, who is told what she answers.
    #[serde(default)]
    pub by: Option<BareJid>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Stance {
    /// Matches, and a coordinator has been told; nobody has asked her yet.
    Proposed,
    /// Asked to staff it.
    Invited,
    /// Asked, but what was written to her came back; should it have reached her all the same, she may answer.
    Unreached,
    Accepted,
    Declined,
    /// Does not match any more, and has been asked whether she goes.
    Lapsing,
    /// Does not match any more, was asked, and stays.
    Stays,
    /// Was asked and has gone, or did not answer.
    Left,
}

impl Stance {
    pub const ALL: [Stance; 8] = [
        Stance::Proposed,
        Stance::Invited,
        Stance::Unreached,
        Stance::Accepted,
        Stance::Declined,
        Stance::Lapsing,
        Stance::Stays,
        Stance::Left,
    ];

    pub fn name(self) -> &'static str {
        match self {
            Stance::Proposed => "proposed",
            Stance::Invited => "invited",
            Stance::Unreached => "unreached",
            Stance::Accepted => "accepted",
            Stance::Declined => "declined",
            Stance::Lapsing => "lapsing",
            Stance::Stays => "stays",
            Stance::Left => "left",
        }
    }

    /// She was asked and has not answered.
    pub fn is_asked(self) -> bool {
        matches!(self, Stance::Invited | Stance::Unreached)
    }

    pub fn named(name: &str) -> Option<Stance> {
        Stance::ALL.into_iter().find(|stance| stance.name() == name)
    }
}

/// A service that is no more. Nobody else may have its address; its sessions stay in the statistics.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Ended {
    pub service: Service,
    pub at: Time,
    pub by: BareJid,
}
