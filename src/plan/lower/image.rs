//! The image: its full name, when it is pulled, and how it is built.

use super::{draft::Draft, scope::Subject, suspicion};
use crate::{
    diagnostic::{Diagnostic, codes, nearest},
    manifest,
    plan::{Build, Image, Pull},
};

/// The image of a workload; an empty name where none is written.
pub(super) fn image(draft: &mut Draft<'_, '_>, subject: &Subject<'_>) -> Image {
    let path = subject.path.join("image");
    let written = subject.body.image.as_ref();
    let unresolved = draft.unresolved;
    let reference = written.and_then(|image| image.reference.as_ref());
    let reference = match reference.map(|reference| draft.plain(reference.as_str(), &path, "the name of an image")) {
        None => {
            if ![&path, &path.join("reference")].into_iter().any(|path| draft.report.is_wrong(path)) {
                missing(draft, subject);
            }
            String::new()
        }
        Some(reference) if is_reference(&reference) => full_name(&reference),
        Some(reference) => {
            if !reference.is_empty() && draft.unresolved == unresolved {
                let help = "an image is `repository[:tag][@digest]`, in lower case: `ghcr.io/acme/web:2.3.0`";
                draft.report.error(&codes::IMAGE_REFERENCE, &path, format!("`{reference}` is no image"), help);
            }
            reference
        }
    };
    let pull_secrets = pull_secrets(draft, &reference);
    let build = subject.body.build.as_ref().filter(|_| draft.scope.request.target.builds);
    let build = build.map(|build| self::build(draft, subject, build));
    let pull = pull(draft, subject, &reference, build.is_some());
    let platform = written_platform(subject);
    Image { reference, pull, platform, build, pull_secrets }
}

/// The image of a container before or beside a workload: what it does not say is as the workload's.
pub(super) fn companion(draft: &mut Draft<'_, '_>, subject: &Subject<'_>, main: &Image) -> Image {
    if subject.body.image.as_ref().is_some_and(|image| image.reference.is_some()) {
        return image(draft, subject);
    }
    let pull = written_pull(subject).unwrap_or(main.pull);
    let platform = written_platform(subject).or_else(|| main.platform.clone());
    Image { pull, platform, ..main.clone() }
}

fn written_pull(subject: &Subject<'_>) -> Option<Pull> {
    Some(match subject.body.image.as_ref()?.pull? {
        manifest::Pull::Always => Pull::Always,
        manifest::Pull::IfNotPresent => Pull::IfNotPresent,
        manifest::Pull::Never => Pull::Never,
    })
}

fn written_platform(subject: &Subject<'_>) -> Option<String> {
    subject.body.image.as_ref()?.platform.as_ref().map(|platform| platform.as_str().to_owned())
}

fn missing(draft: &mut Draft<'_, '_>, subject: &Subject<'_>) {
    let message = format!("the {} `{}` has no image", subject.sort.word(), subject.name);
    let build =
        subject.body.build.as_ref().map(|_| "`build` makes the image under this name, and the other environments pull it");
    let mut diagnostic = Diagnostic::error(&codes::IMAGE_MISSING, message).at_known(draft.report.name(&subject.path), "");
    diagnostic = diagnostic.help(format!("add to `{}`: image \"ghcr.io/acme/{}:1.0.0\"", subject.name, subject.name));
    if let Some(build) = build {
        diagnostic = diagnostic.help(build);
    }
    let others = draft.scope.subjects.keys().copied().filter(|name| *name != subject.name);
    if let Some(meant) = nearest(subject.name, others) {
        diagnostic = diagnostic.help(format!("or was `{meant}` meant, which there is?"));
    }
    draft.report.push(diagnostic);
}

/// When the image is pulled, where the manifest does not say.
fn pull(draft: &mut Draft<'_, '_>, subject: &Subject<'_>, reference: &str, built: bool) -> Pull {
    if let Some(pull) = written_pull(subject) {
        return pull;
    }
    let (pull, word, why) = if built {
        (Pull::IfNotPresent, "if-not-present", "it is built here")
    } else if reference.contains('@') {
        (Pull::IfNotPresent, "if-not-present", "it is pinned by digest, and a restart survives an outage of the registry")
    } else if draft.scope.in_cluster() {
        (Pull::Always, "always", "a tag may move")
    } else {
        (Pull::IfNotPresent, "if-not-present", "a start needs no registry where the image is there")
    };
    draft.report.infer(subject.path.join("image").join("pull"), word, "image-pull-policy", why);
    pull
}

