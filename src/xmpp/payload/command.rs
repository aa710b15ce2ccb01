//! Ad-hoc commands (XEP-0050): a request to run one, and what the run answers.
//!
//! A run is an *execution* here, whose id is the wire's `sessionid`; which commands there are is not known here.

use xso::{AsXml, FromXml};

use super::data_form::DataForm;
use super::{Malformed, words};
use crate::stanza::{CommandAction, CommandAnswer, CommandRequest, CommandStatus, Form, NoteKind};

pub const NAMESPACE: &str = "http://jabber.org/protocol/commands";

words!(CommandAction {
    CommandAction::Execute => "execute",
    CommandAction::Cancel => "cancel",
    CommandAction::Complete => "complete",
    CommandAction::Next => "next",
    CommandAction::Prev => "prev",
});

words!(CommandStatus {
    CommandStatus::Executing => "executing",
    CommandStatus::Completed => "completed",
    CommandStatus::Canceled => "canceled",
});

words!(NoteKind {
    NoteKind::Info => "info",
    NoteKind::Warn => "warn",
    NoteKind::Error => "error",
});

#[derive(FromXml, AsXml, Debug, Clone, PartialEq)]
#[xml(namespace = NAMESPACE, name = "command")]
pub struct Command {
    #[xml(attribute)]
    node: String,
    #[xml(attribute(default))]
    sessionid: Option<String>,
    /// Only in answers.
    #[xml(attribute(default))]
    status: Option<CommandStatus>,
    /// Only in requests.
    #[xml(attribute(default))]
    action: Option<CommandAction>,
    #[xml(child(default))]
    actions: Option<Actions>,
    #[xml(child(default))]
    form: Option<DataForm>,
    #[xml(child(n = ..))]
    notes: Vec<Note>,
}

/// What may be done next; `execute` names the one that a bare "go on" means (XEP-0050 §3.4).
#[derive(FromXml, AsXml, Debug, Clone, PartialEq)]
#[xml(namespace = NAMESPACE, name = "actions")]
struct Actions {
    #[xml(attribute(default))]
    execute: Option<CommandAction>,
    #[xml(flag)]
    prev: bool,
    #[xml(flag)]
    next: bool,
    #[xml(flag)]
    complete: bool,
}

#[derive(FromXml, AsXml, Debug, Clone, PartialEq)]
#[xml(namespace = NAMESPACE, name = "note")]
struct Note {
    /// Information where none is stated.
    #[xml(attribute(name = "type", default))]
    kind: Option<NoteKind>,
    #[xml(text)]
    text: String,
}

impl From<&[CommandAction]> for Actions {
    fn from(offered: &[CommandAction]) -> Self {
        Actions {
            execute: offered.first().copied(),
            prev: offered.contains(&CommandAction::Prev),
            next: offered.contains(&CommandAction::Next),
            complete: offered.contains(&CommandAction::Complete),
        }
    }
}

impl From<Actions> for Vec<CommandAction> {
    fn from(wire: Actions) -> Self {
        let offered = [
            (wire.prev, CommandAction::Prev),
            (wire.next, CommandAction::Next),
            (wire.complete, CommandAction::Complete),
        ];
        let others = offered.into_iter().filter(|(offered, action)| *offered && Some(*action) != wire.execute);
        wire.execute.into_iter().chain(others.map(|(_, action)| action)).collect()
    }
}

impl From<&CommandRequest> for Command {
    fn from(request: &CommandRequest) -> Self {
        Command {
            node: request.node.clone(),
            sessionid: request.execution.clone(),
            status: None,
            action: Some(request.action),
            actions: None,
            form: request.form.as_ref().map(DataForm::from),
            notes: Vec::new(),
        }
    }
}

impl TryFrom<Command> for CommandRequest {
    type Error = Malformed;

    fn try_from(wire: Command) -> Result<Self, Malformed> {
        Ok(CommandRequest {
            node: wire.node,
            execution: wire.sessionid,
            action: wire.action.unwrap_or_default(),
            form: wire.form.map(Form::try_from).transpose()?,
        })
    }
}

impl From<&CommandAnswer> for Command {
    fn from(answer: &CommandAnswer) -> Self {
        Command {
            node: answer.node.clone(),
            sessionid: Some(answer.execution.clone()),
            status: Some(answer.status),
            action: None,
            actions: (!answer.actions.is_empty()).then(|| Actions::from(answer.actions.as_slice())),
            form: answer.form.as_ref().map(DataForm::from),
            notes: answer.note.iter().map(|(kind, text)| Note { kind: Some(*kind), text: text.clone() }).collect(),
        }
    }
}

