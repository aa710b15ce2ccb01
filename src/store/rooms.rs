//! Rooms, who is in them and what was said there, each as JSON beside its key: the rooms read them back whole, and no
//! report asks what is in them.

use std::collections::{BTreeMap, BTreeSet};

use super::connection::Connection;
use super::errors::StoreError;
use super::value::{Table, Value, delete, json, word};
use crate::muc::{Line, RoomId, RoomRecord};
use crate::time::Time;

/// Lines of a room that come back at a restart; older ones stay until they are purged.
pub const LINES_LOADED: i64 = 200;

/// First where each room's begin, then those, so that what is kept of closed rooms costs nothing.
pub(super) const NEWEST_LINES: &str = "WITH beginning AS MATERIALIZED (\
    SELECT address, view, COALESCE((SELECT older.number FROM line AS older \
        WHERE older.address = room.address AND older.view = room.view \
        ORDER BY older.number DESC LIMIT 1 OFFSET $1), 0) AS number FROM room) \
    SELECT line.address, line.said FROM beginning CROSS JOIN line \
    WHERE line.address = beginning.address AND line.view = beginning.view AND line.number > beginning.number";

const ROOM: Table<4> = Table { name: "room", columns: ["address", "view", "kind", "state"], key: 2 };
const OCCUPANT: Table<4> = Table { name: "occupant", columns: ["address", "view", "client", "state"], key: 3 };
const VIRTUAL: Table<4> = Table { name: "virtual_occupant", columns: ["address", "view", "nick", "state"], key: 3 };
const LINE: Table<6> = Table { name: "line", columns: ["address", "view", "number", "at", "purge_at", "said"], key: 3 };

