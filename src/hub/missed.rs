//! Operators' lines that a server gives back because the patron's client is away: the desk is told, and they are
//! looked up in the session's room when it wants them said again.
//!
//! A line may come back when its room has forgotten it, or when the session is closed: ids are remembered for longer than
//! lines, so that these are told apart from anything else that comes back, and people hear of them. A restart forgets
//! those ids, but not the lines that rooms keep.

use std::collections::{BTreeMap, VecDeque};
use std::time::Duration;

use jid::BareJid;

use super::{Address, Hub};
use crate::desk::effect::Hearer;
use crate::desk::event::{Event, Line};
use crate::desk::inventory::ServiceId;
use crate::desk::language::Language;
use crate::desk::sentence::Sentence;
use crate::memory::Memory;
use crate::muc::{self, Author, shows_gone};
use crate::stanza::Message;
use crate::time::Time;

/// Ids of lines said to patrons that are remembered.
const MOST_SAID: usize = 50_000;
/// Closed sessions whose lines may still come back,
const MOST_CLOSED: usize = 1_000;
/// and for how long. Servers give back within seconds, and after a broken link to another server within minutes.
const CLOSED_FOR: Duration = Duration::from_secs(15 * 60);
/// Lines of a closed session come back one by one; they are told of together after this.
const TOLD_AFTER: Duration = Duration::from_secs(3);

/// A session that is over.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Closed {
    pub session: i64,
    pub service: ServiceId,
    pub patron: BareJid,
    /// The name of who held it last.
    pub by: String,
}

#[derive(Debug)]
pub(super) struct Missed {
    said: Memory,
    closed: VecDeque<(Time, Closed)>,
    /// Lines of closed sessions that came back, to be told of at a moment.
    lost: BTreeMap<i64, (Time, Closed, i64)>,
}

impl Default for Missed {
    fn default() -> Self {
        Missed { said: Memory::new(MOST_SAID), closed: VecDeque::new(), lost: BTreeMap::new() }
    }
}

impl Missed {
    pub fn said(&mut self, session: i64, id: &str) {
        self.said.remember((session, id));
    }

    pub fn closed(&mut self, now: Time, closed: Closed) {
        while let Some((at, _)) = self.closed.front()
            && (self.closed.len() >= MOST_CLOSED || now.since(*at) >= CLOSED_FOR)
        {
            self.closed.pop_front();
        }
        self.closed.push_back((now, closed));
    }

    pub fn timeout(&self) -> Option<Time> {
        self.lost.values().map(|(at, ..)| *at).min()
    }

    /// Whether this was a line in a session of his that is closed; counted if so, each line once.
    fn came_back_late(&mut self, now: Time, service: &ServiceId, patron: &BareJid, id: &str) {
        let his = self.closed.iter().rev().map(|(_, closed)| closed);
        let mut his = his.filter(|closed| closed.service == *service && closed.patron == *patron);
        if let Some(closed) = his.find(|closed| self.said.knows((closed.session, id))) {
            self.said.forget((closed.session, id));
            let lost = self.lost.entry(closed.session);
            lost.or_insert_with(|| (now + TOLD_AFTER, closed.clone(), 0)).2 += 1;
        }
    }

    fn due(&mut self, now: Time) -> Vec<(Closed, i64)> {
        let due = self.lost.extract_if(.., |_, (at, ..)| *at <= now);
        due.map(|(_, (_, closed, lines))| (closed, lines)).collect()
    }
}

impl Hub {
    /// What was said to him in his view of a service does not count: when he joins again he is shown it as history, and
    /// history that comes back is not a line missed.
    pub(super) fn gave_back(&mut self, message: &Message) {
        if message.to.resource().is_some() {
            return;
        }
        let Address::Service(service) = self.address_of(&message.to) else { return };
        let patron = message.from.to_bare();
        let (Some(id), true) = (&message.id, message.error.as_ref().is_some_and(shows_gone)) else { return };
        let session = self.desk.session_of(&service, &patron).map(|session| session.number);
        match session {
            Some(session) if self.is_operators_line(session, id) || self.missed.said.knows((session, id)) => {
                let event = Event::PatronMissed { service, patron, id: id.clone() };
                self.event(event, super::effects::Asked::Nothing);
            }
            _ => self.missed.came_back_late(self.now, &service, &patron, id),
        }
    }

    pub(super) fn is_operators_line(&self, session: i64, id: &str) -> bool {
        self.operators_lines(session).any(|line| line.id.as_deref() == Some(id))
    }

    pub(super) fn say_missed(&mut self, session: i64, ids: &[String], more: u32, again: bool, language: &Language) {
        let missed = |line: &&muc::Line| line.id.as_ref().is_some_and(|id| ids.contains(id));
        let lines: Vec<muc::Line> = self.operators_lines(session).filter(missed).cloned().collect();
        let kept = |id: &&String| lines.iter().any(|line| line.id.as_ref() == Some(*id));
        let lost = ids.iter().filter(|id| !kept(id)).count() as i64 + i64::from(more);
        if lost > 0
            && let Some(room) = self.session_room(session)
        {
            let content = self.content(&Sentence::OperatorLinesLost { lines: lost }, language);
            self.say_as_desk(&room, content);
        }
        for muc::Line { bare, id, origin_id, content, .. } in lines {
            let operator: Option<BareJid> = bare;
            if let (Some(operator), true) = (operator, again) {
                let line = Line { id, origin_id, content, receipt_wanted: false };
                self.say_to_patron(session, &operator, line);
            }
        }
    }

    /// Tells the staff of lines that came back too late.
    pub(super) fn tell_lost(&mut self) {
        for (closed, lines) in self.missed.due(self.now) {
            let token = self.desk.token(closed.session).to_string();
            let sentence = Sentence::StaffLinesLost { name: closed.by, token, lines };
            let language = self.desk.staff_language(&closed.service);
            self.tell(Hearer::Staff(closed.service), &sentence, &language);
        }
    }

    fn operators_lines(&self, session: i64) -> impl Iterator<Item = &muc::Line> {
        let room = self.session_room(session);
        let lines = room.map(|room| self.rooms.history(&room).collect::<Vec<_>>()).unwrap_or_default();
        lines.into_iter().filter(|line| line.author == Author::Operator)
    }
}
