//! The desk: services, duty, the queue, sessions and what is said in them (DESIGN §3, §5).
//!
//! [`Desk::handle`] is told what happened and when, and says what to do. It knows no stanzas, no store, no clock and no
//! chance; the same events give the same effects. One feature, one file, each an `impl Desk` of its own.

pub mod assist;
mod campaign;
mod change;
mod closing;
mod cluster;
pub mod command;
pub mod coverage;
pub mod directory;
mod duty;
pub mod effect;
pub mod event;
pub mod form;
mod founding;
pub mod gaps;
pub mod hours;
pub mod inventory;
pub mod language;
pub mod limits;
pub mod link;
mod missed;
pub mod need;
mod network;
mod offer;
mod open;
mod patron;
mod profile;
pub mod query;
mod question;
mod rate;
mod reach;
pub mod record;
pub mod refusal;
mod relay;
mod roles;
pub mod routing;
#[cfg(test)]
pub(crate) mod sample;
pub mod sentence;
pub mod session;
mod silence;
mod staffing;
mod standing;
pub mod subjects;
mod telling;
#[cfg(test)]
mod tests;
pub mod token;
mod transfer;
pub mod vocabulary;
mod waiting;

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use jid::{BareJid, FullJid};

use self::assist::{Assistance, Assists};
use self::change::Audited;
use self::coverage::Attendance;
use self::directory::Directory;
use self::duty::Duty;
use self::effect::Effect;
use self::event::Event;
use self::founding::Founding;
use self::gaps::Gaps;
use self::inventory::{Inventory, Role, ServiceId};
use self::language::Language;
use self::limits::Limits;
use self::link::Links;
use self::need::Recognise;
use self::open::Sessions;
use self::query::Index;
use self::rate::{Rates, Whose};
use self::record::{Audit, Chronicle, DutyClient, Record, What};
use self::routing::{Circumstances, Decisions, Roster, Weights};
use self::session::Session;
pub use self::standing::{Opening, Standing};
use self::subjects::{Counted, Subjects};
use self::telling::{english, name};
use self::token::Tokens;
use self::vocabulary::Vocabulary;
use crate::memory::Memory;
use crate::stanza::Show;
use crate::time::Time;

/// How many of one operator's or patron's things are listed at once.
const MOST_LISTED: usize = 50;

/// Receipts remembered, so that each is passed on once. Only lines that a room still keeps are asked about.
const MOST_RECEIPTS: usize = 50_000;

/// An interruption shorter than this changes nothing.
const STOOD_STILL: Duration = Duration::from_secs(1);

/// What the desk cannot know by itself.
pub struct Surroundings {
    pub limits: Limits,
    /// What each circumstance is worth in routing.
    pub weights: Weights,
    /// The languages the texts are written in; the first is spoken where no other fits.
    pub languages: Vec<Language>,
    pub tokens: Tokens,
    pub tongue: Box<dyn Recognise>,
    /// Domains whose accounts the hub's administrators answer for: no limit per domain applies to their patrons.
    pub own_domains: BTreeSet<BareJid>,
    /// Whom the configuration names as coordinators and administrators.
    pub appointed: BTreeMap<BareJid, Role>,
}

impl Surroundings {
    /// With the default limits and weights, and nobody appointed.
    pub fn new(languages: Vec<Language>, tokens: Tokens, tongue: Box<dyn Recognise>) -> Self {
        Surroundings {
            limits: Limits::default(),
            weights: Weights::default(),
            languages,
            tokens,
            tongue,
            own_domains: BTreeSet::new(),
            appointed: BTreeMap::new(),
        }
    }
}

/// What is left of the desk after a restart.
#[derive(Debug, Default)]
pub struct Restored {
    pub sessions: Vec<Session>,
    /// The number of the last session ever opened.
    pub last_session: i64,
    pub duty: Vec<DutyClient>,
    /// The newest of the audit list, the oldest first.
    pub audit: Vec<Audit>,
    /// The newest decisions of the routing and what came of them, the oldest first.
    pub decisions: Vec<Chronicle>,
    /// Who was on duty when.
    pub attendance: Attendance,
    /// What was asked for and not had.
    pub gaps: Gaps,
    /// What other hubs have asked for, and is not over.
    pub assistances: Vec<Assistance>,
}

