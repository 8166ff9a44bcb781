//! Blocks: a map of fields, or a scalar that fills the first argument.

use super::{REPLACE, Slot, choice, value};
use crate::diagnostic::{Diagnostics, codes};
use crate::shape::{Block, Field, Form, Format};
use crate::tree::fields::Fields;
use crate::tree::reading::Reading;
use crate::tree::{Value, scalar};
use crate::yaml::{Data, Datum, Key};

/// The fields of a block.
pub(super) fn read(reading: &mut Reading<'_>, block: &'static Block, slot: Slot<'_, '_>) -> Value {
    fields(reading, block, slot).map_or(Value::Bad, Fields::into_value)
}

/// The fields of a block; `None` where it is none, which is reported.
pub(super) fn fields(reading: &mut Reading<'_>, block: &'static Block, slot: Slot<'_, '_>) -> Option<Fields> {
    let mut fields = Fields::default();
    match &slot.datum.value {
        Data::Map(map) => entries(reading, &format!("`{}`", slot.name), block, map, &mut fields),
        Data::Nothing => {}
        Data::Bad => return None,
        _ => first_argument(reading, block, slot, &mut fields)?,
    }
    Some(fields)
}

/// The entries of a map as fields.
pub(super) fn entries(
    reading: &mut Reading<'_>,
    owner: &str,
    block: &'static Block,
    entries: &[(Key<'_>, Datum<'_>)],
    fields: &mut Fields,
) {
    for (key, datum) in entries.iter().filter(|(key, _)| !["$schema", REPLACE].contains(&&*key.text)) {
        let slot = Slot::new(&key.text, key.span, datum);
        match block.field(&key.text) {
            Some(known) if !known.allowed => reading.of_another_kind(owner, known, key.span),
            Some(known) => put(reading, known, slot, fields),
            None => misspelt(reading, owner, block, slot, fields),
        }
    }
}

fn put(reading: &mut Reading<'_>, field: &'static Field, slot: Slot<'_, '_>, fields: &mut Fields) {
    let node = reading.below(field.name, None, |reading| value(reading, field.shape, slot));
    fields.put(reading, field, node);
}

/// A name that is unknown counts as the one that was meant, and its value is read without a word.
fn misspelt(reading: &mut Reading<'_>, owner: &str, block: &'static Block, slot: Slot<'_, '_>, fields: &mut Fields) {
    let Some(meant) = reading.unknown(owner, block, slot.name, slot.place) else {
        return fields.put_unknown(reading, slot.place);
    };
    let mut unheard = Diagnostics::default();
    let node = value(&mut reading.silent(&mut unheard), meant.shape, slot);
    fields.put_meant(meant, node);
}

/// A scalar, or a list, in the place of a block.
fn first_argument(reading: &mut Reading<'_>, block: &'static Block, slot: Slot<'_, '_>, fields: &mut Fields) -> Option<()> {
    let first = block.arguments.first().map(|argument| argument.field);
    let field = first.and_then(|name| block.field(name));
    match (first, field) {
        (_, Some(field)) if matches!(field.shape.form, Form::Text(Format::SecretName)) && slot.tag().is_none() => {
            super::no_secret(reading, slot);
            None
        }
        (_, Some(field)) if field.allowed => {
            let node = value(reading, field.shape, slot);
            fields.put(reading, field, node);
            Some(())
        }
        (Some(group), None) => {
            choice::inline(reading, block, group, slot, fields);
            Some(())
        }
        _ => {
            let known = block.fields.iter().filter(|field| field.allowed).map(|field| field.name);
            let shown: Vec<&str> = known.take(3).collect();
            let example = scalar::one_of(shown.into_iter());
            let message = format!("`{}` takes a map of fields, such as {example}", slot.name);
            reading.mistake(&codes::WRONG_TYPE, message, slot.datum.span);
            None
        }
    }
}
