//! Text to data, from the events of `granit-parser`; JSON is read as the YAML that it is.

use std::borrow::Cow;

use indexmap::IndexMap;
use serde_saphyr::granit_parser::{self, Event, Parser, ScalarStyle, ScanError};

use super::data::{Data, Datum, Key, Tag};
use super::resolve::resolve;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, codes};
use crate::source::{FileId, Span};

/// How many values the aliases of a text may repeat in all.
const MOST_REPEATED: usize = 100_000;

/// Reads a text; after a syntax error nothing of it is kept, and `Bad` stands for all.
pub fn read<'s>(text: &'s str, file: FileId, diagnostics: &mut Diagnostics) -> Datum<'s> {
    read_as(text, file, false, diagnostics)
}

/// Reads a text of another tool's, in which `<<` merges maps as YAML 1.1 has it.
pub fn read_merging<'s>(text: &'s str, file: FileId, diagnostics: &mut Diagnostics) -> Datum<'s> {
    read_as(text, file, true, diagnostics)
}

/// Reads a text of another tool's with any number of documents; none of it is kept after a syntax error.
pub fn read_all<'s>(text: &'s str, file: FileId, diagnostics: &mut Diagnostics) -> Vec<Datum<'s>> {
    reader(text, file, true, diagnostics).documents().unwrap_or_default()
}

fn reader<'s, 'd>(text: &'s str, file: FileId, merges: bool, diagnostics: &'d mut Diagnostics) -> Reader<'s, 'd> {
    let parser = Parser::new_from_str(text);
    Reader { parser, text, file, merges, anchors: IndexMap::new(), repeated: 0, diagnostics }
}

fn read_as<'s>(text: &'s str, file: FileId, merges: bool, diagnostics: &mut Diagnostics) -> Datum<'s> {
    match reader(text, file, merges, diagnostics).document() {
        Ok(datum) => datum,
        Err(Stop) => Datum { tag: None, value: Data::Bad, span: Span::new(file, 0, 0) },
    }
}

/// Reading cannot go on; a diagnostic has said why.
struct Stop;

type Tagged<'s> = Option<Cow<'s, granit_parser::Tag>>;

