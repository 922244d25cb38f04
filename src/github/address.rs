//! PURE. What of an address may be shown, and whether its port can be used.

use http::uri::Authority;

/// The scheme and the host of an address, with its port if that is a number. The rest can hold a password or a key, and
/// so can a text that is not an address at all: `None`.
pub(super) fn scheme_and_host(text: &str) -> Option<String> {
    let (scheme, rest) = text.split_once("://")?;
    let is_scheme = (1..=10).contains(&scheme.len()) && scheme.bytes().all(|byte| byte.is_ascii_alphanumeric());
    let authority = rest.split(['/', '?', '#', '\\']).next().unwrap_or_default();
    // A password that contains a slash or a question mark puts the host behind it.
    let authority = match rest.rsplit_once('@') {
        Some((_, rest)) => rest.split(['/', '?', '#', '\\']).next().unwrap_or_default(),
        None => authority,
    };
    let (host, port) = match authority.rsplit_once(':') {
        Some((host, port)) if !port.contains(']') => (host, port),
        _ => (authority, ""),
    };
    let is_host = !host.is_empty()
        && host
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b".-_[]:".contains(&byte));
    if !is_scheme || !is_host {
        return None;
    }
    let is_port = (1..=5).contains(&port.len()) && port.bytes().all(|byte| byte.is_ascii_digit());
    Some(if is_port {
        format!("{scheme}://{host}:{port}")
    } else {
        format!("{scheme}://{host}")
    })
}

/// Whether the port is absent or a number from 1 to 65535. The parser of URIs takes any digits, and gives a port that it
/// cannot read as none: the request would go to another port.
pub(super) fn has_valid_port(authority: &Authority) -> bool {
    let host_and_port = authority.as_str().rsplit('@').next().unwrap_or_default();
    match host_and_port.strip_prefix(authority.host()).unwrap_or_default() {
        "" => true,
        port => port.strip_prefix(':').is_some_and(is_port),
    }
}

fn is_port(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit()) && text.parse::<u16>().is_ok_and(|port| port > 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_scheme_and_host_are_shown() {
        for (text, shown) in [
            ("https://me:s3cr3t@host.test/s3cr3t?s3cr3t#s3cr3t", "https://host.test"),
            ("https://host.test?access_token=s3cr3t", "https://host.test"),
            ("https://host.test:8443/s3cr3t", "https://host.test:8443"),
            ("https://host.test:s3cr3t", "https://host.test"),
            ("https://me:s3cr/3t@host.test", "https://host.test"),
            ("https://host.test/?to=s3cr3t@other.test/x", "https://other.test"),
            ("http://[::1]:80/s3cr3t", "http://[::1]:80"),
            ("http://[::1]", "http://[::1]"),
        ] {
            assert_eq!(scheme_and_host(text).as_deref(), Some(shown), "{text}");
        }
        for text in [
            "",
            "s3cr3t",
            "host.test",
            "https://",
            "https://s3cr3t s3cr3t",
            "s3cr3t!://x",
            "me:s3cr3t@host",
        ] {
            assert_eq!(scheme_and_host(text), None, "{text}");
        }
    }

    #[test]
    fn a_port_is_a_number_up_to_65535() {
        for (authority, valid) in [
            ("host", true),
            ("host:1", true),
            ("me:1@host:65535", true),
            ("[::1]", true),
            ("[::1]:443", true),
            ("host:", false),
            ("host:0", false),
            ("host:65536", false),
            ("host:84430", false),
            ("[::1]:84430", false),
        ] {
            let parsed: Authority = authority.parse().expect(authority);
            assert_eq!(has_valid_port(&parsed), valid, "{authority}");
        }
    }
}
