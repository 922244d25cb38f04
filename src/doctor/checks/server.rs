//! PURE. The server: GitHub documents the traffic API for github.com alone.

use crate::code::Code;
use crate::doctor::facts::Facts;
use crate::doctor::finding::{Finding, Level};

pub(in crate::doctor) fn check(facts: &Facts) -> Vec<Finding> {
    let host = facts.server.split("://").nth(1).unwrap_or(&facts.server);
    let (what, level) = match host {
        "github.com" => return vec![Finding::good("server", "github.com, which has the traffic API")],
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
