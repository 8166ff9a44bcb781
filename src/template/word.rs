//! One word of a shell script, quoted so that `sh` gives back the same bytes.

use minijinja::value::Object;
use std::{
    fmt::{self, Write},
    sync::Arc,
};

/// One word of a shell script: literal text, and what the script puts in when it runs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Word {
    parts: Vec<Part>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Part {
    Literal(String),
    Variable(String),
    Call { function: &'static str, variable: String },
}

impl Word {
    /// A word that is known when compiling.
    pub fn literal(text: impl Into<String>) -> Self {
        Self::default().then(text)
    }

    /// With literal text behind it.
    #[must_use]
    pub fn then(mut self, text: impl Into<String>) -> Self {
        let text = text.into();
        match self.parts.last_mut() {
            Some(Part::Literal(before)) => before.push_str(&text),
            _ => self.parts.push(Part::Literal(text)),
        }
        self
    }

    /// With the value of a variable of the script behind it.
    #[must_use]
    pub fn then_variable(mut self, name: impl Into<String>) -> Self {
        self.parts.push(Part::Variable(identifier(name.into())));
        self
    }

    /// With what a function of the script prints for the value of a variable behind it.
    #[must_use]
    pub fn then_call(mut self, function: &'static str, variable: impl Into<String>) -> Self {
        self.parts.push(Part::Call { function, variable: identifier(variable.into()) });
        self
    }

    /// With another word behind it.
    #[must_use]
    pub fn then_word(mut self, word: Self) -> Self {
        for part in word.parts {
            match part {
                Part::Literal(text) => self = self.then(text),
                other => self.parts.push(other),
            }
        }
        self
    }

    /// The text, where all of it is known when compiling.
    pub fn as_literal(&self) -> Option<&str> {
        match self.parts.as_slice() {
            [] => Some(""),
            [Part::Literal(text)] => Some(text),
            _ => None,
        }
    }
}

impl Object for Word {}

/// Words behind each other, with a space between them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Words(pub Vec<Word>);

impl Object for Words {
    fn is_true(self: &Arc<Self>) -> bool {
        !self.0.is_empty()
    }
}

impl fmt::Display for Words {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, word) in self.0.iter().enumerate() {
            f.write_str(if index == 0 { "" } else { " " })?;
            word.fmt(f)?;
        }
        Ok(())
    }
}

impl fmt::Display for Word {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(text) = self.as_literal() {
            return Quoted(text).fmt(f);
        }
        let (assigned, first) = match self.parts.first() {
            Some(Part::Literal(first)) => assignment(first),
            _ => ("", ""),
        };
        write!(f, "{assigned}\"")?;
        write_double(f, first)?;
        let rest = self.parts.iter().skip_while(|part| matches!(part, Part::Literal(_)));
        for (part, next) in rest.clone().zip(rest.skip(1).map(Some).chain([None])) {
            match part {
                Part::Literal(text) => write_double(f, text)?,
                Part::Variable(name) if runs_on(next) => write!(f, "${{{name}}}")?,
                Part::Variable(name) => write!(f, "${name}")?,
                Part::Call { function, variable } => write!(f, "$({function} \"${variable}\")")?,
            }
        }
        f.write_char('"')
    }
}

/// Whether a variable's name would run on into what follows it.
fn runs_on(next: Option<&Part>) -> bool {
    matches!(next, Some(Part::Literal(text)) if text.starts_with(is_identifier))
}

/// The text as one word of a shell script: bare where it is harmless, else in quotes.
pub fn quote(text: &str) -> String {
    Quoted(text).to_string()
}

/// A text that is written as one word.
pub(super) struct Quoted<'t>(pub(super) &'t str);

impl fmt::Display for Quoted<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (assigned, value) = assignment(self.0);
        f.write_str(assigned)?;
        if self.0.is_empty() || (!value.is_empty() && !is_harmless(value)) { write_quoted(f, value) } else { f.write_str(value) }
    }
}

fn write_quoted(out: &mut impl Write, value: &str) -> fmt::Result {
    let readable_in_double = value.contains('\'') && !value.contains(['"', '\\', '$', '`']);
    if value.contains('\r') || readable_in_double {
        out.write_char('"')?;
        write_double(out, value)?;
        return out.write_char('"');
    }
    out.write_char('\'')?;
    for (index, part) in value.split('\'').enumerate() {
        out.write_str(if index == 0 { "" } else { r"'\''" })?;
        out.write_str(part)?;
    }
    out.write_char('\'')
}

