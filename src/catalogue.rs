//! The types of backing services, each one a KDL file: those that come with the compiler, and those of the project.

mod check;
mod read;

use crate::{
    diagnostic::Diagnostics,
    manifest::{self, Login},
    source::{Files, SourceMap},
    tree::Layers,
};
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::OnceLock,
};

/// The folder of a project's own types, beside the manifest.
pub const FOLDER: &str = "catalogue";

/// The types that are known.
#[derive(Clone, Debug, Default)]
pub struct Catalogue {
    /// Those of the project; `None` for one that a mistake cut out.
    own: BTreeMap<String, Option<BackingType>>,
}

/// A type of backing service.
#[derive(Clone, Debug, PartialEq)]
pub struct BackingType {
    /// What its file says.
    pub written: manifest::BackingType,
    /// All that it needs with a password, and without.
    password: Option<Login>,
    no_password: Option<Login>,
}

/// A type that comes with the compiler: its name, its file's text, and what that says once it was asked for.
struct BuiltIn(&'static str, &'static str, OnceLock<Option<BackingType>>);

macro_rules! built_in {
    ($($name:literal)*) => {
        [$(BuiltIn($name, include_str!(concat!("../catalogue/", $name, ".kdl")), OnceLock::new())),*]
    };
}

static BUILT_IN: [BuiltIn; 16] = built_in!(
    "cassandra" "clickhouse" "kafka" "mailpit" "mariadb" "memcached" "mongodb" "mysql" "nats" "opensearch" "postgres" "rabbitmq"
    "redis" "s3" "valkey" "zookeeper"
);

impl Catalogue {
    /// Reads the project's own types: the KDL files in the folder `catalogue` beside the manifest.
    pub fn read(
        files: &dyn Files,
        manifest: &str,
        sources: &mut SourceMap,
        layers: &mut Layers,
        diagnostics: &mut Diagnostics,
    ) -> Self {
        let folder = match manifest.rsplit_once('/') {
            Some((folder, _)) => format!("{folder}/{FOLDER}"),
            None => FOLDER.to_owned(),
        };
        let mut own = BTreeMap::new();
        for file in files.names(&folder) {
            let Some(name) = file.strip_suffix(".kdl") else { continue };
            let path = format!("{folder}/{file}");
            own.insert(name.to_owned(), read::file(files, &path, name, (sources, layers), diagnostics));
        }
        Self { own }
    }

    /// The type of that name; a project's own goes before one that comes with the compiler.
    pub fn get(&self, name: &str) -> Option<&BackingType> {
        match self.own.get(name) {
            Some(own) => own.as_ref(),
            None => BUILT_IN.iter().find(|built_in| built_in.0 == name)?.read(),
        }
    }

    /// The names of all types, sorted.
    pub fn names(&self) -> Vec<String> {
        let built_in = BUILT_IN.iter().map(|built_in| built_in.0.to_owned());
        built_in.chain(self.own.keys().cloned()).collect::<BTreeSet<_>>().into_iter().collect()
    }
}

impl BuiltIn {
    fn read(&self) -> Option<&BackingType> {
        let Self(name, text, read) = self;
        read.get_or_init(|| {
            let (mut sources, mut layers) = (SourceMap::default(), Layers::default());
            let file = sources.add(format!("{FOLDER}/{name}.kdl"), *text);
            read::text(text, file, &mut layers, &mut Diagnostics::default())
        })
        .as_ref()
    }
}

impl BackingType {
    /// Where it listens, and is reached.
    pub fn port(&self) -> u16 {
        self.written.ports.first().map(|port| port.number.0).unwrap_or_default()
    }

    /// Whether it has no way to do without a password.
    pub fn always_has_password(&self) -> bool {
        self.password.is_some() && self.no_password.is_none()
    }

    /// Whether it can have a password where it is a container.
    pub fn can_have_password(&self) -> bool {
        self.password.is_some()
    }

    /// What it needs with a password, or without.
    pub fn login(&self, password: bool) -> &Login {
        let (first, second) = match password {
            true => (&self.password, &self.no_password),
            false => (&self.no_password, &self.password),
        };
        first.as_ref().or(second.as_ref()).unwrap_or(&self.written.shared)
    }

    /// Where a major version keeps its data.
    pub fn storage(&self, major: Option<u64>) -> Option<&manifest::TypeStorage> {
        let since = |storage: &manifest::TypeStorage| u64::from(storage.since.unwrap_or_default());
        let fits = |storage: &&manifest::TypeStorage| major.is_none_or(|major| since(storage) <= major);
        self.written.storage.iter().filter(fits).max_by_key(|storage| since(storage))
    }

    /// The tag of a version: with the type's variant, where the version names none.
    pub fn tag(&self, version: &str) -> String {
        match &self.written.image.variant {
            Some(variant) if !version.contains('-') => format!("{version}-{variant}"),
            _ => version.to_owned(),
        }
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

    #[test]
    fn every_built_in_type_is_read_without_a_mistake() {
        for BuiltIn(name, text, _) in &BUILT_IN {
            let (mut layers, mut diagnostics, mut sources) = (Layers::default(), Diagnostics::default(), SourceMap::default());
            let file = sources.add(*name, *text);
            let read = read::text(text, file, &mut layers, &mut diagnostics);
            assert!(diagnostics.is_empty(), "{name}: {diagnostics:?}");
            let read = read.expect("nothing is wrong with it");
            for login in [read.login(true), read.login(false)] {
                assert!(login.health.is_some() && login.url.is_some(), "{name}: {login:?}");
            }
        }
    }

    #[test]
    fn storage_follows_the_version() {
        let catalogue = Catalogue::default();
        let postgres = catalogue.get("postgres").expect("it is built in");
        let path = |tag| postgres.storage(major_version(tag)).map(|storage| storage.path.as_str());
        assert_eq!(path("16.4-alpine"), Some("/var/lib/postgresql/data"));
        assert_eq!(path("18"), Some("/var/lib/postgresql"));
        assert_eq!(path("latest"), Some("/var/lib/postgresql"));
    }
}
