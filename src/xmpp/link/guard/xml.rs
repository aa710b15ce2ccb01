//! What the guard knows of XML itself: which bytes separate, which make names, and what a reference stands for.

/// A reference is at most `&#x10FFFF;`, a few leading zeros included.
pub(super) const REFERENCE_BYTES: usize = 16;

pub(super) fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\r' | b'\n')
}

/// A control character that XML does not allow (XML 1.0 §2.2).
pub(super) fn is_forbidden(byte: u8) -> bool {
    byte < 0x20 && !is_space(byte)
}

pub(super) fn is_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b':' | b'_' | b'-' | b'.') || byte >= 0x80
}

/// The character a reference stands for (XML 1.0 §4.1, §4.6), if XML allows it.
pub(super) fn referred(reference: &[u8]) -> Option<char> {
    let text = std::str::from_utf8(reference).ok()?;
    let character = match text {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "apos" => '\'',
        "quot" => '"',
        _ => {
            let number = text.strip_prefix('#')?;
            let code = match number.strip_prefix('x') {
                Some(digits) => u32::from_str_radix(digits, 16),
                None => number.parse(),
            };
            char::from_u32(code.ok()?)?
        }
    };
    let allowed =
        !matches!(character, '\0'..='\u{8}' | '\u{b}' | '\u{c}' | '\u{e}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}');
    allowed.then_some(character)
}
