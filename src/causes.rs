//! What a fact of the plan follows from: what was written, what filled it in, and what the target makes of it.

mod why;

use crate::{
    compile::Analyzed,
    diagnostic::{DOTS, Masks},
    facts::{Because, Fact, Value, escaped},
    overlay::{Entry, Said, WORKLOADS},
    path::FieldPath,
    plan::Inferred,
    source::{Files, Position, SourceMap, Span},
    suspicion::{self, Reading},
    text::{self, Part, Subject},
};
use std::{collections::BTreeSet, fmt};
pub use why::Why;

/// One environment of one revision, where causes are looked up.
#[derive(Clone, Copy)]
pub struct Side<'a> {
    /// The environment.
    pub analyzed: &'a Analyzed,
    /// The texts that it was read from.
    pub sources: &'a SourceMap,
    /// The project's files.
    pub files: &'a dyn Files,
    /// What is shown as dots.
    pub masks: &'a Masks,
    /// What leads from the user's folder to the project's, or a revision and a colon.
    pub folder: &'a str,
}

/// Something that a fact follows from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cause {
    /// It was written, or taken away, in the manifest.
    Written(Written),
    /// Nobody wrote it, and a rule or default gave it.
    Default {
        /// The field.
        path: FieldPath,
        /// The value as a user would write it.
        value: String,
        /// The rule, or `language`, or `catalogue`.
        rule: &'static str,
        /// Why this value.
        why: &'static str,
    },
    /// A file of the project says it.
    File {
        /// The file, from the user's folder.
        path: String,
        /// What tells its content from another.
        checksum: String,
    },
    /// The target is so.
    Target {
        /// Its name.
        name: &'static str,
        /// What of it bears on this.
        why: &'static str,
    },
    /// The environment is called so.
    Environment {
        /// Its name.
        name: String,
    },
}

/// Something that was written in the manifest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    /// The field.
    pub path: FieldPath,
    /// The file, from the user's folder.
    pub file: String,
    /// Where in the file.
    pub position: Position,
    /// The layer that it is part of.
    pub layer: String,
    /// What stands there, for comparing alone: it may be a secret. `None` where only matters that something does.
    text: Option<String>,
    /// Whether something was taken away here.
    pub removed: bool,
    /// Whether it is a secret in clear, so that what follows from it is not to be shown.
    pub masked: bool,
}

impl Cause {
    /// Whether both say the same, so that neither is why two things differ. Places move when lines are added above.
    fn is_same(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Written(one), Self::Written(other)) => {
                one.text == other.text && one.removed == other.removed && pattern(&one.path) == pattern(&other.path)
            }
            (Self::Target { why, .. }, Self::Target { why: other, .. }) => why == other,
            (one, other) => one == other,
        }
    }

    /// Whether it is what is said of a field itself, or of something inside of it.
    pub fn is_within(&self, field: &FieldPath) -> bool {
        match self {
            Self::Written(Written { path, .. }) | Self::Default { path, .. } => path.is_within(field),
            Self::File { .. } | Self::Target { .. } | Self::Environment { .. } => false,
        }
    }

    /// Whether it is what is said of something that holds a field.
    pub fn is_around(&self, field: &FieldPath) -> bool {
        match self {
            Self::Written(Written { path, .. }) | Self::Default { path, .. } => field.is_within(path),
            Self::File { .. } | Self::Target { .. } | Self::Environment { .. } => false,
        }
    }

    /// Whether it says no more than that something is there.
    pub fn is_presence(&self) -> bool {
        matches!(self, Self::Written(Written { text: None, removed: false, .. }))
    }

    /// Whether it is a secret in clear.
    pub fn is_masked(&self) -> bool {
        matches!(self, Self::Written(written) if written.masked)
    }
}

