//! PURE. The only place that writes Markdown: inline text that is already encoded, and a document of blocks.
//!
//! There are three ways in: our own text (`&'static str`, which may hold Markdown), formatted numbers and dates
//! (`phrases.rs`), and [`Untrusted`] through its encoder. A plain `String` has none.

use crate::domain::repository::RepositoryName;
use crate::domain::text::Untrusted;
use crate::encode::{self, url};

/// Inline Markdown, encoded already.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Inline(String);

/// Our own text, which may hold Markdown.
impl From<&'static str> for Inline {
    fn from(words: &'static str) -> Self {
        words.to_inline()
    }
}

/// What can be part of a sentence.
pub(super) trait ToInline {
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
    /// The grammar of names allows one character that has a meaning in Markdown.
    fn to_inline(&self) -> Inline {
        Inline(self.to_string().replace('_', "\\_"))
    }
}

impl RepositoryName {
    /// The name without its owner.
    pub(super) fn to_inline_without_owner(&self) -> Inline {
        Inline(self.name().replace('_', "\\_"))
    }

    /// The owner alone.
    pub(super) fn owner_to_inline(&self) -> Inline {
        Inline(self.owner().replace('_', "\\_"))
    }
}

/// Fills the `{}` of our own text, in order.
pub(super) fn fill(words: &'static str, parts: &[&dyn ToInline]) -> Inline {
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
pub(super) fn listed(items: &[Inline]) -> Inline {
    match items {
        [] => Inline::default(),
        [one] => one.clone(),
        [rest @ .., last] => {
            let rest: Vec<&str> = rest.iter().map(|item| item.0.as_str()).collect();
            Inline(format!("{} and {}", rest.join(", "), last.0))
        }
    }
}

/// Joins inline texts with a separator, without the empty ones.
pub(super) fn joined(items: &[Inline], separator: &'static str) -> Inline {
    let items = items.iter().map(|item| item.0.as_str()).filter(|item| !item.is_empty());
    Inline(items.collect::<Vec<_>>().join(separator))
}

impl Inline {
    /// Output of our own formatting code, such as digits and month names: nothing that has a meaning in Markdown.
    pub(super) fn formatted(text: String) -> Self {
        debug_assert!(!text.contains(['|', '<', '`', '*', '[', '\n']), "{text:?}");
        Self(text)
    }

    /// Untrusted text as a code span; text of more than `width` grapheme clusters loses its middle.
    pub(super) fn code(text: &Untrusted, width: usize) -> Self {
        Self(Untrusted::new(&encode::cut_middle(text.sanitized(), width)).code_span())
    }

    /// Bold.
    pub(super) fn bold(&self) -> Self {
        Self(format!("**{}**", self.0))
    }

    /// The same text without line breaks, for cells that are narrower than their text.
    pub(super) fn unbroken(&self) -> Self {
        Self(self.0.replace(' ', "\u{a0}"))
    }

    /// Small print; empty text stays empty.
    pub(super) fn small(&self) -> Self {
        if self.is_empty() {
            return Self::default();
        }
        Self(format!("<sub>{}</sub>", self.0))
    }

    /// A link, or only the text without a target.
    pub(super) fn link(&self, target: Option<&Target>) -> Self {
        match target {
            Some(target) => Self(format!("[{}]({})", self.0, target.0)),
            None => self.clone(),
        }
    }

    /// A picture in a table that follows GitHub's theme, by the paths of its files.
    pub(super) fn small_picture(light: &str, dark: &str, alt: &'static str) -> Self {
        let (light, dark, alt) = (url::link(light), url::link(dark), encode::xml(alt));
        Self(format!(
            "<picture><source media=\"(prefers-color-scheme: dark)\" srcset=\"{dark}\">\
             <img src=\"{light}\" alt=\"{alt}\"></picture>"
        ))
    }

    /// Whether there is nothing to read.
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// The anchor that GitHub gives a heading of ours: lower case, hyphens for spaces.
fn anchor(heading: &str) -> String {
    let kept = heading.chars().filter(|c| c.is_alphanumeric() || *c == ' ');
    let anchor: String = kept.collect();
    anchor.to_lowercase().replace(' ', "-")
}

/// Where a link leads: percent-encoded, so that it can neither end the link nor begin another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Target(String);

impl Target {
    /// A URL or relative path whose parts are trusted.
    pub(super) fn new(url: &str) -> Self {
        Self(url::link(url))
    }

    /// A page of a repository, without its query string; `None` when the path could lead anywhere else.
    pub(super) fn page(server: &str, repository: &RepositoryName, path: &Untrusted) -> Option<Self> {
        let path = path.without_query().url_path()?;
        let path = if path == "/" { "" } else { &path };
        Some(Self(url::link(&format!("{server}/{repository}{path}"))))
    }

    /// The encoded target.
    pub(super) fn as_str(&self) -> &str {
        &self.0
    }
}

/// The alignment of a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Align {
    /// Words.
    Left,
    /// Numbers.
    Right,
}

/// A table whose rows all have as many cells as its head.
#[derive(Debug, Clone)]
pub(super) struct MarkdownTable {
    columns: usize,
    lines: Vec<String>,
}

impl MarkdownTable {
    /// A table with this header row.
    pub(super) fn new(head: &[(&'static str, Align)]) -> Self {
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
    pub(super) fn row(&mut self, cells: impl IntoIterator<Item = Inline>) {
        let mut cells: Vec<String> = cells.into_iter().map(|cell| cell.0).collect();
        debug_assert_eq!(cells.len(), self.columns, "{cells:?}");
        cells.resize(self.columns, String::new());
        self.lines.push(format!("| {} |", cells.join(" | ")));
    }

    /// Whether it has no rows.
    pub(super) fn is_empty(&self) -> bool {
        self.lines.len() <= 2
    }
}

/// A document of blocks, separated by empty lines.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Document(Vec<String>);

impl Document {
    /// An empty document.
    pub(super) fn new() -> Self {
        Self::default()
    }

    /// A heading of level 1 to 6.
    pub(super) fn heading(&mut self, level: usize, text: &Inline) {
        self.0.push(format!("{} {}", "#".repeat(level.clamp(1, 6)), text.0));
    }

    /// Links to the sections of these documents, which are in `file`, or in this one if it is empty: their headings of level 2. Nothing
    /// while there are so few that all can be seen.
    pub(super) fn contents(documents: &[Self], file: &str) -> Self {
        const FEWEST: usize = 3;
        let blocks = documents.iter().flat_map(|document| &document.0);
        let headings = blocks.filter_map(|block| block.strip_prefix("## "));
        let links: Vec<String> = headings
            .map(|heading| format!("[{heading}]({}#{})", url::link(file), anchor(heading)))
            .collect();
        match links.len() {
            ..FEWEST => Self::new(),
            _ => Self(vec![links.join(" · ")]),
        }
    }

    /// A paragraph; nothing when the text is empty.
    pub(super) fn paragraph(&mut self, text: &Inline) {
        if !text.is_empty() {
            self.0.push(text.0.clone());
        }
    }

    /// A bulleted list; nothing when there are no items.
    pub(super) fn list(&mut self, items: &[Inline]) {
        let items: Vec<String> = items.iter().map(|item| format!("- {}", item.0)).collect();
        if !items.is_empty() {
            self.0.push(items.join("\n"));
        }
    }

    /// A table; nothing when it has no rows.
    pub(super) fn table(&mut self, table: &MarkdownTable) {
        if !table.is_empty() {
            self.0.push(table.lines.join("\n"));
        }
    }

    /// A picture that follows GitHub's theme and fills its column, by the paths of its files; `alt` is plain text.
    pub(super) fn picture(&mut self, light: &str, dark: &str, alt: &str) {
        let (light, dark, alt) = (url::link(light), url::link(dark), encode::xml(alt));
        self.0.push(format!(
            "<p>\n<picture>\n  <source media=\"(prefers-color-scheme: dark)\" srcset=\"{dark}\">\n  \
             <img src=\"{light}\" width=\"100%\" alt=\"{alt}\">\n</picture>\n</p>"
        ));
    }

    /// A block that opens on a click; nothing when it is empty.
    pub(super) fn details(&mut self, summary: &Inline, body: Self) {
        if body.0.is_empty() {
            return;
        }
        self.0.push(format!(
            "<details>\n<summary>{}</summary>\n\n{}\n\n</details>",
            summary.0,
            body.0.join("\n\n")
        ));
    }

    /// Lines to copy, all our own; without back-ticks, so that none can end the block.
    pub(super) fn snippet(&mut self, lines: &[String]) {
        let lines: Vec<String> = lines.iter().map(|line| line.replace(['`', '\n'], "")).collect();
        self.0.push(format!("```markdown\n{}\n```", lines.join("\n")));
    }

    /// Adds the blocks of another document.
    pub(super) fn append(&mut self, other: Self) {
        self.0.extend(other.0);
    }

    /// The file: LF, one line break at the end.
    pub(super) fn finish(self) -> String {
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
    fn contents_link_to_headings() {
        let mut document = Document::new();
        for heading in ["What stood out", "Pages", "Stars, forks"] {
            assert_eq!(Document::contents(&[document.clone()], ""), Document::new(), "too few");
            document.heading(2, &heading.into());
        }
        document.heading(3, &"Deeper".into());
        let contents = Document::contents(&[Document::new(), document], "").finish();
        assert_eq!(
            contents,
            "[What stood out](#what-stood-out) · [Pages](#pages) · [Stars, forks](#stars-forks)\n"
        );
    }

    #[test]
    fn snippets_cannot_be_ended_from_within() {
        let mut document = Document::new();
        document.snippet(&["a```b\nc".to_owned()]);
        assert_eq!(document.finish(), "```markdown\nabc\n```\n");
    }
}