/// What a batch leaves behind: the last word on each room, occupant and line.
#[derive(Default)]
struct Outcome<'b> {
    /// What is older than the batch and goes first.
    emptied: BTreeSet<&'b RoomId>,
    /// In these rooms lines said before this moment go; `None`: all.
    forgotten: Vec<(&'b RoomId, Option<Time>)>,
    rooms: BTreeMap<&'b RoomId, Option<[Value; 4]>>,
    occupants: BTreeMap<(&'b RoomId, &'b str), Option<[Value; 4]>>,
    virtuals: BTreeMap<(&'b RoomId, &'b str), Option<[Value; 4]>>,
    lines: BTreeMap<(&'b RoomId, i64), (Time, [Value; 6])>,
}

impl<'b> Outcome<'b> {
    fn of(records: &'b [(RoomRecord, Time)]) -> Result<Self, StoreError> {
        let mut outcome = Outcome::default();
        for (record, purge_at) in records {
            outcome.take(record, *purge_at)?;
        }
        Ok(outcome)
    }

    fn take(&mut self, record: &'b RoomRecord, purge_at: Time) -> Result<(), StoreError> {
        match record {
            RoomRecord::Room(row) => {
                let [address, view] = key(&row.room);
                self.rooms.insert(&row.room, Some([address, view, word(&row.config.kind)?, json(row)?]));
            }
            RoomRecord::RoomGone(room) => {
                self.occupants.retain(|(of, _), _| *of != room);
                self.virtuals.retain(|(of, _), _| *of != room);
                self.rooms.insert(room, None);
                self.emptied.insert(room);
            }
            RoomRecord::Client(row) => {
                let [address, view] = key(&row.room);
                let row_of_it = [address, view, (&row.client).into(), json(row)?];
                self.occupants.insert((&row.room, row.client.as_str()), Some(row_of_it));
            }
            RoomRecord::ClientGone { room, client } => {
                self.occupants.insert((room, client.as_str()), None);
            }
            RoomRecord::Virtual(row) => {
                let [address, view] = key(&row.room);
                let row_of_it = [address, view, (&row.nick).into(), json(row)?];
                self.virtuals.insert((&row.room, &row.nick), Some(row_of_it));
            }
            RoomRecord::VirtualGone { room, nick } => {
                self.virtuals.insert((room, nick), None);
            }
            RoomRecord::Line(line) => {
                let [address, view] = key(&line.room);
                let row = [address, view, line.number.into(), line.at.into(), purge_at.into(), json(line)?];
                self.lines.insert((&line.room, line.number), (line.at, row));
            }
            RoomRecord::LinesForgotten { room, before } => {
                self.lines.retain(|(of, _), (at, _)| *of != room || before.is_some_and(|before| *at >= before));
                self.forgotten.push((room, *before));
            }
        }
        Ok(())
    }
}

fn key(room: &RoomId) -> [Value; 2] {
    [(&room.address).into(), room.view.as_ref().map_or("", |view| view.as_str()).into()]
}

fn keys_gone(rows: &BTreeMap<(&RoomId, &str), Option<[Value; 4]>>) -> Vec<[Value; 3]> {
    let gone = rows.iter().filter(|(_, row)| row.is_none());
    gone.map(|((room, name), _)| {
        let [address, view] = key(room);
        [address, view, (*name).into()]
    })
    .collect()
}

pub(super) async fn write(connection: &mut Connection, records: &[(RoomRecord, Time)]) -> Result<(), StoreError> {
    if records.is_empty() {
        return Ok(());
    }
    let outcome = Outcome::of(records)?;

    let emptied: Vec<[Value; 2]> = outcome.emptied.iter().map(|room| key(room)).collect();
    for table in ["occupant", "virtual_occupant"] {
        delete(connection, table, ["address", "view"], emptied.clone()).await?;
    }
    let gone = outcome.rooms.iter().filter(|(_, row)| row.is_none()).map(|(room, _)| key(room)).collect();
    delete(connection, "room", ["address", "view"], gone).await?;
    delete(connection, "occupant", ["address", "view", "client"], keys_gone(&outcome.occupants)).await?;
    delete(connection, "virtual_occupant", ["address", "view", "nick"], keys_gone(&outcome.virtuals)).await?;
    for (room, before) in outcome.forgotten {
        let [address, view] = key(room);
        let sql = "DELETE FROM line WHERE address = $1 AND view = $2 AND at < $3";
        connection.execute(sql, vec![address, view, before.unwrap_or(Time(i64::MAX)).into()]).await?;
    }

    ROOM.write(connection, outcome.rooms.into_values().flatten().collect()).await?;
    OCCUPANT.write(connection, outcome.occupants.into_values().flatten().collect()).await?;
    VIRTUAL.write(connection, outcome.virtuals.into_values().flatten().collect()).await?;
    LINE.write(connection, outcome.lines.into_values().map(|(_, row)| row).collect()).await
}

/// Rooms first, then who is in them, then their newest lines in order.
pub(super) async fn load(connection: &mut Connection) -> Result<Vec<RoomRecord>, StoreError> {
    let mut records = Vec::new();
    let rooms = "SELECT address, state FROM room ORDER BY address, view";
    connection
        .each("room", rooms, Vec::new(), |row| {
            records.push(RoomRecord::Room(row.json(1)?));
            Ok(())
        })
        .await?;
    let occupants = "SELECT address, state FROM occupant ORDER BY address, view, client";
    connection
        .each("occupant", occupants, Vec::new(), |row| {
            records.push(RoomRecord::Client(row.json(1)?));
            Ok(())
        })
        .await?;
    let virtuals = "SELECT address, state FROM virtual_occupant ORDER BY address, view, nick";
    connection
        .each("virtual_occupant", virtuals, Vec::new(), |row| {
            records.push(RoomRecord::Virtual(row.json(1)?));
            Ok(())
        })
        .await?;
    let mut lines: Vec<Line> = Vec::new();
    connection
        .each("line", NEWEST_LINES, vec![LINES_LOADED.into()], |row| {
            lines.push(row.json(1)?);
            Ok(())
        })
        .await?;
    // Here, for the database would sort what was said along with the numbers.
    lines.sort_by_key(|line| line.number);
    records.extend(lines.into_iter().map(RoomRecord::Line));
    Ok(records)
}
