//! One running Refdesk without its edges: the desk, the rooms and the contacts put together.
//!
//! [`Hub::handle`] is given a stanza, or the time, and returns what is to be recorded and what is to be sent, in that
//! order. It turns what happens in rooms into the desk's events and the desk's effects into what rooms and contacts are
//! sent. No tokio, no XML, no store, no clock.

pub mod address;
mod adhoc;
mod commands;
mod contacts;
mod disco;
mod effects;
mod elsewhere;
mod federation;
mod happenings;
mod inventory;
mod invitations;
mod messages;
mod missed;
mod notices;
mod partners;
mod picture;
mod pings;
mod presences;
mod queries;
pub mod record;
mod refusals;
mod retention;
mod search;
mod showing;
#[cfg(test)]
mod tests;
mod virtuals;

use std::sync::Arc;

use jid::{BareJid, FullJid, Jid};

pub use self::address::Address;
use self::contacts::Contacts;
use self::disco::OwnCaps;
use self::missed::Missed;
use self::partners::Partners;
use self::pings::{Due, Pings};
use self::record::Record;
use self::showing::Showing;
use crate::desk::event::Event;
use crate::desk::inventory::{Inventory, ServiceId};
use crate::desk::language::Language;
use crate::desk::limits::Limits;
use crate::desk::routing::Weights;
use crate::desk::sentence::Sentence;
use crate::desk::{Desk, Restored, Surroundings};
use crate::muc::{Out, RoomConfig, RoomId, RoomKind, RoomRecord, Rooms};
use crate::stanza::{Body, Content, Iq, IqBody, Query, Stanza};
use crate::texts::Texts;
use crate::time::Time;

/// What the hub is told at the start and never again.
pub struct Settings {
    /// The component's domain.
    pub domain: BareJid,
    pub name: String,
    /// Makes XEP-0421 ids.
    pub occupant_key: [u8; 32],
    /// In front of the ids of messages, unlike that of any earlier start.
    pub run: String,
}

/// What a restart finds.
#[derive(Debug, Default)]
pub struct Kept {
    pub desk: Restored,
    pub rooms: Vec<RoomRecord>,
    pub contacts: Vec<(BareJid, BareJid)>,
}

#[derive(Debug)]
pub enum Input {
    Stanza(Stanza),
    /// What was asked for with [`Hub::timeout`], or earlier.
    TimePassed,
    Inventory(Box<Inventory>),
    /// The link to the server is up, for the first time or again: nobody could be heard meanwhile, and contacts are shown
    /// what is so.
    LinkUp,
    /// The link is gone. Time stands still until it is up again: nobody is taken for silent who cannot be heard.
    LinkDown,
    /// The program ends: contacts see us go.
    Leaving,
}

/// First `records` are committed, then `stanzas` leave, in order.
#[derive(Debug, Default, PartialEq)]
pub struct Outcome {
    pub records: Vec<Record>,
    pub stanzas: Vec<Stanza>,
}

pub struct Hub {
    domain: BareJid,
    name: String,
    desk: Desk,
    rooms: Rooms,
    contacts: Contacts,
    pings: Pings,
    missed: Missed,
    showing: Showing,
    partners: Partners,
    texts: Arc<Texts>,
    caps: OwnCaps,
    run: String,
    ids: u64,
    out: Out,
    records: Vec<Record>,
    now: Time,
    /// Since when the link is down.
    down_since: Option<Time>,
    /// When old lines were last forgotten.
    forgotten: Time,
}

impl Hub {
    pub fn new(
        now: Time,
        settings: Settings,
        around: Surroundings,
        texts: Arc<Texts>,
        inventory: Inventory,
        kept: Kept,
    ) -> Self {
        let mut rooms = Rooms::new(settings.occupant_key);
        rooms.restore(kept.rooms);
        let mut contacts = Contacts::default();
        for (address, contact) in kept.contacts {
            contacts.restore(address, contact);
        }
        let mut hub = Hub {
            domain: settings.domain,
            name: settings.name,
            desk: Desk::new(around, inventory, kept.desk),
            rooms,
            contacts,
            pings: Pings::default(),
            missed: Missed::default(),
            showing: Showing::default(),
            partners: Partners::default(),
            texts,
            caps: OwnCaps::default(),
            run: settings.run,
            ids: 0,
            out: Out::default(),
            records: Vec::new(),
            now,
            down_since: Some(now),
            forgotten: now,
        };
        hub.caps = hub.own_caps();
        hub.desk.is_at(hub.domain.clone());
        let clients: Vec<FullJid> = hub.rooms.clients().cloned().collect();
        let patrons = hub.desk.sessions().filter_map(|session| session.patron.client.clone());
        let on_duty = hub.desk.clients_on_duty();
        for client in patrons.chain(clients).chain(on_duty).collect::<Vec<_>>() {
            hub.watch(&client);
        }
        hub
    }