pub struct Desk {
    around: Surroundings,
    inventory: Inventory,
    /// Of the inventory, with the experience there is.
    subjects: Subjects,
    /// Who has which competence.
    competence: Index,
    /// Of the inventory.
    vocabulary: Vocabulary,
    duty: Duty,
    /// Open ones only; each by itself, for a tree of them would be half empty.
    sessions: BTreeMap<i64, Box<Session>>,
    last_session: i64,
    by_patron: BTreeMap<(ServiceId, BareJid), i64>,
    held: BTreeMap<BareJid, BTreeSet<i64>>,
    offered: BTreeMap<BareJid, BTreeSet<i64>>,
    /// How many sessions operators were occupied with before the event, where that has been touched.
    occupied_before: BTreeMap<BareJid, u32>,
    services: BTreeMap<ServiceId, Sessions>,
    agenda: BTreeSet<(Time, i64)>,
    rates: Rates,
    founding: Founding,
    /// How the hubs are doing that this one is linked with.
    links: Links,
    /// Their services.
    directory: Directory,
    /// The newest decisions of the routing.
    decisions: Decisions,
    /// What the hub's operators can, since it was last asked about.
    roster: Option<Roster>,
    audited: Audited,
    attendance: Attendance,
    gaps: Gaps,
    /// What other hubs ask of us.
    assists: Assists,
    /// Which receipts have been passed on, by session and line.
    receipts: Memory,
    out: Vec<Effect>,
}

impl Desk {
    pub fn new(around: Surroundings, inventory: Inventory, restored: Restored) -> Self {
        let mut desk = Desk {
            around,
            founding: Founding::of(&inventory),
            subjects: Subjects::of_inventory(&inventory),
            competence: Index::of(&inventory),
            vocabulary: Vocabulary::of(&inventory),
            inventory,
            duty: Duty::default(),
            sessions: BTreeMap::new(),
            last_session: restored.last_session,
            by_patron: BTreeMap::new(),
            held: BTreeMap::new(),
            offered: BTreeMap::new(),
            occupied_before: BTreeMap::new(),
            services: BTreeMap::new(),
            agenda: BTreeSet::new(),
            rates: Rates::default(),
            links: Links::default(),
            directory: Directory::default(),
            decisions: Decisions::restored(restored.decisions),
            roster: None,
            audited: Audited::restored(restored.audit),
            attendance: restored.attendance,
            gaps: restored.gaps,
            assists: Assists::default(),
            receipts: Memory::new(MOST_RECEIPTS),
            out: Vec::new(),
        };
        for client in restored.duty {
            desk.duty.set(client);
        }
        for session in restored.sessions {
            desk.index(&session);
            desk.sessions.insert(session.number, Box::new(session));
        }
        desk.restore_assistances(restored.assistances);
        desk
    }

