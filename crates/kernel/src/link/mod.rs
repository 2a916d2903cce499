//! Records to graph: which module each imported name is, as CPython would find it.
//!
//! Names are looked up in the project only. What is not there leaves the project and is kept as external;
//! what should be there and is not, is kept as unresolved.

mod bound;
mod linker;
mod resolve;

pub use resolve::Resolver;

use crate::graph::Graph;
use crate::modules::{Layout, Tree};
use crate::walk::Options;
use rustc_hash::FxHashSet;
use std::path::PathBuf;

/// What linking must be told besides the files.
#[derive(Clone, Debug, Default)]
pub struct LinkOptions {
    /// Folders to name modules from, relative to the base, that somebody declared.
    pub roots: Vec<PathBuf>,
    /// Top-level names of the standard library.
    pub standard: FxHashSet<String>,
    /// Those of them that no file can hide.
    pub builtin: FxHashSet<String>,
    /// Whether names that modules are asked for are looked for in them too.
    pub names: bool,
    /// How files that need a second, deeper reading are read.
    pub reading: Options,
}

/// Links the files of a tree.
#[must_use]
pub fn link(tree: &Tree<'_>, layout: &Layout, options: &LinkOptions) -> Graph {
    linker::Linker::new(tree, layout, options).run()
}
