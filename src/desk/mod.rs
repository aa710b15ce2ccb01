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
mod patron;
mod profile;
pub mod query;
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
pub mod subjects;
#[cfg(test)]
mod tests;
pub mod token;
mod transfer;
pub mod vocabulary;

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
use self::inventory::{Inventory, Role, ServiceId, label};
use self::language::Language;
use self::limits::Limits;
use self::link::Links;
use self::need::Recognise;
use self::query::Index;
use self::rate::{Rates, Whose};
use self::record::{Audit, Chronicle, DutyClient, Record, What};
use self::routing::{Circumstances, Decisions, Roster, Weights};
use self::sentence::Sentence;
use self::session::{Session, State};
use self::subjects::{Counted, Subjects};
use self::token::{Token, Tokens};
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

/// The open sessions of one service.
#[derive(Debug, Default)]
struct Sessions {
    all: usize,
    /// How many of them are of patrons of which domain.
    domains: BTreeMap<String, usize>,
    /// Waiting or offered, the longest waiting first.
    queue: BTreeSet<(Time, i64)>,
    /// Left behind, the oldest first.
    questions: BTreeSet<i64>,
}

impl Sessions {
    fn one_more_of(&mut self, domain: &str) {
        match self.domains.get_mut(domain) {
            Some(number) => *number += 1,
            None => drop(self.domains.insert(domain.to_owned(), 1)),
        }
    }

    fn one_less_of(&mut self, domain: &str) {
        match self.domains.get_mut(domain) {
            Some(number) if *number > 1 => *number -= 1,
            _ => drop(self.domains.remove(domain)),
        }
    }
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

    pub fn session(&self, number: i64) -> Option<&Session> {
        self.sessions.get(&number).map(Box::as_ref)
    }

    pub fn sessions(&self) -> impl Iterator<Item = &Session> {
        self.sessions.values().map(Box::as_ref)
    }

    pub fn session_of(&self, service: &ServiceId, patron: &BareJid) -> Option<&Session> {
        self.session(*self.by_patron.get(&(service.clone(), patron.clone()))?)
    }

