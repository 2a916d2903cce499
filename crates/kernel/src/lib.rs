//! The kernel of dovetail, where speed decides: Python's import statements, found, read and linked.
//!
//! Pure Rust, no Python. The way through it is the way through the product:
//! [`decode`] makes text of bytes, [`lexer`] finds the import statements in it, [`kind`] tells when they
//! run, [`walk`] does so for a whole folder, [`modules`] gives names to files, [`link`] finds what each
//! import leads to, and [`graph`] answers questions.

pub mod decode;
pub mod graph;
pub mod kind;
pub mod lexer;
pub mod link;
pub mod modules;
pub mod target;
pub mod walk;
