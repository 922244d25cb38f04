//! The rules of the layers are worth what they catch: samples that break each of them.

use super::{broken_rules, dependencies, shape};
use crate::source;
use std::path::Path;

fn findings(path: &str, code: &str) -> String {
    let path = Path::new(path);
    let module = source::module_of(path);
    let words: Vec<&str> = module.iter().map(String::as_str).collect();
    broken_rules(path, &source::scan(code, &words), &dependencies()).join("\n")
}

#[test]
fn the_world_is_seen_in_every_spelling() {
    for code in [
        "use std::fs;",
        "use std::{collections::BTreeMap, fs::read};",
        "use ::std::{io, net::{IpAddr, TcpStream}};",
        "use std::*;",
        "fn f() { std::env::var(\"HOME\"); }",
        "fn f() { let _ = format!(\"{:?}\", std::time::SystemTime::UNIX_EPOCH); }",
        "fn f() { let _ = vec![tokio::time::sleep(d)]; }",
        "fn f() -> std::fs::File { todo!() }",
        "fn f() { use std::thread; }",
    ] {
        let found = findings("src/charts/axis.rs", code);
        assert!(found.contains("`charts` is pure"), "{code}: {found:?}");
    }
}

#[test]
fn other_layers_are_seen_through_relative_paths() {
    for code in [
        "use crate::github::Client;",
        "use crate::{domain::Date, github};",
        "use super::super::github::Client;",
        "mod inner { use super::super::super::github; }",
        "fn f() { crate::github::fetch() }",
    ] {
        let found = findings("src/charts/axis.rs", code);
        assert!(found.contains("`charts` may not import `github`"), "{code}: {found:?}");
    }
    assert!(findings("src/domain/mod.rs", "use crate::plan::Base;").contains("may not import"));
    assert!(findings("src/github/mod.rs", "use crate::run;").contains("may not import `run`"));
}

#[test]
fn crates_stay_in_their_layer() {
    let found = findings("src/report/mod.rs", "use plotters::prelude::*;");
    assert!(found.contains("may not use the crate `plotters`"), "{found}");
    let found = findings("src/store/branch.rs", "fn f() { octocrab::instance(); }");
    assert!(found.contains("may not use the crate `octocrab`"), "{found}");
    let found = findings("src/domain/mod.rs", "use octocrab as o;");
    assert!(
        found.contains("octocrab") || dependencies().contains("octocrab"),
        "{found}"
    );
}

#[test]
fn clock_environment_and_streams_are_held_outside_pure_layers_too() {
    let found = findings("src/github/mod.rs", "fn f() { jiff::Timestamp::now(); }");
    assert!(found.contains("reads the clock"), "{found}");
    let found = findings("src/store/mod.rs", "fn f() { Instant::now(); }");
    assert!(found.contains("reads the clock"), "{found}");
    let found = findings("src/github/mod.rs", "use std::env;");
    assert!(found.contains("environment"), "{found}");
    let found = findings(
        "src/store/mod.rs",
        "fn f() { println!(\"hello\"); std::eprintln!(); std::io::stdout(); }",
    );
    assert_eq!(found.matches("any line can be a command").count(), 3, "{found}");
}

#[test]
fn words_in_comments_strings_and_tests_are_no_findings() {
    let code = r#"
        // std::fs::read and println!("x")
        /// Like `std::env::var`.
        fn f() -> &'static str { "std::fs::read" }
        #[cfg(test)]
        mod tests { use std::fs; fn g() { println!(); } }
        #[cfg(test)]
        use std::env;
    "#;
    assert_eq!(findings("src/domain/mod.rs", code), "");
}

#[test]
fn a_file_without_a_sentence_with_a_bad_name_or_too_long_is_told() {
    let long = format!("//! Long.\n{}", "fn f() {}\n".repeat(400));
    assert!(shape(Path::new("src/a.rs"), &long).concat().contains("401 lines"));
    assert!(shape(Path::new("src/a.rs"), "fn f() {}\n").concat().contains("//!"));
    assert!(
        shape(Path::new("src/utils/a.rs"), "//! A.\n")
            .concat()
            .contains("named after")
    );
    let tests = format!("//! A.\n#[cfg(test)]\nmod tests {{\n{}}}\n", "fn f() {}\n".repeat(390));
    assert_eq!(shape(Path::new("src/a.rs"), &tests), Vec::<String>::new());
}
