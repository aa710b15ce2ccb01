//! From what somebody typed to a [`Query`], and back to the one way of writing it (docs/query.md).

use std::fmt;

use super::mistake::{Mistake, What};
use super::{Comparison, Node, QUOTES, Query, Term};
use crate::desk::language::Level;

/// Characters of a query.
pub const LONGEST: usize = 1_000;
/// Terms of a query.
pub const MOST_TERMS: usize = 40;
/// Parentheses and negations within one another.
pub const DEEPEST: usize = 10;

/// A query, and where in the text each key stands (the key as in the query; the place in characters, from 1).
pub fn parse(text: &str) -> Result<(Query, Vec<(String, usize)>), Mistake> {
    if text.chars().count() > LONGEST {
        return Err(Mistake::new(What::TooLong { most: LONGEST }, "", 0));
    }
    let text: Vec<char> = text.chars().collect();
    let mut parser = Parser { text: &text, at: 0, terms: 0, keys: Vec::new() };
    parser.skip_space();
    if parser.peek().is_none() {
        return Err(Mistake::new(What::Empty, "", 0));
    }
    let node = parser.any(0)?;
    match parser.peek() {
        None => Ok((Query(node), parser.keys)),
        Some(sign) => Err(parser.mistake(What::NotOpened, &sign.to_string(), parser.at)),
    }
}

struct Parser<'t> {
    text: &'t [char],
    at: usize,
    terms: usize,
    keys: Vec<(String, usize)>,
}

/// What stands between terms.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Join {
    And,
    Or,
    Not,
}

impl Parser<'_> {
    fn any(&mut self, depth: usize) -> Result<Node, Mistake> {
        let mut nodes = vec![self.all(depth)?];
        while let Some((Join::Or, length)) = self.join() {
            let at = self.at;
            self.step(length);
            if self.is_end() {
                return Err(self.mistake(What::Unfinished, &self.piece(at, length), at));
            }
            nodes.push(self.all(depth)?);
        }
        Ok(Node::any(nodes))
    }

    fn all(&mut self, depth: usize) -> Result<Node, Mistake> {
        let mut nodes = vec![self.one(depth)?];
        loop {
            match self.join() {
                Some((Join::Or, _)) => break,
                Some((Join::And, length)) => {
                    let at = self.at;
                    self.step(length);
                    if self.is_end() {
                        return Err(self.mistake(What::Unfinished, &self.piece(at, length), at));
                    }
                }
                _ if self.is_end() => break,
                _ => {}
            }
            nodes.push(self.one(depth)?);
        }
        Ok(Node::all(nodes))
    }

    fn one(&mut self, depth: usize) -> Result<Node, Mistake> {
        let at = self.at;
        if depth >= DEEPEST {
            return Err(self.mistake(What::TooDeep { most: DEEPEST }, &self.piece(at, 1), at));
        }
        match (self.join(), self.peek()) {
            (Some((Join::Not, length)), _) => {
                self.step(length);
                if self.is_end() {
                    return Err(self.mistake(What::Unfinished, &self.piece(at, length), at));
                }
                Ok(Node::Not(Box::new(self.one(depth + 1)?)))
            }
            (Some((_, length)), _) => Err(self.mistake(What::Unfinished, &self.piece(at, length), at)),
            (None, Some('(')) => {
                self.step(1);
                if self.peek().is_none() {
                    return Err(self.mistake(What::NotClosed, "(", at));
                }
                if self.peek() == Some(')') {
                    return Err(self.mistake(What::Unfinished, "()", at));
                }
                let node = self.any(depth + 1)?;
                if self.peek() != Some(')') {
                    return Err(self.mistake(What::NotClosed, "(", at));
                }
                self.step(1);
                Ok(node)
            }
            (None, Some(')')) => Err(self.mistake(What::NotOpened, ")", at)),
            _ => self.term(),
        }
    }

    fn term(&mut self) -> Result<Node, Mistake> {
        let start = self.at;
        self.terms += 1;
        if self.terms > MOST_TERMS {
            return Err(self.mistake(What::TooMany { most: MOST_TERMS }, &self.piece(start, 20), start));
        }
        let mut key = None;
        let (mut text, mut quoted) = self.value(true)?;
        if !quoted && self.now() == Some(':') {
            let name = key_of(&text);
            self.at += 1;
            (text, quoted) = self.value(false)?;
            if text.is_empty() {
                return Err(self.mistake(What::NoValue, &self.piece(start, self.at - start), start));
            }
            self.keys.push((name.clone(), start + 1));
            key = Some(name);
        }
        if text.is_empty() || key.as_deref() == Some("") {
            return Err(self.mistake(What::Unfinished, &self.piece(start, 1), start));
        }
        let level = self.level()?;
        if key.as_deref() == Some("duty") && (level.is_some() || !matches!(text.as_str(), "on" | "off")) {
            return Err(self.mistake(What::NotDuty, &text, start));
        }
        self.skip_space();
        Ok(Node::Term(Term { key, text, quoted, level }))
    }

    /// What is quoted, or one word; before a key's colon if that is to be seen.
    fn value(&mut self, to_colon: bool) -> Result<(String, bool), Mistake> {
        let start = self.at;
        if self.now().is_some_and(|sign| QUOTES.contains(&sign)) {
            self.at += 1;
            while let Some(sign) = self.now() {
                self.at += 1;
                if QUOTES.contains(&sign) {
                    let text: String = self.text[start + 1..self.at - 1].iter().collect();
                    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
                    return Ok((text, true));
                }
            }
            return Err(self.mistake(What::NotClosed, &self.piece(start, 20), start));
        }
        let ends = |sign: char| {
            sign.is_whitespace()
                || QUOTES.contains(&sign)
                || matches!(sign, '(' | ')' | '<' | '>' | '=' | '&' | '|')
                || (to_colon && sign == ':')
        };
        while self.now().is_some_and(|sign| !ends(sign)) {
            self.at += 1;
        }
        Ok((self.text[start..self.at].iter().collect(), false))
    }

    fn level(&mut self) -> Result<Option<(Comparison, Level)>, Mistake> {
        let before = self.at;
        self.skip_space();
        let start = self.at;
        let two = self.now().zip(self.text.get(start + 1).copied());
        let (comparison, length) = match (self.now(), two) {
            (_, Some(('>', '='))) => (Comparison::AtLeast, 2),
            (_, Some(('<', '='))) => (Comparison::AtMost, 2),
            (Some('='), _) => (Comparison::Exactly, 1),
            (Some('>'), _) => (Comparison::Above, 1),
            (Some('<'), _) => (Comparison::Below, 1),
            _ => {
                self.at = before;
                return Ok(None);
            }
        };
        self.step(length);
        let (word, _) = self.value(false)?;
        let level = word.parse();
        let level = level.map_err(|_| self.mistake(What::NotALevel, &self.piece(start, self.at - start), start))?;
        Ok(Some((comparison, level)))
    }

    /// Whether `and`, `or` or `not`, or a sign for it, stands here, and how long it is.
    fn join(&self) -> Option<(Join, usize)> {
        match self.now()? {
            '&' => return Some((Join::And, if self.text.get(self.at + 1) == Some(&'&') { 2 } else { 1 })),
            '|' => return Some((Join::Or, if self.text.get(self.at + 1) == Some(&'|') { 2 } else { 1 })),
            '-' | '!' => return Some((Join::Not, 1)),
            _ => {}
        }
        let rest = &self.text[self.at..];
        let length = rest.iter().take_while(|sign| sign.is_alphanumeric()).count();
        let ends = rest
            .get(length)
            .is_none_or(|sign| sign.is_whitespace() || matches!(sign, '(' | ')' | '&' | '|') || QUOTES.contains(sign));
        let word: String = rest.iter().take(length.min(4)).flat_map(|sign| sign.to_lowercase()).collect();
        let join = match word.as_str() {
            "and" => Join::And,
            "or" => Join::Or,
            "not" => Join::Not,
            _ => return None,
        };
        ends.then_some((join, length))
    }

    fn now(&self) -> Option<char> {
        self.text.get(self.at).copied()
    }

    fn peek(&self) -> Option<char> {
        self.now()
    }

    /// Nothing more in these parentheses.
    fn is_end(&self) -> bool {
        matches!(self.now(), None | Some(')'))
    }

    fn step(&mut self, length: usize) {
        self.at += length;
        self.skip_space();
    }

    fn skip_space(&mut self) {
        while self.now().is_some_and(char::is_whitespace) {
            self.at += 1;
        }
    }

    fn piece(&self, start: usize, length: usize) -> String {
        self.text.iter().skip(start).take(length).collect()
    }

    fn mistake(&self, what: What, piece: &str, at: usize) -> Mistake {
        Mistake::new(what, piece, at + 1)
    }
}

