//! Which names a package binds itself, so that `from package import name` takes the attribute and not the
//! submodule.

use super::linker::Linker;
use crate::graph::ModuleKind;
use crate::lexer::record::{AllChange, BindingKind, Form};
use crate::modules::NOBODY;
use crate::walk::{Reading, read_file};
use rustc_hash::{FxHashMap, FxHashSet};
use std::rc::Rc;

/// How many modules may take over each other's `__all__` in a row.
const DEEPEST: u32 = 64;

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
    /// For each name, its states in order of the text: where, what, and for a name taken from another module
    /// which one (or [`NOBODY`]).
    names: FxHashMap<String, Vec<(u32, State, u32)>>,
    /// The modules whose names are taken over by a star import.
    stars: Vec<u32>,
    /// Whether names may be bound that are not known: a star import from elsewhere, a `__getattr__`.
    open: bool,
    /// Names bound only where the text says that it does not run on the target.
    elsewhere: FxHashSet<String>,
    /// `__all__`, as far as it is literal or made of other modules' `__all__`.
    all: Option<Vec<String>>,
    /// Whether that is all of it.
    all_known: bool,
}

impl Linker<'_> {
    /// Whether `from module import name` in `importer` finds an attribute that is not the submodule of that
    /// name. For a statement in the module itself, `before` says how much of its text has run; what the
    /// module takes from the importer cannot be there yet when the importer runs first.
    pub(super) fn binds(&mut self, module: u32, name: &str, importer: u32, before: u32) -> bool {
        let Some(bound) = self.bound(module) else { return false };
        let states = bound.names.get(name).map(Vec::as_slice).unwrap_or_default();
        match states.iter().rfind(|state| state.0 < before && state.2 != importer) {
            Some((_, State::Attribute, _)) => true,
            Some(_) => false,
            None => bound.stars.iter().any(|&star| {
                let mut seen = FxHashSet::from_iter([module]);
                self.star_binds(star, name, &mut seen)
            }),
        }
    }

    /// Whether a module surely lacks a name: all its names are known, and it is none of them.
    pub(super) fn lacks(&mut self, module: u32, name: &str) -> bool {
        let Some(bound) = self.bound(module) else { return false };
        let known = !bound.open && bound.stars.is_empty();
        known
            && bound
                .names
                .get(name)
                .is_none_or(|states| states.last().is_some_and(|last| last.1 == State::Unbound))
    }

    /// Whether anything in the text of a module may bind a name, on whatever target.
    pub(super) fn may_bind(&mut self, module: u32, name: &str) -> bool {
        let (mut modules, mut seen) = (vec![module], FxHashSet::default());
        while let Some(module) = modules.pop() {
            if !seen.insert(module) {
                continue;
            }
            let Some(bound) = self.bound(module) else { return true };
            if bound.open || bound.names.contains_key(name) || bound.elsewhere.contains(name) {
                return true;
            }
            modules.extend(&bound.stars);
        }
        false
    }

    fn star_binds(&mut self, module: u32, name: &str, seen: &mut FxHashSet<u32>) -> bool {
        if !seen.insert(module) {
            return false;
        }
        let Some(bound) = self.bound(module) else { return false };
        if let Some(all) = bound.all.as_ref().filter(|_| bound.all_known) {
            return all.iter().any(|exported| exported == name);
        }
        if name.starts_with('_') {
            return false;
        }
        match bound.names.get(name).and_then(|states| states.last()) {
            Some((_, State::Unbound, _)) => false,
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
                bound.open |= name == "__getattr__";
                bound.names.entry(name).or_default().push((binding.offset, state, NOBODY));
            } else if self.options.names {
                bound.elsewhere.insert(scan.text(binding.name).to_owned());
            }
        }
        let package = self.resolver.modules[module as usize].kind == ModuleKind::RegularPackage;
        let own = self.resolver.modules[module as usize].name.clone();
        // What import statements bind, under which absolute names.
        let mut modules: Vec<(&str, String, u32)> = Vec::new();
        for (index, import) in scan.imports.iter().enumerate() {
            let (nested, placement) = (reading.nested[index], reading.placements[index]);
            if nested || !matches!(import.form, Form::Import | Form::From) {
                continue;
            }
            if !placement.runs {
                if self.options.names {
                    let aliases = scan.aliases_of(import).iter();
                    let names: Vec<&str> = aliases.map(|alias| scan.bound_name(import, alias)).collect();
                    bound.open |= names.contains(&"*");
                    bound.elsewhere.extend(names.into_iter().map(str::to_owned));
                }
                continue;
            }
            let base = self.absolute(module, import.level, scan.text(import.module)).ok();
            let root = self.resolver.modules[module as usize].root;
            let from = base.as_ref().filter(|_| import.form == Form::From);
            let source = from.and_then(|base| self.resolver.find(root, base)).map(|found| found.module);
            for alias in scan.aliases_of(import) {
                let (name, asname) = (scan.text(alias.name), scan.text(alias.asname));
                if name == "*" {
                    bound.open |= source.is_none();
                    bound.stars.extend(source);
                    continue;
                }
                let binds = scan.bound_name(import, alias);
                let whole = match import.form {
                    Form::Import if asname.is_empty() => binds.to_owned(),
                    Form::Import => name.to_owned(),
                    _ => base.as_ref().map(|base| format!("{base}.{name}")).unwrap_or_default(),
                };
                let name = binds;
                let itself = package
                    && whole.strip_prefix(own.as_str()).and_then(|rest| rest.strip_prefix('.')) == Some(name);
                let state = if itself { State::Submodule } else { State::Attribute };
                let offset = import.position.offset;
                bound.names.entry(name.to_owned()).or_default().push((
                    offset,
                    state,
                    source.unwrap_or(NOBODY),
                ));
                modules.push((name, whole, offset));
            }
        }
        for states in bound.names.values_mut() {
            states.sort_by_key(|state| state.0);
        }
        self.gather_all(module, reading, &modules, &mut bound);
        bound
    }

    /// Follows the steps that make `__all__`.
    fn gather_all(
        &mut self,
        module: u32,
        reading: &Reading,
        modules: &[(&str, String, u32)],
        bound: &mut Bound,
    ) {
        let scan = &reading.scan;
        let root = self.resolver.modules[module as usize].root;
        let mut all: Vec<String> = Vec::new();
        let mut known = true;
        for (step, _) in scan.dunder_all.iter().zip(&reading.all_runs).filter(|(_, runs)| **runs) {
            let other = match step.change {
                AllChange::Clear => {
                    (all, known) = (Vec::new(), true);
                    continue;
                }
                AllChange::Add(name) => {
                    all.push(scan.text(name).to_owned());
                    continue;
                }
                AllChange::Remove(name) => {
                    let name = scan.text(name);
                    all.retain(|exported| exported != name);
                    continue;
                }
                AllChange::AddOf(text) => {
                    let text = scan.text(text);
                    let (first, rest) = text.split_once('.').unwrap_or((text, ""));
                    let bound =
                        modules.iter().rfind(|(name, _, offset)| *name == first && *offset < step.offset);
                    bound.map(
                        |(_, whole, _)| {
                            if rest.is_empty() { whole.clone() } else { format!("{whole}.{rest}") }
                        },
                    )
                }
                // `from other import __all__`.
                AllChange::Computed => {
                    let bound =
                        modules.iter().find(|(name, _, offset)| *name == "__all__" && *offset == step.offset);
                    bound.and_then(|(_, whole, _)| {
                        (all, known) = (Vec::new(), true);
                        whole.strip_suffix(".__all__").map(str::to_owned)
                    })
                }
            };
            let found = other.and_then(|other| self.resolver.find(root, &other));
            match found.filter(|found| found.module != module && self.depth < DEEPEST) {
                Some(found) => {
                    self.depth += 1;
                    all.extend(self.exported(found.module));
                    self.depth -= 1;
                }
                None => known = false,
            }
        }
        bound.all = (!scan.dunder_all.is_empty()).then_some(all);
        bound.all_known = known;
    }
}
