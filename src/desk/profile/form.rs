//! A profile as a form: what somebody has, one entry a line, and the form that comes back where lines are unclear.
//!
//! The desk keeps nothing between the rounds. Lines that are clear travel hidden, as they were understood; those that are
//! not are asked about one by one. What comes back is checked as if it came for the first time.

use std::collections::{BTreeMap, BTreeSet};
use std::hash::{DefaultHasher, Hash, Hasher};

use super::line::{Wrong, written};
use super::reading::{Reader, Reading, Unclear};
use crate::desk::Desk;
use crate::desk::form::{Choice, Field, FieldKind, Form, Given, Words};
use crate::desk::inventory::{Competence, Operator, Role, kind, label};
use crate::desk::language::Language;
use crate::desk::sentence::Sentence;
use crate::time::Time;

/// Kinds shown in one form.
const MOST_KINDS: usize = 30;
/// Lines asked about in one form; the others wait for the next.
const MOST_ASKED: usize = 15;
/// Bytes of one hidden field, and how many there may be.
const HIDDEN: usize = 3_500;
const MOST_HIDDEN: usize = 20;

pub(super) const WHO: &str = "who";
pub(super) const WHOSE: &str = "whose";
const KINDS: &str = "kinds";
/// What stood there when the form was drawn up.
const SEEN: &str = "seen";
/// Followed by a kind: its lines.
const LINES: &str = "lines-";
/// Followed by a number: entries understood already.
const KEPT: &str = "kept-";
/// Followed by a number: a line asked about, its kind, and what was chosen.
const ASKED: &str = "asked-";
const ASKED_KIND: &str = "asked-kind-";
const CHOSEN: &str = "chosen-";

const OWN: &str = "own";
const OUT: &str = "out";
/// Before the value that is meant.
const IS: &str = "is ";

/// A form that was filled in.
pub(super) struct Submitted {
    /// The kinds that were shown: what stands in no line is to go.
    pub kinds: BTreeSet<String>,
    pub entries: Vec<Competence>,
    /// Kind, line and why it cannot be taken.
    pub open: Vec<(String, String, Open)>,
}

/// What is to be asked about a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Open {
    Unclear(Unclear),
    Wrong(Wrong),
}

impl Desk {
    /// All kinds there are: those the desk knows, those that were added, those in use.
    pub(in crate::desk) fn all_kinds(&self) -> Vec<String> {
        let first = [kind::LANGUAGE, kind::SUBJECT, kind::CULTURE, kind::AUDIENCE];
        let used = self.inventory.operators.values().flat_map(|operator| &operator.competences);
        let others: BTreeSet<&str> = (self.inventory.kinds.keys().map(String::as_str))
            .chain(self.inventory.concepts.values().map(|concept| concept.kind.as_str()))
            .chain(used.map(|entry| entry.kind.as_str()))
            .filter(|kind| !first.contains(kind))
            .collect();
        first.into_iter().chain(others).map(str::to_owned).collect()
    }

    pub(in crate::desk) fn kind_words(&self, kind: &str, language: &Language) -> Words {
        let given = self.inventory.kinds.get(kind).and_then(|known| label(&known.labels, language));
        match given {
            Some(label) => Words::Data(label.to_owned()),
            None => Words::Said(Sentence::KindName { kind: kind.to_owned() }),
        }
    }

    /// An entry as a line in somebody's language, as [`Reader::read`] reads it again.
    pub(super) fn entry_line(&self, reader: &Reader<'_>, entry: &Competence, language: &Language) -> String {
        let name = self.vocabulary.name(&entry.value, language).to_string();
        let line = written(&name, entry);
        let same = Competence { confirmed: None, ..entry.clone() };
        let read_again = matches!(reader.read(Some(&entry.kind), &line), Reading::Clear(read) if read == same);
        if read_again { line } else { written(&entry.value, entry) }
    }

    /// What an operator has, to be gone through.
    pub(super) fn profile_form(&self, now: Time, by: Role, operator: &Operator, language: &Language) -> Form {
        let reader = Reader::new(self, operator);
        let mut instructions = vec![Sentence::ProfileOf { name: operator.name.clone() }];
        instructions.extend(self.profile_state(now, operator, language));
        instructions.extend([
            Sentence::ProfileGuide {},
            Sentence::ProfileWords {},
            Sentence::ProfileLevels {},
            Sentence::ProfileByText {},
        ]);
        let kinds: Vec<String> = self.all_kinds().into_iter().take(MOST_KINDS).collect();
        let mut fields = vec![
            Field::hidden(WHO, operator.jid.as_str()),
            Field::hidden(KINDS, &kinds.join(" ")),
            Field::hidden(SEEN, &fingerprint(operator)),
        ];
        if by >= Role::Coordinator {
            let label = Words::Said(Sentence::ProfileWhose {});
            fields.push(Field::new(WHOSE, label, FieldKind::Line).with([operator.jid.to_string()]));
        }
        fields.extend(kinds.iter().map(|kind| {
            let hers = operator.competences.iter().filter(|entry| entry.kind == *kind);
            let lines = hers.map(|entry| self.entry_line(&reader, entry, language));
            Field::new(&format!("{LINES}{kind}"), self.kind_words(kind, language), FieldKind::Lines).with(lines)
        }));
        Form { title: Sentence::CommandName { command: "profile".to_owned() }, instructions, fields }
    }

