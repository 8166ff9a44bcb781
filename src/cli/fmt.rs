//! `landfall fmt`: manifests in KDL, laid out in one way.

use super::arguments::{Common, Fmt};
use super::session::Session;
use super::{Exit, Terminal, report};
use crate::{
    diagnostic::{Diagnostic, Diagnostics, View, codes},
    kdl, output,
    overlay::Project,
    project,
    source::SourceMap,
};
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

/// A file to be laid out.
struct File {
    /// Where it is; `None` for standard input.
    path: Option<PathBuf>,
    /// How the user would name it.
    shown: String,
}

/// Lays out the files that are named, or the project's own.
pub(super) fn run(common: &Common, options: &Fmt, terminal: &mut Terminal) -> Exit {
    let files = match options.files.as_slice() {
        [] => match own(common, terminal) {
            Ok(files) => files,
            Err(exit) => return exit,
        },
        named => named.iter().map(|path| named_file(path)).collect(),
    };
    let mut exit = Exit::Fine;
    let mut done = 0_usize;
    for file in &files {
        let end = lay_out(file, options.check, terminal);
        done += usize::from(end == Exit::Fine);
        exit = exit.max(end);
    }
    if exit == Exit::Differs && !terminal.quiet {
        terminal.say("help: `landfall fmt` lays them out\n");
    }
    if terminal.verbose {
        terminal.say(&format!("{done} of {} files are laid out\n", files.len()));
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
fn own(common: &Common, terminal: &mut Terminal) -> Result<Vec<File>, Exit> {
    let session = Session::open(common, terminal)?;
    let given = session.given(session.parameters.clone());
    let project = Project::read(&session.folder, &session.manifest, &given, &mut Diagnostics::default());
    let texts = project.sources.files().filter(|(_, file)| file.path.ends_with(".kdl"));
    let files = texts.map(|(_, file)| File {
        path: Some(session.folder.root().join(&file.path)),
        shown: format!("{}{}", session.prefix, file.path),
    });
    let files: Vec<_> = files.collect();
    if files.is_empty() {
        terminal.say(&format!(
            "error: `{}` is not written in KDL\nhelp: YAML and JSON have formatters of their own\n",
            session.manifest
        ));
        return Err(Exit::Usage);
    }
    Ok(files)
}

fn lay_out(file: &File, check: bool, terminal: &mut Terminal) -> Exit {
    let text = match read(file) {
        Ok(text) => text,
        Err(error) => return refuse(file, &format!("cannot read it: {error}"), terminal),
    };
    if file.path.is_some() && !file.shown.ends_with(".kdl") {
        let message =
            format!("error: `{}` is not written in KDL\nhelp: only files whose names end in `.kdl` are laid out\n", file.shown);
        terminal.say(&message);
        return Exit::Usage;
    }
    let mut sources = SourceMap::default();
    let id = sources.add(&file.shown, text.as_str());
    let mut diagnostics = Diagnostics::default();
    kdl::read(&text, id, &mut diagnostics);
    if diagnostics.has_errors() {
        diagnostics.sort();
        report::human(&View::new(&sources, "", &diagnostics), &diagnostics, terminal);
        return Exit::Manifest;
    }
    let formatted = kdl::format(&text);
    match &file.path {
        None if !check => terminal.result(&formatted),
        _ if formatted == text => {}
        _ if check => {
            terminal.result(&format!("{}: would be laid out anew\n", file.shown));
            return Exit::Differs;
        }
        Some(path) => match output::replace_source(path, &formatted) {
            Ok(()) if terminal.quiet => {}
            Ok(()) => terminal.result(&format!("{}: laid out\n", file.shown)),
            Err(error) => return refuse(file, &format!("cannot write it: {error}"), terminal),
        },
        None => {}
    }
    Exit::Fine
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

fn refuse(file: &File, words: &str, terminal: &mut Terminal) -> Exit {
    let mut diagnostics = Diagnostics::default();
    diagnostics.push(Diagnostic::error(&codes::UNREADABLE_FILE, format!("`{}`: {words}", file.shown)));
    report::human(&View::new(&SourceMap::default(), "", &diagnostics), &diagnostics, terminal);
    Exit::File
}
