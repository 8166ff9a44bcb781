//! Every block of code in the pages holds: manifests compile, commands run, and what is shown of an output is in it.
//!
//! What a block is stands behind its language:
//!
//! | block | what is asked of it |
//! | --- | --- |
//! | `kdl` | a whole manifest: it compiles for all its environments; what follows on the page is about it |
//! | `kdl example`, `kdl mistake`, `yaml mistake` | of the pages that are made from the compiler: their own tests compile them |
//! | `kdl PATH`, `yaml PATH` | a file of the project, for the manifests below it; a workflow's `run: landfall …` is run |
//! | `yaml manifest`, `json manifest` | a whole manifest in that language |
//! | `sh` | `landfall …` runs in the project of the manifest above; what is added, committed and applied is there; other lines are what
//! `landfall render` prints or writes |
//! | `yaml FILE`, `text FILE` | lines of that file of the output, in their order; `…` stands for anything |
//! | `text` | words for people |
//! | `yaml before`, `sh before` | what somebody comes from; each image in it is in the manifest below it |

use super::place;
use crate::readme::shows;
use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Output},
};

struct Block {
    info: String,
    text: String,
}

fn pages() -> Vec<PathBuf> {
    let mut pages: Vec<_> = fs::read_dir(place("docs")).unwrap().map(|entry| entry.unwrap().path()).collect();
    pages.sort();
    pages
}

fn blocks(page: &str) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut lines = page.lines();
    while let Some(line) = lines.next() {
        let Some(info) = line.strip_prefix("```") else { continue };
        let text: String = lines.by_ref().take_while(|line| *line != "```").map(|line| format!("{line}\n")).collect();
        blocks.push(Block { info: info.to_owned(), text });
    }
    blocks
}

/// The project that a page builds up.
struct Project {
    folder: tempfile::TempDir,
    printed: String,
    coming_from: String,
}

impl Project {
    fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap(), printed: String::new(), coming_from: String::new() }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn put(&self, name: &str, text: &str) {
        fs::create_dir_all(self.path(name).parent().unwrap()).unwrap();
        fs::write(self.path(name), text).unwrap();
    }

    fn landfall(&self, words: &[&str]) -> Output {
        Command::new(env!("CARGO_BIN_EXE_landfall")).args(words).current_dir(self.folder.path()).output().unwrap()
    }

    /// Renders a manifest anew.
    fn manifest(&mut self, name: &str, text: &str) -> Result<(), String> {
        for other in ["landfall.kdl", "landfall.yaml", "landfall.json"] {
            let _ = fs::remove_file(self.path(other));
        }
        let _ = fs::remove_dir_all(self.path("deploy"));
        self.put(name, text);
        for missing in std::mem::take(&mut self.coming_from).lines() {
            if !text.contains(missing) {
                return Err(format!("`{missing}` is not in it"));
            }
        }
        let output = self.landfall(&["render"]);
        self.printed = String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned();
        if output.status.success() { Ok(()) } else { Err(self.printed.clone()) }
    }

    fn check(&mut self, block: &Block) -> Result<(), String> {
        let (language, what) = block.info.split_once(' ').unwrap_or((&block.info, ""));
        match (language, what) {
            ("kdl", "") => self.manifest("landfall.kdl", &block.text),
            ("yaml" | "json", "manifest") => self.manifest(&format!("landfall.{language}"), &block.text),
            ("kdl", "example") | ("kdl" | "yaml", "mistake") | ("text", "") => Ok(()),
            ("yaml" | "sh", "before") => {
                self.coming_from = images(&block.text);
                Ok(())
            }
            ("sh", "") => block.text.lines().try_for_each(|line| self.line(line)),
            (_, file) if file.starts_with("deploy/") => {
                let written = fs::read_to_string(self.path(file)).map_err(|error| format!("{file}: {error}"))?;
                shows(&block.text, &written)
            }
            (_, file) if file.contains('/') => {
                self.put(file, &block.text);
                if language == "json" {
                    serde_json::from_str::<serde_json::Value>(&block.text).map_err(|error| error.to_string())?;
                }
                let runs = block.text.lines().filter_map(|line| line.trim().trim_start_matches("- ").strip_prefix("run: "));
                runs.filter(|run| run.starts_with("landfall ")).try_for_each(|run| self.line(run))
            }
            _ => Err(format!("nobody checks a block of `{}`", block.info)),
        }
    }

    /// One line of a shell: a command of ours, or one that a render prints or writes.
    fn line(&self, line: &str) -> Result<(), String> {
        let line = line.split(" # ").next().unwrap_or(line).trim();
        if line.is_empty() || line.starts_with('#') {
            return Ok(());
        }
        if let Some(path) = ["git add ", "kubectl apply --filename "].iter().find_map(|command| line.strip_prefix(command)) {
            return self.path(path).exists().then_some(()).ok_or(format!("there is no `{path}`"));
        }
        if line.starts_with("git commit ") || line == "git push" {
            return Ok(());
        }
        if let Some(words) = line.strip_prefix("landfall ") {
            let (words, into) = words.split_once(" > ").unwrap_or((words, ""));
            let words: Vec<&str> = words.split_whitespace().collect();
            let output = self.landfall(&words);
            if !into.is_empty() {
                fs::write(self.path(into), &output.stdout).unwrap();
            }
            let said = String::from_utf8_lossy(&output.stderr).into_owned();
            return if output.status.success() { Ok(()) } else { Err(format!("{line}: {said}")) };
        }
        let known = self.printed.contains(line) || written(&self.path("deploy")).iter().any(|text| text.contains(line));
        known.then_some(()).ok_or(format!("nothing prints or writes `{line}`:\n{}", self.printed))
    }
}

/// The images that a text names, a line each.
fn images(text: &str) -> String {
    let words = text.split_whitespace().filter(|word| !word.starts_with(['-', '.', '/']) && !word.contains("//"));
    let names = words.filter(|word| {
        word.split(':').count() == 2
            && word.split(':').next_back().is_some_and(|tag| tag.starts_with(|char: char| char.is_ascii_digit()))
    });
    names.filter(|name| name.contains('/')).map(|name| format!("{name}\n")).collect()
}

fn written(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).into_iter().flatten().map(|entry| entry.unwrap().path());
    entries
        .flat_map(|path| if path.is_dir() { written(&path) } else { fs::read_to_string(&path).into_iter().collect() })
        .collect()
}

#[test]
fn every_block_of_the_pages_holds() {
    let mut wrong = String::new();
    for page in pages() {
        let mut project = Project::new();
        for block in blocks(&fs::read_to_string(&page).unwrap()) {
            if let Err(why) = project.check(&block) {
                wrong +=
                    &format!("{}, a block of `{}`:\n{}{why}\n\n", page.file_name().unwrap().display(), block.info, block.text);
            }
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}");
}

#[test]
fn every_link_of_the_pages_leads_somewhere() {
    for page in pages().into_iter().chain([place("README.md"), place("CONTRIBUTING.md")]) {
        let text = fs::read_to_string(&page).unwrap();
        for link in text.split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
            let file = link.split('#').next().unwrap();
            let there = link.starts_with("https://") || file.is_empty() || page.parent().unwrap().join(file).exists();
            assert!(there, "{}: {link}", page.display());
        }
    }
}