    /// What was filled in, each line read.
    pub(super) fn read_profile(&self, reader: &Reader<'_>, given: &Given) -> Submitted {
        let known: BTreeSet<String> = self.all_kinds().into_iter().collect();
        let numbered = |prefix: &str, name: &str| -> Option<usize> { name.strip_prefix(prefix)?.parse().ok() };
        let mut kinds: BTreeSet<String> =
            given.one(KINDS).iter().flat_map(|all| all.split_whitespace()).map(str::to_owned).collect();
        let mut entries = Vec::new();
        let mut open = Vec::new();
        let mut read = |kind: &str, line: &str, entries: &mut Vec<Competence>| match reader.read(Some(kind), line) {
            Reading::Clear(entry) => entries.push(entry),
            Reading::Unclear(unclear) => open.push((kind.to_owned(), line.to_owned(), Open::Unclear(unclear))),
            Reading::Wrong(wrong) => open.push((kind.to_owned(), line.to_owned(), Open::Wrong(wrong))),
        };
        let mut choices = BTreeMap::new();
        for name in given.names() {
            if let Some(kind) = name.strip_prefix(LINES).filter(|kind| known.contains(*kind)) {
                kinds.insert(kind.to_owned());
                let lines = given.one(name).unwrap_or_default();
                lines
                    .lines()
                    .filter(|line| !line.trim().is_empty())
                    .for_each(|line| read(kind, line.trim(), &mut entries));
            } else if numbered(KEPT, name).is_some() {
                let kept = given.one(name).unwrap_or_default();
                let kept = kept.lines().filter_map(|line| serde_json::from_str::<Competence>(line).ok());
                entries.extend(kept.filter(|entry| known.contains(&entry.kind) && is_kept(reader, entry)));
            } else if let Some(number) = numbered(ASKED, name) {
                let kind = given.one(&format!("{ASKED_KIND}{number}")).filter(|kind| known.contains(kind));
                if let Some(kind) = kind {
                    kinds.insert(kind.clone());
                    choices.insert(number, (kind, given.one(name).unwrap_or_default()));
                }
            }
        }
        for (number, (kind, line)) in choices {
            let chosen = given.one(&format!("{CHOSEN}{number}"));
            match (chosen.as_deref(), reader.read(Some(&kind), &line)) {
                (Some(OUT), _) => {}
                (Some(OWN), Reading::Unclear(unclear)) if unclear.own => {
                    entries.push(unclear.chosen(&kind, &unclear.words));
                }
                (Some(chosen), Reading::Unclear(unclear)) => match chosen.strip_prefix(IS) {
                    Some(value) if reader.is_a_value(&kind, value) => entries.push(unclear.chosen(&kind, value)),
                    _ => open.push((kind, line, Open::Unclear(unclear))),
                },
                (_, Reading::Clear(entry)) => entries.push(entry),
                (None, Reading::Unclear(unclear)) => open.push((kind, line, Open::Unclear(unclear))),
                (_, Reading::Wrong(wrong)) => open.push((kind, line, Open::Wrong(wrong))),
            }
        }
        kinds.retain(|kind| known.contains(kind));
        Submitted { kinds, entries, open }
    }

    /// The form that comes back while there are lines to be asked about; nothing if it would be too large.
    pub(super) fn open_form(&self, operator: &Operator, submitted: &Submitted, language: &Language) -> Option<Form> {
        let kinds: Vec<&str> = submitted.kinds.iter().map(String::as_str).collect();
        let mut fields = vec![
            Field::hidden(WHO, operator.jid.as_str()),
            Field::hidden(KINDS, &kinds.join(" ")),
            Field::hidden(SEEN, &fingerprint(operator)),
        ];
        let waiting = submitted.open.iter().skip(MOST_ASKED);
        let mut later: BTreeMap<&str, Vec<String>> = BTreeMap::new();
        waiting.for_each(|(kind, line, _)| later.entry(kind).or_default().push(line.clone()));
        for (number, (kind, line, open)) in submitted.open.iter().take(MOST_ASKED).enumerate() {
            fields.push(Field::hidden(&format!("{ASKED_KIND}{number}"), kind));
            let asked = format!("{ASKED}{number}");
            match open {
                Open::Unclear(unclear) => {
                    fields.push(Field::hidden(&asked, line));
                    fields.push(self.choice(number, line, unclear, language));
                }
                Open::Wrong(wrong) => {
                    let label = Words::Said(wrong_line(line, wrong));
                    fields.push(Field::new(&asked, label, FieldKind::Line).with([line.clone()]));
                }
            }
        }
        for (kind, lines) in later {
            let field = Field::new(&format!("{LINES}{kind}"), self.kind_words(kind, language), FieldKind::Lines);
            fields.push(field.with(lines));
        }
        let kept = submitted.entries.iter().filter_map(|entry| serde_json::to_string(entry).ok());
        let mut hidden: Vec<String> = Vec::new();
        for line in kept {
            match hidden.last_mut().filter(|last| last.len() + 1 + line.len() <= HIDDEN) {
                Some(last) => {
                    last.push('\n');
                    last.push_str(&line);
                }
                None => hidden.push(line),
            }
        }
        if hidden.len() > MOST_HIDDEN {
            return None;
        }
        let hidden = hidden.iter().enumerate();
        fields.extend(hidden.map(|(number, lines)| Field::hidden(&format!("{KEPT}{number}"), lines)));
        let title = Sentence::CommandName { command: "profile".to_owned() };
        Some(Form { title, instructions: vec![Sentence::ProfileUnclear {}], fields })
    }