impl fmt::Display for Written {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { path: _, file, position, layer, text: _, removed, masked: _ } = self;
        let taken = if *removed { "taken away at " } else { "" };
        write!(f, "{taken}{file}:{}:{}", position.line, position.column)?;
        match layer.strip_prefix("environment `").and_then(|layer| layer.strip_suffix('`')) {
            Some(environment) => write!(f, " ({environment})"),
            None if layer == "manifest" => Ok(()),
            None => write!(f, " ({layer})"),
        }
    }
}

impl fmt::Display for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Written(written) => written.fmt(f),
            Self::Default { rule: "language", why, .. } => write!(f, "a default: {why}"),
            Self::Default { rule: "catalogue", why, .. } => write!(f, "a default of its type: {why}"),
            Self::Default { rule, why, .. } => write!(f, "the rule `{rule}`: {why}"),
            Self::File { path, .. } => f.write_str(path),
            Self::Target { name, why } => write!(f, "{name}: {why}"),
            Self::Environment { name } => write!(f, "the environment is `{name}`"),
        }
    }
}

/// A path without places in lists, which others shift.
fn pattern(path: &FieldPath) -> FieldPath {
    FieldPath::new(path.segments().map(|segment| if segment.parse::<usize>().is_ok() { "*" } else { segment }))
}

/// Takes away what both have: what is left is why they differ.
pub fn cancel(before: &mut Vec<Cause>, after: &mut Vec<Cause>) {
    let old = before.clone();
    before.retain(|cause| !after.iter().any(|other| cause.is_same(other)));
    after.retain(|cause| !old.iter().any(|other| cause.is_same(other)));
}

/// Causes in the making.
struct Search<'s, 'a> {
    side: &'s Side<'a>,
    seen: BTreeSet<FieldPath>,
    causes: Vec<Cause>,
}

impl Side<'_> {
    /// What a field follows from; `subject` is the thing that it belongs to.
    pub fn causes(&self, path: &FieldPath, subject: &FieldPath, because: &[Because]) -> Vec<Cause> {
        let mut search = Search { side: self, seen: BTreeSet::new(), causes: Vec::new() };
        if path == subject {
            search.place(path);
        } else {
            search.field(path);
        }
        because.iter().for_each(|because| search.because(because, path));
        search.causes
    }

    /// The causes of a field in what is written around it.
    pub fn around(&self, path: &FieldPath) -> Vec<Cause> {
        let mut search = Search { side: self, seen: BTreeSet::new(), causes: Vec::new() };
        search.field(path);
        search.causes
    }

    /// The value of a fact for people, on one line; what is a secret in clear, or follows from one, as dots.
    pub fn words(&self, fact: &Fact, causes: &[Cause]) -> String {
        let words = match &fact.value {
            Value::Words(words) | Value::Parts(words, _) => words,
            Value::Name(name) => return escaped(name),
            Value::Content(content) => return lines(content),
        };
        let name = fact.path.last().unwrap_or_default();
        let is_secret = suspicion::is_secret(name, words) || !suspicion::find(words, Reading::Content).is_empty();
        if is_secret || causes.iter().any(Cause::is_masked) { DOTS.to_owned() } else { escaped(words) }
    }

    fn written(&self, path: FieldPath, entry: Entry<'_>, span: Span, text: Option<String>) -> Cause {
        let file = format!("{}{}", self.folder, self.sources.file(span.file).path);
        Cause::Written(Written {
            path,
            file,
            position: self.sources.position(span),
            layer: entry.layer().to_string(),
            text,
            removed: entry.is_removed(),
            masked: self.masks.hide(entry.span()),
        })
    }
}

impl Search<'_, '_> {
    fn because(&mut self, because: &Because, of: &FieldPath) {
        let target = self.side.analyzed.target.traits.name;
        match because {
            Because::Field(path) => self.field(path),
            Because::Place(path) => self.place(path),
            Because::Mention { by, of } => self.mentions(by, |text| mentions(text, of)),
            Because::Secret(name) => self.mentions(&FieldPath::default(), |text| uses(text, name)),
            Because::File(at, checksum) => self.file(of, at, checksum),
            Because::Target(why) => self.push(Cause::Target { name: target, why }),
            Because::Environment => self.environment(),
        }
    }

