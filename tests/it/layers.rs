//! Holds the sources to the architecture: who may import whom, where the world may be touched, how long a file may be.
//! The table of layers is the one in `src/lib.rs`.

mod on_bad_samples;

use std::collections::BTreeSet;
use std::path::Path;

use crate::source::{self, Mention, Scan};

/// One top-level module of the library, and what its production code may name.
struct Layer {
    module: String,
    /// Pure: no clock, no environment, no network, no files, no threads, no standard streams.
    pure: bool,
    /// Our other top-level modules.
    modules: Vec<String>,
    /// Crates from `[dependencies]`.
    crates: Vec<String>,
}

/// The table in `src/lib.rs`. `run` may use everything, so it has no limits here.
fn layers() -> Vec<Layer> {
    let text = source::read(Path::new("src/lib.rs"));
    let words = |cell: &str| -> Vec<String> {
        let words = cell.split_whitespace().filter(|word| *word != "–");
        words.map(str::to_owned).collect()
    };
    let rows = text.lines().filter_map(|line| line.strip_prefix("//! | [`"));
    let cells = rows.map(|row| row.split('|').map(str::trim).collect::<Vec<_>>());
    let layers: Vec<Layer> = cells
        .filter(|cells| cells.len() > 4 && cells[2] != "all")
        .map(|cells| Layer {
            module: cells[0].trim_end_matches("`]").trim_start_matches("mod@").to_owned(),
            pure: match cells[1] {
                "pure" => true,
                "edge" => false,
                other => panic!("{other} is not a kind of layer"),
            },
            modules: words(cells[2]),
            crates: words(cells[3]),
        })
        .collect();
    assert!(layers.len() > 10, "src/lib.rs has no table of layers");
    layers
}

/// What a pure layer may not name.
const WORLD: &[&str] = &[
    "std::fs",
    "std::net",
    "std::env",
    "std::time",
    "std::process",
    "std::thread",
    "std::os",
    "std::*",
    "std::io::stdin",
    "std::io::stdout",
    "std::io::stderr",
    "tokio",
    "rand",
    "fastrand",
    "getrandom",
];

/// The clock is read in one place and handed down: the same input gives the same bytes.
const CLOCKS: &[&str] = &["Timestamp::now", "Zoned::now", "SystemTime::now", "Instant::now"];
const READS_THE_CLOCK: &[&str] = &["src/clock.rs", "src/main.rs"];

/// The environment is read where the arguments are read.
const READS_THE_ENVIRONMENT: &[&str] = &["src/main.rs", "src/run", "src/action/"];

/// Every line on a standard stream can be a command to the runner, so few files may print.
const PRINTERS: &[&str] = &[
    "print!",
    "println!",
    "eprint!",
    "eprintln!",
    "dbg!",
    "io::stdout",
    "io::stderr",
];
const PRINTS: &[&str] = &["src/main.rs", "src/run", "src/action/"];

/// A file reads in one sitting; its unit tests are counted apart.
const MOST_LINES: usize = 400;

#[test]
fn every_file_keeps_to_its_layer() {
    let dependencies = dependencies();
    let mut findings = Vec::new();
    for path in source::rust_files("src") {
        let module = source::module_of(&path);
        let words: Vec<&str> = module.iter().map(String::as_str).collect();
        let scan = source::scan(&source::read(&path), &words);
        findings.extend(broken_rules(&path, &scan, &dependencies));
    }
    assert!(findings.is_empty(), "{}", findings.join("\n"));
}

#[test]
fn every_top_level_module_has_a_layer() {
    let known: BTreeSet<String> = layers().into_iter().map(|layer| layer.module).collect();
    for path in source::rust_files("src") {
        let module = source::module_of(&path);
        let Some(top) = module.get(1) else { continue };
        assert!(
            top == "run" || known.contains(top),
            "{}: the module `{top}` has no row in the table of src/lib.rs",
            path.display()
        );
    }
}

#[test]
fn every_file_says_what_it_is_and_reads_in_one_sitting() {
    let mut findings = Vec::new();
    let folders = [
        "src",
        "examples",
        "tests/it",
        "tests/harness",
        "tests/fake-github",
        "fuzz",
    ];
    for path in folders.iter().flat_map(|folder| source::rust_files(folder)) {
        findings.extend(shape(&path, &source::read(&path)));
    }
    assert!(findings.is_empty(), "{}", findings.join("\n"));
}

