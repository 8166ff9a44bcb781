//! As whom a container runs, and what it may do to the host.

use super::{companions, draft::Draft, report::CATALOGUE, scope::Subject};
use crate::{
    manifest::SecurityProfile,
    plan::{Security, User},
};

/// The user and group of everything that does not say otherwise.
pub(super) const USER: u32 = 10_001;

/// The hardened default, and how a workload deviates from it; `user` is who it is where nothing says so.
pub(super) fn security(draft: &mut Draft<'_, '_>, subject: &Subject<'_>, usual: Option<User>) -> Security {
    let path = subject.path.join("security");
    let written = subject.body.security.clone().unwrap_or_default();
    let as_image = written.profile == Some(SecurityProfile::AsImage);
    if !as_image {
        if written.read_only.is_none() {
            draft.report.infer(path.join("read-only"), "#true", "read-only-root-fs", "nothing can be planted in it");
        }
        if written.capabilities.is_empty() {
            draft.report.infer(path.join("capabilities"), "none", "drop-all-capabilities", "few programs need any");
        }
    }
    Security {
        user: user(draft, subject, as_image, usual),
        read_only: written.read_only.unwrap_or(!as_image),
        drop_capabilities: !as_image,
        capabilities: written.capabilities.iter().map(|name| capability(name)).collect(),
        privileged: written.privileged.unwrap_or(false),
        privilege_escalation: written.privilege_escalation.unwrap_or(false),
        host_network: written.host_network.unwrap_or(false),
        host_pid: written.host_pid.unwrap_or(false),
        host_ipc: written.host_ipc.unwrap_or(false),
        devices: written.devices.into_iter().collect(),
        seccomp: written.seccomp.unwrap_or(true),
        token: false,
    }
}

/// A capability without its prefix, in capital letters.
fn capability(name: &str) -> String {
    let name = name.to_ascii_uppercase();
    name.strip_prefix("CAP_").unwrap_or(&name).to_owned()
}

fn user(draft: &mut Draft<'_, '_>, subject: &Subject<'_>, as_image: bool, usual: Option<User>) -> Option<User> {
    if let Some(written) = subject.body.user {
        let group = written.group.unwrap_or(written.id).0;
        return Some(User { id: written.id.0, group, fs_group: written.fs_group.map_or(group, |group| group.0) });
    }
    if as_image {
        return None;
    }
    let path = subject.path.join("user");
    if let Some(user) = usual {
        companions::same_user(draft, path, user.id);
        return Some(user);
    }
    let (id, group) = match subject.backing.as_ref().and_then(|facts| facts.user) {
        Some(user) => {
            draft.report.infer(path, user.0.to_string(), CATALOGUE, "the image's own user");
            user
        }
        None => {
            draft.report.infer(path, USER.to_string(), "high-uid-gid", "no user of the host has this number");
            (USER, USER)
        }
    };
    Some(User { id, group, fs_group: group })
}
