//! PURE. What the headers of GitHub's answers say beside the body.

use http::HeaderMap;

use crate::domain::{Timestamp, is_plausible, utc_day};
use crate::encode::one_line;

/// The most characters of a server's version.
const MAX_VERSION: usize = 40;

/// The text of a header.
pub(super) fn header<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    headers.get(name)?.to_str().ok()
}

/// When GitHub generated an answer (header `Date`); `None` if it is missing or cannot be.
pub(super) fn date(headers: &HeaderMap) -> Option<Timestamp> {
    let text = header(headers, "date")?;
    let date = jiff::fmt::rfc2822::parse(text).ok()?.timestamp();
    Some(date).filter(|date| is_plausible(utc_day(*date)))
}

/// The version of GitHub Enterprise Server that answered.
pub(super) fn enterprise(headers: &HeaderMap) -> Option<String> {
    header(headers, "x-github-enterprise-version").map(|text| one_line(text, MAX_VERSION))
}

/// The scopes of a classic token: `x-oauth-scopes: repo, gist`; empty if it has none, `None` of other kinds of tokens.
pub(super) fn scopes(headers: &HeaderMap) -> Option<Vec<String>> {
    let text = header(headers, "x-oauth-scopes")?;
    let scopes = text.split(',').map(str::trim).filter(|scope| !scope.is_empty());
    Some(scopes.map(|scope| one_line(scope, MAX_VERSION)).collect())
}

/// When the token expires: `github-authentication-token-expiration: 2026-12-01 10:00:00 UTC`.
pub(super) fn expiry(headers: &HeaderMap) -> Option<Timestamp> {
    let text = header(headers, "github-authentication-token-expiration")?.trim();
    if let Some(utc) = text.strip_suffix(" UTC") {
        let civil: jiff::civil::DateTime = utc.parse().ok()?;
        return jiff::tz::Offset::UTC.to_timestamp(civil).ok();
    }
    // Some responses carry an offset in place of the zone's name: `2026-12-01 10:00:00 +0100`.
    jiff::fmt::strtime::parse("%Y-%m-%d %H:%M:%S %z", text)
        .ok()?
        .to_timestamp()
        .ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_expiry_of_the_token_is_read_in_both_forms() {
        let at = |text: &str| {
            let name = http::HeaderName::from_static("github-authentication-token-expiration");
            let headers: HeaderMap = [(name, text.parse().expect("a value"))].into_iter().collect();
            expiry(&headers).map(|at| at.to_string())
        };
        assert_eq!(at("2026-12-01 10:00:00 UTC").as_deref(), Some("2026-12-01T10:00:00Z"));
        assert_eq!(at("2026-12-01 10:00:00 +0100").as_deref(), Some("2026-12-01T09:00:00Z"));
        assert_eq!(at("soon"), None);
    }
}
