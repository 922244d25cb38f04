//! Any text at all, through every encoder, read back by a parser of the place it goes to.

use comrak::nodes::{AstNode, NodeValue};
use comrak::{Arena, Options, parse_document};
use proptest::prelude::*;
use traffic_ledger::domain::text::Untrusted;
use unicode_segmentation::UnicodeSegmentation;

/// GitHub's Markdown: every extension that its renderer has.
pub(crate) fn github() -> Options<'static> {
    let mut options = Options::default();
    let extension = &mut options.extension;
    extension.strikethrough = true;
    extension.table = true;
    extension.autolink = true;
    extension.tasklist = true;
    extension.footnotes = true;
    extension.alerts = true;
    extension.math_dollars = true;
    extension.math_code = true;
    extension.multiline_block_quotes = false;
    options
}

/// Text as hostile as it gets: what parsers look for, glued together at random, and any other character.
fn hostile() -> impl Strategy<Value = String> {
    let pieces = prop::sample::select(vec![
        "|",
        "\\|",
        "\\",
        "`",
        "``",
        "```",
        "<",
        ">",
        "&",
        "&lt;",
        "&#124;",
        "*",
        "**",
        "_",
        "~~",
        "[",
        "](",
        ")",
        "![",
        "]",
        "[x]: /y",
        "[^1]",
        "- ",
        "+ ",
        "1. ",
        "10) ",
        "# ",
        "> ",
        "---",
        "===",
        "    ",
        "\t",
        "\n",
        "\r",
        "\n\n",
        "@octocat",
        "@org/team",
        "a@b.co",
        "#1",
        "GH-1",
        "o/r#1",
        ":smile:",
        ":+1:",
        "www.x.co",
        "http://x.co",
        "https://x.co/?a=b",
        "ftp://x",
        "mailto:a@b.co",
        "xmpp:a@b.co/c",
        "$x$",
        "$$x$$",
        "$`x`$",
        "<img src=x onerror=y>",
        "<!--",
        "-->",
        "<script>",
        "<a href=x>",
        "</td>",
        "=cmd()",
        "+1",
        "-1",
        "\"",
        "'",
        ",",
        ";",
        "##[error]",
        "::error::",
        "a",
        "1",
        ".",
        " ",
        "é",
        "e\u{301}",
        "👩\u{200d}💻",
        "\u{200d}",
        "\u{fe0f}",
        "\u{202e}",
        "\u{feff}",
        "\u{2028}",
        "\u{0}",
        "\u{1b}[31m",
        "\u{ffff}",
        "日本",
        "[!NOTE]",
        "- [x] ",
        "%2e%2e",
        "/..",
        "//",
    ]);
    prop_oneof![
        4 => prop::collection::vec(prop_oneof![9 => pieces.prop_map(str::to_owned), 1 => any::<char>().prop_map(String::from)], 0..14)
            .prop_map(|pieces| pieces.concat()),
        1 => any::<String>(),
    ]
}

/// The leaves of a document: (kind, text); anything but text and code is named.
fn leaves<'a>(node: &'a AstNode<'a>, found: &mut Vec<(&'static str, String)>) {
    match &node.data.borrow().value {
        NodeValue::Text(text) => match found.last_mut() {
            Some(("text", last)) => last.push_str(text),
            _ => found.push(("text", text.to_string())),
        },
        NodeValue::Code(code) => found.push(("code", code.literal.clone())),
        NodeValue::Document
        | NodeValue::Paragraph
        | NodeValue::Table(_)
        | NodeValue::TableRow(_)
        | NodeValue::TableCell => {}
        other => found.push(("markup", format!("{other:?}"))),
    }
    for child in node.children() {
        leaves(child, found);
    }
}

fn parsed(markdown: &str) -> Vec<(&'static str, String)> {
    let arena = Arena::new();
    let mut found = Vec::new();
    leaves(parse_document(&arena, markdown, &github()), &mut found);
    found
}

/// Undoes the look-alikes, to compare what a person reads.
fn plain(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            '＠' => '@',
            '＃' => '#',
            '‑' => '-',
            '∶' => ':',
            '․' => '.',
            '＄' => '$',
            '¦' => '|',
            c => c,
        })
        .collect()
}

