//! Files of configuration, and secrets as files.

use super::{draft::Draft, hosts, mounts, scope::Subject, suspicion};
use crate::{
    diagnostic::codes,
    manifest,
    path::FieldPath,
    plan::{Config, SecretFile},
    source::Unreadable,
};

/// The most that one workload's configs may hold together.
const LARGEST: usize = 1 << 20;
const MODE: u32 = 0o644;
const SECRET_MODE: u32 = 0o440;

/// Files of configuration, sorted by path; a folder gives several.
pub(super) fn configs(draft: &mut Draft<'_, '_>, subject: &Subject<'_>) -> Vec<Config> {
    let base = subject.path.join("configs");
    let mut configs = Vec::new();
    for (key, written) in &subject.body.configs {
        let path = base.join(key);
        let mode = written.mode.as_ref().and_then(|mode| u32::from_str_radix(mode.as_str(), 8).ok()).unwrap_or(MODE);
        for (at, content) in contents(draft, key, written, &path) {
            configs.push(Config { path: at, key: key.clone(), content, mode });
        }
    }
    let size: usize = configs.iter().map(|config| config.content.len()).sum();
    if size > LARGEST {
        let message = format!("the configs of `{}` hold {size} bytes; a ConfigMap holds {LARGEST}", subject.name);
        let help = "put what is large into the image or a volume";
        draft.report.error_at_name(&codes::CONFIG_SIZE, &base, message, help);
    }
    configs.sort_by(|left, right| left.path.cmp(&right.path));
    configs
}

/// Where the container sees each file, and what it holds.
fn contents(draft: &mut Draft<'_, '_>, key: &str, written: &manifest::Config, path: &FieldPath) -> Vec<(String, Vec<u8>)> {
    match (&written.from, &written.text) {
        (None, Some(text)) => {
            let at = path.join("text");
            hosts::check(draft, text.as_str(), None, &at);
            let content = draft.literal(text.as_str(), &at, "a config").into_bytes();
            if !text.is_public() {
                suspicion::content(draft, key, None, &content, &at);
            }
            vec![(key.to_owned(), content)]
        }
        (Some(from), None) => read(draft, key, from, written.template == Some(true), path),
        (None, None) if ["from", "text"].iter().any(|source| draft.report.is_written(&path.join(source))) => Vec::new(),
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
) -> Vec<(String, Vec<u8>)> {
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
        let content = evaluated(draft, &source, content, template, &at);
        if !from.is_public() {
            suspicion::content(draft, &target, Some(&source), &content, &at);
        }
        whole.push((target, content));
    }
    whole
}

/// The content with its `{{ }}` evaluated, where it is a template.
fn evaluated(draft: &mut Draft<'_, '_>, source: &str, content: Vec<u8>, template: bool, path: &FieldPath) -> Vec<u8> {
    if !template {
        return content;
    }
    match String::from_utf8(content) {
        Ok(text) => draft.literal(&text, path, &format!("the file `{source}`")).into_bytes(),
        Err(_) => {
            let help = "leave `template` out: the file is taken as it is";
            draft.report.error(
                &codes::CONFIG_FILE,
                path,
                format!("`{source}` is no text, so that it cannot be a template"),
                help,
            );
            Vec::new()
        }
    }
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
