//! Everything a restart needs, in one go.

use super::connection::Connection;
use super::contact::{self, Contact};
use super::errors::StoreError;
use super::{Store, assistance, change, duty, experience, inventory, outbox, rooms, session};
use crate::desk::assist::Assistance;
use crate::desk::inventory::Inventory;
use crate::desk::record::{Audit, Chronicle, DutyClient};
use crate::desk::routing::decision;
use crate::desk::session::Session;
use crate::desk::subjects::Counted;
use crate::muc::RoomRecord;

/// So many of the newest sessions have their decisions at hand after a restart.
const DECIDED: i64 = 1_000;

#[derive(Debug, Clone, PartialEq)]
pub struct Kept {
    /// Made once, at the first start; secret.
    pub key: [u8; 32],
    pub inventory: Inventory,
    pub revision: i64,
    /// The open ones, by number.
    pub sessions: Vec<Session>,
    /// The newest there ever was, open or not; 0 before the first.
    pub last_session: i64,
    pub duty: Vec<DutyClient>,
    /// What other hubs have asked of us, as far as it is not over.
    pub assistances: Vec<Assistance>,
    /// What answered questions taught.
    pub experience: Vec<Counted>,
    /// The newest of the audit list, the oldest first.
    pub audit: Vec<Audit>,
    /// What was decided in routing the newest sessions, and what came of it, the oldest first.
    pub decisions: Vec<Chronicle>,
    /// Rooms, who is in them, and their newest lines.
    pub rooms: Vec<RoomRecord>,
    pub contacts: Vec<Contact>,
    /// What the server may not have taken, by number, in order.
    pub outbox: Vec<(i64, Vec<String>)>,
}

impl Store {
    /// `fresh_key` is asked for 32 random bytes at the very first start only.
    pub async fn load(&self, fresh_key: impl FnOnce() -> [u8; 32]) -> Result<Kept, StoreError> {
        let key = match self.reading(kept_key).await? {
            Some(key) => key,
            None => {
                let fresh = hex(&fresh_key());
                let sql = "UPDATE hub SET secret = $1 WHERE secret IS NULL";
                self.writing(async |connection| connection.execute(sql, vec![fresh.into()]).await).await?;
                self.reading(kept_key).await?.ok_or(StoreError::Overtaken)?
            }
        };
        self.reading(async |connection| {
            Ok(Kept {
                key,
                inventory: inventory::load(connection).await?,
                revision: inventory::revision(connection).await?,
                sessions: session::load(connection).await?,
                last_session: session::last_number(connection).await?,
                duty: duty::load(connection).await?,
                assistances: assistance::load(connection).await?,
                experience: experience::load(connection).await?,
                audit: change::audit(connection).await?,
                decisions: decisions(connection).await?,
                rooms: rooms::load(connection).await?,
                contacts: contact::load(connection).await?,
                outbox: outbox::load(connection).await?,
            })
        })
        .await
    }
}

async fn decisions(connection: &mut Connection) -> Result<Vec<Chronicle>, StoreError> {
    let last = session::last_number(connection).await?;
    let mut decisions = session::chronicle(connection, last - DECIDED + 1, last).await?;
    decisions.retain(|entry| decision(entry.what));
    decisions.sort_by_key(|entry| entry.at);
    Ok(decisions)
}

async fn kept_key(connection: &mut Connection) -> Result<Option<[u8; 32]>, StoreError> {
    let mut key = None;
    connection
        .each("hub", "SELECT number, secret FROM hub", Vec::new(), |row| {
            if let Some(text) = row.maybe_text(1)? {
                key = Some(unhex(text).ok_or_else(|| row.unreadable(1, "not 64 hexadecimal digits"))?);
            }
            Ok(())
        })
        .await?;
    Ok(key)
}

fn hex(key: &[u8; 32]) -> String {
    key.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn unhex(text: &str) -> Option<[u8; 32]> {
    let mut key = [0; 32];
    if text.len() != 64 || !text.is_ascii() {
        return None;
    }
    for (place, byte) in key.iter_mut().enumerate() {
        *byte = u8::from_str_radix(text.get(2 * place..2 * place + 2)?, 16).ok()?;
    }
    Some(key)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_comes_back_from_its_text() {
        let key = std::array::from_fn(|place| place as u8 * 7);
        assert_eq!(unhex(&hex(&key)), Some(key));
        assert_eq!(unhex(&"zz".repeat(32)), None);
        assert_eq!(unhex("00"), None);
    }
}
