//! Goes through all import statements of all modules, in order.

use super::LinkOptions;
use super::bound::Bound;
use super::resolve::{Resolution, Resolved, Resolver};
use crate::graph::{Computed, Edge, Graph, Missing, ModuleKind, Target, Unresolved};
use crate::kind::{Kind, Placement, Role};
use crate::lexer::record::{Alias, Anchor, Form, Import, Position, Scan};
use crate::modules::{Layout, NOBODY, Tree};
use crate::walk::Reading;
use rustc_hash::FxHashMap;
use std::rc::Rc;

pub(super) struct Linker<'a> {
    pub tree: &'a Tree<'a>,
    pub options: &'a LinkOptions,
    pub resolver: Resolver<'a>,
    pub bounds: FxHashMap<u32, Rc<Bound>>,
    /// How many modules are being asked for their `__all__`.
    pub depth: u32,
    externals: FxHashMap<String, u32>,
    names: Vec<String>,
    edges: Vec<Edge>,
    unresolved: Vec<Unresolved>,
    computed: Vec<Computed>,
    /// The number of the present statement, and for each target the last one that has an edge to it.
    statement: u32,
    noted: FxHashMap<Target, (u32, bool)>,
}

/// How an import inside a `try` that catches its failure went, as far as the text tells.
#[derive(Clone, Copy, Default)]
struct Tried {
    failed: bool,
    unknown: bool,
}

/// The import at hand.
struct Site<'s> {
    module: u32,
    root: u32,
    folder: u32,
    scan: &'s Scan,
    placement: Placement,
    /// Where the edges of the present statement begin.
    first: usize,
}

impl<'a> Linker<'a> {
    pub fn new(tree: &'a Tree<'a>, layout: &'a Layout, options: &'a LinkOptions) -> Self {
        Self {
            tree,
            options,
            resolver: Resolver::new(tree, layout, options),
            bounds: FxHashMap::default(),
            depth: 0,
            externals: FxHashMap::default(),
            names: Vec::new(),
            edges: Vec::new(),
            unresolved: Vec::new(),
            computed: Vec::new(),
            statement: 0,
            noted: FxHashMap::default(),
        }
    }

    pub fn run(mut self) -> Graph {
        self.resolver.settle();
        let mut ranges = Vec::new();
        for module in 0..self.resolver.modules.len() as u32 {
            let start = self.edges.len();
            let file = self.resolver.modules[module as usize].file;
            if file != NOBODY
                && let Some(reading) = &self.tree.walk.files[file as usize].reading
            {
                self.link_module(module, self.tree.folder_of[file as usize], reading);
            }
            ranges.push(start..self.edges.len());
        }
        self.finish(&ranges)
    }

    /// Puts everything into its final order: modules by name, externals likewise.
    fn finish(mut self, ranges: &[std::ops::Range<usize>]) -> Graph {
        // Namespace packages found while linking have no imports of their own.
        let range = |module: usize| ranges.get(module).cloned().unwrap_or_default();
        let modules = std::mem::take(&mut self.resolver.modules);
        let mut order: Vec<usize> = (0..modules.len()).collect();
        order.sort_by(|&one, &other| {
            (&modules[one].name, &modules[one].path).cmp(&(&modules[other].name, &modules[other].path))
        });
        let mut number = vec![0_u32; modules.len()];
        for (new, &old) in order.iter().enumerate() {
            number[old] = new as u32;
        }
        let mut externals: Vec<usize> = (0..self.names.len()).collect();
        externals.sort_by(|&one, &other| self.names[one].cmp(&self.names[other]));
        let mut external = vec![0_u32; self.names.len()];
        for (new, &old) in externals.iter().enumerate() {
            external[old] = new as u32;
        }
        let renumber = |edge: &Edge| Edge {
            target: match edge.target {
                Target::Module(module) => Target::Module(number[module as usize]),
                Target::External(name) => Target::External(external[name as usize]),
            },
            ..*edge
        };
        let mut graph = Graph {
            externals: externals.iter().map(|&old| std::mem::take(&mut self.names[old])).collect(),
            starts: Vec::with_capacity(modules.len() + 1),
            edges: Vec::with_capacity(self.edges.len()),
            ..Graph::default()
        };
        for &old in &order {
            graph.starts.push(graph.edges.len() as u32);
            graph.edges.extend(self.edges[range(old)].iter().map(renumber));
        }
        graph.starts.push(graph.edges.len() as u32);
        let mut modules: Vec<_> = modules.into_iter().map(Some).collect();
        graph.modules = order.iter().filter_map(|&old| modules[old].take()).collect();
        for module in &mut graph.modules {
            if let Some(crate::graph::Unreachable::Hidden(hider)) = &mut module.unreachable {
                *hider = number[*hider as usize];
            }
        }
        graph.unresolved = self.unresolved;
        for unresolved in &mut graph.unresolved {
            unresolved.importer = number[unresolved.importer as usize];
            unresolved.edge.target = Target::Module(unresolved.importer);
            if let Missing::NotFound { within } | Missing::NoName { within } = &mut unresolved.missing {
                *within = number[*within as usize];
            }
        }
        graph.unresolved.sort_by_key(|one| (one.importer, one.edge.line, one.edge.column));
        graph.computed = self.computed;
        for computed in &mut graph.computed {
            computed.importer = number[computed.importer as usize];
        }
        graph.computed.sort_by_key(|one| (one.importer, one.line, one.column));
        graph.index();
        graph
    }

