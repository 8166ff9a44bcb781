//! `landfall watch`: it renders what changes, says one line for it, and ends when it is asked to.

use super::{HELLO, Project};
use std::fs;
use std::io::{BufRead as _, BufReader, Read as _};
use std::process::{Child, Command};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

struct Watch {
    child: Child,
    lines: Receiver<String>,
}

impl Watch {
    fn of(project: &Project, arguments: &[&str]) -> Self {
        let mut command = project.command(&[&["watch"], arguments].concat());
        let (reader, writer) = std::io::pipe().unwrap();
        let child = command.stdout(writer.try_clone().unwrap()).stderr(writer).spawn().unwrap();
        drop(command);
        let (sender, lines) = channel();
        std::thread::spawn(move || BufReader::new(reader).lines().map_while(Result::ok).try_for_each(|line| sender.send(line)));
        Self { child, lines }
    }

    /// The next line that has these words.
    fn says(&self, words: &str) -> String {
        let mut seen = String::new();
        loop {
            match self.lines.recv_timeout(Duration::from_secs(60)) {
                Ok(line) if line.contains(words) => return line,
                Ok(line) => seen += &format!("{line}\n"),
                Err(_) => panic!("`{words}` is not said, but:\n{seen}"),
            }
        }
    }

    fn is_silent(&self) {
        if let Ok(line) = self.lines.recv_timeout(Duration::from_millis(700)) {
            panic!("{line}");
        }
    }

    fn end(mut self, signal: &str) {
        assert!(Command::new("kill").args([signal, &self.child.id().to_string()]).status().unwrap().success());
        assert_eq!(self.child.wait().unwrap().code(), Some(0));
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn each_file_that_a_render_reads_renders_anew_and_no_other() {
    let project = Project::new(
        &HELLO
            .replace("text=\"hello\"", "from=\"config/banner\"")
            .replace("app \"hello\"", "app \"hello\"\ninclude \"more.kdl\""),
    );
    project.put("config/banner", "one\n");
    project.put("more.kdl", "let \"a\" \"b\"\n");
    let watch = Watch::of(&project, &["dev", "production"]);
    watch.says("watching 3 files; Ctrl-C ends it");
    watch.says("dev 2 files, new; production");
    project.put("src/main.rs", "");
    project.put("config/other", "");
    watch.is_silent();
    project.put("config/banner", "two\n");
    let line = watch.says("config/banner: dev ");
    assert!(line.contains("changed") && line.contains("production"), "{line}");
    assert!(project.files("deploy/dev").iter().any(|(_, content)| content == b"two\n"));
    project.put("more.kdl", "let \"a\" \"c\"\n");
    watch.says("more.kdl: dev ");
    project.put("landfall.dev.kdl", "service \"web\" { env { A \"1\"; }; }\n");
    watch.says("landfall.dev.kdl: dev 2 files: 1 changed");
    fs::remove_file(project.path("landfall.dev.kdl")).unwrap();
    watch.says("landfall.dev.kdl: dev 2 files: 1 changed");
    project.put("catalogue/own.kdl", "image \"a\" version=\"1\"\n");
    watch.says("not written");
    watch.says("error");
    watch.end("-INT");
}

#[test]
fn an_editor_that_renames_a_mistake_and_a_manifest_that_goes_and_comes_back() {
    let project = Project::hello();
    let watch = Watch::of(&project, &[]);
    watch.says("staging");
    let save = |text: &str| {
        project.put(".landfall.kdl.swp", text);
        fs::rename(project.path(".landfall.kdl.swp"), project.path("landfall.kdl")).unwrap();
    };
    save(&HELLO.replace("port 8080", "prot 8080"));
    watch.says("landfall.kdl: not written");
    watch.says("did you mean `port`?");
    watch.says("1 error");
    save(HELLO);
    watch.says("unchanged");
    fs::remove_file(project.path("landfall.kdl")).unwrap();
    watch.says("landfall.kdl: not written");
    watch.says("error");
    save(&HELLO.replace("64Mi", "65Mi"));
    watch.says("landfall.kdl: dev ");
    watch.is_silent();
    watch.end("-TERM");
}

#[test]
fn it_rests_while_nothing_happens() {
    let project = Project::hello();
    let watch = Watch::of(&project, &[]);
    watch.says("staging");
    let ticks = || {
        let mut text = String::new();
        fs::File::open(format!("/proc/{}/stat", watch.child.id())).unwrap().read_to_string(&mut text).unwrap();
        let fields: Vec<_> = text.rsplit(')').next().unwrap().split_whitespace().collect();
        fields[11].parse::<u64>().unwrap() + fields[12].parse::<u64>().unwrap()
    };
    std::thread::sleep(Duration::from_millis(300));
    let before = ticks();
    std::thread::sleep(Duration::from_secs(2));
    assert!(ticks() - before <= 2, "{} ticks of 10 ms in 2 seconds", ticks() - before);
    watch.end("-INT");
}

#[test]
fn without_a_manifest_it_says_so_and_ends() {
    let project = Project::new("");
    fs::remove_file(project.path("landfall.kdl")).unwrap();
    let run = project.run(&["watch"]);
    assert_eq!(run.code, 4);
    assert!(run.err.contains("landfall init"), "{}", run.err);
}

#[test]
fn a_program_reads_a_line_of_each_render() {
    let project = Project::hello();
    let watch = Watch::of(&project, &["dev", "--format", "json"]);
    let schema = serde_json::from_str(&project.fine(&["schema", "watch"])).unwrap();
    let next = || {
        let value: serde_json::Value = serde_json::from_str(&watch.says("")).unwrap();
        jsonschema::validate(&schema, &value).unwrap();
        value
    };
    let first = next();
    assert_eq!((&first["written"], first.get("changed")), (&true.into(), None));
    assert_eq!(
        (&first["environments"][0]["name"], &first["environments"][0]["changes"][0]["change"]),
        (&"dev".into(), &"create".into())
    );
    project.put("landfall.kdl", &HELLO.replace("port 8080", "prot 8080"));
    let wrong = next();
    assert_eq!((&wrong["written"], &wrong["changed"], &wrong["errors"]), (&false.into(), &"landfall.kdl".into(), &1.into()));
    assert_eq!((&wrong["diagnostics"][0]["code"], &wrong["environments"]), (&"unknown-field".into(), &serde_json::json!([])));
    watch.end("-INT");
}
