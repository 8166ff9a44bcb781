//! Choices: a tag, a map of one key, or the type of a bare value tells which alternative is meant.

use std::sync::Arc;

use super::{Slot, not_a, value};
use crate::diagnostic::{Diagnostic, codes, nearest};
use crate::shape::{Block, Choice, Form, Shape, Variant};
use crate::tree::fields::Fields;
use crate::tree::reading::Reading;
use crate::tree::scalar::Scalar;
use crate::tree::{Action, Node, Value, choosing, scalar};
use crate::yaml::{Data, Datum, Key, Tag};

/// One alternative.
pub(super) fn read(reading: &mut Reading<'_>, shape: &'static Shape, choice: &'static Choice, slot: Slot<'_, '_>) -> Value {
    if let Some(tag) = slot.tag() {
        return tagged(reading, shape, choice, slot, tag);
    }
    match &slot.datum.value {
        Data::Map(entries) => of_map(reading, shape, choice, slot, entries),
        Data::Nothing => match choice.empty.and_then(|name| choice.variant(name)) {
            Some(variant) => variant_of(reading, variant, slot),
            None => wrong(reading, shape, slot),
        },
        _ => match slot.scalar() {
            Some(scalar) => of_scalar(reading, shape, choice, slot, scalar),
            None => wrong(reading, shape, slot),
        },
    }
}

/// The alternative of an `inline` choice that a scalar in the place of the outer block means.
pub(super) fn inline(reading: &mut Reading<'_>, outer: &'static Block, group: &str, slot: Slot<'_, '_>, fields: &mut Fields) {
    let Some(member) = outer.choice(group) else { return };
    let Form::Choice(choice) = &member.form else { return };
    let value = read(reading, member, choice, Slot { action: Action::Merge, ..slot });
    let (name, node) = match value {
        Value::Variant(name, node) => (name, Arc::unwrap_or_clone(node)),
        _ => {
            let usual = choice.plain.first().copied().or_else(|| choice.variants.first().map(|variant| variant.name));
            (usual.unwrap_or_default(), reading.node(Value::Bad, slot.datum.span, slot.place))
        }
    };
    if let Some(field) = outer.field(name) {
        fields.put(reading, field, Node { name: slot.datum.span, ..node });
    }
}

fn variant_of(reading: &mut Reading<'_>, variant: &Variant, slot: Slot<'_, '_>) -> Value {
    let content = value(reading, variant.shape, Slot { action: Action::Merge, ..slot });
    Value::Variant(variant.name, Arc::new(content))
}

/// `!secret key`.
fn tagged(reading: &mut Reading<'_>, shape: &Shape, choice: &'static Choice, slot: Slot<'_, '_>, tag: &Tag) -> Value {
    let taggable = || choice.variants.iter().filter(|variant| variant.shape.is_scalar());
    if let Some(variant) = taggable().find(|variant| variant.name == tag.word) {
        let bare = Datum { tag: None, ..slot.datum.clone() };
        return variant_of(reading, variant, Slot { datum: &bare, ..slot });
    }
    let names = taggable().filter(|variant| !choice.plain.contains(&variant.name)).map(|variant| variant.name);
    let message = format!("`{}` takes no `!{}`", slot.name, tag.word);
    let mut diagnostic = Diagnostic::error(&codes::UNKNOWN_ANNOTATION, message).at(tag.span, "");
    diagnostic = match nearest(&tag.word, names.clone()) {
        Some(meant) => diagnostic.suggest(format!("did you mean `!{meant}`?"), tag.span, format!("!{meant}")),
        None if names.clone().next().is_some() => {
            diagnostic.help(format!("a {} may be marked as {}", shape.name, scalar::one_of(names)))
        }
        None => diagnostic,
    };
    reading.report(diagnostic);
    Value::Bad
}

/// `{"secret": "key"}`, or the fields of the alternative that is a block.
fn of_map(
    reading: &mut Reading<'_>,
    shape: &Shape,
    choice: &'static Choice,
    slot: Slot<'_, '_>,
    entries: &[(Key<'_>, Datum<'_>)],
) -> Value {
    if let [(key, inner)] = entries
        && let Some(variant) = choice.variant(&key.text)
    {
        return variant_of(reading, variant, Slot { datum: inner, place: key.span, ..slot });
    }
    if let Some(variant) = choice.block.and_then(|name| choice.variant(name)) {
        return variant_of(reading, variant, slot);
    }
    let names = choice.variants.iter().map(|variant| variant.name);
    let unknown = entries.iter().find(|(key, _)| choice.variant(&key.text).is_none());
    match unknown {
        Some((key, _)) => {
            let message = format!("`{}` has no `{}`", slot.name, key.text);
            let mut diagnostic = Diagnostic::error(&codes::UNKNOWN_FIELD, message).at(key.span, "");
            diagnostic = match nearest(&key.text, names.clone()) {
                Some(meant) => diagnostic.suggest(format!("did you mean `{meant}`?"), key.span, reading.word(meant)),
                None => diagnostic.help(format!("it has one of {}", scalar::one_of(names))),
            };
            reading.report(diagnostic);
            Value::Bad
        }
        None => {
            let message = format!("`{}` takes one {}: {}", slot.name, shape.name, scalar::one_of(names));
            reading.mistake(&codes::EXCLUSIVE, message, slot.place);
            Value::Bad
        }
    }
}

fn of_scalar(reading: &mut Reading<'_>, shape: &Shape, choice: &'static Choice, slot: Slot<'_, '_>, scalar: Scalar<'_>) -> Value {
    let nothing = Datum { tag: None, value: Data::Nothing, span: slot.datum.span };
    if let Scalar::Text(text) = scalar {
        let by_word =
            choice.plain.is_empty().then(|| choice.variant(text)).flatten().filter(|variant| !variant.shape.is_scalar());
        if let Some(variant) = choosing::bare(choice, text).or(by_word) {
            return variant_of(reading, variant, Slot { datum: &nothing, ..slot });
        }
    }
    match choosing::plain(choice, scalar) {
        Some(variant) => variant_of(reading, variant, slot),
        None => wrong(reading, shape, slot),
    }
}

fn wrong(reading: &mut Reading<'_>, shape: &Shape, slot: Slot<'_, '_>) -> Value {
    let secret = matches!(&shape.form, Form::Choice(choice) if choice.plain.is_empty() && choice.variant("secret").is_some());
    if secret && slot.scalar().is_some() {
        super::no_secret(reading, slot);
    } else {
        not_a(reading, shape, slot);
    }
    Value::Bad
}
