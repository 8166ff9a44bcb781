//! Files of configuration, and secrets as files.

use super::{draft::Draft, hosts, mounts, scope::Subject, suspicion};
use crate::{
    diagnostic::codes,
    manifest::{self, SecretStore},
    path::FieldPath,
    plan::{Config, Piece, SecretConfig, SecretFile, Text},
    source::Unreadable,
};
use std::borrow::Cow;

/// What stands in a text for what is only known at run time: no secret in clear.
const REFERENCE: &str = "{{secret}}";

/// The most that one workload's configs may hold together.
const LARGEST: usize = 1 << 20;
const MODE: u32 = 0o644;
const SECRET_MODE: u32 = 0o440;

/// What a file holds.
enum Content {
    /// This.
    Known(Vec<u8>),
    /// What the store of secrets makes of this.
    Filled(Text),
}

impl Content {
    /// What it holds, with references in the place of what is only known at run time.
    fn known(&self) -> Cow<'_, [u8]> {
        match self {
            Self::Known(bytes) => bytes.into(),
            Self::Filled(text) => {
                let known = text.pieces.iter().map(|piece| match piece {
                    Piece::Literal(literal) => literal.as_bytes(),
                    Piece::Secret(_) | Piece::Field(_) => REFERENCE.as_bytes(),
                });
                known.collect::<Vec<_>>().concat().into()
            }
        }
    }
}

/// Files of configuration, and those of them that hold secrets, sorted by path; a folder gives several.
pub(super) fn configs(draft: &mut Draft<'_, '_>, subject: &Subject<'_>) -> (Vec<Config>, Vec<SecretConfig>) {
    let base = subject.path.join("configs");
    let mut size = 0;
    let mut configs = Vec::new();
    let mut filled = Vec::new();
    for (key, written) in &subject.body.configs {
        let path = base.join(key);
        let mode = written.mode.as_ref().and_then(|mode| u32::from_str_radix(mode.as_str(), 8).ok()).unwrap_or(MODE);
        for (path, content) in contents(draft, key, written, &path) {
            size += content.known().len();
            let key = key.clone();
            match content {
                Content::Known(content) => configs.push(Config { path, key, content, mode }),
                Content::Filled(content) => filled.push(SecretConfig { path, key, content, mode }),
            }
        }
    }
    if size > LARGEST {
        let message = format!("the configs of `{}` hold {size} bytes; a ConfigMap holds {LARGEST}", subject.name);
        let help = "put what is large into the image or a volume";
        draft.report.error_at_name(&codes::CONFIG_SIZE, &base, message, help);
    }
    configs.sort_by(|left, right| left.path.cmp(&right.path));
    filled.sort_by(|left, right| left.path.cmp(&right.path));
    (configs, filled)
}

/// Where the container sees each file, and what it holds.
fn contents(draft: &mut Draft<'_, '_>, key: &str, written: &manifest::Config, path: &FieldPath) -> Vec<(String, Content)> {
    match (&written.from, &written.text) {
        (None, Some(text)) => {
            let at = path.join("text");
            hosts::check(draft, text.as_str(), None, &at);
            let content = match written.template {
                Some(false) => Content::Known(text.as_str().as_bytes().to_vec()),
                Some(true) | None => evaluated(draft, text.as_str(), &at, "a config"),
            };
            if !text.is_public() {
                suspicion::content(draft, key, None, &content.known(), &at);
            }
            vec![(key.to_owned(), content)]
        }
        (Some(from), None) => read(draft, key, from, written.template == Some(true), path),
        (None, None)
            if ["from", "text"].iter().any(|source| draft.report.is_written(&path.join(source)))
                || draft.report.has_unknown(path) =>
        {
            Vec::new()
        }
        (None, None) => {
            let help = "say where its content is: from=\"config/app.toml\", or text=\"…\"";
            draft.report.error_at_name(&codes::CONFIG_SOURCE, path, format!("the config `{key}` has no content"), help);
            Vec::new()
        }
        (Some(_), Some(_)) => {
            let message = format!("the config `{key}` has both `from` and `text`");
            draft.report.error_at_name(&codes::CONFIG_SOURCE, path, message, "leave one of them out");
            Vec::new()
        }
    }
}

