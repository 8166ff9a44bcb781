//! Services of a Compose file that are backing services of the catalogue.

use super::service::Service;
use super::variables::{Text, Variables};
use crate::catalogue::{BackingType, Catalogue};
use crate::manifest;

/// A backing service, as a Compose file has it.
#[derive(Clone, Debug)]
pub(super) struct Backing {
    /// Its type's name.
    pub(super) kind: String,
    /// Its version, where the tag says one.
    pub(super) version: Option<String>,
    /// The image, where the tag names no version.
    pub(super) is_floating: bool,
    /// The names of its user and database.
    pub(super) username: Option<Text>,
    pub(super) database: Option<Text>,
    /// What the Compose file has for its password, and for that of root.
    pub(super) password: Option<Login>,
    pub(super) root: Option<Login>,
    /// Whether it can do without a password, and does.
    pub(super) is_open: bool,
    /// Where its first port is.
    pub(super) port: u16,
    /// The scheme of its URL.
    pub(super) scheme: String,
    /// The variables that its type does not set by itself.
    pub(super) rest: Vec<(String, Option<String>)>,
}

/// A password in a Compose file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Login {
    /// The value of a variable.
    Value(Text),
    /// A secret of the file, which is mounted.
    File(String),
}

/// What the variables of the official images say.
const DATABASES: [&str; 6] =
    ["POSTGRES_DB", "MYSQL_DATABASE", "MARIADB_DATABASE", "MONGO_INITDB_DATABASE", "CLICKHOUSE_DB", "RABBITMQ_DEFAULT_VHOST"];
const USERS: [&str; 8] = [
    "POSTGRES_USER",
    "MYSQL_USER",
    "MARIADB_USER",
    "MONGO_INITDB_ROOT_USERNAME",
    "CLICKHOUSE_USER",
    "RABBITMQ_DEFAULT_USER",
    "RUSTFS_ACCESS_KEY",
    "MINIO_ROOT_USER",
];
const PASSWORDS: [&str; 10] = [
    "POSTGRES_PASSWORD",
    "MYSQL_PASSWORD",
    "MARIADB_PASSWORD",
    "MONGO_INITDB_ROOT_PASSWORD",
    "CLICKHOUSE_PASSWORD",
    "RABBITMQ_DEFAULT_PASS",
    "REDIS_PASSWORD",
    "VALKEY_PASSWORD",
    "RUSTFS_SECRET_KEY",
    "MINIO_ROOT_PASSWORD",
];
const ROOTS: [&str; 2] = ["MYSQL_ROOT_PASSWORD", "MARIADB_ROOT_PASSWORD"];
/// Variables that say whether there is a password at all, or whose.
const SWITCHES: [&str; 5] = [
    "MYSQL_ALLOW_EMPTY_PASSWORD",
    "MARIADB_ALLOW_EMPTY_ROOT_PASSWORD",
    "MYSQL_RANDOM_ROOT_PASSWORD",
    "MARIADB_RANDOM_ROOT_PASSWORD",
    "POSTGRES_HOST_AUTH_METHOD",
];

/// The backing service that a service is, by the repository of its image; one that is built here is none.
pub(super) fn recognize(service: &Service, variables: &mut Variables, catalogue: &Catalogue) -> Option<Backing> {
    let image = service.image.as_deref().filter(|_| service.build.is_none()).and_then(|image| variables.plain(image))?;
    let (repository, tag) = repository(&image);
    let (kind, found) = catalogue.names().into_iter().find_map(|name| {
        let found = catalogue.get(&name)?;
        (full(&found.written.image.repository) == repository).then(|| (name, found.clone()))
    })?;
    let mut backing = Backing::new(kind, &found);
    (backing.version, backing.is_floating) = version(tag, &found.written);
    let mut root = None;
    for (name, value) in &service.environment {
        let file = name.strip_suffix("_FILE");
        let plain = file.unwrap_or(name);
        let text = value.as_deref().map(|value| variables.text(value));
        let login = || match (file, value.as_deref().and_then(|value| value.strip_prefix("/run/secrets/"))) {
            (Some(_), Some(secret)) => Some(Login::File(secret.to_owned())),
            (Some(_), None) => None,
            (None, _) => text.clone().map(Login::Value),
        };
        match plain {
            _ if DATABASES.contains(&plain) => backing.database = text,
            _ if USERS.contains(&plain) => backing.username = text,
            _ if PASSWORDS.contains(&plain) => backing.password = login(),
            _ if ROOTS.contains(&plain) => root = login(),
            _ if SWITCHES.contains(&plain) => {}
            _ => backing.rest.push((name.clone(), value.clone())),
        }
    }
    let words = service.command.as_deref().unwrap_or_default();
    let flag = words.iter().zip(words.iter().skip(1)).find(|(flag, _)| *flag == "--requirepass");
    if let Some((_, password)) = flag {
        backing.password = Some(Login::Value(variables.text(password)));
    }
    if backing.kind == "postgres" {
        // The image's own defaults, by which the callers know it.
        let username = backing.username.get_or_insert_with(|| Text::from("postgres")).clone();
        backing.database.get_or_insert(username);
    }
    backing.username.take_if(|_| found.written.username.is_none());
    backing.database.take_if(|_| found.written.database.is_none());
    backing.is_open = backing.password.is_none() && root.is_none() && !found.always_has_password() && found.can_have_password();
    backing.root = root;
    Some(backing)
}

impl Backing {
    fn new(kind: String, found: &BackingType) -> Self {
        let scheme = found
            .login(true)
            .url
            .as_ref()
            .map(|url| url.as_str())
            .unwrap_or_default()
            .split("://")
            .next()
            .unwrap_or_default()
            .to_owned();
        Self {
            kind,
            version: None,
            is_floating: false,
            username: None,
            database: None,
            password: None,
            root: None,
            is_open: false,
            port: found.port(),
            scheme,
            rest: Vec::new(),
        }
    }
}

/// The repository of an image in full, and its tag.
fn repository(image: &str) -> (String, Option<&str>) {
    let image = image.split('@').next().unwrap_or(image);
    let (name, tag) = match image.rsplit_once(':') {
        Some((name, tag)) if !tag.contains('/') => (name, Some(tag)),
        _ => (image, None),
    };
    (full(name), tag)
}

fn full(name: &str) -> String {
    match name.split_once('/') {
        None => format!("docker.io/library/{name}"),
        Some((host, _)) if host.contains(['.', ':']) || host == "localhost" => name.to_owned(),
        Some(_) => format!("docker.io/{name}"),
    }
}

/// The version of a tag, and whether the tag names none.
fn version(tag: Option<&str>, written: &manifest::BackingType) -> (Option<String>, bool) {
    match tag {
        None | Some("latest") => (None, true),
        Some(tag) if tag.starts_with(|first: char| first.is_ascii_digit()) || tag.starts_with('v') => {
            (Some(tag.to_owned()), false)
        }
        Some(variant) => {
            let version = written.image.version.as_str();
            let known = ["alpine", "bookworm", "trixie", "noble", "jammy"].contains(&variant);
            (known.then(|| format!("{version}-{variant}")), true)
        }
    }
}
