//! The commands of operators, in one table with two faces: a line of text beginning with `!` or `/`, and a form
//! (XEP-0050). What a command does is in `run.rs`; its words are in the texts under its name.

mod assign;
mod candidates;
mod concept;
mod hand;
mod kind;
mod need;
mod run;
mod text;
mod why;

pub use text::{NotACommand, parse};

use super::form::Given;
use super::inventory::Role;
use super::session::Resolution;
use super::{cluster, founding, link};

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
    /// Passes an offer on. The reason is told to whoever asked, and not kept; without a session's name its first word
    /// stands in the place of one.
    Decline {
        session: Option<String>,
        reason: Option<String>,
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
    /// Hands a session on, or asks whom it is to be handed to.
    Transfer {
        given: Given,
    },
    /// Calls a colleague in to a session.
    Consult {
        given: Given,
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
    /// Shows a concept, or adds or changes one.
    Concept {
        given: Given,
    },
    /// Lists the kinds, or adds one or changes its names.
    Kind {
        id: Option<String>,
        labels: Option<String>,
    },
    Who,
    /// Who did what to the inventory: so many entries, or those of one person or command.
    Audit {
        wanted: Option<String>,
    },
    /// Who could have answered, hour by hour.
    Coverage {
        kind: Option<String>,
        words: String,
    },
    /// What was asked for and not had.
    Gaps {
        days: Option<i64>,
    },
    /// Lists who has which role, or gives one.
    Role {
        name: Option<String>,
        role: Option<Role>,
    },
    /// Who has the competences that a query names (docs/query.md).
    Find {
        query: String,
    },
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
    /// Competence queries under a name.
    Cluster {
        action: Option<String>,
        name: Option<String>,
        query: Option<String>,
    },
    /// Services founded and ended while running; all that was given, as its forms have fields of their own.
    Service {
        given: Given,
    },
    /// Links to other hubs, and what is agreed with them.
    Link {
        given: Given,
    },
    /// Leaves the staff of a service that one came to by invitation.
    Leave {
        service: Option<String>,
    },
    Stay {
        service: Option<String>,
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
    /// Guests may give it in the room of the session that they were let in to.
    pub guests: bool,
    build: fn(&Given) -> Option<Command>,
}

/// What most commands are: for every operator, with a form made of its arguments.
const fn spec(
    name: &'static str,
    also: &'static [&'static str],
    arguments: &'static [Argument],
    build: fn(&Given) -> Option<Command>,
) -> Spec {
    Spec { name, also, arguments, who: Role::Operator, own_form: false, guests: false, build }
}

/// What guests may do in their session's room, too.
const fn guests(spec: Spec) -> Spec {
    Spec { guests: true, ..spec }
}

const fn argument(name: &'static str, kind: Kind) -> Argument {
    Argument { name, kind, required: false }
}

const fn required(name: &'static str, kind: Kind) -> Argument {
    Argument { name, kind, required: true }
}

const RESOLUTIONS: &[&str] =
    &["answered", "follow-up", "follow-up-library", "referred", "lost", "not-answered", "practice"];
const ROLES: &[&str] = &["operator", "coordinator", "chief-coordinator", "administrator"];
const READ: &[&str] = &["1", "2", "3", "4", "5", "6"];

pub const TABLE: &[Spec] = &[
    guests(spec("help", &["?", "h"], &[argument("command", Kind::Word)], |given| {
        Some(Command::Help { command: given.one("command") })
    })),
    spec("queue", &["q"], &[], |_| Some(Command::Queue)),
    spec("take", &["accept"], &[argument("session", Kind::Word)], |given| {
        Some(Command::Take { session: given.one("session") })
    }),
    guests(spec("decline", &["no"], &[argument("session", Kind::Word), argument("reason", Kind::Words)], |given| {
        Some(Command::Decline { session: given.one("session"), reason: given.one("reason") })
    })),
    guests(spec(
        "close",
        &["end"],
        &[argument("resolution", Kind::Choice(RESOLUTIONS)), argument("read", Kind::Choice(READ))],
        |given| {
            Some(Command::Close {
                resolution: given.one("resolution").and_then(|name| Resolution::named(&name)),
                read: given.one("read").and_then(|number| number.parse().ok()),
            })
        },
    )),
    guests(spec("note", &[], &[required("text", Kind::Words)], |given| {
        Some(Command::Note { text: given.one("text")? })
    })),
    guests(spec("canned", &["c"], &[argument("name", Kind::Word)], |given| {
        Some(Command::Canned { name: given.one("name") })
    })),
    spec("candidates", &[], &[argument("session", Kind::Word)], |given| {
        Some(Command::Candidates { session: given.one("session") })
    }),
    spec("assign", &["pick"], &[required("session", Kind::Word), required("name", Kind::Words)], |given| {
        Some(Command::Assign { session: given.one("session")?, name: given.one("name")? })
    }),
    Spec {
        own_form: true,
        ..guests(spec(
            "transfer",
            &["handover"],
            &[
                argument("to", Kind::Words),
                argument("other", Kind::Words),
                argument("note", Kind::Words),
                argument("session", Kind::Word),
            ],
            |given| Some(Command::Transfer { given: given.clone() }),
        ))
    },
    Spec {
        own_form: true,
        ..guests(spec(
            "consult",
            &[],
            &[
                argument("to", Kind::Words),
                argument("other", Kind::Words),
                argument("note", Kind::Words),
                argument("session", Kind::Word),
            ],
            |given| Some(Command::Consult { given: given.clone() }),
        ))
    },
    spec("why", &[], &[argument("session", Kind::Word), argument("name", Kind::Words)], |given| {
        Some(Command::Why { session: given.one("session"), name: given.one("name") })
    }),
    spec("need", &[], &[argument("session", Kind::Word), argument("need", Kind::Words)], |given| {
        let words = [given.one("session"), given.one("need")];
        Some(Command::Need { words: words.into_iter().flatten().collect::<Vec<_>>().join(" ") })
    }),
    spec(
        "concept",
        &[],
        &[
            required("words", Kind::Words),
            argument("kind", Kind::Word),
            argument("labels", Kind::Words),
            argument("notation", Kind::Word),
            argument("scheme", Kind::Word),
            argument("broader", Kind::Words),
            argument("exact", Kind::Words),
        ],
        |given| Some(Command::Concept { given: given.clone() }),
    ),
    spec("kind", &["kinds"], &[argument("id", Kind::Word), argument("labels", Kind::Words)], |given| {
        Some(Command::Kind { id: given.one("id"), labels: given.one("labels") })
    }),
    guests(spec("who", &["w"], &[], |_| Some(Command::Who))),
    Spec {
        who: Role::Coordinator,
        ..spec("coverage", &[], &[argument("kind", Kind::Word), argument("words", Kind::Words)], |given| {
            Some(Command::Coverage { kind: given.one("kind"), words: given.one("words").unwrap_or_default() })
        })
    },
    Spec {
        who: Role::Coordinator,
        ..spec("gaps", &[], &[argument("days", Kind::Word)], |given| {
            let days = given.one("days").map(|days| days.parse());
            Some(Command::Gaps { days: days.transpose().ok()? })
        })
    },
    Spec {
        who: Role::Coordinator,
        ..spec("audit", &[], &[argument("which", Kind::Word)], |given| {
            Some(Command::Audit { wanted: given.one("which") })
        })
    },
    Spec {
        who: Role::Administrator,
        ..spec("role", &[], &[argument("name", Kind::Word), argument("role", Kind::Choice(ROLES))], |given| {
            let role = given.one("role").map(|role| role.parse());
            Some(Command::Role { name: given.one("name"), role: role.transpose().ok()? })
        })
    },
    spec("find", &["f"], &[required("query", Kind::Words)], |given| Some(Command::Find { query: given.one("query")? })),
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
    spec("leave", &[], &[argument("service", Kind::Word)], |given| {
        Some(Command::Leave { service: given.one("service") })
    }),
    spec("stay", &[], &[argument("service", Kind::Word)], |given| {
        Some(Command::Stay { service: given.one("service") })
    }),
    Spec {
        who: Role::Coordinator,
        ..spec(
            "cluster",
            &[],
            &[
                argument("action", Kind::Choice(cluster::ACTIONS)),
                argument("name", Kind::Word),
                argument("query", Kind::Words),
            ],
            |given| {
                Some(Command::Cluster {
                    action: given.one("action"),
                    name: given.one("name"),
                    query: given.one("query"),
                })
            },
        )
    },
    Spec {
        who: Role::Coordinator,
        own_form: true,
        ..spec(
            "service",
            &[],
            &[
                argument("action", Kind::Choice(founding::ACTIONS)),
                argument("service", Kind::Word),
                argument("sure", Kind::Choice(founding::SURE)),
                argument("text", Kind::Words),
            ],
            |given| Some(Command::Service { given: given.clone() }),
        )
    },
    Spec {
        who: Role::Coordinator,
        own_form: true,
        ..spec(
            "link",
            &["links"],
            &[
                argument("action", Kind::Choice(link::ACTIONS)),
                argument("hub", Kind::Word),
                argument("agreement", Kind::Words),
            ],
            |given| Some(Command::Link { given: given.clone() }),
        )
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
            Command::Transfer { .. } => "transfer",
            Command::Consult { .. } => "consult",
            Command::Why { .. } => "why",
            Command::Need { .. } => "need",
            Command::Concept { .. } => "concept",
            Command::Kind { .. } => "kind",
            Command::Who => "who",
            Command::Audit { .. } => "audit",
            Command::Coverage { .. } => "coverage",
            Command::Gaps { .. } => "gaps",
            Command::Role { .. } => "role",
            Command::Find { .. } => "find",
            Command::On => "on",
            Command::Off => "off",
            Command::Status => "status",
            Command::Profile { .. } => "profile",
            Command::Stale => "stale",
            Command::Campaign { .. } => "campaign",
            Command::Cluster { .. } => "cluster",
            Command::Service { .. } => "service",
            Command::Link { .. } => "link",
            Command::Leave { .. } => "leave",
            Command::Stay { .. } => "stay",
        }
    }
}

