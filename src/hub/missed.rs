//! Operators' lines that a server gives back because the patron's client is away: the desk is told, and they are
//! looked up in the session's room when it wants them said again.

use jid::BareJid;

use super::{Address, Hub};
use crate::desk::event::{Event, Line};
use crate::muc::{self, Author, shows_gone};
use crate::stanza::Message;

impl Hub {
    pub(super) fn gave_back(&mut self, message: &Message) {
        let Address::Service(service) = self.address_of(&message.to) else { return };
        let patron = message.from.to_bare();
        let (Some(id), true) = (&message.id, message.error.as_ref().is_some_and(shows_gone)) else { return };
        let Some(session) = self.desk.session_of(&service, &patron).map(|session| session.number) else { return };
        if self.is_operators_line(session, id) {
            let event = Event::PatronMissed { service, patron, id: id.clone() };
            self.event(event, super::effects::Asked::Nothing);
        }
    }

    pub(super) fn is_operators_line(&self, session: i64, id: &str) -> bool {
        self.operators_lines(session).any(|line| line.id.as_deref() == Some(id))
    }

    pub(super) fn say_missed(&mut self, session: i64, ids: &[String]) {
        let missed = |line: &&muc::Line| line.id.as_ref().is_some_and(|id| ids.contains(id));
        let lines: Vec<muc::Line> = self.operators_lines(session).filter(missed).cloned().collect();
        for muc::Line { bare, id, origin_id, content, .. } in lines {
            let operator: Option<BareJid> = bare;
            if let Some(operator) = operator {
                let line = Line { id, origin_id, content, receipt_wanted: false };
                self.say_to_patron(session, &operator, line);
            }
        }
    }

    fn operators_lines(&self, session: i64) -> impl Iterator<Item = &muc::Line> {
        let room = self.session_room(session);
        let lines = room.map(|room| self.rooms.history(&room).collect::<Vec<_>>()).unwrap_or_default();
        lines.into_iter().filter(|line| line.author == Author::Operator)
    }
}
