//! `no-host-path`: no path of the host is mounted.

use crate::{
    diagnostic::Code,
    plan::Workload,
    policy::{Findings, Grade, Rule},
};

pub(super) static RULE: Rule = Rule {
    code: Code {
        name: "no-host-path",
        summary: "no path of the host is mounted",
        explanation: "A path of the host is different on each host, and a way out of the container; a runtime's socket is root on the host.",
    },
    grade: Grade::Error,
    cure: "keep `bind` in the environment `dev`; files of configuration are `config`, data is `volume`",
    good: "config \"/etc/app.toml\" text=\"a = 1\"",
    bad: "bind \"./src\" \"/app/src\"",
    check,
};

fn check(workload: &Workload, findings: &mut Findings) {
    for bind in &workload.container.binds {
        let message = format!("`{}` mounts `{}` of the host", workload.name, bind.host);
        findings.add(workload.field("binds").join(bind.path.clone()), message);
    }
}
