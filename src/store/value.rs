//! The two kinds of values statements take, and rows of them written many at a time.

use std::fmt::Write;

use jid::{BareJid, FullJid};
use serde::Serialize;
use sqlx::AssertSqlSafe;

use super::connection::Connection;
use super::errors::StoreError;
use crate::desk::inventory::ServiceId;
use crate::desk::language::Language;
use crate::time::Time;

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Value {
    Text(Option<String>),
    Whole(Option<i64>),
}

impl From<String> for Value {
    /// PostgreSQL takes every character but NUL.
    fn from(text: String) -> Self {
        Value::Text(Some(if text.contains('\0') { text.replace('\0', "") } else { text }))
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        text.to_owned().into()
    }
}

impl From<&String> for Value {
    fn from(text: &String) -> Self {
        text.clone().into()
    }
}

impl From<i64> for Value {
    fn from(whole: i64) -> Self {
        Value::Whole(Some(whole))
    }
}

impl From<u32> for Value {
    fn from(whole: u32) -> Self {
        Value::Whole(Some(whole.into()))
    }
}

impl From<bool> for Value {
    fn from(truth: bool) -> Self {
        Value::Whole(Some(truth.into()))
    }
}

impl From<Time> for Value {
    fn from(time: Time) -> Self {
        Value::Whole(Some(time.0))
    }
}

impl From<Option<Time>> for Value {
    fn from(time: Option<Time>) -> Self {
        Value::Whole(time.map(|time| time.0))
    }
}

impl From<Option<i64>> for Value {
    fn from(whole: Option<i64>) -> Self {
        Value::Whole(whole)
    }
}

impl From<Option<&str>> for Value {
    fn from(text: Option<&str>) -> Self {
        text.map_or(Value::Text(None), Value::from)
    }
}

impl From<Option<String>> for Value {
    fn from(text: Option<String>) -> Self {
        text.map_or(Value::Text(None), Value::from)
    }
}

impl From<&Option<String>> for Value {
    fn from(text: &Option<String>) -> Self {
        text.as_deref().into()
    }
}

impl From<&BareJid> for Value {
    fn from(jid: &BareJid) -> Self {
        jid.as_str().into()
    }
}

impl From<Option<&BareJid>> for Value {
    fn from(jid: Option<&BareJid>) -> Self {
        jid.map(|jid| jid.as_str()).into()
    }
}

impl From<&FullJid> for Value {
    fn from(jid: &FullJid) -> Self {
        jid.as_str().into()
    }
}

impl From<&ServiceId> for Value {
    fn from(service: &ServiceId) -> Self {
        service.as_str().into()
    }
}

impl From<&Language> for Value {
    fn from(language: &Language) -> Self {
        language.as_str().into()
    }
}

/// A value as JSON text.
pub(super) fn json(value: &impl Serialize) -> Result<Value, StoreError> {
    match serde_json::to_string(value) {
        Ok(text) => Ok(text.into()),
        Err(error) => Err(StoreError::Unwritable { why: error.to_string() }),
    }
}

/// A value whose serialised form is one word, as that word.
pub(super) fn word(value: &impl Serialize) -> Result<Value, StoreError> {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(word)) => Ok(word.into()),
        Ok(_) => Err(StoreError::Unwritable { why: "a value that should be one word is not".to_owned() }),
        Err(error) => Err(StoreError::Unwritable { why: error.to_string() }),
    }
}

/// How many rows one statement takes: a batch is few statements, each a way to the database's thread and back, and
/// statements are few enough to be kept prepared.
const SIZES: [usize; 7] = [64, 32, 16, 8, 4, 2, 1];

/// A table as it is written to: the first `key` columns are its key; a table without a key only grows.
#[derive(Debug)]
pub(super) struct Table<const N: usize> {
    pub name: &'static str,
    pub columns: [&'static str; N],
    pub key: usize,
}

impl<const N: usize> Table<N> {
    /// Writes each row, over the one with the same key. No key may come twice.
    pub async fn write(&self, connection: &mut Connection, rows: Vec<[Value; N]>) -> Result<(), StoreError> {
        self.write_keeping(&[], connection, rows).await
    }