fn read(
    draft: &mut Draft<'_, '_>,
    key: &str,
    from: &manifest::ConfigSource,
    template: bool,
    path: &FieldPath,
) -> Vec<(String, Content)> {
    let at = path.join("from");
    let source = mounts::project_path(from.as_str());
    let files = draft.scope.request.files;
    let found = match files.read(&source) {
        Ok(content) => vec![(key.to_owned(), source, content)],
        Err(why) => match files.list(&source) {
            None => {
                unreadable(draft, &source, &why, &at);
                return Vec::new();
            }
            Some(paths) if paths.is_empty() => {
                let help = "put a file into it, which Git needs as well to keep it; or take the config out";
                draft.report.error(&codes::CONFIG_FILE, &at, format!("the folder `{source}` holds no file"), help);
                return Vec::new();
            }
            Some(paths) => {
                let below = |path: String| {
                    let name = path.strip_prefix(&source).unwrap_or(&path).trim_start_matches('/').to_owned();
                    let content = files.read(&path).map_err(|why| (path.clone(), why));
                    content.map(|content| (format!("{}/{name}", key.trim_end_matches('/')), path, content))
                };
                let (read, failed): (Vec<_>, Vec<_>) = paths.into_iter().map(below).partition(Result::is_ok);
                failed.into_iter().filter_map(Result::err).for_each(|(path, why)| unreadable(draft, &path, &why, &at));
                read.into_iter().flatten().collect()
            }
        },
    };
    let mut whole = Vec::with_capacity(found.len());
    for (target, source, content) in found {
        let content = if template { of_template(draft, &source, content, &at) } else { Content::Known(content) };
        if !from.is_public() {
            suspicion::content(draft, &target, Some(&source), &content.known(), &at);
        }
        whole.push((target, content));
    }
    whole
}

/// A file of the project with its `{{ }}` evaluated.
fn of_template(draft: &mut Draft<'_, '_>, source: &str, content: Vec<u8>, path: &FieldPath) -> Content {
    match String::from_utf8(content) {
        Ok(text) => evaluated(draft, &text, path, &format!("the file `{source}`")),
        Err(_) => {
            let help = "leave `template` out: the file is taken as it is";
            draft.report.error(
                &codes::CONFIG_FILE,
                path,
                format!("`{source}` is no text, so that it cannot be a template"),
                help,
            );
            Content::Known(Vec::new())
        }
    }
}

/// Evaluates the text of a file; one with secrets is for a store that fills them in.
fn evaluated(draft: &mut Draft<'_, '_>, text: &str, path: &FieldPath, what: &str) -> Content {
    let value = draft.filled(text, path);
    if let Some(literal) = value.as_literal() {
        return Content::Known(literal.as_bytes().to_vec());
    }
    if !matches!(draft.scope.layer().secrets, Some(SecretStore::Vault(_)))
        && let Some(secret) = value.secrets().next()
    {
        let message = format!("{what} cannot hold the secret `{}` where no store of secrets fills in files", secret.name);
        let help = "`secrets \"vault\"` in an environment does, by the External Secrets Operator; in the others put the secret into `env` or a `secret-file`";
        draft.report.error(&codes::SECRET_PLACE, path, message, help);
    }
    Content::Filled(value)
}

fn unreadable(draft: &mut Draft<'_, '_>, source: &str, why: &Unreadable, path: &FieldPath) {
    let (message, help) = why.told(source, "file or folder");
    draft.report.error(&codes::CONFIG_FILE, path, message, help);
}

/// Secrets as files, sorted by path.
pub(super) fn secret_files(draft: &mut Draft<'_, '_>, subject: &Subject<'_>) -> Vec<SecretFile> {
    let mut files = Vec::with_capacity(subject.body.secret_files.len());
    for (path, written) in &subject.body.secret_files {
        let mode = written.mode.as_ref().and_then(|mode| u32::from_str_radix(mode.as_str(), 8).ok()).unwrap_or(SECRET_MODE);
        draft.secret(written.secret.as_str());
        files.push(SecretFile { path: path.clone(), secret: written.secret.as_str().to_owned(), mode });
    }
    files.sort_by(|left, right| left.path.cmp(&right.path));
    files
}
