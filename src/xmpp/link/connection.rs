//! The life of the link: connect, log in, carry stanzas until the connection ends, wait, and again, until closed.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{mpsc, watch};
use tokio::time::Instant;
use tokio_xmpp::xmlstream::XmppStream;
use tracing::{debug, error, info, warn};

use super::backoff::{Backoff, Pace};
use super::inbox::Item;
use super::login::{self, LoginFailure};
use super::reader::Reader;
use super::shared::Shared;
use super::wire::{Dial, Wire, Writing};
use super::{DownReason, Incoming, Settings, writer};

pub(super) struct Connection {
    pub(super) settings: Settings,
    pub(super) dial: Box<dyn Dial>,
    pub(super) shared: Arc<Shared>,
    pub(super) inbox: mpsc::Sender<Item>,
}

/// How a connection ended.
enum End {
    Lost(DownReason),
    /// We closed it, and the server closed its side too.
    TakenLeave,
}

impl Connection {
    /// Runs until the link is closed or its owner is gone; true when the last connection ended by taking leave, or
    /// there was none.
    pub(super) async fn run(mut self) -> bool {
        let mut closing = self.shared.closing.subscribe();
        let mut backoff = Backoff::default();
        let mut last_failure = String::new();
        let mut number = 0;
        loop {
            let pace = match self.connected(&mut closing).await {
                None => return true,
                Some(Ok((stream, writing))) => {
                    last_failure.clear();
                    number += 1;
                    let began = Instant::now();
                    match self.carry(number, stream, writing, &mut closing).await {
                        End::TakenLeave => return true,
                        End::Lost(_) if *closing.borrow() => return false,
                        End::Lost(reason) => {
                            warn!(%reason, "the link to the server is down");
                            if self.hand(Item::Incoming(Incoming::Down(reason)), &mut closing).await.is_none() {
                                return true;
                            }
                        }
                    }
                    if began.elapsed() >= self.settings.limits.steady {
                        backoff.reset();
                    }
                    Pace::Passing
                }
                Some(Err(failure)) => {
                    log_failure(&failure, &mut last_failure);
                    failure.pace()
                }
            };
            let wait = backoff.next(pace, self.shared.random());
            if pause(wait, &mut closing).await.is_none() {
                return true;
            }
        }
    }

    async fn connected(
        &mut self,
        closing: &mut watch::Receiver<bool>,
    ) -> Option<Result<(XmppStream<Wire>, Writing), LoginFailure>> {
        tokio::select! {
            biased;
            _ = closing.wait_for(|closing| *closing) => None,
            () = self.inbox.closed() => None,
            connected = login::connect(self.dial.as_mut(), &self.settings) => Some(connected),
        }
    }

    async fn carry(
        &self,
        number: u64,
        stream: XmppStream<Wire>,
        writing: Writing,
        closing: &mut watch::Receiver<bool>,
    ) -> End {
        info!("the link to the server is up");
        self.shared.open(number);
        let end = match self.hand(Item::Up(number), closing).await {
            None => End::Lost(DownReason::Ended),
            Some(()) => self.pass(stream, writing).await,
        };
        self.shared.shut();
        end
    }

    async fn pass(&self, stream: XmppStream<Wire>, mut open: Writing) -> End {
        let reading = Reader::new(stream, &self.shared, &self.inbox).read();
        // COMPAT: Prosody 0.12 and ejabberd 23.01 take a half-closed connection for lost and end it without a word, so
        // our half stays open until the server has closed its stream too.
        let writing = writer::write(&mut open, &self.shared);
        tokio::pin!(reading, writing);
        let reason = tokio::select! {
            reason = &mut reading => reason,
            () = self.shared.overflowed() => DownReason::QueueFull,
            written = &mut writing => match written {
                Err(reason) => reason,
                Ok(()) => match reading.await {
                    DownReason::Closed => return End::TakenLeave,
                    reason => reason,
                },
            },
        };
        End::Lost(reason)
    }

    async fn hand(&self, item: Item, closing: &mut watch::Receiver<bool>) -> Option<()> {
        tokio::select! {
            biased;
            handed = self.inbox.send(item) => handed.ok(),
            _ = closing.wait_for(|closing| *closing) => None,
        }
    }
}

async fn pause(wait: Duration, closing: &mut watch::Receiver<bool>) -> Option<()> {
    tokio::select! {
        biased;
        _ = closing.wait_for(|closing| *closing) => None,
        () = tokio::time::sleep(wait) => Some(()),
    }
}

/// A failure is told once, until another takes its place; what somebody must put right is told each time.
fn log_failure(failure: &LoginFailure, last: &mut String) {
    let text = failure.to_string();
    if failure.pace() == Pace::NeedsSomebody {
        error!("{text}");
    } else if text != *last {
        warn!("{text}");
    } else {
        debug!("{text}");
    }
    *last = text;
}
