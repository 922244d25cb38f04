//! EDGE. The files in an archive. Nothing is unpacked to the disk, so the paths in an archive are names and no more.

use std::io::{Cursor, Read};

use anyhow::{Context as _, bail};
use flate2::read::MultiGzDecoder;

use super::{Collected, is_packed, is_wanted};

/// The most bytes of an unpacked stream, files that are skipped included: a bomb ends here.
const MAX_STREAM_BYTES: u64 = 1 << 30;
/// The most entries of an archive, folders and files that are skipped included.
const MAX_ENTRIES: usize = 200_000;

/// The kinds of archives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Zip,
    Tar,
    Gzip,
}

impl Kind {
    /// The kind of an archive by its first bytes; `None` for other files.
    pub(super) fn of(content: &[u8]) -> Option<Self> {
        match content {
            [b'P', b'K', 3, 4, ..] | [b'P', b'K', 5, 6, ..] => Some(Self::Zip),
            [0x1f, 0x8b, ..] => Some(Self::Gzip),
            _ if content.get(257..262) == Some(b"ustar") => Some(Self::Tar),
            _ => None,
        }
    }
}

/// Adds the files in an archive that would be read in a folder; a compressed single file is read with any name.
pub(super) fn read(kind: Kind, name: &str, content: &[u8], collected: &mut Collected) -> anyhow::Result<()> {
    match kind {
        Kind::Zip => zip(content, collected),
        Kind::Tar => tar(content, collected),
        Kind::Gzip => {
            let unpacked = MultiGzDecoder::new(content).take(MAX_STREAM_BYTES);
            // A tar shows in its first block.
            let mut first = Vec::new();
            let mut unpacked = unpacked;
            unpacked
                .by_ref()
                .take(512)
                .read_to_end(&mut first)
                .context("damaged gzip")?;
            let is_tar = Kind::of(&first) == Some(Kind::Tar);
            let whole = Cursor::new(first).chain(unpacked);
            if is_tar {
                return tar(whole, collected);
            }
            let inner = name.strip_suffix(".gz").unwrap_or(name);
            let content = collected.read(inner, whole)?;
            collected.add(inner.to_owned().into(), content)
        }
    }
}

fn zip(content: &[u8], collected: &mut Collected) -> anyhow::Result<()> {
    let mut archive = zip::ZipArchive::new(Cursor::new(content)).context("damaged zip")?;
    if archive.len() > MAX_ENTRIES {
        bail!("it has more than {MAX_ENTRIES} entries");
    }
    if let Some(more) = declared_entries(content)
        .and_then(|all| all.checked_sub(archive.len()))
        .filter(|more| *more > 0)
    {
        let notice =
            format!("the archive has {more} more entries under names that it has already; the last of each was read");
        collected.contents.notices.push(notice);
    }
    for index in 0..archive.len() {
        let entry = archive.by_index(index).context("damaged zip")?;
        let path = entry.name().context("damaged zip")?.trim_start_matches("./").to_owned();
        if entry.is_file() && is_wanted(&path) {
            let content = collected.read(&path, entry);
            collected.add_or_note(path, content)?;
        } else if entry.is_file() && is_packed(&path) {
            let notice = format!("{path} was not read, since it is packed or a database; pass it by itself");
            collected.contents.notices.push(notice);
        }
    }
    Ok(())
}

/// The number of entries that a zip names at its end; `None` if it is a larger one, or has no such end.
fn declared_entries(content: &[u8]) -> Option<usize> {
    let end = content.windows(4).rposition(|four| four == b"PK\x05\x06")?;
    let entries = content.get(end + 10..end + 12)?;
    let entries = u16::from_le_bytes([entries[0], entries[1]]);
    (entries < u16::MAX).then_some(usize::from(entries))
}

fn tar(stream: impl Read, collected: &mut Collected) -> anyhow::Result<()> {
    let mut archive = tar::Archive::new(Ended::of(stream));
    for (index, entry) in archive.entries().context("damaged tar")?.enumerate() {
        if index >= MAX_ENTRIES {
            bail!("it has more than {MAX_ENTRIES} entries");
        }
        let entry = entry.context("damaged tar")?;
        let path = String::from_utf8_lossy(&entry.path_bytes())
            .trim_start_matches("./")
            .to_owned();
        if entry.header().entry_type().is_file() && is_wanted(&path) {
            let content = collected.read(&path, entry)?;
            collected.add(path.into(), content)?;
        }
    }
    // To the end, where a checksum of the compression shows whether all of it came.
    let mut stream = archive.into_inner();
    std::io::copy(&mut stream, &mut std::io::sink()).context("damaged archive")?;
    if stream.zeros < BLOCK {
        bail!("it is cut off: the end of the archive is missing");
    }
    Ok(())
}

