//! Reads a scenario file into steps. The language is told in `tests/scenarios/README.md`; the sentences that
//! stand for stanzas are in `sentence`.

use std::{collections::BTreeMap, fmt, path::Path, time::Duration};

use minidom::Element;

use super::sentence::Speech;
use crate::client::{NS, parse};

/// The hub's address in every scenario.
pub const HUB: &str = "ref.localhost";

#[derive(Debug)]
pub struct Scenario {
    pub file: String,
    /// Where it is played; everywhere, if it does not say.
    pub stages: Vec<String>,
    /// Values of the configuration's `[limits]`.
    pub limits: Vec<(String, String)>,
    pub cast: Vec<Role>,
    pub acts: Vec<Act>,
}

#[derive(Debug)]
pub struct Role {
    pub line: usize,
    pub name: String,
    /// The full JID to log in as; a visitor has none.
    pub jid: Option<String>,
    /// Not there from the beginning.
    pub later: bool,
}

#[derive(Debug)]
pub struct Act {
    pub line: usize,
    pub step: Step,
}

#[derive(Debug)]
pub enum Step {
    Does(String, Deed),
    Sends(String, Element),
    Receives(String, Element),
    /// Nothing like it, from the beginning or from here on, to the end of the scenario or to `by now`.
    Never {
        who: String,
        pattern: Element,
        from_here: bool,
    },
    ByNow,
    TimePasses(Duration),
    DeskRestarts,
    ServerRestarts,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Deed {
    Connects,
    LogsOut,
    Vanishes,
    GoesSilent,
    Wakes,
}

#[derive(Debug)]
pub struct Unreadable {
    pub file: String,
    pub line: usize,
    pub reason: String,
}

impl fmt::Display for Unreadable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}", self.file, self.line, self.reason)
    }
}

impl Scenario {
    pub fn read(path: &Path) -> Result<Scenario, Unreadable> {
        let file = path.strip_prefix(env!("CARGO_MANIFEST_DIR")).unwrap_or(path).display().to_string();
        match std::fs::read_to_string(path) {
            Ok(text) => Scenario::parse(&file, &text),
            Err(error) => Err(Unreadable { file, line: 0, reason: error.to_string() }),
        }
    }

    pub fn parse(file: &str, text: &str) -> Result<Scenario, Unreadable> {
        let (stages, limits, cast, acts) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        let scenario = Scenario { file: file.to_owned(), stages, limits, cast, acts };
        let mut reading = Reading { scenario, nicks: BTreeMap::new() };
        for (line, sentence) in sentences(text) {
            let read = reading.read(line, &sentence);
            read.map_err(|reason| Unreadable { file: file.to_owned(), line, reason })?;
        }
        Ok(reading.scenario)
    }
}

/// Lines, each with the indented ones below it, without comments.
fn sentences(text: &str) -> Vec<(usize, String)> {
    let mut sentences: Vec<(usize, String)> = Vec::new();
    for (index, line) in text.lines().enumerate() {
        if line.starts_with('#') || line.trim().is_empty() {
            continue;
        }
        match sentences.last_mut() {
            Some((_, sentence)) if line.starts_with([' ', '\t']) => {
                sentence.push('\n');
                sentence.push_str(line.trim_end());
            }
            _ => sentences.push((index + 1, line.trim().to_owned())),
        }
    }
    sentences
}

struct Reading {
    scenario: Scenario,
    /// Under which nick who has joined what, for the sentences that follow.
    nicks: BTreeMap<(String, String), String>,
}

impl Reading {
    fn read(&mut self, line: usize, sentence: &str) -> Result<(), String> {
        if let Some(role) = sentence.strip_prefix('[') {
            self.scenario.cast.push(role_of(line, role)?);
            return Ok(());
        }
        let (first, rest) = sentence.split_once(char::is_whitespace).unwrap_or((sentence, ""));
        match (first, rest.trim()) {
            ("stages", names) => self.scenario.stages.extend(names.split_whitespace().map(str::to_owned)),
            ("limits", limits) => {
                for limit in limits.split_whitespace() {
                    let (name, value) = limit.split_once('=').ok_or("a limit is written offer=1s")?;
                    self.scenario.limits.push((name.to_owned(), value.to_owned()));
                }
            }
            ("by", "now") => self.act(line, Step::ByNow),
            ("restart", "the desk") => self.act(line, Step::DeskRestarts),
            ("restart", "the server") => self.act(line, Step::ServerRestarts),
            ("time", span) => {
                let span = span.strip_prefix("passes ").ok_or("time passes 20s")?;
                self.act(line, Step::TimePasses(duration(span)?));
            }
            (who, rest) if self.scenario.cast.iter().any(|role| role.name == who) => self.line(line, who, rest)?,
            (who, _) => return Err(format!("who is {who}? First say: [{who}] client {who}@localhost/desk")),
        }
        Ok(())
    }

