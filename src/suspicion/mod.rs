//! Texts that look like a secret, by their names or by themselves.

mod lexer;
mod scan;

pub use scan::{Found, Reading, find};

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

/// Whether a value under that name looks like a secret.
pub fn is_secret(name: &str, value: &str) -> bool {
    (names_a_secret(name) && may_be_one(value)) || looks_secret(value)
}

/// Whether what has that name is a secret: `DB_PASSWORD`, `api-key`, `clientSecret`, `spring.datasource.password`.
fn names_a_secret(name: &str) -> bool {
    let name = in_capitals(name);
    NAMES.iter().any(|end| name.strip_suffix(end).is_some_and(|before| before.is_empty() || before.ends_with('_')))
}

/// Whether a value under a secret's name can be one: no reference, number, switch, path or address.
fn may_be_one(value: &str) -> bool {
    let plain = value.len() >= 4 && !value.contains(char::is_whitespace) && !value.contains("{{");
    let other = value.parse::<f64>().is_ok()
        || value.starts_with('/')
        || (value.contains("://") && !has_password(value))
        || ["true", "false", "none", "null", "disabled", "enabled", "required", "optional"]
            .contains(&value.to_lowercase().as_str());
    plain && !other
}

/// Whether a text holds a token or password whatever its name.
pub fn looks_secret(value: &str) -> bool {
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

/// A name as variables are written: `clientSecret` is `CLIENT_SECRET`.
fn in_capitals(name: &str) -> String {
    let mut capitals = String::with_capacity(name.len() + 4);
    let mut after_small = false;
    for char in name.chars() {
        if char.is_ascii_uppercase() && after_small {
            capitals.push('_');
        }
        after_small = char.is_ascii_lowercase() || char.is_ascii_digit();
        capitals.push(if matches!(char, '-' | '.') { '_' } else { char.to_ascii_uppercase() });
    }
    capitals
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
