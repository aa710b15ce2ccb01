//! What other hubs have asked of us: whole while it is not over, and then what reports ask for.

use std::collections::BTreeMap;

use super::connection::Connection;
use super::errors::StoreError;
use super::value::{Table, Value, json, word};
use crate::desk::assist::Assistance;
use crate::desk::record::Record;

const ASSISTANCE: Table<10> = Table {
    name: "assistance",
    columns: ["room", "service", "asked", "hub", "language", "part", "operator", "taken", "ended", "state"],
    key: 3,
};

pub(super) async fn write(connection: &mut Connection, records: &[Record]) -> Result<(), StoreError> {
    let mut newest = BTreeMap::new();
    for record in records {
        if let Record::Assistance(one) = record {
            newest.insert((&one.room, &one.service, one.asked), one.as_ref());
        }
    }
    if newest.is_empty() {
        return Ok(());
    }
    let rows = newest.into_values().map(row).collect::<Result<_, _>>()?;
    ASSISTANCE.write(connection, rows).await
}

fn row(one: &Assistance) -> Result<[Value; 10], StoreError> {
    let state = if one.is_open() { json(one)? } else { Value::Text(None) };
    let (operator, taken) = one.answered.as_ref().map(|(operator, at)| (operator, *at)).unzip();
    Ok([
        (&one.room).into(),
        (&one.service).into(),
        one.asked.into(),
        (&one.hub).into(),
        one.need.language().map_or("", |language| language.as_str()).into(),
        word(&one.part)?,
        operator.into(),
        taken.into(),
        one.ended.into(),
        state,
    ])
}

/// All that are not over.
pub(super) async fn load(connection: &mut Connection) -> Result<Vec<Assistance>, StoreError> {
    let mut all = Vec::new();
    let sql = "SELECT room, state FROM assistance WHERE state IS NOT NULL ORDER BY room, asked";
    connection
        .each("assistance", sql, Vec::new(), |row| {
            all.push(row.json(1)?);
            Ok(())
        })
        .await?;
    Ok(all)
}
