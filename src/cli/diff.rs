//! `landfall diff`: what differs between two environments, or since a revision of Git.

use super::arguments::{Common, Diff, DiffForm};
use super::json::Versioned;
use super::refusal::Refusal;
use super::session::Session;
use super::{Exit, Terminal, report};
use crate::{
    causes::Side,
    compile::{self, Analysis, Analyzed},
    diagnostic::{Diagnostic, Diagnostics, Masks, Severity, View, codes},
    diff::{self, Compared, json, markdown, text},
    project::{NoRevision, Revision},
    source::{Files, SourceMap},
};

/// Compares two environments, or each environment with itself at a revision.
pub(super) fn run(common: &Common, options: &Diff, terminal: &mut Terminal) -> Exit {
    if options.against.is_none() && options.environments.len() != 2 {
        let help = "`landfall diff staging production` compares two, `landfall diff --against main` each with its past";
        return Refusal::usage("two environments are compared", help).print(options.format, terminal);
    }
    let session = match Session::open(common) {
        Ok(session) => session,
        Err(refusal) => return refusal.print(options.format, terminal),
    };
    let compared = match &options.against {
        Some(revision) => against(&session, options, revision, terminal),
        None => environments(&session, options, terminal),
    };
    match compared {
        Ok(compared) => print(options, &compared, terminal),
        Err(exit) => exit,
    }
}

fn environments(session: &Session, options: &Diff, terminal: &mut Terminal) -> Result<Compared, Exit> {
    let (analysis, diagnostics) = present(session, options, terminal)?;
    let masks = masks(&analysis, &diagnostics);
    let side = |analyzed| side(analyzed, &analysis.project.sources, &session.folder, &masks, &session.prefix);
    match analysis.environments.as_slice() {
        [before, after] => {
            let pairs = vec![diff::compare(&side(before), &side(after))];
            Ok(Compared { against: None, past_errors: 0, pairs, new: Vec::new(), gone: Vec::new() })
        }
        _ => Err(Exit::Manifest),
    }
}

/// What the manifest says now; what is wrong with it is told.
fn present(session: &Session, options: &Diff, terminal: &mut Terminal) -> Result<(Analysis, Diagnostics), Exit> {
    let mut diagnostics = Diagnostics::default();
    let given = session.given(session.parameters.clone());
    let analysis = compile::analyze(&session.folder, &session.manifest, &given, &options.environments, &mut diagnostics);
    if diagnostics.has_errors() {
        diagnostics.sort();
        let view = View::new(&analysis.project.sources, &session.prefix, &diagnostics);
        report::form(options.format.into(), &view, &diagnostics, terminal);
        return Err(Exit::of(&diagnostics));
    }
    Ok((analysis, diagnostics))
}

fn against(session: &Session, options: &Diff, name: &str, terminal: &mut Terminal) -> Result<Compared, Exit> {
    let (now, diagnostics) = present(session, options, terminal)?;
    let opened = Revision::open(session.folder.root(), name);
    let opened = opened.and_then(|revision| Ok((revision.manifest(&session.manifest)?, revision)));
    let (manifest, revision) = opened.map_err(|error| unknown(name, &error).print(options.format, terminal))?;
    let mut past_diagnostics = Diagnostics::default();
    // A parameter that the past did not have is not its mistake.
    let given = session.given(session.parameters.clone());
    let project = crate::overlay::Project::read(&revision, &manifest, &given, &mut past_diagnostics);
    let known: Vec<String> = project.environments().map(str::to_owned).collect();
    let past = compile::judge(&revision, project, &known, &mut past_diagnostics);
    let past_errors = past_diagnostics.iter().filter(|diagnostic| diagnostic.severity == Severity::Error).count();
    let (now_masks, past_masks) = (masks(&now, &diagnostics), masks(&past, &past_diagnostics));
    let lead = format!("{}:", name.trim_end_matches("..."));
    let mut compared =
        Compared { against: Some(name.to_owned()), past_errors, pairs: Vec::new(), new: Vec::new(), gone: Vec::new() };
    for after in &now.environments {
        let environment = &after.merged.environment.name;
        let after = side(after, &now.project.sources, &session.folder, &now_masks, &session.prefix);
        match past.environments.iter().find(|before| before.merged.environment.name == *environment) {
            Some(before) => {
                let before = side(before, &past.project.sources, &revision, &past_masks, &lead);
                compared.pairs.push(diff::compare(&before, &after));
            }
            None => compared.new.push(environment.clone()),
        }
    }
    if options.environments.is_empty() {
        let here = |environment: &&String| now.environments.iter().any(|now| now.merged.environment.name == **environment);
        compared.gone.extend(known.iter().filter(|environment| !here(environment)).cloned());
    }
    Ok(compared)
}

fn masks(analysis: &Analysis, diagnostics: &Diagnostics) -> Masks {
    let sources = &analysis.project.sources;
    Masks::new(sources, sources.files().map(|(file, _)| file), diagnostics)
}

fn side<'a>(analyzed: &'a Analyzed, sources: &'a SourceMap, files: &'a dyn Files, masks: &'a Masks, folder: &'a str) -> Side<'a> {
    Side { analyzed, sources, files, masks, folder }
}

/// Says why a revision cannot be compared with.
fn unknown(name: &str, error: &NoRevision) -> Refusal {
    let problem = |message: String| Diagnostic::error(&codes::REVISION, message);
    let diagnostic = match error {
        NoRevision::NoGit => problem("`git` is not there, and it reads what a revision has".to_owned())
            .help("install it: https://git-scm.com/downloads"),
        NoRevision::NoRepository => problem("the project is in no Git repository".to_owned())
            .help("`landfall diff ENV ENV` compares two environments without one"),
        NoRevision::Unknown => problem(format!("there is no revision `{}`", name.trim_end_matches("...")))
            .help("a branch of a remote is named with it: `origin/main`; a clone of one branch alone has no other: `git fetch origin main`"),
        NoRevision::NoAncestor => problem(format!("no revision is known where this branch left `{}`", name.trim_end_matches("...")))
            .help("a shallow clone may lack it: `git fetch --unshallow`; without the dots, the revision itself is compared with"),
        NoRevision::NoManifest => problem(format!("at `{name}` the folder of the project has no manifest"))
            .help("compare with a revision that has one, or name its folder: `-f PATH`"),
        NoRevision::Failed(words) => problem(format!("`git` fails: {words}")),
    };
    Refusal::new(Exit::File, diagnostic)
}

/// What a comparison lacks where the past has mistakes.
fn past(Compared { against, past_errors, .. }: &Compared) -> String {
    let words = if *past_errors == 1 { "1 error".to_owned() } else { format!("{past_errors} errors") };
    let revision = against.as_deref().unwrap_or_default();
    format!("warning: at `{revision}` the manifest has {words}, and what they leave out is not compared\n")
}

fn print(options: &Diff, compared: &Compared, terminal: &mut Terminal) -> Exit {
    if compared.past_errors > 0 && options.format != DiffForm::Json && !terminal.quiet {
        terminal.say(&past(compared));
    }
    let look = text::Look { all: options.all, color: terminal.colored };
    match options.format {
        DiffForm::Text => terminal.tell(&text::whole(compared, look)),
        DiffForm::Short => terminal.tell(&text::short(compared, look)),
        DiffForm::Markdown => terminal.result(&markdown::whole(compared, options.all)),
        DiffForm::Json => Versioned::first(json::Report::new(compared)).print(terminal),
    }
    if options.exit_code && compared.differs(options.all) { Exit::Differs } else { Exit::Fine }
}
