//! `landfall fmt`: manifests in KDL, laid out in one way.

use super::arguments::{Common, Fmt};
use super::reader::{Page, Reader};
use super::refusal::Refusal;
use super::session::Session;
use super::{Exit, Terminal};
use crate::{
    diagnostic::{Diagnostic, Diagnostics, View, codes},
    kdl, output,
    overlay::Project,
    project,
    source::SourceMap,
};
use schemars::JsonSchema;
use serde::Serialize;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

/// What `landfall fmt` says to programs.
pub(super) type Report = Page<Files>;

/// The files that were looked at.
#[derive(Debug, Default, Serialize, JsonSchema)]
pub(super) struct Files {
    /// Each file.
    files: Vec<Seen>,
}

/// A file that was looked at.
#[derive(Debug, Serialize, JsonSchema)]
struct Seen {
    /// The file, from the folder where the command runs; `standard input` for that.
    path: String,
    /// What became of it.
    state: State,
    /// It, laid out; of standard input, without `--check`.
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<String>,
}

/// What became of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
enum State {
    /// It was laid out already.
    Unchanged,
    /// It was laid out anew.
    Changed,
    /// It would be laid out anew; with `--check`.
    Differs,
    /// It stays as it is, and a diagnostic says why.
    Refused,
}

/// A file to be laid out.
struct File {
    /// Where it is; `None` for standard input.
    path: Option<PathBuf>,
    /// How the user would name it.
    shown: String,
}

/// Lays out the files that are named, or the project's own.
pub(super) fn run(common: &Common, options: &Fmt, terminal: &mut Terminal) -> Exit {
    let mut reader = Reader::new(options.format, terminal);
    let files = match options.files.as_slice() {
        [] => own(common),
        named => Ok(named.iter().map(|path| named_file(path)).collect()),
    };
    let exit = match files {
        Ok(files) => lay_out_all(&files, options.check, &mut reader),
        Err(refusal) => reader.refuse(refusal),
    };
    reader.finish();
    exit
}

fn lay_out_all(files: &[File], check: bool, reader: &mut Reader<'_, Files>) -> Exit {
    let mut exit = Exit::Fine;
    let mut done = 0_usize;
    for file in files {
        let end = lay_out(file, check, reader);
        done += usize::from(end == Exit::Fine);
        exit = exit.max(end);
    }
    if let Some(terminal) = reader.people() {
        if exit == Exit::Differs && !terminal.quiet {
            terminal.say("help: `landfall fmt` lays them out\n");
        }
        if terminal.verbose {
            terminal.say(&format!("{done} of {} files are laid out\n", files.len()));
        }
    }
    exit
}

fn named_file(path: &Path) -> File {
    let shown = path.display().to_string();
    match shown.as_str() {
        "-" => File { path: None, shown: "standard input".to_owned() },
        _ => File { path: Some(path.to_owned()), shown },
    }
}

/// The texts in KDL that the project is read from.
fn own(common: &Common) -> Result<Vec<File>, Refusal> {
    let session = Session::open(common)?;
    let given = session.given(session.parameters.clone());
    let project = Project::read(&session.folder, &session.manifest, &given, &mut Diagnostics::default());
    let texts = project.sources.files().filter(|(_, file)| file.path.ends_with(".kdl"));
    let files = texts.map(|(_, file)| File {
        path: Some(session.folder.root().join(&file.path)),
        shown: format!("{}{}", session.prefix, file.path),
    });
    let files: Vec<_> = files.collect();
    if files.is_empty() {
        let message = format!("`{}{}` is not written in KDL", session.prefix, session.manifest);
        return Err(Refusal::usage(message, "YAML and JSON have formatters of their own"));
    }
    Ok(files)
}

fn lay_out(file: &File, check: bool, reader: &mut Reader<'_, Files>) -> Exit {
    let (exit, state, text) = match laid_out(file, check, reader) {
        Ok((State::Differs, _)) => (Exit::Differs, State::Differs, None),
        Ok((state, text)) => (Exit::Fine, state, text),
        Err(exit) => (exit, State::Refused, None),
    };
    if let Some(terminal) = reader.people() {
        match (&text, state) {
            (Some(text), _) => terminal.result(text),
            (None, State::Differs) => terminal.result(&format!("{}: would be laid out anew\n", file.shown)),
            (None, State::Changed) if !terminal.quiet => terminal.result(&format!("{}: laid out\n", file.shown)),
            (None, State::Changed | State::Unchanged | State::Refused) => {}
        }
    }
    reader.note(|page| page.files.push(Seen { path: file.shown.clone(), state, text }));
    exit
}

/// What became of a file, with its text where that is the result.
fn laid_out(file: &File, check: bool, reader: &mut Reader<'_, Files>) -> Result<(State, Option<String>), Exit> {
    if file.path.is_some() && !file.shown.ends_with(".kdl") {
        let message = format!("`{}` is not written in KDL", file.shown);
        return Err(reader.refuse(Refusal::usage(message, "only files whose names end in `.kdl` are laid out")));
    }
    let text = read(file).map_err(|error| {
        let message = format!("`{}`: cannot read it: {error}", file.shown);
        reader.refuse(Refusal::new(Exit::File, Diagnostic::error(&codes::UNREADABLE_FILE, message)))
    })?;
    let mut sources = SourceMap::default();
    let id = sources.add(&file.shown, text.as_str());
    let mut diagnostics = Diagnostics::default();
    kdl::read(&text, id, &mut diagnostics);
    if diagnostics.has_errors() {
        diagnostics.sort();
        reader.tell(&View::new(&sources, "", &diagnostics), &diagnostics);
        return Err(Exit::Manifest);
    }
    let formatted = kdl::format(&text);
    let state = if formatted == text { State::Unchanged } else { State::Changed };
    match &file.path {
        _ if check && state == State::Changed => Ok((State::Differs, None)),
        None if !check => Ok((state, Some(formatted))),
        Some(path) if state == State::Changed => match output::replace_source(path, &formatted) {
            Ok(()) => Ok((state, None)),
            Err(error) => {
                let message = format!("`{}`: cannot write it: {error}", file.shown);
                Err(reader.refuse(Refusal::unwritten(message, "see that you may write there")))
            }
        },
        _ => Ok((state, None)),
    }
}

fn read(file: &File) -> io::Result<String> {
    match &file.path {
        Some(path) => project::text(path),
        None => {
            let mut text = String::new();
            io::stdin().lock().read_to_string(&mut text)?;
            Ok(text)
        }
    }
}
