//! PURE. Selects the files of one repository in a folder that may hold several.

use super::builder::ImportBuilder;
use super::{Files, ImportError};
use crate::domain::repository::RepositoryName;

/// Splits a path into its folder and its file name.
pub(super) fn split(path: &str) -> (&str, &str) {
    path.rsplit_once('/').unwrap_or(("", path))
}

/// The repository that a folder belongs to, by its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum FolderOwner {
    /// The requested repository.
    Ours,
    /// Another repository.
    Other,
    /// The name does not include a repository.
    Unnamed,
}

impl FolderOwner {
    /// Compares the owner and name in a folder's name, as far as they are there, ignoring case as GitHub does.
    pub(super) fn of(repository: &RepositoryName, owner: Option<&str>, name: Option<&str>) -> Self {
        let same = |found: Option<&str>, ours: &str| found.is_none_or(|found| found.eq_ignore_ascii_case(ours));
        match (owner, name) {
            (_, None) => Self::Unnamed,
            _ if same(owner, repository.owner()) && same(name, repository.name()) => Self::Ours,
            _ => Self::Other,
        }
    }
}

/// The files in the one folder of the requested repository.
///
/// `data_folder` returns the folder of the repository that a file of the format belongs to, and `None` for other files;
/// `owner_of` decides by the name of that folder whose it is.
///
/// # Errors
/// When there are no files of the format, or not exactly one folder fits.
pub(super) fn select_files<'f>(
    files: &'f Files,
    builder: &ImportBuilder<'_>,
    data_folder: fn(&str) -> Option<&str>,
    owner_of: fn(&RepositoryName, &str) -> FolderOwner,
) -> Result<Vec<(&'f str, &'f [u8])>, ImportError> {
    let repository = &builder.options.repository;
    let mut folders: Vec<&str> = files.keys().filter_map(|path| data_folder(path)).collect();
    folders.sort_unstable();
    folders.dedup();
    let owned_by = |wanted: FolderOwner| {
        folders
            .iter()
            .copied()
            .filter(move |folder| owner_of(repository, folder) == wanted)
    };
    let ours: Vec<&str> = match owned_by(FolderOwner::Ours).collect::<Vec<_>>() {
        ours if ours.is_empty() => owned_by(FolderOwner::Unnamed).collect(),
        ours => ours,
    };
    match ours[..] {
        [one] => Ok(files
            .iter()
            .filter(|(path, _)| data_folder(path) == Some(one))
            .map(|(path, content)| (path.as_str(), content.as_slice()))
            .collect()),
        [] if folders.is_empty() => Err(ImportError::NoFiles { format: builder.format }),
        _ => Err(ImportError::WhichRepository {
            repository: repository.clone(),
            found: folders.iter().take(10).map(|folder| (*folder).to_owned()).collect(),
        }),
    }
}
