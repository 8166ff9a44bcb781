//! One layout of a text: an indentation of four spaces, one space between parts; comments, line breaks and strings are kept.

mod items;
mod print;
mod tokens;

/// The text laid out anew. What it says and its comments stay. It has to be free of mistakes: `read` reports none.
pub fn format(text: &str) -> String {
    print::print(&items::items(&tokens::tokens(text)))
}
