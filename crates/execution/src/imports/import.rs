//! The import system: what an import statement finds in `sys.modules`, loads, binds, and how it fails.
//!
//! Follows `importlib._bootstrap` (`_find_and_load`, `_handle_fromlist`) and `import_from` of `ceval.c`.

use std::sync::Arc;

use crate::engine::{Engine, State};
use crate::execution::Step;
use crate::imports::memo::{Cause, Event, Members, Running};
use crate::imports::reuse::REPLAYED;
use crate::language::frame::Frame;
use crate::language::raise::{Outcome, Raise};
use crate::values::symbol::Symbol;
use crate::values::value::{Module, ModuleId, Names, Object, Sequence, Value};
use crate::world::Kind;

/// Imports within imports, after which something is wrong.
const DEEPEST_IMPORT: usize = 900;

impl Engine {
    /// `importlib.import_module(name)` for an absolute name: the module itself, with its parents imported.
    pub(crate) fn import_absolute(&mut self, name: Symbol, by: Cause) -> Outcome<Value> {
        let text = self.symbols.text(name);
        if text.len() > DEEPEST_IMPORT && text.matches('.').count() > DEEPEST_IMPORT {
            return self.raise("RecursionError", "maximum recursion depth exceeded");
        }
        let module = self.module(name);
        if let Some(value) = self.loaded(module) {
            self.record_import(module, by);
            return self.not_halted(module, value);
        }
        if let Some(parent) = self.modules[module.0 as usize].parent {
            let parent_name = self.modules[parent.0 as usize].name;
            self.import_absolute(parent_name, by)?;
            if let Some(value) = self.loaded(module) {
                self.record_import(module, by);
                return self.not_halted(module, value);
            }
            if !self.is_package(parent) {
                let (text, parent) = (self.name_of(module), self.name_of(parent));
                let message = format!("No module named '{text}'; '{parent}' is not a package");
                return self.raise_import("ModuleNotFoundError", &message, name);
            }
        }
        self.load(module, by)
    }

    /// What `sys.modules` has under the name of the module. An unfinished module is touched by this.
    pub(crate) fn loaded(&mut self, module: ModuleId) -> Option<Value> {
        match self.states[module.0 as usize] {
            State::Absent => None,
            State::Running { depth, namespace } => {
                if depth < REPLAYED {
                    self.touch(depth);
                } else if self.running.len() > depth - REPLAYED && !self.spoiled.contains(&module) {
                    self.spoiled.push(module);
                }
                Some(Value::Object(namespace))
            }
            State::Loaded(value) => {
                if let Some(id) = value.id() {
                    let run = self.heap.owner(id);
                    if let Some(&depth) = self.depth_of_run.get(&run) {
                        self.touch(depth);
                    }
                }
                Some(value)
            }
        }
    }

    /// What is executed now depends on the unfinished execution at `depth`.
    pub(crate) fn touch(&mut self, depth: usize) {
        if let Some(running) = self.running.last_mut()
            && depth < running.low
        {
            running.low = depth;
        }
    }

    /// Something was looked for in a module that is perhaps unfinished.
    pub(crate) fn touch_namespace(&mut self, module: Option<ModuleId>) {
        if let Some(module) = module {
            let _ = self.loaded(module);
        }
    }

    fn not_halted(&mut self, module: ModuleId, value: Value) -> Outcome<Value> {
        if value == Value::None {
            let message = format!("import of {} halted; None in sys.modules", self.name_of(module));
            let name = self.modules[module.0 as usize].name;
            return self.raise_import("ModuleNotFoundError", &message, name);
        }
        Ok(value)
    }

    /// Notes that the execution that goes on wanted a module that was there.
    pub(crate) fn record_import(&mut self, module: ModuleId, by: Cause) {
        let instance = match self.states[module.0 as usize] {
            State::Loaded(value) => Some(value),
            _ => return,
        };
        let Some(running) = self.running.last_mut() else { return };
        // That another import executed it does not tell that it would in other circumstances.
        if running.imported.contains(module) {
            return;
        }
        running.imported.insert(module);
        running.closure.insert(module);
        if let Some(&memo) = self.memo_of.get(&module) {
            let memo = &self.memos[memo as usize];
            running.closure.extend(&memo.closure);
            running.doubtful |= memo.doubtful;
        }
        self.heap.events.push(Event::Import { module, by, instance, depth: self.nesting });
    }

    /// Whether the module that is loaded under this name has a `__path__`.
    fn is_package(&mut self, module: ModuleId) -> bool {
        let path = self.known.path;
        match self.loaded(module) {
            Some(Value::Object(id)) => match self.heap.get(id) {
                Object::Module(it) => it.names.contains_key(&path) || (it.open && it.module.is_none()),
                Object::Instance(_) | Object::Class(_) => {
                    self.find(module).locations.is_some() || self.heap.name(id, path).is_some()
                }
                _ => false,
            },
            Some(Value::Unknown) => true,
            _ => false,
        }
    }

