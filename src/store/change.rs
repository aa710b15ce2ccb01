//! What is changed about the inventory while the desk runs, one entry at a time, and what keeps account of it.

use super::connection::Connection;
use super::errors::StoreError;
use super::import::{
    CONCEPT_PARTS, OPERATOR_PARTS, SERVICE_PARTS, remove, remove_parts, write_concepts, write_kinds, write_operators,
    write_services,
};
use super::value::{Table, delete};
use crate::desk::inventory::{Change, Cluster, Ended, Inventory, Service, Staffing, Stance};
use crate::desk::record::{Audit, Record};

/// How much of the audit list is kept at hand.
const AUDIT_LOADED: i64 = 500;

pub(super) async fn write(connection: &mut Connection, records: &[Record]) -> Result<(), StoreError> {
    let mut audit = Vec::new();
    let mut unmet = Vec::new();
    for record in records {
        match record {
            Record::Inventory(change) => apply(connection, change).await?,
            Record::Audit(done) => {
                audit.push([done.at.into(), (&done.by).into(), (&done.command).into(), (&done.detail).into()]);
            }
            Record::Unmet(one) => unmet.push([
                one.at.into(),
                one.session.into(),
                (&one.service).into(),
                (&one.kind).into(),
                (&one.value).into(),
                one.known.into(),
            ]),
            _ => {}
        }
    }
    let table = Table { name: "audit", columns: ["at", "done_by", "command", "detail"], key: 0 };
    table.write(connection, audit).await?;
    let table = Table { name: "unmet", columns: ["at", "session", "service", "kind", "value", "known"], key: 0 };
    table.write(connection, unmet).await
}

async fn apply(connection: &mut Connection, change: &Change) -> Result<(), StoreError> {
    match change {
        Change::Kind(kind) => {
            remove_parts(connection, &["kind_label"], "kind", &[&kind.id]).await?;
            write_kinds(connection, &[kind]).await
        }
        Change::Concept(concept) => {
            remove_parts(connection, CONCEPT_PARTS, "concept", &[&concept.id]).await?;
            write_concepts(connection, &[concept]).await
        }
        Change::Operator(operator) => {
            remove_parts(connection, OPERATOR_PARTS, "operator", &[&operator.jid]).await?;
            write_operators(connection, &[operator]).await
        }
        Change::Service(service) => {
            remove_parts(connection, SERVICE_PARTS, "service", &[&service.id]).await?;
            write_services(connection, &[service]).await
        }
        Change::ServiceEnding(ended) => write_ended(connection, ended).await,
        Change::ServiceEnded(ended) => {
            let id = &ended.service.id;
            for table in ["operator_service", "staffing"] {
                remove(connection, table, "service", &[id]).await?;
            }
            remove(connection, "service", "id", &[id]).await?;
            write_ended(connection, ended).await
        }
        Change::Staffing { service, operator, staffing } => {
            let table =
                Table { name: "staffing", columns: ["service", "operator", "stance", "at", "asked_by"], key: 2 };
            let by = staffing.by.as_ref().map(|by| by.as_str());
            let row = [service.into(), operator.into(), staffing.stance.name().into(), staffing.at.into(), by.into()];
            table.write(connection, vec![row]).await
        }
        Change::Cluster(cluster) => {
            let table = Table { name: "cluster", columns: ["name", "query", "saved_by", "at"], key: 1 };
            let Cluster { name, query, by, at } = cluster;
            table.write(connection, vec![[name.into(), query.into(), by.into(), (*at).into()]]).await
        }
        Change::ClusterGone(name) => delete(connection, "cluster", ["name"], vec![[name.into()]]).await,
        Change::ClusterSeen(seen) => {
            let whole = serde_json::to_string(seen)
                .map_err(|error| StoreError::Unwritable { why: format!("cluster {}: {error}", seen.cluster) })?;
            let table = Table { name: "cluster_seen", columns: ["cluster", "seen_by", "seen"], key: 2 };
            table.write(connection, vec![[(&seen.cluster).into(), (&seen.by).into(), whole.into()]]).await
        }
        Change::Campaign(campaign) => {
            let state = serde_json::to_string(campaign)
                .map_err(|error| StoreError::Unwritable { why: format!("campaign {}: {error}", campaign.name) })?;
            let table = Table { name: "campaign", columns: ["name", "state"], key: 1 };
            table.write(connection, vec![[(&campaign.name).into(), state.into()]]).await
        }
        Change::Link(link) => {
            let agreement = serde_json::to_string(link)
                .map_err(|error| StoreError::Unwritable { why: format!("link to {}: {error}", link.hub) })?;
            let table = Table { name: "link", columns: ["hub", "agreement"], key: 1 };
            table.write(connection, vec![[(&link.hub).into(), agreement.into()]]).await
        }
        Change::LinkGone(hub) => delete(connection, "link", ["hub"], vec![[hub.into()]]).await,
    }
}

