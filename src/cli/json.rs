//! Results for programs: each says the version of its shape.

use super::Terminal;
use schemars::JsonSchema;
use serde::Serialize;

/// The result of a command, for programs.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Versioned<T> {
    /// The version of this shape; it rises when a field goes or changes its meaning, not when one is added.
    version: u32,
    /// What the command found.
    #[serde(flatten)]
    content: T,
}

impl<T: Serialize> Versioned<T> {
    /// The first version of a shape.
    pub(super) fn first(content: T) -> Self {
        Self { version: 1, content }
    }

    /// It on a line of its own.
    pub(super) fn line(&self) -> String {
        serde_json::to_string(self).expect("a result is JSON") + "\n"
    }

    /// Prints it as the result of the command.
    pub(super) fn print(&self, terminal: &mut Terminal) {
        terminal.result(&(serde_json::to_string_pretty(self).expect("a result is JSON") + "\n"));
    }
}
