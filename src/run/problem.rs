//! EDGE. Why nothing was saved for one repository, in words.

use super::Message;
use crate::code::Code;
use crate::domain::ledger::LedgerError;
use crate::plan::rebuild::{UNLINK, UPDATE};
use crate::plan::{Problem, ProblemKind};

/// Why nothing was saved for one repository, and what to do.
pub(super) fn problem(problem: &Problem) -> Message {
    let help = match &problem.kind {
        ProblemKind::History {
            error: LedgerError::Foreign,
            ..
        } => {
            "If the file is yours, rename it or choose another `directory` or `branch`. If it was the ledger's, \
             `traffic-ledger rebuild` makes the history again from the snapshots."
        }
        ProblemKind::History { error, .. } if error.heals_by_rebuild() => {
            "The snapshots hold everything. Run `traffic-ledger verify` for details and `traffic-ledger rebuild` to \
             make the history again."
        }
        ProblemKind::History {
            error: LedgerError::Link,
            ..
        } => UNLINK,
        ProblemKind::History { .. } => UPDATE,
        ProblemKind::Unidentified | ProblemKind::Ambiguous => {
            "Run again. The traffic that was read is kept until then."
        }
    };
    Message::new(
        problem.repository.name.to_string(),
        "the ledger of this repository was not changed",
    )
    .with_cause(problem.kind.to_string())
    .with_help(help)
    .with_code(Code::Ledger)
}
