//! Questions to a person at a terminal.

use super::Terminal;
use std::io::{self, IsTerminal as _};

/// Whether somebody is there to answer.
pub(super) fn can_ask() -> bool {
    io::stdin().is_terminal() && io::stderr().is_terminal()
}

/// Asks until the answer is one; an empty one, or the end of the input, is the default.
pub(super) fn ask<T>(
    question: &str,
    default: &str,
    terminal: &mut Terminal,
    read: impl Fn(&str) -> Result<T, String>,
) -> Result<T, String> {
    loop {
        terminal.say(&format!("{question} [{default}] "));
        let mut line = String::new();
        let end = io::stdin().read_line(&mut line).unwrap_or_default() == 0;
        if end {
            terminal.say("\n");
        }
        let answer = Some(line.trim()).filter(|answer| !answer.is_empty()).unwrap_or(default);
        match read(answer) {
            Err(why) if !end => terminal.say(&format!("  {why}\n")),
            result => return result,
        }
    }
}
