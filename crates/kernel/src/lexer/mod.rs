//! The lexer: bytes of one module in, its import statements out, in one pass that never fails.
//!
//! It looks only where it must. Sixty-four bytes at a time are classified ([`masks`]); the lexer stops at
//! quotes, comments, backslashes and line ends, skips literals whole ([`literal`]), and reads words only
//! at the beginning of a logical line ([`line`]) or where the letters `import` stand in code. Import
//! statements are then read token by token ([`statement`]).
//!
//! It accepts more than CPython compiles: it is no parser. What it does see of a fault, it records.

mod binding;
mod block;
mod call;
mod clause;
mod cursor;
mod dunder_all;
mod line;
mod literal;
mod masks;
mod position;
mod put_off;
pub mod record;
mod statement;

pub use record::Scan;

use line::Lexer;
pub use position::Lines;

/// How far a scan goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// Stops after the last `import` and the statement around it; faults after it stay unseen.
    Imports,
    /// Goes on to the end, and records the names that the module binds at its top level.
    Names,
}

/// Scans decoded source text.
///
/// `text` has no byte order mark (see [`crate::decode`]). Texts of 4 GiB or more are cut off there.
#[must_use]
pub fn scan(text: &str, reach: Reach) -> Scan {
    let limit = text.len().min(u32::MAX as usize - 64);
    let end = (0..=limit).rev().find(|&end| text.is_char_boundary(end)).unwrap_or_default();
    let text = &text[..end];
    let scan = Lexer::new(text, reach, Vec::new()).run();
    let aliases = call::other_names(&scan);
    if aliases.is_empty() { scan } else { Lexer::new(text, reach, aliases).run() }
}
