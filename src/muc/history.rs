//! The lines a room keeps, and which of them a joining client is shown (XEP-0045 §7.2.13-14, XEP-0203).

use std::collections::VecDeque;

use jid::FullJid;

use super::room::Room;
use super::{Line, Out, RoomId, RoomRecord, Rooms};
use crate::stanza::{HistoryWanted, Message, MessageKind};
use crate::time::Time;

pub const MAX_HISTORY_LINES: usize = 200;
pub const MAX_HISTORY_BYTES: usize = 64 * 1024;
/// What the stanza around a line counts as under `maxchars`, which counts whole stanzas.
const ENVELOPE_CHARS: usize = 300;

/// The newest lines within the bounds, and at least the last one.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct History {
    /// Each by itself, so that none is made room for before it is said.
    lines: VecDeque<Box<Line>>,
    bytes: usize,
    /// Numbers up to this one are taken by the store's leave: it is recorded in blocks, before they are used.
    pub numbered_to: i64,
}

const NUMBERS_A_BLOCK: i64 = 1000;

impl History {
    pub fn numbered_to(numbered_to: i64) -> Self {
        History { numbered_to, ..History::default() }
    }

    pub fn lines(&self) -> impl DoubleEndedIterator<Item = &Line> {
        self.lines.iter().map(Box::as_ref)
    }

    /// The next line's number, and whether a new block of numbers has begun, which is to be recorded first.
    pub fn next_number(&mut self) -> (i64, bool) {
        let number = self.lines.back().map_or(self.numbered_to, |line| line.number).saturating_add(1);
        let new_block = number > self.numbered_to;
        if new_block {
            self.numbered_to = self.numbered_to.saturating_add(NUMBERS_A_BLOCK);
        }
        (number, new_block)
    }

    pub fn push(&mut self, line: Line) {
        self.bytes += size(&line);
        self.lines.push_back(Box::new(line));
        while self.lines.len() > 1 && (self.lines.len() > MAX_HISTORY_LINES || self.bytes > MAX_HISTORY_BYTES) {
            self.drop_oldest();
        }
    }

    fn drop_oldest(&mut self) {
        if let Some(line) = self.lines.pop_front() {
            self.bytes -= size(&line);
        }
    }

    fn forget(&mut self, before: Option<Time>) {
        while self.lines.front().is_some_and(|line| before.is_none_or(|before| line.at < before)) {
            self.drop_oldest();
        }
    }

    /// The newest of the lines that `may` be shown, within what the client wants.
    pub fn wanted<'a>(
        &'a self,
        now: Time,
        wanted: &HistoryWanted,
        may: impl Fn(&Line) -> bool,
    ) -> impl Iterator<Item = &'a Line> {
        let earliest = wanted
            .seconds
            .map(|seconds| Time(now.0.saturating_sub(i64::from(seconds) * 1000)))
            .into_iter()
            .chain(wanted.since)
            .max();
        let mut stanzas = wanted.max_stanzas.map_or(usize::MAX, |most| most as usize);
        let mut chars = wanted.max_chars.map_or(usize::MAX, |most| most as usize);
        let mut shown = Vec::new();
        for line in self.lines().rev().filter(|line| may(line)) {
            let its_chars = size(line) + ENVELOPE_CHARS;
            if stanzas == 0 || chars < its_chars || earliest.is_some_and(|earliest| line.at < earliest) {
                break;
            }
            stanzas -= 1;
            chars -= its_chars;
            shown.push(line);
        }
        shown.into_iter().rev()
    }
}

fn size(line: &Line) -> usize {
    let optional = |text: &Option<String>| text.as_ref().map_or(0, String::len);
    let content = &line.content;
    content.bodies.iter().map(|body| body.text.len()).sum::<usize>()
        + content.urls.iter().map(|url| url.url.len() + optional(&url.description)).sum::<usize>()
        + optional(&line.id)
        + optional(&line.origin_id)
        + optional(&line.thread)
        + line.nick.len()
}

impl Room {
    /// A kept line as history: its ids kept, stamped by the room.
    pub(super) fn line_again(&self, line: &Line, client: &FullJid) -> Message {
        let mut message = self.line_message(line, client);
        message.delay = Some(line.at);
        message
    }

    /// A kept line as it was first reflected.
    pub(super) fn line_message(&self, line: &Line, client: &FullJid) -> Message {
        let mut message = Message::new(MessageKind::Groupchat, self.jid_of(&line.nick), client.clone());
        message.id = line.id.clone();
        message.thread = line.thread.clone();
        message.content = line.content.clone();
        message.origin_id = line.origin_id.clone();
        message.stanza_id = Some(line.stanza_id.clone());
        message.occupant_id = Some(line.occupant_id.clone());
        message
    }
}

