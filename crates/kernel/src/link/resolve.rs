//! Absolute names to modules.

use super::LinkOptions;
use crate::graph::{Module, ModuleKind, Unreachable};
use crate::lexer::record::Form;
use crate::modules::{Found, Layout, NOBODY, Tree, is_identifier};
use crate::walk::FileKind;
use rustc_hash::{FxHashMap, FxHashSet};
use std::path::Path;
use std::rc::Rc;

/// A module and where its submodules are searched.
#[derive(Clone, Debug)]
pub struct Resolved {
    /// The module's number.
    pub module: u32,
    /// Its `__path__`: empty for what is no package.
    pub path: Vec<u32>,
    /// Whether it has no code of its own.
    pub namespace: bool,
}

/// Where a name leads.
#[derive(Clone, Debug)]
pub enum Resolution {
    /// To a module of the project.
    Module(Rc<Resolved>),
    /// Out of the project.
    External,
    /// Nowhere: the deepest part that was found would have to hold the next one and does not.
    Missing(Rc<Resolved>),
}

/// Looks names up, each once for each search path.
pub struct Resolver<'a> {
    tree: &'a Tree<'a>,
    layout: &'a Layout,
    options: &'a LinkOptions,
    /// The modules so far; numbers of the namespace packages are given when they are first found.
    pub modules: Vec<Module>,
    /// The module of each file.
    pub module_of: Vec<u32>,
    namespaces: FxHashMap<u32, u32>,
    /// For each search path, the names that were looked up.
    known: Vec<FxHashMap<String, Option<Rc<Resolved>>>>,
    /// Likewise what modules in packages get for them.
    answers: Vec<FxHashMap<String, Resolution>>,
    /// Whether anything that can be imported lies in a folder or below it.
    populated: Vec<bool>,
    /// Whether the modules of a folder are imported as those of a namespace package, or import each other so.
    namespaced: Vec<bool>,
}

impl<'a> Resolver<'a> {
    /// Names every file of the tree.
    #[must_use]
    pub fn new(tree: &'a Tree<'a>, layout: &'a Layout, options: &'a LinkOptions) -> Self {
        let mut resolver = Self {
            tree,
            layout,
            options,
            modules: Vec::with_capacity(tree.walk.files.len()),
            module_of: vec![NOBODY; tree.walk.files.len()],
            namespaces: FxHashMap::default(),
            known: vec![FxHashMap::default(); layout.roots.len()],
            answers: vec![FxHashMap::default(); layout.roots.len()],
            populated: vec![false; tree.walk.folders.len()],
            namespaced: vec![false; tree.walk.folders.len()],
        };
        for id in 0..tree.walk.files.len() {
            resolver.add_file(id);
        }
        resolver
    }

    fn add_file(&mut self, id: usize) {
        let file = &self.tree.walk.files[id];
        let folder = self.tree.folder_of[id];
        let name = file.path.file_name().unwrap_or_default().as_encoded_bytes();
        let Some(tail) = crate::modules::module_name(name, file.kind) else { return };
        if folder == NOBODY {
            return;
        }
        let mut around = folder;
        while around != NOBODY && !std::mem::replace(&mut self.populated[around as usize], true) {
            around = self.tree.parent(around);
        }
        let package = tail == b"__init__" && self.layout_has_name(folder);
        let tail = String::from_utf8_lossy(tail);
        self.module_of[id] = self.modules.len() as u32;
        self.modules.push(Module {
            name: self.layout.name(self.tree, folder, (!package).then_some(&tail)),
            path: file.path.clone(),
            kind: match file.kind {
                _ if package => ModuleKind::RegularPackage,
                FileKind::Extension => ModuleKind::ExtensionModule,
                FileKind::Bytecode => ModuleKind::BytecodeModule,
                FileKind::Source | FileKind::Stub => ModuleKind::Module,
            },
            root: self.layout.root_of[folder as usize],
            file: id as u32,
            unreachable: None,
        });
    }

    /// An `__init__` directly in a root is no package there: the root has no name.
    fn layout_has_name(&self, folder: u32) -> bool {
        let root = &self.layout.roots[self.layout.root_of[folder as usize] as usize];
        root.folder != folder
    }

