//! A connection to SQLite or PostgreSQL behind one face: statements with `$1`, text and whole numbers, nothing else.
//!
//! SQLite runs in its own thread and has no timers here, so that tests may pause the clock; every statement to
//! PostgreSQL has a limit. A connection on which something failed is dropped: that undoes what it had begun.

use std::fs::OpenOptions;
use std::future::Future;
use std::os::unix::fs::OpenOptionsExt;
use std::str::FromStr;
use std::time::Duration;

use futures::TryStreamExt;
use sqlx::postgres::PgConnectOptions;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous};
use sqlx::{Connection as _, PgConnection, Postgres, SqlSafeStr, Sqlite, SqliteConnection, query};

use super::errors::StoreError;
use super::row::Row;
use super::value::Value;

const STATEMENT_LIMIT: Duration = Duration::from_secs(60);
const CONNECT_LIMIT: Duration = Duration::from_secs(10);
const SQLITE_BUSY: Duration = Duration::from_secs(5);
/// More than there are different statements.
const STATEMENTS_KEPT: usize = 512;
/// Pages that SQLite's journal grows by before they are brought into the database, 16 MB: those that every batch changes
/// are brought there once for many batches.
const JOURNAL_PAGES: &str = "4000";

/// Where the store is, read from `url`.
#[derive(Debug, Clone)]
pub(super) enum Engine {
    Sqlite(SqliteConnectOptions),
    Postgres(PgConnectOptions),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Purpose {
    Write,
    Read,
}

#[derive(Debug)]
pub(super) enum Connection {
    Sqlite(SqliteConnection),
    Postgres(PgConnection),
}

impl Engine {
    pub fn of(url: &str) -> Result<Engine, StoreError> {
        match url.split_once(':') {
            Some(("sqlite", file)) => {
                let file = file.strip_prefix("//").unwrap_or(file);
                if file.is_empty() || file.starts_with(':') {
                    return Err(StoreError::BadUrl { why: "the path of a file is missing".to_owned() });
                }
                Ok(Engine::Sqlite(
                    SqliteConnectOptions::new()
                        .filename(file)
                        .create_if_missing(true)
                        .journal_mode(SqliteJournalMode::Wal)
                        .synchronous(SqliteSynchronous::Full)
                        .foreign_keys(true)
                        .busy_timeout(SQLITE_BUSY)
                        .pragma("secure_delete", "ON")
                        .pragma("wal_autocheckpoint", JOURNAL_PAGES)
                        .statement_cache_capacity(STATEMENTS_KEPT),
                ))
            }
            Some(("postgres" | "postgresql", _)) => {
                let options = PgConnectOptions::from_str(url).map_err(|error| StoreError::BadUrl {
                    why: match error {
                        sqlx::Error::Configuration(why) => why.to_string(),
                        other => other.to_string(),
                    },
                })?;
                Ok(Engine::Postgres(options.application_name("refdesk").statement_cache_capacity(STATEMENTS_KEPT)))
            }
            other => Err(StoreError::UnknownUrl {
                scheme: other.map_or("", |(scheme, _)| scheme).chars().take(40).collect(),
            }),
        }
    }

    /// The name of the database's kind.
    pub fn name(&self) -> &'static str {
        match self {
            Engine::Sqlite(_) => "SQLite",
            Engine::Postgres(_) => "PostgreSQL",
        }
    }

    /// Where it is, without secrets.
    pub fn place(&self) -> String {
        match self {
            Engine::Sqlite(options) => options.get_filename().display().to_string(),
            Engine::Postgres(options) => {
                let database = options.get_database().unwrap_or(options.get_username());
                format!("{}:{}/{database}", options.get_host(), options.get_port())
            }
        }
    }

    pub async fn connect(&self, purpose: Purpose) -> Result<Connection, StoreError> {
        let unreachable = |source: sqlx::Error| StoreError::Unreachable { place: self.place(), source };
        match self {
            Engine::Sqlite(options) => {
                // Patrons' words are nobody else's to read; SQLite gives its other files the same mode.
                let made = OpenOptions::new().write(true).create_new(true).mode(0o600).open(options.get_filename());
                match made {
                    Err(error) if error.kind() != std::io::ErrorKind::AlreadyExists => {
                        return Err(unreachable(error.into()));
                    }
                    _ => {}
                }
                let only_read = if purpose == Purpose::Read { "ON" } else { "OFF" };
                let options = options.clone().pragma("query_only", only_read);
                Ok(Connection::Sqlite(SqliteConnection::connect_with(&options).await.map_err(unreachable)?))
            }
            Engine::Postgres(options) => {
                let connecting = PgConnection::connect_with(options);
                let mut connection = tokio::time::timeout(CONNECT_LIMIT, connecting)
                    .await
                    .map_err(|_| StoreError::Silent { seconds: CONNECT_LIMIT.as_secs() })?
                    .map(Connection::Postgres)
                    .map_err(unreachable)?;
                connection.execute("SET synchronous_commit = on", Vec::new()).await?;
                if purpose == Purpose::Read {
                    connection.execute("SET default_transaction_read_only = on", Vec::new()).await?;
                }
                Ok(connection)
            }
        }
    }
}

