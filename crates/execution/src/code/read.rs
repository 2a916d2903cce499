//! Texts into modules: the top level, and the bodies of functions when they are wanted.

use std::sync::Arc;

use ruff_python_ast as ast;
use ruff_python_parser::{Mode, ParseOptions, parse_unchecked};
use rustc_hash::FxHashMap;

use super::faults::{self, Fault};
use super::lower::Lowering;
use super::tree::{Block, Body};
use crate::values::symbol::Symbols;

/// CPython compiles a hundred levels of indentation and two hundred of brackets; of other things it depends.
const NESTED: u32 = 90;

/// The top level of a module, and whether it nests so deeply that CPython may refuse to compile it.
///
/// # Errors
/// If no version of Python would compile `text`.
pub fn module(text: &str, symbols: &mut Symbols, version: (u8, u8)) -> Result<(Block, bool), Fault> {
    let (block, _, nested) = read(text, symbols, false, version, true)?;
    Ok((block, nested))
}

/// A text that code executes, with the bodies of its functions.
///
/// # Errors
/// If no version of Python would compile `text`.
pub fn executed(text: &str, symbols: &mut Symbols, version: (u8, u8)) -> Result<Block, Fault> {
    Ok(read(text, symbols, true, version, true)?.0)
}

/// What a version of Python refuses to compile of a text, if it does: the message of `SyntaxError`, and the line.
#[must_use]
pub fn compile_fault(text: &str, version: (u8, u8)) -> Option<(String, u32)> {
    let fault = read(text, &mut Symbols::default(), true, version, true).err()?;
    Some((fault.message, fault.line))
}

/// The bodies of all functions of a text that [`module`] has read, each by the offset of its statement.
#[must_use]
pub fn bodies(text: &str, symbols: &mut Symbols, version: (u8, u8)) -> FxHashMap<u32, Arc<Body>> {
    read(text, symbols, true, version, false).map(|(_, bodies, _)| bodies).unwrap_or_default()
}

/// Bodies of functions, each by the offset of its statement.
type Bodies = FxHashMap<u32, Arc<Body>>;

fn read(
    text: &str,
    symbols: &mut Symbols,
    deep: bool,
    version: (u8, u8),
    checked: bool,
) -> Result<(Block, Bodies, bool), Fault> {
    let (major, minor) = version;
    let options = ParseOptions::from(Mode::Module).with_target_version(ast::PythonVersion { major, minor });
    let parsed = parse_unchecked(text, options);
    let mut lines = vec![0];
    lines.extend(
        text.bytes()
            .enumerate()
            .filter(|&(index, byte)| {
                byte == b'\n' || (byte == b'\r' && text.as_bytes().get(index + 1) != Some(&b'\n'))
            })
            .map(|(index, _)| index as u32 + 1),
    );
    let mut lowering = Lowering {
        symbols,
        lines,
        version,
        classes: Vec::new(),
        deepest: 0,
        fault: None,
        scopes: Vec::new(),
        deep,
        depth: 0,
        bodies: FxHashMap::default(),
    };
    if let Some(error) = parsed.errors().first() {
        let line = lowering.line(error.location.start());
        return Err(Fault { message: faults::message(&error.error), line });
    }
    if checked && let Some(error) = parsed.unsupported_syntax_errors().first() {
        let line = lowering.line(error.range.start());
        return Err(Fault { message: "invalid syntax".into(), line });
    }
    let syntax = parsed.into_syntax();
    let Some(module) = syntax.module() else {
        return Err(Fault { message: "no module".into(), line: 1 });
    };
    let mut block = lowering.block(&module.body).into_vec();
    if let Some(assignment) = lowering.doc_assignment(&module.body) {
        block.insert(0, assignment);
    }
    if let Some(fault) = lowering.fault.filter(|_| checked) {
        return Err(fault);
    }
    let nested = lowering.deepest > NESTED;
    Ok((block.into(), lowering.bodies, nested))
}
