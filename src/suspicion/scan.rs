//! Looks for secrets in a whole text, whatever its form.

use super::lexer::{Piece, Text, pieces};
use super::{looks_secret, may_be_one, names_a_secret};
use crate::nearest::nearest;
use std::ops::Range;

/// What kind of text is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reading {
    /// A manifest, or what is meant as one: `(secret)"name"` holds none, and a misspelt name of a secret is one.
    Manifest,
    /// Configuration of any form.
    Content,
}

/// What looks like a secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found<'t> {
    /// Where it stands, without quotes.
    pub at: Range<usize>,
    /// What it stands under; nothing where it looks like a secret by itself.
    pub name: Option<&'t str>,
}

/// What looks like a secret in a text, by place.
pub fn find(text: &str, reading: Reading) -> Vec<Found<'_>> {
    let mut scan = Scan { reading, last: None, before: None, between: String::new(), annotation: None, starts: true };
    let mut found: Vec<_> = key_blocks(text).collect();
    for piece in pieces(text) {
        match piece {
            Piece::Mark(mark) => scan.mark(mark),
            Piece::Text(word) => scan.text(word, &mut found),
        }
    }
    found.sort_by_key(|found| (found.at.start, found.at.end));
    found
}

/// The private keys in PEM.
fn key_blocks(text: &str) -> impl Iterator<Item = Found<'_>> {
    text.match_indices("-----BEGIN ").filter_map(|(start, _)| {
        let rest = text.get(start..)?;
        rest.lines().next().filter(|line| line.contains("PRIVATE KEY-----"))?;
        let end = rest.find("-----END ").map_or(rest.len(), |end| end + "-----END ".len());
        let tail = rest.get(end..).and_then(|tail| tail.find("-----")).map_or(0, |tail| tail + "-----".len());
        Some(Found { at: start..start + end + tail, name: None })
    })
}

