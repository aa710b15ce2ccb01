//! Who subscribes to the presence of the hub or a service (RFC 6121 §3), and to whose presence they subscribe.

use std::collections::BTreeMap;

use jid::BareJid;
use serde::{Deserialize, Serialize};

use super::connection::Connection;
use super::errors::StoreError;
use super::value::{Table, delete, word};

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ContactRecord {
    Contact(Contact),
    Gone { address: BareJid, jid: BareJid },
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contact {
    /// The hub's or a service's address.
    pub address: BareJid,
    pub jid: BareJid,
    pub subscription: Subscription,
}

/// RFC 6121 §2.1.2.5, seen from the hub or service.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Subscription {
    /// The contact sees our presence.
    From,
    /// We see the contact's.
    To,
    Both,
    /// The contact has asked to see ours and waits for an answer.
    Asked,
}

const CONTACT: Table<3> = Table { name: "contact", columns: ["address", "jid", "subscription"], key: 2 };

pub(super) async fn write(connection: &mut Connection, records: &[ContactRecord]) -> Result<(), StoreError> {
    let mut contacts = BTreeMap::new();
    for record in records {
        match record {
            ContactRecord::Contact(contact) => {
                contacts.insert((&contact.address, &contact.jid), Some(contact.subscription));
            }
            ContactRecord::Gone { address, jid } => {
                contacts.insert((address, jid), None);
            }
        }
    }
    let mut gone = Vec::new();
    let mut here = Vec::new();
    for ((address, jid), subscription) in contacts {
        match subscription {
            Some(subscription) => here.push([address.into(), jid.into(), word(&subscription)?]),
            None => gone.push([address.into(), jid.into()]),
        }
    }
    delete(connection, "contact", ["address", "jid"], gone).await?;
    CONTACT.write(connection, here).await
}

pub(super) async fn load(connection: &mut Connection) -> Result<Vec<Contact>, StoreError> {
    let mut contacts = Vec::new();
    let sql = "SELECT address, jid, subscription FROM contact ORDER BY address, jid";
    connection
        .each("contact", sql, Vec::new(), |row| {
            contacts.push(Contact { address: row.parsed(0)?, jid: row.parsed(1)?, subscription: row.word(2)? });
            Ok(())
        })
        .await?;
    Ok(contacts)
}
