#![no_main]
//! Any bytes as a snapshot file: see `properties::snapshot`.

#[path = "../properties.rs"]
mod properties;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| properties::snapshot(bytes));
