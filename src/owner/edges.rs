//! What the owner needs of the link and of the store, so that its order of things can be tested without a server.

use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use crate::desk::inventory::Inventory;
use crate::desk::subjects::Counted;
use crate::store::{Batch, Store, StoreError};
use crate::xmpp::link::{Inbox, Incoming, Link, Outgoing};

/// Both ends of the connection to the server.
pub trait Wire: Send + 'static {
    /// The next thing that came in; nothing after the link has ended. May be cancelled without loss.
    fn recv(&mut self) -> impl Future<Output = Option<Incoming>> + Send;
    /// What has come in already, without waiting.
    fn try_recv(&mut self) -> Option<Incoming>;
    /// Sends in order, and after it, if `barrier` is given, asks the server to say [`Incoming::Taken`].
    fn send(&self, stanzas: Vec<Outgoing>, barrier: Option<u64>);
    /// How many stanzas have been left out because too much waited.
    fn shed(&self) -> u64;
    /// Writes what waits and closes; whether the server has taken all of it.
    fn close(self, limit: Duration) -> impl Future<Output = bool> + Send;
}

impl Wire for (Link, Inbox) {
    async fn recv(&mut self) -> Option<Incoming> {
        self.1.recv().await
    }

    fn try_recv(&mut self) -> Option<Incoming> {
        self.1.try_recv().ok()
    }

    fn send(&self, stanzas: Vec<Outgoing>, barrier: Option<u64>) {
        self.0.send(stanzas, barrier);
    }

    fn shed(&self) -> u64 {
        self.0.waiting().1
    }

    async fn close(self, limit: Duration) -> bool {
        let (link, inbox) = self;
        // What the server still says is left in the inbox: it has no receipt, so its sender knows.
        let taken = link.close(limit).await;
        drop(inbox);
        taken
    }
}

/// The store, as far as the owner writes to it.
pub trait Keep: Clone + Send + Sync + 'static {
    /// As [`Store::commit`].
    fn commit(&self, batch: &Batch) -> impl Future<Output = Result<Option<i64>, StoreError>> + Send;
    /// As [`Store::outbox`].
    fn outbox(&self) -> impl Future<Output = Result<Vec<(i64, Vec<String>)>, StoreError>> + Send;
    /// What people import: the inventory as it is written now, and what answered questions taught.
    fn imported(&self) -> impl Future<Output = Result<(Inventory, Vec<Counted>), StoreError>> + Send;
}

impl Keep for Arc<Store> {
    async fn commit(&self, batch: &Batch) -> Result<Option<i64>, StoreError> {
        Store::commit(self, batch).await
    }

    async fn outbox(&self) -> Result<Vec<(i64, Vec<String>)>, StoreError> {
        Store::outbox(self).await
    }

    async fn imported(&self) -> Result<(Inventory, Vec<Counted>), StoreError> {
        Ok((self.inventory().await?.1, self.experience().await?))
    }
}
