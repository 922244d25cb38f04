//! EDGE. The ledger in a local directory. It never leaves its folder and follows no link.

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use super::{Saved, StoreError, check_path, is_history};
use crate::domain::ledger_folder::Folder;
use crate::plan::change_set::{Base, BlobId, ChangeSet, FileChange};
use crate::plan::layout;

/// The largest file that is read, in bytes; the same as of a branch.
const MAX_FILE: u64 = crate::github::git_data::MAX_FILE as u64;

/// The longest path that is looked at, in bytes, relative to the directory: the ledger's are far below it.
const MAX_PATH: usize = 1_000;

/// A directory that holds a ledger. The first save creates it.
#[derive(Debug)]
pub struct Directory {
    root: PathBuf,
}

impl Directory {
    /// The ledger in `root`.
    #[must_use]
    pub fn new(root: impl Into<PathBuf>) -> Self {
        Self { root: root.into() }
    }

    /// Why nothing can be saved in it, as far as that shows without trying: it, or the folder that it would be made in, is no
    /// folder or must not be changed.
    #[must_use]
    pub fn why_not_writable(&self) -> Option<String> {
        let there = self.root.ancestors().find(|folder| folder.exists());
        let there = there.filter(|folder| !folder.as_os_str().is_empty());
        match there.unwrap_or(Path::new(".")).metadata() {
            Err(error) => Some(error.to_string()),
            Ok(metadata) if !metadata.is_dir() => Some("it is no folder".to_owned()),
            Ok(metadata) if metadata.permissions().readonly() => Some("it must not be changed".to_owned()),
            Ok(_) => None,
        }
    }

    /// Where it is.
    #[must_use]
    pub fn root(&self) -> &Path {
        &self.root
    }

    pub(super) fn load(&self) -> Result<Base, StoreError> {
        let mut base = Base::default();
        if self.exists()? {
            self.walk(&self.root, "", &mut base, &|_| true)?;
        }
        Ok(base)
    }

    /// The names in the directory, and the contents of `files` there.
    pub(super) fn open(&self, files: &[&str]) -> Result<Base, StoreError> {
        let mut base = Base::default();
        if self.exists()? {
            self.walk(&self.root, "", &mut base, &|folder| folder == layout::FRONT_FOLDER)?;
            base.contents = self.read(files)?;
        }
        Ok(base)
    }

    /// The folder of a repository with everything in it.
    pub(super) fn open_folder(&self, folder: &Folder) -> Result<Base, StoreError> {
        let mut base = Base::default();
        let place = self.root.join(folder.as_str());
        // A link or a file in its place is in the way of writes alone.
        let is_folder = |place: &Path| fs::symlink_metadata(place).is_ok_and(|metadata| metadata.is_dir());
        if place.parent().is_some_and(is_folder) && is_folder(&place) {
            self.walk(&place, &folder.join(""), &mut base, &|_| true)?;
        }
        Ok(base)
    }

    /// Whether the directory is there. Only what is not there is an empty ledger: a folder that cannot be looked into may
    /// hold one.
    fn exists(&self) -> Result<bool, StoreError> {
        match fs::metadata(&self.root) {
            Ok(_) => Ok(true),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
            Err(error) => Err(self.failed("list", &self.root, error)),
        }
    }

    /// Adds the plain files and the links below `folder` to `base`; follows no link, and nothing of git's. Folders that are
    /// not `entered` stay unread.
    fn walk(
        &self,
        folder: &Path,
        prefix: &str,
        base: &mut Base,
        entered: &dyn Fn(&str) -> bool,
    ) -> Result<(), StoreError> {
        let at = |error| self.failed("list", folder, error);
        for entry in fs::read_dir(folder).map_err(at)? {
            let entry = entry.map_err(at)?;
            let kind = entry.file_type().map_err(at)?;
            let Ok(name) = entry.file_name().into_string() else {
                continue;
            };
            let path = format!("{prefix}{name}");
            // Other names that the ledger never has are listed, as in a branch, and left alone.
            if name.eq_ignore_ascii_case(".git") || is_leftover(&name) || path.len() > MAX_PATH {
                continue;
            }
            if kind.is_dir() && !entered(&path) {
                base.unread.insert(path, None);
            } else if kind.is_dir() {
                self.walk(&entry.path(), &format!("{path}/"), base, entered)?;
            } else if kind.is_file() {
                let content = match self.content(&path) {
                    Ok(content) => content,
                    Err(error) if layout::is_of_ledger(&path) => return Err(error),
                    // What is not the ledger's stays where it is.
                    Err(error) => {
                        tracing::debug!(path, %error, "left alone");
                        continue;
                    }
                };
                base.files.insert(path.clone(), BlobId::of(&content));
                // A pointer in place of a history is the plan's to report: it concerns one repository.
                if is_history(&path) {
                    base.contents.insert(path, content);
                }
            } else if kind.is_symlink() {
                base.links.insert(path);
            }
        }
        Ok(())
    }

