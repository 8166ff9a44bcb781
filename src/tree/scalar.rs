//! One value, checked against its shape; the readers of KDL and of YAML share this.

use std::sync::Arc;

use super::reading::in_project;
use super::{Template, Value, foreign};
use crate::diagnostic::{Code, codes, nearest};
use crate::shape::{Evaluation, Form, Format, Shape, Word};
use crate::text;

pub use super::check::check;

/// A scalar as a text gives it.
#[derive(Clone, Copy, Debug)]
pub enum Scalar<'a> {
    /// A text.
    Text(&'a str),
    /// A number as it was written, and what it is where it is whole.
    Number(&'a str, Option<i128>),
    /// True or false.
    Bool(bool),
}

/// Why a scalar is not taken.
#[derive(Debug)]
pub struct Refusal {
    /// The kind of mistake.
    pub code: &'static Code,
    /// What is wanted and what stands there instead: `takes a whole number, not text`.
    pub reason: String,
    /// What to do, where there is something to say.
    pub help: Option<String>,
    /// The scalar that is meant, where that is known.
    pub meant: Option<Meant>,
}

/// The scalar that is meant, which each language writes in its own way.
#[derive(Debug)]
pub enum Meant {
    /// This text.
    Text(String),
    /// This number.
    Number(String),
    /// This truth.
    Bool(bool),
}

/// What to do where `{{ }}` is not evaluated.
pub(super) const UNEVALUATED: &str = "write the value itself; one that differs between environments is said in each of them";

/// Reads a scalar as its shape wants it.
///
/// # Errors
/// Where it is of another type, out of range, no known word, or not of the text's form.
pub fn read(shape: &Shape, scalar: Scalar<'_>) -> Result<Value, Refusal> {
    match (&shape.form, scalar) {
        (Form::Text(format), Scalar::Text(text)) => read_text(*format, text),
        (Form::Text(format), Scalar::Number(text, _)) if format.takes_numbers() => read_text(*format, text),
        (Form::Text(format), Scalar::Number(text, _)) => Err(number_for_text(*format, text)),
        (Form::Text(_), Scalar::Bool(truth)) => Err(wrong_type(shape, scalar).meaning(Meant::Text(truth.to_string()))),
        (Form::Whole { least, most }, Scalar::Number(text, whole)) => read_whole(*least, *most, text, whole),
        (Form::Whole { .. }, Scalar::Text(text)) => {
            let refusal = wrong_type(shape, scalar);
            Err(if text.parse::<i64>().is_ok() { refusal.meaning(Meant::Number(text.to_owned())) } else { refusal })
        }
        (Form::Bool, Scalar::Bool(truth)) => Ok(Value::Bool(truth)),
        (Form::Bool, Scalar::Text(text)) => {
            let refusal = wrong_type(shape, scalar);
            Err(match truth(text) {
                Some(truth) => refusal.meaning(Meant::Bool(truth)),
                None => refusal,
            })
        }
        (Form::Words(words), Scalar::Text(text) | Scalar::Number(text, _)) => read_word(words, text),
        _ => Err(wrong_type(shape, scalar)),
    }
}

/// What a shape takes, for messages: `a whole number from 1 to 65535`.
pub fn wants(shape: &Shape) -> String {
    match &shape.form {
        Form::Text(format) => format.wants().to_owned(),
        Form::Whole { least, most } => format!("a whole number from {least} to {most}"),
        Form::Bool => "true or false".to_owned(),
        Form::Words(words) => one_of(words.iter().map(|word| word.name)),
        Form::Choice(choice) if !choice.plain.is_empty() => {
            let plain = choice.plain.iter().filter_map(|name| choice.variant(name));
            plain.map(|variant| wants(variant.shape)).collect::<Vec<_>>().join(", or ")
        }
        Form::Choice(choice) => one_of(choice.variants.iter().map(|variant| variant.name)),
        Form::Block(_) | Form::Map(_) | Form::Any => "a block".to_owned(),
        Form::List(list) => format!("a list, each item {}", wants(list.item)),
    }
}

/// Words for a message: "`a`, `b` or `c`".
pub fn one_of<'a>(words: impl Iterator<Item = &'a str>) -> String {
    let words: Vec<_> = words.map(|word| format!("`{word}`")).collect();
    match words.as_slice() {
        [] => "nothing".to_owned(),
        [only] => only.clone(),
        [first @ .., last] => format!("{} or {last}", first.join(", ")),
    }
}

