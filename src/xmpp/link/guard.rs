//! The guard between the socket and the XML parser.
//!
//! The parser aborts the process on deep nesting and ends the connection on a long token, and a server passes both
//! on from anyone. The guard reads the bytes of the stream just far enough to know where each stanza begins and
//! ends; a stanza over a limit, or with XML that XMPP forbids (RFC 6120 §11.1), is left out of the stream whole and
//! reported by its start tag, so that it can be answered. Accepted bytes leave exactly as they came. It holds at
//! most one stanza's limit, and nothing of a stanza it has given up. It leaves names, namespaces and characters to
//! the parser; what it cannot divide into stanzas at all ends the connection.

#[cfg(test)]
mod fuzz;
mod head;
#[cfg(test)]
mod tests;
mod xml;

use super::{Limits, StanzaKind, Unreadable, Why};
pub(super) use head::Head;
use xml::{REFERENCE_BYTES, is_forbidden, is_name, is_space, referred};

/// Buffers larger than this are given back after the stanza that needed them.
const KEPT_CAPACITY: usize = 64 * 1024;

/// What `feed` met.
#[derive(Debug, PartialEq)]
pub(super) enum Fed {
    /// All input was read; what may pass is in `ready`.
    All,
    /// A stanza was left out here. The rest of the input waits for the next call.
    Dropped(Unreadable),
    /// This is not a stream of stanzas; nothing more can be read.
    Broken(&'static str),
}

enum Step {
    Inside,
    Boundary,
    Broken(&'static str),
}

#[derive(Clone, Copy)]
enum State {
    Text,
    Open,
    Name,
    Tag,
    AttributeName,
    BeforeEquals,
    BeforeValue,
    Value(u8),
    AfterValue,
    Slash,
    EndName,
    AfterEndName,
    Bang(usize),
    Cdata(u8),
    Comment(u8),
    Instruction(bool),
    /// A reference, in a value (with its quote) or in text.
    Reference(Option<u8>),
}

pub(super) struct Guard {
    stanza_bytes: usize,
    max_depth: usize,
    token_bytes: usize,
    /// Bytes to pass up to `ready`, of which `taken` are gone already; behind them the stanza being read.
    held: Vec<u8>,
    taken: usize,
    ready: usize,
    state: State,
    depth: usize,
    names: Vec<u64>,
    name: u64,
    token: usize,
    size: usize,
    reference: Vec<u8>,
    head: Head,
    doomed: Option<Why>,
    stanzas: u64,
}

impl Guard {
    pub(super) fn new(limits: &Limits) -> Guard {
        Guard {
            stanza_bytes: limits.stanza_bytes,
            max_depth: limits.depth,
            token_bytes: limits.token_bytes,
            held: Vec::new(),
            taken: 0,
            ready: 0,
            state: State::Text,
            depth: 0,
            names: Vec::new(),
            name: 0,
            token: 0,
            size: 0,
            reference: Vec::new(),
            head: Head::new(limits.token_bytes),
            doomed: None,
            stanzas: 0,
        }
    }

    /// Weighs one outgoing text: exactly one whole stanza within the limits.
    pub(super) fn weigh(limits: &Limits, xml: &str) -> Result<(StanzaKind, Head), Why> {
        if xml.len() > limits.outgoing_stanza_bytes {
            return Err(Why::TooLarge);
        }
        if !xml.starts_with('<') || xml.contains(['\u{fffe}', '\u{ffff}']) {
            return Err(Why::Malformed);
        }
        let mut guard = Guard::new(limits);
        guard.stanza_bytes = limits.outgoing_stanza_bytes;
        guard.depth = 1;
        guard.names.push(0);
        match guard.feed(xml.as_bytes()) {
            (_, Fed::Dropped(unreadable)) => return Err(unreadable.why),
            (_, Fed::Broken(_)) => return Err(Why::Malformed),
            (_, Fed::All) => {}
        }
        if guard.stanzas != 1 || guard.depth != 1 || guard.ready != xml.len() {
            return Err(Why::Malformed);
        }
        let kind = guard.head.kind().ok_or(Why::Malformed)?;
        Ok((kind, guard.head))
    }

