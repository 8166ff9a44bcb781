//! Parts of a Compose file of the user's own, added to ours as they are.

use super::names;
use crate::{
    artifact::{Conflict, Notes},
    path::FieldPath,
    plan::{Object, Plan},
};
use serde_json::{Map, Value};

/// Adds them; what the file already has is refused.
pub(super) fn add(plan: &Plan, file: &mut Value, notes: &mut Notes) {
    let Value::Object(file) = file else { return };
    for (index, object) in plan.objects.iter().enumerate() {
        let mut collides = |why: String, with: Option<FieldPath>, cure: &str| {
            notes.collides(object.path.clone(), Conflict { place: object.place, with }, why, cure);
        };
        let earlier = plan.objects.get(..index).unwrap_or_default();
        for (section, added) in object.value.as_object().into_iter().flatten() {
            match (file.get_mut(section), added) {
                (Some(Value::Object(there)), Value::Object(added)) => {
                    for (name, entry) in added {
                        if there.contains_key(name) {
                            let why = format!("the Compose file already has `{name}` among its {section}");
                            let with = maker(plan, earlier, section, name);
                            collides(why, with, "rename one of the two; ours is changed by a `patch`");
                        } else {
                            there.insert(name.clone(), entry.clone());
                        }
                    }
                }
                (Some(_), _) => {
                    let with = earlier.iter().find(|other| other.value.get(section).is_some()).map(|other| other.path.clone());
                    collides(format!("the Compose file already has `{section}`"), with, "rename it");
                }
                (None, added) => _ = file.insert(section.clone(), added.clone()),
            }
        }
    }
    sort(file);
}

/// What something in the file comes from, where one thing alone makes it.
fn maker(plan: &Plan, earlier: &[Object], section: &str, name: &str) -> Option<FieldPath> {
    let added = earlier.iter().find(|object| object.value.get(section).is_some_and(|there| there.get(name).is_some()));
    if let Some(added) = added {
        return Some(added.path.clone());
    }
    match section {
        "services" => plan.workload(name).map(|workload| workload.path.clone()),
        "volumes" => plan.workloads.iter().find_map(|workload| {
            let volume = workload.container.volumes.iter().find(|volume| names::volume(workload, volume) == name)?;
            Some(workload.field("volumes").join(&volume.name))
        }),
        _ => None,
    }
}

/// The sections in the order in which the file has them without additions.
fn sort(file: &mut Map<String, Value>) {
    const ORDER: [&str; 6] = ["name", "services", "networks", "volumes", "secrets", "configs"];
    let place = |name: &str| ORDER.iter().position(|known| *known == name).unwrap_or(ORDER.len());
    let mut entries: Vec<_> = std::mem::take(file).into_iter().collect();
    entries.sort_by_key(|(name, _)| place(name));
    file.extend(entries);
}
