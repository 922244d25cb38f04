//! EDGE. A ledger as a command finds it: what is in front of it, and what is known of its repositories.

use super::{Message, not_loaded, server};
use crate::domain::ledger_index::{INDEX_FILE, IndexError, LedgerIndex};
use crate::domain::server_url::ServerUrl;
use crate::plan::change_set::Base;
use crate::plan::read_ledgers;
use crate::plan::rebuild::UPDATE;
use crate::plan::render::index_of;
use crate::store::{Store, StoreError};

/// A ledger whose repositories are known, but not read.
#[derive(Debug, Clone, Default)]
pub(super) struct OpenLedger {
    /// What was read of it.
    pub(super) base: Base,
    /// Every repository in it.
    pub(super) index: LedgerIndex,
    /// The server that it is of; `None` where there is no ledger yet, or nothing says it.
    pub(super) server: Option<ServerUrl>,
}

/// Why a ledger cannot be opened.
#[derive(Debug, thiserror::Error)]
pub(super) enum OpenError {
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// Its index is of a newer program.
    #[error("{INDEX_FILE}: {0}")]
    Newer(IndexError),
    /// It must not be written there.
    #[error("{0}")]
    Refused(Message),
}

impl OpenError {
    /// Whether another writer was faster.
    pub(super) fn is_conflict(&self) -> bool {
        matches!(self, Self::Store(StoreError::Conflict(_)))
    }

    /// The message for the user.
    pub(super) fn message(self, failed: fn(StoreError) -> Message) -> Message {
        match self {
            Self::Store(error) => failed(error),
            Self::Refused(refusal) => refusal,
            Self::Newer(error) => Message::new(INDEX_FILE, error.to_string()).with_help(UPDATE),
        }
    }
}

impl From<OpenError> for Message {
    fn from(error: OpenError) -> Self {
        error.message(not_loaded)
    }
}

/// Opens the ledger of a store. Its index says all that is needed at first; where it is missing or damaged, every history is
/// read in its place.
pub(super) async fn open_ledger(store: &Store) -> Result<OpenLedger, OpenError> {
    let base = store.open(&[INDEX_FILE]).await?;
    match base
        .contents
        .get(INDEX_FILE)
        .map(|bytes| LedgerIndex::from_bytes(bytes))
    {
        Some(Ok((index, server))) => {
            return Ok(OpenLedger {
                base,
                index,
                server: Some(server),
            });
        }
        Some(Err(error @ IndexError::Newer { .. })) => return Err(OpenError::Newer(error)),
        None if base.unread.is_empty() => {
            return Ok(OpenLedger {
                base,
                ..OpenLedger::default()
            });
        }
        Some(Err(error)) => tracing::debug!(%error, "the index is made again from the histories"),
        None => tracing::debug!("there is no index: the histories are read"),
    }
    let base = store.load().await?;
    let index = index_of(&read_ledgers(&base).0);
    let server = server::recorded(store, &base, &base.contents).await?;
    Ok(OpenLedger { base, index, server })
}
