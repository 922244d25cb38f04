//! PURE. The proxies that the environment names. What cannot be read is an error: to go on without the proxy would send
//! the requests past it.

use std::net::IpAddr;

use http::Uri;
use hyper_util::client::proxy::matcher::{Intercept, Matcher};

use super::address::has_valid_port;
use super::api_url::ApiUrl;

/// The proxies for a GitHub API, as curl reads them from the environment: `HTTPS_PROXY`, else `ALL_PROXY`, but for the
/// hosts in `NO_PROXY`; each name also in lower case.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Proxies {
    proxy: String,
    no_proxy: String,
}

/// Why a proxy variable cannot be used, and what its form is. It never repeats the value, which can hold a password.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{why}")]
pub struct InvalidProxy {
    /// The name of the variable.
    pub variable: &'static str,
    why: &'static str,
}

/// The names of a variable; the first that is set counts.
type Names = [&'static str; 2];

const HTTPS: Names = ["HTTPS_PROXY", "https_proxy"];
const ALL: Names = ["ALL_PROXY", "all_proxy"];
/// Never used, since `http` is for this machine only; but what cannot be read shows that something is wrong.
const HTTP: Names = ["HTTP_PROXY", "http_proxy"];
const NO: Names = ["NO_PROXY", "no_proxy"];

const NOT_AN_ADDRESS: &str = "not a proxy address; use http://HOST:PORT";
const PORT: &str = "the port is not a number from 1 to 65535; use http://HOST:PORT";
const SCHEME: &str = "only http:// proxies are supported; use http://HOST:PORT";
const NO_PROXY: &str =
    "not a list of hosts; use host names, IP addresses and networks such as 10.0.0.0/8, separated by commas";

impl Proxies {
    /// Reads the variables of an environment for the API at `api`. This machine needs no proxy.
    ///
    /// # Errors
    /// All variables that cannot be used.
    pub fn read<'a>(variable: impl Fn(&str) -> Option<&'a str>, api: &ApiUrl) -> Result<Self, Vec<InvalidProxy>> {
        if api.is_loopback() {
            return Ok(Self::default());
        }
        let set = |names: Names| names.into_iter().find_map(|name| Some((name, variable(name)?.trim())));
        let mut errors = Vec::new();
        let mut proxy = None;
        for names in [HTTPS, ALL, HTTP] {
            let Some((variable, text)) = set(names).filter(|(_, text)| !text.is_empty()) else {
                continue;
            };
            let is_used = proxy.is_none() && names != HTTP;
            let why = match is_http_proxy(text) {
                Ok(false) if is_used => SCHEME,
                Ok(_) => {
                    proxy = proxy.or(Some(text).filter(|_| is_used));
                    continue;
                }
                Err(why) => why,
            };
            errors.push(InvalidProxy { variable, why });
        }
        let mut no_proxy = String::new();
        if let Some((variable, text)) = set(NO) {
            match without_proxy(text, api) {
                Some(list) => no_proxy = list,
                None => errors.push(InvalidProxy {
                    variable,
                    why: NO_PROXY,
                }),
            }
        }
        if errors.is_empty() {
            let proxy = proxy.unwrap_or_default().to_owned();
            Ok(Self { proxy, no_proxy })
        } else {
            Err(errors)
        }
    }

    /// The proxy between here and the API, if there is one.
    pub(super) fn to(&self, api: &ApiUrl) -> Option<Intercept> {
        if api.is_loopback() || self.proxy.is_empty() {
            return None;
        }
        let matcher = Matcher::builder().https(self.proxy.as_str()).no(self.no_proxy.as_str());
        matcher.build().intercept(api.uri())
    }
}

/// Shows no address, which can hold a password.
impl std::fmt::Debug for Proxies {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let state = if self.proxy.is_empty() { "none" } else { "set" };
        write!(f, "Proxies({state})")
    }
}

/// Whether it is an `http` proxy; another kind may be meant for other programs.
fn is_http_proxy(text: &str) -> Result<bool, &'static str> {
    let uri: Uri = text.parse().map_err(|_| NOT_AN_ADDRESS)?;
    let authority = uri.authority().ok_or(NOT_AN_ADDRESS)?;
    if authority.host().is_empty() {
        return Err(NOT_AN_ADDRESS);
    }
    if !has_valid_port(authority) {
        return Err(PORT);
    }
    Ok(matches!(uri.scheme_str(), None | Some("http")))
}

