//! `landfall completions`: what a shell completes.

use super::arguments::{Completions, Line};
use super::{Exit, Terminal};
use clap::CommandFactory;

/// Prints the script of a shell.
pub(super) fn run(options: &Completions, terminal: &mut Terminal) -> Exit {
    let mut script = Vec::new();
    clap_complete::generate(options.shell, &mut Line::command(), "landfall", &mut script);
    terminal.bytes(&script);
    Exit::Fine
}