    /// The bytes that may pass.
    pub(super) fn ready(&self) -> &[u8] {
        &self.held[self.taken..self.ready]
    }

    /// Gives up the first `count` bytes of `ready`.
    pub(super) fn consume(&mut self, count: usize) {
        self.taken = (self.taken + count).min(self.ready);
        if self.taken == self.ready {
            self.held.drain(..self.ready);
            (self.taken, self.ready) = (0, 0);
            self.held.shrink_to(KEPT_CAPACITY);
        }
    }

    /// Reads input; returns how much of it was read and why it stopped.
    pub(super) fn feed(&mut self, input: &[u8]) -> (usize, Fed) {
        let mut settled = 0;
        let mut at = 0;
        while let Some(&byte) = input.get(at) {
            let run = self.plain_run(&input[at..]);
            if run > 0 {
                at += run;
                self.grow(run);
                continue;
            }
            at += 1;
            self.grow(1);
            match self.step(byte) {
                Step::Inside => {}
                Step::Boundary => {
                    let doomed = self.doomed.take();
                    if doomed.is_none() {
                        self.held.extend_from_slice(&input[settled..at]);
                        self.ready = self.held.len();
                    }
                    settled = at;
                    self.size = 0;
                    if let Some(unreadable) = doomed.and_then(|why| self.head.unreadable(why)) {
                        return (at, Fed::Dropped(unreadable));
                    }
                }
                Step::Broken(why) => return (at, Fed::Broken(why)),
            }
        }
        if self.doomed.is_none() {
            self.held.extend_from_slice(&input[settled..]);
        }
        (at, Fed::All)
    }

    /// How many of the next bytes are plain text that needs no look.
    fn plain_run(&self, rest: &[u8]) -> usize {
        if !matches!(self.state, State::Text) || self.depth < 2 {
            return 0;
        }
        rest.iter().position(|&byte| byte == b'<' || byte == b'&' || is_forbidden(byte)).unwrap_or(rest.len())
    }

    fn grow(&mut self, count: usize) {
        self.size += count;
        if self.size > self.stanza_bytes {
            self.doom(Why::TooLarge);
        }
    }

    fn doom(&mut self, why: Why) {
        if self.doomed.is_none() {
            self.doomed = Some(why);
            self.held.truncate(self.ready);
            self.held.shrink_to(KEPT_CAPACITY.max(self.ready));
        }
    }

