//! A repository as GitHub knows it beside its git objects, and how `GET /repos/O/R` and lists tell it. Imports tokens, truth.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde_json::{Value, json};

use crate::ci::CiRun;
use crate::clock::{Clock, date_of_day, day_number};
use crate::tokens::{Token, TokenKind};
use crate::truth::Truth;

/// A repository. Made with [`Repository::new`] and changed through public fields before it is added, or by `edit` later.
#[derive(Clone, Debug)]
pub struct Repository {
    /// The numeric id; 0 = the fake gives one. It survives renames.
    pub id: u64,
    /// The account.
    pub owner: String,
    /// The name without the owner.
    pub name: String,
    /// The line below the name.
    pub description: String,
    /// When it was made, RFC 3339.
    pub created_at: String,
    /// The last push, RFC 3339. The fake moves it when a ref moves.
    pub pushed_at: String,
    /// Not for everybody.
    pub private: bool,
    /// Read-only.
    pub archived: bool,
    /// A fork of something.
    pub fork: bool,
    /// The default branch.
    pub default_branch: String,
    /// Stars that the repository shows.
    pub stars: u64,
    /// Stars that were given, by UTC day; a day that is not listed had none.
    pub star_days: BTreeMap<Date, u64>,
    /// Whether GitHub has the history of stars.
    pub has_star_history: bool,
    /// Forks.
    pub forks: u64,
    /// Subscribers (watchers in the narrow sense).
    pub subscribers: u64,
    /// Open issues and pull requests.
    pub open_issues: u64,
    /// Releases, in any order.
    pub releases: Vec<Release>,
    /// The traffic that really was.
    pub truth: Truth,
    /// Traffic answers an all-zero window that ends today.
    pub no_data_yet: bool,
    /// Traffic answers 403 with the text about the plan.
    pub needs_paid_plan: bool,
    /// Branches under a rule: the branch and the rule.
    pub rules: Vec<(String, Rule)>,
    /// A workflow with a schedule.
    pub schedule: Option<Schedule>,
    /// What its own CI did, in any order. The clones that it made are in the truth.
    pub ci_runs: Vec<CiRun>,
    /// A recursive tree lists at most so many entries and then says `truncated`.
    pub tree_listing_limit: Option<usize>,
}

/// A workflow with a schedule.
#[derive(Clone, Debug)]
pub struct Schedule {
    /// The name of its file.
    pub file: String,
    /// `active`, `disabled_inactivity`, `disabled_manually` or `disabled_fork`.
    pub state: String,
    /// When its scheduled runs were created, RFC 3339, with the conclusion of each, newest first.
    pub runs: Vec<(String, String)>,
}

/// What forbids a direct update of a branch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rule {
    /// A ruleset that wants a pull request: 422 `Repository rule violations found…Changes must be made through a pull request.`
    PullRequest,
    /// A ruleset that forbids making the ref: 422 `Repository rule violations found…Cannot create ref due to creations being restricted.`
    RestrictCreations,
    /// Classic protection that wants a pull request: 422 `Changes must be made through a pull request.`
    ProtectedPullRequest,
    /// Classic protection that names who may push: 403 with a link to `about-protected-branches`.
    ProtectedPush,
}

/// A release.
#[derive(Clone, Debug, Default)]
pub struct Release {
    /// The tag.
    pub tag: String,
    /// The title.
    pub name: String,
    /// The text, Markdown.
    pub body: String,
    /// When it was published, RFC 3339.
    pub published_at: String,
    /// Not public yet; seen by who may write.
    pub draft: bool,
    /// Marked as a pre-release.
    pub prerelease: bool,
    /// Files: name, size in bytes, downloads.
    pub assets: Vec<(String, u64, u64)>,
    /// How many files were taken away or replaced before: those that are there have ids after theirs.
    pub former_assets: u64,
    /// When the files were uploaded, RFC 3339; `None` for the time of the publication.
    pub uploaded_at: Option<String>,
}

impl Release {
    /// A release with a tag (also its title), a publishing time and a text.
    #[must_use]
    pub fn new(tag: &str, published_at: &str, body: &str) -> Self {
        let (tag, published_at, body) = (tag.to_owned(), published_at.to_owned(), body.to_owned());
        Self {
            name: tag.clone(),
            tag,
            published_at,
            body,
            ..Self::default()
        }
    }

