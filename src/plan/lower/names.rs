//! Names: lengths once suffixes are added, meanings that are taken, and collisions across kinds.

use super::{
    report::Report,
    scope::{Scope, Sort},
};
use crate::{
    diagnostic::{Diagnostic, codes},
    path::FieldPath,
};
use std::{collections::BTreeMap, ops::RangeInclusive};

/// Names that mean something in `{{ }}`.
const RESERVED: [&str; 5] = ["app", "env", "param", "secret", "self"];

/// The lengths of names that are right by themselves, and leave no room for the suffix that Kubernetes adds to some.
const TOO_LONG_FOR_SUFFIX: RangeInclusive<usize> = 53..=63;

/// Checks the name of a workload or backing service.
pub(super) fn check(name: &str, sort: Sort, path: &FieldPath, report: &mut Report<'_>) {
    if matches!(name, "param" | "secret" | "self") {
        let message = format!("a {} cannot be called `{name}`, which has a meaning of its own in `{{{{ }}}}`", sort.word());
        report.error_at_name(&codes::RESERVED_NAME, path, message, "give it another name");
    }
    let has_suffix = match sort {
        Sort::Service | Sort::Daemon | Sort::Job | Sort::Init | Sort::Sidecar => false,
        Sort::Stateful | Sort::Cron | Sort::Backing => true,
    };
    if has_suffix && TOO_LONG_FOR_SUFFIX.contains(&name.len()) {
        let longest = TOO_LONG_FOR_SUFFIX.start() - 1;
        let message = format!("the name of the {} `{name}` has {} characters; it may have {longest}", sort.word(), name.len());
        report.error_at_name(&codes::NAME_LENGTH, path, message, "shorten it: Kubernetes adds a suffix for each pod");
    }
}

/// Reports a name that two things have.
pub(super) fn taken(name: &str, one: (&str, &FieldPath), other: (&str, &FieldPath), report: &mut Report<'_>) {
    let message = format!("`{name}` is a {} and a {}", other.0, one.0);
    let diagnostic = Diagnostic::error(&codes::NAME_TAKEN, message)
        .at_known(report.name(one.1), format!("the {}", one.0))
        .at_known(report.name(other.1), format!("the {}", other.0))
        .help("give one of them another name");
    report.push(diagnostic);
}

/// Checks the names under which replicas have names of their own: each is a host like that of a workload.
pub(super) fn headless(scope: &Scope<'_>, report: &mut Report<'_>) {
    let mut known: BTreeMap<&str, FieldPath> = BTreeMap::new();
    for subject in scope.subjects.values() {
        let Some(name) = subject.body.headless.as_ref().map(|name| name.as_str()) else { continue };
        let path = subject.path.join("headless");
        let word = "name of replicas";
        match (scope.subjects.get(name), known.get(name)) {
            (Some(other), _) => taken(name, (word, &path), (other.sort.word(), &other.path), report),
            (None, Some(other)) => taken(name, (word, &path), (word, other), report),
            (None, None) => _ = known.insert(name, path),
        }
    }
}

/// Checks the names of constants.
pub(super) fn constants(scope: &Scope<'_>, report: &mut Report<'_>) {
    for name in scope.layer().lets.keys() {
        let path = FieldPath::new(["lets", name]);
        if RESERVED.contains(&name.as_str()) {
            let message = format!("a constant cannot be called `{name}`, which has a meaning of its own in `{{{{ }}}}`");
            report.error_at_name(&codes::RESERVED_NAME, &path, message, "give it another name");
        } else if let Some(other) = scope.subjects.get(name.as_str()) {
            taken(name, ("constant", &path), (other.sort.word(), &other.path), report);
        }
    }
}
