//! The command line: the only module that knows the process.

mod arguments;
mod batch;
mod check;
mod completions;
mod diff;
mod doctor;
mod exit;
mod explain;
mod fmt;
mod graph;
mod init;
mod json;
mod man;
mod question;
mod reader;
mod refusal;
mod render;
mod rendered;
mod report;
mod schema;
mod secrets;
mod session;
mod start;
mod summary;
mod terminal;
mod voice;
mod waived;
mod watch;

use arguments::{Command, Line};
use clap::Parser;
pub use exit::Exit;
use terminal::Terminal;

/// Runs the command that the process was started with.
pub fn run() -> Exit {
    let line = match Line::try_parse() {
        Ok(line) => line,
        Err(error) => return refuse(&error),
    };
    // This thread works along; where that cannot be, the others do all of it.
    let _ = rayon::ThreadPoolBuilder::new().use_current_thread().build_global();
    let mut terminal = Terminal::new(&line.common);
    let exit = match &line.command {
        None => start::run(&line.common, &mut terminal),
        Some(Command::Init(options)) => init::run(options, &mut terminal),
        Some(Command::Render(options)) => render::run(&line.common, options, &mut terminal),
        Some(Command::Watch(options)) => watch::run(&line.common, options, &mut terminal),
        Some(Command::Check(options)) => check::run(&line.common, options, &mut terminal),
        Some(Command::Explain(options)) => explain::run(&line.common, options, &mut terminal),
        Some(Command::Diff(options)) => diff::run(&line.common, options, &mut terminal),
        Some(Command::Graph(options)) => graph::run(&line.common, options, &mut terminal),
        Some(Command::Fmt(options)) => fmt::run(&line.common, options, &mut terminal),
        Some(Command::Schema(options)) => schema::run(options, &mut terminal),
        Some(Command::Completions(options)) => completions::run(options, &mut terminal),
        Some(Command::Doctor(options)) => doctor::run(&line.common, options, &mut terminal),
        Some(Command::Man(options)) => man::run(options, &mut terminal),
        Some(Command::Secrets { command }) => secrets::run(&line.common, command, &mut terminal),
    };
    terminal.finish(exit)
}

/// Help and version are fine; anything else that clap says is a wrong command line.
fn refuse(error: &clap::Error) -> Exit {
    let _ = error.print();
    if error.use_stderr() { Exit::Usage } else { Exit::Fine }
}
