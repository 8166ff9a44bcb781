//! Choices: an annotation, the type of a bare value, a first word, or a property tells which alternative is meant.

use std::sync::Arc;

use super::{Parts, no_more_arguments, value};
use crate::diagnostic::{Diagnostic, codes, nearest};
use crate::kdl;
use crate::shape::{Block, Choice, Form, Shape, Variant};
use crate::source::Span;
use crate::tree::fields::Fields;
use crate::tree::reading::Reading;
use crate::tree::scalar::Scalar;
use crate::tree::{Action, Node, Value, choosing, foreign, scalar};

/// One alternative, and where it stands.
pub(super) fn read(
    reading: &mut Reading<'_>,
    shape: &'static Shape,
    choice: &'static Choice,
    parts: Parts<'_, '_>,
) -> (Value, Span) {
    let Some(first) = parts.arguments.first() else {
        return without_arguments(reading, shape, choice, parts);
    };
    let span = if parts.arguments.len() == 1 && parts.properties.is_empty() { first.span } else { parts.header };
    if let Some(annotation) = &first.annotation {
        return (annotated(reading, shape, choice, parts, annotation), span);
    }
    if matches!(first.value, kdl::Value::Bad) {
        return (Value::Bad, span);
    }
    let scalar = scalar_of(first);
    if let Some(Scalar::Text(text)) = scalar
        && let Some(variant) = choosing::bare(choice, text)
    {
        no_more_arguments(reading, parts, 1);
        super::no_parts(reading, parts);
        return (variant_of(reading, variant, parts.behind_first()), span);
    }
    // `scale min 1 max 3`: the block says what is wrong with it.
    if let Some(Scalar::Text(text)) = scalar
        && parts.arguments.len() > 1
        && let Some(variant) = choice.block.and_then(|name| choice.variant(name))
        && variant.shape.block().is_some_and(|block| block.node(text).is_some())
    {
        return (variant_of(reading, variant, parts), span);
    }
    if let Some(variant) = scalar.and_then(|scalar| choosing::plain(choice, scalar)) {
        return (variant_of(reading, variant, parts), span);
    }
    if choice.plain.is_empty() && choice.variants.iter().any(|variant| !variant.shape.is_scalar()) {
        return (by_word(reading, choice, first, parts), span);
    }
    mistyped(reading, shape, choice, first, parts);
    (Value::Bad, span)
}

/// The alternative of an `inline` choice that an argument of the outer block means.
pub(super) fn inline(reading: &mut Reading<'_>, outer: &'static Block, group: &str, parts: Parts<'_, '_>, fields: &mut Fields) {
    let Some(member) = outer.choice(group) else { return };
    let Form::Choice(choice) = &member.form else { return };
    let (value, span) = read(reading, member, choice, Parts { action: Action::Merge, ..parts });
    let (name, node) = match value {
        Value::Variant(name, node) => (name, Arc::unwrap_or_clone(node)),
        _ => {
            let Some(first) = choice.variants.first() else { return };
            (choice.plain.first().copied().unwrap_or(first.name), reading.node(Value::Bad, span, span))
        }
    };
    if let Some(field) = outer.field(name) {
        fields.put(reading, field, Node { name: span, ..node });
    }
}

fn variant_of(reading: &mut Reading<'_>, variant: &Variant, parts: Parts<'_, '_>) -> Value {
    let content = value(reading, variant.shape, Parts { action: Action::Merge, ..parts });
    Value::Variant(variant.name, Arc::new(content))
}

/// Properties or children alone, or nothing at all.
fn without_arguments(
    reading: &mut Reading<'_>,
    shape: &'static Shape,
    choice: &'static Choice,
    parts: Parts<'_, '_>,
) -> (Value, Span) {
    let nothing = parts.properties.is_empty() && parts.children.is_empty();
    let meant = if nothing { choice.empty } else { choice.block };
    if let Some(variant) = meant.and_then(|name| choice.variant(name)) {
        return (variant_of(reading, variant, parts), parts.header);
    }
    if nothing {
        let help = format!("it takes {}", scalar::wants(shape));
        let message = format!("`{}` lacks its value", parts.name);
        reading.report(Diagnostic::error(&codes::ARGUMENT_COUNT, message).at(parts.place, "").help(help));
        return (Value::Bad, parts.place);
    }
    if choice.plain.is_empty() {
        let help = format!("write {} first, as in `{} \"{}\" …`", scalar::wants(shape), parts.name, example(choice));
        let message = format!("`{}` lacks its first value", parts.name);
        reading.report(Diagnostic::error(&codes::ARGUMENT_COUNT, message).at(parts.place, "").help(help));
    } else {
        super::no_parts(reading, parts);
    }
    (Value::Bad, parts.place)
}

