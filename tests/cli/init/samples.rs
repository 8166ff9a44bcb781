//! Every sample of awesome-compose, imported as it is: it compiles, or says what is missing, and no key of its Compose file is lost in silence.

use super::{Project, empty};
use std::{fs, path::Path};
use yaml_serde::{Mapping, Value};

/// What `init` writes and says.
fn told(project: &Project, document: &Value) -> String {
    project.put("compose.yaml", &yaml_serde::to_string(document).unwrap());
    let run = project.run(&["init", "--yes", "--stdout"]);
    run.out + run.err.split("error[").next().unwrap_or_default()
}

fn services(document: &mut Value) -> &mut Mapping {
    document.get_mut("services").and_then(Value::as_mapping_mut).unwrap()
}

/// The keys of services without which nothing else comes out, and which no word names.
fn silent(project: &Project, document: &Value) -> Vec<String> {
    let whole = told(project, document);
    let mut silent = Vec::new();
    for (name, service) in services(&mut document.clone()).iter() {
        for (key, _) in service.as_mapping().unwrap() {
            let mut without = document.clone();
            let service = services(&mut without).get_mut(name).and_then(Value::as_mapping_mut).unwrap();
            service.remove(key);
            let key = key.as_str().unwrap();
            let is_named = whole.contains(&format!("`{key}`")) || whole.contains(&format!("`{key}."));
            if !is_named && told(project, &without) == whole {
                silent.push(format!("{}.{key}", name.as_str().unwrap()));
            }
        }
    }
    silent
}

fn copy(from: &Path, project: &Project, to: &str) {
    for entry in fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let to = format!("{to}{}", path.file_name().unwrap().to_string_lossy());
        match path.is_dir() {
            true => copy(&path, project, &format!("{to}/")),
            false => project.put(&to, &fs::read_to_string(path).unwrap()),
        }
    }
}

#[test]
#[allow(clippy::print_stderr, reason = "what did not run is told")]
fn every_sample_becomes_a_manifest_without_a_loss_in_silence() {
    let Some(corpus) = std::env::var_os("LANDFALL_CORPUS") else {
        eprintln!("not run: LANDFALL_CORPUS names no folder with the original applications");
        return;
    };
    let (mut compiled, mut asked, mut lost) = (0, Vec::new(), Vec::new());
    for entry in fs::read_dir(Path::new(&corpus).join("awesome-compose")).unwrap() {
        let folder = entry.unwrap().path();
        let file = ["compose.yaml", "compose.yml"].map(|name| folder.join(name)).into_iter().find(|path| path.exists());
        let Some(file) = file else { continue };
        let name = folder.file_name().unwrap().to_string_lossy().into_owned();
        let project = empty();
        copy(&folder, &project, "");
        let document: Value = yaml_serde::from_str(&fs::read_to_string(file).unwrap()).unwrap();
        lost.extend(silent(&project, &document).into_iter().map(|key| format!("{name}: {key}")));
        let run = project.run(&["init", "--yes"]);
        match run.code {
            0 => compiled += usize::from(project.run(&["check"]).code == 0),
            _ => asked.push((name, run.err.matches("error[").count(), run.err.contains("error[readiness-required]"))),
        }
    }
    assert!(lost.is_empty(), "lost in silence: {lost:#?}");
    // A port of UDP alone says nothing of when it is ready.
    assert_eq!((compiled, asked), (38, vec![("wireguard".to_owned(), 1, true)]));
}