    fn push(&mut self, cause: Cause) {
        if !self.causes.contains(&cause) {
            self.causes.push(cause);
        }
    }

    fn environment(&mut self) {
        self.push(Cause::Environment { name: self.side.analyzed.merged.environment.name.clone() });
    }

    /// What is written or filled in at a field or inside of it, and what those texts refer to.
    fn field(&mut self, path: &FieldPath) {
        if !self.seen.insert(path.clone()) {
            return;
        }
        let trace = &self.side.analyzed.merged.trace;
        if let Some(entry) = trace.get(path).filter(|entry| entry.is_removed()) {
            let cause = self.side.written(path.clone(), entry, entry.span(), None);
            self.push(cause);
        }
        let mut leaves = Vec::new();
        trace.leaves_below(path, |leaf| {
            let texts: Vec<String> = leaf.entry.texts().into_iter().filter_map(template).map(str::to_owned).collect();
            leaves.push((self.side.written(leaf.path(), leaf.entry, leaf.entry.span(), Some(leaf.entry.text())), texts));
        });
        for (cause, texts) in leaves {
            self.push(cause);
            texts.iter().for_each(|text| self.references(text));
        }
        let inferred = &self.side.analyzed.plan().inferred;
        let start = inferred.partition_point(|inferred| inferred.path < *path);
        for Inferred { path, value, rule, why } in
            inferred.iter().skip(start).take_while(|inferred| inferred.path.is_within(path))
        {
            self.push(Cause::Default { path: path.clone(), value: value.clone(), rule, why });
        }
    }

    /// The place where a thing stands, is taken away, or is left out of the environment.
    fn place(&mut self, path: &FieldPath) {
        let merged = &self.side.analyzed.merged;
        if let Some(entry) = merged.trace.get(path) {
            let cause = self.side.written(path.clone(), entry, entry.name_span(), None);
            self.push(cause);
        }
        let absent = path.last().and_then(|name| merged.absent.get(name));
        let said = absent.and_then(|span| Some((span, merged.trace.get(path)?)));
        if let Some((span, entry)) = said {
            let cause = self.side.written(path.join("only"), entry, *span, None);
            self.push(cause);
        }
    }

