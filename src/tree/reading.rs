//! What the readers of KDL and of YAML share: the layer that is read, and the words in which mistakes are told.

use super::scalar::{self, Meant, Refusal, Scalar};
use super::{Action, LayerId, Layers, Node, Template, Value, foreign, language};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, codes, nearest};
use crate::shape::{Block, Field, Form, Format, Map, Shape};
use crate::source::Span;
use crate::text;
use std::sync::Arc;

/// The language that a text is written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Language {
    /// KDL 2.
    Kdl,
    /// YAML 1.2.
    Yaml,
    /// JSON.
    Json,
}

/// One text while it is read.
pub struct Reading<'r> {
    /// The language that it is written in.
    pub language: Language,
    /// The layer that it is part of.
    pub layer: LayerId,
    /// All layers of the project.
    pub layers: &'r mut Layers,
    /// The types of backing services.
    pub catalogue: &'r [String],
    /// The folder that the text is in, relative to the project's; empty for that itself.
    pub folder: &'r str,
    /// Where mistakes go.
    pub diagnostics: &'r mut Diagnostics,
}

impl Reading<'_> {
    /// Reads what stands below a field, or an entry of it, in the layer that this is part of.
    pub(super) fn below<T>(&mut self, field: &str, key: Option<&str>, read: impl FnOnce(&mut Self) -> T) -> T {
        let outer = self.layer;
        self.layer = self.layers.below(outer, field, key).unwrap_or(outer);
        let found = read(self);
        self.layer = outer;
        found
    }

    /// A value that lower layers merge with.
    pub(super) fn node(&self, value: Value, span: Span, name: Span) -> Node {
        Node { value, action: Action::Merge, span, name, layer: self.layer, hid: None }
    }

    pub(super) fn report(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic);
    }

    /// An error at a place.
    pub(super) fn mistake(&mut self, code: &'static Code, message: String, span: Span) {
        self.report(Diagnostic::error(code, message).at(span, ""));
    }

    /// A text where only the name of a secret may stand. As it may be the secret itself, no message shows it.
    pub(super) fn secret_in_clear(&mut self, name: &str, span: Span, help: &str) {
        let message = format!("`{name}` takes a secret, not a value");
        let diagnostic = Diagnostic::error(&codes::WRONG_TYPE, message).at_secret(span, "");
        self.report(diagnostic.help(format!("{help}: the manifest names a secret, and never holds one")));
    }

    /// Reads a scalar that stands for the value of `name`.
    pub(super) fn scalar(&mut self, name: &str, shape: &Shape, scalar: Scalar<'_>, span: Span) -> Value {
        match scalar::read(shape, scalar) {
            Ok(Value::Text(text)) => match shape.form {
                Form::Text(format) => Value::Text(in_project(format, self.folder, text)),
                _ => Value::Text(text),
            },
            Ok(Value::Template(template)) => {
                Value::Template(Arc::new(Template { folder: Arc::from(self.folder), ..Template::clone(&template) }))
            }
            Ok(value) => value,
            Err(mut refusal) => {
                if let (Scalar::Text(text) | Scalar::Number(text, _), None, None) = (scalar, &refusal.help, &refusal.meant) {
                    refusal.help = foreign::help(name, text);
                }
                self.refuse(name, refusal, span);
                Value::Bad
            }
        }
    }

    /// The same, with mistakes going where nobody hears of them.
    pub(super) fn silent<'s>(&'s mut self, unheard: &'s mut Diagnostics) -> Reading<'s> {
        let Reading { language, layer, layers, catalogue, folder, diagnostics: _ } = self;
        Reading { language: *language, layer: *layer, layers, catalogue, folder, diagnostics: unheard }
    }

    /// Checks the key of an entry.
    pub(super) fn check_key(&mut self, map: &Map, key: &str, span: Span) {
        if text::is_template(key) && map.evaluated_key().is_some() {
            return;
        }
        if let Err(why) = scalar::check(map.key_format, key) {
            let message = format!("`{key}` is not {}", map.key_format.wants());
            self.report(Diagnostic::error(&codes::MALFORMED_TEXT, message).at(span, "").help(why));
        }
    }

    fn refuse(&mut self, name: &str, refusal: Refusal, span: Span) {
        let Refusal { code, reason, help, meant } = refusal;
        let mut diagnostic = Diagnostic::error(code, format!("`{name}` {reason}")).at(span, "");
        if let Some(help) = help {
            diagnostic = diagnostic.help(help);
        }
        if let Some(meant) = meant {
            let text = self.spell(&meant);
            diagnostic = diagnostic.suggest(format!("write `{text}`"), span, text);
        }
        self.report(diagnostic);
    }

    /// A scalar as this text's language writes it.
    fn spell(&self, meant: &Meant) -> String {
        match (meant, self.language) {
            (Meant::Text(text), _) => format!("\"{text}\""),
            (Meant::Number(number), _) => number.clone(),
            (Meant::Bool(truth), Language::Kdl) => format!("#{truth}"),
            (Meant::Bool(truth), Language::Yaml | Language::Json) => truth.to_string(),
        }
    }

    /// A word, that needs no quotes elsewhere, as this text's language writes it.
    pub(super) fn word(&self, word: &str) -> String {
        match self.language {
            Language::Json => format!("\"{word}\""),
            Language::Kdl | Language::Yaml => word.to_owned(),
        }
    }

    /// What a field is called in this text's language.
    pub(super) fn spelling(&self, field: &Field) -> &'static str {
        match self.language {
            Language::Kdl => field.node,
            Language::Yaml | Language::Json => field.name,
        }
    }

    /// Reports a name that is no field of `owner`, and gives the one that was most likely meant.
    pub(super) fn unknown(&mut self, owner: &str, block: &'static Block, name: &str, span: Span) -> Option<&'static Field> {
        let known =
            block.fields.iter().filter(|field| field.allowed && Some(field.name) != block.rest && !self.is_catalogue(field));
        let known: Vec<&'static Field> = known.collect();
        let spellings = || known.iter().map(|field| self.spelling(field));
        let of_catalogue = self.catalogue_in(block).map(String::as_str);
        let home = home(block, |field| self.spelling(field) == name);
        let of_kdl = known.iter().find(|field| field.node == name).map(|field| field.name);
        let is_foreign = of_kdl.is_none() && home.is_some();
        let meant = of_kdl.or_else(|| nearest(name, spellings().chain(of_catalogue))).filter(|_| !is_foreign).map(str::to_owned);
        let is_type = self.language != Language::Kdl && self.catalogue.iter().any(|known| known == name);
        let mut diagnostic = Diagnostic::error(&codes::UNKNOWN_FIELD, format!("{owner} has no `{name}`")).at(span, "");
        diagnostic = match (&meant, familiar(name)) {
            (Some(meant), _) => diagnostic.suggest(format!("did you mean `{meant}`?"), span, self.word(meant)),
            (None, Some(ours)) if spellings().any(|spelling| spelling == ours.0) => diagnostic.help(ours.1),
            (None, _) if is_type => diagnostic.help(format!("a backing service is written `backing: {{db: {{type: {name}}}}}`")),
            (None, _) => diagnostic.help(match (home, node_of(owner)) {
                (Some(home), _) => format!("`{name}` is a field of {home}"),
                (None, _) if known.len() <= 12 => format!("it has {}", scalar::one_of(spellings())),
                (None, Some(node)) => format!("`landfall explain {node}` lists what there is"),
                (None, None) => "`landfall explain` lists what there is".to_owned(),
            }),
        };
        let field = known.iter().find(|field| Some(self.spelling(field)) == meant.as_deref()).copied();
        self.report(diagnostic);
        field
    }

    /// Whether the field's nodes have names from the catalogue in this text's language.
    pub(super) fn is_catalogue(&self, field: &Field) -> bool {
        self.language == Language::Kdl && matches!(&field.shape.form, Form::Map(map) if map.catalogue)
    }

    fn catalogue_in(&self, block: &Block) -> std::slice::Iter<'_, String> {
        let types = if block.fields.iter().any(|field| self.is_catalogue(field)) { self.catalogue } else { &[] };
        types.iter()
    }

    /// Reports a field that makes no sense where it stands.
    pub(super) fn of_another_kind(&mut self, owner: &str, field: &Field, span: Span) {
        let places =
            field.only.unwrap_or_default().iter().filter(|place| **place != "mixins").map(|place| place.trim_end_matches('s'));
        let message = format!("`{}` makes no sense for {owner}", self.spelling(field));
        let help = format!("it is a field of {}", scalar::one_of(places));
        self.report(Diagnostic::error(&codes::FIELD_OF_ANOTHER_KIND, message).at(span, "").help(help));
    }
}

