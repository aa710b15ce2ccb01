//! What changes about the inventory while the desk runs. The desk applies and records it; the store writes it.

use jid::BareJid;
use serde::{Deserialize, Serialize};

use super::{
    Campaign, Cluster, ClusterSeen, Concept, Ended, Inventory, Kind, Link, Operator, Service, ServiceId, Staffing,
};

/// One entry as it is now, in the place of what it was; or that it is gone.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Change {
    Kind(Kind),
    Concept(Box<Concept>),
    /// With her competences and services.
    Operator(Box<Operator>),
    Service(Box<Service>),
    /// Its address is reserved from now on; it stays until the last session held there is over.
    ServiceEnding(Box<Ended>),
    /// Also takes the service from its operators.
    ServiceEnded(Box<Ended>),
    Staffing {
        service: ServiceId,
        operator: BareJid,
        staffing: Staffing,
    },
    Cluster(Cluster),
    /// With what has been shown of it.
    ClusterGone(String),
    ClusterSeen(Box<ClusterSeen>),
    Campaign(Box<Campaign>),
    Link(Box<Link>),
    LinkGone(BareJid),
}

impl Inventory {
    pub fn apply(&mut self, change: Change) {
        match change {
            Change::Kind(kind) => {
                self.kinds.insert(kind.id.clone(), kind);
            }
            Change::Concept(concept) => {
                self.concepts.insert(concept.id.clone(), *concept);
            }
            Change::Operator(operator) => {
                self.operators.insert(operator.jid.clone(), *operator);
            }
            Change::Service(service) => {
                self.services.insert(service.id.clone(), *service);
            }
            Change::ServiceEnding(ended) => {
                self.ended.insert(ended.service.id.clone(), *ended);
            }
            Change::ServiceEnded(ended) => {
                let id = &ended.service.id;
                self.services.remove(id);
                self.operators.values_mut().for_each(|operator| {
                    operator.services.remove(id);
                });
                self.staffing.retain(|(service, _), _| service != id);
                self.ended.insert(id.clone(), *ended);
            }
            Change::Staffing { service, operator, staffing } => {
                self.staffing.insert((service, operator), staffing);
            }
            Change::Cluster(cluster) => {
                self.clusters.insert(cluster.name.clone(), cluster);
            }
            Change::ClusterGone(name) => {
                self.clusters.remove(&name);
                self.cluster_seen.retain(|(cluster, _), _| *cluster != name);
            }
            Change::ClusterSeen(seen) => {
                self.cluster_seen.insert((seen.cluster.clone(), seen.by.clone()), *seen);
            }
            Change::Campaign(campaign) => {
                self.campaigns.insert(campaign.name.clone(), *campaign);
            }
            Change::Link(link) => {
                self.links.insert(link.hub.clone(), *link);
            }
            Change::LinkGone(hub) => {
                self.links.remove(&hub);
            }
        }
    }
}
