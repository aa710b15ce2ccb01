//! The routing's reasons in sentences: what counted for and against somebody, who was left out, and the account of past
//! decisions.

use jid::BareJid;

use super::memory::Account;
use super::review::LeftOut;
use super::score::{Counted, Part};
use super::widening::Step;
use crate::desk::inventory::Inventory;
use crate::desk::language::Language;
use crate::desk::need::Asked;
use crate::desk::record::{Chronicle, What};
use crate::desk::sentence::{Reasons, Sentence};
use crate::desk::session::Chosen;
use crate::desk::vocabulary::Vocabulary;
use crate::time::Time;

/// Tells somebody of decisions, with names in her language.
pub struct Teller<'a> {
    pub inventory: &'a Inventory,
    pub vocabulary: &'a Vocabulary,
    pub language: &'a Language,
    pub now: Time,
}

impl Teller<'_> {
    /// An operator as her colleagues know her; her address where she is not in the inventory any more.
    pub fn operator(&self, jid: &BareJid) -> String {
        let known = self.inventory.operators.get(jid).map(|operator| operator.name.clone());
        known.unwrap_or_else(|| jid.to_string())
    }

    pub fn concept(&self, id: &str) -> String {
        self.vocabulary.name(id, self.language).to_string()
    }

    pub fn languages(&self, tags: &[Language]) -> String {
        tags.iter().map(|tag| self.concept(tag.as_str())).collect::<Vec<_>>().join(", ")
    }

    /// What of the need somebody was chosen for, beside the language.
    pub fn wanted(&self, subjects: &[String], others: &[Asked]) -> String {
        let ids = subjects.iter().chain(others.iter().map(|other| &other.value));
        ids.map(|id| self.concept(id)).collect::<Vec<_>>().join(", ")
    }

    pub fn reasons(&self, parts: &[Part]) -> Reasons {
        Reasons(parts.iter().map(|part| self.part(part)).collect())
    }

    fn part(&self, part: &Part) -> Sentence {
        let (mut name, mut detail, mut count) = (String::new(), String::new(), 0);
        let of = match &part.what {
            Counted::Language { language, level, expired } => {
                (name, detail) = (self.concept(language.as_str()), level.to_string());
                if *expired { "language-expired" } else { "language" }
            }
            Counted::Has { wanted, had, steps, expired, .. } => {
                (name, count) = (self.concept(wanted), steps.abs());
                if wanted != had {
                    detail = self.concept(had);
                }
                match (expired, steps.signum()) {
                    (true, _) => "expired",
                    (_, 1) => "narrower",
                    (_, -1) => "broader",
                    _ => "has",
                }
            }
            Counted::HomeLibrary { library } => {
                let known = self.inventory.libraries.get(library);
                name = known.map_or(library, |library| &library.name).clone();
                "home-library"
            }
            Counted::OwnStaff => "own-staff",
            Counted::Load { held, limit } => {
                (count, detail) = (i64::from(*held), limit.to_string());
                "load"
            }
            Counted::Idle { minutes } => {
                count = *minutes;
                "idle"
            }
            Counted::Away { xa } => {
                if *xa {
                    "xa"
                } else {
                    "away"
                }
            }
            Counted::Rare { kind, value, others } => {
                (name, detail, count) = (self.concept(value), kind.clone(), i64::from(*others));
                "rare"
            }
        };
        let points = format!("{}{}", if part.points < 0 { "−" } else { "+" }, part.points.abs());
        Sentence::RoutingPart { part: of.to_owned(), name, detail, count, points }
    }

    pub fn left_out(&self, operator: &BareJid, why: LeftOut) -> Sentence {
        let (mut held, mut limit, mut until) = (0, 0, None);
        let why = match why {
            LeftOut::IsThePatron => "patron",
            LeftOut::NoCommonLanguage => "language",
            LeftOut::Dnd => "dnd",
            LeftOut::AtLimit { held: holds, limit: of } => {
                (held, limit) = (i64::from(holds), i64::from(of));
                "limit"
            }
            LeftOut::Declined => "declined",
            LeftOut::Silent(asked_again) => {
                until = Some(asked_again);
                "silent"
            }
            LeftOut::Later(later) => {
                until = later;
                if later.is_some() { "later" } else { "others-first" }
            }
        };
        let left = until.unwrap_or(self.now).since(self.now).into();
        Sentence::LeftOutLine { name: self.operator(operator), why: why.to_owned(), held, limit, left }
    }

    /// The name of the circle that is asked beyond the first: the library's, the consortium's.
    pub fn circle(&self, step: Step, consortium: Option<&String>) -> String {
        let known = consortium
            .filter(|_| step == Step::Consortium)
            .map(|id| self.inventory.consortia.get(id).map_or(id.as_str(), |consortium| consortium.name.as_str()));
        known.unwrap_or_default().to_owned()
    }

    /// What was decided about a session, in order; `only` about one operator.
    pub fn story(&self, entries: &[Chronicle], only: Option<&BareJid>) -> Vec<Sentence> {
        let told = |(place, entry): (usize, &Chronicle)| {
            let ago = self.now.since(entry.at).into();
            let about = entry.operator.as_ref();
            if only.is_some_and(|only| about != Some(only)) {
                return None;
            }
            let name = about.map(|operator| self.operator(operator)).unwrap_or_default();
            let outcome = || outcome(entries, place).to_owned();
            Some(match (entry.what, Account::of(entry)) {
                (What::Offered, Some(Account::Chosen { chosen, runners_up, .. })) => {
                    let Chosen { parts, step, .. } = &*chosen;
                    let others = runners_up.iter().map(|one| format!("{} {}", self.operator(&one.operator), one.score));
                    Sentence::WhyChosen {
                        name,
                        ago,
                        score: parts.iter().map(|part| part.points).sum(),
                        reasons: self.reasons(parts),
                        step: step.name().to_owned(),
                        others: others.collect::<Vec<_>>().join(", "),
                        outcome: outcome(),
                    }
                }
                (What::Offered, Some(Account::Assigned { by, .. })) => {
                    Sentence::WhyAssigned { name, by: self.operator(&by), ago, outcome: outcome() }
                }
                (What::Taken, Some(Account::Asked { .. })) => Sentence::WhyAsked { name, ago },
                (What::Offered, _) => {
                    Sentence::WhyOffered { name, ago, detail: entry.detail.clone(), outcome: outcome() }
                }
                (What::Widened, Some(Account::Widened { step, why, service, .. })) => {
                    let service = self.inventory.services.get(&service);
                    let circle = self.circle(step, service.and_then(|service| service.consortium.as_ref()));
                    Sentence::WhyWidened { step: step.name().to_owned(), why: why.name().to_owned(), circle, ago }
                }
                (What::Requeued, _) => Sentence::WhyRequeued { name, ago },
                (What::TransferAsked | What::Transferred | What::TransferReturned | What::Consulted, _) => {
                    // A service of another hub has no name here but its address.
                    let to = entries[..=place].iter().rev().find(|asked| asked.what == What::TransferAsked);
                    let to = to.filter(|asked| asked.operator.is_none()).map(|asked| asked.detail.clone());
                    let returned = matches!(entry.detail.as_str(), "elsewhere" | "silent" | "unreachable");
                    let name = if about.is_none() { to.unwrap_or_default() } else { name };
                    let what = match entry.what {
                        What::TransferReturned if returned && !name.is_empty() => match entry.detail.as_str() {
                            "elsewhere" => "elsewhere",
                            _ => "silent",
                        },
                        What::TransferAsked => "asked",
                        What::Transferred => "transferred",
                        What::Consulted => "consulted",
                        _ => "returned",
                    };
                    Sentence::WhyTransfer { what: what.to_owned(), name, ago }
                }
                (What::LeftAsQuestion, _) => Sentence::WhyLeft { ago },
                _ => return None,
            })
        };
        entries.iter().enumerate().filter_map(told).collect()
    }
}

/// What came of the offer that stands at this place.
fn outcome(entries: &[Chronicle], place: usize) -> &'static str {
    let operator = &entries[place].operator;
    let later = entries[place + 1..].iter().filter(|entry| &entry.operator == operator);
    for entry in later {
        match entry.what {
            What::Taken => return "taken",
            What::Declined => return "declined",
            What::Lapsed => return "lapsed",
            What::Offered => break,
            _ => {}
        }
    }
    "withdrawn"
}
