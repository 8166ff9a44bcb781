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
    /// It ended with an error: what it says is wrong.
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
    let complaint = if complaint.trim().is_empty() { &said } else { &complaint };
    Ok(Answer::Failed(reason(complaint).chars().take(200).collect()))
}

/// What is wrong, of all that a program says of it: the last line before a blank one, behind which is how to get help.
fn reason(complaint: &str) -> &str {
    let lines = complaint.trim().lines().map(str::trim).take_while(|line| !line.is_empty());
    lines.last().unwrap_or_default()
}

fn words_in(file: &mut std::fs::File) -> std::io::Result<String> {
    let mut bytes = Vec::new();
    file.rewind()?;
    file.read_to_end(&mut bytes)?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

#[cfg(test)]
mod tests {
    use super::reason;

    #[test]
    fn a_complaint_is_told_and_not_what_stands_around_it() {
        let of_docker = "docker: unknown command: docker compose\n\nRun 'docker --help' for more information\n";
        assert_eq!(reason(of_docker), "docker: unknown command: docker compose");
        let of_kubectl = "E1128 17:07:17 memcache.go:265] \"Unhandled Error\"\nThe connection to the server was refused\n";
        assert_eq!(reason(of_kubectl), "The connection to the server was refused");
        assert_eq!(reason("\n"), "");
    }
}
