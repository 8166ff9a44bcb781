//! Parameters of the kernel that a container has for itself.

use super::{draft::Draft, scope::Subject};
use crate::diagnostic::codes;

/// What the kernel keeps for each container; all else is the host's. One that ends with a dot is the beginning of many.
const OWN: [&str; 9] = [
    "net.",
    "fs.mqueue.",
    "kernel.msgmax",
    "kernel.msgmnb",
    "kernel.msgmni",
    "kernel.sem",
    "kernel.shm_rmid_forced",
    "kernel.shmall",
    "kernel.shmm",
];

/// The parameters, in the order of the manifest.
pub(super) fn sysctls(draft: &mut Draft<'_, '_>, subject: &Subject<'_>) -> Vec<(String, String)> {
    let shares_network = subject.is_on_host();
    let mut sysctls = Vec::with_capacity(subject.body.sysctls.len());
    for (name, value) in &subject.body.sysctls {
        let at = subject.path.join("sysctls").join(name);
        if !is_own(name) {
            let message = format!("`{name}` is no parameter that a container has for itself");
            let help = "a container has `net.…`, `fs.mqueue.…`, `kernel.shm…`, `kernel.msg…` and `kernel.sem`; others are set on the host";
            draft.report.error_at_name(&codes::SYSCTL, &at, message, help);
        } else if shares_network && name.starts_with("net.") {
            let message = format!("`{}` shares the host's network, and `{name}` would be the host's", subject.name);
            let help = "set it on the host, or take `host-network` out";
            draft.report.error_at_name(&codes::SYSCTL, &at, message, help);
        }
        sysctls.push((name.clone(), draft.plain(value.as_str(), &at, "a parameter of the kernel")));
    }
    sysctls
}

fn is_own(name: &str) -> bool {
    let fits = |part: &str| {
        !part.is_empty()
            && part.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || matches!(byte, b'_' | b'-'))
    };
    name.split('.').all(fits) && OWN.iter().any(|own| name.starts_with(own))
}
