//! One rule a file; their order is the order in which they are listed.

use super::Rule;

mod dedicated_service_account;
mod drop_all_capabilities;
mod high_uid_gid;
mod image_digest_pinned;
mod image_trusted_registry;
mod namespaced_kube_access;
mod no_automount_token;
mod no_host_namespaces;
mod no_host_path;
mod no_privilege_escalation;
mod no_privileged;
mod read_only_root_fs;
mod readiness_required;
mod recommended_labels;
mod replicas_min;
mod run_as_non_root;
mod safe_sysctls;
mod seccomp_runtime_default;
mod writable_paths_bounded;

/// Every rule.
pub static RULES: &[&Rule] = &[
    &run_as_non_root::RULE,
    &high_uid_gid::RULE,
    &no_privileged::RULE,
    &no_privilege_escalation::RULE,
    &drop_all_capabilities::RULE,
    &seccomp_runtime_default::RULE,
    &safe_sysctls::RULE,
    &read_only_root_fs::RULE,
    &writable_paths_bounded::RULE,
    &no_host_namespaces::RULE,
    &no_host_path::RULE,
    &no_automount_token::RULE,
    &image_digest_pinned::RULE,
    &image_trusted_registry::RULE,
    &dedicated_service_account::RULE,
    &namespaced_kube_access::RULE,
    &readiness_required::RULE,
    &replicas_min::RULE,
    &recommended_labels::RULE,
];