/// Writes text as it stands between double quotes. A carriage return is the script's variable `cr`, as Git and editors change it.
fn write_double(out: &mut impl Write, text: &str) -> fmt::Result {
    for character in text.chars() {
        match character {
            '"' | '\\' | '$' | '`' => write!(out, "\\{character}")?,
            '\r' => out.write_str("${cr}")?,
            other => out.write_char(other)?,
        }
    }
    Ok(())
}

/// Cuts behind the first `=`, where all before it is harmless: `--name=`, `NAME=`.
fn assignment(text: &str) -> (&str, &str) {
    match text.find('=').map(|equals| text.split_at(equals + 1)) {
        Some((assigned, value)) if is_harmless(assigned) => (assigned, value),
        _ => ("", text),
    }
}

/// Words of the shell's own language, which as an argument are harmless but look like a mistake.
const RESERVED: &[&str] = &["case", "do", "done", "elif", "else", "esac", "fi", "for", "if", "in", "then", "until", "while"];

fn is_harmless(text: &str) -> bool {
    !text.starts_with('=')
        && !RESERVED.contains(&text)
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-./:=,@%+".contains(&byte))
}

fn is_identifier(character: char) -> bool {
    character.is_ascii_alphanumeric() || character == '_'
}

/// The name of a variable; characters that none may have become `_`.
fn identifier(name: String) -> String {
    name.chars().map(|character| if is_identifier(character) { character } else { '_' }).collect()
}

#[cfg(test)]
pub(crate) mod awkward {
    //! Texts that shells get wrong.

    use proptest::prelude::*;

    /// Texts of all that a shell, its quotes and its patterns care about.
    pub(crate) fn awkward() -> impl Strategy<Value = String> {
        let pieces = prop::sample::select(vec![
            "'", "\"", "\\", "$", "`", "$(id)", "${x}", "\n", "\r", "\t", " ", "*", "?", "[a]", "~", "=", "-", "--", "#", "!",
            "&", "|", ";", "<", ">", "(", ")", "{", "}", "%", "é", "😀", "\u{81}", "\u{88}", "\u{7f}", "\u{1}", "a", "A=", "0",
        ]);
        prop_oneof![prop::collection::vec(pieces, 0..12).prop_map(|pieces| pieces.concat()), "[^\\x00]{0,40}"]
    }
}

#[cfg(test)]
mod tests {
    use super::{awkward::awkward, *};
    use proptest::prelude::*;
    use std::process::Command;

    #[test]
    fn words_read_as_people_write_them() {
        for (text, word) in [
            ("8080:8080", "8080:8080"),
            ("", "''"),
            ("LOG_LEVEL=debug", "LOG_LEVEL=debug"),
            ("EMPTY=", "EMPTY="),
            ("GREETING=hello, world", "GREETING='hello, world'"),
            ("it's", "\"it's\""),
            ("it's $5", r"'it'\''s $5'"),
            ("~/x", "'~/x'"),
            ("done", "'done'"),
            ("a b=c", "'a b=c'"),
            ("line\r\n", "\"line${cr}\n\""),
        ] {
            assert_eq!(quote(text), word);
        }
    }

    #[test]
    fn a_mixed_word_is_composed_when_the_script_runs() {
        let word =
            Word::literal("URL=postgres://u$:").then_call("urlencode", "secret_PW").then("@").then_variable("node").then("s/");
        assert_eq!(word.to_string(), r#"URL="postgres://u\$:$(urlencode "$secret_PW")@${node}s/""#);
        assert_eq!(Word::literal("KEY=").then_variable("secret_KEY").to_string(), r#"KEY="$secret_KEY""#);
    }

    fn sh(script: &str) -> Vec<u8> {
        let output = Command::new("sh").args(["-c", script]).env("LC_ALL", "C").output().unwrap();
        assert!(output.status.success(), "{script}\n{}", String::from_utf8_lossy(&output.stderr));
        output.stdout
    }

    #[test]
    fn sh_gives_back_the_same_bytes() {
        let mut runner = proptest::test_runner::TestRunner::new(ProptestConfig { cases: 60, ..ProptestConfig::default() });
        runner
            .run(&prop::collection::vec((awkward(), awkward()), 12), |pairs| {
                let mut script = String::from("cr=$(printf '\\r')\n");
                let mut expected = Vec::new();
                for (text, other) in &pairs {
                    let mixed = Word::literal("V=").then(other).then_variable("cr").then(text);
                    writeln!(script, "printf '%s\\0%s\\0' {} {mixed}", quote(text)).unwrap();
                    expected.extend_from_slice(format!("{text}\0V={other}\r{text}\0").as_bytes());
                }
                prop_assert_eq!(sh(&script), expected);
                Ok(())
            })
            .unwrap();
    }
}
