//! The stages within a process, one after the other, the three environments together.

use crate::{RUNS, median};
use landfall::{
    artifact::Notes,
    diagnostic::Diagnostics,
    kdl,
    ledger::Ledger,
    output::{self, Changes, Lock, hazards},
    overlay::{Given, Project},
    plan, policy,
    project::Folder,
    source::SourceMap,
    targets::{TARGETS, Target},
};
use std::{
    collections::BTreeMap,
    path::Path,
    time::{Duration, Instant},
};

const STAGES: [&str; 9] = ["KDL alone", "read", "merge", "lower", "enforce", "emit", "ledger", "compare", "write"];
const MANIFEST: &str = "landfall.kdl";

/// Prints the heading of the table.
pub(crate) fn heading() {
    println!("stages, median of {RUNS}, in milliseconds: three environments, one after the other; `read` holds `KDL alone`");
    print!("{:>8} {:>7} {:>10}", "services", "KB", "KDL MB/s");
    println!("{}", STAGES.iter().map(|name| format!("{name:>11}")).collect::<String>());
}

/// Measures and prints one row.
pub(crate) fn measure(services: usize, project: &Path) -> f64 {
    let text = std::fs::read_to_string(project.join(MANIFEST)).unwrap();
    let mut columns: Vec<Vec<Duration>> = vec![Vec::new(); STAGES.len()];
    for _ in 0..RUNS {
        let times = run(project, &text);
        columns.iter_mut().zip(times).for_each(|(column, time)| column.push(time));
    }
    let medians: Vec<f64> = columns.into_iter().map(median).collect();
    let speed = medians.first().map_or(0.0, |time| text.len() as f64 / 1e3 / time);
    print!("{services:>8} {:>7.1} {speed:>10.1}", text.len() as f64 / 1e3);
    println!("{}", medians.iter().map(|time| format!("{time:>11.3}")).collect::<String>());
    medians.iter().skip(1).sum()
}

/// The time of each stage, in the order of `STAGES`.
fn run(project: &Path, text: &str) -> [Duration; 9] {
    let mut found = Diagnostics::default();
    let file = SourceMap::default().add(MANIFEST, text);
    let ((), alone) = timed(|| drop(kdl::read(text, file, &mut found)));
    let folder = Folder::new(project).unwrap();
    let given = Given::default();
    let (read, reading) = timed(|| Project::read(&folder, MANIFEST, &given, &mut found));
    let mut total = [alone, reading].into_iter().chain([Duration::ZERO; 7]).collect::<Vec<_>>();
    for target in TARGETS {
        let times = environment(&folder, &read, target, &mut found);
        total.iter_mut().skip(2).zip(times).for_each(|(sum, time)| *sum += time);
    }
    assert!(!found.has_errors(), "the benchmark's manifest has mistakes: {found:?}");
    total.try_into().unwrap()
}

/// The stages after reading, for the environment that a target is built in for.
fn environment(folder: &Folder, project: &Project, target: &'static Target, found: &mut Diagnostics) -> [Duration; 7] {
    let name = project.environments().find(|name| built_in(target) == *name).unwrap();
    let (merged, merging) = timed(|| project.merge(name, found).unwrap());
    let request = plan::Request {
        merged: &merged,
        sources: &project.sources,
        files: folder,
        target: target.traits,
        catalogue: &project.catalogue,
    };
    let (plan, lowering) = timed(|| plan::lower(&request, found));
    let (approved, enforcing) = timed(|| policy::enforce(plan, |field| merged.trace.span(field), |_| false, found).unwrap());
    let mut notes = Notes::default();
    let (artifacts, emitting) = timed(|| (target.emit)(&approved, &mut notes));
    let ledger = Ledger::new(&merged.trace, &approved.plan().inferred, target.answers, notes);
    let (summary, joining) = timed(|| ledger.summary());
    assert!(summary.counts.emitted > 0);
    let output = tempfile::tempdir().unwrap();
    let (changes, comparing) = timed(|| Changes::compare(output.path(), None, &artifacts).unwrap());
    let lock = Lock::new(&artifacts, BTreeMap::new(), hazards::storage(approved.plan()));
    let ((), writing) = timed(|| output::apply(output.path(), &changes, &artifacts, None, &lock).unwrap());
    [merging, lowering, enforcing, emitting, joining, comparing, writing]
}

fn built_in(target: &Target) -> &'static str {
    match target.traits.name {
        "docker" => "dev",
        "compose" => "staging",
        _ => "production",
    }
}

fn timed<T>(stage: impl FnOnce() -> T) -> (T, Duration) {
    let began = Instant::now();
    let result = stage();
    (result, began.elapsed())
}
