//! Names to modules: what `FileFinder` would find in each folder, and where the search begins.

mod finder;
mod layout;

pub(crate) use finder::module_name;
pub use finder::{Entry, Found, Tree};
pub use layout::{Layout, Root, RootKind};

/// Stands for "no folder", "no file", "no module".
pub const NOBODY: u32 = u32::MAX;

/// Whether `name` could stand in an import statement.
#[must_use]
pub fn is_identifier(name: &str) -> bool {
    let mut characters = name.chars();
    let start = |c: char| c == '_' || unicode_ident::is_xid_start(c);
    characters.next().is_some_and(start) && characters.all(unicode_ident::is_xid_continue)
}
