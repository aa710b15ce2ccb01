//! What the desk counts and does not keep whole: who was on duty when, what was asked for and not had.

use std::time::Duration;

use super::Store;
use super::errors::StoreError;
use crate::desk::coverage::Attendance;
use crate::desk::gaps::Gaps;
use crate::desk::record::Audit;
use crate::time::Time;

const WEEK: Duration = Duration::from_secs(7 * 24 * 3600);

impl Store {
    /// Duty in the weeks that are looked back on, and for whoever came on duty in the week before them.
    pub async fn attendance(&self, now: Time) -> Result<Attendance, StoreError> {
        self.reading(async |connection| {
            let mut attendance = Attendance::default();
            let sql = "SELECT operator, service, at, came_on FROM duty WHERE at >= $1 ORDER BY at, came_on";
            connection
                .each("duty", sql, vec![(Attendance::begins(now) - WEEK).into()], |row| {
                    attendance.noted(&row.parsed(0)?, &row.parsed(1)?, row.time(2)?, row.truth(3)?);
                    Ok(())
                })
                .await?;
            Ok(attendance)
        })
        .await
    }

    /// What was asked for and not had.
    pub async fn gaps(&self) -> Result<Gaps, StoreError> {
        self.reading(async |connection| {
            let mut gaps = Gaps::default();
            let sql = "SELECT at, kind, value, known FROM unmet ORDER BY at";
            connection
                .each("unmet", sql, Vec::new(), |row| {
                    gaps.add(row.time(0)?, row.text(1)?, row.text(2)?, row.truth(3)?);
                    Ok(())
                })
                .await?;
            Ok(gaps)
        })
        .await
    }

    /// Everything coordinators and administrators did, the newest first.
    pub async fn audit(&self, mut each: impl FnMut(Audit)) -> Result<(), StoreError> {
        self.reading(async |connection| {
            let sql = "SELECT at, done_by, command, detail FROM audit ORDER BY at DESC";
            connection
                .each("audit", sql, Vec::new(), |row| {
                    let (at, by) = (row.time(0)?, row.parsed(1)?);
                    each(Audit { at, by, command: row.owned(2)?, detail: row.owned(3)? });
                    Ok(())
                })
                .await
        })
        .await
    }
}
