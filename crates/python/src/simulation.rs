//! Simulations of imports: finds names by asking Python, reads files itself, converts what came of it.

use crate::scan::decode_foreign;
use dovetail_execution::{
    Distribution, Engine, Execution, Failure, Found, Installed, Kind, Place, Target, Traces, World, traces,
};
use dovetail_kernel::decode::{Decoded, decode};
use pyo3::gc::{PyTraverseError, PyVisit};
use pyo3::prelude::*;
use std::sync::{Arc, Mutex, PoisonError};

/// Python code nests deeply, and each level of it takes several of the simulation. Only what is used is paid for.
const STACK: usize = 2 << 30;

/// Where `ctypes.util.find_library` finds shared libraries, on Linux and macOS.
const LIBRARIES: &[&str] = &[
    "/lib",
    "/lib64",
    "/usr/lib",
    "/usr/lib64",
    "/usr/local/lib",
    "/lib/x86_64-linux-gnu",
    "/usr/lib/x86_64-linux-gnu",
    "/lib/aarch64-linux-gnu",
    "/usr/lib/aarch64-linux-gnu",
];

/// What is asked of Python.
struct Callbacks {
    /// `(name) -> (kind, origin, locations, standard)`.
    find: Py<PyAny>,
    /// `(name, folders)` -> the same.
    find_in: Py<PyAny>,
    /// `(name) -> names` of a compiled module, or None.
    compiled: Py<PyAny>,
    /// `(name) -> modules` that a compiled module imports, or None.
    imported: Py<PyAny>,
    /// `() -> (distributions, whether these are all)`.
    distributions: Py<PyAny>,
}

/// What `importlib` would find, asked of the resolver of the library.
struct Finder {
    callbacks: Arc<Callbacks>,
    /// What is installed, once that was asked.
    installed: Option<Arc<Installed>>,
}

/// The largest file of an extension module that is read.
const LARGEST: u64 = 64 << 20;

/// The largest file of data that is read, in bytes.
const LARGEST_DATA: u64 = 1 << 20;

/// Name, version, and group, name and value of its entry points, of each distribution; whether these are all.
type PyInstalled = (Vec<(String, String, Vec<(String, String, String)>)>, bool);

/// Kind, origin, locations, whether it is of the standard library.
type Answer = (u8, Option<String>, Option<Vec<String>>, bool);

fn found((kind, origin, locations, standard): Answer) -> Found {
    let kind = match kind {
        1 => Kind::Source,
        2 => Kind::Extension,
        3 => Kind::BuiltIn,
        4 => Kind::Namespace,
        5 => Kind::Opaque,
        _ => Kind::Missing,
    };
    Found { kind, origin, locations, standard }
}

/// What Python says of a module, if it says anything.
fn names(asked: &Py<PyAny>, module: &str) -> Option<Vec<String>> {
    Python::attach(|py| {
        asked.call1(py, (module,)).and_then(|it| it.extract::<Option<Vec<String>>>(py)).ok().flatten()
    })
}

/// The text of a module, by its encoding.
fn decoded(bytes: &[u8]) -> Result<String, String> {
    match decode(bytes) {
        Ok(Decoded::Text(text)) => Ok(text.into_owned()),
        Ok(Decoded::Foreign(codec)) => {
            Python::attach(|py| decode_foreign(py, &codec, bytes).map_err(|error| error.to_string()))
        }
        Err(error) => Err(error.to_string()),
    }
}

/// What a version of Python refuses to compile of a text: message and 1-based line.
#[pyfunction]
pub fn compile_fault(py: Python<'_>, source: &[u8], version: (u8, u8)) -> PyResult<Option<(String, u32)>> {
    with_room(py, || match decoded(source) {
        Ok(text) => dovetail_execution::compile_fault(&text, version),
        Err(message) => Some((message, 1)),
    })
}

impl World for Finder {
    fn find(&mut self, name: &str) -> Found {
        let answer = Python::attach(|py| {
            self.callbacks.find.call1(py, (name,)).and_then(|it| it.extract::<Answer>(py))
        });
        answer.map_or_else(|_| Found::missing(), found)
    }

    fn find_in(&mut self, name: &str, folders: &[String]) -> Found {
        let answer = Python::attach(|py| {
            self.callbacks.find_in.call1(py, (name, folders)).and_then(|it| it.extract::<Answer>(py))
        });
        answer.map_or_else(|_| Found::missing(), found)
    }

    fn read(&mut self, path: &str) -> Result<String, String> {
        decoded(&std::fs::read(path).map_err(|error| error.to_string())?)
    }

