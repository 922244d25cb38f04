//! PURE. The server: GitHub documents the traffic API for github.com alone.

use crate::code::Code;
use crate::doctor::facts::Facts;
use crate::doctor::finding::{Finding, Level};

pub(in crate::doctor) fn check(facts: &Facts) -> Vec<Finding> {
    let host = host(facts);
    let (what, level) = match host {
        _ if is_github_com(facts) => return vec![Finding::good("server", "github.com, which has the traffic API")],
        host if host.ends_with(".ghe.com") => ("GitHub Enterprise Cloud with data residency", Level::Warning),
        _ => ("GitHub Enterprise Server, or another server", Level::Note),
    };
    vec![
        Finding::new(
            level,
            "server",
            format!(
                "{host} is {what}, for which GitHub documents no traffic API; what it answers is taken as it comes"
            ),
        )
        .code(Code::Server),
    ]
}

/// Whether GitHub documents the traffic API for the server.
pub(super) fn is_github_com(facts: &Facts) -> bool {
    matches!(host(facts), "github.com" | "api.github.com")
}

/// What tells which server it is: the API's host, unless that is a proxy on this machine.
fn host(facts: &Facts) -> &str {
    let is_here = facts.api_host.starts_with("127.") || facts.api_host == "localhost" || facts.api_host == "[::1]";
    match is_here {
        true => facts.server.split("://").nth(1).unwrap_or(&facts.server),
        false => &facts.api_host,
    }
}
