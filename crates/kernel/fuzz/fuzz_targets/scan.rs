//! Decodes and scans whatever the fuzzer makes up, and asks whether the records hold together.
//!
//! From `crates/kernel`, after putting some Python files into `fuzz/corpus/scan`:
//! `cargo +nightly fuzz run scan -- -max_total_time=600 -timeout=10 -dict=fuzz/scan.dict`

#![no_main]

use libfuzzer_sys::fuzz_target;

#[path = "../../tests/invariants/mod.rs"]
mod invariants;

fuzz_target!(|bytes: &[u8]| invariants::check(bytes));
