//! Branches and the rules on them. Imports the git store.

use serde_json::{Value, json};

use super::Call;
use super::git_read::commit_fields;
use crate::answer::{Answer, Routed};
use crate::repository::{Rule, account};
use crate::world::Entry;

/// `GET /repos/O/R/branches/B`.
pub(super) fn get(entry: &Entry, call: &Call<'_>, branch: &str) -> Routed {
    let missing = || Answer::error(404, "Branch not found");
    let head = entry
        .git
        .seen(&format!("refs/heads/{branch}"), call.stale)
        .ok_or_else(missing)?;
    let fields = commit_fields(entry, call, head).ok_or_else(missing)?;
    let (meta, base) = (&entry.meta, &call.base);
    let protected = matches!(
        meta.rule(branch),
        Some(Rule::ProtectedPullRequest | Rule::ProtectedPush)
    );
    let html = format!("https://github.com/{}", meta.full_name());
    let checks = json!({"enforcement_level": "off", "contexts": [], "checks": []});
    let commit = json!({
        "sha": fields["sha"], "node_id": fields["node_id"],
        "commit": {
            "author": fields["author"], "committer": fields["committer"], "message": fields["message"],
            "tree": fields["tree"], "url": fields["url"], "comment_count": 0, "verification": fields["verification"],
        },
        "url": meta.url(base, &format!("/commits/{head}")), "html_url": format!("{html}/commit/{head}"),
        "comments_url": meta.url(base, &format!("/commits/{head}/comments")),
        "author": account(base, "octocat"), "committer": account(base, "octocat"), "parents": fields["parents"],
    });
    Ok(Answer::ok(&json!({
        "name": branch, "commit": commit, "protected": protected,
        "_links": {"self": meta.url(base, &format!("/branches/{branch}")), "html": format!("{html}/tree/{branch}")},
        "protection": {"enabled": protected, "required_status_checks": checks},
        "protection_url": meta.url(base, &format!("/branches/{branch}/protection")),
    })))
}

/// `GET /repos/O/R/rules/branches/B`: what rulesets say. Classic protection does not show here.
pub(super) fn rules(entry: &Entry, branch: &str) -> Answer {
    let source =
        json!({"ruleset_source_type": "Repository", "ruleset_source": entry.meta.full_name(), "ruleset_id": 7});
    let rule = |kind: &str, parameters: Value| {
        let mut rule = source.clone();
        rule["type"] = json!(kind);
        if !parameters.is_null() {
            rule["parameters"] = parameters;
        }
        rule
    };
    let review = json!({
        "required_approving_review_count": 1, "dismiss_stale_reviews_on_push": false,
        "require_code_owner_review": false, "require_last_push_approval": false,
        "required_review_thread_resolution": false, "allowed_merge_methods": ["merge", "squash", "rebase"],
    });
    let rules = match entry.meta.rule(branch) {
        Some(Rule::PullRequest) => vec![rule("pull_request", review)],
        Some(Rule::RestrictCreations) => vec![rule("creation", Value::Null)],
        _ => Vec::new(),
    };
    Answer::ok(&Value::Array(rules))
}
