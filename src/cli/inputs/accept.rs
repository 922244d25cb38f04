//! EDGE. `--accept`: sources that a rebuild goes on without, and the index, whose server it takes from the inputs then.

use std::collections::BTreeSet;

use crate::cli::input::{Availability, CommandName, DefaultValue, Heading, Input, ValueKind};
use crate::cli::reader::InputReader;
use crate::domain::ledger_folder::Folder;
use crate::domain::ledger_index::INDEX_FILE;
use crate::encode::excerpt;
use crate::plan::layout;

pub(in crate::cli) const INPUT: Input = Input {
    name: "accept",
    value: ValueKind::Text("PATH,…"),
    default: DefaultValue::Text(""),
    help: "Rebuild although these snapshots or imports were changed or removed, as `verify` lists them; with index.json, for \
           the server of `api-url`.",
    commands: &[CommandName::Rebuild],
    availability: Availability::FlagOnly,
    heading: Heading::Options,
};

/// Paths relative to the ledger's folder.
pub(in crate::cli) fn read(reader: &mut InputReader<'_>) -> Option<BTreeSet<String>> {
    let text = reader.text(&INPUT).unwrap_or_default();
    let paths = text.split([',', '\n']).map(str::trim).filter(|path| !path.is_empty());
    let paths: BTreeSet<String> = paths.map(str::to_owned).collect();
    let is_source =
        |path: &str| path == INDEX_FILE || Folder::split(path).is_some_and(|(_, below)| layout::is_source(below));
    if let Some(path) = paths.iter().find(|path| !is_source(path)) {
        let error = format!(
            "{:?} is not the path of a snapshot or import; use a path as `verify` lists it",
            excerpt(path, 60)
        );
        reader.error(INPUT.name, error);
        return None;
    }
    Some(paths)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::reader::testing::{read_flag, read_variables};

    #[test]
    fn is_a_list_of_paths() {
        assert_eq!(read_variables([], read), Ok(BTreeSet::new()));
        let paths = [
            "index.json",
            "o/r/imports/a.json",
            "o/r/snapshots/2026/01/2026-01-02T030405Z.json",
        ]
        .map(str::to_owned);
        assert_eq!(read_flag(&INPUT, &paths.join(", "), read), Ok(paths.into()));
        let error =
            "accept: \"o/r/README.md\" is not the path of a snapshot or import; use a path as `verify` lists it";
        assert_eq!(read_flag(&INPUT, "o/r/README.md", read), Err(error.to_owned()));
    }
}
