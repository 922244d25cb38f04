//! PURE. The only place that writes Markdown: inline text that is already encoded, and a document of blocks. Imports
//! text and repository names from `domain`.
//!
//! Text gets in on three ways: our own words (`&'static str`, Markdown in them is meant), formatted numbers and dates
//! (`say.rs`), and [`Untrusted`] through its encoder. There is no way in for a plain `String`.

use crate::domain::repository::RepositoryName;
use crate::domain::text::Untrusted;
use crate::encode::{self, url};

/// Inline Markdown, encoded already.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Inline(String);

/// Our own words; Markdown in them is meant.
impl From<&'static str> for Inline {
    fn from(words: &'static str) -> Self {
        words.to_inline()
    }
}

/// What can stand in a sentence.
pub trait ToInline {
    /// Its Markdown.
    fn to_inline(&self) -> Inline;
}

impl ToInline for Inline {
    fn to_inline(&self) -> Inline {
        self.clone()
    }
}

impl ToInline for &'static str {
    fn to_inline(&self) -> Inline {
        Inline((*self).to_owned())
    }
}

impl ToInline for RepositoryName {
    /// The grammar of names leaves one character that means something in Markdown.
    fn to_inline(&self) -> Inline {
        Inline(self.to_string().replace('_', "\\_"))
    }
}

/// Fills the `{}` of our own words, in order.
#[must_use]
pub fn fill(words: &'static str, parts: &[&dyn ToInline]) -> Inline {
    debug_assert_eq!(words.matches("{}").count(), parts.len(), "{words:?}");
    let mut out = String::new();
    let mut parts = parts.iter();
    for (index, piece) in words.split("{}").enumerate() {
        if index > 0
            && let Some(part) = parts.next()
        {
            out.push_str(&part.to_inline().0);
        }
        out.push_str(piece);
    }
    Inline(out)
}

/// A list in a sentence: `one, two and three`.
#[must_use]
pub fn listed(items: &[Inline]) -> Inline {
    match items {
        [] => Inline::default(),
        [one] => one.clone(),
        [rest @ .., last] => {
            let rest: Vec<&str> = rest.iter().map(|item| item.0.as_str()).collect();
            Inline(format!("{} and {}", rest.join(", "), last.0))
        }
    }
}

/// Inline texts one after the other with a separator of our own between them; empty ones are left out.
#[must_use]
pub fn joined(items: &[Inline], separator: &'static str) -> Inline {
    let items = items.iter().map(|item| item.0.as_str()).filter(|item| !item.is_empty());
    Inline(items.collect::<Vec<_>>().join(separator))
}

impl Inline {
    /// Characters of our own formatting code: digits, signs, month names. Nothing that Markdown reads.
    pub(super) fn formatted(text: String) -> Self {
        debug_assert!(!text.contains(['|', '<', '`', '*', '[', '\n']), "{text:?}");
        Self(text)
    }

    /// Foreign text as a code span; what is longer than `width` grapheme clusters loses its middle.
    #[must_use]
    pub fn code(text: &Untrusted, width: usize) -> Self {
        Self(Untrusted::new(&encode::cut_middle(text.sanitized(), width)).code_span())
    }

    /// Bold.
    #[must_use]
    pub fn bold(&self) -> Self {
        Self(format!("**{}**", self.0))
    }

    /// The same words on one line: for cells that are narrower than their text.
    #[must_use]
    pub fn unbroken(&self) -> Self {
        Self(self.0.replace(' ', "\u{a0}"))
    }

    /// Small print; nothing stays nothing.
    #[must_use]
    pub fn small(&self) -> Self {
        if self.is_empty() {
            return Self::default();
        }
        Self(format!("<sub>{}</sub>", self.0))
    }

    /// A link; nothing but the text where there is no target.
    #[must_use]
    pub fn link(&self, target: Option<&Target>) -> Self {
        match target {
            Some(target) => Self(format!("[{}]({})", self.0, target.0)),
            None => self.clone(),
        }
    }

    /// A picture in a table that follows GitHub's theme; `path` is without the `-light.svg`.
    #[must_use]
    pub fn small_picture(path: &str, alt: &'static str) -> Self {
        let (path, alt) = (url::link(path), encode::xml(alt));
        Self(format!(
            "<picture><source media=\"(prefers-color-scheme: dark)\" srcset=\"{path}-dark.svg\">\
             <img src=\"{path}-light.svg\" alt=\"{alt}\"></picture>"
        ))
    }

    /// Whether there is nothing to read.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// Where a link leads: percent-encoded, so that it can neither end the link nor begin another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target(String);

impl Target {
    /// A file of the ledger, relative to the report.
    #[must_use]
    pub fn file(path: &str) -> Self {
        Self(url::link(path))
    }

    /// A whole URL whose parts are known to be good.
    #[must_use]
    pub fn url(url: &str) -> Self {
        Self(url::link(url))
    }

    /// A page of a repository; `None` when the path could lead anywhere else. Query strings are cut.
    #[must_use]
    pub fn page(server: &str, repository: &RepositoryName, path: &Untrusted) -> Option<Self> {
        let path = path.without_query().url_path()?;
        let path = if path == "/" { "" } else { &path };
        Some(Self(url::link(&format!("{server}/{repository}{path}"))))
    }

