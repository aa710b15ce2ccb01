//! The one task that owns the hub (DESIGN §7): it takes what has come, lets the hub decide, commits the records of the
//! batch, and only then lets its stanzas leave. Events that come meanwhile wait and are committed together.

mod outgoing;

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::sync::{mpsc, oneshot};

use crate::clock;
use crate::desk::inventory::Inventory;
use crate::desk::limits::Limits;
use crate::desk::subjects::Counted;
use crate::hub::record::Record;
use crate::hub::{Hub, Input, Outcome};
use crate::stanza::Stanza;
use crate::store::{Batch, Contact, ContactRecord, Store, StoreError, Subscription};
use crate::texts::Texts;
use crate::web::{Figures, ServiceFigures};
use crate::xmpp::link::{Inbox, Incoming, Link, Outgoing};
use crate::xmpp::{inbound, outbound, unreadable};

/// Stanzas decided on before they are committed together.
const BATCH: usize = 256;
/// What the server has taken is forgotten at the latest after this, with the next batch if one comes before.
const FORGET_WITHIN: Duration = Duration::from_millis(100);
/// The loop turns at least this often, so that whoever watches it knows that it lives.
const BEAT: Duration = Duration::from_secs(2);
/// Counting the sessions of every service takes a while where there are many.
const SHOW_FIGURES_EVERY: Duration = Duration::from_secs(1);
/// Bytes sent again at once.
const SLICE: usize = 1024 * 1024;
const CLOSE_WITHIN: Duration = Duration::from_secs(5);

/// What the rest of the program asks of the owner.
pub enum Order {
    /// Texts and limits have been read anew.
    Reload {
        limits: Box<Limits>,
        texts: Arc<Texts>,
    },
    Inventory(Box<Inventory>),
    /// What answered questions taught has been imported anew.
    Experience(Vec<Counted>),
    /// Leave cleanly, and say when it is done.
    Stop(oneshot::Sender<()>),
}

pub struct Owner {
    pub hub: Hub,
    pub store: Arc<Store>,
    pub link: Link,
    pub inbox: Inbox,
    pub orders: mpsc::Receiver<Order>,
    pub figures: Figures,
    /// Called when the link to the server has come up or gone.
    pub on_link: Box<dyn FnMut(bool) + Send>,
    /// What the server may not have taken of what left over an earlier connection, still to be sent again.
    pub again: VecDeque<(i64, Vec<Outgoing>)>,
    /// When the figures were last counted.
    pub shown: Option<Instant>,
    /// Batches that the server has not been heard to take, with when they left.
    pub untaken: VecDeque<(i64, Instant)>,
}

/// What has come, waiting to be decided on together.
#[derive(Default)]
struct Batched {
    inputs: Vec<Input>,
    /// Answers that need no decision.
    answers: Vec<Stanza>,
    taken: Option<i64>,
    up: bool,
    since: Option<Instant>,
}

impl Owner {
    /// Runs until told to stop, or until the store fails for good.
    pub async fn run(mut self) -> Result<(), StoreError> {
        let mut forget: Option<(i64, Instant)> = None;
        loop {
            let mut batch = Batched::default();
            let mut stop = None;
            let rest = self.until_next(forget);
            tokio::select! {
                biased;
                order = self.orders.recv() => match order {
                    Some(Order::Stop(done)) => stop = Some(done),
                    Some(order) => self.obey(order, &mut batch),
                    None => return Ok(()),
                },
                incoming = self.inbox.recv() => match incoming {
                    Some(incoming) => self.take(incoming, &mut batch),
                    None => return Ok(()),
                },
                () = tokio::time::sleep(rest) => {}
            }
            while batch.inputs.len() < BATCH
                && let Ok(incoming) = self.inbox.try_recv()
            {
                self.take(incoming, &mut batch);
            }
            let now = clock::now();
            self.figures.beat(now.0);
            if stop.is_some() {
                batch.inputs.push(Input::Leaving);
            }
            if batch.inputs.is_empty() && self.hub.timeout().is_some_and(|at| at <= now) {
                batch.inputs.push(Input::TimePassed);
            }
            if let Some(taken) = batch.taken {
                let since = forget.map_or_else(Instant::now, |(_, since)| since);
                forget = Some((taken, since));
            }
            if batch.up {
                let taken = forget.take().map(|(taken, _)| taken);
                self.commit(&Batch { taken, ..Batch::default() }, 0).await?;
                self.send_again().await?;
            }
            self.decide(batch, &mut forget).await?;
            if let Some(done) = stop {
                return self.stop(done).await;
            }
        }
    }

