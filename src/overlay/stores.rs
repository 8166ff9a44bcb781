//! Stores of secrets that a target cannot read from: what such a store lacks is of no matter.

use super::Selected;
use crate::{
    diagnostic::{Diagnostic, Diagnostics, codes},
    manifest::TargetName,
    tree::{Layer, Layers, Node, Value},
};
use std::sync::Arc;

/// What a target is called, and the stores that it reads; the first of them without a word.
fn readable(target: TargetName) -> (&'static str, &'static [&'static str]) {
    match target {
        TargetName::Docker => ("docker", &["dotenv"]),
        TargetName::Compose => ("compose", &["files", "environment"]),
        TargetName::Kubernetes => ("kubernetes", &["existing", "kubernetes", "vault"]),
    }
}

/// The tree, in which a store that the target cannot read from is wrong, which is reported.
pub(super) fn fitting(root: Arc<Node>, selected: &Selected, layers: &Layers, diagnostics: &mut Diagnostics) -> Arc<Node> {
    let (target, stores) = readable(selected.target);
    let Some(secrets) = root.field("secrets") else { return root };
    let Value::Variant(store, _) = secrets.value else { return root };
    if stores.contains(&store) {
        return root;
    }
    let message = format!("`{}` is compiled to `{target}`, which cannot read secrets from `{store}`", selected.name);
    let is_said_here = matches!(layers.get(secrets.layer), Layer::Environment(_) | Layer::EnvironmentFile(_));
    let cure = if is_said_here && secrets.hid.is_none() { "leave it out" } else { "(remove)secrets" };
    let instead = stores.first().copied().unwrap_or_default();
    let help = format!("say it in the environments that can; here it is `{instead}` without a word: {cure}");
    diagnostics.push(Diagnostic::error(&codes::SECRET_STORE, message).at(secrets.span, "").help(help));
    let Value::Block(fields) = &root.value else { return root };
    let kept = fields.iter().map(|(name, node)| match *name {
        "secrets" => (*name, Arc::new(Node { value: Value::Bad, ..Node::clone(node) })),
        _ => (*name, node.clone()),
    });
    Arc::new(Node { value: Value::Block(kept.collect()), ..Node::clone(&root) })
}