impl Refusal {
    fn meaning(mut self, meant: Meant) -> Self {
        self.meant = Some(meant);
        self
    }
}

fn wrong_type(shape: &Shape, scalar: Scalar<'_>) -> Refusal {
    let got = match scalar {
        Scalar::Text(_) => "text",
        Scalar::Number(..) => "a number",
        Scalar::Bool(_) => "true or false",
    };
    Refusal { code: &codes::WRONG_TYPE, reason: format!("takes {}, not {got}", wants(shape)), help: None, meant: None }
}

fn read_text(format: Format, text: &str) -> Result<Value, Refusal> {
    let text = Arc::from(text);
    if !text::is_template(&text) {
        return settled(format, text);
    }
    match format.evaluation() {
        Evaluation::Never => Err(unevaluated()),
        Evaluation::OnceMerged => Ok(Value::Template(Arc::new(Template { text, format, folder: Arc::from("") }))),
        Evaluation::WhereUsed => Ok(Value::Text(text)),
    }
}

/// The value of a text once its `{{ }}` has been evaluated.
///
/// # Errors
/// Where that is not of the text's form.
pub fn settle(template: &Template, text: &str) -> Result<Value, Refusal> {
    settled(template.format, in_project(template.format, &template.folder, Arc::from(text)))
}

/// A text that holds nothing to evaluate, or no longer does.
///
/// # Errors
/// Where it is not of that form.
fn settled(format: Format, text: Arc<str>) -> Result<Value, Refusal> {
    check(format, &text).map_err(|why| {
        let reason = format!("takes {}", format.wants());
        Refusal { code: &codes::MALFORMED_TEXT, reason, help: Some(why), meant: None }
    })?;
    Ok(Value::Text(text))
}

fn unevaluated() -> Refusal {
    let reason = "does not evaluate `{{ }}`".to_owned();
    Refusal { code: &codes::TEMPLATE_PLACE, reason, help: Some(UNEVALUATED.to_owned()), meant: None }
}

fn number_for_text(format: Format, text: &str) -> Refusal {
    let (help, meant) = match format {
        Format::Duration => (Some(format!("add a unit: `\"{text}s\"` for seconds")), None),
        Format::Size => (Some(format!("add a unit: `\"{text}Mi\"` for mebibytes")), None),
        Format::FileMode => (Some("a number loses its leading zero: put quotes around the mode".to_owned()), Some(mode(text))),
        _ => (None, Some(text.to_owned()).filter(|text| check(format, text).is_ok())),
    };
    let reason = format!("takes {}, not a number", format.wants());
    Refusal { code: &codes::WRONG_TYPE, reason, help, meant: meant.map(Meant::Text) }
}

/// The mode that a number was meant as: `755` is `0755`.
fn mode(number: &str) -> String {
    let digits = number.strip_prefix("0o").unwrap_or(number);
    format!("{digits:0>4}")
}

fn read_whole(least: i64, most: i64, text: &str, whole: Option<i128>) -> Result<Value, Refusal> {
    let range = format!("takes a whole number from {least} to {most}");
    let refuse = |code, reason| Refusal { code, reason, help: None, meant: None };
    match whole.map(i64::try_from) {
        Some(Ok(number)) if (least..=most).contains(&number) => Ok(Value::Whole(number)),
        Some(_) => Err(refuse(&codes::OUT_OF_RANGE, format!("{range}, not {text}"))),
        None => Err(refuse(&codes::WRONG_TYPE, format!("{range}, not {text}"))),
    }
}

fn read_word(words: &[Word], text: &str) -> Result<Value, Refusal> {
    if let Some(word) = words.iter().find(|word| word.name == text) {
        return Ok(Value::Word(word.name));
    }
    let names = words.iter().map(|word| word.name);
    let foreign = foreign::word(text).filter(|meant| words.iter().any(|word| word.name == *meant));
    let meant = foreign.or_else(|| nearest(text, names.clone())).map(|name| Meant::Text(name.to_owned()));
    Err(Refusal { code: &codes::UNKNOWN_WORD, reason: format!("takes {}", one_of(names)), help: None, meant })
}

fn truth(text: &str) -> Option<bool> {
    match text {
        "true" | "yes" | "on" => Some(true),
        "false" | "no" | "off" => Some(false),
        _ => None,
    }
}
