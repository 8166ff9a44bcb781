//! What `{{ }}` may name before an environment is planned: the application, the environment, parameters and constants.

use std::sync::Arc;

use super::{Selected, fold::WORKLOADS};
use crate::diagnostic::{Diagnostic, Diagnostics, codes, nearest};
use crate::source::{SourceMap, Span};
use crate::text::{self, Expression, Part, Subject};
use crate::tree::{Entries, Node, Value};

/// The names of one environment, and how texts are evaluated with them.
pub(super) struct Constants<'r> {
    /// The merged tree, which is not evaluated yet.
    pub(super) root: &'r Node,
    /// The environment.
    pub(super) selected: &'r Selected,
    /// Workloads and backing services that the environment does not have.
    pub(super) absent: Vec<&'r str>,
    /// The texts that places are in.
    pub(super) sources: &'r SourceMap,
}

/// What a name stands for.
enum Named<'r> {
    /// A text as it stands.
    Known(&'r str),
    /// A text that may hold `{{ }}` in its turn, and what it is the text of.
    Written(&'r Node, String),
}

/// Why a name stands for nothing here.
enum Problem {
    /// It has been reported where it was written.
    Told,
    /// This; in a constant it is told where that is written.
    Wrong(Diagnostic),
    /// It stands for something, which is not known yet, or may not stand here.
    NotHere(Diagnostic),
}

impl<'r> Constants<'r> {
    /// Evaluates the text that stands at a place; `None` where a mistake was reported. `name` is whose value it is.
    pub(super) fn text(&self, text: &str, place: Span, name: &str, diagnostics: &mut Diagnostics) -> Option<String> {
        self.within(text, place, name, &mut Vec::new(), diagnostics)
    }

    fn within(
        &self,
        text: &str,
        place: Span,
        name: &str,
        open: &mut Vec<(String, Span)>,
        diagnostics: &mut Diagnostics,
    ) -> Option<String> {
        let parsed = text::parse(text);
        let mut whole = Some(String::new());
        for mistake in parsed.mistakes {
            // Those of a constant are told where it is written.
            if open.is_empty() {
                let at = text::part(self.sources, place, text, &mistake.at);
                diagnostics.push(Diagnostic::error(&codes::TEMPLATE, mistake.message).at(at, "").help(mistake.help));
            }
            whole = None;
        }
        for part in parsed.parts {
            let piece = match &part {
                Part::Literal(literal) => Some((*literal).to_owned()),
                Part::Expression(expression) => {
                    let at = text::part(self.sources, place, text, &expression.at);
                    self.expression(expression, at, name, open, diagnostics)
                }
            };
            whole = whole.zip(piece).map(|(whole, piece)| whole + &piece);
        }
        whole
    }

    fn expression(
        &self,
        expression: &Expression<'_>,
        at: Span,
        name: &str,
        open: &mut Vec<(String, Span)>,
        diagnostics: &mut Diagnostics,
    ) -> Option<String> {
        let value = match &expression.subject {
            Subject::Literal(literal) => literal.clone(),
            Subject::Path(path) => match self.named(path, name) {
                Ok(Named::Known(text)) => text.to_owned(),
                Ok(Named::Written(node, thing)) => self.written(node, thing, at, name, open, diagnostics)?,
                Err(Problem::Told) => return None,
                Err(Problem::Wrong(diagnostic)) => {
                    if open.is_empty() {
                        diagnostics.push(diagnostic.at(at, ""));
                    }
                    return None;
                }
                // The constant that names it may be right elsewhere.
                Err(Problem::NotHere(diagnostic)) => {
                    let diagnostic = match open.first() {
                        Some((_, outermost)) => diagnostic.at(*outermost, "").at(at, "named here"),
                        None => diagnostic.at(at, ""),
                    };
                    diagnostics.push(diagnostic);
                    return None;
                }
            },
        };
        Some(expression.filters.iter().fold(value, |value, filter| filter.apply(&value)))
    }

    /// Evaluates what a name stands for, unless that is being done already.
    fn written(
        &self,
        node: &Node,
        thing: String,
        at: Span,
        name: &str,
        open: &mut Vec<(String, Span)>,
        diagnostics: &mut Diagnostics,
    ) -> Option<String> {
        let text = match &node.value {
            Value::Text(text) => text,
            Value::Template(template) => &template.text,
            // `(public)"…"`
            Value::Variant(_, inner) => return self.written(inner, thing, at, name, open, diagnostics),
            _ => return None,
        };
        if let Some(start) = open.iter().position(|(known, _)| *known == thing) {
            let circle = open.iter().skip(start).map(|(name, _)| name.as_str());
            self.report_circle(circle.chain([thing.as_str()]).collect(), at, diagnostics);
            return None;
        }
        open.push((thing, at));
        let value = self.within(text, node.span, name, open, diagnostics);
        open.pop();
        value
    }

    /// A circle of constants alone is told where the first of them is written.
    fn report_circle(&self, names: Vec<&str>, at: Span, diagnostics: &mut Diagnostics) {
        if names.iter().all(|name| self.entry("lets", name).is_some()) {
            return;
        }
        let message = format!("`{}` needs itself: {}", names.first().unwrap_or(&""), names.join(" → "));
        diagnostics.push(Diagnostic::error(&codes::CONSTANT_CYCLE, message).at(at, "").help("break the circle"));
    }

    fn named(&self, path: &[&str], name: &str) -> Result<Named<'r>, Problem> {
        match path {
            ["env"] => Ok(Named::Known(&self.selected.name)),
            ["app"] => {
                let name = self.root.field("app").and_then(|app| app.field("name")).ok_or(Problem::Told)?;
                Ok(Named::Written(name, "app".to_owned()))
            }
            ["param", parameter] => self.parameter(parameter),
            [constant] if self.entry("lets", constant).is_some() => {
                let node = self.entry("lets", constant).ok_or(Problem::Told)?;
                Ok(Named::Written(node, (*constant).to_owned()))
            }
            _ => Err(self.unknown(path, name)),
        }
    }

    fn parameter(&self, name: &str) -> Result<Named<'r>, Problem> {
        if let Some(declared) = self.entry("params", name) {
            // One without a value has been reported.
            let default = declared.field("default").ok_or(Problem::Told)?;
            return Ok(match &default.value {
                // The command line's, or one that holds no `{{ }}`.
                Value::Text(text) => Named::Known(text),
                _ => Named::Written(default, format!("param.{name}")),
            });
        }
        let diagnostic = Diagnostic::error(&codes::UNKNOWN_NAME, format!("there is no parameter `{name}`"));
        Err(Problem::Wrong(match nearest(name, self.keys("params")) {
            Some(meant) => diagnostic.help(format!("did you mean `param.{meant}`?")),
            None => diagnostic.help(format!("declare it: `param \"{name}\" default=\"…\"`")),
        }))
    }

    fn unknown(&self, path: &[&str], name: &str) -> Problem {
        const HERE: &str = "here `{{ }}` takes `app`, `env`, parameters and constants";
        let (written, first) = (path.join(".").replace(".[", "["), path.first().copied().unwrap_or_default());
        if first == "secret" {
            let message = format!("`{name}` cannot hold a secret: it is written as it is");
            return Problem::NotHere(
                Diagnostic::error(&codes::SECRET_PLACE, message).help("put it into `env` or a `secret-file`"),
            );
        }
        if self.is_workload(first) {
            let message = format!("`{name}` is settled before it is known what `{written}` is");
            return Problem::NotHere(Diagnostic::error(&codes::TEMPLATE_PLACE, message).help(HERE));
        }
        let known = self.keys("lets").chain(["app", "env", "param"]);
        let message = match path {
            [_] => format!("there is no `{first}`"),
            _ => format!("`{written}` names nothing"),
        };
        let diagnostic = Diagnostic::error(&codes::UNKNOWN_NAME, message);
        Problem::Wrong(match nearest(first, known.filter(|known| *known != first)) {
            Some(meant) => diagnostic.help(format!("did you mean `{meant}`?")),
            None => diagnostic.help(HERE),
        })
    }

    fn is_workload(&self, name: &str) -> bool {
        name == "self" || self.absent.contains(&name) || WORKLOADS.iter().any(|map| self.entry(map, name).is_some())
    }

    fn entries(&self, map: &str) -> Option<&'r Entries> {
        match &self.root.field(map)?.value {
            Value::Map(entries) => Some(entries),
            _ => None,
        }
    }

    fn entry(&self, map: &str, key: &str) -> Option<&'r Arc<Node>> {
        self.entries(map)?.get(key)
    }

    fn keys(&self, map: &str) -> impl Iterator<Item = &'r str> {
        self.entries(map).into_iter().flat_map(Entries::keys).map(|key| &**key)
    }
}
