//! Holds the sources to the architecture: who may import whom, where the world may be touched, how long a file may be.
//! The rules are a table here; the map with the reasons is in `src/lib.rs`.

mod on_bad_samples;

use std::collections::BTreeSet;
use std::path::Path;

use crate::source::{self, Mention, Scan};

/// One top-level module of the library, and what its production code may name.
struct Layer {
    module: &'static str,
    /// Pure: no clock, no environment, no network, no files, no threads, no standard streams.
    pure: bool,
    /// Our other top-level modules.
    modules: &'static [&'static str],
    /// Crates from `[dependencies]`.
    crates: &'static [&'static str],
}

const LAYERS: &[Layer] = &[
    Layer {
        module: "message",
        pure: true,
        modules: &[],
        crates: &[],
    },
    Layer {
        module: "git",
        pure: true,
        modules: &[],
        crates: &["sha1", "thiserror"],
    },
    Layer {
        module: "encode",
        pure: true,
        modules: &[],
        crates: &["percent_encoding", "unicode_segmentation"],
    },
    Layer {
        module: "domain",
        pure: true,
        modules: &["encode"],
        crates: &["serde", "serde_json", "jiff", "thiserror", "sha2"],
    },
    Layer {
        module: "format",
        pure: true,
        modules: &["domain"],
        crates: &[],
    },
    Layer {
        module: "charts",
        pure: true,
        modules: &["domain", "encode", "format"],
        crates: &[
            "plotters",
            "plotters_backend",
            "jiff",
            "unicode_segmentation",
            "unicode_width",
        ],
    },
    Layer {
        module: "report",
        pure: true,
        modules: &["domain", "encode", "format", "charts"],
        crates: &["serde", "serde_json", "jiff", "unicode_segmentation", "unicode_width"],
    },
    Layer {
        module: "export",
        pure: true,
        modules: &["domain"],
        // clap only derives the tables' names.
        crates: &["clap", "csv", "serde", "serde_json", "jiff", "thiserror"],
    },
    Layer {
        module: "import",
        pure: true,
        modules: &["domain", "encode"],
        // clap only derives the formats' names.
        crates: &["clap", "csv", "serde", "serde_json", "jiff", "thiserror", "sha2"],
    },
    Layer {
        module: "folder",
        pure: false,
        modules: &["import"],
        crates: &["anyhow"],
    },
    Layer {
        module: "plan",
        pure: true,
        modules: &["domain", "charts", "report", "export", "import", "git"],
        crates: &["serde", "serde_json", "jiff", "thiserror", "anyhow", "sha2"],
    },
    Layer {
        module: "verify",
        pure: true,
        modules: &["domain", "charts", "report", "export", "import", "plan"],
        crates: &["serde", "serde_json", "jiff", "thiserror", "anyhow", "sha2"],
    },
    Layer {
        module: "secret",
        pure: true,
        modules: &[],
        crates: &["thiserror"],
    },
    Layer {
        module: "clock",
        pure: false,
        modules: &["domain"],
        crates: &["jiff", "tokio"],
    },
    Layer {
        module: "github",
        pure: false,
        modules: &["domain", "encode", "git", "message", "secret", "clock"],
        crates: GITHUB_CRATES,
    },
    Layer {
        module: "store",
        pure: false,
        modules: &["domain", "plan", "git", "github", "message", "secret", "clock"],
        crates: &["anyhow", "jiff", "serde", "serde_json", "thiserror", "tokio", "tracing"],
    },
    Layer {
        module: "action",
        pure: false,
        modules: &["domain", "encode", "secret", "report", "message"],
        crates: &[
            "anstyle",
            "anyhow",
            "jiff",
            "serde",
            "serde_json",
            "thiserror",
            "tracing",
            "tracing_subscriber",
        ],
    },
    Layer {
        module: "cli",
        pure: false,
        modules: &[
            "domain", "encode", "secret", "github", "import", "export", "plan", "action", "message",
        ],
        crates: &["anstyle", "anyhow", "clap", "clap_complete", "jiff", "thiserror"],
    },
];

/// Everything that speaks HTTP stands here and nowhere else.
const GITHUB_CRATES: &[&str] = &[
    "octocrab",
    "anyhow",
    "jiff",
    "serde",
    "serde_json",
    "sha1",
    "thiserror",
    "tokio",
    "http",
    "http_body",
    "http_body_util",
    "hyper",
    "hyper_util",
    "hyper_rustls",
    "rustls",
    "tower",
    "tracing",
    "bytes",
    "futures_util",
    "base64",
    "fastrand",
    "getrandom",
    "rustls_native_certs",
    "url",
];

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
    let known: BTreeSet<&str> = LAYERS.iter().map(|layer| layer.module).collect();
    for path in source::rust_files("src") {
        let module = source::module_of(&path);
        let Some(top) = module.get(1) else { continue };
        assert!(
            top == "run" || known.contains(top.as_str()),
            "{}: the module `{top}` has no row in LAYERS (tests/it/layers.rs)",
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
    let layer = LAYERS
        .iter()
        .find(|layer| module.get(1).is_some_and(|top| top == layer.module));
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
        if let Some(other) = our_module(mention)
            && other != layer.module
            && !layer.modules.contains(&other)
        {
            tell(&format!("`{}` may not import `{other}`", layer.module));
        }
        let first = mention.path[0].as_str();
        if mention.path.len() > 1 && dependencies.contains(first) && !layer.crates.contains(&first) {
            tell(&format!("`{}` may not use the crate `{first}`", layer.module));
        }
    }
    findings
}

/// The top-level module that a path inside the crate leads to.
fn our_module(mention: &Mention) -> Option<&'static str> {
    let (root, next) = (mention.path.first()?, mention.path.get(1)?);
    if root != "crate" && root != "traffic_ledger" {
        return None;
    }
    let names = LAYERS.iter().map(|layer| layer.module).chain(["run"]);
    names.into_iter().find(|name| next == name)
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
