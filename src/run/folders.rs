//! EDGE. The folders of the ledger that a group of repositories depends on: their histories, and what else is in them as far as it
//! is needed.

use std::collections::{BTreeMap, BTreeSet};

use crate::domain::ledger_folder::Folder;
use crate::plan::change_set::Base;
use crate::plan::{Incoming, expected, layout};
use crate::report::LinkBase;
use crate::store::{Store, StoreError};

/// What [`Store::read_history`] gives of each folder.
pub(super) type Histories = BTreeMap<Folder, Option<Vec<u8>>>;

/// The histories of the folders that a group depends on.
pub(super) async fn read_histories(store: &Store, folders: &BTreeSet<Folder>) -> Result<Histories, StoreError> {
    let mut histories = Histories::new();
    for folder in folders {
        histories.insert(folder.clone(), store.read_history(folder).await?);
    }
    Ok(histories)
}

/// All of the ledger that a group depends on.
pub(super) async fn open_whole(
    store: &Store,
    folders: &BTreeSet<Folder>,
    histories: Histories,
    incoming: &[Incoming],
    pages: &LinkBase,
) -> Result<Base, StoreError> {
    let mut base = open_folders(store, histories, pages).await?;
    list_sources(store, &mut base, folders, incoming).await?;
    Ok(base)
}

/// Reads what is in the folders with these histories.
pub(super) async fn open_folders(store: &Store, histories: Histories, pages: &LinkBase) -> Result<Base, StoreError> {
    let mut base = Base::default();
    for (folder, history) in histories {
        let (own, pages) = (folder.clone(), pages.clone());
        let expected = move |history: &[u8]| expected::folder(&own, history, &pages);
        let opened = store.open_folder(&folder, history, Box::new(expected)).await?;
        base.head = opened.head;
        base.extend(opened);
    }
    Ok(base)
}

/// Makes known what is beside the sources that came in: of months that are over, a history has not all names. Where several
/// folders become one, all of their sources are.
pub(super) async fn list_sources(
    store: &Store,
    base: &mut Base,
    folders: &BTreeSet<Folder>,
    incoming: &[Incoming],
) -> Result<(), StoreError> {
    let histories = folders
        .iter()
        .filter(|folder| base.contents.contains_key(&folder.history()));
    let joined = histories.count() > 1;
    let new: Vec<String> = incoming.iter().map(Incoming::path).collect();
    for folder in folders {
        while let Some(below) = unread_source(base, folder, &new, joined) {
            let listed = store.list(folder, &below).await?;
            base.relist(folder.as_str(), listed);
        }
    }
    Ok(())
}

/// A path in an unread folder with sources: one that something `new` belongs into, or, of `all`, any.
fn unread_source(base: &Base, folder: &Folder, new: &[String], all: bool) -> Option<String> {
    let wanted = new.iter().find(|below| base.is_unread(&folder.join(below)));
    let any = || {
        let mut below = base
            .unread
            .keys()
            .filter_map(|path| path.strip_prefix(&folder.join("")));
        let found = below.find(|below| {
            layout::SOURCES
                .iter()
                .any(|name| below.split('/').next() == Some(*name))
        });
        found.map(|below| format!("{below}/x"))
    };
    wanted.cloned().or_else(|| any().filter(|_| all))
}
