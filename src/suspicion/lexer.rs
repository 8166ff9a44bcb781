//! Words, quoted texts and the marks between them, in KDL, YAML, JSON and most forms of configuration.

use std::ops::Range;

/// One piece of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Piece<'t> {
    /// A word, or what stands in quotes.
    Text(Text<'t>),
    /// What stands between them.
    Mark(char),
}

/// A word, or what stands in quotes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Text<'t> {
    /// Without its quotes.
    pub(super) text: &'t str,
    /// Where it stands, without its quotes.
    pub(super) at: Range<usize>,
    /// Whether it stands in quotes.
    pub(super) quoted: bool,
}

const MARKS: &str = "{}[](),;=<>\n";

/// The pieces of a text, blanks left out.
pub(super) fn pieces(text: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let mut at = 0;
    while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
        at += next(rest, at, &mut pieces);
    }
    pieces
}

/// Reads one piece and gives its length.
fn next<'t>(rest: &'t str, at: usize, pieces: &mut Vec<Piece<'t>>) -> usize {
    let first = rest.chars().next().unwrap_or(' ');
    if MARKS.contains(first) || first == ':' {
        pieces.push(Piece::Mark(first));
    }
    if MARKS.contains(first) || first == ':' || first == '\\' || first.is_whitespace() {
        return first.len_utf8();
    }
    if let Some((inner, length)) = quoted(rest) {
        let text = rest.get(inner.clone()).unwrap_or_default();
        pieces.push(Piece::Text(Text { text, at: at + inner.start..at + inner.end, quoted: true }));
        return length;
    }
    let ends = |char: char| MARKS.contains(char) || char == '"' || char.is_whitespace();
    let end = rest.char_indices().skip(1).find(|(_, char)| ends(*char)).map_or(rest.len(), |(end, _)| end);
    let whole = rest.get(..end).unwrap_or_default();
    let word = whole.trim_end_matches(':');
    match word {
        "-" => pieces.push(Piece::Mark('-')),
        _ => pieces.push(Piece::Text(Text { text: word, at: at..at + word.len(), quoted: false })),
    }
    if word.len() < whole.len() {
        pieces.push(Piece::Mark(':'));
    }
    end
}

/// Where the inside of a quoted text is, and how long the whole is; one that is not closed ends with its line.
fn quoted(rest: &str) -> Option<(Range<usize>, usize)> {
    let hashes = rest.len() - rest.trim_start_matches('#').len();
    let after = rest.get(hashes..)?;
    let quote = after.chars().next().filter(|char| matches!(char, '"' | '\''))?;
    let wide = after.starts_with("\"\"\"");
    if quote == '\'' && hashes > 0 {
        return None;
    }
    let opening = hashes + if wide { 3 } else { 1 };
    let closing = format!("{}{}", if wide { "\"\"\"".to_owned() } else { quote.to_string() }, "#".repeat(hashes));
    let body = rest.get(opening..)?;
    let escapes = hashes == 0 && quote == '"';
    let found = close(body, &closing, escapes, wide);
    match found {
        Some(length) => Some((opening..opening + length, opening + length + closing.len())),
        None if quote == '\'' => None,
        None => {
            let length = if wide { body.len() } else { body.find('\n').unwrap_or(body.len()) };
            Some((opening..opening + length, opening + length))
        }
    }
}

fn close(body: &str, closing: &str, escapes: bool, wide: bool) -> Option<usize> {
    let mut escaped = false;
    for (at, char) in body.char_indices() {
        if char == '\n' && !wide {
            return None;
        }
        if !escaped && body.get(at..).is_some_and(|rest| rest.starts_with(closing)) {
            return Some(at);
        }
        escaped = escapes && char == '\\' && !escaped;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> Vec<String> {
        let show = |piece: Piece<'_>| match piece {
            Piece::Text(Text { text, quoted: true, .. }) => format!("\"{text}\""),
            Piece::Text(Text { text, .. }) => text.to_owned(),
            Piece::Mark(mark) => mark.to_string(),
        };
        pieces(text).into_iter().map(show).collect()
    }

    #[test]
    fn words_quoted_texts_and_marks_are_told_apart() {
        assert_eq!(shown(r#"a "b c" d=e; "#), ["a", "\"b c\"", "d", "=", "e", ";"]);
        assert_eq!(shown("a: b\n- 'c'"), ["a", ":", "b", "\n", "-", "\"c\""]);
        assert_eq!(shown(r##"{"a":"b\"c"} #"d"e"#"##), ["{", "\"a\"", ":", "\"b\\\"c\"", "}", "\"d\"e\""]);
        assert_eq!(shown("\"\"\"\nx \"y\"\n\"\"\" z"), ["\"\nx \"y\"\n\"", "z"]);
        assert_eq!(shown("don't a \"open\nb"), ["don't", "a", "\"open\"", "\n", "b"]);
        assert_eq!(shown("http://a:80/b"), ["http://a:80/b"]);
    }
}