    fn line(&mut self, line: usize, who: &str, rest: &str) -> Result<(), String> {
        let deed = match rest {
            "connects" => Some(Deed::Connects),
            "logs out" => Some(Deed::LogsOut),
            "vanishes" => Some(Deed::Vanishes),
            "goes silent" => Some(Deed::GoesSilent),
            "wakes" => Some(Deed::Wakes),
            _ => None,
        };
        if let Some(deed) = deed {
            self.act(line, Step::Does(who.to_owned(), deed));
            return Ok(());
        }
        if let Some(xml) = rest.strip_prefix("sends:") {
            for stanza in stanzas(xml)? {
                self.act(line, Step::Sends(who.to_owned(), stanza));
            }
            return Ok(());
        }
        for (words, from_here) in [("never ", false), ("no longer ", true)] {
            if let Some(rest) = rest.strip_prefix(words) {
                for pattern in expected(rest)?.ok_or("never … what? `receives` or `hears`")? {
                    self.act(line, Step::Never { who: who.to_owned(), pattern, from_here });
                }
                return Ok(());
            }
        }
        if let Some(patterns) = expected(rest)? {
            for pattern in patterns {
                self.act(line, Step::Receives(who.to_owned(), pattern));
            }
            return Ok(());
        }
        let speech = Speech { id: format!("line-{line}"), who, nicks: &mut self.nicks };
        let (sent, answer) = speech.read(rest)?;
        self.act(line, Step::Sends(who.to_owned(), parsed(&sent)?));
        if let Some(answer) = answer {
            self.act(line, Step::Receives(who.to_owned(), parsed(&answer)?));
        }
        Ok(())
    }

    fn act(&mut self, line: usize, step: Step) {
        self.scenario.acts.push(Act { line, step });
    }
}

/// The patterns of a sentence that expects something.
fn expected(rest: &str) -> Result<Option<Vec<Element>>, String> {
    if let Some(xml) = rest.strip_prefix("receives:") {
        return stanzas(xml).map(Some);
    }
    match super::sentence::expectation(rest) {
        Some(xml) => Ok(Some(vec![parsed(&xml?)?])),
        None => Ok(None),
    }
}

fn role_of(line: usize, text: &str) -> Result<Role, String> {
    let (name, rest) = text.split_once(']').ok_or("a role is written [anna] client anna@localhost/desk")?;
    let mut words = rest.split_whitespace();
    let jid = match words.next() {
        Some("client") => Some(words.next().ok_or("a client has a JID")?.to_owned()),
        Some("visitor") => None,
        _ => return Err("a role is a `client JID` or a `visitor`".into()),
    };
    if jid.as_ref().is_some_and(|jid| !(jid.contains('@') && jid.contains('/'))) {
        return Err("a client has a full JID: anna@localhost/desk".into());
    }
    let later = match words.next() {
        Some("later") => true,
        None => false,
        Some(word) => return Err(format!("a role ends with `later` or nothing, not {word}")),
    };
    Ok(Role { line, name: name.to_owned(), jid, later })
}

fn duration(text: &str) -> Result<Duration, String> {
    let (number, unit) = text.split_at(text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len()));
    let number: u64 = number.parse().map_err(|_| format!("{text} is no time; write 20s"))?;
    match unit {
        "ms" => Ok(Duration::from_millis(number)),
        "s" => Ok(Duration::from_secs(number)),
        "min" => Ok(Duration::from_secs(number * 60)),
        "h" => Ok(Duration::from_secs(number * 3_600)),
        "d" => Ok(Duration::from_secs(number * 86_400)),
        _ => Err(format!("{unit} is no unit; there are ms, s, min, h and d")),
    }
}

