//! The examples, in folders of their own, and the output beside them. The sources that dev builds belong to the applications: an empty folder stands for each.

use landfall::{
    artifact::{Artifact, Artifacts},
    compile::{analyze, render},
    diagnostic::{Diagnostics, Severity},
    overlay::Given,
    project::Folder,
};
use std::{
    fs,
    os::unix::fs::PermissionsExt,
    path::Path,
    sync::atomic::{AtomicUsize, Ordering},
    thread,
};

/// The applications among the examples.
pub(crate) const APPLICATIONS: [&str; 6] = ["hello", "shop", "voting", "boutique", "traderx", "train-ticket"];

/// Every example: the applications, and the samples of awesome-compose.
pub(crate) fn all() -> Vec<String> {
    let samples = fs::read_dir(place("awesome-compose")).unwrap().map(|entry| entry.unwrap());
    let samples = samples.filter(|entry| entry.path().join("landfall.kdl").is_file());
    let samples = samples.map(|entry| format!("awesome-compose/{}", entry.file_name().to_str().unwrap()));
    let mut all: Vec<String> = APPLICATIONS.into_iter().map(str::to_owned).chain(samples).collect();
    all.sort();
    all
}

fn place(name: &str) -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("examples").join(name)
}

/// Does something with every example, several at a time.
pub(crate) fn with_each(work: impl Fn(&str) + Sync) {
    let (all, next) = (all(), AtomicUsize::new(0));
    let some = || {
        while let Some(name) = all.get(next.fetch_add(1, Ordering::Relaxed)) {
            work(name);
        }
    };
    thread::scope(|scope| (0..4).for_each(|_| drop(scope.spawn(some))));
}

/// Copies an example.
pub(crate) fn copy(name: &str, to: &Path) {
    copy_folder(&place(name), to);
    stand_in_for_sources(to);
}

pub(crate) fn copy_folder(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let (path, to) = (entry.as_ref().unwrap().path(), to.join(entry.unwrap().file_name()));
        if path.is_dir() {
            copy_folder(&path, &to);
        } else {
            fs::write(to, fs::read(path).unwrap()).unwrap();
        }
    }
}

/// Makes the folders that the manifests of a project build from.
fn stand_in_for_sources(project: &Path) {
    for entry in fs::read_dir(project).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|end| end == "kdl") {
            for context in contexts(&fs::read_to_string(path).unwrap()) {
                fs::create_dir_all(project.join(context)).unwrap();
            }
        }
    }
}

fn contexts(manifest: &str) -> impl Iterator<Item = &str> {
    manifest.lines().filter_map(|line| line.split_once("build \"")?.1.split('"').next())
}

/// What a project without a mistake becomes in an environment.
pub(crate) fn rendered(project: &Path, environment: &str) -> Artifacts {
    let files = Folder::new(project).unwrap();
    let mut diagnostics = Diagnostics::default();
    let analysis = analyze(&files, "landfall.kdl", &Given::default(), &[environment.to_owned()], &mut diagnostics);
    let rendered = analysis.environments.first().and_then(|analyzed| render(analyzed, &mut diagnostics));
    let errors: Vec<_> = diagnostics.iter().filter(|diagnostic| diagnostic.severity == Severity::Error).collect();
    assert!(errors.is_empty(), "{errors:#?}");
    rendered.expect("nothing is refused").artifacts
}

/// Writes them into a folder.
pub(crate) fn write_all(folder: &Path, artifacts: &Artifacts) {
    for (path, artifact) in artifacts.iter() {
        write(&folder.join(path), &artifact.content, artifact.mode);
    }
}

/// Writes a file whole, as a script that is running may be what it replaces.
pub(crate) fn write(path: &Path, content: &[u8], mode: u32) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    let beside = path.with_extension("new");
    fs::write(&beside, content).unwrap();
    fs::set_permissions(&beside, fs::Permissions::from_mode(mode)).unwrap();
    fs::rename(beside, path).unwrap();
}

/// A project with each node of its manifest in a file of its own, the last one first, and its environments in files beside it.
fn scatter(project: &Path) {
    let manifest = fs::read_to_string(project.join("landfall.kdl")).unwrap();
    let mut main = Vec::new();
    for (index, node) in nodes(&manifest).into_iter().enumerate() {
        match environment(&node) {
            Some((name, body)) if !project.join(format!("landfall.{name}.kdl")).exists() => {
                fs::write(project.join(format!("landfall.{name}.kdl")), body).unwrap();
            }
            _ if node.starts_with("app ") || node.starts_with("include ") => main.push(node),
            _ => {
                fs::write(project.join(format!("part-{index}.kdl")), node).unwrap();
                main.push(format!("include \"part-{index}.kdl\"\n"));
            }
        }
    }
    assert!(main.len() > 1, "there is something to put into another order");
    main.reverse();
    fs::write(project.join("landfall.kdl"), main.concat()).unwrap();
}

/// The nodes of a manifest as texts: each begins at the left edge.
fn nodes(manifest: &str) -> Vec<String> {
    let mut nodes: Vec<String> = Vec::new();
    for line in manifest.lines().filter(|line| !line.is_empty() && !line.starts_with("//")) {
        match nodes.last_mut() {
            Some(node) if line.starts_with([' ', '}']) => *node += &format!("{line}\n"),
            _ => nodes.push(format!("{line}\n")),
        }
    }
    nodes
}

/// `environment "NAME" {…}` as that name and the body.
fn environment(node: &str) -> Option<(&str, &str)> {
    let (name, rest) = node.strip_prefix("environment \"")?.split_once("\" {\n")?;
    Some((name, rest.strip_suffix("}\n")?))
}

fn files(artifacts: &Artifacts) -> Vec<(&str, &Artifact)> {
    artifacts.iter().collect()
}

#[test]
fn every_example_gives_the_same_bytes_again_elsewhere_and_from_other_files() {
    with_each(|name| {
        let (here, elsewhere) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let elsewhere = elsewhere.path().join("another folder/ä");
        copy(name, here.path());
        copy(name, &elsewhere);
        scatter(&elsewhere);
        for environment in ["dev", "staging", "production"] {
            let first = rendered(here.path(), environment);
            for again in [rendered(here.path(), environment), rendered(&elsewhere, environment)] {
                assert_eq!(files(&first), files(&again), "{name}, {environment}");
            }
        }
    });
}

#[test]
fn sh_reads_every_script_of_the_examples() {
    with_each(|name| {
        let project = tempfile::tempdir().unwrap();
        copy(name, project.path());
        for (environment, script) in [("dev", "run.sh"), ("production", "apply.sh")] {
            write_all(project.path(), &rendered(project.path(), environment));
            let run = std::process::Command::new("sh").arg("-n").arg(project.path().join(script)).output().unwrap();
            assert!(run.status.success(), "{name}: {}", String::from_utf8_lossy(&run.stderr));
        }
    });
}