    fn link_module(&mut self, module: u32, folder: u32, reading: &Reading) {
        let mut tried: FxHashMap<u32, Tried> = FxHashMap::default();
        let root = self.resolver.modules[module as usize].root;
        for (index, import) in reading.scan.imports.iter().enumerate() {
            let mut placement = reading.placements[index];
            let tries = &reading.tries[index];
            for (head, role) in tries {
                let state = tried.get(head).copied().unwrap_or_default();
                placement.runs &= match role {
                    Role::Handler => state.failed || state.unknown,
                    Role::Body | Role::Else => !state.failed,
                    Role::OtherHandler => false,
                };
            }
            let first = self.edges.len();
            self.statement += 1;
            let scan = &reading.scan;
            let outcome = self.link_import(&Site { module, root, folder, scan, placement, first }, import);
            if placement.runs
                && let Some((head, _)) = tries.iter().find(|(_, role)| *role == Role::Body)
            {
                let state = tried.entry(*head).or_default();
                state.failed |= outcome.failed;
                state.unknown |= outcome.unknown;
            }
        }
    }

    fn link_import(&mut self, site: &Site<'_>, import: &Import) -> Tried {
        match import.form {
            Form::Import => {
                let mut all = Tried::default();
                for alias in site.scan.aliases_of(import) {
                    let name = site.scan.text(alias.name);
                    let width = name.len() as u32;
                    let outcome = self.link_name(site, name, alias.position, width).0;
                    all.failed |= outcome.failed;
                    all.unknown |= outcome.unknown;
                    if outcome.failed {
                        break;
                    }
                }
                all
            }
            Form::From => self.link_from(site, import),
            Form::ImportModule | Form::DunderImport => self.link_call(site, import),
        }
    }

    fn link_call(&mut self, site: &Site<'_>, import: &Import) -> Tried {
        if import.form == Form::DunderImport
            && import.literal
            && (import.level > 0 || import.aliases.0 < import.aliases.1)
        {
            return self.link_from(site, import);
        }
        let unknown = Tried { unknown: true, failed: false };
        let written = site.scan.text(import.module);
        let name = if import.level == 0 {
            Some(written.to_owned())
        } else {
            let own = self.resolver.modules[site.module as usize].name.clone();
            let package = match import.anchor {
                Anchor::Package => self.package(site.module),
                Anchor::Name => Some(own),
                Anchor::Literal(text) => Some(site.scan.text(text).to_owned()),
                Anchor::Missing | Anchor::Computed => None,
            };
            package.and_then(|package| climb(&package, import.level, written).ok())
        };
        match name {
            Some(name) if import.literal && !name.is_empty() => {
                let width = import.end - import.position.offset;
                self.link_name(site, &name, import.position, width).0
            }
            _ => {
                let Position { line, column, .. } = import.position;
                self.computed.push(Computed { importer: site.module, line, column });
                unknown
            }
        }
    }

    /// Adds the edges of an absolute name: to the module, and to the packages that run on the way.
    fn link_name(
        &mut self,
        site: &Site<'_>,
        name: &str,
        position: Position,
        width: u32,
    ) -> (Tried, Option<Rc<Resolved>>) {
        match self.resolver.resolve(site.root, site.folder, name) {
            Resolution::Module(found) => {
                self.add_parents(site, name, position, width);
                self.add(site, Target::Module(found.module), site.placement.kind, position, width);
                (Tried::default(), Some(found))
            }
            Resolution::External => (self.add_external(site, name, position, width), None),
            Resolution::Missing(within) => {
                self.add_parents(site, name, position, width);
                let missing = Missing::NotFound { within: within.module };
                self.miss(site, name.to_owned(), missing, position, width);
                (Tried { failed: true, unknown: false }, None)
            }
        }
    }

