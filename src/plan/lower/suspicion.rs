//! Texts that look like a secret. What they hold is never shown.

use super::draft::Draft;
use crate::{
    diagnostic::{Diagnostic, codes},
    path::FieldPath,
    text,
};

/// The beginnings of well-known tokens, and how long they are at least.
const TOKENS: [(&str, usize); 17] = [
    ("AKIA", 20),
    ("ASIA", 20),
    ("ghp_", 36),
    ("gho_", 36),
    ("ghs_", 36),
    ("github_pat_", 40),
    ("glpat-", 20),
    ("sk_live_", 20),
    ("rk_live_", 20),
    ("xoxb-", 24),
    ("xoxp-", 24),
    ("npm_", 36),
    ("hvs.", 24),
    ("SG.", 40),
    ("AIza", 35),
    ("eyJhbGciOi", 40),
    ("AGE-SECRET-KEY-", 40),
];

/// The ends of names of variables that hold secrets.
const NAMES: [&str; 13] = [
    "PASSWORD",
    "PASSWD",
    "PASSPHRASE",
    "PWD",
    "SECRET",
    "SECRET_KEY",
    "TOKEN",
    "API_KEY",
    "APIKEY",
    "ACCESS_KEY",
    "PRIVATE_KEY",
    "SIGNING_KEY",
    "CREDENTIALS",
];

/// Reports a variable whose value looks like a secret.
pub(super) fn variable(draft: &mut Draft<'_, '_>, name: &str, value: &str, path: &FieldPath) {
    let named = names_a_secret(name) && may_be_one(value);
    if named || looks_secret(value) {
        let secret = name.to_ascii_lowercase().replace('_', "-");
        let cure = format!("{name} (secret)\"{secret}\"");
        report(draft, &format!("the value of `{name}`"), &cure, &format!("{name} (public)\"…\""), path);
    }
}

/// Reports a word of a command that looks like a secret.
pub(super) fn argument(draft: &mut Draft<'_, '_>, word: &str, path: &FieldPath) {
    if flag_of_a_secret(word) || looks_secret(word) {
        report(draft, "a word of the command", "`(secret)\"name\"`, or `{{ secret.name }}` in its text", "(public)\"…\"", path);
    }
}

/// Reports a text of configuration that holds what looks like a secret.
pub(super) fn content(draft: &mut Draft<'_, '_>, text: &str, path: &FieldPath) {
    if looks_secret(text) {
        let mut diagnostic =
            Diagnostic::error(&codes::SECRET_IN_CLEAR, "a config holds what looks like a secret, and would be committed");
        if let Some(place) = draft.report.place(path) {
            diagnostic = diagnostic.at_secret(place, "");
        }
        draft.report.push(diagnostic.help("make it a secret file: secret-file \"/run/secrets/key\" (secret)\"key\""));
    }
}

fn report(draft: &mut Draft<'_, '_>, what: &str, cure: &str, public: &str, path: &FieldPath) {
    let mut diagnostic =
        Diagnostic::error(&codes::SECRET_IN_CLEAR, format!("{what} looks like a secret, and would be committed"));
    if let Some(place) = draft.report.place(path) {
        diagnostic = diagnostic.at_secret(place, "");
    }
    draft.report.push(diagnostic.help(format!("name it: {cure}")).help(format!("or say that it is none: {public}")));
}

/// Whether a value, as it would be written in KDL, shows what looks like a secret under that name.
pub fn shows_a_secret(name: &str, written: &str) -> bool {
    let Some(first) = written.strip_prefix('"') else { return false };
    let named = names_a_secret(name) && may_be_one(first.trim_end_matches('"'));
    named || looks_secret(written) || written.split(['"', ' ']).any(flag_of_a_secret)
}

fn flag_of_a_secret(word: &str) -> bool {
    let flag = word.split_once('=').filter(|(flag, _)| flag.starts_with('-'));
    flag.is_some_and(|(flag, value)| names_a_secret(flag) && may_be_one(value))
}

fn names_a_secret(name: &str) -> bool {
    let name = name.to_ascii_uppercase().replace('-', "_");
    NAMES.iter().any(|end| name.strip_suffix(end).is_some_and(|before| before.is_empty() || before.ends_with('_')))
}