fn key_of(text: &str) -> String {
    match text.to_lowercase() {
        key if key == "language" => "lang".to_owned(),
        key => key,
    }
}

impl fmt::Display for Query {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Display for Node {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let joined = |f: &mut fmt::Formatter<'_>, nodes: &[Node], sign: &str| {
            nodes.iter().enumerate().try_for_each(|(place, node)| {
                if place > 0 {
                    f.write_str(sign)?;
                }
                match (node, sign) {
                    (Node::Any(_), _) => write!(f, "({node})"),
                    _ => write!(f, "{node}"),
                }
            })
        };
        match self {
            Node::All(nodes) => joined(f, nodes, " "),
            Node::Any(nodes) => joined(f, nodes, " or "),
            Node::Not(node) if matches!(**node, Node::All(_) | Node::Any(_)) => write!(f, "not ({node})"),
            Node::Not(node) => write!(f, "not {node}"),
            Node::Term(term) => term.fmt(f),
        }
    }
}

impl fmt::Display for Term {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(key) = &self.key {
            write!(f, "{key}:")?;
        }
        if self.quoted { write!(f, "\"{}\"", self.text) } else { f.write_str(&self.text) }?;
        match self.level {
            Some((comparison, level)) => write!(f, "{comparison}{level}"),
            None => Ok(()),
        }
    }
}

impl fmt::Display for Comparison {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Comparison::AtLeast => ">=",
            Comparison::AtMost => "<=",
            Comparison::Exactly => "=",
            Comparison::Above => ">",
            Comparison::Below => "<",
        })
    }
}
