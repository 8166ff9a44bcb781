//! Shell scripts from templates in which a value is always one shell word.
//!
//! Whatever a template writes between `{{` and `}}` is quoted by the formatter; only the template's own text is raw.

mod word;

#[cfg(test)]
pub(crate) use word::awkward::awkward;
pub use word::{Word, Words, quote};

use minijinja::{Environment, Error, ErrorKind, Output, State, UndefinedBehavior, Value, syntax::SyntaxConfig};
use word::Quoted;

/// A template of ours, read once and rendered as often as one likes.
pub struct Template {
    environment: Environment<'static>,
    name: &'static str,
}

impl Template {
    /// Reads a template; fails where it is none.
    pub fn new(name: &'static str, source: &'static str) -> Result<Self, Error> {
        let mut environment = Environment::new();
        environment.set_undefined_behavior(UndefinedBehavior::Strict);
        environment
            .set_syntax(SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).keep_trailing_newline(true).build()?);
        environment.set_formatter(write_word);
        environment.add_template(name, source)?;
        Ok(Self { environment, name })
    }

    /// Renders it; fails where it names what the context lacks, or writes what is no text, number, [`Word`] or [`Words`].
    pub fn render(&self, context: Value) -> Result<String, Error> {
        self.environment.get_template(self.name)?.render(context)
    }
}

/// Renders a template once.
pub fn render(name: &'static str, source: &'static str, context: Value) -> Result<String, Error> {
    Template::new(name, source)?.render(context)
}

fn write_word(output: &mut Output<'_>, _: &mut State<'_, '_>, value: &Value) -> Result<(), Error> {
    if let Some(word) = value.downcast_object_ref::<Word>() {
        return write!(output, "{word}").map_err(Error::from);
    }
    if let Some(words) = value.downcast_object_ref::<Words>() {
        return write!(output, "{words}").map_err(Error::from);
    }
    if let Some(text) = value.as_str() {
        return write!(output, "{}", Quoted(text)).map_err(Error::from);
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
