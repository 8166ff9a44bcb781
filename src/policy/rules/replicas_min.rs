//! `replicas-min`: as many of a service run as the project asks for.

use crate::{
    diagnostic::Code,
    plan::{Kind, Plan, Profile, Role, Workload},
    policy::{Check, Class, Example, Findings, Grade, On, Rule, Tool},
};

pub(super) static RULE: Rule = Rule {
    code: Code {
        name: "replicas-min",
        summary: "as many of a service run as the project asks for",
        explanation: "One replica is away whenever its node is, or while it is replaced. It is asked where `policy` says `replicas`, of every service in production that may run more than once.",
    },
    grade: Grade::Error,
    waiver: Class::Normal,
    cure: "run more of it: `scale 2`; or say why only one may run: `singleton reason=\"it holds a lock\"`",
    good: Example::of("scale 3").beside("policy { replicas 3; }"),
    bad: Example::of("scale 2").beside("policy { replicas 3; }"),
    elsewhere: &[
        Tool::KubeScore.finds(&["deployment-replicas"]),
        Tool::KubeScore.finds(&["horizontalpodautoscaler-replicas"]).on(On::Autoscaler),
        Tool::Polaris.finds(&["deploymentMissingReplicas"]),
        Tool::Polaris.finds(&["hpaMinAvailability"]).on(On::Autoscaler),
    ],
    check: Check::Plan(check),
};

fn check(plan: &Plan, findings: &mut Findings) {
    let asked = plan.policy.replicas.filter(|_| plan.setting.profile == Profile::Production);
    let Some(least) = asked else { return };
    let replicated = |workload: &&Workload| {
        workload.kind == Kind::Service && workload.role == Role::Own && workload.joined.is_none() && !workload.singleton
    };
    for workload in plan.workloads.iter().filter(replicated) {
        let count = workload.replicas.least();
        if count < least && plan.setting.target.most_replicas.is_none_or(|most| least <= most) {
            let message = format!("{count} of `{}` run at least, and the policy asks for {least}", workload.name);
            findings.add(workload.field("scale"), message);
        }
    }
}
