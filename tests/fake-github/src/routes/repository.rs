//! `GET /repos/O/R` and its releases. Imports the repository's JSON.

use serde_json::Value;

use super::Call;
use crate::answer::Answer;
use crate::tokens::Token;
use crate::world::Entry;

/// The repository itself.
pub(super) fn get(entry: &Entry, call: &Call<'_>, token: Option<&Token>) -> Answer {
    Answer::ok(&entry.meta.json(&call.base, writable(entry, token)))
}

/// Releases, newest first, by pages.
pub(super) fn releases(entry: &Entry, call: &Call<'_>, token: Option<&Token>) -> Answer {
    let number = |name, default| call.query(name).and_then(|v| v.parse().ok()).unwrap_or(default);
    let per_page: usize = number("per_page", 30).clamp(1, 100);
    let page: usize = number("page", 1).max(1);
    let all = entry.meta.releases_json(&call.base, writable(entry, token));
    let pages = all.len().div_ceil(per_page);
    let shown: Vec<Value> = all.into_iter().skip((page - 1) * per_page).take(per_page).collect();
    let answer = Answer::ok(&Value::Array(shown));
    let url = |page: usize| {
        format!(
            "{}/repositories/{}/releases?per_page={per_page}&page={page}",
            call.base, entry.meta.id
        )
    };
    let mut links = Vec::new();
    if page > 1 {
        links.push(format!("<{}>; rel=\"prev\"", url(page - 1)));
        links.push(format!("<{}>; rel=\"first\"", url(1)));
    }
    if page < pages {
        links.push(format!("<{}>; rel=\"next\"", url(page + 1)));
        links.push(format!("<{}>; rel=\"last\"", url(pages)));
    }
    if links.is_empty() {
        answer
    } else {
        answer.with("link", links.join(", "))
    }
}

fn writable(entry: &Entry, token: Option<&Token>) -> bool {
    token.is_some_and(|t| t.writes_contents && t.selects(&entry.meta))
}
