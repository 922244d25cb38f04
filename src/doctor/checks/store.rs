//! PURE. Whether the ledger's place can be written: access, rules and protections of the branch. Nothing is written to find out.

use crate::code::Code;
use crate::doctor::facts::{BranchFacts, Facts, StoreAbout, StoreFacts, TokenKind};
use crate::doctor::finding::{Finding, Level};

/// Rules of rulesets that refuse a commit through the API.
///
/// Source: <https://docs.github.com/en/repositories/configuring-branches-and-merges-in-your-repository/managing-rulesets/available-rules-for-rulesets>
const REFUSING: &[(&str, &str)] = &[
    ("pull_request", "changes must come through a pull request"),
    ("update", "updates are restricted"),
    ("required_status_checks", "status checks must have passed"),
    ("required_deployments", "deployments must have succeeded"),
    ("merge_queue", "changes must come through a merge queue"),
    ("workflows", "workflows must have passed"),
    ("code_scanning", "code scanning must have passed"),
];

/// Rules that a commit of the ledger may not fit.
const DOUBTFUL: &[(&str, &str)] = &[
    ("commit_message_pattern", "commit messages must match a pattern"),
    (
        "commit_author_email_pattern",
        "addresses of authors must match a pattern",
    ),
    (
        "committer_email_pattern",
        "addresses of committers must match a pattern",
    ),
    ("branch_name_pattern", "names of branches must match a pattern"),
    ("file_path_restriction", "paths of files are restricted"),
    ("max_file_path_length", "the length of paths is limited"),
    ("file_extension_restriction", "extensions of files are restricted"),
    ("max_file_size", "the size of files is limited"),
];

/// Rules that no run breaks: it removes no branch, moves it forward only, and makes no merges.
const HARMLESS: &[&str] = &[
    "creation",
    "deletion",
    "non_fast_forward",
    "required_linear_history",
    "required_signatures",
    "tag_name_pattern",
    "copilot_code_review",
];

pub(in crate::doctor) fn check(facts: &Facts) -> Vec<Finding> {
    match &facts.store {
        StoreFacts::Directory { path, failure: None } => {
            vec![Finding::good(path.clone(), "the directory can be written")]
        }
        StoreFacts::Directory {
            path,
            failure: Some(failure),
        } => vec![
            Finding::new(
                Level::Problem,
                path.clone(),
                format!("the directory cannot be written: {failure}"),
            )
            .code(Code::Ledger)
            .fix("Choose another directory in --output, or change its permissions."),
        ],
        StoreFacts::Branch(branch) => of_branch(facts, branch),
    }
}

