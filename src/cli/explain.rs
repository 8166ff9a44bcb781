//! `landfall explain`: where a value came from, or what a code means.

use super::arguments::{Common, Explain, Form};
use super::json::Versioned;
use super::session::Session;
use super::{Exit, Terminal, report};
use crate::{
    compile,
    diagnostic::{Diagnostics, Masks, View},
    explain::{self, Explained, Explainer, Meaning},
};
use schemars::JsonSchema;
use serde::Serialize;

/// What `landfall explain` says.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(untagged)]
pub(super) enum Explanation {
    /// What a code or a rule means.
    Code(Meaning),
    /// The values at a path, or below it.
    Values {
        /// The environment.
        environment: String,
        /// Each value.
        values: Vec<Explained>,
    },
}

impl Explanation {
    fn print(self, form: Form, terminal: &mut Terminal) {
        match (form, self) {
            (Form::Human, Self::Code(meaning)) => terminal.result(&meaning.to_string()),
            (Form::Human, Self::Values { values, .. }) => {
                terminal.result(&values.iter().map(Explained::to_string).collect::<String>())
            }
            (Form::Json, this) => Versioned::first(this).print(terminal),
        }
    }
}

/// Explains a path of an environment, a code or a rule.
pub(super) fn run(common: &Common, options: &Explain, terminal: &mut Terminal) -> Exit {
    match &options.path {
        Some(path) => value(common, options, path, terminal),
        None => code(&options.subject, options.format, terminal),
    }
}

fn code(name: &str, form: Form, terminal: &mut Terminal) -> Exit {
    match explain::code(name) {
        Ok(meaning) => {
            Explanation::Code(meaning).print(form, terminal);
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

fn value(common: &Common, options: &Explain, path: &str, terminal: &mut Terminal) -> Exit {
    let environment = &options.subject;
    let session = match Session::open(common, terminal) {
        Ok(session) => session,
        Err(exit) => return exit,
    };
    let mut diagnostics = Diagnostics::default();
    let given = session.given(session.parameters.clone());
    let names = [environment.clone()];
    let analysis = compile::analyze(&session.folder, &session.manifest, &given, &names, &mut diagnostics);
    let Some(analyzed) = analysis.environments.first() else {
        diagnostics.sort();
        report::human(&View::new(&analysis.project.sources, &session.prefix, &diagnostics), &diagnostics, terminal);
        return Exit::Manifest;
    };
    let sources = &analysis.project.sources;
    let masks = Masks::new(sources, sources.files().map(|(file, _)| file), &diagnostics);
    let explainer = Explainer { analyzed, sources, files: &session.folder, folder: &session.prefix, masks: &masks };
    match explainer.value(path) {
        Ok(values) => {
            Explanation::Values { environment: environment.clone(), values }.print(options.format, terminal);
            Exit::Fine
        }
        Err(meant) => {
            let help = meant.map(|meant| format!("help: did you mean `{meant}`?\n")).unwrap_or_default();
            terminal.say(&format!("error: nothing is at `{path}` in `{environment}`\n{help}"));
            Exit::Usage
        }
    }
}
