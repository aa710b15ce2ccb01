//! Whether the desk is well: it is when the server is reached, the store takes what is recorded, and the loop of the
//! desk's owner has turned lately. Whoever restarts or warns goes by this.

use std::time::Duration;

use serde::Serialize;

/// An owner that has not been round for this long is stuck.
pub const STUCK_AFTER: Duration = Duration::from_secs(10);

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Health {
    status: &'static str,
    link: bool,
    store: bool,
    desk: bool,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    wrong: Vec<&'static str>,
}

impl Health {
    /// `turned` is how long ago the loop turned; `None` if it never has.
    pub fn of(link: bool, store: bool, turned: Option<Duration>) -> Health {
        let desk = turned.is_some_and(|ago| ago <= STUCK_AFTER);
        let mut wrong = Vec::new();
        if !link {
            wrong.push("the link to the XMPP server is down");
        }
        if !store {
            wrong.push("the store does not take what is recorded");
        }
        if !desk {
            wrong.push(match turned {
                Some(_) => "the desk has handled nothing for more than 10 seconds",
                None => "the desk has not begun its work",
            });
        }
        Health { status: if wrong.is_empty() { "well" } else { "unwell" }, link, store, desk, wrong }
    }

    pub fn well(&self) -> bool {
        self.wrong.is_empty()
    }

    pub fn to_json(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }
}
