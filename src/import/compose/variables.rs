//! Compose's `${NAME:-default}`, as texts of a manifest: parameters and secrets.

use super::secrets::is_sensitive;
use indexmap::IndexMap;

/// A part of a text.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum Piece {
    /// As it stands.
    Literal(String),
    /// A parameter.
    Param(String),
    /// A secret, by its name.
    Secret(String),
    /// What a manifest calls a part of another workload: `db.host`.
    Reference(String),
}

/// A text in pieces.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(super) struct Text(pub(super) Vec<Piece>);

impl Text {
    /// The text as a manifest says it.
    pub(super) fn template(&self) -> String {
        let said = |piece: &Piece| match piece {
            Piece::Literal(text) => text.replace("{{", "{{ \"{{\" }}"),
            Piece::Param(name) => format!("{{{{ param.{name} }}}}"),
            Piece::Secret(name) => format!("{{{{ secret.{name} }}}}"),
            Piece::Reference(path) => format!("{{{{ {path} }}}}"),
        };
        self.0.iter().map(said).collect()
    }

    /// The text, where nothing else is in it.
    pub(super) fn literal(&self) -> Option<&str> {
        match self.0.as_slice() {
            [] => Some(""),
            [Piece::Literal(text)] => Some(text),
            _ => None,
        }
    }

    /// Adds a piece; literals join.
    pub(super) fn push(&mut self, piece: Piece) {
        match (self.0.last_mut(), piece) {
            (Some(Piece::Literal(before)), Piece::Literal(text)) => before.push_str(&text),
            (_, Piece::Literal(text)) if text.is_empty() => {}
            (_, piece) => self.0.push(piece),
        }
    }
}

impl From<&str> for Text {
    fn from(text: &str) -> Self {
        let mut whole = Self::default();
        whole.push(Piece::Literal(text.to_owned()));
        whole
    }
}

/// The variables that a Compose file is read with.
#[derive(Debug, Default)]
pub(super) struct Variables {
    /// Those of the file `.env` beside it.
    pub(super) given: Vec<(String, String)>,
    /// The parameters that were made of them, with their defaults.
    pub(super) params: IndexMap<String, String>,
    /// The variables that nothing gives a value.
    pub(super) open: Vec<String>,
}

impl Variables {
    /// A text with its variables as parameters and secrets.
    pub(super) fn text(&mut self, raw: &str) -> Text {
        let mut text = Text::default();
        for part in parts(raw) {
            match part {
                Part::Literal(literal) => text.push(Piece::Literal(literal)),
                Part::Variable { name, default } => {
                    self.variable(&name, default).0.into_iter().for_each(|piece| text.push(piece))
                }
            }
        }
        text
    }

    /// The name of an image; where nothing gives a value of its registry or tag, a default that makes it one.
    pub(super) fn image(&mut self, raw: &str, registry: &str) -> Text {
        let mut text = Text::default();
        let mut parts =
            parts(raw).into_iter().filter(|part| !matches!(part, Part::Literal(literal) if literal.is_empty())).peekable();
        let mut before = String::new();
        while let Some(part) = parts.next() {
            match part {
                Part::Literal(literal) => {
                    before.clone_from(&literal);
                    text.push(Piece::Literal(literal));
                }
                Part::Variable { name, default: None } if self.given(&name).is_none() => {
                    let leads = matches!(parts.peek(), Some(Part::Literal(next)) if next.starts_with('/'));
                    let default = if leads {
                        registry
                    } else if before.ends_with(':') {
                        "latest"
                    } else {
                        ""
                    };
                    self.variable(&name, None);
                    self.params.insert(kebab(&name), default.to_owned());
                    text.push(Piece::Param(kebab(&name)));
                }
                Part::Variable { name, default } => {
                    self.variable(&name, default).0.into_iter().for_each(|piece| text.push(piece))
                }
            }
        }
        text
    }

    /// A text with the values that its variables have now, where all have one and none is a secret.
    pub(super) fn plain(&self, raw: &str) -> Option<String> {
        let value = |part| match part {
            Part::Literal(literal) => Some(literal),
            Part::Variable { name, default } => match self.given(&name) {
                Some(value) => Some(value.to_owned()).filter(|value| !is_sensitive(&name, value)),
                None => self.plain(&default?),
            },
        };
        parts(raw).into_iter().map(value).collect()
    }

    fn given(&self, name: &str) -> Option<&str> {
        self.given.iter().rev().find(|(given, _)| given == name).map(|(_, value)| value.as_str())
    }

