#![no_main]
//! Any text through every encoder: see `properties::encoders`.

#[path = "../properties.rs"]
mod properties;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| properties::encoders(bytes));
