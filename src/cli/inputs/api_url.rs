//! EDGE. `api-url`: the API that everything is read from and written to.

use crate::cli::input::{Availability, CommandName, DefaultValue, Heading, Input, ValueKind};
use crate::cli::reader::InputReader;
use crate::domain::snapshot::Server;
use crate::github::ApiUrl;

pub(in crate::cli) const INPUT: Input = Input {
    name: "api-url",
    value: ValueKind::Text("URL"),
    default: DefaultValue::Context {
        expression: "${{ github.api_url }}",
        variable: "GITHUB_API_URL",
    },
    help: "URL of GitHub's API; https://HOST/api/v3 for GitHub Enterprise Server.",
    commands: CommandName::ALL,
    availability: Availability::ActionAndFlag,
    heading: Heading::GitHub,
};

pub(in crate::cli) fn read(reader: &mut InputReader<'_>) -> Option<ApiUrl> {
    let text = reader.text(&INPUT);
    reader.check(&INPUT, text.as_deref().unwrap_or(ApiUrl::GITHUB).parse())
}

/// The address of the web pages that belong to an API, without a slash at its end: `GITHUB_SERVER_URL` if the runner
/// belongs to this API; the host of `https://HOST/api/v3` and of `https://api.HOST`; github.com for any other address,
/// which is a proxy's.
pub(in crate::cli) fn server_url(reader: &InputReader<'_>, api_url: &ApiUrl) -> String {
    let environment = reader.environment();
    let is_runners = environment
        .given("GITHUB_API_URL")
        .is_some_and(|url| url.trim_end_matches('/') == api_url.as_str());
    let runners_server = environment
        .given("GITHUB_SERVER_URL")
        .and_then(|url| url.parse::<ApiUrl>().ok());
    let url = api_url.as_str();
    match (
        runners_server,
        url.strip_suffix("/api/v3"),
        url.strip_prefix("https://api."),
    ) {
        (Some(server), ..) if is_runners => server.as_str().to_owned(),
        (_, Some(server), _) => server.to_owned(),
        (_, None, Some(host)) if !host.contains('/') => format!("https://{host}"),
        _ => Server::GITHUB_COM.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::reader::testing::{read_flag, read_variables};

    #[test]
    fn is_the_runners_api_by_default() {
        let url = |result: Result<ApiUrl, String>| result.map(|url| url.to_string());
        assert_eq!(url(read_variables([], read)), Ok("https://api.github.com".to_owned()));
        assert_eq!(
            url(read_variables([("GITHUB_API_URL", "https://ghe.test/api/v3")], read)),
            Ok("https://ghe.test/api/v3".to_owned())
        );
        assert_eq!(
            url(read_flag(&INPUT, "http://api.github.com", read)),
            Err(
                "api-url: \"http://api.github.com\" is not a valid API URL: http is allowed for this machine only; use \
                 https://api.github.com, or https://HOST/api/v3 for GitHub Enterprise Server"
                    .to_owned()
            )
        );
    }

    #[test]
    fn the_server_belongs_to_the_api() {
        let server = |api: &str, variables: [(&str, &str); 2]| {
            read_variables(variables, |reader| api.parse().ok().map(|api| server_url(reader, &api)))
        };
        let runner = [
            ("GITHUB_API_URL", "https://api.corp.ghe.test/"),
            ("GITHUB_SERVER_URL", "https://corp.ghe.test/"),
        ];
        for (api, url) in [
            ("https://api.corp.ghe.test", "https://corp.ghe.test"),
            ("https://api.github.com", "https://github.com"),
            ("https://api.other.ghe.test", "https://other.ghe.test"),
            ("https://git.example.org:8443/api/v3", "https://git.example.org:8443"),
            ("http://127.0.0.1:8080", "https://github.com"),
        ] {
            assert_eq!(server(api, runner).as_deref(), Ok(url));
        }
    }
}
