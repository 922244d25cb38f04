//! Reads our own sources as tokens, so that words in comments and strings never count as code.
//! May import `std` and `proc_macro2`.

use std::path::{Path, PathBuf};

use proc_macro2::{Delimiter, TokenStream, TokenTree};

/// A path as the code spells it (`std::fs::read`), resolved to the crate's root where it is relative, with its line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Mention {
    /// `["std", "fs", "read"]`; a macro keeps its name and a final `!`.
    pub(crate) path: Vec<String>,
    /// The line of its first word, from 1.
    pub(crate) line: usize,
}

impl Mention {
    /// Whether the path begins with `prefix` (`"std::fs"`).
    pub(crate) fn starts_with(&self, prefix: &str) -> bool {
        let wanted: Vec<&str> = prefix.split("::").collect();
        self.path.len() >= wanted.len() && self.path.iter().zip(wanted).all(|(a, b)| a == b)
    }

    /// Whether the path ends with `suffix` (`"Timestamp::now"`).
    pub(crate) fn ends_with(&self, suffix: &str) -> bool {
        let joined = format!("::{}", self.path.join("::"));
        joined.ends_with(&format!("::{suffix}"))
    }
}

/// What one source file says.
#[derive(Debug, Default)]
pub(crate) struct Scan {
    /// Every path in production code, in reading order.
    pub(crate) mentions: Vec<Mention>,
    /// Names of the test functions, those in `proptest!` and other macros too.
    pub(crate) tests: Vec<String>,
    /// Lines that belong to `#[cfg(test)]` items.
    pub(crate) test_lines: usize,
}

/// Scans `text`, the source of the module `module` (`["crate", "charts", "axis"]`).
///
/// # Panics
/// When `text` is not Rust.
pub(crate) fn scan(text: &str, module: &[&str]) -> Scan {
    let tokens: TokenStream = text.parse().expect("our sources are Rust");
    let mut scan = Scan::default();
    let module: Vec<String> = module.iter().map(ToString::to_string).collect();
    walk(tokens, &[], &module, false, &mut scan);
    scan
}

/// `OWNER/NAME` of this repository, which is written in `Cargo.toml`.
pub(crate) fn repository() -> &'static str {
    env!("CARGO_PKG_REPOSITORY").trim_start_matches("https://github.com/")
}

/// The Rust files below `folder` of the repository, sorted, as paths relative to the repository's root.
pub(crate) fn rust_files(folder: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![root().join(folder)];
    while let Some(next) = folders.pop() {
        let Ok(entries) = std::fs::read_dir(&next) else {
            continue;
        };
        for entry in entries.flatten() {
            let path = entry.path();
            if path.is_dir() && !path.ends_with("target") {
                folders.push(path);
            } else if path.extension().is_some_and(|end| end == "rs") {
                let relative = path.strip_prefix(root()).expect("it was found below the root");
                found.push(relative.to_path_buf());
            }
        }
    }
    found.sort();
    found
}

