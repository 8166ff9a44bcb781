//! The types of backing services, each one a KDL file.

mod read;

use crate::{
    diagnostic::Diagnostics,
    source::{FileId, SourceMap},
};
use std::{collections::BTreeMap, sync::LazyLock};

/// The types that are known.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Catalogue {
    types: BTreeMap<String, BackingType>,
}

/// A type of backing service. Its texts are templates, in which `self` is the service.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BackingType {
    /// Its image, without a tag.
    pub image: String,
    /// The tag where the manifest names no version.
    pub version: String,
    /// Where it listens.
    pub port: u16,
    /// Its user and group in the image.
    pub user: (u32, u32),
    /// Its user and group in the image's Alpine variants, where they differ.
    pub alpine_user: Option<(u32, u32)>,
    /// The name of its database where the manifest names none; `None`: it has none.
    pub database: Option<String>,
    /// Its user's name; `None`: it has none.
    pub username: Option<String>,
    /// Where it keeps its data, by version, the oldest first; none where it keeps none.
    pub storage: Vec<Storage>,
    /// Where it writes besides.
    pub tmps: Vec<String>,
    /// The CPU and memory that it asks for outside development.
    pub resources: (String, String),
    /// The modes of its encryption; the first is what `#true` means. Empty: on or off.
    pub tls_modes: Vec<String>,
    /// Its port where the connection is encrypted, if that is another.
    pub tls_port: Option<u16>,
    /// What it needs where it has a password.
    pub password: Login,
    /// What it needs where it has none; `None`: it always has one.
    pub no_password: Option<Login>,
}

/// Where a type keeps its data.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Storage {
    /// Where the container sees it.
    pub path: String,
    /// The first major version of which this holds; 0 for all.
    pub since: u64,
    /// Its size where the manifest names none.
    pub size: String,
    /// Whether the image has the folder with the type's user as its owner.
    pub owned: bool,
    /// Variables that go with it.
    pub env: Vec<(String, String)>,
}

/// What a type needs with a password, or without.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Login {
    /// Its arguments; the image's where it is empty.
    pub command: Vec<String>,
    /// Variables.
    pub env: Vec<(String, Word)>,
    /// Secrets as files: the path, and which secret.
    pub secret_files: Vec<(String, String)>,
    /// Its health check.
    pub health: Check,
    /// Its URL.
    pub url: String,
    /// Its URL where the connection is encrypted.
    pub tls_url: Option<String>,
}

/// The value of a variable.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Word {
    /// A template.
    Text(String),
    /// A secret of the service's own: `password` of `db` is the secret `db-password`.
    Secret(String),
}

/// A health check.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Check {
    /// A command that ends with 0.
    pub command: Vec<String>,
    /// The time between two checks.
    pub interval: Option<String>,
    /// The time after which one has failed.
    pub timeout: Option<String>,
}

static BUILT_IN: [(&str, &str); 5] = [
    ("mongodb", include_str!("../catalogue/mongodb.kdl")),
    ("mysql", include_str!("../catalogue/mysql.kdl")),
    ("postgres", include_str!("../catalogue/postgres.kdl")),
    ("rabbitmq", include_str!("../catalogue/rabbitmq.kdl")),
    ("redis", include_str!("../catalogue/redis.kdl")),
];

impl Catalogue {
    /// The types that come with the compiler; read once.
    pub fn built_in() -> &'static Self {
        static CATALOGUE: LazyLock<Catalogue> = LazyLock::new(|| {
            let (mut catalogue, mut sources) = (Catalogue::default(), SourceMap::default());
            for (name, text) in BUILT_IN {
                let file = sources.add(format!("catalogue/{name}.kdl"), text);
                catalogue.add(name, text, file, &mut Diagnostics::default());
            }
            catalogue
        });
        &CATALOGUE
    }

    /// Takes a type in: its name, and the text of its file.
    pub fn add(&mut self, name: &str, text: &str, file: FileId, diagnostics: &mut Diagnostics) {
        let read = read::read(text, file, diagnostics);
        self.types.insert(name.to_owned(), read);
    }

    /// The type of that name.
    pub fn get(&self, name: &str) -> Option<&BackingType> {
        self.types.get(name)
    }

    /// The names of all types, sorted.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.types.keys().map(String::as_str)
    }
}

impl BackingType {
    /// Where a major version keeps its data.
    pub fn storage(&self, major: Option<u64>) -> Option<&Storage> {
        let fits = |storage: &&Storage| major.is_none_or(|major| storage.since <= major);
        self.storage.iter().filter(fits).max_by_key(|storage| storage.since)
    }
}

/// The major version that a tag starts with: 16 of `16.4-alpine`.
pub fn major_version(tag: &str) -> Option<u64> {
    let digits = tag.strip_prefix('v').unwrap_or(tag);
    let end = digits.find(|char: char| !char.is_ascii_digit()).unwrap_or(digits.len());
    digits.get(..end)?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text;

    #[test]
    fn every_built_in_type_is_read_without_a_mistake() {
        for (name, text) in BUILT_IN {
            let (mut catalogue, mut diagnostics, mut sources) =
                (Catalogue::default(), Diagnostics::default(), SourceMap::default());
            let file = sources.add(name, text);
            catalogue.add(name, text, file, &mut diagnostics);
            assert!(diagnostics.is_empty(), "{name}: {diagnostics:?}");
            let read = catalogue.get(name).expect("it was added");
            assert!(read.port != 0 && !read.image.is_empty() && !read.version.is_empty(), "{name}: {read:?}");
            for login in [Some(&read.password), read.no_password.as_ref()].into_iter().flatten() {
                assert!(!login.health.command.is_empty() && !login.url.is_empty(), "{name}: {login:?}");
                assert_eq!(text::parse(&login.url).mistakes, [], "{name}");
            }
        }
    }

    #[test]
    fn storage_follows_the_version() {
        let postgres = Catalogue::built_in().get("postgres").expect("it is built in");
        let path = |tag| postgres.storage(major_version(tag)).map(|storage| storage.path.as_str());
        assert_eq!(path("16.4-alpine"), Some("/var/lib/postgresql/data"));
        assert_eq!(path("18"), Some("/var/lib/postgresql"));
        assert_eq!(path("latest"), Some("/var/lib/postgresql"));
    }

    #[test]
    fn an_unknown_node_of_a_type_is_a_mistake() {
        let (mut catalogue, mut diagnostics, mut sources) = (Catalogue::default(), Diagnostics::default(), SourceMap::default());
        let text = "image \"a\" version=\"1\"\nport 1\nvolume \"/data\"";
        let file = sources.add("own.kdl", text);
        catalogue.add("own", text, file, &mut diagnostics);
        assert_eq!(
            diagnostics.iter().map(|one| one.message.as_str()).collect::<Vec<_>>(),
            ["a type of backing service has no `volume`"]
        );
    }
}
