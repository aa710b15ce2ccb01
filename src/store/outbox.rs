//! What leaves because of a batch, kept until the server has taken it, so that a kill in between loses nothing: what is
//! still here at a restart is sent again under the same ids (DESIGN §7.3). One row a batch.

use super::Store;
use super::connection::Connection;
use super::errors::StoreError;
use super::value::json;

pub(super) async fn write(connection: &mut Connection, batch: i64, stanzas: &[String]) -> Result<(), StoreError> {
    if stanzas.is_empty() {
        return Ok(());
    }
    let values = vec![batch.into(), json(&stanzas)?];
    connection.execute("INSERT INTO outbox (batch, stanzas) VALUES ($1, $2)", values).await.map(drop)
}

pub(super) async fn forget(connection: &mut Connection, taken: Option<i64>) -> Result<(), StoreError> {
    let Some(taken) = taken else { return Ok(()) };
    connection.execute("DELETE FROM outbox WHERE batch <= $1", vec![taken.into()]).await.map(drop)
}

impl Store {
    /// What the server may not have taken, by number, in order.
    pub async fn outbox(&self) -> Result<Vec<(i64, Vec<String>)>, StoreError> {
        self.reading(load).await
    }
}

/// In order.
pub(super) async fn load(connection: &mut Connection) -> Result<Vec<(i64, Vec<String>)>, StoreError> {
    let mut outbox = Vec::new();
    connection
        .each("outbox", "SELECT batch, stanzas FROM outbox ORDER BY batch", Vec::new(), |row| {
            outbox.push((row.whole(0)?, row.json(1)?));
            Ok(())
        })
        .await?;
    Ok(outbox)
}
