//! Which names a package binds itself, so that `from package import name` takes the attribute and not the
//! submodule.

use super::linker::Linker;
use crate::graph::ModuleKind;
use crate::lexer::record::{BindingKind, Form};
use crate::modules::NOBODY;
use crate::walk::{Reading, read_file};
use rustc_hash::{FxHashMap, FxHashSet};
use std::rc::Rc;

/// What a name is at some point of a module's text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    /// Bound to something.
    Attribute,
    /// Bound to the submodule of that name.
    Submodule,
    /// Deleted.
    Unbound,
}

/// The names that a module binds at its top level when it is imported.
#[derive(Debug, Default)]
pub(super) struct Bound {
    /// For each name, its states in order of the text.
    names: FxHashMap<String, Vec<(u32, State)>>,
    /// The modules whose names are taken over by a star import.
    stars: Vec<u32>,
    /// `__all__`, where it is literal and complete.
    all: Option<Vec<String>>,
}

impl Linker<'_> {
    /// Whether `from module import name` finds an attribute that is not the submodule of that name. For a
    /// statement in the module itself, `before` says how much of its text has run.
    pub(super) fn binds(&mut self, module: u32, name: &str, before: u32) -> bool {
        let Some(bound) = self.bound(module) else { return false };
        match bound.names.get(name).and_then(|states| states.iter().rfind(|state| state.0 < before)) {
            Some((_, State::Attribute)) => true,
            Some(_) => false,
            None => bound.stars.iter().any(|&star| {
                let mut seen = FxHashSet::from_iter([module]);
                self.star_binds(star, name, &mut seen)
            }),
        }
    }

    fn star_binds(&mut self, module: u32, name: &str, seen: &mut FxHashSet<u32>) -> bool {
        if !seen.insert(module) {
            return false;
        }
        let Some(bound) = self.bound(module) else { return false };
        if let Some(all) = &bound.all {
            return all.iter().any(|exported| exported == name);
        }
        if name.starts_with('_') {
            return false;
        }
        match bound.names.get(name).and_then(|states| states.last()) {
            Some((_, State::Unbound)) => false,
            Some(_) => true,
            None => bound.stars.iter().any(|&star| self.star_binds(star, name, seen)),
        }
    }

    /// The names that a star import of `module` takes, where they are written in its `__all__`.
    pub(super) fn exported(&mut self, module: u32) -> Vec<String> {
        let all = self.bound(module).and_then(|bound| bound.all.clone());
        all.unwrap_or_default()
    }

    /// The names that a module binds, read once; `None` for what has no source text.
    fn bound(&mut self, module: u32) -> Option<Rc<Bound>> {
        if let Some(bound) = self.bounds.get(&module) {
            return Some(bound.clone());
        }
        let file = self.resolver.modules[module as usize].file;
        if file == NOBODY {
            return None;
        }
        let walk = self.tree.walk;
        let reading = walk.files[file as usize].reading.as_deref()?;
        let deeper;
        let reading = if reading.deep {
            reading
        } else {
            let bytes = std::fs::read(walk.base.join(&walk.files[file as usize].path)).ok()?;
            deeper = read_file(&bytes, true, &self.options.reading).ok()?;
            &deeper
        };
        let bound = Rc::new(self.gather(module, reading));
        self.bounds.insert(module, bound.clone());
        Some(bound)
    }

    fn gather(&mut self, module: u32, reading: &Reading) -> Bound {
        let scan = &reading.scan;
        let mut bound = Bound::default();
        for (binding, &binds) in scan.bindings.iter().zip(&reading.binds) {
            if binds {
                let unbound = binding.kind == BindingKind::Deletion;
                let state = if unbound { State::Unbound } else { State::Attribute };
                let name = scan.text(binding.name).to_owned();
                bound.names.entry(name).or_default().push((binding.offset, state));
            }
        }
        let package = self.resolver.modules[module as usize].kind == ModuleKind::RegularPackage;
        let own = self.resolver.modules[module as usize].name.clone();
        for (index, import) in scan.imports.iter().enumerate() {
            let (nested, placement) = (reading.nested[index], reading.placements[index]);
            if nested || !placement.runs || !matches!(import.form, Form::Import | Form::From) {
                continue;
            }
            let base = self.absolute(module, import.level, scan.text(import.module)).ok();
            for alias in scan.aliases_of(import) {
                let (name, asname) = (scan.text(alias.name), scan.text(alias.asname));
                if name == "*" {
                    let root = self.resolver.modules[module as usize].root;
                    let found = base.as_ref().and_then(|base| self.resolver.find(root, base));
                    bound.stars.extend(found.map(|found| found.module));
                    continue;
                }
                let (name, whole) = match import.form {
                    Form::Import if asname.is_empty() => {
                        (name.split('.').next().unwrap_or(name), String::new())
                    }
                    Form::Import => (asname, name.to_owned()),
                    _ => {
                        let whole = base.as_ref().map(|base| format!("{base}.{name}")).unwrap_or_default();
                        (if asname.is_empty() { name } else { asname }, whole)
                    }
                };
                let itself = package
                    && whole.strip_prefix(own.as_str()).and_then(|rest| rest.strip_prefix('.')) == Some(name);
                let state = if itself { State::Submodule } else { State::Attribute };
                bound.names.entry(name.to_owned()).or_default().push((import.position.offset, state));
            }
        }
        for states in bound.names.values_mut() {
            states.sort_by_key(|state| state.0);
        }
        bound.all = scan
            .dunder_all
            .as_ref()
            .filter(|all| !all.computed)
            .map(|all| all.names.iter().map(|&name| scan.text(name).to_owned()).collect());
        bound
    }
}
