//! What linked hubs show: their presence and that of their services. What a service's hash stands for is fetched once
//! (XEP-0115, XEP-0390), verified, and given to the desk; nothing is ever polled.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::time::Duration;

use jid::BareJid;

use super::contacts::SHOWN_EVERY;
use super::effects::Asked;
use super::{Address, Hub, picture};
use crate::desk::directory::Picture;
use crate::desk::event::Event;
use crate::desk::inventory::{Link, LinkState};
use crate::desk::link::HubSaid;
use crate::stanza::{
    Answer, Condition, DiscoInfo, Iq, IqBody, Presence, PresenceKind, Query, Show, Stanza, StanzaError,
};
use crate::time::Time;
use crate::xmpp::payload::{caps, caps2};

/// Services of all linked hubs together that are looked at.
const MOST_SERVICES: usize = 5_000;
/// Requests that are out at once.
const MOST_FLIGHTS: usize = 64;
/// When more are wanted, they wait so long.
const CROWDED: Duration = Duration::from_secs(1);
/// Attempts at one hash, each waiting twice as long as the one before.
const MOST_TRIES: u32 = 3;
const TRY_AGAIN: Duration = Duration::from_secs(60);
/// A hash that did not agree with what it stood for is not asked for again for so long.
const DISTRUST: Duration = Duration::from_secs(3600);
/// Pictures kept of one service: it opens and closes again.
const KEPT: usize = 3;
/// Characters of a hash, and of the node it stands in.
const LONGEST_HASH: usize = 200;
const LONGEST_NODE: usize = 1_000;

/// What a presence says the answer will be.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Hash {
    Sha256(String),
    Sha1 { node: String, ver: String },
}

impl Hash {
    /// The better of those given.
    fn of(presence: &Presence) -> Option<Hash> {
        if let Some(hash) = presence.caps2.as_ref().filter(|hash| hash.len() <= LONGEST_HASH) {
            return Some(Hash::Sha256(hash.clone()));
        }
        let caps = presence.caps.as_ref()?;
        let fits = caps.ver.len() <= LONGEST_HASH && caps.node.len() <= LONGEST_NODE;
        fits.then(|| Hash::Sha1 { node: caps.node.clone(), ver: caps.ver.clone() })
    }

    fn node(&self) -> String {
        match self {
            Hash::Sha256(hash) => format!("{}{hash}", caps2::NODE),
            Hash::Sha1 { node, ver } => format!("{node}#{ver}"),
        }
    }

    fn is_of(&self, info: &DiscoInfo) -> bool {
        match self {
            Hash::Sha256(hash) => caps2::hash(info).as_ref() == Some(hash),
            Hash::Sha1 { ver, .. } => caps::ver(info) == *ver,
        }
    }
}

/// A service of a linked hub.
#[derive(Debug)]
struct Service {
    hub: BareJid,
    /// As its newest presence has it.
    hash: Hash,
    is_there: bool,
    /// The desk has been told what the newest hash stands for.
    told: bool,
    /// The id of the request that is out.
    flight: Option<String>,
    tries: u32,
    not_before: Time,
    distrusted: Option<(Hash, Time)>,
    /// What was verified, the newest last.
    pictures: VecDeque<(Hash, Picture)>,
}

#[derive(Debug)]
struct Flight {
    address: BareJid,
    hash: Hash,
    until: Time,
}

#[derive(Debug, Default)]
pub struct Partners {
    services: BTreeMap<BareJid, Service>,
    flights: BTreeMap<String, Flight>,
    /// When a service, or the request about it, is looked at again.
    agenda: BTreeSet<(Time, BareJid)>,
}

impl Partners {
    pub fn timeout(&self) -> Option<Time> {
        self.agenda.first().map(|(at, _)| *at)
    }

    fn of(&self, hub: &BareJid) -> usize {
        self.services.values().filter(|service| service.hub == *hub).count()
    }

    /// No request that was out will be answered.
    pub fn begin_again(&mut self) {
        self.flights.clear();
        self.agenda.clear();
        for service in self.services.values_mut() {
            (service.is_there, service.told, service.flight, service.tries) = (false, false, None, 0);
        }
    }

    fn forget_hub(&mut self, hub: &BareJid) {
        self.services.retain(|_, service| service.hub != *hub);
        self.flights.retain(|_, flight| flight.address.domain() != hub.domain());
    }
}

