//! EDGE. `--to`: the file that `page` writes.

use std::path::PathBuf;

use crate::cli::input::{Availability, CommandName, DefaultValue, Heading, Input, ValueKind};
use crate::cli::reader::InputReader;

pub(in crate::cli) const INPUT: Input = Input {
    name: "to",
    value: ValueKind::Path("FILE"),
    default: DefaultValue::Required,
    help: "File that the page is written to; one that is there is replaced.",
    commands: &[CommandName::Page],
    availability: Availability::FlagOnly,
    heading: Heading::Options,
};

pub(in crate::cli) fn read(reader: &mut InputReader<'_>) -> Option<PathBuf> {
    let path = reader.flag(&INPUT).map(PathBuf::from);
    let path = path.filter(|path| !path.as_os_str().is_empty());
    if path.is_none() {
        reader.error(INPUT.name, "missing; name a file such as traffic.html");
    }
    path
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::reader::testing::{read_flag, read_variables};

    #[test]
    fn is_taken_as_typed_and_required() {
        assert_eq!(
            read_flag(&INPUT, "out/my page.html", read),
            Ok("out/my page.html".into())
        );
        let missing = Err("to: missing; name a file such as traffic.html".to_owned());
        assert_eq!(read_flag(&INPUT, "", read), missing);
        assert_eq!(read_variables([("INPUT_TO", "x.html")], read), missing);
    }
}