    pub fn handle(&mut self, now: Time, input: Input) -> Outcome {
        self.now = now;
        self.forget_old();
        match input {
            Input::Stanza(stanza) => self.stanza(stanza),
            Input::TimePassed => {}
            Input::Inventory(inventory) => self.inventory_changed(*inventory),
            Input::LinkDown => {
                self.down_since.get_or_insert(now);
            }
            Input::LinkUp => {
                self.link_up();
                self.follow_inventory();
                self.show_all(now);
                self.greet_hubs();
            }
            Input::Leaving => {
                self.show_leaving();
                self.leave_hubs();
            }
        }
        self.pass_time();
        let stanzas = std::mem::take(&mut self.out.stanzas);
        self.keep_room_records();
        Outcome { records: std::mem::take(&mut self.records), stanzas }
    }

    /// When [`Input::TimePassed`] is owed at the latest.
    pub fn timeout(&self) -> Option<Time> {
        if self.down_since.is_some() {
            return None;
        }
        let timeouts = [self.desk.timeout(), self.pings.timeout(), self.contacts.timeout(), self.missed.timeout()];
        let hubs = [self.showing.timeout(), self.partners.timeout()];
        timeouts.into_iter().chain(hubs).flatten().min()
    }

    pub fn desk(&self) -> &Desk {
        &self.desk
    }

    pub fn rooms(&self) -> &Rooms {
        &self.rooms
    }

    /// Texts, limits and weights can change while running.
    pub fn reload(&mut self, limits: Limits, weights: Weights, texts: Arc<Texts>) {
        self.desk.surroundings_changed(limits, weights, texts.languages());
        self.texts = texts;
    }

    fn link_up(&mut self) {
        let Some(since) = self.down_since.take() else { return };
        self.pings.begin_again(self.now, self.desk.hub_limits());
        let effects = self.desk.stood_still(self.now, self.now.since(since));
        self.carry_out(effects, &effects::Asked::Nothing);
    }

    fn stanza(&mut self, stanza: Stanza) {
        let from = match &stanza {
            Stanza::Message(message) => &message.from,
            Stanza::Presence(presence) => &presence.from,
            Stanza::Iq(iq) => &iq.from,
        };
        if from.domain() == self.domain.domain() {
            return;
        }
        if let Ok(client) = from.clone().try_into_full() {
            let is_error = matches!(&stanza, Stanza::Iq(iq) if matches!(iq.body, IqBody::Error(_)))
                || matches!(&stanza, Stanza::Message(message) if message.error.is_some());
            if !is_error {
                self.pings.heard(&client, self.now);
            }
        }
        match stanza {
            Stanza::Message(message) => self.message(*message),
            Stanza::Presence(presence) => self.presence(*presence),
            Stanza::Iq(iq) => self.iq(*iq),
        }
    }

    fn pass_time(&mut self) {
        if self.down_since.is_some() {
            return;
        }
        if self.desk.timeout().is_some_and(|at| at <= self.now) {
            self.event(Event::TimePassed, effects::Asked::Nothing);
        }
        for due in self.pings.due(self.now, self.desk.hub_limits()) {
            match due {
                Due::Ping { client, .. } if !self.is_watched(&client) => self.pings.forget(&client),
                Due::Ping { client, id } => {
                    let (from, to) = (self.domain.clone().into(), client.into());
                    self.send(Stanza::Iq(Box::new(Iq { from, to, id, body: IqBody::Get(Query::Ping) })));
                }
                Due::Gone(client) => self.client_gone(&client),
            }
        }
        self.tell_lost();
        self.show_owed(self.now);
        self.partners_due();
        self.show_hubs_owed();
    }

