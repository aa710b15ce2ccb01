//! What the link's handle, reader and writer share: the outbound queue and the awaited answers, under one lock that
//! is never held across a wait, and the signals between them.
//!
//! A connection has a number. A batch is taken only when its sender has been told of the present connection, so that
//! nothing said to the last one leaves on the next.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use jid::Jid;
use tokio::sync::{Notify, watch};
use tracing::warn;
use xmpp_parsers::ns;

use super::answers::{Answer, Answers, AskFailure, Matched};
use super::guard::Guard;
use super::outbound::{Outbound, Pushed};
use super::{Limits, Outgoing, Settings, StanzaKind, Unsendable};

/// Where random numbers come from; uniform over all of `u64` and not to be guessed by a peer.
pub type Random = Box<dyn FnMut() -> u64 + Send>;

pub(super) struct Shared {
    pub(super) limits: Limits,
    domain: String,
    server: Jid,
    state: Mutex<State>,
    /// Something waits to be written.
    pub(super) written: Notify,
    overflow: Notify,
    pub(super) closing: watch::Sender<bool>,
}

struct State {
    random: Random,
    outbound: Outbound,
    answers: Answers,
    /// The present connection.
    up: Option<u64>,
    /// The connection the owner has last been told of.
    told: u64,
    overflowed: bool,
}

impl Shared {
    pub(super) fn new(settings: &Settings, random: Random) -> Arc<Shared> {
        let limits = settings.limits.clone();
        let domain = jid::DomainPart::new(&settings.domain)
            .map_or_else(|_| settings.domain.clone(), |domain| domain.as_str().to_owned());
        let state = State {
            random,
            outbound: Outbound::new(limits.queue_bytes),
            answers: Answers::new(settings.server.clone(), limits.asks, limits.barriers),
            up: None,
            told: 0,
            overflowed: false,
        };
        Arc::new(Shared {
            limits,
            domain,
            server: settings.server.clone(),
            state: Mutex::new(state),
            written: Notify::new(),
            overflow: Notify::new(),
            closing: watch::Sender::new(false),
        })
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn domain(&self) -> &str {
        &self.domain
    }

    pub(super) fn random(&self) -> u64 {
        (self.state().random)()
    }

    pub(super) fn open(&self, connection: u64) {
        let mut state = self.state();
        state.outbound.clear();
        state.up = Some(connection);
        state.overflowed = false;
    }

    pub(super) fn shut(&self) {
        let mut state = self.state();
        state.up = None;
        state.outbound.clear();
        state.answers.clear();
    }

    pub(super) fn told(&self, connection: u64) {
        self.state().told = connection;
    }

    pub(super) fn send(&self, batch: Vec<Outgoing>, barrier: Option<u64>) {
        let batch: Vec<_> = batch.into_iter().filter(|outgoing| self.may_leave(outgoing)).collect();
        let mut state = self.state();
        if state.up != Some(state.told) {
            return;
        }
        let mut full = false;
        for outgoing in batch {
            full |= state.outbound.push(outgoing.xml, outgoing.sheddable) == Pushed::Overflow;
        }
        if let Some(number) = barrier {
            let id = state.new_id();
            let ping = self.ping(&id);
            full |= !state.answers.expect_barrier(id, number);
            full |= state.outbound.push(ping, false) == Pushed::Overflow;
        }
        self.signal(state, full);
    }

    pub(super) fn keep_alive(&self) {
        let mut state = self.state();
        if state.up.is_some() {
            let id = state.new_id();
            let full = state.outbound.push(self.ping(&id), false) == Pushed::Overflow;
            state.answers.expect_keep_alive(id);
            self.signal(state, full);
        }
    }

    /// Queues a question; `text` is given the id it must carry.
    pub(super) fn ask(
        &self,
        from: Jid,
        to: Jid,
        text: impl FnOnce(&str) -> String,
    ) -> Result<(String, tokio::sync::oneshot::Receiver<Answer>), AskFailure> {
        let id = self.state().new_id();
        let outgoing = Outgoing { from, to: to.clone(), xml: text(&id), sheddable: false };
        self.check(&outgoing).map_err(|(_, why)| AskFailure::Unsendable(why))?;
        let mut state = self.state();
        if state.up.is_none() {
            return Err(AskFailure::Down);
        }
        let receiver = state.answers.expect(id.clone(), to)?;
        let full = state.outbound.push(outgoing.xml, false) == Pushed::Overflow;
        self.signal(state, full);
        Ok((id, receiver))
    }

    pub(super) fn forget(&self, id: &str) {
        self.state().answers.forget(id);
    }

    pub(super) fn matching(&self, from: Option<&Jid>, id: &str, answer: impl FnOnce() -> Answer) -> Option<Matched> {
        self.state().answers.matching(from, id, answer)
    }

    pub(super) fn oldest_barrier(&self) -> Option<u64> {
        self.state().answers.oldest_barrier()
    }

    pub(super) fn drain_into(&self, buffer: &mut Vec<u8>, enough: usize) {
        self.state().outbound.drain_into(buffer, enough);
    }

    /// Bytes that wait to be written, and how many stanzas were shed so far.
    pub(super) fn waiting(&self) -> (usize, u64) {
        let state = self.state();
        (state.outbound.bytes(), state.outbound.shed())
    }

    /// Waits until too much waits: the connection counts as dead.
    pub(super) async fn overflowed(&self) {
        while !self.state().overflowed {
            self.overflow.notified().await;
        }
    }

    fn signal(&self, mut state: MutexGuard<'_, State>, full: bool) {
        state.overflowed |= full;
        drop(state);
        if full {
            self.overflow.notify_one();
        } else {
            self.written.notify_one();
        }
    }

    fn may_leave(&self, outgoing: &Outgoing) -> bool {
        match self.check(outgoing) {
            Ok(()) => true,
            Err((kind, why)) => {
                let kind = kind.map_or("stanza", StanzaKind::name);
                warn!(kind, %why, "a stanza of ours was not sent");
                false
            }
        }
    }

    /// COMPAT: Prosody 0.12 and ejabberd 23.01 close the stream over a foreign `from`, ejabberd over a missing
    /// address, Prosody over more than 512 KiB, and any server over text that is not XML.
    fn check(&self, outgoing: &Outgoing) -> Result<(), (Option<StanzaKind>, Unsendable)> {
        let (kind, head) = Guard::weigh(&self.limits, &outgoing.xml).map_err(|why| (None, Unsendable::Text(why)))?;
        if outgoing.from.domain().as_str() != self.domain {
            return Err((Some(kind), Unsendable::ForeignSender));
        }
        if head.from() != Some(outgoing.from.as_str()) || head.to() != Some(outgoing.to.as_str()) {
            return Err((Some(kind), Unsendable::Addresses));
        }
        Ok(())
    }

    fn ping(&self, id: &str) -> String {
        format!(
            "<iq type='get' from='{}' to='{}' id='{id}'><ping xmlns='{}'/></iq>",
            escaped(&self.domain),
            escaped(self.server.as_str()),
            ns::PING
        )
    }
}

impl State {
    fn new_id(&mut self) -> String {
        format!("{:016x}{:016x}", (self.random)(), (self.random)())
    }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('\'', "&apos;")
}
