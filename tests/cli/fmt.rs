//! `landfall fmt`: which files it lays out, and which it leaves alone.

use super::{Project, finish};
use std::process::Stdio;

const UNTIDY: &str = "app   \"x\"   // the app\nservice \"a\" {\n  image \"a:1\"\n}\n";
const TIDY: &str = "app \"x\" // the app\nservice \"a\" {\n    image \"a:1\"\n}\n";

#[test]
fn all_files_of_the_project_are_laid_out() {
    let project = Project::new(&format!("include \"more.kdl\"\n{UNTIDY}"));
    project.put("more.kdl", "let   a 1\n");
    project.put("landfall.staging.kdl", "namespace   \"x\"\n");
    project.put("another.kdl", "let   a 1\n");
    assert_eq!(project.run(&["fmt", "--check"]).code, 3);
    assert_eq!(project.text("more.kdl"), "let   a 1\n", "a check writes nothing");
    let out = project.fine(&["fmt"]);
    assert!(out.contains("landfall.kdl: laid out") && out.contains("more.kdl: laid out"), "{out}");
    assert_eq!(project.text("landfall.kdl"), format!("include \"more.kdl\"\n{TIDY}"));
    assert_eq!(project.text("more.kdl"), "let a 1\n");
    assert_eq!(project.text("landfall.staging.kdl"), "namespace \"x\"\n");
    assert_eq!(project.text("another.kdl"), "let   a 1\n", "it is none of the project");
    assert_eq!(project.fine(&["fmt", "--check"]), "");
}

#[test]
fn files_are_named_and_standard_input_goes_to_standard_output() {
    let project = Project::new(UNTIDY);
    project.put("b.kdl", UNTIDY);
    project.fine(&["fmt", "b.kdl"]);
    assert_eq!((project.text("b.kdl").as_str(), project.text("landfall.kdl").as_str()), (TIDY, UNTIDY));
    let input = std::fs::File::open(project.path("landfall.kdl")).unwrap();
    let run = finish(project.command(&["fmt", "-"]).stdin(Stdio::from(input)));
    assert_eq!((run.code, run.out.as_str()), (0, TIDY));
}

#[test]
fn a_file_with_a_mistake_stays_as_it_is_and_the_others_are_laid_out() {
    let project = Project::new(UNTIDY);
    let broken = "a {\n  b \"c\n}\n";
    project.put("broken.kdl", broken);
    let run = project.run(&["fmt", "broken.kdl", "landfall.kdl", "none.kdl"]);
    assert_eq!(run.code, 4);
    assert!(run.err.contains("broken.kdl:2:5") && run.err.contains("none.kdl"), "{}", run.err);
    assert_eq!((project.text("broken.kdl").as_str(), project.text("landfall.kdl").as_str()), (broken, TIDY));
    assert_eq!(project.run(&["fmt", "broken.kdl"]).code, 1);
}

#[test]
fn a_manifest_in_yaml_has_formatters_of_its_own() {
    let project = Project::hello();
    std::fs::remove_file(project.path("landfall.kdl")).unwrap();
    project.put("landfall.yaml", "app:   {name: x}\n");
    let run = project.run(&["fmt"]);
    assert_eq!(run.code, 2);
    assert!(run.err.contains("help:"), "{}", run.err);
    assert_eq!(project.run(&["fmt", "landfall.yaml"]).code, 2);
}

#[cfg(unix)]
#[test]
fn a_file_keeps_its_mode_and_the_link_that_leads_to_it() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let project = Project::new(UNTIDY);
    std::fs::set_permissions(project.path("landfall.kdl"), PermissionsExt::from_mode(0o640)).unwrap();
    symlink("landfall.kdl", project.path("link.kdl")).unwrap();
    project.fine(&["fmt", "link.kdl"]);
    assert!(project.path("link.kdl").symlink_metadata().unwrap().is_symlink());
    assert_eq!(project.text("landfall.kdl"), TIDY);
    assert_eq!(project.path("landfall.kdl").metadata().unwrap().permissions().mode() & 0o777, 0o640);
}
