//! The generator of believable traffic: weekly rhythm, growth, spikes, releases. Whole numbers and an own small
//! generator of random numbers only, so the same seed gives the same truth on every machine.

use jiff::civil::Date;

use crate::clock::{date_of_day, day_number};
use crate::truth::{Count, Day, Truth};

/// A day on which somebody with an audience linked to the repository; the visits fade over the next days.
#[derive(Clone, Debug)]
pub struct Spike {
    /// The first day of it, UTC.
    pub date: Date,
    /// How many views it adds on that day.
    pub views: u64,
    /// Where the visitors come from, such as `news.ycombinator.com`.
    pub referrer: String,
    /// The page that they land on, below the repository: empty for its front page, or `/blob/main/docs/design.md`.
    pub page: String,
}

impl Spike {
    /// A spike with its first day, the views of that day, the referrer and the page below the repository.
    #[must_use]
    pub fn new(date: Date, views: u64, referrer: &str, page: &str) -> Self {
        Self {
            date,
            views,
            referrer: referrer.to_owned(),
            page: page.to_owned(),
        }
    }
}

/// What a repository's traffic is like.
#[derive(Clone, Debug)]
pub struct Profile {
    /// The seed of the random numbers.
    pub seed: u64,
    /// The first day with traffic.
    pub first: Date,
    /// The last day with traffic.
    pub last: Date,
    /// Thousandths of a view on an average day at the beginning: 400 means two views in five days.
    pub milli_views: u64,
    /// Thousandths of a clone on an average day at the beginning.
    pub milli_clones: u64,
    /// Growth in percent of the beginning, per 365 days.
    pub growth_percent: u64,
    /// Days of special attention.
    pub spikes: Vec<Spike>,
    /// Days of a release: more clones and visits to `/releases` for some days.
    pub releases: Vec<Date>,
}

impl Profile {
    /// A lively project: some 180 views and 25 clones a day, doubling in two years.
    #[must_use]
    pub fn busy(seed: u64, first: Date, last: Date) -> Self {
        Self {
            seed,
            first,
            last,
            milli_views: 180_000,
            milli_clones: 25_000,
            growth_percent: 50,
            spikes: Vec::new(),
            releases: Vec::new(),
        }
    }

    /// A project that hardly anybody visits: many days with no view at all.
    #[must_use]
    pub fn quiet(seed: u64, first: Date, last: Date) -> Self {
        Self {
            milli_views: 700,
            milli_clones: 200,
            growth_percent: 0,
            ..Self::busy(seed, first, last)
        }
    }

    /// Adds a spike.
    #[must_use]
    pub fn spike(mut self, spike: Spike) -> Self {
        self.spikes.push(spike);
        self
    }

    /// Adds a release day.
    #[must_use]
    pub fn release(mut self, date: Date) -> Self {
        self.releases.push(date);
        self
    }

    /// Makes the truth of a repository `owner/name`. The same profile and name give the same truth.
    #[must_use]
    pub fn generate(&self, full_name: &str) -> Truth {
        let mut truth = Truth::default();
        let mut random = Random::new(self.seed);
        for n in day_number(self.first)..=day_number(self.last) {
            let date = date_of_day(n);
            let day = self.day(date, full_name, &mut random);
            if day != Day::default() {
                truth.days.insert(date, day);
            }
        }
        truth
    }

    fn day(&self, date: Date, full_name: &str, random: &mut Random) -> Day {
        let age = u64::try_from(day_number(date) - day_number(self.first)).unwrap_or(0);
        let grown = 1000 + self.growth_percent * 10 * age / 365;
        let weekday = usize::from(date.weekday().to_monday_zero_offset().unsigned_abs());
        let release = fading(self.releases.iter().map(|d| (*d, 1000)), date);

        let steady = |milli: u64, rhythm: u64, random: &mut Random| {
            let noise = random.between(820, 1180);
            random.round(milli * grown / 1000 * rhythm / 1000 * noise / 1000)
        };
        let usual = steady(self.milli_views, VIEW_RHYTHM[weekday] + release * 6 / 10, random);
        let clones = steady(self.milli_clones, CLONE_RHYTHM[weekday] + release * 2, random);
        let mut extra = Vec::new();
        for spike in &self.spikes {
            extra.push((spike, fading([(spike.date, spike.views)].into_iter(), date)));
        }
        let count = usual + extra.iter().map(|(_, n)| n).sum::<u64>();
        let visitors = random.between(300, 460);
        let cloners = random.between(400, 650);
        let mut day = Day {
            views: Count::new(count, (count * visitors).div_ceil(1000)),
            clones: Count::new(clones, (clones * cloners).div_ceil(1000)),
            ..Day::default()
        };

        for (referrer, share) in REFERRERS {
            day.referrers.entry((*referrer).to_owned()).or_default().count += random.round(usual * share);
        }
        for (page, share) in PAGES {
            let boost = if *page == "/releases" { release / 10 } else { 0 };
            day.paths.entry(format!("/{full_name}{page}")).or_default().count += random.round(usual * (share + boost));
        }
        for (spike, n) in extra {
            day.referrers.entry(spike.referrer.clone()).or_default().count += n * 7 / 10;
            day.paths
                .entry(format!("/{full_name}{}", spike.page))
                .or_default()
                .count += n * 8 / 10;
        }
        for count in day.referrers.values_mut().chain(day.paths.values_mut()) {
            count.count = count.count.min(day.views.count);
            count.uniques = (count.count * visitors).div_ceil(1000);
        }
        day.referrers.retain(|_, c| c.count > 0);
        day.paths.retain(|_, c| c.count > 0);
        day
    }
}

