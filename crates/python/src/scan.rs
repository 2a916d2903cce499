//! One text: its import statements as objects.

use dovetail_kernel::decode::{Decoded, decode};
use dovetail_kernel::kind::{Classifier, Placement};
use dovetail_kernel::lexer::record::{AllChange, Form, Import, NONE, Scan, Text};
use dovetail_kernel::lexer::{Lines, Reach, scan as scan_text};
use dovetail_kernel::target::Target;
use pyo3::exceptions::PyUnicodeDecodeError;
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyString};
use std::borrow::Cow;

#[pyclass(frozen, get_all, name = "Alias", module = "dovetail")]
pub struct PyAlias {
    name: String,
    asname: Option<String>,
    offset: u32,
    line: u32,
    column: u32,
}

#[pyclass(frozen, get_all, name = "Block", module = "dovetail")]
pub struct PyBlock {
    kind: &'static str,
    offset: u32,
    line: u32,
    column: u32,
    header: u32,
    previous: Option<u32>,
}

#[pyclass(frozen, get_all, name = "ImportStatement", module = "dovetail")]
pub struct PyStatement {
    form: &'static str,
    offset: u32,
    end: u32,
    line: u32,
    column: u32,
    level: u32,
    module: Option<String>,
    names: Vec<Py<PyAlias>>,
    lazy: bool,
    literal: bool,
    kind: &'static str,
    runs: bool,
    taken: Option<bool>,
    guarded: bool,
    blocks: Vec<Py<PyBlock>>,
}

#[pyclass(frozen, get_all, name = "Fault", module = "dovetail")]
pub struct PyFault {
    message: String,
    offset: u32,
    line: u32,
    column: u32,
}

#[pyclass(frozen, get_all, name = "Scan", module = "dovetail")]
pub struct PyScan {
    imports: Vec<Py<PyStatement>>,
    bindings: Vec<String>,
    dunder_all: Option<Vec<String>>,
    dunder_all_computed: bool,
    docstring: bool,
    empty: bool,
    faults: Vec<Py<PyFault>>,
}

/// Scans the bytes of one source file; `names` asks for the names bound at its top level too.
#[pyfunction]
#[pyo3(signature = (source, *, names = false, version = None, platform = None))]
pub fn scan(
    py: Python<'_>,
    source: &[u8],
    names: bool,
    version: Option<(u32, u32)>,
    platform: Option<String>,
) -> PyResult<PyScan> {
    let text = text_of(py, source)?;
    let reach = if names { Reach::Names } else { Reach::Imports };
    let scan = scan_text(&text, reach);
    let target = target(py, version, platform)?;
    let placements = Classifier::new(&text, &scan, &target).placements();
    let mut lines = Lines::new(text.as_bytes());
    let imports = scan
        .imports
        .iter()
        .zip(placements)
        .map(|(import, placement)| statement(py, &scan, import, placement, &mut lines))
        .collect::<PyResult<_>>()?;
    let faults = scan.faults.iter().map(|fault| {
        let position = fault.position;
        let (offset, line, column) = (position.offset, position.line, position.column);
        Py::new(py, PyFault { message: fault.kind.message().to_owned(), offset, line, column })
    });
    let faults = faults.collect::<PyResult<_>>()?;
    let string = |text: &Text| scan.text(*text).to_owned();
    Ok(PyScan {
        imports,
        bindings: scan.bindings.iter().map(|binding| string(&binding.name)).collect(),
        dunder_all: (!scan.dunder_all.is_empty()).then(|| literal_names(&scan)),
        dunder_all_computed: scan
            .dunder_all
            .iter()
            .rev()
            .take_while(|step| step.change != AllChange::Clear)
            .any(|step| matches!(step.change, AllChange::AddOf(_) | AllChange::Computed)),
        docstring: scan.docstring,
        empty: scan.empty,
        faults,
    })
}

/// The names in `__all__` that stand there as literals.
fn literal_names(scan: &Scan) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for step in &scan.dunder_all {
        match step.change {
            AllChange::Clear => names.clear(),
            AllChange::Add(name) => names.push(scan.text(name).to_owned()),
            AllChange::Remove(name) => names.retain(|other| other != scan.text(name)),
            AllChange::AddOf(_) | AllChange::Computed => {}
        }
    }
    names
}

/// The target that was asked for; by default the running interpreter.
fn target(py: Python<'_>, version: Option<(u32, u32)>, platform: Option<String>) -> PyResult<Target> {
    let running = py.version_info();
    let version = version.unwrap_or((running.major.into(), running.minor.into()));
    let platform = match platform {
        Some(platform) => platform,
        None => py.import("sys")?.getattr("platform")?.extract()?,
    };
    Ok(Target { version, platform })
}

/// The text of a source file; a codec that the kernel does not have is asked of Python.
fn text_of<'b>(py: Python<'_>, source: &'b [u8]) -> PyResult<Cow<'b, str>> {
    match decode(source) {
        Ok(Decoded::Text(text)) => Ok(text),
        Ok(Decoded::Foreign(codec)) => Ok(Cow::Owned(decode_foreign(py, &codec, source)?)),
        Err(error) => {
            let end = (error.offset() + 1).min(source.len());
            let arguments = ("source", source, error.offset(), end, error.to_string());
            Err(PyUnicodeDecodeError::new_err(arguments.into_pyobject(py)?.unbind()))
        }
    }
}

/// Decodes with a codec of the running Python, which must be one of text.
pub fn decode_foreign(py: Python<'_>, codec: &str, source: &[u8]) -> PyResult<String> {
    let text = PyBytes::new(py, source).call_method1("decode", (codec,))?;
    Ok(text.cast::<PyString>()?.to_str()?.to_owned())
}

fn statement(
    py: Python<'_>,
    scan: &Scan,
    import: &Import,
    placement: Placement,
    lines: &mut Lines<'_>,
) -> PyResult<Py<PyStatement>> {
    let optional = |text: Text| (text.end > text.start).then(|| scan.text(text).to_owned());
    let names = scan.aliases_of(import).iter().map(|alias| {
        let (offset, line, column) = (alias.position.offset, alias.position.line, alias.position.column);
        let name = scan.text(alias.name).to_owned();
        Py::new(py, PyAlias { name, asname: optional(alias.asname), offset, line, column })
    });
    let names = names.collect::<PyResult<_>>()?;
    let mut blocks = scan
        .chain(import.block)
        .map(|(_, block)| {
            let position = lines.position(block.offset as usize);
            let previous = (block.previous != NONE).then(|| scan.blocks[block.previous as usize].offset);
            let block = PyBlock {
                kind: block.kind.name(),
                offset: block.offset,
                line: position.line,
                column: position.column,
                header: block.header,
                previous,
            };
            Py::new(py, block)
        })
        .collect::<PyResult<Vec<_>>>()?;
    blocks.reverse();
    Py::new(
        py,
        PyStatement {
            form: match import.form {
                Form::Import => "import",
                Form::From => "from",
                Form::ImportModule => "import_module",
                Form::DunderImport => "__import__",
            },
            offset: import.position.offset,
            end: import.end,
            line: import.position.line,
            column: import.position.column,
            level: import.level,
            module: optional(import.module),
            names,
            lazy: import.lazy,
            literal: import.literal,
            kind: placement.kind.name(),
            runs: placement.runs,
            taken: placement.taken,
            guarded: placement.guarded,
            blocks,
        },
    )
}