    /// Adds a file with its size in bytes and its downloads.
    #[must_use]
    pub fn asset(mut self, name: &str, size: u64, downloads: u64) -> Self {
        self.assets.push((name.to_owned(), size, downloads));
        self
    }
}

impl Repository {
    /// A public repository `owner/name` from 2024 with a few stars, no commits and no traffic.
    ///
    /// # Panics
    /// If the name has no slash: a mistake in the test.
    #[must_use]
    pub fn new(full_name: &str) -> Self {
        let (owner, name) = full_name
            .split_once('/')
            .expect("the test names a repository as owner/name");
        Self {
            id: 0,
            owner: owner.to_owned(),
            name: name.to_owned(),
            description: "What this project is for, in one line".to_owned(),
            created_at: "2024-01-15T09:30:00Z".to_owned(),
            pushed_at: "2024-01-15T09:30:00Z".to_owned(),
            private: false,
            archived: false,
            fork: false,
            default_branch: "main".to_owned(),
            stars: 42,
            star_days: BTreeMap::new(),
            has_star_history: true,
            forks: 7,
            subscribers: 5,
            open_issues: 3,
            releases: Vec::new(),
            truth: Truth::default(),
            no_data_yet: false,
            needs_paid_plan: false,
            rules: Vec::new(),
            schedule: None,
            ci_runs: Vec::new(),
            tree_listing_limit: None,
        }
    }

    /// The same repository with this traffic.
    #[must_use]
    pub fn with_truth(mut self, truth: Truth) -> Self {
        self.truth = truth;
        self
    }

    /// The same repository, private.
    #[must_use]
    pub fn private(mut self) -> Self {
        self.private = true;
        self
    }

    /// `owner/name`.
    #[must_use]
    pub fn full_name(&self) -> String {
        format!("{}/{}", self.owner, self.name)
    }

    /// The rule on a branch.
    pub(crate) fn rule(&self, branch: &str) -> Option<Rule> {
        self.rules.iter().find(|(b, _)| b == branch).map(|(_, rule)| *rule)
    }

    /// The URL of something below the repository in the API.
    pub(crate) fn url(&self, base: &str, rest: &str) -> String {
        format!("{base}/repos/{}/{}{rest}", self.owner, self.name)
    }

    /// The whole body of `GET /repos/O/R`; `base` is the API's root, `writable` what the asking token may do.
    pub(crate) fn json(&self, base: &str, writable: bool) -> Value {
        let full = self.full_name();
        let html = format!("https://github.com/{full}");
        let mut body = json!({
            "id": self.id, "node_id": format!("R_kgDO{:06x}", self.id), "name": self.name, "full_name": full,
            "private": self.private, "owner": account(base, &self.owner), "html_url": html,
            "description": self.description, "fork": self.fork, "url": self.url(base, ""),
            "created_at": self.created_at, "updated_at": self.pushed_at, "pushed_at": self.pushed_at,
            "git_url": format!("git://github.com/{full}.git"), "ssh_url": format!("git@github.com:{full}.git"),
            "clone_url": format!("{html}.git"), "svn_url": html, "homepage": "https://example.org/",
            "size": 1234, "stargazers_count": self.stars, "watchers_count": self.stars, "language": "Rust",
        });
        let more = json!({
            "has_issues": true, "has_projects": true, "has_downloads": true, "has_wiki": false, "has_pages": false,
            "has_discussions": true, "has_pull_requests": true, "pull_request_creation_policy": "all",
            "forks_count": self.forks, "mirror_url": null, "archived": self.archived, "disabled": false,
            "open_issues_count": self.open_issues,
            "license": {"key": "mit", "name": "MIT License", "spdx_id": "MIT", "url": format!("{base}/licenses/mit"), "node_id": "MDc6TGljZW5zZTEz"},
            "allow_forking": true, "is_template": false, "web_commit_signoff_required": false,
            "topics": ["github", "traffic"], "visibility": if self.private { "private" } else { "public" },
            "forks": self.forks, "open_issues": self.open_issues, "watchers": self.stars,
            "default_branch": self.default_branch,
            "permissions": {"admin": writable, "maintain": writable, "push": writable, "triage": writable, "pull": true},
            "network_count": self.forks, "subscribers_count": self.subscribers,
        });
        for (key, value) in more.as_object().into_iter().flatten() {
            body[key] = value.clone();
        }
        for (key, rest) in LINKS {
            body[key] = Value::String(self.url(base, rest));
        }
        if self.private {
            body["temp_clone_token"] = json!("AFAKECLONETOKENTHATMUSTNOTBEKEPT");
        } else {
            body["temp_clone_token"] = json!("");
        }
        body
    }

