//! What a backing service offers to those who use it.

use super::{
    super::{
        draft::Draft,
        references::{self, Problem},
        scope::Subject,
    },
    Facts, mode,
};
use crate::{
    diagnostic::codes,
    manifest::Value,
    plan::{Encoding, Piece, SecretUse, Text},
    text::Filter,
};

/// The names of what a backing service offers.
pub(in super::super) fn outputs_of(facts: &Facts<'_>) -> Vec<&'static str> {
    let has_username = facts.of.written.username.is_some() || facts.external.is_some_and(|external| external.username.is_some());
    let outputs = [
        ("host", true),
        ("port", true),
        ("name", facts.of.written.database.is_some()),
        ("username", has_username),
        ("password", facts.password.is_some()),
        ("url", true),
    ];
    outputs.into_iter().filter(|(_, offered)| *offered).map(|(name, _)| name).collect()
}

/// What a backing service offers under a name. The URL of its type is made of these, and of `credentials` and `tls`.
pub(in super::super) fn output<'d, 'a>(
    draft: &mut Draft<'d, 'a>,
    subject: &'d Subject<'a>,
    output: &str,
) -> Result<Text, Problem> {
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
    let Some(template) = facts.login.tls_url.as_ref().filter(|_| encrypted).or(facts.login.url.as_ref()) else {
        return Text::default();
    };
    let caller = draft.subject.replace(subject);
    let url = draft.text(template.as_str(), &subject.path);
    draft.subject = caller;
    url
}

fn database(draft: &mut Draft<'_, '_>, subject: &Subject<'_>, facts: &Facts<'_>) -> Result<Text, Problem> {
    let Some(default) = &facts.of.written.database else { return Err(references::unknown_output(subject, "name")) };
    let template = facts.written.database.as_ref().unwrap_or(default);
    Ok(draft.text(template.as_str(), &subject.path.join("database")))
}

fn username(draft: &mut Draft<'_, '_>, subject: &Subject<'_>, facts: &Facts<'_>) -> Result<Text, Problem> {
    let path = subject.path.join("external").join("username");
    match facts.external.and_then(|external| external.username.as_ref()) {
        Some(Value::Text(text) | Value::Public(text)) => Ok(draft.text(text.as_str(), &path)),
        Some(Value::Secret(secret)) => Ok(Text::secret(secret.as_str())),
        Some(Value::Field(_) | Value::Inherit {}) | None => own_username(draft, subject, facts),
    }
}

/// The user that a container makes.
fn own_username(draft: &mut Draft<'_, '_>, subject: &Subject<'_>, facts: &Facts<'_>) -> Result<Text, Problem> {
    let Some(default) = &facts.of.written.username else { return Err(references::unknown_output(subject, "username")) };
    let template = facts.written.username.as_ref().unwrap_or(default);
    let path = subject.path.join("username");
    let name = draft.text(template.as_str(), &path);
    let reserved = |name: &&str| facts.of.written.reserved_usernames.iter().any(|reserved| reserved == name);
    if let Some(name) = name.as_literal().filter(reserved).filter(|_| facts.external.is_none()) {
        let message = format!("`{}` has a user `{name}` of its own, and cannot make another", facts.written.r#type);
        let help = format!("give the application's user another name, as `username=\"{}\"`", draft.scope.app());
        draft.report.error(&codes::BACKING_NAME, &path, message, help);
    }
    Ok(name)
}

fn password(subject: &Subject<'_>, facts: &Facts<'_>, encoding: Encoding) -> Result<Text, Problem> {
    let Some(secret) = &facts.password else {
        let message = format!("`{}` has no password in this environment", subject.name);
        let help = match facts.external {
            Some(_) => format!("say which secret it is: external … {{ password (secret)\"{}-password\"; }}", subject.name),
            None if facts.of.can_have_password() => "leave `auth=#false` out".to_owned(),
            None => format!("a container of the type `{}` asks for none: leave it out", facts.written.r#type),
        };
        return Err(Problem::unknown(message, help));
    };
    Ok(Text { pieces: vec![Piece::Secret(SecretUse { name: secret.clone(), encoding })] })
}

/// `user:password@`, percent-encoded; as much of it as there is.
fn credentials(draft: &mut Draft<'_, '_>, subject: &Subject<'_>, facts: &Facts<'_>) -> Result<Text, Problem> {
    let has_name = facts.of.written.username.is_some() || facts.external.is_some_and(|external| external.username.is_some());
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
