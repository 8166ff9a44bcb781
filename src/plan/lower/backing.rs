//! Backing services: a container with the type's defaults, or what somebody else runs.

use super::{
    draft::{Draft, Uses},
    references::{self, Problem},
    report::{CATALOGUE, LANGUAGE, Report},
    scope::{Scope, Subject},
};
use crate::{
    catalogue::{self, BackingType, Login, Word},
    diagnostic::{Diagnostic, codes, nearest},
    manifest::{self, Backing, External, Profile, SecretValue, Tls, Value, Workload},
    path::FieldPath,
    plan::{Encoding, Piece, SecretUse, Text},
    text::Filter,
};
use std::collections::BTreeMap;

/// What every backing service may offer.
pub(super) const OUTPUTS: [&str; 6] = ["host", "port", "name", "username", "password", "url"];

/// More of a backing service than of a workload.
pub(super) struct Facts<'a> {
    pub(super) written: &'a Backing,
    pub(super) of: &'a BackingType,
    /// Who runs it, if somebody else does.
    pub(super) external: Option<&'a External>,
    /// What it needs with its password, or without.
    pub(super) login: &'a Login,
    /// The user and group of its image.
    pub(super) user: (u32, u32),
    /// Where it listens.
    pub(super) port: u16,
    /// The secret that is its password.
    pub(super) password: Option<String>,
    /// Where the image keeps data in a folder that its user owns.
    owned: Option<&'a str>,
}

impl Facts<'_> {
    /// Whether the image is known to have this folder with its user as the owner.
    pub(super) fn owns(&self, path: &str) -> bool {
        self.owned == Some(path)
    }
}

