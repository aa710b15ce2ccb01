//! The link to the server: one component's stream (XEP-0114) over the stack's XML stream, with a log-in, a guard and
//! a writer of our own.
//!
//! It connects again when the connection ends, pings on silence, matches answers to our own questions, reports when
//! the server has taken what was sent, and reports stanzas it cannot read so that they can be answered. What a stanza
//! means, and what to send again after the connection was lost, it leaves to its owner. One task runs it all: one
//! reader, one first-in-first-out writer, and no task for a stanza.
//!
//! The stack writes whole stanzas to its log at TRACE; whoever sets up logging must cap `tokio_xmpp` and `xso`.

mod answers;
mod backoff;
mod connection;
mod guard;
mod inbox;
mod login;
mod outbound;
mod reader;
mod settings;
mod shared;
#[cfg(test)]
mod tests;
mod wire;
mod writer;

use std::io;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use jid::Jid;
use minidom::Element;
use tokio::sync::mpsc;
use tokio::task::JoinHandle;
use tokio_xmpp::Stanza;
use xmpp_parsers::iq::Iq;

pub use answers::AskFailure;
pub use inbox::Inbox;
pub use login::{LoginFailure, try_login};
pub use settings::{Limits, Settings};
pub use shared::Random;

use connection::Connection;
use shared::Shared;
use wire::{Dial, Tcp};

/// One stanza ready for the wire: its addresses, and the text as it is sent, whose root element is in
/// `jabber:component:accept` and carries the same addresses.
#[derive(Clone, PartialEq, Eq)]
pub struct Outgoing {
    pub from: Jid,
    pub to: Jid,
    pub xml: String,
    /// May be left out when too much waits: a typing notice, a presence.
    pub sheddable: bool,
}

pub enum Incoming {
    /// A connection is up. Nothing sent before the owner has received this reaches it.
    Up,
    Stanza(Box<Stanza>),
    Unreadable(Unreadable),
    /// The server has taken all that was sent up to this barrier.
    Taken(u64),
    /// The connection is gone, and with it all that was not taken. Another is being made.
    Down(DownReason),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StanzaKind {
    Message,
    Presence,
    Iq,
}

impl StanzaKind {
    pub fn name(self) -> &'static str {
        match self {
            StanzaKind::Message => "message",
            StanzaKind::Presence => "presence",
            StanzaKind::Iq => "iq",
        }
    }
}

/// A stanza that could not be read, by its start tag: enough to answer it. One of type `error` must not be answered
/// (RFC 6120 §8.3.1).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unreadable {
    pub kind: StanzaKind,
    pub from: Option<Jid>,
    pub to: Option<Jid>,
    pub id: Option<String>,
    pub type_: Option<String>,
    pub why: Why,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Why {
    #[error("it is too large")]
    TooLarge,
    #[error("its elements nest too deep")]
    TooDeep,
    #[error("it has too long a name or attribute")]
    TokenTooLong,
    #[error("it is malformed")]
    Malformed,
}

/// Why a stanza of ours was not sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Unsendable {
    #[error("{0}")]
    Text(Why),
    #[error("its sender is not within our domain")]
    ForeignSender,
    #[error("its text lacks an address, or carries another than stated")]
    Addresses,
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DownReason {
    #[error("the server closed the stream")]
    Closed,
    #[error("the connection ended without a word")]
    Ended,
    #[error("the server closed the stream with `{0}`")]
    Refused(String),
    #[error("the server was silent and did not answer a ping")]
    Silent,
    #[error("the server did not answer a ping sent after a batch")]
    Unanswered,
    #[error("the server does not take what is sent")]
    Stuck,
    #[error("the server does not take what is sent, and too much waits")]
    QueueFull,
    #[error("the connection failed: {0}")]
    Failed(String),
}

