//! What the hub knows of libraries, consortia, services, operators and their competences, and the words for them.
//!
//! `refdesk import` replaces it whole ([`super::event::Event::InventoryChanged`]); what people change while the desk runs
//! is a [`Change`], which the desk applies and records.

mod change;
mod cluster;
mod concept;
mod link;
mod operator;
mod staffing;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::str::FromStr;

use jid::BareJid;
use serde::{Deserialize, Serialize};

pub use self::change::Change;
pub use self::cluster::{Campaign, Cluster, ClusterSeen};
pub use self::concept::{Concept, Kind, kind};
pub use self::link::{Datum, Link, LinkState};
pub use self::operator::{Competence, MOST_COMPETENCES, Operator, Role};
pub use self::staffing::{Ended, Staffing, Stance};
use super::language::Language;
use super::limits::LimitChanges;

/// The local part of a service's address: `ask` of `ask@ref.example.org`. No dot (what follows a dot names a session).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ServiceId(String);

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("'{0}' cannot be a service's address: use 1 to 64 of a-z, 0-9 and '-', beginning with a letter")]
pub struct NotAServiceId(pub String);

impl ServiceId {
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for ServiceId {
    type Err = NotAServiceId;

    fn from_str(text: &str) -> Result<Self, NotAServiceId> {
        let fits = (1..=64).contains(&text.len())
            && text.starts_with(|c: char| c.is_ascii_lowercase())
            && text.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-');
        if fits { Ok(ServiceId(text.to_owned())) } else { Err(NotAServiceId(text.chars().take(80).collect())) }
    }
}

impl TryFrom<String> for ServiceId {
    type Error = NotAServiceId;

    fn try_from(text: String) -> Result<Self, NotAServiceId> {
        text.parse()
    }
}

impl From<ServiceId> for String {
    fn from(id: ServiceId) -> String {
        id.0
    }
}

impl fmt::Display for ServiceId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A library's short name within the hub, as used in the import file.
pub type LibraryId = String;

/// One text in several languages.
pub type Labels = BTreeMap<Language, String>;

/// The label in the language asked for, in its primary language, in English, or any.
pub fn label<'a>(labels: &'a Labels, language: &Language) -> Option<&'a str> {
    labels
        .get(language)
        .or_else(|| labels.iter().find(|(tag, _)| tag.serves(language)).map(|(_, text)| text))
        .or_else(|| labels.iter().find(|(tag, _)| tag.primary() == "en").map(|(_, text)| text))
        .or_else(|| labels.values().next())
        .map(String::as_str)
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Library {
    pub id: LibraryId,
    pub name: String,
    /// ISO 15511.
    pub isil: Option<String>,
    /// academic, public, …: open.
    pub kind: Option<String>,
    /// ISO 3166-1 alpha-2.
    pub country: Option<String>,
    pub region: Option<String>,
    /// An IANA name such as Europe/Stockholm.
    pub time_zone: Option<String>,
    /// As the library writes them, e.g. `Mo-Fr 09:00-17:00`.
    pub hours: Option<String>,
    pub languages: Vec<Language>,
    pub consortia: BTreeSet<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Consortium {
    pub id: String,
    pub name: String,
}

/// Whom a waiting session is offered to at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum OfferTo {
    /// The best `n`; 1 is the usual.
    Best(u32),
    All,
}

impl Default for OfferTo {
    fn default() -> Self {
        OfferTo::Best(1)
    }
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Service {
    pub id: ServiceId,
    pub names: Labels,
    pub descriptions: Labels,
    /// In order; the first is spoken where nothing better is known.
    pub languages: Vec<Language>,
    pub library: Option<LibraryId>,
    pub consortium: Option<String>,
    pub offer_to: OfferTo,
    /// What differs here from the hub's limits.
    pub limits: LimitChanges,
    /// The competence query it was founded on; whoever matches it is proposed as its staff.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub query: Option<String>,
    /// Whether linked hubs are asked where nobody of this hub could answer.
    #[serde(default = "goes_on")]
    pub network: bool,
}

fn goes_on() -> bool {
    true
}

/// A ready-made answer for `!canned`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Canned {
    pub name: String,
    pub texts: Labels,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Inventory {
    pub libraries: BTreeMap<LibraryId, Library>,
    pub consortia: BTreeMap<String, Consortium>,
    pub services: BTreeMap<ServiceId, Service>,
    pub concepts: BTreeMap<String, Concept>,
    pub operators: BTreeMap<BareJid, Operator>,
    pub canned: BTreeMap<String, Canned>,
    /// Kinds of competence, by id. Kinds that competences name and that stand nowhere here have no name but their id.
    pub kinds: BTreeMap<String, Kind>,
    /// Saved queries, by name.
    pub clusters: BTreeMap<String, Cluster>,
    /// By cluster and coordinator.
    pub cluster_seen: BTreeMap<(String, BareJid), ClusterSeen>,
    /// Rounds of asking operators for their profiles, by name.
    pub campaigns: BTreeMap<String, Campaign>,
    /// Who has been asked to staff a service, and how that stands.
    pub staffing: BTreeMap<(ServiceId, BareJid), Staffing>,
    /// Services that are no more; their addresses stay reserved. One that is still among the services is ending.
    pub ended: BTreeMap<ServiceId, Ended>,
    /// What has been agreed with other hubs, by their domains.
    pub links: BTreeMap<BareJid, Link>,
}

impl Inventory {
    pub fn operators_of<'a>(&'a self, service: &'a ServiceId) -> impl Iterator<Item = &'a Operator> {
        self.operators.values().filter(move |operator| operator.services.contains(service))
    }

    pub fn staffs(&self, operator: &BareJid, service: &ServiceId) -> bool {
        self.operators.get(operator).is_some_and(|operator| operator.services.contains(service))
    }

    /// No new session is opened there, and it goes when the last one held is over.
    pub fn is_ending(&self, service: &ServiceId) -> bool {
        self.ended.contains_key(service) && self.services.contains_key(service)
    }

    /// The link over which an address of another hub is reached or speaks, whatever its state.
    pub fn link_of(&self, address: &BareJid) -> Option<&Link> {
        self.links.values().find(|link| link.hub.domain() == address.domain())
    }

    pub fn library_name(&self, operator: &BareJid) -> Option<&str> {
        let library = self.operators.get(operator)?.library.as_ref()?;
        self.libraries.get(library).map(|library| library.name.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_of_a_service_has_no_dot_and_no_capitals() {
        assert!("ask-law2".parse::<ServiceId>().is_ok());
        for wrong in ["", "ask.7k", "Ask", "2ask", "ask@x", &"a".repeat(65)] {
            assert!(wrong.parse::<ServiceId>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_label_falls_back_to_the_primary_language_then_english_then_any() {
        let labels: Labels = [("sv", "juridik"), ("en", "law")]
            .map(|(tag, text)| (tag.parse().expect("a tag"), text.to_owned()))
            .into_iter()
            .collect();
        let sv_fi = "sv-FI".parse().expect("a tag");
        let de = "de".parse().expect("a tag");
        assert_eq!(label(&labels, &sv_fi), Some("juridik"));
        assert_eq!(label(&labels, &de), Some("law"));
        assert_eq!(label(&Labels::new(), &de), None);
    }
}
