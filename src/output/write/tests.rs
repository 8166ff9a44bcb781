use super::*;
use crate::output::{ByHand, Trouble};
use std::collections::BTreeMap;
use std::os::unix::fs::{PermissionsExt, symlink};
use tempfile::TempDir;

fn files(list: &[(&str, &str)]) -> Artifacts {
    let mut artifacts = Artifacts::default();
    list.iter().for_each(|(path, content)| artifacts.add(*path, *content));
    artifacts
}

fn lock_of(artifacts: &Artifacts) -> Lock {
    Lock::new(artifacts, BTreeMap::new(), BTreeMap::new())
}

/// Renders as the command does: reads the lock, compares, refuses, applies.
fn render(folder: &Path, artifacts: &Artifacts) -> Result<Changes, Vec<Failure>> {
    let old = Lock::read(folder).map_err(|failure| vec![failure])?;
    let changes = Changes::compare(folder, old.as_ref(), artifacts)?;
    let blocked = changes.by_hand();
    if !blocked.is_empty() {
        return Err(blocked);
    }
    apply(folder, &changes, artifacts, old.as_ref(), &lock_of(artifacts))?;
    Ok(changes)
}

fn content(folder: &TempDir, path: &str) -> Option<String> {
    #[expect(clippy::disallowed_methods, reason = "a test looks at what was written")]
    fs::read_to_string(folder.path().join(path)).ok()
}

#[expect(clippy::disallowed_methods, reason = "a test plays the user")]
fn put(folder: &TempDir, path: &str, text: &str) {
    let whole = folder.path().join(path);
    fs::create_dir_all(whole.parent().unwrap()).unwrap();
    fs::write(whole, text).unwrap();
}

#[test]
fn a_second_render_touches_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let artifacts = files(&[("run.sh", "a"), ("config/b/c", "b")]);
    render(folder.path(), &artifacts).unwrap();
    let time = |path: &str| fs::metadata(folder.path().join(path)).unwrap().modified().unwrap();
    let before = [time("run.sh"), time("config/b/c"), time(LOCK)];
    std::thread::sleep(std::time::Duration::from_millis(15));
    let changes = render(folder.path(), &artifacts).unwrap();
    assert!(changes.is_empty() && changes.kept() == 2);
    assert_eq!(before, [time("run.sh"), time("config/b/c"), time(LOCK)]);
}

#[test]
fn what_we_wrote_is_pruned_with_its_empty_folder_and_nothing_else() {
    let folder = tempfile::tempdir().unwrap();
    render(folder.path(), &files(&[("a/b/gone", "1"), ("c/gone", "1"), ("kept", "1")])).unwrap();
    put(&folder, "c/mine", "by hand");
    render(folder.path(), &files(&[("kept", "1")])).unwrap();
    assert!(!folder.path().join("a").exists());
    assert_eq!(content(&folder, "c/mine").as_deref(), Some("by hand"));
    assert_eq!(content(&folder, "c/gone"), None);
}

#[test]
fn a_file_that_somebody_changed_or_made_is_named_and_nothing_is_written() {
    let folder = tempfile::tempdir().unwrap();
    render(folder.path(), &files(&[("ours", "1"), ("gone", "1")])).unwrap();
    put(&folder, "ours", "mine now");
    put(&folder, "gone", "mine now");
    put(&folder, "theirs", "by hand");
    let refused = render(folder.path(), &files(&[("ours", "2"), ("theirs", "2"), ("other", "2")])).unwrap_err();
    let named: Vec<_> = refused.iter().map(|failure| (failure.path.as_str(), failure.trouble.clone())).collect();
    assert_eq!(named, [("gone", Trouble::Changed), ("ours", Trouble::Changed), ("theirs", Trouble::Foreign)]);
    assert_eq!(content(&folder, "other"), None);
}

#[test]
fn a_file_that_is_already_right_is_taken_in() {
    let folder = tempfile::tempdir().unwrap();
    put(&folder, "run.sh", "a");
    render(folder.path(), &files(&[("run.sh", "a")])).unwrap();
    assert!(Lock::read(folder.path()).unwrap().unwrap().has("run.sh"));
}

