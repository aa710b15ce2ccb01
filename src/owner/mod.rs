//! The one task that owns the hub (DESIGN §7): it takes what has come, lets the hub decide, has the records committed,
//! and only then lets what was decided leave.
//!
//! While one batch is being committed the next is decided on, and no more than that one: the hub is ahead of the disk in
//! memory only, what gathers during a commit is committed together, and what comes beyond it waits in the link's inbox.

mod decided;
mod edges;
mod outgoing;
mod sending;
#[cfg(test)]
mod tests;

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{mpsc, oneshot};
use tokio::time::Instant;

use self::decided::{Committing, Decided, Leaving};
pub use self::edges::{Keep, Wire};
use self::sending::Sending;
use crate::clock;
use crate::desk::limits::Limits;
use crate::desk::routing::Weights;
use crate::hub::{Hub, Input, Outcome};
use crate::stanza::Stanza;
use crate::store::{Batch, StoreError};
use crate::texts::Texts;
use crate::web::{Figures, ServiceFigures};
use crate::xmpp::link::Incoming;
use crate::xmpp::{inbound, outbound, unreadable};

/// Stanzas decided on before they are committed together.
const BATCH: usize = 256;
/// Stanzas decided on before the commit under way is given a turn.
const TURN: usize = 32;
/// What the server has taken is forgotten at the latest after this, with the next batch if one comes before.
const FORGET_WITHIN: Duration = Duration::from_millis(100);
/// The loop turns at least this often, so that whoever watches it knows that it lives.
const BEAT: Duration = Duration::from_secs(2);
/// Counting the sessions of every service takes a while where there are many.
const SHOW_FIGURES_EVERY: Duration = Duration::from_secs(1);
const CLOSE_WITHIN: Duration = Duration::from_secs(5);

/// What the rest of the program asks of the owner.
pub enum Order {
    /// Texts and limits have been read anew.
    Reload { limits: Box<Limits>, weights: Box<Weights>, texts: Arc<Texts> },
    /// Something has been imported into the store. The owner reads it itself, after all it has decided is written: what
    /// was changed while running would else be lost in its memory to an older reading.
    Imported,
    /// Leave cleanly, and say when it is done.
    Stop(oneshot::Sender<()>),
}

pub struct Owner<W, K> {
    hub: Hub,
    store: K,
    wire: W,
    orders: mpsc::Receiver<Order>,
    figures: Figures,
    on_link: Box<dyn FnMut(bool) + Send>,
    /// Decided on and not yet given to the store.
    decided: Decided,
    committing: Option<Committing>,
    sending: Sending,
    /// The link is up, as far as has been heard.
    up: bool,
    /// What the server has taken and the store has not been told of, and since when.
    taken: Option<(i64, Instant)>,
    /// When the figures were last counted.
    shown: Option<Instant>,
}

impl<W: Wire, K: Keep> Owner<W, K> {
    /// `on_link` is called when the link to the server has come up or gone.
    pub fn new(
        hub: Hub,
        store: K,
        wire: W,
        orders: mpsc::Receiver<Order>,
        figures: Figures,
        on_link: Box<dyn FnMut(bool) + Send>,
    ) -> Self {
        Owner {
            hub,
            store,
            wire,
            orders,
            figures,
            on_link,
            decided: Decided::default(),
            committing: None,
            sending: Sending::default(),
            up: false,
            taken: None,
            shown: None,
        }
    }

    /// Runs until told to stop, or until the store fails for good.
    pub async fn run(mut self) -> Result<(), StoreError> {
        loop {
            let rest = self.until_next();
            tokio::select! {
                biased;
                done = done(&mut self.committing) => self.committed(done?),
                order = self.orders.recv() => match order {
                    Some(Order::Stop(done)) => return self.stop(done).await,
                    Some(order) => self.obey(order).await?,
                    None => return self.settle().await,
                },
                incoming = self.wire.recv(), if self.has_room() => match incoming {
                    Some(incoming) => self.take(incoming).await?,
                    None => return self.settle().await,
                },
                () = tokio::time::sleep(rest) => {}
            }
            self.take_waiting(TURN).await?;
            let now = clock::now();
            // An owner that waits for a commit in vain is stuck, though this loop turns.
            if !self.committing.as_ref().is_some_and(Committing::is_late) {
                self.figures.beat(now.0);
            }
            if self.has_room() && self.hub.timeout().is_some_and(|at| at <= now) {
                self.decide(Input::TimePassed);
            }
            self.begin_commit();
            if self.shown.is_none_or(|at| at.elapsed() >= SHOW_FIGURES_EVERY) {
                self.shown = Some(Instant::now());
                self.show_figures();
            }
            // The commit's statements and the link get their turn however much has come.
            tokio::task::yield_now().await;
        }
    }

