//! What has been decided and waits for its commit, and the commit that is under way.

use std::panic::resume_unwind;
use std::time::Duration;

use tokio::task::JoinHandle;
use tokio::time::Instant;

use super::outgoing;
use crate::hub::record::Record;
use crate::stanza::Stanza;
use crate::store::{Batch, Contact, ContactRecord, StoreError, Subscription};
use crate::xmpp::link::Outgoing;

/// A commit under way for this long is not going on.
const LATE: Duration = Duration::from_secs(5);

/// A batch being gathered: it is committed as one, and what it says leaves as one.
#[derive(Default)]
pub(super) struct Decided {
    /// How many things that came in are decided on here.
    pub inputs: usize,
    pub records: Vec<Record>,
    pub leaving: Vec<Outgoing>,
    /// Of `leaving`, what is sent again if the server may not have taken it.
    pub kept: Vec<String>,
    /// When the first of what came in was taken.
    pub since: Option<Instant>,
}

impl Decided {
    pub fn is_empty(&self) -> bool {
        self.records.is_empty() && self.leaving.is_empty()
    }

    pub fn says(&mut self, stanza: &Stanza) {
        let stanza_out = outgoing::of(stanza);
        if outgoing::is_kept(stanza) {
            self.kept.push(stanza_out.xml.clone());
        }
        self.leaving.push(stanza_out);
    }

    /// What of it is written, and what leaves when that is done.
    pub fn split(self, taken: Option<i64>) -> (Batch, Leaving) {
        let mut batch = batch_of(self.records);
        if !(batch.desk.is_empty() && batch.rooms.is_empty() && batch.contacts.is_empty()) {
            batch.outbox = self.kept;
        }
        batch.taken = taken;
        (batch, Leaving { stanzas: self.leaving, since: self.since })
    }
}

/// What may leave once it is committed.
#[derive(Default)]
pub(super) struct Leaving {
    pub stanzas: Vec<Outgoing>,
    pub since: Option<Instant>,
}

/// The one batch that is being written.
pub(super) struct Committing {
    task: JoinHandle<Result<Option<i64>, StoreError>>,
    pub leaving: Leaving,
    began: Instant,
}

impl Committing {
    pub fn new(task: JoinHandle<Result<Option<i64>, StoreError>>, leaving: Leaving) -> Self {
        Committing { task, leaving, began: Instant::now() }
    }

    /// It takes longer than any commit that ends.
    pub fn is_late(&self) -> bool {
        self.began.elapsed() >= LATE
    }

    /// Its end. May be cancelled without loss.
    pub async fn done(&mut self) -> Result<Option<i64>, StoreError> {
        match (&mut self.task).await {
            Ok(outcome) => outcome,
            Err(broken) => match broken.try_into_panic() {
                Ok(panic) => resume_unwind(panic),
                // The runtime is ending, and this task with it.
                Err(_) => std::future::pending().await,
            },
        }
    }
}

fn batch_of(records: Vec<Record>) -> Batch {
    let mut batch = Batch::default();
    for record in records {
        match record {
            Record::Desk(record) => batch.desk.push(record),
            Record::Room { record, purge_at } => batch.rooms.push((*record, purge_at)),
            Record::Contact { address, contact } => batch.contacts.push(ContactRecord::Contact(Contact {
                address,
                jid: contact,
                subscription: Subscription::From,
            })),
            Record::ContactGone { address, contact } => {
                batch.contacts.push(ContactRecord::Gone { address, jid: contact });
            }
        }
    }
    batch
}
