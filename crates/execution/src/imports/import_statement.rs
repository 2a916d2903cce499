//! Import statements: what they ask of the import system, and what they bind (language reference, 7.11).

use crate::code::{Alias, ImportFrom};
use crate::engine::{Engine, State};
use crate::imports::memo::Cause;
use crate::language::frame::{Frame, Site};
use crate::language::raise::{Outcome, Raise};
use crate::values::symbol::Symbol;
use crate::values::value::{Id, Object, Value};

impl Engine {
    pub(crate) fn import_statement(&mut self, frame: &mut Frame<'_>, alias: &Alias) -> Outcome<()> {
        if alias.lazy {
            let name = alias.alias.unwrap_or_else(|| self.first_part(alias.name));
            self.store(frame, name, Value::Unknown);
            return Ok(());
        }
        let cause = frame.site.cause();
        let module = self.import_absolute(alias.name, cause)?;
        let Some(bound) = alias.alias else {
            let first = self.first_part(alias.name);
            let value = self.import_absolute(first, cause)?;
            self.store(frame, first, value);
            return Ok(());
        };
        // `import a.b as c` takes `b` from `a`, as `from a import b` would.
        let text = self.symbols.text(alias.name).to_owned();
        let mut value = module;
        if text.contains('.') {
            let mut parts = text.split('.');
            let first = self.symbols.intern(parts.next().unwrap_or_default());
            value = self.import_absolute(first, cause)?;
            for part in parts {
                let part = self.symbols.intern(part);
                value = self.import_name(frame, value, part)?;
            }
        }
        self.store(frame, bound, value);
        Ok(())
    }

    pub(crate) fn first_part(&mut self, name: Symbol) -> Symbol {
        let first = self.symbols.text(name).split('.').next().unwrap_or_default().to_owned();
        self.symbols.intern(&first)
    }

    /// The absolute name that a relative one means at `site`; nothing if the package around it is not known.
    pub(crate) fn absolute_name(
        &mut self,
        site: Site,
        module: Option<Symbol>,
        level: u32,
    ) -> Outcome<Option<Symbol>> {
        let tail = module.map(|name| self.symbols.text(name).to_owned()).unwrap_or_default();
        if level == 0 {
            return Ok(Some(self.symbols.intern(&tail)));
        }
        let package = match self.heap.name(site.globals, self.known.package) {
            Some(Value::Str(package)) => self.symbols.text(package).to_owned(),
            Some(Value::None) | None => match self.heap.name(site.globals, self.known.name) {
                Some(Value::Str(name)) => {
                    let name = self.symbols.text(name).to_owned();
                    if self.heap.name(site.globals, self.known.path).is_some() {
                        name
                    } else {
                        name.rsplit_once('.').map_or(String::new(), |(parent, _)| parent.to_owned())
                    }
                }
                _ => return Ok(None),
            },
            Some(_) => return Ok(None),
        };
        if package.is_empty() {
            return self.raise("ImportError", "attempted relative import with no known parent package");
        }
        let name = self.resolve_name(&tail, &package, level as usize)?;
        Ok(Some(self.symbols.intern(&name)))
    }

    /// `importlib._bootstrap._resolve_name`: the absolute name of `name`, which is relative to `package` by `level`
    /// dots.
    pub(crate) fn resolve_name(&mut self, name: &str, package: &str, level: usize) -> Outcome<String> {
        let mut base = package;
        for _ in 1..level {
            if let Some((parent, _)) = base.rsplit_once('.') {
                base = parent;
            } else {
                let class = if self.target.version < (3, 9) { "ValueError" } else { "ImportError" };
                return self.raise(class, "attempted relative import beyond top-level package");
            }
        }
        Ok(if name.is_empty() { base.to_owned() } else { format!("{base}.{name}") })
    }

    /// The module of a `from` statement, with those of `names` imported that are submodules it does not have yet.
    pub(crate) fn import_for_names(
        &mut self,
        frame: &mut Frame<'_>,
        module: Option<Symbol>,
        level: u32,
        names: &[Symbol],
    ) -> Outcome<Value> {
        let site = frame.site;
        let Some(absolute) = self.absolute_name(site, module, level)? else { return Ok(Value::Unknown) };
        let value = self.import_absolute(absolute, site.cause())?;
        for &name in names {
            self.import_submodule(site, value, absolute, name)?;
        }
        Ok(value)
    }