/// The node that is called so where an owner is one, and not such as the manifest.
fn node_of(owner: &str) -> Option<&str> {
    owner.strip_prefix('`').and_then(|owner| owner.strip_suffix('`'))
}

/// What has a field that a block has not: a workload, a node in the block, or the manifest.
fn home(block: &'static Block, is_meant: impl Fn(&Field) -> bool) -> Option<String> {
    let has = |fields: &[Field]| fields.iter().any(|field| field.allowed && is_meant(field));
    let root = language().block()?;
    let body = root.field("services").and_then(|services| match &services.shape.form {
        Form::Map(map) => map.entry.block(),
        _ => None,
    });
    if body.is_some_and(|body| has(body.fields)) {
        return Some("a workload".to_owned());
    }
    let inner = block.fields.iter().find(|field| field.shape.block().is_some_and(|inner| has(inner.fields)));
    if let Some(inner) = inner {
        return Some(format!("`{}`", inner.node));
    }
    has(root.fields).then(|| "the manifest".to_owned())
}

/// What users of Compose and Kubernetes look for: the name here, and how it is written.
fn familiar(name: &str) -> Option<(&'static str, &'static str)> {
    Some(match name {
        "environment" | "env-file" | "env_file" | "envFrom" => {
            ("env", "variables of the environment are children of `env`: `env { NAME \"value\" }`")
        }
        "healthcheck" | "readinessProbe" | "livenessProbe" | "probe" => ("health", "probes are written `health \"/healthz\"`"),
        "replicas" | "deploy" | "autoscale" => ("scale", "replicas are written `scale 3`, or `scale min=3 max=10 cpu=70`"),
        "args" | "arguments" | "cmd" => ("command", "arguments are written `command \"a\" \"b\"`"),
        "expose" | "listen" => ("port", "a port is written `port 8080`"),
        "ingress-host" | "host" | "hosts" => ("route", "HTTP from outside is written `route \"shop.example.com\"`"),
        "tmpfs" | "emptyDir" => ("tmp", "scratch space is written `tmp \"/var/cache\" size=\"64Mi\"`"),
        "mount" | "mounts" | "pvc" => ("volume", "durable storage is written `volume \"data\" \"/var/lib/app\" size=\"10Gi\"`"),
        "cap_add" | "privileged" | "read_only" | "readOnly" => {
            ("security", "deviations from the hardened default are fields of `security`")
        }
        "networks" | "network" | "links" => ("reach", "who reaches whom follows from references; `reach \"api\"` adds to it"),
        "grace" | "grace-period" | "timeout" => ("within", "the time to stop is written `stop within=\"30s\"`"),
        "requests" => ("cpu", "requests are written `resources cpu=\"100m\" memory=\"128Mi\"`"),
        "container" | "deployment" | "pod" | "application" => {
            ("service", "what runs for long is written `service \"NAME\" { … }`")
        }
        "database" | "db" => ("service", "a database is a node of its type: `postgres \"db\" version=\"16\"`"),
        "name" => ("number", "a name stands first, and without `name=`: `port \"metrics\" 9090`"),
        "stop_grace_period" | "terminationGracePeriodSeconds" => ("stop", "the time to stop is written `stop within=\"30s\"`"),
        "extends" => ("use", "a body with a name is a `mixin`, and is taken with `use`"),
        _ => return None,
    })
}

/// A path that is relative to a folder, relative to the project's; an absolute one stays.
/// The text of a value that is evaluated: a path of the project is relative to its folder, whichever file names it.
pub(super) fn in_project(format: Format, folder: &str, text: Arc<str>) -> Arc<str> {
    match format {
        Format::LocalPath | Format::SourceFile => Arc::from(from_folder(folder, &text)),
        _ => text,
    }
}

fn from_folder(folder: &str, path: &str) -> String {
    if path.starts_with(['/', '~']) || path.starts_with("{{") {
        return path.to_owned();
    }
    let mut parts: Vec<&str> = Vec::new();
    for part in folder.split('/').chain(path.split('/')) {
        match part {
            "" | "." => {}
            ".." if parts.last().is_some_and(|last| *last != "..") => {
                parts.pop();
            }
            other => parts.push(other),
        }
    }
    if parts.is_empty() { ".".to_owned() } else { parts.join("/") }
}
