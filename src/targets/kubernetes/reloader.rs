//! Stakater's Reloader: it restarts pods when a Secret changes, which no render sees.

use super::scene::Scene;
use crate::plan::{Encoding, SecretUse, Workload};
use std::collections::BTreeSet;

/// The Secrets whose change restarts the pods; a changed ConfigMap rolls them by itself.
pub(super) fn annotation(scene: &Scene<'_>, workload: &Workload) -> Option<(String, String)> {
    if !scene.plan.platform.reloader || !workload.is_long_running() {
        return None;
    }
    let used = scene.plan.secrets.by_name.iter().filter(|(_, secret)| secret.used_by.contains(&workload.name));
    let place = |name: &String| scene.secret(&SecretUse { name: name.clone(), encoding: Encoding::Plain }).0;
    let names: BTreeSet<String> = used.map(|(name, _)| place(name)).collect();
    let names: Vec<String> = names.into_iter().collect();
    (!names.is_empty()).then(|| ("secret.reloader.stakater.com/reload".to_owned(), names.join(",")))
}
