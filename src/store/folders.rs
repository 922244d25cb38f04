//! EDGE. One repository's folder in a branch. What is in it follows from its history as a rule, so that the history is all
//! that must be read: only where the ids differ is GitHub asked.

use std::future::Future;
use std::pin::Pin;

use super::branch::Branch;
use super::{Expected, StoreError, in_background};
use crate::domain::ledger_folder::{Folder, HISTORY_FILE};
use crate::git::tree::{Lookup, Tree};
use crate::git::{BlobId, TreeId};
use crate::plan::change_set::Base;
use crate::plan::layout;

impl Branch {
    /// The history of a repository; `None` if its folder was read before, or is not there.
    pub(super) async fn read_history(&self, folder: &Folder) -> Result<Option<Vec<u8>>, StoreError> {
        let path = self.directory().join(folder.as_str());
        let Some(commit) = self.commit() else {
            return Ok(None);
        };
        let repository = self.repository();
        let file = format!("{path}/{HISTORY_FILE}");
        let git = self.git(&repository);
        // The first of an owner is asked for beside the listing of the owner's folder, which says whether it is there.
        if self.with_tree(|tree| Ok(tree.unread_before(&path)))?.is_some() {
            let (listed, content) = tokio::join!(self.read_on_way(&path), git.file_at(commit, &file));
            listed?;
            return match self.unread_folder(&path) {
                Some(_) => Ok(content?),
                None => Ok(None),
            };
        }
        match self.unread_folder(&path) {
            Some(_) => Ok(git.file_at(commit, &file).await?),
            None => Ok(None),
        }
    }

    /// Reads the folder of a repository: which files are in it. `expected` says what is in the folder if nobody else has changed
    /// it since this history was written.
    pub(super) async fn open_folder(
        &self,
        folder: &Folder,
        history: Option<Vec<u8>>,
        expected: Expected,
    ) -> Result<Base, StoreError> {
        let path = self.directory().join(folder.as_str());
        self.read_on_way(&path).await?;
        let read = match history {
            Some(content) => {
                let read = move || {
                    let expected = expected(&content);
                    (content, expected)
                };
                Some(in_background(read).await)
            }
            None => None,
        };
        if let Some(id) = self.unread_folder(&path) {
            let expected = read.as_ref().and_then(|(_, expected)| expected.as_ref());
            let tree = self.compared(id, expected.map(|expected| &expected.tree), true).await?;
            self.with_tree(|all| {
                all.fill_in(&path, tree);
                Ok(())
            })?;
        }
        let mut base = self.base(folder.as_str());
        if let Some(id) = base.files.get(&folder.history()).copied() {
            let content = match read {
                Some((content, expected)) if BlobId::of(&content) == id => {
                    base.known
                        .extend(expected.map(|expected| (folder.clone(), expected.known)));
                    content
                }
                // GitHub has followed a link, or the whole ledger was listed before.
                _ => {
                    let repository = self.repository();
                    self.git(&repository).blob(id).await?
                }
            };
            base.contents.insert(folder.history(), content);
        }
        Ok(base)
    }

    /// The id of a folder that was not read; `None` for another one, or where something else is in its place: that is in the way
    /// of writes alone.
    fn unread_folder(&self, path: &str) -> Option<TreeId> {
        self.unread(path).ok().flatten()
    }

    /// Lists the folders on the way to a path in the folder of a repository.
    pub(super) async fn list(&self, folder: &Folder, below: &str) -> Result<Base, StoreError> {
        self.read_on_way(&self.directory().join(&folder.join(below))).await?;
        Ok(self.base(folder.as_str()))
    }

    /// The folder `id`, which is taken to be `expected` wherever the ids are the same. `is_top` is it for the folder of a
    /// repository, of which only the folders that the ledger writes to are looked into.
    fn compared<'a>(
        &'a self,
        id: TreeId,
        expected: Option<&'a Tree>,
        is_top: bool,
    ) -> Pin<Box<dyn Future<Output = Result<Tree, StoreError>> + 'a>> {
        Box::pin(async move {
            if let Some(expected) = expected.filter(|expected| expected.id() == id) {
                return Ok(expected.clone());
            }
            let mut tree = self.listing(id).await?;
            for (name, id) in tree.unread_folders() {
                // Without a history nothing is added to the sources; other folders belong to the user.
                let is_source = layout::SOURCES.contains(&name.as_str());
                let is_ours = layout::FOLDERS.contains(&name.as_str()) && (expected.is_some() || !is_source);
                if is_top && !is_ours {
                    continue;
                }
                let below = match expected.map(|expected| expected.folder(&name)) {
                    Some(Ok(Some(Lookup::Read(below)))) => Some(below),
                    // A month that is over, and as it was: nothing in it is needed.
                    Some(Ok(Some(Lookup::Unread(_, known)))) if known == id => continue,
                    _ => None,
                };
                let entries = self.compared(id, below, false).await?;
                tree.fill_in(&name, entries);
            }
            Ok(tree)
        })
    }

    /// Forgets what was read in the folder of a repository.
    pub(super) fn release(&self, folder: &Folder) {
        let path = self.directory().join(folder.as_str());
        // Nothing is looked for, so nothing can be in the way.
        let _: Result<(), StoreError> = self.with_tree(|tree| {
            tree.forget(&path);
            Ok(())
        });
    }
}
