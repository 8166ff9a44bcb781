//! The names of images: `[registry/]repository[:tag][@digest]`.

/// Checks the name of an image.
///
/// # Errors
/// Where it is none: which part is wrong, and why.
pub(super) fn check(text: &str) -> Result<(), String> {
    let (rest, digest) = match text.split_once('@') {
        Some((rest, digest)) => (rest, Some(digest)),
        None => (text, None),
    };
    let name_start = rest.rfind('/').map_or(0, |slash| slash + 1);
    let colon = rest.rfind(':').filter(|colon| *colon >= name_start);
    let (name, tag) = match colon {
        Some(colon) => (rest.get(..colon).unwrap_or_default(), rest.get(colon + 1..)),
        None => (rest, None),
    };
    repository(name)?;
    tag.map_or(Ok(()), check_tag)?;
    digest.map_or(Ok(()), check_digest)
}

fn repository(name: &str) -> Result<(), String> {
    if name.contains("://") {
        return Err("leave out the scheme".to_owned());
    }
    let mut parts: Vec<&str> = name.split('/').collect();
    let first_is_host = parts.len() > 1 && parts.first().is_some_and(|first| first.contains(['.', ':']) || *first == "localhost");
    if first_is_host {
        parts.remove(0);
    }
    parts.into_iter().try_for_each(component)
}

fn component(part: &str) -> Result<(), String> {
    let known = |char: char| char.is_ascii_lowercase() || char.is_ascii_digit() || matches!(char, '.' | '_' | '-');
    let edge = |char: Option<char>| char.is_some_and(|char| char.is_ascii_lowercase() || char.is_ascii_digit());
    if part.is_empty() {
        return Err("a part of its name is empty".to_owned());
    }
    if part.chars().any(char::is_uppercase) {
        return Err(format!("a repository is lower case: `{}`", part.to_lowercase()));
    }
    if let Some(wrong) = part.chars().find(|char| !known(*char)) {
        return Err(format!("`{part}` may not hold `{wrong}`"));
    }
    if !edge(part.chars().next()) || !edge(part.chars().next_back()) {
        return Err(format!("`{part}` begins and ends with a letter or digit"));
    }
    Ok(())
}

fn check_tag(tag: &str) -> Result<(), String> {
    let known = |char: char| char.is_ascii_alphanumeric() || matches!(char, '.' | '_' | '-');
    if tag.is_empty() {
        return Err("the tag behind `:` is missing".to_owned());
    }
    if tag.len() > 128 || !tag.chars().all(known) || tag.starts_with(['.', '-']) {
        return Err(format!("`{tag}` is no tag: at most 128 letters, digits, `.`, `_` and `-`"));
    }
    Ok(())
}

fn check_digest(digest: &str) -> Result<(), String> {
    let hex = digest.strip_prefix("sha256:").unwrap_or_default();
    if hex.len() == 64 && hex.chars().all(|char| char.is_ascii_digit() || ('a'..='f').contains(&char)) {
        return Ok(());
    }
    Err("a digest is `sha256:` and 64 hexadecimal digits in lower case".to_owned())
}
