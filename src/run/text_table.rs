//! EDGE. Tables for people: columns as wide as their text shows, without lines, and the result of a command on standard output.

use comfy_table::presets::NOTHING;
use comfy_table::{ContentArrangement, Table};

use super::Message;
use crate::action::console::Console;

/// A table with this header and no rows yet.
pub(super) fn table<const COLUMNS: usize>(header: [&str; COLUMNS]) -> Table {
    let mut table = Table::new();
    table
        .load_preset(NOTHING)
        .set_content_arrangement(ContentArrangement::Disabled)
        .set_header(header);
    table
}

/// Its lines, without the spaces around them.
pub(super) fn text(table: &Table) -> String {
    let lines = table.lines().map(|line| {
        let line = line.trim_end();
        format!("{}\n", line.strip_prefix(' ').unwrap_or(line))
    });
    lines.collect()
}

/// Prints the result of a command.
///
/// # Errors
/// When it cannot be written; `title` is the command's.
pub(super) fn print(console: &Console, title: &str, result: &[u8]) -> Result<(), Message> {
    let printed = console.data(result);
    printed.map_err(|error| Message::new(title, "could not write to standard output").with_cause(error.to_string()))
}
