//! Which values of a Compose file are secrets, and what a manifest calls them.

use super::variables::{Text, kebab};
use crate::suspicion;
use indexmap::IndexMap;

/// Whether a variable's value is not to be copied: sooner one too many than one in clear.
pub(super) fn is_sensitive(name: &str, value: &str) -> bool {
    suspicion::is_secret(name, value) || (names_one(name) && may_be_one(value))
}

fn names_one(name: &str) -> bool {
    let name = name.to_ascii_uppercase().replace(['-', '.'], "_");
    let parts = ["PASSWORD", "PASSWD", "PASSPHRASE", "SECRET", "TOKEN", "APIKEY", "CREDENTIAL"];
    let ends = [
        "PASS",
        "_PW",
        "_PWD",
        "_API_KEY",
        "_ACCESS_KEY",
        "_PRIVATE_KEY",
        "_ENCRYPTION_KEY",
        "_SIGNING_KEY",
        "_AUTH_KEY",
        "_SALT",
    ];
    let other = ["_FILE", "_PATH", "_URL", "_URI", "_EXPIRY", "_EXPIRATION", "_TTL", "_LENGTH", "_NAME", "_TYPE", "_ENABLED"];
    let is_other = other.iter().any(|end| name.ends_with(end));
    !is_other && (parts.iter().any(|part| name.contains(part)) || ends.iter().any(|end| name.ends_with(end)))
}

fn may_be_one(value: &str) -> bool {
    let switch = ["true", "false", "yes", "no", "on", "off", "none", "null", ""].contains(&value.to_lowercase().as_str());
    !switch && !value.starts_with('/') && !value.contains("://")
}

/// The names of secrets by what they are in the Compose file.
#[derive(Debug, Default)]
pub(super) struct Names {
    by_content: IndexMap<Text, String>,
}

impl Names {
    /// The name of a secret with that content, which a service has under that name.
    pub(super) fn name(&mut self, service: &str, variable: &str, content: &Text) -> String {
        if let Some(name) = self.by_content.get(content) {
            return name.clone();
        }
        let taken = |name: &String| self.by_content.values().any(|other| other == name);
        let short = kebab(variable);
        let name = match taken(&short) {
            true => format!("{service}-{short}"),
            false => short,
        };
        self.by_content.insert(content.clone(), name.clone());
        name
    }

    /// The values that are written in the Compose file, with the names of their secrets; those too short to be found are left out.
    pub(super) fn literals(&self) -> impl Iterator<Item = (&str, &str)> {
        let pairs = self.by_content.iter().filter_map(|(content, name)| Some((content.literal()?, name.as_str())));
        pairs.filter(|(value, _)| value.len() >= 6)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_or_a_value_tells() {
        for (name, value) in
            [("SA_PASSWORD", "example_123"), ("WEBPASSWORD", "x"), ("DB_PASS", "gitea"), ("URL", "http://a:bcdef@c/")]
        {
            assert!(is_sensitive(name, value), "{name}");
        }
        for (name, value) in
            [("POSTGRES_PASSWORD_FILE", "/run/secrets/a"), ("TOKEN_TTL", "300"), ("ALLOW_EMPTY_PASSWORD", "yes"), ("PORT", "80")]
        {
            assert!(!is_sensitive(name, value), "{name}");
        }
    }

    #[test]
    fn one_content_has_one_name_and_two_have_two() {
        let mut names = Names::default();
        assert_eq!(names.name("a", "DB_PASS", &"x".into()), "db-pass");
        assert_eq!(names.name("b", "OTHER", &"x".into()), "db-pass");
        assert_eq!(names.name("b", "DB_PASS", &"y".into()), "b-db-pass");
    }
}
