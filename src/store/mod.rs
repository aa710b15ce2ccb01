//! What outlives the program: sessions, duty, rooms, contacts, what has not left yet, and the inventory, in SQLite or
//! PostgreSQL (DESIGN §7.3 to §7.7; `docs/decisions/0002-store.md`).
//!
//! A batch of records is one transaction, and nothing said because of it leaves before [`Store::commit`] has returned.
//! The store decides nothing and knows no clock. One connection writes, a few read.

mod assistance;
mod change;
mod check;
mod commit;
mod connection;
mod contact;
mod count;
mod duty;
mod errors;
mod experience;
mod import;
mod inventory;
mod load;
mod migrate;
mod outbox;
mod purge;
mod report;
mod rooms;
mod row;
mod session;
mod value;

#[cfg(test)]
mod tests;

use std::sync::{Mutex as Shelf, PoisonError};

use tokio::sync::{Mutex, Semaphore};

pub use check::StoreState;
pub use commit::Batch;
pub use contact::{Contact, ContactRecord, Subscription};
pub use errors::{StoreError, Unreadable};
pub use import::{Counts, How, ImportCounts};
pub use load::Kept;
pub use report::{HubReport, Offers, OperatorReport, Report, ServiceReport, Waits};
pub use rooms::LINES_LOADED;

use commit::Unsure;
use connection::{Connection, Engine, Purpose};

const READERS: usize = 3;

#[derive(Debug)]
pub struct Store {
    engine: Engine,
    writer: Mutex<Writer>,
    /// Connections that nobody is reading from.
    idle: Shelf<Vec<Connection>>,
    readers: Semaphore,
}

#[derive(Debug)]
struct Writer {
    /// None after a failure: it is opened again when it is needed.
    connection: Option<Connection>,
    /// The last batch known to be committed.
    batch: i64,
    unsure: Option<Unsure>,
}

impl Store {
    /// `sqlite:///path/to/refdesk.db` or `postgres://user@host/database`; makes what is missing, tables included.
    pub async fn open(url: &str) -> Result<Store, StoreError> {
        let engine = Engine::of(url)?;
        let mut connection = engine.connect(Purpose::Write).await?;
        migrate::migrate(&mut connection).await?;
        let batch = commit::last(&mut connection).await?;
        Ok(Store {
            engine,
            writer: Mutex::new(Writer { connection: Some(connection), batch, unsure: None }),
            idle: Shelf::new(Vec::new()),
            readers: Semaphore::new(READERS),
        })
    }

    /// Does something on the writing connection, outside any transaction. A connection on which something failed, or
    /// that was left in the middle, is dropped.
    async fn with_writer<T>(
        &self,
        work: impl AsyncFnOnce(&mut Connection) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let mut writer = self.writer.lock().await;
        let mut connection = match writer.connection.take() {
            Some(connection) => connection,
            None => self.engine.connect(Purpose::Write).await?,
        };
        let done = work(&mut connection).await?;
        writer.connection = Some(connection);
        Ok(done)
    }

    /// Does all of it or nothing.
    async fn writing<T>(
        &self,
        work: impl AsyncFnOnce(&mut Connection) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        self.with_writer(async |connection| {
            connection.begin_to_write().await?;
            let done = work(connection).await?;
            connection.commit().await?;
            Ok(done)
        })
        .await
    }

    /// Reads one state of the store, beside whoever writes.
    async fn reading<T>(
        &self,
        work: impl AsyncFnOnce(&mut Connection) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let _place = self.readers.acquire().await.map_err(|_| sqlx::Error::PoolClosed)?;
        let idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let mut connection = match idle {
            Some(connection) => connection,
            None => self.engine.connect(Purpose::Read).await?,
        };
        connection.begin_to_read().await?;
        let done = work(&mut connection).await?;
        connection.commit().await?;
        self.idle.lock().unwrap_or_else(PoisonError::into_inner).push(connection);
        Ok(done)
    }
}
