//! What may come out: judged by the grammar of whoever reads it.

use std::collections::{BTreeMap, BTreeSet};

use comrak::nodes::{AstNode, NodeValue};
use comrak::{Arena, parse_document};
use fake_github::{ACTIONS, CLASSIC, TRAFFIC};
use traffic_ledger::action::outputs::Output;

use crate::harness::Ran;
use crate::hostile_text::{github, triggers};

/// Commands that the program means. All others (`set-output`, `add-path`, `stop-commands`, …) it never writes.
const MEANT: [&str; 6] = ["error", "warning", "notice", "group", "endgroup", "add-mask"];

/// Holds everything that a run left outside of the branch to the rules; `name` says which input it was.
pub(super) fn judge(name: &str, ran: &Ran) {
    judge_printed(name, ran.code, &ran.printed());
    let meant: BTreeSet<&str> = Output::ALL.iter().map(|output| output.name()).collect();
    for output in ran.outputs().keys() {
        assert!(
            meant.contains(output.as_str()),
            "{name}: an output that nobody meant: {output}"
        );
    }
    assert_no_token(name, &ran.output_file);
    assert_no_token(name, &ran.summary);
    markdown(name, &ran.summary, None);
    for bytes in ran.workspace.values() {
        assert_no_token(name, &String::from_utf8_lossy(bytes));
    }
}

fn judge_printed(name: &str, code: Option<i32>, printed: &str) {
    assert!(
        !printed.contains("panicked") && !printed.contains("internal error in Traffic Ledger"),
        "{name}: {printed}"
    );
    assert!(matches!(code, Some(0..=2)), "{name}: exit code {code:?}: {printed}");
    for line in printed.split(['\n', '\r']) {
        assert!(!line.contains("##["), "{name}: {line:?}");
        if let Some(command) = command_of(line) {
            assert!(
                MEANT.contains(&command.as_str()),
                "{name}: a command that nobody meant: {line:?}"
            );
            let shown = if command == "add-mask" { "" } else { line };
            assert_no_token(name, shown);
        } else {
            assert_no_token(name, line);
        }
        let unseen = |c: char| {
            c.is_control() || matches!(c, '\u{200b}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
        };
        assert!(!line.contains(unseen), "{name}: {line:?}");
    }
}

/// The runner's grammar: `::name …::` after white space of any kind. Unlike it, an unfinished command counts too.
fn command_of(line: &str) -> Option<String> {
    let start = line.trim_start_matches(|c: char| {
        c.is_whitespace() || c.is_control() || matches!(c, '\u{feff}' | '\u{200b}'..='\u{200f}')
    });
    let rest = start.strip_prefix("::")?;
    Some(rest.split([' ', ':']).next().unwrap_or_default().to_owned())
}

fn assert_no_token(name: &str, text: &str) {
    for token in [ACTIONS, CLASSIC, TRAFFIC, "s3cr3t"] {
        assert!(!text.contains(token), "{name}: a token shows: {text}");
    }
}

/// Holds everything on the branch to the rules.
pub(super) fn judge_files(name: &str, files: &BTreeMap<String, Vec<u8>>) {
    assert!(files.contains_key("README.md"), "{name}: {:?}", files.keys());
    for (path, bytes) in files {
        let text = String::from_utf8_lossy(bytes);
        assert_no_token(&format!("{name}: {path}"), &text);
        let place = format!("{name}: {path}");
        if path.ends_with(".svg") {
            svg(&place, &text);
        } else if path.ends_with(".md") {
            let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
            markdown(&place, &text, Some((files, folder)));
        } else if path.ends_with(".csv") {
            csv(&place, bytes);
        } else if path.ends_with(".json") && !path.contains("/snapshots/") {
            assert!(
                serde_json::from_str::<serde_json::Value>(&text).is_ok(),
                "{place}: no JSON"
            );
        }
    }
}

/// The line of a chart's style sheet that says which of the two layouts a column shows. Its others give classes their colours.
const LAYOUTS: &str = ".n{display:none}@media(max-width:640px){.w{display:none}.n{display:inline}}";

/// Whether a line of a style sheet does nothing but give classes their colours, such as `.d .f-text{fill:#f0f6fc}`.
fn is_of_colours(line: &str) -> bool {
    let is_word = |text: &str| text.chars().all(|char| char.is_ascii_alphanumeric() || char == '-');
    line.split_terminator('}').all(|rule| {
        let Some((class, (property, colour))) = rule
            .split_once('{')
            .and_then(|(class, rest)| Some((class, rest.split_once(":#")?)))
        else {
            return false;
        };
        let class = class.strip_prefix(".d ").unwrap_or(class);
        class.strip_prefix('.').is_some_and(is_word)
            && ["fill", "stroke", "stop-color"].contains(&property)
            && matches!(colour.len(), 3 | 6)
            && colour.chars().all(|char| char.is_ascii_hexdigit())
    })
}

/// Well-formed, and nothing in it that runs or loads.
fn svg(place: &str, text: &str) {
    let document = roxmltree::Document::parse(text).unwrap_or_else(|error| panic!("{place}: {error}\n{text}"));
    for node in document.descendants().filter(|node| node.is_element()) {
        let tag = node.tag_name().name();
        assert!(
            !matches!(tag, "script" | "foreignObject" | "image" | "a" | "use" | "iframe"),
            "{place}: <{tag}>"
        );
        if tag == "style" {
            let text = node.text().unwrap_or_default();
            let other = text.lines().find(|line| *line != LAYOUTS && !is_of_colours(line));
            assert_eq!(other, None, "{place}: a rule of a style sheet that is not ours");
        }
        for attribute in node.attributes() {
            let (key, value) = (attribute.name(), attribute.value());
            assert!(!key.starts_with("on") && key != "href", "{place}: {key}={value}");
            assert!(!value.contains("://") || key == "xmlns", "{place}: {key}={value}");
        }
    }
}

/// Tags that the reports use; GitHub's sanitizer keeps all of them.
const TAGS: [&str; 14] = [
    "picture", "source", "img", "details", "summary", "sub", "sup", "br", "p", "div", "kbd", "b", "strong", "code",
];

/// Only the links, pictures and tags that the report means. `files` are the branch's, and the folder of the page.
fn markdown(place: &str, text: &str, files: Option<(&BTreeMap<String, Vec<u8>>, &str)>) {
    let arena = Arena::new();
    let root = parse_document(&arena, text, &github());
    let mut words = String::new();
    visit(root, &mut |node| {
        // Neighbouring texts are one to GitHub's filters.
        if !matches!(node, NodeValue::Text(_)) {
            assert_eq!(triggers(&words), None, "{place}");
            words.clear();
        }
        match node {
            NodeValue::Text(text) => words.push_str(text),
            NodeValue::Link(link) => target(place, &link.url, files),
            NodeValue::Image(image) => {
                assert!(
                    files.is_some() && !image.url.contains("://"),
                    "{place}: a picture of {}",
                    image.url
                );
                target(place, &image.url, files);
            }
            NodeValue::HtmlBlock(html) => tags(place, &html.literal, files),
            NodeValue::HtmlInline(html) => tags(place, html, files),
            NodeValue::Math(_) | NodeValue::FootnoteReference(_) => panic!("{place}: {node:?}"),
            _ => {}
        }
    });
    assert_eq!(triggers(&words), None, "{place}");
}

fn visit<'a>(node: &'a AstNode<'a>, see: &mut impl FnMut(&NodeValue)) {
    see(&node.data.borrow().value);
    node.children().for_each(|child| visit(child, see));
}