    /// The repository as an item of a list: without what only `GET /repos/O/R` says. An installation's list says nothing of
    /// rights, since those are of a person.
    pub(crate) fn listed_json(&self, base: &str, token: Option<&Token>) -> Value {
        let selected = token.is_some_and(|token| token.selects(self));
        let person = token.is_some_and(|token| token.kind() != TokenKind::Installation);
        let mut body = self.json(base, selected && person);
        if !person {
            body["permissions"]["pull"] = json!(false);
        }
        if let Some(body) = body.as_object_mut() {
            for key in ["subscribers_count", "network_count", "temp_clone_token"] {
                body.remove(key);
            }
        }
        body
    }

    /// The rows of `GET /repos/O/R/stargazers/history`: weeks from Sunday on, newest first, back to the one in which the
    /// repository was made. Of the present day there are the stars of its part that is over.
    #[must_use]
    pub fn star_weeks(&self, clock: &Clock) -> Vec<Value> {
        let today = day_number(clock.today());
        let created: Date = self.created_at[..10].parse().expect("a day");
        // 4 January 1970 was a Sunday.
        let sunday = |day: i64| day - (day - 3).rem_euclid(7);
        let stars = |day: i64| {
            let given = self.star_days.get(&date_of_day(day)).copied().unwrap_or(0);
            match day.cmp(&today) {
                std::cmp::Ordering::Less => given,
                std::cmp::Ordering::Equal => given * clock.seconds().rem_euclid(86_400).unsigned_abs() / 86_400,
                std::cmp::Ordering::Greater => 0,
            }
        };
        let (first, last) = (sunday(day_number(created)), sunday(today));
        let weeks = (first..=last).rev().filter(|day| sunday(*day) == *day);
        weeks
            .map(|sunday| {
                let days: Vec<u64> = (sunday..sunday + 7).map(stars).collect();
                json!({"week": sunday * 86_400, "total": days.iter().sum::<u64>(), "days": days})
            })
            .collect()
    }

    /// The stars that were given by now, as the rows of [`Repository::star_weeks`] add up.
    #[must_use]
    pub fn stars_given(&self, clock: &Clock) -> u64 {
        self.star_weeks(clock)
            .iter()
            .filter_map(|week| week["total"].as_u64())
            .sum()
    }

    /// The body of `GET /repos/O/R/releases`: newest first, drafts only for who may write.
    pub(crate) fn releases_json(&self, base: &str, writable: bool) -> Vec<Value> {
        let mut releases: Vec<(usize, &Release)> = self.releases.iter().enumerate().collect();
        releases.retain(|(_, r)| writable || !r.draft);
        releases.sort_by(|a, b| b.1.published_at.cmp(&a.1.published_at).then(b.0.cmp(&a.0)));
        let json = |(n, release): (usize, &Release)| self.release_json(base, self.id * 1000 + n as u64, release);
        releases.into_iter().map(json).collect()
    }

