//! Lowering grows with the manifest, and no faster.

use super::Texts;
use landfall::{
    diagnostic::Diagnostics,
    manifest::TargetName,
    overlay::{Given, Project},
    plan::{Request, lower},
    targets,
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

/// How often each size is lowered, in turns; the least time counts.
const REPEATS: usize = 4;

fn seconds(count: usize, texts: &Texts) -> f64 {
    let given = Given::default();
    let project = Project::read(texts, "landfall.kdl", &given, &mut Diagnostics::default());
    let merged = project.merge("staging", &mut Diagnostics::default()).unwrap();
    let request = Request {
        merged: &merged,
        sources: &project.sources,
        files: texts,
        target: targets::by_name(TargetName::Compose).traits,
        catalogue: &project.catalogue,
    };
    let start = std::time::Instant::now();
    let plan = lower(&request, &mut Diagnostics::default());
    let taken = start.elapsed().as_secs_f64();
    assert_eq!(plan.workloads.len(), count + 1);
    taken
}

/// Ten times the work would take a hundred times as long where something is compared with everything; other tests run beside.
#[test]
fn ten_times_the_services_take_nothing_like_a_hundred_times_as_long() {
    let texts = [200, 2000].map(|count| (count, Texts::default().with("landfall.kdl", chain(count))));
    let mut least = [f64::MAX; 2];
    for _ in 0..REPEATS {
        for (least, (count, texts)) in least.iter_mut().zip(&texts) {
            *least = least.min(seconds(*count, texts));
        }
    }
    let [few, many] = least;
    assert!(many < few * 50.0, "200: {few} s, 2,000: {many} s");
}
