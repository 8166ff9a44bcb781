//! The table of `examples/awesome-compose/README.md`: what of a sample each environment loses.

use super::{super::fact::Facts, beside, home, names, originals};
use std::{collections::BTreeSet, fmt::Write as _, fs};

/// What the ledger says that Kubernetes lacks, and the key of Compose that a sample says it with; none where no sample says it: what its
/// manifest adds, and what the table's text says of all.
const IN_PRODUCTION: [(&str, Option<&str>); 11] = [
    ("only a job that comes before something is waited for", None),
    ("the kubelet sends the image's own stop signal", Some("`stop_signal`")),
    ("what runs for long always starts again on Kubernetes", Some("`restart`")),
    ("a Service opens ports, not the host", None),
    ("the kubelet checks from outside the container", None),
    ("production takes the image that was built before", None),
    ("is not percent-encoded", None),
    ("whoever fills the store makes the values", None),
    ("the Namespace enforces Pod Security", None),
    ("it speaks of `docker run`", None),
    ("a pod has no platform", Some("`platform`")),
];

/// The rows.
pub(super) fn rows(ledgers: impl Fn(&str) -> String) -> String {
    let mut rows = String::from("| sample | what it is | dev | staging | production |\n| --- | --- | --- | --- | --- |\n");
    let original = originals();
    let lost_in_dev = fs::read_to_string(beside("awesome-compose.differences")).unwrap();
    let lost_in_staging = fs::read_to_string(beside("awesome-compose.staging.differences")).unwrap();
    let lost_in_production = fs::read_to_string(beside("awesome-compose.production.differences")).unwrap();
    for name in names() {
        let manifest = fs::read_to_string(home().join(&name).join("landfall.kdl")).unwrap();
        let what =
            manifest.lines().next().and_then(|line| line.strip_prefix("// ")).unwrap_or_else(|| panic!("{name} says what it is"));
        let staging = lost(&name, &lost_in_staging);
        let pods = lost(&name, &lost_in_production);
        let production = [staging.clone(), pods, weakened(&name, &ledgers(&name)), order(&name, &original)].concat();
        let cells = [lost(&name, &lost_in_dev), staging, production].map(cell);
        writeln!(rows, "| [{name}]({name}/landfall.kdl) | {what} | {} |", cells.join(" | ")).unwrap();
    }
    rows
}

fn cell(lost: Vec<String>) -> String {
    if lost.is_empty() {
        return String::from("whole");
    }
    let lost: BTreeSet<String> = lost.into_iter().collect();
    format!("without {}", lost.into_iter().collect::<Vec<_>>().join(", "))
}

/// What the differences of a sample call lost: `± SAMPLE/… # … lost: WHAT: WHY`.
fn lost(sample: &str, differences: &str) -> Vec<String> {
    let of_sample = |line: &&str| line.split(['/', ' ']).nth(1) == Some(sample);
    let what = |line: &str| Some(line.split_once("lost: ")?.1.split_once(": ")?.0.to_owned());
    differences.lines().filter(of_sample).filter_map(what).collect()
}

/// What the ledger of production says that Kubernetes has less of, or nothing.
fn weakened(sample: &str, ledger: &str) -> Vec<String> {
    let lines = ledger.lines().filter(|line| ["weakened", "ignored", "refused"].iter().any(|start| line.starts_with(start)));
    let key = |line: &str| {
        let known = IN_PRODUCTION.iter().find(|(reason, _)| line.contains(reason));
        known.unwrap_or_else(|| panic!("{sample}: does the sample say it? {line}")).1.map(str::to_owned)
    };
    lines.filter_map(key).collect()
}

/// Nothing that runs for long waits in a cluster; whether a manifest says it by `depends-on` or by a reference is its own matter.
fn order(sample: &str, original: &Facts) -> Vec<String> {
    let waits = |fact: &&String| fact.starts_with(&format!("{sample}/")) && fact.split(' ').nth(1) == Some("waits");
    original.iter().find(waits).map(|_| String::from("`depends_on`")).into_iter().collect()
}
