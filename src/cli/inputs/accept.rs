//! EDGE. `--accept`: sources that a rebuild goes on without.

use std::collections::BTreeSet;

use crate::cli::input::{Availability, CommandName, DefaultValue, Heading, Input, ValueKind};
use crate::cli::reader::Reader;

pub(in crate::cli) const INPUT: Input = Input {
    name: "accept",
    value: ValueKind::Text("PATH,…"),
    default: DefaultValue::Text(""),
    help: "Rebuild although these snapshots or imports were changed or removed, as `verify` lists them.",
    commands: &[CommandName::Rebuild],
    availability: Availability::FlagOnly,
    heading: Heading::Options,
};

/// Paths relative to the ledger's folder.
pub(in crate::cli) fn read(reader: &mut Reader<'_>) -> BTreeSet<String> {
    let text = reader.text(&INPUT).unwrap_or_default();
    let paths = text.split([',', '\n']).map(str::trim).filter(|path| !path.is_empty());
    paths.map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::reader::testing::{read_flag, read_variables};

    #[test]
    fn is_a_list_of_paths() {
        assert_eq!(read_variables([], |reader| Some(read(reader))), Ok(BTreeSet::new()));
        let read = read_flag(&INPUT, "o/r/a.json, o/r/b.json", |reader| Some(read(reader)));
        assert_eq!(read, Ok(["o/r/a.json".to_owned(), "o/r/b.json".to_owned()].into()));
    }
}
