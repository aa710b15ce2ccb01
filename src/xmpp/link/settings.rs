//! What the link needs to know, and every limit it keeps.

use std::fmt;
use std::time::Duration;

use jid::Jid;
use serde::{Deserialize, Serialize};

#[derive(Clone)]
pub struct Settings {
    pub host: String,
    pub port: u16,
    /// The component's own domain; nothing leaves from any other.
    pub domain: String,
    pub secret: String,
    /// Whom keep-alive and barrier pings go to.
    pub server: Jid,
    pub limits: Limits,
}

impl fmt::Debug for Settings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Settings")
            .field("host", &self.host)
            .field("port", &self.port)
            .field("domain", &self.domain)
            .field("server", &self.server)
            .field("limits", &self.limits)
            .finish_non_exhaustive()
    }
}

/// What has a key in the configuration is read from there; the rest is as it is here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Limits {
    /// The largest stanza that is read.
    pub stanza_bytes: usize,
    /// How deep a stanza's elements may nest, the stanza itself included. The parser's stack bears a few hundred, so no
    /// more than 200.
    pub depth: usize,
    /// The longest name or attribute value. COMPAT: rxml 0.14 ends the stream at 8,192.
    pub token_bytes: usize,
    /// The largest stanza that is written. COMPAT: Prosody 0.12 closes a component's stream over 512 KiB.
    pub outgoing_stanza_bytes: usize,
    /// What may wait to be written before the connection counts as dead.
    pub queue_bytes: usize,
    /// Stanzas read and not yet taken by the owner.
    #[serde(skip)]
    pub inbox: usize,
    /// Questions of ours that wait for an answer.
    #[serde(skip)]
    pub asks: usize,
    /// Barriers that wait for an answer.
    #[serde(skip)]
    pub barriers: usize,
    /// After this silence the server is pinged.
    #[serde(with = "humantime_serde")]
    pub silence: Duration,
    /// After this time without an answer, or without progress in writing, the connection counts as dead.
    #[serde(with = "humantime_serde")]
    pub dead_after: Duration,
    #[serde(with = "humantime_serde")]
    pub connect: Duration,
    /// From the connection to the server's word that we are in.
    #[serde(with = "humantime_serde")]
    pub login: Duration,
    /// A connection that lasted this long was a good one: the next wait starts small again.
    #[serde(skip)]
    pub steady: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Limits {
            stanza_bytes: 1024 * 1024,
            depth: 100,
            token_bytes: 8_000,
            outgoing_stanza_bytes: 500 * 1024,
            queue_bytes: 16 * 1024 * 1024,
            inbox: 128,
            asks: 1_000,
            barriers: 10_000,
            silence: Duration::from_secs(30),
            dead_after: Duration::from_secs(20),
            connect: Duration::from_secs(5),
            login: Duration::from_secs(10),
            steady: Duration::from_secs(10),
        }
    }
}
