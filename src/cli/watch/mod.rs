//! `landfall watch`: renders whenever something changes that a render reads.

mod reads;
mod screen;

use super::arguments::{Common, Form, Watch};
use super::json::Versioned;
use super::refusal::Refusal;
use super::rendered::{Page, With};
use super::session::Session;
use super::{Exit, Terminal, render, report, summary};
use crate::{
    compile,
    diagnostic::{Diagnostic, Diagnostics, Severity, View, codes},
    output::Failure,
    overlay::Project,
};
use notify::{Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher as _, event::ModifyKind};
use reads::{Reads, Recorder};
use schemars::JsonSchema;
use screen::Screen;
use serde::Serialize;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::Duration;

/// How long nothing has to happen after a change: an editor writes, renames and sets modes.
const QUIET: Duration = Duration::from_millis(80);
/// How many events are waited for at most before a render.
const MOST: usize = 1_000;

/// What happens while nobody types.
enum Message {
    Changed(Event),
    /// The system lost count of the changes.
    Overflown,
    End,
}

/// What `landfall watch` says to programs of one render.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Report {
    /// The file that changed, from the folder where the command runs; left out at the first render.
    #[serde(skip_serializing_if = "Option::is_none")]
    changed: Option<String>,
    /// Whether the output is as the manifest says now; where it is not, nothing was written, and a diagnostic says why.
    written: bool,
    #[serde(flatten)]
    page: Page,
}

/// What one render came to.
struct Round {
    /// What is said of it.
    line: String,
    /// What is wrong, as people read it.
    block: String,
    reads: Reads,
    /// Whether nothing had to be written.
    is_idle: bool,
}

/// Renders at once, and after each change until it is interrupted.
pub(super) fn run(common: &Common, options: &Watch, terminal: &mut Terminal) -> Exit {
    let session = match Session::open(common) {
        Ok(session) => session,
        Err(refusal) => return refuse(refusal, options, terminal),
    };
    let (sender, receiver) = channel();
    let ends = sender.clone();
    if let Err(error) = ctrlc::set_handler(move || drop(ends.send(Message::End))) {
        return refuse(unwatched(&format!("the end of a watch cannot be awaited: {error}")), options, terminal);
    }
    let report = move |event: notify::Result<Event>| {
        let message = match event {
            Ok(event) if event.need_rescan() => Message::Overflown,
            Ok(event) => Message::Changed(event),
            Err(_) => Message::Overflown,
        };
        drop(sender.send(message));
    };
    match notify::recommended_watcher(report) {
        Ok(watcher) => watch(&session, options, watcher, &receiver, terminal),
        Err(error) => refuse(unwatched(&format!("files cannot be watched: {error}")), options, terminal),
    }
}

fn watch(
    session: &Session,
    options: &Watch,
    mut watcher: RecommendedWatcher,
    messages: &Receiver<Message>,
    terminal: &mut Terminal,
) -> Exit {
    let root = session.folder.root();
    let mut screen = Screen::new(terminal);
    let mut places = BTreeSet::new();
    let mut cause = String::new();
    loop {
        let mut round = render(session, options, &cause, terminal);
        // A change between the render and the watch of a new place would be lost: what is new is read once more.
        while follow(&mut watcher, &mut places, round.reads.places(root)) {
            let again = render(session, options, &cause, terminal);
            round = if again.is_idle && round.block == again.block { Round { reads: again.reads, ..round } } else { again };
        }
        let is_for_people = options.format == Form::Human;
        if cause.is_empty() && is_for_people && !terminal.quiet {
            terminal.say(&format!("watching {}; Ctrl-C ends it\n", files(round.reads.count(root))));
        }
        screen.show(&round.line, if is_for_people { &round.block } else { "" }, terminal);
        match await_change(root, &round.reads, messages) {
            Some(changed) => cause = changed,
            None => return Exit::Fine,
        }
    }
}

/// Watches what is read now and no more; whether a place is new.
fn follow(watcher: &mut RecommendedWatcher, places: &mut BTreeSet<PathBuf>, wanted: BTreeSet<PathBuf>) -> bool {
    places.difference(&wanted).for_each(|place| drop(watcher.unwatch(place)));
    let added: BTreeSet<_> =
        wanted.difference(places).filter(|place| watcher.watch(place, RecursiveMode::NonRecursive).is_ok()).cloned().collect();
    places.retain(|place| wanted.contains(place));
    let is_new = !added.is_empty();
    places.extend(added);
    is_new
}