    fn release_json(&self, base: &str, id: u64, release: &Release) -> Value {
        let (full, tag) = (self.full_name(), &release.tag);
        let html = format!("https://github.com/{full}");
        let asset = |(n, (name, size, downloads)): (usize, &(String, u64, u64))| {
            let asset_id = id * 100 + release.former_assets + n as u64;
            let uploaded = release.uploaded_at.as_ref().unwrap_or(&release.published_at);
            json!({
                "url": self.url(base, &format!("/releases/assets/{asset_id}")), "id": asset_id,
                "node_id": format!("RA_kwDO{asset_id:08x}"), "name": name, "label": "",
                "uploader": account(base, &self.owner), "content_type": "application/gzip", "state": "uploaded",
                "size": size, "digest": null, "download_count": downloads,
                "created_at": uploaded, "updated_at": uploaded,
                "browser_download_url": format!("{html}/releases/download/{tag}/{name}"),
            })
        };
        json!({
            "url": self.url(base, &format!("/releases/{id}")),
            "assets_url": self.url(base, &format!("/releases/{id}/assets")),
            "upload_url": format!("https://uploads.github.com/repos/{full}/releases/{id}/assets{{?name,label}}"),
            "html_url": format!("{html}/releases/tag/{tag}"), "id": id, "author": account(base, &self.owner),
            "node_id": format!("RE_kwDO{id:08x}"), "tag_name": tag, "target_commitish": self.default_branch,
            "name": release.name, "draft": release.draft, "immutable": false, "prerelease": release.prerelease,
            "created_at": release.published_at, "updated_at": release.published_at,
            "published_at": if release.draft { Value::Null } else { json!(release.published_at) },
            "assets": release.assets.iter().enumerate().map(asset).collect::<Vec<_>>(),
            "tarball_url": self.url(base, &format!("/tarball/{tag}")),
            "zipball_url": self.url(base, &format!("/zipball/{tag}")),
            "body": release.body,
        })
    }
}

/// The short form of an account.
pub(crate) fn account(base: &str, login: &str) -> Value {
    let api = format!("{base}/users/{login}");
    json!({
        "login": login, "id": account_id(login), "node_id": "MDQ6VXNlcjU4MzIzMQ==",
        "avatar_url": "https://avatars.githubusercontent.com/u/583231?v=4", "gravatar_id": "", "url": api,
        "html_url": format!("https://github.com/{login}"), "followers_url": format!("{api}/followers"),
        "following_url": format!("{api}/following{{/other_user}}"), "gists_url": format!("{api}/gists{{/gist_id}}"),
        "starred_url": format!("{api}/starred{{/owner}}{{/repo}}"), "subscriptions_url": format!("{api}/subscriptions"),
        "organizations_url": format!("{api}/orgs"), "repos_url": format!("{api}/repos"),
        "events_url": format!("{api}/events{{/privacy}}"), "received_events_url": format!("{api}/received_events"),
        "type": "User", "user_view_type": "public", "site_admin": false,
    })
}

/// The id of an account: made from its name, so that it is the same in every fake.
pub(crate) fn account_id(login: &str) -> u64 {
    match login.to_ascii_lowercase().as_str() {
        "octocat" => 583_231,
        other => other
            .bytes()
            .fold(10_007, |id, byte| (id * 131 + u64::from(byte)) % 99_999_989),
    }
}

/// The links of a repository's body and what follows its own URL in them.
const LINKS: [(&str, &str); 36] = [
    ("forks_url", "/forks"),
    ("keys_url", "/keys{/key_id}"),
    ("collaborators_url", "/collaborators{/collaborator}"),
    ("teams_url", "/teams"),
    ("hooks_url", "/hooks"),
    ("issue_events_url", "/issues/events{/number}"),
    ("events_url", "/events"),
    ("assignees_url", "/assignees{/user}"),
    ("branches_url", "/branches{/branch}"),
    ("tags_url", "/tags"),
    ("blobs_url", "/git/blobs{/sha}"),
    ("git_tags_url", "/git/tags{/sha}"),
    ("git_refs_url", "/git/refs{/sha}"),
    ("trees_url", "/git/trees{/sha}"),
    ("statuses_url", "/statuses/{sha}"),
    ("languages_url", "/languages"),
    ("stargazers_url", "/stargazers"),
    ("contributors_url", "/contributors"),
    ("subscribers_url", "/subscribers"),
    ("subscription_url", "/subscription"),
    ("commits_url", "/commits{/sha}"),
    ("git_commits_url", "/git/commits{/sha}"),
    ("comments_url", "/comments{/number}"),
    ("issue_comment_url", "/issues/comments{/number}"),
    ("contents_url", "/contents/{+path}"),
    ("compare_url", "/compare/{base}...{head}"),
    ("merges_url", "/merges"),
    ("archive_url", "/{archive_format}{/ref}"),
    ("downloads_url", "/downloads"),
    ("issues_url", "/issues{/number}"),
    ("pulls_url", "/pulls{/number}"),
    ("milestones_url", "/milestones{/number}"),
    ("notifications_url", "/notifications{?since,all,participating}"),
    ("labels_url", "/labels{/name}"),
    ("releases_url", "/releases{/id}"),
    ("deployments_url", "/deployments"),
];
