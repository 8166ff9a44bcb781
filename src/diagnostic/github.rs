//! Diagnostics as GitHub's workflow commands, which annotate the lines of a pull request.

use super::{Diagnostic, Diagnostics, Severity, View};
use crate::source::Span;
use std::fmt::Write as _;

/// A line for each diagnostic.
pub fn render(view: &View<'_>, diagnostics: &Diagnostics) -> String {
    diagnostics.iter().map(|diagnostic| command(view, &view.screened(diagnostic))).collect()
}

fn command(view: &View<'_>, diagnostic: &Diagnostic) -> String {
    let name = match diagnostic.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "notice",
    };
    let place = diagnostic.labels.first().map(|label| place(view, label.span)).unwrap_or_default();
    let title = property(diagnostic.code.name);
    format!("::{name} {place}title={title}::{}\n", escape(&words(view, diagnostic)))
}

/// Columns are only written within one line: GitHub takes them so.
fn place(view: &View<'_>, span: Span) -> String {
    let (start, end) = view.positions(span);
    let mut text = format!("file={},line={},endLine={},", property(&view.path(span.file)), start.line, end.line);
    if start.line == end.line {
        write!(text, "col={},endColumn={},", start.column, end.column).expect("a String takes all that is written");
    }
    text
}

fn words(view: &View<'_>, diagnostic: &Diagnostic) -> String {
    let mut text = diagnostic.message.clone();
    for (index, label) in diagnostic.labels.iter().enumerate().filter(|(_, label)| !label.text.is_empty()) {
        let start = view.positions(label.span).0;
        let place = if index == 0 { String::new() } else { format!(" ({}:{})", view.path(label.span.file), start.line) };
        write!(text, "\n{}{place}", label.text).expect("a String takes all that is written");
    }
    let cures = diagnostic.helps.iter().chain(diagnostic.suggestions.iter().map(|cure| &cure.text));
    cures.fold(text, |text, cure| text + "\nhelp: " + cure)
}

fn escape(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

fn property(text: &str) -> String {
    escape(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{diagnostic::codes, source::SourceMap};

    #[test]
    fn a_diagnostic_is_one_line_whatever_it_says() {
        let mut sources = SourceMap::default();
        let file = sources.add("a,b.kdl", "one two");
        let mut list = Diagnostics::default();
        list.push(Diagnostic::warning(&codes::KDL_SYNTAX, "100%\nsure").at(Span::new(file, 4, 7), "this").help("do that"));
        assert_eq!(
            render(&View::new(&sources, "", &list), &list),
            "::warning file=a%2Cb.kdl,line=1,endLine=1,col=5,endColumn=8,title=kdl-syntax::100%25%0Asure%0Athis%0Ahelp: do that\n"
        );
    }
}
