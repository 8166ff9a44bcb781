//! Files of configuration, and secrets as files.

use super::{Folder, Mode, SecretName};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A file of configuration, or a folder of them: `config "/etc/shop/api.toml" from="config/api.toml"`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Config {
    /// The file or folder of the project that it is taken from.
    /// Default: none; it or `text` must be given.
    pub from: Option<ConfigSource>,
    /// The content itself; `{{ }}` in it is evaluated, and one between `"""` ends with a new line. Secrets in it need a store that fills them in: `secrets "vault"`.
    /// Default: none; it or `from` must be given.
    pub text: Option<FileText>,
    /// The mode of the file.
    /// Default: `0644`.
    pub mode: Option<Mode>,
    /// Whether `{{ }}` is evaluated; a file may be a template of the program's own.
    /// Default: `#true` for a `text`, `#false` for a file.
    pub template: Option<bool>,
}

/// What a file of configuration holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(extend("x-kdl" = {"plain": "text", "name": "text"}))]
pub enum FileText {
    /// Text, in which `{{ }}` is evaluated.
    Text(Content),
    /// Text that looks like a secret and is none: `text=(public)"…"`.
    Public(Content),
}

impl FileText {
    /// The text as it was written.
    pub fn as_str(&self) -> &str {
        let (Self::Text(Content(text)) | Self::Public(Content(text))) = self;
        text
    }

    /// Whether somebody said that it is no secret.
    pub fn is_public(&self) -> bool {
        matches!(self, Self::Public(_))
    }
}

/// The text of a file; `{{ }}` in it is evaluated. Between `"""` of KDL each line ends with a new line, the last one too.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(transparent)]
#[schemars(extend("format" = "content"))]
pub struct Content(pub String);

/// Where the content of a config is taken from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(extend("x-kdl" = {"plain": "path", "name": "source"}))]
pub enum ConfigSource {
    /// A file or folder.
    Path(Folder),
    /// A file or folder whose content looks like a secret and is none: `from=(public)"config/sample.toml"`.
    Public(Folder),
}

impl ConfigSource {
    /// The path as it was written.
    pub fn as_str(&self) -> &str {
        let (Self::Path(path) | Self::Public(path)) = self;
        path.as_str()
    }

    /// Whether somebody said that the content is no secret.
    pub fn is_public(&self) -> bool {
        matches!(self, Self::Public(_))
    }
}

/// A secret as a file: `secret-file "/run/secrets/key" (secret)"signing-key"`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
#[schemars(extend("x-kdl" = {"args": ["secret"]}))]
pub struct SecretFile {
    /// The secret's name.
    pub secret: SecretName,
    /// The mode of the file.
    /// Default: `0440`.
    pub mode: Option<Mode>,
}