    pub fn handle(&mut self, now: Time, event: Event) -> Vec<Effect> {
        // What is due by then is done as the new inventory has it: after a start, what was due may be of what is no more.
        if !matches!(event, Event::InventoryChanged(_)) {
            self.run_due(now);
            self.run_campaigns(now);
            self.run_staffing(now);
            self.run_links(now);
            self.run_assistances(now);
        }
        match event {
            Event::PatronWrote { service, from, via, line } => self.patron_wrote(now, service, from, via, line),
            Event::PatronTyped { service, from, state } => self.patron_typed(now, &service, &from, state),
            Event::PatronReceived { service, from, id } => self.patron_received(&service, &from, id),
            Event::PatronMissed { service, patron, id } => self.patron_missed(&service, &patron, id),
            Event::PatronCame { service, from } => self.patron_came(now, &service, from),
            Event::PatronWent { service, from } => self.patron_went(now, &service, &from),
            Event::DutyClient { service, client, show } => self.duty_client(now, service, client, show),
            Event::DutyClientGone { service, client } => self.duty_client_gone(now, &service, &client),
            Event::SessionJoinAsked { session, client, nick } => {
                self.session_join_asked(now, session, client, &nick);
            }
            Event::SessionLeft { session, client } => self.session_left(now, session, client),
            Event::OperatorSaid { session, client, line } => self.operator_said(now, session, client, line),
            Event::OperatorTyped { session, client, state } => self.operator_typed(session, client, state),
            Event::OfferDeclined { session, operator, reason } => {
                self.offer_declined(now, session, &operator, reason);
            }
            Event::HandedOn { session, by, to, note } => {
                self.handed_on_by_invitation(now, session, &by.to_bare(), to, note);
            }
            Event::ReceiverUnreachable { session, person, why } => {
                self.receiver_unreachable(now, session, &person, why);
            }
            Event::AnsweredElsewhere { session, by, invitee, form } => {
                self.answered_elsewhere(now, session, &by, invitee, form.as_ref());
            }
            Event::DeclinedElsewhere { session, by, reason } => self.declined_elsewhere(now, session, &by, reason),
            Event::StaffDeclined { service, operator, reason } => {
                self.decline_staffing(now, &service, &operator, reason.as_deref());
            }
            Event::Commanded { by, place, command } => self.commanded(now, &by, place, command),
            Event::PersonUnreachable { person } => {
                self.campaign_unreachable(now, &person);
                self.staffing_unreachable(now, &person);
            }
            Event::AssistanceAsked(asking) => self.assistance_asked(now, *asking),
            Event::VouchedFor { room, by, service, form } => self.vouched_for(now, room, by, service, form),
            Event::AssistanceRefused { room, service, person } => {
                self.assistance_refused(now, &(room, service), &person);
            }
            Event::AssistanceChanged { room, service, person, is_in } => {
                self.assistance_changed(now, &(room, service), &person, is_in);
            }
            Event::AssistanceWithdrawn { room, service } => self.assistance_withdrawn(now, &(room, service)),
            Event::AssistanceUnreachable { room, service } => self.assistance_unreachable(now, &(room, service)),
            Event::HubSaid { hub, said } => {
                if said == link::HubSaid::Probes {
                    self.tell_members_again(now, &hub);
                }
                self.hub_said(now, hub, said);
            }
            Event::PartnerShown { address, picture } => self.partner_shown(now, address, *picture),
            Event::PartnerGone { address } => self.partner_gone(now, &address),
            Event::PartnerWrong { address } => self.partner_wrong(&address),
            Event::InventoryChanged(inventory) => {
                if self.inventory.concepts != inventory.concepts {
                    self.subjects = Subjects::of_inventory(&inventory).with(self.subjects.counted());
                    self.vocabulary.follow(&self.inventory, &inventory);
                }
                self.competence = Index::of(&inventory);
                self.roster = None;
                self.inventory_changed(now, *inventory);
            }
            Event::TimePassed => {}
        }
        self.use_freed(now);
        self.settle_endings(now);
        self.run_staffing(now);
        let out = std::mem::take(&mut self.out);
        for effect in &out {
            if let Effect::Record(record) = effect {
                self.keep_count(record);
            }
        }
        out
    }

    /// For so long nobody could be heard or told anything: what everybody waits for is due that much later.
    pub fn stood_still(&mut self, now: Time, span: Duration) -> Vec<Effect> {
        if span >= STOOD_STILL {
            for number in self.sessions.keys().copied().collect::<Vec<_>>() {
                let Some(mut session) = self.take(number) else { continue };
                session.put_off(span);
                self.put(session);
            }
            self.put_off_staffing(now, span);
            self.put_off_assistances(now, span);
        }
        std::mem::take(&mut self.out)
    }

    /// When [`Event::TimePassed`] is owed at the latest.
    pub fn timeout(&self) -> Option<Time> {
        let sessions = self.agenda.first().map(|(at, _)| *at);
        let others = [self.campaigns_due(), self.founding.timeout(), self.links_due(), self.assists.timeout()];
        sessions.into_iter().chain(others.into_iter().flatten()).min()
    }

