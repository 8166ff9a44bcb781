//! `{{ }}` in a text: a path or a quoted literal, with filters; all else is text as it stands.

mod filter;
mod scan;

pub use filter::{Filter, Refused};
pub use scan::parse;

use crate::source::{SourceMap, Span};
use std::ops::Range;

/// A text in parts; everything that could be read of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Parsed<'t> {
    /// Its parts, in order.
    pub parts: Vec<Part<'t>>,
    /// What is wrong with it.
    pub mistakes: Vec<Mistake>,
}

/// A part of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part<'t> {
    /// As it stands.
    Literal(&'t str),
    /// `{{ … }}`.
    Expression(Expression<'t>),
}

/// What stands between `{{` and `}}`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Expression<'t> {
    /// Where it stands in the text, braces included.
    pub at: Range<usize>,
    /// What it starts from.
    pub subject: Subject<'t>,
    /// What is done to that, in order.
    pub filters: Vec<Filter>,
}

/// What an expression starts from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Subject<'t> {
    /// A quoted literal.
    Literal(String),
    /// A name, and names inside it: `db.url`; an index is a part of its own, brackets included: `db.replicas[0].host`.
    Path(Vec<&'t str>),
}

/// What is wrong with an expression.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mistake {
    /// Where in the text.
    pub at: Range<usize>,
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub help: String,
}

/// Whether a text has anything to evaluate.
pub fn is_template(text: &str) -> bool {
    text.contains("{{")
}

/// The place of an expression in the source that a text was written in: the same `{{`, counted from the start. `None` where
/// the two do not agree, as when a brace was written as an escape.
pub fn place_in_source(text: &str, at: &Range<usize>, source: &str) -> Option<Range<usize>> {
    let ordinal = text.match_indices("{{").position(|(offset, _)| offset == at.start)?;
    if text.matches("{{").count() != source.matches("{{").count() {
        return None;
    }
    let (start, _) = source.match_indices("{{").nth(ordinal)?;
    let length = source.get(start..)?.find("}}").map_or(2, |end| end + 2);
    Some(start..start + length)
}

/// The place of a part of a text that stands at a place; all of it where the part is not found there.
pub fn part(sources: &SourceMap, whole: Span, text: &str, at: &Range<usize>) -> Span {
    match place_in_source(text, at, sources.slice(whole)) {
        Some(found) => Span::new(whole.file, whole.start as usize + found.start, whole.start as usize + found.end),
        None => whole,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_brace_is_found_in_the_source() {
        let (text, source) = ("a\n{{ b }} {{ c }}", r#""a\n{{ b }} {{ c }}""#);
        let at = text.find("{{ c").map(|start| start..text.len()).expect("it is there");
        assert_eq!(place_in_source(text, &at, source).and_then(|range| source.get(range)), Some("{{ c }}"));
        assert_eq!(place_in_source(text, &at, r#""a\n\u{7b}{ b }} {{ c }}""#), None);
    }
}
