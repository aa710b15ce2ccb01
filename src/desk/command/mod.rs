//! The commands of operators, in one table with two faces: a line of text beginning with `!` or `/`, and a form
//! (XEP-0050). What a command does is in `run.rs`; its words are in the texts under its name.

mod run;
mod text;

pub use text::{NotACommand, parse};

use super::session::Resolution;

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    Help {
        command: Option<String>,
    },
    Queue,
    /// Asks for a session: this one, or the longest waiting.
    Take {
        session: Option<String>,
    },
    /// Passes an offer on. What is given as a reason is not kept.
    Decline {
        session: Option<String>,
    },
    Close {
        resolution: Option<Resolution>,
        read: Option<u8>,
    },
    Note {
        text: String,
    },
    /// Says a ready-made answer, or lists them.
    Canned {
        name: Option<String>,
    },
    Who,
    On,
    Off,
    Status,
}

/// What an argument may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// One word.
    Word,
    /// The rest of the line.
    Words,
    /// One of these.
    Choice(&'static [&'static str]),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Argument {
    pub name: &'static str,
    pub kind: Kind,
    pub required: bool,
}

/// Values given for arguments, by name.
pub type Given<'a> = &'a dyn Fn(&str) -> Option<String>;

pub struct Spec {
    pub name: &'static str,
    pub also: &'static [&'static str],
    pub arguments: &'static [Argument],
    build: fn(Given) -> Option<Command>,
}

const fn argument(name: &'static str, kind: Kind) -> Argument {
    Argument { name, kind, required: false }
}

const fn required(name: &'static str, kind: Kind) -> Argument {
    Argument { name, kind, required: true }
}

const RESOLUTIONS: &[&str] =
    &["answered", "follow-up", "follow-up-library", "referred", "lost", "not-answered", "practice"];
const READ: &[&str] = &["1", "2", "3", "4", "5", "6"];

pub const TABLE: &[Spec] = &[
    Spec {
        name: "help",
        also: &["?", "h"],
        arguments: &[argument("command", Kind::Word)],
        build: |given| Some(Command::Help { command: given("command") }),
    },
    Spec { name: "queue", also: &["q"], arguments: &[], build: |_| Some(Command::Queue) },
    Spec {
        name: "take",
        also: &["accept"],
        arguments: &[argument("session", Kind::Word)],
        build: |given| Some(Command::Take { session: given("session") }),
    },
    Spec {
        name: "decline",
        also: &["no"],
        arguments: &[argument("session", Kind::Word), argument("reason", Kind::Words)],
        build: |given| Some(Command::Decline { session: given("session") }),
    },
    Spec {
        name: "close",
        also: &["end"],
        arguments: &[argument("resolution", Kind::Choice(RESOLUTIONS)), argument("read", Kind::Choice(READ))],
        build: |given| {
            Some(Command::Close {
                resolution: given("resolution").and_then(|name| Resolution::named(&name)),
                read: given("read").and_then(|number| number.parse().ok()),
            })
        },
    },
    Spec {
        name: "note",
        also: &[],
        arguments: &[required("text", Kind::Words)],
        build: |given| Some(Command::Note { text: given("text")? }),
    },
    Spec {
        name: "canned",
        also: &["c"],
        arguments: &[argument("name", Kind::Word)],
        build: |given| Some(Command::Canned { name: given("name") }),
    },
    Spec { name: "who", also: &["w"], arguments: &[], build: |_| Some(Command::Who) },
    Spec { name: "on", also: &[], arguments: &[], build: |_| Some(Command::On) },
    Spec { name: "off", also: &[], arguments: &[], build: |_| Some(Command::Off) },
    Spec { name: "status", also: &["s"], arguments: &[], build: |_| Some(Command::Status) },
];

impl Spec {
    pub fn named(name: &str) -> Option<&'static Spec> {
        TABLE.iter().find(|spec| spec.name == name || spec.also.contains(&name))
    }

    /// How it is typed: `!close [resolution] [read]`.
    pub fn usage(&self) -> String {
        let arguments = self.arguments.iter().map(|argument| {
            let name = argument.name;
            if argument.required { format!(" {}", name.to_uppercase()) } else { format!(" [{name}]") }
        });
        format!("!{}{}", self.name, arguments.collect::<String>())
    }

    /// The command with these values, or the name of the argument that is missing or not one of its choices.
    pub fn command(&self, given: Given) -> Result<Command, &'static str> {
        for argument in self.arguments {
            match (given(argument.name), argument.kind) {
                (None, _) if argument.required => return Err(argument.name),
                (Some(value), Kind::Choice(choices)) if !choices.contains(&value.as_str()) => return Err(argument.name),
                _ => {}
            }
        }
        (self.build)(given).ok_or_else(|| self.arguments.first().map_or("", |argument| argument.name))
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_name_leads_to_one_command() {
        let names: Vec<_> = TABLE.iter().flat_map(|spec| spec.also.iter().chain([&spec.name])).collect();
        assert_eq!(names.iter().collect::<BTreeSet<_>>().len(), names.len());
    }

    #[test]
    fn the_resolutions_offered_are_all_there_are() {
        let all: Vec<_> = Resolution::ALL.iter().map(|resolution| resolution.name()).collect();
        assert_eq!(RESOLUTIONS, all);
    }
}
