//! Differences as a comment on a pull request.

use super::{
    Compared,
    entries::{Entry, Group, Mark, Section, sections},
    text::{and, heading, named},
};
use std::fmt::Write as _;

/// What differs, and why.
pub fn whole(compared: &Compared, all: bool) -> String {
    let mut text = match (compared.pairs.as_slice(), &compared.against) {
        ([pair], None) => format!("### {} → {}\n", escaped(&pair.before.environment), escaped(&pair.after.environment)),
        (_, revision) => format!("### What changes since {}\n", code(revision.as_deref().unwrap_or_default())),
    };
    for section in sections(&compared.pairs, all) {
        if compared.against.is_some() {
            let _ = writeln!(text, "\n#### In {}", escaped(&and(&named(compared, &section))));
        }
        text += &body(&section);
    }
    let same = compared.unchanged(all);
    if !same.is_empty() {
        let of = if compared.against.is_some() { format!(" in {}", escaped(&and(&same))) } else { String::new() };
        let _ = writeln!(text, "\nNo difference{of}.");
    }
    for (names, word) in [(&compared.new, "new"), (&compared.gone, "gone")] {
        for name in names {
            let _ = writeln!(text, "\nThe environment {} is {word}.", escaped(name));
        }
    }
    match compared.left_out(all) {
        0 => {}
        1 => text += "\n<sub>1 difference that comes with the targets or names is left out.</sub>\n",
        left => _ = writeln!(text, "\n<sub>{left} differences that come with the targets or names are left out.</sub>"),
    }
    text
}

fn body(section: &Section) -> String {
    section.groups.iter().map(group).collect()
}

fn group(Group { subjects, entries }: &Group) -> String {
    let mut text = format!("\n**{}**\n\n", escaped(&heading(subjects, true)));
    for entry in entries {
        let why = if entry.why.is_empty() { String::new() } else { format!("<br><sub>{}</sub>", escaped(&entry.why)) };
        let _ = writeln!(text, "- {}{why}", item(entry));
    }
    text
}

fn item(Entry { mark, name, before, after, why: _ }: &Entry) -> String {
    let name = escaped(name);
    match (mark, before, after) {
        (_, Some(before), Some(after)) => format!("{name}: {} → {}", code(before), code(after)),
        (Mark::Removed, Some(before), None) => format!("➖ {name}: {}", code(before)),
        (Mark::Removed, None, _) => format!("➖ {name}"),
        (_, _, Some(after)) => format!("➕ {name}: {}", code(after)),
        (Mark::Added, _, None) => format!("➕ {name}"),
        (Mark::Changed, _, None) => name,
    }
}

/// A text that means nothing to Markdown or HTML.
fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for char in text.chars() {
        match char {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            // A name behind it would be told of the change.
            '@' => safe.push_str("&#64;"),
            '#' => safe.push_str("&#35;"),
            '\\' | '`' | '*' | '_' | '[' | ']' | '|' | '~' | '!' | '$' => safe.extend(['\\', char]),
            other => safe.push(other),
        }
    }
    safe
}

/// A text as code: the fence is longer than any in it.
fn code(text: &str) -> String {
    let longest = text.split(|char| char != '`').map(str::len).max().unwrap_or_default();
    let fence = "`".repeat(longest + 1);
    let pad = if text.starts_with(['`', ' ']) || text.ends_with(['`', ' ']) { " " } else { "" };
    format!("{fence}{pad}{text}{pad}{fence}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_text_is_taken_for_markdown() {
        assert_eq!(escaped("a_b *c* <img> @acme #1"), "a\\_b \\*c\\* &lt;img&gt; &#64;acme &#35;1");
        assert_eq!(code("a``b"), "```a``b```");
        assert_eq!(code("`"), "`` ` ``");
    }
}