    /// What is written at a place or below it, and speaks of something.
    fn mentions(&mut self, by: &FieldPath, speaks: impl Fn(Said<'_>) -> bool) {
        let trace = &self.side.analyzed.merged.trace;
        let mut found = Vec::new();
        trace.leaves_below(by, |leaf| {
            if leaf.entry.texts().into_iter().any(&speaks) {
                found.push(self.side.written(leaf.path(), leaf.entry, leaf.entry.span(), Some(leaf.entry.text())));
            }
        });
        found.into_iter().for_each(|cause| self.push(cause));
    }

    /// The file of the project that a config holds, and what its texts refer to.
    fn file(&mut self, field: &FieldPath, at: &str, checksum: &str) {
        let side = self.side;
        let written = |name: &str| side.analyzed.merged.trace.get(&field.join(name));
        let Some(Said::Text(from)) = written("from").and_then(|from| from.texts().first().copied()) else { return };
        let key = field.last().unwrap_or_default();
        let inner = at.strip_prefix(key).unwrap_or_default();
        let path = format!("{}{inner}", from.trim_end_matches('/'));
        if written("template").is_some_and(|template| template.text() == "#true") {
            let text = self.side.files.read(&path).ok().and_then(|bytes| String::from_utf8(bytes).ok());
            text.iter().for_each(|text| self.references(text));
        }
        self.push(Cause::File { path: format!("{}{path}", self.side.folder), checksum: checksum.to_owned() });
    }

    /// What the names in a text stand for.
    fn references(&mut self, text: &str) {
        for part in text::parse(text).parts {
            let Part::Expression(expression) = part else { continue };
            let Subject::Path(names) = &expression.subject else { continue };
            match names.as_slice() {
                ["env"] => self.environment(),
                ["app"] => self.field(&FieldPath::new(["app", "name"])),
                ["param", name] => self.field(&FieldPath::new(["params", name])),
                ["secret", _] | ["self", _] | [] => {}
                [name] => self.field(&FieldPath::new(["lets", name])),
                [name, output, ..] => self.output(name, output),
            }
        }
    }

    /// What an output of a workload or backing service follows from.
    fn output(&mut self, name: &str, output: &str) {
        let trace = &self.side.analyzed.merged.trace;
        let named = |map: &&&str| trace.get(&FieldPath::new([**map, name])).is_some_and(|entry| !entry.is_removed());
        let Some(map) = WORKLOADS.iter().find(named) else { return };
        let path = FieldPath::new([*map, name]);
        let traits = self.side.analyzed.target.traits;
        if *map == "backing" {
            of_backing(output)
                .iter()
                .for_each(|field| self.field(&field.split('.').fold(path.clone(), |path, name| path.join(name))));
            self.place(&path.join("external"));
            return;
        }
        match output {
            "replicas" => self.field(&path.join("scale")),
            "public_url" => {
                let host = if traits.publishes { "the host's port is the address" } else { "the route is the address" };
                self.push(Cause::Target { name: traits.name, why: host });
                self.field(&path.join("routes"));
                self.field(&path.join("ports"));
                ["platform", "domain"].iter().for_each(|field| self.field(&FieldPath::new([field])));
            }
            _ => {
                let why = match traits.addressing {
                    crate::plan::Addressing::Container => "the container's port is the address",
                    crate::plan::Addressing::Service => "the Service's port is the address",
                };
                self.field(&path.join("ports"));
                self.push(Cause::Target { name: traits.name, why });
            }
        }
    }
}

/// The fields of a backing service that one of its outputs is made of.
fn of_backing(output: &str) -> &'static [&'static str] {
    match output {
        "host" => &["external.host"],
        "port" => &["external.port", "external.tls", "type", "ports"],
        "name" => &["database", "type"],
        "username" => &["external.username", "username", "type"],
        "password" => &["external.password", "auth"],
        _ => &[
            "external.host",
            "external.port",
            "external.tls",
            "external.username",
            "external.password",
            "type",
            "database",
            "username",
            "auth",
            "ports",
        ],
    }
}

fn lines(content: &[u8]) -> String {
    match std::str::from_utf8(content).map(|text| text.lines().count()) {
        Ok(1) => "1 line".to_owned(),
        Ok(count) => format!("{count} lines"),
        Err(_) => format!("{} bytes", content.len()),
    }
}

/// A text with something to evaluate.
fn template(said: Said<'_>) -> Option<&str> {
    match said {
        Said::Text(text) => Some(text).filter(|text| text::is_template(text)),
        Said::Secret(_) => None,
    }
}

fn names(text: &str) -> impl Iterator<Item = Vec<&str>> {
    let parts = if text::is_template(text) { text::parse(text).parts } else { Vec::new() };
    parts.into_iter().filter_map(|part| match part {
        Part::Expression(expression) => match expression.subject {
            Subject::Path(names) => Some(names),
            Subject::Literal(_) => None,
        },
        Part::Literal(_) => None,
    })
}

/// Whether a text is a workload's name, as in `depends-on`, or refers to it.
fn mentions(said: Said<'_>, name: &str) -> bool {
    match said {
        Said::Text(text) => text == name || names(text).any(|names| names.first() == Some(&name)),
        Said::Secret(_) => false,
    }
}

/// Whether a text is, or holds, the value of a secret.
fn uses(said: Said<'_>, secret: &str) -> bool {
    match said {
        Said::Text(text) => names(text).any(|names| names == ["secret", secret]),
        Said::Secret(name) => name == secret,
    }
}
