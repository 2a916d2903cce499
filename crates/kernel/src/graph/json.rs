//! The graph as JSON, schema `dovetail.graph/1` (see docs/graph.schema.json). Written here because a large
//! project has a hundred thousand imports.

use super::{Edge, Filter, Graph, Target};
use crate::walk::Walk;
use std::fmt::Write;
use std::path::Path;

/// What to write.
#[derive(Clone, Debug)]
pub struct JsonOptions {
    /// Which imports.
    pub filter: Filter,
    /// Whether names outside the project are written too.
    pub external: bool,
    /// Members of the top-level object that come before the modules: JSON text without the outer braces.
    pub head: String,
}

impl Graph {
    /// The whole graph as JSON text.
    #[must_use]
    pub fn to_json(&self, walk: &Walk, options: &JsonOptions) -> String {
        let mut out = String::with_capacity(self.edges.len() * 80 + self.modules.len() * 120);
        let escaped = |names: Vec<&str>| names.into_iter().map(quoted).collect::<Vec<_>>();
        let names = escaped(self.modules.iter().map(|module| module.name.as_str()).collect());
        let externals = escaped(self.externals.iter().map(String::as_str).collect());
        out.push_str("{\n");
        out.push_str(&options.head);
        out.push_str("\"modules\": [");
        for (id, module) in self.modules.iter().enumerate() {
            out.push_str(if id == 0 { "\n" } else { ",\n" });
            out.push_str("{\"name\": ");
            out.push_str(&names[id]);
            out.push_str(", \"kind\": \"");
            out.push_str(module.kind.name());
            out.push_str("\", \"path\": ");
            push_path(&mut out, &module.path);
            out.push_str(", \"imports\": [");
            let edges = self.imports_of(id as u32).iter();
            let mut first = true;
            for edge in edges.filter(|edge| options.filter.admits(edge)) {
                let name = match edge.target {
                    Target::Module(target) => &names[target as usize],
                    Target::External(target) if options.external => &externals[target as usize],
                    Target::External(_) => continue,
                };
                out.push_str(if first { "\n " } else { ",\n " });
                first = false;
                push_edge(&mut out, edge, name);
            }
            out.push_str("]}");
        }
        out.push_str("],\n\"skipped\": [");
        let unread = walk.files.iter().filter(|file| file.reading.is_none());
        let unread = unread.filter_map(|file| Some((&file.path, false, &file.unread.as_ref()?.reason)));
        let skipped = walk.skipped.iter().map(|skipped| (&skipped.path, skipped.folder, &skipped.reason));
        let mut all: Vec<_> = unread.chain(skipped).collect();
        all.sort();
        for (index, (path, folder, reason)) in all.into_iter().enumerate() {
            out.push_str(if index == 0 { "\n" } else { ",\n" });
            out.push_str("{\"path\": ");
            push_path(&mut out, path);
            let _ = write!(out, ", \"folder\": {folder}, \"reason\": {}}}", quoted(reason));
        }
        out.push_str("]\n}\n");
        out
    }
}

fn push_edge(out: &mut String, edge: &Edge, name: &str) {
    out.push_str("{\"module\": ");
    out.push_str(name);
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
    push_number(out, edge.line);
    out.push_str(", \"column\": ");
    push_number(out, edge.column);
    out.push('}');
}

/// Decimal digits, without the machinery of formatting: there are two for every import.
fn push_number(out: &mut String, number: u32) {
    let mut digits = [0_u8; 10];
    let (mut at, mut rest) = (digits.len(), number);
    loop {
        at -= 1;
        digits[at] = b'0' + (rest % 10) as u8;
        rest /= 10;
        if rest == 0 {
            break;
        }
    }
    out.extend(digits[at..].iter().map(|&digit| char::from(digit)));
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

fn quoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    push_escaped(&mut out, text);
    out.push('"');
    out
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
