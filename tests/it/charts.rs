//! Every chart over every shape of history, in both shades: as XML, as a rendered picture and as text boxes.

mod shades;
pub(crate) mod shapes;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Mutex;

use traffic_ledger::charts::theme::Shade;
use traffic_ledger::charts::{self, text_width};
use traffic_ledger::domain::analysis::Analysis;
use traffic_ledger::domain::history::History;

/// Everyday data: what a living repository has after a year.
const EVERYDAY: usize = 14_500;
/// The overview: up to nine repositories on each of 42 days.
const OVERVIEW: usize = 18_000;
/// The largest file, whatever the data.
const WORST: usize = 36_000;

/// Every file of a history by name: the figures, the sparkline and a badge.
fn files(history: &History) -> BTreeMap<String, String> {
    let mut files = BTreeMap::new();
    for figure in charts::figures(history, &Analysis::new(history)) {
        assert!(
            figure.caption.alt.ends_with('.') && figure.caption.alt.len() > 20,
            "{}: {:?}",
            figure.caption.id,
            figure.caption.alt
        );
        files.insert(format!("{}-light", figure.caption.id), figure.light);
        files.insert(format!("{}-dark", figure.caption.id), figure.dark);
    }
    let sparkline = charts::sparkline(history);
    for shade in Shade::ALL {
        files.insert(format!("sparkline-{}", shade.word()), sparkline.svg(shade));
    }
    files.insert("badge".to_owned(), charts::badge("views in 14 days", "3,412"));
    files
}

/// Calls `check(shape, name, svg)` for each file of each shape.
fn walk(check: impl Fn(&str, &str, &str)) {
    for (shape, history) in shapes::all() {
        for (name, svg) in files(&history) {
            check(shape, &name, &svg);
        }
    }
    for (shape, figure) in crate::overview::figures() {
        check(&shape, "overview-light", &figure.light);
        check(&shape, "overview-dark", &figure.dark);
    }
}

/// The ids of the charts of a history, in reading order.
fn ids(history: &History) -> Vec<&'static str> {
    let figures = charts::figures(history, &Analysis::new(history));
    figures.iter().map(|figure| figure.caption.id).collect()
}

/// `tests/pictures/charts.txt` lists the charts of every shape; `BLESS=1 cargo test charts` writes it.
#[test]
fn each_shape_has_the_charts_of_what_is_known() {
    let shapes: BTreeMap<&str, History> = shapes::all().into_iter().collect();
    assert_eq!(ids(&shapes["empty"]), ["views"]);
    let lines = shapes
        .iter()
        .map(|(shape, history)| format!("{shape}: {}\n", ids(history).join(" ")));
    assert_kept("charts.txt", &lines.collect::<String>());
}

#[test]
fn each_chart_is_a_file_named_after_its_id() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/charts");
    for (_, history) in shapes::all() {
        for id in ids(&history) {
            let path = folder.join(format!("{}.rs", id.replace('-', "_")));
            assert!(path.is_file(), "{} does not exist", path.display());
        }
    }
}

#[test]
fn every_file_is_closed_well_formed_xml() {
    walk(|shape, name, svg| {
        let at = format!("{shape}: {name}");
        let document = roxmltree::Document::parse(svg).unwrap_or_else(|error| panic!("{at}: {error}"));
        let root = document.root_element();
        assert_eq!(root.attribute("role"), Some("img"), "{at}");
        for tag in ["title", "desc"] {
            let text = root
                .children()
                .find(|n| n.has_tag_name(("http://www.w3.org/2000/svg", tag)));
            assert!(
                text.and_then(|n| n.text()).is_some_and(|t| !t.is_empty()),
                "{at}: {tag}"
            );
        }
        let mut ids = Vec::new();
        let defined = classes_of_style(svg);
        let mut used = BTreeSet::new();
        for node in root.descendants().filter(roxmltree::Node::is_element) {
            let tag = node.tag_name().name();
            let known = [
                "svg",
                "title",
                "desc",
                "style",
                "defs",
                "linearGradient",
                "stop",
                "pattern",
                "g",
                "path",
                "rect",
                "circle",
                "text",
                "tspan",
            ];
            assert!(known.contains(&tag), "{at}: <{tag}>");
            for attribute in node.attributes() {
                let (key, value) = (attribute.name(), attribute.value());
                assert!(!key.starts_with("on") && key != "href" && key != "style", "{at}: {key}");
                let is_colour = ["fill", "stroke", "stop-color"].contains(&key);
                let is_reference = value == "none" || value.starts_with("url(#");
                assert!(
                    !is_colour || is_reference,
                    "{at}: {key}={value} is not in the style sheet"
                );
                if key == "class" {
                    used.extend(value.split(' ').map(str::to_owned));
                }
                assert!(!value.contains("url(") || value.starts_with("url(#"), "{at}: {value}");
                assert!(!value.contains("NaN") && !value.contains("inf"), "{at}: {key}={value}");
            }
            ids.extend(node.attribute("id"));
        }
        let used: BTreeSet<String> = used
            .into_iter()
            .filter(|class| !["w", "n", "l", "d"].contains(&class.as_str()))
            .collect();
        assert_eq!(
            used, defined,
            "{at}: the classes of the elements and those of the style sheet"
        );
        for reference in svg.split("url(#").skip(1) {
            let id = reference.split(')').next().unwrap_or_default();
            assert!(ids.contains(&id), "{at}: {id} is nowhere defined");
        }
        let all = ids.len();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), all, "{at}: an id twice");
        assert!(!svg.contains('\u{202e}') && !svg.contains("\r"), "{at}");
    });
}

