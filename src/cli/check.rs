//! `landfall check`: what is wrong, and nothing is written.

use super::arguments::{Check, Common, Format};
use super::session::Session;
use super::{Exit, Terminal, report, waived};
use crate::{
    compile,
    diagnostic::{Diagnostics, Severity, View},
};

/// Analyzes and emits the environments in memory.
pub(super) fn run(common: &Common, options: &Check, terminal: &mut Terminal) -> Exit {
    let session = match Session::open(common) {
        Ok(session) => session,
        Err(refusal) => return refusal.print(options.format, terminal),
    };
    let losses = match (options.strict, options.format) {
        (true, _) => Some(Severity::Error),
        (false, Format::Human) => None,
        (false, Format::Json | Format::Sarif | Format::Github) => Some(Severity::Warning),
    };
    let mut diagnostics = Diagnostics::default();
    let given = session.given(session.parameters.clone());
    let analysis = compile::analyze(&session.folder, &session.manifest, &given, &options.environments, &mut diagnostics);
    compile::judge_dates(&analysis, options.today.unwrap_or(session.today), options.release, &mut diagnostics);
    compile::render_all(&analysis, losses, &mut diagnostics);
    diagnostics.sort();
    let view = View::new(&analysis.project.sources, &session.prefix, &diagnostics);
    report::form(options.format, &view, &diagnostics, terminal);
    if diagnostics.has_errors() {
        return Exit::of(&diagnostics);
    }
    if options.format == Format::Human && !terminal.quiet {
        let names: Vec<_> = analysis.environments.iter().map(|one| one.merged.environment.name.as_str()).collect();
        terminal.result(&format!("no errors in {}\n", names.join(", ")));
        waived::print(analysis.environments.iter(), terminal);
    }
    Exit::Fine
}
