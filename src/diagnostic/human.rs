//! Diagnostics for people: the lines concerned, underlined, and the cure.

use super::{Diagnostic, Diagnostics, Label, Severity, Suggestion, View};
use crate::source::{Edit, FileId, Span};
use annotate_snippets::{Annotation, AnnotationKind, Group, Level, Patch, Renderer, Snippet};
use std::borrow::Cow;

/// How messages are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Look {
    /// Whether they are coloured.
    pub color: bool,
    /// The columns of the terminal.
    pub width: usize,
}

/// Labels of one file with this many lines between them are shown apart.
const FAR: usize = 40;

/// All diagnostics, an empty line behind each.
pub fn render(view: &View<'_>, diagnostics: &Diagnostics, look: Look) -> String {
    let renderer = if look.color { Renderer::styled() } else { Renderer::plain() };
    let renderer = renderer.term_width(look.width);
    diagnostics.iter().map(|diagnostic| renderer.render(&report(view, &view.screened(diagnostic))) + "\n\n").collect()
}

fn report<'a>(view: &'a View<'_>, diagnostic: &'a Diagnostic) -> Vec<Group<'a>> {
    let Diagnostic { code, severity, message, labels, helps, suggestions } = diagnostic;
    let cause = labels.first().map(|label| label.span.file);
    let title = level(*severity).primary_title(message).id(code.name);
    let main = title.elements(snippets(view, labels)).elements(helps.iter().map(|help| Level::HELP.message(harmless(help))));
    let cures = suggestions.iter().map(|cure| suggestion(view, cure, cause));
    std::iter::once(main).chain(cures).collect()
}

fn level(severity: Severity) -> Level<'static> {
    match severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Note => Level::NOTE,
    }
}

/// The labels' lines: the cause's file first, far parts of a file apart.
fn snippets<'a>(view: &'a View<'_>, labels: &'a [Label]) -> Vec<Snippet<'a, Annotation<'a>>> {
    clusters(view, labels.iter().map(|label| label.span))
        .into_iter()
        .map(|cluster| {
            let window = view.window(cluster.file, bytes(cluster));
            let shown = labels.iter().enumerate().filter(|(_, label)| within(cluster, label.span));
            let annotations = shown.map(|(index, label)| {
                let kind = if index == 0 { AnnotationKind::Primary } else { AnnotationKind::Context };
                kind.span(window.place(label.span)).label(Some(harmless(&label.text)).filter(|text| !text.is_empty()))
            });
            let annotations: Vec<_> = annotations.collect();
            Snippet::source(window.text).line_start(window.line).path(view.path(cluster.file)).annotations(annotations)
        })
        .collect()
}

fn suggestion<'a>(view: &'a View<'_>, cure: &'a Suggestion, cause: Option<FileId>) -> Group<'a> {
    let Suggestion { text, edits } = cure;
    let changes = clusters(view, edits.iter().map(|edit| edit.span)).into_iter().map(|cluster| {
        let window = view.window(cluster.file, bytes(cluster));
        let shown = edits.iter().filter(|edit| within(cluster, edit.span));
        let patches: Vec<_> = shown.map(|Edit { span, text }| Patch::new(window.place(*span), harmless(text))).collect();
        let path = Some(view.path(cluster.file)).filter(|_| cause != Some(cluster.file));
        Snippet::source(window.text).line_start(window.line).path(path).patches(patches)
    });
    Level::HELP.secondary_title(text).elements(changes)
}

/// The places as few ranges, each shown as one piece of its file; the first place's comes first.
fn clusters(view: &View<'_>, spans: impl Iterator<Item = Span>) -> Vec<Span> {
    let mut spans: Vec<_> = spans.collect();
    let Some(first) = spans.first().copied() else { return spans };
    spans.sort();
    spans.dedup_by(|next, kept| {
        let lines = |byte: u32| view.line(kept.file, byte as usize);
        let near = next.file == kept.file && lines(next.start) <= lines(kept.end) + FAR;
        if near {
            *kept = kept.to(*next);
        }
        near
    });
    spans.sort_by_key(|cluster| (!within(*cluster, first), cluster.file != first.file));
    spans
}

/// The text without what would steer a terminal or turn the order of its characters.
fn harmless(text: &str) -> Cow<'_, str> {
    let steers = |char: char| {
        let turns = matches!(char, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
        turns || (char.is_control() && char != '\n' && char != '\t')
    };
    if text.contains(steers) { Cow::Owned(text.replace(steers, "\u{fffd}")) } else { Cow::Borrowed(text) }
}

fn within(cluster: Span, span: Span) -> bool {
    cluster.file == span.file && cluster.start <= span.start && span.end <= cluster.end
}

