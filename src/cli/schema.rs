//! `landfall schema`: the shapes that programs read and write.

use super::arguments::{Schema, SchemaOf};
use super::json::Versioned;
use super::rendered::{Ledgers, Page};
use super::{Exit, Terminal, doctor, explain::Explanation, fmt, init, secrets, watch};
use crate::{diagnostic::json::Report, diff, graph, output::Lock, schema};
use schemars::JsonSchema;

/// Prints a schema.
pub(super) fn run(options: &Schema, terminal: &mut Terminal) -> Exit {
    let text = match options.of {
        SchemaOf::Manifest => schema::text(),
        SchemaOf::Overlay => schema::overlay_text(),
        SchemaOf::Diagnostics => text::<Versioned<Report>>(),
        SchemaOf::Render => text::<Versioned<Page>>(),
        SchemaOf::Ledger => text::<Versioned<Ledgers>>(),
        SchemaOf::Explain => text::<Versioned<Explanation>>(),
        SchemaOf::Doctor => text::<Versioned<doctor::Report>>(),
        SchemaOf::Lock => text::<Lock>(),
        SchemaOf::Graph => text::<Versioned<graph::json::Report>>(),
        SchemaOf::Fmt => text::<Versioned<fmt::Report>>(),
        SchemaOf::Init => text::<Versioned<init::Report>>(),
        SchemaOf::Secrets => text::<Versioned<secrets::Report>>(),
        SchemaOf::Watch => text::<Versioned<watch::Report>>(),
        SchemaOf::Diff => text::<Versioned<diff::json::Report>>(),
    };
    terminal.result(&text);
    Exit::Fine
}

fn text<T: JsonSchema>() -> String {
    serde_json::to_string_pretty(&schemars::schema_for!(T)).expect("a schema is JSON") + "\n"
}
