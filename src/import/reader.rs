//! PURE. Reads the files of one format, each by itself: one that cannot be read fails alone.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::builder::ImportBuilder;
use super::file::{FileName, SourceFile};
use super::found::{EmptyFile, FailedFile, Found, Part, counted};
use super::owner::DataOwner;
use super::rejected::{Position, RejectedRow};
use super::{Format, Options};

/// A file with its bytes.
pub(super) type RawFile<'f> = (&'f FileName, &'f [u8]);

/// Collects what the files of one format hold.
pub(super) struct Reader<'r> {
    pub(super) options: &'r Options,
    pub(super) format: Format,
    pub(super) found: &'r mut Found,
}

/// Collects what one file holds, by repository.
pub(super) struct FileReader<'r> {
    pub(super) options: &'r Options,
    format: Format,
    name: &'r FileName,
    builders: BTreeMap<String, (DataOwner, ImportBuilder<'r>)>,
    notes: BTreeSet<String>,
}

impl<'r> FileReader<'r> {
    /// What the file says of one repository.
    pub(super) fn of(&mut self, owner: &DataOwner) -> &mut ImportBuilder<'r> {
        let new = || (owner.clone(), ImportBuilder::new(self.format, self.options, self.name));
        &mut self.builders.entry(owner.key()).or_insert_with(new).1
    }

    /// The owner of numbers of which nothing but the place of their file is known.
    pub(super) fn by_path(&self) -> DataOwner {
        DataOwner::from_path(&self.name.path)
    }

    /// Says that a popular list cannot be used, since nothing says when it was true.
    pub(super) fn undated(&mut self) {
        self.note(
            "a popular list without a time, so it was not read; a commit dates it if PATH lies in a git repository",
        );
    }

    /// Says how many zeros are unknown, since nothing proves them.
    pub(super) fn unproved_zeros(&mut self, zeros: usize) {
        if zeros > 0 {
            let zeros = counted(zeros, "zero", "zeros");
            self.note(format!(
                "{zeros} that no window of a run proves, so the numbers are unknown; the tool also writes 0 for what it did not see"
            ));
        }
    }

    /// Says something about the file as a whole, such as what in it was not read.
    pub(super) fn note(&mut self, note: impl Into<String>) {
        self.notes.insert(note.into());
    }
}

impl Reader<'_> {
    /// Reads each of the files.
    pub(super) fn each(
        &mut self,
        files: &[RawFile<'_>],
        read: impl Fn(&SourceFile<'_>, &mut FileReader<'_>) -> Result<(), String>,
    ) {
        for (name, bytes) in files {
            let file = SourceFile::parse(name, bytes);
            let mut reader = FileReader {
                options: self.options,
                format: self.format,
                name,
                builders: BTreeMap::new(),
                notes: BTreeSet::new(),
            };
            let outcome = read(&file, &mut reader);
            reader.reject_too_long(&file);
            match outcome.and_then(|()| reader.ensure_usable()) {
                Ok(()) => self.take(reader),
                Err(reason) => self.found.failed.push(FailedFile {
                    file: (*name).clone(),
                    reason,
                }),
            }
        }
    }

    fn take(&mut self, reader: FileReader<'_>) {
        let (name, notes) = (reader.name, reader.notes);
        let is_empty = |builder: &ImportBuilder<'_>| builder.import.is_empty() && builder.rejected.is_empty();
        if reader.builders.values().all(|(_, builder)| is_empty(builder)) {
            let file = name.clone();
            return self.found.empty.push(EmptyFile { file, notes });
        }
        let shared = Arc::new(name.clone());
        for (_, (owner, builder)) in reader.builders {
            self.found.add(Part {
                owner,
                files: vec![name.clone()],
                import: builder.import,
                rejected: builder.rejected,
                positions: builder
                    .positions
                    .into_iter()
                    .map(|(date, at)| (date, (Arc::clone(&shared), at)))
                    .collect(),
                notes: notes.clone(),
            });
        }
    }
}

impl FileReader<'_> {
    /// Rejects the rows of a table that have more cells than its header.
    fn reject_too_long(&mut self, file: &SourceFile<'_>) {
        let Ok(table) = file.table() else { return };
        let Some(first) = table.too_long.first() else { return };
        let owner = match self.builders.len() {
            1 => self.builders.values().next().map(|(owner, _)| owner.clone()),
            _ => None,
        };
        let owner = owner.unwrap_or_else(|| self.by_path());
        let reason = format!(
            "it has more cells than the {} columns of the header",
            table.header.len()
        );
        self.of(&owner).reject_alike(*first, reason, table.too_long.len() - 1);
    }

    /// A file all of whose rows were rejected is not what it was taken for.
    fn ensure_usable(&self) -> Result<(), String> {
        let builders = || self.builders.values().map(|(_, builder)| builder);
        let rejected: usize = builders()
            .flat_map(|builder| &builder.rejected)
            .map(RejectedRow::rows)
            .sum();
        let first = builders().find_map(|builder| builder.rejected.first());
        match first {
            Some(first) if builders().all(|builder| builder.import.is_empty()) => {
                let at = match first.position {
                    Position::File => String::new(),
                    position => format!("{position}: ").trim_start_matches(", ").to_owned(),
                };
                Err(match rejected {
                    1 => format!("no row could be used: {at}{}", first.reason),
                    _ => format!(
                        "no row could be used ({rejected} were rejected); the first: {at}{}",
                        first.reason
                    ),
                })
            }
            _ => Ok(()),
        }
    }
}
