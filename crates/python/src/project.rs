//! A project: walked, read, linked; and its graph as plain values.

use crate::scan::decode_foreign;
use dovetail_kernel::graph::{
    Edge, Filter, Graph, Missing, Target as Imported, Unreachable, roots_to_json, skipped_to_json,
    stubs_to_json,
};
use dovetail_kernel::kind::Kind;
use dovetail_kernel::link::{LinkOptions, link};
use dovetail_kernel::modules::{Layout, NOBODY, RootKind, Tree};
use dovetail_kernel::target::Target;
use dovetail_kernel::walk::{COMPILED, Options, SourceFile, Unread, Walk, read_text, walk};
use pyo3::exceptions::{PyOSError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::PyBytes;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

/// An edge: importer, imported, kind, flags, taken, line, column, width.
type PyEdge = (u32, i64, u8, u8, Option<bool>, u32, u32, u32);

/// A module: name, path, kind, root, docstring and text, and why it is unreachable.
type PyModuleRow = (String, OsString, &'static str, u32, u8, Option<i64>);

const RUNS: u8 = 1;
const GUARDED: u8 = 2;
const PARENT: u8 = 4;
const STAR: u8 = 8;

/// The files of a project, read; not yet linked.
#[pyclass(frozen, name = "Tree", module = "dovetail._kernel")]
pub struct PyTree {
    walk: Walk,
    options: Options,
}

/// Modules and imports by number.
#[pyclass(frozen, name = "ImportTable", module = "dovetail._kernel")]
pub struct PyGraph {
    graph: Graph,
    tree: Py<PyTree>,
    roots: Vec<(PathBuf, &'static str, u32)>,
}

/// Walks and reads everything below `base`.
#[pyfunction]
#[pyo3(signature = (base, *, version, platform, exclude, exclude_from, gitignore, threads, deep, marks, only))]
#[allow(
    clippy::too_many_arguments,
    clippy::needless_pass_by_value,
    reason = "the signature that Python sees"
)]
pub fn read_tree(
    py: Python<'_>,
    base: PathBuf,
    version: (u32, u32),
    platform: String,
    exclude: Vec<String>,
    exclude_from: Option<PathBuf>,
    gitignore: bool,
    threads: usize,
    deep: bool,
    marks: bool,
    only: Option<PathBuf>,
) -> PyResult<PyTree> {
    let target = Target { version, platform };
    let options = Options { exclude, exclude_from, gitignore, threads, deep, marks, only, target };
    let mut walk = py.detach(|| walk(&base, &options)).map_err(PyOSError::new_err)?;
    for file in &mut walk.files {
        let Some(codec) = file.reading.as_ref().and_then(|reading| reading.codec.clone()) else { continue };
        match read_foreign(py, &base.join(&file.path), &codec) {
            Ok(text) => file.reading = Some(Box::new(read_text(&text, true, &options))),
            Err(error) => {
                let reason = format!("cannot be decoded as {codec}: {}", error.value(py));
                file.unread = Some(Unread { reason, position: None });
                file.reading = None;
            }
        }
    }
    Ok(PyTree { walk, options })
}

fn read_foreign(py: Python<'_>, path: &Path, codec: &str) -> PyResult<String> {
    decode_foreign(py, codec, &std::fs::read(path)?)
}

#[pymethods]
impl PyTree {
    /// Folders outside packages that hold a project's metadata, relative to the base.
    fn members(&self) -> Vec<OsString> {
        let folders = self.walk.folders.iter().filter(|folder| folder.listing.marked && !folder.has_init());
        folders.map(|folder| posix(&folder.path)).collect()
    }

    /// Path, whether a folder, and reason of everything that was passed over, but for `__pycache__`.
    fn skipped(&self) -> Vec<(OsString, bool, &str)> {
        let skipped = self.walk.skipped.iter().filter(|skipped| skipped.reason != COMPILED);
        skipped.map(|skipped| (posix(&skipped.path), skipped.folder, skipped.reason.as_str())).collect()
    }

    /// Path, reason, line, column and whether nothing at all was read, of every file that `CPython` could not
    /// compile.
    fn unread(&self) -> Vec<(OsString, &str, u32, u32, bool)> {
        let unread = self.walk.files.iter().filter_map(|file| {
            let unread = file.unread.as_ref()?;
            let (line, column) = unread.position.map_or((1, 0), |position| (position.line, position.column));
            Some((posix(&file.path), unread.reason.as_str(), line, column, file.reading.is_none()))
        });
        unread.collect()
    }

    /// Number of files found, of import statements in them, and of bytes read.
    fn totals(&self) -> (usize, usize, u64) {
        let readings = self.walk.files.iter().filter_map(|file| file.reading.as_deref());
        let imports = readings.map(|reading| reading.scan.imports.len()).sum();
        (self.walk.files.len(), imports, self.walk.files.iter().map(|file| file.bytes).sum())
    }

    /// The files whose text addresses dovetail.
    fn marked(&self) -> Vec<OsString> {
        let marked = |file: &&SourceFile| file.reading.as_ref().is_some_and(|reading| reading.marked);
        self.walk.files.iter().filter(marked).map(|file| posix(&file.path)).collect()
    }

    /// The stubs that were found.
    fn stubs(&self) -> Vec<OsString> {
        let stubs = self.walk.files.iter().filter(|file| file.kind == dovetail_kernel::walk::FileKind::Stub);
        stubs.map(|file| posix(&file.path)).collect()
    }

    /// Folders without `__init__` directly in a regular package, with a module somewhere below.
    fn bare_folders(&self) -> Vec<OsString> {
        let tree = Tree::new(&self.walk);
        let mut populated = vec![false; self.walk.folders.len()];
        for (file, &folder) in tree.folder_of.iter().enumerate() {
            let mut around = folder;
            let source = self.walk.files[file].reading.is_some();
            while source && around != NOBODY && !std::mem::replace(&mut populated[around as usize], true) {
                around = tree.parent(around);
            }
        }
        let folders = (0..self.walk.folders.len() as u32).filter(|&folder| {
            let parent = tree.parent(folder);
            populated[folder as usize]
                && parent != NOBODY
                && tree.init(folder) == NOBODY
                && tree.init(parent) != NOBODY
        });
        folders.map(|folder| posix(&self.walk.folders[folder as usize].path)).collect()
    }
}

/// Links the files of a tree.
#[pyfunction]
#[pyo3(signature = (tree, *, roots, standard, builtin, names))]
#[allow(clippy::needless_pass_by_value, reason = "the signature that Python sees")]
pub fn link_tree(
    py: Python<'_>,
    tree: Py<PyTree>,
    roots: Vec<PathBuf>,
    standard: Vec<String>,
    builtin: Vec<String>,
    names: bool,
) -> PyGraph {
    let read = tree.get();
    let options = LinkOptions {
        roots,
        standard: standard.into_iter().collect(),
        builtin: builtin.into_iter().collect(),
        names,
        reading: read.options.clone(),
    };
    let (graph, roots) = py.detach(|| {
        let folders = Tree::new(&read.walk);
        let layout = Layout::new(&folders, &options.roots);
        let graph = link(&folders, &layout, &options);
        let mut modules = vec![0; layout.roots.len()];
        for module in &graph.modules {
            modules[module.root as usize] += u32::from(module.file != NOBODY);
        }
        let roots = layout.roots.iter().zip(modules).map(|(root, modules)| {
            let path = read.walk.folders[root.folder as usize].path.clone();
            (path, RootKind::name(root.kind), modules)
        });
        (graph, roots.collect())
    });
    PyGraph { graph, tree, roots }
}

fn filter(kinds: u16, runs: bool) -> Filter {
    Filter { kinds, runs }
}

#[pymethods]
impl PyGraph {
    /// Path, reason and number of modules of each root.
    #[getter]
    fn roots(&self) -> Vec<(OsString, &'static str, u32)> {
        self.roots.iter().map(|(path, reason, modules)| (posix(path), *reason, *modules)).collect()
    }

    fn __len__(&self) -> usize {
        self.graph.modules.len()
    }

    /// One row for each module, in order.
    fn modules(&self) -> Vec<PyModuleRow> {
        let tree = self.tree.get();
        let rows = self.graph.modules.iter().map(|module| {
            let reading = tree.walk.files.get(module.file as usize).and_then(|file| file.reading.as_deref());
            let text = reading.map_or(0, |reading| {
                u8::from(reading.scan.docstring)
                    | u8::from(reading.scan.empty) << 1
                    | u8::from(reading.script) << 2
                    | 8
            });
            let unreachable = module.unreachable.map(|unreachable| match unreachable {
                Unreachable::NoIdentifier => -1,
                Unreachable::Hidden(hider) => i64::from(hider),
            });
            (module.name.clone(), posix(&module.path), module.kind.name(), module.root, text, unreachable)
        });
        rows.collect()
    }

    fn externals(&self) -> Vec<String> {
        self.graph.externals.clone()
    }

    fn find(&self, name: &str) -> Option<u32> {
        self.graph.find(name)
    }

    /// The imports of one module, or of all; `star` and `external` select.
    #[pyo3(signature = (importer, kinds, runs, *, star_only = false, external = true))]
    fn edges(
        &self,
        importer: Option<u32>,
        kinds: u16,
        runs: bool,
        star_only: bool,
        external: bool,
    ) -> PyResult<Vec<PyEdge>> {
        let count = self.graph.modules.len() as u32;
        if importer.is_some_and(|importer| importer >= count) {
            return Err(PyValueError::new_err("no such module"));
        }
        let importers = importer.map_or(0..count, |importer| importer..importer + 1);
        let edges = importers.flat_map(|importer| {
            let edges = self.graph.imports_of(importer).iter();
            edges.filter(|edge| filter(kinds, runs).admits(edge)).map(move |edge| (importer, edge))
        });
        let edges = edges.filter(|(_, edge)| edge.star || !star_only);
        let edges = edges.filter(|(_, edge)| external || matches!(edge.target, Imported::Module(_)));
        Ok(edges.map(|(importer, edge)| row(importer, edge)).collect())
    }

    /// Importer, name, reason, number and edge of every import that cannot succeed.
    fn unresolved(&self) -> Vec<(String, &'static str, u32, PyEdge)> {
        let rows = self.graph.unresolved.iter().map(|unresolved| {
            let (reason, number) = match unresolved.missing {
                Missing::NotFound { within } => ("not found", within),
                Missing::BeyondTop(packages) => ("beyond top", packages),
                Missing::NoPackage => ("no package", 0),
                Missing::NoName { within } => ("no name", within),
            };
            (unresolved.name.clone(), reason, number, row(unresolved.importer, &unresolved.edge))
        });
        rows.collect()
    }

    /// Name and edge of every import of a module by another name than its own.
    fn other_names(&self) -> Vec<(String, PyEdge)> {
        let others = self.graph.other_names.iter();
        others.map(|other| (other.name.clone(), row(other.importer, &other.edge))).collect()
    }

    /// Importer, line and column of every call that imports a computed name.
    fn computed(&self) -> Vec<(u32, u32, u32)> {
        self.graph.computed.iter().map(|call| (call.importer, call.line, call.column)).collect()
    }

    fn successors(&self, module: u32, kinds: u16, runs: bool) -> Vec<u32> {
        let mut targets: Vec<u32> = self
            .graph
            .imports_of(module)
            .iter()
            .filter(|edge| filter(kinds, runs).admits(edge))
            .filter_map(|edge| if let Imported::Module(target) = edge.target { Some(target) } else { None })
            .collect();
        targets.sort_unstable();
        targets.dedup();
        targets
    }

    fn predecessors(&self, module: u32, kinds: u16, runs: bool) -> Vec<u32> {
        let importers = 0..self.graph.modules.len() as u32;
        let imports = |importer: &u32| {
            self.graph
                .imports_of(*importer)
                .iter()
                .any(|edge| edge.target == Imported::Module(module) && filter(kinds, runs).admits(edge))
        };
        importers.filter(imports).collect()
    }

    fn reachable(&self, py: Python<'_>, module: u32, kinds: u16, runs: bool, backwards: bool) -> Vec<u32> {
        py.detach(|| self.graph.reachable(module, filter(kinds, runs), backwards))
    }

    fn shortest_chains(
        &self,
        py: Python<'_>,
        importer: u32,
        imported: u32,
        kinds: u16,
        runs: bool,
        limit: usize,
    ) -> Vec<Vec<u32>> {
        py.detach(|| self.graph.shortest_chains(importer, imported, filter(kinds, runs), limit))
    }

    fn components(&self, py: Python<'_>, kinds: u16, runs: bool) -> Vec<Vec<u32>> {
        py.detach(|| self.graph.components(filter(kinds, runs)))
    }

    fn shortest_cycles(&self, py: Python<'_>, kinds: u16, runs: bool) -> Vec<(Vec<u32>, Vec<u32>)> {
        py.detach(|| self.graph.shortest_cycles(filter(kinds, runs)))
    }

    fn elementary_cycles(&self, py: Python<'_>, kinds: u16, runs: bool, limit: usize) -> Vec<Vec<u32>> {
        py.detach(|| self.graph.elementary_cycles(filter(kinds, runs), limit))
    }

    fn loaded_by(&self, py: Python<'_>, module: u32) -> Vec<u32> {
        py.detach(|| self.graph.loaded_by(module))
    }

    /// The modules from `first` up to `last` and their imports as JSON, without the brackets around them.
    fn modules_json<'py>(
        &self,
        py: Python<'py>,
        first: u32,
        last: u32,
        kinds: u16,
        external: bool,
    ) -> Bound<'py, PyBytes> {
        let last = last.min(self.graph.modules.len() as u32);
        let json = py.detach(|| self.graph.modules_to_json(first..last, filter(kinds, false), external));
        PyBytes::new(py, json.as_bytes())
    }

    /// The roots that have modules as JSON, without the brackets around them.
    fn roots_json<'py>(&self, py: Python<'py>) -> Bound<'py, PyBytes> {
        let roots = self.roots.iter().filter(|(_, _, modules)| *modules > 0);
        PyBytes::new(py, roots_to_json(roots).as_bytes())
    }

    /// The paths of the stubs as JSON, without the brackets around them.
    fn stubs_json<'py>(&self, py: Python<'py>) -> Bound<'py, PyBytes> {
        PyBytes::new(py, stubs_to_json(&self.tree.get().walk).as_bytes())
    }

    /// What was not read as JSON, without the brackets around it.
    fn skipped_json<'py>(&self, py: Python<'py>) -> Bound<'py, PyBytes> {
        PyBytes::new(py, skipped_to_json(&self.tree.get().walk).as_bytes())
    }
}

fn row(importer: u32, edge: &Edge) -> PyEdge {
    let target = match edge.target {
        Imported::Module(module) => i64::from(module),
        Imported::External(name) => -1 - i64::from(name),
    };
    let flag = |on: bool, bit: u8| if on { bit } else { 0 };
    let flags = flag(edge.runs, RUNS)
        | flag(edge.guarded, GUARDED)
        | flag(edge.parent, PARENT)
        | flag(edge.star, STAR);
    (importer, target, edge.kind as u8, flags, edge.taken, edge.line, edge.column, edge.width)
}

/// A path as a string with `/` between its parts: `pathlib` takes longer to import than most projects take
/// to be read.
fn posix(path: &Path) -> OsString {
    if std::path::MAIN_SEPARATOR == '\\' {
        return path.to_string_lossy().replace('\\', "/").into();
    }
    path.as_os_str().to_owned()
}

/// The words for the kinds, in the order of their numbers.
#[pyfunction]
pub fn kinds() -> Vec<&'static str> {
    Kind::ALL.iter().map(|kind| kind.name()).collect()
}
