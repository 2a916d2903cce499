//! One file: opened, read, decoded, scanned, its imports placed.

use super::Options;
use super::folder::{FileKind, SourceFile};
use crate::decode::{Decoded, decode};
use crate::kind::{Classifier, Placement, Role};
use crate::lexer::record::{NONE, Position, Scan};
use crate::lexer::{Lines, Reach, scan};
use memchr::memmem;
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

/// What a comment that is meant for dovetail begins with.
pub const MARK: &[u8] = b"dovetail:";

/// Why a file is no module that CPython could import.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unread {
    /// In words.
    pub reason: String,
    /// Where, for a fault of the text.
    pub position: Option<Position>,
}

/// A file's text as far as the graph needs it.
#[derive(Debug)]
pub struct Reading {
    /// The records.
    pub scan: Scan,
    /// One for each import.
    pub placements: Vec<Placement>,
    /// One for each binding: whether it is made when the module is imported.
    pub binds: Vec<bool>,
    /// One for each step in the making of `__all__`, likewise.
    pub all_runs: Vec<bool>,
    /// For each import, whether it binds its names in a function or class and not in the module.
    pub nested: Vec<bool>,
    /// For each import, the `try` statements around it, innermost first: their number and its part in them.
    pub tries: Vec<Vec<(u32, Role)>>,
    /// Whether it was read to its end.
    pub deep: bool,
    /// Whether the text begins with `#!`.
    pub script: bool,
    /// Whether the text addresses dovetail: has [`MARK`] somewhere. Only if that was asked for.
    pub marked: bool,
    /// The codec that only Python can decode; then there are no records yet.
    pub codec: Option<String>,
}

/// The reason of an error of the operating system, without its number.
pub(super) fn reason(error: &std::io::Error) -> String {
    match error.kind() {
        std::io::ErrorKind::PermissionDenied => "permission denied".to_owned(),
        std::io::ErrorKind::NotFound => "not found".to_owned(),
        _ => error.to_string(),
    }
}

/// Reads a file of the walk; `buffer` is kept from one to the next.
pub(super) fn load(
    base: &Path,
    path: PathBuf,
    kind: FileKind,
    options: &Options,
    buffer: &mut Vec<u8>,
) -> SourceFile {
    let mut file = SourceFile { path, kind, bytes: 0, reading: None, unread: None };
    if kind != FileKind::Source {
        return file;
    }
    let length = match fill(&base.join(&file.path), buffer) {
        Ok(length) => length,
        Err(error) => {
            file.unread = Some(Unread { reason: reason(&error), position: None });
            return file;
        }
    };
    file.bytes = length as u64;
    let package = file.path.file_stem().is_some_and(|stem| stem == "__init__");
    match read_file(&buffer[..length], options.deep || package, options) {
        Ok(reading) => {
            file.unread = reading.scan.faults.first().map(|fault| Unread {
                reason: fault.kind.message().to_owned(),
                position: Some(fault.position),
            });
            file.reading = Some(Box::new(reading));
        }
        Err(unread) => file.unread = Some(unread),
    }
    file
}

/// Reads a whole file to the beginning of `buffer`, which only grows; how many bytes it has.
fn fill(path: &Path, buffer: &mut Vec<u8>) -> std::io::Result<usize> {
    let mut file = File::open(path)?;
    let mut length = 0;
    loop {
        if length == buffer.len() {
            buffer.resize((length * 2).max(1 << 17), 0);
        }
        match file.read(&mut buffer[length..]) {
            // Not all file systems give as much as was asked for before the end.
            Ok(0) => return Ok(length),
            Ok(read) => length += read,
            Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
}

/// Reads the bytes of a file.
///
/// # Errors
/// [`Unread`] for bytes that are no source text.
pub fn read_file(bytes: &[u8], deep: bool, options: &Options) -> Result<Reading, Unread> {
    match decode(bytes) {
        Ok(Decoded::Text(text)) => Ok(read_text(&text, deep, options)),
        Ok(Decoded::Foreign(codec)) => {
            let mut reading = read_text("", deep, options);
            reading.codec = Some(codec);
            Ok(reading)
        }
        Err(error) => Err(Unread {
            reason: error.to_string(),
            position: Some(Lines::new(bytes).position(error.offset())),
        }),
    }
}

/// Reads decoded text.
#[must_use]
pub fn read_text(text: &str, deep: bool, options: &Options) -> Reading {
    let marked = options.marks && memmem::find(text.as_bytes(), MARK).is_some();
    let mut scan = scan(text, if deep { Reach::Names } else { Reach::Imports });
    let mut classifier = Classifier::new(text, &scan, &options.target);
    let placements = classifier.placements();
    let mut runs = |block: u32| block == NONE || classifier.placement_in(block).runs;
    let binds = scan.bindings.iter().map(|binding| runs(binding.block)).collect();
    let all_runs = scan.dunder_all.iter().map(|step| runs(step.block)).collect();
    let is_nested = |block: u32| scan.chain(block).any(|(_, block)| block.kind.is_scope());
    let nested = scan.imports.iter().map(|import| is_nested(import.block)).collect();
    let around = |block: u32| classifier.tries().around(&scan, block);
    let tries = scan.imports.iter().map(|import| around(import.block)).collect();
    // What the blocks had to tell is told; a large project has a million of them.
    scan.blocks = Vec::new();
    scan.shrink();
    Reading {
        placements,
        binds,
        all_runs,
        nested,
        tries,
        deep,
        script: text.starts_with("#!"),
        marked,
        codec: None,
        scan,
    }
}
