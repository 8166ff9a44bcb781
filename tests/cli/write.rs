//! Whose files are written, replaced and pruned.

use super::{HELLO, Project};

#[test]
fn only_what_was_written_is_pruned() {
    let project = Project::hello();
    project.fine(&["render", "-q"]);
    project.put("deploy/staging/config/web/etc/web/mine", "by hand");
    project.put("landfall.kdl", &HELLO.replace("    config \"/etc/web/banner\" text=\"hello\"\n", ""));
    let out = project.fine(&["render", "-v"]);
    assert!(out.contains("deploy/staging/config/web/etc/web/banner: removed"), "{out}");
    assert!(!project.path("deploy/staging/config/web/etc/web/banner").exists());
    assert_eq!(project.text("deploy/staging/config/web/etc/web/mine"), "by hand");
    assert!(!project.path("deploy/dev/config").exists(), "an empty folder goes along");
}

#[test]
fn work_of_somebody_else_is_named_and_kept_until_forced() {
    let project = Project::hello();
    project.put("deploy/staging/compose.yaml", "name: theirs\n");
    project.fine(&["render", "dev", "-q"]);
    project.put("deploy/dev/run.sh", "#!/bin/sh\n# mine\n");
    let before = project.files("deploy");
    let run = project.run(&["render"]);
    assert_eq!(run.code, 4);
    assert!(run.err.contains("`deploy/dev/run.sh`: it was changed by hand"), "{}", run.err);
    assert!(run.err.contains("`deploy/staging/compose.yaml`: it is in the way"), "{}", run.err);
    assert_eq!(before, project.files("deploy"), "one refusal stops all");
    project.fine(&["render", "--force", "-q"]);
    assert!(project.text("deploy/dev/run.sh").contains("docker"));
    assert_eq!(project.run(&["render", "--check"]).code, 0);
}

#[test]
fn a_broken_lock_is_named() {
    let project = Project::hello();
    project.fine(&["render", "dev", "-q"]);
    project.put("deploy/dev/.landfall.json", "<<<<<<< HEAD\n");
    let run = project.run(&["render", "dev"]);
    assert_eq!(run.code, 4);
    assert!(run.err.contains("deploy/dev/.landfall.json") && run.err.contains("--force"), "{}", run.err);
    project.fine(&["render", "dev", "--force", "-q"]);
}

#[test]
fn another_folder_is_written_beside_the_usual_one() {
    let project = Project::hello();
    let out = project.fine(&["render", "dev", "-o", "elsewhere/"]);
    assert!(out.contains("sh elsewhere/dev/run.sh up"), "{out}");
    assert!(project.path("elsewhere/dev/run.sh").is_file() && !project.path("deploy").exists());
}

#[cfg(unix)]
#[test]
fn modes_hold_whatever_the_umask() {
    use std::os::unix::fs::PermissionsExt;
    let project = Project::hello();
    let binary = env!("CARGO_BIN_EXE_landfall");
    let script = format!("umask 077; exec '{binary}' render -q");
    let status = std::process::Command::new("sh").args(["-c", &script]).current_dir(project.path("")).status().unwrap();
    assert!(status.success());
    let mode = |path: &str| std::fs::metadata(project.path(path)).unwrap().permissions().mode() & 0o777;
    assert_eq!((mode("deploy/dev/run.sh"), mode("deploy/staging/config/web/etc/web/banner")), (0o755, 0o644));
}

#[cfg(unix)]
#[test]
fn a_folder_that_refuses_is_named_and_the_next_render_mends_the_rest() {
    let project = Project::hello();
    project.fine(&["render", "staging", "-q"]);
    std::fs::remove_file(project.path("deploy/staging/config/web/etc/web/banner")).unwrap();
    project.put("deploy/staging/config/web/etc/web/banner/in-the-way", "");
    project.put("landfall.kdl", &HELLO.replace("web:1.0.0", "web:2.0.0"));
    let run = project.run(&["render", "staging"]);
    assert_eq!(run.code, 4);
    assert!(run.err.contains("deploy/staging/config/web/etc/web/banner"), "{}", run.err);
    assert!(project.text("deploy/staging/compose.yaml").contains("web:2.0.0"));
    std::fs::remove_dir_all(project.path("deploy/staging/config/web/etc/web/banner")).unwrap();
    project.fine(&["render", "staging", "-q"]);
    assert_eq!(project.text("deploy/staging/config/web/etc/web/banner"), "hello");
    assert_eq!(project.run(&["render", "staging", "--check"]).code, 0);
}
