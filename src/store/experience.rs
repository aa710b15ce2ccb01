//! What answered questions taught about which words go with which subjects (`docs/decisions/0009-subjects.md`).

use std::collections::BTreeMap;

use super::Store;
use super::connection::Connection;
use super::errors::StoreError;
use super::inventory::revision;
use super::value::Table;
use crate::desk::record::Record;
use crate::desk::subjects::{Counted, MOST_PAIRS};

const EXPERIENCE: Table<4> = Table { name: "experience", columns: ["source", "stem", "concept", "questions"], key: 3 };

/// What was learned while running; a file's experience has the file's name.
const RUNNING: &str = "";

impl Store {
    /// Puts what a file taught in place of what a file of this name taught before. Whether that changed anything.
    pub async fn import_experience(&self, source: &str, mut counted: Vec<Counted>) -> Result<bool, StoreError> {
        counted.sort();
        self.writing(async |connection| {
            let sql = "SELECT stem, concept, questions FROM experience WHERE source = $1";
            let mut before = read(connection, sql, Some(source)).await?;
            before.sort();
            if before == counted {
                return Ok(false);
            }
            connection.execute("DELETE FROM experience WHERE source = $1", vec![source.into()]).await?;
            let rows = counted
                .iter()
                .map(|known| [source.into(), (&known.stem).into(), (&known.concept).into(), known.questions.into()]);
            EXPERIENCE.write(connection, rows.collect()).await?;
            let next = revision(connection).await? + 1;
            connection.execute("UPDATE hub SET revision = $1", vec![next.into()]).await?;
            Ok(true)
        })
        .await
    }

    /// All experience, whatever it came from.
    pub async fn experience(&self) -> Result<Vec<Counted>, StoreError> {
        self.reading(load).await
    }

    /// Where there is more of it than is remembered, halves all numbers and forgets what comes to nothing.
    pub async fn fade_experience(&self) -> Result<(), StoreError> {
        self.writing(async |connection| {
            let rows = connection.number("experience", "SELECT count(*) FROM experience", Vec::new()).await?;
            if rows.unwrap_or(0) > MOST_PAIRS as i64 {
                connection.execute("UPDATE experience SET questions = questions / 2", Vec::new()).await?;
                connection.execute("DELETE FROM experience WHERE questions <= 0", Vec::new()).await?;
            }
            Ok(())
        })
        .await
    }
}

pub(super) async fn write(connection: &mut Connection, records: &[Record]) -> Result<(), StoreError> {
    let mut more: BTreeMap<(&str, &str), i64> = BTreeMap::new();
    for record in records {
        let Record::Lesson(lesson) = record else { continue };
        for stem in &lesson.stems {
            *more.entry((stem, "")).or_default() += 1;
            for concept in &lesson.concepts {
                *more.entry((stem, concept)).or_default() += 1;
            }
        }
    }
    let sql = "INSERT INTO experience (source, stem, concept, questions) VALUES ($1, $2, $3, $4) \
        ON CONFLICT (source, stem, concept) DO UPDATE SET questions = experience.questions + excluded.questions";
    for ((stem, concept), questions) in more {
        connection.execute(sql, vec![RUNNING.into(), stem.into(), concept.into(), questions.into()]).await?;
    }
    Ok(())
}

pub(super) async fn load(connection: &mut Connection) -> Result<Vec<Counted>, StoreError> {
    let sql = "SELECT stem, concept, CAST(sum(questions) AS BIGINT) FROM experience GROUP BY stem, concept ORDER BY stem, concept";
    read(connection, sql, None).await
}

async fn read(
    connection: &mut Connection,
    sql: &'static str,
    source: Option<&str>,
) -> Result<Vec<Counted>, StoreError> {
    let mut counted = Vec::new();
    let values = source.into_iter().map(Into::into).collect();
    connection
        .each("experience", sql, values, |row| {
            counted.push(Counted { stem: row.owned(0)?, concept: row.owned(1)?, questions: row.whole(2)? });
            Ok(())
        })
        .await?;
    Ok(counted)
}
