//! PURE. The sections of a report, a file each, in one list. Imports `domain` and its neighbours in `report`.

mod badges;
mod charts;
mod days;
pub(super) mod headline;
pub(super) mod lead;
mod months;
mod quality;
mod reading;
mod records;
pub(super) mod standouts;
pub(super) mod top_lists;

use super::Report;
use super::markdown::Document;

/// A section of the report; an empty document where it has nothing to say.
pub(super) type Section = fn(&Report<'_>) -> Document;

/// The sections in reading order: from what a busy person reads to how it is to be read.
pub(super) const SECTIONS: [Section; 11] = [
    lead::section,
    headline::section,
    charts::section,
    standouts::section,
    top_lists::section,
    months::section,
    days::section,
    records::section,
    quality::section,
    reading::section,
    badges::section,
];
