//! PURE. Percent-encoding (RFC 3986), one function for each part of a URL that we write.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// Everything but the unreserved characters (RFC 3986, 2.3).
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// Everything but the unreserved characters and the slash.
const PATH: &AsciiSet = &RESERVED.remove(b'/');

/// What could end a link in Markdown or HTML, or begin another; the signs that a URL itself is made of stay.
const LINK: &AsciiSet = &PATH
    .remove(b':')
    .remove(b'%')
    .remove(b'?')
    .remove(b'=')
    .remove(b'&')
    .remove(b'#')
    .remove(b'@')
    .remove(b'+');

/// A path as part of a URL: `heads/a#b` becomes `heads/a%23b`. The slashes stay.
#[must_use]
pub fn path(text: &str) -> String {
    utf8_percent_encode(text, PATH).to_string()
}

/// The value of a key in a query: nothing reserved stays.
#[must_use]
pub fn query_value(text: &str) -> String {
    utf8_percent_encode(text, RESERVED).to_string()
}

/// A whole URL or relative path as the target of a link. What is percent-encoded already stays as it is.
#[must_use]
pub fn link(url: &str) -> String {
    utf8_percent_encode(url, LINK).to_string()
}

/// An untrusted absolute path as the path of a URL; what is percent-encoded already stays. `None` when it could lead
/// out of its folder (dot segments, empty segments, backslashes) or does not begin with `/`.
#[must_use]
pub fn absolute_path(text: &str) -> Option<String> {
    let inside = text.strip_prefix('/')?;
    if text.contains('\\') {
        return None;
    }
    let mut out = String::with_capacity(text.len());
    let segments: Vec<&str> = inside.split('/').collect();
    for (index, segment) in segments.iter().enumerate() {
        let dots = segment.to_ascii_lowercase().replace("%2e", ".");
        let last = index + 1 == segments.len();
        if dots == "." || dots == ".." || (segment.is_empty() && !last) {
            return None;
        }
        out.push('/');
        out.push_str(&encode_once(segment));
    }
    Some(out)
}

/// Percent-encodes a segment but for its percent-encoded bytes: `é%20%` becomes `%C3%A9%20%25`.
fn encode_once(segment: &str) -> String {
    let mut pieces = segment.split('%');
    let mut out = query_value(pieces.next().unwrap_or_default());
    for piece in pieces {
        let encoded = piece.len() >= 2 && piece.bytes().take(2).all(|byte| byte.is_ascii_hexdigit());
        out.push_str(if encoded { "%" } else { "%25" });
        out.push_str(&query_value(piece));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_part_of_a_url_keeps_its_own_signs() {
        let text = "a b/ü#1?x=y&z%20";
        assert_eq!(path(text), "a%20b/%C3%BC%231%3Fx%3Dy%26z%2520");
        assert_eq!(query_value(text), "a%20b%2F%C3%BC%231%3Fx%3Dy%26z%2520");
        assert_eq!(link(text), "a%20b/%C3%BC#1?x=y&z%20");
        assert_eq!(link("a)](b\"<c>"), "a%29%5D%28b%22%3Cc%3E");
    }

    #[test]
    fn absolute_paths_stay_in_their_folder() {
        for (raw, want) in [
            ("/o/r/blob/main/a b.md", Some("/o/r/blob/main/a%20b.md")),
            ("/o/r/", Some("/o/r/")),
            ("/o/r/%C3%A9%", Some("/o/r/%C3%A9%25")),
            ("/o/r/%%41%4", Some("/o/r/%25%41%254")),
            ("/o/r/é)\"<", Some("/o/r/%C3%A9%29%22%3C")),
            ("/o/r/../../evil", None),
            ("/o/r/%2E%2e/x", None),
            ("//evil.example/x", None),
            ("/o\\..\\x", None),
            ("javascript:x", None),
        ] {
            assert_eq!(absolute_path(raw).as_deref(), want, "{raw}");
        }
    }
}
