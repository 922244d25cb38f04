//! EDGE. `page`: the file in the workspace that a run writes the page to.

use crate::cli::input::{Availability, CommandName, DefaultValue, Heading, Input, ValueKind};
use crate::cli::reader::InputReader;
use crate::cli::workspace_file;

pub(in crate::cli) const INPUT: Input = Input {
    name: "page",
    value: ValueKind::Text("FILE"),
    default: DefaultValue::Text(""),
    help: "Write a page to explore the ledger to this file in the workspace, for a later step to publish, such as \
           site/index.html; empty for none.",
    commands: &[CommandName::Run],
    availability: Availability::ActionAndFlag,
    heading: Heading::Writing,
};

/// A relative path with forward slashes; `Some(None)` for no page.
pub(in crate::cli) fn read(reader: &mut InputReader<'_>) -> Option<Option<String>> {
    let wanted = "the path of a page; use a relative path that ends with .html, such as site/index.html";
    workspace_file::read(reader, &INPUT, ".html", wanted)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::reader::testing::{read_flag, read_variables};

    #[test]
    fn is_a_path_in_the_workspace_or_nothing() {
        assert_eq!(read_variables([], read), Ok(None));
        assert_eq!(
            read_variables([("INPUT_PAGE", "site/index.html")], read),
            Ok(Some("site/index.html".to_owned()))
        );
        for path in [
            "../x.html",
            "/x.html",
            "site/",
            "a/.git/x.html",
            "page.htm",
            ".html/..",
            "C:\\x.html",
        ] {
            assert_eq!(
                read_flag(&INPUT, path, read),
                Err(format!(
                    "page: {path:?} is not the path of a page; use a relative path that ends with .html, such as \
                     site/index.html"
                )),
                "{path}"
            );
        }
    }
}
