//! PURE. Which points of a line or of columns have a label.

use crate::charts::plot::labels::Labelled;
use crate::domain::Date;

/// A point to label, or several above the top that stand so near to each other that they share a label.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Peak {
    /// Where the highest of them is, in days.
    pub at: f64,
    pub value: f64,
    pub day: Date,
    /// How many they are.
    pub number: u64,
    /// Where the first and the last of them are, in days.
    pub first: f64,
    pub last: f64,
}

impl Peak {
    fn new((at, value, day): Labelled) -> Self {
        Self {
            at,
            value,
            day,
            number: 1,
            first: at,
            last: at,
        }
    }

    /// This one and a later one as one.
    fn with(self, later: Self) -> Self {
        let highest = if later.value > self.value { later } else { self };
        Self {
            number: self.number + later.number,
            first: self.first,
            last: later.last,
            ..highest
        }
    }
}

/// The highest point of each run above `top`, of which those nearer than `apart` days become one, then up to four points well above
/// the median, highest first and apart from each other.
pub(super) fn peaks(points: &[Labelled], top: f64, apart: f64) -> Vec<Peak> {
    let mut values: Vec<f64> = points.iter().map(|p| p.1).collect();
    values.sort_by(f64::total_cmp);
    let Some(&median) = values.get(values.len() / 2) else {
        return Vec::new();
    };
    let (Some(start), Some(end)) = (points.first(), points.last()) else {
        return Vec::new();
    };
    let distance = ((end.0 - start.0) * 0.09).max(1.0);
    let mut chosen = peaks_above(points, top, apart);
    let most = chosen.len().max(4);
    let mut ranked: Vec<&Labelled> = points.iter().filter(|p| p.1 > 0.0 && p.1 <= top).collect();
    ranked.sort_by(|one, two| two.1.total_cmp(&one.1).then(one.0.total_cmp(&two.0)));
    for point in ranked {
        // Where there are only a few views, the highest day alone is labelled.
        let is_high = chosen.is_empty() || (point.1 > median * 1.8 && point.1 >= 5.0);
        if chosen.len() < most && is_high && chosen.iter().all(|c| (c.at - point.0).abs() >= distance) {
            chosen.push(Peak::new(*point));
        }
    }
    chosen
}

/// What lies above `top`, highest first.
fn peaks_above(points: &[Labelled], top: f64, apart: f64) -> Vec<Peak> {
    let mut peaks: Vec<Peak> = Vec::new();
    for run in points.chunk_by(|one, two| (one.1 > top) == (two.1 > top)) {
        let highest = run
            .iter()
            .copied()
            .reduce(|one, two| if two.1 > one.1 { two } else { one });
        let Some(highest) = highest.filter(|highest| highest.1 > top) else {
            continue;
        };
        let peak = Peak::new(highest);
        match peaks.last_mut() {
            Some(before) if peak.at - before.last < apart => *before = before.with(peak),
            _ => peaks.push(peak),
        }
    }
    peaks.sort_by(|one, two| two.value.total_cmp(&one.value).then(one.at.total_cmp(&two.at)));
    peaks
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::charts::sample::LAST;

    fn points(values: &[f64]) -> Vec<Labelled> {
        let places = (0..).map(f64::from);
        places.zip(values).map(|(at, value)| (at, *value, LAST)).collect()
    }

    #[test]
    fn every_run_above_the_top_has_its_highest_point_labelled() {
        let mut values = vec![2.0; 40];
        for at in [3, 4, 8, 12, 16, 20, 24] {
            values[at] = 100.0 + to_f64(at);
        }
        let cut: Vec<f64> = peaks(&points(&values), 10.0, 4.0).iter().map(|p| p.value).collect();
        assert_eq!(cut, [124.0, 120.0, 116.0, 112.0, 108.0, 104.0]);
    }

    #[test]
    fn near_runs_above_the_top_share_a_label() {
        let mut values = vec![2.0; 40];
        for (at, value) in [(3, 50.0), (5, 70.0), (7, 60.0), (8, 65.0), (20, 55.0)] {
            values[at] = value;
        }
        let found = peaks(&points(&values), 10.0, 4.0);
        let shown: Vec<_> = found
            .iter()
            .map(|p| (p.value, p.number, p.at, p.first, p.last))
            .collect();
        assert_eq!(shown, [(70.0, 3, 5.0, 3.0, 8.0), (55.0, 1, 20.0, 20.0, 20.0)]);
    }

    #[test]
    fn peaks_are_high_and_apart() {
        let mut values = vec![10.0; 100];
        for (at, value) in [(10, 50.0), (12, 60.0), (50, 40.0), (70, 17.0)] {
            values[at] = value;
        }
        let found: Vec<f64> = peaks(&points(&values), 100.0, 4.0).iter().map(|p| p.value).collect();
        assert_eq!(found, [60.0, 40.0]);
        assert_eq!(
            peaks(&points(&[1.0, 2.0, 2.0]), 5.0, 4.0).len(),
            1,
            "of a few the first highest alone"
        );
    }

    #[allow(clippy::cast_precision_loss)]
    fn to_f64(number: usize) -> f64 {
        number as f64
    }
}
