//! Every kind of diagnostic, with what `landfall explain CODE` says of it.

/// A kind of diagnostic.
#[derive(Debug, PartialEq, Eq)]
pub struct Code {
    /// What users read in brackets, search for and explain: lower case, with hyphens.
    pub name: &'static str,
    /// One sentence: what is wrong wherever this code appears.
    pub summary: &'static str,
    /// Why it matters and how it is mended, with an example; a few lines of plain text.
    pub explanation: &'static str,
}

macro_rules! codes {
    ($($constant:ident = $name:literal: $summary:literal, $explanation:literal;)*) => {
        $(#[doc = $summary] pub static $constant: Code = Code { name: $name, summary: $summary, explanation: $explanation };)*

        /// All of them, by name.
        pub static ALL: &[&Code] = &[$(&$constant),*];
    };
}

codes! {
    KDL_SYNTAX = "kdl-syntax": "the text is not KDL 2",
        "The manifest is written in KDL 2 (https://kdl.dev). A text with a space, a colon, a slash at its start or a digit at its start followed by letters wants quotes:\n\n    image \"ghcr.io/acme/web:1\"\n    resources cpu=\"100m\"";
}
