//! What the README shows is what the compiler gives.

use std::{fs, path::Path, process::Command};

/// The code blocks of a language, in order.
fn blocks<'t>(text: &'t str, language: &str) -> Vec<&'t str> {
    text.split(&format!("```{language}\n")).skip(1).map(|after| after.split("\n```").next().unwrap()).collect()
}

/// Whether each line of an excerpt stands in a text, in its order; `…` stands for anything.
pub(crate) fn shows(excerpt: &str, text: &str) -> Result<(), String> {
    let mut lines = text.lines().map(str::trim);
    for wanted in excerpt.lines().map(str::trim).filter(|line| *line != "…") {
        let (start, end) = wanted.split_once('…').unwrap_or((wanted, ""));
        let whole = !wanted.contains('…');
        let found = lines.any(|line| if whole { line == wanted } else { line.starts_with(start) && line.ends_with(end) });
        found.then_some(()).ok_or(format!("`{wanted}` is not there, or not in this order:\n{text}"))?;
    }
    Ok(())
}

#[test]
fn the_outputs_of_the_readme_are_those_of_its_manifest() {
    let readme = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md")).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let manifest = blocks(&readme, "kdl")[0];
    fs::write(folder.path().join("landfall.kdl"), manifest).unwrap();
    let run = Command::new(env!("CARGO_BIN_EXE_landfall")).arg("render").current_dir(folder.path()).output().unwrap();
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    let read = |path: &str| fs::read_to_string(folder.path().join("deploy").join(path)).unwrap();
    let yaml = blocks(&readme, "yaml");
    for (excerpt, path) in [
        (blocks(&readme, "sh")[0], "dev/run.sh"),
        (yaml[0], "staging/compose.yaml"),
        (yaml[1], "production/app/web/deployment.yaml"),
    ] {
        shows(excerpt, &read(path)).unwrap_or_else(|missing| panic!("{path}: {missing}"));
    }
}

#[test]
fn the_five_minutes_of_the_readme_show_what_they_say() {
    let folder = tempfile::tempdir().unwrap();
    let readme = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md")).unwrap();
    let overlay = readme.split("   ```kdl\n").nth(1).unwrap().split("   ```").next().unwrap();
    let manifest = format!("{}\n{overlay}", blocks(&readme, "kdl")[0]);
    let landfall = |manifest: &str, words: &[&str]| {
        fs::write(folder.path().join("landfall.kdl"), manifest).unwrap();
        let run = Command::new(env!("CARGO_BIN_EXE_landfall")).args(words).current_dir(folder.path()).output().unwrap();
        (run.status.code(), String::from_utf8_lossy(&[run.stdout, run.stderr].concat()).into_owned())
    };
    let (code, said) = landfall(&manifest.replace("port 8080", "prot 8080"), &["check"]);
    assert_eq!(code, Some(1), "{said}");
    assert!(said.contains("did you mean `port`?"), "{said}");
    let (_, said) = landfall(&manifest, &["explain", "production", "services.web.scale"]);
    assert!(said.contains("services.web.scale.max = 10") && said.contains("landfall.kdl:"), "{said}");
    assert_eq!(landfall(&manifest, &["render", "--check"]).0, Some(3));
    assert_eq!(landfall(&manifest, &["render"]).0, Some(0));
    assert_eq!(landfall(&manifest, &["render", "--check"]).0, Some(0));
}

#[test]
fn what_the_readme_says_to_try_runs() {
    let readme = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md")).unwrap();
    let tried = blocks(&readme, "sh").into_iter().find_map(|block| block.strip_prefix("cargo run -- ")).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let words =
        tried.split_whitespace().map(|word| if word == "target/shop" { folder.path().as_os_str() } else { word.as_ref() });
    let root = env!("CARGO_MANIFEST_DIR");
    let run = Command::new(env!("CARGO_BIN_EXE_landfall")).args(words).current_dir(root).output().unwrap();
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    for environment in ["dev", "staging", "production"] {
        assert!(folder.path().join(environment).is_dir(), "{environment}");
    }
}
