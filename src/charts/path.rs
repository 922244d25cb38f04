//! PURE. SVG path data in few bytes: relative commands, one decimal, no redundant points.

use std::fmt::Write;

/// A position on a picture in tenths of a pixel: x to the right, y down.
pub(super) type Point = (i32, i32);

/// The `d` attribute of a path through `points`.
#[must_use]
pub(super) fn data(points: &[Point], closed: bool) -> String {
    let points = simplified(points);
    let Some((first, rest)) = points.split_first() else {
        return String::new();
    };
    let mut text = format!("M{}{}", number(first.0), follow(first.1));
    let mut here = *first;
    let mut command = 'M';
    // The closing command draws the last edge of a closed path.
    for point in rest {
        let (dx, dy) = (point.0 - here.0, point.1 - here.1);
        here = *point;
        match (dx, dy) {
            (_, 0) => {
                push(&mut text, &mut command, 'h');
                text.push_str(&number(dx));
                command = ' ';
            }
            (0, _) => {
                push(&mut text, &mut command, 'v');
                text.push_str(&number(dy));
                command = ' ';
            }
            _ if command == 'l' => text.push_str(&format!("{}{}", follow(dx), follow(dy))),
            _ => {
                push(&mut text, &mut command, 'l');
                text.push_str(&format!("{}{}", number(dx), follow(dy)));
            }
        }
    }
    if closed {
        text.push('z');
    }
    text
}

fn push(text: &mut String, command: &mut char, next: char) {
    text.push(next);
    *command = next;
}

/// A tenth of a pixel as SVG reads it: `123` → `12.3`, `120` → `12`, `-5` → `-.5`.
#[must_use]
pub(super) fn number(tenths: i32) -> String {
    let sign = if tenths < 0 { "-" } else { "" };
    let (whole, rest) = (tenths.unsigned_abs() / 10, tenths.unsigned_abs() % 10);
    let mut text = sign.to_owned();
    if whole > 0 || rest == 0 {
        let _ = write!(text, "{whole}");
    }
    if rest > 0 {
        let _ = write!(text, ".{rest}");
    }
    text
}

/// A number that follows another; a sign needs no space before it.
fn follow(tenths: i32) -> String {
    let text = number(tenths);
    if text.starts_with('-') {
        text
    } else {
        format!(" {text}")
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
