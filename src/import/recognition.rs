//! PURE. Which format a file has.

use std::collections::BTreeSet;

use super::file::{Content, FileName, Files, SourceFile, split};
use super::found::{FailedFile, Found, UnknownFile};
use super::reader::{RawFile, Reader};
use super::{Format, Options};

/// Whether a file is of a format.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Recognition {
    /// It is, even if it may turn out to be damaged.
    Yes,
    /// It would be, but for what is named.
    Near(String),
    /// It has nothing to do with the format.
    No,
}

impl Recognition {
    /// The recognition of what has a name that only one format uses.
    pub(super) fn by_name(is_it: bool) -> Self {
        if is_it { Self::Yes } else { Self::No }
    }
}

/// What a file turned out to be.
enum Outcome {
    Of(Format),
    Unknown(Option<Format>, String),
}

/// Reads every file in its own format, or in the given one.
pub(super) fn read(format: Option<Format>, files: &Files, options: &Options) -> Found {
    let mut found = Found::default();
    let outcomes: Vec<(&FileName, Outcome)> = files
        .iter()
        .map(|(name, bytes)| (name, recognize(format, &SourceFile::parse(name, bytes), options)))
        .collect();
    let mut recognized_beside: BTreeSet<(&str, &str)> = BTreeSet::new();
    for (name, outcome) in &outcomes {
        if let Outcome::Of(_) = outcome {
            recognized_beside.insert(place(name));
        }
    }
    for format in Format::ALL {
        let of_format = |(name, outcome): &(&FileName, Outcome)| {
            matches!(outcome, Outcome::Of(own) if own == format)
                .then_some(files.get_key_value(*name))
                .flatten()
        };
        let own: Vec<RawFile<'_>> = outcomes
            .iter()
            .filter_map(of_format)
            .map(|(name, bytes)| (name, bytes.as_slice()))
            .collect();
        if !own.is_empty() {
            let mut reader = Reader {
                options,
                format: *format,
                found: &mut found,
            };
            (format.read)(&own, &mut reader);
        }
    }
    for (name, outcome) in outcomes {
        let Outcome::Unknown(nearest, missing) = outcome else {
            continue;
        };
        // Beside files of the tool, a file that cannot be parsed is a damaged one of the tool's; so is one that is called like
        // traffic, or is all that was given.
        let is_damaged = matches!(SourceFile::parse(name, &files[name]).content, Content::Unreadable(_));
        let is_meant = files.len() == 1 || recognized_beside.contains(&place(name)) || is_called_traffic(name);
        let file = name.clone();
        if is_damaged && is_meant {
            found.failed.push(FailedFile { file, reason: missing });
        } else {
            found.unknown.push(UnknownFile { file, nearest, missing });
        }
    }
    found.failed.sort_by(|one, two| one.file.cmp(&two.file));
    found.tell_apart();
    found
}

/// The folder and the extension of a file.
fn place(name: &FileName) -> (&str, &str) {
    let (folder, file) = split(&name.path);
    (folder, file.rsplit_once('.').map_or("", |(_, extension)| extension))
}

/// Whether a word in the name of a file says that it holds traffic.
fn is_called_traffic(name: &FileName) -> bool {
    let words = split(&name.path).1.split(|c: char| !c.is_alphanumeric());
    let says = ["clones", "referrers", "traffic", "views"];
    words
        .into_iter()
        .any(|word| says.iter().any(|said| word.eq_ignore_ascii_case(said)))
}

fn recognize(format: Option<Format>, file: &SourceFile<'_>, options: &Options) -> Outcome {
    let mut nearest = None;
    for candidate in Format::ALL
        .iter()
        .filter(|candidate| format.is_none_or(|format| format == **candidate))
    {
        match (candidate.recognize)(file, options) {
            Recognition::Yes => return Outcome::Of(*candidate),
            Recognition::Near(missing) => {
                nearest.get_or_insert((*candidate, missing));
            }
            Recognition::No => {}
        }
    }
    match (nearest, &file.content, format) {
        (_, Content::Unreadable(reason), _) => Outcome::Unknown(None, reason.clone()),
        (Some((nearest, missing)), ..) => Outcome::Unknown(Some(nearest), missing),
        (None, _, Some(format)) => Outcome::Unknown(Some(format), format!("expected {}", format.files)),
        (None, ..) => Outcome::Unknown(None, "it holds no traffic in a known form".to_owned()),
    }
}
