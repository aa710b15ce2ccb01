//! SQLite finds what it changes and loads through indexes, however much is kept.

use sqlx::{AssertSqlSafe, Connection as _, Row as _, SqliteConnection};

use super::ground::Ground;
use crate::store::rooms::NEWEST_LINES;
use crate::store::value::deletion;

async fn scanned(connection: &mut SqliteConnection, sql: &str) -> Vec<String> {
    let explain = AssertSqlSafe(format!("EXPLAIN QUERY PLAN {sql}"));
    let plan = sqlx::query(explain).fetch_all(connection).await.expect("a plan");
    let steps = plan.iter().map(|step| step.get::<String, _>("detail"));
    let tables = ["occupant", "virtual_occupant", "contact", "duty_client", "line", "session"];
    steps
        .filter(|step| {
            step.strip_prefix("SCAN ").is_some_and(|what| tables.iter().any(|table| what.starts_with(table)))
        })
        .collect()
}

#[tokio::test]
async fn no_table_that_grows_is_read_from_end_to_end() {
    let ground = Ground::sqlite();
    drop(ground.open().await);
    let mut connection = SqliteConnection::connect(&ground.url).await.expect("a connection");
    let mut all = vec![NEWEST_LINES.replace("$1", "200")];
    for size in [1, 8, 64] {
        all.push(deletion("occupant", ["address", "view", "client"], size, true));
        all.push(deletion("occupant", ["address", "view"], size, true));
        all.push(deletion("virtual_occupant", ["address", "view", "nick"], size, true));
        all.push(deletion("contact", ["address", "jid"], size, true));
        all.push(deletion("duty_client", ["service", "client"], size, true));
    }
    for sql in all {
        let scanned = scanned(&mut connection, &sql).await;
        assert!(scanned.is_empty(), "{scanned:?} in {sql}");
    }
}
