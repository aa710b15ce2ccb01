//! One patron's conversation with a service, from the first line to the resolution (DESIGN §3).
//!
//! A session says itself when something about it falls due ([`Session::due`]); nothing is kept beside it that would
//! have to be restored.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use jid::{BareJid, FullJid};
use serde::{Deserialize, Serialize};

use super::inventory::ServiceId;
use super::language::{Language, Level};
use super::limits::Limits;
use super::need::{Asked, Need};
use super::routing::{Part, Step};
use super::token::Token;
use crate::time::Time;

/// How a patron came: by writing to the service, or by joining it as a room.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Via {
    Chat,
    Room,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Patron {
    pub bare: BareJid,
    /// The client he last wrote from, while it is there.
    pub client: Option<FullJid>,
    pub via: Via,
    /// The language the desk speaks to him in.
    pub language: Language,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Offer {
    pub operator: BareJid,
    pub until: Time,
    /// Why the routing chose her; nothing when she asked for the session herself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub chosen: Option<Chosen>,
}

/// What spoke for an operator when a session was offered to her (DESIGN §5).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Chosen {
    pub language: Language,
    pub level: Level,
    /// Ids of the wanted subjects that she has.
    pub subjects: Vec<String>,
    pub held: u32,
    pub limit: u32,
    pub idle_since: Time,
    /// What is wanted of other kinds, and she has.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub others: Vec<Asked>,
    /// How far the session had been taken.
    #[serde(default)]
    pub step: Step,
    /// All that counted, with its points.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub parts: Vec<Part>,
}

/// None of the holder's clients is in the session's room.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Absence {
    pub since: Time,
    /// Her last client that was there.
    pub client: FullJid,
    /// That client is still in a staff room, so she left this one on purpose; else it is gone.
    pub on_duty: bool,
}

/// ISO 2789 and RUSA practice, see DESIGN §3.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Resolution {
    Answered,
    /// Followed up by the operator who held it.
    FollowUp,
    /// Followed up by the patron's own library.
    FollowUpLibrary,
    Referred,
    /// Never heard from the patron again.
    Lost,
    NotAnswered,
    /// An exercise, never counted.
    Practice,
}

impl Resolution {
    pub const ALL: [Resolution; 7] = [
        Resolution::Answered,
        Resolution::FollowUp,
        Resolution::FollowUpLibrary,
        Resolution::Referred,
        Resolution::Lost,
        Resolution::NotAnswered,
        Resolution::Practice,
    ];

    pub fn name(self) -> &'static str {
        match self {
            Resolution::Answered => "answered",
            Resolution::FollowUp => "follow-up",
            Resolution::FollowUpLibrary => "follow-up-library",
            Resolution::Referred => "referred",
            Resolution::Lost => "lost",
            Resolution::NotAnswered => "not-answered",
            Resolution::Practice => "practice",
        }
    }

    pub fn named(name: &str) -> Option<Resolution> {
        Resolution::ALL.into_iter().find(|resolution| resolution.name() == name)
    }
}

impl fmt::Display for Resolution {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// Who or what ended a session.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Ended {
    ByOperator(BareJid),
    OperatorLeft(BareJid),
    PatronLeft,
    PatronSilent,
    /// A question whose deadline passed.
    Deadline,
    /// The service was taken out of the inventory.
    ServiceGone,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "is")]
pub enum State {
    Waiting,
    Offered {
        offers: Vec<Offer>,
    },
    Held {
        by: BareJid,
        since: Time,
        absent: Option<Absence>,
    },
    /// Nobody was there: left as a question.
    Question {
        deadline: Time,
    },
    Closed {
        at: Time,
        ended: Ended,
        resolution: Resolution,
        /// READ scale, 1 to 6.
        read: Option<u8>,
    },
}

/// Who is to take a session that is handed on, or to join its holder.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Recipient {
    /// A colleague, or anybody with an address.
    Person(BareJid),
    /// Whoever the routing finds in a service of this hub.
    Service(ServiceId),
    /// Whoever matches best.
    Query(String),
    /// A service of another hub, which finds somebody there and has the room invite her (DESIGN §4).
    Elsewhere(BareJid),
}

