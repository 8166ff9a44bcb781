//! `no-host-path`: no path of the host is mounted.

use crate::{
    diagnostic::Code,
    plan::Workload,
    policy::{Check, Class, Example, Findings, Grade, Rule, Tool},
};

pub(super) static RULE: Rule = Rule {
    code: Code {
        name: "no-host-path",
        summary: "no path of the host is mounted",
        explanation: "A path of the host is different on each host, and a way out of the container; a runtime's socket is root on the host.",
    },
    grade: Grade::Error,
    waiver: Class::Strict,
    cure: "keep `bind` in the environment `dev`; files of configuration are `config`, data is `volume`",
    good: Example::of("config \"/etc/app.toml\" text=\"a = 1\""),
    bad: Example::of("bind \"./src\" \"/app/src\""),
    elsewhere: &[
        // Those that find a runtime's socket are not among them: it is never waived.
        Tool::KubeLinter.finds(&["sensitive-host-mounts", "writable-host-mount"]),
        Tool::Polaris.finds(&["hostPathSet"]),
        Tool::Trivy.finds(&["KSV-0023", "KSV-0121"]),
    ],
    check: Check::Each(check),
};

/// The sockets by which container runtimes are told what to do.
const SOCKETS: [&str; 6] =
    ["/docker.sock", "/containerd.sock", "/crio.sock", "/podman.sock", "/cri-dockerd.sock", "/buildkitd.sock"];

fn check(workload: &Workload, findings: &mut Findings) {
    for bind in &workload.container.binds {
        let field = workload.field("binds").join(bind.path.clone());
        if SOCKETS.iter().any(|socket| bind.host.ends_with(socket)) {
            findings.add_never(field, format!("`{}` mounts `{}`, by which it owns the host", workload.name, bind.host));
        } else {
            findings.add(field, format!("`{}` mounts `{}` of the host", workload.name, bind.host));
        }
    }
}