impl Rooms {
    /// Forgets lines said before a moment (`None`: all): their purge date has come.
    pub fn forget_lines(&mut self, room: &RoomId, before: Option<Time>, out: &mut Out) {
        if let Some(room) = self.rooms.get_mut(room) {
            room.history.forget(before);
            out.records.push(RoomRecord::LinesForgotten { room: room.id.clone(), before });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::muc::testing::*;

    /// Ten lines, one every ten seconds from the epoch on.
    fn with_lines() -> Rooms {
        let mut rooms = staff_room();
        join(&mut rooms, "anna@lib/1", "Anna");
        for number in 0..10 {
            say_at(&mut rooms, Time(number * 10_000), "Anna", "anna@lib/1", &format!("line {number}"));
        }
        rooms
    }

    fn shown(rooms: &mut Rooms, history: HistoryWanted) -> Vec<String> {
        let mut out = Out::default();
        let mut asked = ask(rooms, "bo@lib/1", "Bo", &mut out);
        asked.history = history;
        let admission = crate::muc::Admission::operator(desk_room("ask"), "Bo");
        rooms.admit(Time(100_000), &asked, &admission, &mut out).unwrap();
        let mut shown = messages_to(&out, "bo@lib/1");
        shown.pop();
        shown.iter().map(|message| message.content.plain().to_owned()).collect()
    }

    #[test]
    fn all_kept_lines_are_shown_with_their_ids_and_when_they_were_said() {
        let mut rooms = with_lines();
        let (_, out) = join(&mut rooms, "bo@lib/1", "Bo");
        let shown = messages_to(&out, "bo@lib/1");
        assert_eq!(shown.len(), 11);
        let line = shown[3];
        assert_eq!((line.delay, line.content.plain()), (Some(Time(30_000)), "line 3"));
        assert_eq!(line.id.as_deref(), Some("id-line 3"));
        assert_eq!(line.origin_id.as_deref(), Some("origin-line 3"));
        assert_eq!(line.stanza_id.as_deref(), Some("ask-4"));
        assert_eq!(line.from, jid("ask@ref/Anna"));
        assert!(line.occupant_id.is_some());
    }

    #[test]
    fn a_client_gets_as_much_history_as_it_wants() {
        let none = HistoryWanted::default();
        let mut rooms = with_lines();
        assert_eq!(shown(&mut rooms, HistoryWanted { max_stanzas: Some(2), ..none }), ["line 8", "line 9"]);
        assert_eq!(shown(&mut rooms, HistoryWanted { max_stanzas: Some(0), ..none }), [""; 0]);
        assert_eq!(shown(&mut rooms, HistoryWanted { max_chars: Some(0), ..none }), [""; 0]);
        assert_eq!(shown(&mut rooms, HistoryWanted { max_chars: Some(400), ..none }), ["line 9"]);
        assert_eq!(shown(&mut rooms, HistoryWanted { seconds: Some(25), ..none }), ["line 8", "line 9"]);
        assert_eq!(shown(&mut rooms, HistoryWanted { since: Some(Time(90_000)), ..none }), ["line 9"]);
        let both = HistoryWanted { seconds: Some(u32::MAX), since: Some(Time(80_000)), ..none };
        assert_eq!(shown(&mut rooms, both), ["line 8", "line 9"]);
    }

    #[test]
    fn history_is_bounded_by_lines_and_by_bytes() {
        let mut rooms = staff_room();
        join(&mut rooms, "anna@lib/1", "Anna");
        for number in 0..300 {
            say_at(&mut rooms, Time(number), "Anna", "anna@lib/1", &number.to_string());
        }
        assert_eq!(rooms.history(&desk_room("ask")).count(), MAX_HISTORY_LINES);
        for number in 0..5 {
            let text = format!("{number}{}", "x".repeat(20 * 1024));
            say_at(&mut rooms, Time(1000 + number), "Anna", "anna@lib/1", &text);
        }
        assert_eq!(rooms.history(&desk_room("ask")).count(), 3 - 2);
        assert_restores(&rooms);
    }

    #[test]
    fn a_clock_that_goes_back_puts_no_line_before_another() {
        let mut rooms = with_lines();
        say_at(&mut rooms, Time(5), "Anna", "anna@lib/1", "early");
        assert_eq!(rooms.history(&desk_room("ask")).next_back().map(|line| line.at), Some(Time(90_000)));
        let mut out = Out::default();
        rooms.forget_lines(&desk_room("ask"), Some(Time(90_000)), &mut out);
        record(&out);
        assert_eq!(rooms.history(&desk_room("ask")).count(), 2);
        assert_restores(&rooms);
    }

    #[test]
    fn forgotten_lines_are_not_shown_and_their_numbers_not_used_again() {
        let mut rooms = with_lines();
        let mut out = Out::default();
        rooms.forget_lines(&desk_room("ask"), Some(Time(50_000)), &mut out);
        assert_eq!(rooms.history(&desk_room("ask")).map(|line| line.number).collect::<Vec<_>>(), [6, 7, 8, 9, 10]);
        rooms.forget_lines(&desk_room("ask"), None, &mut out);
        record(&out);
        assert_eq!(rooms.history(&desk_room("ask")).count(), 0);
        assert_restores(&rooms);
        say_at(&mut rooms, Time(200_000), "Anna", "anna@lib/1", "on");
        assert_eq!(rooms.history(&desk_room("ask")).next().map(|line| line.number), Some(1001));
        assert_restores(&rooms);
    }
}