/// A session on its way to somebody else. Whoever holds it goes on holding it until one of those asked has joined.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Transfer {
    pub to: Recipient,
    /// The one who comes joins the holder, who goes on holding.
    pub consult: bool,
    /// The holder or coordinator who asked for it; nobody, when the routing widened by itself.
    pub by: Option<BareJid>,
    /// What the receiver is told; never shown to the patron.
    pub note: String,
    pub since: Time,
    /// Given up then.
    pub until: Time,
    /// Who may join now.
    pub offers: Vec<Offer>,
    /// Who has been asked and will not come.
    pub passed: BTreeMap<BareJid, Passed>,
    /// How many invitations the other hub has sent back.
    pub invitations: u32,
    #[serde(default)]
    pub chain: Chain,
}

/// Who answers for the service of another hub that was asked.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Chain {
    /// A service of a third hub that it has named, asked now.
    pub onward: Option<BareJid>,
    /// Which of the two has sent whom the room invites now.
    pub sent_by: Option<BareJid>,
}

impl Transfer {
    /// The routing asks a service of another hub by itself.
    pub fn is_widening(&self) -> bool {
        self.by.is_none() && matches!(self.to, Recipient::Elsewhere(_))
    }
}

/// Somebody who was let in by a transfer and does not work for the service: a colleague of another service, of another
/// hub, or anybody who was named.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Guest {
    /// The service of another hub that sent her.
    pub of: Option<BareJid>,
    /// The nick she joined with, as there may be no other name.
    pub name: String,
}

/// A service of another hub that the routing has asked for a session.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tried {
    /// Not asked again before this.
    pub again: Time,
    /// It did not answer, or could not be reached: nor are the other services of its hub asked.
    pub silent: bool,
}

/// Why an operator is not offered a session again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Passed {
    Declined,
    /// In silence; asked again after this.
    Silent(Time),
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Session {
    pub number: i64,
    pub token: Token,
    pub service: ServiceId,
    pub patron: Patron,
    pub need: Need,
    /// The patron's first words, shortened.
    pub question: String,
    pub opened: Time,
    /// When what was said is deleted: counted from the closing once it is closed.
    pub purge_at: Time,
    pub state: State,
    /// Since when it has been in the queue, for the first time or again.
    pub queued: Time,
    /// The patron has been told that nobody has answered yet.
    pub told_nobody_yet: bool,
    pub passed: BTreeMap<BareJid, Passed>,
    /// When time alone may bring a candidate: one passed over may be asked again, or other libraries may be asked.
    pub ask_again: Option<Time>,
    /// When it was first taken.
    pub taken: Option<Time>,
    /// Who held it last.
    pub holder: Option<BareJid>,
    pub patron_spoke: Time,
    pub operator_spoke: Option<Time>,
    /// The holder was reminded of the patron's line of this moment.
    pub reminded: Option<Time>,
    /// When the silent patron was asked whether he is there.
    pub asked: Option<Time>,
    /// Since when the patron's client is gone.
    pub patron_gone: Option<Time>,
    /// The patron has been told that what he adds to the question he left is added.
    #[serde(default)]
    pub noted: bool,
    /// The ids of operators' lines that came back because nobody was there to take them.
    #[serde(default)]
    pub missed: Vec<String>,
    /// How many more came back than are kept to be said again.
    #[serde(default)]
    pub missed_more: u32,
    /// How far it has been taken since it was queued, where that is further than where it began.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub widened: Option<Step>,
    /// What it asked for and nobody had: counted once each.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unmet: Vec<Asked>,
    /// It is being handed on, or somebody is being called in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub transfer: Option<Box<Transfer>>,
    /// Who joined the holder and stays while she likes; her lines reach the patron too.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub consultants: BTreeSet<BareJid>,
    /// By a transfer let in, and not of the service.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub guests: BTreeMap<BareJid, Guest>,
    /// The services of other hubs that the routing has asked, until somebody holds it.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub tried: BTreeMap<BareJid, Tried>,
}

