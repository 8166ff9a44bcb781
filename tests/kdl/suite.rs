//! The official suite of KDL 2, which the package of the `kdl` crate contains.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use landfall::diagnostic::Diagnostics;
use landfall::kdl;
use landfall::source::SourceMap;

use super::canonical::print;
use crate::packages;

/// How many cases the suite has.
const CASES: usize = 320;

/// The folder of the `kdl` crate's package.
pub(super) fn package() -> &'static Path {
    static FOLDER: OnceLock<PathBuf> = OnceLock::new();
    FOLDER.get_or_init(|| packages::folder("kdl"))
}

/// The texts of a folder of the package, by file name.
pub(super) fn texts(folder: &str) -> BTreeMap<String, String> {
    let entries = std::fs::read_dir(package().join(folder)).unwrap();
    let files = entries.map(|entry| entry.unwrap().path()).filter(|path| path.extension().is_some_and(|ending| ending == "kdl"));
    files.map(|path| (path.file_name().unwrap().to_str().unwrap().to_owned(), std::fs::read_to_string(&path).unwrap())).collect()
}

#[test]
fn the_official_suite_passes_whole() {
    let expected = texts("tests/test_cases/expected_kdl");
    let inputs = texts("tests/test_cases/input");
    let failures: Vec<String> = inputs.iter().filter_map(|(name, text)| failure(name, text, expected.get(name))).collect();
    assert_eq!(failures.join("\n"), "");
    assert_eq!(inputs.len(), CASES);
    assert_eq!(expected.keys().find(|name| !inputs.contains_key(*name)), None, "each expectation belongs to a case");
}

/// What is wrong with a case.
fn failure(name: &str, text: &str, expected: Option<&String>) -> Option<String> {
    let file = SourceMap::default().add(name, text);
    let mut diagnostics = Diagnostics::default();
    let document = kdl::read(text, file, &mut diagnostics);
    let refused = diagnostics.has_errors();
    match expected {
        None if name.ends_with("_fail.kdl") => (!refused).then(|| format!("{name}: taken\n{text}")),
        Some(expected) if !refused => {
            let printed = print(&document.nodes);
            (printed.trim() != expected.trim()).then(|| format!("{name}: expected\n{expected}printed\n{printed}"))
        }
        None | Some(_) => refused.then(|| format!("{name}: {diagnostics:?}\n{text}")),
    }
}
