//! The graph: modules and typed imports as compact tables, and the questions they answer.

mod chains;
mod cycles;
mod json;

pub use json::{roots_to_json, skipped_to_json, stubs_to_json};

use crate::kind::Kind;
use crate::modules::NOBODY;
use rustc_hash::FxHashMap;
use std::path::PathBuf;

/// What a node of the graph is to the import system.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ModuleKind {
    /// A folder with an `__init__`.
    RegularPackage,
    /// A folder, or several, without.
    NamespacePackage,
    /// A source file that is no package.
    Module,
    /// A compiled module.
    ExtensionModule,
    /// A `.pyc` without its source.
    BytecodeModule,
}

impl ModuleKind {
    /// In the words of the language reference.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::RegularPackage => "regular package",
            Self::NamespacePackage => "namespace package",
            Self::Module => "module",
            Self::ExtensionModule => "extension module",
            Self::BytecodeModule => "bytecode module",
        }
    }
}

/// Why no import statement leads to a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unreachable {
    /// This module has its name, or the name of a package around it.
    Hidden(u32),
    /// A part of its name is no identifier.
    NoIdentifier,
}

/// A module of the project.
#[derive(Clone, Debug)]
pub struct Module {
    /// The dotted name, from its root.
    pub name: String,
    /// The file, or the first portion of a namespace package, relative to the base.
    pub path: PathBuf,
    /// What it is.
    pub kind: ModuleKind,
    /// The number of its root in the layout.
    pub root: u32,
    /// The number of its file in the walk, or [`NOBODY`].
    pub file: u32,
    /// Set where no import statement leads to it.
    pub unreachable: Option<Unreachable>,
}

/// What an import leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Target {
    /// A module of the project, by number.
    Module(u32),
    /// A name that leaves the project, by number of [`Graph::externals`].
    External(u32),
}

/// One import of one module, as one statement causes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Edge {
    /// What is imported.
    pub target: Target,
    /// When it runs.
    pub kind: Kind,
    /// Whether it is executed when the importer is imported.
    pub runs: bool,
    /// For a conditional import, which way its test goes.
    pub taken: Option<bool>,
    /// Whether its failure is caught.
    pub guarded: bool,
    /// Whether it is a package that runs because something in it is imported.
    pub parent: bool,
    /// Whether it is a star import.
    pub star: bool,
    /// 1-based line of the name.
    pub line: u32,
    /// 0-based column of the name, in UTF-8 bytes.
    pub column: u32,
    /// Bytes of the name.
    pub width: u32,
}

/// Why an import cannot succeed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Missing {
    /// No such module, although this module of the project would hold it.
    NotFound {
        /// The deepest package or module that was found.
        within: u32,
    },
    /// A relative import with more dots than packages around it; how many there are.
    BeyondTop(u32),
    /// A relative import in a module of no package.
    NoPackage,
    /// This module is found, and no text at its top level binds the imported name.
    NoName {
        /// The module.
        within: u32,
    },
}

/// An import that does not lead anywhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unresolved {
    /// The module it stands in.
    pub importer: u32,
    /// The absolute name, or what was written where there is none.
    pub name: String,
    /// Why.
    pub missing: Missing,
    /// Where and when, as for an edge; its target is the importer.
    pub edge: Edge,
}

/// A call that imports a name which only running it would tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Computed {
    /// The module it stands in.
    pub importer: u32,
    /// 1-based line.
    pub line: u32,
    /// 0-based column in UTF-8 bytes.
    pub column: u32,
}

/// Modules and their imports.
#[derive(Debug, Default)]
pub struct Graph {
    /// Sorted by name, then path.
    pub modules: Vec<Module>,
    /// Names outside the project, sorted.
    pub externals: Vec<String>,
    /// The imports of module `i` are `edges[starts[i]..starts[i + 1]]`, in order of the text.
    pub starts: Vec<u32>,
    /// All imports.
    pub edges: Vec<Edge>,
    /// Imports that fail.
    pub unresolved: Vec<Unresolved>,
    /// Imports of names that the text does not tell.
    pub computed: Vec<Computed>,
    pub(crate) names: FxHashMap<String, u32>,
}

