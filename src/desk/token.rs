//! The names of sessions: six letters and digits, unlike any used before and not to be guessed.
//!
//! Sessions are numbered from 1; a name is its number put through a keyed permutation of 30 bits, so that two sessions
//! never share one, nothing needs to be remembered of old ones, and a name says whether it was ever given.

use std::fmt;

use serde::{Deserialize, Serialize};

/// Letters and digits that are not taken for one another when read aloud or written down.
const DIGITS: &[u8; 32] = b"23456789abcdefghjkmnpqrstuvwxyz0";
const LENGTH: usize = 6;
const HALF: u32 = (1 << 15) - 1;

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Token(String);

impl Token {
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Gives sessions their names. The key belongs to the hub and is made once, when its store is.
#[derive(Debug, Clone, Copy)]
pub struct Tokens {
    key: [u32; 4],
}

impl Tokens {
    pub fn new(key: [u32; 4]) -> Self {
        Tokens { key }
    }

    pub fn of(&self, number: i64) -> Token {
        let mut left = (number as u32 >> 15) & HALF;
        let mut right = number as u32 & HALF;
        for key in self.key {
            (left, right) = (right, left ^ round(right, key));
        }
        let mixed = left << 15 | right;
        let digits = (0..LENGTH).map(|place| DIGITS[(mixed >> (5 * place)) as usize & 31] as char);
        Token(digits.collect())
    }

    /// The number that a name was given to, if this hub could have given it.
    pub fn number(&self, text: &str) -> Option<i64> {
        if text.len() != LENGTH {
            return None;
        }
        let mut mixed = 0u32;
        for (place, byte) in text.bytes().enumerate() {
            mixed |= u32::try_from(DIGITS.iter().position(|digit| *digit == byte)?).ok()? << (5 * place);
        }
        let (mut left, mut right) = (mixed >> 15, mixed & HALF);
        for key in self.key.iter().rev() {
            (left, right) = (right ^ round(left, *key), left);
        }
        Some(i64::from(left << 15 | right))
    }
}

/// A round of the Feistel network: any function of half a name and the key will do.
fn round(half: u32, key: u32) -> u32 {
    let mut mixed = half.wrapping_add(key).wrapping_mul(0x9e37_79b1);
    mixed ^= mixed >> 15;
    mixed = mixed.wrapping_mul(0x85eb_ca77);
    (mixed ^ mixed >> 13) & HALF
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_number_has_a_name_of_its_own_and_a_name_leads_back_to_it() {
        let tokens = Tokens::new([1, 2, 3, 4]);
        let mut seen = BTreeSet::new();
        for number in (1..20_000).chain([1 << 29, (1 << 30) - 1]) {
            let token = tokens.of(number);
            assert_eq!(tokens.number(token.as_str()), Some(number));
            assert!(seen.insert(token));
        }
    }

    #[test]
    fn names_depend_on_the_key() {
        assert_ne!(Tokens::new([1, 2, 3, 4]).of(1), Tokens::new([1, 2, 3, 5]).of(1));
    }

    #[test]
    fn what_cannot_be_a_name_has_no_number() {
        let tokens = Tokens::new([1, 2, 3, 4]);
        for wrong in ["", "abc", "abcdefg", "ABCDEF", "abcde1", "åäö"] {
            assert_eq!(tokens.number(wrong), None, "{wrong}");
        }
    }
}