    fn until_next(&self, forget: Option<(i64, Instant)>) -> Duration {
        let due = self.hub.timeout().map(|at| at.since(clock::now()));
        let forget = forget.map(|(_, since)| FORGET_WITHIN.saturating_sub(since.elapsed()));
        [due, forget].into_iter().flatten().min().unwrap_or(BEAT).min(BEAT)
    }

    fn obey(&mut self, order: Order, batch: &mut Batched) {
        match order {
            Order::Reload { limits, texts } => self.hub.reload(*limits, texts),
            Order::Inventory(inventory) => batch.inputs.push(Input::Inventory(inventory)),
            Order::Experience(counted) => self.hub.experience_changed(counted),
            Order::Stop(_) => {}
        }
    }

    fn take(&mut self, incoming: Incoming, batch: &mut Batched) {
        batch.since.get_or_insert_with(Instant::now);
        match incoming {
            Incoming::Up => {
                batch.up = true;
                // In its place: a link that was lost and found within one batch is up at its end.
                batch.inputs.push(Input::LinkUp);
                self.figures.link(true);
                (self.on_link)(true);
            }
            Incoming::Down(reason) => {
                tracing::warn!(%reason, "the link to the server is down");
                self.figures.link(false);
                (self.on_link)(false);
                self.untaken.clear();
                self.again.clear();
                batch.up = false;
                batch.inputs.push(Input::LinkDown);
            }
            Incoming::Taken(number) => {
                batch.taken = i64::try_from(number).ok().max(batch.taken);
                while let Some((number, left)) = self.untaken.front().filter(|(number, _)| Some(*number) <= batch.taken)
                {
                    tracing::trace!(number, "taken by the server");
                    self.figures.taken(left.elapsed().as_secs_f64());
                    self.untaken.pop_front();
                }
                if self.untaken.is_empty() {
                    self.send_slice();
                }
            }
            Incoming::Unreadable(stanza) => {
                self.figures.unreadable();
                tracing::info!(kind = stanza.kind.name(), why = %stanza.why, "a stanza cannot be read");
                batch.answers.extend(unreadable::answer(&stanza));
            }
            Incoming::Stanza(stanza) => {
                self.figures.stanza_in(1);
                match inbound::read(*stanza) {
                    Ok(stanza) => batch.inputs.push(Input::Stanza(stanza)),
                    Err(inbound::Refusal::Answer(answer)) => batch.answers.push(*answer),
                    Err(inbound::Refusal::Silent) => {}
                }
            }
        }
    }

    /// Decides on a batch, commits it and lets its stanzas leave.
    async fn decide(&mut self, batch: Batched, forget: &mut Option<(i64, Instant)>) -> Result<(), StoreError> {
        let now = clock::now();
        let mut records = Vec::new();
        let mut leaving: Vec<Outgoing> = batch.answers.iter().map(outgoing::of).collect();
        let mut kept = Vec::new();
        for input in batch.inputs {
            let Outcome { records: changed, stanzas } = self.hub.handle(now, input);
            for stanza in stanzas {
                let stanza_out = outgoing::of(&stanza);
                if let Some(condition) = outgoing::refused_with(&stanza) {
                    self.figures.refused(condition);
                }
                if outgoing::is_kept(&stanza) {
                    kept.push(stanza_out.xml.clone());
                }
                leaving.push(stanza_out);
            }
            records.extend(changed);
        }
        let forget_now = forget.is_some_and(|(_, since)| since.elapsed() >= FORGET_WITHIN);
        let mut number = None;
        if !records.is_empty() || forget_now {
            let mut commit = batch_of(records);
            commit.taken = forget.take().map(|(taken, _)| taken);
            commit.outbox = if commit_says_something(&commit) { kept } else { Vec::new() };
            number = self.commit(&commit, leaving.len()).await?;
        }
        if !leaving.is_empty() {
            self.figures.stanza_out(leaving.len() as u64);
            self.leave(leaving, number);
            if let Some(since) = batch.since {
                self.figures.relayed(since.elapsed().as_secs_f64());
            }
            let (_, shed) = self.link.waiting();
            self.figures.shed(shed);
        }
        if self.shown.is_none_or(|at| at.elapsed() >= SHOW_FIGURES_EVERY) {
            self.shown = Some(Instant::now());
            self.show_figures();
        }
        Ok(())
    }