    /// Reads files; those that are missing, or are links, are left out.
    ///
    /// # Errors
    /// When one of them cannot be read, or its path leads out of the directory.
    pub fn read(&self, paths: &[&str]) -> Result<BTreeMap<String, Vec<u8>>, StoreError> {
        let mut contents = BTreeMap::new();
        for path in paths {
            check_path(path)?;
            if self.is_file(path)? {
                contents.insert((*path).to_owned(), self.content(path)?);
            }
        }
        Ok(contents)
    }

    pub(super) fn save(&self, base: &Base, changes: &ChangeSet) -> Result<Saved, StoreError> {
        // Everything that could be refused is checked before anything is written.
        let mut moved = BTreeMap::new();
        for (path, change) in changes.changes() {
            self.ensure_unchanged(base, path)?;
            if let FileChange::Copy { from } = change {
                check_path(from)?;
                self.ensure_unchanged(base, from)?;
                moved.insert(path.as_str(), self.content(from)?);
            }
        }
        // The history is written last: it names the snapshots, which must exist by then.
        let (histories, rest): (Vec<_>, Vec<_>) = changes.changes().iter().partition(|(path, _)| is_history(path));
        for (path, change) in rest.into_iter().chain(histories) {
            match change {
                FileChange::Write(content) => self.write(path, content)?,
                FileChange::Copy { .. } => self.write(path, &moved[path.as_str()])?,
                FileChange::Delete => {}
            }
        }
        for (path, change) in changes.changes() {
            match change {
                FileChange::Delete => self.remove(path)?,
                FileChange::Copy { .. } | FileChange::Write(_) => {}
            }
        }
        Ok(Saved {
            changed: true,
            ..Saved::default()
        })
    }

    /// Checks that the file is still what was loaded.
    fn ensure_unchanged(&self, base: &Base, path: &str) -> Result<(), StoreError> {
        let now = if self.is_file(path)? {
            Some(BlobId::of(&self.content(path)?))
        } else {
            None
        };
        if now.as_ref() == base.files.get(path) {
            return Ok(());
        }
        Err(StoreError::Conflict(self.root.display().to_string()))
    }

    /// Whether a plain file exists there; everything on the way to it must be a plain folder.
    fn is_file(&self, path: &str) -> Result<bool, StoreError> {
        let mut place = self.root.clone();
        let mut parts = path.split('/').peekable();
        while let Some(part) = parts.next() {
            place.push(part);
            let kind = match fs::symlink_metadata(&place) {
                Ok(metadata) => metadata.file_type(),
                Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(false),
                Err(error) => return Err(self.failed("read", &place, error)),
            };
            let wanted = if parts.peek().is_some() {
                kind.is_dir()
            } else {
                kind.is_file()
            };
            if !wanted {
                let found = if kind.is_symlink() {
                    "it is a symbolic link, which could lead out of the directory; nothing was written"
                } else if parts.peek().is_some() {
                    "expected a folder, found something else; nothing was written"
                } else {
                    "expected a file, found something else; nothing was written"
                };
                return Err(self.failed("use", &place, io::Error::other(found)));
            }
        }
        Ok(true)
    }

    fn content(&self, path: &str) -> Result<Vec<u8>, StoreError> {
        let place = self.root.join(path);
        let read = || {
            let size = fs::symlink_metadata(&place)?.len();
            if size > MAX_FILE {
                return Err(io::Error::other(format!(
                    "{size} bytes are more than the {MAX_FILE} that are read"
                )));
            }
            fs::read(&place)
        };
        read().map_err(|error| self.failed("read", &place, error))
    }

    /// Writes beside the file and renames: a reader sees the old one or the new one, and so does the next run. The name
    /// beside it is random and new, so that nobody can plant a link there; nor is a link anywhere on the path followed.
    ///
    /// # Errors
    /// When the path is not one of a ledger, a link or something else is in the way, or the system refuses.
    pub(crate) fn write(&self, path: &str, content: &[u8]) -> Result<(), StoreError> {
        check_path(path)?;
        self.is_file(path)?;
        let place = self.root.join(path);
        replace_file(&place, content).map_err(|error| self.failed("write", &place, error))
    }

    /// Removes a file and the folders that are empty then.
    fn remove(&self, path: &str) -> Result<(), StoreError> {
        let place = self.root.join(path);
        match fs::remove_file(&place) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                return Err(self.failed("remove", &place, error));
            }
            _ => {}
        }
        let mut folder = place.parent();
        while let Some(inner) = folder.filter(|folder| *folder != self.root) {
            if fs::remove_dir(inner).is_err() {
                break;
            }
            folder = inner.parent();
        }
        Ok(())
    }

    fn failed(&self, operation: &'static str, place: &Path, source: io::Error) -> StoreError {
        StoreError::Directory {
            operation,
            path: place.display().to_string(),
            source,
        }
    }
}