impl TryFrom<Command> for CommandAnswer {
    type Error = Malformed;

    fn try_from(wire: Command) -> Result<Self, Malformed> {
        let missing = |what: &str| Malformed::new(format!("<command/> answered without '{what}'"));
        Ok(CommandAnswer {
            node: wire.node,
            execution: wire.sessionid.ok_or_else(|| missing("sessionid"))?,
            status: wire.status.ok_or_else(|| missing("status"))?,
            note: wire.notes.into_iter().next().map(|note| (note.kind.unwrap_or(NoteKind::Info), note.text)),
            form: wire.form.map(Form::try_from).transpose()?,
            actions: wire.actions.map(Vec::from).unwrap_or_default(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stanza::{Field, FormKind};
    use crate::xmpp::payload::{element, printed, read};

    fn request(text: &str) -> Result<CommandRequest, Malformed> {
        read::<Command>(&element(text))?.try_into()
    }

    fn answer(text: &str) -> Result<CommandAnswer, Malformed> {
        read::<Command>(&element(text))?.try_into()
    }

    #[test]
    fn requests_survive_the_wire() {
        for action in [
            CommandAction::Execute,
            CommandAction::Cancel,
            CommandAction::Complete,
            CommandAction::Next,
            CommandAction::Prev,
        ] {
            let asked = CommandRequest {
                node: "close".into(),
                execution: Some("e1".into()),
                action,
                form: Some(Form { kind: FormKind::Submit, fields: vec![Field::default()], ..Form::default() }),
            };
            assert_eq!(request(&printed(&Command::from(&asked))), Ok(asked));
        }
    }

    #[test]
    fn a_request_without_action_executes() {
        let asked = request("<command xmlns='http://jabber.org/protocol/commands' node='queue'/>").unwrap();
        assert_eq!((asked.action, asked.execution), (CommandAction::Execute, None));
    }

    #[test]
    fn an_answer_is_printed_in_the_order_of_the_xep_and_read_back() {
        let said = CommandAnswer {
            node: "close".into(),
            execution: "e1".into(),
            status: CommandStatus::Executing,
            note: Some((NoteKind::Warn, "One patron waits.\nType !take".into())),
            form: Some(Form { title: Some("Close".into()), ..Form::default() }),
            actions: vec![CommandAction::Complete, CommandAction::Prev],
        };
        let text = printed(&Command::from(&said));
        assert_eq!(
            text,
            "<command xmlns='http://jabber.org/protocol/commands' node='close' sessionid='e1' status='executing'>\
             <actions execute='complete'><prev/><complete/></actions>\
             <x xmlns='jabber:x:data' type='form'><title>Close</title></x>\
             <note type='warn'>One patron waits.\nType !take</note></command>"
        );
        assert_eq!(answer(&text), Ok(said));
    }

    #[test]
    fn every_status_and_note_has_its_word() {
        for status in [CommandStatus::Executing, CommandStatus::Completed, CommandStatus::Canceled] {
            for kind in [NoteKind::Info, NoteKind::Warn, NoteKind::Error] {
                let said = CommandAnswer {
                    node: "who".into(),
                    execution: "e".into(),
                    status,
                    note: Some((kind, "Bo".into())),
                    form: None,
                    actions: Vec::new(),
                };
                assert_eq!(answer(&printed(&Command::from(&said))), Ok(said));
            }
        }
    }

    #[test]
    fn malformed_commands_are_refused_by_name() {
        let nameless = request("<command xmlns='http://jabber.org/protocol/commands'/>").unwrap_err();
        assert!(nameless.text.contains("'node'"), "{}", nameless.text);
        assert!(request("<command xmlns='http://jabber.org/protocol/commands' node='a' action='dance'/>").is_err());
        assert!(
            request(
                "<command xmlns='http://jabber.org/protocol/commands' node='a'><x xmlns='jabber:x:data'/></command>"
            )
            .is_err()
        );
        let vague = answer("<command xmlns='http://jabber.org/protocol/commands' node='a' sessionid='e'/>");
        assert_eq!(vague.unwrap_err().text, "<command/> answered without 'status'");
    }
}
