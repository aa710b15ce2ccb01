//! An empty place for a store, and a way to look into it past the store.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::PathBuf;

use sqlx::{AssertSqlSafe, Connection as _, PgConnection};
use tempfile::TempDir;

use crate::store::connection::{Connection, Engine, Purpose};
use crate::store::{Kept, Store};

pub struct Ground {
    pub url: String,
    dir: Option<TempDir>,
}

impl Ground {
    pub fn sqlite() -> Ground {
        let dir = TempDir::new().expect("a temporary directory");
        Ground { url: format!("sqlite://{}", dir.path().join("refdesk.db").display()), dir: Some(dir) }
    }

    /// A schema of its own in the database that `REFDESK_TEST_POSTGRES` names; nothing without it.
    pub async fn postgres(test: &str) -> Option<Ground> {
        let url = std::env::var("REFDESK_TEST_POSTGRES").ok().filter(|url| !url.is_empty())?;
        let mut hasher = DefaultHasher::new();
        test.hash(&mut hasher);
        let schema = format!("refdesk_test_{:016x}", hasher.finish());
        let mut connection = PgConnection::connect(&url).await.expect("the database of REFDESK_TEST_POSTGRES");
        for statement in [format!("DROP SCHEMA IF EXISTS {schema} CASCADE"), format!("CREATE SCHEMA {schema}")] {
            sqlx::query(AssertSqlSafe(statement)).execute(&mut connection).await.expect("a schema");
        }
        let joint = if url.contains('?') { '&' } else { '?' };
        Some(Ground { url: format!("{url}{joint}options[search_path]={schema}"), dir: None })
    }

    pub async fn open(&self) -> Store {
        Store::open(&self.url).await.expect("the store opens")
    }

    pub fn is_sqlite(&self) -> bool {
        self.dir.is_some()
    }

    /// The database's own files.
    pub fn files(&self) -> Vec<PathBuf> {
        let Some(dir) = &self.dir else { return Vec::new() };
        let entries = std::fs::read_dir(dir.path()).expect("the directory");
        entries.map(|entry| entry.expect("an entry").path()).collect()
    }

    /// Changes what is stored behind the store's back.
    pub async fn tamper(&self, sql: &'static str) {
        let engine = Engine::of(&self.url).expect("a URL");
        let mut connection: Connection = engine.connect(Purpose::Write).await.expect("a connection");
        connection.script(sql).await.expect(sql);
    }

    pub async fn count(&self, sql: &'static str) -> i64 {
        let engine = Engine::of(&self.url).expect("a URL");
        let mut connection = engine.connect(Purpose::Read).await.expect("a connection");
        connection.number("test", sql, Vec::new()).await.expect(sql).expect("a number")
    }
}

pub const KEY: [u8; 32] = [7; 32];

pub async fn kept(store: &Store) -> Kept {
    store.load(|| KEY).await.expect("what is kept")
}
