//! `writable-paths-bounded`: scratch space fits within the limits of its container.

use crate::{
    diagnostic::Code,
    plan::{Tmp, Workload},
    policy::{Check, Class, Example, Findings, Grade, Rule},
};

pub(super) static RULE: Rule = Rule {
    code: Code {
        name: "writable-paths-bounded",
        summary: "scratch space fits within the limits of its container",
        explanation: "Scratch space above the limit ends with the pod evicted or out of memory, long before the space is full.",
    },
    grade: Grade::Error,
    waiver: Class::Knob,
    cure: "make it smaller, or raise the limit: `resources { limit ephemeral=\"1Gi\"; }`, `limit memory=\"512Mi\"` where it is in memory",
    good: Example::of("tmp \"/cache\" size=\"64Mi\" memory=#true"),
    bad: Example::of("tmp \"/cache\" size=\"2Gi\" memory=#true"),
    elsewhere: &[],
    check: Check::Each(check),
};

fn check(workload: &Workload, findings: &mut Findings) {
    let limits = workload.container.resources.limits;
    for Tmp { path, size, memory } in &workload.container.tmps {
        let (limit, what) = if *memory { (limits.memory, "memory") } else { (limits.ephemeral, "ephemeral storage") };
        if let Some(limit) = limit.filter(|limit| size > limit) {
            let message =
                format!("scratch space of {size} at `{path}` of `{}` exceeds its limit of {what}, {limit}", workload.name);
            findings.add(workload.field("tmp").join(path.clone()).join("size"), message);
        }
    }
}
