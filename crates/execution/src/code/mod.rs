//! The compact form of a module: what of its syntax matters when it is imported.
//!
//! A module is read shallowly first: its top level, class bodies, and of each function what a `def` evaluates
//! (decorators, defaults, annotations). Bodies of functions are read when one of them is called.

mod expression;
mod faults;
mod lower;
mod read;
mod tree;

pub use faults::Fault;
pub use read::{bodies, compile_fault, executed, module};
pub use tree::*;
