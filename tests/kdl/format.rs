//! The layout of `landfall fmt`: what a text says and its comments stay, and a second time nothing changes.

use super::canonical::print;
use super::mutation::{Random, mutate};
use super::suite::package;
use landfall::{diagnostic::Diagnostics, kdl, source::SourceMap};
use std::{
    fs,
    path::{Path, PathBuf},
};

/// What the text says; `None` where it has mistakes.
fn meaning(text: &str) -> Option<String> {
    let mut diagnostics = Diagnostics::default();
    let file = SourceMap::default().add("text.kdl", text);
    let document = kdl::read(text, file, &mut diagnostics);
    (!diagnostics.has_errors()).then(|| print(&document.nodes))
}

/// The comments of a text without mistakes, as a second way to find them: outside of strings, by the characters alone.
fn comments(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let length = match first {
            '"' | '#' => string(rest).unwrap_or(1),
            '/' if rest.starts_with("//") => {
                let end = rest.find(['\n', '\r', '\u{B}', '\u{C}', '\u{85}', '\u{2028}', '\u{2029}']).unwrap_or(rest.len());
                found.push(rest[..end].trim_end().to_owned());
                end
            }
            '/' if rest.starts_with("/*") => {
                let end = block(rest);
                found.push(rest[..end].to_owned());
                end
            }
            other => other.len_utf8(),
        };
        rest = &rest[length..];
    }
    found
}

fn block(text: &str) -> usize {
    let (mut depth, mut at) = (0, 0);
    loop {
        let step = match &text.as_bytes()[at..] {
            [b'/', b'*', ..] => 1,
            [b'*', b'/', ..] => -1,
            _ => 0,
        };
        depth += step;
        at += if step == 0 { 1 } else { 2 };
        if depth == 0 {
            return at;
        }
    }
}

/// How long the string is that begins here.
fn string(text: &str) -> Option<usize> {
    let hashes = text.bytes().take_while(|byte| *byte == b'#').count();
    let quotes = if text[hashes..].starts_with("\"\"\"") { 3 } else { usize::from(text[hashes..].starts_with('"')) };
    if quotes == 0 {
        return None;
    }
    let closing = "\"".repeat(quotes) + &"#".repeat(hashes);
    let mut at = hashes + quotes;
    while !text[at..].starts_with(&closing) {
        let escapes = hashes == 0 && text[at..].starts_with('\\');
        at += usize::from(escapes);
        at += text[at..].chars().next()?.len_utf8();
    }
    Some(at + closing.len())
}

fn judge(text: &str) -> bool {
    let Some(said) = meaning(text) else { return false };
    let formatted = kdl::format(text);
    assert_eq!(meaning(&formatted).as_deref(), Some(said.as_str()), "the meaning of\n{text}\n--- became\n{formatted}");
    let sorted = |mut all: Vec<String>| {
        all.sort();
        all
    };
    assert_eq!(sorted(comments(text)), sorted(comments(&formatted)), "the comments of\n{text}\n--- in\n{formatted}");
    assert_eq!(kdl::format(&formatted), formatted, "a second time\n{text}");
    // A string or comment of several lines keeps its spaces.
    let bare =
        formatted.lines().all(|line| line == line.trim_end()) || ["\"\"\"", "\\", "/*"].iter().any(|sign| text.contains(sign));
    assert!(bare, "space at the end of a line:\n{formatted:?}");
    true
}

fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap().flatten() {
        let path = entry.path();
        if path.is_dir() {
            files(&path, found);
        } else if path.extension().is_some_and(|end| end == "kdl") {
            found.push(path);
        }
    }
}

fn texts() -> Vec<String> {
    let mut found = Vec::new();
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    for folder in ["examples", "catalogue", "tests/mistakes/cases", "tests/facts"] {
        files(&root.join(folder), &mut found);
    }
    files(package(), &mut found);
    found.sort();
    found.iter().filter_map(|path| fs::read_to_string(path).ok()).collect()
}

const AWKWARD: &[&str] = &[
    "a /* 1 */ /- /* 2 */ b /* 3 */ c=/* 4 */ d // 5\n",
    "/- // 1\n\n// 2\na { b }\n",
    "a { // 1\n    b\n    // 2\n} // 3\n\n\n\n// 4\n",
    "a 1 /-\\\n\n2 3\na /- \\ // 1\n // 2\n b\n",
    "a \\ // 1\n  b \\\n\n c",
    "a \\ // 1\n\n// 2\n",
    "a \\ // 1\n  b \\// 2\n \\ // 3\n",
    "/* 1 */ a; /* 2 */ b; /* 3 */\n/* 4 */\n",
    "a { b; c; /* 1 */ }\na { /* 1 */ /* 2 */ }\na {}\na {\n}\n",
    "( /* 1 */ t ) a ( t ) b c = ( t ) d\n",
    "a /-{ b } { c } /-{ d }\n",
    "a \"\"\"\n\n  x\n   \n    y\n  \"\"\" #\"\"\"\n\t\\ z\n\t\"\"\"#\n",
    "a \"\"\"\n  x \\\n   y\n  z\n  \"\"\"\n",
    "ü   1\nab  2\nc 3\n",
    "a  1; b  2\n",
    "\u{FEFF}a\r\nb\u{2028}c\u{85}d",
    "a {\n\n  b\n\n\n  c\n\n}\n",
    "",
];

#[test]
fn every_text_keeps_its_meaning_and_its_comments() {
    let judged = texts().iter().filter(|text| judge(text)).count();
    assert!(judged > 250, "only {judged} texts were judged");
    for text in AWKWARD {
        assert!(judge(text), "{text}");
    }
}

#[test]
fn changed_texts_keep_their_meaning_and_their_comments() {
    let texts: Vec<_> = texts().into_iter().chain(AWKWARD.iter().map(|text| (*text).to_owned())).collect();
    let mut random = Random(1);
    let judged = (0..20_000).filter(|_| {
        let (one, other) = (random.choose(&texts).to_owned(), random.choose(&texts).to_owned());
        one.len() < 5_000 && judge(&mutate(&one, &other, &mut random))
    });
    let judged = judged.count();
    assert!(judged > 2_000, "only {judged} texts were judged");
}

#[test]
fn the_layout_is_this() {
    let text = "app   \"shop\"  owner = \"payments\";service \"web\"{\nimage \"a\" // it\n\n\n  env { A  \"1\" ; B (secret)\"b\"; }\n\
                \tenv {\n  LONG \"1\"\n  B    \"2\"\n  C    3\n}\n}\n";
    let formatted = "app \"shop\" owner=\"payments\"\nservice \"web\" {\n    image \"a\" // it\n\n    env { A \"1\"; B (secret)\"b\" }\n\
                     \x20   env {\n        LONG \"1\"\n        B    \"2\"\n        C    3\n    }\n}\n";
    assert_eq!(kdl::format(text), formatted);
}

#[test]
fn a_block_on_one_line_stays_there_unless_it_gets_too_long() {
    let short = "a { b 1; c { d } }\n";
    assert_eq!(kdl::format(short), short);
    let long = format!("a {{ b \"{}\"; c {{ d }} }}\n", "x".repeat(120));
    let broken = format!("a {{\n    b \"{}\"\n    c {{ d }}\n}}\n", "x".repeat(120));
    assert_eq!(kdl::format(&long), broken);
}

#[test]
fn the_examples_are_laid_out_so() {
    let mut found = Vec::new();
    files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("examples"), &mut found);
    for path in found {
        let text = fs::read_to_string(&path).unwrap();
        assert!(kdl::format(&text) == text, "`landfall fmt {}`", path.display());
    }
}
