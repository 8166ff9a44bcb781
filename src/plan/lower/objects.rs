//! Objects of the user's own, read from their files as they are.

use super::{clear, draft::Draft, mounts, report::Report, scope::Scope};
use crate::{
    diagnostic::{Diagnostic, Diagnostics, codes},
    manifest::{self, TargetName},
    path::FieldPath,
    plan::{Elsewhere, Object},
    source::Span,
    tree::from_yaml,
    yaml::{self, Data, Datum},
};

/// What a script has instead.
pub(super) const RUN_ARGS: &str = "flags of `docker run` are handed through by `run-args`";

/// The parts of a Compose file that an object may add to.
const SECTIONS: [&str; 5] = ["services", "networks", "volumes", "secrets", "configs"];

/// The objects that are for this target, in order; those for another are `elsewhere`.
pub(super) fn objects<'a>(scope: &Scope<'a>, elsewhere: &mut Vec<Elsewhere>, report: &mut Report<'a>) -> Vec<Object> {
    let mut draft = Draft::new(scope, report, None);
    let target = scope.request.merged.environment.target;
    let mut objects = Vec::new();
    for (index, written) in scope.layer().objects.iter().enumerate() {
        let path = FieldPath::new(["objects".to_owned(), index.to_string()]);
        match written.target {
            TargetName::Docker => {
                let message = "a script has no objects that one could be added to";
                draft.report.error(&codes::OBJECT, &path.join("target"), message, RUN_ARGS);
            }
            other if other == target => objects.extend(read(&mut draft, written, &path)),
            target => elsewhere.push(Elsewhere { path, target }),
        }
    }
    objects
}

fn read(draft: &mut Draft<'_, '_>, written: &manifest::Object, path: &FieldPath) -> Vec<Object> {
    let at = path.join("file");
    let source = mounts::project_path(written.file.as_str());
    let read = draft.scope.request.files.read(&source);
    if let Err(why) = read {
        let (message, help) = why.told(&source, "file");
        draft.report.error(&codes::OBJECT, &at, message, help);
        return Vec::new();
    }
    let known = draft.scope.request.sources.files().find(|(_, file)| file.path == source);
    let Some((id, file)) = known else {
        draft.report.error(&codes::OBJECT, &at, format!("`{source}` is no text"), "write it as YAML, in UTF-8");
        return Vec::new();
    };
    let mut mistakes = Diagnostics::default();
    let mut documents = yaml::read_all(&file.text, id, &mut mistakes);
    documents.retain(|document| !matches!(document.value, Data::Nothing | Data::Null));
    let broken = mistakes.has_errors();
    mistakes.iter().for_each(|mistake| draft.report.push(mistake.clone()));
    let mut objects = Vec::new();
    for document in documents.iter().filter(|_| !broken) {
        let mut reader = Reader { draft: &mut *draft, public: written.file.is_public(), whole: true };
        reader.check(document, written.target);
        if reader.whole {
            let mut value = from_yaml::anything(document);
            clear::search(&mut value);
            objects.push(Object { path: path.clone(), place: Some(first_line(draft, document.span)), value });
        }
    }
    if documents.is_empty() && !broken {
        draft.report.error(&codes::OBJECT, &at, format!("`{source}` holds nothing"), "write an object into it");
    }
    objects
}

/// The first line of what stands there.
fn first_line(draft: &Draft<'_, '_>, span: Span) -> Span {
    let line = draft.report.source(span).lines().next().unwrap_or_default().len();
    Span::new(span.file, span.start as usize, span.start as usize + line)
}

struct Reader<'r, 'd, 'a> {
    draft: &'r mut Draft<'d, 'a>,
    public: bool,
    whole: bool,
}