    /// Looks an absolute name up for the modules of `root`.
    pub fn find(&mut self, root: u32, name: &str) -> Option<Rc<Resolved>> {
        if let Some(known) = self.known[root as usize].get(name) {
            return known.clone();
        }
        // Part by part: a name may have as many as it likes.
        let mut parent: Option<Rc<Resolved>> = None;
        let mut start = 0;
        loop {
            let end = name[start..].find('.').map_or(name.len(), |dot| start + dot);
            let known = self.known[root as usize].get(&name[..end]);
            let resolved = if let Some(known) = known {
                known.clone()
            } else {
                let found = match &parent {
                    None => self.find_top(root, &name[start..end]),
                    Some(parent) => self.tree.find(&parent.path, &name[start..end]),
                };
                let resolved = found.and_then(|found| self.admit(found));
                self.known[root as usize].insert(name[..end].to_owned(), resolved.clone());
                resolved
            };
            if resolved.is_none() || end == name.len() {
                return resolved;
            }
            (parent, start) = (resolved, end + 1);
        }
    }

    /// What a name without dots leads to. Members of a monorepo may be installed one without the other: what
    /// a member has itself is hidden by nothing that another one has.
    fn find_top(&self, root: u32, name: &str) -> Option<Found> {
        let search = &self.layout.search[root as usize];
        let own = self.tree.find(&search[..self.layout.own[root as usize]], name);
        match own {
            Some(Found::Package(..) | Found::Module(_)) => own,
            None => self.tree.find(search, name),
            Some(Found::Namespace(_)) => match self.tree.find(search, name) {
                all @ Some(Found::Namespace(_)) => all,
                _ => own,
            },
        }
    }

    /// The submodule of a package.
    pub fn submodule(&mut self, package: &Resolved, name: &str) -> Option<Rc<Resolved>> {
        self.tree.find(&package.path, name).and_then(|found| self.admit(found))
    }

    fn admit(&mut self, found: Found) -> Option<Rc<Resolved>> {
        let resolved = match found {
            Found::Package(folder, file) => {
                Resolved { module: self.module_of[file as usize], path: vec![folder], namespace: false }
            }
            Found::Module(file) => {
                Resolved { module: self.module_of[file as usize], path: Vec::new(), namespace: false }
            }
            Found::Namespace(portions) => {
                // A folder of other things is no package that anybody means.
                if !portions.iter().any(|&portion| self.populated[portion as usize]) {
                    return None;
                }
                Resolved { module: self.namespace(portions[0]), path: portions, namespace: true }
            }
        };
        (resolved.module != NOBODY).then(|| Rc::new(resolved))
    }

    fn namespace(&mut self, folder: u32) -> u32 {
        if let Some(&module) = self.namespaces.get(&folder) {
            return module;
        }
        let module = self.modules.len() as u32;
        self.modules.push(Module {
            name: self.layout.name(self.tree, folder, None),
            path: self.tree.walk.folders[folder as usize].path.clone(),
            kind: ModuleKind::NamespacePackage,
            root: self.layout.root_of[folder as usize],
            file: NOBODY,
            unreachable: None,
        });
        self.namespaces.insert(folder, module);
        module
    }

    /// Where an absolute name leads for a module of `root` that lies in `folder`.
    pub fn resolve(&mut self, root: u32, folder: u32, name: &str) -> Resolution {
        if self.is_alone(folder) {
            return self.look_up(root, Some(folder), name);
        }
        if let Some(answer) = self.answers[root as usize].get(name) {
            return answer.clone();
        }
        let answer = self.look_up(root, None, name);
        self.answers[root as usize].insert(name.to_owned(), answer.clone());
        answer
    }

    /// Whether the modules of a folder may find each other by bare names: as scripts, and in no package.
    fn is_alone(&self, folder: u32) -> bool {
        let folder = folder as usize;
        self.layout.in_package.get(folder).is_some_and(|in_package| !in_package) && !self.namespaced[folder]
    }

    /// Finds the folders without `__init__` that somebody uses as namespace packages.
    pub fn find_namespaced(&mut self) {
        let tops: FxHashSet<String> = self
            .modules
            .iter()
            .filter(|module| module.kind == ModuleKind::NamespacePackage && !module.name.contains('.'))
            .map(|module| module.name.clone())
            .collect();
        if tops.is_empty() {
            return;
        }
        let mut names: FxHashSet<(u32, &str)> = FxHashSet::default();
        for module in 0..self.modules.len() {
            let (file, root) = (self.modules[module].file, self.modules[module].root);
            let Some(file) = (file != NOBODY).then_some(file as usize) else { continue };
            let Some(reading) = self.tree.walk.files[file].reading.as_deref() else { continue };
            let folder = self.tree.folder_of[file];
            let alone = self.is_alone(folder);
            for import in &reading.scan.imports {
                if import.level > 0 {
                    self.namespaced[folder as usize] |= alone && import.form == Form::From;
                    continue;
                }
                let from = std::iter::once(reading.scan.text(import.module));
                let plain = reading.scan.aliases_of(import).iter().map(|alias| reading.scan.text(alias.name));
                let all = from.chain(plain.filter(|_| import.form == Form::Import));
                let below = |name: &&str| name.split_once('.').is_some_and(|(top, _)| tops.contains(top));
                names.extend(all.filter(below).map(|name| (root, name)));
            }
        }
        for (root, name) in names {
            if let Some(found) = self.find(root, name) {
                let file = self.modules[found.module as usize].file;
                let folder = self.tree.folder_of.get(file as usize).copied().unwrap_or(NOBODY);
                if self.is_alone(folder) {
                    self.namespaced[folder as usize] = true;
                }
                for &folder in found.path.iter().filter(|_| found.namespace) {
                    self.namespaced[folder as usize] = true;
                }
            }
        }
    }

