//! What can go wrong with the store, in words for the administrator, and whether trying again makes sense.
//!
//! A value that cannot be read is named by table, column and row; the value itself is never shown, nor is a URL (it
//! may hold a password), nor anything a patron wrote.

use std::fmt;

use sqlx::error::ErrorKind;

use crate::desk::inventory::ServiceId;

#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    #[error("'{scheme}' is not a kind of store: use sqlite:///path/to/refdesk.db or postgres://user@host/database")]
    UnknownUrl { scheme: String },
    #[error("the store's URL cannot be read: {why}")]
    BadUrl { why: String },
    #[error("the store at {place} cannot be opened: {source}")]
    Unreachable { place: String, source: sqlx::Error },
    #[error(
        "the store was written by a newer Refdesk: its schema is number {found}, this program knows {known}. \
         Start that newer version, or restore the copy made before it was installed"
    )]
    Newer { found: i64, known: i64 },
    #[error("migration {name} failed and was undone: {source}")]
    Migration { name: &'static str, source: Box<StoreError> },
    #[error("another Refdesk has written to this store: only one may be running on it")]
    Overtaken,
    #[error(transparent)]
    Unreadable(#[from] Unreadable),
    #[error("{kind} '{id}' refers to {to_kind} '{to}', which is not there")]
    NoSuch { kind: &'static str, id: String, to_kind: &'static str, to: String },
    #[error(
        "the address {service} belonged to a service that has ended and stays reserved: give the service another id"
    )]
    Reserved { service: ServiceId },
    #[error("this cannot be kept: {why}")]
    Unwritable { why: String },
    #[error("the store did not answer within {seconds} s")]
    Silent { seconds: u64 },
    #[error("the store failed: {source}")]
    Failed { source: sqlx::Error, again: bool },
}

impl StoreError {
    /// Whether the same call may succeed when it is made again a little later: the disk was full, the database was
    /// restarting or locked. Whatever was being written has been undone.
    pub fn may_try_again(&self) -> bool {
        match self {
            StoreError::Unreachable { source, .. } => !matches!(source, sqlx::Error::Configuration(_)),
            StoreError::Migration { source, .. } => source.may_try_again(),
            StoreError::Silent { .. } => true,
            StoreError::Failed { again, .. } => *again,
            StoreError::UnknownUrl { .. }
            | StoreError::BadUrl { .. }
            | StoreError::Newer { .. }
            | StoreError::Overtaken
            | StoreError::Unreadable(_)
            | StoreError::NoSuch { .. }
            | StoreError::Reserved { .. }
            | StoreError::Unwritable { .. } => false,
        }
    }
}

impl From<sqlx::Error> for StoreError {
    fn from(source: sqlx::Error) -> Self {
        let again = passes(&source);
        StoreError::Failed { source, again }
    }
}

fn passes(error: &sqlx::Error) -> bool {
    match error {
        sqlx::Error::Io(_) | sqlx::Error::Protocol(_) | sqlx::Error::WorkerCrashed => true,
        sqlx::Error::Database(error) if error.kind() == ErrorKind::Other => {
            error.code().is_some_and(|code| match code.parse::<u32>() {
                Ok(sqlite) if code.len() < 5 => sqlite_passes(sqlite),
                _ => postgres_passes(&code),
            })
        }
        _ => false,
    }
}

/// Busy, locked, input or output error, disk full, cannot open; the low byte of an extended code is its kind.
fn sqlite_passes(code: u32) -> bool {
    matches!(code & 0xff, 5 | 6 | 10 | 13 | 14)
}

/// Connection lost, transaction rolled back, out of resources, lock not available, shutting or starting, system error,
/// or a server that has become read-only because another took over.
fn postgres_passes(code: &str) -> bool {
    matches!(code.get(..2), Some("08" | "40" | "53" | "57" | "58")) || matches!(code, "55P03" | "25006")
}

/// Something stored that this program cannot read.
#[derive(Debug, thiserror::Error)]
pub struct Unreadable {
    pub table: &'static str,
    pub column: String,
    /// The first column of the row, as `name value`.
    pub row: String,
    pub why: String,
}

impl fmt::Display for Unreadable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Unreadable { table, column, row, why } = self;
        write!(f, "the store holds something unreadable in table {table}, column {column}, row {row}: {why}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_disk_and_a_restarting_server_pass_and_a_broken_rule_does_not() {
        assert!(sqlite_passes(13) && sqlite_passes(261) && !sqlite_passes(1555));
        assert!(postgres_passes("57P03") && postgres_passes("40001") && !postgres_passes("42P01"));
    }

    #[test]
    fn what_is_unreadable_is_named_by_table_column_and_row() {
        let error = Unreadable {
            table: "session",
            column: "state".into(),
            row: "number 7".into(),
            why: "not JSON of the shape expected".into(),
        };
        assert_eq!(
            error.to_string(),
            "the store holds something unreadable in table session, column state, row number 7: not JSON of the shape expected"
        );
    }
}