/// Waits for a change that concerns what was read, and until no more follow; `None` at the end.
fn await_change(root: &Path, reads: &Reads, messages: &Receiver<Message>) -> Option<String> {
    let mut cause = None;
    let mut count = 0_usize;
    loop {
        let message = match cause {
            Some(_) if count < MOST => messages.recv_timeout(QUIET),
            Some(_) => Err(RecvTimeoutError::Timeout),
            None => messages.recv().map_err(|_| RecvTimeoutError::Disconnected),
        };
        match message {
            Ok(Message::End) | Err(RecvTimeoutError::Disconnected) => return None,
            Err(RecvTimeoutError::Timeout) => return cause,
            Ok(Message::Overflown) => cause = Some("many files".to_owned()),
            Ok(Message::Changed(event)) => {
                count += 1;
                cause = cause.or_else(|| concern(root, reads, &event));
            }
        }
    }
}

/// The path that an event is about, where that concerns what was read.
fn concern(root: &Path, reads: &Reads, event: &Event) -> Option<String> {
    let is_content = match event.kind {
        EventKind::Access(_) => return None,
        EventKind::Modify(ModifyKind::Name(_))
        | EventKind::Create(_)
        | EventKind::Remove(_)
        | EventKind::Any
        | EventKind::Other => false,
        EventKind::Modify(_) => true,
    };
    let path = event.paths.iter().find(|path| reads.concern(root, path, is_content))?;
    Some(path.strip_prefix(root).unwrap_or(path).display().to_string())
}

/// Renders once.
fn render(session: &Session, options: &Watch, cause: &str, terminal: &Terminal) -> Round {
    let recorder = Recorder::new(&session.folder);
    let mut diagnostics = Diagnostics::default();
    let given = session.given(session.parameters.clone());
    let project = Project::read(&recorder, &session.manifest, &given, &mut diagnostics);
    let analysis = compile::judge(&recorder, project, &options.environments, &mut diagnostics);
    let rendered = compile::render_all(&analysis, None, &mut diagnostics);
    let mut is_idle = true;
    let mut page = Page::default();
    let said = match diagnostics.has_errors() {
        true => None,
        false => {
            let written = render::compare(session, options.out.as_deref(), false, &session.parameters, &analysis, &rendered)
                .and_then(|compared| {
                    for one in &compared {
                        diagnostics.append(compile::endangered(one.analyzed, one.rendered, one.old.as_ref(), &one.changes));
                    }
                    is_idle = compared.iter().all(|one| one.changes.is_empty());
                    render::store(&compared, false, |_| ())?;
                    page.add(&compared, With { diff: false, ledger: false });
                    Ok(compared
                        .iter()
                        .map(|one| format!("{} {}", one.rendered.environment, summary::counts(one)))
                        .collect::<Vec<_>>()
                        .join("; "))
                });
            written
                .map_err(|failures: Vec<(String, Failure)>| {
                    failures.iter().for_each(|(folder, failure)| diagnostics.push(report::failure(folder, failure)));
                })
                .ok()
        }
    };
    diagnostics.sort();
    let wrong = diagnostics.iter().filter(|one| one.severity != Severity::Note).count();
    let view = View::new(&analysis.project.sources, &session.prefix, &diagnostics);
    let block = if wrong > 0 { report::text(&view, &diagnostics, terminal.look) } else { String::new() };
    let changed = (!cause.is_empty()).then(|| format!("{}{cause}", session.prefix));
    let line = match options.format {
        Form::Json => {
            page.tell(&view, &diagnostics);
            Versioned::first(Report { changed, written: said.is_some(), page }).line()
        }
        Form::Human if terminal.quiet => String::new(),
        Form::Human => {
            let cause = changed.map(|changed| format!("{changed}: ")).unwrap_or_default();
            format!("{cause}{}\n", said.as_deref().unwrap_or("not written"))
        }
    };
    Round { line, block, reads: recorder.reads(), is_idle }
}

fn files(count: usize) -> String {
    if count == 1 { "1 file".to_owned() } else { format!("{count} files") }
}

fn unwatched(message: &str) -> Refusal {
    let diagnostic = Diagnostic::error(&codes::UNREADABLE_FILE, message).help("render by hand: `landfall render`");
    Refusal::new(Exit::File, diagnostic)
}

/// Says why nothing is watched.
fn refuse(refusal: Refusal, options: &Watch, terminal: &mut Terminal) -> Exit {
    refusal.told(|view, diagnostics| match options.format {
        Form::Human => report::human(view, diagnostics, terminal),
        Form::Json => {
            let mut page = Page::default();
            page.tell(view, diagnostics);
            terminal.result(&Versioned::first(Report { changed: None, written: false, page }).line());
        }
    })
}
