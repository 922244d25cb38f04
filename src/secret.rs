//! PURE. A token, which goes to GitHub's API and nowhere else.

use std::borrow::Cow;
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
    /// A part of a token, or a placeholder.
    #[error(
        "the token is shorter than {} characters, but GitHub's tokens are longer; paste the whole token",
        Secret::MIN_BYTES
    )]
    TooShort,
    /// A file was pasted instead of a token.
    #[error(
        "the token is longer than {} characters; paste the token itself, not a file",
        Secret::MAX_BYTES
    )]
    TooLong,
}

impl Secret {
    /// The shortest token accepted, in bytes. Every token is masked in the log: a word of a few letters would make the
    /// whole log unreadable.
    pub const MIN_BYTES: usize = 20;
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
        if token.len() < Self::MIN_BYTES {
            return Err(NotAToken::TooShort);
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

/// What GitHub's tokens begin with.
///
/// Source: <https://docs.github.com/en/authentication/keeping-your-account-and-data-secure/about-authentication-to-github>
const PREFIXES: [&str; 6] = ["ghp_", "gho_", "ghu_", "ghs_", "ghr_", "github_pat_"];

/// The text with `***` in place of every word that looks like a token of GitHub. A token that was pasted into the wrong
/// input is repeated by the error about that input, and nobody knows it as a token then.
#[must_use]
pub fn without_tokens(text: &str) -> Cow<'_, str> {
    let is_token_character = |c: char| c.is_ascii_alphanumeric() || "_.-".contains(c);
    let end_of_token = |start: usize| {
        let rest = &text[start..];
        let length = rest.find(|c| !is_token_character(c)).unwrap_or(rest.len());
        (length >= Secret::MIN_BYTES && PREFIXES.iter().any(|prefix| rest.starts_with(prefix))).then(|| start + length)
    };
    let mut out = String::new();
    let mut kept = 0;
    for (start, _) in text.match_indices('g') {
        if start >= kept
            && let Some(end) = end_of_token(start)
        {
            out.push_str(&text[kept..start]);
            out.push_str("***");
            kept = end;
        }
    }
    if kept == 0 {
        return Cow::Borrowed(text);
    }
    out.push_str(&text[kept..]);
    Cow::Owned(out)
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(***)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TOKEN: &str = "ghp_s3cr3ts3cr3ts3cr3t";

    #[test]
    fn accepts_one_word_and_trims_line_breaks() {
        for (end, trimmed) in [("", false), ("\n", true), ("\r\n\n", true)] {
            let secret = Secret::new(&format!("{TOKEN}{end}")).expect("a token");
            assert_eq!((secret.expose(), secret.was_trimmed()), (TOKEN, trimmed));
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
            ("s3cr3t", NotAToken::TooShort),
            ("s3cr3ts3cr3ts3cr3t\n\n", NotAToken::TooShort),
            (&"s3cr3t".repeat(1_000), NotAToken::TooLong),
        ] {
            let error = Secret::new(text).expect_err("no token");
            assert_eq!(error, want);
            assert!(!format!("{error} {error:?}").contains("s3cr3t"));
        }
    }

    #[test]
    fn words_that_look_like_tokens_are_removed() {
        for (text, shown) in [
            (TOKEN.to_owned(), "***"),
            (format!("a/{TOKEN}?x, \"github_pat_{TOKEN}\""), "a/***?x, \"***\""),
            (format!("é{TOKEN}{TOKEN} {TOKEN}é"), "é*** ***é"),
            ("ghp_short, github_pat, high".to_owned(), "ghp_short, github_pat, high"),
        ] {
            assert_eq!(without_tokens(&text), shown);
        }
    }

    #[test]
    fn debug_shows_stars() {
        let secret = Secret::new(TOKEN).expect("a token");
        assert_eq!(
            format!("{secret:?} {:#?}", Some(&secret)),
            "Secret(***) Some(\n    Secret(***),\n)"
        );
    }
}