fn of_branch(facts: &Facts, store: &BranchFacts) -> Vec<Finding> {
    let name = format!("{} of {}", store.branch, store.repository);
    let token = facts.tokens.iter().find(|token| token.input == "token");
    let token_kind = token.map_or(TokenKind::Other, |token| token.kind);
    let about = match &store.about {
        Ok(about) => about,
        Err(message) => {
            let link = super::tokens::settings(&facts.server, token_kind);
            return vec![Finding::of(Level::Problem, name, message).link(Some(link))];
        }
    };
    let repository = format!("{}/{}", facts.server, store.repository);
    let rules = format!("{repository}/rules");
    let mut findings = Vec::new();
    if token.is_none() {
        findings.push(
            Finding::new(Level::Problem, "`token`", "there is no token that commits")
                .code(Code::TokenMissing)
                .fix("Set GH_TOKEN or GITHUB_TOKEN; in a workflow leave out `token` for the one of the workflow. Or keep the ledger in a folder with --output."),
        );
    }
    findings.extend(of_repository(store, about, &repository));
    let exists = match &store.exists {
        Ok(exists) => *exists,
        Err(message) => {
            findings.push(Finding::of(Level::Problem, name, message));
            return findings;
        }
    };
    let about_rule = |level, text: String| {
        Finding::new(level, name.clone(), text)
            .code(Code::Protected)
            .link(Some(rules.clone()))
    };
    match &store.rules {
        Ok(kinds) => {
            let refusing = REFUSING.iter().filter(|(kind, _)| kinds.iter().any(|own| own == kind));
            let creation = kinds.iter().any(|kind| kind == "creation") && !exists;
            let refused = refusing
                .map(|(_, what)| *what)
                .chain(creation.then_some("branches must not be created"));
            findings.extend(refused.map(|what| {
                about_rule(Level::Problem, format!("a rule applies to the branch: {what}"))
                    .fix("Exclude the branch from the ruleset, let the owner of `token` bypass it, or choose another `branch`.")
            }));
            let doubtful = DOUBTFUL.iter().filter(|(kind, _)| kinds.iter().any(|own| own == kind));
            findings.extend(doubtful.map(|(_, what)| {
                about_rule(
                    Level::Warning,
                    format!("a rule applies to the branch that may refuse commits: {what}"),
                )
            }));
            let known = |kind: &str| {
                HARMLESS.contains(&kind) || REFUSING.iter().chain(DOUBTFUL).any(|(known, _)| *known == kind)
            };
            let unknown = kinds.iter().filter(|kind| !known(kind));
            findings.extend(unknown.map(|kind| {
                about_rule(
                    Level::Unknown,
                    format!("a rule of the unknown kind {kind} applies to the branch"),
                )
            }));
            if kinds.iter().any(|kind| kind == "required_signatures") && token_kind != TokenKind::Installation {
                findings.push(
                    about_rule(
                        Level::Problem,
                        "commits must be signed: GitHub signs those of GITHUB_TOKEN and of Apps, but not those of personal tokens"
                            .to_owned(),
                    )
                    .fix("Commit with GITHUB_TOKEN or the token of an App, or exclude the branch from the ruleset."),
                );
            }
        }
        // The plan may have no rules, or the token may not ask: a run shows it.
        Err(message) => {
            let text = format!("its rules cannot be read: {}", message.statement());
            findings.push(Finding::new(Level::Unknown, name.clone(), text).code(Code::Protected));
        }
    }
    if store.is_protected == Some(true) {
        findings.push(
            Finding::new(
                Level::Warning,
                name.clone(),
                "a branch protection applies to the branch and may refuse commits",
            )
            .code(Code::Protected)
            .fix("Let the owner of `token` push to the branch, or choose another `branch`.")
            .link(Some(format!("{repository}/settings/branches"))),
        );
    }
    if findings.is_empty() {
        let text = match exists {
            true => "nothing is known to keep the ledger from being committed",
            false => "the branch does not exist yet; the first run creates it",
        };
        findings.push(Finding::good(name, text));
    }
    findings
}

/// What the repository as a whole has to say.
fn of_repository(store: &BranchFacts, about: &StoreAbout, link: &str) -> Vec<Finding> {
    let name = store.repository.to_string();
    let mut findings = Vec::new();
    if about.archived == Some(true) {
        findings.push(
            Finding::new(
                Level::Problem,
                name.clone(),
                "the repository is archived, so it takes no commits",
            )
            .code(Code::Archived)
            .fix("Unarchive it, or choose another one in `store`.")
            .link(Some(format!("{link}/settings"))),
        );
    }
    if about.push == Some(false) {
        findings.push(
            Finding::new(Level::Problem, name.clone(), "the owner of `token` may not push to the repository")
                .code(Code::NoPushAccess)
                .fix("Use a token with the repository permission `Contents: read and write`; in a workflow, give the job `permissions: contents: write`.")
                .link(Some(format!("{link}/settings/access"))),
        );
    }
    if about.default_branch.as_ref() == Some(&store.branch) && store.is_root && !store.allows_default {
        findings.push(
            Finding::new(
                Level::Problem,
                name,
                format!(
                    "{} is its default branch, and the ledger would lie in its root",
                    store.branch
                ),
            )
            .code(Code::DefaultBranch)
            .fix("Choose another `branch` (default: traffic), or a `directory` in this one."),
        );
    }
    findings
}
