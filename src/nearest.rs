//! "Did you mean": the known word that a mistyped one is nearest to.

/// The nearest of the known words, if it is near enough to be meant: a third of the letters may be wrong.
pub fn nearest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    if word.len() > 100 {
        return None;
    }
    let allowed = (word.chars().count() / 3).max(1);
    known
        .into_iter()
        .map(|candidate| (strsim::damerau_levenshtein(word, candidate), candidate))
        .filter(|(distance, _)| *distance <= allowed)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_of_the_finger_is_understood_and_another_word_is_not() {
        let known = ["close", "queue", "canned"];
        assert_eq!(nearest("colse", known), Some("close"));
        assert_eq!(nearest("queeu", known), Some("queue"));
        assert_eq!(nearest("help", known), None);
    }
}