    /// The form for a profile that somebody else has changed meanwhile: what stands there now, and what was written.
    pub(super) fn both(
        &self,
        now: Time,
        by: Role,
        operator: &Operator,
        submitted: &Submitted,
        language: &Language,
    ) -> Form {
        let reader = Reader::new(self, operator);
        let mut form = self.profile_form(now, by, operator, language);
        form.instructions.insert(0, Sentence::ProfileChanged {});
        let entries = submitted.entries.iter();
        let entries = entries.map(|entry| (entry.kind.clone(), self.entry_line(&reader, entry, language)));
        let open = submitted.open.iter().map(|(kind, line, _)| (kind.clone(), line.clone()));
        for (kind, line) in entries.chain(open) {
            let name = format!("{LINES}{kind}");
            let field = form.fields.iter_mut().find(|field| field.name == name && !field.values.contains(&line));
            field.into_iter().for_each(|field| field.values.push(line.clone()));
        }
        form
    }

    fn choice(&self, number: usize, line: &str, unclear: &Unclear, language: &Language) -> Field {
        let mut choices: Vec<Choice> = (unclear.choices.iter())
            .map(|(_, value)| Choice {
                value: format!("{IS}{value}"),
                label: Words::Data(self.described(value, language)),
            })
            .collect();
        if unclear.own {
            let label = Words::Said(Sentence::ProfileOwnWord { word: unclear.words.clone() });
            choices.push(Choice { value: OWN.to_owned(), label });
        }
        choices.push(Choice { value: OUT.to_owned(), label: Words::Said(Sentence::ProfileLeaveOut {}) });
        let label = Words::Said(Sentence::ProfileMeant { line: line.to_owned() });
        Field::new(&format!("{CHOSEN}{number}"), label, FieldKind::Choice(choices)).required()
    }

    /// A concept so that it is told from others of the same name: `law · ykl 33 · society`.
    pub(super) fn described(&self, value: &str, language: &Language) -> String {
        let name = self.vocabulary.name(value, language).to_string();
        let Some(concept) = self.inventory.concepts.get(value) else {
            return if name == value { name } else { format!("{name} · {value}") };
        };
        let scheme = [concept.scheme.as_deref(), concept.notation.as_deref()].into_iter().flatten();
        let scheme: Vec<&str> = scheme.collect();
        let scheme = if scheme.is_empty() { concept.id.clone() } else { scheme.join(" ") };
        let broader: Vec<String> =
            concept.broader.iter().take(2).map(|id| self.vocabulary.name(id, language).to_string()).collect();
        let parts = [name, scheme, broader.join(", ")];
        parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ")
    }
}

/// Another one when what somebody can is another.
fn fingerprint(operator: &Operator) -> String {
    let mut hasher = DefaultHasher::new();
    for entry in &operator.competences {
        let said = (&entry.kind, &entry.value, entry.level.map(|level| level as u8), &entry.evidence);
        (said, entry.valid_until.map(|day| day.to_string())).hash(&mut hasher);
    }
    format!("{:016x}", hasher.finish())
}

/// Whether a form was drawn up before a profile became what it is.
pub(super) fn is_outdated(given: &Given, operator: &Operator) -> bool {
    given.one(SEEN).is_some_and(|seen| seen != fingerprint(operator))
}

/// An entry that travelled hidden is taken for what it says if it may be said at all.
fn is_kept(reader: &Reader<'_>, entry: &Competence) -> bool {
    let evidence = entry.evidence.as_deref().unwrap_or_default();
    let fits = evidence.chars().count() <= super::line::LONGEST_EVIDENCE && !evidence.contains(char::is_control);
    fits && reader.is_a_value(&entry.kind, &entry.value)
}

pub(super) fn wrong_line(line: &str, wrong: &Wrong) -> Sentence {
    let line = line.chars().take(super::line::LONGEST_WORD).collect();
    Sentence::ProfileWrong { line, problem: wrong.problem().to_owned(), what: wrong.what() }
}