    fn load(&mut self, module: ModuleId, by: Cause) -> Outcome<Value> {
        let mut found = self.find(module);
        if found.kind == Kind::Missing
            && let Some(other) = self.find_on_added_path(module)
        {
            found = other;
        }
        if found.kind == Kind::Missing
            && let Some(other) = self.find_by_finder_of_code(module, by)
        {
            found = other;
        }
        if found.kind == Kind::Missing {
            let name = self.modules[module.0 as usize].name;
            let message = format!("No module named '{}'", self.symbols.text(name));
            return self.raise_import("ModuleNotFoundError", &message, name);
        }
        // What does not compile does not begin.
        if found.kind == Kind::Source
            && let Err(fault) = self.text_of(module)
        {
            return self.raise_syntax_error(module, &fault);
        }
        if self.nesting as usize > DEEPEST_IMPORT {
            return Err(Raise::Exhausted);
        }
        let memos = self.modules[module.0 as usize].memos.len();
        for index in (0..if self.failed.contains(&module) { 0 } else { memos }).rev() {
            let number = self.modules[module.0 as usize].memos[index];
            let memo = Arc::clone(&self.memos[number as usize]);
            // What did not hold once in this simulation is not tried again: attempts would nest in attempts.
            if !self.distrusted.contains(&number) && self.is_usable(&memo) {
                if let Some(result) = self.use_memo(module, number, &memo, by) {
                    return result;
                }
                self.distrusted.insert(number);
            }
        }
        self.execute(module, by)
    }

    /// A module in a folder that code has added to `sys.path` or to the `__path__` of its package.
    fn find_on_added_path(&mut self, module: ModuleId) -> Option<Arc<crate::world::Found>> {
        let parent = self.modules[module.0 as usize].parent;
        let path = match parent {
            None => {
                let (sys, path) = (self.symbols.find("sys")?, self.symbols.find("path")?);
                *self.models.get(&sys)?.get(&path)?
            }
            Some(parent) => match self.states[parent.0 as usize] {
                State::Running { namespace, .. } => self.heap.name(namespace, self.known.path)?,
                State::Loaded(value) => self.heap.name(value.id()?, self.known.path)?,
                State::Absent => return None,
            },
        };
        let Object::List(sequence) = self.heap.object(path)? else { return None };
        let known: Vec<&str> = match parent {
            None => self.target.path.iter().map(String::as_str).collect(),
            Some(_) => Vec::new(),
        };
        let texts = sequence.items.iter().filter_map(|item| match item {
            Value::Str(text) => Some(self.symbols.text(*text)),
            _ => None,
        });
        let added: Vec<String> = texts.filter(|text| !known.contains(text)).map(str::to_owned).collect();
        if added.is_empty() {
            return None;
        }
        let own_name = self.symbols.text(self.modules[module.0 as usize].own_name);
        let found = self.world.find_in(own_name, &added);
        (found.kind != Kind::Missing).then(|| self.keep_found(module, found))
    }

    /// A module that a finder offers which code has installed, and which is known: that of `six`, and what
    /// Cython itself stands for in a text that it has compiled.
    fn find_by_finder_of_code(&mut self, module: ModuleId, by: Cause) -> Option<Arc<crate::world::Found>> {
        let name = self.name_of(module);
        let of_six = name.split('.').collect::<Vec<_>>().windows(2).any(|pair| pair == ["six", "moves"]);
        let of_cython = name.split('.').next() == Some("cython")
            && by.module.is_some_and(|by| {
                self.modules[by.0 as usize].found.as_ref().is_some_and(|it| it.kind == Kind::Extension)
            });
        if !of_six && !of_cython {
            return None;
        }
        let found = crate::world::Found {
            kind: Kind::Opaque,
            origin: None,
            locations: Some(Vec::new()),
            standard: false,
        };
        Some(self.modules[module.0 as usize].found.insert(Arc::new(found)).clone())
    }

    /// The `SyntaxError` of a module that cannot be compiled. Its text tells where.
    fn raise_syntax_error<T>(&mut self, module: ModuleId, fault: &crate::code::Fault) -> Outcome<T> {
        let file = self.file_of(module).map(|file| self.symbols.text(file).to_owned()).unwrap_or_default();
        let name = file.rsplit(['/', '\\']).next().unwrap_or_default();
        let message = format!("{} ({name}, line {})", fault.message, fault.line);
        self.raise("SyntaxError", &message)
    }