    fn step(&mut self, byte: u8) -> Step {
        if is_forbidden(byte) {
            self.doom(Why::Malformed);
        }
        if self.depth == 0 && self.doomed.is_some() {
            return Step::Broken("the stream header is too large or malformed");
        }
        match self.state {
            State::Text => self.text(byte),
            State::Open => self.open(byte),
            State::Name => match byte {
                b'>' => self.opened(),
                b'/' => self.go(State::Slash),
                _ if is_space(byte) => self.go(State::Tag),
                _ if is_name(byte) => {
                    self.name_byte(byte);
                    if self.depth == 1 {
                        self.head.name_byte(byte);
                    }
                    Step::Inside
                }
                _ => Step::Broken("a tag's name is malformed"),
            },
            State::Tag | State::AfterValue => self.tag(byte),
            State::AttributeName => match byte {
                b'=' => self.go(State::BeforeValue),
                _ if is_space(byte) => self.go(State::BeforeEquals),
                _ if is_name(byte) => {
                    self.token_byte();
                    if self.depth == 1 {
                        self.head.attribute_byte(byte);
                    }
                    Step::Inside
                }
                _ => Step::Broken("an attribute's name is malformed"),
            },
            State::BeforeEquals => match byte {
                b'=' => self.go(State::BeforeValue),
                _ if is_space(byte) => Step::Inside,
                _ => Step::Broken("an attribute has no value"),
            },
            State::BeforeValue => match byte {
                b'"' | b'\'' => {
                    self.token = 0;
                    if self.depth == 1 {
                        self.head.value_begins();
                    }
                    self.go(State::Value(byte))
                }
                _ if is_space(byte) => Step::Inside,
                _ => Step::Broken("an attribute's value is not quoted"),
            },
            State::Value(quote) => self.value(quote, byte),
            State::Reference(quote) => self.in_reference(quote, byte),
            State::Slash => match byte {
                b'>' if self.depth == 0 => Step::Broken("the stream ends where it begins"),
                b'>' => {
                    if self.depth > self.max_depth {
                        self.doom(Why::TooDeep);
                    }
                    self.state = State::Text;
                    if self.depth == 1 {
                        self.head_is_complete();
                        self.stanzas += 1;
                    }
                    self.boundary_if_outside()
                }
                _ => Step::Broken("a tag is malformed"),
            },
            State::EndName => match byte {
                b'>' => self.closed(),
                _ if is_space(byte) => self.go(State::AfterEndName),
                _ if is_name(byte) => {
                    self.name_byte(byte);
                    Step::Inside
                }
                _ => Step::Broken("an end tag is malformed"),
            },
            State::AfterEndName => match byte {
                b'>' => self.closed(),
                _ if is_space(byte) => Step::Inside,
                _ => Step::Broken("an end tag is malformed"),
            },
            State::Bang(seen) => self.bang(seen, byte),
            State::Comment(dashes) => match (dashes, byte) {
                (2, b'>') => self.end_of_markup(),
                (_, b'-') => self.go(State::Comment((dashes + 1).min(2))),
                _ => self.go(State::Comment(0)),
            },
            State::Cdata(brackets) => match (brackets, byte) {
                (2, b'>') => self.end_of_markup(),
                (_, b']') => self.go(State::Cdata((brackets + 1).min(2))),
                _ => self.go(State::Cdata(0)),
            },
            State::Instruction(question) => match byte {
                b'>' if question => self.end_of_markup(),
                _ => self.go(State::Instruction(byte == b'?')),
            },
        }
    }

    fn go(&mut self, state: State) -> Step {
        self.state = state;
        Step::Inside
    }

    fn text(&mut self, byte: u8) -> Step {
        match byte {
            b'<' => {
                if self.depth == 1 {
                    self.head.clear();
                }
                self.go(State::Open)
            }
            _ if self.depth < 2 && is_space(byte) => Step::Boundary,
            _ if self.depth < 2 => Step::Broken("text between stanzas"),
            b'&' => self.begin_reference(None),
            _ => Step::Inside,
        }
    }

    fn open(&mut self, byte: u8) -> Step {
        self.token = 0;
        self.name = NAME_SEED;
        match byte {
            b'/' if self.depth > 0 => self.go(State::EndName),
            b'?' => {
                if self.depth > 0 {
                    self.doom(Why::Malformed);
                }
                self.go(State::Instruction(false))
            }
            b'!' if self.depth > 0 => {
                self.doom(Why::Malformed);
                self.go(State::Bang(0))
            }
            _ if is_name(byte) => {
                self.name_byte(byte);
                if self.depth == 1 {
                    self.head.name_byte(byte);
                }
                self.go(State::Name)
            }
            _ => Step::Broken("a tag has no name"),
        }
    }

    fn tag(&mut self, byte: u8) -> Step {
        match byte {
            b'>' => self.opened(),
            b'/' => self.go(State::Slash),
            _ if is_space(byte) => self.go(State::Tag),
            _ if is_name(byte) && matches!(self.state, State::Tag) => {
                self.token = 0;
                self.token_byte();
                if self.depth == 1 {
                    self.head.attribute_begins();
                    self.head.attribute_byte(byte);
                }
                self.go(State::AttributeName)
            }
            _ => Step::Broken("a tag is malformed"),
        }
    }

