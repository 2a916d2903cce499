//! What runs when a Python module is imported, known before it runs.
//!
//! An abstract interpreter of module bodies: it executes statements in order over values as far as they are known,
//! follows imports through `sys.modules` and parents as `importlib` does, enters functions that module-level code
//! calls, and says which bodies ran, in what order, and how it ended. It reads texts by a [`World`] that it is
//! given, and executes nothing.
//!
//! The way through the crate: `code` reads a text into a compact form; [`Engine::run`] starts an import; `imports`
//! is the import system, with results that are used again; `language` has statements and expressions, `objects` the
//! data model, `library` what Python brings with it, `values` what all of them hold. `world` is what is asked of
//! the outside. `binding` and `replace` help whoever looks for a repair.

// Every model of a function of Python has the same signature, whether it can fail or not.
#![allow(clippy::unnecessary_wraps)]
// A module knows which module it is, an alias what it is called.
#![allow(clippy::struct_field_names)]
// Lengths of what a simulation holds fit into an `i64`, and indices are looked at before they are turned around.
#![allow(clippy::cast_possible_wrap, clippy::cast_sign_loss, clippy::cast_precision_loss)]

mod binding;
mod code;
mod engine;
mod execution;
mod imports;
mod language;
mod library;
mod objects;
mod replace;
mod values;
mod world;

pub use code::compile_fault;
pub use engine::Engine;
pub use execution::{Execution, Failure, Gap, Step};
pub use imports::compiled::{Traces, traces};
pub use imports::memo::Cause;
pub use imports::waiting::Waiting;
pub use language::raise::Place;
pub use values::symbol::{Symbol, Symbols};
pub use values::value::ModuleId;
pub use world::{Distribution, Found, Installed, Kind, Target, World};
