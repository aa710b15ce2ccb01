//! What has left and is not known to have been taken: the barriers behind it, and sending it again when the link was
//! lost in between (DESIGN §7.3).

use std::collections::VecDeque;

use tokio::time::Instant;

use super::edges::Wire;
use super::outgoing;
use crate::xmpp::link::Outgoing;

/// Bytes sent again at once.
const SLICE: usize = 1024 * 1024;

/// One barrier is on its way at a time: what leaves meanwhile is asked about together with the next.
#[derive(Default)]
pub(super) struct Sending {
    /// Batches that the server has not been heard to take, with when they left.
    untaken: VecDeque<(i64, Instant)>,
    /// What the server may not have taken of what left over an earlier connection, still to be sent again.
    again: VecDeque<(i64, Vec<Outgoing>)>,
    /// The batch that the barrier now on its way is behind.
    asked: Option<i64>,
}

impl Sending {
    /// How many batches are not known to be taken.
    pub fn untaken(&self) -> usize {
        self.untaken.len()
    }

    /// The last batch given to the present connection, if it is not known to be taken.
    pub fn last_sent(&self) -> Option<i64> {
        self.untaken.back().map(|(number, _)| *number)
    }

    /// The connection is gone, and with it all that was not taken.
    pub fn lost(&mut self) {
        *self = Sending::default();
    }

    /// Lets a batch leave; behind what is still to be sent again, if anything is.
    pub fn leave(&mut self, wire: &impl Wire, stanzas: Vec<Outgoing>, number: Option<i64>) {
        match number {
            Some(number) if !self.again.is_empty() => self.again.push_back((number, stanzas)),
            Some(number) => self.send(wire, stanzas, number),
            None if stanzas.is_empty() => {}
            None => wire.send(stanzas, None),
        }
    }

    fn send(&mut self, wire: &impl Wire, stanzas: Vec<Outgoing>, number: i64) {
        self.untaken.push_back((number, Instant::now()));
        let ask = self.asked.is_none();
        if ask {
            self.asked = Some(number);
        }
        wire.send(stanzas, barrier(number).filter(|_| ask));
    }

    /// The link is up (again): what the server may not have taken is sent under the same ids.
    pub fn again(&mut self, wire: &impl Wire, outbox: Vec<(i64, Vec<String>)>) {
        let parsed = |stanzas: Vec<String>| stanzas.into_iter().filter_map(outgoing::again).collect();
        self.again = outbox.into_iter().map(|(number, stanzas)| (number, parsed(stanzas))).collect();
        self.send_slice(wire);
    }

    /// Sends the next of it, and no more than the link's queue surely holds; the rest when the server has taken this.
    fn send_slice(&mut self, wire: &impl Wire) {
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
            self.send(wire, slice, number);
        }
    }

    /// The server has everything up to this number; `told` is told when each batch of it left.
    pub fn taken(&mut self, wire: &impl Wire, taken: i64, mut told: impl FnMut(Instant)) {
        while let Some((number, left)) = self.untaken.front().copied().filter(|(number, _)| *number <= taken) {
            tracing::trace!(number, "taken by the server");
            told(left);
            self.untaken.pop_front();
        }
        if self.asked.is_some_and(|asked| asked <= taken) {
            self.asked = None;
        }
        match self.last_sent() {
            None => self.send_slice(wire),
            Some(last) if self.asked.is_none() => {
                self.asked = Some(last);
                wire.send(Vec::new(), barrier(last));
            }
            Some(_) => {}
        }
    }
}

fn barrier(number: i64) -> Option<u64> {
    u64::try_from(number).ok()
}
