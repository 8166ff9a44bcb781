//! Which alternative of a choice a bare value means.

use super::scalar::Scalar;
use crate::shape::{Choice, Form, Variant};

/// A word that names an alternative without content, where no plain text could be meant.
pub(super) fn bare(choice: &'static Choice, text: &str) -> Option<&'static Variant> {
    let is_free = |variant: &Variant| matches!(variant.shape.form, Form::Text(format) if format.is_free());
    if plain_variants(choice).any(is_free) { None } else { choice.bare(text) }
}

/// The alternative that a bare value of this type means.
pub(super) fn plain(choice: &'static Choice, scalar: Scalar<'_>) -> Option<&'static Variant> {
    let takes = |form: &Form| match (scalar, form) {
        (Scalar::Text(_), Form::Text(_) | Form::Words(_)) => true,
        // A number in quotes is meant as one, and told so.
        (Scalar::Text(text), Form::Whole { .. }) => text.parse::<i64>().is_ok(),
        (Scalar::Number(..), Form::Whole { .. }) | (Scalar::Bool(_), Form::Bool) => true,
        (Scalar::Number(..), Form::Text(format)) => format.takes_numbers(),
        _ => false,
    };
    match choice.plain {
        [only] => choice.variant(only).filter(|variant| variant.shape.is_scalar()),
        _ => plain_variants(choice).find(|variant| takes(&variant.shape.form)),
    }
}

fn plain_variants(choice: &'static Choice) -> impl Iterator<Item = &'static Variant> {
    choice.plain.iter().filter_map(|name| choice.variant(name))
}
