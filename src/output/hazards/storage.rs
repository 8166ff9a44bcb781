//! Durable data: volumes that are left behind or shrink, databases under another major version.

use super::Hazard;
use crate::diagnostic::codes;
use crate::plan::{Bytes, Plan, Role, Volume, Workload};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What keeps a workload's durable data, as the lock remembers it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Storage {
    /// The image that reads and writes it.
    pub image: String,
    /// Whether it is a database's.
    #[serde(default)]
    pub database: bool,
    /// The volumes, with their sizes where they have one.
    pub volumes: BTreeMap<String, Option<String>>,
}

/// The workloads of a plan that keep durable data.
pub fn storage(plan: &Plan) -> BTreeMap<String, Storage> {
    let kept = plan.workloads.iter().filter(|workload| !workload.container.volumes.is_empty());
    kept.map(|workload| (workload.name.clone(), of(plan, workload))).collect()
}

fn of(plan: &Plan, workload: &Workload) -> Storage {
    // A shared volume is another than one of the workload's own of that name; its size is said of the first that mounts it.
    let is_first =
        |name: &str| plan.volumes.iter().any(|volume| volume.name == name && volume.mounted_by.first() == Some(&workload.name));
    let remembered = |volume: &Volume| match volume.shared {
        true => (format!("shared {}", volume.name), volume.size.filter(|_| is_first(&volume.name))),
        false => (volume.name.clone(), volume.size),
    };
    let volumes = workload.container.volumes.iter().map(remembered);
    Storage {
        image: workload.container.image.reference.clone(),
        database: matches!(workload.role, Role::Backing(_)),
        volumes: volumes.map(|(name, size)| (name, size.map(|size| size.to_string()))).collect(),
    }
}

/// What becomes of the data of workloads that are still there.
pub(super) fn compare(old: &BTreeMap<String, Storage>, new: &BTreeMap<String, Storage>, target: &'static str) -> Vec<Hazard> {
    let both = old.iter().filter_map(|(name, old)| Some((name.as_str(), old, new.get(name)?)));
    both.flat_map(|(name, old, new)| {
        let left = old.volumes.keys().filter(|volume| !new.volumes.contains_key(*volume));
        let left = left.map(|volume| left_behind(name, volume, new));
        let shrunk = old
            .volumes
            .iter()
            .filter(|_| target == "kubernetes")
            .filter_map(|(volume, size)| shrunk(name, volume, size.as_deref()?, new.volumes.get(volume)?.as_deref()?));
        left.chain(shrunk).chain(major(name, old, new)).collect::<Vec<_>>()
    })
    .collect()
}

fn left_behind(workload: &str, volume: &str, new: &Storage) -> Hazard {
    let names: Vec<_> = new.volumes.keys().map(|name| format!("`{name}`")).collect();
    let message = format!("`{workload}` no longer mounts its volume `{volume}`, and starts on {} instead", names.join(", "));
    Hazard {
        code: &codes::VOLUME_RENAMED,
        subject: workload.to_owned(),
        message,
        steps: vec![
            format!("to keep what is in it, keep the name `{volume}`"),
            format!("else stop `{workload}`, mount both volumes in one container, and copy with `cp -a`"),
            format!("delete `{volume}` by hand once nobody needs it: a render never does"),
        ],
    }
}

fn shrunk(workload: &str, volume: &str, old: &str, new: &str) -> Option<Hazard> {
    (Bytes::parse(new)? < Bytes::parse(old)?).then(|| Hazard {
        code: &codes::VOLUME_SHRUNK,
        subject: workload.to_owned(),
        message: format!("volume `{volume}` of `{workload}` would shrink from {old} to {new}, which Kubernetes refuses"),
        steps: vec![
            format!("keep `size=\"{old}\"`"),
            format!("or add a volume of another name with {new}, copy what is in `{volume}`, and take `{volume}` away"),
        ],
    })
}

fn major(workload: &str, old: &Storage, new: &Storage) -> Option<Hazard> {
    let ((old_name, old_major), (new_name, new_major)) = (version(&old.image)?, version(&new.image)?);
    let kept = new.volumes.keys().find(|volume| old.volumes.contains_key(*volume))?;
    let upgrade = new.database && old_name == new_name && old_major != new_major;
    upgrade.then(|| Hazard {
        code: &codes::DATABASE_MAJOR_VERSION,
        subject: workload.to_owned(),
        message: format!("`{workload}` goes from version {old_major} to {new_major} and keeps its volume `{kept}`"),
        steps: vec![
            format!("dump the data of `{workload}` while version {old_major} runs"),
            format!("give it a new volume, start version {new_major}, and restore the dump"),
            format!("or migrate `{kept}` with the database's own tool while nothing uses it"),
        ],
    })
}

/// An image's name without its tag, and the major version in the tag.
fn version(image: &str) -> Option<(&str, u64)> {
    let name = image.split('@').next()?;
    let (name, tag) = name.rsplit_once(':').filter(|(_, tag)| !tag.contains('/'))?;
    let digits = tag.trim_start_matches('v');
    let end = digits.find(|char: char| !char.is_ascii_digit()).unwrap_or(digits.len());
    Some((name, digits.get(..end)?.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keeping(image: &str, volumes: &[(&str, &str)]) -> BTreeMap<String, Storage> {
        let volumes = volumes.iter().map(|(name, size)| ((*name).to_owned(), Some((*size).to_owned()))).collect();
        BTreeMap::from([("db".to_owned(), Storage { image: image.to_owned(), database: true, volumes })])
    }

    fn codes(old: &BTreeMap<String, Storage>, new: &BTreeMap<String, Storage>, target: &'static str) -> Vec<&'static str> {
        compare(old, new, target).iter().map(|hazard| hazard.code.name).collect()
    }

    const POSTGRES: &str = "docker.io/library/postgres:16";

    #[test]
    fn the_same_storage_endangers_nothing() {
        let storage = keeping(POSTGRES, &[("data", "1Gi")]);
        assert!(codes(&storage, &storage, "kubernetes").is_empty());
        let minor = keeping("docker.io/library/postgres:16.4-alpine", &[("data", "2Gi")]);
        assert!(codes(&storage, &minor, "kubernetes").is_empty());
    }

    #[test]
    fn another_major_version_on_the_same_volume_is_a_hazard_on_every_target() {
        let (old, new) = (keeping(POSTGRES, &[("data", "1Gi")]), keeping("docker.io/library/postgres:17", &[("data", "1Gi")]));
        for target in ["docker", "compose", "kubernetes"] {
            assert_eq!(codes(&old, &new, target), ["database-major-version"], "{target}");
        }
        let moved = keeping("docker.io/library/postgres:17", &[("data-17", "1Gi")]);
        assert_eq!(codes(&old, &moved, "compose"), ["volume-renamed"]);
    }

    #[test]
    fn a_smaller_claim_is_a_hazard_where_sizes_hold() {
        let (old, new) = (keeping(POSTGRES, &[("data", "1Gi")]), keeping(POSTGRES, &[("data", "512Mi")]));
        assert_eq!(codes(&old, &new, "kubernetes"), ["volume-shrunk"]);
        assert!(codes(&old, &new, "compose").is_empty());
    }
}
