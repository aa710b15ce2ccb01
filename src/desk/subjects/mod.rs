//! Subjects recognised in patrons' own words.
pub mod candidates;
pub mod experience;
pub mod finnish;
pub mod labels;
pub mod stem;
pub mod words;
