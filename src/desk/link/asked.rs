//! Whether another hub may ask one of our services for help now.

use jid::BareJid;

use crate::desk::Desk;
use crate::desk::hours::{Hours, Zone};
use crate::desk::inventory::{Link, LinkState, ServiceId};
use crate::desk::refusal::Refusal;
use crate::time::Time;

impl Desk {
    /// The link by which a hub (its domain, or any address there) may ask this service now.
    ///
    /// # Errors
    /// Why it may not: no link, a pause, a service that is not there or not agreed on, or an hour that is not.
    pub fn may_be_asked_by(&self, now: Time, hub: &BareJid, service: &ServiceId) -> Result<&Link, Refusal> {
        let link = self.inventory.link_of(hub).ok_or(Refusal::NotLinked)?;
        match link.state {
            LinkState::Active => {}
            LinkState::Paused => return Err(Refusal::LinkPaused),
            LinkState::Proposed | LinkState::Asked => return Err(Refusal::NotLinked),
        }
        if !self.inventory.services.contains_key(service) || self.inventory.is_ending(service) {
            return Err(Refusal::NoSuchService);
        }
        if !link.admits(service) {
            return Err(Refusal::NotInAgreement);
        }
        match &link.hours {
            Some(hours) if !self.is_agreed_hour(now, hours) => {
                Err(Refusal::OutsideHours { hours: hours.clone(), zone: self.hub_zone().name().to_owned() })
            }
            _ => Ok(link),
        }
    }

    fn is_agreed_hour(&self, now: Time, hours: &str) -> bool {
        // What cannot be read was never agreed on.
        Hours::read(hours).is_ok_and(|hours| hours.is_open(self.hub_zone(), now))
    }

    /// The time zone that most of the hub's libraries keep: that of the hours in its agreements.
    pub fn hub_zone(&self) -> Zone {
        let mut zones: std::collections::BTreeMap<&'static str, (usize, Zone)> = Default::default();
        let named = self.inventory.libraries.values().filter_map(|library| library.time_zone.as_deref());
        for zone in named.filter_map(Zone::named) {
            zones.entry(zone.name()).or_insert((0, zone)).0 += 1;
        }
        let most = zones.into_values().rev().max_by_key(|(libraries, _)| *libraries);
        most.map_or(Zone::UTC, |(_, zone)| zone)
    }
}
