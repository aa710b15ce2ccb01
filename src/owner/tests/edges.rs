//! A link and a store that do what a test says, and an owner between them.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::sync::{Semaphore, mpsc, oneshot};
use tokio::task::JoinHandle;
use tokio::time::sleep;

use crate::clock;
use crate::desk::Surroundings;
use crate::desk::inventory::Inventory;
use crate::desk::language::Language;
use crate::desk::need::Recognise;
use crate::desk::sample;
use crate::desk::subjects::Counted;
use crate::desk::token::Tokens;
use crate::hub::{Hub, Kept, Settings};
use crate::muc::RoomRecord;
use crate::owner::{Keep, Order, Owner, Wire};
use crate::store::{Batch, StoreError};
use crate::texts::Texts;
use crate::web::Figures;
use crate::xmpp::link::{Incoming, Outgoing};

type Sent = (Vec<String>, Option<u64>);

struct NoLanguage;

impl Recognise for NoLanguage {
    fn languages(&self, _: &str) -> Vec<(Language, f64)> {
        Vec::new()
    }
}

pub struct FakeWire {
    inbox: mpsc::UnboundedReceiver<Incoming>,
    sent: mpsc::UnboundedSender<Sent>,
    waiting: Arc<AtomicUsize>,
}

impl Wire for FakeWire {
    async fn recv(&mut self) -> Option<Incoming> {
        let incoming = self.inbox.recv().await;
        self.waiting.fetch_sub(usize::from(incoming.is_some()), Ordering::Relaxed);
        incoming
    }

    fn try_recv(&mut self) -> Option<Incoming> {
        let incoming = self.inbox.try_recv().ok();
        self.waiting.fetch_sub(usize::from(incoming.is_some()), Ordering::Relaxed);
        incoming
    }

    fn send(&self, stanzas: Vec<Outgoing>, barrier: Option<u64>) {
        let texts = stanzas.into_iter().map(|stanza| stanza.xml).collect();
        let _ = self.sent.send((texts, barrier));
    }

    fn shed(&self) -> u64 {
        0
    }

    async fn close(self, _: Duration) -> bool {
        true
    }
}

#[derive(Clone)]
pub struct FakeStore {
    /// Commits take one each, so that none is finished while there is none.
    gate: Arc<Semaphore>,
    state: Arc<Mutex<State>>,
}

#[derive(Default)]
struct State {
    begun: usize,
    number: i64,
    failure: Option<StoreError>,
    lines: Vec<Vec<String>>,
    outbox: VecDeque<(i64, Vec<String>)>,
    taken: Option<i64>,
    /// How many commits were through when the inventory was read.
    read_after: Option<i64>,
}

const ANY_NUMBER: usize = 1_000_000;

impl FakeStore {
    fn state<T>(&self, look: impl FnOnce(&mut State) -> T) -> T {
        look(&mut self.state.lock().expect("no test has failed holding it"))
    }

    pub fn hold(&self) {
        self.gate.forget_permits(ANY_NUMBER);
    }

    pub fn let_one_through(&self) {
        self.gate.add_permits(1);
    }

    pub fn let_all_through(&self) {
        self.gate.add_permits(ANY_NUMBER);
    }

    pub fn fails(&self, failure: StoreError) {
        self.state(|state| state.failure = Some(failure));
    }

    pub fn begun(&self) -> usize {
        self.state(|state| state.begun)
    }

    /// The ids of the patrons' lines, by commit.
    pub fn lines(&self) -> Vec<Vec<String>> {
        self.state(|state| state.lines.clone())
    }

    pub fn read_after(&self) -> Option<i64> {
        self.state(|state| state.read_after)
    }

    pub fn taken(&self) -> Option<i64> {
        self.state(|state| state.taken)
    }

    pub fn outbox_numbers(&self) -> Vec<i64> {
        self.state(|state| state.outbox.iter().map(|(number, _)| *number).collect())
    }
}

impl Keep for FakeStore {
    async fn commit(&self, batch: &Batch) -> Result<Option<i64>, StoreError> {
        self.state(|state| state.begun += 1);
        self.gate.acquire().await.expect("it stays open").forget();
        self.state(|state| {
            if let Some(failure) = state.failure.take() {
                return Err(failure);
            }
            state.number += 1;
            state.taken = batch.taken.max(state.taken);
            let taken = state.taken;
            state.outbox.retain(|(number, _)| Some(*number) > taken);
            let lines = batch.rooms.iter().filter_map(|(record, _)| match record {
                RoomRecord::Line(line) if line.bare.is_some() => line.id.clone(),
                _ => None,
            });
            let lines: Vec<String> = lines.collect();
            if !lines.is_empty() {
                state.lines.push(lines);
            }
            if batch.outbox.is_empty() {
                return Ok(None);
            }
            state.outbox.push_back((state.number, batch.outbox.clone()));
            Ok(Some(state.number))
        })
    }

    async fn outbox(&self) -> Result<Vec<(i64, Vec<String>)>, StoreError> {
        Ok(self.state(|state| state.outbox.iter().cloned().collect()))
    }

