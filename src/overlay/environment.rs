//! Environments: those that are built in and those that are declared, and whom each extends.

use std::sync::Arc;

use indexmap::IndexMap;

use super::Selected;
use crate::diagnostic::{Diagnostic, Diagnostics, codes, nearest};
use crate::manifest::{Profile, TargetName};
use crate::tree::{Node, Value};

/// The environments that every manifest has.
const BUILT_IN: [(&str, TargetName, Profile); 3] = [
    ("dev", TargetName::Docker, Profile::Development),
    ("staging", TargetName::Compose, Profile::Staging),
    ("production", TargetName::Kubernetes, Profile::Production),
];

/// What is written of one environment.
#[derive(Clone, Debug, Default)]
pub(super) struct Written {
    /// Its node in the manifest.
    pub(super) node: Option<Arc<Node>>,
    /// The root of its own file.
    pub(super) file: Option<Arc<Node>>,
}

/// Environments by name, the built-in ones first.
pub(super) type Environments = IndexMap<Arc<str>, Written>;

/// The environments of a manifest, without their files.
pub(super) fn declared(manifest: &Node) -> Environments {
    let built_in = BUILT_IN.iter().map(|(name, ..)| (Arc::from(*name), Written::default()));
    let mut environments: Environments = built_in.collect();
    if let Some(Value::Map(entries)) = manifest.field("environments").map(|node| &node.value) {
        for (name, node) in entries {
            environments.entry(name.clone()).or_default().node = Some(node.clone());
        }
    }
    environments
}

impl Written {
    /// Its layers, the lowest first.
    pub(super) fn layers(&self) -> impl Iterator<Item = &Arc<Node>> {
        self.node.iter().chain(&self.file)
    }

    fn field(&self, name: &str) -> Option<&Arc<Node>> {
        self.layers().filter_map(|layer| layer.field(name)).last()
    }

    fn is_bad(&self) -> bool {
        self.layers().any(|layer| matches!(layer.value, Value::Bad))
    }
}

/// What each environment is compiled to, and whose overlays it has; one that is wrong is reported and left out.
pub(super) fn select(environments: &Environments, diagnostics: &mut Diagnostics) -> IndexMap<Arc<str>, Selected> {
    let mut selected = IndexMap::new();
    for name in environments.keys() {
        if let Some(chain) = chain(environments, name, diagnostics)
            && let Some(environment) = settle(environments, name, chain, diagnostics)
        {
            selected.insert(name.clone(), environment);
        }
    }
    selected
}

/// The environments that one extends, the lowest first, itself last.
fn chain(environments: &Environments, name: &Arc<str>, diagnostics: &mut Diagnostics) -> Option<Vec<Arc<str>>> {
    let mut chain = vec![name.clone()];
    let mut current = environments.get(name)?;
    while let Some(extends) = current.field("extends") {
        let parent = Arc::from(extends.text()?);
        if let Some(start) = chain.iter().position(|known| *known == parent) {
            if start == 0 {
                report_cycle(&chain, extends, diagnostics);
            }
            return None;
        }
        let Some(next) = environments.get(&parent) else {
            report_unknown(environments, &parent, extends, diagnostics);
            return None;
        };
        current = next;
        chain.push(parent);
    }
    chain.reverse();
    Some(chain)
}

fn settle(environments: &Environments, name: &Arc<str>, chain: Vec<Arc<str>>, diagnostics: &mut Diagnostics) -> Option<Selected> {
    let mut target = None;
    let mut profile = None;
    for link in &chain {
        let written = environments.get(link)?;
        let built_in = BUILT_IN.iter().find(|(name, ..)| *name == &**link);
        let own_target = written.field("target").and_then(|node| node.text()).and_then(target_named);
        let own_profile = written.field("profile").and_then(|node| node.text()).and_then(profile_named);
        target = own_target.or(built_in.map(|(_, target, _)| *target)).or(target);
        profile = own_profile.or(built_in.map(|(.., profile)| *profile)).or(profile);
    }
    let written = environments.get(name)?;
    let Some(target) = target else {
        let wrong = written.is_bad() || written.field("target").is_some();
        if let Some(node) = written.node.as_ref().filter(|_| !wrong) {
            report_no_target(name, node, diagnostics);
        }
        return None;
    };
    let profile = profile.unwrap_or_else(|| usual_profile(target));
    let chain = chain.iter().map(|name| name.to_string()).collect();
    Some(Selected { name: name.to_string(), target, profile, chain })
}

fn target_named(name: &str) -> Option<TargetName> {
    match name {
        "docker" => Some(TargetName::Docker),
        "compose" => Some(TargetName::Compose),
        "kubernetes" => Some(TargetName::Kubernetes),
        _ => None,
    }
}

fn profile_named(name: &str) -> Option<Profile> {
    match name {
        "development" => Some(Profile::Development),
        "staging" => Some(Profile::Staging),
        "production" => Some(Profile::Production),
        _ => None,
    }
}

/// The profile of an environment that names a target and no profile.
fn usual_profile(target: TargetName) -> Profile {
    match target {
        TargetName::Docker => Profile::Development,
        TargetName::Compose => Profile::Staging,
        TargetName::Kubernetes => Profile::Production,
    }
}

/// Reports a name that is no environment.
pub(super) fn unknown<'a>(known: impl Iterator<Item = &'a str> + Clone, name: &str) -> Diagnostic {
    let diagnostic = Diagnostic::error(&codes::UNKNOWN_ENVIRONMENT, format!("there is no environment `{name}`"));
    match nearest(name, known.clone()) {
        Some(meant) => diagnostic.help(format!("did you mean `{meant}`?")),
        None => diagnostic.help(format!("there are {}", crate::tree::scalar::one_of(known))),
    }
}

fn report_unknown(environments: &Environments, name: &str, extends: &Node, diagnostics: &mut Diagnostics) {
    diagnostics.push(unknown(environments.keys().map(|name| &**name), name).at(extends.span, ""));
}

fn report_cycle(chain: &[Arc<str>], extends: &Node, diagnostics: &mut Diagnostics) {
    let circle: Vec<String> = chain.iter().chain(chain.first()).map(|name| format!("`{name}`")).collect();
    let message = format!("environments extend each other in a circle: {}", circle.join(" → "));
    let mut sorted = chain.to_vec();
    sorted.sort();
    if sorted.first() == chain.first() {
        let diagnostic = Diagnostic::error(&codes::EXTENDS_CYCLE, message).at(extends.span, "");
        diagnostics.push(diagnostic.help("one of them must stand on its own: take its `extends` out"));
    }
}

fn report_no_target(name: &str, node: &Node, diagnostics: &mut Diagnostics) {
    let message = format!("environment `{name}` does not say what it is compiled to");
    let diagnostic = Diagnostic::error(&codes::ENVIRONMENT_WITHOUT_TARGET, message).at(node.name, "");
    diagnostics
        .push(diagnostic.help("add `target=\"docker\"`, `\"compose\"` or `\"kubernetes\"`, or `extends=` another environment"));
}
