//! EDGE. The repositories that the token can see, or those of an owner: page by page, with all that a run wants to know of
//! each, so that no further request is needed for it.

use std::collections::BTreeSet;

use http::{HeaderMap, HeaderName, Method};
use hyper::body::Bytes;
use serde::Deserialize;
use serde_json::value::RawValue;

use super::call::{Call, JSON, Reply};
use super::client::Client;
use super::error::{ErrorKind, GitHubError, TokenInput};
use super::extracts::FullRepository;
use super::identify::Identity;
use super::pages::next_link;
use super::shape;
use super::visibility::is_private;
use crate::domain::repository::RepositoryName;
use crate::domain::selection::ListedRepository;

/// The longest page that is read: a hundred repositories have some 700 kB.
const MAX_PAGE: usize = 16 << 20;
/// The longest answer about an account that is read.
const MAX_ACCOUNT: usize = 1 << 20;
/// The most pages that are followed: fifty thousand repositories.
const MAX_PAGES: usize = 500;
/// The oldest first: what is created meanwhile is at the end, and moves nothing from a page that is still to be read to one
/// that was read. A hundred is GitHub's limit for a page.
const ORDER: &str = "per_page=100&sort=created&direction=asc";

/// The headers of a page that matter for each of its repositories.
const KEPT_HEADERS: [&str; 3] = [
    "date",
    "github-authentication-token-expiration",
    "x-github-enterprise-version",
];

/// What GitHub listed.
#[derive(Debug, Default)]
pub struct Listing {
    /// The repositories, in GitHub's order; one may be there twice.
    pub repositories: Vec<Listed>,
    /// What is missing from it; empty for a complete list.
    pub gaps: BTreeSet<Gap>,
}

/// A repository of a list.
#[derive(Debug)]
pub struct Listed {
    /// What decides whether it is recorded.
    pub about: ListedRepository,
    /// The same as if GitHub had been asked for it alone.
    pub identity: Identity,
}

/// Why a list is not complete. What it does not name must not be taken for gone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Gap {
    /// GitHub left out organisations for which the token is not authorised (header `X-GitHub-SSO: partial-results`).
    ///
    /// Source: <https://docs.github.com/en/rest/authentication/authenticating-to-the-rest-api#using-saml-sso>
    SingleSignOn,
    /// Entries that are no repositories: no id or no valid name.
    InvalidEntries,
    /// Fewer repositories came than GitHub had counted.
    Fewer,
}

/// Lists repositories, and remembers what several lists need.
#[derive(Debug)]
pub struct Lister<'c> {
    client: &'c Client,
    /// The login of the token's owner, once it is known.
    login: Option<String>,
}

impl<'c> Lister<'c> {
    /// A lister for this token.
    #[must_use]
    pub fn new(client: &'c Client) -> Self {
        Self { client, login: None }
    }

    /// Everything that the token can see: of an App what it was installed for, of a person what that person owns,
    /// collaborates on, or reaches through an organisation.
    ///
    /// Sources: <https://docs.github.com/en/rest/apps/installations#list-repositories-accessible-to-the-app-installation>,
    /// <https://docs.github.com/en/rest/repos/repos#list-repositories-for-the-authenticated-user>
    ///
    /// # Errors
    /// When a page cannot be read.
    pub async fn everything(&self) -> Result<Listing, GitHubError> {
        let operation = "list the repositories of the token";
        if self.client.is_installation() {
            let first = "/installation/repositories?per_page=100".to_owned();
            return self.pages(PageForm::Installation, first, operation).await;
        }
        self.pages(PageForm::List, format!("/user/repos?{ORDER}"), operation)
            .await
    }

    /// The repositories of an owner, of which the private ones come from different lists:
    ///
    /// | token of | owner | list |
    /// |---|---|---|
    /// | an App | any | [what it was installed for](https://docs.github.com/en/rest/apps/installations#list-repositories-accessible-to-the-app-installation) |
    /// | a person | that person | [`/user/repos`](https://docs.github.com/en/rest/repos/repos#list-repositories-for-the-authenticated-user): the list of a user has only public ones, even for that user |
    /// | a person | an organisation | [`/orgs/{org}/repos`](https://docs.github.com/en/rest/repos/repos#list-organization-repositories): private ones as far as the token may see them |
    /// | a person | another user | [`/users/{user}/repos`](https://docs.github.com/en/rest/repos/repos#list-repositories-for-a-user), and the private ones that the person collaborates on |
    ///
    /// An App's list may hold repositories of other owners: the selection sorts them out.
    ///
    /// # Errors
    /// When a page cannot be read, or there is no such owner.
    pub async fn of_owner(&mut self, owner: &str) -> Result<Listing, GitHubError> {
        if self.client.is_installation() {
            return self.everything().await;
        }
        let operation = format!("list the repositories of {owner}");
        if self.login().await?.eq_ignore_ascii_case(owner) {
            let first = format!("/user/repos?affiliation=owner&{ORDER}");
            return self.pages(PageForm::List, first, &operation).await;
        }
        let organization = format!("/orgs/{owner}/repos?type=all&{ORDER}");
        match self.pages(PageForm::List, organization, &operation).await {
            Err(error) if error.kind() == ErrorKind::NotFound => {}
            listing => return listing,
        }
        let user = format!("/users/{owner}/repos?type=owner&{ORDER}");
        let mut listing = self.pages(PageForm::List, user, &operation).await?;
        let shared = format!("/user/repos?affiliation=collaborator&{ORDER}");
        let mut shared = self.pages(PageForm::List, shared, &operation).await?;
        let is_theirs = |listed: &Listed| listed.about.name.owner().eq_ignore_ascii_case(owner);
        shared.repositories.retain(is_theirs);
        listing.repositories.append(&mut shared.repositories);
        listing.gaps.append(&mut shared.gaps);
        Ok(listing)
    }