    /// Lets a batch leave; behind what is still to be sent again, if anything is.
    fn leave(&mut self, leaving: Vec<Outgoing>, number: Option<i64>) {
        match number {
            Some(number) if !self.again.is_empty() => self.again.push_back((number, leaving)),
            _ => {
                self.untaken.extend(number.map(|number| (number, Instant::now())));
                self.link.send(leaving, number.and_then(|number| u64::try_from(number).ok()));
            }
        }
    }

    /// Commits until it has succeeded: nothing may be said that is not on disk.
    async fn commit(&mut self, batch: &Batch, stanzas: usize) -> Result<Option<i64>, StoreError> {
        let mut wait = Duration::from_millis(50);
        loop {
            let began = Instant::now();
            match self.store.commit(batch).await {
                Ok(number) => {
                    self.figures.store(true);
                    self.figures.committed(began.elapsed().as_secs_f64(), stanzas);
                    return Ok(number);
                }
                Err(error) if error.may_try_again() => {
                    self.figures.store(false);
                    tracing::error!(%error, "the store does not take what happened; trying again");
                    tokio::time::sleep(wait).await;
                    wait = (wait * 2).min(Duration::from_secs(5));
                    self.figures.beat(clock::now().0);
                }
                Err(error) => {
                    self.figures.store(false);
                    return Err(error);
                }
            }
        }
    }

    /// The link is up (again): what the server may not have taken is sent under the same ids (DESIGN §7.3).
    async fn send_again(&mut self) -> Result<(), StoreError> {
        let parsed = |stanzas: Vec<String>| stanzas.into_iter().filter_map(outgoing::again).collect();
        self.again = self.outbox().await?.into_iter().map(|(number, stanzas)| (number, parsed(stanzas))).collect();
        self.send_slice();
        Ok(())
    }

    /// Sends the next of it, and no more than the link's queue surely holds; the rest when the server has taken this.
    fn send_slice(&mut self) {
        let mut slice = Vec::new();
        let mut bytes = 0;
        let mut last = None;
        while bytes < SLICE
            && let Some((number, stanzas)) = self.again.pop_front()
        {
            bytes += stanzas.iter().map(|stanza| stanza.xml.len()).sum::<usize>();
            slice.extend(stanzas);
            last = Some(number);
        }
        if let Some(number) = last {
            self.untaken.push_back((number, Instant::now()));
            self.link.send(slice, u64::try_from(number).ok());
        }
    }

    async fn outbox(&mut self) -> Result<Vec<(i64, Vec<String>)>, StoreError> {
        let mut wait = Duration::from_millis(50);
        loop {
            match self.store.outbox().await {
                Err(error) if error.may_try_again() => {
                    tracing::error!(%error, "the store does not say what has not left; trying again");
                    tokio::time::sleep(wait).await;
                    wait = (wait * 2).min(Duration::from_secs(5));
                }
                outcome => return outcome,
            }
        }
    }

    async fn stop(self, done: oneshot::Sender<()>) -> Result<(), StoreError> {
        let Owner { link, store, inbox, .. } = self;
        let last = store.outbox().await?.last().map(|(number, _)| *number);
        // What the server still says is left in the inbox: it has no receipt, so its sender knows.
        let taken = link.close(CLOSE_WITHIN).await;
        drop(inbox);
        if taken && last.is_some() {
            store.commit(&Batch { taken: last, ..Batch::default() }).await?;
        }
        let _ = done.send(());
        Ok(())
    }

    fn show_figures(&self) {
        self.figures.outbox(self.untaken.len());
        let desk = self.hub.desk();
        let now = clock::now();
        let services = desk.standings().into_iter().map(|(service, standing)| ServiceFigures {
            service: service.to_string(),
            on_duty: standing.on_duty,
            waiting: standing.waiting,
            offered: standing.offered,
            held: standing.held,
            questions: standing.questions,
            longest_wait_seconds: desk.waiting_since(&service).map_or(0.0, |since| now.since(since).as_secs_f64()),
        });
        self.figures.desk(&services.collect::<Vec<_>>());
    }
}

fn commit_says_something(batch: &Batch) -> bool {
    !batch.desk.is_empty() || !batch.rooms.is_empty() || !batch.contacts.is_empty()
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
