//! Deletes what was said, and who asked, when its time is over. What belongs to an open session is spared; numbers for
//! reports stay. SQLite overwrites what it deletes (`secure_delete`), and its journal is emptied after it.

use std::time::Duration;

use super::Store;
use super::connection::Connection;
use super::errors::StoreError;
use super::value::Value;
use crate::desk::gaps::KEPT_DAYS;
use crate::time::Time;

/// Rows that one transaction deletes, so that sessions need not wait for a long one.
const AT_ONCE: i64 = 2000;

/// The lines of a session's room go when its session is over, those of a patron's view when he has none open.
const LINES: &str = "DELETE FROM line WHERE (address, view, number) IN (\
    SELECT line.address, line.view, line.number FROM line WHERE line.purge_at <= $1 \
    AND NOT EXISTS (SELECT 1 FROM room WHERE room.address = line.address AND room.view = line.view \
        AND room.kind = 'session') \
    AND NOT EXISTS (SELECT 1 FROM session WHERE session.patron = line.view AND session.state IS NOT NULL) \
    LIMIT $2)";

const NOTES: &str = "DELETE FROM note WHERE purge_at <= $1 \
    AND NOT EXISTS (SELECT 1 FROM session WHERE session.number = note.session AND session.state IS NOT NULL)";

const PATRONS: &str = "UPDATE session SET patron = NULL, question = NULL WHERE number IN (\
    SELECT number FROM session WHERE patron IS NOT NULL AND purge_at <= $1 AND state IS NULL LIMIT $2)";

/// What was asked for and not had names no patron, and goes when nobody looks back so far.
const UNMET: &str = "DELETE FROM unmet WHERE at <= $1";

impl Store {
    /// How many lines, notes and patrons were forgotten.
    pub async fn purge(&self, now: Time) -> Result<u64, StoreError> {
        let mut purged = 0;
        for sql in [LINES, PATRONS] {
            loop {
                let here = self.purge_some(sql, vec![now.into(), AT_ONCE.into()]).await?;
                purged += here;
                if here < AT_ONCE as u64 {
                    break;
                }
            }
        }
        purged += self.purge_some(NOTES, vec![now.into()]).await?;
        let kept = Duration::from_secs(KEPT_DAYS.unsigned_abs() * 24 * 3600);
        self.purge_some(UNMET, vec![(now - kept).into()]).await?;
        self.with_writer(async |connection| match connection {
            Connection::Sqlite(_) => empty_journal(connection).await,
            Connection::Postgres(_) => Ok(()),
        })
        .await?;
        Ok(purged)
    }

    async fn purge_some(&self, sql: &'static str, values: Vec<Value>) -> Result<u64, StoreError> {
        self.writing(async |connection| connection.execute(sql, values).await).await
    }
}

/// While somebody reads, it is left for the next time: no session need wait for that.
async fn empty_journal(connection: &mut Connection) -> Result<(), StoreError> {
    for pragma in ["PRAGMA busy_timeout = 0", "PRAGMA wal_checkpoint(TRUNCATE)", "PRAGMA busy_timeout = 5000"] {
        connection.execute(pragma, Vec::new()).await?;
    }
    Ok(())
}
