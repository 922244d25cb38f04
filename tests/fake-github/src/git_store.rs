//! Real git objects and refs in a bare repository: the refs on disk, the objects in memory or beside them. Imports git2 only.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use git2::{Commit, ErrorCode, FileMode, ObjectType, Oid, Repository, RepositoryInitOptions, Signature, Time, Tree};

/// What to put at a path of a tree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Planted {
    /// An ordinary file.
    File(Vec<u8>),
    /// A file that can be run.
    Executable(Vec<u8>),
    /// A symbolic link to this target.
    Symlink(String),
    /// A submodule at this commit (40 hex digits).
    Submodule(String),
    /// A file of which only git's name (40 hex digits) is kept, for what is never read: it cannot be.
    Unstored(String),
    /// A file whose path is in Latin-1: its name is not UTF-8 if it has other letters than ASCII.
    Latin1(Vec<u8>),
    /// Nothing any more.
    Deleted,
}

impl Planted {
    /// A file with this text.
    #[must_use]
    pub fn text(text: &str) -> Self {
        Self::File(text.as_bytes().to_vec())
    }

    /// A pointer as Git LFS leaves it in place of a file of so many bytes.
    #[must_use]
    pub fn lfs_pointer(bytes: u64) -> Self {
        let oid = format!("{bytes:064x}");
        Self::text(&format!(
            "version https://git-lfs.github.com/spec/v1\noid sha256:{oid}\nsize {bytes}\n"
        ))
    }
}

/// An entry for a tree: mode and object, or nothing.
pub(crate) type Edit = Option<(i32, Oid)>;

/// The rank of objects in memory; those on disk have 1 and 2.
const BEFORE_THE_DISK: i32 = 3;

/// The git side of one repository.
pub(crate) struct GitStore {
    pub(crate) repo: Repository,
    in_memory: bool,
    /// Every state that a ref had, oldest first.
    history: BTreeMap<String, Vec<Option<Oid>>>,
    /// Commits that GitHub signed.
    pub(crate) verified: BTreeSet<Oid>,
}

impl GitStore {
    /// Makes an empty bare repository. With `in_memory` its objects are on disk only after [`GitStore::save`]: to write and to read
    /// them there takes most of the time of a test.
    pub(crate) fn create(dir: &Path, default_branch: &str, in_memory: bool) -> Result<Self, git2::Error> {
        // Nobody else writes what is read here.
        git2::opts::strict_hash_verification(false);
        let mut options = RepositoryInitOptions::new();
        options
            .bare(true)
            .mkpath(true)
            .external_template(false)
            .initial_head(default_branch);
        let repo = Repository::init_opts(dir, &options)?;
        if in_memory {
            repo.odb()?.add_new_mempack_backend(BEFORE_THE_DISK)?;
        }
        Ok(Self {
            repo,
            in_memory,
            history: BTreeMap::new(),
            verified: BTreeSet::new(),
        })
    }

    /// Writes everything that the refs lead to into its folder, for others that read it there.
    pub(crate) fn save(&self) -> Result<(), git2::Error> {
        if !self.in_memory {
            return Ok(());
        }
        let mut pack = self.repo.packbuilder()?;
        let mut all = self.repo.revwalk()?;
        for (_, oid) in self.refs("") {
            all.push(oid)?;
        }
        pack.insert_walk(&mut all)?;
        pack.write(&self.repo.path().join("objects/pack"), 0)
    }

    /// No ref at all.
    pub(crate) fn is_empty(&self) -> bool {
        self.repo.references().map_or(true, |mut refs| refs.next().is_none())
    }

    /// Where a full ref name such as `refs/heads/main` points.
    pub(crate) fn target(&self, name: &str) -> Option<Oid> {
        self.repo.refname_to_id(name).ok()
    }

    /// Where it points, or, `stale`, where it pointed before its last update.
    pub(crate) fn seen(&self, name: &str, stale: bool) -> Option<Oid> {
        if !stale {
            return self.target(name);
        }
        match self.history.get(name).map(Vec::as_slice) {
            Some([.., before, _]) => *before,
            _ => None,
        }
    }