    fn list(&mut self, locations: &[String]) -> Vec<(String, bool)> {
        let mut found: Vec<(String, bool)> = Vec::new();
        for folder in locations {
            let Ok(entries) = std::fs::read_dir(folder) else { continue };
            let mut here = Vec::new();
            for entry in entries.flatten() {
                let Ok(name) = entry.file_name().into_string() else { continue };
                let path = entry.path();
                if path.is_dir() {
                    if !name.contains('.') && path.join("__init__.py").is_file() {
                        here.push((name, true));
                    }
                } else if let Some((stem, suffix)) = name.split_once('.')
                    && (suffix == "py" || suffix.ends_with("so") || suffix.ends_with("pyd"))
                    && stem != "__init__"
                {
                    here.push((stem.to_owned(), false));
                }
            }
            here.sort();
            for each in here {
                if !found.iter().any(|(name, _)| *name == each.0) {
                    found.push(each);
                }
            }
        }
        found
    }

    fn compiled_names(&mut self, name: &str) -> Option<Vec<String>> {
        names(&self.callbacks.compiled, name)
    }

    fn is_compiled_python(&mut self, path: &str) -> bool {
        let bytes = std::fs::read(path).unwrap_or_default();
        [&b"__pyx_"[..], b"__mypyc"].iter().any(|mark| memchr::memmem::find(&bytes, mark).is_some())
    }

    fn has_library(&mut self, name: &str) -> bool {
        let start = format!("lib{name}.");
        LIBRARIES.iter().any(|folder| {
            let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
            entries.into_iter().any(|entry| entry.file_name().to_string_lossy().starts_with(&start))
        })
    }

    fn compiled_imports(&mut self, name: &str) -> Option<Vec<String>> {
        names(&self.callbacks.imported, name)
    }

    fn traces(&mut self, path: &str) -> Traces {
        if std::fs::metadata(path).is_ok_and(|it| it.len() <= LARGEST)
            && let Ok(file) = std::fs::read(path)
        {
            return traces(&file);
        }
        Traces::default()
    }

    fn exists(&mut self, path: &str) -> bool {
        std::path::Path::new(path).exists()
    }

    fn contents(&mut self, path: &str) -> Option<String> {
        // Reading a pipe or a device might never end.
        if !std::fs::metadata(path).is_ok_and(|it| it.is_file() && it.len() <= LARGEST_DATA) {
            return None;
        }
        std::fs::read_to_string(path).ok()
    }

    fn names_in(&mut self, path: &str) -> Option<Vec<String>> {
        let names = std::fs::read_dir(path).ok()?.map(|entry| entry.ok()?.file_name().into_string().ok());
        let mut names = names.collect::<Option<Vec<String>>>()?;
        names.sort();
        Some(names)
    }

    fn installed(&mut self) -> Arc<Installed> {
        let asked = &self.callbacks.distributions;
        let installed = self.installed.get_or_insert_with(|| {
            let answer = Python::attach(|py| asked.call0(py).and_then(|it| it.extract::<PyInstalled>(py)));
            let (distributions, complete) = answer.unwrap_or_default();
            let distribution = |(name, version, entry_points)| Distribution { name, version, entry_points };
            Arc::new(Installed {
                distributions: distributions.into_iter().map(distribution).collect(),
                complete,
            })
        });
        Arc::clone(installed)
    }
}

/// An engine and what it has read so far. One import is simulated at a time.
#[pyclass(frozen, name = "Engine", module = "dovetail._kernel")]
pub struct PyEngine {
    engine: Mutex<Engine>,
    /// The same that the engine asks: whoever answers usually has the engine, and Python must see the circle.
    callbacks: Arc<Callbacks>,
}

