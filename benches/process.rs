//! Whole processes: Landfall on three environments, and peers that read its output.

use crate::{RUNS, median};
use std::{
    path::Path,
    process::{Command, Stdio},
    time::{Duration, Instant},
};
use wait4::Wait4;

/// How often a peer runs; it is slow, and on a large application once has to do.
fn peer_runs(services: usize) -> usize {
    if services < 1_000 { 3 } else { 1 }
}

const LANDFALL: &str = env!("CARGO_BIN_EXE_landfall");

/// Prints the heading of the table.
pub(crate) fn heading() {
    println!("\nwhole process, median of {RUNS} (peers: of 3, the largest once), three environments; peak memory of the first");
    println!(
        "{:>8} {:>12} {:>12} {:>12} {:>10} {:>10} {:>18} {:>22}",
        "services", "first render", "no change", "--check", "files", "peak", "kubectl kustomize", "docker compose config"
    );
}

/// What one row says of Landfall: three times in milliseconds, and the peak memory in MiB.
pub(crate) type Row = [f64; 4];

/// Measures and prints one row.
pub(crate) fn measure(services: usize, project: &Path) -> Row {
    let output = project.join("deploy");
    let first = runs(RUNS, || {
        let _ = std::fs::remove_dir_all(&output);
        run(landfall(project, &["render", "--quiet"]))
    });
    let again = runs(RUNS, || run(landfall(project, &["render", "--quiet"])));
    let check = runs(RUNS, || run(landfall(project, &["render", "--check", "--quiet"])));
    let mut kustomize = Command::new("kubectl");
    kustomize.arg("kustomize").arg(output.join("production"));
    let mut compose = Command::new("docker");
    compose.args(["compose", "-f"]).arg(output.join("staging/compose.yaml")).arg("config").env("BENCH_API_KEY", "none");
    let time = |runs: &[(Duration, u64)]| median(runs.iter().map(|run| run.0).collect());
    let peak = first.iter().map(|run| run.1).max().unwrap_or(0) as f64 / f64::from(1 << 20);
    let row = [time(&first), time(&again), time(&check), peak];
    let [first, again, check, peak] = row;
    println!(
        "{services:>8} {first:>9.1} ms {again:>9.1} ms {check:>9.1} ms {:>10} {peak:>6.1} MiB {:>18} {:>22}",
        files(&output),
        peer(kustomize, services),
        peer(compose, services),
    );
    row
}

fn landfall(project: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(LANDFALL);
    command.args(arguments).current_dir(project);
    command
}

fn runs(count: usize, mut once: impl FnMut() -> (Duration, u64)) -> Vec<(Duration, u64)> {
    (0..count).map(|_| once()).collect()
}

/// The time and peak memory in bytes of a process that has to succeed.
fn run(mut command: Command) -> (Duration, u64) {
    let began = Instant::now();
    let child = command.stdout(Stdio::null()).stderr(Stdio::inherit()).spawn().unwrap();
    let used = child.wait4().unwrap();
    let time = began.elapsed();
    assert!(used.status.success(), "{command:?} failed");
    (time, used.rusage.maxrss)
}

/// The time of a peer; or that it is not there, or why it does not take the output.
fn peer(mut command: Command, services: usize) -> String {
    let mut times = Vec::new();
    for _ in 0..peer_runs(services) {
        let began = Instant::now();
        let Ok(output) = command.output() else { return String::from("not run") };
        times.push(began.elapsed());
        if !output.status.success() {
            let words = String::from_utf8_lossy(&output.stderr);
            let not_there = words.contains("is not a docker command") || words.contains("unknown shorthand flag");
            assert!(not_there, "{command:?} does not take the output: {words}");
            return String::from("not run");
        }
    }
    format!("{:.1} ms", median(times))
}

fn files(folder: &Path) -> usize {
    let Ok(entries) = std::fs::read_dir(folder) else { return 0 };
    entries.flatten().map(|entry| if entry.path().is_dir() { files(&entry.path()) } else { 1 }).sum()
}
