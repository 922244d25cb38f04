//! PURE. The tokens: kind, owner and expiry of each.

use crate::code::Code;
use crate::doctor::facts::{Facts, TokenFacts, TokenKind};
use crate::doctor::finding::{Finding, Level};
use crate::domain::{days_between, utc_day};
use crate::format::counted;

/// A token that expires within so many days is worth a warning.
const SOON: i64 = 14;

pub(in crate::doctor) fn check(facts: &Facts) -> Vec<Finding> {
    facts.tokens.iter().flat_map(|token| of(facts, token)).collect()
}

fn of(facts: &Facts, token: &TokenFacts) -> Vec<Finding> {
    let about = format!("`{}`", token.input);
    let settings = || Some(settings(&facts.server, token.kind));
    let mut findings = Vec::new();
    // Before anything was asked: the workflow's own token can never read traffic.
    if token.input == "traffic-token" && token.kind == TokenKind::Installation && token.is_shared {
        findings.push(
            Finding::new(
                Level::Warning,
                about.clone(),
                "it is the same installation token as `token`; if that is GITHUB_TOKEN, it can never read traffic",
            )
            .code(Code::NotAccessibleByIntegration)
            .fix("Create a fine-grained token with the single permission `Administration: read`, and save it as the secret TRAFFIC_TOKEN.")
            .link(Some(new_token(&facts.server))),
        );
    }
    let answer = match &token.answer {
        Ok(answer) => answer,
        Err(message) => {
            let is_refused = message.code == Some(Code::BadCredentials);
            let link = settings().filter(|_| is_refused);
            findings.push(Finding::of(Level::Problem, about, message).link(link));
            return findings;
        }
    };
    let owner = answer
        .owner
        .as_ref()
        .map_or_else(String::new, |owner| format!(" of {owner}"));
    let Some(expires) = answer.expires else {
        let text = match token.kind {
            TokenKind::Classic => format!("{}{owner}, without an expiry that GitHub tells", token.kind.name()),
            kind => format!("{}{owner}", kind.name()),
        };
        findings.push(Finding::good(about, text));
        return findings;
    };
    let day = utc_day(expires);
    let left = days_between(utc_day(facts.now), day);
    let text = format!("{}{owner}, expires on {day}", token.kind.name());
    findings.push(match left {
        ..=SOON => Finding::new(
            Level::Warning,
            about,
            format!("{text}: in {}", counted(left.max(0).unsigned_abs(), "day", "days")),
        )
        .code(Code::TokenExpires)
        .fix("Replace it before that day, or traffic will be lost.")
        .link(settings()),
        _ => Finding::good(about, text),
    });
    findings
}

/// Where a person makes a token that reads traffic.
pub(super) fn new_token(server: &str) -> String {
    format!("{server}/settings/personal-access-tokens/new")
}

/// Where a person sees tokens of a kind.
pub(super) fn settings(server: &str, kind: TokenKind) -> String {
    match kind {
        TokenKind::Classic => format!("{server}/settings/tokens"),
        TokenKind::Installation => format!("{server}/settings/installations"),
        TokenKind::FineGrained | TokenKind::User | TokenKind::Other => {
            format!("{server}/settings/personal-access-tokens")
        }
    }
}