fn example(choice: &Choice) -> &'static str {
    choice.variants.first().map_or("", |variant| variant.name)
}

/// `(secret)"name"`.
fn annotated(
    reading: &mut Reading<'_>,
    shape: &Shape,
    choice: &'static Choice,
    parts: Parts<'_, '_>,
    annotation: &kdl::Word<'_>,
) -> Value {
    let annotatable = || choice.variants.iter().filter(|variant| variant.shape.is_scalar());
    if let Some(variant) = annotatable().find(|variant| variant.name == annotation.text)
        && let Some(first) = parts.arguments.first()
    {
        let bare = kdl::Scalar { annotation: None, ..first.clone() };
        let mut arguments = vec![bare];
        arguments.extend(parts.arguments.iter().skip(1).cloned());
        return variant_of(reading, variant, Parts { arguments: &arguments, ..parts });
    }
    let names = annotatable().filter(|variant| !choice.plain.contains(&variant.name)).map(|variant| variant.name);
    let message = format!("`{}` takes no `({})`", parts.name, annotation.text);
    let mut diagnostic = Diagnostic::error(&codes::UNKNOWN_ANNOTATION, message).at(annotation.span, "");
    diagnostic = match nearest(&annotation.text, names.clone()) {
        Some(meant) => diagnostic.suggest(format!("did you mean `({meant})`?"), annotation.span, format!("({meant})")),
        None if names.clone().next().is_some() => {
            diagnostic.help(format!("a {} may be marked as {}", shape.name, scalar::one_of(names)))
        }
        None => diagnostic,
    };
    reading.report(diagnostic);
    Value::Bad
}

/// An argument as a scalar; `None` for one that is no value.
fn scalar_of<'a>(argument: &'a kdl::Scalar<'_>) -> Option<Scalar<'a>> {
    match &argument.value {
        kdl::Value::String(text) => Some(Scalar::Text(text)),
        kdl::Value::Number(number) => Some(Scalar::Number(number.text, number.integer())),
        kdl::Value::Bool(truth) => Some(Scalar::Bool(*truth)),
        kdl::Value::Null | kdl::Value::Bad => None,
    }
}

/// `secrets "vault" server="…"`: the first word names the alternative.
fn by_word(reading: &mut Reading<'_>, choice: &'static Choice, first: &kdl::Scalar<'_>, parts: Parts<'_, '_>) -> Value {
    let names = choice.variants.iter().map(|variant| variant.name);
    if let kdl::Value::String(text) = &first.value {
        if let Some(variant) = choice.variant(text) {
            return variant_of(reading, variant, parts.behind_first());
        }
        let message = format!("`{}` takes {}", parts.name, scalar::one_of(names.clone()));
        let mut diagnostic = Diagnostic::error(&codes::UNKNOWN_WORD, message).at(first.span, "");
        diagnostic = match (nearest(text, names), foreign::help(parts.name, text)) {
            (Some(meant), _) => diagnostic.suggest(format!("did you mean `{meant}`?"), first.span, format!("\"{meant}\"")),
            (None, Some(help)) => diagnostic.help(help),
            (None, None) => diagnostic,
        };
        reading.report(diagnostic);
        return Value::Bad;
    }
    let message = format!("`{}` takes {} first", parts.name, scalar::one_of(names));
    reading.mistake(&codes::WRONG_TYPE, message, first.span);
    Value::Bad
}

/// A bare value where none is taken, or one of the wrong type.
fn mistyped(reading: &mut Reading<'_>, shape: &'static Shape, choice: &Choice, first: &kdl::Scalar<'_>, parts: Parts<'_, '_>) {
    let secret = choice.plain.is_empty() && choice.variant("secret").is_some();
    if secret {
        return super::no_secret(reading, parts.name, first);
    }
    let message = format!("`{}` takes {}", parts.name, scalar::wants(shape));
    let diagnostic = |message| Diagnostic::error(&codes::WRONG_TYPE, message).at(first.span, "");
    reading.report(match first.value {
        kdl::Value::Null => diagnostic(format!("{message}, not `#null`"))
            .help("an empty text is `\"\"`; `(remove)` before a node takes away what a lower layer says"),
        _ => diagnostic(message),
    });
}
