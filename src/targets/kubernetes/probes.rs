//! Probes.

use super::{
    duration::{count, short_seconds},
    text::Variables,
};
use crate::plan::{Handler, Health, Probe, Scheme, Workload};
use k8s_openapi::{
    api::core::v1::{self, ExecAction, GRPCAction, HTTPGetAction, TCPSocketAction},
    apimachinery::pkg::util::intstr::IntOrString,
};

/// The start-up, liveness and readiness probes of a container.
pub(super) struct Probes {
    pub(super) startup: Option<v1::Probe>,
    pub(super) liveness: Option<v1::Probe>,
    pub(super) readiness: Option<v1::Probe>,
}

/// The probes of a workload's container. A probe that decides about restarts counts one success.
pub(super) fn of(workload: &Workload, variables: &Variables<'_>) -> Probes {
    let Health { start, ready, live, none: _ } = &workload.container.health;
    let once = |probe: v1::Probe| v1::Probe { success_threshold: None, ..probe };
    let written = |probe: &Probe| write(workload, variables, probe);
    Probes {
        startup: start.as_ref().map(|start| v1::Probe {
            failure_threshold: Some(attempts(start.within, start.probe.interval)),
            ..once(written(&start.probe))
        }),
        liveness: live.as_ref().map(|probe| once(written(probe))),
        readiness: ready.as_ref().map(written),
    }
}

/// How many checks fit into the time that starting may take.
fn attempts(within: std::time::Duration, interval: std::time::Duration) -> i32 {
    let (within, interval) = (short_seconds(within), short_seconds(interval));
    within / interval + i32::from(within % interval != 0)
}

fn write(workload: &Workload, variables: &Variables<'_>, probe: &Probe) -> v1::Probe {
    let mut written = v1::Probe {
        period_seconds: Some(short_seconds(probe.interval)),
        timeout_seconds: Some(short_seconds(probe.timeout)),
        failure_threshold: Some(count(probe.failures)),
        success_threshold: (probe.successes > 1).then(|| count(probe.successes)),
        ..v1::Probe::default()
    };
    match &probe.handler {
        Handler::Http { path, port, scheme } => {
            let scheme = match scheme {
                Scheme::Http => None,
                Scheme::Https => Some("HTTPS".to_owned()),
            };
            let port = named_port(workload, *port);
            written.http_get = Some(HTTPGetAction { path: Some(path.clone()), port, scheme, ..HTTPGetAction::default() });
        }
        Handler::Tcp(port) => {
            written.tcp_socket = Some(TCPSocketAction { port: named_port(workload, *port), ..TCPSocketAction::default() });
        }
        Handler::Grpc(port) => written.grpc = Some(GRPCAction { port: i32::from(*port), ..GRPCAction::default() }),
        Handler::Exec(words) => written.exec = Some(ExecAction { command: Some(variables.executed(words)) }),
    }
    written
}

/// A port by its name, where it is declared.
fn named_port(workload: &Workload, number: u16) -> IntOrString {
    match workload.ports.iter().find(|port| port.container == number) {
        Some(port) => IntOrString::String(port.name.clone()),
        None => IntOrString::Int(number.into()),
    }
}
