//! Attributes of `super()`: the search goes on after a class.

use crate::engine::Engine;
use crate::language::frame::Site;
use crate::language::raise::Outcome;
use crate::objects::methods;
use crate::values::symbol::Symbol;
use crate::values::value::{Id, Object, Value};

impl Engine {
    /// What the classes after `after` have for the receiver.
    pub(crate) fn super_attribute(
        &mut self,
        site: Site,
        after: Id,
        receiver: Value,
        name: Symbol,
    ) -> Outcome<Option<Value>> {
        let Some(id) = receiver.id() else { return Ok(Some(Value::Unknown)) };
        let (class, on_class) = match self.heap.get(id) {
            Object::Instance(it) => (it.class, false),
            Object::Class(it) => match it.metaclass {
                // In a method of a metaclass the receiver is an instance of it.
                Some(metaclass) if self.derives(metaclass, after) => (metaclass, false),
                _ => (id, true),
            },
            _ => return Ok(Some(Value::Unknown)),
        };
        let Object::Class(it) = self.heap.get(class) else { return Ok(Some(Value::Unknown)) };
        let order = it.order.clone();
        let open = it.open;
        let start = order.iter().position(|&each| each == after).map_or(0, |index| index + 1);
        for &each in &order[start..] {
            if let Some(value) = self.heap.name(each, name) {
                let receiver = Value::Object(id);
                return match self.heap.object(value) {
                    _ if name == self.known.new => Ok(Some(match self.heap.object(value) {
                        Some(Object::StaticMethod(inner)) => *inner,
                        _ => value,
                    })),
                    _ if name == self.known.init_subclass => Ok(Some(match self.heap.object(value) {
                        Some(Object::ClassMethod(inner)) => {
                            let inner = *inner;
                            self.heap.value(Object::Method(inner, receiver))
                        }
                        _ => self.heap.value(Object::Method(value, receiver)),
                    })),
                    Some(Object::Function(_)) if on_class => Ok(Some(value)),
                    _ => self.bind(site, value, receiver, class).map(Some),
                };
            }
        }
        // `type.__new__` and its like, of a class whose metaclass is known.
        if order[start..].contains(&self.builtins.type_)
            && let Some(method) = methods::of_type(self.symbols.text(name))
        {
            let function = self.heap.value(Object::Native(method.0, method.1));
            return Ok(Some(if name == self.known.new {
                function
            } else {
                self.heap.value(Object::Method(function, Value::Object(id)))
            }));
        }
        if !open && let Some(method) = methods::of_object(self.symbols.text(name)) {
            let function = self.heap.value(Object::Native(method.0, method.1));
            return Ok(Some(if name == self.known.new {
                function
            } else {
                self.heap.value(Object::Method(function, Value::Object(id)))
            }));
        }
        if let Some(Object::Instance(it)) = self.heap.object(receiver) {
            let payload = it.payload;
            if !payload.is_unknown()
                && let Some(value) = self.native_attribute(payload, name)
            {
                return Ok(Some(value));
            }
        }
        Ok(Some(Value::Unknown))
    }
}