    fn link_from(&mut self, site: &Site<'_>, import: &Import) -> Tried {
        let written = site.scan.text(import.module);
        let aliases = site.scan.aliases_of(import);
        let position = import.module_position;
        let width = import.level + written.len() as u32;
        let base = match self.absolute(site.module, import.level, written) {
            Ok(base) => base,
            Err(missing) => {
                let name = format!("{}{written}", ".".repeat(import.level as usize));
                self.miss(site, name, missing, position, width);
                return Tried { failed: true, unknown: false };
            }
        };
        if base.is_empty() {
            // A package that is the root itself: whoever uses it knows its name, its files do not.
            for alias in aliases.iter().filter(|alias| site.scan.text(alias.name) != "*") {
                let name = site.scan.text(alias.name);
                if let Some(found) = self.resolver.find(site.root, name) {
                    let target = Target::Module(found.module);
                    self.add(site, target, site.placement.kind, alias.position, name.len() as u32);
                }
            }
            return Tried::default();
        }
        match self.resolver.resolve(site.root, site.folder, &base) {
            Resolution::External => {
                let outcome = self.add_external(site, &base, position, width);
                if let Some(edge) = self.edges[site.first..].last_mut() {
                    edge.star = is_star(site, aliases);
                }
                outcome
            }
            Resolution::Missing(within) => {
                self.add_parents(site, &base, position, width);
                let missing = Missing::NotFound { within: within.module };
                self.miss(site, base, missing, position, width);
                Tried { failed: true, unknown: false }
            }
            Resolution::Module(found) => {
                self.add_parents(site, &base, position, width);
                self.link_members(site, import, &base, &found, aliases, (position, width))
            }
        }
    }

    /// The names after `from base import`: attributes of `base`, or its submodules.
    fn link_members(
        &mut self,
        site: &Site<'_>,
        import: &Import,
        base: &str,
        found: &Resolved,
        aliases: &[Alias],
        (position, width): (Position, u32),
    ) -> Tried {
        let own = self.edges.len();
        let (mut attributes, mut outcome) = (found.path.is_empty(), Tried::default());
        if !found.path.is_empty() {
            let before = if found.module == site.module { import.position.offset } else { u32::MAX };
            for alias in aliases {
                let name = site.scan.text(alias.name);
                if name == "*" {
                    attributes = true;
                    self.link_star(site, found, alias.position, before);
                    continue;
                }
                let length = name.len() as u32;
                let attribute = !found.namespace && self.binds(found.module, name, site.module, before);
                match if attribute { None } else { self.resolver.submodule(found, name) } {
                    Some(child) => {
                        let kind = site.placement.kind;
                        self.add(site, Target::Module(child.module), kind, alias.position, length);
                    }
                    None if found.namespace => {
                        let whole = format!("{base}.{name}");
                        let other = self.add_external(site, &whole, alias.position, length);
                        outcome.unknown |= other.unknown;
                    }
                    None => attributes = true,
                }
            }
        }
        if self.options.names && found.module != site.module {
            self.look_for_names(site, base, found, aliases);
        }
        // Where a handler waits for the failure, it matters whether the names are there at all.
        if site.placement.guarded && site.placement.runs && found.module != site.module {
            let mut names =
                aliases.iter().map(|alias| site.scan.text(alias.name)).filter(|&name| name != "*");
            outcome.failed |= names
                .any(|name| self.lacks(found.module, name) && self.resolver.submodule(found, name).is_none());
        }
        let star = is_star(site, aliases);
        if attributes {
            // The base comes before its members: it runs first.
            self.add(site, Target::Module(found.module), site.placement.kind, position, width);
            if let Some(edge) = self.edges.pop_if(|edge| edge.target == Target::Module(found.module)) {
                self.edges.insert(own.min(self.edges.len()), Edge { star, ..edge });
            }
        } else {
            let before = self.edges.len();
            self.add_parent(site, found.module, position, width);
            if self.edges.len() > before
                && let Some(edge) = self.edges.pop()
            {
                self.edges.insert(own, edge);
            }
        }
        outcome
    }

    /// Records the names that the text of a module surely does not bind.
    fn look_for_names(&mut self, site: &Site<'_>, base: &str, found: &Resolved, aliases: &[Alias]) {
        for alias in aliases {
            let name = site.scan.text(alias.name);
            if name != "*"
                && !self.may_bind(found.module, name)
                && self.resolver.submodule(found, name).is_none()
            {
                let missing = Missing::NoName { within: found.module };
                let width = name.len() as u32;
                self.miss(site, format!("{base}.{name}"), missing, alias.position, width);
            }
        }
    }

    /// The submodules that a star import loads because `__all__` names them.
    fn link_star(&mut self, site: &Site<'_>, found: &Resolved, position: Position, before: u32) {
        if found.namespace {
            return;
        }
        for name in self.exported(found.module) {
            if !self.binds(found.module, &name, site.module, before)
                && let Some(child) = self.resolver.submodule(found, &name)
            {
                self.add(site, Target::Module(child.module), site.placement.kind, position, 1);
            }
        }
    }

