//! Lists by pages, with GitHub's `Link` header. Imports the answers.

use serde_json::Value;

use super::Call;
use crate::answer::Answer;

/// What GitHub shows on a page if it is not asked for more or less.
const PER_PAGE: usize = 30;
/// What GitHub shows on a page at most.
const MAX_PER_PAGE: usize = 100;

/// One page of a list.
pub(super) struct Page {
    pub(super) items: Vec<Value>,
    links: Vec<String>,
}

impl Page {
    /// The page that was asked for. `path` is where the links lead: for lists of an account or a repository by its id,
    /// whatever name was asked for.
    pub(super) fn new(call: &Call<'_>, path: &str, all: Vec<Value>) -> Self {
        let number = |name, default| call.query(name).and_then(|v| v.parse().ok()).unwrap_or(default);
        let per_page = number("per_page", PER_PAGE).clamp(1, MAX_PER_PAGE);
        let page = number("page", 1).max(1);
        let pages = all.len().div_ceil(per_page);
        let others: String = call
            .parameters()
            .filter(|(name, _)| !matches!(*name, "page" | "per_page"))
            .map(|(name, value)| format!("{name}={}&", value.replace(',', "%2C")))
            .collect();
        let link = |to: usize, rel: &str| {
            let base = &call.base;
            format!("<{base}{path}?{others}per_page={per_page}&page={to}>; rel=\"{rel}\"")
        };
        let mut links = Vec::new();
        if page > 1 {
            links.push(link((page - 1).min(pages.max(1)), "prev"));
        }
        if page < pages {
            links.push(link(page + 1, "next"));
            links.push(link(pages, "last"));
        }
        if page > 1 {
            links.push(link(1, "first"));
        }
        let first = (page - 1).saturating_mul(per_page);
        Self {
            items: all.into_iter().skip(first).take(per_page).collect(),
            links,
        }
    }

    /// The answer with this body; no `Link` if everything fits on one page.
    pub(super) fn answer(&self, body: &Value) -> Answer {
        let answer = Answer::ok(body);
        match self.links.is_empty() {
            true => answer,
            false => answer.with("link", self.links.join(", ")),
        }
    }

    /// The answer whose body is the list itself.
    pub(super) fn list(self) -> Answer {
        self.answer(&Value::Array(self.items.clone()))
    }
}