    /// The session of this name: its number, and whether it has been opened yet. Closed ones have a number too.
    pub fn session_named(&self, token: &str) -> Option<i64> {
        self.around.tokens.number(token).filter(|number| (1..=self.last_session).contains(number))
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

    /// What a service shows the world.
    pub fn opening(&self, service: &ServiceId) -> Opening {
        if self.inventory.is_ending(service) {
            return Opening::default();
        }
        let on_duty = self.duty.on(service).filter(|(_, show)| *show != Show::Dnd).count();
        let waiting = self.services.get(service).map_or(0, |sessions| sessions.queue.len());
        Opening { open: on_duty > 0 || self.is_answered_beyond(service), on_duty, waiting }
    }

    /// How things stand in every service, for whoever watches them.
    pub fn standings(&self) -> BTreeMap<ServiceId, Standing> {
        let alone = |service| Standing { on_duty: self.duty.on(service).count(), ..Standing::default() };
        let services = self.inventory.services.keys();
        let mut standings: BTreeMap<_, _> = services.map(|service| (service.clone(), alone(service))).collect();
        for session in self.sessions.values() {
            let Some(standing) = standings.get_mut(&session.service) else { continue };
            match &session.state {
                State::Waiting => standing.waiting += 1,
                State::Offered { offers } => {
                    standing.waiting += 1;
                    standing.offered += offers.len();
                }
                State::Held { .. } => standing.held += 1,
                State::Question { .. } => standing.questions += 1,
                State::Closed { .. } => {}
            }
        }
        standings
    }

    /// Since when the longest waiting patron of a service waits.
    pub fn waiting_since(&self, service: &ServiceId) -> Option<Time> {
        self.services.get(service)?.queue.first().map(|(since, _)| *since)
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

    /// The sessions of a patron whose client this is.
    pub fn sessions_of<'a>(&'a self, client: &'a FullJid) -> impl Iterator<Item = &'a Session> {
        let bare = client.to_bare();
        let of = self.inventory.services.keys().filter_map(move |service| self.session_of(service, &bare));
        of.filter(move |session| session.patron.client.as_ref() == Some(client))
    }

    pub fn token(&self, number: i64) -> Token {
        self.around.tokens.of(number)
    }

    pub fn held_by(&self, operator: &BareJid) -> u32 {
        self.held.get(operator).map_or(0, |held| held.len() as u32)
    }

    /// The sessions an operator holds or is being offered, those of other hubs included: what counts against her limit.
    pub fn occupied(&self, operator: &BareJid) -> u32 {
        let offered = self.offered.get(operator).map_or(0, |offered| offered.len() as u32);
        self.held_by(operator) + offered + self.assists.occupied(operator)
    }

    /// The name of a service in a language.
    pub fn service_name(&self, service: &ServiceId, language: &Language) -> String {
        let known = self.inventory.services.get(service).and_then(|service| label(&service.names, language));
        known.unwrap_or(service.as_str()).to_owned()
    }

    /// An operator as patrons and colleagues see her: name and library.
    pub fn operator_name(&self, operator: &BareJid) -> String {
        let name = self.inventory.operators.get(operator).map(|operator| operator.name.as_str());
        let name = name.or(operator.node().map(|node| node.as_str())).unwrap_or("?").to_owned();
        match self.inventory.library_name(operator) {
            Some(library) => format!("{name} ({library})"),
            None => name,
        }
    }

    /// The language of the texts that fits best.
    pub fn spoken(&self, wanted: &[Language]) -> Language {
        let spoken = &self.around.languages;
        let fits = wanted.iter().find_map(|language| spoken.iter().find(|text| text.serves(language)));
        fits.or(spoken.first()).or(wanted.first()).cloned().unwrap_or_else(english)
    }

    /// The language the desk speaks to an operator in.
    pub fn operator_language(&self, operator: &BareJid) -> Language {
        let known = self.inventory.operators.get(operator).and_then(|operator| operator.language.clone());
        self.spoken(known.as_slice())
    }

    /// The language of a service's staff room.
    pub fn staff_language(&self, service: &ServiceId) -> Language {
        let known = self.inventory.services.get(service).map(|service| service.languages.as_slice());
        self.spoken(known.unwrap_or_default())
    }

    fn circumstances<'a>(&'a self, now: Time, held: &'a dyn Fn(&BareJid) -> u32) -> Circumstances<'a> {
        let (inventory, vocabulary, weights) = (&self.inventory, &self.vocabulary, &self.around.weights);
        Circumstances { now, inventory, vocabulary, weights, duty: &self.duty, held }
    }

    fn due(&self, session: &Session) -> Option<Time> {
        session.due(&self.limits(&session.service)).map(|(at, _)| at)
    }

    /// Takes a session out to change it; [`Desk::put`] brings it back.
    fn take(&mut self, number: i64) -> Option<Session> {
        let session = *self.sessions.remove(&number)?;
        if let Some(at) = self.due(&session) {
            self.agenda.remove(&(at, number));
        }
        if let Some(sessions) = self.services.get_mut(&session.service) {
            sessions.all = sessions.all.saturating_sub(1);
            sessions.one_less_of(session.patron.bare.domain().as_str());
            sessions.queue.remove(&(session.queued, number));
            sessions.questions.remove(&number);
        }
        for operator in session.held_by().into_iter().chain(session.all_offers().map(|offer| &offer.operator)) {
            let occupied = self.occupied(operator);
            self.occupied_before.entry(operator.clone()).or_insert(occupied);
        }
        if let Some(operator) = session.held_by() {
            drop_from(&mut self.held, operator, number);
        }
        for offer in session.all_offers() {
            drop_from(&mut self.offered, &offer.operator, number);
        }
        self.by_patron.remove(&(session.service.clone(), session.patron.bare.clone()));
        Some(session)
    }

    /// Records a session as it is now, and keeps it while it is open.
    fn put(&mut self, session: Session) {
        self.out.push(Effect::Record(Record::Session(Box::new(session.clone()))));
        if session.is_open() {
            self.index(&session);
            self.sessions.insert(session.number, Box::new(session));
        }
    }

    /// Brings a session back that was taken out and has not changed.
    fn put_back(&mut self, session: Session) {
        self.index(&session);
        self.sessions.insert(session.number, Box::new(session));
    }

    fn index(&mut self, session: &Session) {
        if let Some(at) = self.due(session) {
            self.agenda.insert((at, session.number));
        }
        let sessions = self.services.entry(session.service.clone()).or_default();
        sessions.all += 1;
        sessions.one_more_of(session.patron.bare.domain().as_str());
        if session.is_queued() {
            sessions.queue.insert((session.queued, session.number));
        }
        if matches!(session.state, State::Question { .. }) {
            sessions.questions.insert(session.number);
        }
        for offer in session.all_offers() {
            self.offered.entry(offer.operator.clone()).or_default().insert(session.number);
        }
        if let Some(operator) = session.held_by() {
            self.held.entry(operator.clone()).or_default().insert(session.number);
        }
        self.by_patron.insert((session.service.clone(), session.patron.bare.clone()), session.number);
    }

    fn chronicle(&mut self, session: &Session, at: Time, what: What, operator: Option<&BareJid>, detail: String) {
        let entry = Chronicle { session: session.number, at, what, operator: operator.cloned(), detail };
        self.decisions.add(entry.clone());
        self.out.push(Effect::Record(Record::Chronicle(entry)));
    }

    fn tell_patron(&mut self, session: &Session, sentence: Sentence) {
        let to = effect::Hearer::Patron { service: session.service.clone(), patron: session.patron.clone() };
        self.out.push(Effect::Tell { to, sentence, language: session.patron.language.clone() });
    }

    fn tell_staff(&mut self, service: &ServiceId, sentence: Sentence) {
        let language = self.staff_language(service);
        self.out.push(Effect::Tell { to: effect::Hearer::Staff(service.clone()), sentence, language });
    }

    fn tell_session_room(&mut self, session: &Session, sentence: Sentence) {
        let language = self.session_room_language(session);
        let to = effect::Hearer::SessionRoom { service: session.service.clone(), session: session.number };
        self.out.push(Effect::Tell { to, sentence, language });
    }

    fn session_room_language(&self, session: &Session) -> Language {
        match session.held_by() {
            Some(holder) => self.language_in(session, holder),
            None => self.staff_language(&session.service),
        }
    }

    fn refuse(&mut self, refusal: refusal::Refusal, language: Language) {
        self.out.push(Effect::Refuse { refusal, language });
    }
}

fn drop_from(index: &mut BTreeMap<BareJid, BTreeSet<i64>>, operator: &BareJid, number: i64) {
    if let Some(numbers) = index.get_mut(operator) {
        numbers.remove(&number);
        if numbers.is_empty() {
            index.remove(operator);
        }
    }
}

/// What a service shows the world.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Opening {
    pub open: bool,
    pub on_duty: usize,
    pub waiting: usize,
}

/// How many sessions of a service are in which state.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Standing {
    pub on_duty: usize,
    /// Waiting or offered.
    pub waiting: usize,
    /// Offers that are out.
    pub offered: usize,
    pub held: usize,
    pub questions: usize,
}

fn english() -> Language {
    "en".parse().unwrap_or_else(|_| unreachable!("'en' is a tag"))
}

/// A session's name in sentences.
fn name(token: &Token) -> String {
    token.as_str().to_owned()
}
