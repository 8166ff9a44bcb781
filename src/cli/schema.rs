//! `landfall schema`: the shapes that programs read and write.

use super::arguments::{Schema, SchemaOf};
use super::{Exit, Terminal};
use crate::{diagnostic::json::Report, ledger::Page, output::Lock, schema};
use schemars::JsonSchema;

/// Prints a schema.
pub(super) fn run(options: &Schema, terminal: &mut Terminal) -> Exit {
    let text = match options.of {
        SchemaOf::Manifest => schema::text(),
        SchemaOf::Diagnostics => text::<Report<'_>>(),
        SchemaOf::Ledger => text::<Vec<Page<'_>>>(),
        SchemaOf::Lock => text::<Lock>(),
    };
    terminal.result(&text);
    Exit::Fine
}

fn text<T: JsonSchema>() -> String {
    serde_json::to_string_pretty(&schemars::schema_for!(T)).expect("a schema is JSON") + "\n"
}