    /// Limits, weights and languages can change while running; what is due changes with them.
    pub fn surroundings_changed(&mut self, limits: Limits, weights: Weights, languages: Vec<Language>) {
        self.around.limits = limits;
        self.around.weights = weights;
        self.around.languages = languages;
        self.draw_up_agenda();
        self.draw_up_assistances();
    }

    /// What was learned of questions answered before, in place of what is known of them.
    pub fn experience_changed(&mut self, counted: Vec<Counted>) {
        self.subjects.experience_changed(counted);
    }

    fn draw_up_agenda(&mut self) {
        self.agenda = self.sessions.values().filter_map(|session| Some((self.due(session)?, session.number))).collect();
    }

    /// Whether a session or somebody on duty was restored that the inventory does not know any more.
    pub fn has_strangers(&self) -> bool {
        let knows = |service: &ServiceId| self.inventory.services.contains_key(service);
        self.sessions.values().any(|session| !knows(&session.service))
            || self.duty.services().any(|service| {
                let mut clients = self.duty.all_clients(service).into_iter();
                clients.any(|(_, client)| !knows(service) || !self.inventory.staffs(&client.to_bare(), service))
            })
    }

    pub fn inventory(&self) -> &Inventory {
        &self.inventory
    }

    pub fn vocabulary(&self) -> &Vocabulary {
        &self.vocabulary
    }

    pub fn limits(&self, service: &ServiceId) -> Limits {
        match self.inventory.services.get(service) {
            Some(service) => self.around.limits.changed(&service.limits),
            None => self.around.limits.clone(),
        }
    }

    /// The domain of a patron, if what its patrons do is counted together.
    pub fn counted_domain<'a>(&self, patron: &'a BareJid) -> Option<&'a str> {
        let is_own = |own: &BareJid| own.domain() == patron.domain();
        (!self.around.own_domains.iter().any(is_own)).then(|| patron.domain().as_str())
    }

    /// Counts something somebody sends that is answered without being a line to a service; false when he sends more
    /// than he may, and is not answered.
    pub fn may_be_answered(&mut self, now: Time, sender: &BareJid) -> bool {
        let domain = self.counted_domain(sender);
        self.rates.line(Whose { patron: sender, domain }, now, &self.around.limits).is_ok()
    }

    /// The limits of the hub itself.
    pub fn hub_limits(&self) -> &Limits {
        &self.around.limits
    }

    pub fn is_on_duty(&self, operator: &BareJid) -> bool {
        self.duty.is_on(operator)
    }

    /// On duty in this service itself.
    pub fn is_on_duty_in(&self, service: &ServiceId, operator: &BareJid) -> bool {
        self.duty.show(service, operator).is_some()
    }

    /// On duty somewhere, and not set to be left in peace.
    pub fn may_be_disturbed(&self, operator: &BareJid) -> bool {
        self.duty.show_anywhere(operator).is_some_and(|show| show != Show::Dnd)
    }

    pub fn is_on_duty_with(&self, service: &ServiceId, client: &FullJid) -> bool {
        self.duty.client(service, client).is_some()
    }

    pub fn is_client_on_duty(&self, client: &FullJid) -> bool {
        self.inventory.services.keys().any(|service| self.is_on_duty_with(service, client))
    }

    pub fn clients_on_duty(&self) -> Vec<FullJid> {
        let services = self.inventory.services.keys();
        services.flat_map(|service| self.duty.all_clients(service)).map(|(_, client)| client).collect()
    }

    fn circumstances<'a>(&'a self, now: Time, held: &'a dyn Fn(&BareJid) -> u32) -> Circumstances<'a> {
        let (inventory, vocabulary, weights) = (&self.inventory, &self.vocabulary, &self.around.weights);
        Circumstances { now, inventory, vocabulary, weights, duty: &self.duty, held }
    }

    fn due(&self, session: &Session) -> Option<Time> {
        session.due(&self.limits(&session.service)).map(|(at, _)| at)
    }

    fn chronicle(&mut self, session: &Session, at: Time, what: What, operator: Option<&BareJid>, detail: String) {
        let entry = Chronicle { session: session.number, at, what, operator: operator.cloned(), detail };
        self.decisions.add(entry.clone());
        self.out.push(Effect::Record(Record::Chronicle(entry)));
    }
}
