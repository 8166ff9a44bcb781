//! Reads `{{ }}` in a text.

use super::{
    Expression, Filter, Mistake, Parsed, Part, Subject,
    filter::{NAMES, Wrong},
};
use crate::nearest::nearest;
use std::ops::Range;

/// Reads a text; an expression that cannot be read is left out, and a mistake says why.
pub fn parse(text: &str) -> Parsed<'_> {
    let mut parsed = Parsed::default();
    let mut at = 0;
    while let Some(found) = text.get(at..).and_then(|rest| rest.find("{{")) {
        let start = at + found;
        literal(text, at..start, &mut parsed);
        let mut reader = Reader { text, at: start + 2, start };
        match reader.expression() {
            Ok(expression) => parsed.parts.push(Part::Expression(expression)),
            Err(mistake) => parsed.mistakes.push(mistake),
        }
        at = reader.end();
    }
    literal(text, at..text.len(), &mut parsed);
    parsed
}

fn literal<'t>(text: &'t str, range: Range<usize>, parsed: &mut Parsed<'t>) {
    if let Some(piece) = text.get(range).filter(|piece| !piece.is_empty()) {
        parsed.parts.push(Part::Literal(piece));
    }
}

const FORM: &str = "`{{ }}` holds a name with filters, as in `{{ db.url }}` or `{{ app | upper }}`, or a quoted text";
const NO_LOGIC: &str = "there is no arithmetic and no condition in `{{ }}`: say what differs in an environment's overlay";

struct Reader<'t> {
    text: &'t str,
    at: usize,
    start: usize,
}

impl<'t> Reader<'t> {
    fn expression(&mut self) -> Result<Expression<'t>, Mistake> {
        let subject = self.subject()?;
        let mut filters = Vec::new();
        loop {
            self.skip_space();
            if self.take("}}") {
                return Ok(Expression { at: self.start..self.at, subject, filters });
            }
            if !self.take("|") {
                return Err(self.unexpected());
            }
            filters.push(self.filter()?);
        }
    }

    fn subject(&mut self) -> Result<Subject<'t>, Mistake> {
        self.skip_space();
        if self.rest().starts_with('"') {
            return self.quoted().map(Subject::Literal);
        }
        let mut path = vec![self.name()?];
        loop {
            if self.rest().starts_with('[') {
                path.push(self.index()?);
            } else if self.take(".") {
                path.push(self.name()?);
            } else {
                break;
            }
        }
        match path.as_slice() {
            ["if" | "for" | "else" | "endif" | "not"] => Err(self.mistake(NO_LOGIC, FORM)),
            _ => Ok(Subject::Path(path)),
        }
    }

    fn filter(&mut self) -> Result<Filter, Mistake> {
        self.skip_space();
        let start = self.at;
        let name = self.name()?;
        let mut arguments = Vec::new();
        if self.take("(") {
            loop {
                self.skip_space();
                arguments.push(self.quoted()?);
                self.skip_space();
                if self.take(")") {
                    break;
                }
                if !self.take(",") {
                    return Err(self.unexpected());
                }
            }
        }
        Filter::new(name, arguments).map_err(|wrong| {
            let (message, help) = match wrong {
                Wrong::Name => (format!("there is no filter `{name}`"), nearest_filter(name)),
                Wrong::Arguments(0) => (format!("the filter `{name}` takes nothing"), format!("write `{name}` alone")),
                Wrong::Arguments(count) => {
                    (format!("the filter `{name}` takes {count} quoted texts"), r#"as in `replace("-", "_")`"#.to_owned())
                }
            };
            Mistake { at: start..self.at, message, help }
        })
    }

    /// A name: letters, digits, `_`, and hyphens.
    fn name(&mut self) -> Result<&'t str, Mistake> {
        let rest = self.rest();
        let end = rest.find(|char: char| !(char.is_ascii_alphanumeric() || char == '_' || char == '-')).unwrap_or(rest.len());
        match rest.split_at_checked(end) {
            Some((name, _)) if !name.is_empty() && !name.starts_with('-') => {
                self.at += end;
                Ok(name)
            }
            _ => Err(self.unexpected()),
        }
    }

    /// A number in brackets, with them.
    fn index(&mut self) -> Result<&'t str, Mistake> {
        let rest = self.rest();
        let digits = rest.get(1..).unwrap_or_default();
        let length = digits.find(|char: char| !char.is_ascii_digit()).unwrap_or(digits.len());
        match rest.get(..length + 2) {
            Some(index) if length > 0 && index.ends_with(']') => {
                self.at += index.len();
                Ok(index)
            }
            _ if !rest.contains("}}") => Err(self.unclosed()),
            _ => Err(self.mistake("`[ ]` holds a number, counted from 0", "as in `{{ db.replicas[0].host }}`")),
        }
    }

    fn quoted(&mut self) -> Result<String, Mistake> {
        if !self.take("\"") {
            return Err(self.mistake("a text in quotes is missing here", FORM));
        }
        let mut value = String::new();
        let mut chars = self.rest().char_indices();
        while let Some((offset, char)) = chars.next() {
            match char {
                '"' => {
                    self.at += offset + 1;
                    return Ok(value);
                }
                '\\' => match chars.next() {
                    Some((_, 'n')) => value.push('\n'),
                    Some((_, 't')) => value.push('\t'),
                    Some((_, other)) => value.push(other),
                    None => break,
                },
                other => value.push(other),
            }
        }
        Err(self.mistake("the quoted text is not closed", "close it with `\"` before `}}`"))
    }

    fn unexpected(&self) -> Mistake {
        let rest = self.rest();
        let Some(char) = rest.chars().next() else {
            return self.unclosed();
        };
        if !rest.contains("}}") {
            return self.unclosed();
        }
        if rest.starts_with("}}") {
            return self.mistake("a name is missing in `{{ }}`", FORM);
        }
        if "+*/%<>=!&?:-(".contains(char) || rest.starts_with("if ") || rest.starts_with("and ") || rest.starts_with("or ") {
            return self.mistake(NO_LOGIC, FORM);
        }
        self.mistake(&format!("`{char}` does not belong in `{{{{ }}}}` here"), FORM)
    }

    fn unclosed(&self) -> Mistake {
        self.mistake("`{{` is not closed", "close it with `}}`; two braces that are meant as text are `#\"{{ \"{{\" }}\"#`")
    }

    /// A mistake at this expression, up to where it ends.
    fn mistake(&self, message: &str, help: &str) -> Mistake {
        Mistake { at: self.start..self.end(), message: message.to_owned(), help: help.to_owned() }
    }

    /// Where reading goes on: behind the expression, or behind its first braces where it is not closed.
    fn end(&self) -> usize {
        let read = self.text.get(self.start..self.at).unwrap_or_default();
        if read.len() > 2 && read.ends_with("}}") {
            return self.at;
        }
        self.rest().find("}}").map_or(self.text.len(), |found| self.at + found + 2)
    }

    fn rest(&self) -> &'t str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn take(&mut self, token: &str) -> bool {
        let there = self.rest().starts_with(token);
        if there {
            self.at += token.len();
        }
        there
    }

    fn skip_space(&mut self) {
        let rest = self.rest();
        self.at += rest.len() - rest.trim_start().len();
    }
}