    /// Moves, makes or (with `None`) deletes a ref.
    pub(crate) fn set_ref(&mut self, name: &str, to: Option<Oid>) -> Result<(), git2::Error> {
        let before = self.target(name);
        match to {
            Some(oid) => drop(self.repo.reference(name, oid, true, "api")?),
            None => match self.repo.find_reference(name) {
                Ok(mut reference) => reference.delete()?,
                Err(e) if e.code() == ErrorCode::NotFound => {}
                Err(e) => return Err(e),
            },
        }
        self.history
            .entry(name.to_owned())
            .or_insert_with(|| vec![before])
            .push(to);
        Ok(())
    }

    /// All refs whose full name begins with this, in order.
    pub(crate) fn refs(&self, prefix: &str) -> Vec<(String, Oid)> {
        let Ok(refs) = self.repo.references() else {
            return Vec::new();
        };
        let pair = |r: git2::Reference<'_>| Some((r.name().ok()?.to_owned(), r.target()?));
        let mut found: Vec<_> = refs
            .flatten()
            .filter_map(pair)
            .filter(|(n, _)| n.starts_with(prefix))
            .collect();
        found.sort();
        found
    }

    /// The commit that a branch name, a full ref name or 40 hex digits mean.
    pub(crate) fn resolve(&self, name: &str, stale: bool) -> Option<Oid> {
        let branch = || self.seen(&format!("refs/heads/{name}"), stale);
        let tag = || self.target(&format!("refs/tags/{name}"));
        branch().or_else(tag).or_else(|| self.seen(name, stale)).or_else(|| {
            let oid = exact(name)?;
            self.repo.find_commit(oid).ok().map(|_| oid)
        })
    }

    /// The tree of a commit or a tree itself.
    pub(crate) fn tree_of(&self, oid: Oid) -> Option<Tree<'_>> {
        self.repo.find_object(oid, None).ok()?.peel_to_tree().ok()
    }

    /// Writes a blob.
    pub(crate) fn blob(&self, bytes: &[u8]) -> Result<Oid, git2::Error> {
        self.repo.blob(bytes)
    }

    /// Writes the tree that `base` becomes by the edits (path → entry). A path that is deleted must exist.
    pub(crate) fn edit_tree(
        &self,
        base: Option<&Tree<'_>>,
        edits: &BTreeMap<Vec<u8>, Edit>,
    ) -> Result<Oid, git2::Error> {
        let mut builder = self.repo.treebuilder(base)?;
        let mut below: BTreeMap<&[u8], BTreeMap<Vec<u8>, Edit>> = BTreeMap::new();
        for (path, edit) in edits {
            let slash = path.iter().position(|byte| *byte == b'/');
            match (slash, edit) {
                (Some(slash), _) => {
                    let (folder, rest) = (&path[..slash], path[slash + 1..].to_vec());
                    below.entry(folder).or_default().insert(rest, *edit);
                }
                (None, Some((mode, oid))) => drop(builder.insert(path.as_slice(), *oid, *mode)?),
                (None, None) => builder.remove(path.as_slice())?,
            }
        }
        for (folder, edits) in below {
            let old = base
                .and_then(|tree| tree.get_name_bytes(folder))
                .and_then(|e| self.repo.find_tree(e.id()).ok());
            let new = self.edit_tree(old.as_ref(), &edits)?;
            if !self.repo.find_tree(new)?.is_empty() {
                builder.insert(folder, new, i32::from(FileMode::Tree))?;
            } else if builder.get(folder)?.is_some() {
                builder.remove(folder)?;
            }
        }
        builder.write()
    }

    /// Writes a commit. Names and addresses with Unix seconds.
    pub(crate) fn commit(
        &self,
        tree: Oid,
        parents: &[Oid],
        author: &Person,
        committer: &Person,
        message: &str,
    ) -> Result<Oid, git2::Error> {
        let parents = parents
            .iter()
            .map(|p| self.repo.find_commit(*p))
            .collect::<Result<Vec<Commit<'_>>, _>>()?;
        let parents: Vec<&Commit<'_>> = parents.iter().collect();
        let tree = self.repo.find_tree(tree)?;
        self.repo.commit(
            None,
            &author.signature()?,
            &committer.signature()?,
            message,
            &tree,
            &parents,
        )
    }

    /// Commits planted things on top of a branch (or as its first commit) and moves the branch.
    pub(crate) fn plant(
        &mut self,
        branch: &str,
        things: &[(String, Planted)],
        message: &str,
        person: &Person,
    ) -> Result<Oid, git2::Error> {
        let name = format!("refs/heads/{branch}");
        let head = self.target(&name);
        if things.iter().any(|(_, thing)| matches!(thing, Planted::Unstored(_))) {
            git2::opts::strict_object_creation(false);
        }
        let mut edits = BTreeMap::new();
        for (path, thing) in things {
            let file = |mode: FileMode, bytes: &[u8]| Ok::<_, git2::Error>(Some((i32::from(mode), self.blob(bytes)?)));
            let edit = match thing {
                Planted::File(bytes) | Planted::Latin1(bytes) => file(FileMode::Blob, bytes)?,
                Planted::Executable(bytes) => file(FileMode::BlobExecutable, bytes)?,
                Planted::Symlink(to) => file(FileMode::Link, to.as_bytes())?,
                Planted::Unstored(sha) => Some((i32::from(FileMode::Blob), Oid::from_str(sha)?)),
                Planted::Submodule(sha) => Some((i32::from(FileMode::Commit), Oid::from_str(sha)?)),
                Planted::Deleted => None,
            };
            let path = match thing {
                Planted::Latin1(_) => path.chars().map(|c| u8::try_from(c).unwrap_or(b'?')).collect(),
                _ => path.as_bytes().to_vec(),
            };
            edits.insert(path, edit);
        }
        let tree = self.edit_tree(head.and_then(|h| self.tree_of(h)).as_ref(), &edits)?;
        let commit = self.commit(tree, head.as_slice(), person, person, message)?;
        self.set_ref(&name, Some(commit))?;
        Ok(commit)
    }

    /// All files of a commit, path → bytes; links as their target, submodules left out.
    pub(crate) fn files(&self, commit: Oid) -> BTreeMap<String, Vec<u8>> {
        let mut files = BTreeMap::new();
        for (path, entry) in self.tree_of(commit).iter().flat_map(|tree| walk(&self.repo, tree)) {
            if entry.1 == ObjectType::Blob
                && let Ok(blob) = self.repo.find_blob(entry.2)
            {
                files.insert(path, blob.content().to_vec());
            }
        }
        files
    }

    /// The commits of a branch from its head to the first, following first parents.
    pub(crate) fn commits(&self, head: Option<Oid>) -> Vec<Oid> {
        let parent = |oid: &Oid| self.repo.find_commit(*oid).ok()?.parent_id(0).ok();
        std::iter::successors(head, parent).collect()
    }
}

