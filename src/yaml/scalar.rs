//! How a text is written, so that no reader takes it for something else.

/// The forms that a text may have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Style {
    /// As it is.
    Plain,
    /// Between double quotes, as it is.
    Quoted,
    /// Between single quotes, for what holds double quotes or backslashes.
    Single,
    /// Between double quotes, with escapes.
    Escaped,
}

/// The form of a text on one line.
pub(super) fn style(text: &str) -> Style {
    let bytes = text.as_bytes();
    let (Some(first), Some(last)) = (bytes.first(), bytes.last()) else { return Style::Quoted };
    let seen = bytes.iter().fold(0, |seen, byte| seen | CLASSES.get(usize::from(*byte)).copied().unwrap_or(WIDE));
    if seen & CONTROL != 0 || seen & WIDE != 0 && text.chars().any(is_special) {
        return Style::Escaped;
    }
    let plain = seen & WIDE == 0
        && opens_plain(*first)
        && *last != b' '
        && !(seen & MARK != 0 && has_syntax(text))
        && !is_word(text)
        && !is_like_a_number(text);
    match (plain, seen & QUOTE != 0) {
        (true, _) => Style::Plain,
        (false, false) => Style::Quoted,
        (false, true) => Style::Single,
    }
}

/// Writes the text in its form.
pub(super) fn write(text: &str, out: &mut Vec<u8>) {
    match style(text) {
        Style::Plain => out.extend_from_slice(text.as_bytes()),
        Style::Quoted => {
            out.push(b'"');
            out.extend_from_slice(text.as_bytes());
            out.push(b'"');
        }
        Style::Single => {
            out.push(b'\'');
            out.extend_from_slice(text.replace('\'', "''").as_bytes());
            out.push(b'\'');
        }
        Style::Escaped => write_escaped(text, out),
    }
}

/// Whether a literal block gives the text back, and whether its header has to state the indentation.
pub(super) fn block(text: &str) -> Option<bool> {
    let sound = text.contains('\n')
        && !text.chars().any(|char| char != '\n' && char != '\t' && (char.is_control() || is_special(char)))
        && text.lines().all(|line| line.is_empty() || !line.trim_matches([' ', '\t']).is_empty())
        && !text.starts_with('\t')
        && !text.trim_matches('\n').is_empty();
    sound.then(|| text.trim_start_matches('\n').starts_with([' ', '\t']) || text.starts_with('\n'))
}

const CONTROL: u8 = 1;
const WIDE: u8 = 2;
const QUOTE: u8 = 4;
const MARK: u8 = 8;

/// What each byte means for the form.
#[expect(clippy::indexing_slicing, reason = "evaluated when compiling, where an index out of bounds does not pass")]
static CLASSES: [u8; 256] = {
    let mut classes = [0; 256];
    let mut byte = 0;
    while byte < classes.len() {
        classes[byte] = match byte as u8 {
            0..=0x1f | 0x7f => CONTROL,
            0x80.. => WIDE,
            b'"' | b'\\' => QUOTE,
            b':' | b'#' | b'-' | b'.' => MARK,
            _ => 0,
        };
        byte += 1;
    }
    classes
};

/// Whether a plain text may begin so; everything that has a meaning of its own there is quoted.
fn opens_plain(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'/' | b'_' | b'.' | b'-' | b'+' | b'$' | b'(')
}

/// What some reader takes for a truth value, a number or nothing.
fn is_word(text: &str) -> bool {
    let words: &[&str] = match text.len() {
        1 => &["y", "n"],
        2 => &["no", "on"],
        3 => &["yes", "off", "nan", "inf"],
        4 => &["true", "null", ".nan", ".inf"],
        5 => &["false", "+.inf", "-.inf"],
        8 => &["infinity"],
        _ => &[],
    };
    words.iter().any(|word| word.eq_ignore_ascii_case(text))
}

/// Numbers of every base, with every separator, to sixty, and times: all that begins like one and holds nothing else.
fn is_like_a_number(text: &str) -> bool {
    text.starts_with(|first: char| first.is_ascii_digit() || matches!(first, '+' | '-' | '.' | '_'))
        && text.bytes().any(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b'_' | b':' | b','))
        && text.bytes().all(|byte| {
            byte.is_ascii_hexdigit()
                || matches!(
                    byte,
                    b'x' | b'X' | b'o' | b'O' | b't' | b'T' | b'z' | b'Z' | b'_' | b'.' | b':' | b'+' | b'-' | b',' | b' '
                )
        })
}

/// What ends a plain text, or is a list or the end of the document.
fn has_syntax(text: &str) -> bool {
    let mut before = b' ';
    for byte in text.bytes() {
        match byte {
            b'#' if before == b' ' => return true,
            b' ' if before == b':' => return true,
            _ => before = byte,
        }
    }
    before == b':' || text.starts_with("- ") || text == "-" || text.starts_with("---") || text.starts_with("...")
}

/// What lines and editors break at or hide.
fn is_special(char: char) -> bool {
    matches!(char, '\u{80}'..='\u{9f}' | '\u{2028}' | '\u{2029}' | '\u{feff}' | '\u{fffe}' | '\u{ffff}')
}

fn write_escaped(text: &str, out: &mut Vec<u8>) {
    out.push(b'"');
    for char in text.chars() {
        match char {
            '"' | '\\' => out.extend([b'\\', char as u8]),
            '\n' => out.extend(b"\\n"),
            '\t' => out.extend(b"\\t"),
            '\r' => out.extend(b"\\r"),
            '\0'..='\x1f' | '\x7f'..='\u{9f}' => out.extend(format!("\\x{:02X}", u32::from(char)).bytes()),
            _ if is_special(char) => out.extend(format!("\\u{:04X}", u32::from(char)).bytes()),
            _ => out.extend(char.encode_utf8(&mut [0; 4]).bytes()),
        }
    }
    out.push(b'"');
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_people_write_without_quotes_is_plain() {
        for text in [
            "api",
            "100m",
            "256Mi",
            "10.20.0.0/16",
            "--port=80",
            "ghcr.io/acme/web:2.3.0",
            "http://api:8080/a#b",
            "0 7 * * *",
            "$(A)-b",
            "a 'b'",
            "-c",
            "--face",
        ] {
            assert_eq!(style(text), Style::Plain, "{text}");
        }
    }

    #[test]
    fn quotes_are_as_light_as_they_can_be() {
        for (text, expected) in [
            ("1.4.2", Style::Quoted),
            ("it's: so", Style::Quoted),
            ("\"a\"", Style::Single),
            ("a\u{85}", Style::Escaped),
            ("ü", Style::Quoted),
        ] {
            assert_eq!(style(text), expected, "{text}");
        }
    }

    #[test]
    fn a_block_is_for_lines_that_it_gives_back() {
        for (text, expected) in [
            ("a\n b\n", Some(false)),
            (" a\nb", Some(true)),
            ("\na\n", Some(true)),
            ("a\n  \nb", None),
            ("a", None),
            ("a\r\nb", None),
            ("\n\n", None),
            ("\ta\n", None),
        ] {
            assert_eq!(block(text), expected, "{text:?}");
        }
    }
}
