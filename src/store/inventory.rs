//! Reads the inventory from its tables. What writes it is `import.rs`.

use std::collections::BTreeMap;

use super::Store;
use super::connection::Connection;
use super::errors::StoreError;
use super::row::Row;
use crate::desk::inventory::{
    Canned, Competence, Concept, Consortium, Inventory, Labels, Library, OfferTo, Operator, Service, ServiceId,
};
use crate::desk::limits::LimitChanges;

impl Store {
    /// The inventory and its revision.
    pub async fn inventory(&self) -> Result<(i64, Inventory), StoreError> {
        self.reading(async |connection| Ok((revision(connection).await?, load(connection).await?))).await
    }

    /// Grows when an import has changed something.
    pub async fn inventory_revision(&self) -> Result<i64, StoreError> {
        self.reading(revision).await
    }
}

pub(super) async fn revision(connection: &mut Connection) -> Result<i64, StoreError> {
    Ok(connection.number("hub", "SELECT revision FROM hub", Vec::new()).await?.unwrap_or(0))
}

pub(super) async fn load(connection: &mut Connection) -> Result<Inventory, StoreError> {
    let mut inventory = Inventory::default();
    consortia(connection, &mut inventory).await?;
    libraries(connection, &mut inventory).await?;
    services(connection, &mut inventory).await?;
    concepts(connection, &mut inventory).await?;
    operators(connection, &mut inventory).await?;
    canned(connection, &mut inventory).await?;
    super::change::load(connection, &mut inventory).await?;
    Ok(inventory)
}

async fn consortia(connection: &mut Connection, inventory: &mut Inventory) -> Result<(), StoreError> {
    connection
        .each("consortium", "SELECT id, name FROM consortium", Vec::new(), |row| {
            let id = row.owned(0)?;
            inventory.consortia.insert(id.clone(), Consortium { id, name: row.owned(1)? });
            Ok(())
        })
        .await
}

async fn libraries(connection: &mut Connection, inventory: &mut Inventory) -> Result<(), StoreError> {
    let libraries = &mut inventory.libraries;
    let sql = "SELECT id, name, isil, kind, country, region, time_zone, hours FROM library";
    connection
        .each("library", sql, Vec::new(), |row| {
            let library = Library {
                id: row.owned(0)?,
                name: row.owned(1)?,
                isil: row.maybe_owned(2)?,
                kind: row.maybe_owned(3)?,
                country: row.maybe_owned(4)?,
                region: row.maybe_owned(5)?,
                time_zone: row.maybe_owned(6)?,
                hours: row.maybe_owned(7)?,
                languages: Vec::new(),
                consortia: Default::default(),
            };
            libraries.insert(library.id.clone(), library);
            Ok(())
        })
        .await?;
    let sql = "SELECT library, language FROM library_language ORDER BY library, place";
    connection
        .each("library_language", sql, Vec::new(), |row| {
            owner(libraries, &row)?.languages.push(row.parsed(1)?);
            Ok(())
        })
        .await?;
    let sql = "SELECT library, consortium FROM library_consortium";
    connection
        .each("library_consortium", sql, Vec::new(), |row| {
            owner(libraries, &row)?.consortia.insert(row.owned(1)?);
            Ok(())
        })
        .await
}

async fn services(connection: &mut Connection, inventory: &mut Inventory) -> Result<(), StoreError> {
    let services: &mut BTreeMap<ServiceId, Service> = &mut inventory.services;
    connection
        .each("service", "SELECT id, library, consortium, offer_to, query, network FROM service", Vec::new(), |row| {
            let service = Service {
                id: row.parsed(0)?,
                names: Labels::new(),
                descriptions: Labels::new(),
                languages: Vec::new(),
                library: row.maybe_owned(1)?,
                consortium: row.maybe_owned(2)?,
                offer_to: match row.small::<u32>(3)? {
                    0 => OfferTo::All,
                    best => OfferTo::Best(best),
                },
                limits: LimitChanges::default(),
                query: row.maybe_owned(4)?,
                network: row.truth(5)?,
            };
            services.insert(service.id.clone(), service);
            Ok(())
        })
        .await?;
    let names = "SELECT service, language, text FROM service_name";
    connection
        .each("service_name", names, Vec::new(), |row| {
            owner(services, &row)?.names.insert(row.parsed(1)?, row.owned(2)?);
            Ok(())
        })
        .await?;
    let descriptions = "SELECT service, language, text FROM service_description";
    connection
        .each("service_description", descriptions, Vec::new(), |row| {
            owner(services, &row)?.descriptions.insert(row.parsed(1)?, row.owned(2)?);
            Ok(())
        })
        .await?;
    let languages = "SELECT service, language FROM service_language ORDER BY service, place";
    connection
        .each("service_language", languages, Vec::new(), |row| {
            owner(services, &row)?.languages.push(row.parsed(1)?);
            Ok(())
        })
        .await?;
    let limits = "SELECT service, name, value FROM service_limit";
    connection
        .each("service_limit", limits, Vec::new(), |row| {
            let service = owner(services, &row)?;
            service.limits = limited(&service.limits, row.text(1)?, row.text(2)?)
                .ok_or_else(|| row.unreadable(2, "not a value of a limit"))?;
            Ok(())
        })
        .await
}

