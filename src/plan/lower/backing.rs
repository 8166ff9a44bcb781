//! Backing services: a container with the type's defaults, or what somebody else runs.

mod body;
mod outputs;

pub(super) use outputs::{output, outputs_of};

use super::{
    draft::{Draft, Uses},
    report::{CATALOGUE, Report},
    scope::Scope,
};
use crate::{
    catalogue::{self, BackingType},
    diagnostic::{Diagnostic, codes},
    manifest::{Backing, External, Login, Profile, SecretValue, Tls, TypeUser, Value, Workload},
    path::FieldPath,
};
use std::collections::BTreeMap;

/// More of a backing service than of a workload.
pub(super) struct Facts<'a> {
    pub(super) written: &'a Backing,
    pub(super) of: &'a BackingType,
    /// Who runs it, if somebody else does.
    pub(super) external: Option<&'a External>,
    /// What it needs with its password, or without.
    pub(super) login: &'a Login,
    /// The user and group of its image, if it has its own.
    pub(super) user: Option<(u32, u32)>,
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

    /// The secrets of its own that its container needs.
    pub(super) fn own_secrets(&self) -> Vec<&str> {
        let files = self.login.secret_files.values().map(|file| file.secret.as_str());
        let variables = self.login.env.values().filter_map(|value| match value {
            Value::Secret(secret) => Some(secret.as_str()),
            Value::Text(_) | Value::Public(_) | Value::Field(_) | Value::Inherit {} => None,
        });
        files.chain(variables).collect()
    }
}

