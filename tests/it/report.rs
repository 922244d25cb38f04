//! Whole reports, read back with a GFM parser. `BLESS=1` rewrites the golden files under `tests/reports/`.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use comrak::nodes::NodeValue;
use comrak::{Arena, Options, parse_document};
use traffic_ledger::charts::{Caption, Placement};
use traffic_ledger::domain::analysis::{Analysis, AnalyzedHistory};
use traffic_ledger::domain::evidence::claims::Claims;
use traffic_ledger::domain::highlights::Highlights;
use traffic_ledger::domain::ledger_folder::Folder;
use traffic_ledger::domain::ledger_index::IndexEntry;
use traffic_ledger::domain::state::State;
use traffic_ledger::report::{self, LinkBase, OverviewRow, Page, Report};

use crate::analysis_histories::Built;
use crate::report_shapes;

/// Captions with the ids of real ones: the golden files are about the words.
fn figures() -> Vec<Caption> {
    let figure = |(id, placement): (&'static str, Placement)| Caption {
        id,
        placement,
        title: format!("Title of {id}"),
        alt: format!("Alt of {id}: \"5 < 6\" & more"),
    };
    [
        ("views", Placement::Opening),
        ("clones", Placement::Charts),
        ("referrers", Placement::Referrers),
        ("paths", Placement::Paths),
    ]
    .map(figure)
    .to_vec()
}

fn links() -> LinkBase {
    LinkBase {
        server: "https://github.com".to_owned(),
        store: Some("octocat/ledger".parse().expect("a name")),
        branch: "data/traffic#1".parse().expect("a branch"),
        directory: "kept/here".parse().expect("a folder"),
    }
}

fn render_on(page: Page, built: &Built) -> String {
    render_with(&figures(), page, built)
}

/// The report with these figures.
pub(crate) fn render_with(figures: &[Caption], page: Page, built: &Built) -> String {
    let report = Report {
        folder: &Folder::of(&built.0.repository.name),
        history: &built.0,
        analysis: &Analysis::new(&built.0),
        state: &State::new(&built.0, &Analysis::new(&built.0)),
        figures,
        successor: None,
        links: &links(),
        page,
    };
    report.render()
}

pub(crate) fn render(built: &Built) -> String {
    render_on(Page::Repository, built)
}

pub(crate) fn summary(built: &Built) -> String {
    let whole = AnalyzedHistory::new(built.0.clone());
    let folder = Folder::of(&built.0.repository.name);
    let details = report::summary_details(&folder, &whole, &Highlights::default(), &links());
    report::summary(&[], &[], &[details], &links())
}

fn overview(shapes: &[Built]) -> String {
    // Some shapes have the same name, so that they are no index.
    let entry = |built: &Built| {
        let entry = IndexEntry::new(
            &Claims::new(built.0.repository.clone()),
            &AnalyzedHistory::new(built.0.clone()),
        );
        (Folder::of(&built.0.repository.name), entry)
    };
    let entries: Vec<_> = shapes.iter().map(entry).collect();
    let rows = entries.iter().map(|(folder, entry)| OverviewRow::new(folder, entry));
    report::overview(&rows.collect::<Vec<_>>()).pages.remove(0)
}

/// Every Markdown file that the report makes, over every shape.
fn everything() -> Vec<(String, String)> {
    let shapes = report_shapes::all();
    let mut files = vec![
        (
            "overview".to_owned(),
            overview(&shapes.iter().map(|s| s.built.clone()).collect::<Vec<_>>()),
        ),
        ("overview of several".to_owned(), overview(&report_shapes::several())),
    ];
    for shape in shapes {
        files.push((format!("{} report", shape.name), render(&shape.built)));
        files.push((format!("{} summary", shape.name), summary(&shape.built)));
    }
    files
}

/// What a GFM parser sees.
#[derive(Default)]
struct Seen {
    tables: usize,
    rows: usize,
    links: Vec<String>,
    html: Vec<String>,
    text: String,
    code: Vec<String>,
}

fn parse(markdown: &str, autolink: bool) -> Seen {
    let mut options = Options::default();
    options.extension.table = true;
    options.extension.strikethrough = true;
    options.extension.footnotes = true;
    options.extension.autolink = autolink;
    let arena = Arena::new();
    let mut seen = Seen::default();
    for node in parse_document(&arena, markdown, &options).descendants() {
        match &node.data.borrow().value {
            NodeValue::Table(_) => seen.tables += 1,
            NodeValue::TableRow(_) => seen.rows += 1,
            NodeValue::Link(link) => seen.links.push(link.url.clone()),
            NodeValue::HtmlBlock(html) => seen.html.push(html.literal.clone()),
            NodeValue::HtmlInline(html) => seen.html.push(html.clone()),
            NodeValue::Text(text) => seen.text.push_str(text),
            NodeValue::Code(code) => seen.code.push(code.literal.clone()),
            NodeValue::Emph | NodeValue::Strikethrough | NodeValue::Image(_) | NodeValue::FootnoteReference(_) => {
                panic!("none of ours: {:?}", node.data.borrow().value)
            }
            _ => seen.text.push('\n'),
        }
    }
    seen
}

