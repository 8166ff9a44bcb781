//! The sources as messages show them: paths from where the user stands, secrets as dots.

use super::{Diagnostic, Diagnostics, Masks};
use crate::source::{Edit, FileId, Position, SourceMap, Span};
use std::{
    borrow::Cow,
    cmp::Reverse,
    collections::{BTreeMap, BTreeSet},
    ops::Range,
};

/// What stands in a message for the text of a secret, whatever its length.
pub const DOTS: &str = "••••••••";

/// The sources of a run, as all of its messages show them.
#[derive(Debug)]
pub struct View<'a> {
    sources: &'a SourceMap,
    folder: &'a str,
    masks: Masks,
    lines: BTreeMap<FileId, Vec<usize>>,
}

/// Whole lines of a file, with its secrets as dots.
pub(super) struct Window {
    /// The text.
    pub(super) text: String,
    /// The number of its first line.
    pub(super) line: usize,
    start: usize,
    masks: Vec<Range<usize>>,
}

impl<'a> View<'a> {
    /// The sources that `diagnostics` speak of. `folder` leads from the user's folder to the project's: empty, or `../` and the like.
    pub fn new(sources: &'a SourceMap, folder: &'a str, diagnostics: &Diagnostics) -> Self {
        let labels = || diagnostics.iter().flat_map(|diagnostic| &diagnostic.labels);
        let edits = diagnostics.iter().flat_map(|diagnostic| &diagnostic.suggestions).flat_map(|cure| &cure.edits);
        let spans = labels().map(|label| label.span).chain(edits.map(|edit| edit.span));
        let mut lines = BTreeMap::new();
        for span in spans {
            lines.entry(span.file).or_insert_with(|| line_starts(&sources.file(span.file).text));
        }
        Self { sources, folder, masks: Masks::new(sources, lines.keys().copied(), diagnostics), lines }
    }

    /// The path of a file, from where the user stands.
    pub fn path(&self, file: FileId) -> Cow<'a, str> {
        let path = &self.sources.file(file).path;
        if self.folder.is_empty() { Cow::Borrowed(path) } else { Cow::Owned(format!("{}{path}", self.folder)) }
    }

    /// Where a place begins, and where it ends.
    pub fn positions(&self, span: Span) -> (Position, Position) {
        (self.position(span.file, span.start as usize), self.position(span.file, span.end.max(span.start) as usize))
    }

    /// The diagnostic with dots for what stands in its lines and is a secret. A change of the text that would write one becomes
    /// words.
    pub(super) fn screened<'d>(&self, diagnostic: &'d Diagnostic) -> Cow<'d, Diagnostic> {
        let secrets = self.secrets(diagnostic);
        if secrets.is_empty() {
            return Cow::Borrowed(diagnostic);
        }
        let hide = |text: &mut String| secrets.iter().for_each(|secret| *text = text.replace(secret.as_str(), DOTS));
        let mut screened = diagnostic.clone();
        hide(&mut screened.message);
        screened.labels.iter_mut().for_each(|label| hide(&mut label.text));
        screened.helps.iter_mut().for_each(hide);
        let writes = |edit: &Edit| secrets.iter().any(|secret| edit.text.contains(secret.as_str()));
        let (worded, kept): (Vec<_>, Vec<_>) = screened.suggestions.into_iter().partition(|cure| cure.edits.iter().any(writes));
        screened.suggestions = kept;
        screened.suggestions.iter_mut().for_each(|cure| hide(&mut cure.text));
        screened.helps.extend(worded.into_iter().map(|mut cure| {
            hide(&mut cure.text);
            cure.text
        }));
        Cow::Owned(screened)
    }

    /// The secrets in the lines that a diagnostic is about, the longest first.
    fn secrets(&self, diagnostic: &Diagnostic) -> BTreeSet<Longest> {
        let edits = diagnostic.suggestions.iter().flat_map(|cure| &cure.edits).map(|edit| edit.span);
        let spans = diagnostic.labels.iter().map(|label| label.span).chain(edits);
        let shown = |span: Span| {
            let lines = self.line(span.file, span.start as usize)..=self.line(span.file, span.end as usize);
            let masks = self.masks.of(span.file).iter();
            let near = move |mask: &&Range<usize>| {
                self.line(span.file, mask.start) <= *lines.end() && *lines.start() <= self.line(span.file, mask.end)
            };
            masks.filter(near).filter_map(move |mask| self.sources.file(span.file).text.get(mask.clone()))
        };
        let texts = spans.flat_map(shown).map(|text| text.trim_matches(['"', '\'', '#']));
        texts.filter(|text| text.len() >= 4).flat_map(|text| [Longest::new(text), Longest::new(&unescaped(text))]).collect()
    }

    /// The number of the line that a byte is in, counted from one.
    pub(super) fn line(&self, file: FileId, byte: usize) -> usize {
        self.starts(file).partition_point(|&start| start <= byte).max(1)
    }

    /// The whole lines that hold `bytes` of a file.
    pub(super) fn window(&self, file: FileId, bytes: Range<usize>) -> Window {
        let text = &*self.sources.file(file).text;
        let line = self.line(file, bytes.start);
        let start = self.line_start(file, line);
        let rest = text.get(bytes.end.max(start)..).unwrap_or_default();
        let end = rest.find('\n').map_or(text.len(), |length| bytes.end.max(start) + length);
        let masks = self.masks.of(file).iter().filter(|mask| mask.start < end && mask.end > start);
        let masks: Vec<_> = masks.cloned().collect();
        Window { text: masked(text, start..end, &masks), line, start, masks }
    }

    fn position(&self, file: FileId, byte: usize) -> Position {
        let line = self.line(file, byte);
        let before = self.sources.file(file).text.get(self.line_start(file, line)..byte).unwrap_or_default();
        Position { line, column: before.chars().count() + 1 }
    }

    fn line_start(&self, file: FileId, line: usize) -> usize {
        self.starts(file).get(line.saturating_sub(1)).copied().unwrap_or_default()
    }

    fn starts(&self, file: FileId) -> &[usize] {
        self.lines.get(&file).map_or(&[], Vec::as_slice)
    }
}