/// The list of `NO_PROXY` in the form that the matcher reads; `None` if one of its entries cannot be read. Other programs
/// allow a port, which counts here if it is the API's, and a leading `*.`.
fn without_proxy(text: &str, api: &ApiUrl) -> Option<String> {
    let mut hosts = Vec::new();
    for entry in text.split(',').map(str::trim).filter(|entry| !entry.is_empty()) {
        if let Some((address, length)) = entry.split_once('/') {
            let address: IpAddr = address.parse().ok()?;
            let most = if address.is_ipv4() { 32 } else { 128 };
            length.parse::<u8>().ok().filter(|length| *length <= most)?;
            hosts.push(entry);
            continue;
        }
        if entry == "*" || entry.trim_matches(['[', ']']).parse::<IpAddr>().is_ok() {
            hosts.push(entry.trim_matches(['[', ']']));
            continue;
        }
        let (host, port) = match entry.rsplit_once(':') {
            Some((host, port)) => (host, Some(port.parse::<u16>().ok()?)),
            None => (entry, None),
        };
        let host = host
            .strip_prefix('*')
            .filter(|rest| rest.starts_with('.'))
            .unwrap_or(host);
        let name = host.trim_matches('.');
        let is_name = |c: char| c.is_alphanumeric() || "-_.".contains(c);
        if name.is_empty() || !name.chars().all(is_name) {
            return None;
        }
        if port.is_none_or(|port| Some(port) == api.port()) {
            hosts.push(host);
        }
    }
    Some(hosts.join(","))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(variables: &[(&str, &'static str)]) -> Result<Proxies, Vec<InvalidProxy>> {
        let api = "https://github.test/api/v3".parse().expect("an API");
        let value = |name: &str| {
            variables
                .iter()
                .find(|(other, _)| *other == name)
                .map(|(_, value)| *value)
        };
        Proxies::read(value, &api)
    }

    fn route(variables: &[(&str, &'static str)]) -> Option<String> {
        let api = "https://github.test/api/v3".parse().expect("an API");
        let proxies = read(variables).expect("valid variables");
        proxies.to(&api).map(|proxy| proxy.uri().to_string())
    }

    #[test]
    fn the_variables_as_curl_reads_them() {
        let to = |host: &str| Some(format!("http://{host}/"));
        assert_eq!(route(&[]), None);
        assert_eq!(route(&[("HTTPS_PROXY", "")]), None);
        assert_eq!(route(&[("HTTPS_PROXY", "http://me:x@a.test:1/")]), to("a.test:1"));
        assert_eq!(
            route(&[("https_proxy", "a.test:1"), ("ALL_PROXY", "http://b.test")]),
            to("a.test:1")
        );
        assert_eq!(route(&[("all_proxy", "http://b.test")]), to("b.test"));
        assert_eq!(route(&[("HTTP_PROXY", "http://c.test")]), None);
        // Another program's proxy, which ours does not use.
        assert_eq!(
            route(&[("HTTPS_PROXY", "http://a.test"), ("ALL_PROXY", "socks5://b.test")]),
            to("a.test")
        );
        for (no_proxy, is_direct) in [
            ("github.test", true),
            (".test", true),
            ("*.test, other", true),
            ("*", true),
            ("github.test:443", true),
            ("github.test:8443", false),
            ("10.0.0.0/8,::1,[::1],127.0.0.1", false),
            (",", false),
        ] {
            let variables = [("HTTPS_PROXY", "http://a.test"), ("NO_PROXY", no_proxy)];
            assert_eq!(route(&variables).is_none(), is_direct, "{no_proxy}");
        }
    }

    #[test]
    fn what_cannot_be_read_is_an_error_with_the_name_of_the_variable() {
        for (variable, value, why) in [
            ("HTTPS_PROXY", "http://me:s3cr3t@a b", NOT_AN_ADDRESS),
            ("HTTPS_PROXY", "s3cr3t\u{fffd}", NOT_AN_ADDRESS),
            ("https_proxy", "/s3cr3t", NOT_AN_ADDRESS),
            ("HTTPS_PROXY", "http://s3cr3t:84430", PORT),
            ("HTTPS_PROXY", "http://s3cr3t:", PORT),
            ("HTTPS_PROXY", "https://s3cr3t", SCHEME),
            ("ALL_PROXY", "socks5://me:s3cr3t@a", SCHEME),
            ("HTTP_PROXY", "http://s3cr3t:84430", PORT),
            ("NO_PROXY", "a.test, s3cr3t s3cr3t", NO_PROXY),
            ("NO_PROXY", "10.0.0.0/33", NO_PROXY),
            ("no_proxy", "a.test/8", NO_PROXY),
            ("NO_PROXY", "a.test:84430", NO_PROXY),
        ] {
            let errors = read(&[(variable, value)]).expect_err(value);
            assert_eq!(errors, [InvalidProxy { variable, why }], "{value}");
            assert!(!errors[0].to_string().contains("s3cr3t"));
        }
    }

    #[test]
    fn this_machine_needs_none() {
        let api = "http://127.0.0.1:1".parse().expect("an API");
        assert_eq!(Proxies::read(|_| Some("no address"), &api), Ok(Proxies::default()));
    }
}
