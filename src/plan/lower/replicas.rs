//! How many of a workload run.

use super::{
    health, ports,
    report::{LANGUAGE, Report},
    scope::{Scope, Sort, Subject},
};
use crate::{
    diagnostic::{Diagnostic, codes},
    manifest::{Profile, Scale, Workload},
    path::FieldPath,
    plan::{Port, Replicas},
};

/// How many run in production where the manifest does not say.
const IN_PRODUCTION: u32 = 3;

/// How many of a workload run on this target.
pub(super) fn replicas(
    scope: &Scope<'_>,
    sort: Sort,
    name: &str,
    (body, ports): (&Workload, &[Port]),
    path: &FieldPath,
    report: &mut Report<'_>,
) -> Replicas {
    if !matches!(sort, Sort::Service | Sort::Stateful) {
        return Replicas::Fixed(1);
    }
    let replicas = match &body.scale {
        Some(scale) => stated(scale, name, path, report),
        None => default(scope, sort, name, (body, ports), path, report),
    };
    if body.singleton.is_some() && body.scale.is_some() && replicas != Replicas::Fixed(1) {
        let message = format!("`{name}` is a singleton, and its scale says more than one");
        let diagnostic = Diagnostic::error(&codes::SCALE_BOUNDS, message)
            .at_known(report.place(&path.join("scale")), "")
            .at_known(report.name(&path.join("singleton")), "never two at once")
            .help("leave one of them out: `(remove)scale` in an overlay takes a scale away");
        report.push(diagnostic);
        return Replicas::Fixed(1);
    }
    capped(scope, awake(scope, replicas))
}

/// Where nothing would start the first one, one runs.
fn awake(scope: &Scope<'_>, replicas: Replicas) -> Replicas {
    match replicas {
        Replicas::Auto { min: 0, max, cpu, memory } if !scope.in_cluster() => Replicas::Auto { min: 1, max, cpu, memory },
        replicas => replicas,
    }
}

fn stated(scale: &Scale, name: &str, path: &FieldPath, report: &mut Report<'_>) -> Replicas {
    match scale {
        Scale::Fixed(count) => Replicas::Fixed(*count),
        Scale::Auto { min, max, cpu, memory, metrics } => {
            if min > max {
                let message = format!("the scale of `{name}` goes from {min} to {max}: the least is above the most");
                report.error(&codes::SCALE_BOUNDS, &path.join("scale"), message, "swap them, or raise `max=`");
            }
            let aimless = cpu.is_none() && memory.is_none() && metrics.is_empty();
            if aimless {
                report.infer(
                    path.join("scale").join("cpu"),
                    "70",
                    "autoscaling-bounds",
                    "an autoscaler needs something to measure",
                );
            }
            Replicas::Auto { min: *min, max: *max.max(min), cpu: cpu.or(aimless.then_some(70)), memory: *memory }
        }
    }
}

fn default(
    scope: &Scope<'_>,
    sort: Sort,
    name: &str,
    (body, ports): (&Workload, &[Port]),
    path: &FieldPath,
    report: &mut Report<'_>,
) -> Replicas {
    let at = path.join("scale");
    if body.singleton.is_some() {
        report.infer(at, "1", LANGUAGE, "a singleton");
        return Replicas::Fixed(1);
    }
    if scope.profile() != Profile::Production {
        report.infer(at, "1", LANGUAGE, "one is enough outside production");
        return Replicas::Fixed(1);
    }
    let ready = health::has_ready_check(body.health.as_ref());
    if sort == Sort::Service && ready && body.volumes.is_empty() {
        let count = scope.request.target.most_replicas.map_or(IN_PRODUCTION, |most| most.min(IN_PRODUCTION));
        report.infer(at, count.to_string(), "replicas-min", "it can be checked, keeps nothing, and outlives the loss of a node");
        return Replicas::Fixed(count);
    }
    let keeps_nothing = sort == Sort::Service && body.volumes.is_empty();
    if keeps_nothing && takes_traffic(body, ports) {
        // The rule `readiness-required` asks for its check, and with one the number follows.
        return Replicas::Fixed(1);
    }
    let why = match sort {
        _ if !body.volumes.is_empty() => "it has a volume",
        Sort::Stateful => "it has an identity",
        Sort::Service | Sort::Daemon | Sort::Job | Sort::Cron | Sort::Backing | Sort::Init | Sort::Sidecar => {
            "it has no readiness check"
        }
    };
    let message = format!("production has to know how many of `{name}` run: {why}");
    let help = format!("add to `{name}`: scale 2, or where two at once would be wrong: singleton reason=\"…\"");
    report.error_at_name(&codes::REPLICAS_MISSING, path, message, help);
    Replicas::Fixed(1)
}

/// How many of a workload run at least, wherever as many may run as are asked for.
pub(super) fn asked_for(subject: &Subject<'_>) -> u32 {
    match subject.body.scale {
        Some(Scale::Fixed(count)) => count,
        Some(Scale::Auto { min, .. }) => min,
        None => subject.replicas.least(),
    }
}

/// Whether others reach it at a port that is not there for its metrics alone.
fn takes_traffic(body: &Workload, ports: &[Port]) -> bool {
    let scraped = body.metrics.as_ref().and_then(|metrics| ports::meant(ports, metrics.port.as_ref()));
    ports.iter().any(|port| port.service.is_some() && scraped.is_none_or(|scraped| port.container != scraped.container))
}

/// At most as many as the target runs.
fn capped(scope: &Scope<'_>, replicas: Replicas) -> Replicas {
    match (scope.request.target.most_replicas, replicas) {
        (None, replicas) => replicas,
        (Some(most), Replicas::Fixed(count)) => Replicas::Fixed(count.min(most)),
        (Some(most), Replicas::Auto { min, .. }) => Replicas::Fixed(min.min(most)),
    }
}
