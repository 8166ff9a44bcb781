//! Order: what waits for what, from `depends-on`, `before`, and references where no circle arises.

use super::{
    circles::{Graph, components, same},
    draft::Uses,
    report::Report,
    scope::{Scope, Sort},
};
use crate::{
    diagnostic::{Diagnostic, codes, nearest},
    plan::{Condition, Dependency, Workload},
    source::Span,
};
use std::collections::{BTreeMap, BTreeSet};

/// Gives each workload its dependencies; the names in an order in which each stands behind what it waits for.
pub(super) fn order(
    scope: &Scope<'_>,
    uses: &BTreeMap<&str, Uses<'_>>,
    workloads: &mut [Workload],
    report: &mut Report<'_>,
) -> Vec<String> {
    let mut graph = explicit(scope, report);
    let circles = components(&graph);
    let mut sizes: BTreeMap<&str, usize> = BTreeMap::new();
    circles.values().for_each(|circle| *sizes.entry(circle).or_default() += 1);
    for (circle, size) in sizes {
        if size > 1 || graph.get(circle).is_some_and(|to| to.contains(circle)) {
            report_circle(scope, &graph, circle, &circles, report);
        }
    }
    graph.iter_mut().for_each(|(from, to)| to.retain(|to| *from != *to && !same(&circles, from, to)));
    let mut whole = graph.clone();
    for (name, uses) in uses {
        let Some((name, _)) = scope.subjects.get_key_value(*name) else { continue };
        let waits = uses.reached.keys().filter(|callee| waitable(scope, callee));
        whole.entry(name).or_default().extend(waits.copied());
    }
    let circles = components(&whole);
    for (from, to) in &mut whole {
        let strong = graph.get(from);
        to.retain(|to| strong.is_some_and(|strong| strong.contains(to)) || !same(&circles, from, to));
    }
    for workload in workloads.iter_mut() {
        let waits = whole.get(workload.name.as_str()).into_iter().flatten();
        workload.depends_on =
            waits.filter_map(|on| Some(Dependency { on: (*on).to_owned(), condition: condition(scope, on)? })).collect();
    }
    let mut order = sorted(&whole, scope);
    order.extend(scope.front.iter().map(|front| front.name.clone()));
    order
}

/// What is written: `depends-on`, and `before` the other way round.
fn explicit<'a>(scope: &Scope<'a>, report: &mut Report<'_>) -> Graph<'a> {
    let mut graph = Graph::new();
    for subject in scope.subjects.values() {
        graph.entry(subject.name).or_default();
        let fields = [("depends-on", &subject.body.depends_on), ("before", &subject.body.before), ("reach", &subject.body.reach)];
        for (field, names) in fields {
            for (index, name) in names.iter().enumerate() {
                let path = subject.path.join(field).join(index.to_string());
                let Some((other, target)) = scope.subjects.get_key_value(name.as_str()) else {
                    let place = report.place(&path);
                    unknown(scope, name.as_str(), place, report);
                    continue;
                };
                if field != "reach" && target.sort == Sort::Cron {
                    let message = format!("`{other}` is a cron, and nothing can wait for it or be waited for by it");
                    report.error(&codes::ORDER_OF_CRON, &path, message, "what has to be done before a start is a job");
                    continue;
                }
                match field {
                    "depends-on" if !target.is_external() => _ = graph.entry(subject.name).or_default().insert(other),
                    "before" if subject.sort == Sort::Job && !target.is_external() => {
                        graph.entry(other).or_default().insert(subject.name);
                    }
                    _ => {}
                }
            }
        }
    }
    graph
}

