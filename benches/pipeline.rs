//! How long each stage takes, the whole process, and its peers on the same output: `cargo bench`.
//!
//! Applications of 1, 10, 100 and 1,000 services in three environments; medians of seven runs, peers side by side in the same run.
#![expect(
    clippy::print_stdout,
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "a benchmark prints, and measures time"
)]

mod application;
mod process;
mod stages;

use std::path::Path;

const SIZES: [usize; 4] = [1, 10, 100, 1_000];
const RUNS: usize = 7;

fn main() {
    let folder = tempfile::tempdir().unwrap();
    stages::heading();
    let sizes = SIZES.map(|services| (services, project(folder.path(), services)));
    let stages: Vec<f64> = sizes.iter().map(|(services, project)| stages::measure(*services, project)).collect();
    process::heading();
    let rows: Vec<process::Row> = sizes.iter().map(|(services, project)| process::measure(*services, project)).collect();
    println!("\ngrowth, as a factor where the services are ten times as many");
    println!("{:>16} {:>10} {:>12} {:>12} {:>12} {:>10}", "services", "stages", "first render", "no change", "--check", "peak");
    for ((sizes, stages), rows) in SIZES.windows(2).zip(stages.windows(2)).zip(rows.windows(2)) {
        growth(sizes, stages, rows);
    }
}

fn growth(sizes: &[usize], stages: &[f64], rows: &[process::Row]) {
    let ([from, to], [less, more], [small, large]) = (sizes, stages, rows) else { return };
    print!("{:>16} {:>10.1}", format!("{from} to {to}"), more / less);
    let factors: Vec<f64> = large.iter().zip(small).map(|(large, small)| large / small).collect();
    if let [first, again, check, peak] = factors.as_slice() {
        println!(" {first:>12.1} {again:>12.1} {check:>12.1} {peak:>10.1}");
    }
}

fn project(folder: &Path, services: usize) -> std::path::PathBuf {
    let project = folder.join(services.to_string());
    std::fs::create_dir_all(&project).unwrap();
    std::fs::write(project.join("landfall.kdl"), application::manifest(services)).unwrap();
    project
}

/// The median of some durations, in milliseconds.
fn median(mut times: Vec<std::time::Duration>) -> f64 {
    times.sort();
    times.get(times.len() / 2).map_or(0.0, |time| time.as_secs_f64() * 1e3)
}
