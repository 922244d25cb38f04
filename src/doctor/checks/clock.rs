//! PURE. The clock of this machine against GitHub's.

use crate::code::Code;
use crate::doctor::facts::Facts;
use crate::doctor::finding::{Finding, Level};
use crate::doctor::thresholds::MAX_CLOCK_DIFFERENCE;
use crate::format::counted;

pub(in crate::doctor) fn check(facts: &Facts) -> Vec<Finding> {
    if !facts.is_dated {
        let text = "GitHub has not said what time it is";
        return vec![Finding::new(Level::Unknown, "clock", text).code(Code::Clock)];
    }
    let apart = (facts.now.as_second() - facts.local.as_second()).abs();
    if apart <= MAX_CLOCK_DIFFERENCE {
        return vec![Finding::good("clock", "it agrees with GitHub's to the hour")];
    }
    let size = match apart / 3_600 {
        hours @ ..48 => counted(hours.unsigned_abs(), "hour", "hours"),
        hours => counted((hours / 24).unsigned_abs(), "day", "days"),
    };
    let way = if facts.local > facts.now { "ahead of" } else { "behind" };
    vec![
        Finding::new(
            Level::Warning,
            "clock",
            format!("it is {size} {way} GitHub's; a run uses GitHub's"),
        )
        .code(Code::Clock)
        .fix("Set the clock of the machine."),
    ]
}
