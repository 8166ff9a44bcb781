//! What an application costs grows with its services alone, counted in what is allocated: that is the same on every machine.

use crate::lower::Texts;
use allocation_counter::{AllocationInfo, measure};
use landfall::{compile, diagnostic::Diagnostics, overlay::Given};

#[path = "../benches/application.rs"]
mod application;

/// What is allocated from the manifest to the outputs of three environments.
fn cost(services: usize) -> AllocationInfo {
    let files = Texts::default().with("landfall.kdl", application::manifest(services));
    measure(|| {
        let mut found = Diagnostics::default();
        let analysis = compile::analyze(&files, "landfall.kdl", &Given::default(), &[], &mut found);
        let rendered = compile::render_all(&analysis, None, &mut found);
        assert_eq!((rendered.len(), found.has_errors()), (3, false), "{found:?}");
    })
}

#[test]
fn ten_times_the_services_take_ten_times_the_memory_and_no_more() {
    // On this thread alone, as others' allocations are not counted.
    let alone = rayon::ThreadPoolBuilder::new().num_threads(1).use_current_thread().build().unwrap();
    let [less, more] = alone.install(|| [40, 400].map(cost));
    for (name, less, more) in [
        ("allocations", less.count_total, more.count_total),
        ("bytes", less.bytes_total, more.bytes_total),
        ("bytes at a time", less.bytes_max, more.bytes_max),
    ] {
        assert!(more * 10 <= less * 105, "{name}: {less} for 40 services, {more} for 400");
    }
}