/// Monday to Sunday, thousandths of an average day: people read at work.
const VIEW_RHYTHM: [u64; 7] = [1060, 1150, 1140, 1110, 1020, 770, 750];
/// Clones come from builds even more than from people.
const CLONE_RHYTHM: [u64; 7] = [1080, 1200, 1210, 1190, 1120, 620, 580];

/// Referrers and their usual share of the views, in thousandths.
const REFERRERS: &[(&str, u64)] = &[
    ("Google", 210),
    ("github.com", 170),
    ("duckduckgo.com", 42),
    ("Bing", 33),
    ("stackoverflow.com", 29),
    ("lobste.rs", 6),
    ("reddit.com", 24),
    ("crates.io", 55),
    ("docs.rs", 38),
    ("chatgpt.com", 27),
    ("linkedin.com", 9),
    ("t.co", 12),
];

/// Pages below the repository and their usual share of the views, in thousandths.
const PAGES: &[(&str, u64)] = &[
    ("", 420),
    ("/issues", 90),
    ("/releases", 60),
    ("/tree/main/src", 55),
    ("/blob/main/README.md", 48),
    ("/pulls", 40),
    ("/blob/main/docs/guide.md", 38),
    ("/tree/main/examples", 31),
    ("/actions", 22),
    ("/blob/main/src/lib.rs", 18),
    ("/issues/12", 14),
    ("/discussions", 11),
];

/// What remains on `date` of things that began on their own days: all of it, then 45%, 20%, 9%, 4%.
fn fading(things: impl Iterator<Item = (Date, u64)>, date: Date) -> u64 {
    const LEFT: [u64; 5] = [1000, 450, 200, 90, 40];
    let age = |start| usize::try_from(day_number(date) - day_number(start)).ok();
    things
        .filter_map(|(start, size)| Some(size * LEFT.get(age(start)?)? / 1000))
        .sum()
}

/// SplitMix64: small, well spread, the same on every machine.
pub(crate) struct Random(u64);

impl Random {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// A number from `low` to `high`, both included.
    pub(crate) fn between(&mut self, low: u64, high: u64) -> u64 {
        low + self.next() % (high - low + 1)
    }

    /// Thousandths to a whole number: up or down by chance, so that small rates make single visits now and then.
    fn round(&mut self, milli: u64) -> u64 {
        milli / 1000 + u64::from(self.next() % 1000 < milli % 1000)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn same_seed_same_truth_other_seed_other_truth() {
        let make = |seed| Profile::busy(seed, date(2025, 1, 1), date(2025, 3, 31)).generate("octo/ledger");
        assert_eq!(make(1), make(1));
        assert_ne!(make(1), make(2));
    }

    #[test]
    fn a_spike_shows_in_views_referrer_and_page() {
        let plain = Profile::busy(7, date(2025, 1, 1), date(2025, 2, 28));
        let day = date(2025, 2, 4);
        let spiked = plain.clone().spike(Spike::new(
            day,
            5000,
            "news.ycombinator.com",
            "/blob/main/docs/design.md",
        ));
        let (before, after) = (plain.generate("o/r").day(day), spiked.generate("o/r").day(day));
        assert_eq!(after.views.count, before.views.count + 5000);
        assert_eq!(after.referrers["news.ycombinator.com"].count, 3500);
        assert_eq!(after.paths["/o/r/blob/main/docs/design.md"].count, 4000);
    }

    #[test]
    fn quiet_repositories_have_empty_days_and_uniques_never_exceed_counts() {
        let truth = Profile::quiet(3, date(2025, 1, 1), date(2025, 12, 31)).generate("o/r");
        assert!((100..330).contains(&truth.days.len()), "{} days", truth.days.len());
        for day in truth.days.values() {
            for c in [day.views, day.clones]
                .iter()
                .chain(day.paths.values())
                .chain(day.referrers.values())
            {
                assert!(c.uniques <= c.count && (c.count == 0) == (c.uniques == 0), "{c:?}");
            }
        }
    }

    #[test]
    fn weekends_are_slower() {
        let truth = Profile::busy(11, date(2025, 1, 6), date(2025, 12, 28)).generate("o/r");
        let sum = |offset| -> u64 {
            let on = |d: &&Date| d.weekday().to_monday_zero_offset() == offset;
            truth.days.keys().filter(on).map(|d| truth.days[d].views.count).sum()
        };
        assert!(sum(6) * 10 < sum(1) * 8);
    }
}
