//! What runs in a container, how it is stopped, and when it starts again.

use super::{
    draft::Draft,
    report::LANGUAGE,
    scope::{Sort, Subject},
    time,
};
use crate::{
    manifest,
    plan::{Profile, Restart, Stop, Text},
};
use std::time::Duration;

/// The time that a process gets after the signal.
const STOP_WITHIN: Duration = Duration::from_secs(30);

pub(super) fn entrypoint(draft: &mut Draft<'_, '_>, subject: &Subject<'_>) -> Option<Vec<Text>> {
    subject.body.entrypoint.as_ref().map(|words| draft.words(words, &subject.path.join("entrypoint")))
}

pub(super) fn command(draft: &mut Draft<'_, '_>, subject: &Subject<'_>) -> Option<Vec<Text>> {
    subject.body.command.as_ref().map(|words| draft.words(words, &subject.path.join("command")))
}

/// How it is stopped.
pub(super) fn stop(draft: &mut Draft<'_, '_>, subject: &Subject<'_>) -> Stop {
    let path = subject.path.join("stop");
    let written = subject.body.stop.as_ref();
    let within = written.and_then(|stop| stop.within.as_ref()).and_then(time::parse).unwrap_or_else(|| {
        if subject.sort != Sort::Init {
            draft.report.infer(path.join("within"), "30s", "graceful-shutdown", "what is under way can end");
        }
        STOP_WITHIN
    });
    let before = written.map(|stop| stop.before.as_slice()).filter(|words| !words.is_empty());
    Stop {
        within,
        signal: written.and_then(|stop| stop.signal.clone()),
        before: before.map(|words| draft.words(words, &path.join("before"))),
    }
}

/// When it starts again.
pub(super) fn restart(draft: &mut Draft<'_, '_>, subject: &Subject<'_>) -> Restart {
    if let Some(written) = subject.body.restart {
        return match written {
            manifest::Restart::Always => Restart::Always,
            manifest::Restart::UnlessStopped => Restart::UnlessStopped,
            manifest::Restart::OnFailure => Restart::OnFailure,
            manifest::Restart::No => Restart::No,
        };
    }
    let path = subject.path.join("restart");
    let (restart, word, rule, why) = match subject.sort {
        Sort::Job | Sort::Cron | Sort::Init => (Restart::No, "no", "restart-policy", "it runs to its end, once"),
        Sort::Service | Sort::Stateful | Sort::Daemon | Sort::Backing | Sort::Sidecar
            if draft.scope.profile() == Profile::Development =>
        {
            (Restart::No, "no", LANGUAGE, "in development a failure is to be seen")
        }
        Sort::Service | Sort::Stateful | Sort::Daemon | Sort::Backing | Sort::Sidecar => {
            (Restart::UnlessStopped, "unless-stopped", "restart-policy", "a service outlives a crash")
        }
    };
    draft.report.infer(path, word, rule, why);
    restart
}