/// Writes beside the file and renames; creates the folders on the way.
///
/// # Errors
/// When something else than a plain file is there, or the system refuses.
pub(crate) fn replace_file(place: &Path, content: &[u8]) -> io::Result<()> {
    if fs::metadata(place).is_ok_and(|metadata| !metadata.is_file()) {
        return Err(io::Error::other("something else than a file is there"));
    }
    let folder = place.parent().filter(|folder| !folder.as_os_str().is_empty());
    let folder = folder.unwrap_or(Path::new("."));
    fs::create_dir_all(folder)?;
    let name = place.file_name().unwrap_or_default().to_string_lossy();
    let mut beside = new_file(folder, &format!(".{name}{LEFTOVER}"))?;
    beside.write_all(content)?;
    beside.as_file().sync_all()?;
    // The half-written file is removed on the way out of an error.
    beside.persist(place).map(drop).map_err(|error| error.error)
}

/// Creates a file with a random name. Others may read it, as far as the user's umask allows.
fn new_file(folder: &Path, prefix: &str) -> io::Result<tempfile::NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(prefix);
    #[cfg(unix)]
    let readable = <fs::Permissions as std::os::unix::fs::PermissionsExt>::from_mode(0o666);
    #[cfg(unix)]
    builder.permissions(readable);
    builder.tempfile_in(folder)
}

/// Marks a file that is being written.
const LEFTOVER: &str = ".traffic-ledger-";

/// Whether it was left behind by a run that was killed.
fn is_leftover(name: &str) -> bool {
    name.starts_with('.') && name.contains(LEFTOVER)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder() -> (tempfile::TempDir, Directory) {
        let folder = tempfile::tempdir().expect("a folder");
        let directory = Directory::new(folder.path());
        (folder, directory)
    }

    #[test]
    fn what_cannot_be_written_to_says_why() {
        let (folder, directory) = folder();
        assert_eq!(directory.why_not_writable(), None);
        let below = |path: &str| Directory::new(folder.path().join(path)).why_not_writable();
        assert_eq!(below("made/on/the/way"), None);
        fs::write(folder.path().join("file"), "x").expect("written");
        for path in ["file", "file/below"] {
            assert_eq!(below(path).as_deref(), Some("it is no folder"), "{path}");
        }
        let locked = folder.path().join("locked");
        fs::create_dir(&locked).expect("a folder");
        let mut permissions = fs::metadata(&locked).expect("a folder").permissions();
        permissions.set_readonly(true);
        fs::set_permissions(&locked, permissions).expect("set");
        assert_eq!(below("locked").as_deref(), Some("it must not be changed"));
        assert_eq!(
            Directory::new("").why_not_writable(),
            None,
            "the folder that it runs in"
        );
    }

    #[test]
    fn leftovers_git_and_paths_that_are_too_long_are_not_listed() {
        let (folder, directory) = folder();
        let deep = ["a", "b", "c", "e"].map(|name| name.repeat(200)).join("/");
        let longest = "d".repeat(MAX_PATH - deep.len() - 1);
        let put = |path: &str| replace_file(&folder.path().join(path), b"x").expect("written");
        for path in [
            "README.md",
            ".traffic-ledger-notes",
            "a.traffic-ledger-x",
            ".git/config",
            &format!("{deep}/{longest}"),
            &format!("{deep}/{longest}d"),
            ".README.md.traffic-ledger-x1y2",
        ] {
            put(path);
        }
        let files: Vec<String> = directory.load().expect("loaded").files.into_keys().collect();
        let long = format!("{deep}/{longest}");
        assert_eq!(files, ["README.md", "a.traffic-ledger-x", &long]);
    }

    #[test]
    fn a_file_of_the_largest_size_is_read_and_a_larger_one_is_not() {
        let (folder, directory) = folder();
        let file = fs::File::create(folder.path().join("large")).expect("created");
        for (size, is_read) in [(MAX_FILE, true), (MAX_FILE + 1, false)] {
            file.set_len(size).expect("sparse");
            assert_eq!(directory.read(&["large"]).is_ok(), is_read, "{size}");
        }
    }

    #[test]
    fn only_what_is_not_there_is_no_file() {
        let (_folder, directory) = folder();
        assert_eq!(directory.read(&["o/r/x"]).expect("read").len(), 0);
        // No file system has a name of this length.
        let error = directory.read(&[&"x".repeat(600)]).expect_err("it cannot be");
        assert!(error.to_string().contains("read"), "{error}");
    }

    #[test]
    fn what_is_gone_need_not_be_removed_and_what_stays_is_an_error() {
        let (folder, directory) = folder();
        fs::create_dir_all(folder.path().join("o/r")).expect("a folder");
        directory.remove("o/gone").expect("nothing to do");
        assert!(directory.remove("o/r").is_err(), "it is a folder");
        assert!(folder.path().join("o/r").exists());
    }
}