    /// Asks the desk, and does what it says.
    fn event(&mut self, event: Event, asked: effects::Asked) {
        let effects = self.desk.handle(self.now, event);
        self.carry_out(effects, &asked);
    }

    fn send(&mut self, stanza: Stanza) {
        self.out.stanzas.push(stanza);
    }

    fn keep_room_records(&mut self) {
        for record in std::mem::take(&mut self.out.records) {
            let address = match &record {
                RoomRecord::Line(line) => Some(Jid::from(line.room.address.clone())),
                _ => None,
            };
            let keep = match address.map(|address| self.address_of(&address)) {
                Some(Address::Service(service) | Address::Session { service, .. }) => {
                    self.desk.limits(&service).keep_text
                }
                _ => self.desk.hub_limits().keep_text,
            };
            self.records.push(Record::Room { record: Box::new(record), purge_at: self.now + keep });
        }
    }

    fn address_of(&self, jid: &Jid) -> Address {
        if jid.domain() == self.domain.domain() { Address::of(jid, &self.desk) } else { Address::Nobody }
    }

    fn staff_room(&self, service: &ServiceId) -> RoomId {
        RoomId::at(address::service(&self.domain, service))
    }

    fn view(&self, service: &ServiceId, patron: &BareJid) -> RoomId {
        RoomId::view(address::service(&self.domain, service), patron.clone())
    }

    fn session_room(&self, number: i64) -> Option<RoomId> {
        let session = self.desk.session(number)?;
        Some(RoomId::at(address::session(&self.domain, &session.service, session.token.as_str())))
    }

    fn open_staff_rooms(&mut self) {
        let services: Vec<ServiceId> = self.desk.inventory().services.keys().cloned().collect();
        for service in services {
            let language = self.desk.staff_language(&service);
            let config = RoomConfig {
                kind: RoomKind::Staff,
                name: self.desk.service_name(&service, &language),
                language: Some(language.to_string()),
                keeps_lines: true,
            };
            let room = self.staff_room(&service);
            let fresh = !self.rooms.is_open(&room);
            self.rooms.open(room.clone(), config, &mut self.out);
            if fresh {
                let service = self.desk.service_name(&service, &language);
                let subject = self.texts.render(&Sentence::StaffRoomSubject { service }, &language);
                self.rooms.set_subject(self.now, &room, crate::muc::DESK, &subject, None, &mut self.out);
            }
        }
    }

    fn watch(&mut self, client: &FullJid) {
        self.pings.watch(client, self.now, self.desk.hub_limits());
    }

    /// Whether anything depends on this client's being there.
    fn is_watched(&self, client: &FullJid) -> bool {
        self.rooms.rooms_of(client).next().is_some()
            || self.desk.is_client_on_duty(client)
            || self.desk.sessions_of(client).next().is_some()
    }

    /// A client that does not answer any more, wherever it was.
    fn client_gone(&mut self, client: &FullJid) {
        self.pings.forget(client);
        let rooms: Vec<RoomId> = self.rooms.rooms_of(client).cloned().collect();
        for room in rooms {
            if let Some(happening) = self.rooms.vanish(&room, client, &mut self.out) {
                self.happened(happening);
            }
        }
        let services: Vec<ServiceId> = self.desk.inventory().services.keys().cloned().collect();
        for service in services {
            if self.desk.is_on_duty_with(&service, client) {
                let (service, client) = (service.clone(), client.clone());
                self.event(Event::DutyClientGone { service, client }, effects::Asked::Nothing);
            }
        }
        let sessions: Vec<ServiceId> = self.desk.sessions_of(client).map(|session| session.service.clone()).collect();
        for service in sessions {
            self.patron_went(service, client.clone());
        }
    }

    fn id(&mut self) -> String {
        self.ids += 1;
        format!("{}-{}", self.run, self.ids)
    }

    fn render(&self, sentence: &Sentence, language: &Language) -> String {
        self.texts.render(sentence, language)
    }

    fn body(&self, sentence: &Sentence, language: &Language) -> Body {
        Body { lang: Some(language.to_string()), text: self.render(sentence, language) }
    }

    fn content(&self, sentence: &Sentence, language: &Language) -> Content {
        Content { bodies: vec![self.body(sentence, language)], ..Content::default() }
    }
}
