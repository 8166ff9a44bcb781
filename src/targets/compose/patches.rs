//! Patches of the user's: changes to one object of the file each, after everything else.

use super::{super::patch, reading};
use crate::{
    artifact::{Notes, Rewritten},
    plan::{Patch, Plan},
};
use serde_json::Value;

/// The kinds of object, and where they stand in the file.
const KINDS: [(&str, &str); 5] =
    [("service", "services"), ("network", "networks"), ("volume", "volumes"), ("secret", "secrets"), ("config", "configs")];

/// Applies the patches in order; one that matches nothing is refused.
pub(super) fn apply(plan: &Plan, file: &mut Value, notes: &mut Notes) {
    for change in &plan.patches {
        let applied = find(file, change).and_then(|object| {
            let before = object.clone();
            patch::apply(object, &change.change, keys)?;
            if let Some(workload) = plan.workload(&change.name).filter(|_| section(change) == Some("services")) {
                let (before, after) = (vec![reading::part(&before, workload)], vec![reading::part(object, workload)]);
                notes.rewritten(Rewritten { by: change.path.clone(), before, after });
            }
            Ok(())
        });
        if let Err(why) = applied {
            let there = listed(file, change);
            notes.refused(change.path.clone(), why, there);
        }
    }
}

fn section(patch: &Patch) -> Option<&'static str> {
    KINDS.iter().find(|(kind, _)| patch.kind.eq_ignore_ascii_case(kind)).map(|(_, section)| *section)
}

fn find<'f>(file: &'f mut Value, patch: &Patch) -> Result<&'f mut Value, String> {
    let missing = || format!("the Compose file has no {} `{}`", patch.kind, patch.name);
    let section = section(patch).ok_or_else(|| format!("the Compose file has no objects of the kind `{}`", patch.kind))?;
    file.get_mut(section).and_then(|objects| objects.get_mut(&patch.name)).ok_or_else(missing)
}

/// What there is to be patched.
fn listed(file: &Value, patch: &Patch) -> String {
    let Some(section) = section(patch) else {
        return "the kinds are `service`, `network`, `volume`, `secret` and `config`".into();
    };
    let objects = file.get(section).and_then(Value::as_object);
    let names: Vec<String> = objects.into_iter().flat_map(|objects| objects.keys()).map(|name| format!("`{name}`")).collect();
    if names.is_empty() { format!("the file has no {section}") } else { format!("the file's {section} are {}", names.join(", ")) }
}

/// The key by which Compose itself merges a list.
fn keys(list: &str) -> &'static [&'static str] {
    match list {
        "ports" | "volumes" | "configs" | "secrets" => &["target"],
        _ => &[],
    }
}