#[test]
fn every_table_is_whole() {
    for (name, markdown) in everything() {
        let (mut tables, mut rows, mut columns) = (0, 0, 0);
        for line in markdown.lines().filter(|line| line.starts_with('|')) {
            if line.starts_with("| :--") || line.starts_with("| --:") {
                tables += 1;
            } else {
                rows += 1;
            }
            let cells = line.replace("\\|", "").matches('|').count();
            let head = markdown.contains(&format!("\n\n{line}\n"));
            columns = if head { cells } else { columns };
            assert_eq!(cells, columns, "{name}: {line}");
        }
        let seen = parse(&markdown, true);
        assert_eq!((seen.tables, seen.rows), (tables, rows), "{name}");
    }
}

#[test]
fn links_lead_to_files_of_the_ledger_and_to_pages_of_the_repository() {
    let files: BTreeSet<&str> = [
        "daily.csv",
        "history.json",
        "snapshots",
        "data/ci-clones.csv",
        "data/stars.csv",
        "data/downloads.csv",
    ]
    .into();
    for shape in report_shapes::all() {
        let repository = shape.built.0.repository.name.to_string();
        let own = format!("https://github.com/{repository}");
        let links = parse(&render(&shape.built), true).links.into_iter();
        // Those to sections of the page have a test of their own.
        let others = links.filter(|link| !link.starts_with('#'));
        // Those of events are the user's.
        let events = shape.built.0.given.events();
        let given: BTreeSet<&str> = events.filter_map(|event| Some(event.link.as_ref()?.as_str())).collect();
        for link in others.filter(|link| !given.contains(link.as_str())) {
            let page = link == own || link.starts_with(&format!("{own}/"));
            assert!(page || files.contains(link.as_str()), "{}: {link}", shape.name);
            assert!(!link.contains(['?', '#']), "{link}");
            assert!(!link.split('/').any(|part| part == ".."), "{link}");
        }
        let links = parse(&summary(&shape.built), true).links.into_iter();
        for link in links.filter(|link| !given.contains(link.as_str())) {
            let report =
                format!("https://github.com/octocat/ledger/blob/data/traffic%231/kept/here/{repository}/README.md");
            assert_eq!(link, report, "{}", shape.name);
        }
    }
}

#[test]
fn strangers_make_no_links_and_no_mentions() {
    for (name, markdown) in everything() {
        let with = parse(&markdown, true);
        assert_eq!(with.links, parse(&markdown, false).links, "{name}: an autolink");
        assert!(!markdown.contains("secret"), "{name}: a query string of a visitor");
        let mention = with
            .text
            .split('@')
            .skip(1)
            .any(|rest| rest.starts_with(|c: char| c.is_ascii_alphanumeric()));
        assert!(!mention, "{name}: {}", with.text);
    }
}

#[test]
fn there_is_no_html_but_our_own() {
    let tags = [
        "<sub>",
        "</sub>",
        "<br>",
        "<details>",
        "</details>",
        "<picture>",
        "<p>",
        "</p>",
        "</picture>",
        "<summary>",
        "</summary>",
        "<source ",
        "<img ",
    ];
    for (name, markdown) in everything() {
        for html in parse(&markdown, true).html {
            for tag in html.match_indices('<').map(|(at, _)| &html[at..]) {
                assert!(tags.iter().any(|known| tag.starts_with(known)), "{name}: {html}");
            }
        }
    }
}

#[test]
fn pictures_are_the_figures_light_and_dark_with_words_for_those_who_see_none() {
    let built = report_shapes::named("quarter");
    let markdown = render(&built);
    for figure in figures() {
        for shade in ["light", "dark"] {
            let path = format!("\"charts/{shade}-theme/{}.svg\"", figure.id);
            assert_eq!(markdown.matches(&path).count(), 1, "{path}");
        }
    }
    assert_eq!(markdown.matches("<img ").count(), figures().len());
    assert!(markdown.contains("alt=\"Alt of views: &quot;5 &lt; 6&quot; &amp; more\""));
    assert!(markdown.contains("](daily.csv)"));
}

