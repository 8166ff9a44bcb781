//! `landfall man`: pages for `man`.

use super::arguments::{Format, Line, Man};
use super::refusal::Refusal;
use super::{Exit, Terminal};
use clap::CommandFactory;
use std::path::Path;

/// Prints the page of landfall, or writes the pages of all commands into a folder.
pub(super) fn run(options: &Man, terminal: &mut Terminal) -> Exit {
    match &options.dir {
        None => print(terminal),
        Some(folder) => write(folder, terminal),
    }
}

fn print(terminal: &mut Terminal) -> Exit {
    let mut page = Vec::new();
    clap_mangen::Man::new(Line::command()).render(&mut page).expect("memory takes every page");
    terminal.bytes(&page);
    Exit::Fine
}

fn write(folder: &Path, terminal: &mut Terminal) -> Exit {
    match clap_mangen::generate_to(Line::command(), folder) {
        Ok(()) => Exit::Fine,
        Err(error) => {
            let message = format!("the pages cannot be written into `{}`: {error}", folder.display());
            Refusal::unwritten(message, "name a folder that is there, and where you may write").print(Format::Human, terminal)
        }
    }
}
