//! Texts that readers are known to trip over, and random ones; and how KDL writes them.

use proptest::{prelude::*, strategy::ValueTree, test_runner::TestRunner};
use std::fmt::Write;

const TRAPS: &[&str] = &[
    "",
    " ",
    " x",
    "x ",
    "\t",
    "\n",
    "a\n",
    "a\n\n",
    "\na",
    "a\r\nb",
    "\r",
    "\u{85}",
    "\u{2028}",
    "\u{feff}",
    "\u{1b}[0m",
    "\u{7f}",
    "\u{1}",
    "no",
    "Yes",
    "on",
    "~",
    "null",
    "true",
    "=",
    "<<",
    "012",
    "0o17",
    "0x1F",
    "1e3",
    "1_000",
    ".inf",
    "12:30:45",
    "2001-01-01",
    "+1",
    "1.10",
    "a: b",
    "a #b",
    "# a",
    "- a",
    "-",
    "--",
    "---",
    "...",
    "? a",
    "&a",
    "*a",
    "!a",
    "%a",
    "@a",
    "`id`",
    "{a}",
    "[a",
    "a,",
    "'",
    "\"",
    "it's",
    "\\",
    "\\n",
    "a\\",
    "$",
    "$$",
    "$$$",
    "$V0",
    "${V0}",
    "${V0:-x}",
    "$(V0)",
    "$$(V0)",
    "$$$(V0)",
    "$(none)",
    "$(",
    "$()",
    "$((1))",
    "%s",
    "!x",
    "*",
    "~/x",
    "-e",
    "--help",
    "http-check http://a/",
    "tcp-check 1",
    "a;b",
    "a|b",
    "a&b",
    "a>b",
    "x=y",
    "{{",
    "{{{",
    "}}",
    "{{ V0 }}",
    "{%",
    "{#",
    "ä€😀",
    "USAGE",
    "STATE",
];

/// What a label of Kubernetes may hold, and a reader of YAML may take for something else.
const LABELS: &[&str] = &["", "no", "on", "true", "null", "012", "0x1F", "1e3", "1_000", "1.10", "1", "2001-01-01", "a-b_c.d"];

/// That many lists of texts, each with all of the traps.
pub(super) fn awkward(count: usize) -> Vec<Vec<String>> {
    let mut runner = TestRunner::deterministic();
    let character = r"(\$|\(|\)|\{|\}|:|\?|-|=|#|'|\x22|\\| |,|%|!|&|\*|`|[A-Z_0-9]|\n|\t|\r|\PC){0,20}";
    let strategy = prop::collection::vec(prop::collection::vec(character, 50), count);
    let mut lists = strategy.new_tree(&mut runner).unwrap().current();
    for list in &mut lists {
        list.extend(TRAPS.iter().copied().map(str::to_owned));
    }
    lists
}

pub(super) fn labels() -> Vec<String> {
    LABELS.iter().copied().map(str::to_owned).collect()
}

/// A string of KDL in which the manifest's own `{{` stands for itself.
pub(super) fn quoted(text: &str) -> String {
    let mut string = String::from("\"");
    for character in text.replace("{{", "{{ \"{{\" }}").chars() {
        match character {
            '"' | '\\' => string.extend(['\\', character]),
            ' '..='~' => string.push(character),
            _ => write!(string, "\\u{{{:x}}}", u32::from(character)).unwrap(),
        }
    }
    string + "\""
}
