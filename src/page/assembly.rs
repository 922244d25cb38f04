//! PURE. The page from its parts: template, style, script and data, under a policy that allows these and nothing else.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use plotters::style::RGBColor;
use sha2::{Digest as _, Sha256};

use crate::charts::theme::{BAND, DARK, LIGHT, Theme};
use crate::encode::script_json::script_json;

const TEMPLATE: &str = include_str!("../../assets/page/page.html");

const STYLES: [&str; 3] = [
    include_str!("../../assets/page/colours.css"),
    include_str!("../../assets/page/page.css"),
    include_str!("../../assets/page/charts.css"),
];

/// In this order: only the last one does anything when it is read.
const SCRIPTS: [&str; 19] = [
    include_str!("../../assets/page/calendar.js"),
    include_str!("../../assets/page/metrics.js"),
    include_str!("../../assets/page/document.js"),
    include_str!("../../assets/page/steps.js"),
    include_str!("../../assets/page/words.js"),
    include_str!("../../assets/page/svg.js"),
    include_str!("../../assets/page/scale.js"),
    include_str!("../../assets/page/shapes.js"),
    include_str!("../../assets/page/flags.js"),
    include_str!("../../assets/page/plot.js"),
    include_str!("../../assets/page/strip.js"),
    include_str!("../../assets/page/pointer.js"),
    include_str!("../../assets/page/totals.js"),
    include_str!("../../assets/page/lists.js"),
    include_str!("../../assets/page/table.js"),
    include_str!("../../assets/page/choices.js"),
    include_str!("../../assets/page/appearance.js"),
    include_str!("../../assets/page/header.js"),
    include_str!("../../assets/page/app.js"),
];

/// The page with this document.
pub(super) fn assemble(json: &str) -> String {
    let style = style();
    let script = format!("(() => {{\n\"use strict\";\n{}}})();\n", SCRIPTS.join("\n"));
    // The icon is a data URL; without one a browser asks the server of the page for /favicon.ico.
    let policy = format!(
        "default-src 'none'; script-src {}; style-src {}; img-src data:; base-uri 'none'; form-action 'none'",
        hash(&script),
        hash(&style)
    );
    let data = script_json(json);
    let mut page = String::with_capacity(TEMPLATE.len() + style.len() + script.len() + data.len());
    // Cut before it is filled: what is filled in may hold the same marks.
    for (index, part) in TEMPLATE.split("{{").enumerate() {
        let Some((name, rest)) = part.split_once("}}").filter(|_| index > 0) else {
            page.push_str(part);
            continue;
        };
        page.push_str(match name {
            "policy" => &policy,
            "style" => &style,
            "data" => &data,
            "script" => &script,
            _ => "",
        });
        page.push_str(rest);
    }
    page
}

/// The data of a page; `None` if it has none.
pub(super) fn data_of(page: &str) -> Option<&str> {
    let (before, after) = TEMPLATE.split_once("{{data}}")?;
    let open = before.rsplit_once('\n')?.1;
    let close = after.split_once('\n')?.0;
    let (_, rest) = page.split_once(open)?;
    rest.split_once(close).map(|(data, _)| data)
}

/// The source of a policy that allows one inline element.
fn hash(content: &str) -> String {
    format!("'sha256-{}'", STANDARD.encode(Sha256::digest(content)))
}

/// The style, after the colours of the charts as custom properties. Paper is light.
fn style() -> String {
    let (light, dark) = (properties(&LIGHT), properties(&DARK));
    format!(
        ":root{{{light}}}\n@media screen and (prefers-color-scheme:dark){{:root:not([data-theme=\"light\"]){{{dark}}}}}\n\
         @media screen{{:root[data-theme=\"dark\"]{{{dark}}}}}\n{}",
        STYLES.join("\n")
    )
}

fn properties(theme: &Theme) -> String {
    let named = [
        ("card", theme.card),
        ("border", theme.border),
        ("text", theme.text),
        ("muted", theme.muted),
        ("grid", theme.grid),
        ("axis", theme.axis),
        ("pill", theme.pill),
        ("hatch", theme.hatch),
        ("count", theme.count),
        ("uniques", theme.uniques),
        ("count-soft", theme.count_soft),
        ("others", theme.others),
    ];
    let named = named.map(|(name, colour)| format!("--{name}:{};", hex(colour)));
    let bands = theme.bands.iter().enumerate();
    let bands = bands.map(|(index, colour)| format!("--band-{index}:{};", hex(*colour)));
    let (top, bottom) = BAND;
    let opacities = format!("--band-top:{top}%;--band-bottom:{bottom}%;");
    named.into_iter().chain(bands).chain([opacities]).collect()
}

fn hex(RGBColor(red, green, blue): RGBColor) -> String {
    format!("#{red:02x}{green:02x}{blue:02x}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_policy_allows_the_own_script_and_style_alone() {
        let page = assemble("{}");
        let policy = page.split_once("content=\"default-src 'none'").expect("a policy").1;
        let policy = policy.split_once('"').expect("its end").0;
        let between = |open: &str, close: &str| {
            let rest = page.split_once(open).expect(open).1;
            rest.split_once(close).expect(close).0.to_owned()
        };
        for content in [between("<style>", "</style>"), between("<script>", "</script>")] {
            assert!(policy.contains(&hash(&content)), "{policy}");
        }
        assert!(!policy.contains("unsafe") && !policy.contains('*') && !policy.contains("http"));
    }

    #[test]
    fn marks_in_the_data_are_not_filled() {
        let page = assemble("[\"{{script}}{{style}}\"]");
        assert!(page.contains("[\"{{script}}{{style}}\"]"));
    }

    #[test]
    fn only_the_data_may_hold_other_peoples_text() {
        let sources = SCRIPTS.join("\n");
        for name in [
            "innerHTML",
            "outerHTML",
            "insertAdjacentHTML",
            "document.write",
            "eval(",
            "new Function",
            "fetch(",
            "XMLHttpRequest",
            "WebSocket",
            "sendBeacon",
            "import(",
            "http://",
            "https://",
        ] {
            let is_namespace = |at: usize| sources[at..].starts_with("http://www.w3.org/2000/svg");
            let found = sources.match_indices(name).filter(|(at, _)| !is_namespace(*at)).count();
            assert_eq!(found, 0, "{name}");
        }
    }
}