/// Reads a backing service: the body of its container, and what is known of it. `None` where its type is unknown, which the
/// reader has said.
pub(super) fn read<'a>(
    scope: &Scope<'a>,
    name: &'a str,
    written: &'a Backing,
    path: &FieldPath,
    report: &mut Report<'a>,
) -> Option<(Workload, Facts<'a>)> {
    let of = scope.request.catalogue.get(&written.r#type)?;
    let external = written.external.as_ref();
    // What is written of it and is not there lacks something, which has been said.
    let is_said = |path: FieldPath| report.is_written(&path) && report.removals(&path).is_empty();
    let is_wrong = ["external", "in-cluster"].into_iter().any(|field| is_said(path.join(field)));
    if external.is_none() && written.in_cluster.is_none() && !is_wrong && scope.profile() == Profile::Production {
        in_production(name, written, path, report);
    }
    if written.auth == Some(false) && of.always_has_password() {
        let message = format!("`{}` always has a password", written.r#type);
        report.error(&codes::BACKING_AUTH, &path.join("auth"), message, "leave `auth` out");
    }
    names(of, written, path, report);
    let password = match external {
        Some(external) => external.password.as_ref().map(|SecretValue::Secret(secret)| secret.as_str().to_owned()),
        None => (of.can_have_password() && (written.auth != Some(false) || of.always_has_password()))
            .then(|| format!("{name}-password")),
    };
    let login = of.login(password.is_some());
    let encrypted = external.is_some_and(|external| tls_mode(of, external, written, path, report).is_some());
    let port = external.and_then(|external| external.port).map(|port| port.0);
    let tls_port = of.written.tls_port.filter(|_| encrypted).map(|port| port.0);
    let port = port.or(tls_port).unwrap_or_else(|| of.port());
    let (tag, image) = image(scope, of, written, path, report);
    let major = catalogue::major_version(&tag);
    let storage = of.storage(major);
    let user = user(of, &tag);
    let owned = storage.filter(|storage| storage.owned == Some(true)).map(|storage| storage.path.as_str());
    let facts = Facts { written, of, external, login, user, port, password, owned };
    let mut body = written.workload.clone();
    let ports = of.written.ports.get(..if external.is_some() { 1 } else { of.written.ports.len() });
    body::open(&mut body, ports.unwrap_or_default(), port);
    let mut removed = body::Removed::of(report.removals(path));
    if external.is_none() {
        body::Completion { name, facts: &facts, path, report, removed: &mut removed }.complete(&mut body, image, storage);
    }
    removed.tell_in_vain(&written.r#type, report);
    Some((body, facts))
}

/// A name that the type does not have would be lost in silence.
fn names(of: &BackingType, written: &Backing, path: &FieldPath, report: &mut Report<'_>) {
    let named = [
        ("database", written.database.is_some() && of.written.database.is_none()),
        ("username", written.username.is_some() && of.written.username.is_none()),
    ];
    for (field, _) in named.iter().filter(|(_, is_lost)| *is_lost) {
        let message = format!("`{}` has no {field} with a name", written.r#type);
        report.error(&codes::BACKING_NAME, &path.join(field), message, format!("leave `{field}` out"));
    }
}

/// The user and group of the image with that tag.
fn user(of: &BackingType, tag: &str) -> Option<(u32, u32)> {
    let alpine = of.written.alpine_user.filter(|_| tag.contains("alpine"));
    alpine.or(of.written.user).map(|TypeUser { id, group }| (id.0, group.unwrap_or(id).0))
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
    if let Some(reference) = written.workload.image.as_ref().and_then(|image| image.reference.as_ref()) {
        let name = reference.as_str().split('@').next().unwrap_or_default();
        let tag = name.rsplit('/').next().and_then(|last| last.split_once(':')).map_or("", |(_, tag)| tag);
        return (tag.to_owned(), String::new());
    }
    let mut draft = Draft::new(scope, report, None);
    let version = written.version.as_ref().map(|version| draft.plain(version.as_str(), &path.join("version"), "a version"));
    let version = version.unwrap_or_else(|| {
        let version = of.written.image.version.clone();
        if written.external.is_none() {
            report.infer(path.join("version"), version.clone(), CATALOGUE, "the version that the catalogue names");
        }
        version
    });
    let tag = of.tag(&version);
    let image = format!("{}:{tag}", of.written.image.repository);
    (tag, image)
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
    let modes = &of.written.tls_modes;
    if of.login(external.password.is_some()).tls_url.is_none() || !(mode.is_empty() || modes.contains(&mode)) {
        let message = format!("`{}` has no encryption `{mode}`", written.r#type);
        let help = match modes.as_slice() {
            [] if of.login(true).tls_url.is_none() => "leave `tls` out: this type's URLs know no encryption".to_owned(),
            [] => "write `tls=#true`".to_owned(),
            modes => format!("its modes are `{}`", modes.join("`, `")),
        };
        report.error(&codes::BACKING_TLS, &path.join("external").join("tls"), message, help);
    }
    Some(mode)
}

/// The mode that is asked for; empty where the type has none.
pub(super) fn mode(of: &BackingType, external: &External) -> Option<String> {
    match external.tls.as_ref()? {
        Tls::On(false) => None,
        Tls::On(true) => Some(of.written.tls_modes.first().cloned().unwrap_or_default()),
        Tls::Mode(mode) => Some(mode.clone()),
    }
}

/// Warns of workloads that reach a backing service, and use no password though it has one.
pub(super) fn passwords(scope: &Scope<'_>, uses: &BTreeMap<&str, Uses<'_>>, report: &mut Report<'_>) {
    // Another secret of the service's, as the password of its administrator, lets in as well.
    let shares_a_secret = |caller: &Uses<'_>, callee: &str| {
        uses.get(callee).is_some_and(|callee| caller.secrets.keys().any(|secret| callee.secrets.contains_key(secret)))
    };
    for (name, caller) in uses {
        let without = |callee: &&&str| !caller.passwords.contains(**callee) && !shares_a_secret(caller, callee);
        for callee in caller.reached.keys().filter(without) {
            let Some(subject) = scope.subjects.get(*callee) else { continue };
            let Some(facts) = &subject.backing else { continue };
            if facts.external.is_some() || facts.password.is_none() {
                continue;
            }
            let optional = !facts.of.always_has_password();
            let url = facts.login.url.as_ref().filter(|url| url.as_str().contains("self.credentials"));
            let cure = match url {
                Some(_) => format!("use `{{{{ {callee}.url }}}}`, which holds it, or `{{{{ {callee}.password }}}}`"),
                None => format!("use `{{{{ {callee}.password }}}}`"),
            };
            let message = format!("`{name}` reaches `{callee}` without its password");
            let mut diagnostic = Diagnostic::warning(&codes::BACKING_PASSWORD, message)
                .at_known(report.name(&subject.path), "it refuses those who come without it")
                .help(cure);
            if optional {
                diagnostic = diagnostic.help(format!("or do without: `auth=#false` on `{callee}`"));
            }
            report.push(diagnostic);
        }
    }
}
