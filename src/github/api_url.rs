//! PURE. The URL of GitHub's API.

use std::fmt;
use std::net::IpAddr;
use std::str::FromStr;

use http::Uri;

use super::address::{has_valid_port, scheme_and_host};

/// The address of a GitHub API: `https://api.github.com`, or `https://HOST/api/v3` of a GitHub Enterprise Server.
///
/// Plain `http` is for loopback hosts only: a token must never cross a network unencrypted.
#[derive(Clone, PartialEq, Eq)]
pub struct ApiUrl {
    uri: Uri,
    text: String,
}

/// Why a text is not the URL of an API, and which form is. Of the text it repeats scheme and host only.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "{}not a valid API URL: {why}; use https://api.github.com, or https://HOST/api/v3 for GitHub Enterprise Server",
    origin.as_ref().map_or_else(String::new, |origin| format!("{origin:?} is "))
)]
pub struct NotAnApiUrl {
    origin: Option<String>,
    why: &'static str,
}

impl ApiUrl {
    /// The address of github.com.
    pub const GITHUB: &'static str = "https://api.github.com";

    /// The path of GitHub Enterprise Server.
    const ENTERPRISE: &'static str = "/api/v3";

    /// The address without a slash at its end, to connect to; to show it there is `Display`.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The same as a parsed URI.
    #[must_use]
    pub fn uri(&self) -> &Uri {
        &self.uri
    }

    /// The host, without brackets for IPv6.
    #[must_use]
    pub fn host(&self) -> &str {
        host(&self.uri)
    }

    /// The port.
    pub(super) fn port(&self) -> Option<u16> {
        port(&self.uri)
    }

    /// Whether it is this machine: it needs no proxy, and plain `http` is allowed.
    #[must_use]
    pub fn is_loopback(&self) -> bool {
        is_loopback(self.host())
    }

    /// Whether `other` has the same scheme, host and port, so that the token may go there too.
    #[must_use]
    pub fn same_origin(&self, other: &Uri) -> bool {
        other.scheme() == self.uri.scheme()
            && host(other).eq_ignore_ascii_case(self.host())
            && port(other) == port(&self.uri)
            && !other
                .authority()
                .is_some_and(|authority| authority.as_str().contains('@'))
    }
}

fn host(uri: &Uri) -> &str {
    uri.host().unwrap_or_default().trim_matches(['[', ']'])
}

fn port(uri: &Uri) -> Option<u16> {
    uri.port_u16().or(match uri.scheme_str() {
        Some("https") => Some(443),
        Some("http") => Some(80),
        _ => None,
    })
}

fn is_loopback(host: &str) -> bool {
    host.eq_ignore_ascii_case("localhost") || host.parse().is_ok_and(|address: IpAddr| address.is_loopback())
}

impl FromStr for ApiUrl {
    type Err = NotAnApiUrl;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let refuse = |why| NotAnApiUrl {
            origin: scheme_and_host(text),
            why,
        };
        let trimmed = text.trim_end_matches('/');
        if trimmed.contains('#') || trimmed.contains('?') {
            return Err(refuse("it has a query or a fragment"));
        }
        let Some((scheme, _)) = trimmed.split_once(':') else {
            return Err(refuse("it does not begin with https://"));
        };
        if !scheme.eq_ignore_ascii_case("https") && !scheme.eq_ignore_ascii_case("http") {
            return Err(refuse("it does not use https"));
        }
        let uri: Uri = trimmed.parse().map_err(|_| refuse("it is not a URL"))?;
        let authority = uri.authority().ok_or_else(|| refuse("it has no host"))?;
        if authority.as_str().contains('@') {
            return Err(refuse("it contains a user name or a password"));
        }
        if !has_valid_port(authority) {
            return Err(refuse("its port is not a number from 1 to 65535"));
        }
        match uri.scheme_str() {
            Some("https") => {}
            Some("http") if is_loopback(host(&uri)) => {}
            Some("http") => return Err(refuse("http is allowed for this machine only")),
            _ => return Err(refuse("it does not use https")),
        }
        if host(&uri).is_empty() {
            return Err(refuse("it has no host"));
        }
        if uri.path().contains("//") || uri.path().split('/').any(|segment| segment == "." || segment == "..") {
            return Err(refuse("its path has empty or dot segments"));
        }
        let text = trimmed.to_owned();
        Ok(Self { uri, text })
    }
}