/// What falls due about a session.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Due {
    TransferLapsed,
    TransferOver,
    OfferLapsed,
    PatronVanished,
    NobodyYet,
    NobodyAnswers,
    AskAgain,
    OperatorAbsent,
    PatronStaysAway,
    OperatorSilent,
    PatronSilent,
    PatronAsked,
    QuestionOver,
}

impl Session {
    /// One that has just been opened and waits.
    pub fn new(number: i64, token: Token, service: ServiceId, patron: Patron, need: Need, now: Time) -> Self {
        Session {
            number,
            token,
            service,
            patron,
            need,
            question: String::new(),
            opened: now,
            purge_at: now,
            state: State::Waiting,
            queued: now,
            told_nobody_yet: false,
            passed: BTreeMap::new(),
            ask_again: None,
            taken: None,
            holder: None,
            patron_spoke: now,
            operator_spoke: None,
            reminded: None,
            asked: None,
            patron_gone: None,
            noted: false,
            missed: Vec::new(),
            missed_more: 0,
            widened: None,
            unmet: Vec::new(),
            transfer: None,
            consultants: BTreeSet::new(),
            guests: BTreeMap::new(),
            tried: BTreeMap::new(),
        }
    }

    pub fn is_open(&self) -> bool {
        !matches!(self.state, State::Closed { .. })
    }

    /// In the queue: waiting or offered, not left as a question.
    pub fn is_queued(&self) -> bool {
        matches!(self.state, State::Waiting | State::Offered { .. })
    }

    pub fn held_by(&self) -> Option<&BareJid> {
        match &self.state {
            State::Held { by, .. } => Some(by),
            _ => None,
        }
    }

    pub fn offers(&self) -> &[Offer] {
        match &self.state {
            State::Offered { offers } => offers,
            _ => &[],
        }
    }

    /// To those whom the routing asked, and to those whom a transfer asked.
    pub fn all_offers(&self) -> impl Iterator<Item = &Offer> {
        self.offers().iter().chain(self.transfer.iter().flat_map(|transfer| &transfer.offers))
    }

    pub fn is_offered_to(&self, operator: &BareJid) -> bool {
        self.offers().iter().any(|offer| &offer.operator == operator)
    }

    /// She may join by a transfer that is under way.
    pub fn is_handed_to(&self, person: &BareJid) -> bool {
        let offers = self.transfer.iter().flat_map(|transfer| &transfer.offers);
        offers.into_iter().any(|offer| &offer.operator == person)
    }

    /// Somebody is asked to take it over, not only to join its holder.
    pub fn is_being_handed_on(&self) -> bool {
        self.transfer.as_ref().is_some_and(|transfer| !transfer.consult)
    }

    /// A service of another hub is asked because nobody took it here, and not because somebody wanted it.
    pub fn is_asked_elsewhere(&self) -> bool {
        self.transfer.as_ref().is_some_and(|transfer| transfer.is_widening())
    }

    /// The patron was gone already when it was queued or taken: it is a question that he left, and does not end with
    /// his going.
    pub fn is_left_behind(&self) -> bool {
        let since = match &self.state {
            State::Held { since, .. } => *since,
            _ => self.queued,
        };
        self.patron_gone.is_some_and(|gone| gone < since)
    }

    /// Whoever holds it has said something since she took it.
    pub fn was_answered(&self) -> bool {
        match &self.state {
            State::Held { since, .. } => self.operator_spoke.is_some_and(|spoke| spoke >= *since),
            _ => false,
        }
    }

    /// The patron's last word is still unanswered.
    pub fn awaits_operator(&self) -> bool {
        self.operator_spoke.is_none_or(|spoke| spoke < self.patron_spoke)
    }

