//! Attributes of modules: names, submodules that others imported, `__getattr__` (PEP 562).

use crate::engine::{Engine, State};
use crate::language::frame::Site;
use crate::language::raise::Outcome;
use crate::values::symbol::Symbol;
use crate::values::value::{Given, Id, ModuleId, Object, Value};

impl Engine {
    /// The attribute, or nothing if the module certainly has none of this name.
    pub(crate) fn module_attribute(
        &mut self,
        site: Site,
        id: Id,
        module: Option<ModuleId>,
        name: Symbol,
    ) -> Outcome<Option<Value>> {
        self.touch_namespace(module);
        if let Some(Value::Object(class)) = self.heap.name(id, self.known.class)
            && name != self.known.class
            && let Some(value) = self.in_class(class, name)
            && (self.heap.name(id, name).is_none()
                || matches!(self.heap.object(value), Some(Object::Property(..))))
        {
            return self.bind(site, value, Value::Object(id), class).map(Some);
        }
        if let Some(value) = self.heap.name(id, name) {
            self.note_submodule(id, value);
            if name == self.known.spec && value.is_unknown() {
                return Ok(Some(self.spec_of(id)));
            }
            return Ok(Some(value));
        }
        if name == self.known.dict {
            return Ok(Some(self.heap.value(Object::Namespace(id))));
        }
        if crate::values::type_names::has("object", self.symbols.text(name)) == Some(true) {
            return Ok(Some(Value::Unknown));
        }
        if let Some(hook) = self.heap.name(id, self.known.getattr) {
            let given = Given { positional: vec![Value::Str(name)], ..Given::default() };
            return self.call(site, hook, given).map(Some);
        }
        if self.heap.is_open(id) {
            return Ok(Some(Value::Unknown));
        }
        self.note_absent(module, name);
        Ok(None)
    }

    /// A submodule was seen that somebody else may have imported.
    ///
    /// `holder` is where it was seen. So it is with what the execution of another module has put there, as the
    /// `__getattr__` of a lazy package does: where that module is not loaded, it is not there.
    pub(crate) fn note_submodule(&mut self, holder: Id, value: Value) {
        let Some(id) = value.id() else { return };
        let module = if let Object::Module(it) = self.heap.get(id) {
            it.module
        } else {
            let maker = self.heap.owner(id);
            if maker == self.heap.owner(holder) {
                return;
            }
            if let Some(&depth) = self.depth_of_run.get(&maker) {
                self.touch(depth);
                return;
            }
            self.module_of_run.get(&maker).copied()
        };
        let Some(module) = module else { return };
        let loaded = self.loaded_at.get(&module).copied().unwrap_or(0);
        if let Some(running) = self.running.last_mut()
            && loaded <= running.before
            && !running.closure.contains(module)
            && !running.present.contains(&module)
        {
            running.present.push(module);
        }
    }

    /// A name was not there that would be there if somebody had imported the submodule.
    fn note_absent(&mut self, module: Option<ModuleId>, name: Symbol) {
        let Some(module) = module else { return };
        let child = format!("{}.{}", self.name_of(module), self.symbols.text(name));
        let child = self.module_named(&child);
        if self.states[child.0 as usize] == State::Absent
            && let Some(running) = self.running.last_mut()
            && !running.absent.contains(&child)
        {
            running.absent.push(child);
        }
    }

    /// `module_getattro`'s `AttributeError`.
    pub(crate) fn no_attribute(
        &mut self,
        id: Id,
        module: Option<ModuleId>,
        name: Symbol,
    ) -> Outcome<Option<Value>> {
        let text = self.symbols.text(name).to_owned();
        let Some(Value::Str(full)) = self.heap.name(id, self.known.name) else {
            let message = format!("module has no attribute '{text}'");
            return self.raise("AttributeError", &message);
        };
        let full = self.symbols.text(full).to_owned();
        let mut waiting = module.filter(|&module| self.is_running(module, id));
        let mut wanted = name;
        let message = if let Some(module) = waiting {
            let origin = self.file_of(module).map(|file| self.symbols.text(file).to_owned());
            match origin {
                Some(origin) if self.target.version >= (3, 13) => format!(
                    "partially initialized module '{full}' from '{origin}' has no attribute '{text}' \
                     (most likely due to a circular import)"
                ),
                _ => format!(
                    "partially initialized module '{full}' has no attribute '{text}' \
                     (most likely due to a circular import)"
                ),
            }
        } else {
            let child = self.module_named(&format!("{full}.{text}"));
            let unfinished = matches!(self.states[child.0 as usize], State::Running { .. });
            if unfinished {
                let _ = self.loaded(child);
                (waiting, wanted) = (Some(child), self.symbols.intern(""));
            }
            if unfinished && self.target.version >= (3, 11) {
                format!(
                    "cannot access submodule '{text}' of module '{full}' (most likely due to a circular import)"
                )
            } else {
                format!("module '{full}' has no attribute '{text}'")
            }
        };
        let raised = self.raise("AttributeError", &message);
        Self::waits(raised, waiting, wanted)
    }
}