fn stanzas(xml: &str) -> Result<Vec<Element>, String> {
    let block = parsed(&format!("<block xmlns='{NS}'>{xml}</block>"))?;
    let stanzas: Vec<_> = block.children().cloned().collect();
    if stanzas.is_empty() { Err("no stanza follows".into()) } else { Ok(stanzas) }
}

fn parsed(xml: &str) -> Result<Element, String> {
    parse(xml).map_err(|error| format!("{error} in {}", xml.trim()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::client::xml;

    fn steps(text: &str) -> Vec<Act> {
        let text = format!("[anna] client anna@localhost/desk\n[dora] visitor later\n{text}");
        Scenario::parse("test.scs", &text).unwrap_or_else(|error| panic!("{error}")).acts
    }

    fn refusal(text: &str) -> String {
        Scenario::parse("test.scs", text).expect_err("it cannot be read").to_string()
    }

    #[test]
    fn a_header_names_stages_limits_and_the_cast() {
        let text = "# Title\nstages prosody ejabberd\nlimits offer=1s vanished=2s\n\n\
            [anna] client anna@localhost/desk\n[dora] visitor later\n";
        let scenario = Scenario::parse("test.scs", text).expect("it can be read");
        assert_eq!(scenario.stages, ["prosody", "ejabberd"]);
        assert_eq!(scenario.limits[1], ("vanished".into(), "2s".into()));
        assert_eq!(scenario.cast[0].jid.as_deref(), Some("anna@localhost/desk"));
        assert!(scenario.cast[1].jid.is_none() && scenario.cast[1].later && scenario.cast[1].line == 6);
    }

    #[test]
    fn stanzas_stand_below_or_beside_and_may_be_several() {
        let acts =
            steps("anna sends: <presence/>\n# a word\nanna receives:\n  <a>\n    <b/>\n\n  </a>\n  <c/>\nby now");
        let lines: Vec<_> = acts.iter().map(|act| act.line).collect();
        assert_eq!(lines, [3, 5, 5, 11]);
        assert!(matches!(&acts[0].step, Step::Sends(who, stanza) if who == "anna" && stanza.is("presence", NS)));
        assert!(matches!(&acts[1].step, Step::Receives(_, stanza) if stanza.has_child("b", NS)));
        assert!(matches!(acts[3].step, Step::ByNow));
    }

    #[test]
    fn a_play_in_sentences_becomes_stanzas() {
        let acts = steps(
            "dora connects\nanna joins ask as Anna\ndora writes to ask: Går <tåget>?\nanna is dnd in ask\n\
             anna never hears Bo in {room}: …\nanna no longer receives from ask: x\ntime passes 2min\nrestart the desk\n\
             anna leaves ask\nanna vanishes",
        );
        let told: Vec<String> = acts
            .iter()
            .map(|act| match &act.step {
                Step::Sends(who, stanza) => format!("{who} > {}", xml(stanza)),
                Step::Receives(who, stanza) => format!("{who} < {}", xml(stanza)),
                Step::Never { who, pattern, from_here } => format!("{who} {from_here} ! {}", xml(pattern)),
                other => format!("{other:?}"),
            })
            .collect();
        insta::assert_snapshot!(told.join("\n"));
    }

    #[test]
    fn what_cannot_be_read_is_told_with_its_line() {
        for (text, expected) in [
            ("\nbo writes to ask: Hej", "test.scs:2: who is bo?"),
            ("[anna] client anna@localhost", "test.scs:1: a client has a full JID"),
            ("[anna] robot", "test.scs:1: a role is"),
            ("[anna] visitor\nanna sends: <a><b></a>", "test.scs:2: "),
            ("[anna] visitor\nanna sends:\nanna vanishes", "test.scs:2: no stanza follows"),
            ("[anna] visitor\nanna dances", "test.scs:2: "),
            ("[anna] visitor\nanna leaves ask", "test.scs:2: anna has not joined ask"),
            ("time passes soon", "test.scs:1: soon is no time"),
            ("limits offer", "test.scs:1: a limit is"),
        ] {
            let refusal = refusal(text);
            assert!(refusal.starts_with(expected), "{refusal}");
        }
    }
}
