//! What a container asks for, and what it may not exceed.

use super::{draft::Draft, report::CATALOGUE, scope::Subject};
use crate::{
    diagnostic::{Diagnostic, codes},
    manifest,
    path::FieldPath,
    plan::{Bytes, Cpu, Limits, Profile, Resources, Tmp},
};
use std::fmt::Display;

const EPHEMERAL_REQUEST: Bytes = Bytes(64 << 20);
/// What is left for logs beside scratch space.
const LOGS: Bytes = Bytes(128 << 20);
const CORE: Cpu = Cpu(1000);

/// Requests and limits of a workload.
pub(super) fn resources(draft: &mut Draft<'_, '_>, subject: &Subject<'_>, tmps: &[Tmp]) -> Resources {
    let path = subject.path.join("resources");
    let written = subject.body.resources.clone().unwrap_or_default();
    let limit = written.limit.clone().unwrap_or_default();
    let size = |size: &Option<manifest::Size>| size.as_ref().and_then(|size| Bytes::parse(size.as_str()));
    let unlimited = limit.cpu.as_ref().is_some_and(|cpu| cpu.0 == "none");
    let mut requests = Limits {
        cpu: written.cpu.as_ref().and_then(|cpu| Cpu::parse(cpu.as_str())),
        memory: size(&written.memory),
        ephemeral: size(&written.ephemeral),
    };
    let mut limits = Limits {
        cpu: limit.cpu.as_ref().and_then(|cpu| Cpu::parse(&cpu.0)),
        memory: size(&limit.memory),
        ephemeral: size(&limit.ephemeral),
    };
    from_catalogue(draft, subject, &path, &mut requests, &limits);
    missing(draft, subject, requests, limits);
    requests.memory = requests.memory.or(limits.memory);
    requests.cpu = requests.cpu.or(limits.cpu);
    let comfortable = draft.scope.profile() == Profile::Development;
    if let (None, Some(memory)) = (limits.memory, requests.memory) {
        let why = "the request: more would be taken from its neighbours";
        draft.report.infer(path.join("limit").join("memory"), memory.to_string(), "memory-bounds", why);
        limits.memory = Some(memory);
    }
    if let (None, Some(cpu), false, false) = (limits.cpu, requests.cpu, unlimited, comfortable) {
        let (times, why) = match draft.scope.in_cluster() {
            true => (4, "four times the request, at least one core: room for bursts"),
            false => (1, "the request, at least one core: an engine refuses more than its host has"),
        };
        let most = Cpu(cpu.0.saturating_mul(times)).max(CORE);
        draft.report.infer(path.join("limit").join("cpu"), most.to_string(), "cpu-limit-policy", why);
        limits.cpu = Some(most);
    }
    if draft.scope.in_cluster() {
        ephemeral(draft, &path, tmps, &mut requests, &mut limits);
    }
    contradictions(draft, subject, &path, requests, limits);
    Resources { requests, limits }
}

/// The type's own figures, outside development.
fn from_catalogue(draft: &mut Draft<'_, '_>, subject: &Subject<'_>, path: &FieldPath, requests: &mut Limits, limits: &Limits) {
    let Some(facts) = &subject.backing else { return };
    if draft.scope.profile() == Profile::Development {
        return;
    }
    let Some(manifest::TypeResources { cpu, memory }) = &facts.of.written.resources else { return };
    if let (None, None, Some(amount)) = (requests.cpu, limits.cpu, Cpu::parse(&cpu.0)) {
        draft.report.infer(path.join("cpu"), cpu.0.clone(), CATALOGUE, "enough for a small application");
        requests.cpu = Some(amount);
    }
    if let (None, None, Some(amount)) = (requests.memory, limits.memory, Bytes::parse(&memory.0)) {
        draft.report.infer(path.join("memory"), memory.0.clone(), CATALOGUE, "enough for a small application");
        requests.memory = Some(amount);
    }
}

/// In production only the user knows what the program needs.
fn missing(draft: &mut Draft<'_, '_>, subject: &Subject<'_>, requests: Limits, limits: Limits) {
    let path = subject.path.join("resources");
    let cpu = requests.cpu.or(limits.cpu).is_none() && !draft.report.is_written(&path.join("cpu"));
    let memory = requests.memory.or(limits.memory).is_none() && !draft.report.is_written(&path.join("memory"));
    if draft.scope.profile() != Profile::Production || !(cpu || memory) {
        return;
    }
    let what = match (cpu, memory) {
        (true, true) => "no resources",
        (true, false) => "no request for CPU",
        (false, _) => "no request for memory",
    };
    let name = subject.name;
    let place = match subject.body.resources {
        Some(_) => draft.report.place(&path),
        None => draft.report.name(&subject.path),
    };
    let diagnostic = Diagnostic::error(&codes::RESOURCES_MISSING, format!("the {} `{name}` has {what}", subject.sort.word()))
        .at_known(place, "")
        .help(format!("add to `{name}`: resources cpu=\"100m\" memory=\"128Mi\""));
    draft.report.push(diagnostic);
}

/// Disk for logs and scratch space, which the nodes of a cluster share.
fn ephemeral(draft: &mut Draft<'_, '_>, path: &FieldPath, tmps: &[Tmp], requests: &mut Limits, limits: &mut Limits) {
    const RULE: &str = "ephemeral-storage-bounds";
    if limits.ephemeral.is_none() {
        let scratch = tmps.iter().filter(|tmp| !tmp.memory).fold(0_u64, |sum, tmp| sum.saturating_add(tmp.size.0));
        let limit = Bytes(scratch.saturating_add(LOGS.0)).max(requests.ephemeral.unwrap_or(LOGS));
        draft.report.infer(path.join("limit").join("ephemeral"), limit.to_string(), RULE, "scratch space, and 128Mi of logs");
        limits.ephemeral = Some(limit);
    }
    if requests.ephemeral.is_none() {
        let request = limits.ephemeral.map_or(EPHEMERAL_REQUEST, |limit| limit.min(EPHEMERAL_REQUEST));
        draft.report.infer(path.join("ephemeral"), request.to_string(), RULE, "logs");
        requests.ephemeral = Some(request);
    }
}

fn contradictions(draft: &mut Draft<'_, '_>, subject: &Subject<'_>, path: &FieldPath, requests: Limits, limits: Limits) {
    below(draft, subject, path, "cpu", requests.cpu, limits.cpu);
    below(draft, subject, path, "memory", requests.memory, limits.memory);
    below(draft, subject, path, "ephemeral", requests.ephemeral, limits.ephemeral);
    if let Some(least) = limits.memory.filter(|memory| memory.0 < 6 << 20) {
        let message = format!("`{}` may use {least} of memory, and no container starts with less than 6Mi", subject.name);
        draft.report.error(&codes::LIMIT_BELOW_REQUEST, &path.join("memory"), message, "a size has a unit, as in `128Mi`");
    }
}

fn below<T: Display + PartialOrd>(
    draft: &mut Draft<'_, '_>,
    subject: &Subject<'_>,
    path: &FieldPath,
    field: &str,
    request: Option<T>,
    limit: Option<T>,
) {
    let (Some(request), Some(limit)) = (request, limit) else { return };
    if limit < request {
        let message = format!("`{}` is promised {request} of {field}, and limited to {limit}", subject.name);
        let diagnostic = Diagnostic::error(&codes::LIMIT_BELOW_REQUEST, message)
            .at_known(draft.report.place(&path.join("limit").join(field)), "")
            .at_known(draft.report.place(&path.join(field)), "promised here")
            .help(format!("raise the limit to {request} at least, or ask for less"));
        draft.report.push(diagnostic);
    }
}
