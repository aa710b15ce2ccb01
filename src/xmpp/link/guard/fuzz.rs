//! The guard against streams nobody would write: seeded, so that any failure can be repeated with `GUARD_SEED`;
//! `GUARD_ROUNDS` makes the run longer. What was once interesting is kept in `tests/corpus/guard/`.

use std::fmt::Write;
use std::path::Path;

use super::tests::{HEADER, Outcome, limits, run};
use super::*;

struct Dice(u64);

impl Dice {
    fn new(seed: u64) -> Dice {
        Dice(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        ((u128::from(self.0) * limit as u128) >> 64) as usize
    }

    fn one<'a, T: ?Sized>(&mut self, of: &[&'a T]) -> &'a T {
        of[self.below(of.len())]
    }
}

fn setting(name: &str) -> Option<u64> {
    std::env::var(name).ok()?.parse().ok()
}

fn each_seed(play: impl Fn(&mut Dice)) {
    let seeds = match setting("GUARD_SEED") {
        Some(seed) => seed..seed + 1,
        None => 0..setting("GUARD_ROUNDS").unwrap_or(3_000),
    };
    for seed in seeds {
        let played = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| play(&mut Dice::new(seed))));
        assert!(played.is_ok(), "repeat with GUARD_SEED={seed}");
    }
}

fn split_at_random<'a>(dice: &mut Dice, mut stream: &'a [u8]) -> Vec<&'a [u8]> {
    let mut pieces = Vec::new();
    while !stream.is_empty() {
        let longest = dice.one(&[&1, &3, &20, &500]);
        let (piece, rest) = stream.split_at((1 + dice.below(*longest)).min(stream.len()));
        pieces.push(piece);
        stream = rest;
    }
    pieces
}

const TEXTS: [&str; 8] = ["", "hej", " ", "å > \" '", "&amp;&lt;", "&#229;", "]]&gt;", "longer words than before"];
const ATTRIBUTES: [&str; 6] =
    [" from='a@b/c'", " to=\"d@e\"", " id = '&lt;1>'", "\ntype='error' ", " x:y='/>'", " z=''"];

fn element(dice: &mut Dice, name: &str, depth: usize, into: &mut String) {
    into.push('<');
    into.push_str(name);
    let first = dice.below(ATTRIBUTES.len());
    for attribute in ATTRIBUTES.iter().skip(first).take(dice.below(3)) {
        into.push_str(attribute);
    }
    if dice.below(4) == 0 {
        into.push_str("/>");
        return;
    }
    into.push('>');
    for _ in 0..dice.below(3) {
        into.push_str(dice.one(&TEXTS));
        if depth < limits().depth {
            let name = dice.one(&["a", "b:c", "äö", "message"]);
            element(dice, name, depth + 1, into);
        }
    }
    write!(into, "</{name}>").unwrap();
}

/// A stanza that passes.
fn good(dice: &mut Dice) -> String {
    loop {
        let mut stanza = String::new();
        let name = dice.one(&["message", "presence", "iq", "stream:features"]);
        element(dice, name, 1, &mut stanza);
        if stanza.len() <= limits().stanza_bytes {
            return stanza;
        }
    }
}

/// A stanza that is dropped.
fn bad(dice: &mut Dice) -> (String, Why) {
    let limits = limits();
    let name = dice.one(&["message", "presence", "iq"]);
    let more = 1 + dice.below(3_000);
    let (why, inside) = match dice.below(4) {
        0 => (Why::TooLarge, "x".repeat(limits.stanza_bytes + more)),
        1 => {
            let depth = limits.depth + dice.below(70);
            (Why::TooDeep, format!("{}{}", "<a>".repeat(depth), "</a>".repeat(depth)))
        }
        2 => (Why::TokenTooLong, format!("<a b='{}'/>", "x".repeat(limits.token_bytes + more))),
        _ => {
            let inside = ["<!-- <a> -->", "<![CDATA[<a>]]>", "<?a <a> ?>", "&a;", "\u{2}", "<a></b>"];
            (Why::Malformed, dice.one(&inside).to_owned())
        }
    };
    (format!("<{name} from='a@b/c' id='1'>{inside}</{name}>"), why)
}