    /// Whether the present statement has an edge to `target` already; from now on it has. An edge to it as a
    /// parent does not count where it is meant itself.
    fn note(&mut self, target: Target, parent: bool) -> bool {
        let noted = self.noted.insert(target, (self.statement, parent));
        match noted {
            Some((statement, was_parent)) if statement == self.statement => {
                let known = parent || !was_parent;
                self.noted.insert(target, (statement, parent && was_parent));
                known
            }
            _ => false,
        }
    }

    fn add(&mut self, site: &Site<'_>, target: Target, kind: Kind, position: Position, width: u32) {
        if target == Target::Module(site.module) || self.note(target, false) {
            return;
        }
        self.edges.push(edge(site, target, kind, position, width));
    }

    /// The packages around `name` that its import runs first.
    fn add_parents(&mut self, site: &Site<'_>, name: &str, position: Position, width: u32) {
        for (dot, _) in name.match_indices('.') {
            if let Resolution::Module(parent) = self.resolver.resolve(site.root, site.folder, &name[..dot]) {
                self.add_parent(site, parent.module, position, width);
            }
        }
    }

    /// A package that runs because something in it is imported, unless the importer is in it as well.
    fn add_parent(&mut self, site: &Site<'_>, parent: u32, position: Position, width: u32) {
        let own = &self.resolver.modules[site.module as usize].name;
        let package = &self.resolver.modules[parent as usize];
        let around = own.strip_prefix(package.name.as_str()).is_some_and(|rest| rest.starts_with('.'))
            && package.root == site.root;
        if around || parent == site.module || self.note(Target::Module(parent), true) {
            return;
        }
        let kind = if site.placement.kind == Kind::Eager { Kind::Implicit } else { site.placement.kind };
        self.edges.push(Edge { parent: true, ..edge(site, Target::Module(parent), kind, position, width) });
    }

    fn add_external(&mut self, site: &Site<'_>, name: &str, position: Position, width: u32) -> Tried {
        let id = if let Some(&id) = self.externals.get(name) {
            id
        } else {
            let id = self.names.len() as u32;
            self.names.push(name.to_owned());
            self.externals.insert(name.to_owned(), id);
            id
        };
        self.add(site, Target::External(id), site.placement.kind, position, width);
        let top = name.split('.').next().unwrap_or(name);
        Tried { failed: false, unknown: !self.options.standard.contains(top) }
    }

    fn miss(&mut self, site: &Site<'_>, name: String, missing: Missing, position: Position, width: u32) {
        let edge = edge(site, Target::Module(site.module), site.placement.kind, position, width);
        self.unresolved.push(Unresolved { importer: site.module, name, missing, edge });
    }

    /// The package that relative imports in `module` start from; `None` at the top level, unless the root has
    /// an `__init__` of its own: then it is a package without a name here.
    fn package(&self, module: u32) -> Option<String> {
        let module = &self.resolver.modules[module as usize];
        if module.kind == ModuleKind::RegularPackage {
            return Some(module.name.clone());
        }
        match module.name.rfind('.') {
            Some(dot) => Some(module.name[..dot].to_owned()),
            None => self.resolver.is_package_root(module.root).then(String::new),
        }
    }

    /// The absolute name of `from <level dots><name>` in `module`.
    pub fn absolute(&self, module: u32, level: u32, name: &str) -> Result<String, Missing> {
        if level == 0 {
            return Ok(name.to_owned());
        }
        climb(&self.package(module).ok_or(Missing::NoPackage)?, level, name)
    }
}

fn is_star(site: &Site<'_>, aliases: &[Alias]) -> bool {
    aliases.first().is_some_and(|alias| site.scan.text(alias.name) == "*")
}

/// `name`, `level` packages up from (and including) `package`.
fn climb(package: &str, level: u32, name: &str) -> Result<String, Missing> {
    let mut base = package;
    for _ in 1..level {
        let beyond = Missing::BeyondTop(package.split('.').filter(|part| !part.is_empty()).count() as u32);
        base = &base[..base.rfind('.').ok_or(beyond)?];
    }
    Ok(match (base, name) {
        (_, "") => base.to_owned(),
        ("", _) => name.to_owned(),
        _ => format!("{base}.{name}"),
    })
}

fn edge(site: &Site<'_>, target: Target, kind: Kind, position: Position, width: u32) -> Edge {
    let Placement { runs, taken, guarded, .. } = site.placement;
    let Position { line, column, .. } = position;
    Edge { target, kind, runs, taken, guarded, parent: false, star: false, line, column, width }
}
