//! Where a value came from, and what a code or a rule means.

mod meaning;
mod value;

use crate::{
    compile::Analyzed,
    diagnostic::{DOTS, Masks, nearest},
    overlay::Entry,
    path::FieldPath,
    plan::Inferred,
    source::{Position, SourceMap},
};
pub use meaning::{Meaning, Practice, code, names};
use std::collections::BTreeSet;
pub use value::{Explained, Origin, Place, Written};

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
    pub fn value(&self, text: &str) -> Result<Vec<Explained>, Option<String>> {
        let path = FieldPath::parse(text).ok_or_else(|| self.meant(text))?;
        let mut found = Vec::new();
        let written = self.analyzed.merged.trace.get(&path);
        if let Some(entry) = written.filter(|entry| entry.is_removed()) {
            found.push(self.explained(&path, entry));
        }
        self.analyzed.merged.trace.leaves_below(&path, |leaf| found.push(self.explained(&leaf.path(), leaf.entry)));
        let below = |inferred: &&Inferred| inferred.path.is_within(&path);
        found.extend(self.analyzed.plan().inferred.iter().filter(below).map(filled_in));
        if found.is_empty() { Err(self.meant(text)) } else { Ok(found) }
    }

    fn explained(&self, path: &FieldPath, entry: Entry<'_>) -> Explained {
        let Written { value, at } = self.written(entry);
        let hides = entry.hidden().map(|hidden| self.written(hidden)).collect();
        Explained { path: path.to_string(), value, origin: Origin::Written(at), hides }
    }

    fn written(&self, entry: Entry<'_>) -> Written {
        let Position { line, column } = self.sources.position(entry.span());
        let file = format!("{}{}", self.folder, self.sources.file(entry.span().file).path);
        let value = (!entry.is_removed()).then(|| self.shown(entry));
        Written { value, at: Place { file, line, column, layer: entry.layer().to_string() } }
    }

    /// The value as it was written, a secret in clear as dots.
    fn shown(&self, entry: Entry<'_>) -> String {
        if self.masks.hide(entry.span()) { DOTS.to_owned() } else { entry.text() }
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

fn filled_in(Inferred { path, value, rule, why }: &Inferred) -> Explained {
    let origin = Origin::Default { rule: (*rule).to_owned(), why: (*why).to_owned() };
    Explained { path: path.to_string(), value: Some(value.clone()), origin, hides: Vec::new() }
}
