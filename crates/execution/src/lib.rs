//! What runs when a Python module is imported, known before it runs.
//!
//! An abstract interpreter of module bodies: it executes statements in order over values as far as they are known,
//! follows imports through `sys.modules` and parents as `importlib` does, enters functions that module-level code
//! calls, and says which bodies ran, in what order, and how it ended. It reads texts by a [`World`] that it is
//! given, and executes nothing.
//!
//! The way through the crate: `code` reads a text into a compact form; [`Engine::run`] starts an import;
//! `import` and `import_statement` are the import system, `statement` and `expression` the language, `call`,
//! `class` and `attribute` the data model, `builtins`, `methods` and `library` what Python brings with it.
//! `compiled` says what modules without a text import.
//! `waiting` says what a failure waited for, `binding` and `replace` help whoever looks for a repair.
//! `heap` holds objects and who changed them, `memo` and `reuse` results that are used again,
//! `certain` errors that are raised only where nothing was assumed.

// Every model of a function of Python has the same signature, whether it can fail or not.
#![allow(clippy::unnecessary_wraps)]
// A module knows which module it is, an alias what it is called.
#![allow(clippy::struct_field_names)]
// Lengths of what a simulation holds fit into an `i64`, and indices are looked at before they are turned around.
#![allow(clippy::cast_possible_wrap, clippy::cast_sign_loss, clippy::cast_precision_loss)]

mod arithmetic;
mod attribute;
mod attribute_change;
mod binding;
mod builtins;
mod call;
mod calls;
mod certain;
mod class;
mod code;
mod compiled;
mod condition;
mod constructors;
mod container_methods;
mod dispatch;
mod display;
mod distributions;
mod engine;
mod enumeration;
mod expression;
mod files;
mod frame;
mod generator;
mod heap;
mod import;
mod import_statement;
mod item;
mod iterate;
mod known;
mod library;
mod matching;
mod memo;
mod methods;
mod models;
mod module_attribute;
mod name;
mod operator;
mod paths;
mod perhaps;
mod raise;
mod records;
mod replace;
mod reuse;
mod sequence_calls;
mod statement;
mod super_attribute;
mod symbol;
mod target;
mod text_methods;
mod type_names;
mod value;
mod waiting;
mod world;

pub use compiled::{Traces, traces};
pub use engine::{Engine, Execution, Failure, Gap, Step};
pub use memo::Cause;
pub use raise::Place;
pub use symbol::{Symbol, Symbols};
pub use value::ModuleId;
pub use waiting::Waiting;
pub use world::{Distribution, Found, Installed, Kind, Target, World};