impl Connection {
    /// Whether places for values must have numbers. SQLite looks up each that has one among all of a statement's, which
    /// takes long where there are a thousand.
    pub fn numbers_values(&self) -> bool {
        matches!(self, Connection::Postgres(_))
    }

    /// Begins a transaction that has the right to write from the start.
    pub async fn begin_to_write(&mut self) -> Result<(), StoreError> {
        let begin = match self {
            Connection::Sqlite(_) => "BEGIN IMMEDIATE",
            Connection::Postgres(_) => "BEGIN",
        };
        self.execute(begin, Vec::new()).await.map(drop)
    }

    /// Begins a transaction that sees one state of the store throughout.
    pub async fn begin_to_read(&mut self) -> Result<(), StoreError> {
        let begin = match self {
            Connection::Sqlite(_) => "BEGIN",
            Connection::Postgres(_) => "BEGIN ISOLATION LEVEL REPEATABLE READ",
        };
        self.execute(begin, Vec::new()).await.map(drop)
    }

    pub async fn commit(&mut self) -> Result<(), StoreError> {
        self.execute("COMMIT", Vec::new()).await.map(drop)
    }

    pub async fn roll_back(&mut self) -> Result<(), StoreError> {
        self.execute("ROLLBACK", Vec::new()).await.map(drop)
    }

    /// How many rows it changed.
    pub async fn execute(&mut self, sql: impl SqlSafeStr, values: Vec<Value>) -> Result<u64, StoreError> {
        match self {
            Connection::Sqlite(connection) => {
                let mut query = query::<Sqlite>(sql);
                for value in values {
                    query = match value {
                        Value::Text(text) => query.bind(text),
                        Value::Whole(whole) => query.bind(whole),
                    };
                }
                Ok(query.execute(connection).await?.rows_affected())
            }
            Connection::Postgres(connection) => {
                let mut query = query::<Postgres>(sql);
                for value in values {
                    query = match value {
                        Value::Text(text) => query.bind(text),
                        Value::Whole(whole) => query.bind(whole),
                    };
                }
                within(async { Ok(query.execute(connection).await?.rows_affected()) }).await
            }
        }
    }

    /// Several statements without values, as a migration has them.
    pub async fn script(&mut self, sql: &'static str) -> Result<(), StoreError> {
        match self {
            Connection::Sqlite(connection) => {
                sqlx::raw_sql(sql).execute(connection).await?;
                Ok(())
            }
            Connection::Postgres(connection) => {
                within(async { Ok(sqlx::raw_sql(sql).execute(connection).await.map(drop)?) }).await
            }
        }
    }

    /// Hands each row to `read`; `table` is named where one is unreadable.
    pub async fn each(
        &mut self,
        table: &'static str,
        sql: &'static str,
        values: Vec<Value>,
        mut read: impl FnMut(Row<'_>) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        match self {
            Connection::Sqlite(connection) => {
                let mut query = query::<Sqlite>(sql);
                for value in values {
                    query = match value {
                        Value::Text(text) => query.bind(text),
                        Value::Whole(whole) => query.bind(whole),
                    };
                }
                let mut rows = query.fetch(connection);
                while let Some(row) = rows.try_next().await? {
                    read(Row::sqlite(table, &row))?;
                }
                Ok(())
            }
            Connection::Postgres(connection) => {
                let mut query = query::<Postgres>(sql);
                for value in values {
                    query = match value {
                        Value::Text(text) => query.bind(text),
                        Value::Whole(whole) => query.bind(whole),
                    };
                }
                within(async {
                    let mut rows = query.fetch(connection);
                    while let Some(row) = rows.try_next().await? {
                        read(Row::postgres(table, &row))?;
                    }
                    Ok(())
                })
                .await
            }
        }
    }

    /// The one number a statement asks for; nothing where there is no row or it is null.
    pub async fn number(
        &mut self,
        table: &'static str,
        sql: &'static str,
        values: Vec<Value>,
    ) -> Result<Option<i64>, StoreError> {
        let mut number = None;
        self.each(table, sql, values, |row| {
            number = row.maybe_whole(0)?;
            Ok(())
        })
        .await?;
        Ok(number)
    }
}

async fn within<T>(work: impl Future<Output = Result<T, StoreError>>) -> Result<T, StoreError> {
    match tokio::time::timeout(STATEMENT_LIMIT, work).await {
        Ok(done) => done,
        Err(_) => Err(StoreError::Silent { seconds: STATEMENT_LIMIT.as_secs() }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_shown_without_its_password() {
        let engine = Engine::of("postgres://refdesk:secret@127.0.0.9:5433/desk").expect("a URL");
        assert_eq!(engine.place(), "127.0.0.9:5433/desk");
        assert_eq!(engine.name(), "PostgreSQL");
    }

    #[test]
    fn another_scheme_is_refused_with_the_two_that_are_known() {
        let refused = Engine::of("mysql://u:p@h/d").expect_err("unknown").to_string();
        assert!(refused.contains("'mysql'") && refused.contains("sqlite:///") && !refused.contains("u:p"), "{refused}");
    }
}