async fn write_ended(connection: &mut Connection, ended: &Ended) -> Result<(), StoreError> {
    let id = &ended.service.id;
    let service = serde_json::to_string(&ended.service)
        .map_err(|error| StoreError::Unwritable { why: format!("service {id}: {error}") })?;
    let table = Table { name: "service_ended", columns: ["id", "at", "ended_by", "service"], key: 1 };
    table.write(connection, vec![[id.into(), ended.at.into(), (&ended.by).into(), service.into()]]).await
}

/// Reads into the inventory what only people change.
pub(super) async fn load(connection: &mut Connection, inventory: &mut Inventory) -> Result<(), StoreError> {
    connection
        .each("kind", "SELECT id FROM kind", Vec::new(), |row| {
            let id: String = row.owned(0)?;
            let kind = crate::desk::inventory::Kind { id: id.clone(), labels: Default::default() };
            inventory.kinds.insert(id, kind);
            Ok(())
        })
        .await?;
    connection
        .each("kind_label", "SELECT kind, language, text FROM kind_label", Vec::new(), |row| {
            if let Some(kind) = inventory.kinds.get_mut(row.text(0)?) {
                kind.labels.insert(row.parsed(1)?, row.owned(2)?);
            }
            Ok(())
        })
        .await?;
    connection
        .each("cluster", "SELECT name, query, saved_by, at FROM cluster", Vec::new(), |row| {
            let name: String = row.owned(0)?;
            let cluster = Cluster { name: name.clone(), query: row.owned(1)?, by: row.parsed(2)?, at: row.time(3)? };
            inventory.clusters.insert(name, cluster);
            Ok(())
        })
        .await?;
    connection
        .each("cluster_seen", "SELECT cluster, seen_by, seen FROM cluster_seen", Vec::new(), |row| {
            inventory.cluster_seen.insert((row.owned(0)?, row.parsed(1)?), row.json(2)?);
            Ok(())
        })
        .await?;
    connection
        .each("campaign", "SELECT name, state FROM campaign", Vec::new(), |row| {
            inventory.campaigns.insert(row.owned(0)?, row.json(1)?);
            Ok(())
        })
        .await?;
    connection
        .each("link", "SELECT hub, agreement FROM link", Vec::new(), |row| {
            inventory.links.insert(row.parsed(0)?, row.json(1)?);
            Ok(())
        })
        .await?;
    connection
        .each("staffing", "SELECT service, operator, stance, at, asked_by FROM staffing", Vec::new(), |row| {
            let stance = Stance::named(row.text(2)?).ok_or_else(|| row.unreadable(2, "not a stance"))?;
            let staffing = Staffing { stance, at: row.time(3)?, by: row.maybe_parsed(4)? };
            inventory.staffing.insert((row.parsed(0)?, row.parsed(1)?), staffing);
            Ok(())
        })
        .await?;
    connection
        .each("service_ended", "SELECT id, at, ended_by, service FROM service_ended", Vec::new(), |row| {
            let service: Service = row.json(3)?;
            let ended = Ended { service, at: row.time(1)?, by: row.parsed(2)? };
            inventory.ended.insert(row.parsed(0)?, ended);
            Ok(())
        })
        .await
}

/// The newest of the audit list, the oldest first.
pub(super) async fn audit(connection: &mut Connection) -> Result<Vec<Audit>, StoreError> {
    let mut audit = Vec::new();
    let sql = "SELECT at, done_by, command, detail FROM audit ORDER BY at DESC LIMIT $1";
    connection
        .each("audit", sql, vec![AUDIT_LOADED.into()], |row| {
            let (at, by) = (row.time(0)?, row.parsed(1)?);
            audit.push(Audit { at, by, command: row.owned(2)?, detail: row.owned(3)? });
            Ok(())
        })
        .await?;
    audit.reverse();
    Ok(audit)
}
