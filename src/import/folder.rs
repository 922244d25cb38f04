//! PURE. Finds the files of one repository in a folder that may hold several.

use super::gather::Gathered;
use super::{Files, ImportError};
use crate::domain::repository::RepositoryName;

/// The files' last path segment and what stands before it.
pub(super) fn split(path: &str) -> (&str, &str) {
    path.rsplit_once('/').unwrap_or(("", path))
}

/// Whose data a folder holds, as far as its name tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Whose {
    /// The repository that is asked for.
    Ours,
    /// Another one.
    Other,
    /// The name does not tell.
    Untold,
}

impl Whose {
    /// Compares the name of an owner and a repository, as far as both are there; GitHub's names ignore case.
    pub(super) fn of(repository: &RepositoryName, owner: Option<&str>, name: Option<&str>) -> Self {
        let same = |told: Option<&str>, ours: &str| told.is_none_or(|told| told.eq_ignore_ascii_case(ours));
        match (owner, name) {
            (_, None) => Self::Untold,
            _ if same(owner, repository.owner()) && same(name, repository.name()) => Self::Ours,
            _ => Self::Other,
        }
    }
}

/// The wanted files of the one folder that is ours. `place` gives the folder that stands for a repository, if the path
/// is one of the format's files; `whose` says what that folder's name tells.
pub(super) fn choose<'f>(
    files: &'f Files,
    gathered: &Gathered<'_>,
    place: fn(&str) -> Option<&str>,
    whose: fn(&RepositoryName, &str) -> Whose,
) -> Result<Vec<(&'f str, &'f [u8])>, ImportError> {
    let repository = &gathered.options.repository;
    let mut places: Vec<&str> = files.keys().filter_map(|path| place(path)).collect();
    places.sort_unstable();
    places.dedup();
    let told = |wanted: Whose| {
        places
            .iter()
            .copied()
            .filter(move |folder| whose(repository, folder) == wanted)
    };
    let ours: Vec<&str> = match told(Whose::Ours).collect::<Vec<_>>() {
        ours if ours.is_empty() => told(Whose::Untold).collect(),
        ours => ours,
    };
    match ours[..] {
        [one] => Ok(files
            .iter()
            .filter(|(path, _)| place(path) == Some(one))
            .map(|(path, content)| (path.as_str(), content.as_slice()))
            .collect()),
        [] if places.is_empty() => Err(ImportError::NoFiles {
            format: gathered.format,
        }),
        _ => Err(ImportError::WhichRepository {
            repository: repository.clone(),
            found: places.iter().take(10).map(|folder| (*folder).to_owned()).collect(),
        }),
    }
}
