//! Writes an inventory: all of it or nothing, and only what differs from what is kept, so that the same import twice
//! changes nothing.

use std::collections::BTreeMap;

use super::Store;
use super::connection::Connection;
use super::errors::StoreError;
use super::inventory::{load, revision};
use super::value::{Table, Value, delete};
use crate::desk::inventory::{
    Canned, Concept, Consortium, Inventory, Kind, Labels, Library, OfferTo, Operator, Service, ServiceId, Stance,
};
use crate::time::Date;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum How {
    /// What is given is added or changed; the rest stays.
    Merge,
    /// What is not given is removed.
    Replace,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    pub added: usize,
    pub changed: usize,
    pub unchanged: usize,
    pub removed: usize,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ImportCounts {
    pub libraries: Counts,
    pub consortia: Counts,
    pub services: Counts,
    pub concepts: Counts,
    pub kinds: Counts,
    pub operators: Counts,
    pub canned: Counts,
}

impl ImportCounts {
    pub fn changed_anything(&self) -> bool {
        [self.libraries, self.consortia, self.services, self.concepts, self.kinds, self.operators, self.canned]
            .iter()
            .any(|counts| counts.added + counts.changed + counts.removed > 0)
    }
}

impl Store {
    pub async fn import(&self, inventory: &Inventory, how: How) -> Result<ImportCounts, StoreError> {
        self.writing(async |connection| {
            // Another import waits here until this one is done.
            connection.execute("UPDATE hub SET revision = revision", Vec::new()).await?;
            let before = load(connection).await?;
            let after = match how {
                How::Replace => replaced(&before, inventory.clone()),
                How::Merge => merged(before.clone(), inventory.clone()),
            };
            not_ended(&before, &after)?;
            let after = with_what_people_made(&before, after);
            hangs_together(&after)?;
            let counts = write(connection, &before, &after).await?;
            if counts.changed_anything() {
                let next = revision(connection).await? + 1;
                connection.execute("UPDATE hub SET revision = $1", vec![next.into()]).await?;
            }
            Ok(counts)
        })
        .await
    }
}

/// What people have made while the desk ran is not the file's to remove.
fn replaced(kept: &Inventory, mut given: Inventory) -> Inventory {
    let Inventory { kinds, clusters, cluster_seen, campaigns, staffing, ended, links, .. } = kept.clone();
    given.kinds.extend(kinds);
    given.clusters = clusters;
    given.cluster_seen = cluster_seen;
    given.campaigns = campaigns;
    given.staffing = staffing;
    given.ended = ended;
    given.links = links;
    given
}

fn merged(mut kept: Inventory, given: Inventory) -> Inventory {
    kept.libraries.extend(given.libraries);
    kept.consortia.extend(given.consortia);
    kept.services.extend(given.services);
    kept.concepts.extend(given.concepts);
    kept.kinds.extend(given.kinds);
    kept.operators.extend(given.operators);
    kept.canned.extend(given.canned);
    kept
}

/// A service that has ended keeps its address for ever.
fn not_ended(kept: &Inventory, after: &Inventory) -> Result<(), StoreError> {
    let reserved = |id: &&ServiceId| kept.ended.contains_key(*id) && !kept.services.contains_key(*id);
    match after.services.keys().find(reserved) {
        Some(id) => Err(StoreError::Reserved { service: id.clone() }),
        None => Ok(()),
    }
}

/// Services founded while the desk ran stay, with those who have come to staff them, though the file knows nothing of it.
fn with_what_people_made(kept: &Inventory, mut after: Inventory) -> Inventory {
    let founded = kept.services.values().filter(|service| service.query.is_some());
    for service in founded {
        let known = after.services.entry(service.id.clone()).or_insert_with(|| service.clone());
        known.query = known.query.take().or_else(|| service.query.clone());
    }
    for ((service, operator), staffing) in &kept.staffing {
        let stays = matches!(staffing.stance, Stance::Accepted | Stance::Lapsing | Stance::Stays);
        if let (true, true, Some(operator)) =
            (stays, after.services.contains_key(service), after.operators.get_mut(operator))
        {
            operator.services.insert(service.clone());
        }
    }
    after
}

fn hangs_together(inventory: &Inventory) -> Result<(), StoreError> {
    let Inventory { libraries, consortia, services, operators, .. } = inventory;
    let refers = |kind, id: &dyn ToString, to_kind, to: &dyn ToString, is_there| {
        if is_there {
            Ok(())
        } else {
            Err(StoreError::NoSuch { kind, id: id.to_string(), to_kind, to: to.to_string() })
        }
    };
    for library in libraries.values() {
        for to in &library.consortia {
            refers("library", &library.id, "consortium", to, consortia.contains_key(to))?;
        }
    }
    for service in services.values() {
        if let Some(to) = &service.library {
            refers("service", &service.id, "library", to, libraries.contains_key(to))?;
        }
        if let Some(to) = &service.consortium {
            refers("service", &service.id, "consortium", to, consortia.contains_key(to))?;
        }
    }
    for operator in operators.values() {
        if let Some(to) = &operator.library {
            refers("operator", &operator.jid, "library", to, libraries.contains_key(to))?;
        }
        for to in &operator.services {
            refers("operator", &operator.jid, "service", to, services.contains_key(to))?;
        }
    }
    Ok(())
}

/// Of one kind, what must be written and what must go.
struct Differences<'i, K, V> {
    new: Vec<&'i V>,
    changed: Vec<&'i K>,
    removed: Vec<&'i K>,
    counts: Counts,
}

