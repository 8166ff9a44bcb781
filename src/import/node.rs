//! Nodes of KDL to be written, each with what a comment says of it.

use crate::kdl::{is_hidden, quote};

/// A node, with the comment above it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Node {
    /// Its name.
    pub(super) name: String,
    /// Lines above it.
    comment: Vec<String>,
    /// Whether it is written behind `/-`, for the user to take in.
    is_off: bool,
    /// Arguments and properties, as they are written.
    entries: Vec<String>,
    children: Option<Vec<Node>>,
}

impl Node {
    /// A node of that name.
    pub(super) fn new(name: &str) -> Self {
        Self { name: name.to_owned(), ..Self::default() }
    }

    /// With a text as an argument.
    pub(super) fn text(self, text: &str) -> Self {
        self.entry(quote(text))
    }

    /// With texts as arguments.
    pub(super) fn texts<'t>(self, texts: impl IntoIterator<Item = &'t str>) -> Self {
        texts.into_iter().fold(self, Self::text)
    }

    /// With a number as an argument.
    pub(super) fn number(self, number: impl Into<u64>) -> Self {
        let number = number.into();
        self.entry(number.to_string())
    }

    /// With the name of a secret as an argument.
    pub(super) fn secret(self, name: &str) -> Self {
        self.entry(format!("(secret){}", quote(name)))
    }

    /// With a property of text.
    pub(super) fn property(self, name: &str, text: &str) -> Self {
        self.entry(format!("{name}={}", quote(text)))
    }

    /// With a property that is a number.
    pub(super) fn numbered(self, name: &str, number: impl Into<u64>) -> Self {
        let number = number.into();
        self.entry(format!("{name}={number}"))
    }

    /// With a property that is true or false.
    pub(super) fn flag(self, name: &str, truth: bool) -> Self {
        self.entry(format!("{name}=#{truth}"))
    }

    /// With true or false as its argument.
    pub(super) fn truth(self, truth: bool) -> Self {
        self.entry(format!("#{truth}"))
    }

    /// With a property where there is one.
    pub(super) fn maybe(self, name: &str, text: Option<&str>) -> Self {
        match text {
            Some(text) => self.property(name, text),
            None => self,
        }
    }

    /// With a block; an empty one is written too.
    pub(super) fn block(mut self, children: impl IntoIterator<Item = Node>) -> Self {
        self.children.get_or_insert_default().extend(children);
        self
    }

    /// With a line above it.
    pub(super) fn comment(mut self, line: impl Into<String>) -> Self {
        self.comment.push(line.into());
        self
    }

    /// With lines above it, if any.
    pub(super) fn comments(mut self, lines: impl IntoIterator<Item = String>) -> Self {
        self.comment.extend(lines);
        self
    }

    /// Written, and not read.
    pub(super) fn off(mut self) -> Self {
        self.is_off = true;
        self
    }

    /// Its name and first argument alone, as an overlay says it.
    pub(super) fn bare(&self) -> Self {
        Self { name: self.name.clone(), entries: self.entries.first().cloned().into_iter().collect(), ..Self::default() }
    }

    /// Whether its first argument is that text.
    pub(super) fn is_of(&self, text: &str) -> bool {
        self.entries.first() == Some(&quote(text))
    }

    /// With each child changed.
    pub(super) fn each_child(mut self, change: impl FnMut(Self) -> Self) -> Self {
        self.children = self.children.map(|children| children.into_iter().map(change).collect());
        self
    }

    fn entry(mut self, entry: String) -> Self {
        self.entries.push(entry);
        self
    }

    /// Writes it, and its block on one line where that is one short node.
    pub(super) fn write(&self, depth: usize, out: &mut String) {
        let indent = "    ".repeat(depth);
        for line in &self.comment {
            *out += &format!("{indent}// {}\n", line.replace(is_hidden, " "));
        }
        *out += &indent;
        *out += &self.broken(depth);
        match self.children.as_deref() {
            None => {}
            Some([]) => *out += " {}",
            Some([only]) if only.children.is_none() && only.comment.is_empty() && self.head().len() + only.head().len() < 90 => {
                *out += &format!(" {{ {}; }}", only.head());
            }
            Some(children) => {
                *out += " {\n";
                children.iter().for_each(|child| child.write(depth + 1, out));
                *out += &format!("{indent}}}");
            }
        }
        out.push('\n');
    }

    /// Its line, up to its block, over several lines where it is long.
    fn broken(&self, depth: usize) -> String {
        let head = self.head();
        match self.entries.len() > 2 && head.chars().count() + 4 * depth > 120 {
            true => {
                let next = format!(" \\\n{}", "    ".repeat(depth + 1));
                format!("{}{next}{}", self.name_written(), self.entries.join(&next))
            }
            false => head,
        }
    }

    fn name_written(&self) -> String {
        let name = if is_word(&self.name) { self.name.clone() } else { quote(&self.name) };
        let off = if self.is_off { "/- " } else { "" };
        format!("{off}{name}")
    }

    /// Its line, up to its block.
    fn head(&self) -> String {
        std::iter::once(self.name_written()).chain(self.entries.iter().cloned()).collect::<Vec<_>>().join(" ")
    }
}

/// Whether a name may do without quotes.
fn is_word(name: &str) -> bool {
    let first = name.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_');
    let rest = name.chars().all(|char| char.is_ascii_alphanumeric() || matches!(char, '_' | '-' | '.'));
    first && rest && !["true", "false", "null", "inf", "nan"].contains(&name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{diagnostic::Diagnostics, kdl, source::SourceMap};

    proptest::proptest! {
        #[test]
        fn any_text_is_written_so_that_it_reads_the_same(name in ".{0,12}", text in ".{0,30}", comment in "(?s).{0,20}") {
            let node = Node::new("node").text(&text).property("a", &text).comment(comment).block([Node::new(&name).text(&text)]);
            let mut written = String::new();
            node.write(0, &mut written);
            let file = SourceMap::default().add("a.kdl", written.as_str());
            let mut diagnostics = Diagnostics::default();
            let document = kdl::read(&written, file, &mut diagnostics);
            proptest::prop_assert!(!diagnostics.has_errors(), "{}", written);
            proptest::prop_assert_eq!(document.nodes.len(), 1);
        }
    }
}
