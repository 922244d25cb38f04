//! PURE. The index of a history's sources as records, one for each folder.

use std::collections::BTreeMap;

use super::shape::WireSources;
use crate::domain::sources::{SourceId, SourceIndex, folder_of, from_hex, hex};

pub(super) fn write_sources(index: &SourceIndex) -> Vec<WireSources> {
    let mut folders: Vec<WireSources> = Vec::new();
    for (path, id) in &index.files {
        let folder = folder_of(path);
        if folders.last().is_none_or(|last| last.folder != folder) {
            folders.push(WireSources {
                folder: folder.to_owned(),
                tree: index.closed.get(folder).map(|id| hex(id)),
                files: BTreeMap::new(),
            });
        }
        if let Some(last) = folders.last_mut() {
            let file = path.rsplit('/').next().unwrap_or(path);
            let file = file.strip_prefix(&prefix_of(folder)).unwrap_or(file);
            let file = file.strip_suffix(".json").unwrap_or(file);
            let id = match id {
                SourceId::Whole(id) => hex(id),
                SourceId::Short(id) => hex(id),
            };
            last.files.insert(file.to_owned(), id);
        }
    }
    folders
}

/// `2026-11-` for `snapshots/2026/11`: what the names of a month's snapshots begin with.
pub(super) fn prefix_of(folder: &str) -> String {
    match folder.strip_prefix("snapshots/") {
        Some(month) => format!("{}-", month.replace('/', "-")),
        None => String::new(),
    }
}

pub(super) fn read_sources(wires: &[WireSources]) -> Result<SourceIndex, String> {
    let mut index = SourceIndex::default();
    for wire in wires {
        let folder = &wire.folder;
        let parts: Vec<&str> = folder.split('/').collect();
        let is_number = |part: &&str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
        let is_source = match parts.as_slice() {
            ["imports"] => true,
            ["snapshots", rest @ ..] => rest.iter().all(is_number),
            _ => false,
        };
        if !is_source {
            return Err(format!(
                "{folder:?} in `sources` is not a folder of snapshots or imports"
            ));
        }
        if let Some(tree) = &wire.tree {
            let tree = from_hex(tree)
                .ok_or_else(|| format!("the id of {folder} in `sources` is not 40 hexadecimal digits"))?;
            index.closed.insert(folder.clone(), tree);
        }
        for (file, id) in &wire.files {
            let path = format!("{folder}/{}{file}.json", prefix_of(folder));
            let id = from_hex(id)
                .map(SourceId::Whole)
                .or_else(|| from_hex(id).map(SourceId::Short));
            let id = id.ok_or_else(|| format!("the id of {path} in `sources` is not 40 or 8 hexadecimal digits"))?;
            index.files.insert(path, id);
        }
    }
    Ok(index)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_folders_of_sources_have_files() {
        let folder = |folder: &str| {
            let wire = WireSources {
                folder: folder.to_owned(),
                tree: None,
                files: BTreeMap::new(),
            };
            read_sources(&[wire]).is_ok()
        };
        assert!(folder("imports") && folder("snapshots/2026/11"));
        for other in [
            "snapshots/2026/x",
            "snapshots/2026/",
            "snapshots//11",
            "imports/11",
            "charts",
            "",
        ] {
            assert!(!folder(other), "{other}");
        }
    }
}