/// The changes with one more; a number is a count, anything else a span of time.
fn limited(changes: &LimitChanges, name: &str, value: &str) -> Option<LimitChanges> {
    let mut all = serde_json::to_value(changes).ok()?;
    let value = match value.parse::<u64>() {
        Ok(count) => count.into(),
        Err(_) => value.into(),
    };
    all.as_object_mut()?.insert(name.to_owned(), value);
    serde_json::from_value(all).ok()
}

async fn concepts(connection: &mut Connection, inventory: &mut Inventory) -> Result<(), StoreError> {
    let concepts = &mut inventory.concepts;
    connection
        .each("concept", "SELECT id, kind, scheme, notation FROM concept", Vec::new(), |row| {
            let id = row.owned(0)?;
            let (kind, scheme, notation) = (row.owned(1)?, row.maybe_owned(2)?, row.maybe_owned(3)?);
            concepts.insert(id.clone(), Concept { id, kind, scheme, notation, ..Concept::default() });
            Ok(())
        })
        .await?;
    let labels = "SELECT concept, language, text FROM concept_label";
    connection
        .each("concept_label", labels, Vec::new(), |row| {
            owner(concepts, &row)?.labels.insert(row.parsed(1)?, row.owned(2)?);
            Ok(())
        })
        .await?;
    let alternatives = "SELECT concept, language, text FROM concept_alternative";
    connection
        .each("concept_alternative", alternatives, Vec::new(), |row| {
            owner(concepts, &row)?.alternatives.insert((row.parsed(1)?, row.owned(2)?));
            Ok(())
        })
        .await?;
    let relations = "SELECT concept, relation, other FROM concept_relation";
    connection
        .each("concept_relation", relations, Vec::new(), |row| {
            let concept = owner(concepts, &row)?;
            match row.text(1)? {
                "broader" => concept.broader.insert(row.owned(2)?),
                "exact" => concept.exact.insert(row.owned(2)?),
                _ => return Err(row.unreadable(1, "not a relation of concepts")),
            };
            Ok(())
        })
        .await
}

async fn operators(connection: &mut Connection, inventory: &mut Inventory) -> Result<(), StoreError> {
    let operators = &mut inventory.operators;
    connection
        .each("operator", "SELECT jid, name, library, sessions, language, role FROM operator", Vec::new(), |row| {
            let operator = Operator {
                jid: row.parsed(0)?,
                name: row.owned(1)?,
                library: row.maybe_owned(2)?,
                services: Default::default(),
                sessions: row.small(3)?,
                language: row.maybe_parsed(4)?,
                role: row.parsed(5)?,
                competences: Vec::new(),
            };
            operators.insert(operator.jid.clone(), operator);
            Ok(())
        })
        .await?;
    connection
        .each("operator_service", "SELECT operator, service FROM operator_service", Vec::new(), |row| {
            owner(operators, &row)?.services.insert(row.parsed(1)?);
            Ok(())
        })
        .await?;
    let competences = "SELECT operator, kind, value, level, evidence, confirmed, valid_until FROM competence \
                       ORDER BY operator, place";
    connection
        .each("competence", competences, Vec::new(), |row| {
            let competence = Competence {
                kind: row.owned(1)?,
                value: row.owned(2)?,
                level: row.maybe_parsed(3)?,
                evidence: row.maybe_owned(4)?,
                confirmed: row.maybe_parsed(5)?,
                valid_until: row.maybe_parsed(6)?,
            };
            owner(operators, &row)?.competences.push(competence);
            Ok(())
        })
        .await
}

async fn canned(connection: &mut Connection, inventory: &mut Inventory) -> Result<(), StoreError> {
    let canned = &mut inventory.canned;
    connection
        .each("canned", "SELECT name FROM canned", Vec::new(), |row| {
            let name = row.owned(0)?;
            canned.insert(name.clone(), Canned { name, texts: Labels::new() });
            Ok(())
        })
        .await?;
    connection
        .each("canned_text", "SELECT canned, language, text FROM canned_text", Vec::new(), |row| {
            owner(canned, &row)?.texts.insert(row.parsed(1)?, row.owned(2)?);
            Ok(())
        })
        .await
}

/// What the first column of a part names.
fn owner<'m, K, V>(all: &'m mut BTreeMap<K, V>, row: &Row<'_>) -> Result<&'m mut V, StoreError>
where
    K: std::str::FromStr + Ord,
{
    let key: K = row.parsed(0)?;
    all.get_mut(&key).ok_or_else(|| row.unreadable(0, "belongs to nothing that is kept"))
}
