//! What a bare name in a condition stands for: a module, a member of one, or a constant of the file.

use crate::lexer::record::{BindingKind, Form, Scan};
use crate::lexer::{Reach, scan};
use std::cell::OnceCell;

/// The names of one file, as far as conditions need them.
pub(super) struct Names<'s> {
    text: &'s [u8],
    scan: &'s Scan,
    /// A second, deeper reading, made when a condition uses a name that no import binds.
    deeper: OnceCell<Scan>,
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
    pub fn new(text: &'s [u8], scan: &'s Scan) -> Self {
        Self { text, scan, deeper: OnceCell::new() }
    }

    pub fn meaning(&self, name: &str) -> Meaning {
        if let Some(path) = self.imported(name) {
            return Meaning::Path(path);
        }
        if let Some(value) = self.constant(name) {
            return Meaning::Constant(value);
        }
        if matches!(name, "sys" | "os" | "platform" | "typing") && !self.is_bound(name) {
            return Meaning::Path(name.to_owned());
        }
        Meaning::Unknown
    }

    /// The last import that binds `name`.
    fn imported(&self, name: &str) -> Option<String> {
        let scan = self.scan;
        let imports = scan.imports.iter().rev().filter(|import| import.level == 0);
        imports.filter(|import| matches!(import.form, Form::Import | Form::From)).find_map(|import| {
            scan.aliases_of(import).iter().find_map(|alias| {
                let (imported, asname) = (scan.text(alias.name), scan.text(alias.asname));
                let bound = match (asname.is_empty(), import.form) {
                    (false, _) => asname,
                    (true, Form::Import) => imported.split('.').next().unwrap_or(imported),
                    (true, _) => imported,
                };
                (bound == name).then(|| match import.form {
                    Form::From => format!("{}.{imported}", scan.text(import.module)),
                    _ if asname.is_empty() => bound.to_owned(),
                    _ => imported.to_owned(),
                })
            })
        })
    }

    fn deeper(&self) -> &Scan {
        self.deeper.get_or_init(|| scan(self.text, Reach::Names))
    }

    fn is_bound(&self, name: &str) -> bool {
        self.deeper().bindings.iter().any(|binding| self.deeper().text(binding.name) == name)
    }

    /// The value of a name that is assigned exactly once at the top level.
    fn constant(&self, name: &str) -> Option<usize> {
        let deeper = self.deeper();
        let mut bindings = deeper.bindings.iter().filter(|binding| deeper.text(binding.name) == name);
        let first = bindings.next()?;
        let constant = first.kind == BindingKind::Assignment && bindings.next().is_none();
        constant.then_some(first.value as usize)
    }
}
