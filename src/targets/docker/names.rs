//! The names of what the script makes on the host. They are documented, and never change.

use crate::{
    checksum::checksum,
    plan::{Plan, Volume, Workload},
};

/// The folder of the project, as seen from the script's own.
pub(super) const PROJECT: &str = "../..";

/// Names that begin with the application and the environment.
#[derive(Debug)]
pub(super) struct Names {
    /// `shop-dev`: the network, and the beginning of all other names.
    pub(super) project: String,
}

impl Names {
    pub(super) fn of(plan: &Plan) -> Self {
        Self { project: format!("{}-{}", plan.application.name, plan.setting.environment) }
    }

    /// `shop-dev-api`.
    pub(super) fn container(&self, workload: &Workload) -> String {
        format!("{}-{}", self.project, workload.name)
    }

    /// `shop-dev_db_data`, `shop-dev_uploads`: neither name has an `_`, so no two volumes share a name.
    pub(super) fn volume(&self, workload: &Workload, volume: &Volume) -> String {
        let own = || match volume.shared {
            true => format!("{}_{}", self.project, volume.name),
            false => format!("{}_{}_{}", self.project, workload.home(), tame(&volume.name)),
        };
        volume.existing.clone().unwrap_or_else(own)
    }

    /// Where a file of configuration lies, from the script's folder.
    pub(super) fn config(workload: &str, path: &str) -> String {
        let segments: Vec<String> = path.split('/').filter(|segment| !segment.is_empty()).map(tame).collect();
        format!("config/{workload}/{}", segments.join("/"))
    }
}

/// The part of a function's name that stands for a workload.
pub(super) fn identifier(workload: &str) -> String {
    workload.replace('-', "_")
}

/// A name of letters, digits, `-`, `_` and `.`; one that had others carries a checksum, so that two stay two.
fn tame(name: &str) -> String {
    let fits = |character: char| character.is_ascii_alphanumeric() || "-_.".contains(character);
    if name.chars().all(fits) && !name.starts_with('.') {
        return name.to_owned();
    }
    let tamed: String = name.chars().map(|character| if fits(character) && character != '.' { character } else { '_' }).collect();
    format!("{tamed}-{}", checksum(name.as_bytes()).chars().take(8).collect::<String>())
}

/// The path from the script's folder to one of the project, or of the host where it is absolute.
pub(super) fn from_project(path: &str) -> String {
    let inner = path.trim_start_matches("./");
    match inner {
        "" | "." => PROJECT.to_owned(),
        absolute if absolute.starts_with('/') => absolute.to_owned(),
        relative => format!("{PROJECT}/{relative}"),
    }
}

/// The subnet of the application's network, out of the platform's range: a `/28`, or larger where more addresses are needed.
pub(super) fn subnet(plan: &Plan) -> Option<String> {
    let (base, prefix) = plan.platform.subnets.as_deref()?.split_once('/')?;
    let base = u32::from(base.parse::<std::net::Ipv4Addr>().ok()?);
    let prefix: u32 = prefix.parse().ok()?;
    let needed = u32::try_from(plan.workloads.len()).ok()?.checked_add(4)?.next_power_of_two().max(16);
    let size = 32 - needed.trailing_zeros();
    let slots = 1_u32.checked_shl(size.checked_sub(prefix)?).unwrap_or(0);
    let digits: String = checksum(Names::of(plan).project.as_bytes()).chars().take(7).collect();
    let slot = u32::from_str_radix(&digits, 16).ok()?.checked_rem(slots)?;
    let address = std::net::Ipv4Addr::from(base.checked_add(slot.checked_mul(needed)?)?);
    Some(format!("{address}/{size}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::sample;

    #[test]
    fn files_of_configuration_keep_their_path_and_never_collide() {
        assert_eq!(Names::config("api", "/etc/shop/api.toml"), "config/api/etc/shop/api.toml");
        let awkward = Names::config("api", "/etc/a, b/../é");
        assert!(awkward.starts_with("config/api/etc/a__b-") && !awkward.contains(".."), "{awkward}");
        assert_ne!(Names::config("api", "/a,b"), Names::config("api", "/a b"));
    }

    #[test]
    fn a_subnet_lies_within_the_range_and_on_its_own_boundary() {
        let mut plan = sample::plan(vec![sample::service("api")]);
        plan.platform.subnets = Some("10.201.0.0/16".into());
        let subnet = subnet(&plan).unwrap();
        assert!(subnet.starts_with("10.201.") && subnet.ends_with("/28"), "{subnet}");
        plan.platform.subnets = Some("10.201.0.0/30".into());
        assert_eq!(super::subnet(&plan), None);
    }

    #[test]
    fn paths_of_the_project_are_seen_from_the_script() {
        assert_eq!(from_project("./web"), "../../web");
        assert_eq!(from_project("."), "../..");
        assert_eq!(from_project("/var/run/x"), "/var/run/x");
    }
}
