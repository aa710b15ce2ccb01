//! Commands typed as lines: in a room, privately to the desk, or to one of our addresses as to a person.

use jid::FullJid;

use super::Hub;
use super::effects::{Asked, Reply};
use super::happenings::Spoken;
use crate::desk::command::{NotACommand, parse};
use crate::desk::event::{Event, Place};
use crate::desk::sentence::Sentence;
use crate::muc::RoomId;
use crate::stanza::Message;

impl Hub {
    /// Carries out a line that is meant as a command; false when it is not. A line that begins like a command and is
    /// none is answered privately and goes no further (DESIGN §2).
    pub(super) fn line_command(
        &mut self,
        client: &FullJid,
        place: Place,
        text: &str,
        room: &RoomId,
        spoken: Spoken,
    ) -> bool {
        let reply = Reply::Room { room: room.clone(), client: client.clone(), spoken };
        self.command(client, place, text, reply)
    }

    pub(super) fn chat_command(&mut self, client: &FullJid, message: &Message, place: Place) {
        let reply = Reply::Chat { from: message.to.to_bare().into(), to: message.from.clone() };
        let text = message.content.plain();
        let text = if text.starts_with(['!', '/']) { text.to_owned() } else { format!("!{text}") };
        self.command(client, place, &text, reply);
    }

    fn command(&mut self, client: &FullJid, place: Place, text: &str, reply: Reply) -> bool {
        let Some(parsed) = parse(&self.with_own_services(text)) else { return false };
        let by = client.clone();
        match parsed {
            Ok(command) => {
                self.event(Event::Commanded { by, place, command }, Asked::Command(&reply));
                self.watch_if_on_duty(client);
            }
            Err(wrong) => {
                let sentence = not_a_command(wrong);
                let language = self.desk.language_at(&Some(place), &client.to_bare());
                self.reply(&reply, &[sentence], &language);
            }
        }
        true
    }
}

impl Hub {
    /// Who has gone on duty by command is in no room, and all the same must not vanish unnoticed.
    pub(super) fn watch_if_on_duty(&mut self, client: &FullJid) {
        if self.desk.is_client_on_duty(client) {
            self.watch(client);
        }
    }
}

pub(super) fn not_a_command(wrong: NotACommand) -> Sentence {
    match wrong {
        NotACommand::Unknown { word, nearest } => {
            Sentence::UnknownCommand { word, nearest: nearest.unwrap_or("help").to_owned() }
        }
        NotACommand::Argument { name, usage } => Sentence::WrongArgument { argument: name.to_owned(), usage },
    }
}
