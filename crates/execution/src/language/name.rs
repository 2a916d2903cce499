//! Names: where they are bound and looked up (language reference, 4.2).

use crate::engine::Engine;
use crate::language::frame::Frame;
use crate::language::raise::{Outcome, Raise};
use crate::values::symbol::Symbol;
use crate::values::value::{Id, Object, Scope, Value};

impl Engine {
    /// Binds a name where the code stands.
    pub(crate) fn store(&mut self, frame: &Frame<'_>, name: Symbol, value: Value) {
        let namespace = self.home(frame, name);
        self.heap.set_name(namespace, name, Some(value));
    }

    /// Unbinds a name, and says whether it was bound.
    pub(crate) fn unbind(&mut self, frame: &Frame<'_>, name: Symbol) -> bool {
        let namespace = self.home(frame, name);
        let bound = match self.heap.get(namespace) {
            Object::Scope(scope) => {
                scope.variables.iter().any(|(each, value)| *each == name && value.is_some())
            }
            _ => self.heap.name(namespace, name).is_some(),
        };
        self.heap.set_name(namespace, name, None);
        bound
    }

    /// The namespace in which an assignment binds the name.
    fn home(&self, frame: &Frame<'_>, name: Symbol) -> Id {
        let site = &frame.site;
        if let Some(class) = site.class {
            return if frame.globals.contains(&name) { site.globals } else { class };
        }
        let (Some(body), Some(locals)) = (&frame.body, site.locals) else { return site.globals };
        if body.globals.contains(&name) {
            return site.globals;
        }
        if body.locals.contains(&name) {
            return locals;
        }
        let mut scope = site.scope;
        while let Some(id) = scope {
            let Object::Scope(it) = self.heap.get(id) else { break };
            if it.variables.iter().any(|(each, _)| *each == name) {
                return id;
            }
            scope = it.parent;
        }
        locals
    }

    /// The value of a name where the code stands.
    pub(crate) fn lookup(&mut self, frame: &Frame<'_>, name: Symbol) -> Outcome<Value> {
        let site = &frame.site;
        if let Some(class) = site.class
            && let Some(value) = self.heap.name(class, name)
        {
            return Ok(value);
        }
        let global = frame.body.as_ref().is_some_and(|body| body.globals.contains(&name));
        let mut scope = if global { None } else { site.scope };
        while let Some(id) = scope {
            let Object::Scope(it) = self.heap.get(id) else { break };
            if let Some((_, value)) = it.variables.iter().find(|(each, _)| *each == name) {
                return match value {
                    Some(value) => Ok(*value),
                    None => self.unbound(Some(id) == site.locals, name),
                };
            }
            scope = it.parent;
        }
        if let Some(value) = self.heap.name(site.globals, name) {
            if name == self.known.spec && value.is_unknown() {
                return Ok(self.spec_of(site.globals));
            }
            return Ok(value);
        }
        // What an unfinished module has not bound yet depends on how far it is.
        if let Object::Module(it) = self.heap.get(site.globals)
            && it.module != self.running.last().map(|running| running.module)
        {
            let module = it.module;
            self.touch_namespace(module);
        }
        if let Some(value) = self.builtins.get(name) {
            return Ok(value);
        }
        if self.heap.is_open(site.globals) {
            return Ok(Value::Unknown);
        }
        let message = format!("name '{}' is not defined", self.symbols.text(name));
        let unfinished = self.waits_in_namespace(site.globals);
        let mut raised = self.raise("NameError", &message);
        // What a body has perhaps bound is bound to an unknown value: it certainly has not bound this name.
        if frame.body.is_none()
            && let Err(Raise::Exception(thrown)) = &mut raised
        {
            thrown.believed = true;
        }
        Self::waits(raised, unfinished, name)
    }

    fn unbound(&mut self, local: bool, name: Symbol) -> Outcome<Value> {
        // A variable that a branch would have bound that was not taken is no fault of the program.
        let text = self.symbols.text(name);
        let old = self.target.version < (3, 11);
        let (class, message) = match (local, old) {
            (true, true) => {
                ("UnboundLocalError", format!("local variable '{text}' referenced before assignment"))
            }
            (true, false) => (
                "UnboundLocalError",
                format!("cannot access local variable '{text}' where it is not associated with a value"),
            ),
            (false, true) => (
                "NameError",
                format!("free variable '{text}' referenced before assignment in enclosing scope"),
            ),
            (false, false) => (
                "NameError",
                format!(
                    "cannot access free variable '{text}' where it is not associated with a value in enclosing scope"
                ),
            ),
        };
        self.raise_if_certain(class, &message)
    }

    /// A namespace for variables inside `parent`.
    pub(crate) fn new_scope(&mut self, parent: Option<Id>, variables: Vec<(Symbol, Option<Value>)>) -> Id {
        self.heap.add(Object::Scope(Box::new(Scope { parent, variables })))
    }
}