impl<'i, K: Ord, V: PartialEq> Differences<'i, K, V> {
    fn between(before: &'i BTreeMap<K, V>, after: &'i BTreeMap<K, V>) -> Self {
        let mut found =
            Differences { new: Vec::new(), changed: Vec::new(), removed: Vec::new(), counts: Counts::default() };
        for (key, value) in after {
            match before.get(key) {
                Some(kept) if kept == value => found.counts.unchanged += 1,
                Some(_) => {
                    found.counts.changed += 1;
                    found.changed.push(key);
                    found.new.push(value);
                }
                None => {
                    found.counts.added += 1;
                    found.new.push(value);
                }
            }
        }
        found.removed = before.keys().filter(|key| !after.contains_key(key)).collect();
        found.counts.removed = found.removed.len();
        found
    }
}

pub(super) const SERVICE_PARTS: &[&str] = &["service_name", "service_description", "service_language", "service_limit"];
pub(super) const CONCEPT_PARTS: &[&str] = &["concept_label", "concept_alternative", "concept_relation"];
pub(super) const OPERATOR_PARTS: &[&str] = &["operator_service", "competence"];

async fn write(connection: &mut Connection, before: &Inventory, after: &Inventory) -> Result<ImportCounts, StoreError> {
    let consortia = Differences::between(&before.consortia, &after.consortia);
    let libraries = Differences::between(&before.libraries, &after.libraries);
    let services = Differences::between(&before.services, &after.services);
    let concepts = Differences::between(&before.concepts, &after.concepts);
    let kinds = Differences::between(&before.kinds, &after.kinds);
    let operators = Differences::between(&before.operators, &after.operators);
    let canned = Differences::between(&before.canned, &after.canned);

    // What others refer to is there before them and goes after them.
    write_consortia(connection, &consortia.new).await?;
    remove_parts(connection, &["library_language", "library_consortium"], "library", &libraries.changed).await?;
    write_libraries(connection, &libraries.new).await?;
    remove_parts(connection, SERVICE_PARTS, "service", &services.changed).await?;
    write_services(connection, &services.new).await?;
    remove_parts(connection, &["kind_label"], "kind", &kinds.changed).await?;
    write_kinds(connection, &kinds.new).await?;
    remove_parts(connection, CONCEPT_PARTS, "concept", &concepts.changed).await?;
    write_concepts(connection, &concepts.new).await?;
    remove_parts(connection, OPERATOR_PARTS, "operator", &operators.changed).await?;
    write_operators(connection, &operators.new).await?;
    remove_parts(connection, &["canned_text"], "canned", &canned.changed).await?;
    write_canned(connection, &canned.new).await?;

    remove(connection, "canned", "name", &canned.removed).await?;
    remove(connection, "operator", "jid", &operators.removed).await?;
    remove(connection, "concept", "id", &concepts.removed).await?;
    remove(connection, "service", "id", &services.removed).await?;
    remove(connection, "library", "id", &libraries.removed).await?;
    remove(connection, "consortium", "id", &consortia.removed).await?;

    Ok(ImportCounts {
        libraries: libraries.counts,
        consortia: consortia.counts,
        services: services.counts,
        concepts: concepts.counts,
        kinds: kinds.counts,
        operators: operators.counts,
        canned: canned.counts,
    })
}

