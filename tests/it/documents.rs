//! Checks that the tests named in SECURITY.md and the promises exist, that links between the documents lead somewhere, and that the
//! commands in them work.

use std::collections::BTreeMap;

use traffic_ledger::cli;

use crate::source;

#[test]
fn every_test_named_in_the_documents_exists() {
    let tests = tests_by_module();
    let mut findings = Vec::new();
    for (document, heading) in [("SECURITY.md", "controls"), ("docs/promises.md", "promises")] {
        let rows = rows_below(&source::read(document), heading);
        assert!(
            rows.len() >= 10,
            "{document}: the table below `{heading}` was not found"
        );
        for row in rows {
            findings.extend(problem(&row, &tests).map(|why| format!("{document}: {why}\n    {row}")));
        }
    }
    assert!(findings.is_empty(), "{}", findings.join("\n"));
}

/// The table rows, without the head, in the section whose heading contains `heading`.
fn rows_below(text: &str, heading: &str) -> Vec<String> {
    text.lines()
        .skip_while(|line| !(line.starts_with('#') && line.to_lowercase().contains(heading)))
        .skip(1)
        .take_while(|line| !line.starts_with("# ") && !line.starts_with("## "))
        .filter(|line| line.starts_with('|'))
        .skip(2)
        .map(str::to_owned)
        .collect()
}

/// The problem with the last cell of `row`, which must list existing tests as `module::name`.
fn problem(row: &str, tests: &BTreeMap<String, Vec<String>>) -> Option<String> {
    let cell = row.trim_end_matches('|').rsplit('|').next()?;
    let names: Vec<&str> = cell.split('`').skip(1).step_by(2).collect();
    if names.is_empty() {
        return Some("the row names no test".to_owned());
    }
    let missing = |name: &&&str| {
        let mut words = name.rsplit("::");
        let (test, module) = (words.next().unwrap_or(""), words.next().unwrap_or(""));
        !tests
            .get(module)
            .is_some_and(|known| known.iter().any(|known| known == test))
    };
    let name = names.iter().find(missing)?;
    Some(format!("test `{name}` not found"))
}

/// The names of all tests by the last segment of their module (file name, or folder for `mod.rs`).
fn tests_by_module() -> BTreeMap<String, Vec<String>> {
    let mut tests = BTreeMap::<String, Vec<String>>::new();
    for path in ["src", "tests"].into_iter().flat_map(source::rust_files) {
        let own = path.with_extension("");
        let mut module = own.file_name().map(|name| name.to_string_lossy().into_owned());
        if matches!(module.as_deref(), Some("mod" | "tests")) {
            let folder = own.parent().and_then(|folder| folder.file_name());
            module = folder.map(|name| name.to_string_lossy().into_owned());
        }
        let found = source::scan(&source::read(&path), &["crate"]).tests;
        tests.entry(module.unwrap_or_default()).or_default().extend(found);
    }
    tests
}

#[test]
fn rows_without_tests_or_with_missing_ones_are_reported() {
    let tests = BTreeMap::from([("layers".to_owned(), vec!["holds".to_owned()])]);
    assert_eq!(problem("| a | b | `layers::holds` |", &tests), None);
    assert!(problem("| a | `layers::holds` | nothing |", &tests).is_some_and(|why| why.contains("names no test")));
    assert!(problem("| a | `layers::gone` |", &tests).is_some_and(|why| why.contains("layers::gone")));
    assert!(problem("| a | `other::holds` |", &tests).is_some());
}

#[test]
fn tests_inside_macros_are_found() {
    let code =
        "proptest! { #[test] fn law(x in 0..9) {} } #[tokio::test(flavor = \"current_thread\")] async fn runs() {}";
    assert_eq!(source::scan(code, &["crate"]).tests, ["law", "runs"]);
}

/// The commands in the text: in code blocks a line each, with its continuations, and in code spans.
fn commands(text: &str) -> Vec<String> {
    let text = text.replace("\\\n", " ");
    let mut found = Vec::new();
    for line in text.lines().map(|line| line.trim_start().trim_start_matches("$ ")) {
        let spans = line.split('`').skip(1).step_by(2);
        let whole = std::iter::once(line).filter(|line| !line.contains('`'));
        found.extend(
            whole
                .chain(spans)
                .filter(|code| code.starts_with("traffic-ledger "))
                .map(str::to_owned),
        );
    }
    found
}

