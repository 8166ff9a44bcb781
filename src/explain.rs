//! Where a value came from, and what a code or a rule means.

use crate::{
    compile::Analyzed,
    diagnostic::{Code, DOTS, Masks, codes, nearest},
    overlay::Entry,
    path::FieldPath,
    plan::Inferred,
    policy::RULES,
    source::{SourceMap, Span},
};
use std::collections::BTreeSet;

/// Explains the values of one environment.
#[derive(Clone, Copy, Debug)]
pub struct Explainer<'a> {
    /// The environment.
    pub analyzed: &'a Analyzed,
    /// The texts that it was read from.
    pub sources: &'a SourceMap,
    /// What leads from the user's folder to the project's.
    pub folder: &'a str,
    /// What is shown as dots.
    pub masks: &'a Masks,
}

impl Explainer<'_> {
    /// The value at a path, where it came from and what it hid; of a block, every value in it.
    ///
    /// # Errors
    /// Where nothing is there: the path that may be meant.
    pub fn value(&self, text: &str) -> Result<String, Option<String>> {
        let path = FieldPath::parse(text).ok_or_else(|| self.meant(text))?;
        let mut found = String::new();
        let written = self.analyzed.merged.trace.get(&path);
        if let Some(entry) = written.filter(|entry| entry.is_removed()) {
            found += &self.written(&path, entry);
        }
        self.analyzed.merged.trace.leaves_below(&path, |leaf| found += &self.written(&leaf.path(), leaf.entry));
        let below = |inferred: &&Inferred| inferred.path.is_within(&path);
        self.analyzed.plan().inferred.iter().filter(below).for_each(|inferred| found += &filled_in(inferred));
        if found.is_empty() { Err(self.meant(text)) } else { Ok(found) }
    }

    fn written(&self, path: &FieldPath, entry: Entry<'_>) -> String {
        let what = if entry.is_removed() { "was taken away".to_owned() } else { format!("= {}", self.shown(entry)) };
        let mut text = format!("{path} {what}\n    {}, {}\n", self.place(entry.span()), entry.layer());
        for hidden in entry.hidden() {
            let what = if hidden.is_removed() { "a removal".to_owned() } else { self.shown(hidden) };
            text += &format!("    hides {what} at {}, {}\n", self.place(hidden.span()), hidden.layer());
        }
        text
    }

    /// The value as it was written, a secret in clear as dots.
    fn shown(&self, entry: Entry<'_>) -> String {
        if self.masks.hide(entry.span()) { DOTS.to_owned() } else { entry.text() }
    }

    fn place(&self, span: Span) -> String {
        format!("{}{}", self.folder, self.sources.locate(span))
    }

    /// The path that may be meant: one that ends so, or the nearest.
    fn meant(&self, text: &str) -> Option<String> {
        let mut known = BTreeSet::new();
        let mut add = |path: &FieldPath| {
            let outer = std::iter::successors(Some(path.clone()), FieldPath::parent);
            known.extend(outer.map(|path| path.to_string()).filter(|path| !path.is_empty()));
        };
        self.analyzed.merged.trace.leaves(|leaf| add(&leaf.path()));
        self.analyzed.plan().inferred.iter().for_each(|inferred| add(&inferred.path));
        let ending = format!(".{text}");
        let ends = known.iter().find(|path| path.ends_with(&ending)).map(String::as_str);
        ends.or_else(|| nearest(text, known.iter().map(String::as_str))).map(str::to_owned)
    }
}

fn filled_in(Inferred { path, value, rule, why }: &Inferred) -> String {
    let by = match *rule {
        "language" => "a default of the language".to_owned(),
        "catalogue" => "a default of this type of backing service".to_owned(),
        rule => format!("a default that the rule `{rule}` asks for"),
    };
    format!("{path} = {value}\n    {by}: {why}\n")
}

/// What a code of a diagnostic, or a rule, means.
///
/// # Errors
/// Where there is none of that name: the nearest.
pub fn code(name: &str) -> Result<String, Option<&'static str>> {
    if let Some(rule) = RULES.iter().find(|rule| rule.code.name == name) {
        let (head, good, bad) = (described(&rule.code), sample(rule.good), sample(rule.bad));
        return Ok(format!("{head}\nWhat to do: {}\n\nKeeps it:\n{good}\nBreaks it:\n{bad}", rule.cure));
    }
    match codes::ALL.iter().find(|code| code.name == name) {
        Some(code) => Ok(described(code)),
        None => Err(nearest(name, names())),
    }
}

/// The names of all codes and rules.
pub fn names() -> impl Iterator<Item = &'static str> {
    codes::ALL.iter().map(|code| code.name).chain(RULES.iter().map(|rule| rule.code.name))
}

fn sample(text: &str) -> String {
    match text {
        "" => "    what is there by default\n".to_owned(),
        _ => text.lines().map(|line| format!("    {line}\n")).collect(),
    }
}

fn described(Code { name, summary, explanation }: &Code) -> String {
    format!("{name}: {summary}\n\n{explanation}\n")
}