/// Its parts go with it.
pub(super) async fn remove<K: ToString>(
    connection: &mut Connection,
    table: &'static str,
    column: &'static str,
    keys: &[&K],
) -> Result<(), StoreError> {
    let keys = keys.iter().map(|key| [key.to_string().into()]).collect();
    delete(connection, table, [column], keys).await
}

pub(super) async fn remove_parts<K: ToString>(
    connection: &mut Connection,
    tables: &[&'static str],
    column: &'static str,
    keys: &[&K],
) -> Result<(), StoreError> {
    for table in tables {
        remove(connection, table, column, keys).await?;
    }
    Ok(())
}

fn labels(of: &str, labels: &Labels) -> impl Iterator<Item = [Value; 3]> {
    labels.iter().map(move |(language, text)| [of.into(), language.into(), text.into()])
}

fn in_order<T: ToString>(of: &str, all: &[T]) -> impl Iterator<Item = [Value; 3]> {
    all.iter().zip(0i64..).map(move |(one, place)| [of.into(), place.into(), one.to_string().into()])
}

async fn write_consortia(connection: &mut Connection, new: &[&Consortium]) -> Result<(), StoreError> {
    let table = Table { name: "consortium", columns: ["id", "name"], key: 1 };
    table.write(connection, new.iter().map(|one| [(&one.id).into(), (&one.name).into()]).collect()).await
}

async fn write_libraries(connection: &mut Connection, new: &[&Library]) -> Result<(), StoreError> {
    let table = Table {
        name: "library",
        columns: ["id", "name", "isil", "kind", "country", "region", "time_zone", "hours"],
        key: 1,
    };
    let row = |one: &&Library| {
        [
            (&one.id).into(),
            (&one.name).into(),
            (&one.isil).into(),
            (&one.kind).into(),
            (&one.country).into(),
            (&one.region).into(),
            (&one.time_zone).into(),
            (&one.hours).into(),
        ]
    };
    table.write(connection, new.iter().map(row).collect()).await?;

    let table = Table { name: "library_language", columns: ["library", "place", "language"], key: 2 };
    table.write(connection, new.iter().flat_map(|one| in_order(&one.id, &one.languages)).collect()).await?;

    let table = Table { name: "library_consortium", columns: ["library", "consortium"], key: 2 };
    let row = |one: &&Library| -> Vec<[Value; 2]> {
        one.consortia.iter().map(|consortium| [(&one.id).into(), consortium.into()]).collect()
    };
    table.write(connection, new.iter().flat_map(row).collect()).await
}

pub(super) async fn write_services(connection: &mut Connection, new: &[&Service]) -> Result<(), StoreError> {
    let table =
        Table { name: "service", columns: ["id", "library", "consortium", "offer_to", "query", "network"], key: 1 };
    let row = |one: &&Service| {
        let offer_to: u32 = match one.offer_to {
            OfferTo::Best(best) => best.max(1),
            OfferTo::All => 0,
        };
        [
            (&one.id).into(),
            (&one.library).into(),
            (&one.consortium).into(),
            offer_to.into(),
            (&one.query).into(),
            one.network.into(),
        ]
    };
    table.write(connection, new.iter().map(row).collect()).await?;

    let table = Table { name: "service_name", columns: ["service", "language", "text"], key: 2 };
    table.write(connection, new.iter().flat_map(|one| labels(one.id.as_str(), &one.names)).collect()).await?;

    let table = Table { name: "service_description", columns: ["service", "language", "text"], key: 2 };
    table.write(connection, new.iter().flat_map(|one| labels(one.id.as_str(), &one.descriptions)).collect()).await?;

    let table = Table { name: "service_language", columns: ["service", "place", "language"], key: 2 };
    table.write(connection, new.iter().flat_map(|one| in_order(one.id.as_str(), &one.languages)).collect()).await?;

    let table = Table { name: "service_limit", columns: ["service", "name", "value"], key: 2 };
    let mut limits = Vec::new();
    for one in new {
        let changes = serde_json::to_value(&one.limits)
            .map_err(|error| StoreError::Unwritable { why: format!("limits of {}: {error}", one.id) })?;
        for (name, value) in changes.as_object().into_iter().flatten() {
            let value = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
            limits.push([(&one.id).into(), name.into(), value.into()]);
        }
    }
    table.write(connection, limits).await
}

pub(super) async fn write_kinds(connection: &mut Connection, new: &[&Kind]) -> Result<(), StoreError> {
    let table = Table { name: "kind", columns: ["id"], key: 1 };
    table.write(connection, new.iter().map(|one| [(&one.id).into()]).collect()).await?;

    let table = Table { name: "kind_label", columns: ["kind", "language", "text"], key: 2 };
    table.write(connection, new.iter().flat_map(|one| labels(&one.id, &one.labels)).collect()).await
}

pub(super) async fn write_concepts(connection: &mut Connection, new: &[&Concept]) -> Result<(), StoreError> {
    let table = Table { name: "concept", columns: ["id", "kind", "scheme", "notation"], key: 1 };
    let row = |one: &&Concept| [(&one.id).into(), (&one.kind).into(), (&one.scheme).into(), (&one.notation).into()];
    table.write(connection, new.iter().map(row).collect()).await?;

    let table = Table { name: "concept_label", columns: ["concept", "language", "text"], key: 2 };
    table.write(connection, new.iter().flat_map(|one| labels(&one.id, &one.labels)).collect()).await?;

    let table = Table { name: "concept_alternative", columns: ["concept", "language", "text"], key: 3 };
    let row = |one: &&Concept| -> Vec<[Value; 3]> {
        let alternatives = one.alternatives.iter();
        alternatives.map(|(language, text)| [(&one.id).into(), language.into(), text.into()]).collect()
    };
    table.write(connection, new.iter().flat_map(row).collect()).await?;

    let table = Table { name: "concept_relation", columns: ["concept", "relation", "other"], key: 3 };
    let row = |one: &&Concept| -> Vec<[Value; 3]> {
        let broader = one.broader.iter().map(|other| ("broader", other));
        let relations = broader.chain(one.exact.iter().map(|other| ("exact", other)));
        relations.map(|(relation, other)| [(&one.id).into(), relation.into(), other.into()]).collect()
    };
    table.write(connection, new.iter().flat_map(row).collect()).await
}

pub(super) async fn write_operators(connection: &mut Connection, new: &[&Operator]) -> Result<(), StoreError> {
    let table = Table { name: "operator", columns: ["jid", "name", "library", "sessions", "language", "role"], key: 1 };
    let row = |one: &&Operator| {
        let language = one.language.as_ref().map(|language| language.as_str());
        let role = one.role.name();
        [
            (&one.jid).into(),
            (&one.name).into(),
            (&one.library).into(),
            one.sessions.into(),
            language.into(),
            role.into(),
        ]
    };
    table.write(connection, new.iter().map(row).collect()).await?;

    let table = Table { name: "operator_service", columns: ["operator", "service"], key: 2 };
    let row = |one: &&Operator| -> Vec<[Value; 2]> {
        one.services.iter().map(|service| [(&one.jid).into(), service.into()]).collect()
    };
    table.write(connection, new.iter().flat_map(row).collect()).await?;

    let columns = ["operator", "place", "kind", "value", "level", "evidence", "confirmed", "valid_until"];
    let table = Table { name: "competence", columns, key: 2 };
    let row = |one: &&Operator| -> Vec<[Value; 8]> {
        let placed = one.competences.iter().zip(0i64..);
        placed
            .map(|(known, place)| {
                let level = known.level.map(|level| level.to_string());
                let day = |date: Option<Date>| date.map(|date| date.to_string()).into();
                [
                    (&one.jid).into(),
                    place.into(),
                    (&known.kind).into(),
                    (&known.value).into(),
                    level.into(),
                    (&known.evidence).into(),
                    day(known.confirmed),
                    day(known.valid_until),
                ]
            })
            .collect()
    };
    table.write(connection, new.iter().flat_map(row).collect()).await
}

async fn write_canned(connection: &mut Connection, new: &[&Canned]) -> Result<(), StoreError> {
    let table = Table { name: "canned", columns: ["name"], key: 1 };
    table.write(connection, new.iter().map(|one| [(&one.name).into()]).collect()).await?;

    let table = Table { name: "canned_text", columns: ["canned", "language", "text"], key: 2 };
    table.write(connection, new.iter().flat_map(|one| labels(&one.name, &one.texts)).collect()).await
}
