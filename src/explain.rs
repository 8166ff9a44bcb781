//! Where a value came from, and what a code or a rule means.

mod meaning;
mod value;

use crate::{
    causes::{Side, Why},
    compile::Analyzed,
    diagnostic::{DOTS, Masks, nearest},
    facts,
    overlay::Entry,
    path::FieldPath,
    plan::Inferred,
    source::{Files, Position, SourceMap},
};
pub use meaning::{Meaning, Practice, code, names};
use std::collections::BTreeSet;
pub use value::{Explained, Origin, Place, Written};

/// Explains the values of one environment.
#[derive(Clone, Copy)]
pub struct Explainer<'a> {
    /// The environment.
    pub analyzed: &'a Analyzed,
    /// The texts that it was read from.
    pub sources: &'a SourceMap,
    /// The project's files.
    pub files: &'a dyn Files,
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
        self.follow(&path, &mut found);
        if found.is_empty() { Err(self.meant(text)) } else { Ok(found) }
    }

    fn explained(&self, path: &FieldPath, entry: Entry<'_>) -> Explained {
        let Written { value, at } = self.written(entry);
        let hides = entry.hidden().map(|hidden| self.written(hidden)).collect();
        Explained { hides, ..Explained::new(path, value, Origin::Written(at)) }
    }

    fn written(&self, entry: Entry<'_>) -> Written {
        let Position { line, column } = self.sources.position(entry.span());
        let file = format!("{}{}", self.folder, self.sources.file(entry.span().file).path);
        let value = (!entry.is_removed()).then(|| self.shown(entry));
        Written { value, at: Place { file, line, column, layer: entry.layer().to_string() } }
    }

    /// What the values come to in the plan, where that is more than what is written, and what else is there that nobody wrote.
    fn follow(&self, path: &FieldPath, found: &mut Vec<Explained>) {
        let side = self.side();
        for subject in facts::subjects(self.analyzed.plan()) {
            let mut leaves = Vec::new();
            subject.facts.iter().for_each(|fact| fact.leaves(&mut leaves));
            for fact in leaves.into_iter().filter(|fact| fact.path.is_within(path)) {
                let mut causes = side.causes(&fact.path, &subject.path, &fact.because);
                let mut around = fact.path.parent().filter(|_| fact.path == *path);
                while let Some(outer) = around.filter(|outer| causes.is_empty() && *outer != subject.path) {
                    causes = side.around(&outer);
                    around = outer.parent();
                }
                let value = side.words(fact, &causes);
                causes.retain(|cause| !cause.is_within(&fact.path));
                let is_plain = causes.iter().all(|cause| cause.is_around(&fact.path));
                if causes.iter().any(|cause| !cause.is_presence()) {
                    causes.retain(|cause| !cause.is_presence());
                }
                let because: Vec<Why> = causes.iter().map(Why::from).collect();
                let own = fact.path.to_string();
                let said = found.iter().position(|explained| explained.is_said(&own));
                let has_parts = found.iter().any(|explained| explained.is_below(&fact.path));
                match said.and_then(|place| found.get_mut(place)) {
                    Some(explained) => explained.extend(value, because),
                    None if because.is_empty() && has_parts => {}
                    None if is_plain && fact.path != *path => {}
                    None => {
                        let origin = Origin::Follows { what: fact.name.clone() };
                        found.push(Explained { because, ..Explained::new(&fact.path, Some(value), origin) });
                    }
                }
            }
        }
    }

    fn side(&self) -> Side<'_> {
        let Self { analyzed, sources, files, folder, masks } = *self;
        Side { analyzed, sources, files, masks, folder }
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
        for subject in facts::subjects(self.analyzed.plan()) {
            let mut leaves = Vec::new();
            subject.facts.iter().for_each(|fact| fact.leaves(&mut leaves));
            leaves.into_iter().for_each(|fact| add(&fact.path));
        }
        let ending = format!(".{text}");
        let ends = known.iter().find(|path| path.ends_with(&ending)).map(String::as_str);
        ends.or_else(|| nearest(text, known.iter().map(String::as_str))).map(str::to_owned)
    }
}

fn filled_in(Inferred { path, value, rule, why }: &Inferred) -> Explained {
    let origin = Origin::Default { rule: (*rule).to_owned(), why: (*why).to_owned() };
    Explained::new(path, Some(value.clone()), origin)
}