/// Whether a value under a secret's name can be one: no reference, number, switch, path or address.
fn may_be_one(value: &str) -> bool {
    let plain = value.len() >= 4 && !value.contains(char::is_whitespace) && !text::is_template(value);
    let other = value.parse::<f64>().is_ok()
        || value.starts_with('/')
        || (value.contains("://") && !has_password(value))
        || ["true", "false", "none", "null", "disabled", "enabled", "required", "optional"]
            .contains(&value.to_lowercase().as_str());
    plain && !other
}

/// Whether a text holds a token or password whatever its name.
fn looks_secret(value: &str) -> bool {
    let token =
        |word: &str| TOKENS.iter().any(|(start, length)| word.starts_with(start) && word.len() >= *length && varied(word));
    value.contains("PRIVATE KEY-----")
        || has_password(value)
        || has_password_field(value)
        || value.split(|char: char| !is_token(char)).any(token)
}

fn is_token(char: char) -> bool {
    char.is_ascii_alphanumeric() || matches!(char, '_' | '-' | '.')
}

/// Whether an address holds a password: `scheme://user:password@host`.
fn has_password(value: &str) -> bool {
    let Some((_, rest)) = value.split_once("://") else { return false };
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let login = authority.rsplit_once('@').and_then(|(login, _)| login.split_once(':'));
    login.is_some_and(|(_, password)| !password.is_empty() && !password.contains("{{") && !password.starts_with('$'))
}

/// Whether a list of fields holds a password: `Server=db;Password=…`.
fn has_password_field(value: &str) -> bool {
    let is_password = |field: &str| {
        let Some((name, password)) = field.split_once('=') else { return false };
        let named = ["password", "pwd"].contains(&name.trim_matches(['"', ' ']).to_ascii_lowercase().as_str());
        named && !matches!(password.trim_matches(['"', ' ']), "" | "true" | "false") && !password.contains(['{', '$'])
    };
    value.contains(';') && !value.contains('\n') && value.split(';').any(is_password)
}

/// Whether a text has the entropy of a random one: at least 2.8 bits a character.
fn varied(word: &str) -> bool {
    let mut counts = std::collections::BTreeMap::new();
    word.bytes().for_each(|byte| *counts.entry(byte).or_insert(0_u32) += 1);
    let length = f64::from(u32::try_from(word.len()).unwrap_or(u32::MAX));
    let entropy: f64 = counts.values().map(|count| f64::from(*count) / length).map(|share| -share * share.log2()).sum();
    entropy >= 2.8
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_and_a_value_make_a_secret() {
        assert!(names_a_secret("POSTGRES_PASSWORD") && names_a_secret("STRIPE_API_KEY") && names_a_secret("token"));
        assert!(!names_a_secret("PASSWORD_FILE") && !names_a_secret("COMPASS") && !names_a_secret("TOKEN_URL"));
        assert!(may_be_one("hunter2!"));
        for harmless in ["true", "300", "/run/secrets/password", "https://example.com/token", "{{ db.password }}", ""] {
            assert!(!may_be_one(harmless), "{harmless}");
        }
    }

    #[test]
    fn a_written_value_shows_a_secret_under_its_name_or_flag() {
        assert!(shows_a_secret("db-password", "\"hunter2\"") && shows_a_secret("command", r#""serve" "--api-token=hunter2""#));
        for harmless in ["(secret)\"hunter2\"", "(public)\"hunter2\"", "\"{{ db.password }}\"", "4711"] {
            assert!(!shows_a_secret("PASSWORD", harmless), "{harmless}");
        }
    }

    #[test]
    fn well_known_tokens_and_passwords_in_addresses_are_secrets_under_any_name() {
        let token = format!("sk_live_{}", "4eC39HqLyjWDarjtT1zdp7dc");
        assert!(looks_secret(&token) && looks_secret("postgres://shop:hunter2@db/shop"));
        assert!(looks_secret("Server=db;User Id=shop;Password=hunter2"));
        for harmless in [
            "postgres://shop:{{ db.password }}@db/shop",
            "http://api:8080",
            "redis://cache",
            "Server=db;Password={{ db.password }}",
            "AKIAAAAAAAAAAAAAAAAAAA",
        ] {
            assert!(!looks_secret(harmless), "{harmless}");
        }
    }
}
