//! PURE. The sections of a report, one file each, in one list.

mod badges;
pub(super) mod charts;
mod ci_clones;
mod days;
mod downloads;
pub(super) mod headline;
pub(super) mod lead;
mod months;
pub(super) mod quality;
mod reading;
mod records;
mod series;
pub(super) mod standouts;
mod stars;
pub(super) mod top_lists;

use super::Report;
use super::markdown::Document;

/// A section of the report; an empty document when it has no content.
pub(super) type Section = fn(&Report<'_>) -> Document;

/// What a busy person reads: how much, how it changed and why. The contents follow, and the chart of the views.
pub(super) const OPENING: &[Section] = &[lead::section, headline::section];

/// The sections in reading order: first what happened, last how to read it. Tables that say what a chart shows are folded.
pub(super) const SECTIONS: &[Section] = &[
    standouts::section,
    top_lists::section,
    charts::section,
    series::section,
    months::section,
    days::section,
    ci_clones::section,
    stars::section,
    downloads::section,
    records::section,
    quality::section,
    reading::section,
    badges::section,
];

/// How many of them, from the first on, are on the front of a ledger of one repository, whose contents lead to the whole report: what
/// both hold is kept twice every day.
pub(super) const ON_FRONT: usize = 1;
