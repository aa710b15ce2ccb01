//! A coordinator at work: she founds services on what operators can, invites, and ends them again, at any moment.

use std::time::Duration;

use refdesk::desk::inventory::{Change, Stance};

use super::chance::Chance;

/// Longer than any invitation stands and anybody may think about whether she stays.
pub const ALL_ANSWERED: Duration = Duration::from_secs(22 * 24 * 3600);

/// Something a coordinator types. Few addresses, so that one that is reserved is wanted again.
pub fn command(chance: &mut Chance) -> String {
    let service = format!("ask-new{}", chance.below(2));
    let query = *chance.among(&["lang:sv or lang:en", "lang:fi", "lang:sv", "lang:is"]).unwrap_or(&"lang:sv");
    match chance.below(20) {
        0..=3 => format!("!service create {service} confirm {query}"),
        4 => format!("!service create {service} {query}"),
        5 => format!("!service {service} invite all"),
        6..=16 => format!("!service end {service} confirm"),
        17 => format!("!service {service}"),
        18 => format!("!cluster save speakers {query}"),
        _ => "!cluster speakers".to_owned(),
    }
}

/// What one who was asked types.
pub fn answer(chance: &mut Chance) -> String {
    let words = ["accept", "decline", "leave", "stay"];
    format!("!{} ask-new{}", chance.among(&words).unwrap_or(&"accept"), chance.below(2))
}

/// What a change of the inventory is called in the count of what happened.
pub fn happened(change: &Change) -> Option<&'static str> {
    match change {
        Change::Service(_) => Some("Founded"),
        Change::ServiceEnded(_) => Some("Ended"),
        Change::Staffing { staffing, .. } => match staffing.stance {
            Stance::Invited | Stance::Unreached => Some("Invited"),
            Stance::Accepted => Some("Accepted"),
            Stance::Declined => Some("Refused"),
            Stance::Lapsing => Some("Lapsing"),
            Stance::Left => Some("Left"),
            Stance::Proposed => Some("Proposed"),
            Stance::Stays => Some("Stays"),
        },
        _ => None,
    }
}
