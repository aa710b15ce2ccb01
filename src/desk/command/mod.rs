//! The commands of operators, in one table with two faces: a line of text beginning with `!` or `/`, and a form
//! (XEP-0050). What a command does is in `run.rs`; its words are in the texts under its name.

mod assign;
mod candidates;
mod need;
mod run;
mod text;
mod why;

pub use text::{NotACommand, parse};

use super::form::Given;
use super::inventory::Role;
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
    /// Who could take a session, in the order of the routing, and why the others could not.
    Candidates {
        session: Option<String>,
    },
    /// Offers a session to just this operator.
    Assign {
        session: String,
        name: String,
    },
    /// Why a session was offered to whom.
    Why {
        session: Option<String>,
        name: Option<String>,
    },
    /// Shows what a session needs, or corrects it.
    Need {
        words: String,
    },
    Who,
    On,
    Off,
    Status,
    /// What an operator can, kept by herself.
    Profile {
        given: Given,
    },
    /// Whose profiles have to be gone through.
    Stale,
    Campaign {
        given: Given,
    },
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

pub struct Spec {
    pub name: &'static str,
    pub also: &'static [&'static str],
    pub arguments: &'static [Argument],
    /// Who may give it.
    pub who: Role,
    /// The desk draws up the form itself when none was filled in; else it is made of the arguments.
    pub own_form: bool,
    build: fn(&Given) -> Option<Command>,
}

/// What most commands are: for every operator, with a form made of its arguments.
const fn spec(
    name: &'static str,
    also: &'static [&'static str],
    arguments: &'static [Argument],
    build: fn(&Given) -> Option<Command>,
) -> Spec {
    Spec { name, also, arguments, who: Role::Operator, own_form: false, build }
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
    spec("help", &["?", "h"], &[argument("command", Kind::Word)], |given| {
        Some(Command::Help { command: given.one("command") })
    }),
    spec("queue", &["q"], &[], |_| Some(Command::Queue)),
    spec("take", &["accept"], &[argument("session", Kind::Word)], |given| {
        Some(Command::Take { session: given.one("session") })
    }),
    spec("decline", &["no"], &[argument("session", Kind::Word), argument("reason", Kind::Words)], |given| {
        Some(Command::Decline { session: given.one("session") })
    }),
    spec(
        "close",
        &["end"],
        &[argument("resolution", Kind::Choice(RESOLUTIONS)), argument("read", Kind::Choice(READ))],
        |given| {
            Some(Command::Close {
                resolution: given.one("resolution").and_then(|name| Resolution::named(&name)),
                read: given.one("read").and_then(|number| number.parse().ok()),
            })
        },
    ),
    spec("note", &[], &[required("text", Kind::Words)], |given| Some(Command::Note { text: given.one("text")? })),
    spec("canned", &["c"], &[argument("name", Kind::Word)], |given| Some(Command::Canned { name: given.one("name") })),
    spec("candidates", &[], &[argument("session", Kind::Word)], |given| {
        Some(Command::Candidates { session: given.one("session") })
    }),
    spec("assign", &["pick"], &[required("session", Kind::Word), required("name", Kind::Words)], |given| {
        Some(Command::Assign { session: given.one("session")?, name: given.one("name")? })
    }),
    spec("why", &[], &[argument("session", Kind::Word), argument("name", Kind::Words)], |given| {
        Some(Command::Why { session: given.one("session"), name: given.one("name") })
    }),
    spec("need", &[], &[argument("session", Kind::Word), argument("need", Kind::Words)], |given| {
        let words = [given.one("session"), given.one("need")];
        Some(Command::Need { words: words.into_iter().flatten().collect::<Vec<_>>().join(" ") })
    }),
    spec("who", &["w"], &[], |_| Some(Command::Who)),
    spec("on", &[], &[], |_| Some(Command::On)),
    spec("off", &[], &[], |_| Some(Command::Off)),
    spec("status", &["s"], &[], |_| Some(Command::Status)),
    Spec {
        own_form: true,
        ..spec("profile", &[], &[argument("entry", Kind::Words)], |given| {
            Some(Command::Profile { given: given.clone() })
        })
    },
    Spec { who: Role::Coordinator, ..spec("stale", &[], &[], |_| Some(Command::Stale)) },
    Spec {
        who: Role::Coordinator,
        own_form: true,
        ..spec("campaign", &["campaigns"], &[argument("what", Kind::Words)], |given| {
            Some(Command::Campaign { given: given.clone() })
        })
    },
];

impl Command {
    /// As in the table.
    pub fn name(&self) -> &'static str {
        match self {
            Command::Help { .. } => "help",
            Command::Queue => "queue",
            Command::Take { .. } => "take",
            Command::Decline { .. } => "decline",
            Command::Close { .. } => "close",
            Command::Note { .. } => "note",
            Command::Canned { .. } => "canned",
            Command::Candidates { .. } => "candidates",
            Command::Assign { .. } => "assign",
            Command::Why { .. } => "why",
            Command::Need { .. } => "need",
            Command::Who => "who",
            Command::On => "on",
            Command::Off => "off",
            Command::Status => "status",
            Command::Profile { .. } => "profile",
            Command::Stale => "stale",
            Command::Campaign { .. } => "campaign",
        }
    }
}

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
    pub fn command(&self, given: &Given) -> Result<Command, &'static str> {
        for argument in self.arguments {
            match (given.one(argument.name), argument.kind) {
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