#[test]
fn after_a_kill_at_any_step_the_next_render_knows_every_file() {
    let (first, second) = (files(&[("a", "1"), ("b", "1"), ("gone", "1")]), files(&[("a", "2"), ("b", "2"), ("new/c", "2")]));
    let third = files(&[("a", "3"), ("new/c", "3")]);
    let steps = ["a", "b", "new/c"];
    for done in 0..=steps.len() {
        let folder = tempfile::tempdir().unwrap();
        render(folder.path(), &first).unwrap();
        write_lock(folder.path(), &lock_of(&second).under_way(Some(&lock_of(&first)))).unwrap();
        steps.iter().take(done).for_each(|path| write(folder.path(), path, second.get(path).unwrap()).unwrap());
        put(&folder, ".landfall-half.tmp", "half a file");
        put(&folder, "new/.landfall-half.tmp", "half a file");
        render(folder.path(), &third).unwrap();
        assert_eq!(content(&folder, "a").as_deref(), Some("3"));
        for gone in ["b", "gone", ".landfall-half.tmp", "new/.landfall-half.tmp"] {
            assert_eq!(content(&folder, gone), None, "{gone} after {done} steps");
        }
        assert!(render(folder.path(), &third).unwrap().is_empty());
    }
}

#[test]
fn a_file_becomes_a_folder_and_a_folder_a_file() {
    let folder = tempfile::tempdir().unwrap();
    render(folder.path(), &files(&[("config", "1")])).unwrap();
    render(folder.path(), &files(&[("config/a", "1")])).unwrap();
    assert_eq!(content(&folder, "config/a").as_deref(), Some("1"));
    render(folder.path(), &files(&[("config", "1")])).unwrap();
    assert_eq!(content(&folder, "config").as_deref(), Some("1"));
}

#[test]
fn modes_are_as_stated_whatever_somebody_made_of_them() {
    let folder = tempfile::tempdir().unwrap();
    let mut artifacts = files(&[("config", "1")]);
    artifacts.add_script("run.sh", "#!/bin/sh\n");
    render(folder.path(), &artifacts).unwrap();
    let mode = |path: &str| fs::metadata(folder.path().join(path)).unwrap().permissions().mode() & 0o777;
    assert_eq!((mode("config"), mode("run.sh")), (0o644, 0o755));
    set_mode(&folder.path().join("config"), 0o600).unwrap();
    set_mode(&folder.path().join("run.sh"), 0o644).unwrap();
    let changes = render(folder.path(), &artifacts).unwrap();
    assert_eq!(changes.iter().map(|(path, _)| path).collect::<Vec<_>>(), ["run.sh"]);
    assert_eq!((mode("config"), mode("run.sh")), (0o644, 0o755));
}

#[test]
fn nothing_is_written_through_a_symbolic_link() {
    let (folder, elsewhere) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    put(&elsewhere, "target", "theirs");
    symlink(elsewhere.path(), folder.path().join("base")).unwrap();
    let refused = render(folder.path(), &files(&[("base/target", "1")])).unwrap_err();
    assert_eq!(refused, [Failure { path: "base".into(), trouble: Trouble::Link }]);
    symlink(elsewhere.path().join("target"), folder.path().join("run.sh")).unwrap();
    let changes = Changes::compare(folder.path(), None, &files(&[("run.sh", "1")])).unwrap();
    assert_eq!(changes.iter().next().unwrap().1.by_hand, Some(ByHand::Foreign));
    assert_eq!(content(&elsewhere, "target").as_deref(), Some("theirs"));
}

#[test]
fn a_file_that_cannot_be_written_is_named_and_the_others_are_written() {
    let folder = tempfile::tempdir().unwrap();
    put(&folder, "stuck/mine", "by hand");
    let artifacts = files(&[("a", "1"), ("stuck", "1")]);
    let failures = render(folder.path(), &artifacts).unwrap_err();
    assert_eq!(failures.iter().map(|failure| failure.path.as_str()).collect::<Vec<_>>(), ["stuck"]);
    assert_eq!(content(&folder, "a").as_deref(), Some("1"));
    fs::remove_dir_all(folder.path().join("stuck")).unwrap();
    render(folder.path(), &artifacts).unwrap();
    assert_eq!(content(&folder, "stuck").as_deref(), Some("1"));
}
