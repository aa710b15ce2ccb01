//! What each circumstance is worth when a session is routed: the one place for these numbers, `[routing]` of the
//! configuration. What they do is told in `docs/routing.md`.

use serde::{Deserialize, Serialize};

macro_rules! weights {
    ($($(#[doc = $doc:literal])+ $name:ident = $default:expr;)+) => {
        #[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(default, deny_unknown_fields)]
        pub struct Weights {
            $($(#[doc = $doc])+ pub $name: i64,)+
        }

        impl Default for Weights {
            fn default() -> Self {
                Weights { $($name: $default,)+ }
            }
        }
    };
}

weights! {
    /// For each step of the common language's level above the least usable one.
    language_level = 10;
    /// Taken off for each place that the common language stands further back in the patron's order.
    language_order = 25;
    /// For each wanted subject that she has.
    subject = 40;
    /// For a wanted culture that she knows.
    culture = 30;
    /// For a wanted audience that she knows.
    audience = 20;
    /// For each competence of another kind that is wanted and that she has.
    other = 30;
    /// For each step of level above B2 in what is wanted; as much off for each below.
    competence_level = 5;
    /// So many per cent less for each step by which what she has is narrower than what is wanted,
    narrower = 15;
    /// or broader.
    broader = 30;
    /// So many per cent of it count once her competence has expired.
    expired = 50;
    /// When she is of the patron's own library.
    home_library = 30;
    /// When she works for the service itself, after others are asked too.
    own_staff = 40;
    /// Taken off for the whole of her limit of sessions; less in proportion.
    load = 60;
    /// For each minute without a session,
    idle = 1;
    /// up to so much.
    idle_most = 10;
    /// Taken off when she shows away,
    away = 200;
    /// or xa.
    xa = 400;
    /// Taken off when she alone of those who are free speaks a language that this session does not need,
    sole_language = 150;
    /// or one of two.
    rare_language = 50;
    /// Taken off for each other competence that she alone has and this session does not need.
    sole_competence = 15;
    /// All that is taken off for what is rare comes to no more than this.
    rare_most = 180;
}

impl Weights {
    /// The largest that any of them may be, so that sums stay small and no weight drowns all others by a slip.
    pub const MOST: i64 = 1_000;
    /// The largest that the ones in per cent may be.
    pub const MOST_PER_CENT: i64 = 100;

    pub fn is_per_cent(key: &str) -> bool {
        matches!(key, "narrower" | "broader" | "expired")
    }

    /// What a wanted competence of this kind is worth.
    pub(super) fn of_kind(&self, kind: &str) -> i64 {
        use crate::desk::inventory::kind;
        match kind {
            kind::SUBJECT => self.subject,
            kind::CULTURE => self.culture,
            kind::AUDIENCE => self.audience,
            _ => self.other,
        }
    }

    /// What is left of it when she has something related: `steps` is how much narrower (above zero) or broader.
    pub(super) fn related(&self, points: i64, steps: i64) -> i64 {
        let less = if steps >= 0 { self.narrower * steps } else { self.broader * -steps };
        points * (100 - less).max(0) / 100
    }
}
