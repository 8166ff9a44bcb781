//! A `.env` file, read as `run.sh` reads it.

use crate::plan::dotenv_name;
use std::{collections::BTreeMap, fmt};

/// Values by the names that secrets have in a `.env` file. Its `Debug` form has no value.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Values {
    by_name: BTreeMap<String, String>,
}

/// A line that is no assignment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mistake {
    /// Its number, counted from one.
    pub line: usize,
    /// What is wrong, without a word of the line.
    pub what: &'static str,
}

impl Values {
    /// The value of a secret.
    pub fn get(&self, secret: &str) -> Option<&str> {
        self.by_name.get(&dotenv_name(secret)).map(String::as_str).filter(|value| !value.is_empty())
    }
}

impl fmt::Debug for Values {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.by_name.keys()).finish()
    }
}

/// Reads a `.env` file. Single quotes keep everything, double quotes know `\n`, `\r`, `\t`, `\"`, `\\` and `\$`, both may hold line
/// breaks; a value without quotes ends before ` #`.
///
/// # Errors
/// The first line that is no assignment.
pub fn read(text: &str) -> Result<Values, Mistake> {
    let by_name = assignments(text)?.into_iter().map(|(name, value)| (dotenv_name(&name), value)).collect();
    Ok(Values { by_name })
}

/// The assignments of a `.env` file, in order, as `read` reads them.
///
/// # Errors
/// The first line that is no assignment.
pub fn assignments(text: &str) -> Result<Vec<(String, String)>, Mistake> {
    let mut lines = text.lines().enumerate().map(|(index, line)| (index + 1, line));
    let mut found = Vec::new();
    while let Some((number, line)) = lines.next() {
        let line = line.trim_start_matches(BLANKS);
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        let line = line.strip_prefix("export ").unwrap_or(line);
        let mistake = |what| Mistake { line: number, what };
        let (name, rest) =
            line.split_once('=').filter(|(name, _)| !name.trim().is_empty()).ok_or(mistake("a line is NAME=value"))?;
        let rest = rest.trim_start_matches(BLANKS);
        let value = match rest.chars().next() {
            Some(quote @ ('\'' | '"')) => {
                let inner = rest.strip_prefix(quote).unwrap_or_default();
                quoted(quote, inner, &mut lines.by_ref().map(|(_, line)| line)).map_err(mistake)?
            }
            _ => plain(rest).to_owned(),
        };
        found.push((name.trim_end_matches(BLANKS).to_owned(), value));
    }
    Ok(found)
}

const BLANKS: [char; 2] = [' ', '\t'];

fn plain(rest: &str) -> &str {
    let comment = rest.char_indices().zip(rest.chars().skip(1)).find(|((_, blank), next)| BLANKS.contains(blank) && *next == '#');
    let end = if rest.starts_with('#') { 0 } else { comment.map_or(rest.len(), |((at, _), _)| at) };
    rest.get(..end).unwrap_or_default().trim_end_matches(BLANKS)
}

/// The text up to the closing quote, which may be on a later line.
fn quoted<'a>(quote: char, first: &'a str, lines: &mut dyn Iterator<Item = &'a str>) -> Result<String, &'static str> {
    let mut value = String::new();
    let mut rest = first;
    loop {
        let mut letters = rest.chars();
        while let Some(letter) = letters.next() {
            match letter {
                _ if letter == quote => {
                    let after = letters.as_str().trim_start_matches(BLANKS);
                    let clean = after.is_empty() || after.starts_with('#');
                    return if clean { Ok(value) } else { Err("nothing but a comment may stand behind the closing quote") };
                }
                '\\' if quote == '"' => escaped(&mut letters, &mut value),
                other => value.push(other),
            }
        }
        rest = lines.next().ok_or("the quote is not closed")?;
        value.push('\n');
    }
}

fn escaped(letters: &mut std::str::Chars<'_>, value: &mut String) {
    let mut ahead = letters.clone();
    let known = match ahead.next() {
        Some('n') => Some('\n'),
        Some('r') => Some('\r'),
        Some('t') => Some('\t'),
        Some(same @ ('"' | '\\' | '$')) => Some(same),
        _ => None,
    };
    match known {
        Some(letter) => {
            value.push(letter);
            *letters = ahead;
        }
        None => value.push('\\'),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_what_the_script_would_read() {
        let text = "# c\nexport PLAIN = a b # c\nSINGLE='a\\n\"#$x'\nDOUBLE=\"a\\n\\\"\\$\\q\" # c\nLONG='a\nb'\ndb-password=x#y\nEMPTY=\n";
        let values = read(text).unwrap();
        assert_eq!(values.get("plain"), Some("a b"));
        assert_eq!(values.get("single"), Some("a\\n\"#$x"));
        assert_eq!(values.get("double"), Some("a\n\"$\\q"));
        assert_eq!(values.get("long"), Some("a\nb"));
        assert_eq!(values.get("db.password"), Some("x#y"));
        assert_eq!(values.get("empty"), None);
    }

    #[test]
    fn a_broken_line_is_named_by_its_number_alone() {
        assert_eq!(read("A=1\nhunter2\n").unwrap_err().line, 2);
        assert_eq!(read("A=1\nB='x\ny\n").unwrap_err(), Mistake { line: 2, what: "the quote is not closed" });
        assert!(!format!("{:?}", read("A=hunter2").unwrap()).contains("hunter2"));
    }
}