#[test]
fn good_stanzas_pass_unchanged_and_bad_ones_are_left_out_whole_wherever_the_stream_is_split() {
    each_seed(|dice| {
        let (mut stream, mut expected) = (HEADER.to_owned(), HEADER.to_owned());
        let mut dropped = Vec::new();
        for _ in 0..dice.below(12) {
            if dice.below(3) == 0 {
                let (stanza, why) = bad(dice);
                stream.push_str(&stanza);
                dropped.push(why);
            } else {
                let stanza = good(dice) + dice.one(&["", " ", "\n"]);
                stream.push_str(&stanza);
                expected.push_str(&stanza);
            }
        }
        let outcome = run(&limits(), split_at_random(dice, stream.as_bytes()));
        assert_eq!(String::from_utf8_lossy(&outcome.passed), expected);
        assert_eq!(outcome.dropped.iter().map(|unreadable| unreadable.why).collect::<Vec<_>>(), dropped);
        assert_eq!(outcome.broken, None);
    });
}

const SCRAPS: [&[u8]; 24] = [
    b"<",
    b">",
    b"/",
    b"</",
    b"/>",
    b"'",
    b"\"",
    b"=",
    b"&",
    b";",
    b"&amp;",
    b"&#",
    b"<!",
    b"<!--",
    b"-->",
    b"<![CDATA[",
    b"]]>",
    b"<?",
    b"?>",
    b"\0",
    b"\xff",
    b" ",
    b"<message>",
    b"</message>",
];

#[test]
fn noise_is_read_the_same_wherever_it_is_split() {
    each_seed(|dice| {
        let mut stream = HEADER.as_bytes().to_vec();
        for _ in 0..1 + dice.below(5) {
            let stanza = if dice.below(2) == 0 { good(dice) } else { bad(dice).0 };
            stream.extend_from_slice(stanza.as_bytes());
        }
        for _ in 0..dice.below(6) {
            let at = if dice.below(8) == 0 {
                dice.below(stream.len())
            } else {
                HEADER.len().min(stream.len()) + dice.below(stream.len().saturating_sub(HEADER.len()) + 1)
            };
            match dice.below(3) {
                0 => drop(stream.splice(at..at, dice.one(&SCRAPS).iter().copied())),
                1 => drop(stream.drain(at..(at + dice.below(9)).min(stream.len()))),
                _ => {
                    if let Some(byte) = stream.get_mut(at) {
                        *byte = dice.below(256) as u8;
                    }
                }
            }
        }
        let whole = run(&limits(), [stream.as_slice()]);
        assert!(is_left_of(&whole.passed, &stream));
        assert_eq!(whole, run(&limits(), split_at_random(dice, &stream)));
        assert_eq!(whole, run(&limits(), stream.chunks(1)));
    });
}

/// Whether `passed` is `stream` with parts left out.
fn is_left_of(passed: &[u8], stream: &[u8]) -> bool {
    let mut rest = stream.iter();
    passed.iter().all(|byte| rest.any(|other| other == byte))
}

fn told(outcome: &Outcome) -> String {
    let mut text = format!("passed {} bytes\n", outcome.passed.len() - HEADER.len());
    for Unreadable { kind, from, to, id, type_, why } in &outcome.dropped {
        writeln!(text, "dropped {} from {from:?} to {to:?} id {id:?} type {type_:?}: {why}", kind.name()).unwrap();
    }
    if let Some(why) = outcome.broken {
        writeln!(text, "broken: {why}").unwrap();
    }
    text
}

/// Each `NAME.xml` is what follows the stream header; `NAME.outcome` says what becomes of it under the real limits;
/// `GUARD_KEEP=1` writes it anew.
#[test]
fn the_kept_corpus_is_read_as_it_was() {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus/guard");
    let mut seen = 0;
    for entry in std::fs::read_dir(corpus).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|extension| extension != "xml") {
            continue;
        }
        let stream = [HEADER.as_bytes(), &std::fs::read(&path).unwrap()].concat();
        for limits in [limits(), Limits::default()] {
            let whole = run(&limits, [stream.as_slice()]);
            for seed in 0..20 {
                assert_eq!(whole, run(&limits, split_at_random(&mut Dice::new(seed), &stream)));
            }
        }
        let outcome = told(&run(&Limits::default(), [stream.as_slice()]));
        if setting("GUARD_KEEP").is_some() {
            std::fs::write(path.with_extension("outcome"), &outcome).unwrap();
        }
        let expected = std::fs::read_to_string(path.with_extension("outcome")).unwrap_or_default();
        assert_eq!(outcome, expected, "{}", path.display());
        seen += 1;
    }
    assert!(seen > 0);
}