impl Window {
    /// The place in the window of a place in its file.
    pub(super) fn place(&self, span: Span) -> Range<usize> {
        let start = self.offset(span.start as usize, |mask| mask.start);
        let end = self.offset(span.end as usize, |mask| mask.end);
        start..end.max(start)
    }

    /// A byte that lies in dots goes to `edge` of them.
    fn offset(&self, byte: usize, edge: impl Fn(&Range<usize>) -> usize) -> usize {
        let inside = self.masks.iter().find(|mask| mask.start < byte && byte < mask.end);
        let byte = inside.map_or(byte, edge);
        let before = self.masks.iter().filter(|mask| mask.end <= byte).map(|mask| mask.start.max(self.start)..mask.end);
        let (dots, hidden) = before.fold((0, 0), |(dots, hidden), mask| (dots + DOTS.len(), hidden + mask.len()));
        let offset = (byte.saturating_sub(self.start) + dots).saturating_sub(hidden).min(self.text.len());
        self.text.floor_char_boundary(offset)
    }
}

/// A text that sorts before shorter ones, so that none is replaced in part.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Longest(Reverse<usize>, String);

impl Longest {
    fn new(text: &str) -> Self {
        Self(Reverse(text.len()), text.to_owned())
    }

    fn as_str(&self) -> &str {
        &self.1
    }
}

/// What a quoted text says whose quotes and backslashes are escaped.
fn unescaped(text: &str) -> String {
    text.replace("\\\"", "\"").replace("\\\\", "\\")
}

fn masked(text: &str, whole: Range<usize>, masks: &[Range<usize>]) -> String {
    let mut shown = String::with_capacity(whole.len());
    let mut at = whole.start;
    for mask in masks {
        shown.push_str(text.get(at..mask.start).unwrap_or_default());
        shown.push_str(DOTS);
        at = mask.end;
    }
    shown.push_str(text.get(at..whole.end).unwrap_or_default());
    shown
}

fn line_starts(text: &str) -> Vec<usize> {
    std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::{Diagnostic, codes};

    #[test]
    fn a_window_holds_whole_lines_and_keeps_places() {
        let mut sources = SourceMap::default();
        let file = sources.add("landfall.kdl", "one\ntwo ü three\nfour");
        let span = Span::new(file, 11, 16);
        let diagnostics = listing(Diagnostic::error(&codes::KDL_SYNTAX, "x").at(span, ""));
        let view = View::new(&sources, "../", &diagnostics);
        let window = view.window(file, 11..16);
        assert_eq!((window.text.as_str(), window.line), ("two ü three", 2));
        assert_eq!(window.text.get(window.place(span)), Some("three"));
        assert_eq!(view.path(file), "../landfall.kdl");
        assert_eq!(view.positions(span).0, Position { line: 2, column: 7 });
    }

    #[test]
    fn a_secret_is_dots_and_what_follows_keeps_its_place() {
        let mut sources = SourceMap::default();
        let file = sources.add("landfall.kdl", "KEY hunter2 after");
        let (secret, after) = (Span::new(file, 4, 11), Span::new(file, 12, 17));
        let diagnostics = listing(Diagnostic::error(&codes::KDL_SYNTAX, "x").at_secret(secret, "").at(after, ""));
        let window = View::new(&sources, "", &diagnostics).window(file, 4..17);
        assert_eq!(window.text, format!("KEY {DOTS} after"));
        assert_eq!(window.text.get(window.place(secret)), Some(DOTS));
        assert_eq!(window.text.get(window.place(after)), Some("after"));
    }

    fn listing(diagnostic: Diagnostic) -> Diagnostics {
        let mut list = Diagnostics::default();
        list.push(diagnostic);
        list
    }
}