/// Name, importer, line of the import, bodies around it, statements and calls.
type PyStep = (String, Option<String>, u32, u32, u64);
/// File, line, module, whether in a function.
type PyPlace = (Option<String>, u32, String, bool);
/// Unfinished module, the name wanted of it.
type PyWaiting = (String, String);
/// Class, message, the places of the traceback (the innermost first), what was waited for, whether raised by `raise`,
/// whether in doubt.
type PyFailure = (Option<String>, Option<String>, Vec<PyPlace>, Option<PyWaiting>, bool, bool);
/// Module, line, reason.
type PyGap = (String, u32, &'static str);
/// Steps, failure, gaps.
type PyExecution = (Vec<PyStep>, Option<PyFailure>, Vec<PyGap>);

#[pymethods]
impl PyEngine {
    #[new]
    #[allow(clippy::too_many_arguments, reason = "it is what a target is made of")]
    fn new(
        find: Py<PyAny>,
        find_in: Py<PyAny>,
        compiled: Py<PyAny>,
        imported: Py<PyAny>,
        distributions: Py<PyAny>,
        version: (u8, u8, u8),
        platform: String,
        system: String,
        implementation: String,
        startup: Vec<String>,
        builtin: Vec<String>,
        prefix: String,
        path: Vec<String>,
    ) -> Self {
        let target = Target {
            version: (version.0, version.1),
            micro: version.2,
            platform,
            system,
            implementation,
            startup,
            builtin,
            prefix,
            path,
            open_library: false,
        };
        let callbacks = Arc::new(Callbacks { find, find_in, compiled, imported, distributions });
        let finder = Finder { callbacks: Arc::clone(&callbacks), installed: None };
        Self { engine: Mutex::new(Engine::new(Box::new(finder), target)), callbacks }
    }

    #[allow(clippy::needless_pass_by_value, reason = "as PyO3 has it")]
    fn __traverse__(&self, visit: PyVisit<'_>) -> Result<(), PyTraverseError> {
        let Callbacks { find, find_in, compiled, imported, distributions } = &*self.callbacks;
        [find, find_in, compiled, imported, distributions].into_iter().try_for_each(|it| visit.call(it))
    }

    /// Simulates each of the imports as the first one of a fresh interpreter.
    #[allow(clippy::needless_pass_by_value, reason = "Python's list becomes ours")]
    fn run(&self, py: Python<'_>, names: Vec<String>) -> PyResult<Vec<PyExecution>> {
        self.with_stack(py, |engine| names.iter().map(|name| execution(engine, name)).collect())
    }

    /// The same, of which only how each ends is wanted.
    #[allow(clippy::needless_pass_by_value, reason = "as above")]
    fn outcomes(&self, py: Python<'_>, names: Vec<String>) -> PyResult<Vec<Option<PyFailure>>> {
        self.with_stack(py, |engine| {
            let ends = names.iter().map(|name| {
                let failure = engine.run(name).failure;
                failure.map(|it| failed(engine, it))
            });
            ends.collect()
        })
    }

    /// Takes the texts of the standard library for those of another version.
    fn open_library(&self) {
        self.engine.lock().unwrap_or_else(PoisonError::into_inner).target.open_library = true;
    }

    /// The line of the first statement at the top level of `module` that binds `name`.
    fn binding_line(&self, py: Python<'_>, module: &str, name: &str) -> PyResult<Option<u32>> {
        self.with_stack(py, |engine| engine.binding_line(module, name))
    }

    /// Reads `text` in place of a file from now on, or the file again without one.
    #[pyo3(signature = (path, text))]
    fn replace_text(&self, py: Python<'_>, path: &str, text: Option<String>) {
        py.detach(|| self.engine.lock().unwrap_or_else(PoisonError::into_inner).replace_text(path, text));
    }
}

impl PyEngine {
    /// Does `work` with the engine.
    fn with_stack<T: Send>(&self, py: Python<'_>, work: impl FnOnce(&mut Engine) -> T + Send) -> PyResult<T> {
        with_room(py, || work(&mut self.engine.lock().unwrap_or_else(PoisonError::into_inner)))
    }
}

/// Does `work` in a thread that has room for all its calls, without holding the interpreter.
fn with_room<T: Send>(py: Python<'_>, work: impl FnOnce() -> T + Send) -> PyResult<T> {
    py.detach(|| {
        std::thread::scope(|scope| {
            let thread = std::thread::Builder::new().stack_size(STACK).spawn_scoped(scope, work)?;
            thread.join().map_err(|_| pyo3::exceptions::PyRuntimeError::new_err("the simulation broke down"))
        })
    })
}

fn execution(engine: &mut Engine, name: &str) -> PyExecution {
    let Execution { steps, failure, gaps } = engine.run(name);
    let steps = steps
        .iter()
        .map(|step| {
            let importer = step.by.module.map(|module| engine.name_of(module).to_owned());
            let cost = engine.cost_of(step.module);
            (engine.name_of(step.module).to_owned(), importer, step.by.line, step.depth, cost)
        })
        .collect();
    let failure = failure.map(|failure| failed(engine, failure));
    let gaps = gaps.iter().map(|gap| (engine.name_of(gap.module).to_owned(), gap.line, gap.reason)).collect();
    (steps, failure, gaps)
}

fn failed(engine: &Engine, failure: Failure) -> PyFailure {
    let place = |it: &Place| {
        let file = it.file.map(|file| engine.text_of_symbol(file).to_owned());
        (file, it.line, engine.name_of(it.module).to_owned(), it.in_function)
    };
    let trace = failure.trace.iter().map(place).collect();
    let waiting = failure.waiting;
    let waiting =
        waiting.map(|it| (engine.name_of(it.module).to_owned(), engine.text_of_symbol(it.name).to_owned()));
    (failure.class, failure.message, trace, waiting, failure.deliberate, failure.doubtful)
}