    /// `_handle_fromlist` for one name. `absolute` is the name under which the module was imported.
    fn import_submodule(&mut self, site: Site, value: Value, absolute: Symbol, name: Symbol) -> Outcome<()> {
        let Some(id) = value.id() else { return Ok(()) };
        let package = self.module(absolute);
        let is_package = self.find(package).locations.is_some();
        let (names, open) = match self.heap.get(id) {
            Object::Module(module) => (&module.names, module.open),
            Object::Instance(instance) => (&instance.names, instance.open),
            _ => return Ok(()),
        };
        // What stands for a package in `sys.modules` gives its `__path__` by means of its own.
        let stands_for = matches!(self.heap.get(id), Object::Instance(_)) && is_package;
        if !names.contains_key(&self.known.path) && !stands_for {
            return Ok(());
        }
        if let Some(&bound) = names.get(&name) {
            // Somebody has imported it before; where nobody has, this statement would.
            if let Some(Object::Module(it)) = self.heap.object(bound)
                && let Some(module) = it.module
            {
                self.record_import(module, site.cause());
            }
            return Ok(());
        }
        let full = match names.get(&self.known.name).copied() {
            Some(Value::Str(full)) => full,
            _ if stands_for => absolute,
            _ => return Ok(()),
        };
        let open = open || stands_for;
        if self.is_supposed(full) {
            return Ok(());
        }
        let found = self.attribute(site, value, name)?;
        if found.is_some_and(|found| !(open && found.is_unknown())) {
            if let Some(Object::Module(it)) = found.and_then(|found| self.heap.object(found))
                && let Some(module) = it.module
            {
                self.record_import(module, site.cause());
            }
            return Ok(());
        }
        let child = format!("{}.{}", self.symbols.text(full), self.symbols.text(name));
        let child = self.symbols.intern(&child);
        let module = self.module(child);
        match self.import_absolute(child, site.cause()) {
            Err(Raise::Exception(thrown)) if self.is_missing(thrown.value, child) => {
                // That it was not there is swallowed, unless somebody put `None` there.
                if self.states[module.0 as usize] == State::Loaded(Value::None) {
                    return Err(Raise::Exception(thrown));
                }
                Ok(())
            }
            Err(other) => Err(other),
            Ok(_) => Ok(()),
        }
    }

    /// Whether the exception says that just this module was not found.
    fn is_missing(&self, raised: Value, name: Symbol) -> bool {
        let Some(Object::Instance(it)) = self.heap.object(raised) else { return false };
        self.is_subclass_named(it.class, "ModuleNotFoundError")
            && self.symbols.find("name").and_then(|key| it.names.get(&key)) == Some(&Value::Str(name))
    }

    /// `IMPORT_FROM`: an attribute, else what `sys.modules` has under the full name.
    pub(crate) fn import_name(&mut self, frame: &Frame<'_>, value: Value, name: Symbol) -> Outcome<Value> {
        let found = match self.attribute(frame.site, value, name) {
            Err(raise) if !self.raised_is(&raise, "AttributeError") => return Err(raise),
            Err(_) => None,
            Ok(found) => found,
        };
        if let Some(found) = found {
            if found.is_unknown()
                && let Some(submodule) = self.loaded_submodule(value, name)
            {
                return Ok(submodule);
            }
            return Ok(found);
        }
        let Some(id) = value.id() else { return Ok(Value::Unknown) };
        let (module, names) = match self.heap.get(id) {
            Object::Module(it) => (it.module, &it.names),
            // Code may have put an object of its own in the place of the module.
            Object::Instance(it) if it.names.contains_key(&self.known.name) => (None, &it.names),
            _ => return self.import_from_other(value, name),
        };
        let full = match names.get(&self.known.name).copied() {
            Some(Value::Str(full)) => self.symbols.text(full).to_owned(),
            Some(_) => return Ok(Value::Unknown),
            None => "<unknown module name>".to_owned(),
        };
        let file = match names.get(&self.known.file).copied() {
            Some(Value::Str(file)) => self.symbols.text(file).to_owned(),
            Some(Value::Unknown) => return Ok(Value::Unknown),
            _ => "unknown location".to_owned(),
        };
        let child = format!("{full}.{}", self.symbols.text(name));
        let child = self.module_named(&child);
        if let Some(value) = self.loaded(child) {
            return Ok(value);
        }
        let text = self.symbols.text(name);
        let unfinished = module.filter(|&module| self.is_running(module, id));
        let message = if unfinished.is_some() {
            format!(
                "cannot import name '{text}' from partially initialized module '{full}' \
                 (most likely due to a circular import) ({file})"
            )
        } else {
            format!("cannot import name '{text}' from '{full}' ({file})")
        };
        let about = module.map_or(name, |module| self.modules[module.0 as usize].name);
        let raised = self.raise_import("ImportError", &message, about);
        Self::waits(raised, unfinished, name)
    }

