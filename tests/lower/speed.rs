//! Lowering grows with the manifest, and no faster.

use super::{TARGETS, Texts};
use landfall::{
    catalogue::Catalogue,
    diagnostic::Diagnostics,
    overlay::{Given, Project},
    plan::{Request, lower},
};
use std::fmt::Write;

fn chain(count: usize) -> String {
    let mut text = "app \"shop\"\npostgres \"db\"\n".to_owned();
    for index in 0..count {
        let next = (index + 1) % count;
        write!(
            text,
            "service \"s{index}\" {{\n    image \"ghcr.io/acme/s{index}:1.0.0\"\n    port 8080\n    env {{\n        DATABASE_URL \"{{{{ db.url }}}}\"\n        NEXT \
             \"{{{{ s{next}.url }}}}\"\n        KEY (secret)\"key-{index}\"\n    }}\n    health \"/healthz\"\n    resources cpu=\"100m\" memory=\"128Mi\"\n}}\n"
        )
        .unwrap();
    }
    text
}

/// How often each size is lowered; the least time counts.
const REPEATS: usize = 7;

/// Milliseconds that lowering takes.
#[expect(clippy::disallowed_methods, reason = "it measures time")]
fn milliseconds(count: usize) -> f64 {
    let texts = Texts::default().with("landfall.kdl", chain(count));
    let catalogue = Catalogue::built_in();
    let given = Given { backing: catalogue.names().map(str::to_owned).collect(), ..Given::default() };
    let project = Project::read(&texts, "landfall.kdl", &given, &mut Diagnostics::default());
    let merged = project.merge("staging", &mut Diagnostics::default()).unwrap();
    let request = Request { merged: &merged, sources: &project.sources, files: &texts, target: &TARGETS[1], catalogue };
    let run = || {
        let start = std::time::Instant::now();
        let plan = lower(&request, &mut Diagnostics::default());
        assert_eq!(plan.workloads.len(), count + 1);
        start.elapsed().as_secs_f64() * 1000.0
    };
    (0..REPEATS).map(|_| run()).fold(f64::MAX, f64::min)
}

#[test]
fn ten_times_the_services_take_about_ten_times_as_long() {
    let (hundred, thousand) = (milliseconds(100), milliseconds(1000));
    assert!(thousand < hundred * 25.0, "100: {hundred:.2} ms, 1,000: {thousand:.2} ms");
}