impl From<io::Error> for DownReason {
    fn from(error: io::Error) -> DownReason {
        match error.kind() {
            io::ErrorKind::TimedOut => DownReason::Silent,
            _ => DownReason::Failed(error.to_string()),
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Question {
    Get,
    Set,
}

/// The owner's handle. Clones share the link; it ends when the last is dropped.
#[derive(Clone)]
pub struct Link {
    shared: Arc<Shared>,
    task: Arc<Task>,
}

struct Task(Mutex<Option<JoinHandle<bool>>>);

impl Link {
    /// Starts the link on the current runtime. `random` gives the ids of our questions and the jitter of the waits.
    pub fn start(settings: Settings, random: Random) -> (Link, Inbox) {
        let tcp = Tcp { host: settings.host.clone(), port: settings.port };
        Link::start_over(Box::new(tcp), settings, random)
    }

    fn start_over(dial: Box<dyn Dial>, settings: Settings, random: Random) -> (Link, Inbox) {
        let shared = Shared::new(&settings, random);
        let (sender, receiver) = mpsc::channel(settings.limits.inbox.max(1));
        let connection = Connection { settings, dial, shared: Arc::clone(&shared), inbox: sender };
        let task = Arc::new(Task(Mutex::new(Some(tokio::spawn(connection.run())))));
        (Link { shared: Arc::clone(&shared), task }, Inbox::new(receiver, shared))
    }

    /// Queues a batch, in order, and after it, if `barrier` is given, a ping to the server; when that is answered,
    /// `Taken` is reported. While the link is down, or its owner has not yet received `Up`, all of it is dropped.
    pub fn send(&self, batch: Vec<Outgoing>, barrier: Option<u64>) {
        self.shared.send(batch, barrier);
    }

    /// Asks with an iq of type `get` from our own domain. Never wait for this in the task that empties the inbox:
    /// the answer may stand behind what is in it.
    pub async fn ask(&self, to: Jid, payload: Element, deadline: Duration) -> Result<Option<Element>, AskFailure> {
        let from = Jid::new(self.shared.domain()).map_err(|_| AskFailure::Unsendable(Unsendable::ForeignSender))?;
        self.ask_as(from, to, Question::Get, payload, deadline).await
    }

    /// Asks as `ask` does, from any address of ours, and with either type. An answer may be empty.
    pub async fn ask_as(
        &self,
        from: Jid,
        to: Jid,
        question: Question,
        payload: Element,
        deadline: Duration,
    ) -> Result<Option<Element>, AskFailure> {
        let text = |id: &str| {
            let (from, to, id) = (Some(from.clone()), Some(to.clone()), id.to_owned());
            let iq = match question {
                Question::Get => Iq::Get { from, to, id, payload },
                Question::Set => Iq::Set { from, to, id, payload },
            };
            String::from(&Element::from(iq))
        };
        let (id, receiver) = self.shared.ask(from.clone(), to.clone(), text)?;
        let _forget = Forget { shared: &self.shared, id };
        match tokio::time::timeout(deadline, receiver).await {
            Ok(Ok(answer)) => answer,
            Ok(Err(_)) => Err(AskFailure::Down),
            Err(_) => Err(AskFailure::TimedOut),
        }
    }

    /// Bytes that wait to be written, and how many stanzas have been left out because too much waited.
    pub fn waiting(&self) -> (usize, u64) {
        self.shared.waiting()
    }

    /// Writes what waits, closes the stream and waits for the server to close it too, at most for `limit`. True when
    /// it did: then all that was sent has been taken. What comes in meanwhile is kept only if the inbox has room.
    pub async fn close(self, limit: Duration) -> bool {
        self.shared.closing.send_replace(true);
        let task = self.task.take();
        let Some(mut task) = task else { return false };
        match tokio::time::timeout(limit, &mut task).await {
            Ok(ended) => ended.unwrap_or(false),
            Err(_) => {
                task.abort();
                false
            }
        }
    }
}

impl Task {
    fn take(&self) -> Option<JoinHandle<bool>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

impl Drop for Task {
    fn drop(&mut self) {
        if let Some(task) = self.take() {
            task.abort();
        }
    }
}

/// Forgets a question however its asking ends.
struct Forget<'a> {
    shared: &'a Shared,
    id: String,
}

impl Drop for Forget<'_> {
    fn drop(&mut self) {
        self.shared.forget(&self.id);
    }
}
