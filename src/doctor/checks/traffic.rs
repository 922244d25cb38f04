//! PURE. Whether the traffic of each repository can be read and, if not, what is missing and where to get it.

use crate::code::Code;
use crate::doctor::facts::{Facts, RepositoryFacts, TokenKind};
use crate::doctor::finding::{Finding, Level};
use crate::format::counted;
use crate::message::Message;

use super::{server, tokens};

/// From so many repositories on, those that can be read are counted and not listed.
const MOST_LISTED: usize = 10;

pub(in crate::doctor) fn check(facts: &Facts) -> Vec<Finding> {
    let failures = facts.failures.iter();
    let mut findings: Vec<Finding> = failures
        .map(|message| Finding::of(Level::Problem, message.title.clone(), message))
        .collect();
    let (readable, refused): (Vec<_>, Vec<_>) = facts.repositories.iter().partition(|one| one.traffic.is_ok());
    match readable.len() {
        0 => {}
        few if few <= MOST_LISTED => {
            let what = match facts.reads_traffic {
                true => "its traffic can be read",
                false => "its public numbers can be read (`traffic: false`)",
            };
            let good = |one: &RepositoryFacts| Finding::good(one.name.to_string(), what);
            findings.extend(readable.into_iter().map(good));
        }
        many => findings.push(Finding::good(
            counted(many as u64, "repository", "repositories"),
            match facts.reads_traffic {
                true => "their traffic can be read",
                false => "their public numbers can be read (`traffic: false`)",
            },
        )),
    }
    let archived = facts.repositories.iter().filter(|one| one.archived == Some(true));
    findings.extend(archived.map(|one| {
        let text = "the repository is archived; GitHub may stop counting its traffic";
        Finding::new(Level::Warning, one.name.to_string(), text).code(Code::Archived)
    }));
    let of = |one: &RepositoryFacts| {
        let message = one.traffic.as_ref().err()?;
        // GitHub knows the repository, and not its traffic: that is no matter of the token elsewhere than on github.com.
        if message.code == Some(Code::NotFound) && one.is_identified && !server::is_github_com(facts) {
            let text = "the server knows the repository, and answers that there is no traffic of it";
            return Some(Finding::new(Level::Problem, one.name.to_string(), text).code(Code::Server));
        }
        Some(
            Finding::of(Level::Problem, one.name.to_string(), message)
                .link(own_link(message).or_else(|| link(facts, one, message.code))),
        )
    };
    findings.extend(refused.into_iter().filter_map(of));
    findings
}

/// The address that GitHub itself has named, at the end of the help: that of single sign-on.
fn own_link(message: &Message) -> Option<String> {
    let help = message
        .help
        .as_ref()
        .filter(|_| message.code == Some(Code::SingleSignOn))?;
    let at = help.rfind("https://")?;
    Some(help[at..].to_owned())
}

/// Where what is missing can be had.
fn link(facts: &Facts, one: &RepositoryFacts, code: Option<Code>) -> Option<String> {
    let server = &facts.server;
    let kind = facts.tokens.first().map_or(TokenKind::Other, |token| token.kind);
    Some(match code? {
        Code::BadCredentials | Code::TokenLifetime => tokens::new_token(server),
        Code::NotAccessibleByIntegration
        | Code::NotAccessibleByPersonalToken
        | Code::Forbidden
        | Code::SingleSignOn => tokens::settings(server, kind),
        Code::NoPushAccess => format!("{server}/{}/settings/access", one.name),
        Code::Plan => format!("{server}/settings/billing/plans"),
        Code::Archived | Code::NotFound => format!("{server}/{}", one.name),
        _ => return None,
    })
}
