//! PURE. Crawlers that GitHub counts as visitors. Nothing that GitHub says is changed for them: views of a day cannot be told
//! apart by referrer, only the 14-day list names it.
//!
//! An entry needs a public report of visits that no reader can have made, and the month of it.

use std::collections::BTreeSet;

use super::text::Untrusted;

/// A site that crawlers name as where they come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KnownCrawler {
    /// The referrer, as GitHub lists it.
    pub referrer: &'static str,
    /// The month in which it was first reported, `YYYY-MM`.
    pub reported: &'static str,
    /// What was reported, and where.
    pub source: &'static str,
}

/// The crawlers that are known, by referrer.
pub const KNOWN: &[KnownCrawler] = &[KnownCrawler {
    referrer: "aocr.org",
    reported: "2026-11",
    source: "public threads of maintainers: 23,312 views by 20,282 \"visitors\" of one project in 14 days, twice as many as \
             Google brought, and seen on a great many other repositories at the same time",
}];

/// Which referrers are crawlers: the known ones, and those that the user names.
#[derive(Debug, Clone, Copy)]
pub struct Crawlers<'h> {
    ignored: &'h BTreeSet<Untrusted>,
}

impl<'h> Crawlers<'h> {
    /// The known crawlers and `ignored`.
    #[must_use]
    pub fn new(ignored: &'h BTreeSet<Untrusted>) -> Self {
        Self { ignored }
    }

    /// Whether a referrer is a crawler: it has the name of one, or is a subdomain of it. Case does not matter in names of hosts.
    #[must_use]
    pub fn contain(self, referrer: &Untrusted) -> bool {
        self.is_known(referrer) || self.ignored.iter().any(|name| is_part_of(referrer, name.sanitized()))
    }

    /// Whether the referrer is a crawler that this program knows, and not only one that the user has named.
    fn is_known(self, referrer: &Untrusted) -> bool {
        KNOWN.iter().any(|known| is_part_of(referrer, known.referrer))
    }
}

fn is_part_of(referrer: &Untrusted, name: &str) -> bool {
    let (referrer, name) = (referrer.sanitized().to_lowercase(), name.to_lowercase());
    let subdomain = referrer.strip_suffix(&name);
    subdomain.is_some_and(|before| before.is_empty() || before.ends_with('.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_crawler_is_known_by_its_name_and_by_its_subdomains() {
        let ignored = BTreeSet::from([Untrusted::new("Spam.example"), Untrusted::new("Some App")]);
        let crawlers = Crawlers::new(&ignored);
        for (referrer, is_crawler) in [
            ("aocr.org", true),
            ("AOCR.org", true),
            ("www.aocr.org", true),
            ("notaocr.org", false),
            ("aocr.org.example.com", false),
            ("spam.example", true),
            ("eu.spam.example", true),
            ("some app", true),
            ("Google", false),
            ("", false),
        ] {
            assert_eq!(crawlers.contain(&Untrusted::new(referrer)), is_crawler, "{referrer}");
        }
        assert!(!crawlers.is_known(&Untrusted::new("spam.example")));
    }

    #[test]
    fn every_entry_says_when_and_where_it_was_reported() {
        for known in KNOWN {
            let month = format!("{}-01", known.reported);
            assert!(month.parse::<crate::domain::Date>().is_ok(), "{known:?}");
            assert!(known.source.len() > 20 && !known.referrer.is_empty(), "{known:?}");
            assert_eq!(known.referrer, known.referrer.to_lowercase());
        }
        assert!(KNOWN.is_sorted_by_key(|known| known.referrer));
    }
}
