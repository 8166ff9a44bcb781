//! The name that a package of a language has.

use crate::source::Files;

/// The name in `package.json`, `go.mod`, `Cargo.toml` or `pyproject.toml`.
pub(super) fn name(files: &dyn Files) -> Option<String> {
    let text = |path: &str| files.read(path).ok().and_then(|bytes| String::from_utf8(bytes).ok());
    let json = || serde_json::from_str::<serde_json::Value>(&text("package.json")?).ok()?.get("name")?.as_str().map(last);
    let go =
        || text("go.mod")?.lines().find_map(|line| line.strip_prefix("module ").map(|name| last(without_version(name.trim()))));
    let cargo = || in_section(&text("Cargo.toml")?, "[package]");
    let python = || in_section(&text("pyproject.toml")?, "[project]");
    json().or_else(go).or_else(cargo).or_else(python).filter(|name| !name.is_empty())
}

/// `web` of `@acme/web` and of `github.com/acme/web`.
fn last(name: &str) -> String {
    name.rsplit('/').next().unwrap_or(name).to_owned()
}

/// A module without its major version: `github.com/acme/web` of `github.com/acme/web/v2`.
fn without_version(name: &str) -> &str {
    let version = name.rsplit_once("/v").filter(|(_, version)| version.chars().all(|char| char.is_ascii_digit()));
    version.map_or(name, |(name, _)| name)
}

/// `name = "…"` in a section of a TOML file.
fn in_section(text: &str, section: &str) -> Option<String> {
    let lines = text.lines().map(str::trim).skip_while(|line| *line != section).skip(1);
    let mut own = lines.take_while(|line| !line.starts_with('['));
    own.find_map(|line| {
        let (key, value) = line.split_once('=')?;
        let value = value.trim().strip_prefix(['"', '\''])?;
        (key.trim() == "name").then(|| value.split(['"', '\'']).next().unwrap_or_default().to_owned())
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Unreadable;

    struct One(&'static str, &'static str);

    impl Files for One {
        fn read(&self, path: &str) -> Result<Vec<u8>, Unreadable> {
            if path == self.0 { Ok(self.1.as_bytes().to_vec()) } else { Err(Unreadable::Missing) }
        }

        fn list(&self, _: &str) -> Option<Vec<String>> {
            None
        }
    }

    #[test]
    fn each_language_says_a_name() {
        for (path, text) in [
            ("package.json", r#"{"name": "@acme/web"}"#),
            ("go.mod", "module github.com/acme/web/v2\n\ngo 1.26\n"),
            ("Cargo.toml", "[workspace]\nname = \"no\"\n[package]\nname = \"web\" # the name\n"),
            ("pyproject.toml", "[project]\nversion = \"1\"\nname='web'\n"),
        ] {
            assert_eq!(name(&One(path, text)).as_deref(), Some("web"), "{path}");
        }
        assert_eq!(name(&One("package.json", "{")), None);
    }
}
