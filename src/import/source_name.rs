//! PURE. The name under which imported numbers appear in the report.

use std::fmt;
use std::str::FromStr;

/// The name of a source of imported numbers: lower-case letters, digits and hyphens, so that it is safe in file names,
/// tables and charts.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct SourceName(String);

impl SourceName {
    /// The name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for SourceName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A text that is not a valid source name.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is not a valid source name: use up to 40 lower-case letters, digits and hyphens, such as my-log")]
pub struct InvalidSourceName(String);

impl FromStr for SourceName {
    type Err = InvalidSourceName;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let is_valid = (1..=40).contains(&text.len())
            && text
                .bytes()
                .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
            && !text.starts_with('-');
        is_valid
            .then(|| Self(text.to_owned()))
            .ok_or_else(|| InvalidSourceName(crate::encode::excerpt(text, 60)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sources_are_safe_in_file_names() {
        assert!("ghstats".parse::<SourceName>().is_ok());
        for wrong in ["", "-x", "A", "a/b", "a b", "=1", &"a".repeat(41)] {
            assert!(wrong.parse::<SourceName>().is_err(), "{wrong:?}");
        }
    }
}
