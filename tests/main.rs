//! The tests that see Landfall from outside; one binary, a module a subject.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "a test that cannot go on fails, and tests see files, processes and clocks from outside"
)]

mod architecture;
mod cli;
mod diff;
mod compose;
mod docker;
mod examples;
mod docs;
mod facts;
mod growth;
mod kdl;
mod kubernetes;
mod lower;
mod mistakes;
mod newcomer;
mod overlay;
mod packages;
mod texts;
mod types;
mod readme;
mod rules;
mod samples;
