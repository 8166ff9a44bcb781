//! GPUs and other devices of nodes, which a container asks for as a whole and has alone.

use super::{draft::Draft, labels, report::LANGUAGE, scope::Subject};
use crate::{
    diagnostic::{Diagnostic, codes},
    manifest::{self, GpuVendor, Map},
    path::FieldPath,
    plan::{Effect, Extended, NVIDIA_GPU, Placement, Toleration, Workload},
};

const AMD_GPU: &str = "amd.com/gpu";

/// What a workload asks for; where only the limit says it, so much is asked for.
pub(super) fn extended(draft: &mut Draft<'_, '_>, subject: &Subject<'_>) -> Vec<Extended> {
    let Some(written) = &subject.body.resources else { return Vec::new() };
    let path = subject.path.join("resources");
    let mut asked = read(draft, &written.gpu, &written.extended, &path);
    let Some(limit) = &written.limit else { return asked };
    for limited in read(draft, &limit.gpu, &limit.extended, &path.join("limit")) {
        match asked.iter().find(|one| one.name == limited.name) {
            Some(one) if one.count != limited.count => {
                let message = format!(
                    "`{}` asks for {} of `{}`, and is limited to {}: nobody else gets the rest",
                    subject.name, one.count, one.name, limited.count
                );
                let diagnostic = Diagnostic::error(&codes::EXTENDED_RESOURCE, message)
                    .at_known(draft.report.place(&limited.path), "")
                    .at_known(draft.report.place(&one.path), "asked for here")
                    .help("leave the limit out: it is what is asked for");
                draft.report.push(diagnostic);
            }
            Some(_) => {}
            None => asked.push(limited),
        }
    }
    asked
}

fn read(
    draft: &mut Draft<'_, '_>,
    gpu: &Option<manifest::Gpu>,
    others: &Map<manifest::Extended>,
    path: &FieldPath,
) -> Vec<Extended> {
    let mut found: Vec<Extended> = Vec::new();
    if let Some(gpu) = gpu {
        let name = match gpu.vendor.unwrap_or_default() {
            GpuVendor::Nvidia => NVIDIA_GPU,
            GpuVendor::Amd => AMD_GPU,
        };
        let path = path.join("gpu");
        found.extend(count(draft, &gpu.count, &path).map(|count| Extended { path, name: name.to_owned(), count }));
    }
    for (name, written) in others {
        let path = path.join("extended").join(name);
        if !is_extended(name) {
            let message = format!("`{name}` cannot be the name of a device's resource");
            let help = "its plugin gives it a name with a domain, as in `nvidia.com/gpu`; CPU, memory and disk are `cpu=`, `memory=`, `ephemeral=`";
            draft.report.error_at_name(&codes::EXTENDED_RESOURCE, &path, message, help);
            continue;
        }
        let Some(count) = count(draft, &written.count, &path) else { continue };
        match found.iter().find(|other| other.name == *name) {
            Some(other) => {
                let diagnostic = Diagnostic::error(&codes::EXTENDED_RESOURCE, format!("`{name}` is asked for twice"))
                    .at_known(draft.report.name(&path), "")
                    .at_known(draft.report.name(&other.path), "this is the same")
                    .help("leave one of them out");
                draft.report.push(diagnostic);
            }
            None => found.push(Extended { path, name: name.clone(), count }),
        }
    }
    found
}

/// Whether clusters take it for a device: a key with a domain that is not Kubernetes' own.
fn is_extended(name: &str) -> bool {
    let domain = name.split_once('/').map(|(domain, _)| domain);
    let own = |domain: &str| domain == "kubernetes.io" || domain.ends_with(".kubernetes.io") || domain.starts_with("requests.");
    labels::is_key(name) && domain.is_some_and(|domain| !own(domain))
}

fn count(draft: &mut Draft<'_, '_>, written: &str, path: &FieldPath) -> Option<u32> {
    let count = written.parse().ok().filter(|count| (1..=10_000).contains(count));
    if count.is_none() {
        let help = match written.trim() {
            "0" => "ask for none by leaving it out; what a lower layer says is taken away with `(remove)`",
            _ => {
                "devices are given out whole: write a number such as 1; how one is shared is the plugin's matter, which then gives a part a name of its own, as in `nvidia.com/mig-1g.5gb`"
            }
        };
        let message = format!("`{written}` is no number of devices");
        draft.report.error(&codes::EXTENDED_RESOURCE, path, message, help);
    }
    count
}

/// The placement of a workload that tolerates the taints which clusters put on nodes with its devices.
pub(super) fn tolerated(draft: &mut Draft<'_, '_>, workload: &Workload) -> Placement {
    let mut placement = workload.placement.clone();
    let mut added = Vec::new();
    for device in workload.containers().flat_map(|container| &container.extended) {
        let is_tolerated = |toleration: &Toleration| toleration.key.as_ref().is_none_or(|key| *key == device.name);
        if !placement.tolerations.iter().any(is_tolerated) {
            let key = Some(device.name.clone());
            placement.tolerations.push(Toleration { key, value: None, effect: Some(Effect::NoSchedule), time: None });
            added.push(device.name.as_str());
        }
    }
    let path = workload.field("tolerate");
    if draft.scope.in_cluster() && !added.is_empty() && !draft.report.is_written(&path) {
        draft.report.infer(path, added.join(", "), LANGUAGE, "nodes with such devices are kept free for who asks for them");
    }
    placement
}