/// A page on the server of the API (the repository's own, or the documentation), or a file of the branch.
fn target(place: &str, url: &str, files: Option<(&BTreeMap<String, Vec<u8>>, &str)>) {
    if let Some((_, rest)) = url.split_once("://") {
        let inside = rest.split_once('/').map_or("", |(_, path)| path);
        let own = rest.starts_with("127.0.0.1") && (inside.is_empty() || inside.starts_with("octo/spike"));
        let documentation = url.starts_with("https://docs.github.com/") || url.starts_with("https://github.com/");
        assert!(own || documentation, "{place}: a link to {url}");
        assert!(
            !inside.split('/').any(|part| matches!(part, "." | "..")),
            "{place}: a link to {url}"
        );
        return;
    }
    let Some((files, folder)) = files else {
        panic!("{place}: a link to {url} where no files are");
    };
    let path = url.split('#').next().unwrap_or_default();
    if path.is_empty() {
        return;
    }
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in path.split('/') {
        match part {
            ".." => assert!(parts.pop().is_some(), "{place}: a link to {url}"),
            "." | "" => {}
            part => parts.push(part),
        }
    }
    let path = parts.join("/");
    let known = files
        .keys()
        .any(|file| *file == path || file.starts_with(&format!("{path}/")));
    assert!(known, "{place}: a link to {url}, which is not there");
}

