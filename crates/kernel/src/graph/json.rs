//! The graph as JSON, schema `dovetail.graph/1` (see src/dovetail/view/graph.schema.json). Written here because
//! a large project has a hundred thousand imports.

use super::{Edge, Filter, Graph, Target};
use crate::walk::{FileKind, Walk};
use std::fmt::Write;
use std::ops::Range;
use std::path::{Path, PathBuf};

impl Graph {
    /// The modules with these numbers and their imports, one object each, with commas between them.
    #[must_use]
    pub fn modules_to_json(&self, modules: Range<u32>, filter: Filter, external: bool) -> String {
        let mut out = String::new();
        for id in modules.clone() {
            let module = &self.modules[id as usize];
            out.push_str(if id == modules.start { "\n" } else { ",\n" });
            out.push_str("{\"name\": ");
            push_quoted(&mut out, &module.name);
            out.push_str(", \"kind\": \"");
            out.push_str(module.kind.name());
            out.push_str("\", \"path\": ");
            push_path(&mut out, &module.path);
            out.push_str(", \"imports\": [");
            let mut first = true;
            for edge in self.imports_of(id).iter().filter(|edge| filter.admits(edge)) {
                let name = match edge.target {
                    Target::Module(target) => &self.modules[target as usize].name,
                    Target::External(target) if external => &self.externals[target as usize],
                    Target::External(_) => continue,
                };
                out.push_str(if first { "\n " } else { ",\n " });
                first = false;
                push_edge(&mut out, edge, name);
            }
            out.push_str("]}");
        }
        out
    }
}

/// What was not read, with the reasons, one object each with commas between them; see [`Walk`].
#[must_use]
pub fn skipped_to_json(walk: &Walk) -> String {
    let unread = walk.files.iter().filter(|file| file.reading.is_none());
    let unread = unread.filter_map(|file| Some((&file.path, false, &file.unread.as_ref()?.reason)));
    let skipped = walk.skipped.iter().map(|skipped| (&skipped.path, skipped.folder, &skipped.reason));
    let mut all: Vec<_> = unread.chain(skipped).collect();
    all.sort();
    let mut out = String::new();
    for (index, (path, folder, reason)) in all.into_iter().enumerate() {
        out.push_str(if index == 0 { "\n{\"path\": " } else { ",\n{\"path\": " });
        push_path(&mut out, path);
        let _ = write!(out, ", \"folder\": {folder}, \"reason\": ");
        push_quoted(&mut out, reason);
        out.push('}');
    }
    out
}

/// The paths of the stubs, with commas between them.
#[must_use]
pub fn stubs_to_json(walk: &Walk) -> String {
    let mut out = String::new();
    for file in walk.files.iter().filter(|file| file.kind == FileKind::Stub && file.unread.is_none()) {
        out.push_str(if out.is_empty() { "\n" } else { ",\n" });
        push_path(&mut out, &file.path);
    }
    out
}

/// Path, reason and number of modules of roots, one object each with commas between them.
#[must_use]
pub fn roots_to_json<'a>(roots: impl Iterator<Item = &'a (PathBuf, &'static str, u32)>) -> String {
    let mut out = String::new();
    for (path, reason, modules) in roots {
        out.push_str(if out.is_empty() { "\n{\"path\": " } else { ",\n{\"path\": " });
        push_path(&mut out, path);
        let _ = write!(out, ", \"reason\": \"{reason}\", \"modules\": {modules}}}");
    }
    out
}

fn push_edge(out: &mut String, edge: &Edge, name: &str) {
    out.push_str("{\"module\": ");
    push_quoted(out, name);
    out.push_str(", \"kind\": \"");
    out.push_str(edge.kind.name());
    out.push_str("\", \"runs\": ");
    out.push_str(if edge.runs { "true" } else { "false" });
    if let Some(taken) = edge.taken {
        out.push_str(if taken { ", \"taken\": true" } else { ", \"taken\": false" });
    }
    if matches!(edge.target, Target::External(_)) {
        out.push_str(", \"external\": true");
    }
    out.push_str(", \"line\": ");
    out.push_str(itoa::Buffer::new().format(edge.line));
    out.push_str(", \"column\": ");
    out.push_str(itoa::Buffer::new().format(edge.column));
    out.push('}');
}

/// A path with `/` between its parts; bytes that are not UTF-8 become the lone surrogates that Python's
/// `os.fsdecode` makes of them.
fn push_path(out: &mut String, path: &Path) {
    let bytes = path.as_os_str().as_encoded_bytes();
    out.push('"');
    for chunk in bytes.utf8_chunks() {
        let valid = chunk.valid();
        if std::path::MAIN_SEPARATOR == '\\' {
            push_escaped(out, &valid.replace('\\', "/"));
        } else {
            push_escaped(out, valid);
        }
        for byte in chunk.invalid() {
            let _ = write!(out, "\\udc{byte:02x}");
        }
    }
    out.push('"');
}

fn push_quoted(out: &mut String, text: &str) {
    out.push('"');
    push_escaped(out, text);
    out.push('"');
}

fn push_escaped(out: &mut String, text: &str) {
    if !text.bytes().any(|byte| byte < 0x20 || matches!(byte, b'"' | b'\\' | 0x7f)) {
        out.push_str(text);
        return;
    }
    for character in text.chars() {
        match character {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            control if control.is_control() => {
                let _ = write!(out, "\\u{:04x}", control as u32);
            }
            other => out.push(other),
        }
    }
}
