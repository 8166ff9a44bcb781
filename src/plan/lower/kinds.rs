//! Fields that make no sense for a kind of workload.

use super::{report::Report, scope::Sort};
use crate::{diagnostic::codes, manifest::Workload, path::FieldPath};

/// Reports every field that this kind cannot have.
pub(super) fn check(sort: Sort, body: &Workload, path: &FieldPath, report: &mut Report<'_>) {
    let job = matches!(sort, Sort::Job);
    let cron = matches!(sort, Sort::Cron);
    let own = matches!(sort, Sort::Service | Sort::Stateful);
    let fields = [
        ("schedule", body.schedule.is_some(), cron, "only a cron has a schedule: `cron NAME SCHEDULE { … }`"),
        ("before", !body.before.is_empty(), job, "only a job runs before others; a service is waited for by `depends-on`"),
        (
            "timeout",
            body.timeout.is_some(),
            job || cron,
            "only the run of a job or cron ends; `stop within=` is the time to stop",
        ),
        ("scale", body.scale.is_some(), own, "only services and stateful workloads run several times"),
        ("singleton", body.singleton.is_some(), own, "only services and stateful workloads run several times"),
        ("routes", !body.routes.is_empty(), own, "only services and stateful workloads take requests from outside"),
        ("health", body.health.is_some(), sort.is_long_running(), "a job is well when it ends with 0: it needs no check"),
    ];
    for (field, written, allowed, help) in fields {
        if written && !allowed {
            let word = if field == "routes" { "route" } else { field };
            let message = format!("a {} has no `{word}`", sort.word());
            report.error_at_name(&codes::MEANINGLESS_FIELD, &path.join(field), message, help);
        }
    }
    if cron && body.schedule.is_none() {
        let help = "write it behind the name: `cron \"digest\" \"0 7 * * *\" { … }`";
        report.error_at_name(&codes::MEANINGLESS_FIELD, path, "a cron needs a schedule", help);
    }
}
