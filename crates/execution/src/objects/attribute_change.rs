//! Assignments to attributes and their deletion (language reference, 3.3.2).

use crate::engine::Engine;
use crate::language::frame::Site;
use crate::language::raise::Outcome;
use crate::values::symbol::Symbol;
use crate::values::value::{Given, Object, Value};

impl Engine {
    /// `object.name = value`.
    pub(crate) fn set_attribute(
        &mut self,
        site: Site,
        object: Value,
        name: Symbol,
        value: Value,
    ) -> Outcome<()> {
        let Some(id) = object.id() else { return Ok(()) };
        match self.heap.get(id) {
            Object::Instance(it) => {
                let class = it.class;
                if let Some(found) = self.in_class(class, name)
                    && let Some(Object::Property(_, setter)) = self.heap.object(found)
                {
                    let setter = *setter;
                    if setter != Value::None {
                        self.call_with(site, setter, vec![object, value])?;
                    }
                    return Ok(());
                }
                if let Some(hook) = self.special(object, self.known.setattr) {
                    let given = Given { positional: vec![Value::Str(name), value], ..Given::default() };
                    self.call(site, hook, given)?;
                    return Ok(());
                }
                self.heap.set_name(id, name, Some(value));
            }
            Object::Module(it) => {
                let module = it.module;
                self.touch_namespace(module);
                if name == self.known.class {
                    // A module of another class has the attributes of that class, of one that is not known any.
                    if matches!(self.heap.object(value), Some(Object::Class(class)) if !class.open) {
                        self.heap.set_name(id, name, Some(value));
                    } else {
                        self.heap.open(id);
                    }
                } else {
                    self.heap.set_name(id, name, Some(value));
                }
            }
            Object::Class(it) if it.native => {}
            Object::Class(_) | Object::Function(_) => self.heap.set_name(id, name, Some(value)),
            Object::Method(function, _) => {
                let function = *function;
                if matches!(self.heap.object(function), Some(Object::Function(_))) {
                    return self.set_attribute(site, function, name, value);
                }
            }
            _ => {}
        }
        Ok(())
    }

    /// `del object.name`.
    pub(crate) fn delete_attribute(&mut self, object: Value, name: Symbol) -> Outcome<()> {
        let Some(id) = object.id() else { return Ok(()) };
        if self.heap.names(id).is_none() {
            return Ok(());
        }
        self.touch_value(object);
        if self.heap.name(id, name).is_none()
            && let Object::Module(it) = self.heap.get(id)
            && !it.open
            && let Some(Value::Str(full)) = it.names.get(&self.known.name)
        {
            let message = if self.target.version < (3, 13) {
                self.symbols.text(name).to_owned()
            } else {
                format!(
                    "module '{}' has no attribute '{}'",
                    self.symbols.text(*full),
                    self.symbols.text(name)
                )
            };
            return self.raise_if_certain("AttributeError", &message).map(|_| ());
        }
        self.heap.set_name(id, name, None);
        Ok(())
    }
}
