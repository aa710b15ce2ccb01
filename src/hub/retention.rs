//! What was said in a staff room is forgotten there too, not only in the store, when it has been kept as long as the
//! service keeps text. Looked after once an hour, before anybody who comes is shown the history; nobody is told.
//! A session's room remembers all of it and ends with the session; the store purges what is recorded of it.

use std::time::Duration;

use super::Hub;

const EVERY: Duration = Duration::from_secs(3600);

impl Hub {
    pub(super) fn forget_old(&mut self) {
        if self.now.since(self.forgotten) < EVERY {
            return;
        }
        self.forgotten = self.now;
        let old = |service| {
            let before = self.now - self.desk.limits(service).keep_text;
            let room = self.staff_room(service);
            let is_old = self.rooms.history(&room).next().is_some_and(|oldest| oldest.at < before);
            is_old.then_some((room, before))
        };
        for (room, before) in self.desk.inventory().services.keys().filter_map(old).collect::<Vec<_>>() {
            self.rooms.forget_lines(&room, Some(before), &mut self.out);
        }
    }
}
