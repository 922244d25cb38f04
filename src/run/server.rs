//! EDGE. The server that a ledger belongs to: its links begin with it, and ids of another server are those of other
//! repositories.

use std::collections::BTreeMap;

use super::ledger::OpenLedger;
use super::{Message, not_loaded, site};
use crate::cli::{Inputs, LedgerLocation};
use crate::domain::ledger_folder::Folder;
use crate::domain::ledger_index::{INDEX_FILE, LedgerIndex};
use crate::domain::server_url::ServerUrl;
use crate::domain::snapshot::RawSnapshot;
use crate::plan::change_set::Base;
use crate::plan::layout;
use crate::report::LinkBase;
use crate::store::{Store, StoreError};

/// The contents of files that were read already, by path.
type Contents = BTreeMap<String, Vec<u8>>;

/// So many snapshots are looked at for their server, should the newest be damaged.
const MOST_LOOKED_AT: usize = 10;

/// The server of a ledger that was listed: that of its newest snapshot, and without one what its index says. An index alone
/// can have been edited; it follows from the sources where they say something.
pub(super) async fn recorded(store: &Store, base: &Base, read: &Contents) -> Result<Option<ServerUrl>, StoreError> {
    for path in newest_snapshots(base).into_iter().take(MOST_LOOKED_AT) {
        let found = content(store, read, path).await?;
        let snapshot = found.and_then(|bytes| RawSnapshot::from_bytes(&bytes).ok());
        if let Some(server) = snapshot.and_then(|snapshot| snapshot.server.url.parse().ok()) {
            return Ok(Some(server));
        }
    }
    let index = match base.files.contains_key(INDEX_FILE) {
        true => content(store, read, INDEX_FILE).await?,
        false => None,
    };
    Ok(index.and_then(|bytes| Some(LedgerIndex::from_bytes(&bytes).ok()?.1)))
}

/// Where the reports of a listed ledger are, by its own server.
pub(super) async fn recorded_site(
    store: &Store,
    base: &Base,
    read: &Contents,
    inputs: &Inputs,
) -> Result<LinkBase, Message> {
    let server = recorded(store, base, read).await.map_err(not_loaded)?;
    Ok(with_server(site(inputs), server.as_ref()))
}

/// Where the reports of an open ledger will be.
///
/// # Errors
/// When the ledger is read from or written to another server than its own.
pub(super) fn checked_site(ledger: &OpenLedger, inputs: &Inputs, reads: bool) -> Result<LinkBase, Message> {
    let site = site(inputs);
    // An import into a directory asks nobody.
    if reads || matches!(inputs.location, LedgerLocation::Branch { .. }) {
        check(ledger, &site)?;
    }
    Ok(with_server(site, ledger.server.as_ref()))
}

/// Refuses what comes from another server than that of the ledger.
///
/// # Errors
/// When it does.
pub(super) fn check(ledger: &OpenLedger, site: &LinkBase) -> Result<(), Message> {
    let Some(server) = &ledger.server else { return Ok(()) };
    if site.server.parse::<ServerUrl>().as_ref() == Ok(server) {
        return Ok(());
    }
    let cause = format!("the ledger is of {server}, and this is {}", site.server);
    Err(Message::new(Message::PROGRAM, "nothing was written")
        .with_cause(cause)
        .with_help(
            "A ledger is of one server, since ids of another one belong to other repositories. Check `api-url`, or choose \
             another `branch` or `directory`. If the server itself has this address now, `traffic-ledger rebuild --accept \
             index.json` takes it over. If neither is so, `traffic-ledger rebuild` takes the server from the snapshots.",
        ))
}

/// The links of a ledger of a server. It is spelled as it was recorded, so that the pages stay as they are.
fn with_server(site: LinkBase, server: Option<&ServerUrl>) -> LinkBase {
    match server {
        Some(server) => LinkBase {
            server: server.to_string(),
            ..site
        },
        None => site,
    }
}

/// The snapshots of a ledger, the newest first.
fn newest_snapshots(base: &Base) -> Vec<&str> {
    let stamp = |path: &str| path.rsplit('/').next().unwrap_or_default().to_owned();
    let is_snapshot = |path: &&str| Folder::split(path).is_some_and(|(_, below)| layout::is_snapshot(below));
    let mut paths: Vec<&str> = base.files.keys().map(String::as_str).filter(is_snapshot).collect();
    paths.sort_by_cached_key(|path| std::cmp::Reverse(stamp(path)));
    paths
}

/// A file, unless it is only a pointer to one.
async fn content(store: &Store, read: &Contents, path: &str) -> Result<Option<Vec<u8>>, StoreError> {
    if let Some(content) = read.get(path) {
        return Ok(Some(content.clone()));
    }
    match store.read(&[path]).await {
        Ok(mut found) => Ok(found.remove(path)),
        Err(StoreError::LargeFileStorage(_)) => Ok(None),
        Err(error) => Err(error),
    }
}