    fn has_room(&self) -> bool {
        self.decided.inputs < BATCH
    }

    /// Without room, or before the commit has ended, only its end brings anything on.
    fn until_next(&self) -> Duration {
        let due = self.hub.timeout().filter(|_| self.has_room()).map(|at| at.since(clock::now()));
        let forget = self.taken.filter(|_| self.committing.is_none());
        let forget = forget.map(|(_, since)| FORGET_WITHIN.saturating_sub(since.elapsed()));
        [due, forget].into_iter().flatten().min().unwrap_or(BEAT).min(BEAT)
    }

    async fn obey(&mut self, order: Order) -> Result<(), StoreError> {
        match order {
            Order::Reload { limits, weights, texts } => self.hub.reload(*limits, *weights, texts),
            Order::Imported => {
                self.settle().await?;
                match self.store.imported().await {
                    Ok((inventory, experience)) => {
                        self.hub.experience_changed(experience);
                        self.decide(Input::Inventory(Box::new(inventory)));
                    }
                    Err(error) => tracing::error!(%error, "what was imported could not be read"),
                }
            }
            Order::Stop(_) => {}
        }
        Ok(())
    }

    async fn take_waiting(&mut self, most: usize) -> Result<(), StoreError> {
        for _ in 0..most {
            if !self.has_room() {
                break;
            }
            let Some(incoming) = self.wire.try_recv() else { break };
            self.take(incoming).await?;
        }
        Ok(())
    }

    async fn take(&mut self, incoming: Incoming) -> Result<(), StoreError> {
        match incoming {
            Incoming::Up => {
                self.link_up().await?;
                self.decide(Input::LinkUp);
            }
            Incoming::Down(reason) => {
                tracing::warn!(%reason, "the link to the server is down");
                self.figures.link(false);
                (self.on_link)(false);
                self.up = false;
                self.sending.lost();
                self.decide(Input::LinkDown);
            }
            Incoming::Taken(number) => self.server_took(number),
            Incoming::Unreadable(stanza) => {
                self.came();
                self.figures.unreadable();
                tracing::info!(kind = stanza.kind.name(), why = %stanza.why, "a stanza cannot be read");
                if let Some(answer) = unreadable::answer(&stanza) {
                    self.answer(&answer);
                }
            }
            Incoming::Stanza(stanza) => {
                self.came();
                self.figures.stanza_in(1);
                match inbound::read(*stanza) {
                    Ok(stanza) => self.decide(Input::Stanza(stanza)),
                    Err(inbound::Refusal::Answer(answer)) => self.answer(&answer),
                    Err(inbound::Refusal::Silent) => self.decided.inputs += 1,
                }
            }
        }
        Ok(())
    }

    fn came(&mut self) {
        self.decided.since.get_or_insert_with(Instant::now);
    }

    /// An answer that needs no decision; it keeps its place.
    fn answer(&mut self, answer: &Stanza) {
        self.decided.inputs += 1;
        self.decided.leaving.push(outgoing::of(answer));
    }

    fn decide(&mut self, input: Input) {
        let Outcome { records, stanzas } = self.hub.handle(clock::now(), input);
        self.decided.inputs += 1;
        for stanza in &stanzas {
            if let Some(condition) = outgoing::refused_with(stanza) {
                self.figures.refused(condition);
            }
            self.decided.says(stanza);
        }
        self.decided.records.extend(records);
    }

    /// What was decided for the connection that is gone does not leave over this one by itself: what of it is kept is in
    /// the outbox when all is committed, and the outbox is sent again first of all.
    async fn link_up(&mut self) -> Result<(), StoreError> {
        self.figures.link(true);
        (self.on_link)(true);
        self.sending.lost();
        self.up = false;
        self.settle().await?;
        if let Some((taken, _)) = self.taken.take() {
            let forget = Batch { taken: Some(taken), ..Batch::default() };
            commit(&self.store, &self.figures, &forget, 0).await?;
        }
        let outbox = self.outbox().await?;
        self.up = true;
        self.sending.again(&self.wire, outbox);
        Ok(())
    }

