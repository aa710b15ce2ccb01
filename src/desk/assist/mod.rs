//! What other hubs ask of us: a session stays with its hub, and one of our operators joins its room
//! (`docs/decisions/0010-transfer.md`).
//!
//! An [`Assistance`] is one session of another hub that one of our services was asked for. It is no session of ours: there
//! is no patron in it and nothing of what is said, only what the other hub asks for, whom we have sent and what came of
//! it. Sessions and assistances count alike towards an operator's limit.

mod asking;
mod choosing;
mod course;
mod onward;

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use jid::BareJid;
use serde::{Deserialize, Serialize};

pub use self::asking::Asking;
use super::Desk;
use super::effect::Effect;
use super::inventory::ServiceId;
use super::need::Need;
use super::record::Record;
use super::session::Passed;
use crate::stanza::NeedForm;
use crate::time::Time;

/// Invitations that are sent in answer to one asking; the home hub takes no more.
const MOST_SENT: u32 = 10;
/// Of our operators in one session at once, the others consulting.
const MOST_INSIDE: usize = 10;
/// So long somebody given up here may still turn out to have joined: what the room tells of her is under way.
const LATE: Duration = Duration::from_secs(60);
/// Askings of one hub are counted within this.
const ASKED_WITHIN: Duration = Duration::from_secs(3600);
/// Hubs whose vouchers are kept, and how many of each.
const MOST_VOUCHERS: usize = 200;
const VOUCHERS_PER_HUB: usize = 20;

/// How an asking stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "is")]
pub enum Stage {
    /// The room has been told to invite her.
    Offered { operator: BareJid, until: Time },
    /// We have nobody, and have named a service of a third hub.
    PassedOn { to: BareJid, until: Time },
    /// Nobody is being asked.
    Settled,
}

/// What became of a session here, as reports count it: once, by the greatest part we had in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Part {
    /// The other hub took it back before anybody of ours had joined.
    Withdrawn,
    /// Nobody here could take it.
    Declined,
    /// A third hub was named for it.
    PassedOn,
    /// One of our operators was in it.
    Answered,
}

impl Part {
    pub fn name(self) -> &'static str {
        match self {
            Part::Withdrawn => "withdrawn",
            Part::Declined => "declined",
            Part::PassedOn => "passed-on",
            Part::Answered => "answered",
        }
    }
}

/// A session of another hub that one of our services was asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Assistance {
    /// The session's room at its home, by which both hubs know the session.
    pub room: BareJid,
    pub service: ServiceId,
    /// The hub under whose agreement it is: that of the room, or the one that vouched for it.
    pub hub: BareJid,
    /// The room is that of a hub we have no link with.
    pub vouched: bool,
    /// Who invited us, as the room has it: whom a declining is addressed to.
    pub inviter: BareJid,
    /// The session's name at its home.
    pub thread: Option<String>,
    /// The stanza's id: the same one twice is one.
    pub id: Option<String>,
    pub need: Need,
    /// What the other hub said of the need; forgotten when it is over.
    pub form: NeedForm,
    pub asked: Time,
    /// The asking is given up then.
    pub until: Time,
    pub stage: Stage,
    /// Operators and services of third hubs who will not come.
    pub passed: BTreeMap<BareJid, Passed>,
    pub sent: u32,
    /// Operators who are in the room, since when.
    pub inside: BTreeMap<BareJid, Time>,
    pub part: Part,
    /// Who joined first, and when.
    pub answered: Option<(BareJid, Time)>,
    /// Nobody is asked and nobody inside, but who was given up last may have joined before the room heard of it. It is
    /// over then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub late: Option<Time>,
    /// When it was over.
    pub ended: Option<Time>,
}

/// What tells assistances apart: a session, and the service that was asked for it.
pub type Key = (BareJid, ServiceId);

impl Assistance {
    pub fn key(&self) -> Key {
        (self.room.clone(), self.service.clone())
    }

    pub fn is_open(&self) -> bool {
        self.ended.is_none()
    }

    /// Somebody is being found for it.
    fn is_asked(&self) -> bool {
        self.stage != Stage::Settled
    }

    /// Somebody is being found for it, or is in it.
    fn is_at_work(&self) -> bool {
        self.is_asked() || !self.inside.is_empty()
    }

    /// Whom it counts towards the limit of.
    fn operators(&self) -> impl Iterator<Item = &BareJid> {
        let offered = match &self.stage {
            Stage::Offered { operator, .. } if !self.inside.contains_key(operator) => Some(operator),
            _ => None,
        };
        self.inside.keys().chain(offered)
    }

    fn due(&self, inside: Duration) -> Option<Time> {
        let inside = self.inside.values().map(|since| *since + inside).min();
        let asked = match &self.stage {
            Stage::Offered { until, .. } | Stage::PassedOn { until, .. } => Some((*until).min(self.until)),
            Stage::Settled => None,
        };
        inside.into_iter().chain(asked).chain(self.late).min()
    }

