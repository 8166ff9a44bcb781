//! The examples are read without a word.

use super::{Texts, given, run};

#[test]
fn every_example_merges_for_all_environments() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("examples");
    let folders = std::fs::read_dir(root).unwrap().map(|entry| entry.unwrap().path());
    for folder in folders.filter(|folder| folder.join("landfall.kdl").is_file()) {
        for environment in ["dev", "staging", "production"] {
            let (_, _, messages) = run(&Texts::of(&folder), "landfall.kdl", environment, &given());
            assert_eq!(messages, Vec::<String>::new(), "{}", folder.display());
        }
    }
}
