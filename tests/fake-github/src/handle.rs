//! What becomes of a request: log it, apply its fault, let the routes answer, note the answer. Imports routes and world.

use serde_json::json;

use crate::answer::Answer;
use crate::clock;
use crate::faults::{Fault, RedirectTo};
use crate::log::Logged;
use crate::routes::{self, Call};
use crate::tokens;
use crate::world::World;

/// A request as it came.
pub(crate) struct Arrived {
    pub(crate) connection: usize,
    pub(crate) method: String,
    pub(crate) target: String,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}

/// Finds a request's line in the log again, and the fault that waits for it.
pub(crate) struct Ticket {
    generation: usize,
    number: usize,
    fault: Option<Fault>,
}

/// What goes over the wire.
pub(crate) enum Sent {
    Whole(Answer),
    /// With so many milliseconds between the pieces.
    Slow(Answer, u64),
    Stalled(Answer),
    Cut(Answer),
    /// The connection is cut without a byte.
    Nothing,
    Never,
}

/// Notes a request in the log and decides its fault.
pub(crate) fn arrive(world: &mut World, arrived: &Arrived) -> Ticket {
    let fault = world.due_fault(&arrived.method, &arrived.target);
    let number = world.log.len() + 1;
    world.requests_ever += 1;
    world.log.push(Logged {
        number,
        at: world.clock.millis(),
        connection: arrived.connection,
        method: arrived.method.clone(),
        target: arrived.target.clone(),
        headers: arrived.headers.clone(),
        body: arrived.body.clone(),
        status: None,
        answered: Vec::new(),
        answered_bytes: 0,
        fault: fault.clone(),
        after: world.answers,
        answer_number: None,
    });
    Ticket {
        generation: world.log_generation,
        number,
        fault,
    }
}

/// Answers a request and notes the answer in the log.
pub(crate) fn answer(world: &mut World, ticket: &Ticket, arrived: &Arrived, api_url: &str) -> Sent {
    let sent = decide(world, ticket, arrived, api_url);
    if ticket.generation == world.log_generation {
        world.answers += 1;
        let answers = world.answers;
        if let Some(line) = world.log.get_mut(ticket.number - 1) {
            line.answer_number = Some(answers);
            if let Sent::Whole(answer) | Sent::Slow(answer, _) | Sent::Stalled(answer) | Sent::Cut(answer) = &sent {
                line.status = Some(answer.status);
                line.answered.clone_from(&answer.headers);
                line.answered_bytes = answer.body.len();
            }
        }
    }
    sent
}

fn decide(world: &mut World, ticket: &Ticket, arrived: &Arrived, api_url: &str) -> Sent {
    if let Some((_, status)) = world.loops.iter().find(|(target, _)| *target == arrived.target) {
        let answer = redirect(*status, &format!("{api_url}{}", arrived.target));
        return Sent::Whole(finish(world, answer));
    }
    let Some(fault) = &ticket.fault else {
        return Sent::Whole(routed(world, arrived, api_url, false));
    };
    let done = |world: &mut World| routed(world, arrived, api_url, false);
    let now = world.clock.seconds();
    let answer = match fault {
        Fault::CutBefore => return Sent::Nothing,
        Fault::NeverAnswers => return Sent::Never,
        Fault::CutAfter => {
            drop(done(world));
            return Sent::Nothing;
        }
        Fault::TruncatedBody => return Sent::Cut(done(world)),
        Fault::StalledBody => return Sent::Stalled(done(world)),
        Fault::SlowBody(pause) => return Sent::Slow(done(world), *pause),
        Fault::StaleRef => return Sent::Whole(routed(world, arrived, api_url, true)),
        Fault::Html(status) => Answer::html(*status),
        Fault::DidItAnswered(status) => {
            drop(done(world));
            Answer::error(*status, "Server Error")
        }
        Fault::NotJson => {
            drop(done(world));
            Answer::raw(
                200,
                "application/json; charset=utf-8",
                b"{\"count\": 14850, \"uniques\": <br>".to_vec(),
            )
        }
        Fault::WrongShape => {
            drop(done(world));
            Answer::ok(&json!({"unexpected": [1, 2, 3]}))
        }
        Fault::EmptyBody => {
            drop(done(world));
            Answer::raw(200, "application/json; charset=utf-8", Vec::new())
        }
        Fault::Oversized(bytes) => {
            drop(done(world));
            Answer::raw(200, "application/json; charset=utf-8", oversized(*bytes))
        }
        Fault::Body(body) => {
            drop(done(world));
            Answer::raw(200, "application/json; charset=utf-8", body.clone().into_bytes())
        }
        Fault::Dated(text) => done(world).with("date", text),
        Fault::Header(name, value) => done(world).with(name, value),
        Fault::Unauthorized => tokens::bad_credentials(),
        Fault::PrimaryLimit { status, reset_in } => {
            let mut answer = tokens::primary_limit(*status);
            answer.headers.extend(tokens::limit_headers(5000, 0, now + reset_in));
            answer
        }
        Fault::SecondaryLimit { status, retry_after } => {
            let text = "You have exceeded a secondary rate limit. Please wait a few minutes before you try again. If \
                        you reach out to GitHub Support for help, please include the request ID.";
            let answer = Answer::error(*status, text);
            match retry_after {
                Some(seconds) => answer.with("retry-after", seconds),
                None => answer,
            }
        }
        Fault::Redirect { status, to } => match to {
            RedirectTo::Origin(origin) => redirect(*status, &format!("{origin}{}", arrived.target)),
            RedirectTo::SameOrigin => {
                let target = routes::by_id(world, &arrived.target).unwrap_or_else(|| arrived.target.clone());
                redirect(*status, &format!("{api_url}{target}"))
            }
            RedirectTo::Loop => {
                world.loops.push((arrived.target.clone(), *status));
                redirect(*status, &format!("{api_url}{}", arrived.target))
            }
        },
        Fault::Refused(status, message) => Answer::error(*status, message),
    };
    // GitHub tells a limit in every answer of the API; what comes from the machines before it is HTML.
    let answer = match fault {
        Fault::Html(_) => answer,
        _ => with_defaults(answer, tokens::limit_headers(5000, 4321, now + 1800)),
    };
    Sent::Whole(finish(world, answer))
}

