//! Sessions, their chronicle and the notes on them. An open session is kept whole as JSON; its columns, and all that
//! stays of a closed one, are what reports ask for.

use std::collections::BTreeMap;

use super::Store;
use super::connection::Connection;
use super::errors::StoreError;
use super::value::{Table, Value, json, word};
use crate::desk::record::{Chronicle, Note, Record};
use crate::desk::session::{Ended, Session, State};

const SESSION: Table<18> = Table {
    name: "session",
    columns: [
        "number",
        "token",
        "service",
        "via",
        "language",
        "patron",
        "question",
        "opened",
        "queued",
        "taken",
        "closed",
        "stage",
        "resolution",
        "read_scale",
        "ended",
        "operator",
        "purge_at",
        "state",
    ],
    key: 1,
};

/// What an open session keeps from its opening; two indices are spared by leaving these alone.
const KEPT_WHILE_OPEN: [&str; 5] = ["token", "service", "patron", "opened", "purge_at"];

const CHRONICLE: Table<5> =
    Table { name: "chronicle", columns: ["session", "at", "what", "operator", "detail"], key: 0 };

const NOTE: Table<5> = Table { name: "note", columns: ["session", "at", "operator", "text", "purge_at"], key: 0 };

pub(super) async fn write(connection: &mut Connection, records: &[Record]) -> Result<(), StoreError> {
    let mut sessions = BTreeMap::new();
    let mut chronicle = Vec::new();
    let mut notes = Vec::new();
    for record in records {
        match record {
            Record::Session(session) => {
                sessions.insert(session.number, session.as_ref());
            }
            Record::Chronicle(entry) => chronicle.push(chronicle_row(entry)?),
            Record::Note(note) => notes.push(note_row(note)),
            _ => {}
        }
    }
    let rows = |open| {
        let sessions = sessions.values().filter(move |session| session.is_open() == open);
        sessions.map(|session| session_row(session)).collect::<Result<_, _>>()
    };
    SESSION.write_keeping(&KEPT_WHILE_OPEN, connection, rows(true)?).await?;
    SESSION.write(connection, rows(false)?).await?;
    CHRONICLE.write(connection, chronicle).await?;
    NOTE.write(connection, notes).await
}

fn session_row(session: &Session) -> Result<[Value; 18], StoreError> {
    let state = if session.is_open() { json(session)? } else { Value::Text(None) };
    let (closed, ended, resolution, read) = match &session.state {
        State::Closed { at, ended, resolution, read } => {
            (Some(*at), Some(ended_name(ended)), Some(resolution.name()), read.map(i64::from))
        }
        _ => (None, None, None, None),
    };
    let language = session.need.languages.first().map_or(&session.patron.language, |wanted| &wanted.value);
    Ok([
        session.number.into(),
        session.token.as_str().into(),
        (&session.service).into(),
        word(&session.patron.via)?,
        language.into(),
        (&session.patron.bare).into(),
        (&session.question).into(),
        session.opened.into(),
        session.queued.into(),
        session.taken.into(),
        closed.into(),
        stage(&session.state).into(),
        resolution.into(),
        read.into(),
        ended.into(),
        session.holder.as_ref().into(),
        session.purge_at.into(),
        state,
    ])
}

fn stage(state: &State) -> &'static str {
    match state {
        State::Waiting => "waiting",
        State::Offered { .. } => "offered",
        State::Held { .. } => "held",
        State::Question { .. } => "question",
        State::Closed { .. } => "closed",
    }
}

fn ended_name(ended: &Ended) -> &'static str {
    match ended {
        Ended::ByOperator(_) => "by-operator",
        Ended::OperatorLeft(_) => "operator-left",
        Ended::PatronLeft => "patron-left",
        Ended::PatronSilent => "patron-silent",
        Ended::Deadline => "deadline",
        Ended::ServiceGone => "service-gone",
    }
}

fn chronicle_row(entry: &Chronicle) -> Result<[Value; 5], StoreError> {
    Ok([
        entry.session.into(),
        entry.at.into(),
        word(&entry.what)?,
        entry.operator.as_ref().into(),
        (&entry.detail).into(),
    ])
}

fn note_row(note: &Note) -> [Value; 5] {
    [note.session.into(), note.at.into(), (&note.operator).into(), (&note.text).into(), note.purge_at.into()]
}

/// Every open session, by number.
pub(super) async fn load(connection: &mut Connection) -> Result<Vec<Session>, StoreError> {
    let mut sessions = Vec::new();
    let sql = "SELECT number, state FROM session WHERE state IS NOT NULL ORDER BY number";
    connection
        .each("session", sql, Vec::new(), |row| {
            sessions.push(row.json(1)?);
            Ok(())
        })
        .await?;
    Ok(sessions)
}

/// What the chronicle tells of the sessions from this number on, in order.
pub(super) async fn chronicle(connection: &mut Connection, from: i64, to: i64) -> Result<Vec<Chronicle>, StoreError> {
    let mut entries = Vec::new();
    let sql = "SELECT session, at, what, operator, detail FROM chronicle WHERE session >= $1 AND session <= $2 \
               ORDER BY session, at";
    connection
        .each("chronicle", sql, vec![from.into(), to.into()], |row| {
            let (session, at, operator) = (row.whole(0)?, row.time(1)?, row.maybe_parsed(3)?);
            entries.push(Chronicle { session, at, what: row.word(2)?, operator, detail: row.owned(4)? });
            Ok(())
        })
        .await?;
    Ok(entries)
}

impl Store {
    /// What the chronicle tells of the session of this name, in order; nothing where there never was one.
    pub async fn chronicle(&self, token: &str) -> Result<Option<Vec<Chronicle>>, StoreError> {
        self.reading(async |connection| {
            let sql = "SELECT max(number) FROM session WHERE token = $1";
            match connection.number("session", sql, vec![token.into()]).await? {
                Some(number) => chronicle(connection, number, number).await.map(Some),
                None => Ok(None),
            }
        })
        .await
    }
}

/// The number of the newest session there ever was; 0 before the first.
pub(super) async fn last_number(connection: &mut Connection) -> Result<i64, StoreError> {
    Ok(connection.number("session", "SELECT max(number) FROM session", Vec::new()).await?.unwrap_or(0))
}
