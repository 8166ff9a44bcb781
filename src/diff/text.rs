//! Differences for people at a terminal.

use super::{
    Compared, Comparison,
    entries::{Entry, GONE, Group, Mark, Section, sections},
};
use std::fmt::Write as _;

/// How differences are told.
#[derive(Clone, Copy, Debug)]
pub struct Look {
    /// Whether what comes with the environments' targets and names is told as well.
    pub all: bool,
    /// Whether the terminal has colours.
    pub color: bool,
}

/// What differs, and why.
pub fn whole(compared: &Compared, look: Look) -> String {
    let mut text = String::new();
    if let ([pair], None) = (compared.pairs.as_slice(), &compared.against) {
        let (before, after) = (&pair.before, &pair.after);
        let targets =
            if before.target == after.target { String::new() } else { format!(" ({} → {})", before.target, after.target) };
        text += &bold(&format!("{}{targets}\n", pair_of(pair)), look);
    }
    for section in sections(&compared.pairs, look.all) {
        if let Some(revision) = &compared.against {
            let gap = if text.is_empty() { "" } else { "\n" };
            text += &format!("{gap}{}\n", bold(&format!("since {revision}, in {}", and(&named(compared, &section))), look));
        }
        section.groups.iter().for_each(|group| text += &told(group, look));
    }
    text + &rest(compared, look)
}

/// What differs, a line for each thing.
pub fn short(compared: &Compared, look: Look) -> String {
    let mut text = String::new();
    for section in sections(&compared.pairs, look.all) {
        let of = match (compared.pairs.as_slice(), &compared.against) {
            ([pair], None) => pair_of(pair),
            _ => and(&named(compared, &section)),
        };
        let _ = writeln!(text, "{}", bold(&of, look));
        for Group { subjects, entries } in &section.groups {
            let phrases: Vec<_> = entries.iter().map(phrase).collect();
            let _ = writeln!(text, "  {}: {}", heading(subjects, false), phrases.join(", "));
        }
    }
    text + &rest(compared, look)
}

/// The environments of a section.
pub(super) fn named<'c>(compared: &'c Compared, section: &Section) -> Vec<&'c str> {
    let pairs = section.environments.iter().filter_map(|place| compared.pairs.get(*place));
    pairs.map(|pair| pair.after.environment.as_str()).collect()
}

fn pair_of(pair: &Comparison) -> String {
    format!("{} → {}", pair.before.environment, pair.after.environment)
}

/// What is to be said behind the differences: environments without any, new ones and old ones, and what is not told.
fn rest(compared: &Compared, look: Look) -> String {
    let mut lines = Vec::new();
    let same = compared.unchanged(look.all);
    match &compared.against {
        Some(revision) if !same.is_empty() => lines.push(format!("no difference since {revision} in {}", and(&same))),
        None if !same.is_empty() => lines.push("no difference".to_owned()),
        _ => {}
    }
    lines.extend(compared.new.iter().map(|name| format!("the environment {name} is new")));
    lines.extend(compared.gone.iter().map(|name| format!("the environment {name} is gone")));
    match compared.left_out(look.all) {
        0 => {}
        1 => lines.push("1 difference that comes with the targets or names is left out: --all".to_owned()),
        left => lines.push(format!("{left} differences that come with the targets or names are left out: --all")),
    }
    let gap = if compared.pairs.len() > same.len() && !lines.is_empty() { "\n" } else { "" };
    format!("{gap}{}", lines.iter().map(|line| format!("{line}\n")).collect::<String>())
}

fn told(Group { subjects, entries }: &Group, look: Look) -> String {
    let mut text = format!("\n{}\n", bold(&heading(subjects, true), look));
    for entry in entries {
        let (mark, color) = match entry.mark {
            Mark::Added => ('+', "32"),
            Mark::Removed => ('-', "31"),
            Mark::Changed => ('~', "33"),
        };
        let _ = writeln!(text, "  {} {}", paint(&mark.to_string(), color, look), line(entry));
        if !entry.why.is_empty() {
            let _ = writeln!(text, "      {}", paint(&entry.why, "2", look));
        }
    }
    text
}

/// `replicas: 2 → 3`.
fn line(Entry { mark: _, name, before, after, why: _ }: &Entry) -> String {
    match (before, after) {
        (Some(before), Some(after)) => format!("{name}: {before} → {after}"),
        (Some(value), None) | (None, Some(value)) => format!("{name}: {value}"),
        (None, None) => name.clone(),
    }
}

/// The first words of names that are sentences.
const VERBS: [&str; 7] = ["a", "reached", "reaches", "run", "runs", "tolerates", "waits"];

/// `adds probe ready`.
fn phrase(entry: &Entry) -> String {
    const SHORT: usize = 32;
    let Entry { mark, name, before, after, why: _ } = entry;
    let is_short = |value: &Option<String>| value.as_ref().is_none_or(|value| value.chars().count() <= SHORT);
    let value =
        |value: &Option<String>| value.as_ref().filter(|_| is_short(value)).map(|value| format!(" {value}")).unwrap_or_default();
    let is_verb = VERBS.iter().any(|verb| name.split(' ').next() == Some(verb));
    match mark {
        Mark::Changed if is_short(before) && is_short(after) => {
            let nothing = "nothing".to_owned();
            format!("{name} {} → {}", before.as_ref().unwrap_or(&nothing), after.as_ref().unwrap_or(&nothing))
        }
        Mark::Changed => format!("another {name}"),
        Mark::Added if is_verb => format!("{name}{}", value(after)),
        Mark::Added => format!("adds {name}{}", value(after)),
        Mark::Removed if name == GONE => name.clone(),
        Mark::Removed if is_verb => format!("no longer {name}"),
        Mark::Removed => format!("drops {name}"),
    }
}

/// The names of things, with what they are where it is one.
pub(super) fn heading(subjects: &[(String, String)], with_sort: bool) -> String {
    match subjects {
        [(name, _)] if name.is_empty() => "the application".to_owned(),
        [(name, sort)] if with_sort => format!("{name} ({sort})"),
        several => and(&several.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>()),
    }
}

/// `a, b and c`.
pub(super) fn and(names: &[&str]) -> String {
    match names {
        [] => String::new(),
        [one] => (*one).to_owned(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

fn bold(text: &str, look: Look) -> String {
    paint(text, "1", look)
}

fn paint(text: &str, code: &str, look: Look) -> String {
    if look.color { format!("\u{1b}[{code}m{text}\u{1b}[0m") } else { text.to_owned() }
}