    /// The `ImportError` where something stands in `sys.modules` that is no module.
    fn import_from_other(&mut self, value: Value, name: Symbol) -> Outcome<Value> {
        let full = match self.heap.object(value) {
            Some(Object::Class(it)) if !it.open => self.symbols.text(it.name).to_owned(),
            Some(Object::Instance(it)) if !it.open && !self.heap.is_open(it.class) => {
                match it.names.get(&self.known.name) {
                    Some(Value::Str(full)) => self.symbols.text(*full).to_owned(),
                    Some(_) => return Ok(Value::Unknown),
                    None => "<unknown module name>".to_owned(),
                }
            }
            _ => return Ok(Value::Unknown),
        };
        let text = self.symbols.text(name);
        let child = format!("{full}.{text}");
        let message = format!("cannot import name '{text}' from '{full}' (unknown location)");
        let child = self.module_named(&child);
        match self.loaded(child) {
            Some(value) => Ok(value),
            None => self.raise_if_certain("ImportError", &message),
        }
    }

    /// The submodule of this name in `sys.modules`, where it is not known what the package itself has under the
    /// name: by far most likely that is what is meant.
    fn loaded_submodule(&mut self, package: Value, name: Symbol) -> Option<Value> {
        let id = package.id()?;
        let names = self.heap.names(id)?;
        if names.contains_key(&name) || !names.contains_key(&self.known.path) {
            return None;
        }
        let Some(Value::Str(full)) = names.get(&self.known.name).copied() else { return None };
        let child = format!("{}.{}", self.symbols.text(full), self.symbols.text(name));
        let child = self.module_named(&child);
        self.loaded(child)
    }

    /// Whether the body behind this namespace is being executed.
    #[must_use]
    pub(crate) fn is_running(&self, module: crate::values::value::ModuleId, namespace: Id) -> bool {
        self.running.iter().any(|running| running.module == module && running.namespace == namespace)
    }

    pub(crate) fn import_star(&mut self, frame: &mut Frame<'_>, import: &ImportFrom) -> Outcome<()> {
        let value = self.import_for_names(frame, import.module, import.level, &[])?;
        let Some(id) = value.id() else {
            self.star_unknown(frame);
            return Ok(());
        };
        self.touch_value(value);
        let all = self.attribute(frame.site, value, self.known.all)?;
        let names: Vec<Symbol> = match all {
            Some(all) => {
                if let Some(values) = self.elements(frame.site, all)? {
                    if self.is_open_collection(all) {
                        self.star_unknown(frame);
                    }
                    values
                        .iter()
                        .filter_map(|value| if let Value::Str(name) = value { Some(*name) } else { None })
                        .collect()
                } else {
                    self.star_unknown(frame);
                    self.public_names(id)
                }
            }
            None => self.public_names(id),
        };
        if self.heap.is_open(id) {
            self.star_unknown(frame);
        }
        for &name in &names {
            if all.is_some() {
                let Some(absolute) = self.absolute_name(frame.site, import.module, import.level)? else {
                    break;
                };
                self.import_submodule(frame.site, value, absolute, name)?;
            }
            if let Some(value) = self.get_attribute(frame.site, value, name)? {
                self.store(frame, name, value);
            }
        }
        Ok(())
    }

    fn public_names(&self, id: Id) -> Vec<Symbol> {
        let names = self.heap.names(id).into_iter().flat_map(|names| names.keys());
        names.copied().filter(|name| !self.symbols.text(*name).starts_with('_')).collect()
    }

    /// Names came that nobody knows.
    fn star_unknown(&mut self, frame: &Frame<'_>) {
        self.heap.open(frame.site.globals);
        self.gap(frame.site.module, frame.site.line, "a star import of names that are not known");
    }

    pub(crate) fn touch_value(&mut self, value: Value) {
        if let Some(Object::Module(it)) = self.heap.object(value) {
            let module = it.module;
            self.touch_namespace(module);
        }
    }

    /// `__import__(name, fromlist=names)`.
    pub(crate) fn import_with_names(&mut self, site: Site, name: &str, names: &[Value]) -> Outcome<Value> {
        let value = self.import_by_name(site, name, false)?;
        let absolute = self.symbols.intern(name);
        for &name in names {
            if let Value::Str(name) = name
                && self.symbols.text(name) != "*"
            {
                self.import_submodule(site, value, absolute, name)?;
            }
        }
        Ok(value)
    }

    /// `__import__(name)` or `importlib.import_module(name)` from code.
    pub(crate) fn import_by_name(&mut self, site: Site, name: &str, top: bool) -> Outcome<Value> {
        if name.is_empty() {
            return self.raise("ValueError", "Empty module name");
        }
        let symbol = self.symbols.intern(name);
        let cause = Cause { module: Some(site.module), line: site.line };
        let value = self.import_absolute(symbol, cause)?;
        if top && name.contains('.') {
            let first = self.first_part(symbol);
            return self.import_absolute(first, cause);
        }
        Ok(value)
    }
}
