//! EDGE. `events`: a file in the workspace with events of the user.

use crate::cli::input::{Availability, CommandName, DefaultValue, Heading, Input, ValueKind};
use crate::cli::reader::InputReader;
use crate::cli::workspace_file;

pub(in crate::cli) const INPUT: Input = Input {
    name: "events",
    value: ValueKind::Text("FILE"),
    default: DefaultValue::Text(""),
    help: "File in the workspace with events to show beside the traffic (date,text,link and optionally repository), \
           besides events.csv in the folder of the ledger; empty for none.",
    commands: &[CommandName::Run],
    availability: Availability::ActionAndFlag,
    heading: Heading::Options,
};

/// A relative path with forward slashes; `Some(None)` for no file.
pub(in crate::cli) fn read(reader: &mut InputReader<'_>) -> Option<Option<String>> {
    let wanted = "the path of a file in the workspace; use a relative path such as data/events.csv";
    workspace_file::read(reader, &INPUT, "", wanted)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::reader::testing::{read_flag, read_variables};

    #[test]
    fn is_a_path_in_the_workspace_or_nothing() {
        assert_eq!(read_variables([], read), Ok(None));
        assert_eq!(
            read_variables([("INPUT_EVENTS", "data/events.csv")], read),
            Ok(Some("data/events.csv".to_owned()))
        );
        for path in ["../x.csv", "/etc/passwd", "data/", ".git/config", "C:\\x.csv"] {
            assert!(
                read_flag(&INPUT, path, read).is_err_and(|error| error.starts_with("events: ")),
                "{path}"
            );
        }
    }
}
