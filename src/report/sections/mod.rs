//! PURE. The sections of a report, one file each, in one list.

mod badges;
mod charts;
mod days;
pub(super) mod headline;
pub(super) mod lead;
mod months;
pub(super) mod quality;
mod reading;
mod records;
pub(super) mod standouts;
mod stars;
pub(super) mod top_lists;

use super::Report;
use super::markdown::Document;

/// A section of the report; an empty document when it has no content.
pub(super) type Section = fn(&Report<'_>) -> Document;

/// The sections in reading order: first what a busy person reads, last how to read it.
pub(super) const SECTIONS: &[Section] = &[
    lead::section,
    headline::section,
    charts::section,
    standouts::section,
    top_lists::section,
    months::section,
    days::section,
    stars::section,
    records::section,
    quality::section,
    reading::section,
    badges::section,
];