/// Scheme and host, and the path if it is the one of GitHub Enterprise Server: any other can be the key of a gateway.
impl fmt::Display for ApiUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&scheme_and_host(&self.text).unwrap_or_default())?;
        match self.uri.path() {
            "" | "/" => Ok(()),
            Self::ENTERPRISE => f.write_str(Self::ENTERPRISE),
            _ => f.write_str("/…"),
        }
    }
}

impl fmt::Debug for ApiUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ApiUrl({self})")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accepts_the_forms_in_use() {
        for (text, kept) in [
            ("https://api.github.com", "https://api.github.com"),
            ("https://api.github.com/", "https://api.github.com"),
            ("https://git.example.org/api/v3/", "https://git.example.org/api/v3"),
            (
                "https://git.example.org:8443/api/v3",
                "https://git.example.org:8443/api/v3",
            ),
            ("http://127.0.0.1:4711", "http://127.0.0.1:4711"),
            ("http://localhost:4711", "http://localhost:4711"),
            ("http://[::1]:4711", "http://[::1]:4711"),
        ] {
            assert_eq!(text.parse::<ApiUrl>().map(|url| url.to_string()), Ok(kept.to_owned()));
        }
    }

    #[test]
    fn refuses_the_rest_and_says_what_was_wanted() {
        for text in [
            "",
            "api.github.com",
            "github",
            "/api/v3",
            "ftp://api.github.com",
            "http://api.github.com",
            "http://127.0.0.1.example.org",
            "https://api.github.com?x=1",
            "https://api.github.com#x",
            "https://",
            "https://host//api",
            "https://host/../v3",
            "https://ho st",
            "https://host:84430",
            "https://host:",
        ] {
            let error = text.parse::<ApiUrl>().expect_err(text).to_string();
            assert!(error.contains("https://HOST/api/v3"), "{error}");
        }
    }

    #[test]
    fn an_error_repeats_scheme_and_host_only() {
        for text in [
            "https://me:s3cr3t@api.github.com",
            "https://api.github.com/?access_token=s3cr3t",
            "https://api.github.com/s3cr3t//x",
            "https://api.github.com#s3cr3t",
            "ftp://s3cr3t@api.github.com/s3cr3t",
        ] {
            let error = text.parse::<ApiUrl>().expect_err(text).to_string();
            assert!(error.contains("://api.github.com\" is not a valid"), "{error}");
            assert!(!error.contains("s3cr3t"), "{error}");
        }
        let error = "s3cr3t".parse::<ApiUrl>().expect_err("no address").to_string();
        assert!(
            error.starts_with("not a valid API URL: it does not begin with https://"),
            "{error}"
        );
    }

    #[test]
    fn an_unknown_path_is_not_shown() {
        let api: ApiUrl = "https://gateway.example.org:8443/s3cr3t/api/v3".parse().expect("good");
        assert_eq!(api.as_str(), "https://gateway.example.org:8443/s3cr3t/api/v3");
        assert_eq!(format!("{api} {api:?}").matches("s3cr3t").count(), 0);
        assert_eq!(api.to_string(), "https://gateway.example.org:8443/…");
    }

    #[test]
    fn an_origin_is_scheme_host_and_port() {
        let api: ApiUrl = "https://git.example.org/api/v3".parse().expect("good");
        let same = |text: &str| api.same_origin(&text.parse().expect("a URI"));
        assert!(same("https://git.example.org/api/v3/repositories/1"));
        assert!(same("https://GIT.example.org:443/x"));
        assert!(!same("http://git.example.org/x"));
        assert!(!same("https://git.example.org:8443/x"));
        assert!(!same("https://example.org/x"));
        assert!(!same("https://x@git.example.org/x"));
        assert!(!same("/only/a/path"));
    }
}