#[test]
fn the_front_of_a_ledger_of_one_repository_leads_to_its_report() {
    let built = report_shapes::named("quarter");
    let (front, report) = (render_on(Page::Front, &built), render(&built));
    // It begins as the report does, up to the contents, whose links lead there.
    let opening = report.split("[What stood out](#").next().expect("contents");
    assert!(front.starts_with(opening), "{front}");
    let anchors = |text: &str, file: &str| -> Vec<String> {
        let links = parse(text, true).links.into_iter();
        links
            .filter_map(|link| link.strip_prefix(file)?.strip_prefix('#').map(str::to_owned))
            .collect()
    };
    assert_eq!(anchors(&front, "octocat/hello-world/README.md"), anchors(&report, ""));
    assert!(front.contains("**[The whole report](octocat/hello-world/README.md)** has all charts and numbers."));
    assert!(front.contains("\"octocat/hello-world/charts/light-theme/views.svg\""));
    assert!(
        front.len() * 2 < report.len(),
        "{} of {} bytes",
        front.len(),
        report.len()
    );
}

#[test]
fn reports_are_small_whatever_happened() {
    for (name, markdown) in everything() {
        assert!(markdown.len() < 100_000, "{name}: {} bytes", markdown.len());
        assert!(
            markdown.ends_with('\n') && !markdown.contains('\r') && !markdown.contains("\n\n\n"),
            "{name}"
        );
    }
}

#[test]
fn one_is_singular_and_nothing_is_left_to_fill() {
    let plurals = [
        "views",
        "clones",
        "days",
        "unique visitors",
        "unique cloners",
        "times",
        "stars",
        "repositories",
        "ranges",
    ];
    for (name, markdown) in everything() {
        for plural in plurals {
            for before in [" ", "*", "("] {
                assert!(!markdown.contains(&format!("{before}1 {plural}")), "{name}: 1 {plural}");
            }
        }
        assert!(
            !markdown.contains("{}") && !markdown.contains(" ,") && !markdown.contains(" ."),
            "{name}"
        );
        assert!(!markdown.lines().any(|line| line.ends_with(' ')), "{name}");
    }
}

#[test]
fn badges_say_what_is_known_and_only_that() {
    let built = report_shapes::named("quarter");
    let files = report::badges(&Analysis::new(&built.0));
    let names: Vec<&str> = files
        .iter()
        .map(|(name, _)| name.as_str())
        .filter(|name| name.ends_with(".json"))
        .collect();
    assert_eq!(
        names,
        [
            "badges/views-14d.json",
            "badges/unique-visitors-14d.json",
            "badges/clones-14d.json",
            "badges/unique-cloners-14d.json",
            "badges/views-all-time.json",
            "badges/clones-all-time.json",
        ]
    );
    for (name, content) in files.iter().filter(|(name, _)| name.ends_with(".json")) {
        let json: serde_json::Value = serde_json::from_slice(content).expect(name);
        let keys: Vec<&String> = json.as_object().expect("an object").keys().collect();
        assert_eq!(
            keys,
            ["color", "label", "message", "schemaVersion"],
            "shields.io refuses others"
        );
        assert_eq!(json["schemaVersion"], 1);
        assert!(!json["message"].as_str().expect("text").is_empty());
    }
    let empty = report::badges(&Analysis::new(&report_shapes::named("empty").0));
    for (name, content) in empty.iter().filter(|(name, _)| name.ends_with(".json")) {
        assert!(
            String::from_utf8_lossy(content).contains("\"message\":\"unknown\""),
            "{name}"
        );
    }
}

#[test]
fn golden_reports() {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/reports");
    for name in [
        "empty",
        "first-capture",
        "all-zero",
        "quarter",
        "around-the-traffic",
        "with-gaps",
        "imports-only",
        "new-level",
        "corrected",
        "much-corrected",
        "hostile",
    ] {
        let built = report_shapes::named(name);
        for (file, markdown) in [("README.md", render(&built)), ("summary.md", summary(&built))] {
            assert_golden(&folder.join(name).join(file), &markdown);
        }
    }
    assert_golden(
        &folder.join("overview").join("README.md"),
        &overview(&report_shapes::several()),
    );
}

fn assert_golden(path: &Path, markdown: &str) {
    if std::env::var_os("BLESS").is_some() {
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder to write to");
        std::fs::write(path, markdown).expect("a golden file to write");
    }
    let golden = std::fs::read_to_string(path).unwrap_or_default();
    assert!(
        golden == markdown,
        "{} differs: look at it, then BLESS=1",
        path.display()
    );
}
