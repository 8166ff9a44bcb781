//! Shell scripts from templates in which a value is always one shell word.
//!
//! Whatever a template writes between `{{` and `}}` is quoted by the formatter; only the template's own text is raw.

mod word;

#[cfg(test)]
pub(crate) use word::awkward::awkward;
pub use word::{Word, quote};

use minijinja::{Environment, Error, ErrorKind, Output, State, UndefinedBehavior, Value, syntax::SyntaxConfig};

/// Renders a template of ours; fails where it names what the context lacks, or writes what is no text, number or [`Word`].
pub fn render(name: &str, source: &str, context: Value) -> Result<String, Error> {
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_syntax(SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).keep_trailing_newline(true).build()?);
    environment.set_formatter(write_word);
    environment.render_named_str(name, source, context)
}

fn write_word(output: &mut Output<'_>, _: &mut State<'_, '_>, value: &Value) -> Result<(), Error> {
    if let Some(word) = value.downcast_object_ref::<Word>() {
        return write!(output, "{word}").map_err(Error::from);
    }
    if let Some(text) = value.as_str() {
        return write!(output, "{}", quote(text)).map_err(Error::from);
    }
    if value.is_integer() {
        return write!(output, "{value}").map_err(Error::from);
    }
    Err(Error::new(ErrorKind::BadEscape, "a template writes texts, whole numbers and words, nothing else"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use minijinja::context;

    #[test]
    fn a_value_is_one_word_whatever_it_holds() {
        let script = render("t", "echo {{ text }} {{ number }}", context! { text => "a; rm -rf $HOME", number => 3 }).unwrap();
        assert_eq!(script, "echo 'a; rm -rf $HOME' 3");
    }

    #[test]
    fn what_the_context_lacks_is_an_error() {
        assert!(render("t", "{{ absent }}", context! {}).is_err());
        assert!(render("t", "{{ list }}", context! { list => Value::from_iter([1, 2]) }).is_err());
    }
}