    async fn imported(&self) -> Result<(Inventory, Vec<Counted>), StoreError> {
        self.state(|state| state.read_after = Some(state.number));
        Ok((sample::inventory(), Vec::new()))
    }
}

pub struct Play {
    pub store: FakeStore,
    server: mpsc::UnboundedSender<Incoming>,
    sent: mpsc::UnboundedReceiver<Sent>,
    orders: mpsc::Sender<Order>,
    links: Arc<Mutex<Vec<bool>>>,
    waiting: Arc<AtomicUsize>,
    owner: JoinHandle<Result<(), StoreError>>,
}

impl Play {
    /// Nobody is on duty, dora is a contact of the service, and the link has just come up.
    pub async fn up() -> Play {
        let (server, inbox) = mpsc::unbounded_channel();
        let (sender, sent) = mpsc::unbounded_channel();
        let (orders, ordered) = mpsc::channel(4);
        let store = FakeStore { gate: Arc::new(Semaphore::new(ANY_NUMBER)), state: Arc::default() };
        let links = Arc::new(Mutex::new(Vec::new()));
        let seen = Arc::clone(&links);
        let on_link = Box::new(move |up| seen.lock().expect("no test has failed holding it").push(up));
        let waiting = Arc::new(AtomicUsize::new(0));
        let wire = FakeWire { inbox, sent: sender, waiting: Arc::clone(&waiting) };
        let owner = Owner::new(hub(), store.clone(), wire, ordered, Figures::new(), on_link);
        let owner = tokio::spawn(owner.run());
        let mut play = Play { store, server, sent, orders, links, waiting, owner };
        play.comes(Incoming::Up).await;
        play.sent();
        play.store.state(|state| *state = State::default());
        play
    }

    pub fn queue(&self, incoming: Incoming) {
        self.waiting.fetch_add(1, Ordering::Relaxed);
        assert!(self.server.send(incoming).is_ok(), "the owner has ended");
    }

    pub async fn comes(&mut self, incoming: Incoming) {
        self.queue(incoming);
        sleep(Duration::from_millis(1)).await;
    }

    /// What came in and has not been looked at.
    pub fn waiting(&self) -> usize {
        self.waiting.load(Ordering::Relaxed)
    }

    /// What has been sent since this was last asked.
    pub fn sent(&mut self) -> Vec<Sent> {
        std::iter::from_fn(|| self.sent.try_recv().ok()).collect()
    }

    pub fn sent_text(&mut self) -> String {
        self.sent().into_iter().flat_map(|(stanzas, _)| stanzas).collect::<Vec<_>>().join("\n")
    }

    pub fn links(&self) -> Vec<bool> {
        self.links.lock().expect("no test has failed holding it").clone()
    }

    pub fn imports(&self) {
        assert!(self.orders.try_send(Order::Imported).is_ok(), "the owner has ended");
    }

    pub fn stops(&self) -> oneshot::Receiver<()> {
        let (done, stopped) = oneshot::channel();
        assert!(self.orders.try_send(Order::Stop(done)).is_ok(), "the owner has ended");
        stopped
    }

    pub async fn ended(&mut self) -> Result<(), StoreError> {
        (&mut self.owner).await.expect("it does not panic")
    }
}

fn hub() -> Hub {
    let texts = Texts::load(None).expect("texts");
    let settings = Settings {
        domain: sample::jid("ref.localhost"),
        name: "Refdesk".into(),
        occupant_key: [7; 32],
        run: "r".into(),
    };
    let around = Surroundings::new(texts.languages(), Tokens::new([1, 2, 3, 4]), Box::new(NoLanguage));
    let contacts = vec![(sample::jid("ask@ref.localhost"), sample::jid("dora@localhost"))];
    let kept = Kept { contacts, ..Kept::default() };
    Hub::new(clock::now(), settings, around, Arc::new(texts), sample::inventory(), kept)
}

fn stanza(text: &str) -> Incoming {
    Incoming::Stanza(Box::new(xso::from_bytes(text.as_bytes()).expect("a stanza")))
}

/// A line to the service; the receipt that is asked for names its id.
pub fn says(who: &str, id: &str, text: &str) -> Incoming {
    stanza(&format!(
        "<message xmlns='jabber:component:accept' from='{who}@localhost/phone' to='ask@ref.localhost' type='chat' \
         id='{id}'><body>{text}</body><request xmlns='urn:xmpp:receipts'/></message>"
    ))
}

pub fn ping(id: &str) -> Incoming {
    stanza(&format!(
        "<iq xmlns='jabber:component:accept' from='eva@localhost/phone' to='ref.localhost' type='get' id='{id}'>\
         <ping xmlns='urn:xmpp:ping'/></iq>"
    ))
}

pub fn comes_on_duty() -> Incoming {
    stanza(
        "<presence xmlns='jabber:component:accept' from='bo@localhost/desk' to='ask@ref.localhost/Bo'>\
         <x xmlns='http://jabber.org/protocol/muc'/></presence>",
    )
}
