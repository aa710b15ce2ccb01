//! How far a session is taken: first to the patron's own library, then to the service's operators, then to those of its
//! consortium, and at last to linked hubs.

use std::collections::BTreeSet;

use jid::BareJid;
use serde::{Deserialize, Serialize};

use crate::desk::inventory::{Inventory, Operator, Service, ServiceId};

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Step {
    /// Only operators of the patron's own library.
    Library,
    /// All of the service on duty.
    #[default]
    Service,
    /// Operators of its consortium too, wherever on this hub they are on duty.
    Consortium,
    /// Services of linked hubs too, one after the other in the agreed order.
    Network,
}

impl Step {
    pub fn name(self) -> &'static str {
        match self {
            Step::Library => "library",
            Step::Service => "service",
            Step::Consortium => "consortium",
            Step::Network => "network",
        }
    }
}

/// Why a session has come to its step.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Why {
    /// It is where it begins.
    First,
    /// Its time with those before is over.
    Time,
    /// Nobody among those before could take it.
    NobodyFits,
}

impl Why {
    pub fn name(self) -> &'static str {
        match self {
            Why::First => "first",
            Why::Time => "time",
            Why::NobodyFits => "nobody-fits",
        }
    }
}

impl Inventory {
    /// The consortia an operator belongs to: those of her library, and of the services she works for.
    fn consortia_of<'a>(&'a self, operator: &'a Operator) -> impl Iterator<Item = &'a str> {
        let library = operator.library.as_ref().and_then(|id| self.libraries.get(id));
        let of_library = library.into_iter().flat_map(|library| &library.consortia).map(String::as_str);
        let services = operator.services.iter().filter_map(|id| self.services.get(id));
        of_library.chain(services.filter_map(|service| service.consortium.as_deref()))
    }

    /// Whether an operator may be asked for a service: she works for it, or belongs to its consortium.
    pub(in crate::desk) fn may_serve(&self, operator: &Operator, service: &Service) -> bool {
        let of_consortium = |consortium: &String| self.consortia_of(operator).any(|hers| hers == consortium);
        operator.services.contains(&service.id) || service.consortium.as_ref().is_some_and(of_consortium)
    }

    /// The same by their names.
    pub fn reaches(&self, operator: &BareJid, service: &ServiceId) -> bool {
        let (operator, service) = (self.operators.get(operator), self.services.get(service));
        operator.zip(service).is_some_and(|(operator, service)| self.may_serve(operator, service))
    }

    /// The services whose sessions an operator may be asked for.
    pub(in crate::desk) fn reached_by(&self, operator: &BareJid) -> BTreeSet<ServiceId> {
        let Some(operator) = self.operators.get(operator) else { return BTreeSet::new() };
        let consortia: BTreeSet<&str> = self.consortia_of(operator).collect();
        let shared = self
            .services
            .values()
            .filter(|service| service.consortium.as_deref().is_some_and(|consortium| consortia.contains(consortium)));
        shared.map(|service| service.id.clone()).chain(operator.services.iter().cloned()).collect()
    }
}
