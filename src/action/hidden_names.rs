//! EDGE. Names of repositories that must not be printed, since more people can read the log than the repositories.

use std::borrow::Cow;
use std::collections::BTreeSet;

/// What is printed in place of a name.
const HIDDEN: &str = "a private repository";

/// The names, `owner/name` in small letters: GitHub ignores case.
#[derive(Debug, Default)]
pub(super) struct HiddenNames(BTreeSet<String>);

impl HiddenNames {
    pub(super) fn hide(&mut self, name: &str) {
        self.0.insert(name.to_ascii_lowercase());
    }

    pub(super) fn show(&mut self, name: &str) {
        self.0.remove(&name.to_ascii_lowercase());
    }

    /// The text with neutral words in place of every hidden name, also in paths and addresses. A name ends where no
    /// character follows that a name can have, so that `o/app` is not taken for a part of `o/app-two`.
    pub(super) fn removed_from<'t>(&self, text: &'t str) -> Cow<'t, str> {
        let mut out = String::new();
        let mut kept = 0;
        for (slash, _) in text.match_indices('/').filter(|_| !self.0.is_empty()) {
            let start = text[..slash]
                .rfind(|c| !is_of_name(c))
                .map_or(0, |at| at + width_at(text, at));
            let rest = &text[slash + 1..];
            let end = slash + 1 + rest.find(|c| !is_of_name(c)).unwrap_or(rest.len());
            if start < kept {
                continue;
            }
            if let Some(end) = self.end_of_hidden(text, start, end) {
                out.push_str(&text[kept..start]);
                out.push_str(HIDDEN);
                kept = end;
            }
        }
        if kept == 0 {
            return Cow::Borrowed(text);
        }
        out.push_str(&text[kept..]);
        Cow::Owned(out)
    }

    /// Where the hidden name ends that begins at `start`, if there is one: at `end`, before the full stop of a sentence, or
    /// before the end of a clone address.
    fn end_of_hidden(&self, text: &str, start: usize, end: usize) -> Option<usize> {
        let whole = &text[start..end];
        let shorter = whole.trim_end_matches('.');
        let clone = shorter.strip_suffix(".git").unwrap_or(shorter);
        let mut candidates = [whole, shorter, clone].into_iter();
        let found = candidates.find(|name| self.0.contains(&name.to_ascii_lowercase()))?;
        Some(start + found.len())
    }
}

/// Whether names of owners and repositories can have it.
fn is_of_name(c: char) -> bool {
    c.is_ascii_alphanumeric() || "-_.".contains(c)
}

fn width_at(text: &str, at: usize) -> usize {
    text[at..].chars().next().map_or(0, char::len_utf8)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hidden_name_is_removed_wherever_it_stands_and_no_other_is() {
        let mut names = HiddenNames::default();
        assert_eq!(names.removed_from("octo/app"), "octo/app");
        for name in ["octo/app", "octo/gone", "Octo/b."] {
            names.hide(name);
        }
        names.show("OCTO/gone");
        for (text, shown) in [
            ("octo/app", "a private repository"),
            ("OCTO/App: 3 days", "a private repository: 3 days"),
            (
                "see octo/app. Then é/octo/app…",
                "see a private repository. Then é/a private repository…",
            ),
            (
                "GET https://h/repos/octo/app/traffic/views",
                "GET https://h/repos/a private repository/traffic/views",
            ),
            (
                "octo/app.git, octo/app~7/x",
                "a private repository.git, a private repository~7/x",
            ),
            (
                "éocto/app, octo/app, octo/b.",
                "éa private repository, a private repository, a private repository",
            ),
            (
                "octo/app-two xocto/app octo/app.js octo/gone octo / app",
                "octo/app-two xocto/app octo/app.js octo/gone octo / app",
            ),
        ] {
            assert_eq!(names.removed_from(text), shown);
        }
    }
}