struct Reader<'s, 'd> {
    parser: Parser<'s, granit_parser::StrInput<'s>>,
    text: &'s str,
    file: FileId,
    /// Whether `<<` merges maps.
    merges: bool,
    /// The values that anchors name, with the number of values in each.
    anchors: IndexMap<usize, (Datum<'s>, usize)>,
    repeated: usize,
    diagnostics: &'d mut Diagnostics,
}

/// What stands before a value of a map.
enum Named<'s> {
    Key(Key<'s>),
    /// `<<`, which is reported; what it would merge counts as written, so that nothing is missing there.
    Merge,
    /// Something else, which is reported.
    Wrong,
}

impl<'s> Reader<'s, '_> {
    fn document(&mut self) -> Result<Datum<'s>, Stop> {
        let mut found = None;
        loop {
            let (event, span) = self.event()?;
            match event {
                Event::StreamStart | Event::DocumentStart(..) | Event::DocumentEnd => {}
                Event::StreamEnd => break,
                _ if found.is_some() => {
                    let help = "put it into a file of its own and `include` that";
                    self.report(&codes::YAML_UNSUPPORTED, "a manifest is one document, and a second one begins here", span, help);
                    return Err(Stop);
                }
                event => found = Some(self.value(event, span)?),
            }
        }
        let end = Span::new(self.file, 0, 0);
        Ok(found.unwrap_or(Datum { tag: None, value: Data::Nothing, span: end }))
    }

    fn documents(&mut self) -> Result<Vec<Datum<'s>>, Stop> {
        let mut found = Vec::new();
        loop {
            let (event, span) = self.event()?;
            match event {
                Event::StreamStart | Event::DocumentStart(..) => {}
                Event::DocumentEnd => self.anchors.clear(),
                Event::StreamEnd => return Ok(found),
                event => found.push(self.value(event, span)?),
            }
        }
    }

    fn event(&mut self) -> Result<(Event<'s>, granit_parser::Span), Stop> {
        match self.parser.next() {
            Some(Ok(event)) => Ok(event),
            Some(Err(error)) => {
                self.syntax_error(&error);
                Err(Stop)
            }
            None => Ok((Event::StreamEnd, granit_parser::Span::default())),
        }
    }

    fn value(&mut self, event: Event<'s>, span: granit_parser::Span) -> Result<Datum<'s>, Stop> {
        let (anchor, datum) = match event {
            Event::Scalar(text, style, anchor, tag) => (anchor, self.scalar(text, style, tag, span)),
            Event::SequenceStart(_, anchor, tag) => (anchor, self.list(tag, span)?),
            Event::MappingStart(_, anchor, tag) => (anchor, self.map(tag, span)?),
            Event::Alias(anchor) => (0, self.alias(anchor, span)?),
            _ => (0, Datum { tag: None, value: Data::Bad, span: self.span(span) }),
        };
        if anchor != 0 {
            let size = size(&datum);
            self.anchors.insert(anchor, (datum.clone(), size));
        }
        Ok(datum)
    }

    fn list(&mut self, tag: Tagged<'s>, start: granit_parser::Span) -> Result<Datum<'s>, Stop> {
        let mut items = Vec::new();
        loop {
            let (event, span) = self.event()?;
            if matches!(event, Event::SequenceEnd) {
                let value = Data::List(items);
                return Ok(Datum { tag: self.tag(tag, start), value, span: self.span(start).to(self.span(span)) });
            }
            items.push(self.value(event, span)?);
        }
    }

    fn map(&mut self, tag: Tagged<'s>, start: granit_parser::Span) -> Result<Datum<'s>, Stop> {
        let mut entries: Vec<(Key<'s>, Datum<'s>)> = Vec::new();
        let mut merged = Vec::new();
        let mut has_wrong_key = false;
        loop {
            let (event, span) = self.event()?;
            if matches!(event, Event::MappingEnd) {
                merged.into_iter().for_each(|datum| merge(datum, &mut entries));
                // `{{ db.url }}` without quotes is no map of anything.
                let value = if has_wrong_key && entries.is_empty() { Data::Bad } else { Data::Map(entries) };
                return Ok(Datum { tag: self.tag(tag, start), value, span: self.span(start).to(self.span(span)) });
            }
            let key = self.key(event, span)?;
            let (event, span) = self.event()?;
            let value = self.value(event, span)?;
            match key {
                Named::Key(key) => entries.push((key, value)),
                Named::Merge => merged.push(value),
                Named::Wrong => has_wrong_key = true,
            }
        }
    }

    /// A key, which is a scalar; another one is reported and read over.
    fn key(&mut self, event: Event<'s>, span: granit_parser::Span) -> Result<Named<'s>, Stop> {
        match event {
            Event::Scalar(text, ScalarStyle::Plain, ..) if text == "<<" && self.merges => Ok(Named::Merge),
            Event::Scalar(text, ScalarStyle::Plain, ..) if text == "<<" => {
                let help = "write the fields out, or take a `mixin` with `use`";
                self.report(&codes::YAML_UNSUPPORTED, "`<<` merges nothing here: it is no part of YAML 1.2", span, help);
                Ok(Named::Merge)
            }
            Event::Scalar(text, ..) => Ok(Named::Key(Key { text, span: self.span(span) })),
            event => {
                let help = "write a name; a value with `{{ }}` wants quotes around it: `\"{{ db.url }}\"`";
                self.report(&codes::YAML_UNSUPPORTED, "a key is a text, not a list or map", span, help);
                self.value(event, span)?;
                Ok(Named::Wrong)
            }
        }
    }

    fn alias(&mut self, anchor: usize, span: granit_parser::Span) -> Result<Datum<'s>, Stop> {
        let Some((datum, size)) = self.anchors.get(&anchor) else {
            self.report(&codes::YAML_UNSUPPORTED, "an alias stands inside of what it repeats", span, "write the value out");
            return Err(Stop);
        };
        self.repeated += size;
        if self.repeated > MOST_REPEATED {
            let message = format!("the aliases repeat more than {MOST_REPEATED} values");
            self.report(&codes::YAML_UNSUPPORTED, &message, span, "take a `mixin` with `use` instead");
            return Err(Stop);
        }
        Ok(datum.clone())
    }

    fn scalar(&mut self, text: Cow<'s, str>, style: ScalarStyle, tag: Tagged<'s>, span: granit_parser::Span) -> Datum<'s> {
        let is_text = tag.as_ref().is_some_and(|tag| tag.suffix() == "str") || style != ScalarStyle::Plain;
        let value = if is_text { Data::Text(text) } else { resolve(text) };
        Datum { tag: self.tag(tag, span), value, span: self.span(span) }
    }

    /// A local tag; YAML's own tag of texts has done its work, and its others are refused.
    fn tag(&mut self, tag: Tagged<'s>, span: granit_parser::Span) -> Option<Tag> {
        let tag = tag?;
        let place = span.tag_span().map_or_else(|| self.span(span), |span| self.span(span));
        if tag.handle() == "!" && !tag.suffix().is_empty() {
            return Some(Tag { word: tag.suffix().to_owned(), span: place });
        }
        if !matches!(tag.suffix(), "str" | "map" | "seq" | "") {
            let message = format!("the tag `{}` has no meaning here", self.slice(place));
            let diagnostic = Diagnostic::error(&codes::YAML_UNSUPPORTED, message).at(place, "");
            self.diagnostics.push(diagnostic.help("leave it out: each field knows its type"));
        }
        None
    }

    fn syntax_error(&mut self, error: &ScanError) {
        let at = error.marker().byte_offset().unwrap_or(0).min(self.text.len());
        let width = self.text.get(at..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8);
        let message = format!("the text is not YAML: {}", first_lower(&error.info()));
        let diagnostic = Diagnostic::error(&codes::YAML_SYNTAX, message).at(Span::new(self.file, at, at + width), "");
        self.diagnostics.push(diagnostic.help("look at the quotes and the indentation here and in the lines above"));
    }

    fn report(&mut self, code: &'static Code, message: &str, span: granit_parser::Span, help: &str) {
        let diagnostic = Diagnostic::error(code, message).at(self.span(span), "");
        self.diagnostics.push(diagnostic.help(help));
    }

    fn span(&self, span: granit_parser::Span) -> Span {
        let bytes = span.byte_range().unwrap_or(0..0);
        let text = self.text.get(bytes.clone()).unwrap_or_default();
        Span::new(self.file, bytes.start, bytes.start + text.trim_end().len())
    }

    fn slice(&self, span: Span) -> &'s str {
        self.text.get(span.start as usize..span.end as usize).unwrap_or_default()
    }
}

