//! What `refdesk check` says about the store.

use serde::Serialize;

use super::Store;
use super::errors::StoreError;
use super::migrate::{KNOWN, found};

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct StoreState {
    /// SQLite or PostgreSQL.
    pub engine: &'static str,
    /// A path, or host, port and database; no secrets.
    pub place: String,
    pub schema: i64,
    pub newest_schema: i64,
    /// Why nothing can be written, if so.
    pub not_writable: Option<String>,
    pub revision: i64,
    pub libraries: i64,
    pub services: i64,
    pub operators: i64,
    pub sessions: i64,
    pub open_sessions: i64,
    pub lines: i64,
    pub contacts: i64,
    /// Batches whose stanzas the server has not been heard to take.
    pub outbox: i64,
}

impl Store {
    pub async fn check(&self) -> Result<StoreState, StoreError> {
        let tried = self
            .with_writer(async |connection| {
                connection.begin_to_write().await?;
                connection.execute("UPDATE hub SET batch = batch", Vec::new()).await?;
                connection.roll_back().await
            })
            .await;
        self.reading(async |connection| {
            let mut count = async |table, sql| {
                let number = connection.number(table, sql, Vec::new()).await;
                number.map(|number| number.unwrap_or(0))
            };
            Ok(StoreState {
                engine: self.engine.name(),
                place: self.engine.place(),
                newest_schema: KNOWN,
                not_writable: tried.err().map(|error| error.to_string()),
                revision: count("hub", "SELECT revision FROM hub").await?,
                libraries: count("library", "SELECT count(*) FROM library").await?,
                services: count("service", "SELECT count(*) FROM service").await?,
                operators: count("operator", "SELECT count(*) FROM operator").await?,
                sessions: count("session", "SELECT count(*) FROM session").await?,
                open_sessions: count("session", "SELECT count(*) FROM session WHERE state IS NOT NULL").await?,
                lines: count("line", "SELECT count(*) FROM line").await?,
                contacts: count("contact", "SELECT count(*) FROM contact").await?,
                outbox: count("outbox", "SELECT count(*) FROM outbox").await?,
                schema: found(connection).await?,
            })
        })
        .await
    }
}
