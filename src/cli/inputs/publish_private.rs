//! EDGE. `publish-private`: whether private repositories may be recorded in a public store.

use crate::cli::input::{Availability, CommandName, DefaultValue, Heading, Input, ValueKind};
use crate::cli::reader::InputReader;

pub(in crate::cli) const INPUT: Input = Input {
    name: "publish-private",
    value: ValueKind::Switch,
    default: DefaultValue::Text("false"),
    help: "Record private repositories in a store that everybody can read.",
    commands: &[CommandName::Run, CommandName::Import, CommandName::Doctor],
    availability: Availability::ActionAndFlag,
    heading: Heading::Privacy,
};

pub(in crate::cli) fn read(reader: &mut InputReader<'_>) -> Option<bool> {
    reader.bool(&INPUT)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::reader::testing::{read_flag, read_variables};

    #[test]
    fn is_refused_by_default() {
        assert_eq!(read_variables([], read), Ok(false));
        assert_eq!(read_variables([("INPUT_PUBLISH-PRIVATE", "true")], read), Ok(true));
        assert!(read_flag(&INPUT, "yes", read).is_err_and(|error| error.starts_with("publish-private: ")));
    }
}
