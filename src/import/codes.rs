//! The shapes of codes that an inventory holds: ISIL (ISO 15511), country (ISO 3166-1 alpha-2), time zone (IANA).

/// What was expected, if a text is no ISIL: a prefix (two letters of a country, or one, three or four of an agency), a
/// hyphen and a unit, together at most 16 characters.
pub fn isil(text: &str) -> Result<(), &'static str> {
    let allowed = |c: char| c.is_ascii_alphanumeric() || matches!(c, '/' | ':' | '-');
    let (prefix, unit) = text.split_once('-').unwrap_or_default();
    let prefix_fits = (1..=4).contains(&prefix.len()) && prefix.chars().all(|c| c.is_ascii_alphanumeric());
    if prefix_fits && !unit.is_empty() && text.len() <= 16 && text.chars().all(allowed) {
        Ok(())
    } else {
        Err("an ISIL such as SE-Abc is expected: prefix, '-', unit; at most 16 of A-Z a-z 0-9 / : -")
    }
}

pub fn country(text: &str) -> Result<(), &'static str> {
    let fits = text.len() == 2 && text.chars().all(|c| c.is_ascii_uppercase());
    if fits { Ok(()) } else { Err("a country's two letters are expected, such as SE") }
}

pub fn time_zone(text: &str) -> Result<(), &'static str> {
    let part = |part: &str| {
        part.starts_with(|c: char| c.is_ascii_alphabetic())
            && part.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '+'))
    };
    let fits = text == "UTC" || (text.contains('/') && text.len() <= 64 && text.split('/').all(part));
    if fits { Ok(()) } else { Err("a time zone's IANA name is expected, such as Europe/Stockholm") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_told_from_what_only_looks_like_them() {
        for right in ["SE-Abc", "DK-710100", "OCLC-A:B/C-1", "O-X"] {
            assert!(isil(right).is_ok(), "{right}");
        }
        for wrong in ["", "SE", "SE-", "-X", "SE-Å", "SE-12345678901234", "SWEDEN-1"] {
            assert!(isil(wrong).is_err(), "{wrong}");
        }
        assert!(country("SE").is_ok() && country("se").is_err() && country("SWE").is_err());
        for right in ["Europe/Stockholm", "America/Argentina/Buenos_Aires", "UTC", "Etc/GMT+1"] {
            assert!(time_zone(right).is_ok(), "{right}");
        }
        for wrong in ["CET", "Europe/", "+01:00", "Europe Stockholm"] {
            assert!(time_zone(wrong).is_err(), "{wrong}");
        }
    }
}
