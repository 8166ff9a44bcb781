//! `landfall explain`: where a value came from, or what a code means.

use super::arguments::{Common, Explain};
use super::session::Session;
use super::{Exit, Terminal, report};
use crate::{
    compile,
    diagnostic::{Diagnostics, Masks, View},
    explain::{self, Explainer},
};

/// Explains a path of an environment, a code or a rule.
pub(super) fn run(common: &Common, options: &Explain, terminal: &mut Terminal) -> Exit {
    match &options.path {
        Some(path) => value(common, &options.subject, path, terminal),
        None => code(&options.subject, terminal),
    }
}

fn code(name: &str, terminal: &mut Terminal) -> Exit {
    match explain::code(name) {
        Ok(text) => {
            terminal.result(&text);
            Exit::Fine
        }
        Err(meant) => {
            let help = match meant {
                Some(meant) => format!("did you mean `{meant}`?"),
                None => "a value of an environment is explained by `landfall explain ENV PATH`".to_owned(),
            };
            terminal.say(&format!("error: there is no code and no rule `{name}`\nhelp: {help}\n"));
            Exit::Usage
        }
    }
}

fn value(common: &Common, environment: &str, path: &str, terminal: &mut Terminal) -> Exit {
    let session = match Session::open(common, terminal) {
        Ok(session) => session,
        Err(exit) => return exit,
    };
    let mut diagnostics = Diagnostics::default();
    let given = session.given(session.parameters.clone());
    let names = [environment.to_owned()];
    let analysis = compile::analyze(&session.folder, &session.manifest, &given, &names, &mut diagnostics);
    let Some(analyzed) = analysis.environments.first() else {
        diagnostics.sort();
        report::human(&View::new(&analysis.project.sources, &session.prefix, &diagnostics), &diagnostics, terminal);
        return Exit::Manifest;
    };
    let sources = &analysis.project.sources;
    let masks = Masks::new(sources, sources.files().map(|(file, _)| file), &diagnostics);
    let explainer = Explainer { analyzed, sources, folder: &session.prefix, masks: &masks };
    match explainer.value(path) {
        Ok(text) => {
            terminal.result(&text);
            Exit::Fine
        }
        Err(meant) => {
            let help = meant.map(|meant| format!("help: did you mean `{meant}`?\n")).unwrap_or_default();
            terminal.say(&format!("error: nothing is at `{path}` in `{environment}`\n{help}"));
            Exit::Usage
        }
    }
}
