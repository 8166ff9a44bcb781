//! What a render did, or would do, in few words.

use super::Terminal;
use super::arguments::Render;
use super::render::Compared;
use crate::ledger::Summary;
use crate::output::{ByHand, Kind};
use crate::template::quote;
use rayon::prelude::*;

/// How many reasons of losses are told of one environment without `-v`.
const REASONS: usize = 3;

/// One line for an environment that was written; with `-v` each file that changed.
pub(super) fn print_line(one: &Compared<'_>, all: &[Compared<'_>], terminal: &mut Terminal) {
    if terminal.quiet {
        return;
    }
    let name = all.iter().map(|one| one.rendered.environment.len()).max().unwrap_or_default();
    let folder = all.iter().map(|one| one.shown.chars().count()).max().unwrap_or_default();
    let line = format!("{:name$}  {:folder$}  {}\n", one.rendered.environment, one.shown, counts(one));
    terminal.result(&line);
    if terminal.verbose {
        terminal.result(&files(one));
    }
}

/// How many files changed in which way.
pub(super) fn counts(one: &Compared<'_>) -> String {
    let changes = &one.changes;
    let total = changes.kept() + changes.count(Kind::Create) + changes.count(Kind::Update);
    let files = if total == 1 { "1 file".to_owned() } else { format!("{total} files") };
    let kinds = [(Kind::Create, "new"), (Kind::Update, "changed"), (Kind::Remove, "removed")];
    let parts = kinds.into_iter().filter(|(kind, _)| changes.count(*kind) > 0);
    let parts: Vec<_> = parts.map(|(kind, word)| format!("{} {word}", changes.count(kind))).collect();
    match parts.as_slice() {
        [] => format!("{files}, unchanged"),
        _ if changes.count(Kind::Create) == total => format!("{files}, new"),
        parts => format!("{files}: {}", parts.join(", ")),
    }
}

/// A line for each file that changes.
fn files(one: &Compared<'_>) -> String {
    let line = |(path, change): (&str, &crate::output::Change)| {
        let word = match (change.by_hand, change.kind) {
            (Some(ByHand::Changed), _) => "changed by hand",
            (Some(ByHand::Foreign), _) => "not written by landfall",
            (None, Kind::Create) => "new",
            (None, Kind::Update) => "changed",
            (None, Kind::Remove) => "removed",
        };
        format!("  {}/{path}: {word}\n", one.shown)
    };
    one.changes.iter().map(line).collect()
}

/// What a render would change.
pub(super) fn print_changes(compared: &[Compared<'_>], options: &Render, terminal: &mut Terminal) {
    for one in compared {
        if options.diff {
            let diffs = one.changes.iter().map(|(path, change)| one.diff(path, change));
            terminal.result(&diffs.collect::<String>());
        } else if !terminal.quiet {
            print_check(one, terminal);
        }
    }
}

fn print_check(one: &Compared<'_>, terminal: &mut Terminal) {
    if one.is_current() {
        return terminal.result(&format!("{}  {}  as the manifest says\n", one.rendered.environment, one.shown));
    }
    terminal.result(&format!("{}  {}  differs from what the manifest says\n{}", one.rendered.environment, one.shown, files(one)));
    if one.changes.is_empty() {
        terminal.result(&format!("  {}/{}: changed\n", one.shown, crate::output::LOCK));
    }
    let older = one.old.as_ref().map(|old| old.compiler.as_str()).filter(|version| *version != env!("CARGO_PKG_VERSION"));
    if let Some(version) = older {
        terminal.result(&format!("  it was rendered by landfall {version}, and this is {}\n", env!("CARGO_PKG_VERSION")));
    }
}

/// The files themselves: one alone as it is, several behind a line each with their names.
pub(super) fn print_files(one: &Compared<'_>, alone: bool, terminal: &mut Terminal) {
    let files: Vec<_> = one.rendered.artifacts.iter().collect();
    let bare = alone && files.len() == 1;
    for (path, artifact) in files {
        if !bare {
            terminal.result(&format!("---\n# {}/{path}\n", one.shown));
        }
        terminal.bytes(&artifact.content);
    }
}

/// What became of every field.
pub(super) fn print_ledgers(compared: &[Compared<'_>], terminal: &mut Terminal) {
    for Compared { rendered, .. } in compared {
        terminal.tell(&format!("# {}\n{}", rendered.environment, rendered.ledger.text()));
    }
}

/// The ledger in short: counts, and the first reasons for which something was lost.
pub(super) fn print_losses(compared: &[Compared<'_>], terminal: &mut Terminal) {
    if terminal.quiet {
        return;
    }
    let mut text = String::from("\nfields of the manifest:\n");
    let summaries: Vec<_> = compared.par_iter().map(|one| one.rendered.ledger.summary()).collect();
    for (one, Summary { counts, losses }) in compared.iter().zip(summaries) {
        text += &format!("  {}: {counts}\n", one.rendered.environment);
        let shown = if terminal.verbose { losses.len() } else { REASONS };
        losses.iter().take(shown).for_each(|loss| text += &format!("    {}\n", loss.text()));
        if losses.len() > shown {
            let more = losses.len() - shown;
            let reasons = if more == 1 { "reason" } else { "reasons" };
            text +=
                &format!("    and {more} more {reasons}: `landfall render {} --ledger{}`\n", one.rendered.environment, one.again);
        }
    }
    terminal.tell(&text);
}

/// What to do with what was written.
pub(super) fn print_next(compared: &[Compared<'_>], terminal: &mut Terminal) {
    if terminal.quiet {
        return;
    }
    let lines: Vec<_> = compared.iter().flat_map(next).collect();
    if !lines.is_empty() {
        terminal.result(&format!("\nnext:\n{}", lines.concat()));
    }
}

fn next(one: &Compared<'_>) -> Vec<String> {
    let has = |path: &str| one.rendered.artifacts.get(path).is_some();
    let environment = &one.rendered.environment;
    let at = |file: &str| quote(&format!("{}/{file}", one.shown));
    let compose = format!("docker compose -f {} up --wait{}", at("compose.yaml"), answers(one));
    if has("compose.yaml") && !one.analyzed.plan().secrets.by_name.is_empty() {
        return vec![
            format!("  {environment}: landfall secrets init {environment}{}\n", one.again),
            format!("  {environment}: {compose}\n"),
        ];
    }
    let steps = [
        ("run.sh", format!("sh {} up", at("run.sh"))),
        ("SECRETS.md", format!("{}/SECRETS.md lists the secrets that must be there", one.shown)),
        ("compose.yaml", compose),
        ("apply.sh", format!("sh {}", at("apply.sh"))),
    ];
    let there = steps.into_iter().filter(|(path, _)| has(path));
    there.map(|(_, step)| format!("  {environment}: {step}\n")).collect()
}

/// Where a proxy answers then, as a comment of the shell.
fn answers(one: &Compared<'_>) -> String {
    let front = one.analyzed.plan().front.iter();
    let addresses: Vec<&str> = front.flat_map(|front| front.addresses.values().map(String::as_str)).collect();
    if addresses.is_empty() { String::new() } else { format!("  # {}", addresses.join(" ")) }
}
