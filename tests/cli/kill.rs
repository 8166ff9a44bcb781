//! A render that is killed at any moment leaves every file whole, and the next one mends the rest.

use super::{HELLO, Project};
use std::{
    collections::BTreeMap,
    thread::sleep,
    time::{Duration, Instant},
};

/// How many runs are killed, from the first moment of a run to its last.
const ROUNDS: u32 = 40;

/// A manifest whose output has some hundred files, all of which say `word`.
fn manifest(word: &str) -> String {
    let configs: String =
        (0..120).map(|index| format!("    config \"/etc/web/{index}\" text=\"{}\"\n", word.repeat(500))).collect();
    HELLO.replace("    config \"/etc/web/banner\" text=\"hello\"\n", &configs)
}

fn contents(project: &Project) -> BTreeMap<String, Vec<u8>> {
    project.files("deploy/staging").into_iter().collect()
}

#[test]
fn every_file_is_old_or_new_and_the_next_render_ends_it() {
    let project = Project::new(&manifest("old "));
    project.fine(&["render", "staging", "-q"]);
    let old = contents(&project);
    project.put("landfall.kdl", &manifest("new "));
    let start = Instant::now();
    project.fine(&["render", "staging", "-q"]);
    let whole = start.elapsed();
    let new = contents(&project);
    let lock = project.path("deploy/staging/.landfall.json");
    let modified = || std::fs::metadata(&lock).and_then(|lock| lock.modified()).ok();
    let (mut round, mut between) = (0, 0);
    while round < ROUNDS || between == 0 {
        let word = if round % 2 == 0 { "old " } else { "new " };
        project.put("landfall.kdl", &manifest(word));
        let before = modified();
        let mut child = project.command(&["render", "staging", "-q"]).spawn().unwrap();
        if round < ROUNDS {
            sleep(whole * round / ROUNDS);
        } else {
            // The lock is written before the files: a busy machine, on which moments say little, is waited for.
            while modified() == before && child.try_wait().unwrap().is_none() {}
            sleep(Duration::from_micros(200) * (round % 10));
        }
        let _ = child.kill();
        child.wait().unwrap();
        let now = contents(&project);
        let shown = now.iter().filter(|(path, _)| !path.ends_with(".tmp") && !path.ends_with(".landfall.json"));
        let mut kinds = [0, 0];
        for (path, content) in shown {
            let is = [old.get(path) == Some(content), new.get(path) == Some(content)];
            assert!(is[0] || is[1], "{path} is neither old nor new after round {round}");
            kinds[0] += usize::from(is[0] && !is[1]);
            kinds[1] += usize::from(is[1] && !is[0]);
        }
        if kinds[0] > 0 && kinds[1] > 0 {
            between += 1;
            project.fine(&["render", "staging", "-q"]);
            assert_eq!(&contents(&project), if word == "old " { &old } else { &new }, "after round {round}");
        }
        round += 1;
        assert!(round < 20 * ROUNDS, "no run was killed between its files");
    }
}
