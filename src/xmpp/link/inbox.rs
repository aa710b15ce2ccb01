//! The owner's end of the link: what came in, in order.
//!
//! Handing out `Up` is what tells the link that its owner knows of the new connection; until then nothing is sent.

use std::sync::Arc;

use tokio::sync::mpsc;
use tokio::sync::mpsc::error::TryRecvError;

use super::Incoming;
use super::shared::Shared;

pub(super) enum Item {
    Up(u64),
    Incoming(Incoming),
}

pub struct Inbox {
    items: mpsc::Receiver<Item>,
    shared: Arc<Shared>,
}

impl Inbox {
    pub(super) fn new(items: mpsc::Receiver<Item>, shared: Arc<Shared>) -> Inbox {
        Inbox { items, shared }
    }

    /// The next thing that came in; nothing after the link has ended. May be cancelled without loss.
    pub async fn recv(&mut self) -> Option<Incoming> {
        let item = self.items.recv().await?;
        Some(self.opened(item))
    }

    /// What has come in already, without waiting.
    pub fn try_recv(&mut self) -> Result<Incoming, TryRecvError> {
        let item = self.items.try_recv()?;
        Ok(self.opened(item))
    }

    fn opened(&self, item: Item) -> Incoming {
        match item {
            Item::Up(connection) => {
                self.shared.told(connection);
                Incoming::Up
            }
            Item::Incoming(incoming) => incoming,
        }
    }
}