    fn value(&mut self, quote: u8, byte: u8) -> Step {
        if byte == quote {
            self.head.value_ends();
            return self.go(State::AfterValue);
        }
        self.token_byte();
        match byte {
            b'&' => self.begin_reference(Some(quote)),
            _ => {
                if byte == b'<' {
                    self.doom(Why::Malformed);
                }
                self.head.value_bytes(&[byte]);
                Step::Inside
            }
        }
    }

    fn begin_reference(&mut self, quote: Option<u8>) -> Step {
        self.reference.clear();
        self.go(State::Reference(quote))
    }

    fn in_reference(&mut self, quote: Option<u8>, byte: u8) -> Step {
        let back = quote.map_or(State::Text, State::Value);
        let fits = self.reference.len() < REFERENCE_BYTES;
        if fits && (byte == b'#' || byte.is_ascii_alphanumeric()) {
            if quote.is_some() {
                self.token_byte();
            }
            self.reference.push(byte);
            return Step::Inside;
        }
        self.state = back;
        let character = if byte == b';' { referred(&self.reference) } else { None };
        match character {
            Some(character) => {
                if quote.is_some() {
                    self.token_byte();
                    self.head.value_bytes(character.encode_utf8(&mut [0; 4]).as_bytes());
                }
                Step::Inside
            }
            None => {
                self.doom(Why::Malformed);
                self.step(byte)
            }
        }
    }

    fn opened(&mut self) -> Step {
        self.state = State::Text;
        if self.depth > self.max_depth {
            self.doom(Why::TooDeep);
        }
        if self.names.len() == self.depth && self.depth <= self.max_depth {
            self.names.push(self.name);
        }
        if self.depth == 1 {
            self.head_is_complete();
        }
        self.depth += 1;
        if self.depth == 1 { Step::Boundary } else { Step::Inside }
    }

    fn closed(&mut self) -> Step {
        self.state = State::Text;
        if self.names.len() == self.depth && self.names.pop() != Some(self.name) && self.depth > 1 {
            self.doom(Why::Malformed);
        }
        self.depth -= 1;
        if self.depth == 1 {
            self.stanzas += 1;
        }
        self.boundary_if_outside()
    }

    fn boundary_if_outside(&self) -> Step {
        if self.depth < 2 { Step::Boundary } else { Step::Inside }
    }

    fn end_of_markup(&mut self) -> Step {
        self.state = State::Text;
        self.boundary_if_outside()
    }

    fn bang(&mut self, seen: usize, byte: u8) -> Step {
        const CDATA: &[u8] = b"[CDATA[";
        const COMMENT: &[u8] = b"--";
        let opening = if seen == 0 {
            self.reference.clear();
            if byte == COMMENT[0] { COMMENT } else { CDATA }
        } else if self.reference.first() == Some(&COMMENT[0]) {
            COMMENT
        } else {
            CDATA
        };
        if opening.get(seen) != Some(&byte) {
            return Step::Broken("a document type or other declaration");
        }
        self.reference.push(byte);
        if seen + 1 < opening.len() {
            return self.go(State::Bang(seen + 1));
        }
        self.go(if opening == COMMENT { State::Comment(0) } else { State::Cdata(0) })
    }

    fn head_is_complete(&mut self) {
        if self.head.is_foreign() {
            self.doom(Why::Malformed);
        }
    }

    fn name_byte(&mut self, byte: u8) {
        self.name = (self.name ^ u64::from(byte)).wrapping_mul(NAME_PRIME);
        self.token_byte();
    }

    fn token_byte(&mut self) {
        self.token += 1;
        if self.token > self.token_bytes {
            self.doom(Why::TokenTooLong);
        }
    }
}

/// Names are compared by their FNV-1a hash: the server's own parser has compared them already.
const NAME_SEED: u64 = 0xcbf2_9ce4_8422_2325;
const NAME_PRIME: u64 = 0x0000_0100_0000_01b3;