/// The colours' classes in a style sheet.
fn classes_of_style(svg: &str) -> BTreeSet<String> {
    let sheet = svg
        .split("<style>")
        .nth(1)
        .and_then(|rest| rest.split("</style>").next());
    let rules = sheet
        .unwrap_or_default()
        .split('.')
        .filter_map(|rule| rule.split_once('{'));
    let colours = rules.filter(|(_, body)| body.contains(":#"));
    colours.map(|(class, _)| class.to_owned()).collect()
}

#[test]
fn every_file_is_small() {
    walk(|shape, name, svg| {
        let cap = match shape {
            "ten years" | "many events" | "ten series" => WORST,
            shape if shape.starts_with("overview") => OVERVIEW,
            _ => EVERYDAY,
        };
        assert!(svg.len() <= cap, "{shape}: {name} has {} bytes", svg.len());
    });
}

#[test]
fn the_same_history_gives_the_same_bytes() {
    for ((shape, one), (_, two)) in shapes::all().into_iter().zip(shapes::all()) {
        assert_eq!(files(&one), files(&two), "{shape}");
    }
}

/// The four edges of a text in tenths of a pixel, as our own width table sees it.
struct Text {
    text: String,
    /// The font size in tenths of a pixel.
    size: i32,
    edges: (i32, i32, i32, i32),
    /// The class of the columns that show it: wide, narrow or, without one, all.
    columns: String,
}

fn texts(document: &roxmltree::Document) -> Vec<Text> {
    let inherited = |node: roxmltree::Node, key: &str| {
        node.ancestors()
            .find_map(|n| n.attribute(key).map(str::to_owned))
            .unwrap_or_default()
    };
    let tenths = |value: &str| (value.parse::<f64>().expect("a number") * 10.0).round() as i32;
    // What moves with the days is drawn elsewhere and moved back.
    let moved = |node: roxmltree::Node| -> i32 {
        let groups = node
            .ancestors()
            .skip(1)
            .filter_map(|group| group.attribute("transform"));
        groups
            .map(|moved| tenths(moved.trim_start_matches("translate(").trim_end_matches(')')))
            .sum()
    };
    let texts = document.descendants().filter(|n| n.tag_name().name() == "text");
    texts
        .map(|node| {
            let text: String = node
                .descendants()
                .filter_map(|n| n.is_text().then(|| n.text()).flatten())
                .collect();
            let size = tenths(&inherited(node, "font-size"));
            let classes = inherited(node, "class");
            let is_columns = |class: &&str| ["w", "n"].contains(class);
            let columns = classes.split(' ').find(is_columns).unwrap_or_default().to_owned();
            let wide = text_width::measure(&text, size, inherited(node, "font-weight") == "600");
            let edges = if let Some(turned) = node.attribute("transform") {
                let inner = turned.trim_start_matches("translate(").split(')').next();
                let (x, y) = inner.and_then(|inner| inner.split_once(' ')).expect("two numbers");
                let (x, y) = (tenths(x) + moved(node), tenths(y));
                (x - size * 7 / 10, y - wide / 2, x, y + wide / 2)
            } else {
                let at = |key| tenths(node.attribute(key).expect("a place"));
                let (x, y) = (at("x") + moved(node), at("y"));
                let left = match inherited(node, "text-anchor").as_str() {
                    "middle" => x - wide / 2,
                    "end" => x - wide,
                    _ => x,
                };
                (left, y - size * 7 / 10, left + wide, y + size / 10)
            };
            Text {
                text,
                size,
                edges,
                columns,
            }
        })
        .collect()
}

#[test]
fn no_text_meets_another_or_leaves_the_card() {
    walk(|shape, name, svg| {
        let document = roxmltree::Document::parse(svg).expect("well-formed");
        let size = |key| {
            document
                .root_element()
                .attribute(key)
                .and_then(|v| v.parse::<i32>().ok())
                .unwrap_or(0)
                * 10
        };
        let (width, height) = (size("width"), size("height"));
        let texts = texts(&document);
        for (place, one) in texts.iter().enumerate() {
            let (left, top, right, bottom) = one.edges;
            let inside = left >= 0 && top >= 0 && right <= width && bottom <= height;
            assert!(
                inside,
                "{shape}: {name}: {:?} at {:?} leaves the card",
                one.text, one.edges
            );
            let together = |two: &&Text| one.columns == two.columns || one.columns.is_empty() || two.columns.is_empty();
            for two in texts[..place].iter().filter(together) {
                let (l, t, r, b) = two.edges;
                let apart = right <= l || r <= left || bottom <= t || b <= top;
                assert!(apart, "{shape}: {name}: {:?} meets {:?}", one.text, two.text);
            }
        }
    });
}

