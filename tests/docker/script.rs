//! A project's script in a folder of its own.

use crate::examples::{rendered, write, write_all};
use std::{
    fs,
    path::PathBuf,
    process::{Command, Output},
};

/// A project with its output for dev, taken down in the end.
pub(super) struct Script {
    folder: tempfile::TempDir,
    engine: &'static str,
}

impl Script {
    /// Of an example, whose files it copies.
    pub(super) fn of_example(name: &str) -> Self {
        Self::of_example_on("docker", name)
    }

    /// Of an example, for that engine.
    pub(super) fn of_example_on(engine: &'static str, name: &str) -> Self {
        let script = Self { folder: tempfile::tempdir().unwrap(), engine };
        crate::examples::copy(name, script.folder.path());
        script.render();
        script
    }

    /// Of a manifest.
    pub(super) fn of(manifest: &str) -> Self {
        let script = Self { folder: tempfile::tempdir().unwrap(), engine: "docker" };
        script.put("landfall.kdl", manifest);
        script.render();
        script
    }

    /// Writes a file of the project.
    pub(super) fn put(&self, path: &str, content: &str) {
        write(&self.folder.path().join(path), content.as_bytes(), 0o644);
    }

    /// A file of the project.
    pub(super) fn read(&self, path: &str) -> String {
        fs::read_to_string(self.folder.path().join(path)).unwrap()
    }

    /// Writes the output anew.
    pub(super) fn render(&self) {
        write_all(&self.here(), &rendered(self.folder.path(), "dev"));
    }

    /// The script's folder.
    pub(super) fn here(&self) -> PathBuf {
        self.folder.path().join("deploy/dev")
    }

    /// Runs a command of the script, from elsewhere.
    pub(super) fn run(&self, words: &[&str]) -> Output {
        self.command(words).output().unwrap()
    }

    /// A command of the script, which is not run yet.
    pub(super) fn command(&self, words: &[&str]) -> Command {
        // What starts the tests in the background has them ignore Ctrl-C, and so would the script.
        let mut command = Command::new("env");
        command.arg("--default-signal=INT").arg(self.here().join("run.sh")).args(words);
        command.current_dir("/").env("LANDFALL_ENGINE", self.engine);
        command
    }

    /// What a command prints, and says of its progress; it has to succeed.
    #[track_caller]
    pub(super) fn succeeds(&self, words: &[&str]) -> (String, String) {
        let output = self.run(words);
        let texts = (text(&output.stdout), text(&output.stderr));
        assert!(output.status.success(), "run.sh {words:?}: {texts:?}");
        texts
    }

    /// What a command says that has to fail.
    #[track_caller]
    pub(super) fn fails(&self, words: &[&str]) -> String {
        let output = self.run(words);
        assert_eq!(output.status.code(), Some(1), "run.sh {words:?}: {output:?}");
        text(&output.stderr)
    }
}

impl Drop for Script {
    fn drop(&mut self) {
        // Where nothing was rendered there is nothing to take down.
        let _ = self.command(&["down", "-v"]).output();
    }
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}
