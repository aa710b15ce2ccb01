//! The one reader: stanzas to the owner in the order they came, answers of ours to whom they belong, unreadable
//! stanzas reported, silence met with a ping. It waits when the owner is slow; then the server waits too.

use std::future::poll_fn;
use std::io;
use std::pin::Pin;
use std::sync::atomic::Ordering;
use std::task::{Context, Poll};

use futures::Stream;
use jid::Jid;
use tokio::sync::mpsc;
use tokio::time::{Instant, Sleep, sleep_until};
use tokio_xmpp::Stanza;
use tokio_xmpp::xmlstream::{FallibleStreamElement, ReadError, StreamElementError, XmppStream, XmppStreamElement};
use tracing::debug;
use xmpp_parsers::iq::Iq;

use super::answers::{Answer, AskFailure, Matched};
use super::inbox::Item;
use super::shared::Shared;
use super::wire::Wire;
use super::{DownReason, Incoming, StanzaKind, Unreadable, Why};

pub(super) struct Reader<'a> {
    stream: XmppStream<Wire>,
    shared: &'a Shared,
    inbox: &'a mpsc::Sender<Item>,
    overdue: Overdue,
}

enum Read {
    Element(Box<FallibleStreamElement>),
    Dropped(Unreadable),
    Failed(ReadError),
    Overdue,
    End,
}

/// Watches the oldest barrier. Only time in which the reader stood ready counts, so that a slow owner is not taken
/// for a dead server.
struct Overdue {
    barrier: Option<u64>,
    timer: Pin<Box<Sleep>>,
}

