//! The order of the modules, and what the core may not touch.

use std::{
    fs,
    path::{Path, PathBuf},
};

fn modules() -> Vec<String> {
    let library = fs::read_to_string(root().join("lib.rs")).unwrap();
    library.lines().filter_map(|line| line.strip_prefix("pub mod ")?.strip_suffix(';')).map(str::to_owned).collect()
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

fn files(path: &Path) -> Vec<PathBuf> {
    if path.is_file() {
        return vec![path.to_owned()];
    }
    let Ok(entries) = fs::read_dir(path) else { return Vec::new() };
    entries
        .flat_map(|entry| files(&entry.unwrap().path()))
        .filter(|file| file.extension().is_some_and(|end| end == "rs"))
        .collect()
}

/// Names of the crate's modules that a text uses: `crate::a::B`, `crate::{a::B, c}`.
fn used(text: &str) -> Vec<String> {
    let mut names = Vec::new();
    for after in text.split("crate::").skip(1) {
        match after.strip_prefix('{') {
            None => names.push(identifier(after)),
            Some(group) => names.extend(members(group)),
        }
    }
    names
}

fn members(group: &str) -> Vec<String> {
    let mut depth = 1;
    let mut names = Vec::new();
    let mut fresh = true;
    for (at, character) in group.char_indices() {
        match character {
            '{' => depth += 1,
            '}' => depth -= 1,
            ',' if depth == 1 => fresh = true,
            _ if fresh && depth == 1 && !character.is_whitespace() => {
                names.push(identifier(&group[at..]));
                fresh = false;
            }
            _ => {}
        }
        if depth == 0 {
            break;
        }
    }
    names
}

fn identifier(text: &str) -> String {
    text.chars().take_while(|character| character.is_alphanumeric() || *character == '_').collect()
}

#[test]
fn a_module_uses_only_those_before_it() {
    let modules = modules();
    assert!(modules.len() > 10, "lib.rs lists the modules: {modules:?}");
    let mut checked = 0;
    for (place, module) in modules.iter().enumerate() {
        let mut sources = files(&root().join(format!("{module}.rs")));
        sources.extend(files(&root().join(module)));
        assert!(!sources.is_empty(), "`{module}` has files");
        for source in sources {
            for name in used(&fs::read_to_string(&source).unwrap()) {
                let Some(other) = modules.iter().position(|candidate| *candidate == name) else { continue };
                assert!(other <= place, "{} uses `{name}`, which stands behind `{module}` in lib.rs", source.display());
                checked += 1;
            }
        }
    }
    assert!(checked > 50, "only {checked} uses were seen");
}

#[test]
fn uses_are_found_in_every_form() {
    let text = "use crate::{\n    diagnostic::{Code, Diagnostic},\n    plan,\n};\nfn f(x: crate::path::FieldPath) {}";
    assert_eq!(used(text), ["diagnostic", "plan", "path"]);
}
