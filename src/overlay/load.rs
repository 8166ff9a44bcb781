//! Reads the texts of a project: the manifest, what it includes, and the environments' own files.

use crate::diagnostic::{Diagnostic, Diagnostics, codes};
use crate::kdl;
use crate::shape::Block;
use crate::source::{FileId, Files, SourceMap, Span, Unreadable};
use crate::tree::{Fields, Language, Layer, LayerId, Layers, Node, Reading, Value, from_kdl, from_yaml};
use crate::yaml;

/// The texts of a project while they are read.
pub(super) struct Loader<'l> {
    pub(super) files: &'l dyn Files,
    pub(super) sources: SourceMap,
    pub(super) layers: Layers,
    pub(super) catalogue: &'l [String],
    pub(super) diagnostics: &'l mut Diagnostics,
    /// Whether a text could not be read at all, so that nothing is known of what it says.
    pub(super) unread: bool,
}

/// A root block of the language: what messages call it, its shape and its layer.
#[derive(Clone, Copy)]
pub(super) struct Root<'r> {
    pub(super) owner: &'r str,
    pub(super) block: &'static Block,
    pub(super) layer: LayerId,
}

/// A file on the way from the manifest, and the place that includes it.
struct Link {
    path: String,
    span: Option<Span>,
}

impl Loader<'_> {
    /// The number of a layer.
    pub(super) fn layer(&mut self, layer: Layer) -> LayerId {
        self.layers.id(layer)
    }

    /// A file and all that it includes; `None` where the file itself cannot be read, which is reported.
    pub(super) fn root(&mut self, root: Root<'_>, path: &str) -> Option<Node> {
        let text = match self.files.read(path) {
            Ok(bytes) => self.text(path, bytes, None)?,
            Err(why) => {
                self.unreadable(path, &why, None);
                return None;
            }
        };
        self.tree(root, path, text)
    }

    /// A file and all that it includes; `None` where there is no such file, or it cannot be read, which is reported.
    pub(super) fn optional_root(&mut self, root: Root<'_>, path: &str) -> Option<Node> {
        match self.files.read(path) {
            Err(Unreadable::Missing) => None,
            Err(why) => {
                self.unreadable(path, &why, None);
                None
            }
            Ok(bytes) => {
                let text = self.text(path, bytes, None)?;
                self.tree(root, path, text)
            }
        }
    }

    /// Takes a file in that mistakes may be shown in; one that cannot be read is told where it is used.
    pub(super) fn attach(&mut self, path: &str) {
        let path = path.strip_prefix("./").unwrap_or(path);
        let known = self.sources.files().any(|(_, file)| file.path == path);
        if let Some(text) = self.files.read(path).ok().filter(|_| !known).and_then(|bytes| String::from_utf8(bytes).ok()) {
            self.sources.add(path, text);
        }
    }

    fn tree(&mut self, root: Root<'_>, path: &str, file: FileId) -> Option<Node> {
        let mut fields = Fields::default();
        let mut seen = vec![path.to_owned()];
        let mut way = vec![Link { path: path.to_owned(), span: None }];
        self.read(root, file, &mut fields, &mut way, &mut seen);
        if std::mem::take(&mut self.unread) {
            return None;
        }
        let start = Span::new(file, 0, 0);
        let value = fields.into_value();
        Some(Node { value, action: crate::tree::Action::Merge, span: start, name: start, layer: root.layer, hid: None })
    }

    fn text(&mut self, path: &str, bytes: Vec<u8>, from: Option<Span>) -> Option<FileId> {
        match String::from_utf8(bytes) {
            Ok(text) => Some(self.sources.add(path, text)),
            Err(error) => {
                let place = error.utf8_error().valid_up_to();
                let message = format!("`{path}` is not UTF-8: the byte {place} begins no character");
                self.diagnostics.push(Diagnostic::error(&codes::UNREADABLE_FILE, message).at_known(from, ""));
                None
            }
        }
    }

    fn unreadable(&mut self, path: &str, why: &Unreadable, from: Option<Span>) {
        let code = if *why == Unreadable::Outside { &codes::INCLUDE_OUTSIDE } else { &codes::UNREADABLE_FILE };
        let (message, help) = why.told(path, "file");
        self.diagnostics.push(Diagnostic::error(code, message).at_known(from, "").help(help));
    }

    fn read(&mut self, root: Root<'_>, file: FileId, fields: &mut Fields, way: &mut Vec<Link>, seen: &mut Vec<String>) {
        let source = self.sources.file(file);
        let (path, text) = (source.path.clone(), source.text.clone());
        let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
        let language = language_of(&path);
        let mut reading = Reading {
            language,
            layer: root.layer,
            layers: &mut self.layers,
            catalogue: self.catalogue,
            folder,
            diagnostics: self.diagnostics,
        };
        match language {
            Language::Kdl => {
                let document = kdl::read(&text, file, reading.diagnostics);
                from_kdl::read(&mut reading, root.owner, root.block, &document, fields);
            }
            Language::Yaml | Language::Json => {
                let datum = yaml::read(&text, file, reading.diagnostics);
                self.unread |= matches!(datum.value, yaml::Data::Bad);
                from_yaml::read(&mut reading, root.owner, root.block, &datum, fields);
            }
        }
        let includes = fields.take("includes").map(|node| node.value);
        if let Some(Value::List(items)) = includes {
            for item in items {
                if let Some(path) = item.text() {
                    self.include(root, path, item.span, fields, way, seen);
                }
            }
        }
    }

    fn include(
        &mut self,
        root: Root<'_>,
        path: &str,
        span: Span,
        fields: &mut Fields,
        way: &mut Vec<Link>,
        seen: &mut Vec<String>,
    ) {
        if let Some(start) = way.iter().position(|link| link.path == path) {
            report_circle(way.get(start..).unwrap_or_default(), path, span, self.diagnostics);
            return;
        }
        if seen.iter().any(|known| known == path) {
            return;
        }
        let read = if path.starts_with(['/', '~']) || path.starts_with("../") {
            Err(Unreadable::Outside)
        } else {
            self.files.read(path)
        };
        seen.push(path.to_owned());
        match read {
            Err(why) => self.unreadable(path, &why, Some(span)),
            Ok(bytes) => {
                let Some(file) = self.text(path, bytes, Some(span)) else { return };
                way.push(Link { path: path.to_owned(), span: Some(span) });
                self.read(root, file, fields, way, seen);
                way.pop();
            }
        }
    }
}

/// The language of a file, by its name; KDL where the name says nothing.
pub(super) fn language_of(path: &str) -> Language {
    match path.rsplit_once('.') {
        Some((_, "yaml" | "yml")) => Language::Yaml,
        Some((_, "json")) => Language::Json,
        _ => Language::Kdl,
    }
}

fn report_circle(circle: &[Link], path: &str, span: Span, diagnostics: &mut Diagnostics) {
    let names: Vec<String> = circle.iter().map(|link| format!("`{}`", link.path)).collect();
    let message = format!("files include each other in a circle: {} → `{path}`", names.join(" → "));
    let mut diagnostic = Diagnostic::error(&codes::INCLUDE_CYCLE, message).at(span, "this closes the circle");
    for link in circle.iter().skip(1) {
        diagnostic = diagnostic.at_known(link.span, format!("this includes `{}`", link.path));
    }
    diagnostics.push(diagnostic.help("take one of these lines out"));
}
