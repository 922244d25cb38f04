//! PURE. A ledger of the store, with what follows from it once somebody has asked.

use std::ops::Deref;
use std::sync::{Arc, OnceLock};

use crate::domain::analysis::AnalyzedHistory;
use crate::domain::ledger::Ledger;

/// A ledger that was read. A clone is the same ledger.
#[derive(Debug, Clone)]
pub struct KnownLedger(Arc<(Ledger, OnceLock<Arc<AnalyzedHistory>>)>);

impl KnownLedger {
    /// What it means, which takes a while the first time.
    #[must_use]
    pub fn whole(&self) -> &Arc<AnalyzedHistory> {
        let (ledger, whole) = &*self.0;
        whole.get_or_init(|| Arc::new(ledger.analyzed()))
    }
}

impl Deref for KnownLedger {
    type Target = Ledger;

    fn deref(&self) -> &Ledger {
        &self.0.0
    }
}

impl From<Ledger> for KnownLedger {
    fn from(ledger: Ledger) -> Self {
        Self(Arc::new((ledger, OnceLock::new())))
    }
}