fn build(draft: &mut Draft<'_, '_>, subject: &Subject<'_>, build: &manifest::Build) -> Build {
    let path = subject.path.join("build");
    let context = super::mounts::project_path(build.context.as_str());
    if is_address(build.context.as_str()) {
        let message = format!("`build` takes a folder of the project, and `{}` is an address", build.context.as_str());
        let help = "have the sources in the project, as with `git submodule add`; or leave `build` out: the image is pulled";
        draft.report.error(&codes::BUILD_CONTEXT, &path.join("context"), message, help);
    } else if draft.scope.request.files.list(&context).is_none() {
        let message = format!("the folder `{}` of `{}` is not there", build.context.as_str(), subject.name);
        let help = "the folder is relative to the file that names it; without `build` the image is pulled";
        draft.report.error(&codes::BUILD_CONTEXT, &path.join("context"), message, help);
    }
    let args = path.join("args");
    let argument = |(name, value): (&String, &manifest::Open)| {
        let path = args.join(name);
        let evaluated = draft.literal(value.as_str(), &path, "a build argument");
        if !value.is_public() {
            suspicion::build_argument(draft, name, value.as_str(), &evaluated, &path);
        }
        (name.clone(), evaluated)
    };
    Build {
        context,
        dockerfile: build.dockerfile.clone(),
        target: build.target.clone(),
        args: build.args.iter().map(argument).collect(),
    }
}

/// Whether a text names sources elsewhere, as Docker takes them.
fn is_address(context: &str) -> bool {
    context.contains("://") || context.starts_with("git@") || context.starts_with("github.com/")
}

/// The pull secrets of registries whose prefix the image has, and of the platform.
fn pull_secrets(draft: &Draft<'_, '_>, reference: &str) -> Vec<String> {
    let layer = draft.scope.layer();
    let of_platform = layer.platform.as_ref().and_then(|platform| platform.pull_secret.clone());
    let matching = layer.registries.iter().filter(|(prefix, _)| {
        let prefix = prefix.trim_end_matches('/');
        reference.strip_prefix(prefix).is_some_and(|rest| rest.starts_with(['/', ':', '@']) || rest.is_empty())
    });
    let mut secrets: Vec<_> = matching.map(|(_, registry)| registry.secret.clone()).chain(of_platform).collect();
    secrets.sort();
    secrets.dedup();
    secrets
}

/// The name with its registry's host: Podman refuses short ones.
pub(super) fn full_name(reference: &str) -> String {
    let Some((first, _)) = reference.split_once('/') else { return format!("docker.io/library/{reference}") };
    if first.contains(['.', ':']) || first == "localhost" { reference.to_owned() } else { format!("docker.io/{reference}") }
}

/// Whether a text is `repository[:tag][@algorithm:digest]`.
pub(super) fn is_reference(text: &str) -> bool {
    let (name, digest) = text.split_once('@').map_or((text, None), |(name, digest)| (name, Some(digest)));
    let (folders, last) = name.rsplit_once('/').map_or((None, name), |(folders, last)| (Some(folders), last));
    let (last, tag) = last.split_once(':').map_or((last, None), |(last, tag)| (last, Some(tag)));
    let component = |part: &str| {
        let inner = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || matches!(byte, b'.' | b'_' | b'-');
        let ends = part.starts_with(|char: char| char.is_ascii_alphanumeric())
            && part.ends_with(|char: char| char.is_ascii_alphanumeric());
        ends && part.bytes().all(inner)
    };
    let host = |part: &str| part.split(':').all(|piece| component(&piece.to_lowercase()));
    let folders = folders.into_iter().flat_map(|folders| folders.split('/').enumerate());
    let mut folders = folders.map(|(index, part)| if index == 0 { host(part) } else { component(part) });
    let tag_fits = |tag: &str| {
        let fits = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-');
        (1..=128).contains(&tag.len()) && !tag.starts_with(['.', '-']) && tag.bytes().all(fits)
    };
    let digest_fits = |digest: &str| {
        let hex = |hex: &str| hex.len() >= 32 && hex.bytes().all(|byte| byte.is_ascii_hexdigit());
        digest.split_once(':').is_some_and(|(algorithm, digits)| component(algorithm) && hex(digits))
    };
    component(last) && folders.all(|fits| fits) && tag.is_none_or(tag_fits) && digest.is_none_or(digest_fits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_names_are_written_in_full() {
        for (short, full) in [
            ("redis:7", "docker.io/library/redis:7"),
            ("acme/web:1", "docker.io/acme/web:1"),
            ("ghcr.io/acme/web:1", "ghcr.io/acme/web:1"),
            ("localhost/web:1", "localhost/web:1"),
            ("registry:5000/web", "registry:5000/web"),
        ] {
            assert_eq!(full_name(short), full);
        }
    }

    #[test]
    fn what_is_no_image_is_seen() {
        let digest = format!("postgres:16@sha256:{}", "ab".repeat(32));
        for image in ["web", "ghcr.io/acme/web:2.3.0", "localhost:5000/a/b_c.d:V1", digest.as_str()] {
            assert!(is_reference(image), "{image}");
        }
        for text in ["", "Web", "web:", "web:a b", "ghcr.io//web", "web@sha256:xyz", "a/web:1:2", "https://web"] {
            assert!(!is_reference(text), "{text}");
        }
    }
}