/// Why the program does not take a command; placeholders of the documents are replaced.
fn refused(command: &str) -> Option<String> {
    let command = command.split(" > ").next()?.replace("FORMAT", "csv").replace('\'', "");
    let error = cli::definition()
        .try_get_matches_from(command.split_whitespace())
        .err()?;
    let is_display = matches!(
        error.kind(),
        clap::error::ErrorKind::DisplayHelp | clap::error::ErrorKind::DisplayVersion
    );
    (!is_display).then(|| error.to_string())
}

/// Everything that people read, with its path.
fn documents() -> Vec<(String, String)> {
    let own = [
        "README.md",
        "SECURITY.md",
        ".github/CONTRIBUTING.md",
        ".github/ISSUE_TEMPLATE/bug.yml",
    ];
    let mut paths: Vec<String> = own.map(str::to_owned).into();
    let folder = std::fs::read_dir(source::root().join("docs")).expect("the documents");
    let names = folder.map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned());
    let mut names: Vec<String> = names.filter(|name| name.ends_with(".md")).collect();
    names.sort();
    paths.extend(names.into_iter().map(|name| format!("docs/{name}")));
    paths
        .into_iter()
        .map(|path| {
            let text = source::read(&path);
            (path, text)
        })
        .collect()
}

/// The name by which GitHub links to a heading.
fn anchor(heading: &str) -> String {
    let kept = |c: &char| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_');
    let text: String = heading
        .trim_start_matches('#')
        .trim()
        .to_lowercase()
        .chars()
        .filter(kept)
        .collect();
    text.replace(' ', "-")
}

#[test]
fn links_between_the_documents_lead_somewhere() {
    let mut findings = Vec::new();
    let mut count = 0;
    for (place, text) in documents() {
        let targets = text.split("](").skip(1).filter_map(|rest| rest.split(')').next());
        for target in targets.filter(|target| !target.contains("://") && !target.starts_with("mailto:")) {
            count += 1;
            let (path, wanted) = target.split_once('#').unwrap_or((target, ""));
            let folder = place.rsplit_once('/').map_or("", |(folder, _)| folder);
            let file = match path {
                "" => source::root().join(&place),
                path => source::root().join(folder).join(path),
            };
            if !file.exists() {
                findings.push(format!("{place}: {target}: there is no such file"));
                continue;
            }
            let there = std::fs::read_to_string(&file).unwrap_or_default();
            let mut headings = there.lines().filter(|line| line.starts_with('#')).map(anchor);
            if !wanted.is_empty() && !headings.any(|heading| heading == wanted) {
                findings.push(format!("{place}: {target}: there is no such heading"));
            }
        }
    }
    assert!(count > 30, "only {count} links were found");
    assert!(findings.is_empty(), "{}", findings.join("\n"));
}

#[test]
fn every_command_in_the_documents_and_the_help_is_accepted() {
    let mut texts: Vec<(String, String)> = documents();
    let program = cli::definition();
    for command in std::iter::once(&program).chain(program.get_subcommands()) {
        let help = command.get_after_help().map(ToString::to_string);
        texts.push((format!("{} --help", command.get_name()), help.unwrap_or_default()));
    }
    let mut findings = Vec::new();
    let mut count = 0;
    for (place, text) in &texts {
        for command in commands(text) {
            count += 1;
            findings.extend(refused(&command).map(|why| format!("{place}: {command}\n{why}")));
        }
    }
    assert!(count > 20, "only {count} commands were found");
    assert!(findings.is_empty(), "{}", findings.join("\n"));
}

#[test]
fn a_command_that_the_program_does_not_know_is_reported() {
    let text =
        "Run `traffic-ledger verify --repositories a/b` or\n\n    $ traffic-ledger export \\\n  --table days > x.csv";
    let found = commands(text);
    assert_eq!(
        found,
        [
            "traffic-ledger verify --repositories a/b",
            "traffic-ledger export    --table days > x.csv"
        ]
    );
    assert!(refused(&found[0]).is_some_and(|why| why.contains("--repositories")));
    assert_eq!(refused(&found[1]), None);
}
