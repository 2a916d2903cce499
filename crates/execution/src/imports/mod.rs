//! The import system: what an import statement finds, loads and binds, and results that are used again.

pub(crate) mod compiled;
pub(crate) mod import;
pub(crate) mod import_statement;
pub(crate) mod memo;
pub(crate) mod reuse;
pub(crate) mod waiting;