struct Scan<'t> {
    reading: Reading,
    /// The text before, and whether it began a line or block.
    last: Option<(Text<'t>, bool)>,
    /// The text before that and the marks behind it, while the last one may be an annotation.
    before: Option<(Text<'t>, bool, String)>,
    /// The marks since the last text.
    between: String,
    annotation: Option<&'t str>,
    starts: bool,
}

impl<'t> Scan<'t> {
    fn mark(&mut self, mark: char) {
        if mark == ')'
            && self.between.is_empty()
            && let Some((text, starts, between)) = self.before.take()
        {
            self.annotation = self.last.replace((text, starts)).map(|(annotation, _)| annotation.text);
            self.between = between;
            return;
        }
        self.starts = matches!(mark, '\n' | ';' | '{' | '-');
        self.between.push(mark);
    }

    fn text(&mut self, word: Text<'t>, found: &mut Vec<Found<'t>>) {
        if self.reading == Reading::Manifest && !word.quoted && word.text.starts_with('!') {
            self.annotation = word.text.strip_prefix('!');
            return;
        }
        let annotation = self.annotation.take();
        let named = matches!(annotation, Some("secret" | "public" | "field")) || self.is_under("public");
        if !(self.reading == Reading::Manifest && named) {
            self.look(&word, annotation, found);
        }
        let between = std::mem::take(&mut self.between);
        self.before =
            between.strip_suffix('(').and_then(|marks| self.last.take().map(|(text, starts)| (text, starts, marks.to_owned())));
        self.last = Some((word, std::mem::take(&mut self.starts)));
    }

    /// Whether the text before is that key of an object.
    fn is_under(&self, key: &str) -> bool {
        self.between == ":" && self.last.as_ref().is_some_and(|(last, _)| last.text == key)
    }

    fn look(&self, word: &Text<'t>, annotation: Option<&str>, found: &mut Vec<Found<'t>>) {
        let Text { text, at, quoted } = word;
        let (inner_name, inner) = inside(word);
        let misspelt = annotation.is_some_and(|word| !matches!(word, "remove" | "replace"));
        let one = if self.reading == Reading::Manifest && misspelt && *quoted {
            Some((None, at.clone()))
        } else if let Some(name) = self.name(word) {
            Some((Some(name), at.clone()))
        } else if !text.contains('\n') && looks_secret(text) {
            Some((None, at.clone()))
        } else {
            inner_name.map(|name| (Some(name), inner))
        };
        match one {
            Some((name, at)) => found.push(Found { at, name }),
            None if *quoted && text.contains([' ', '\n', '=', ':', '"', '\'']) => {
                let shift = |inner: Found<'t>| Found { at: inner.at.start + at.start..inner.at.end + at.start, ..inner };
                found.extend(find(text, Reading::Content).into_iter().map(shift));
            }
            None => {}
        }
    }

    /// The name that makes a secret of a value.
    fn name(&self, value: &Text<'t>) -> Option<&'t str> {
        let (last, starts) = self.last.as_ref()?;
        let name = last.text.rsplit(['?', '&']).next().unwrap_or_default();
        let flag = name.starts_with('-') && !value.text.starts_with('-');
        let under = match self.between.as_str() {
            "=" | ":" | ":=" | "=>" | ">" => true,
            "" => value.quoted || flag || (self.reading == Reading::Manifest && *starts),
            between => flag && between.chars().all(|mark| matches!(mark, '\n' | '-' | ',')),
        };
        let is_one = match self.reading {
            Reading::Manifest => self.is_name(name) && !value.text.contains("{{") && may_be_one(&value.text.replace(' ', "_")),
            Reading::Content => names_a_secret(name) && may_be_one(value.text) && (value.quoted || is_literal(value.text)),
        };
        (under && is_one).then_some(name)
    }

    /// Whether a name of a manifest is a secret's, or a slip for one; some of the language's own hold names.
    fn is_name(&self, name: &str) -> bool {
        let own = matches!(name, "secret" | "secrets" | "pull-secret" | "security") || name.contains('/');
        !own && (names_a_secret(name) || is_slip(name))
    }
}

fn is_slip(name: &str) -> bool {
    const WORDS: [&str; 6] = ["PASSWORD", "PASSPHRASE", "SECRET", "TOKEN", "APIKEY", "CREDENTIALS"];
    let last = name.rsplit(['_', '-', '.']).next().unwrap_or_default();
    let same_start = |word: &str| last.chars().next().is_some_and(|first| word.starts_with(first.to_ascii_uppercase()));
    last.len() >= 5 && nearest(last, WORDS).is_some_and(same_start)
}

/// `password:hunter2` in one word.
fn inside<'t>(word: &Text<'t>) -> (Option<&'t str>, Range<usize>) {
    let pair = word
        .text
        .split_once(':')
        .filter(|(name, value)| !word.quoted && names_a_secret(name) && may_be_one(value) && is_literal(value));
    (pair.map(|(name, _)| name), word.at.end - pair.map_or(0, |(_, value)| value.len())..word.at.end)
}

/// Whether an unquoted value is no variable, call or type of a program.
fn is_literal(value: &str) -> bool {
    const TYPES: [&str; 7] = ["string", "String", "text", "bytes", "object", "undefined", "prompt"];
    !(TYPES.contains(&value.trim_end_matches(['?', '|']))
        || value.starts_with(['$', '%', '@', '*', '&', '|', '>'])
        || names_a_secret(value))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str, reading: Reading) -> Vec<&str> {
        find(text, reading).into_iter().map(|found| text.get(found.at).unwrap()).collect()
    }

    #[test]
    fn a_manifest_shows_its_secrets_in_every_form() {
        for text in [
            r#"env { DB_PASSWORD "hunter2"; }"#,
            r#"env { DB_PASSWORD="hunter2"; }"#,
            "env { DB_PASSWORD hunter2; }",
            r#"command "serve" "--token" "hunter2" "--verbose""#,
            r#"command "serve" "--api-token=hunter2""#,
            r#"command "sh" "-c" "serve --password hunter2""#,
            r#"pasword "hunter2""#,
            r#"API_KEY (secrt)"hunter2""#,
            "DB_PASSWORD: hunter2",
            "command: [serve, --token, hunter2]",
            "command:\n- --token\n- hunter2\n",
            "DB_PASSWORD: !secrt hunter2",
            r#"{"env": {"DB_PASSWORD": "hunter2"}}"#,
            r#"{"DB_PASSWORD": {"secrt": "hunter2"}}"#,
            "config \"/a\" text=\"\"\"\n    password = \"hunter2\"\n    \"\"\"",
            r#"let "x-token" "hunter2"; "#,
            "URL \"hunter2",
        ] {
            let found = shown(text, Reading::Manifest);
            let expected: &[&str] = if text.starts_with("URL") { &[] } else { &["hunter2"] };
            let found: Vec<_> = found.iter().map(|one| one.trim_start_matches("--api-token=")).collect();
            assert_eq!(found, expected, "{text}");
        }
    }

    #[test]
    fn names_of_secrets_and_what_is_public_are_shown() {
        for text in [
            r#"DB_PASSWORD (secret)"db-password""#,
            r#"DB_PASSWORD (public)"hunter2""#,
            "DB_PASSWORD: !secret db-password",
            r#"{"DB_PASSWORD": {"secret": "db-password"}}"#,
            r#"secret "session-key" generated=#true"#,
            r#"registry "ghcr.io/acme" secret="ghcr-pull""#,
            r#"nginx.ingress.kubernetes.io/auth-secret "basic-auth""#,
            r#"DB_PASSWORD "{{ db.password }}""#,
            r#"secret-file "/run/secrets/token" (secret)"token""#,
            "// the password rotates daily",
            r#"security "as-image" { capabilities "NET_ADMIN"; }"#,
            r#"secret "token" description="the token that the gateway takes""#,
        ] {
            assert_eq!(shown(text, Reading::Manifest), Vec::<&str>::new(), "{text}");
        }
    }

    #[test]
    fn configuration_shows_its_secrets_in_every_form() {
        for text in [
            "password = \"hunter2\"\n",
            "[db]\npassword=hunter2\n",
            "db:\n  api_key: hunter2\n",
            r#"{"clientSecret": "hunter2"}"#,
            "spring.datasource.password=hunter2",
            "password:hunter2",
            "<password>hunter2</password>",
            "CREATE USER shop PASSWORD 'hunter2';",
            "Server=db;Password=hunter2",
            "curl https://a.example.com/?token=hunter2",
        ] {
            assert_eq!(shown(text, Reading::Content), ["hunter2"], "{text}");
        }
        let key = "-----BEGIN RSA PRIVATE KEY-----\nMIIE\n-----END RSA PRIVATE KEY-----";
        assert_eq!(shown(&format!("a\n{key}\nb"), Reading::Content), [key]);
    }

    #[test]
    fn configuration_may_speak_of_secrets() {
        for text in [
            "password_file = /run/secrets/db\n",
            "password = ${DB_PASSWORD}\n",
            "password: \"{{ db.password }}\"",
            "token_url: https://example.com/token",
            "password = config.password;",
            "const password = process.env.DB_PASSWORD;",
            "password: string;",
            "password =",
            "# the password is set elsewhere",
            "require_password = true",
            "proxy_set_header Authorization $http_authorization;",
        ] {
            assert_eq!(shown(text, Reading::Content), Vec::<&str>::new(), "{text}");
        }
    }

    proptest::proptest! {
        #[test]
        fn places_lie_in_any_text(text in "[a-c \"'#\\\\\n:={}()!\\-ü]{0,30}(password|token)?[ :=\"']{0,3}[a-z0-9ü\"'\n]{0,12}") {
            for reading in [Reading::Manifest, Reading::Content] {
                for found in find(&text, reading) {
                    proptest::prop_assert!(text.get(found.at.clone()).is_some(), "{:?} of {:?}", found.at, text);
                }
            }
        }
    }
}
