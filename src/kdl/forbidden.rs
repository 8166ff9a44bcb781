//! Characters that no text of KDL may hold, except as escapes.

use super::cursor::is_forbidden;

/// Gives the start and end of each row of forbidden characters; a byte order mark at the start is none.
pub(super) fn find(text: &str, mut found: impl FnMut(usize, usize)) {
    let mut at = if text.starts_with('\u{FEFF}') { '\u{FEFF}'.len_utf8() } else { 0 };
    while let Some(distance) = suspicion(text.as_bytes().get(at..).unwrap_or_default()) {
        let start = at + distance;
        let rest = text.get(start..).unwrap_or_default();
        let length: usize = rest.chars().take_while(|&letter| is_forbidden(letter)).map(char::len_utf8).sum();
        if length > 0 {
            found(start, start + length);
        }
        at = start + length.max(rest.chars().next().map_or(1, char::len_utf8));
    }
}

/// The first byte with which a forbidden character may begin.
///
/// Looks at many bytes at once: nearly every text holds none.
fn suspicion(bytes: &[u8]) -> Option<usize> {
    let clean = bytes.chunks(64).take_while(|chunk| !chunk.iter().fold(false, |found, &byte| found | is_suspicious(byte)));
    let before: usize = clean.map(<[u8]>::len).sum();
    bytes.iter().skip(before).position(|&byte| is_suspicious(byte)).map(|distance| before + distance)
}

fn is_suspicious(byte: u8) -> bool {
    (byte < b' ') & (byte.wrapping_sub(b'\t') > 4) | (byte == 0x7F) | (byte == 0xE2) | (byte == 0xEF)
}
