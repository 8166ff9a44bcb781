//! Parts of a Compose file of the user's own, added to ours as they are.

use crate::{artifact::Notes, plan::Plan};
use serde_json::{Map, Value};

/// Adds them; what the file already has is refused.
pub(super) fn add(plan: &Plan, file: &mut Value, notes: &mut Notes) {
    let Value::Object(file) = file else { return };
    for object in &plan.objects {
        for (section, added) in object.value.as_object().into_iter().flatten() {
            match (file.get_mut(section), added) {
                (Some(Value::Object(there)), Value::Object(added)) => {
                    for (name, entry) in added {
                        if there.contains_key(name) {
                            let why = format!("the Compose file already has `{name}` among its {section}");
                            notes.refused(object.path.clone(), why, "rename one of the two; ours is changed by a `patch`");
                        } else {
                            there.insert(name.clone(), entry.clone());
                        }
                    }
                }
                (Some(_), _) => {
                    let why = format!("the Compose file already has `{section}`");
                    notes.refused(object.path.clone(), why, "rename it");
                }
                (None, added) => _ = file.insert(section.clone(), added.clone()),
            }
        }
    }
    sort(file);
}

/// The sections in the order in which the file has them without additions.
fn sort(file: &mut Map<String, Value>) {
    const ORDER: [&str; 6] = ["name", "services", "networks", "volumes", "secrets", "configs"];
    let place = |name: &str| ORDER.iter().position(|known| *known == name).unwrap_or(ORDER.len());
    let mut entries: Vec<_> = std::mem::take(file).into_iter().collect();
    entries.sort_by_key(|(name, _)| place(name));
    file.extend(entries);
}
