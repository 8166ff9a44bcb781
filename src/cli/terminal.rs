//! Where words go, and how they look there.

use super::Exit;
use super::arguments::{Color, Common};
use crate::diagnostic::human::Look;
use std::borrow::Cow;
use std::io::{self, ErrorKind, IsTerminal, Write};

/// Standard output and standard error.
#[derive(Debug)]
pub(super) struct Terminal {
    /// Whether only what is wrong is said.
    pub(super) quiet: bool,
    /// Whether more is said.
    pub(super) verbose: bool,
    /// How diagnostics look.
    pub(super) look: Look,
    /// Whether the result is coloured.
    pub(super) colored: bool,
    /// Whether it takes nothing back that was written.
    pub(super) is_dumb: bool,
    /// Whether standard error is a terminal that shows no character beyond ASCII.
    is_plain: bool,
    /// Whether standard output is one.
    is_plain_result: bool,
    failed: bool,
}

impl Terminal {
    /// The process's own, as the command line and the environment want it.
    pub(super) fn new(common: &Common) -> Self {
        let color = |is_terminal: bool| match common.color {
            Color::Always => true,
            Color::Never => false,
            Color::Auto => wants_color(is_terminal),
        };
        let look = Look { color: color(io::stderr().is_terminal()), width: width() };
        let colored = color(io::stdout().is_terminal());
        let is_dumb = variable("TERM").is_none_or(|term| term == "dumb");
        let has_unicode = has_unicode();
        let is_plain = io::stderr().is_terminal() && !has_unicode;
        let is_plain_result = io::stdout().is_terminal() && !has_unicode;
        Self { quiet: common.quiet, verbose: common.verbose, look, colored, is_dumb, is_plain, is_plain_result, failed: false }
    }

    /// The columns and rows of standard error.
    pub(super) fn size() -> (usize, usize) {
        let size = terminal_size::terminal_size_of(io::stderr());
        size.map_or((80, 24), |(width, height)| (usize::from(width.0), usize::from(height.0)))
    }

    /// The result of the command, to standard output.
    pub(super) fn result(&mut self, text: &str) {
        let mut out = io::stdout().lock();
        self.note(out.write_all(text.as_bytes()).and_then(|()| out.flush()));
    }

    /// The result of the command in bytes.
    pub(super) fn bytes(&mut self, bytes: &[u8]) {
        self.note(io::stdout().lock().write_all(bytes));
    }

    /// What is wrong, and other words beside the result, to standard error.
    pub(super) fn say(&mut self, text: &str) {
        let text = shown(text, self.is_plain);
        self.note(io::stderr().lock().write_all(text.as_bytes()));
    }

    /// What is being done, on a line that the next one takes back; nothing where nobody would see it.
    pub(super) fn progress(&mut self, text: &str) {
        if io::stderr().is_terminal() && !self.is_dumb && !self.quiet {
            self.say(&format!("\r\u{1b}[K{text}"));
        }
    }

    /// Words for people beside what programs read, to standard output.
    pub(super) fn tell(&mut self, text: &str) {
        self.result(&shown(text, self.is_plain_result));
    }

    /// How the run ends, given whether its words could be written. A reader that went away is no mistake.
    pub(super) fn finish(&self, exit: Exit) -> Exit {
        if self.failed { exit.max(Exit::File) } else { exit }
    }

    fn note(&mut self, result: io::Result<()>) {
        self.failed |= result.is_err_and(|error| error.kind() != ErrorKind::BrokenPipe);
    }
}

/// The marks beyond ASCII in our words, and what stands for them.
const MARKS: [(&str, &str); 4] = [("…", "..."), ("→", "->"), ("–", "-"), ("•", "*")];

/// A text with the marks of our own words as a terminal can show them.
fn shown(text: &str, is_plain: bool) -> Cow<'_, str> {
    match is_plain {
        true => MARKS.iter().fold(Cow::Borrowed(text), |text, (mark, plain)| Cow::Owned(text.replace(mark, plain))),
        false => Cow::Borrowed(text),
    }
}

/// Whether the locale has Unicode.
fn has_unicode() -> bool {
    let locale = ["LC_ALL", "LC_CTYPE", "LANG"].into_iter().find_map(variable).unwrap_or_default().to_ascii_lowercase();
    locale.ends_with("utf-8") || locale.ends_with("utf8")
}

#[expect(clippy::disallowed_methods, reason = "the command line knows the process")]
fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}

fn wants_color(is_terminal: bool) -> bool {
    if variable("NO_COLOR").is_some() {
        return false;
    }
    if variable("CLICOLOR_FORCE").is_some_and(|value| value != "0") {
        return true;
    }
    let refused = variable("CLICOLOR").is_some_and(|value| value == "0") || variable("TERM").is_some_and(|term| term == "dumb");
    is_terminal && !refused
}

fn width() -> usize {
    let columns = variable("COLUMNS").and_then(|columns| columns.parse().ok());
    let terminal = || terminal_size::terminal_size_of(io::stderr()).map(|(width, _)| usize::from(width.0));
    columns.or_else(terminal).unwrap_or(100).clamp(40, 200)
}
