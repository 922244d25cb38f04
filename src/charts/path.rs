//! PURE. SVG path data in few bytes: relative commands, one decimal, no redundant points.

use std::fmt::{self, Write as _};

/// A position on a picture in tenths of a pixel: x to the right, y down.
pub(super) type Point = (i32, i32);

/// The `d` attribute of a path through `points`.
#[must_use]
pub(super) fn data(points: &[Point], closed: bool) -> String {
    let points = simplified(points);
    let mut text = String::new();
    let Some((first, rest)) = points.split_first() else {
        return text;
    };
    put(&mut text, "M", first.0);
    follow(&mut text, first.1);
    let mut here = *first;
    let mut in_lines = false;
    // The closing command draws the last edge of a closed path.
    for point in rest {
        let (dx, dy) = (point.0 - here.0, point.1 - here.1);
        here = *point;
        match (dx, dy) {
            (_, 0) => put(&mut text, "h", dx),
            (0, _) => put(&mut text, "v", dy),
            _ => {
                match in_lines {
                    true => follow(&mut text, dx),
                    false => put(&mut text, "l", dx),
                }
                follow(&mut text, dy);
            }
        }
        in_lines = dx != 0 && dy != 0;
    }
    if closed {
        text.push('z');
    }
    text
}

/// A command and its first number.
fn put(text: &mut String, command: &str, tenths: i32) {
    // A string takes everything.
    let _ = write!(text, "{command}{}", number(tenths));
}

/// A number that follows another; a sign needs no space before it.
fn follow(text: &mut String, tenths: i32) {
    put(text, if tenths < 0 { "" } else { " " }, tenths);
}

/// Tenths of a pixel as SVG reads them: `123` → `12.3`, `120` → `12`, `-5` → `-.5`.
pub(super) struct Number(i32);

#[must_use]
pub(super) fn number(tenths: i32) -> Number {
    Number(tenths)
}

impl fmt::Display for Number {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (whole, rest) = (self.0.unsigned_abs() / 10, self.0.unsigned_abs() % 10);
        if self.0 < 0 {
            out.write_char('-')?;
        }
        match (whole, rest) {
            (_, 0) => write!(out, "{whole}"),
            (0, _) => write!(out, ".{rest}"),
            _ => write!(out, "{whole}.{rest}"),
        }
    }
}

/// The points without repetitions and without those in the middle of a straight run.
fn simplified(points: &[Point]) -> Vec<Point> {
    let mut kept: Vec<Point> = Vec::with_capacity(points.len());
    for &point in points {
        if kept.last() == Some(&point) {
            continue;
        }
        if let [.., before, last] = kept[..] {
            let step = (i64::from(last.0 - before.0), i64::from(last.1 - before.1));
            let next = (i64::from(point.0 - last.0), i64::from(point.1 - last.1));
            let straight = step.0 * next.1 == step.1 * next.0;
            if straight && step.0 * next.0 + step.1 * next.1 > 0 {
                kept.pop();
            }
        }
        kept.push(point);
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_short() {
        assert_eq!(data(&[], false), "");
        assert_eq!(data(&[(10, 20)], false), "M1 2");
        assert_eq!(
            data(
                &[(0, 0), (5, -5), (10, -10), (20, 5), (20, 5), (30, 5), (30, 25)],
                false
            ),
            "M0 0l1-1 1 1.5h1v2"
        );
        assert_eq!(data(&[(0, 0), (10, 0), (10, 10)], true), "M0 0h1v1z");
    }

    #[test]
    fn turning_back_is_not_straight() {
        assert_eq!(data(&[(0, 0), (10, 0), (5, 0)], false), "M0 0h1h-.5");
    }
}
