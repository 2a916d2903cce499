//! What a failure waited for: an unfinished module, and what that has not bound yet.

use crate::engine::Engine;
use crate::language::raise::{Outcome, Raise};
use crate::values::symbol::Symbol;
use crate::values::value::{Id, ModuleId, Object, Value};
use crate::world::Kind;

/// Something was not there because the body of a module had not come to it yet.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Waiting {
    /// The unfinished module.
    pub module: ModuleId,
    /// The name that it will bind; empty where the module itself was wanted, as an attribute of its parent.
    pub name: Symbol,
}

impl Engine {
    /// Notes on what was raised that `name` of the unfinished `module` was wanted.
    pub(crate) fn waits<T>(raised: Outcome<T>, module: Option<ModuleId>, name: Symbol) -> Outcome<T> {
        raised.map_err(|mut raise| {
            if let (Raise::Exception(thrown), Some(module)) = (&mut raise, module) {
                thrown.waiting = Some(Waiting { module, name });
            }
            raise
        })
    }

    /// The module of a namespace, if its body is unfinished and it is not that body which is being executed.
    pub(crate) fn waits_in_namespace(&self, namespace: Id) -> Option<ModuleId> {
        let Object::Module(it) = self.heap.get(namespace) else { return None };
        let module = it.module?;
        let innermost = self.running.last().map(|running| running.module);
        (innermost != Some(module) && self.is_running(module, namespace)).then_some(module)
    }

    /// Whether nothing is known of a module, not even where it is: whatever is imported from it is unknown.
    pub(crate) fn is_supposed(&mut self, name: Symbol) -> bool {
        let module = self.module(name);
        let found = self.find(module);
        found.kind == Kind::Opaque && found.origin.is_none()
    }

    /// An exception that a `raise` statement made.
    pub(crate) fn thrown_by_statement(value: Value) -> Raise {
        let mut raise = Self::thrown(value);
        if let Raise::Exception(thrown) = &mut raise {
            thrown.deliberate = true;
        }
        raise
    }
}