/// Reports the name of a workload that there is not.
pub(super) fn unknown(scope: &Scope<'_>, name: &str, place: Option<Span>, report: &mut Report<'_>) {
    if scope.is_broken(name) {
        return;
    }
    if let Some(absent) = scope.absent(name) {
        return report.push(absent.at_first(place));
    }
    let diagnostic = Diagnostic::error(&codes::UNKNOWN_WORKLOAD, format!("there is no workload `{name}`")).at_known(place, "");
    let of_type = scope
        .subjects
        .values()
        .find(|subject| subject.backing.as_ref().is_some_and(|facts| facts.written.r#type.as_str() == name));
    match of_type.map(|subject| subject.name).or_else(|| nearest(name, scope.subjects.keys().copied())) {
        Some(meant) => report.slip(diagnostic, place, name, meant),
        None => report.push(diagnostic.help("it names a workload or backing service of the application")),
    }
}

/// Whether something may wait for it because of a reference.
fn waitable(scope: &Scope<'_>, name: &str) -> bool {
    scope.subjects.get(name).is_some_and(|subject| subject.sort.is_long_running() && !subject.is_external())
}

fn condition(scope: &Scope<'_>, name: &str) -> Option<Condition> {
    let subject = scope.subjects.get(name)?;
    Some(match subject.sort {
        Sort::Job | Sort::Cron | Sort::Init => Condition::Completed,
        Sort::Service | Sort::Stateful | Sort::Daemon | Sort::Backing | Sort::Sidecar
            if super::health::has_ready_check(subject.body.health.as_ref()) =>
        {
            Condition::Healthy
        }
        Sort::Service | Sort::Stateful | Sort::Daemon | Sort::Backing | Sort::Sidecar => Condition::Started,
    })
}

fn report_circle(scope: &Scope<'_>, graph: &Graph<'_>, first: &str, circles: &BTreeMap<&str, &str>, report: &mut Report<'_>) {
    let inside = |name: &str| same(circles, first, name);
    let mut circle = vec![first];
    while let Some(next) = circle.last().and_then(|last| graph.get(last)).and_then(|to| to.iter().find(|to| inside(to))) {
        if let Some(start) = circle.iter().position(|name| name == next) {
            circle.drain(..start);
            circle.push(next);
            break;
        }
        circle.push(next);
    }
    let mut diagnostic = Diagnostic::error(&codes::ORDER_CYCLE, format!("these wait for each other: {}", circle.join(" → ")));
    for pair in circle.windows(2) {
        let [from, to] = pair else { continue };
        let (Some(waits), Some(waited)) = (scope.subjects.get(from), scope.subjects.get(to)) else { continue };
        let index = |names: &[crate::manifest::Name], wanted: &str| names.iter().position(|name| name.as_str() == wanted);
        let direct = index(&waits.body.depends_on, to).map(|index| waits.path.join("depends-on").join(index.to_string()));
        let other = || index(&waited.body.before, from).map(|index| waited.path.join("before").join(index.to_string()));
        let Some(path) = direct.or_else(other) else { continue };
        diagnostic = diagnostic.at_known(report.place(&path), format!("`{from}` waits for `{to}`"));
    }
    report.push(diagnostic.help("take one of them away; `reach` gives reach without order"));
}

/// An order in which each stands behind what it waits for; by name where there is a choice.
fn sorted(graph: &Graph<'_>, scope: &Scope<'_>) -> Vec<String> {
    let running: BTreeSet<&str> =
        scope.subjects.values().filter(|subject| !subject.is_external()).map(|subject| subject.name).collect();
    let mut missing: BTreeMap<&str, usize> = running.iter().map(|name| (*name, 0)).collect();
    let mut behind: Graph<'_> = Graph::new();
    for (from, to) in graph {
        for to in to.iter().filter(|to| running.contains(*to)) {
            missing.entry(from).and_modify(|count| *count += 1);
            behind.entry(to).or_default().insert(from);
        }
    }
    let mut ready: BTreeSet<&str> = missing.iter().filter(|(_, count)| **count == 0).map(|(name, _)| *name).collect();
    let mut order = Vec::with_capacity(running.len());
    while let Some(name) = ready.pop_first() {
        order.push(name.to_owned());
        for next in behind.get(name).into_iter().flatten() {
            if let Some(count) = missing.get_mut(next) {
                *count -= 1;
                if *count == 0 {
                    ready.insert(next);
                }
            }
        }
    }
    order
}
