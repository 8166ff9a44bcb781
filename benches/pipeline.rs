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
    for (services, project) in &sizes {
        stages::measure(*services, project);
    }
    process::heading();
    for (services, project) in &sizes {
        process::measure(*services, project);
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
