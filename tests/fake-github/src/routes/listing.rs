//! Who the token is, and the lists of repositories: of the token, of an account, of an App's installation. Imports the
//! repository's JSON.

use serde_json::{Value, json};

use super::Call;
use super::paging::Page;
use crate::answer::{Answer, Routed};
use crate::repository::{Repository, account, account_id};
use crate::tokens::{Token, TokenKind};
use crate::world::World;

/// Answers what is not below one repository; `None` if it is nothing of this.
pub(super) fn get(world: &World, call: &Call<'_>, token: Option<&Token>, path: &[&str]) -> Option<Routed> {
    Some(match path {
        ["user"] => user(world, call, token),
        ["user", "repos"] => own(world, call, token),
        // The links of pages lead to an account by its id.
        ["users", login, "repos"] => of_user(world, call, token, |owner| owner.eq_ignore_ascii_case(login)),
        ["user", id, "repos"] => of_user(world, call, token, |owner| account_id(owner).to_string() == *id),
        ["orgs", login, "repos"] => of_organization(world, call, token, |name| name.eq_ignore_ascii_case(login)),
        ["organizations", id, "repos"] => {
            of_organization(world, call, token, |name| account_id(name).to_string() == *id)
        }
        ["installation", "repositories"] => of_installation(world, call, token),
        _ => return None,
    })
}

/// A person's token, as `/user` and all below it want one.
fn person(token: Option<&Token>) -> Result<&Token, Answer> {
    let token = token.ok_or_else(|| Answer::error(401, "Requires authentication"))?;
    match token.kind() {
        TokenKind::Installation => Err(Answer::error(403, "Resource not accessible by integration")),
        TokenKind::Classic | TokenKind::FineGrained => Ok(token),
    }
}

fn user(world: &World, call: &Call<'_>, token: Option<&Token>) -> Routed {
    let token = person(token)?;
    let mut body = account(&call.base, &token.login);
    let own = |private: bool| {
        let own = world.repositories().filter(|r| r.owner == token.login);
        own.filter(|r| r.private == private).count()
    };
    let more = json!({
        "name": null, "company": null, "blog": "", "location": null, "email": null, "hireable": null, "bio": null,
        "twitter_username": null, "public_repos": own(false), "public_gists": 0, "followers": 3, "following": 0,
        "created_at": "2011-01-25T18:44:36Z", "updated_at": "2026-01-25T18:44:36Z",
    });
    for (key, value) in more.as_object().into_iter().flatten() {
        body[key] = value.clone();
    }
    Ok(Answer::ok(&body))
}

/// What the token's user owns, works on or reaches through an organisation.
fn own(world: &World, call: &Call<'_>, token: Option<&Token>) -> Routed {
    let token = person(token)?;
    let by = |name| call.query(name);
    if by("type").is_some() && (by("affiliation").is_some() || by("visibility").is_some()) {
        let text = "If you specify visibility or affiliation, you cannot specify type.";
        return Err(Answer::unprocessable(text));
    }
    let affiliations = by("affiliation").unwrap_or("owner,collaborator,organization_member");
    let wanted = |repository: &Repository| {
        let affiliation = match () {
            () if repository.owner.eq_ignore_ascii_case(&token.login) => "owner",
            () if world.is_organization(&repository.owner) => "organization_member",
            () => "collaborator",
        };
        let visible = match by("visibility") {
            Some("public") => !repository.private,
            Some("private") => repository.private,
            _ => true,
        };
        // A public repository of one's own is seen by every token of that user; only rights are selected.
        let reached = token.selects(repository) || (affiliation == "owner" && !repository.private);
        visible && reached && affiliations.split(',').any(|one| one == affiliation)
    };
    let found = sorted(world, call, "full_name", wanted);
    Ok(Page::new(call, "/user/repos", bodies(call, token, &found)).list())
}

/// The public repositories of an account, whoever asks.
fn of_user(world: &World, call: &Call<'_>, token: Option<&Token>, is_owner: impl Fn(&str) -> bool) -> Routed {
    let owner = world.accounts().into_iter().find(|owner| is_owner(owner));
    let owner = owner.ok_or_else(Answer::not_found)?;
    let found = sorted(world, call, "full_name", |r| r.owner == owner && !r.private);
    let path = format!("/user/{}/repos", account_id(&owner));
    Ok(Page::new(call, &path, visible_bodies(call, token, &found)).list())
}

/// The repositories of an organisation: the public ones, and the private ones that the token was given rights in.
fn of_organization(world: &World, call: &Call<'_>, token: Option<&Token>, is_it: impl Fn(&str) -> bool) -> Routed {
    let name = world.organizations.iter().find(|name| is_it(name));
    let name = name.ok_or_else(Answer::not_found)?;
    let found = sorted(world, call, "created", |r| {
        let wanted = match call.query("type") {
            Some("public") => !r.private,
            Some("private") => r.private,
            Some("forks") => r.fork,
            Some("sources") => !r.fork,
            _ => true,
        };
        let visible = !r.private || token.is_some_and(|token| token.selects(r));
        wanted && visible && r.owner.eq_ignore_ascii_case(name)
    });
    let path = format!("/organizations/{}/repos", account_id(name));
    Ok(Page::new(call, &path, visible_bodies(call, token, &found)).list())
}

/// What an App was installed for.
fn of_installation(world: &World, call: &Call<'_>, token: Option<&Token>) -> Routed {
    let token = token.ok_or_else(|| Answer::error(401, "Requires authentication"))?;
    if token.kind() != TokenKind::Installation {
        let text = "You must authenticate with an installation access token in order to list repositories for an \
                    installation.";
        return Err(Answer::error(403, text));
    }
    let found: Vec<&Repository> = world.repositories().filter(|r| token.selects(r)).collect();
    let selection = if token.repositories.is_some() {
        "selected"
    } else {
        "all"
    };
    let page = Page::new(call, "/installation/repositories", bodies(call, token, &found));
    let body = json!({"total_count": found.len(), "repository_selection": selection, "repositories": page.items});
    Ok(page.answer(&body))
}

/// The repositories in the order that was asked for.
fn sorted<'w>(
    world: &'w World,
    call: &Call<'_>,
    default: &str,
    wanted: impl Fn(&Repository) -> bool,
) -> Vec<&'w Repository> {
    let mut found: Vec<&Repository> = world.repositories().filter(|r| wanted(r)).collect();
    let sort = call.query("sort").unwrap_or(default);
    match sort {
        "created" => found.sort_by_key(|r| (r.created_at.clone(), r.id)),
        "pushed" | "updated" => found.sort_by_key(|r| (r.pushed_at.clone(), r.id)),
        _ => found.sort_by_key(|r| r.full_name().to_lowercase()),
    }
    let ascending = if sort == "full_name" { "asc" } else { "desc" };
    if call.query("direction").unwrap_or(ascending) == "desc" {
        found.reverse();
    }
    found
}

fn bodies(call: &Call<'_>, token: &Token, found: &[&Repository]) -> Vec<Value> {
    visible_bodies(call, Some(token), found)
}

fn visible_bodies(call: &Call<'_>, token: Option<&Token>, found: &[&Repository]) -> Vec<Value> {
    let body = |repository: &&Repository| repository.listed_json(&call.base, token);
    found.iter().map(body).collect()
}
