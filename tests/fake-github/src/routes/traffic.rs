//! The four traffic endpoints. Imports the window.

use super::Call;
use crate::answer::{Answer, Routed};
use crate::clock::Clock;
use crate::tokens::Token;
use crate::window::{Metric, Subject, TrafficSettings, Window};
use crate::world::Entry;

/// Views, clones, popular paths and referrers.
pub(super) fn get(
    entry: &Entry,
    call: &Call<'_>,
    token: Option<&Token>,
    clock: &Clock,
    settings: &TrafficSettings,
    what: &[&str],
) -> Routed {
    let token = token.ok_or_else(|| Answer::error(401, "Requires authentication"))?;
    token.may_read_traffic(&entry.meta)?;
    let weekly = match call.query("per") {
        None | Some("day") => false,
        Some("week") => true,
        Some(_) => {
            return Err(Answer::unprocessable(
                "Invalid request.\n\n\"per\" must be one of day, week.",
            ));
        }
    };
    let meta = &entry.meta;
    let subject = Subject {
        id: meta.id,
        is_private: meta.private,
        no_data_yet: meta.no_data_yet,
    };
    let window = Window::new(&meta.truth, subject, clock, settings);
    let body = match what {
        ["views"] => window.series(Metric::Views, weekly),
        ["clones"] => window.series(Metric::Clones, weekly),
        ["popular", "paths"] => window.popular_paths(),
        ["popular", "referrers"] => window.popular_referrers(),
        _ => return Err(Answer::not_found()),
    };
    Ok(Answer::text(body).with("x-accepted-github-permissions", "administration=read"))
}
