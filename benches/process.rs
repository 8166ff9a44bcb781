//! Whole processes: Landfall on three environments, and peers that read its output.

use crate::{RUNS, median};
use std::{
    path::Path,
    process::{Command, Stdio},
    time::{Duration, Instant},
};
use wait4::Wait4;

const LANDFALL: &str = env!("CARGO_BIN_EXE_landfall");

/// Prints the heading of the table.
pub fn heading() {
    println!("\nwhole process, median of {RUNS} (peers: of 3), three environments; peak memory of the first");
    println!(
        "{:>8} {:>12} {:>12} {:>12} {:>10} {:>10} {:>18} {:>22}",
        "services", "first render", "no change", "--check", "files", "peak", "kubectl kustomize", "docker compose config"
    );
}

/// Measures and prints one row.
pub fn measure(services: usize, project: &Path) {
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
    compose.args(["compose", "-f"]).arg(output.join("staging/compose.yaml")).arg("config").env("COMPOSE_ENV_FILES", "/dev/null");
    println!(
        "{services:>8} {:>9.1} ms {:>9.1} ms {:>9.1} ms {:>10} {:>6.1} MiB {:>18} {:>22}",
        median(first.iter().map(|run| run.0).collect()),
        median(again.iter().map(|run| run.0).collect()),
        median(check.iter().map(|run| run.0).collect()),
        files(&output),
        first.iter().map(|run| run.1).max().unwrap_or(0) as f64 / f64::from(1 << 20),
        peer(kustomize),
        peer(compose),
    );
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
    let mut child = command.stdout(Stdio::null()).stderr(Stdio::inherit()).spawn().unwrap();
    let used = child.wait4().unwrap();
    let time = began.elapsed();
    assert!(used.status.success(), "{command:?} failed");
    (time, used.rusage.maxrss)
}

/// The time of a peer, or that it is not there or refuses.
fn peer(mut command: Command) -> String {
    command.stdout(Stdio::null()).stderr(Stdio::null());
    let times: Vec<Duration> = (0..3)
        .map_while(|_| {
            let began = Instant::now();
            command.status().ok().filter(std::process::ExitStatus::success).map(|_| began.elapsed())
        })
        .collect();
    if times.len() < 3 { String::from("not run") } else { format!("{:.1} ms", median(times)) }
}

fn files(folder: &Path) -> usize {
    let Ok(entries) = std::fs::read_dir(folder) else { return 0 };
    entries.flatten().map(|entry| if entry.path().is_dir() { files(&entry.path()) } else { 1 }).sum()
}