/// The size of the blocks of a tar; one of zeros, at least, is its end.
const BLOCK: u64 = 512;

/// A stream of which is known with how many zeros it ended so far.
struct Ended<R> {
    stream: R,
    zeros: u64,
}

impl<R> Ended<R> {
    fn of(stream: R) -> Self {
        Self { stream, zeros: 0 }
    }
}

impl<R: Read> Read for Ended<R> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let read = self.stream.read(buffer)?;
        let zeros = buffer[..read].iter().rev().take_while(|byte| **byte == 0).count();
        self.zeros = match zeros == read {
            true => self.zeros + zeros as u64,
            false => zeros as u64,
        };
        Ok(read)
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use super::*;

    fn names(kind: Kind, content: &[u8]) -> anyhow::Result<Vec<String>> {
        let mut collected = Collected::default();
        read(kind, "x.csv.gz", content, &mut collected)?;
        Ok(collected.contents.files.keys().map(|name| name.path.clone()).collect())
    }

    fn gzip(content: &[u8]) -> Vec<u8> {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        encoder.write_all(content).expect("memory");
        encoder.finish().expect("memory")
    }

    fn tar_of(files: &[(&str, &[u8])]) -> Vec<u8> {
        let mut builder = tar::Builder::new(Vec::new());
        for (path, content) in files {
            let mut header = tar::Header::new_ustar();
            header.set_size(content.len() as u64);
            header.set_cksum();
            builder.append_data(&mut header, path, *content).expect("memory");
        }
        let mut link = tar::Header::new_ustar();
        link.set_entry_type(tar::EntryType::Symlink);
        link.set_size(0);
        builder
            .append_link(&mut link, "link.csv", "/etc/passwd")
            .expect("memory");
        builder.into_inner().expect("memory")
    }

    #[test]
    fn archives_hold_the_files_that_a_folder_would() {
        let files: &[(&str, &[u8])] = &[
            ("a/views.csv", b"date,views\n"),
            ("a/.git/x.json", b"{}"),
            ("a/x.svg", b"<svg/>"),
        ];
        let tar = tar_of(files);
        assert_eq!(Kind::of(&tar), Some(Kind::Tar));
        assert_eq!(names(Kind::Tar, &tar).expect("a tar"), ["a/views.csv"]);
        let packed = gzip(&tar);
        assert_eq!(Kind::of(&packed), Some(Kind::Gzip));
        assert_eq!(names(Kind::Gzip, &packed).expect("a tar"), ["a/views.csv"]);
        assert_eq!(names(Kind::Gzip, &gzip(b"date,views\n")).expect("a file"), ["x.csv"]);
        let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
        for (path, content) in files {
            zip.start_file(*path, zip::write::SimpleFileOptions::default())
                .expect("memory");
            zip.write_all(content).expect("memory");
        }
        let zip = zip.finish().expect("memory").into_inner();
        assert_eq!(Kind::of(&zip), Some(Kind::Zip));
        assert_eq!(names(Kind::Zip, &zip).expect("a zip"), ["a/views.csv"]);
        assert_eq!(Kind::of(b"date,views\n"), None);
    }

    #[test]
    fn damaged_archives_and_bombs_are_refused() {
        let packed = gzip(&tar_of(&[("views.csv", &[b'x'; 5000])]));
        assert!(names(Kind::Gzip, &packed[..packed.len() / 2]).is_err());
        assert!(names(Kind::Zip, b"PK\x03\x04nothing").is_err());
        let zeros = vec![0; 1 << 20];
        let mut bomb = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        for _ in 0..65 {
            bomb.write_all(&zeros).expect("memory");
        }
        let bomb = bomb.finish().expect("memory");
        let error = names(Kind::Gzip, &bomb).expect_err("65 MiB of zeros");
        assert_eq!(error.to_string(), "x.csv is larger than 64 MiB");
    }
}