    /// The login of the token's owner.
    async fn login(&mut self) -> Result<&str, GitHubError> {
        if self.login.is_none() {
            let call = Call {
                method: Method::GET,
                path: "/user".to_owned(),
                body: None,
                operation: "find out whose token it is".to_owned(),
                token: TokenInput::TrafficToken,
                accept: JSON,
                max_bytes: MAX_ACCOUNT,
                has_expected_shape: shape::is::<Account>,
            };
            let reply = self.client.call(&call).await?;
            let account: Option<Account> = serde_json::from_slice(&reply.body).ok();
            self.login = account.map(|account| account.login);
        }
        Ok(self.login.as_deref().unwrap_or_default())
    }

    /// All pages of a list, by the links from each to the next.
    ///
    /// Source: <https://docs.github.com/en/rest/using-the-rest-api/using-pagination-in-the-rest-api#using-link-headers>
    async fn pages(&self, form: PageForm, first: String, operation: &str) -> Result<Listing, GitHubError> {
        let mut listing = Listing::default();
        let (mut seen, mut next, mut counted) = (BTreeSet::new(), Some(first), 0);
        while let Some(path) = next {
            let call = Call {
                method: Method::GET,
                path: path.clone(),
                body: None,
                operation: operation.to_owned(),
                token: TokenInput::TrafficToken,
                accept: JSON,
                max_bytes: MAX_PAGE,
                has_expected_shape: form.check(),
            };
            let reply = self.client.call(&call).await?;
            let inconsistent = |message: &str| {
                let (operation, message) = (operation.to_owned(), message.to_owned());
                Err(self.client.inconsistent_response(operation, &path, call.token, message))
            };
            counted = form.take(&reply, &mut listing).max(counted);
            seen.insert(path.clone());
            next = match next_link(&reply.headers) {
                None => None,
                Some(link) => match self.client.path_at_origin(link) {
                    None => return inconsistent("the link to the next page leads away from the API"),
                    Some(path) if seen.contains(&path) => return inconsistent("the pages link in a circle"),
                    Some(_) if seen.len() == MAX_PAGES => return inconsistent("the list does not end"),
                    next => next,
                },
            };
        }
        let ids: BTreeSet<u64> = listing.repositories.iter().map(|listed| listed.about.id).collect();
        if (ids.len() as u64) < counted {
            listing.gaps.insert(Gap::Fewer);
        }
        let (pages, repositories) = (seen.len(), ids.len());
        tracing::debug!(operation, pages, repositories, gaps = ?listing.gaps, "listed repositories");
        Ok(listing)
    }
}

#[derive(Deserialize)]
struct Account {
    login: String,
}

/// A page of an installation's list.
#[derive(Deserialize)]
struct InstallationPage {
    #[serde(default)]
    total_count: u64,
    repositories: Vec<Box<RawValue>>,
}

/// A repository of a page.
#[derive(Deserialize)]
struct Entry {
    #[serde(flatten)]
    full: FullRepository,
    #[serde(default)]
    fork: Option<bool>,
    #[serde(default)]
    permissions: Option<Permissions>,
}

#[derive(Deserialize)]
struct Permissions {
    #[serde(default)]
    admin: bool,
    #[serde(default)]
    push: bool,
}

/// The two forms of a page.
#[derive(Clone, Copy)]
enum PageForm {
    List,
    Installation,
}

impl PageForm {
    fn check(self) -> fn(&[u8]) -> bool {
        match self {
            Self::List => shape::is_list,
            Self::Installation => shape::is::<InstallationPage>,
        }
    }

    /// Takes the repositories of a page; gives how many GitHub counts on all pages, if it says so.
    fn take(self, reply: &Reply, listing: &mut Listing) -> u64 {
        let (rows, counted) = match self {
            Self::List => (serde_json::from_slice(&reply.body).unwrap_or_default(), 0),
            Self::Installation => match serde_json::from_slice(&reply.body) {
                Ok(InstallationPage {
                    total_count,
                    repositories,
                }) => (repositories, total_count),
                Err(_) => (Vec::new(), 0),
            },
        };
        let headers = kept_headers(&reply.headers);
        for row in &rows {
            match listed(row, &headers) {
                Some(listed) => listing.repositories.push(listed),
                None => drop(listing.gaps.insert(Gap::InvalidEntries)),
            }
        }
        let sso = reply.headers.get("x-github-sso").and_then(|value| value.to_str().ok());
        if sso.is_some_and(|value| value.trim_start().starts_with("partial-results")) {
            listing.gaps.insert(Gap::SingleSignOn);
        }
        counted
    }
}

