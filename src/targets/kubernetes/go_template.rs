//! Texts as the External Secrets Operator fills them in: its templates are Go's.

use crate::plan::{Encoding, Piece, SecretUse, Text};

/// A text with the values of its secrets left to the operator.
pub(super) fn text(text: &Text) -> String {
    let mut whole = String::new();
    for (index, piece) in text.pieces.iter().enumerate() {
        match piece {
            Piece::Literal(literal) => push_literal(&mut whole, literal, index + 1 < text.pieces.len()),
            Piece::Secret(secret) => whole.push_str(&value(secret)),
            // Only a pod knows it, and no text of a file has one.
            Piece::Field(_) => {}
        }
    }
    whole
}

fn value(SecretUse { name, encoding }: &SecretUse) -> String {
    match encoding {
        Encoding::Plain => format!(r#"{{{{ index . "{name}" }}}}"#),
        Encoding::Url => percent_encoded(name),
    }
}

/// A value as a part of a URL, where a space is no `+`.
pub(super) fn percent_encoded(name: &str) -> String {
    format!(r#"{{{{ index . "{name}" | urlquery | replace "+" "%20" }}}}"#)
}

/// Two braces begin an expression: a run of them is written as a text of Go, and so is a single one before an expression.
fn push_literal(whole: &mut String, literal: &str, expression_follows: bool) {
    let mut rest = literal;
    while let Some((before, from)) = rest.find('{').and_then(|at| rest.split_at_checked(at)) {
        whole.push_str(before);
        let after = from.trim_start_matches('{');
        let braces = "{".repeat(from.len() - after.len());
        if braces.len() > 1 || (after.is_empty() && expression_follows) {
            whole.push_str(&format!(r#"{{{{ "{braces}" }}}}"#));
        } else {
            whole.push_str(&braces);
        }
        rest = after;
    }
    whole.push_str(rest);
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// What Go makes of a template whose expressions are texts, and the value of one secret.
    fn filled(template: &str, value: &str) -> String {
        let mut whole = String::new();
        let mut rest = template;
        while let Some((before, from)) = rest.split_once("{{") {
            let (expression, after) = from.split_once("}}").expect("an expression ends");
            whole.push_str(before);
            whole.push_str(match expression.trim() {
                r#"index . "key""# => value,
                text => text.strip_prefix('"').and_then(|text| text.strip_suffix('"')).expect("it is a text of Go"),
            });
            rest = after;
        }
        whole + rest
    }

    proptest! {
        #[test]
        fn a_text_reaches_the_file_unchanged(before in "[a{}\" ]{0,8}", after in "[a{}\" ]{0,8}") {
            let mut whole = Text::literal(before.clone());
            whole.push(Piece::Secret(SecretUse { name: "key".into(), encoding: Encoding::Plain }));
            whole.push(Piece::Literal(after.clone()));
            prop_assert_eq!(filled(&text(&whole), "S"), format!("{before}S{after}"));
        }
    }

    #[test]
    fn braces_that_mean_nothing_are_left_alone() {
        for (literal, expected) in
            [("a { b } {", "a { b } {"), ("{{ x }}", r#"{{ "{{" }} x }}"#), ("}} {{{", r#"}} {{ "{{{" }}"#)]
        {
            assert_eq!(text(&Text::literal(literal)), expected);
        }
    }
}
