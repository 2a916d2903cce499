//! What a simulation asks of the world around it.

use std::sync::Arc;

/// What an import of a name finds.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    /// Nothing.
    Missing,
    /// Executed from its text, also if Python has it frozen.
    Source,
    /// Compiled: what it executes is not known from a text.
    Extension,
    /// Compiled into the interpreter.
    BuiltIn,
    /// A package without a body.
    Namespace,
    /// There, but nobody can say what executes: bytecode without a text, a finder that is unknown.
    Opaque,
}

/// What an import of a name finds, and where.
#[derive(Clone, Debug)]
pub struct Found {
    /// What is found.
    pub kind: Kind,
    /// The file as `__file__` has it.
    pub origin: Option<String>,
    /// Where submodules are searched; a package has this.
    pub locations: Option<Vec<String>>,
    /// The module belongs to the standard library.
    pub standard: bool,
}

impl Found {
    /// Nothing is found.
    #[must_use]
    pub fn missing() -> Self {
        Self { kind: Kind::Missing, origin: None, locations: None, standard: false }
    }
}

/// The Python that is simulated.
#[derive(Clone, Debug)]
pub struct Target {
    /// Major and minor.
    pub version: (u8, u8),
    /// The third part of the version.
    pub micro: u8,
    /// As `sys.platform` has it.
    pub platform: String,
    /// As `os.name` has it.
    pub system: String,
    /// As `sys.implementation.name` has it.
    pub implementation: String,
    /// Modules that a bare interpreter has loaded before the first import.
    pub startup: Vec<String>,
    /// Modules that are compiled into the interpreter.
    pub builtin: Vec<String>,
    /// As `sys.prefix` has it.
    pub prefix: String,
    /// As `sys.path` has it.
    pub path: Vec<String>,
    /// The texts of the standard library are those of another version: it may have names that they do not bind.
    pub open_library: bool,
}

/// A distribution that is installed, as its metadata describe it.
#[derive(Clone, Debug)]
pub struct Distribution {
    /// Its project name, normalized.
    pub name: String,
    /// Empty if its metadata do not say it.
    pub version: String,
    /// Group, name and object reference of each.
    pub entry_points: Vec<(String, String, String)>,
}

/// The distributions that are installed.
#[derive(Clone, Default, Debug)]
pub struct Installed {
    /// In the order in which they are found.
    pub distributions: Vec<Distribution>,
    /// What is not among them is not installed; otherwise nobody knows.
    pub complete: bool,
}

/// Finds and reads modules. The simulation has no other way to the outside.
pub trait World: Send {
    /// What `import name` finds once its parents have been imported.
    fn find(&mut self, name: &str) -> Found;

    /// What a search of these folders alone finds for a name without dots.
    fn find_in(&mut self, name: &str, folders: &[String]) -> Found;

    /// The text of a module.
    ///
    /// # Errors
    /// With what CPython would say if the file cannot be read or decoded.
    fn read(&mut self, path: &str) -> Result<String, String>;

    /// The submodules that `pkgutil.iter_modules` would list in these folders, with whether each is a package.
    fn list(&mut self, locations: &[String]) -> Vec<(String, bool)>;

    /// The names that a compiled module of the standard library has; nothing if nobody knows.
    fn compiled_names(&mut self, name: &str) -> Option<Vec<String>>;

    /// Whether an extension module was made of Python text, by Cython or mypyc.
    fn is_compiled_python(&mut self, path: &str) -> bool;

    /// Whether the system has a shared library of this name, as `ctypes.util.find_library` would find it.
    fn has_library(&mut self, name: &str) -> bool;

    /// The modules that a compiled module is known to import while it initialises; nothing if nobody knows.
    fn compiled_imports(&mut self, name: &str) -> Option<Vec<String>>;

    /// What the file of an extension module tells of its imports; nothing if it cannot be read.
    fn traces(&mut self, path: &str) -> crate::imports::compiled::Traces;

    /// Whether a file or folder exists.
    fn exists(&mut self, path: &str) -> bool;

    /// The text of a file of data; nothing if it is too large, is no file, or is not UTF-8.
    fn contents(&mut self, path: &str) -> Option<String>;

    /// The names in a folder, sorted; nothing if it cannot be read.
    fn names_in(&mut self, path: &str) -> Option<Vec<String>>;

    /// What is installed.
    fn installed(&mut self) -> Arc<Installed>;
}
