//! What the agreements with other hubs allow.

use jid::BareJid;

use crate::desk::Desk;
use crate::desk::inventory::ServiceId;
use crate::desk::need::Need;
use crate::time::Time;

impl Desk {
    pub(in crate::desk) fn may_be_asked_by(&self, _: Time, hub: &BareJid, service: &ServiceId) -> bool {
        self.inventory.link_of(hub).is_some_and(|link| link.admits(service))
    }

    pub(in crate::desk) fn best_linked(
        &self,
        _: Time,
        _: &Need,
        will_not: &dyn Fn(&BareJid) -> bool,
    ) -> Option<BareJid> {
        let known = self.inventory.links.values().filter(|link| link.is_active()).flat_map(|link| {
            link.theirs.iter().filter_map(|local| BareJid::new(&format!("{local}@{}", link.hub)).ok())
        });
        known.into_iter().find(|service| !will_not(service))
    }
}