fn nearest_filter(name: &str) -> String {
    match nearest(name, NAMES) {
        Some(known) => format!("did you mean `{known}`?"),
        None => format!("the filters are {}", NAMES.map(|name| format!("`{name}`")).join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn paths(text: &str) -> Vec<String> {
        let parsed = parse(text);
        assert_eq!(parsed.mistakes, [], "{text}");
        let path = |part: Part<'_>| match part {
            Part::Expression(Expression { subject: Subject::Path(path), .. }) => Some(path.join(".")),
            Part::Expression(_) | Part::Literal(_) => None,
        };
        parsed.parts.into_iter().filter_map(path).collect()
    }

    fn mistake(text: &str) -> String {
        parse(text).mistakes.into_iter().map(|mistake| mistake.message).collect::<Vec<_>>().join("; ")
    }

    #[test]
    fn names_are_paths_in_which_hyphens_belong_to_a_name() {
        assert_eq!(paths("http://{{ order-api.host }}:{{order-api.ports.http}}"), ["order-api.host", "order-api.ports.http"]);
    }

    #[test]
    fn an_index_is_a_part_of_its_own() {
        assert_eq!(
            paths("{{ db.replicas[0].host }}-{{ db.replicas[12].port | upper }}"),
            ["db.replicas.[0].host", "db.replicas.[12].port"]
        );
        for text in ["{{ db.replicas[x] }}", "{{ db.replicas[] }}", "{{ db.replicas[-1].host }}", "{{ db.replicas[0 }}"] {
            assert_eq!(mistake(text), "`[ ]` holds a number, counted from 0", "{text}");
        }
        assert_eq!(mistake("{{ db.replicas[0"), "`{{` is not closed");
        assert_eq!(mistake("{{ [0] }}"), "`[` does not belong in `{{ }}` here");
    }

    #[test]
    fn filters_follow_with_quoted_arguments() {
        let parsed = parse(r#"{{ app | upper | replace("-", "_") }}"#);
        let Some(Part::Expression(expression)) = parsed.parts.first() else { panic!("{parsed:?}") };
        assert_eq!(expression.filters, [Filter::Upper, Filter::Replace("-".into(), "_".into())]);
    }

    #[test]
    fn a_quoted_literal_may_hold_braces() {
        let parsed = parse(r#"a {{ "{{ x }}" }} b"#);
        assert_eq!(parsed.mistakes, []);
        let literals = parsed.parts.iter().filter_map(|part| match part {
            Part::Literal(text) => Some((*text).to_owned()),
            Part::Expression(Expression { subject: Subject::Literal(text), .. }) => Some(text.clone()),
            Part::Expression(_) => None,
        });
        assert_eq!(literals.collect::<Vec<_>>(), ["a ", "{{ x }}", " b"]);
    }

    #[test]
    fn other_languages_braces_are_text() {
        let text = "{% if x %} {# no #} ${{x} $(A) {x}";
        assert_eq!(parse("{% if x %} {# no #} $(A) {x}").parts, [Part::Literal("{% if x %} {# no #} $(A) {x}")]);
        assert_eq!(mistake(text), "`{{` is not closed");
    }

    #[test]
    fn arithmetic_and_conditions_are_sent_to_overlays() {
        for text in ["{{ replicas + 1 }}", "{{ a == b }}", "{{ x if y }}", "{{ if x }}", "{{ -1 }}"] {
            assert_eq!(mistake(text), NO_LOGIC, "{text}");
        }
    }

    #[test]
    fn one_mistake_is_said_once_and_what_follows_is_read() {
        let parsed = parse("{{ a b }} and {{ c }}");
        assert_eq!(parsed.mistakes.len(), 1);
        assert_eq!(parsed.parts.len(), 2);
        assert_eq!(mistake("{{ }}"), "a name is missing in `{{ }}`");
        assert_eq!(mistake("{{ app | shout }}"), "there is no filter `shout`");
        assert_eq!(mistake("{{ app | replace(\"a\") }}"), "the filter `replace` takes 2 quoted texts");
    }
}
