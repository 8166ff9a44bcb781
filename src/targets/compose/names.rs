//! The names of what the file declares. They are documented, and never change.

use crate::{
    checksum::checksum,
    plan::{Plan, Volume, Workload},
};

/// The folder of the project, as seen from the file's own.
const PROJECT: &str = "../..";

/// The project's name: the application's in `staging`, so that other environments may stand beside it on one host.
pub(super) fn project(plan: &Plan) -> String {
    let application = &plan.application.name;
    match plan.setting.environment.as_str() {
        "staging" => application.clone(),
        other => format!("{application}-{other}"),
    }
}

/// `db_data`, `uploads`: neither name has an `_`, so no two volumes share a name.
pub(super) fn volume(workload: &Workload, volume: &Volume) -> String {
    if volume.shared {
        return volume.name.clone();
    }
    format!("{}_{}", workload.home(), tame(&volume.name))
}

/// The service that gives a workload's volumes to its user.
pub(super) fn owner(plan: &Plan, workload: &Workload) -> String {
    let plain = format!("{}-volumes", workload.name);
    if plan.workload(&plain).is_none() { plain } else { format!("{plain}-owner") }
}

/// `api_etc-api.toml`: a file of configuration of a workload.
pub(super) fn config(workload: &Workload, path: &str) -> String {
    format!("{}_{}", workload.name, tame(&path.trim_start_matches('/').replace('/', "-")))
}

/// Where a file of configuration lies, from the folder of the output.
pub(super) fn config_file(workload: &Workload, path: &str) -> String {
    let segments: Vec<String> = path.split('/').filter(|segment| !segment.is_empty()).map(tame).collect();
    format!("config/{}/{}", workload.name, segments.join("/"))
}

/// A path of the project as seen from the file, or one of the host where it is absolute.
pub(super) fn from_project(path: &str) -> String {
    let inner = path.trim_start_matches("./");
    match inner {
        "" | "." => PROJECT.to_owned(),
        _ if inner.starts_with('/') => inner.to_owned(),
        _ => format!("{PROJECT}/{inner}"),
    }
}

/// A name of letters, digits, `-`, `_` and `.`; one that had others carries a checksum, so that two stay two.
pub(super) fn tame(name: &str) -> String {
    let fits = |letter: char| letter.is_ascii_alphanumeric() || "-_.".contains(letter);
    if name.chars().all(fits) && !name.starts_with('.') {
        return name.to_owned();
    }
    let tamed: String = name.chars().map(|letter| if fits(letter) && letter != '.' { letter } else { '_' }).collect();
    format!("{tamed}-{}", short(name.as_bytes(), 8))
}

/// The beginning of a checksum.
pub(super) fn short(bytes: &[u8], digits: usize) -> String {
    checksum(bytes).chars().take(digits).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_are_made_tame_stay_apart() {
        assert_eq!(tame("api.toml"), "api.toml");
        assert_ne!(tame("a b"), tame("a+b"));
        assert!(!tame("..").contains('.'));
    }

    #[test]
    fn a_path_of_the_project_is_two_folders_up() {
        for (path, seen) in [("./src", "../../src"), (".", "../.."), ("/srv", "/srv"), ("../other", "../../../other")] {
            assert_eq!(from_project(path), seen);
        }
    }
}