/// An entry of a tree: path, (mode, kind, object).
pub(crate) type Found = (String, (i32, ObjectType, Oid));

/// The entries of a tree in git's order.
pub(crate) fn entries(tree: &Tree<'_>) -> Vec<Found> {
    let found = |entry: git2::TreeEntry<'_>| {
        let kind = entry.kind().unwrap_or(ObjectType::Commit);
        // What is not UTF-8 has replacement characters in GitHub's JSON.
        let name = String::from_utf8_lossy(entry.name_bytes()).into_owned();
        (name, (entry.filemode(), kind, entry.id()))
    };
    tree.iter().map(found).collect()
}

/// Everything below a tree in git's order. Folders come before what they hold.
pub(crate) fn walk(repo: &Repository, tree: &Tree<'_>) -> Vec<Found> {
    let mut found = Vec::new();
    for (name, entry) in entries(tree) {
        found.push((name.clone(), entry));
        if entry.1 == ObjectType::Tree
            && let Ok(below) = repo.find_tree(entry.2)
        {
            found.extend(
                walk(repo, &below)
                    .into_iter()
                    .map(|(path, e)| (format!("{name}/{path}"), e)),
            );
        }
    }
    found
}

/// An object name given in full: 40 hex digits.
pub(crate) fn exact(sha: &str) -> Option<Oid> {
    (sha.len() == 40).then(|| Oid::from_str(sha).ok()).flatten()
}

/// Who wrote a commit, and when (Unix seconds).
#[derive(Clone, Debug)]
pub(crate) struct Person {
    pub(crate) name: String,
    pub(crate) email: String,
    pub(crate) at: i64,
}

impl Person {
    fn signature(&self) -> Result<Signature<'static>, git2::Error> {
        Signature::new(&self.name, &self.email, &Time::new(self.at, 0))
    }
}