impl Spec {
    pub fn named(name: &str) -> Option<&'static Spec> {
        TABLE.iter().find(|spec| spec.name == name || spec.also.contains(&name))
    }

    /// The commands that somebody of this role may give; those of guests, where she has none.
    pub fn of(role: Option<Role>) -> impl Iterator<Item = &'static Spec> {
        TABLE.iter().filter(move |spec| spec.may(role))
    }

    pub fn may(&self, role: Option<Role>) -> bool {
        role.map_or(self.guests, |role| self.who <= role)
    }

    /// How it is typed: `!close [resolution] [read]`. What follows an argument that takes the rest of the line stands in
    /// the form alone.
    pub fn usage(&self) -> String {
        let rest = self.arguments.iter().position(|argument| argument.kind == Kind::Words);
        let typed = self.arguments.iter().take(rest.map_or(usize::MAX, |rest| rest + 1));
        let arguments = typed.map(|argument| {
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
    fn the_resolutions_and_roles_offered_are_all_there_are() {
        let roles: Vec<_> = Role::ALL.iter().map(|role| role.name()).collect();
        assert_eq!(ROLES, roles);
        let all: Vec<_> = Resolution::ALL.iter().map(|resolution| resolution.name()).collect();
        assert_eq!(RESOLUTIONS, all);
    }
}
