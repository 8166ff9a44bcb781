//! How jobs and crons run: for how long, how often, and beside which other runs.

use super::{draft::Draft, scope::Subject, time};
use crate::{
    manifest::Duration,
    plan::{Recurrence, Run},
};

const RULE: &str = "job-limits";

/// How a job, or one run of a cron, is run.
pub(super) fn run(draft: &mut Draft<'_, '_>, subject: &Subject<'_>) -> Run {
    let usual = Run::default();
    let timeout = subject.body.timeout.as_ref().and_then(|timeout: &Duration| time::parse(timeout));
    if draft.scope.in_cluster() {
        if timeout.is_none() {
            draft.report.infer(subject.path.join("timeout"), "1h", RULE, "what hangs is seen");
        }
        if subject.body.retries.is_none() {
            draft.report.infer(subject.path.join("retries"), usual.retries.to_string(), RULE, "a moment's failure is no failure");
        }
    }
    Run { timeout, retries: subject.body.retries.unwrap_or(usual.retries) }
}

/// When the runs of a cron take place, and what is kept of them.
pub(super) fn recurrence(draft: &mut Draft<'_, '_>, subject: &Subject<'_>) -> Recurrence {
    let usual = Recurrence::default();
    let body = &subject.body;
    let history = body.history.unwrap_or_default();
    if draft.scope.in_cluster() {
        let mut infer = |written: bool, field: &str, value: String, why| {
            if !written {
                draft.report.infer(field.split('.').fold(subject.path.clone(), |path, name| path.join(name)), value, RULE, why);
            }
        };
        infer(body.time_zone.is_some(), "time-zone", usual.time_zone.clone(), "no hour is left out or comes twice");
        infer(body.concurrency.is_some(), "concurrency", "forbid".into(), "two runs at once are rarely meant");
        infer(history.successful.is_some(), "history.successful", usual.successful.to_string(), "enough to look at");
        infer(history.failed.is_some(), "history.failed", usual.failed.to_string(), "enough to look at");
    }
    Recurrence {
        time_zone: body.time_zone.as_ref().map_or(usual.time_zone, |zone| zone.as_str().to_owned()),
        concurrency: body.concurrency.unwrap_or_default(),
        successful: history.successful.unwrap_or(usual.successful),
        failed: history.failed.unwrap_or(usual.failed),
    }
}