    fn server_took(&mut self, number: u64) {
        let Ok(number) = i64::try_from(number) else { return };
        let (before, since) = self.taken.unwrap_or_else(|| (number, Instant::now()));
        self.taken = Some((before.max(number), since));
        let figures = &self.figures;
        self.sending.taken(&self.wire, number, |left| figures.taken(left.elapsed().as_secs_f64()));
    }

    /// Gives the store what has been decided, unless it is still busy with what was decided before.
    fn begin_commit(&mut self) {
        let forget = self.taken.is_some_and(|(_, since)| since.elapsed() >= FORGET_WITHIN);
        if self.committing.is_some() || (self.decided.inputs == 0 && self.decided.is_empty() && !forget) {
            return;
        }
        let decided = std::mem::take(&mut self.decided);
        if decided.records.is_empty() && !forget {
            let (_, leaving) = decided.split(None);
            return self.leave(leaving, None);
        }
        let (batch, leaving) = decided.split(self.taken.take().map(|(taken, _)| taken));
        let (store, figures, stanzas) = (self.store.clone(), self.figures.clone(), leaving.stanzas.len());
        let task = tokio::spawn(async move { commit(&store, &figures, &batch, stanzas).await });
        self.committing = Some(Committing::new(task, leaving));
    }

    /// The commit under way has ended well: what it recorded may be said.
    fn committed(&mut self, number: Option<i64>) {
        if let Some(committing) = self.committing.take() {
            self.leave(committing.leaving, number);
        }
    }

    /// What was said to a connection that is gone is not said to another.
    fn leave(&mut self, leaving: Leaving, number: Option<i64>) {
        let Leaving { stanzas, since } = leaving;
        if !self.up || (stanzas.is_empty() && number.is_none()) {
            return;
        }
        self.figures.stanza_out(stanzas.len() as u64);
        self.sending.leave(&self.wire, stanzas, number);
        if let Some(since) = since {
            self.figures.relayed(since.elapsed().as_secs_f64());
        }
        self.figures.shed(self.wire.shed());
    }

    /// Has everything decided so far committed, and lets it leave.
    async fn settle(&mut self) -> Result<(), StoreError> {
        loop {
            self.begin_commit();
            if self.committing.is_none() {
                return Ok(());
            }
            let number = done(&mut self.committing).await?;
            self.committed(number);
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

    async fn stop(mut self, stopped: oneshot::Sender<()>) -> Result<(), StoreError> {
        self.take_waiting(BATCH).await?;
        self.decide(Input::Leaving);
        self.settle().await?;
        let Owner { wire, store, sending, taken, up, .. } = self;
        let closed = wire.close(CLOSE_WITHIN).await;
        let taken = taken.map(|(taken, _)| taken).max(sending.last_sent().filter(|_| closed && up));
        if taken.is_some() {
            store.commit(&Batch { taken, ..Batch::default() }).await?;
        }
        let _ = stopped.send(());
        Ok(())
    }

    fn show_figures(&self) {
        self.figures.outbox(self.sending.untaken());
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

/// The end of the commit under way; never where there is none. May be cancelled without loss.
async fn done(committing: &mut Option<Committing>) -> Result<Option<i64>, StoreError> {
    match committing {
        Some(committing) => committing.done().await,
        None => std::future::pending().await,
    }
}

/// Commits until it has succeeded: nothing may be said that is not on disk.
async fn commit(
    store: &impl Keep,
    figures: &Figures,
    batch: &Batch,
    stanzas: usize,
) -> Result<Option<i64>, StoreError> {
    let mut wait = Duration::from_millis(50);
    loop {
        let began = Instant::now();
        match store.commit(batch).await {
            Ok(number) => {
                figures.store(true);
                figures.committed(began.elapsed().as_secs_f64(), stanzas);
                return Ok(number);
            }
            Err(error) if error.may_try_again() => {
                figures.store(false);
                tracing::error!(%error, "the store does not take what happened; trying again");
                tokio::time::sleep(wait).await;
                wait = (wait * 2).min(Duration::from_secs(5));
                figures.beat(clock::now().0);
            }
            Err(error) => {
                figures.store(false);
                return Err(error);
            }
        }
    }
}