    fn put_off(&mut self, span: Duration) {
        self.until = self.until + span;
        self.late = self.late.map(|late| late + span);
        match &mut self.stage {
            Stage::Offered { until, .. } | Stage::PassedOn { until, .. } => *until = *until + span,
            Stage::Settled => {}
        }
        self.inside.values_mut().for_each(|since| *since = *since + span);
    }
}

/// A linked hub vouches for a room of a hub that is not linked with us.
#[derive(Debug, Clone)]
struct Voucher {
    /// The service that sent it.
    by: BareJid,
    service: ServiceId,
    /// What it says of the need; the room itself may not know that we would understand it.
    form: Option<NeedForm>,
    until: Time,
}

/// What one hub asks for.
#[derive(Debug, Default)]
struct Peer {
    open: u32,
    since: Time,
    asked: u32,
}

/// The open assistances.
#[derive(Debug, Default)]
pub(super) struct Assists {
    all: BTreeMap<Key, Box<Assistance>>,
    of: BTreeMap<BareJid, BTreeSet<Key>>,
    agenda: BTreeSet<(Time, Key)>,
    /// By hub; only of hubs that have been let ask.
    peers: BTreeMap<BareJid, Peer>,
    /// By room.
    vouchers: BTreeMap<BareJid, Voucher>,
}

impl Assists {
    pub fn occupied(&self, operator: &BareJid) -> u32 {
        self.of.get(operator).map_or(0, |of| of.len() as u32)
    }

    pub fn timeout(&self) -> Option<Time> {
        self.agenda.first().map(|(at, _)| *at)
    }

    pub fn all(&self) -> impl Iterator<Item = &Assistance> {
        self.all.values().map(Box::as_ref)
    }
}

impl Desk {
    pub fn assistances(&self) -> impl Iterator<Item = &Assistance> {
        self.assists.all()
    }

    pub fn assistance(&self, room: &BareJid, service: &ServiceId) -> Option<&Assistance> {
        self.assists.all.get(&(room.clone(), service.clone())).map(Box::as_ref)
    }

    pub(super) fn restore_assistances(&mut self, all: Vec<Assistance>) {
        for assistance in all {
            self.index_assistance(assistance);
        }
    }

    fn index_assistance(&mut self, assistance: Assistance) {
        let key = assistance.key();
        let inside = self.limits(&assistance.service).assistance;
        let due = assistance.due(inside);
        let assists = &mut self.assists;
        for operator in assistance.operators() {
            assists.of.entry(operator.clone()).or_default().insert(key.clone());
        }
        assists.agenda.extend(due.map(|at| (at, key.clone())));
        assists.peers.entry(assistance.hub.clone()).or_default().open += u32::from(assistance.is_at_work());
        assists.all.insert(key, Box::new(assistance));
    }

    /// Takes an assistance out to change it; [`Desk::put_assistance`] brings it back.
    fn take_assistance(&mut self, key: &Key) -> Option<Assistance> {
        let assistance = *self.assists.all.remove(key)?;
        let inside = self.limits(&assistance.service).assistance;
        if let Some(at) = assistance.due(inside) {
            self.assists.agenda.remove(&(at, key.clone()));
        }
        for operator in assistance.operators() {
            let occupied = self.occupied(operator);
            self.occupied_before.entry(operator.clone()).or_insert(occupied);
        }
        for operator in assistance.operators() {
            if let Some(of) = self.assists.of.get_mut(operator) {
                of.remove(key);
                if of.is_empty() {
                    self.assists.of.remove(operator);
                }
            }
        }
        if let Some(peer) = self.assists.peers.get_mut(&assistance.hub).filter(|_| assistance.is_at_work()) {
            peer.open = peer.open.saturating_sub(1);
        }
        Some(assistance)
    }

    /// Records an assistance as it is now, and keeps it while somebody is asked for it or in it, or may be yet.
    fn put_assistance(&mut self, now: Time, mut assistance: Assistance) {
        if assistance.is_at_work() {
            assistance.late = None;
        } else {
            if assistance.late.is_none_or(|late| late <= now) {
                assistance.ended = Some(now);
            }
            let languages = std::mem::take(&mut assistance.form.languages);
            assistance.form = NeedForm { languages, ..NeedForm::default() };
        }
        self.out.push(Effect::Record(Record::Assistance(Box::new(assistance.clone()))));
        if assistance.is_open() {
            self.index_assistance(assistance);
        }
    }

    /// Limits have changed, and with them what is due.
    pub(super) fn draw_up_assistances(&mut self) {
        let due = |one: &Assistance| Some((one.due(self.limits(&one.service).assistance)?, one.key()));
        self.assists.agenda = self.assists.all().filter_map(due).collect();
    }

    /// For so long nobody could be heard.
    pub(super) fn put_off_assistances(&mut self, now: Time, span: Duration) {
        for key in self.assists.all.keys().cloned().collect::<Vec<_>>() {
            let Some(mut assistance) = self.take_assistance(&key) else { continue };
            assistance.put_off(span);
            self.put_assistance(now, assistance);
        }
    }
}
