//! `landfall graph`: who reaches whom in an environment.

use super::arguments::{Common, Graph, GraphForm};
use super::json::Versioned;
use super::session::Session;
use super::{Exit, Terminal, report};
use crate::{
    compile,
    diagnostic::{Diagnostics, View},
    graph::{self, dot, json, mermaid, svg, text},
};

/// Draws the graph of an environment.
pub(super) fn run(common: &Common, options: &Graph, terminal: &mut Terminal) -> Exit {
    let session = match Session::open(common) {
        Ok(session) => session,
        Err(refusal) => return refusal.print(options.format, terminal),
    };
    let mut diagnostics = Diagnostics::default();
    let given = session.given(session.parameters.clone());
    let names = [options.environment.clone()];
    let analysis = compile::analyze(&session.folder, &session.manifest, &given, &names, &mut diagnostics);
    let analyzed = analysis.environments.first().filter(|_| !diagnostics.has_errors());
    let Some(analyzed) = analyzed else {
        diagnostics.sort();
        let view = View::new(&analysis.project.sources, &session.prefix, &diagnostics);
        report::form(options.format.into(), &view, &diagnostics, terminal);
        return Exit::of(&diagnostics);
    };
    let graph = graph::graph(analyzed.plan());
    match options.format {
        GraphForm::Text => terminal.tell(&text::render(&graph)),
        GraphForm::Dot => terminal.result(&dot::render(&graph)),
        GraphForm::Mermaid => terminal.result(&mermaid::render(&graph)),
        GraphForm::Svg => terminal.result(&svg::render(&graph)),
        GraphForm::Json => Versioned::first(json::Report::new(&graph)).print(terminal),
    }
    Exit::Fine
}