    /// Moves every moment from which a wait is counted.
    pub fn put_off(&mut self, span: std::time::Duration) {
        let later = |moment: &mut Time| *moment = *moment + span;
        match &mut self.state {
            State::Offered { offers } => offers.iter_mut().for_each(|offer| later(&mut offer.until)),
            State::Held { since, absent, .. } => {
                later(since);
                absent.iter_mut().for_each(|absent| later(&mut absent.since));
            }
            State::Waiting | State::Question { .. } | State::Closed { .. } => {}
        }
        let silent = self.passed.values_mut().filter_map(|passed| match passed {
            Passed::Silent(until) => Some(until),
            Passed::Declined => None,
        });
        silent.for_each(later);
        self.tried.values_mut().for_each(|tried| later(&mut tried.again));
        if let Some(transfer) = &mut self.transfer {
            later(&mut transfer.since);
            later(&mut transfer.until);
            transfer.offers.iter_mut().for_each(|offer| later(&mut offer.until));
        }
        if self.reminded == Some(self.patron_spoke) {
            self.reminded.iter_mut().for_each(later);
        }
        later(&mut self.queued);
        later(&mut self.patron_spoke);
        let others = [&mut self.operator_spoke, &mut self.asked, &mut self.patron_gone, &mut self.ask_again];
        others.into_iter().flatten().for_each(later);
    }

    /// The last moment at which something about it happened.
    pub fn last_moment(&self) -> Time {
        let since = match &self.state {
            State::Held { since, .. } => *since,
            State::Closed { at, .. } => *at,
            State::Waiting | State::Offered { .. } | State::Question { .. } => self.queued,
        };
        let transfer = self.transfer.as_ref().map(|transfer| transfer.since);
        let others = [self.taken, self.operator_spoke, self.reminded, self.asked, self.patron_gone, transfer];
        let all = [self.opened, self.queued, self.patron_spoke, since];
        all.into_iter().chain(others.into_iter().flatten()).max().unwrap_or(self.opened)
    }

    /// What falls due next and when. What is overdue comes with its time in the past.
    pub fn due(&self, limits: &Limits) -> Option<(Time, Due)> {
        let mut all: Vec<(Time, Due)> = Vec::with_capacity(6);
        let patron_gone = self.patron_gone.map(|gone| (gone + limits.patron_vanished, Due::PatronVanished));
        if let Some(transfer) = self.transfer.as_ref().filter(|_| self.is_open()) {
            all.extend(transfer.offers.iter().map(|offer| (offer.until, Due::TransferLapsed)));
            all.push((transfer.until, Due::TransferOver));
        }
        match &self.state {
            State::Closed { .. } => {}
            State::Question { deadline } => all.push((*deadline, Due::QuestionOver)),
            State::Waiting | State::Offered { .. } => {
                all.extend(patron_gone.filter(|_| !self.is_left_behind()));
                all.push((self.queued + limits.nobody_answers, Due::NobodyAnswers));
                if !self.told_nobody_yet && self.patron_gone.is_none() {
                    all.push((self.queued + limits.nobody_yet, Due::NobodyYet));
                }
                if matches!(self.state, State::Waiting) {
                    all.extend(self.ask_again.map(|at| (at, Due::AskAgain)));
                }
                all.extend(self.offers().iter().map(|offer| (offer.until, Due::OfferLapsed)));
            }
            State::Held { since, absent, .. } => {
                if let Some(absent) = absent {
                    let grace = if absent.on_duty { limits.operator_left } else { limits.operator_vanished };
                    all.push((absent.since + grace, Due::OperatorAbsent));
                }
                if self.is_left_behind() {
                    let spoke = self.operator_spoke.map_or(*since, |spoke| spoke.max(*since));
                    all.push((spoke + limits.both_silent, Due::PatronStaysAway));
                    return all.into_iter().min();
                }
                all.extend(patron_gone);
                let waited = self.patron_spoke.max(*since);
                if self.awaits_operator() && self.reminded != Some(self.patron_spoke) {
                    all.push((waited + limits.operator_silent, Due::OperatorSilent));
                }
                if let Some(asked) = self.asked {
                    all.push((asked + limits.patron_asked, Due::PatronAsked));
                } else if self.awaits_operator() {
                    all.push((waited + limits.both_silent, Due::PatronSilent));
                } else if let Some(spoke) = self.operator_spoke {
                    all.push((spoke + limits.patron_silent, Due::PatronSilent));
                }
            }
        }
        all.into_iter().min()
    }
}
