//! EDGE. What an import may bring into a ledger.

use std::collections::BTreeMap;

use super::Message;
use crate::domain::ledger_folder::Folder;
use crate::domain::privacy::{Privacy, Publish};
use crate::domain::snapshot::RawSnapshot;
use crate::import::Import;
use crate::plan::identity::ledger_of;
use crate::plan::known_ledger::KnownLedger;

/// Takes out of a snapshot what may not be kept. A ledger that keeps counts alone stays so.
pub(super) fn apply(privacy: Privacy, snapshot: &mut RawSnapshot, ledgers: &BTreeMap<Folder, KnownLedger>) {
    let by_id = |ledger: &&KnownLedger| snapshot.id.is_some() && ledger.claims.repository.id == snapshot.id;
    let ledger = ledgers.values().find(by_id);
    let ledger = ledger.or_else(|| ledger_of(ledgers, &snapshot.repository));
    privacy_of(privacy, ledger).apply(snapshot);
}

/// Takes out of an import what may not be kept.
///
/// # Errors
/// When nothing is left of it.
pub(super) fn apply_to_import(
    privacy: Privacy,
    import: &mut Import,
    ledger: Option<&KnownLedger>,
) -> Result<(), Message> {
    import.apply(privacy_of(privacy, ledger));
    if import.is_empty() {
        let cause = "they hold no views and no clones, and the ledger keeps nothing else";
        return Err(Message::new("Import", "nothing was imported from the files")
            .with_cause(cause)
            .with_help("Check `publish`: counts are views and clones alone."));
    }
    Ok(())
}

fn privacy_of(privacy: Privacy, ledger: Option<&KnownLedger>) -> Privacy {
    match ledger.is_some_and(|ledger| ledger.claims.is_counts_only()) {
        true => Privacy {
            publish: Publish::Counts,
            ..privacy
        },
        false => privacy,
    }
}
