//! `landfall explain`: where a value came from, or what a node, a code or a rule means.

use super::arguments::{Common, Explain, Form};
use super::json::Versioned;
use super::refusal::Refusal;
use super::session::Session;
use super::{Exit, Terminal, report};
use crate::{
    compile,
    diagnostic::{Diagnostics, Masks, View},
    explain::{self, Explained, Explainer, Meaning},
    nearest::nearest,
    reference::{self, Page},
};
use schemars::JsonSchema;
use serde::Serialize;

/// What `landfall explain` says.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(untagged)]
pub(super) enum Explanation {
    /// What a code or a rule means.
    Code(Meaning),
    /// What a name of the language means.
    Language(Page),
    /// What a name of the language means, that is the name of a code or a rule as well.
    Both {
        /// What it means in the language.
        #[serde(flatten)]
        page: Page,
        /// What the code or the rule means.
        meaning: Meaning,
    },
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
            (Form::Human, Self::Code(meaning)) => terminal.tell(&meaning.to_string()),
            (Form::Human, Self::Language(page)) => {
                let width = terminal.look.width.min(WIDEST);
                terminal.tell(&page.text(width));
            }
            (Form::Human, Self::Both { page, meaning }) => {
                let width = terminal.look.width.min(WIDEST);
                terminal.tell(&format!("{}\n{meaning}", page.text(width)));
            }
            (Form::Human, Self::Values { values, .. }) => {
                terminal.tell(&values.iter().map(Explained::to_string).collect::<String>())
            }
            (Form::Json, this) => Versioned::first(this).print(terminal),
        }
    }
}

/// How wide a page of words is where there is more room.
const WIDEST: usize = 100;

/// Explains a path of an environment, a name of the language, a code or a rule.
pub(super) fn run(common: &Common, options: &Explain, terminal: &mut Terminal) -> Exit {
    match (&options.subject, &options.path) {
        (Some(environment), Some(path)) => value(common, environment, path, options.format, terminal),
        (Some(name), None) => meaning(name, options.format, terminal),
        (None, _) => {
            Explanation::Language(reference::contents()).print(options.format, terminal);
            Exit::Fine
        }
    }
}

fn meaning(name: &str, form: Form, terminal: &mut Terminal) -> Exit {
    let explanation = match (reference::explain(name), explain::code(name)) {
        (Ok(page), Ok(meaning)) => Explanation::Both { page, meaning },
        (Ok(page), Err(_)) => Explanation::Language(page),
        (Err(_), Ok(meaning)) => Explanation::Code(meaning),
        (Err(node), Err(code)) => {
            let help = match nearest(name, code.into_iter().chain(node.as_deref())) {
                Some(meant) => format!("did you mean `{meant}`?"),
                None => {
                    "`landfall explain` lists the language; a value of an environment is explained by `landfall explain ENV PATH`"
                        .to_owned()
                }
            };
            return Refusal::usage(format!("there is no field, no code and no rule `{name}`"), help).print(form, terminal);
        }
    };
    explanation.print(form, terminal);
    Exit::Fine
}

fn value(common: &Common, environment: &str, path: &str, form: Form, terminal: &mut Terminal) -> Exit {
    let session = match Session::open(common) {
        Ok(session) => session,
        Err(refusal) => return refusal.print(form, terminal),
    };
    let mut diagnostics = Diagnostics::default();
    let given = session.given(session.parameters.clone());
    let names = [environment.to_owned()];
    let analysis = compile::analyze(&session.folder, &session.manifest, &given, &names, &mut diagnostics);
    let Some(analyzed) = analysis.environments.first() else {
        diagnostics.sort();
        let view = View::new(&analysis.project.sources, &session.prefix, &diagnostics);
        report::form(form.into(), &view, &diagnostics, terminal);
        return Exit::of(&diagnostics);
    };
    let sources = &analysis.project.sources;
    let masks = Masks::new(sources, sources.files().map(|(file, _)| file), &diagnostics);
    let explainer = Explainer { analyzed, sources, files: &session.folder, folder: &session.prefix, masks: &masks };
    match explainer.value(path) {
        Ok(values) => {
            Explanation::Values { environment: environment.to_owned(), values }.print(form, terminal);
            Exit::Fine
        }
        Err(meant) => {
            let help = match meant {
                Some(meant) => format!("did you mean `{meant}`?"),
                None => format!("`landfall explain {environment} services` shows all services with their values"),
            };
            Refusal::usage(format!("nothing is at `{path}` in `{environment}`"), help).print(form, terminal)
        }
    }
}