/// What of `scan`, the file at `path`, breaks a rule of its layer.
fn broken_rules(path: &Path, scan: &Scan, dependencies: &BTreeSet<String>) -> Vec<String> {
    let module = source::module_of(path);
    let layers = layers();
    let layer = layers
        .iter()
        .find(|layer| module.get(1).is_some_and(|top| *top == layer.module));
    let within = |places: &[&str]| places.iter().any(|place| path.to_string_lossy().starts_with(place));
    let mut findings = Vec::new();
    for mention in &scan.mentions {
        let mut tell = |why: &str| {
            let spelled = mention.path.join("::");
            findings.push(format!("{}:{}: `{spelled}`: {why}", path.display(), mention.line));
        };
        if CLOCKS.iter().any(|clock| mention.ends_with(clock)) && !within(READS_THE_CLOCK) {
            tell("only src/clock.rs reads the clock; take the time as an argument");
        }
        if mention.starts_with("std::env") && !within(READS_THE_ENVIRONMENT) {
            tell("the environment is read at the edge (src/main.rs, src/action/)");
        }
        if PRINTERS.iter().any(|printer| mention.ends_with(printer)) && !within(PRINTS) {
            tell("only src/action/ prints: any line can be a command to the runner");
        }
        let Some(layer) = layer else { continue };
        if layer.pure && WORLD.iter().any(|context| mention.starts_with(context)) {
            tell(&format!("`{}` is pure", layer.module));
        }
        if let Some(other) = our_module(mention, &layers)
            && other != layer.module
            && !layer.modules.iter().any(|module| module == other)
        {
            tell(&format!("`{}` may not import `{other}`", layer.module));
        }
        let first = mention.path[0].as_str();
        if mention.path.len() > 1 && dependencies.contains(first) && !layer.crates.iter().any(|name| name == first) {
            tell(&format!("`{}` may not use the crate `{first}`", layer.module));
        }
    }
    findings
}

/// The top-level module that a path inside the crate leads to.
fn our_module<'m>(mention: &'m Mention, layers: &[Layer]) -> Option<&'m str> {
    let (root, next) = (mention.path.first()?, mention.path.get(1)?);
    if root != "crate" && root != "traffic_ledger" {
        return None;
    }
    let is_ours = next == "run" || layers.iter().any(|layer| *next == layer.module);
    is_ours.then_some(next.as_str())
}

/// What is wrong with a file's name, its first line and its length.
fn shape(path: &Path, text: &str) -> Vec<String> {
    let mut findings = Vec::new();
    let place = path.display();
    let bad_name = path.iter().any(|part| {
        let part = part.to_string_lossy();
        let name = part.trim_end_matches(".rs");
        ["util", "utils", "helper", "helpers", "common", "misc", "shared"].contains(&name)
    });
    if bad_name {
        findings.push(format!(
            "{place}: a module is named after what it is, not after its readers"
        ));
    }
    let first = text
        .lines()
        .find(|line| !line.trim().is_empty() && !line.starts_with("#!["));
    if !first.is_some_and(|line| line.starts_with("//!")) {
        findings.push(format!(
            "{place}: the first line is a `//!` sentence that says what the module is"
        ));
    }
    let tests = source::scan(text, &["crate"]).test_lines;
    let production = text.lines().count().saturating_sub(tests);
    for (what, lines) in [("lines", production), ("lines of unit tests", tests)] {
        if lines > MOST_LINES {
            findings.push(format!("{place}: {lines} {what}, at most {MOST_LINES}: split it"));
        }
    }
    findings
}

/// The names under `[dependencies]`, as the code spells them.
fn dependencies() -> BTreeSet<String> {
    let manifest = source::read("Cargo.toml");
    manifest
        .lines()
        .skip_while(|line| *line != "[dependencies]")
        .skip(1)
        .take_while(|line| !line.starts_with('['))
        .filter_map(|line| line.split_once('=').map(|(name, _)| name))
        .filter(|name| !name.trim_start().starts_with('#'))
        .map(|name| name.trim().replace('-', "_"))
        .collect()
}