/// Lets the routes answer.
fn routed(world: &mut World, arrived: &Arrived, api_url: &str, stale: bool) -> Answer {
    let header = |name: &str| arrived.headers.iter().find(|(n, _)| n == name).map(|(_, v)| v.as_str());
    let host = header("host").map_or_else(|| api_url.to_owned(), |host| format!("http://{host}"));
    let secret = header("authorization")
        .and_then(|v| v.split_once(' '))
        .map(|(_, token)| token.trim());
    let accept = header("accept").unwrap_or("");
    let call = Call::new(&arrived.method, &arrived.target, host, accept, &arrived.body, stale);
    let token = world.tokens.iter().position(|t| Some(t.value.as_str()) == secret);
    let mut answer = match (secret, token) {
        (Some(_), None) => tokens::bad_credentials(),
        (_, Some(at)) => {
            let clock = world.clock.clone();
            let is_unlimited = world.is_unlimited;
            let token = &mut world.tokens[at];
            let spent = if is_unlimited { Ok(()) } else { token.spend(&clock) };
            let answer = match spent.and_then(|()| token.admit(&clock)) {
                Ok(()) => {
                    let token = token.clone();
                    routes::route(world, &call, Some(&token))
                }
                Err(refused) => refused,
            };
            let mut own = world.tokens[at].headers();
            own.retain(|(name, _)| !(is_unlimited && name.starts_with("x-ratelimit-")));
            with_defaults(answer, own)
        }
        (None, None) => with_defaults(routes::route(world, &call, None), tokens::limit_headers(60, 59, 0)),
    };
    if arrived.method == "HEAD" {
        answer.body.clear();
    }
    finish(world, answer)
}

fn redirect(status: u16, location: &str) -> Answer {
    let message = if matches!(status, 301 | 308) {
        "Moved Permanently"
    } else {
        "Temporary Redirect"
    };
    let docs = "https://docs.github.com/rest/guides/best-practices-for-using-the-rest-api#follow-redirects";
    let body = json!({"message": message, "url": location, "documentation_url": docs});
    Answer::json(status, &body).with("location", location)
}

/// A redirect for a repository that has moved, by GitHub's rule: 301 for GET, 307 for the rest.
pub(crate) fn moved(method: &str, location: &str) -> Answer {
    redirect(if method == "GET" { 301 } else { 307 }, location)
}

/// The headers that every answer of GitHub's has.
fn finish(world: &World, answer: Answer) -> Answer {
    let number = world.requests_ever;
    let version = "2022-11-28".to_owned();
    let headers = [
        ("date", clock::http_date(world.clock.seconds())),
        ("server", "github.com".to_owned()),
        (
            "x-github-request-id",
            format!("FA4E:{:04X}:{number:07X}:{:07X}:65F0", number % 65536, number * 31),
        ),
        ("x-github-media-type", "github.v3; format=json".to_owned()),
        ("x-github-api-version-selected", version),
    ];
    with_defaults(answer, headers.into_iter().map(|(n, v)| (n.to_owned(), v)).collect())
}

/// Adds headers that the answer has not set itself.
fn with_defaults(mut answer: Answer, headers: Vec<(String, String)>) -> Answer {
    for (name, value) in headers {
        if answer.headers.iter().all(|(n, _)| *n != name) {
            answer.headers.push((name, value));
        }
    }
    answer
}

/// Valid JSON of at least so many bytes.
fn oversized(bytes: usize) -> Vec<u8> {
    let mut body = b"{\"count\":1,\"uniques\":1,\"padding\":\"".to_vec();
    body.resize(body.len() + bytes, b'x');
    body.extend_from_slice(b"\"}");
    body
}
