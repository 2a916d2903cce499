//! `dovetail._kernel`: the kernel as Python sees it. Converts, releases the interpreter, decides nothing.

#![allow(missing_docs, reason = "the stub `_kernel.pyi` documents what Python sees")]

mod heap;
mod project;
mod scan;
mod simulation;

use pyo3::prelude::*;

#[pymodule(gil_used = false)]
mod _kernel {
    #[pymodule_export]
    use super::heap::keep_heap;
    #[pymodule_export]
    use super::project::{PyGraph, PyTree, kinds, link_tree, read_tree};
    #[pymodule_export]
    use super::scan::{PyAlias, PyBlock, PyFault, PyScan, PyStatement, scan};
    #[pymodule_export]
    use super::simulation::{PyEngine, compile_fault};
}