/// Which imports a question is about.
#[derive(Clone, Copy, Debug)]
pub struct Filter {
    /// Bits of [`Kind::bit`].
    pub kinds: u16,
    /// Only what is executed when the importer is imported.
    pub runs: bool,
}

impl Filter {
    /// All imports.
    pub const ALL: Self = Self { kinds: u16::MAX, runs: false };
    /// What is executed at import.
    pub const RUNS: Self = Self { kinds: u16::MAX, runs: true };

    /// Whether `edge` belongs to the question.
    #[must_use]
    pub fn admits(self, edge: &Edge) -> bool {
        self.kinds & edge.kind.bit() != 0 && (edge.runs || !self.runs)
    }
}

impl Graph {
    /// Indexes the names; of modules that share one, the first counts.
    pub(crate) fn index(&mut self) {
        self.names.reserve(self.modules.len());
        for (id, module) in self.modules.iter().enumerate().rev() {
            let prefer = module.unreachable.is_none() || !self.names.contains_key(&module.name);
            if prefer {
                self.names.insert(module.name.clone(), id as u32);
            }
        }
    }

    /// The number of the module with this name.
    #[must_use]
    pub fn find(&self, name: &str) -> Option<u32> {
        self.names.get(name).copied()
    }

    /// The imports of a module.
    #[must_use]
    pub fn imports_of(&self, module: u32) -> &[Edge] {
        let at = module as usize;
        &self.edges[self.starts[at] as usize..self.starts[at + 1] as usize]
    }

    /// The packages around a module, the innermost first.
    pub fn ancestors(&self, module: u32) -> impl Iterator<Item = u32> {
        let name = &self.modules[module as usize].name;
        let mut rest = name.as_str();
        std::iter::from_fn(move || {
            rest = &rest[..rest.rfind('.')?];
            Some(self.find(rest).unwrap_or(NOBODY))
        })
        .filter(|&module| module != NOBODY)
    }

    /// For each module, the modules of the project that it imports, each once, in order of the first import.
    #[must_use]
    pub fn successors(&self, filter: Filter) -> Vec<Vec<u32>> {
        let mut seen = vec![NOBODY; self.modules.len()];
        let modules = 0..self.modules.len() as u32;
        let successors = modules.map(|module| {
            let targets = self.imports_of(module).iter().filter(|edge| filter.admits(edge));
            let targets = targets.filter_map(|edge| match edge.target {
                Target::Module(target) => Some(target),
                Target::External(_) => None,
            });
            targets
                .filter(|&target| std::mem::replace(&mut seen[target as usize], module) != module)
                .collect()
        });
        successors.collect()
    }

    /// For each module, the modules that import it, each once, sorted.
    #[must_use]
    pub fn predecessors(&self, filter: Filter) -> Vec<Vec<u32>> {
        let mut predecessors = vec![Vec::new(); self.modules.len()];
        for (module, targets) in self.successors(filter).into_iter().enumerate() {
            for target in targets {
                predecessors[target as usize].push(module as u32);
            }
        }
        predecessors
    }

    /// The modules whose bodies run because `module` is imported first: itself, the packages around it, and
    /// all that follows from the imports that run.
    #[must_use]
    pub fn loaded_by(&self, module: u32) -> Vec<u32> {
        let mut loaded = vec![false; self.modules.len()];
        let mut queue: Vec<u32> = std::iter::once(module).chain(self.ancestors(module)).collect();
        while let Some(next) = queue.pop() {
            if std::mem::replace(&mut loaded[next as usize], true) {
                continue;
            }
            let edges = self.imports_of(next).iter().filter(|edge| Filter::RUNS.admits(edge));
            queue.extend(edges.filter_map(|edge| match edge.target {
                Target::Module(target) => Some(target),
                Target::External(_) => None,
            }));
        }
        (0..loaded.len() as u32).filter(|&module| loaded[module as usize]).collect()
    }
}
