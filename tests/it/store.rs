//! The store's own tests, which lie beside its code, on a real PostgreSQL.

use tokio::process::Command;

use crate::server::postgres::Postgres;

#[tokio::test]
async fn the_store_behaves_on_postgresql_as_on_sqlite() {
    let postgres = Postgres::start().await;
    let mut tests = Command::new(env!("CARGO"));
    tests.args(["test", "--offline", "--locked", "--lib", "--", "postgres::"]).kill_on_drop(true);
    tests.current_dir(env!("CARGO_MANIFEST_DIR")).env("REFDESK_TEST_POSTGRES", postgres.url());
    let done = tests.output().await.expect("cargo can be started");
    let said = String::from_utf8_lossy(&done.stdout);
    assert!(done.status.success(), "{said}{}", String::from_utf8_lossy(&done.stderr));
    assert!(!said.contains("running 0 tests"), "the store has tests for PostgreSQL:\n{said}");
    println!("{said}");
}
