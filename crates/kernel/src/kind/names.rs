//! What a bare name in a condition stands for: a module, a member of one, or a constant of the file.

use crate::lexer::record::{BindingKind, Form, NONE, Scan};
use crate::lexer::{Reach, scan};
use memchr::memchr2_iter;
use rustc_hash::{FxHashMap, FxHashSet};
use std::cell::OnceCell;

/// The names of one file, as far as conditions need them; each table is made when it is first needed.
pub(super) struct Names<'s> {
    text: &'s str,
    scan: &'s Scan,
    /// What import statements bind: the last one counts.
    imported: OnceCell<FxHashMap<&'s str, String>>,
    /// The words that begin a line as the target of an assignment may: no other name is a constant.
    assigned: OnceCell<FxHashSet<&'s str>>,
    /// What binds a name at the top level, for names that no import binds: the value of an assignment, if there
    /// is only that. It takes a second, deeper reading.
    bound: OnceCell<FxHashMap<String, Option<usize>>>,
}

/// What a name stands for.
pub(super) enum Meaning {
    /// A dotted name in terms of modules: `sys`, `typing.TYPE_CHECKING`.
    Path(String),
    /// The value that begins at this offset.
    Constant(usize),
    Unknown,
}

impl<'s> Names<'s> {
    pub fn new(text: &'s str, scan: &'s Scan) -> Self {
        Self { text, scan, imported: OnceCell::new(), assigned: OnceCell::new(), bound: OnceCell::new() }
    }

    pub fn meaning(&self, name: &str) -> Meaning {
        if let Some(path) = self.imported.get_or_init(|| imported(self.scan)).get(name) {
            return Meaning::Path(path.clone());
        }
        let is_module = matches!(name, "sys" | "os" | "platform" | "typing");
        // Mostly it is a local variable, which is not worth the deeper reading.
        if !is_module && name.is_ascii() && !self.assigned.get_or_init(|| assigned(self.text)).contains(name)
        {
            return Meaning::Unknown;
        }
        match self.bound.get_or_init(|| bound(self.text)).get(name) {
            Some(Some(value)) => Meaning::Constant(*value),
            // It was imported further down, or not at all.
            None if is_module => Meaning::Path(name.to_owned()),
            _ => Meaning::Unknown,
        }
    }
}

fn imported(scan: &Scan) -> FxHashMap<&str, String> {
    let mut names = FxHashMap::default();
    let statements = scan.imports.iter().filter(|import| import.level == 0);
    for import in statements.filter(|import| matches!(import.form, Form::Import | Form::From)) {
        for alias in scan.aliases_of(import) {
            let (name, asname) = (scan.text(alias.name), scan.text(alias.asname));
            let bound = scan.bound_name(import, alias);
            let path = match (import.form, asname) {
                (Form::From, _) => format!("{}.{name}", scan.text(import.module)),
                (_, "") => bound.to_owned(),
                _ => name.to_owned(),
            };
            names.insert(bound, path);
        }
    }
    names
}

/// The first words of the lines that are not indented, if `=` or `:` follows.
fn assigned(text: &str) -> FxHashSet<&str> {
    let lines = std::iter::once(0).chain(memchr2_iter(b'\n', b'\r', text.as_bytes()).map(|end| end + 1));
    let word = |start| {
        let line = &text.as_bytes()[start..];
        if !line.first().is_some_and(|&byte| byte == b'_' || byte.is_ascii_alphabetic()) {
            return None;
        }
        let end = line.iter().position(|&byte| !(byte == b'_' || byte.is_ascii_alphanumeric()))?;
        let rest = line[end..].trim_ascii_start();
        let is_target = rest.starts_with(b":") || rest.starts_with(b"=") && !rest.starts_with(b"==");
        is_target.then(|| &text[start..start + end])
    };
    lines.filter_map(word).collect()
}

fn bound(text: &str) -> FxHashMap<String, Option<usize>> {
    let scan = scan(text, Reach::Names);
    let mut names = FxHashMap::default();
    for binding in &scan.bindings {
        let plain = binding.kind == BindingKind::Assignment && binding.block == NONE;
        let value = plain.then_some(binding.value as usize);
        // Bound more than once, it is no constant.
        names.entry(scan.text(binding.name).to_owned()).and_modify(|value| *value = None).or_insert(value);
    }
    names
}
