//! Titles, paths and referrers that strangers choose.

use fake_github::{Fault, On};
use serde_json::{Value, json};

use super::oracle;
use super::{NAME, github, program};

/// Bad texts by name; each becomes a title, a path and a referrer.
const TEXTS: [(&str, &str); 46] = [
    ("command at the start", "::set-output name=changed::pwned"),
    ("command after white space", " \t::add-path::/tmp/evil"),
    ("command after a no-break space", "\u{a0}\u{3000}::error::x"),
    ("command after a byte order mark", "\u{feff}::error::x"),
    ("old command inside", "a ##[set-env name=PATH]/tmp/evil"),
    ("old command, doubled signs", "####[error]x"),
    ("old command, split by a control", "##\u{0}[error]x"),
    ("carriage return", "a\r::stop-commands::x"),
    ("line feed", "a\n::stop-commands::x\n"),
    ("both breaks", "a\r\n\r\n::debug::x"),
    (
        "Unicode line breaks",
        "a\u{2028}::error::x\u{2029}::error::y\u{85}::error::z",
    ),
    ("vertical tab and form feed", "a\u{b}::error::x\u{c}::error::y"),
    ("percent escapes", "%0A::error::x%0D%25"),
    ("terminal colours", "\u{1b}[31mred\u{1b}[0m\u{1b}]0;title\u{7}"),
    ("null bytes", "a\u{0}b\u{0}"),
    ("pipes", "a | b || c \\| d \\\\| e |"),
    ("back-ticks", "`` a ` b ``` c"),
    ("only back-ticks", "````````"),
    ("back-slash at the end", "a\\"),
    ("image", "![x](https://evil.example/x.png)"),
    ("link", "[x](https://evil.example) [y][z] [z]: https://evil.example"),
    ("bare links", "https://evil.example www.evil.example ftp://evil.example"),
    ("e-mail", "mail@evil.example mailto:mail@evil.example xmpp:a@b.example"),
    ("mentions", "@octocat @org/team hey@octocat"),
    ("references", "#1 GH-2 octo/spike#3 octo/spike@0123456"),
    ("emoji code", ":rocket: :+1: :octocat:"),
    ("formula of TeX", "$\\href{https://evil.example}{x}$ $$x$$ $`x`$"),
    ("script", "<script>alert(1)</script>"),
    ("image tag", "<img src=x onerror=alert(1)>"),
    (
        "end of a cell and a picture",
        "</td></picture><a href=\"javascript:x\">",
    ),
    ("end of a title in XML", "</title><script>alert(1)</script>"),
    ("CDATA", "]]><x/><![CDATA["),
    ("entities", "&lt;b&gt; &#60; &amp;amp; &nbsp; &evil;"),
    ("comment", "<!-- x --> -->"),
    ("quotes", "\"'><\"'"),
    ("formula of a spreadsheet", "=HYPERLINK(\"https://evil.example\",\"x\")"),
    ("formula with a plus", "+cmd|' /C calc'!A0"),
    ("formula with a minus", "-2+3+cmd|' /C calc'!A0"),
    ("formula with an at", "@SUM(1+1)"),
    ("bidi override", "txt.\u{202e}gpj.exe \u{2066}x\u{2069}"),
    ("zero width", "a\u{200b}b\u{200d}c\u{2060}d\u{feff}"),
    ("tags", "a\u{e0041}\u{e0042}\u{e007f}"),
    ("noncharacters", "a\u{fffe}\u{ffff}\u{fdd0}\u{1ffff}"),
    (
        "combining marks",
        "Z\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}a\u{334}l\u{335}",
    ),
    ("nothing visible", "\u{200b}\u{202e}\u{feff} \t"),
    ("block starts", "# x\n> y\n- z\n1. w\n---\n```\n~~~"),
];

/// Paths of their own that try to leave.
const PATHS: [(&str, &str); 8] = [
    ("dots", "/octo/spike/../../evil/x"),
    ("encoded dots", "/octo/spike/%2e%2e/%2E%2E/evil/x"),
    ("two slashes", "//evil.example/x"),
    ("back-slashes", "/octo/spike\\..\\..\\evil"),
    ("scheme", "javascript:alert(1)"),
    ("query with a token", "/octo/spike/search?q=s3arch&token=visitor"),
    (
        "brackets and quotes",
        "/octo/spike/blob/main/a)[x](https://evil.example \"t\")",
    ),
    ("empty", ""),
];

fn rows<'a>(key: &str, texts: impl Iterator<Item = (&'a str, &'a str)>) -> String {
    let row = |(index, (_, text)): (usize, (&str, &str))| json!({key: text, "title": text, "count": 90 - index, "uniques": 40 - index});
    texts.enumerate().map(row).collect::<Value>().to_string()
}

fn run_with(name: &str, texts: &[(&str, &str)]) {
    let fake = github();
    fake.fail(
        On::every().path("popular/referrers"),
        Fault::Body(rows("referrer", texts.iter().copied())),
    );
    fake.fail(
        On::every().path("popular/paths"),
        Fault::Body(rows("path", texts.iter().copied())),
    );
    for _ in 0..2 {
        let outcome = program(&fake).binary();
        assert_eq!(outcome.code, Some(0), "{name}: {}", outcome.printed());
        oracle::judge(name, &outcome);
        fake.clock().advance_days(1);
    }
    oracle::judge_files(name, &fake.files(NAME, "traffic"));
    let local = program(&fake)
        .without("GITHUB_ACTIONS")
        .arguments(&["run", "--output", "ledger"])
        .binary();
    assert_eq!(local.code, Some(0), "{name}: {}", local.printed());
    oracle::judge(name, &local);
}

#[test]
fn titles_paths_and_referrers() {
    for batch in TEXTS.chunks(10) {
        let names: Vec<&str> = batch.iter().map(|(name, _)| *name).collect();
        run_with(&names.join(", "), batch);
    }
}

#[test]
fn paths_that_lead_away() {
    run_with("paths", &PATHS);
}

#[test]
fn texts_without_end() {
    let long = [
        "a".repeat(70_000),
        "👨🏻‍👩🏻‍👧🏻‍👦🏻".repeat(3_000),
        format!("x{}", "\u{301}".repeat(50_000)),
        "|`<&".repeat(10_000),
    ];
    let named: Vec<(&str, &str)> = long.iter().map(|text| ("long", text.as_str())).collect();
    run_with("long texts", &named);
}

#[test]
fn half_a_surrogate_pair() {
    // JSON can spell what no text can hold.
    let fake = github();
    let body = r#"[{"path":"/octo/spike","title":"a\ud800b","count":9,"uniques":3}]"#;
    fake.fail(On::every().path("popular/paths"), Fault::Body(body.to_owned()));
    let outcome = program(&fake).binary();
    oracle::judge("half a surrogate pair", &outcome);
    oracle::judge_files("half a surrogate pair", &fake.files(NAME, "traffic"));
}