impl Reader<'_, '_, '_> {
    fn check(&mut self, document: &Datum<'_>, target: TargetName) {
        let Data::Map(entries) = &document.value else {
            return self.wrong(document.span, "an object is a map", "write its fields as `name: value`");
        };
        if target == TargetName::Compose {
            for (key, inner) in entries {
                let known = SECTIONS.contains(&&*key.text) || key.text.starts_with("x-");
                if !known {
                    let help = format!("it may hold `{}`", SECTIONS.join("`, `"));
                    self.wrong(key.span, &format!("`{}` cannot be added to the Compose file", key.text), &help);
                } else if !matches!(inner.value, Data::Map(_)) && !key.text.starts_with("x-") {
                    self.wrong(key.span, &format!("`{}` is a map", key.text), "write an entry by its name below it");
                }
            }
        } else {
            self.identity(document, entries);
        }
        let encrypted = field(document, "sops").is_some();
        if !encrypted && !self.public {
            self.search(document, "", text(document, "kind").unwrap_or_default());
        }
    }

    /// What every object of Kubernetes has, and which are none of ours to add.
    fn identity(&mut self, document: &Datum<'_>, entries: &[(yaml::Key<'_>, Datum<'_>)]) {
        let start = entries.first().map_or(document.span, |(key, _)| key.span);
        for name in ["apiVersion", "kind"] {
            if text(document, name).is_none() {
                self.wrong(
                    start,
                    &format!("the object has no `{name}`"),
                    "each object has `apiVersion`, `kind` and `metadata.name`",
                );
            }
        }
        let kind = text(document, "kind").unwrap_or_default();
        if kind.ends_with("List") && field(document, "items").is_some() {
            return self.wrong(start, "a list of objects is not one", "write them as documents, with a line `---` between them");
        }
        let metadata = field(document, "metadata");
        if metadata.and_then(|metadata| text(metadata, "name")).is_none() {
            self.wrong(start, "the object has no `metadata.name`", "its name is what tells it from others");
        }
        let values = ["data", "stringData"].into_iter().filter_map(|name| field(document, name));
        let filled = values.filter(|values| matches!(&values.value, Data::Map(entries) if !entries.is_empty())).count() > 0;
        if kind == "Secret" && filled && field(document, "sops").is_none() && !self.public {
            let message = format!("the Secret `{}` holds values, and would be committed", name_of(document));
            let help = "name the secret in the manifest, and let its store make the object; or encrypt the file with SOPS";
            self.push(Diagnostic::error(&codes::SECRET_IN_CLEAR, message).at(start, "").help(help));
        }
    }

    /// Looks for secrets in clear.
    fn search(&mut self, datum: &Datum<'_>, name: &str, kind: &str) {
        match &datum.value {
            Data::Map(entries) => {
                let variable = field(datum, "value").and_then(|_| text(datum, "name"));
                for (key, inner) in entries {
                    // Values that only the cluster can read, and names of keys.
                    let skipped = match &*key.text {
                        "encryptedData" => kind == "SealedSecret",
                        "secretKey" => kind == "ExternalSecret",
                        "data" | "stringData" => kind == "Secret",
                        _ => false,
                    };
                    let name = if key.text == "value" { variable.unwrap_or(&*key.text) } else { &*key.text };
                    if !skipped && !is_tagged(inner) {
                        self.search(inner, name, kind);
                    }
                }
            }
            Data::List(items) => items.iter().for_each(|item| self.search(item, name, kind)),
            Data::Text(text) if clear::looks_secret(name, text) => {
                let message = format!("a value for `{name}` looks like a secret, and would be committed");
                let diagnostic = Diagnostic::error(&codes::SECRET_IN_CLEAR, message).at_secret(datum.span, "");
                let help = "refer to a Secret; or say that there is none in the file: file=(public)\"…\"";
                self.push(diagnostic.help(help));
            }
            Data::Text(_) | Data::Number(..) | Data::Bool(_) | Data::Null | Data::Nothing | Data::Bad => {}
        }
        if let Data::Number(text, _) = &datum.value
            && text.len() > 1
            && text.starts_with('0')
            && text.bytes().all(|byte| byte.is_ascii_digit())
        {
            let help = "write the number that is meant, as 420 for the mode 0644; or quotes around it";
            self.wrong(datum.span, "readers of YAML do not agree on what this number is", help);
        }
    }

    fn wrong(&mut self, span: Span, message: &str, help: &str) {
        self.push(Diagnostic::error(&codes::OBJECT, message).at(span, "").help(help));
    }

    fn push(&mut self, diagnostic: Diagnostic) {
        self.whole = false;
        self.draft.report.push(diagnostic);
    }
}

fn is_tagged(datum: &Datum<'_>) -> bool {
    datum.tag.as_ref().is_some_and(|tag| tag.word == "public")
}

fn field<'d, 's>(datum: &'d Datum<'s>, name: &str) -> Option<&'d Datum<'s>> {
    match &datum.value {
        Data::Map(entries) => entries.iter().find(|(key, _)| key.text == name).map(|(_, value)| value),
        _ => None,
    }
}

fn text<'d>(datum: &'d Datum<'_>, name: &str) -> Option<&'d str> {
    match &field(datum, name)?.value {
        Data::Text(text) if !text.is_empty() => Some(text),
        _ => None,
    }
}

fn name_of<'d>(document: &'d Datum<'_>) -> &'d str {
    field(document, "metadata").and_then(|metadata| text(metadata, "name")).unwrap_or_default()
}
