//! PURE. The index of a history's sources as records, one for each folder.

use std::collections::BTreeMap;

use super::shape::WireSources;
use crate::domain::sources::{SourceId, SourceIndex, hex};

pub(super) fn write_sources(index: &SourceIndex) -> Vec<WireSources> {
    let mut folders: Vec<WireSources> = Vec::new();
    for (path, id) in &index.0 {
        let (folder, file) = path.rsplit_once('/').unwrap_or(("", path));
        if folders.last().is_none_or(|last| last.folder != folder) {
            folders.push(WireSources {
                folder: folder.to_owned(),
                files: BTreeMap::new(),
            });
        }
        if let Some(last) = folders.last_mut() {
            let file = file.strip_prefix(&prefix_of(folder)).unwrap_or(file);
            let file = file.strip_suffix(".json").unwrap_or(file);
            last.files.insert(file.to_owned(), hex(id));
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
        for (file, id) in &wire.files {
            let path = format!("{}/{}{file}.json", wire.folder, prefix_of(&wire.folder));
            let mut blob = SourceId::default();
            let digits = id.len() == 2 * blob.len() && id.bytes().all(|byte| byte.is_ascii_hexdigit());
            for (index, byte) in blob.iter_mut().enumerate() {
                let pair = id.get(2 * index..2 * index + 2).filter(|_| digits);
                *byte = pair
                    .and_then(|pair| u8::from_str_radix(pair, 16).ok())
                    .ok_or_else(|| format!("the id of {path} in `sources` is not 40 hexadecimal digits"))?;
            }
            index.0.insert(path, blob);
        }
    }
    Ok(index)
}
