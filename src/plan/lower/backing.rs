//! Backing services: a container with the type's defaults, or what somebody else runs.

mod body;
mod outputs;

pub(super) use outputs::{OUTPUTS, output};

use super::{
    draft::{Draft, Uses},
    report::{CATALOGUE, Report},
    scope::Scope,
};
use crate::{
    catalogue::{self, BackingType, Login},
    diagnostic::{Diagnostic, codes},
    manifest::{Backing, External, Profile, SecretValue, Tls, Workload},
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
    if external.is_none() && written.in_cluster.is_none() && scope.profile() == Profile::Production {
        in_production(name, written, path, report);
    }
    if written.auth == Some(false) && of.no_password.is_none() {
        let message = format!("`{}` always has a password", written.r#type);
        report.error(&codes::BACKING_AUTH, &path.join("auth"), message, "leave `auth` out");
    }
    names(of, written, path, report);
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
    body::open(&mut body, port);
    if external.is_none() {
        body::Completion { name, facts: &facts, path, report }.complete(&mut body, image, storage);
    }
    Some((body, facts))
}

/// A name that the type does not have would be lost in silence.
fn names(of: &BackingType, written: &Backing, path: &FieldPath, report: &mut Report<'_>) {
    let named = [
        ("database", written.database.is_some() && of.database.is_none()),
        ("username", written.username.is_some() && of.username.is_none()),
    ];
    for (field, _) in named.iter().filter(|(_, is_lost)| *is_lost) {
        let message = format!("`{}` has no {field} with a name", written.r#type);
        report.error(&codes::BACKING_NAME, &path.join(field), message, format!("leave `{field}` out"));
    }
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

/// The mode that is asked for; empty where the type has none.
fn mode(of: &BackingType, external: &External) -> Option<String> {
    match external.tls.as_ref()? {
        Tls::On(false) => None,
        Tls::On(true) => Some(of.tls_modes.first().cloned().unwrap_or_default()),
        Tls::Mode(mode) => Some(mode.clone()),
    }
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
