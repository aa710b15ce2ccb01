//! Cuts what a server sends into the stream header, stanzas and the end, by counting tags. It relies on what
//! XMPP forbids a server to send (comments, processing instructions, DTDs: RFC 6120 §11.1).

#[derive(Debug, PartialEq, Eq)]
pub enum Frame {
    /// The stream header, as it came.
    Header(String),
    /// A child of the stream.
    Stanza(String),
    End,
}

/// More than any server lets pass as one stanza.
const MOST: usize = 4 << 20;

#[derive(Default)]
pub struct Framing {
    pending: Vec<u8>,
    /// Up to here `pending` has been looked at.
    seen: usize,
    /// Where the stanza in progress begins.
    start: usize,
    depth: usize,
}

impl Framing {
    pub fn push(&mut self, bytes: &[u8]) {
        self.pending.extend_from_slice(bytes);
        assert!(self.pending.len() <= MOST, "the server sends a stanza without end");
    }

    /// Forgets the old stream; the server answers the next header with a new one (RFC 6120 §6.4.6).
    pub fn reset(&mut self) {
        *self = Framing::default();
    }

    /// The next complete frame in what has been pushed.
    pub fn next(&mut self) -> Option<Frame> {
        loop {
            let open = self.seen + self.pending[self.seen..].iter().position(|byte| *byte == b'<')?;
            let end = tag_end(&self.pending, open)?;
            let tag = &self.pending[open..end];
            let (declaration, closing) = (tag.starts_with(b"<?"), tag.starts_with(b"</"));
            let empty = tag.ends_with(b"/>");
            self.seen = end;
            if declaration {
                continue;
            }
            if self.depth == 1 && !closing {
                self.start = open;
            }
            match (closing, empty) {
                (true, _) => self.depth = self.depth.saturating_sub(1),
                (false, false) => self.depth += 1,
                (false, true) => {}
            }
            if closing && self.depth == 0 {
                return Some(Frame::End);
            }
            if self.depth == 1 {
                if !closing && !empty {
                    return Some(Frame::Header(self.take(open, end)));
                }
                return Some(Frame::Stanza(self.take(self.start, end)));
            }
        }
    }

    fn take(&mut self, start: usize, end: usize) -> String {
        let text = String::from_utf8_lossy(&self.pending[start..end]).into_owned();
        self.pending.drain(..end);
        (self.seen, self.start) = (0, 0);
        text
    }
}

/// Where the tag that begins at `open` ends; a `>` inside an attribute does not count.
fn tag_end(bytes: &[u8], open: usize) -> Option<usize> {
    let mut quote = None;
    for (index, byte) in bytes.iter().enumerate().skip(open) {
        match (quote, byte) {
            (None, b'>') => return Some(index + 1),
            (None, b'"' | b'\'') => quote = Some(*byte),
            (Some(open), byte) if open == *byte => quote = None,
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    const STREAM: &str =
        "<?xml version='1.0'?><stream:stream id='a>b'> <a/>\n<b><c x=\"/>\"><b>ö</b></c></b></stream:stream>";

    #[test]
    fn a_stream_is_cut_the_same_wherever_its_bytes_are_cut() {
        for at in 0..STREAM.len() {
            let mut framing = Framing::default();
            let mut frames = Vec::new();
            for part in [&STREAM.as_bytes()[..at], &STREAM.as_bytes()[at..]] {
                framing.push(part);
                frames.extend(std::iter::from_fn(|| framing.next()));
            }
            let expected = [
                Frame::Header("<stream:stream id='a>b'>".into()),
                Frame::Stanza("<a/>".into()),
                Frame::Stanza("<b><c x=\"/>\"><b>ö</b></c></b>".into()),
                Frame::End,
            ];
            assert_eq!(frames, expected, "cut at {at}");
        }
    }
}