impl Hub {
    /// Presence between hubs; false if it is none.
    pub(super) fn partner_presence(&mut self, presence: &Presence) -> bool {
        let from = presence.from.to_bare();
        let is_domain = from.node().is_none();
        match self.address_of(&presence.to) {
            Address::Hub if is_domain => self.hub_presence(from, presence),
            Address::Hub if presence.from.resource().is_none() => return self.service_presence(from, presence),
            // What was shown of a service has come back.
            _ if is_domain && presence.from.resource().is_none() && presence.kind == PresenceKind::Error => {
                self.hub_presence(from, presence)
            }
            _ => return false,
        }
        true
    }

    fn hub_presence(&mut self, hub: BareJid, presence: &Presence) {
        let said = match presence.kind {
            PresenceKind::Subscribe => {
                HubSaid::Asks(presence.status.first().map(|body| body.text.clone()).unwrap_or_default())
            }
            PresenceKind::Subscribed => HubSaid::Grants,
            PresenceKind::Unsubscribe => HubSaid::Ends,
            PresenceKind::Unsubscribed => HubSaid::Refuses,
            PresenceKind::Probe => HubSaid::Probes,
            PresenceKind::Available if presence.show == Show::Dnd => HubSaid::Pauses,
            PresenceKind::Available => HubSaid::Here,
            PresenceKind::Unavailable => HubSaid::Away,
            PresenceKind::Error => HubSaid::Unreachable(why(presence.error.as_ref()).to_owned()),
        };
        let probes = said == HubSaid::Probes;
        self.event(Event::HubSaid { hub: hub.clone(), said }, Asked::Nothing);
        let linked = |link: &Link| matches!(link.state, LinkState::Active | LinkState::Paused);
        if probes && self.desk.inventory().links.get(&hub).is_some_and(linked) {
            self.show_all_to(&hub);
        }
    }

    /// False if nobody linked speaks.
    fn service_presence(&mut self, address: BareJid, presence: &Presence) -> bool {
        let Some(link) = self.desk.inventory().link_of(&address) else { return false };
        let hub = link.hub.clone();
        match presence.kind {
            // Before the other side's word is here its services may be.
            _ if link.state == LinkState::Asked => return false,
            PresenceKind::Available => {
                if let Some(hash) = Hash::of(presence) {
                    self.partner_seen(address, hub, hash);
                }
            }
            PresenceKind::Unavailable => {
                if let Some(service) = self.partners.services.get_mut(&address) {
                    (service.is_there, service.told) = (false, false);
                    self.event(Event::PartnerGone { address }, Asked::Nothing);
                }
            }
            _ => return false,
        }
        true
    }

    fn partner_seen(&mut self, address: BareJid, hub: BareJid, hash: Hash) {
        let most = self.desk.hub_limits().link_services as usize;
        let is_new = !self.partners.services.contains_key(&address);
        if is_new && (self.partners.services.len() >= MOST_SERVICES || self.partners.of(&hub) >= most) {
            return;
        }
        match self.partners.services.get_mut(&address) {
            Some(service) => {
                if service.hash != hash {
                    (service.hash, service.told, service.tries) = (hash, false, 0);
                }
                service.is_there = true;
            }
            None => {
                let service = Service {
                    hub,
                    hash,
                    is_there: true,
                    told: false,
                    flight: None,
                    tries: 0,
                    not_before: self.now,
                    distrusted: None,
                    pictures: VecDeque::new(),
                };
                self.partners.services.insert(address.clone(), service);
            }
        }
        self.look_up(&address);
    }

    /// Tells the desk what a service shows, or asks for it if that is not known.
    fn look_up(&mut self, address: &BareJid) {
        let now = self.now;
        let reached = self.desk.inventory().link_of(address).is_some_and(|link| link.reaches(address));
        let Some(service) = self.partners.services.get_mut(address) else { return };
        if !reached || !service.is_there || service.told {
            return;
        }
        if let Some((_, known)) = service.pictures.iter().find(|(hash, _)| *hash == service.hash) {
            service.told = true;
            let picture = Box::new(known.clone());
            return self.event(Event::PartnerShown { address: address.clone(), picture }, Asked::Nothing);
        }
        let distrusted = service.distrusted.as_ref().is_some_and(|(hash, until)| *hash == service.hash && *until > now);
        if service.flight.is_some() || distrusted || service.tries >= MOST_TRIES {
            return;
        }
        let later = if self.partners.flights.len() >= MOST_FLIGHTS { now + CROWDED } else { service.not_before };
        if later > now {
            self.partners.agenda.insert((later, address.clone()));
            return;
        }
        let until = now + self.desk.hub_limits().link_answer;
        let id = self.id();
        let Some(service) = self.partners.services.get_mut(address) else { return };
        service.flight = Some(id.clone());
        // However often its presence changes, it is asked no more often than it may change.
        service.not_before = now + SHOWN_EVERY;
        let node = Some(service.hash.node());
        let flight = Flight { address: address.clone(), hash: service.hash.clone(), until };
        self.partners.flights.insert(id.clone(), flight);
        self.partners.agenda.insert((until, address.clone()));
        let (from, to) = (self.domain.clone().into(), address.clone().into());
        let body = IqBody::Get(Query::DiscoInfo { node });
        self.send(Stanza::Iq(Box::new(Iq { from, to, id, body })));
    }

