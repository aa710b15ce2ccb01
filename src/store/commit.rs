//! The hot path: one batch, one transaction.
//!
//! Batches are numbered, and the number is moved on in the same transaction. So a batch of which the end was not heard
//! (the connection broke at the commit) is recognised when it is given again, and a second program writing to the same
//! store is found out before it can do harm.

use std::hash::{DefaultHasher, Hash, Hasher};

use super::connection::{Connection, Purpose};
use super::contact::{self, ContactRecord};
use super::errors::StoreError;
use super::{Store, assistance, change, duty, experience, outbox, rooms, session};
use crate::desk::record::Record;
use crate::muc::RoomRecord;
use crate::time::Time;

/// What a batch of events changes and what leaves because of it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Batch {
    pub desk: Vec<Record>,
    /// Each with the moment its text is deleted, which counts for lines only.
    pub rooms: Vec<(RoomRecord, Time)>,
    pub contacts: Vec<ContactRecord>,
    /// The stanzas that leave, as text, in order.
    pub outbox: Vec<String>,
    /// The server has taken everything up to this number of the outbox.
    pub taken: Option<i64>,
}

impl Batch {
    pub fn is_empty(&self) -> bool {
        self.desk.is_empty()
            && self.rooms.is_empty()
            && self.contacts.is_empty()
            && self.outbox.is_empty()
            && self.taken.is_none()
    }

    pub(super) fn mark(&self) -> u64 {
        let mut hasher = DefaultHasher::new();
        format!("{self:?}").hash(&mut hasher);
        hasher.finish()
    }
}

/// The end of the last batch was not heard.
#[derive(Debug, Clone, Copy)]
pub(super) enum Unsure {
    /// Whoever waited for it has gone.
    Abandoned,
    /// It failed; this is the batch's mark.
    Failed(u64),
}

impl Store {
    /// Commits a batch; the answer is the number of its row in the outbox, if something leaves. After an error nothing
    /// of it is there; where [`StoreError::may_try_again`], the same batch may be given again, even when in truth its
    /// commit had come through.
    pub async fn commit(&self, batch: &Batch) -> Result<Option<i64>, StoreError> {
        if batch.is_empty() {
            return Ok(None);
        }
        let mut writer = self.writer.lock().await;
        let mut connection = match writer.connection.take() {
            Some(connection) => connection,
            None => self.engine.connect(Purpose::Write).await?,
        };
        connection.begin_to_write().await?;
        if let Some(unsure) = writer.unsure {
            let came_through = last(&mut connection).await? == writer.batch + 1;
            if came_through {
                writer.batch += 1;
            }
            writer.unsure = None;
            if came_through && matches!(unsure, Unsure::Failed(mark) if mark == batch.mark()) {
                connection.roll_back().await?;
                writer.connection = Some(connection);
                return Ok(batch.row(writer.batch));
            }
        }
        let number = writer.batch + 1;
        write(&mut connection, number, batch).await?;
        writer.unsure = Some(Unsure::Abandoned);
        if let Err(error) = connection.commit().await {
            writer.unsure = Some(Unsure::Failed(batch.mark()));
            return Err(error);
        }
        writer.unsure = None;
        writer.batch = number;
        writer.connection = Some(connection);
        Ok(batch.row(number))
    }
}

impl Batch {
    fn row(&self, number: i64) -> Option<i64> {
        if self.outbox.is_empty() { None } else { Some(number) }
    }
}

async fn write(connection: &mut Connection, number: i64, batch: &Batch) -> Result<(), StoreError> {
    let moved = connection
        .execute("UPDATE hub SET batch = $1 WHERE batch = $2", vec![number.into(), (number - 1).into()])
        .await?;
    if moved != 1 {
        return Err(StoreError::Overtaken);
    }
    outbox::forget(connection, batch.taken).await?;
    session::write(connection, &batch.desk).await?;
    duty::write(connection, &batch.desk).await?;
    experience::write(connection, &batch.desk).await?;
    change::write(connection, &batch.desk).await?;
    assistance::write(connection, &batch.desk).await?;
    rooms::write(connection, &batch.rooms).await?;
    contact::write(connection, &batch.contacts).await?;
    outbox::write(connection, number, &batch.outbox).await
}

/// The number of the last batch committed.
pub(super) async fn last(connection: &mut Connection) -> Result<i64, StoreError> {
    Ok(connection.number("hub", "SELECT batch FROM hub", Vec::new()).await?.unwrap_or(0))
}
