//! An environment: its target, and what differs in it.

use super::{ConfigSource, Layer, LayerName, Name, SourceFile, Url};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// An environment: `environment "production" { … }`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Environment {
    /// What it is compiled to.
    /// Default: `docker` for dev, `compose` for staging, `kubernetes` for production; else that of `extends`.
    pub target: Option<TargetName>,
    /// The environment whose target, profile and overlay it takes.
    /// Default: none.
    pub extends: Option<LayerName>,
    /// How strict the rules are.
    /// Default: `development` for dev, `staging` for staging, `production` for production; else that of `extends`.
    pub profile: Option<Profile>,
    /// What differs in it.
    #[serde(default)]
    #[schemars(extend("x-node" = {"inline": true}))]
    pub layer: Layer,
}

/// What an environment is compiled to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum TargetName {
    /// A script of `docker run`.
    Docker,
    /// A Compose file.
    Compose,
    /// Objects of Kubernetes.
    Kubernetes,
}

/// How strict the rules are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Profile {
    /// Rules are off, defaults are comfortable.
    Development,
    /// Rules warn.
    Staging,
    /// Rules are errors.
    Production,
}

/// The namespace: `namespace "shop"`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
#[schemars(extend("x-kdl" = {"args": ["name"]}))]
pub struct Namespace {
    /// Its name.
    /// Default: the application's.
    pub name: Name,
    /// `#false`: it is the platform's, and nothing is written that holds for all of it.
    /// Default: `#true`.
    pub owned: Option<bool>,
}

/// How the cluster is brought to what is committed: `gitops "argo" repository="https://…"`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
#[schemars(extend("x-kdl" = {"args": ["layout"]}))]
pub struct Gitops {
    /// Who applies it.
    pub layout: GitopsLayout,
    /// The repository that the output is committed to.
    /// Default: none; `argo` and `flux` want one.
    pub repository: Option<Url>,
    /// The folder of the environment's output in that repository.
    /// Default: `deploy/`, and the environment's name.
    pub path: Option<String>,
    /// The branch or tag.
    /// Default: `main`.
    pub revision: Option<String>,
}

/// Who applies the output.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum GitopsLayout {
    /// `apply.sh`, by hand or from a pipeline.
    #[default]
    None,
    /// Argo CD: waves, hooks and an Application.
    Argo,
    /// Flux: three Kustomizations that depend on each other.
    Flux,
}

/// How the objects that hold configuration are named: `config-names "hashed"`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum ConfigNames {
    /// By the workload: a change of the content changes the object.
    #[default]
    Stable,
    /// By the workload and the content: a change makes another object, and the old pods keep theirs.
    Hashed,
}

/// A registry that wants a login: `registry "ghcr.io/acme" secret="ghcr"`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Registry {
    /// The pull secret of images whose name begins with the prefix.
    pub secret: String,
}

/// An object of the project's own that is added to a target's output: `object "kubernetes" file="k8s/roles.yaml"`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
#[schemars(extend("x-kdl" = {"args": ["target"]}))]
pub struct Object {
    /// The target.
    pub target: TargetName,
    /// Its file, as YAML or JSON: documents of Kubernetes, or parts of a Compose file.
    pub file: ObjectSource,
}

/// Where an object is taken from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(extend("x-kdl" = {"plain": "path", "name": "source"}))]
pub enum ObjectSource {
    /// A file.
    Path(SourceFile),
    /// A file whose content looks like a secret and is none: `file=(public)"k8s/sample.yaml"`.
    Public(SourceFile),
}

impl ObjectSource {
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

/// A change to one object of the output: `patch "kubernetes" "Deployment" "api" { … }`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
#[schemars(extend("x-kdl" = {"args": ["target?", "kind", "name"]}))]
pub struct Patch {
    /// The target whose output it changes.
    /// Default: the environment's.
    pub target: Option<TargetName>,
    /// The object's kind: `Deployment`, or `service`, `volume`, `network` of a Compose file.
    pub kind: String,
    /// The object's name.
    pub name: String,
    /// A file with the change, as YAML or JSON: an object is merged, a list is a JSON Patch.
    /// Default: the block behind it.
    pub file: Option<ConfigSource>,
    /// The change itself, merged into the object.
    #[schemars(extend("x-node" = {"inline": true}, "x-kdl" = {"raw": true}))]
    pub body: Option<serde_json::Value>,
}