/// A repository of a page. One entry that is no repository does not hide the others. Its reply has no body: that of the
/// page would stay in memory as long as one of its hundred repositories.
fn listed(row: &RawValue, headers: &HeaderMap) -> Option<Listed> {
    let entry: Entry = serde_json::from_str(row.get()).ok()?;
    let (mut extract, pushed_at) = (entry.full.kept, entry.full.pushed_at);
    extract.private = is_private(extract.private, entry.full.visibility.as_deref());
    let name: RepositoryName = extract.full_name.parse().ok()?;
    let about = ListedRepository {
        id: extract.id,
        name: name.clone(),
        fork: entry.fork.unwrap_or(false),
        archived: extract.archived.unwrap_or(false),
        // `!private` is a promise: what may be private is treated as such.
        private: extract.private.unwrap_or(true),
        can_push: entry.permissions.map(|may| may.push || may.admin),
    };
    let identity = Identity {
        id: extract.id,
        name,
        pushed_at,
        extract,
        reply: Reply {
            headers: headers.clone(),
            body: Bytes::new(),
            redirected: false,
        },
    };
    Some(Listed { about, identity })
}

fn kept_headers(headers: &HeaderMap) -> HeaderMap {
    let names = KEPT_HEADERS.map(HeaderName::from_static).into_iter();
    names
        .filter_map(|name| Some((name.clone(), headers.get(name)?.clone())))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(name: &'static str, value: &str) -> HeaderMap {
        let name = HeaderName::from_static(name);
        [(name, value.parse().expect("a value"))].into_iter().collect()
    }

    fn taken(form: PageForm, body: &'static str, headers: HeaderMap) -> (Listing, u64) {
        let reply = Reply {
            headers,
            body: Bytes::from_static(body.as_bytes()),
            redirected: false,
        };
        let mut listing = Listing::default();
        let counted = form.take(&reply, &mut listing);
        (listing, counted)
    }

    #[test]
    fn an_entry_becomes_what_a_request_for_it_alone_would_give() {
        let body = r#"[{"id":7,"full_name":"o/r","private":true,"archived":true,"fork":true,"stargazers_count":3,
            "forks_count":1,"created_at":"2020-01-02T03:04:05Z","pushed_at":"2026-10-01T00:00:00Z",
            "temp_clone_token":"SECRET","permissions":{"admin":false,"push":true,"pull":true},"owner":{"login":"o"}}]"#;
        let (listing, _) = taken(PageForm::List, body, headers("date", "Sun, 29 Nov 2026 10:00:00 GMT"));
        let [Listed { about, identity }] = &listing.repositories[..] else {
            panic!("{listing:?}")
        };
        assert!(about.fork && about.archived && about.private && about.can_push == Some(true));
        assert_eq!(
            (
                identity.id,
                identity.name.to_string().as_str(),
                identity.pushed_at.is_some()
            ),
            (7, "o/r", true)
        );
        assert_eq!(identity.reply.headers.len(), 1);
        let kept = serde_json::to_string(&identity.extract).expect("JSON");
        assert_eq!(
            kept,
            r#"{"id":7,"full_name":"o/r","created_at":"2020-01-02T03:04:05Z","stargazers_count":3,"forks_count":1,"private":true,"archived":true}"#
        );
    }

    #[test]
    fn one_invalid_entry_does_not_hide_the_others() {
        let body = r#"{"total_count":9,"repositories":[{"id":1,"full_name":"o/../x"},{"full_name":"o/a"},3,
            {"id":2,"full_name":"o/b"}]}"#;
        let (listing, counted) = taken(PageForm::Installation, body, HeaderMap::new());
        assert_eq!((listing.repositories.len(), counted), (1, 9));
        assert_eq!(listing.gaps, [Gap::InvalidEntries].into());
        let about = &listing.repositories[0].about;
        assert!(about.private, "what may be private is treated as such");
        let odd = r#"[{"id":7,"full_name":"o/r","private":false,"visibility":"internal"}]"#;
        let (odd, _) = taken(PageForm::List, odd, HeaderMap::new());
        assert!(odd.repositories[0].about.private, "a contradiction is unknown");
        assert_eq!(about.can_push, None);
    }

    #[test]
    fn what_single_sign_on_hides_is_a_gap() {
        let sso = |value| taken(PageForm::List, "[]", headers("x-github-sso", value)).0.gaps;
        assert_eq!(
            sso("partial-results; organizations=21955855,20582480"),
            [Gap::SingleSignOn].into()
        );
        assert!(sso("required; url=https://github.com/orgs/o/sso").is_empty());
    }
}
