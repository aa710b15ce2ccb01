//! A row as it comes from the database, read column by column; what cannot be read is named by table, column and row.

use std::str::FromStr;

use serde::de::DeserializeOwned;
use serde::de::IntoDeserializer;
use serde::de::value::{Error as WordError, StrDeserializer};
use sqlx::postgres::PgRow;
use sqlx::sqlite::SqliteRow;
use sqlx::{Column, Row as _};

use super::errors::{StoreError, Unreadable};
use crate::time::Time;

/// The first column selected says which row it is and holds nothing private.
pub(super) struct Row<'r> {
    table: &'static str,
    inner: Inner<'r>,
}

enum Inner<'r> {
    Sqlite(&'r SqliteRow),
    Postgres(&'r PgRow),
}

impl<'r> Row<'r> {
    pub fn sqlite(table: &'static str, row: &'r SqliteRow) -> Self {
        Row { table, inner: Inner::Sqlite(row) }
    }

    pub fn postgres(table: &'static str, row: &'r PgRow) -> Self {
        Row { table, inner: Inner::Postgres(row) }
    }

    pub fn maybe_text(&self, column: usize) -> Result<Option<&str>, StoreError> {
        let text = match &self.inner {
            Inner::Sqlite(row) => row.try_get(column),
            Inner::Postgres(row) => row.try_get(column),
        };
        text.map_err(|_| self.unreadable(column, "not a text"))
    }

    pub fn maybe_whole(&self, column: usize) -> Result<Option<i64>, StoreError> {
        let whole = match &self.inner {
            Inner::Sqlite(row) => row.try_get(column),
            Inner::Postgres(row) => row.try_get(column),
        };
        whole.map_err(|_| self.unreadable(column, "not a whole number"))
    }

    pub fn text(&self, column: usize) -> Result<&str, StoreError> {
        self.maybe_text(column)?.ok_or_else(|| self.unreadable(column, "empty"))
    }

    pub fn whole(&self, column: usize) -> Result<i64, StoreError> {
        self.maybe_whole(column)?.ok_or_else(|| self.unreadable(column, "empty"))
    }

    pub fn truth(&self, column: usize) -> Result<bool, StoreError> {
        Ok(self.whole(column)? != 0)
    }

    pub fn time(&self, column: usize) -> Result<Time, StoreError> {
        self.whole(column).map(Time)
    }

    pub fn owned(&self, column: usize) -> Result<String, StoreError> {
        self.text(column).map(str::to_owned)
    }

    pub fn maybe_owned(&self, column: usize) -> Result<Option<String>, StoreError> {
        Ok(self.maybe_text(column)?.map(str::to_owned))
    }

    /// A number that must fit a smaller kind.
    pub fn small<T: TryFrom<i64>>(&self, column: usize) -> Result<T, StoreError> {
        T::try_from(self.whole(column)?).map_err(|_| self.unreadable(column, "out of range"))
    }

    pub fn parsed<T: FromStr>(&self, column: usize) -> Result<T, StoreError> {
        self.text(column)?.parse().map_err(|_| self.unreadable(column, "not of the form expected"))
    }

    pub fn maybe_parsed<T: FromStr>(&self, column: usize) -> Result<Option<T>, StoreError> {
        match self.maybe_text(column)? {
            None => Ok(None),
            Some(text) => text.parse().map(Some).map_err(|_| self.unreadable(column, "not of the form expected")),
        }
    }

    /// A value whose serialised form is one word.
    pub fn word<T: DeserializeOwned>(&self, column: usize) -> Result<T, StoreError> {
        let word: StrDeserializer<'_, WordError> = self.text(column)?.into_deserializer();
        T::deserialize(word).map_err(|_| self.unreadable(column, "not one of the words expected"))
    }

    pub fn json<T: DeserializeOwned>(&self, column: usize) -> Result<T, StoreError> {
        let text = self.text(column)?;
        // The parser's own words may quote what a patron wrote.
        serde_json::from_str(text).map_err(|error| {
            let why = format!("not JSON of the shape expected, from character {}", error.column());
            self.unreadable(column, &why)
        })
    }

    pub fn unreadable(&self, column: usize, why: &str) -> StoreError {
        let row = match (self.maybe_whole_or_text(0), self.name(0)) {
            (Some(value), name) => format!("{name} {value}"),
            (None, _) => "unknown".to_owned(),
        };
        Unreadable { table: self.table, column: self.name(column), row, why: why.to_owned() }.into()
    }

    fn name(&self, column: usize) -> String {
        let name = match &self.inner {
            Inner::Sqlite(row) => row.columns().get(column).map(|column| column.name()),
            Inner::Postgres(row) => row.columns().get(column).map(|column| column.name()),
        };
        name.unwrap_or("?").to_owned()
    }

    fn maybe_whole_or_text(&self, column: usize) -> Option<String> {
        let whole: Option<i64> = match &self.inner {
            Inner::Sqlite(row) => row.try_get(column).ok(),
            Inner::Postgres(row) => row.try_get(column).ok(),
        };
        let text: Option<&str> = match &self.inner {
            Inner::Sqlite(row) => row.try_get(column).ok(),
            Inner::Postgres(row) => row.try_get(column).ok(),
        };
        whole.map(|whole| whole.to_string()).or(text.map(str::to_owned))
    }
}
