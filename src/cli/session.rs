//! The project that a command works on.

use super::Exit;
use super::arguments::Common;
use super::refusal::Refusal;
use crate::{
    date::Date,
    diagnostic::{Diagnostic, codes},
    overlay::Given,
    project::{self, Folder, NotFound},
    template::quote,
};
use std::collections::BTreeMap;
use std::path::{Component, Path, PathBuf};

/// The project that a command works on.
#[derive(Debug)]
pub(super) struct Session {
    /// Its folder.
    pub(super) folder: Folder,
    /// The manifest's name in it.
    pub(super) manifest: String,
    /// The user's folder.
    pub(super) here: PathBuf,
    /// What leads from the user's folder to the project's: empty, or it ends with a slash.
    pub(super) prefix: String,
    /// The options that lead to the project, as they were given: ` -f examples/shop`.
    named: String,
    /// The values of `--param`.
    pub(super) parameters: BTreeMap<String, String>,
    /// The day on which it runs, of UTC.
    pub(super) today: Date,
}

impl Session {
    /// Finds the project, or says why there is none.
    pub(super) fn open(common: &Common) -> Result<Self, Refusal> {
        #[expect(clippy::disallowed_methods, reason = "the command line knows the process")]
        let here = std::env::current_dir().unwrap_or_default();
        let here = here.canonicalize().unwrap_or(here);
        let found = match &common.file {
            Some(path) => project::at(path),
            None => project::find(&here),
        };
        let found = found.map_err(|error| Refusal::new(Exit::File, not_found(common.file.as_deref(), &error)))?;
        let prefix = lead(&here, found.folder.root());
        let parameters = common.parameters.iter().cloned().collect();
        Ok(Self {
            folder: found.folder,
            manifest: found.manifest,
            here,
            prefix,
            named: named(common),
            parameters,
            today: today(),
        })
    }

    /// What reading the project is given.
    pub(super) fn given(&self, parameters: BTreeMap<String, String>) -> Given {
        Given { parameters }
    }

    /// The folder of the output, and how the user would name it.
    pub(super) fn output(&self, out: Option<&Path>) -> (PathBuf, String) {
        match out {
            Some(out) => (out.to_owned(), out.display().to_string().trim_end_matches('/').to_owned()),
            None => (self.folder.root().join("deploy"), format!("{}deploy", self.prefix)),
        }
    }

    /// The options that another command needs to find the same project and output, each behind a space.
    pub(super) fn again(&self, out: Option<&Path>) -> String {
        let out = out.map(|out| format!(" -o {}", quote(&out.display().to_string())));
        format!("{}{}", self.named, out.unwrap_or_default())
    }

    /// A folder as differences name it, wherever the user stands: from the project's folder, or the whole path of one outside.
    pub(super) fn in_project(&self, folder: &Path) -> String {
        let whole = plain(&self.here.join(folder));
        let path = whole.strip_prefix(self.folder.root()).unwrap_or(&whole);
        path.display().to_string().trim_start_matches('/').to_owned()
    }
}

fn named(common: &Common) -> String {
    let file = common.file.iter().map(|file| format!(" -f {}", quote(&file.display().to_string())));
    let parameters = common.parameters.iter().map(|(name, value)| format!(" --param {}", quote(&format!("{name}={value}"))));
    file.chain(parameters).collect()
}

/// A path without `.` and `..`.
fn plain(path: &Path) -> PathBuf {
    let mut plain = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir => drop(plain.pop()),
            other => plain.push(other),
        }
    }
    plain
}

/// The day that it is, of UTC.
fn today() -> Date {
    #[expect(clippy::disallowed_methods, reason = "the command line knows the process")]
    let now = std::time::SystemTime::now();
    Date::of_seconds(now.duration_since(std::time::UNIX_EPOCH).map_or(0, |since| since.as_secs()))
}

fn not_found(named: Option<&Path>, error: &NotFound) -> Diagnostic {
    let path = named.map(|path| path.display().to_string()).unwrap_or_default();
    let problem = |message: String| Diagnostic::error(&codes::PROJECT_NOT_FOUND, message);
    match error {
        NotFound::Nowhere => problem("there is no `landfall.kdl` here, or in any folder above".to_owned())
            .help("`landfall init` writes one; or name it with `-f PATH`"),
        NotFound::Two(folder, first, second) => {
            problem(format!("`{}` has two manifests: `{first}` and `{second}`", folder.display()))
                .help(format!("keep one of them, or name it: `-f {first}`"))
        }
        NotFound::Missing => problem(format!("there is no manifest at `{path}`")),
        NotFound::Failed(words) => problem(format!("the project cannot be read: {words}")),
    }
}

/// The way from one folder to another, where one lies in the other; else the whole path.
fn lead(here: &Path, folder: &Path) -> String {
    let here = here.canonicalize().unwrap_or_else(|_| here.to_owned());
    let steps = |path: &Path| path.components().filter(|part| matches!(part, Component::Normal(_))).count();
    if let Ok(below) = here.strip_prefix(folder) {
        return "../".repeat(steps(below));
    }
    match folder.strip_prefix(&here) {
        Ok(below) => format!("{}/", below.display()),
        Err(_) => format!("{}/", folder.display()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_lead_from_where_the_user_stands() {
        let lead = |here: &str, folder: &str| lead(Path::new(here), Path::new(folder));
        assert_eq!(lead("/none/shop", "/none/shop"), "");
        assert_eq!(lead("/none/shop/config/a", "/none/shop"), "../../");
        assert_eq!(lead("/none", "/none/shop"), "shop/");
        assert_eq!(lead("/none/other", "/none/shop"), "/none/shop/");
    }
}
