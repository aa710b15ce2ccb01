//! A command typed as a line: `!close answered 3`, `/note asked for an address`.

use super::{Argument, Command, Kind, Spec, TABLE};
use crate::desk::form::Given;
use crate::nearest::nearest;

/// What was typed instead of a command.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NotACommand {
    /// The word, and the command that it is nearest to.
    Unknown { word: String, nearest: Option<&'static str> },
    /// An argument is missing, or is not one of its choices.
    Argument { name: &'static str, usage: String },
}

/// Longest word that is repeated in an answer.
const MOST_SHOWN: usize = 30;

/// `None` when the line is not meant as a command: it does not begin with `!` or `/`, or nothing but marks follows
/// (`!!!`, `/`).
pub fn parse(line: &str) -> Option<Result<Command, NotACommand>> {
    let line = line.trim();
    let rest = line.strip_prefix(['!', '/'])?.trim_start();
    let (word, rest) = rest.split_once(char::is_whitespace).unwrap_or((rest, ""));
    let word = word.to_lowercase();
    let Some(spec) = Spec::named(&word) else {
        let nearest = nearest(&word, TABLE.iter().map(|spec| spec.name));
        let word = word.chars().take(MOST_SHOWN).collect();
        return Some(Err(NotACommand::Unknown { word, nearest }));
    };
    let refused = |name| NotACommand::Argument { name, usage: spec.usage() };
    Some(match values(spec, rest.trim()) {
        Ok(values) => {
            let mut given = Given::default();
            values.iter().for_each(|(name, value)| given.add(name, value));
            spec.command(&given).map_err(refused)
        }
        Err(name) => Err(refused(name)),
    })
}

/// Gives each argument its words, in order; choices may come in any order.
fn values(spec: &Spec, mut rest: &str) -> Result<Vec<(&'static str, String)>, &'static str> {
    let mut values: Vec<(&'static str, String)> = Vec::new();
    let mut open: Vec<&Argument> = spec.arguments.iter().collect();
    while !rest.is_empty() && !open.is_empty() {
        let (word, after) = rest.split_once(char::is_whitespace).unwrap_or((rest, ""));
        let lower = word.to_lowercase();
        let fits = |argument: &&Argument| match argument.kind {
            Kind::Choice(choices) => choices.contains(&lower.as_str()),
            Kind::Word | Kind::Words => true,
        };
        let Some(place) = open.iter().position(fits) else {
            return Err(open[0].name);
        };
        let argument = open.remove(place);
        match argument.kind {
            Kind::Words => {
                values.push((argument.name, rest.to_owned()));
                rest = "";
            }
            Kind::Word => {
                values.push((argument.name, word.to_owned()));
                rest = after.trim_start();
            }
            Kind::Choice(_) => {
                values.push((argument.name, lower));
                rest = after.trim_start();
            }
        }
    }
    Ok(values)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::desk::session::Resolution;

    #[test]
    fn close_takes_its_arguments_in_any_order_or_none() {
        let close = |resolution, read| Some(Ok(Command::Close { resolution, read }));
        assert_eq!(parse("!close"), close(None, None));
        assert_eq!(parse("/close answered 3"), close(Some(Resolution::Answered), Some(3)));
        assert_eq!(parse("!CLOSE 3 Follow-Up"), close(Some(Resolution::FollowUp), Some(3)));
    }

    #[test]
    fn a_wrong_argument_is_named_with_the_usage() {
        let usage = "!close [resolution] [read]".to_owned();
        assert_eq!(parse("!close maybe"), Some(Err(NotACommand::Argument { name: "resolution", usage })));
        let usage = "!note TEXT".to_owned();
        assert_eq!(parse("!note"), Some(Err(NotACommand::Argument { name: "text", usage })));
    }

    #[test]
    fn a_slip_is_answered_with_the_nearest_command() {
        let unknown = |word: &str, nearest| Some(Err(NotACommand::Unknown { word: word.to_owned(), nearest }));
        assert_eq!(parse("!queeu"), unknown("queeu", Some("queue")));
        assert_eq!(parse("/invite bo@lib.se"), unknown("invite", None));
        assert_eq!(parse("!!!"), unknown("!!", None));
    }

    #[test]
    fn other_lines_are_not_commands() {
        assert_eq!(parse("We close at 5!"), None);
        assert_eq!(parse(""), None);
    }

    #[test]
    fn words_behind_a_declined_session_are_its_reason() {
        let decline = |session: Option<&str>, reason: Option<&str>| {
            let (session, reason) = (session.map(str::to_owned), reason.map(str::to_owned));
            Some(Ok(Command::Decline { session, reason }))
        };
        assert_eq!(parse("!decline 7k2m9q any words at all"), decline(Some("7k2m9q"), Some("any words at all")));
        assert_eq!(parse("!decline 7k2m9q"), decline(Some("7k2m9q"), None));
        assert_eq!(parse("!decline"), decline(None, None));
    }

    #[test]
    fn the_rest_of_the_line_stays_as_it_was_typed() {
        let text = "Wants  the ISBN".to_owned();
        assert_eq!(parse("!note Wants  the ISBN"), Some(Ok(Command::Note { text })));
    }
}