    /// The encoded target.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// How a column stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Align {
    /// Words.
    Left,
    /// Numbers.
    Right,
}

/// A table whose rows all have as many cells as its head.
#[derive(Debug, Clone)]
pub struct MarkdownTable {
    columns: usize,
    lines: Vec<String>,
}

impl MarkdownTable {
    /// A table with this head.
    #[must_use]
    pub fn new(head: &[(&'static str, Align)]) -> Self {
        let names: Vec<&str> = head.iter().map(|(name, _)| *name).collect();
        let rule = head.iter().map(|(_, align)| match align {
            Align::Left => ":--",
            Align::Right => "--:",
        });
        Self {
            columns: head.len(),
            lines: vec![
                format!("| {} |", names.join(" | ")),
                format!("| {} |", rule.collect::<Vec<_>>().join(" | ")),
            ],
        }
    }

    /// Adds a row; missing cells are empty, cells too many are left out.
    pub fn row(&mut self, cells: impl IntoIterator<Item = Inline>) {
        let mut cells: Vec<String> = cells.into_iter().map(|cell| cell.0).collect();
        debug_assert_eq!(cells.len(), self.columns, "{cells:?}");
        cells.resize(self.columns, String::new());
        self.lines.push(format!("| {} |", cells.join(" | ")));
    }

    /// Whether it has no rows.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.lines.len() <= 2
    }
}

/// A document of blocks with an empty line between them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Document(Vec<String>);

impl Document {
    /// An empty document.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// A heading of level 1 to 6.
    pub fn heading(&mut self, level: usize, text: &Inline) {
        self.0.push(format!("{} {}", "#".repeat(level.clamp(1, 6)), text.0));
    }

    /// A paragraph; nothing when the text is empty.
    pub fn paragraph(&mut self, text: &Inline) {
        if !text.is_empty() {
            self.0.push(text.0.clone());
        }
    }

    /// A bulleted list; nothing when there are no items.
    pub fn list(&mut self, items: &[Inline]) {
        let items: Vec<String> = items.iter().map(|item| format!("- {}", item.0)).collect();
        if !items.is_empty() {
            self.0.push(items.join("\n"));
        }
    }

    /// A table; nothing when it has no rows.
    pub fn table(&mut self, table: &MarkdownTable) {
        if !table.is_empty() {
            self.0.push(table.lines.join("\n"));
        }
    }

    /// A picture that follows GitHub's theme, 860 pixels wide at most. `path` is without the `-light.svg`; `alt` is
    /// plain text.
    pub fn picture(&mut self, path: &str, alt: &str) {
        let (path, alt) = (url::link(path), encode::xml(alt));
        self.0.push(format!(
            "<p>\n<picture>\n  <source media=\"(prefers-color-scheme: dark)\" srcset=\"{path}-dark.svg\">\n  \
             <img src=\"{path}-light.svg\" width=\"860\" alt=\"{alt}\">\n</picture>\n</p>"
        ));
    }

    /// A block that opens on a click.
    pub fn details(&mut self, summary: &Inline, body: Self) {
        self.0.push(format!(
            "<details>\n<summary>{}</summary>\n\n{}\n\n</details>",
            summary.0,
            body.0.join("\n\n")
        ));
    }

    /// Lines to copy, each of our own making; back-ticks are taken out, so that none can end the block.
    pub fn snippet(&mut self, lines: &[String]) {
        let lines: Vec<String> = lines.iter().map(|line| line.replace(['`', '\n'], "")).collect();
        self.0.push(format!("```markdown\n{}\n```", lines.join("\n")));
    }

    /// Adds the blocks of another document.
    pub fn append(&mut self, other: Self) {
        self.0.extend(other.0);
    }

    /// Whether it has no blocks.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The file: LF, one line break at the end.
    #[must_use]
    pub fn finish(self) -> String {
        format!("{}\n", self.0.join("\n\n"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn inline(text: &'static str) -> Inline {
        text.into()
    }

    #[test]
    fn words_are_filled_in_order() {
        assert_eq!(fill("{} of {}", &[&inline("one"), &inline("{}")]).0, "one of {}");
        assert_eq!(listed(&[inline("a"), inline("b"), inline("c")]).0, "a, b and c");
        assert_eq!(joined(&[inline("a"), inline(""), inline("c")], " ").0, "a c");
    }

    #[test]
    fn long_names_lose_their_middle() {
        let name = Untrusted::new("/blob/main/a-long-name.md");
        assert_eq!(Inline::code(&name, 11).0, "`/blob…me.md`");
        assert_eq!(Inline::code(&name, 25).0, "`/blob/main/a-long-name.md`");
    }

    #[test]
    fn links_to_pages_stay_in_the_repository() {
        let repository: RepositoryName = "octocat/hello-world".parse().expect("a name");
        let page =
            |path: &str| Target::page("https://github.com", &repository, &Untrusted::new(path)).map(|target| target.0);
        assert_eq!(page("/"), Some("https://github.com/octocat/hello-world".to_owned()));
        let issues = page("/issues?q=is%3Aopen#top").expect("a page");
        assert_eq!(issues, "https://github.com/octocat/hello-world/issues");
        let strange = page("/blob/a) [b](c").expect("a page");
        assert!(!strange.contains([' ', '(', ')', '[', ']']), "{strange}");
        for outside in [
            "/../../evil",
            "//evil.example",
            "https://evil.example",
            "evil",
            "/a/%2e%2e/b",
            "/a\\b",
        ] {
            assert_eq!(page(outside), None, "{outside}");
        }
    }

    #[test]
    fn snippets_cannot_be_ended_from_within() {
        let mut document = Document::new();
        document.snippet(&["a```b\nc".to_owned()]);
        assert_eq!(document.finish(), "```markdown\nabc\n```\n");
    }
}