/// Reads a backing service: the body of its container, and what is known of it.
pub(super) fn read<'a>(
    scope: &Scope<'a>,
    name: &'a str,
    written: &'a Backing,
    path: &FieldPath,
    report: &mut Report<'a>,
) -> Option<(Workload, Facts<'a>)> {
    let Some(of) = scope.request.catalogue.get(&written.r#type) else {
        unknown_type(scope, written, path, report);
        return None;
    };
    let external = written.external.as_ref();
    if external.is_none() && written.in_cluster.is_none() && scope.profile() == Profile::Production {
        in_production(name, written, path, report);
    }
    if written.auth == Some(false) && of.no_password.is_none() {
        let message = format!("`{}` always has a password", written.r#type);
        report.error(&codes::BACKING_AUTH, &path.join("auth"), message, "leave `auth` out");
    }
    let password = match external {
        Some(external) => external.password.as_ref().map(|SecretValue::Secret(secret)| secret.as_str().to_owned()),
        None => (written.auth != Some(false) || of.no_password.is_none()).then(|| format!("{name}-password")),
    };
    let login = if password.is_some() { &of.password } else { of.no_password.as_ref().unwrap_or(&of.password) };
    let encrypted = external.is_some_and(|external| tls_mode(of, external, written, path, report).is_some());
    let port = external.and_then(|external| external.port).map(|port| port.0);
    let port = port.or(of.tls_port.filter(|_| encrypted)).unwrap_or(of.port);
    let (tag, image) = image(scope, of, written, path, report);
    let major = catalogue::major_version(&tag);
    let storage = of.storage(major);
    let user = of.alpine_user.filter(|_| tag.contains("alpine")).unwrap_or(of.user);
    let owned = storage.filter(|storage| storage.owned).map(|storage| storage.path.as_str());
    let facts = Facts { written, of, external, login, user, port, password, owned };
    let mut body = written.workload.clone();
    open(&mut body, port);
    if external.is_none() {
        if body.image.is_none() {
            report.infer(path.join("image"), image.clone(), CATALOGUE, "the type's own image");
            body.image = Some(manifest::Image { reference: manifest::ImageReference(image), pull: None });
        }
        complete(name, &mut body, &facts, storage, path, report);
    }
    Some((body, facts))
}

fn unknown_type(scope: &Scope<'_>, written: &Backing, path: &FieldPath, report: &mut Report<'_>) {
    let known: Vec<_> = scope.request.catalogue.names().collect();
    let help = match nearest(&written.r#type, known.iter().copied()) {
        Some(near) => format!("`{near}` is near"),
        None => format!("the types are `{}`", known.join("`, `")),
    };
    let message = format!("there is no type of backing service `{}`", written.r#type);
    report.error(&codes::BACKING_TYPE, &path.join("type"), message, help);
}

fn in_production(name: &str, written: &Backing, path: &FieldPath, report: &mut Report<'_>) {
    let kind = &written.r#type;
    let message = format!("production has to know who runs the {kind} `{name}`");
    let diagnostic = Diagnostic::error(&codes::BACKING_IN_PRODUCTION, message)
        .at_known(report.name(path), "")
        .help(format!(
            "somebody else does: {kind} \"{name}\" {{\n    external host=\"{name}.example.com\" cidr=\"10.20.0.0/16\" {{\n        \
             username (secret)\"{name}-username\"\n        password (secret)\"{name}-password\"\n    }}\n}}"
        ))
        .help(format!("or the cluster: {kind} \"{name}\" {{\n    in-cluster reason=\"who keeps its backups, and how\"\n}}"));
    report.push(diagnostic);
}

/// The tag, and the whole image where the manifest names none.
fn image<'a>(
    scope: &Scope<'a>,
    of: &BackingType,
    written: &Backing,
    path: &FieldPath,
    report: &mut Report<'a>,
) -> (String, String) {
    if let Some(image) = &written.workload.image {
        let name = image.reference.as_str().split('@').next().unwrap_or_default();
        let tag = name.rsplit('/').next().and_then(|last| last.split_once(':')).map_or("", |(_, tag)| tag);
        return (tag.to_owned(), String::new());
    }
    let mut draft = Draft::new(scope, report, None);
    let version = written.version.as_ref().map(|version| draft.plain(version.as_str(), &path.join("version"), "a version"));
    let tag = version.unwrap_or_else(|| {
        if written.external.is_none() {
            report.infer(path.join("version"), of.version.clone(), CATALOGUE, "the version that the catalogue names");
        }
        of.version.clone()
    });
    let image = format!("{}:{tag}", of.image);
    (tag, image)
}

/// Declares the type's port, where the manifest says no more of it.
fn open(body: &mut Workload, port: u16) {
    if body.ports.values().any(|written| written.number.0 == port) {
        return;
    }
    let plain = manifest::Port {
        number: manifest::PortNumber(port),
        protocol: None,
        service: None,
        expose: None,
        node_port: None,
        publish: None,
        host_ip: None,
        labels: manifest::Map::new(),
        annotations: manifest::Map::new(),
    };
    body.ports.shift_insert(0, port.to_string(), plain);
}

/// Fills in what the type says and the manifest does not.
fn complete(
    name: &str,
    body: &mut Workload,
    facts: &Facts<'_>,
    storage: Option<&catalogue::Storage>,
    path: &FieldPath,
    report: &mut Report<'_>,
) {
    let Facts { login, written, of, .. } = facts;
    let own = |secret: &str| manifest::SecretName(format!("{name}-{secret}"));
    let template = |text: &String| manifest::Template(text.clone());
    let mut env = manifest::Map::new();
    for (key, value) in storage.map_or(&[][..], |storage| &storage.env) {
        env.insert(key.clone(), Value::Public(template(value)));
    }
    for (key, word) in &login.env {
        let value = match word {
            Word::Text(text) => Value::Public(template(text)),
            Word::Secret(secret) => Value::Secret(own(secret)),
        };
        env.insert(key.clone(), value);
    }
    for key in env.keys().filter(|key| !body.env.contains_key(*key)) {
        report.infer(path.join("env").join(key), "as the image wants it", CATALOGUE, "the type's variable");
    }
    env.extend(std::mem::take(&mut body.env));
    body.env = env;
    let words =
        |words: &[String]| words.iter().map(|word| manifest::Argument::Public(manifest::Template(word.clone()))).collect();
    if body.command.is_none() && body.entrypoint.is_none() && !login.command.is_empty() {
        report.infer(path.join("command"), "the type's own", CATALOGUE, "how the image takes its settings");
        body.command = Some(words(&login.command));
    }
    for (file, secret) in &login.secret_files {
        body.secret_files.entry(file.clone()).or_insert(manifest::SecretFile { secret: own(secret), mode: None });
    }
    for tmp in &of.tmps {
        body.tmp.entry(tmp.clone()).or_default();
    }
    if let Some(storage) = storage.filter(|storage| body.volumes.values().all(|volume| volume.path.as_str() != storage.path)) {
        let size = written.storage.clone().unwrap_or_else(|| {
            report.infer(path.join("storage"), storage.size.clone(), CATALOGUE, "enough for a small application");
            manifest::Size(storage.size.clone())
        });
        body.volumes.entry("data".to_owned()).or_insert(manifest::Volume {
            path: manifest::Path(storage.path.clone()),
            size: Some(size),
            class: None,
            access: None,
            read_only: None,
            existing: None,
        });
    }
    if body.health.is_none() {
        let duration = |text: &Option<String>| text.clone().map(manifest::Duration);
        let shared = manifest::Probe {
            handler: Some(manifest::Handler::Exec(words(&login.health.command))),
            interval: duration(&login.health.interval),
            timeout: duration(&login.health.timeout).or(Some(manifest::Duration("3s".to_owned()))),
            ..manifest::Probe::default()
        };
        body.health = Some(manifest::Health { shared, ..manifest::Health::default() });
    }
    if written.database.is_none() && of.database.is_some() {
        report.infer(path.join("database"), "the application's name", LANGUAGE, "one application, one database");
    }
}

/// The mode of encryption; `None` where the connection is in the clear.
fn tls_mode(
    of: &BackingType,
    external: &External,
    written: &Backing,
    path: &FieldPath,
    report: &mut Report<'_>,
) -> Option<String> {
    let mode = mode(of, external)?;
    if of.password.tls_url.is_none() || !(mode.is_empty() || of.tls_modes.contains(&mode)) {
        let message = format!("`{}` has no encryption `{mode}`", written.r#type);
        let help = match of.tls_modes.as_slice() {
            [] => "write `tls=#true`".to_owned(),
            modes => format!("its modes are `{}`", modes.join("`, `")),
        };
        report.error(&codes::BACKING_TLS, &path.join("external").join("tls"), message, help);
    }
    Some(mode)
}

fn mode(of: &BackingType, external: &External) -> Option<String> {
    match external.tls.as_ref()? {
        Tls::On(false) => None,
        Tls::On(true) => Some(of.tls_modes.first().cloned().unwrap_or_default()),
        Tls::Mode(mode) => Some(mode.clone()),
    }
}

/// What a backing service offers under a name. The URL of its type is made of these, and of `credentials` and `tls`.
pub(super) fn output<'d, 'a>(draft: &mut Draft<'d, 'a>, subject: &'d Subject<'a>, output: &str) -> Result<Text, Problem> {
    let Some(facts) = &subject.backing else { return Err(Problem::Silent) };
    match output {
        "host" => Ok(Text::literal(facts.external.map_or(subject.name, |external| external.host.as_str()))),
        "port" => Ok(Text::literal(facts.port.to_string())),
        "name" => database(draft, subject, facts),
        "username" => username(draft, subject, facts),
        "password" => password(subject, facts, Encoding::Plain),
        "url" => Ok(url(draft, subject, facts)),
        "credentials" => credentials(draft, subject, facts),
        "tls" => Ok(Text::literal(facts.external.and_then(|external| mode(facts.of, external)).unwrap_or_default())),
        _ => Err(references::unknown_output(subject, output)),
    }
}

fn url<'d, 'a>(draft: &mut Draft<'d, 'a>, subject: &'d Subject<'a>, facts: &'d Facts<'a>) -> Text {
    let encrypted = facts.external.and_then(|external| mode(facts.of, external)).is_some();
    let template = facts.login.tls_url.as_ref().filter(|_| encrypted).unwrap_or(&facts.login.url);
    let caller = draft.subject.replace(subject);
    let url = draft.text(template, &subject.path);
    draft.subject = caller;
    url
}

fn database(draft: &mut Draft<'_, '_>, subject: &Subject<'_>, facts: &Facts<'_>) -> Result<Text, Problem> {
    let Some(default) = &facts.of.database else { return Err(references::unknown_output(subject, "name")) };
    let template = facts.written.database.as_ref().map_or(default.as_str(), |database| database.as_str());
    Ok(draft.text(template, &subject.path.join("database")))
}

fn username(draft: &mut Draft<'_, '_>, subject: &Subject<'_>, facts: &Facts<'_>) -> Result<Text, Problem> {
    let path = subject.path.join("external").join("username");
    match facts.external.and_then(|external| external.username.as_ref()) {
        Some(Value::Text(text) | Value::Public(text)) => Ok(draft.text(text.as_str(), &path)),
        Some(Value::Secret(secret)) => Ok(Text::secret(secret.as_str())),
        Some(Value::Field(_) | Value::Inherit {}) | None => match &facts.of.username {
            Some(template) => Ok(draft.text(template, &path)),
            None => Err(references::unknown_output(subject, "username")),
        },
    }
}

fn password(subject: &Subject<'_>, facts: &Facts<'_>, encoding: Encoding) -> Result<Text, Problem> {
    let Some(secret) = &facts.password else {
        let message = format!("`{}` has no password in this environment", subject.name);
        let help = match facts.external {
            Some(_) => format!("say which secret it is: external … {{ password (secret)\"{}-password\"; }}", subject.name),
            None => "leave `auth=#false` out".to_owned(),
        };
        return Err(Problem::unknown(message, help));
    };
    Ok(Text { pieces: vec![Piece::Secret(SecretUse { name: secret.clone(), encoding })] })
}

/// `user:password@`, percent-encoded; as much of it as there is.
fn credentials(draft: &mut Draft<'_, '_>, subject: &Subject<'_>, facts: &Facts<'_>) -> Result<Text, Problem> {
    let has_name = facts.of.username.is_some() || facts.external.is_some_and(|external| external.username.is_some());
    let mut whole = Text::default();
    if has_name {
        let name = username(draft, subject, facts)?;
        for piece in name.pieces {
            whole.push(match piece {
                Piece::Literal(text) => Piece::Literal(Filter::UrlEncode.apply(&text)),
                Piece::Secret(secret) => Piece::Secret(SecretUse { name: secret.name, encoding: Encoding::Url }),
                Piece::Field(field) => Piece::Field(field),
            });
        }
    }
    if facts.password.is_some() {
        whole.push(Piece::Literal(":".to_owned()));
        password(subject, facts, Encoding::Url)?.pieces.into_iter().for_each(|piece| whole.push(piece));
    }
    if !whole.pieces.is_empty() {
        whole.push(Piece::Literal("@".to_owned()));
    }
    Ok(whole)
}

/// Warns of workloads that reach a backing service, and use no password though it has one.
pub(super) fn passwords(scope: &Scope<'_>, uses: &BTreeMap<&str, Uses<'_>>, report: &mut Report<'_>) {
    for (name, uses) in uses {
        for callee in uses.reached.keys().filter(|callee| !uses.passwords.contains(*callee)) {
            let Some(subject) = scope.subjects.get(*callee) else { continue };
            if !subject.backing.as_ref().is_some_and(|facts| facts.external.is_none() && facts.password.is_some()) {
                continue;
            }
            let optional = subject.backing.as_ref().is_some_and(|facts| facts.of.no_password.is_some());
            let message = format!("`{name}` reaches `{callee}` without its password");
            let mut diagnostic = Diagnostic::warning(&codes::BACKING_PASSWORD, message)
                .at_known(report.name(&subject.path), "it refuses those who come without it")
                .help(format!("use `{{{{ {callee}.url }}}}`, which holds it, or `{{{{ {callee}.password }}}}`"));
            if optional {
                diagnostic = diagnostic.help(format!("or do without: `auth=#false` on `{callee}`"));
            }
            report.push(diagnostic);
        }
    }
}
