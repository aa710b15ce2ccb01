//! Brings the tables to what this program knows: the numbered files of `schema/`, each in one transaction, each once.

use super::connection::Connection;
use super::errors::StoreError;

struct Migration {
    number: i64,
    name: &'static str,
    sql: &'static str,
}

const MIGRATIONS: [Migration; 4] = [
    Migration { number: 1, name: "0001-beginning", sql: include_str!("../../schema/0001-beginning.sql") },
    Migration { number: 2, name: "0002-competence", sql: include_str!("../../schema/0002-competence.sql") },
    Migration { number: 3, name: "0003-links", sql: include_str!("../../schema/0003-links.sql") },
    Migration { number: 4, name: "0004-assistances", sql: include_str!("../../schema/0004-assistances.sql") },
];

/// The newest schema this program knows.
pub(super) const KNOWN: i64 = MIGRATIONS[MIGRATIONS.len() - 1].number;

pub(super) async fn migrate(connection: &mut Connection) -> Result<(), StoreError> {
    let found = match found(connection).await {
        Ok(found) => found,
        Err(_) => {
            connection
                .execute(
                    "CREATE TABLE IF NOT EXISTS migration (number BIGINT PRIMARY KEY, name TEXT NOT NULL)",
                    Vec::new(),
                )
                .await?;
            found(connection).await?
        }
    };
    if found > KNOWN {
        return Err(StoreError::Newer { found, known: KNOWN });
    }
    for migration in MIGRATIONS.iter().filter(|migration| migration.number > found) {
        if let Err(source) = apply(connection, migration).await {
            let _ = connection.roll_back().await;
            return Err(StoreError::Migration { name: migration.name, source: Box::new(source) });
        }
    }
    Ok(())
}

/// The number of the last migration applied; 0 before the first.
pub(super) async fn found(connection: &mut Connection) -> Result<i64, StoreError> {
    let newest = connection.number("migration", "SELECT max(number) FROM migration", Vec::new()).await?;
    Ok(newest.unwrap_or(0))
}

async fn apply(connection: &mut Connection, migration: &Migration) -> Result<(), StoreError> {
    connection.begin_to_write().await?;
    // Two programs may start at once: the second waits here and finds it done.
    let mine = connection
        .execute(
            "INSERT INTO migration (number, name) VALUES ($1, $2) ON CONFLICT (number) DO NOTHING",
            vec![migration.number.into(), migration.name.into()],
        )
        .await?;
    if mine == 1 {
        connection.script(migration.sql).await?;
    }
    connection.commit().await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn migrations_are_numbered_from_one_without_gaps_and_named_so() {
        for (place, migration) in MIGRATIONS.iter().enumerate() {
            assert_eq!(migration.number, place as i64 + 1);
            assert!(migration.name.starts_with(&format!("{:04}-", migration.number)));
        }
    }
}
