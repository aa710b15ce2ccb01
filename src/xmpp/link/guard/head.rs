//! What the guard remembers of a stanza's start tag, enough to answer it without having parsed it: its name and its
//! `from`, `to`, `id` and `type`, with references resolved. Bounded by the guard's token limit for each value.

use std::mem;

use jid::Jid;
use xmpp_parsers::ns;

use super::super::{StanzaKind, Unreadable, Why};

const NAME_BYTES: usize = "presence".len();
const ATTRIBUTES: [&str; 5] = ["from", "to", "id", "type", "xmlns"];
const ATTRIBUTE_BYTES: usize = "xmlns".len();

#[derive(Default)]
pub(crate) struct Head {
    name: Vec<u8>,
    attribute: Vec<u8>,
    value: Option<Vec<u8>>,
    values: [Option<String>; ATTRIBUTES.len()],
    limit: usize,
}

impl Head {
    pub(super) fn new(limit: usize) -> Head {
        Head { limit, ..Head::default() }
    }

    pub(super) fn clear(&mut self) {
        *self = Head::new(self.limit);
    }

    pub(super) fn name_byte(&mut self, byte: u8) {
        if self.name.len() <= NAME_BYTES {
            self.name.push(byte);
        }
    }

    pub(super) fn attribute_begins(&mut self) {
        self.attribute.clear();
    }

    pub(super) fn attribute_byte(&mut self, byte: u8) {
        if self.attribute.len() <= ATTRIBUTE_BYTES {
            self.attribute.push(byte);
        }
    }

    pub(super) fn value_begins(&mut self) {
        self.value = self.slot().map(|_| Vec::new());
    }

    pub(super) fn value_bytes(&mut self, bytes: &[u8]) {
        if let Some(value) = &mut self.value {
            if value.len() + bytes.len() > self.limit {
                self.value = None;
            } else {
                value.extend_from_slice(bytes);
            }
        }
    }

    pub(super) fn value_ends(&mut self) {
        if let (Some(slot), Some(value)) = (self.slot(), self.value.take()) {
            self.values[slot] = String::from_utf8(value).ok();
        }
    }

    fn slot(&self) -> Option<usize> {
        ATTRIBUTES.iter().position(|name| name.as_bytes() == self.attribute)
    }

    pub(crate) fn kind(&self) -> Option<StanzaKind> {
        match self.name.as_slice() {
            b"message" => Some(StanzaKind::Message),
            b"presence" => Some(StanzaKind::Presence),
            b"iq" => Some(StanzaKind::Iq),
            _ => None,
        }
    }

    pub(crate) fn from(&self) -> Option<&str> {
        self.values[0].as_deref()
    }

    pub(crate) fn to(&self) -> Option<&str> {
        self.values[1].as_deref()
    }

    /// A stanza by name that is in another namespace: the parser would end the stream over it.
    pub(super) fn is_foreign(&self) -> bool {
        self.kind().is_some() && self.values[4].as_deref().is_some_and(|given| given != ns::COMPONENT)
    }

    pub(super) fn unreadable(&mut self, why: Why) -> Option<Unreadable> {
        let kind = self.kind()?;
        let [from, to, id, type_, _] = mem::take(&mut self.values);
        let address = |text: Option<String>| text.and_then(|text| Jid::new(&text).ok());
        Some(Unreadable { kind, from: address(from), to: address(to), id, type_, why })
    }
}
