//! EDGE. Lists that come in pages: the links from each to the next, and a bound on how many are followed.

use http::HeaderMap;

use super::call::{Call, Reply};
use super::client::Client;
use super::error::GitHubError;

/// The pages of a list, `most` at most. Either all of them come or none.
///
/// # Errors
/// When a page does not come, or links back or away from the API.
pub(super) async fn pages(client: &Client, mut call: Call<'static>, most: usize) -> Result<Vec<Reply>, GitHubError> {
    let mut read: Vec<(String, Reply)> = Vec::new();
    loop {
        let reply = client.call(&call).await?;
        let next = match next_link(&reply.headers).filter(|_| read.len() + 1 < most) {
            None => None,
            Some(link) => {
                let next = client.path_at_origin(link);
                let is_new = |path: &String| *path != call.path && read.iter().all(|(other, _)| other != path);
                let next = next.filter(is_new).ok_or_else(|| {
                    let message = "the link to the next page leads back, or away from the API".to_owned();
                    client.inconsistent_response(call.operation.clone(), &call.path, call.token, message)
                })?;
                Some(next)
            }
        };
        match next {
            None => {
                let read = read.into_iter().map(|(_, reply)| reply);
                return Ok(read.chain([reply]).collect());
            }
            Some(next) => read.push((std::mem::replace(&mut call.path, next), reply)),
        }
    }
}

/// The target of `rel="next"` in the header `Link` (RFC 8288): `<https://…>; rel="next", <https://…>; rel="last"`. A target
/// may contain commas and semicolons.
pub(super) fn next_link(headers: &HeaderMap) -> Option<&str> {
    let values = headers.get_all(http::header::LINK).iter();
    values.filter_map(|value| value.to_str().ok()).find_map(|mut rest| {
        loop {
            let (target, after) = rest.split_once('<')?.1.split_once('>')?;
            let parameters = after.split('<').next().unwrap_or_default();
            let mut parameters = parameters.split([';', ',']).map(str::trim);
            if parameters.any(|parameter| matches!(parameter, "rel=\"next\"" | "rel=next")) {
                return Some(target);
            }
            rest = after;
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_next_page_is_found_among_the_links() {
        let headers = |link: &str| HeaderMap::from_iter([(http::header::LINK, link.parse().expect("a value"))]);
        for (link, next) in [
            (
                "<https://a.test/user/1/repos?page=2>; rel=\"next\", <x?page=9>; rel=\"last\"",
                Some("https://a.test/user/1/repos?page=2"),
            ),
            (
                "<x?page=1>; rel=\"prev\", <x?affiliation=a,b;c&page=3>; rel=\"next\"",
                Some("x?affiliation=a,b;c&page=3"),
            ),
            ("<y>; title=\"z\"; rel=next", Some("y")),
            ("<x?rel=\"next\">; rel=\"prev\"", None),
            ("<x>; rel=\"last\"", None),
            ("<x; rel=\"next\"", None),
            ("", None),
        ] {
            assert_eq!(next_link(&headers(link)), next, "{link}");
        }
        assert_eq!(next_link(&HeaderMap::new()), None);
    }
}