/// Attributes that the reports use; GitHub's sanitizer keeps all of them.
const ATTRIBUTES: [&str; 9] = [
    "src", "srcset", "media", "alt", "width", "height", "align", "title", "open",
];

/// The attributes of a tag with their quoted values.
fn attributes(tag: &str) -> Vec<(&str, &str)> {
    let mut found = Vec::new();
    let mut rest = tag.split_once(char::is_whitespace).map_or("", |(_, rest)| rest);
    while let Some((key, after)) = rest.split_once("=\"") {
        let (value, after) = after.split_once('"').expect("a quote ends");
        found.push((key.trim(), value));
        rest = after;
    }
    if !rest.trim().is_empty() {
        found.push((rest.trim(), ""));
    }
    found
}

fn tags(place: &str, html: &str, files: Option<(&BTreeMap<String, Vec<u8>>, &str)>) {
    let mut rest = html;
    while let Some(start) = rest.find('<') {
        rest = &rest[start + 1..];
        if let Some(after) = rest.strip_prefix("!--") {
            rest = after.split_once("-->").map_or("", |(_, after)| after);
            continue;
        }
        let end = rest
            .find('>')
            .unwrap_or_else(|| panic!("{place}: an open tag in {html}"));
        let tag = rest[..end].trim_start_matches('/').trim_end_matches('/');
        let name = tag.split_whitespace().next().unwrap_or_default();
        assert!(TAGS.contains(&name), "{place}: <{tag}>");
        for (key, value) in attributes(tag) {
            assert!(ATTRIBUTES.contains(&key), "{place}: {key} in <{tag}>");
            if matches!(key, "src" | "srcset") {
                assert!(!value.contains(':'), "{place}: a picture of {value}");
                target(place, value, files);
            }
        }
        rest = &rest[end + 1..];
    }
}

/// A spreadsheet takes every cell as text or as a number.
fn csv(place: &str, bytes: &[u8]) {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(bytes);
    for row in reader.records() {
        for cell in &row.unwrap_or_else(|error| panic!("{place}: {error}")) {
            assert!(!cell.starts_with(['=', '+', '-', '@', '\t', '\r']), "{place}: {cell:?}");
        }
    }
}

mod on_bad_samples {
    use super::*;

    fn refuses(judge: impl FnOnce() + std::panic::UnwindSafe) -> bool {
        std::panic::catch_unwind(judge).is_err()
    }

    #[test]
    fn lines() {
        let judge = |name: &str, printed: &str| judge_printed(name, Some(0), printed);
        judge("good", "::error title=x::y ::set-output\nx ::y::\n::add-mask::s3cr3t\n");
        for bad in [
            "\u{a0}::set-output name=x::y",
            "a\r::debug::x",
            "a ##[x]",
            "the token s3cr3t",
            "\u{1b}[31m",
            "thread 'main' panicked at",
        ] {
            assert!(refuses(|| judge("bad", bad)), "{bad:?}");
        }
    }

    #[test]
    fn pages() {
        let page = |text: &str| {
            let files: BTreeMap<_, _> = [("x.svg".to_owned(), Vec::new())].into();
            markdown("page", text, Some((&files, "")));
        };
        page("a `b` [c](x.svg) <img src=\"x.svg\" alt=\"<&gt;\">\n\n<details open><summary>x</summary>\n");
        for bad in [
            "[a](https://evil.example)",
            "https://evil.example",
            "www.evil.example",
            "a@evil.example",
            "![a](https://evil.example/x.svg)",
            "![a](gone.svg)",
            "<script>x</script>",
            "<img src=\"x.svg\" onerror=\"x\">",
            "<img src=\"https://evil.example/x.svg\">",
            "@octocat",
            "see #1",
            ":rocket:",
            "$x$",
            "[a](javascript:x)",
        ] {
            assert!(refuses(|| page(bad)), "{bad}");
        }
    }

    #[test]
    fn pictures_and_tables() {
        svg(
            "picture",
            "<svg xmlns=\"http://www.w3.org/2000/svg\"><title>x</title></svg>",
        );
        for bad in [
            "<svg>",
            "<svg><script/></svg>",
            "<svg onload=\"x\"/>",
            "<svg><a href=\"x\"/></svg>",
            "<svg a=\"https://x\"/>",
        ] {
            assert!(refuses(|| svg("picture", bad)), "{bad}");
        }
        csv("table", b"a,b\n1,'=x\n");
        for bad in ["=x\n", "a,\"@x\"\n", "a,b\nc\n"] {
            assert!(refuses(|| csv("table", bad.as_bytes())), "{bad}");
        }
    }
}
