//! Values of YAML in the forms that Compose takes them.

use crate::yaml::{Data, Datum};

/// The value under a key of a map.
pub(super) fn get<'a, 's>(datum: &'a Datum<'s>, key: &str) -> Option<&'a Datum<'s>> {
    entries(datum).find(|(name, _)| *name == key).map(|(_, value)| value)
}

/// The entries of a map; none of anything else. What is `null` is there.
pub(super) fn entries<'a, 's>(datum: &'a Datum<'s>) -> impl Iterator<Item = (&'a str, &'a Datum<'s>)> {
    let entries = match &datum.value {
        Data::Map(entries) => entries.as_slice(),
        _ => &[],
    };
    entries.iter().map(|(key, value)| (&*key.text, value))
}

/// A scalar as text.
pub(super) fn scalar(datum: &Datum<'_>) -> Option<String> {
    match &datum.value {
        Data::Text(text) | Data::Number(text, _) => Some(text.clone().into_owned()),
        Data::Bool(truth) => Some(truth.to_string()),
        _ => None,
    }
}

/// The scalar under a key.
pub(super) fn text(datum: &Datum<'_>, key: &str) -> Option<String> {
    get(datum, key).and_then(scalar)
}

/// Whether the value under a key is true.
pub(super) fn is_true(datum: &Datum<'_>, key: &str) -> bool {
    text(datum, key).as_deref() == Some("true")
}

/// The items of a list, or the one value.
pub(super) fn items<'a, 's>(datum: &'a Datum<'s>) -> Vec<&'a Datum<'s>> {
    match &datum.value {
        Data::List(items) => items.iter().collect(),
        Data::Null | Data::Nothing | Data::Bad => Vec::new(),
        _ => vec![datum],
    }
}

/// The scalars of a list, or the one.
pub(super) fn texts(datum: &Datum<'_>) -> Vec<String> {
    items(datum).into_iter().filter_map(scalar).collect()
}

/// `NAME: value`, or `- NAME=value`; a name alone has no value.
pub(super) fn pairs(datum: &Datum<'_>) -> Vec<(String, Option<String>)> {
    match &datum.value {
        Data::Map(_) => entries(datum).map(|(name, value)| (name.to_owned(), scalar(value))).collect(),
        _ => {
            let split = |text: String| match text.split_once('=') {
                Some((name, value)) => (name.to_owned(), Some(value.to_owned())),
                None => (text, None),
            };
            texts(datum).into_iter().map(split).collect()
        }
    }
}
