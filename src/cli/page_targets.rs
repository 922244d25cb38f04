//! EDGE. Where a run puts the page to explore, typed.

use crate::cli::inputs;
use crate::cli::reader::InputReader;

/// Where a run puts the page to explore.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PageTargets {
    /// The file in the workspace that it is written to; `None` for none.
    pub workspace: Option<String>,
    /// Whether it is committed to the ledger.
    pub ledger: bool,
}

impl PageTargets {
    pub(in crate::cli) fn read(reader: &mut InputReader<'_>) -> Option<Self> {
        let workspace = inputs::page::read(reader);
        let ledger = inputs::page_in_ledger::read(reader);
        Some(Self {
            workspace: workspace?,
            ledger: ledger?,
        })
    }
}
