#![no_main]
//! Any text through the gate before the runner: see `properties::lines`.

#[path = "../properties.rs"]
mod properties;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| properties::lines(bytes));
