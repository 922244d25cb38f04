//! PURE. The tokens: kind, owner and expiry of each.

use crate::code::Code;
use crate::doctor::facts::{Facts, StoreFacts, TokenAnswer, TokenFacts, TokenKind};
use crate::doctor::finding::{Finding, Level};
use crate::doctor::thresholds::TOKEN_DAYS;
use crate::domain::{days_between, utc_day};
use crate::format::counted;

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
        Err(message) if message.code == Some(Code::BadCredentials) => {
            findings.push(Finding::of(Level::Problem, about, message).link(settings()));
            return findings;
        }
        // Whether it serves is a matter of the calls that follow.
        Err(message) => {
            let text = format!(
                "{}; GitHub did not say more: {}",
                token.kind.name(),
                message.statement()
            );
            findings.push(Finding::new(Level::Unknown, about, text).code(message.code.unwrap_or(Code::Trouble)));
            return findings;
        }
    };
    findings.extend(scopes(facts, token, answer).map(|finding| finding.link(settings())));
    let owner = answer
        .owner
        .as_ref()
        .map_or_else(String::new, |owner| format!(" of {owner}"));
    // GitHub has sent times in the past with calls that succeeded: only a future time means something.
    let Some(expires) = answer.expires.filter(|expires| *expires > facts.now) else {
        findings.push(Finding::good(about, format!("{}{owner}", token.kind.name())));
        return findings;
    };
    let day = utc_day(expires);
    let left = days_between(utc_day(facts.now), day);
    let text = format!("{}{owner}, expires on {day}", token.kind.name());
    let soon = match left {
        0 => "today".to_owned(),
        left => format!("in {}", counted(left.unsigned_abs(), "day", "days")),
    };
    findings.push(match left {
        ..=TOKEN_DAYS => Finding::new(Level::Warning, about, format!("{text}: {soon}"))
            .code(Code::TokenExpires)
            .fix("Replace it before then, or traffic will be lost.")
            .link(settings()),
        _ => Finding::good(about, text),
    });
    findings
}

/// That a classic token cannot do what it is for, since it lacks a scope.
fn scopes(facts: &Facts, token: &TokenFacts, answer: &TokenAnswer) -> Option<Finding> {
    let scopes = answer.scopes.as_ref().filter(|_| token.kind == TokenKind::Classic)?;
    let has = |wanted: &str| scopes.iter().any(|scope| scope == wanted);
    let is_public = match (token.input, &facts.store) {
        ("traffic-token", _) => facts.repositories.iter().all(|one| one.private == Some(false)),
        (_, StoreFacts::Branch(branch)) => branch.about.as_ref().is_ok_and(|about| about.private == Some(false)),
        (_, StoreFacts::Directory { .. }) => return None,
    };
    let suffices = has("repo") || (is_public && has("public_repo"));
    (!suffices).then(|| {
        Finding::new(
            Level::Problem,
            format!("`{}`", token.input),
            "the classic token lacks the scope `repo`",
        )
        .code(Code::NoPushAccess)
        .fix("Give it the scope `repo`, or use a fine-grained token with the single permission that is needed.")
    })
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
