//! EDGE. Inputs that name a file in the workspace.

use crate::cli::input::Input;
use crate::cli::reader::InputReader;
use crate::domain::location::LedgerDirectory;
use crate::encode::excerpt;

/// Whether a path stays in the workspace, on every file system: the rules for a folder of the ledger.
pub(in crate::cli) fn is_in_workspace(path: &str) -> bool {
    !path.ends_with('/') && path.parse::<LedgerDirectory>().is_ok_and(|path| !path.is_root())
}

/// A relative path with forward slashes to a file whose name ends with `ending`; `Some(None)` for no file. `wanted` says what
/// another text is not, and what to use.
pub(in crate::cli) fn read(
    reader: &mut InputReader<'_>,
    input: &Input,
    ending: &str,
    wanted: &str,
) -> Option<Option<String>> {
    let Some(path) = reader.text(input) else {
        return Some(None);
    };
    if is_in_workspace(&path) && path.ends_with(ending) {
        return Some(Some(path));
    }
    reader.error(input.name, not(&path, wanted));
    None
}

/// That a path is not what is `wanted`.
pub(in crate::cli) fn not(path: &str, wanted: &str) -> String {
    format!("{:?} is not {wanted}", excerpt(path, 60))
}
