//! Types of backing services: what a file of the catalogue says.

use super::{Argument, Health, Map, Name, Path, PortNumber, Quantity, SecretFile, Size, Template, UserId, Value};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A type of backing service, as `catalogue/NAME.kdl` says it. In its texts `self` is the service.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
#[schemars(extend("x-kdl" = {"name": "type of backing service"}))]
pub struct BackingType {
    /// The image, without a tag, and the version where the manifest names none: `image "docker.io/library/redis" version="8"`.
    pub image: TypeImage,
    /// Where it listens: `port 6379`; the first is where it is reached.
    #[schemars(extend("x-node" = {"name": "port", "list": "append"}))]
    pub ports: Vec<TypePort>,
    /// Its user in the image; 10001 by default.
    pub user: Option<TypeUser>,
    /// Its user in the image's Alpine variants, where it is another.
    pub alpine_user: Option<TypeUser>,
    /// The name of its database where the manifest gives none; without it the type has no databases.
    pub database: Option<Template>,
    /// The name of its user where the manifest gives none; without it the type has no names of users.
    pub username: Option<Template>,
    /// Names that the image gives to a user of its own, so that no manifest can: `reserved-usernames "root"`.
    #[serde(default)]
    pub reserved_usernames: Vec<String>,
    /// Where it keeps its data: `storage "/data" size="10Gi"`; without it the type keeps none.
    #[serde(default)]
    #[schemars(extend("x-node" = {"name": "storage", "list": "append"}))]
    pub storage: Vec<TypeStorage>,
    /// Where it writes besides.
    #[serde(default)]
    #[schemars(extend("x-node" = {"list": "append"}))]
    pub tmp: Vec<Path>,
    /// What it asks for outside of development.
    pub resources: Option<TypeResources>,
    /// The modes of its encryption, the first being what `tls=#true` means; without them it is on or off.
    #[serde(default)]
    pub tls_modes: Vec<String>,
    /// Its port where the connection is encrypted, if that is another.
    pub tls_port: Option<PortNumber>,
    /// What it needs with a password and without.
    #[serde(default)]
    #[schemars(extend("x-node" = {"inline": true}))]
    pub shared: Login,
    /// What it needs besides where it has a password; without it the type knows no passwords.
    pub password: Option<Login>,
    /// What it needs besides where it has no password; without it the type always has one.
    pub no_password: Option<Login>,
}

/// The image of a type: `image "docker.io/library/nats" version="2" variant="alpine"`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
#[schemars(extend("x-kdl" = {"args": ["repository"]}))]
pub struct TypeImage {
    /// Its name, without a tag.
    pub repository: String,
    /// The version where the manifest names none.
    pub version: String,
    /// What the tag of a version has behind a hyphen, unless the version says so itself.
    pub variant: Option<String>,
}

/// Where a type listens: `port 1025`, `port "web" 8025`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
#[schemars(extend("x-kdl" = {"args": ["name?", "number"]}))]
pub struct TypePort {
    /// Its name; that of the type by default.
    pub name: Option<Name>,
    /// Its number.
    pub number: PortNumber,
}

/// A user of an image: `user 999 group=999`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
#[schemars(extend("x-kdl" = {"args": ["id"]}))]
pub struct TypeUser {
    /// Its number.
    pub id: UserId,
    /// The number of its group; the user's by default.
    pub group: Option<UserId>,
}

/// Where a type keeps its data: `storage "/var/lib/postgresql" since=18 size="10Gi" owned=#true`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
#[schemars(extend("x-kdl" = {"args": ["path"]}))]
pub struct TypeStorage {
    /// Where the container sees it.
    pub path: Path,
    /// The first major version of which this holds; all by default.
    #[schemars(range(min = 0, max = 1_000_000))]
    pub since: Option<u32>,
    /// Its size where the manifest names none.
    pub size: Size,
    /// Whether the image has the folder, and its user may write there.
    pub owned: Option<bool>,
    /// Variables that go with it.
    #[serde(default)]
    #[schemars(extend("x-kdl" = {"raw": true}, "x-node" = {"key-format": "variable"}))]
    pub env: Map<Template>,
}

/// What a type asks for: `resources cpu="250m" memory="512Mi"`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct TypeResources {
    /// CPU.
    pub cpu: Quantity,
    /// Memory.
    pub memory: Size,
}

/// What a type needs with a password, or without.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Login {
    /// Its arguments; the image's by default.
    pub command: Option<Vec<Argument>>,
    /// Its variables; `(secret)"password"` is the password that dev and staging make.
    #[serde(default)]
    #[schemars(extend("x-kdl" = {"raw": true}, "x-node" = {"key-format": "variable"}))]
    pub env: Map<Value>,
    /// Its secrets as files: `secret-file "/run/secrets/password" (secret)"password"`.
    #[serde(default)]
    #[schemars(extend("x-node" = {"name": "secret-file", "key": "name", "key-format": "absolute-path"}))]
    pub secret_files: Map<SecretFile>,
    /// Its health check.
    pub health: Option<Health>,
    /// Its URL: `url "redis://{{ self.credentials }}{{ self.host }}:{{ self.port }}"`.
    pub url: Option<Template>,
    /// Its URL where the connection is encrypted; without it the type knows no encryption.
    pub tls_url: Option<Template>,
}
