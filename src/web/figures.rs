//! What the program knows of its own work, in numbers: the loop of the owner, the link and the store tell it here, and
//! the web interface reads it. Telling is an atomic write or a lock for the time of one, so it may stand in any path.
//!
//! The names are the outside interface (`refdesk_…`, units as Prometheus asks); `docs/administrators.md` lists them.

use std::{
    fmt,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use prometheus_client::{
    encoding::text,
    metrics::{counter::Counter, family::Family, gauge::Gauge, histogram::Histogram, info::Info},
    registry::{Registry, Unit},
};
use tokio::time::Instant;

use super::{
    health::{Health, STUCK_AFTER},
    services::{ServiceFigures, Services},
};

/// From a tenth of a millisecond, which is a good commit, to ten seconds, which nobody waits.
const SECONDS: [f64; 16] =
    [0.0001, 0.000_25, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0];
const STANZAS: [f64; 10] = [1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0, 128.0, 256.0, 512.0];

/// The loop has not turned yet.
const NEVER: u64 = u64::MAX;

/// Clones tell and read the same numbers.
#[derive(Clone)]
pub struct Figures(Arc<Inner>);

struct Inner {
    registry: Registry,
    begun: Instant,
    /// Milliseconds from `begun` to the loop's last turn.
    turned: AtomicU64,
    turned_at: Gauge<f64, AtomicU64>,
    link: Gauge,
    store: Gauge,
    services: Arc<Services>,
    received: Counter,
    sent: Counter,
    unreadable: Counter,
    refused: Family<[(&'static str, &'static str); 1], Counter>,
    shed: Counter,
    relay: Histogram,
    commit: Histogram,
    committed: Histogram,
    taken: Histogram,
    outbox: Gauge,
}

impl Default for Figures {
    fn default() -> Self {
        Figures::new()
    }
}

impl Figures {
    /// The link is down and the loop has not turned yet; the store is well until it refuses something.
    pub fn new() -> Figures {
        let seconds = || Histogram::new(SECONDS);
        let mut inner = Inner {
            registry: Registry::with_prefix("refdesk"),
            begun: Instant::now(),
            turned: AtomicU64::new(NEVER),
            turned_at: Gauge::default(),
            link: Gauge::default(),
            store: Gauge::default(),
            services: Arc::default(),
            received: Counter::default(),
            sent: Counter::default(),
            unreadable: Counter::default(),
            refused: Family::default(),
            shed: Counter::default(),
            relay: seconds(),
            commit: seconds(),
            committed: Histogram::new(STANZAS),
            taken: seconds(),
            outbox: Gauge::default(),
        };
        inner.store.set(1);
        inner.register();
        Figures(Arc::new(inner))
    }

    pub fn link(&self, up: bool) {
        self.0.link.set(up.into());
    }

    /// Whether the store took what was recorded last.
    pub fn store(&self, ok: bool) {
        self.0.store.set(ok.into());
    }

    /// The owner's loop has turned. `now_ms` is the time it shows to Prometheus; how long ago it is, is measured here.
    pub fn beat(&self, now_ms: i64) {
        self.0.turned_at.set(now_ms as f64 / 1000.0);
        let since = u64::try_from(self.0.begun.elapsed().as_millis()).unwrap_or(NEVER - 1);
        self.0.turned.store(since, Ordering::Relaxed);
    }

    /// Whether the loop has turned lately.
    pub fn turns(&self) -> bool {
        self.turned(Instant::now()).is_some_and(|ago| ago <= STUCK_AFTER)
    }

    /// How all services stand now; one that is left out is no longer shown.
    pub fn desk(&self, services: &[ServiceFigures]) {
        self.0.services.set(services);
    }

    pub fn stanza_in(&self, count: u64) {
        self.0.received.inc_by(count);
    }

    pub fn stanza_out(&self, count: u64) {
        self.0.sent.inc_by(count);
    }

    pub fn unreadable(&self) {
        self.0.unreadable.inc();
    }

    /// Something was not done, or a stanza of ours not sent. `reason` is one of the program's own few words.
    pub fn refused(&self, reason: &'static str) {
        self.0.refused.get_or_create(&[("reason", reason)]).inc();
    }

    /// How many stanzas the link has left out so far because too much waited.
    pub fn shed(&self, total: u64) {
        self.0.shed.inner().fetch_max(total, Ordering::Relaxed);
    }

    /// A transaction: how long it took, and for how many stanzas that came in.
    pub fn committed(&self, seconds: f64, stanzas: usize) {
        self.0.commit.observe(sane(seconds));
        self.0.committed.observe(stanzas as f64);
    }

    /// From a line's arrival to the moment its relayed copy was handed to the writer.
    pub fn relayed(&self, seconds: f64) {
        self.0.relay.observe(sane(seconds));
    }

    /// From the moment a batch was handed to the writer until the server said that it has taken it.
    pub fn taken(&self, seconds: f64) {
        self.0.taken.observe(sane(seconds));
    }

    /// What is recorded to be sent and not known to be taken.
    pub fn outbox(&self, rows: usize) {
        self.0.outbox.set(i64::try_from(rows).unwrap_or(i64::MAX));
    }

    pub(super) fn health(&self, now: Instant) -> Health {
        Health::of(self.0.link.get() == 1, self.0.store.get() == 1, self.turned(now))
    }

    fn turned(&self, now: Instant) -> Option<Duration> {
        match self.0.turned.load(Ordering::Relaxed) {
            NEVER => None,
            since => Some(now.saturating_duration_since(self.0.begun + Duration::from_millis(since))),
        }
    }

    pub(super) fn text(&self) -> Result<String, fmt::Error> {
        let mut text = String::new();
        text::encode(&mut text, &self.0.registry)?;
        Ok(text)
    }
}

/// A clock may go backwards.
fn sane(seconds: f64) -> f64 {
    seconds.max(0.0)
}

impl Inner {
    fn register(&mut self) {
        let registry = &mut self.registry;
        registry.register("build", "The program", Info::new([("version", env!("CARGO_PKG_VERSION"))]));
        registry.register("link_up", "Whether the link to the XMPP server is up", self.link.clone());
        registry.register("store_ok", "Whether the store takes what is recorded", self.store.clone());
        registry.register_with_unit(
            "turn_timestamp",
            "When the loop of the desk's owner last turned",
            Unit::Seconds,
            self.turned_at.clone(),
        );
        registry.register("stanzas_received", "Stanzas that came from the server", self.received.clone());
        registry.register("stanzas_sent", "Stanzas handed to the writer", self.sent.clone());
        registry.register("stanzas_unreadable", "Stanzas that could not be read", self.unreadable.clone());
        registry.register("stanzas_shed", "Stanzas left out because too much waited", self.shed.clone());
        registry.register("refusals", "What was refused, by reason", self.refused.clone());
        registry.register("outbox", "Stanzas recorded that the server is not known to have taken", self.outbox.clone());
        registry.register("commit_stanzas", "Stanzas whose work one transaction recorded", self.committed.clone());
        for (name, help, histogram) in [
            ("relay", "From a line's arrival to its copy being handed to the writer", &self.relay),
            ("commit", "How long a transaction took", &self.commit),
            ("taken", "From handing a batch to the writer until the server had taken it", &self.taken),
        ] {
            registry.register_with_unit(name, help, Unit::Seconds, histogram.clone());
        }
        registry.register_collector(Box::new(Arc::clone(&self.services)));
    }
}