/// The text of a file of the repository.
///
/// # Panics
/// When it cannot be read.
pub(crate) fn read(path: impl AsRef<Path>) -> String {
    let path = root().join(path);
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The repository's root.
pub(crate) fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// `src/charts/axis.rs` is `["crate", "charts", "axis"]`, `src/charts/mod.rs` and `src/charts.rs` are `["crate", "charts"]`.
pub(crate) fn module_of(path: &Path) -> Vec<String> {
    let mut module = vec!["crate".to_owned()];
    let inside = path.strip_prefix("src").unwrap_or(path).with_extension("");
    module.extend(
        inside
            .iter()
            .map(|part| part.to_string_lossy().into_owned())
            .filter(|part| !matches!(part.as_str(), "mod" | "lib" | "main")),
    );
    module
}

/// Words that may stand before a path that begins with `::`, and are no part of it.
const KEYWORDS: &[&str] = &[
    "as", "dyn", "else", "for", "if", "impl", "in", "let", "match", "mut", "pub", "ref", "return", "use", "where",
    "while",
];

/// `prefix` is the part of a `use` tree before its braces, `in_test` is set below `#[cfg(test)]`.
fn walk(tokens: TokenStream, prefix: &[String], module: &[String], in_test: bool, scan: &mut Scan) {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    let mut at = 0;
    let mut is_test = false;
    while at < tokens.len() {
        if let Some(attribute) = attribute(&tokens, at) {
            if attribute == "cfg(test)" && !in_test {
                let end = item_end(&tokens, at);
                let lines = tokens[end].span().end().line - tokens[at].span().start().line + 1;
                scan.test_lines += lines;
                let item = tokens[at..=end].iter().cloned().collect();
                walk(item, &[], module, true, scan);
                at = end + 1;
                continue;
            }
            is_test |= attribute == "test" || attribute.starts_with("tokio::test");
            at += 2;
            continue;
        }
        match &tokens[at] {
            TokenTree::Ident(word) if word == "fn" => {
                if let (true, Some(name)) = (is_test, tokens.get(at + 1)) {
                    scan.tests.push(name.to_string());
                }
                is_test = false;
                at += 2;
            }
            TokenTree::Ident(word) if word == "mod" && brace(&tokens, at + 2).is_some() => {
                let mut inner = module.to_vec();
                inner.push(tokens[at + 1].to_string());
                let body = brace(&tokens, at + 2).expect("just looked");
                walk(body, &[], &inner, in_test, scan);
                at += 3;
            }
            TokenTree::Ident(word) if KEYWORDS.contains(&word.to_string().as_str()) => at += 1,
            TokenTree::Ident(word) => {
                let line = word.span().start().line;
                let mut path = prefix.to_vec();
                path.push(word.to_string());
                at += 1;
                while double_colon(&tokens, at) {
                    match tokens.get(at + 2) {
                        Some(TokenTree::Ident(next)) => path.push(next.to_string()),
                        Some(TokenTree::Punct(star)) if star.as_char() == '*' => {
                            path.push("*".to_owned());
                        }
                        Some(TokenTree::Group(group)) if group.delimiter() == Delimiter::Brace => {
                            walk(group.stream(), &path, module, in_test, scan);
                        }
                        _ => {
                            at += 2;
                            break;
                        }
                    }
                    at += 3;
                }
                let bang = matches!(tokens.get(at), Some(TokenTree::Punct(p)) if p.as_char() == '!')
                    && matches!(tokens.get(at + 1), Some(TokenTree::Group(_)));
                if bang && let Some(last) = path.last_mut() {
                    last.push('!');
                }
                if !in_test {
                    let path = resolve(path, module);
                    scan.mentions.push(Mention { path, line });
                }
            }
            TokenTree::Group(group) => {
                walk(group.stream(), prefix, module, in_test, scan);
                at += 1;
            }
            _ => at += 1,
        }
    }
}

/// The text of the attribute that begins at `at`, without spaces.
fn attribute(tokens: &[TokenTree], at: usize) -> Option<String> {
    let (TokenTree::Punct(hash), Some(TokenTree::Group(group))) = (&tokens[at], tokens.get(at + 1)) else {
        return None;
    };
    (hash.as_char() == '#' && group.delimiter() == Delimiter::Bracket)
        .then(|| group.stream().to_string().replace(' ', ""))
}

/// The last token of the item whose attributes begin at `at`: its braces or its semicolon.
fn item_end(tokens: &[TokenTree], at: usize) -> usize {
    let mut end = at;
    while end + 1 < tokens.len() {
        let done = match &tokens[end] {
            TokenTree::Group(group) => group.delimiter() == Delimiter::Brace,
            TokenTree::Punct(mark) => mark.as_char() == ';',
            _ => false,
        };
        if done {
            break;
        }
        end += 1;
    }
    end
}

fn brace(tokens: &[TokenTree], at: usize) -> Option<TokenStream> {
    match tokens.get(at) {
        Some(TokenTree::Group(group)) if group.delimiter() == Delimiter::Brace => Some(group.stream()),
        _ => None,
    }
}

fn double_colon(tokens: &[TokenTree], at: usize) -> bool {
    let colon = |at| matches!(tokens.get(at), Some(TokenTree::Punct(p)) if p.as_char() == ':');
    colon(at) && colon(at + 1)
}

/// `self` and `super` become the module's own path, so that `super::super::github` is seen as `crate::github`.
fn resolve(path: Vec<String>, module: &[String]) -> Vec<String> {
    let mut base = module.to_vec();
    let mut relative = false;
    let mut rest = path.iter().peekable();
    while let Some(word) = rest.next_if(|word| matches!(word.as_str(), "self" | "super")) {
        relative = true;
        if word == "super" && base.len() > 1 {
            base.pop();
        }
    }
    if !relative || path.len() == 1 {
        return path;
    }
    base.extend(rest.cloned());
    base
}