impl<'a> Reader<'a> {
    pub(super) fn new(stream: XmppStream<Wire>, shared: &'a Shared, inbox: &'a mpsc::Sender<Item>) -> Reader<'a> {
        let overdue = Overdue { barrier: None, timer: Box::pin(sleep_until(Instant::now())) };
        Reader { stream, shared, inbox, overdue }
    }

    /// Reads until the connection ends; says why it did.
    pub(super) async fn read(mut self) -> DownReason {
        loop {
            let read = poll_fn(|cx| self.poll_read(cx)).await;
            let end = match read {
                Read::Element(element) => self.element(*element).await,
                Read::Dropped(unreadable) => self.unreadable(unreadable).await,
                Read::Failed(ReadError::SoftTimeout) => {
                    self.shared.keep_alive();
                    None
                }
                Read::Failed(ReadError::HardError(error)) => Some(self.failed(error)),
                Read::Failed(ReadError::ParseError(_)) => None,
                Read::Failed(ReadError::StreamFooterReceived) | Read::End => Some(DownReason::Closed),
                Read::Overdue => Some(DownReason::Unanswered),
            };
            if let Some(reason) = end {
                return reason;
            }
        }
    }

    fn failed(&self, error: io::Error) -> DownReason {
        match self.stream.get_stream().ended().load(Ordering::Relaxed) {
            true => DownReason::Ended,
            false => error.into(),
        }
    }

    fn poll_read(&mut self, cx: &mut Context<'_>) -> Poll<Read> {
        match Pin::new(&mut self.stream).poll_next(cx) {
            Poll::Ready(Some(Ok(element))) => return Poll::Ready(Read::Element(Box::new(element))),
            Poll::Ready(Some(Err(error))) => return Poll::Ready(Read::Failed(error)),
            Poll::Ready(None) => return Poll::Ready(Read::End),
            Poll::Pending => {}
        }
        if let Some(dropped) = self.stream.get_stream().take_dropped() {
            return Poll::Ready(Read::Dropped(dropped));
        }
        self.overdue.poll(self.shared, cx).map(|()| Read::Overdue)
    }

    async fn element(&mut self, element: FallibleStreamElement) -> Option<DownReason> {
        match element {
            FallibleStreamElement::Ok(XmppStreamElement::Stanza(stanza)) => self.stanza(stanza).await,
            FallibleStreamElement::Ok(XmppStreamElement::StreamError(error)) => {
                Some(DownReason::Refused(error.0.condition.to_string()))
            }
            FallibleStreamElement::Err(StreamElementError::InvalidStanza { name, header, .. }) => {
                let kind = match name.to_ncname().as_str() {
                    "message" => StanzaKind::Message,
                    "presence" => StanzaKind::Presence,
                    _ => StanzaKind::Iq,
                };
                let address = |text: Option<String>| text.and_then(|text| Jid::new(&text).ok());
                let unreadable = Unreadable {
                    kind,
                    from: address(header.from),
                    to: address(header.to),
                    id: header.id,
                    type_: header.type_,
                    why: Why::Malformed,
                };
                self.unreadable(unreadable).await
            }
            FallibleStreamElement::Ok(_) | FallibleStreamElement::Err(StreamElementError::InvalidNonza { .. }) => {
                debug!("an element of the stream that is no stanza was passed over");
                None
            }
        }
    }

    async fn stanza(&mut self, stanza: Stanza) -> Option<DownReason> {
        let mut awaited = None;
        if let Stanza::Iq(iq) = &stanza {
            awaited = match iq {
                Iq::Result { from, id, payload, .. } => self.matching(from.as_ref(), id, || Ok(payload.clone())),
                Iq::Error { from, id, error, .. } => {
                    self.matching(from.as_ref(), id, || Err(AskFailure::Refused(Box::new(error.clone()))))
                }
                Iq::Get { .. } | Iq::Set { .. } => None,
            };
        }
        match awaited {
            Some(matched) => self.matched(matched).await,
            None => self.hand(Incoming::Stanza(Box::new(stanza))).await,
        }
    }

    async fn unreadable(&mut self, unreadable: Unreadable) -> Option<DownReason> {
        let is_answer =
            unreadable.kind == StanzaKind::Iq && matches!(unreadable.type_.as_deref(), Some("result" | "error"));
        if is_answer && let Some(id) = &unreadable.id {
            let matched = self.matching(unreadable.from.as_ref(), id, || Err(AskFailure::Unreadable));
            if let Some(matched) = matched {
                return self.matched(matched).await;
            }
        }
        self.hand(Incoming::Unreadable(unreadable)).await
    }

    fn matching(&self, from: Option<&Jid>, id: &str, answer: impl FnOnce() -> Answer) -> Option<Matched> {
        self.shared.matching(from, id, answer)
    }

    async fn matched(&mut self, matched: Matched) -> Option<DownReason> {
        if let Matched::Passed(barriers) = matched {
            for barrier in barriers {
                if let Some(end) = self.hand(Incoming::Taken(barrier)).await {
                    return Some(end);
                }
            }
        }
        None
    }

    /// Waits for the owner, except when the link closes: then nobody may be there to take it.
    async fn hand(&mut self, incoming: Incoming) -> Option<DownReason> {
        let incoming = match self.inbox.try_send(Item::Incoming(incoming)) {
            Ok(()) => return None,
            Err(mpsc::error::TrySendError::Closed(_)) if *self.shared.closing.borrow() => return None,
            Err(mpsc::error::TrySendError::Closed(_)) => return Some(DownReason::Ended),
            Err(mpsc::error::TrySendError::Full(item)) => item,
        };
        let mut closing = self.shared.closing.subscribe();
        let end = tokio::select! {
            biased;
            handed = self.inbox.send(incoming) => handed.err().map(|_| DownReason::Ended),
            _ = closing.wait_for(|closing| *closing) => None,
        };
        self.overdue.barrier = None;
        end
    }
}

impl Overdue {
    fn poll(&mut self, shared: &Shared, cx: &mut Context<'_>) -> Poll<()> {
        let oldest = shared.oldest_barrier();
        if oldest.is_none() {
            self.barrier = None;
            return Poll::Pending;
        }
        if oldest != self.barrier {
            self.barrier = oldest;
            self.timer.as_mut().reset(Instant::now() + shared.limits.dead_after);
        }
        self.timer.as_mut().poll(cx)
    }
}