    /// The same as `resolve`; `folder` is given for a module outside packages.
    fn look_up(&mut self, root: u32, folder: Option<u32>, name: &str) -> Resolution {
        let top = name.split('.').next().unwrap_or(name);
        if self.options.builtin.contains(top) {
            return Resolution::External;
        }
        let standard = self.options.standard.contains(top);
        if let Some(resolved) = self.find(root, name)
            && !(standard && self.is_all_namespace(root, name))
        {
            return Resolution::Module(resolved);
        }
        // A script finds its neighbours, and so does a test that pytest runs: its folder comes first on the
        // search path. Neither is sure, so this comes last here.
        if let Some(folder) = folder
            && !standard
            && self.find(root, top).is_none_or(|top| top.namespace)
        {
            let mut found = self.tree.find(&[folder], top).and_then(|found| self.admit(found));
            for part in name.split('.').skip(1) {
                found = found.and_then(|package| self.submodule(&package, part));
            }
            if let Some(resolved) = found {
                return Resolution::Module(resolved);
            }
        }
        let mut deepest = None;
        for (dot, _) in name.match_indices('.') {
            match self.find(root, &name[..dot]) {
                Some(found) => deepest = Some(found),
                None => break,
            }
        }
        match deepest {
            // Another distribution may hold the missing portion.
            Some(found) if !found.namespace && !standard => Resolution::Missing(found),
            _ => Resolution::External,
        }
    }

    /// Whether only folders without code stand behind a name: the standard library wins over them.
    fn is_all_namespace(&mut self, root: u32, name: &str) -> bool {
        let top = name.split('.').next().unwrap_or(name);
        self.find(root, top).is_some_and(|top| top.namespace)
    }

    /// Finds the namespace packages around all modules, and the modules that nothing leads to.
    pub fn settle(&mut self) {
        for id in 0..self.modules.len() {
            let (name, root) = (self.modules[id].name.clone(), self.modules[id].root);
            if self.modules[id].file == NOBODY {
                continue;
            }
            let found = self.find(root, &name);
            if found.as_ref().is_some_and(|found| found.module == id as u32) {
                let identifiers = name.split('.').all(is_identifier);
                if !identifiers {
                    self.modules[id].unreachable = Some(Unreachable::NoIdentifier);
                }
                continue;
            }
            self.modules[id].unreachable = Some(match self.hider(root, &name, id as u32) {
                Some(hider) => Unreachable::Hidden(hider),
                None => Unreachable::NoIdentifier,
            });
        }
    }

    /// The module that is found instead of `module`, or instead of a package around it.
    fn hider(&mut self, root: u32, name: &str, module: u32) -> Option<u32> {
        let path = self.modules[module as usize].path.clone();
        let base = self.layout.roots[root as usize].folder;
        let mut below = self.tree.walk.folders[base as usize].path.clone();
        let mut end = 0;
        for part in name.split('.') {
            end += part.len();
            below.push(part);
            let found = self.find(root, &name[..end])?;
            let is_around = found.path.iter().any(|&folder| self.is_folder(folder, &below));
            let is_last = end == name.len();
            if is_last || !is_around {
                let hider = &self.modules[found.module as usize];
                return (hider.path != path).then_some(found.module);
            }
            end += 1;
        }
        None
    }

    fn is_folder(&self, folder: u32, path: &Path) -> bool {
        self.tree.walk.folders[folder as usize].path == path
    }

    /// Whether a root has an `__init__` of its own.
    #[must_use]
    pub fn is_package_root(&self, root: u32) -> bool {
        self.tree.init(self.layout.roots[root as usize].folder) != NOBODY
    }
}
