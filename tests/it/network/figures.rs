//! What passes between hubs, counted: how much of it is the directory, how much the sessions that are handed on.

use std::collections::BTreeMap;
use std::fmt;

use refdesk::stanza::{Answer, IqBody, PresenceKind, Query, Stanza};

#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Passed {
    pub stanzas: u64,
    pub bytes: u64,
}

impl Passed {
    fn add(&mut self, bytes: usize) {
        self.stanzas += 1;
        self.bytes += bytes as u64;
    }
}

pub struct Figures {
    /// Presence of hubs and their services, and what their hashes stand for.
    pub directory: Passed,
    /// Of that, how often a picture was fetched, and its bytes.
    pub pictures: Passed,
    /// Presences of services.
    pub shown: u64,
    /// Presence by which links are made and ended.
    pub links: Passed,
    /// Invitations, declines and who is in, of rooms and services.
    pub transfers: Passed,
    pub other: Passed,
    pub happened: BTreeMap<String, u64>,
}

impl fmt::Display for Figures {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Figures { directory, pictures, transfers, links, other, shown, .. } = self;
        writeln!(f, "directory {directory:?}, of that pictures {pictures:?}, services shown {shown} times")?;
        write!(f, "transfers {transfers:?}, links {links:?}, other {other:?}")
    }
}

impl Figures {
    pub fn new() -> Self {
        Figures {
            directory: Passed::default(),
            pictures: Passed::default(),
            shown: 0,
            links: Passed::default(),
            transfers: Passed::default(),
            other: Passed::default(),
            happened: BTreeMap::new(),
        }
    }

    pub fn count(&mut self, what: &str) {
        *self.happened.entry(what.to_owned()).or_default() += 1;
    }

    pub fn passed(&mut self, stanza: &Stanza, bytes: usize) {
        match stanza {
            Stanza::Presence(presence) => match presence.kind {
                PresenceKind::Available | PresenceKind::Unavailable | PresenceKind::Probe => {
                    self.directory.add(bytes);
                    self.shown += u64::from(presence.from.node().is_some());
                }
                _ => self.links.add(bytes),
            },
            Stanza::Iq(iq) => match &iq.body {
                IqBody::Get(Query::DiscoInfo { .. }) => self.directory.add(bytes),
                IqBody::Result(Answer::DiscoInfo(_)) => {
                    self.directory.add(bytes);
                    self.pictures.add(bytes);
                }
                _ => self.other.add(bytes),
            },
            Stanza::Message(message) => {
                let is_error = message.error.is_some();
                if is_error { self.other.add(bytes) } else { self.transfers.add(bytes) }
            }
        }
    }
}
