//! EDGE. `page`: the file in the workspace that a run writes the page to.

use crate::cli::input::{Availability, CommandName, DefaultValue, Heading, Input, ValueKind};
use crate::cli::reader::InputReader;
use crate::domain::location::LedgerDirectory;
use crate::encode::excerpt;

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
    let Some(path) = reader.text(&INPUT) else {
        return Some(None);
    };
    // The rules for a folder of the ledger: it stays in the workspace, on every file system.
    let is_inside = path.parse::<LedgerDirectory>().is_ok_and(|path| !path.is_root());
    if is_inside && path.ends_with(".html") {
        return Some(Some(path));
    }
    let error = format!(
        "{:?} is not the path of a page; use a relative path that ends with .html, such as site/index.html",
        excerpt(&path, 60)
    );
    reader.error(INPUT.name, error);
    None
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