/// A card is 860 pixels wide. GitHub shows it 838 wide in a README, 1,012 wide as a file and some 330 to 360 wide on a phone;
/// measured in Chromium (docs/architecture.md).
#[test]
fn text_can_be_read_in_every_column() {
    walk(|shape, name, svg| {
        if name.starts_with("sparkline") || name == "badge" {
            return;
        }
        let document = roxmltree::Document::parse(svg).expect("well-formed");
        let texts = texts(&document);
        for text in &texts {
            let least = if text.columns == "w" { 100 } else { 210 };
            assert!(
                text.size >= least,
                "{shape}: {name}: {:?} has {} tenths of a pixel: draw it in wide and narrow columns (Canvas::in_each)",
                text.text,
                text.size
            );
        }
        assert!(texts.iter().any(|text| text.columns == "n"), "{shape}: {name}");
    });
}

/// Warnings of the renderer.
static WARNINGS: Mutex<Vec<String>> = Mutex::new(Vec::new());

struct Listener;

impl log::Log for Listener {
    fn enabled(&self, metadata: &log::Metadata) -> bool {
        metadata.level() <= log::Level::Warn && ["usvg", "resvg"].iter().any(|c| metadata.target().starts_with(c))
    }

    fn log(&self, record: &log::Record) {
        if self.enabled(record.metadata()) {
            WARNINGS
                .lock()
                .expect("no panic while it is held")
                .push(record.args().to_string());
        }
    }

    fn flush(&self) {}
}

#[test]
fn a_renderer_draws_every_file_without_a_warning() {
    log::set_logger(&Listener).expect("the only logger of this binary");
    log::set_max_level(log::LevelFilter::Warn);
    let options = resvg::usvg::Options::default();
    // The listener works: this broken file causes a warning.
    let broken =
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"9\" height=\"9\"><path d=\"M0 0q\" fill=\"x\"/></svg>";
    let _ = resvg::usvg::Tree::from_str(broken, &options);
    assert!(!std::mem::take(&mut *WARNINGS.lock().expect("no panic")).is_empty());
    walk(|shape, name, svg| {
        let tree =
            resvg::usvg::Tree::from_str(svg, &options).unwrap_or_else(|error| panic!("{shape}: {name}: {error}"));
        let size = tree.size().to_int_size();
        let mut picture =
            resvg::tiny_skia::Pixmap::new(size.width() / 4, size.height() / 4).expect("a size that is not zero");
        resvg::render(
            &tree,
            resvg::tiny_skia::Transform::from_scale(0.25, 0.25),
            &mut picture.as_mut(),
        );
        let drawn = picture.pixels().iter().filter(|pixel| pixel.alpha() > 0).count();
        assert!(drawn > 10, "{shape}: {name} is blank");
        let warnings = std::mem::take(&mut *WARNINGS.lock().expect("no panic"));
        assert!(warnings.is_empty(), "{shape}: {name}: {warnings:?}");
    });
}

/// Kept pictures beside each chart of the everyday shape in light: `BLESS=1 cargo test charts` writes them anew.
const KEPT: [(&str, &str); 7] = [
    ("everyday", "views-dark"),
    ("everyday", "calendar-dark"),
    ("everyday", "paths-dark"),
    ("everyday", "sparkline-light"),
    ("huge spike", "views-light"),
    ("gaps", "views-light"),
    ("hostile names", "paths-light"),
];

#[test]
fn the_pictures_are_as_they_were() {
    let shapes: BTreeMap<&str, History> = shapes::all().into_iter().collect();
    let each_chart = ids(&shapes["everyday"]).into_iter().map(|id| format!("{id}-light"));
    let kept = each_chart
        .map(|name| ("everyday", name))
        .chain(KEPT.map(|(shape, name)| (shape, name.to_owned())));
    for (shape, name) in kept {
        let svg = &files(&shapes[shape])[&name];
        assert_kept(&format!("{}-{name}.svg", shape.replace(' ', "-")), svg);
    }
}

/// Compares with a file in `tests/pictures`, or writes it when `BLESS` is set.
fn assert_kept(name: &str, found: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/pictures").join(name);
    if std::env::var_os("BLESS").is_some() {
        std::fs::write(&path, found).expect("a writable folder");
    }
    let kept = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        kept == found,
        "{} differs: look at it, then bless it (BLESS=1)",
        path.display()
    );
}