    fn variable(&mut self, name: &str, default: Option<String>) -> Text {
        let param = kebab(name);
        let value = self.given(name).map(str::to_owned);
        let default = match (value, default) {
            (Some(value), _) if is_sensitive(name, &value) => return Text(vec![Piece::Secret(param)]),
            (Some(value), _) => value,
            (None, Some(default)) => match self.text(&default) {
                text if text.literal().is_some_and(|literal| is_sensitive(name, literal)) => {
                    return Text(vec![Piece::Secret(param)]);
                }
                text => match text.literal() {
                    Some(literal) => literal.to_owned(),
                    None => return text,
                },
            },
            (None, None) if is_sensitive(name, "a value") => return Text(vec![Piece::Secret(param)]),
            (None, None) => {
                if !self.open.iter().any(|open| open == name) {
                    self.open.push(name.to_owned());
                }
                String::new()
            }
        };
        self.params.entry(param.clone()).or_insert(default);
        Text(vec![Piece::Param(param)])
    }
}

enum Part {
    Literal(String),
    Variable { name: String, default: Option<String> },
}

/// `$$`, `$NAME`, `${NAME}`, `${NAME:-default}`; `:?` gives no value, and `:+` one that nobody set.
fn parts(raw: &str) -> Vec<Part> {
    let mut parts = Vec::new();
    let mut literal = String::new();
    let mut rest = raw;
    while let Some((before, after)) = rest.split_once('$') {
        literal += before;
        let (part, left) = variable(after);
        rest = left;
        match part {
            Part::Literal(text) => literal += &text,
            variable @ Part::Variable { .. } => {
                parts.push(Part::Literal(std::mem::take(&mut literal)));
                parts.push(variable);
            }
        }
    }
    parts.push(Part::Literal(literal + rest));
    parts
}

/// What stands behind a `$`, and what is left.
fn variable(after: &str) -> (Part, &str) {
    if let Some(rest) = after.strip_prefix('$') {
        return (Part::Literal("$".to_owned()), rest);
    }
    let is_name = |char: char| char.is_ascii_alphanumeric() || char == '_';
    let Some(inner) = after.strip_prefix('{') else {
        let end = after.find(|char| !is_name(char)).unwrap_or(after.len());
        let (name, rest) = after.split_at(end);
        return match name {
            "" => (Part::Literal("$".to_owned()), rest),
            name => (Part::Variable { name: name.to_owned(), default: None }, rest),
        };
    };
    let Some(end) = closing(inner) else { return (Part::Literal("$".to_owned()), after) };
    let (whole, rest) = (inner.get(..end).unwrap_or_default(), inner.get(end + 1..).unwrap_or_default());
    let name_end = whole.find(|char| !is_name(char)).unwrap_or(whole.len());
    let (name, operation) = whole.split_at(name_end);
    let operation = operation.strip_prefix(':').unwrap_or(operation);
    let default = operation.strip_prefix('-').map(str::to_owned).or_else(|| operation.starts_with('+').then(String::new));
    (Part::Variable { name: name.to_owned(), default }, rest)
}

/// Where the brace closes that stands before a text.
fn closing(text: &str) -> Option<usize> {
    let mut depth = 1_u32;
    for (at, char) in text.char_indices() {
        match char {
            '{' => depth += 1,
            '}' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return Some(at);
        }
    }
    None
}

/// A variable's name as a manifest names parameters and secrets: `PIHOLE_PW` is `pihole-pw`.
pub(super) fn kebab(name: &str) -> String {
    let plain: String =
        name.chars().map(|char| if char.is_ascii_alphanumeric() { char.to_ascii_lowercase() } else { '-' }).collect();
    let trimmed = plain.trim_matches('-');
    match trimmed.starts_with(|first: char| first.is_ascii_alphabetic()) {
        true => trimmed.to_owned(),
        false => format!("x-{trimmed}").trim_end_matches('-').to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn variables_are_parameters_and_secrets_and_dollars_stay() {
        let mut variables = Variables {
            given: vec![("TAG".into(), "1.2".into()), ("API_TOKEN".into(), "abcd1234".into())],
            ..Variables::default()
        };
        let mut said = |raw: &str| variables.text(raw).template();
        assert_eq!(said("web:${TAG}-$$x$"), "web:{{ param.tag }}-$x$");
        assert_eq!(said("${LEVEL:-info} ${A:-${TAG}}"), "{{ param.level }} {{ param.tag }}");
        assert_eq!(
            said("$API_TOKEN ${DB_PASSWORD?} ${X_SECRET:-hunter22}"),
            "{{ secret.api-token }} {{ secret.db-password }} {{ secret.x-secret }}"
        );
        assert_eq!(said("{{ a }} ${OPEN}"), "{{ \"{{\" }} a }} {{ param.open }}");
        assert_eq!(variables.params["level"], "info");
        assert_eq!(variables.open, ["OPEN"]);
        assert_eq!(variables.plain("${TAG}:${P:-80}").as_deref(), Some("1.2:80"));
        assert_eq!(variables.plain("${API_TOKEN}"), None);
    }

    proptest::proptest! {
        #[test]
        fn no_text_is_too_much(raw in "[${}:\\-?+A-Zü]{0,30}") {
            Variables::default().text(&raw);
        }
    }
}
