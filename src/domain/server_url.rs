//! PURE. The address of the GitHub server that a ledger belongs to.

use std::fmt;
use std::str::FromStr;

/// The address of a GitHub server, which absolute links of a ledger begin with: `https://github.com`, or that of a GitHub
/// Enterprise Server. Only what cannot break out of a link is one.
#[derive(Debug, Clone)]
pub struct ServerUrl(String);

/// A text is not the address of a server.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not the address of a server")]
pub struct NotAServer;

impl ServerUrl {
    /// The longest address, in bytes.
    const MAX_BYTES: usize = 300;
}

impl fmt::Display for ServerUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Hosts have no case.
impl PartialEq for ServerUrl {
    fn eq(&self, other: &Self) -> bool {
        self.0.eq_ignore_ascii_case(&other.0)
    }
}

impl Eq for ServerUrl {}

impl FromStr for ServerUrl {
    type Err = NotAServer;

    fn from_str(text: &str) -> Result<Self, NotAServer> {
        let after_scheme = |scheme: &str| {
            let start = text.get(..scheme.len())?;
            start.eq_ignore_ascii_case(scheme).then(|| &text[scheme.len()..])
        };
        let rest = after_scheme("https://").or_else(|| after_scheme("http://"));
        let rest = rest.ok_or(NotAServer)?;
        let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~:/[]".contains(&byte);
        let begins = rest.starts_with(|first: char| first.is_ascii_alphanumeric() || first == '[');
        match begins && !rest.ends_with('/') && rest.bytes().all(is_plain) && text.len() <= Self::MAX_BYTES {
            true => Ok(Self(text.to_owned())),
            false => Err(NotAServer),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn is_what_a_link_can_begin_with() {
        for address in [
            "https://github.com",
            "HTTPS://Git.Example.org:8443/x",
            "http://[::1]:80",
        ] {
            assert_eq!(
                address.parse::<ServerUrl>().map(|url| url.to_string()),
                Ok(address.to_owned())
            );
        }
        for address in [
            "",
            "github.com",
            "https://",
            "https://github.com/",
            "https:///x",
            "javascript:alert(1)",
            "https://user@github.com",
            "https://x) ![](https://y",
            "https://x\ny",
            "https://x?a",
            "httpß://x",
            &format!("https://{}", "x".repeat(300)),
        ] {
            assert!(address.parse::<ServerUrl>().is_err(), "{address}");
        }
        assert_eq!("https://A.b".parse::<ServerUrl>(), "HTTPS://a.B".parse::<ServerUrl>());
    }
}