fn bytes(span: Span) -> std::ops::Range<usize> {
    span.start as usize..span.end as usize
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{diagnostic::codes, source::SourceMap};

    const PLAIN: Look = Look { color: false, width: 100 };

    fn shown(sources: &SourceMap, diagnostic: Diagnostic) -> String {
        let mut list = Diagnostics::default();
        list.push(diagnostic);
        render(&View::new(sources, "", &list), &list, PLAIN)
    }

    #[test]
    fn labels_stand_in_each_file_and_helps_below() {
        let mut sources = SourceMap::default();
        let base = sources.add("landfall.kdl", "service \"api\" {\n    scale 2\n}\n");
        let over = sources.add("landfall.production.kdl", "service \"api\" {\n    singleton\n}\n");
        let diagnostic = Diagnostic::error(&codes::KDL_SYNTAX, "`singleton` and `scale 2` exclude each other")
            .at(Span::new(over, 20, 29), "never two at once")
            .at(Span::new(base, 20, 27), "two of them")
            .help("take one of them away");
        insta::assert_snapshot!(shown(&sources, diagnostic), @r#"
        error[kdl-syntax]: `singleton` and `scale 2` exclude each other
         --> landfall.production.kdl:2:5
          |
        2 |     singleton
          |     ^^^^^^^^^ never two at once
          |
         ::: landfall.kdl:2:5
          |
        2 |     scale 2
          |     ------- two of them
          |
          = help: take one of them away
        "#);
    }

    #[test]
    fn an_edit_is_shown_as_a_change_of_its_line() {
        let mut sources = SourceMap::default();
        let file = sources.add("landfall.kdl", "resources cpu=100m");
        let span = Span::new(file, 14, 18);
        let diagnostic =
            Diagnostic::error(&codes::KDL_SYNTAX, "`100m` wants quotes").at(span, "").suggest("add quotes", span, "\"100m\"");
        insta::assert_snapshot!(shown(&sources, diagnostic), @r#"
        error[kdl-syntax]: `100m` wants quotes
         --> landfall.kdl:1:15
          |
        1 | resources cpu=100m
          |               ^^^^
          |
        help: add quotes
          |
        1 - resources cpu=100m
        1 + resources cpu="100m"
          |
        "#);
    }

    #[test]
    fn a_masked_value_is_shown_nowhere() {
        let mut sources = SourceMap::default();
        let file = sources.add("landfall.kdl", "env { KEY \"canary-4711\" }");
        let span = Span::new(file, 10, 23);
        let diagnostic = Diagnostic::error(&codes::KDL_SYNTAX, "`KEY` looks like a secret").at_secret(span, "in clear").suggest(
            "name it",
            span,
            "(secret)\"key\"",
        );
        let text = shown(&sources, diagnostic);
        assert!(!text.contains("canary"), "{text}");
        assert!(text.contains("•••"), "{text}");
    }

    proptest::proptest! {
        #[test]
        fn any_text_and_any_places_are_rendered(
            text in "[a-c \\t\\r\\nüß漢\u{1b}\u{202e}\u{0}]{0,60}",
            places in proptest::collection::vec((0_usize..200, 0_usize..80, proptest::bool::ANY), 0..5),
            edits in proptest::collection::vec((0_usize..200, 0_usize..80, "[a\\nü]{0,5}"), 0..3),
        ) {
            let mut sources = SourceMap::default();
            let file = sources.add("landfall.kdl", text.as_str());
            let place = |start: usize, length: usize| {
                let start = text.floor_char_boundary(start);
                Span::new(file, start, text.ceil_char_boundary(start + length))
            };
            let mut diagnostic = Diagnostic::warning(&codes::KDL_SYNTAX, text.as_str());
            for (start, length, masked) in places {
                let span = place(start, length);
                diagnostic = if masked { diagnostic.at_secret(span, "x") } else { diagnostic.at(span, text.as_str()) };
            }
            for (start, length, replacement) in edits {
                diagnostic = diagnostic.suggest("y", place(start, length), replacement);
            }
            let shown = shown(&sources, diagnostic);
            proptest::prop_assert!(!shown.contains(['\u{1b}', '\u{202e}', '\u{0}']), "control characters: {shown:?}");
        }
    }

    #[test]
    fn far_places_are_shown_without_what_lies_between() {
        let mut sources = SourceMap::default();
        let text = format!("first\n{}last\n", "between\n".repeat(1000));
        let file = sources.add("landfall.kdl", text.as_str());
        let diagnostic = Diagnostic::error(&codes::KDL_SYNTAX, "twice")
            .at(Span::new(file, text.len() - 5, text.len() - 1), "here")
            .at(Span::new(file, 0, 5), "and here");
        let text = shown(&sources, diagnostic);
        assert!(text.contains("landfall.kdl:1002:1") && text.contains("landfall.kdl:1:1"), "{text}");
        assert!(text.lines().count() < 14, "{text}");
    }
}
