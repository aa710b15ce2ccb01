//! Everything the desk says to people, as values: which sentence, and what stands in its gaps.
//!
//! The words themselves are in `texts/*.ftl`, one file a language, and are put in by `crate::texts`. A new sentence is a
//! line below and a message of that name in every file of `texts/`; the tests there miss neither.

use super::language::Language;
use super::token::Token;

/// What stands in a gap of a sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Argument<'a> {
    Text(&'a str),
    /// A number, by which a language may choose between singular and plural.
    Count(i64),
}

/// What may be a field of a sentence.
pub trait AsArgument {
    fn as_argument(&self) -> Argument<'_>;

    #[cfg(test)]
    fn example() -> Self;
}

macro_rules! arguments {
    ($($kind:ty: |$value:ident| $argument:expr, $example:expr;)+) => {
        $(impl AsArgument for $kind {
            fn as_argument(&self) -> Argument<'_> {
                let $value = self;
                $argument
            }

            #[cfg(test)]
            fn example() -> Self {
                $example
            }
        })+
    };
}

arguments! {
    String: |text| Argument::Text(text), "“Ett ord”".to_owned();
    i64: |count| Argument::Count(*count), 3;
    u32: |count| Argument::Count(i64::from(*count)), 1;
    Language: |tag| Argument::Text(tag.as_str()), super::sample::language("sv");
    Token: |token| Argument::Text(token.as_str()), super::token::Tokens::new([1, 2, 3, 4]).of(1);
}

macro_rules! sentences {
    ($($(#[doc = $doc:literal])+ $name:ident { $($field:ident: $kind:ty),* $(,)? } = $key:literal;)+) => {
        #[derive(Debug, Clone, PartialEq, Eq)]
        pub enum Sentence {
            $($(#[doc = $doc])+ $name { $($field: $kind),* },)+
        }

        impl Sentence {
            /// The key of every sentence and the names of its gaps.
            pub const ALL: &'static [(&'static str, &'static [&'static str])] =
                &[$(($key, &[$(stringify!($field)),*]),)+];

            pub fn key(&self) -> &'static str {
                match self {
                    $(Sentence::$name { .. } => $key,)+
                }
            }

            pub fn args(&self) -> Vec<(&'static str, Argument<'_>)> {
                match self {
                    $(Sentence::$name { $($field),* } => vec![$((stringify!($field), $field.as_argument())),*],)+
                }
            }

            #[cfg(test)]
            pub(crate) fn examples() -> Vec<Sentence> {
                vec![$(Sentence::$name { $($field: AsArgument::example()),* },)+]
            }
        }
    };
}

sentences! {
    // To patrons.
    /// The first word to a patron, with how long what is said is kept.
    PatronWelcome { service: String, days: i64 } = "patron-welcome";
    /// How many wait before him.
    PatronPosition { ahead: i64 } = "patron-position";
    /// Nobody has answered within the first minute.
    PatronNobodyYet {} = "patron-nobody-yet";
    /// Nobody is on duty: he may leave his question.
    PatronNobodyOnDuty { service: String } = "patron-nobody-on-duty";
    /// Somebody took the session.
    PatronAnswered { operator: String, library: String } = "patron-answered";
    /// He has been silent for long.
    PatronStillThere {} = "patron-still-there";
    /// The session is over.
    PatronClosed {} = "patron-closed";
    /// The service has as many sessions as it can hold.
    Busy {} = "busy";

    // To operators.
    /// The invitation's reason, and the line in the staff room.
    OperatorOffer { nick: String, language: Language, question: String, token: Token } = "operator-offer";
    /// Another was first.
    OperatorTaken { by: String } = "operator-taken";
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn a_sentence_names_its_key_and_its_gaps() {
        let sentence = Sentence::PatronWelcome { service: "Ask".into(), days: 30 };
        assert_eq!(sentence.key(), "patron-welcome");
        assert_eq!(sentence.args(), [("service", Argument::Text("Ask")), ("days", Argument::Count(30))]);
    }

    #[test]
    fn no_two_sentences_share_a_key() {
        let keys: BTreeSet<_> = Sentence::ALL.iter().map(|(key, _)| key).collect();
        assert_eq!(keys.len(), Sentence::ALL.len());
    }
}
