//! The kernel of dovetail, where speed decides: Python's import statements, found, read and linked.
//!
//! Pure Rust, no Python. The way through it is the way through the product:
//! [`decode`] makes text of bytes, [`lexer`] finds the import statements in it.

pub mod decode;
pub mod lexer;