    /// Executes the body of the module.
    fn execute(&mut self, module: ModuleId, by: Cause) -> Outcome<Value> {
        let depth = self.running.len();
        let run = self.heap.begin();
        self.depth_of_run.insert(run, depth);
        self.module_of_run.insert(run, module);
        let outer = std::mem::take(&mut self.heap.events);
        let namespace = self.new_namespace(module);
        let namespace = self.heap.add(Object::Module(Box::new(namespace)));
        self.running.push(Running {
            module,
            run,
            namespace,
            low: depth,
            closure: Members::default(),
            imported: Members::default(),
            started: vec![module],
            absent: Vec::new(),
            present: Vec::new(),
            outer,
            before: self.loads,
            doubtful: false,
        });
        self.steps.push(Step { module, by, depth: self.nesting });
        self.heap.events.push(Event::Begin { module, namespace, by, depth: self.nesting });
        self.nesting += 1;
        self.set_state(module, State::Running { depth, namespace });

        let (result, cost) = self.with_fuel(|engine| engine.execute_body(module, namespace));
        self.modules[module.0 as usize].cost = cost;
        let result = match result {
            Err(Raise::Exhausted) => {
                self.heap.open(namespace);
                self.gap(module, 1, "its body takes more steps than a simulation spends on a module");
                Ok(())
            }
            other => other,
        };
        let result = result.and_then(|()| match self.states[module.0 as usize] {
            State::Running { namespace, .. } => {
                self.set_state(module, State::Loaded(Value::Object(namespace)));
                Ok(Value::Object(namespace))
            }
            State::Loaded(value) => Ok(value),
            State::Absent => {
                let name = Value::Str(self.modules[module.0 as usize].name);
                self.raise_with("KeyError", &[name])
            }
        });
        if result.is_ok() {
            self.heap.events.push(Event::End { module });
            self.apply_models(module, namespace);
            self.bind_in_parent(module);
        } else {
            self.heap.events.push(Event::Fail { module });
            self.set_state(module, State::Absent);
        }
        self.nesting -= 1;
        let result = self.with_parent(module, result);
        self.finish(depth, &result, by);
        if result.is_err() {
            self.failed.insert(module);
        }
        result
    }

    /// `importlib` looks the parent up in `sys.modules` to bind the module there; code may have taken it out.
    fn with_parent(&mut self, module: ModuleId, result: Outcome<Value>) -> Outcome<Value> {
        if let (Ok(_), Some(parent)) = (&result, self.modules[module.0 as usize].parent)
            && self.states[parent.0 as usize] == State::Absent
        {
            let name = Value::Str(self.modules[parent.0 as usize].name);
            return self.raise_with("KeyError", &[name]);
        }
        result
    }

    pub(crate) fn set_state(&mut self, module: ModuleId, state: State) {
        if self.states[module.0 as usize] == State::Absent {
            self.loads += 1;
            self.loaded_at.insert(module, self.loads);
        }
        self.state_log.push((module, self.states[module.0 as usize]));
        self.states[module.0 as usize] = state;
    }

    /// A new module as `importlib` hands it to its body.
    fn new_namespace(&mut self, module: ModuleId) -> Module {
        let found = self.find(module);
        let mut names = Names::default();
        let name = self.modules[module.0 as usize].name;
        names.insert(self.known.name, Value::Str(name));
        let doc = if found.kind == Kind::Source { Value::None } else { Value::Unknown };
        names.insert(self.known.doc, doc);
        let package = if found.locations.is_some() {
            self.symbols.text(name).to_owned()
        } else {
            self.symbols.text(name).rsplit_once('.').map_or("", |(parent, _)| parent).to_owned()
        };
        let package = self.text(&package);
        names.insert(self.known.package, package);
        names.insert(self.known.loader, Value::Unknown);
        names.insert(self.known.spec, Value::Unknown);
        if let Some(locations) = &found.locations {
            let items =
                locations.iter().map(|location| self.symbols.intern(location)).map(Value::Str).collect();
            let path = self.heap.value(Object::List(Sequence { items, open: false }));
            names.insert(self.known.path, path);
        }
        if let Some(file) = self.modules[module.0 as usize].file
            && matches!(found.kind, Kind::Source | Kind::Extension)
        {
            names.insert(self.known.file, Value::Str(file));
            names.insert(self.known.cached, Value::Unknown);
        }
        names.insert(self.known.builtins, Value::Unknown);
        let open = matches!(found.kind, Kind::Extension | Kind::Opaque | Kind::BuiltIn);
        let mut open = open || found.standard && self.target.open_library;
        if matches!(found.kind, Kind::Extension | Kind::BuiltIn) {
            let text = self.symbols.text(name).to_owned();
            if let Some(all) = self.world.compiled_names(&text) {
                for name in all {
                    names.entry(self.symbols.intern(&name)).or_insert(Value::Unknown);
                }
                open = false;
            }
        }
        Module { module: Some(module), names, open }
    }

