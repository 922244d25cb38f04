//! PURE. From when on something is worth a warning: the same for a run and for `doctor`.

/// A token that expires within so many days.
pub const TOKEN_DAYS: i64 = 14;
/// GitHub disables the schedules of a public repository after 60 days without activity; the warning comes after so many.
pub const INACTIVE_DAYS: i64 = 45;
/// A clock that differs from GitHub's by more seconds than this.
pub const MAX_CLOCK_DIFFERENCE: i64 = 3_600;
