#![no_main]
//! Any bytes as a file of any format that can be imported: see `properties::importers`.

#[path = "../properties.rs"]
mod properties;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| properties::importers(bytes));
