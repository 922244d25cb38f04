#![no_main]
//! Any bytes as a history, drawn and reported: see `properties::pictures`.

#[path = "../properties.rs"]
mod properties;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| properties::pictures(bytes));
