//! The page of diagnostics: each code, what it means, and a manifest that gets it with what the compiler says then.

use crate::mistakes::{self, Shown};
use landfall::diagnostic::codes;
use std::fmt::Write as _;

const INTRODUCTION: &str = "# Diagnostics

Every mistake has a code in brackets, a place, and a cure. `landfall explain CODE` says what is said here. Where a manifest is shown, it is one of
the compiler's own tests, with what it says then; the others follow from a run's surroundings: its command line, its folder, what is already there.
";

/// The whole page.
pub(super) fn page() -> String {
    let cases = mistakes::shown();
    let mut page = INTRODUCTION.to_owned();
    let mut all: Vec<_> = codes::ALL.to_vec();
    all.sort_by_key(|code| code.name);
    for code in all {
        let _ = write!(page, "\n## `{}`\n\n{}.\n\n{}\n", code.name, upper_first(code.summary), code.explanation);
        if let Some(Shown { language, text, said }) = cases.get(code.name) {
            let (text, said) = (text.trim_end(), said.trim_end());
            let _ = write!(page, "\n```{language} mistake\n{text}\n```\n\n```text\n{said}\n```\n");
        }
    }
    page
}

fn upper_first(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}
