//! One entry of a profile as a line: `law C1 | LL.M. Lund | 2027-06-30`.

use crate::desk::inventory::Competence;
use crate::desk::language::Level;
use crate::time::Date;

/// Characters of a line, and of what an entry rests on.
pub(super) const LONGEST: usize = 500;
pub(super) const LONGEST_EVIDENCE: usize = 200;
/// Characters of a word of her own.
pub(super) const LONGEST_WORD: usize = 100;

/// What stands in a line, its words not looked up yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Line {
    /// The words, with the level if there is one.
    pub head: String,
    pub evidence: Option<String>,
    pub valid_until: Option<Date>,
}

/// Why a line cannot be taken as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Wrong {
    Long,
    /// More than three parts.
    Parts,
    Day(String),
    Level(String),
    /// No words of any vocabulary are like these.
    Unknown(String),
}

impl Wrong {
    /// By which the texts choose.
    pub fn problem(&self) -> &'static str {
        match self {
            Wrong::Long => "long",
            Wrong::Parts => "parts",
            Wrong::Day(_) => "day",
            Wrong::Level(_) => "level",
            Wrong::Unknown(_) => "unknown",
        }
    }

    /// The piece that is wrong.
    pub fn what(&self) -> String {
        match self {
            Wrong::Day(what) | Wrong::Level(what) | Wrong::Unknown(what) => what.chars().take(LONGEST_WORD).collect(),
            Wrong::Long | Wrong::Parts => String::new(),
        }
    }
}

impl Line {
    pub fn read(text: &str) -> Result<Line, Wrong> {
        if text.chars().count() > LONGEST {
            return Err(Wrong::Long);
        }
        let parts: Vec<&str> = text.split('|').map(str::trim).collect();
        let (head, evidence, day) = match parts.as_slice() {
            [head] => (head, "", ""),
            [head, day] if day.parse::<Date>().is_ok() => (head, "", *day),
            [head, evidence] => (head, *evidence, ""),
            [head, evidence, day] => (head, *evidence, *day),
            _ => return Err(Wrong::Parts),
        };
        if evidence.chars().count() > LONGEST_EVIDENCE {
            return Err(Wrong::Long);
        }
        let valid_until = match day {
            "" => None,
            day => Some(day.parse().map_err(|_| Wrong::Day(day.to_owned()))?),
        };
        let head = head.split_whitespace().collect::<Vec<_>>().join(" ");
        if head.is_empty() {
            return Err(Wrong::Unknown(text.trim().to_owned()));
        }
        let evidence = Some(evidence.to_owned()).filter(|evidence| !evidence.is_empty());
        Ok(Line { head, evidence, valid_until })
    }

    /// The head without the level at its end, and that level, if it ends in one.
    pub fn with_level(&self) -> Option<(&str, Level)> {
        let (words, last) = self.head.rsplit_once(' ')?;
        Some((words, last.parse().ok()?))
    }

    /// The head without its last word, if that was surely meant as a level: `fi B7`.
    pub fn with_no_level(&self, of_language: bool) -> Option<(&str, &str)> {
        let (words, last) = self.head.rsplit_once(' ')?;
        let mut letters = last.chars();
        let like_a_level = letters.next().is_some_and(char::is_alphabetic)
            && letters.next().is_some_and(|c| c.is_ascii_digit())
            && letters.next().is_none();
        (of_language || like_a_level).then_some((words, last))
    }
}

/// An entry as a line that is read as the same entry, where `name` is read as its value.
pub(super) fn written(name: &str, competence: &Competence) -> String {
    let mut line = name.to_owned();
    if let Some(level) = competence.level {
        line.push_str(&format!(" {level}"));
    }
    let evidence = competence.evidence.as_deref().map(|text| text.replace(['|', '\n', '\r'], "/")).unwrap_or_default();
    let until = competence.valid_until.map(|day| day.to_string());
    let looks_like_a_day = evidence.parse::<Date>().is_ok();
    match (evidence.as_str(), until) {
        ("", None) => {}
        ("", Some(day)) => line.push_str(&format!(" | {day}")),
        (evidence, None) if looks_like_a_day => line.push_str(&format!(" | {evidence} |")),
        (evidence, None) => line.push_str(&format!(" | {evidence}")),
        (evidence, Some(day)) => line.push_str(&format!(" | {evidence} | {day}")),
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_has_words_what_they_rest_on_and_a_last_day() {
        let day = "2027-06-30".parse().ok();
        let line = |head: &str, evidence: Option<&str>, valid_until| {
            Ok(Line { head: head.to_owned(), evidence: evidence.map(str::to_owned), valid_until })
        };
        assert_eq!(Line::read("  fi   B2 "), line("fi B2", None, None));
        assert_eq!(Line::read("law C1 | LL.M. Lund | 2027-06-30"), line("law C1", Some("LL.M. Lund"), day));
        assert_eq!(Line::read("law | 2027-06-30"), line("law", None, day));
        assert_eq!(Line::read("law | | 2027-06-30"), line("law", None, day));
        assert_eq!(Line::read("law | since 2010"), line("law", Some("since 2010"), None));
    }

    #[test]
    fn what_is_wrong_with_a_line_is_told() {
        assert_eq!(Line::read("law | x | 30.6.2027"), Err(Wrong::Day("30.6.2027".into())));
        assert_eq!(Line::read("law | x | 2027-06-30 | y"), Err(Wrong::Parts));
        assert_eq!(Line::read(&"x".repeat(LONGEST + 1)), Err(Wrong::Long));
        assert_eq!(Line::read(&format!("law | {}", "x".repeat(LONGEST_EVIDENCE + 1))), Err(Wrong::Long));
        assert_eq!(Line::read("| x"), Err(Wrong::Unknown("| x".into())));
    }

    #[test]
    fn a_level_is_the_last_word_and_what_looks_like_one_is_told_from_words() {
        let read = |text: &str| Line::read(text).expect("a line");
        assert_eq!(read("sign language c1").with_level(), Some(("sign language", Level::C1)));
        assert_eq!(read("fi").with_level(), None);
        assert_eq!(read("fi B7").with_no_level(false), Some(("fi", "B7")));
        assert_eq!(read("fi fluent").with_no_level(true), Some(("fi", "fluent")));
        assert_eq!(read("legal history").with_no_level(false), None);
    }

    #[test]
    fn what_is_written_is_read_as_the_same() {
        let days = [None, "2027-06-30".parse().ok()];
        for evidence in [None, Some("LL.M. Lund"), Some("2010-01-01")] {
            for valid_until in days {
                let evidence = evidence.map(str::to_owned);
                let entry = Competence { evidence: evidence.clone(), valid_until, ..Competence::default() };
                let text = written("law", &entry);
                assert_eq!(Line::read(&text), Ok(Line { head: "law".into(), evidence, valid_until }), "{text}");
            }
        }
    }
}