/// What GitHub's filters on rendered text look for: mentions, references, emoji, bare links, formulas.
pub(crate) fn triggers(text: &str) -> Option<String> {
    let words: Vec<char> = text.to_lowercase().chars().collect();
    let at = |index: usize| words.get(index).copied().unwrap_or(' ');
    for index in 0..words.len() {
        let rest: String = words[index..].iter().take(40).collect();
        let emoji = rest
            .strip_prefix(':')
            .and_then(|rest| rest.split_once(':'))
            .is_some_and(|(word, _)| {
                !word.is_empty()
                    && word
                        .chars()
                        .all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '+' | '-'))
            });
        let hit = emoji
            || (at(index) == '@' && at(index + 1).is_alphanumeric())
            || (at(index) == '#' && at(index + 1).is_ascii_digit())
            || (rest.starts_with("gh-") && at(index + 3).is_ascii_digit())
            || ["://", "www.", "$"].iter().any(|sign| rest.starts_with(sign));
        if hit {
            return Some(rest);
        }
    }
    None
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn cleaning_is_idempotent_and_capped(raw in hostile()) {
        let once = Untrusted::new(&raw);
        prop_assert_eq!(Untrusted::new(once.sanitized()), once.clone());
        prop_assert!(once.sanitized().len() <= Untrusted::MAX_BYTES);
        prop_assert!(once.sanitized().graphemes(true).count() <= Untrusted::MAX_GRAPHEMES);
        prop_assert!(!once.sanitized().chars().any(char::is_control));
    }

    #[test]
    fn a_code_span_is_one_code(raw in hostile()) {
        let text = Untrusted::new(&raw);
        let wanted = if text.is_empty() { " ".to_owned() } else { plain(text.sanitized()) };
        let shown = |markdown: &str| -> Vec<_> { parsed(markdown).into_iter().map(|(kind, text)| (kind, plain(&text))).collect() };
        prop_assert_eq!(shown(&text.code_span()), vec![("code", wanted.clone())]);
        let table = format!("| h |\n|---|\n| {} | \n", text.code_span());
        prop_assert_eq!(shown(&table), vec![("text", "h".to_owned()), ("code", wanted)]);
    }

    #[test]
    fn xml_comes_back_whole(raw in hostile()) {
        let text = Untrusted::new(&raw);
        let xml = format!("<t a=\"{0}\" b='{0}'>{0}</t>", text.xml());
        let document = roxmltree::Document::parse(&xml).map_err(|error| TestCaseError::fail(error.to_string()))?;
        let root = document.root_element();
        prop_assert_eq!(root.attribute("a"), Some(text.sanitized()));
        prop_assert_eq!(root.attribute("b"), Some(text.sanitized()));
        prop_assert_eq!(root.text().unwrap_or_default(), text.sanitized());
    }

    #[test]
    fn csv_comes_back_whole_and_is_no_formula(raw in hostile()) {
        let text = Untrusted::new(&raw);
        let mut writer = csv::WriterBuilder::new().quote_style(csv::QuoteStyle::Always).from_writer(Vec::new());
        writer.write_record(["first", &text.csv_cell()])?;
        let bytes = writer.into_inner().map_err(|error| TestCaseError::fail(error.to_string()))?;
        let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(bytes.as_slice());
        let rows: Vec<_> = reader.records().collect::<Result<_, _>>()?;
        prop_assert_eq!(rows.len(), 1);
        let cell = &rows[0][1];
        prop_assert!(cell == text.sanitized() || cell.strip_prefix('\'') == Some(text.sanitized()));
        prop_assert!(!cell.starts_with(['=', '+', '-', '@', '\t', '\r']));
    }

    #[test]
    fn json_comes_back_whole(raw in hostile()) {
        let text = Untrusted::new(&raw);
        let json = serde_json::to_string(&text)?;
        prop_assert_eq!(serde_json::from_str::<Untrusted>(&json)?, text);
    }

    #[test]
    fn links_stay_in_their_folder(raw in hostile()) {
        if let Some(path) = Untrusted::new(&format!("/o/r/{raw}")).url_path() {
            prop_assert!(path.starts_with("/o/r"), "{path}");
            prop_assert!(path.bytes().all(|b| b.is_ascii_alphanumeric() || b"-._~%/".contains(&b)), "{path}");
            prop_assert!(!path.split('/').any(|segment| matches!(segment, "." | "..")), "{path}");
        }
    }
}