    fn execute_body(&mut self, module: ModuleId, namespace: crate::values::value::Id) -> Outcome<()> {
        let found = self.find(module);
        if found.kind != Kind::Source {
            let has_text = self.has_text_beside(module);
            self.execute_compiled(module)?;
            if !has_text {
                return Ok(());
            }
        }
        let text = match self.text_of(module) {
            Ok(text) => text,
            Err(fault) => return self.raise_syntax_error(module, &fault),
        };
        if text.nested {
            self.gap(module, 1, "nested more deeply than CPython may compile");
        }
        let mut frame = Frame::of_module(module, namespace);
        let before = std::mem::replace(&mut self.executed, module);
        let result = if self.find(module).standard {
            self.standard_body(&mut frame, &text.block)
        } else {
            self.body(&mut frame, &text.block)
        };
        self.executed = before;
        result
    }

    /// A body of any other module.
    fn body(&mut self, frame: &mut Frame<'_>, block: &crate::code::Block) -> Outcome<()> {
        let namespace = frame.site.globals;
        for statement in block {
            match self.block(frame, std::slice::from_ref(statement)) {
                Ok(_) => {}
                Err(raise) if self.is_mistaken(&raise) => {
                    let site = frame.site;
                    self.gap(site.module, site.line, "an exception that rests on what was assumed");
                    self.heap.open(namespace);
                }
                Err(mut raise) => {
                    if let Raise::Exception(thrown) = &mut raise {
                        thrown.believed = true;
                    }
                    return Err(self.through(raise, frame));
                }
            }
        }
        Ok(())
    }

    /// Whether something was assumed in the code of a file.
    fn is_assumed(&self, file: Option<Symbol>) -> bool {
        self.assumed.iter().any(|&module| self.file_of(module) == file)
    }

    /// Whether an exception that would end a module body is more likely a mistake of the simulation. A module is
    /// expected to work; where something was assumed on the way, only a failed import, what an unfinished module
    /// does not have yet, and what the body itself raises are believed.
    fn is_mistaken(&self, raise: &Raise) -> bool {
        let Raise::Exception(thrown) = raise else { return false };
        let believed = thrown.waiting.is_some()
            || thrown.believed
            || thrown.deliberate && thrown.trace.iter().all(|place| !self.is_assumed(place.file))
            || self.raised_is(raise, "ImportError");
        !believed && self.running.iter().any(|running| running.doubtful)
    }

    /// `importlib.reload(module)`: its body is executed again in the same namespace.
    pub(crate) fn reload(&mut self, value: Value) -> Outcome<Value> {
        let Some(Object::Module(it)) = self.heap.object(value) else { return Ok(value) };
        let (Some(module), Some(namespace)) = (it.module, value.id()) else { return Ok(value) };
        if self.find(module).kind != Kind::Source || self.find(module).standard {
            return Ok(value);
        }
        let by = self.here().cause();
        self.touch_namespace(Some(module));
        self.heap.events.push(Event::Again { module, by, depth: self.nesting });
        self.steps.push(Step { module, by, depth: self.nesting });
        self.nesting += 1;
        let result = self.execute_body(module, namespace);
        self.nesting -= 1;
        result.map(|()| value)
    }

    /// A body of the standard library, which is known to work: where the simulation believes that a statement of
    /// it fails by anything but an import, the simulation is wrong, and what the statement binds is not known.
    fn standard_body(&mut self, frame: &mut Frame<'_>, block: &crate::code::Block) -> Outcome<()> {
        for statement in block {
            match self.block(frame, std::slice::from_ref(statement)) {
                Ok(_) => {}
                Err(raise) if matches!(raise, Raise::Exhausted) || self.raised_is(&raise, "ImportError") => {
                    return Err(self.through(raise, frame));
                }
                Err(_) => self.heap.open(frame.site.globals),
            }
        }
        Ok(())
    }

    /// Binds a module that was loaded as an attribute of its parent.
    pub(crate) fn bind_in_parent(&mut self, module: ModuleId) {
        let Some(parent) = self.modules[module.0 as usize].parent else { return };
        let State::Loaded(value) = self.states[module.0 as usize] else { return };
        let (State::Running { namespace: id, .. } | State::Loaded(Value::Object(id))) =
            self.states[parent.0 as usize]
        else {
            return;
        };
        // It happens wherever the module is loaded, and is not an event of whoever does it.
        self.heap.bind(id, self.modules[module.0 as usize].own_name, value);
    }
}
