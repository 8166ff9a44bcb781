//! A program is asked, and answers, or does not.

use std::io::{Read as _, Seek as _};
use std::process::{Command, Stdio};
use std::time::Duration;
use wait_timeout::ChildExt as _;

/// How long an answer may take.
pub(super) const PATIENCE: Duration = Duration::from_secs(5);

/// What became of a question.
pub(super) enum Answer {
    /// The program's words.
    Said(String),
    /// It is not there.
    Missing,
    /// It ended with an error: its last words.
    Failed(String),
    /// It takes too long.
    Silent,
}

/// Asks a program. Files take its words, since a pipe may stay open.
pub(super) fn ask(words: &[&str]) -> Answer {
    try_ask(words).unwrap_or_else(|error| match error.kind() {
        std::io::ErrorKind::NotFound => Answer::Missing,
        _ => Answer::Failed(error.to_string()),
    })
}

fn try_ask(words: &[&str]) -> std::io::Result<Answer> {
    let (program, arguments) = words.split_first().ok_or(std::io::ErrorKind::InvalidInput)?;
    let (mut out, mut err) = (tempfile::tempfile()?, tempfile::tempfile()?);
    let mut command = Command::new(program);
    command.args(arguments).stdin(Stdio::null()).stdout(out.try_clone()?).stderr(err.try_clone()?);
    let mut child = command.spawn()?;
    let Some(status) = child.wait_timeout(PATIENCE)? else {
        child.kill()?;
        child.wait()?;
        return Ok(Answer::Silent);
    };
    let said = words_in(&mut out)?;
    if status.success() {
        return Ok(Answer::Said(said));
    }
    let complaint = words_in(&mut err)?;
    let last = complaint.lines().chain(said.lines()).map(str::trim).rfind(|line| !line.is_empty()).unwrap_or_default();
    Ok(Answer::Failed(last.chars().take(200).collect()))
}

fn words_in(file: &mut std::fs::File) -> std::io::Result<String> {
    let mut bytes = Vec::new();
    file.rewind()?;
    file.read_to_end(&mut bytes)?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}
