//! Filters: what `{{ name | upper }}` does to a text.

use std::fmt::Write;

/// What is done to a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Filter {
    /// Capital letters.
    Upper,
    /// Small letters.
    Lower,
    /// No white space at either end.
    Trim,
    /// Every occurrence of the first text becomes the second.
    Replace(String, String),
    /// Percent-encoded, as a part of a URL.
    UrlEncode,
}

/// A filter that cannot be had for a text that is only known at run time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Refused;

/// The names of all filters, as messages list them.
pub(super) const NAMES: [&str; 5] = ["upper", "lower", "trim", "replace", "urlencode"];

impl Filter {
    /// The filter of that name with these arguments; else what is wrong with them.
    pub(super) fn new(name: &str, arguments: Vec<String>) -> Result<Self, Wrong> {
        let plain = |filter: Self| if arguments.is_empty() { Ok(filter) } else { Err(Wrong::Arguments(0)) };
        match name {
            "upper" => plain(Self::Upper),
            "lower" => plain(Self::Lower),
            "trim" => plain(Self::Trim),
            "urlencode" => plain(Self::UrlEncode),
            "replace" => match <[String; 2]>::try_from(arguments) {
                Ok([from, to]) => Ok(Self::Replace(from, to)),
                Err(_) => Err(Wrong::Arguments(2)),
            },
            _ => Err(Wrong::Name),
        }
    }

    /// Its name.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Upper => "upper",
            Self::Lower => "lower",
            Self::Trim => "trim",
            Self::Replace(..) => "replace",
            Self::UrlEncode => "urlencode",
        }
    }

    /// What it makes of a text that is known.
    pub fn apply(&self, text: &str) -> String {
        match self {
            Self::Upper => text.to_uppercase(),
            Self::Lower => text.to_lowercase(),
            Self::Trim => text.trim().to_owned(),
            Self::Replace(from, to) => text.replace(from.as_str(), to),
            Self::UrlEncode => url_encode(text),
        }
    }
}

/// Why a filter cannot be made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Wrong {
    /// There is none of that name.
    Name,
    /// It takes this many arguments.
    Arguments(usize),
}

/// Percent-encodes everything but letters, digits, `-`, `.`, `_` and `~`.
fn url_encode(text: &str) -> String {
    text.bytes().fold(String::with_capacity(text.len()), |mut encoded, byte| {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            write!(encoded, "%{byte:02X}").expect("a String takes all that is written");
        }
        encoded
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn filters_do_what_they_say() {
        assert_eq!(Filter::Upper.apply("straße"), "STRASSE");
        assert_eq!(Filter::Trim.apply(" a "), "a");
        assert_eq!(Filter::Replace("-".into(), "_".into()).apply("a-b-c"), "a_b_c");
        assert_eq!(Filter::UrlEncode.apply("p@ss/ü~"), "p%40ss%2F%C3%BC~");
    }
}