    /// An answer to what was asked of a partner's service; false if it is to something else. Only the one who was asked is
    /// listened to.
    pub(super) fn partner_answered(&mut self, iq: &Iq) -> bool {
        let is_from = |flight: &Flight| flight.address == iq.from;
        if !self.partners.flights.get(&iq.id).is_some_and(is_from) {
            return false;
        }
        let Some(Flight { address, hash, .. }) = self.partners.flights.remove(&iq.id) else { return false };
        let Some(service) = self.partners.services.get_mut(&address) else { return true };
        service.flight = None;
        let hub = service.hub.clone();
        let back = matches!(&iq.body, IqBody::Error(error) if is_unreachable(&error.condition));
        match &iq.body {
            IqBody::Result(Answer::DiscoInfo(info)) if hash.is_of(info) => match picture::read(info) {
                Some(picture) => {
                    service.tries = 0;
                    if service.pictures.len() >= KEPT {
                        service.pictures.pop_front();
                    }
                    service.pictures.push_back((hash, picture));
                }
                // Something else than a service.
                None => service.tries = MOST_TRIES,
            },
            IqBody::Result(Answer::DiscoInfo(_)) => {
                service.distrusted = Some((hash, self.now + DISTRUST));
                self.event(Event::PartnerWrong { address: address.clone() }, Asked::Nothing);
            }
            _ => self.partner_failed(&address),
        }
        if let (true, IqBody::Error(error)) = (back, &iq.body) {
            let said = HubSaid::Unreachable(why(Some(error)).to_owned());
            self.event(Event::HubSaid { hub, said }, Asked::Nothing);
        } else {
            self.desk.health_noted(self.now, &hub, true);
        }
        self.look_up(&address);
        true
    }

    fn partner_failed(&mut self, address: &BareJid) {
        let Some(service) = self.partners.services.get_mut(address) else { return };
        let wait = TRY_AGAIN * (1 << service.tries.min(8));
        service.tries += 1;
        service.not_before = service.not_before.max(self.now + wait);
    }

    /// Requests whose time is over, and services that are to be looked at again.
    pub(super) fn partners_due(&mut self) {
        while let Some((_, address)) = self.partners.agenda.first().filter(|(at, _)| *at <= self.now).cloned() {
            self.partners.agenda.pop_first();
            let Some(service) = self.partners.services.get_mut(&address) else { continue };
            let hub = service.hub.clone();
            let flight = service.flight.as_ref().and_then(|id| self.partners.flights.get_key_value(id));
            if let Some((id, _)) = flight.filter(|(_, flight)| flight.until <= self.now) {
                let id = id.clone();
                self.partners.flights.remove(&id);
                service.flight = None;
                self.partner_failed(&address);
                self.desk.health_noted(self.now, &hub, false);
            }
            self.look_up(&address);
        }
    }

    /// What a link lets pass has changed: what of a hub's services the desk knows follows.
    pub(super) fn partners_changed(&mut self, hub: &BareJid) {
        if !self.desk.inventory().links.contains_key(hub) {
            return self.partners.forget_hub(hub);
        }
        let of_hub = self.partners.services.iter_mut().filter(|(_, service)| service.hub == *hub);
        let addresses: Vec<BareJid> = of_hub
            .map(|(address, service)| {
                service.told &= self.desk.known_service(address).is_some();
                address.clone()
            })
            .collect();
        addresses.iter().for_each(|address| self.look_up(address));
    }
}

/// Why a server says that a hub cannot be reached.
pub(super) fn why(error: Option<&StanzaError>) -> &'static str {
    match error.map(|error| &error.condition) {
        Some(Condition::RemoteServerNotFound) => "remote-server-not-found",
        Some(Condition::RemoteServerTimeout) => "remote-server-timeout",
        Some(Condition::ServiceUnavailable) => "service-unavailable",
        Some(Condition::ItemNotFound) => "item-not-found",
        Some(Condition::Forbidden) => "forbidden",
        Some(Condition::NotAuthorized) => "not-authorized",
        Some(Condition::Gone { .. }) => "gone",
        _ => "undefined-condition",
    }
}

fn is_unreachable(condition: &Condition) -> bool {
    matches!(condition, Condition::RemoteServerNotFound | Condition::RemoteServerTimeout)
}
