//! PURE. A token, which goes to GitHub's API and nowhere else.

use std::fmt;

/// A token. Masked in `Debug`, without `Display` and without serde, so that it cannot slip into a log, an error or a
/// file; [`Secret::expose`] is the only way to read it.
#[derive(Clone)]
pub struct Secret {
    token: String,
    trimmed: bool,
}

/// Why a text cannot be a token. The messages never contain the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotAToken {
    /// Nothing but line breaks, or nothing at all.
    #[error("the token is empty; paste the one that GitHub showed when it was created")]
    Empty,
    /// Spaces, line breaks inside, quotes of a word processor: an HTTP header cannot carry them.
    #[error("the token contains spaces, line breaks or other characters than printable ASCII; paste it as one word")]
    NotPrintable,
    /// A file was pasted instead of a token.
    #[error(
        "the token is longer than {} characters; paste the token itself, not a file",
        Secret::MAX_BYTES
    )]
    TooLong,
}

impl Secret {
    /// The longest token accepted, in bytes: GitHub's have some 40 to 300, and proxies cut headers at 4,096.
    pub const MAX_BYTES: usize = 2_048;

    /// Takes a token: printable ASCII without spaces. Line breaks at its end, which pasting leaves behind, are
    /// trimmed; [`Secret::was_trimmed`] reports it.
    ///
    /// # Errors
    /// When it cannot be a token; the error never contains it.
    pub fn new(text: &str) -> Result<Self, NotAToken> {
        let token = text.trim_end_matches(['\r', '\n']);
        if token.is_empty() {
            return Err(NotAToken::Empty);
        }
        if token.len() > Self::MAX_BYTES {
            return Err(NotAToken::TooLong);
        }
        if !token.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Err(NotAToken::NotPrintable);
        }
        Ok(Self {
            token: token.to_owned(),
            trimmed: token.len() < text.len(),
        })
    }

    /// The token itself, for the `Authorization` header and for masking.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.token
    }

    /// Whether line breaks were removed from its end.
    #[must_use]
    pub fn was_trimmed(&self) -> bool {
        self.trimmed
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(***)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accepts_one_word_and_trims_line_breaks() {
        for (text, trimmed) in [("ghp_abc", false), ("ghp_abc\n", true), ("ghp_abc\r\n\n", true)] {
            let secret = Secret::new(text).expect("a token");
            assert_eq!((secret.expose(), secret.was_trimmed()), ("ghp_abc", trimmed));
        }
    }

    #[test]
    fn refuses_without_telling_the_value() {
        for (text, want) in [
            ("", NotAToken::Empty),
            ("\n\r\n", NotAToken::Empty),
            ("s3cr3t s3cr3t", NotAToken::NotPrintable),
            (" s3cr3t", NotAToken::NotPrintable),
            ("s3cr3t\ns3cr3t", NotAToken::NotPrintable),
            ("s3cr3t\t", NotAToken::NotPrintable),
            ("s3cr3t\u{0}", NotAToken::NotPrintable),
            ("“s3cr3t”", NotAToken::NotPrintable),
            (&"s3cr3t".repeat(1_000), NotAToken::TooLong),
        ] {
            let error = Secret::new(text).expect_err("no token");
            assert_eq!(error, want);
            assert!(!format!("{error} {error:?}").contains("s3cr3t"));
        }
    }

    #[test]
    fn debug_shows_stars() {
        let secret = Secret::new("ghp_abc").expect("a token");
        assert_eq!(
            format!("{secret:?} {:#?}", Some(&secret)),
            "Secret(***) Some(\n    Secret(***),\n)"
        );
    }
}