    /// As [`Table::write`], but where the row is there already these columns of it stay as they are, and no index on
    /// them is touched.
    pub async fn write_keeping(
        &self,
        kept: &[&'static str],
        connection: &mut Connection,
        rows: Vec<[Value; N]>,
    ) -> Result<(), StoreError> {
        let mut left = rows.len();
        let mut rows = rows.into_iter();
        for size in SIZES {
            while left >= size {
                let values = rows.by_ref().take(size).flatten().collect();
                let sql = self.insert(size, kept, connection.numbers_values());
                connection.execute(AssertSqlSafe(sql), values).await?;
                left -= size;
            }
        }
        Ok(())
    }

    fn insert(&self, rows: usize, kept: &[&'static str], numbered: bool) -> String {
        let mut sql = format!("INSERT INTO {} ({}) VALUES ", self.name, self.columns.join(", "));
        list_of_rows(&mut sql, rows, N, numbered);
        if self.key > 0 {
            let (key, rest) = self.columns.split_at(self.key);
            let _ = write!(sql, " ON CONFLICT ({}) DO ", key.join(", "));
            match rest {
                [] => sql.push_str("NOTHING"),
                rest => {
                    let changing = rest.iter().filter(|column| !kept.contains(column));
                    let set: Vec<String> = changing.map(|column| format!("{column} = excluded.{column}")).collect();
                    let _ = write!(sql, "UPDATE SET {}", set.join(", "));
                }
            }
        }
        sql
    }
}

/// Deletes the rows that have one of these keys.
pub(super) async fn delete<const K: usize>(
    connection: &mut Connection,
    table: &'static str,
    key: [&'static str; K],
    rows: Vec<[Value; K]>,
) -> Result<(), StoreError> {
    let mut left = rows.len();
    let mut rows = rows.into_iter();
    for size in SIZES {
        while left >= size {
            let values = rows.by_ref().take(size).flatten().collect();
            let sql = deletion(table, key, size, connection.numbers_values());
            connection.execute(AssertSqlSafe(sql), values).await?;
            left -= size;
        }
    }
    Ok(())
}

/// SQLite finds rows by several lists of values through an index only where these come from a SELECT.
pub(super) fn deletion<const K: usize>(
    table: &'static str,
    key: [&'static str; K],
    rows: usize,
    numbered: bool,
) -> String {
    let mut sql = format!("DELETE FROM {table} WHERE ({}) IN (SELECT * FROM (VALUES ", key.join(", "));
    list_of_rows(&mut sql, rows, K, numbered);
    sql.push_str(") AS gone)");
    sql
}

/// `($1, $2), ($3, $4)`, or `(?, ?), (?, ?)`
fn list_of_rows(sql: &mut String, rows: usize, columns: usize, numbered: bool) {
    for row in 0..rows {
        sql.push_str(if row == 0 { "(" } else { ", (" });
        for column in 0..columns {
            let before = if column == 0 { "" } else { ", " };
            if numbered {
                let _ = write!(sql, "{before}${}", row * columns + column + 1);
            } else {
                let _ = write!(sql, "{before}?");
            }
        }
        sql.push(')');
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_is_written_over_the_one_with_its_key() {
        let table = Table { name: "contact", columns: ["address", "jid", "subscription"], key: 2 };
        assert_eq!(
            table.insert(2, &[], true),
            "INSERT INTO contact (address, jid, subscription) VALUES ($1, $2, $3), ($4, $5, $6) \
             ON CONFLICT (address, jid) DO UPDATE SET subscription = excluded.subscription"
        );
    }

    #[test]
    fn what_does_not_change_is_not_written_over() {
        let table = Table { name: "room", columns: ["address", "kind", "state"], key: 1 };
        assert_eq!(
            table.insert(2, &["kind"], false),
            "INSERT INTO room (address, kind, state) VALUES (?, ?, ?), (?, ?, ?) \
             ON CONFLICT (address) DO UPDATE SET state = excluded.state"
        );
    }

    #[test]
    fn a_text_loses_the_character_no_database_takes() {
        assert_eq!(Value::from("a\0b"), Value::Text(Some("ab".into())));
    }
}
