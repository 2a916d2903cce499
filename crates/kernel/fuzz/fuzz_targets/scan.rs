//! Decodes and scans whatever the fuzzer makes up, and asks whether the records hold together.

#![no_main]

use libfuzzer_sys::fuzz_target;

#[path = "../../tests/invariants/mod.rs"]
mod invariants;

fuzz_target!(|bytes: &[u8]| invariants::check(bytes));