/// Adds the entries of a map, or of each map of a list, whose keys are not there yet.
fn merge<'s>(datum: Datum<'s>, entries: &mut Vec<(Key<'s>, Datum<'s>)>) {
    match datum.value {
        Data::Map(inner) => inner.into_iter().for_each(|(key, value)| {
            if !entries.iter().any(|(other, _)| other.text == key.text) {
                entries.push((key, value));
            }
        }),
        Data::List(items) => items.into_iter().for_each(|item| merge(item, entries)),
        _ => {}
    }
}

fn size(datum: &Datum<'_>) -> usize {
    match &datum.value {
        Data::Map(entries) => 1 + entries.iter().map(|(_, value)| size(value)).sum::<usize>(),
        Data::List(items) => 1 + items.iter().map(size).sum::<usize>(),
        _ => 1,
    }
}

fn first_lower(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map(|first| first.to_lowercase().chain(chars).collect()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::SourceMap;

    #[test]
    fn what_is_written_goes_before_what_is_merged() {
        let text = "a: &a {x: 1, y: 2}\nb: {<<: *a, y: 3}\nc: {<<: [{z: 1}, *a]}\n";
        let file = SourceMap::default().add("a.yaml", text);
        let mut diagnostics = Diagnostics::default();
        let datum = read_merging(text, file, &mut diagnostics);
        assert!(diagnostics.is_empty());
        let Data::Map(entries) = datum.value else { panic!("a map") };
        let keys = |datum: &Datum<'_>| match &datum.value {
            Data::Map(entries) => entries.iter().map(|(key, _)| key.text.to_string()).collect::<Vec<_>>().join(" "),
            _ => String::new(),
        };
        assert_eq!(entries.iter().map(|(_, value)| keys(value)).collect::<Vec<_>>(), ["x y", "y x", "z x y"]);
    }
}
