//! Attributes: what a value has under a name (language reference, 3.3.2).

use crate::engine::{Engine, State};
use crate::language::frame::Site;
use crate::language::raise::{Outcome, Raise};
use crate::objects::methods;
use crate::values::symbol::Symbol;
use crate::values::value::{Given, Id, Native, Object, Value};

impl Engine {
    /// The attribute, or nothing if the value certainly has none of this name.
    pub(crate) fn attribute(&mut self, site: Site, value: Value, name: Symbol) -> Outcome<Option<Value>> {
        let found = self.find_attribute(site, value, name);
        self.without_attribute_error(found)
    }

    /// The same, but an `AttributeError` that code raises when it is asked is handed on.
    fn find_attribute(&mut self, site: Site, value: Value, name: Symbol) -> Outcome<Option<Value>> {
        let Value::Object(id) = value else {
            return Ok(match value {
                Value::Unknown => Some(Value::Unknown),
                _ => self.native_attribute(value, name),
            });
        };
        match self.heap.get(id) {
            Object::Module(it) => {
                let module = it.module;
                self.module_attribute(site, id, module, name)
            }
            Object::Class(_) => self.class_attribute(site, id, name),
            Object::Instance(_) => self.instance_attribute(site, id, name),
            Object::Function(it) => {
                if let Some(value) = it.names.as_ref().and_then(|names| names.get(&name).copied()) {
                    return Ok(Some(value));
                }
                let code = &it.code;
                let known = &self.known;
                Ok(if name == known.name {
                    Some(Value::Str(code.name))
                } else if name == known.doc {
                    Some(code.doc.map_or(Value::Unknown, Value::Str))
                } else if name == known.qualname {
                    let (within, name) = (it.within, code.name);
                    Some(Value::Str(self.qualified(within, name)))
                } else if name == known.module {
                    Some(self.heap.name(it.globals, known.name).unwrap_or(Value::Unknown))
                } else if name == known.dict {
                    Some(self.heap.value(Object::Namespace(id)))
                } else if it.open
                    || crate::values::type_names::has("function", self.symbols.text(name)) == Some(true)
                {
                    Some(Value::Unknown)
                } else {
                    None
                })
            }
            Object::Super(class, receiver) => {
                let (class, receiver) = (*class, *receiver);
                self.super_attribute(site, class, receiver, name)
            }
            Object::Property(getter, setter) => {
                let (getter, setter) = (*getter, *setter);
                let change: (&'static str, Native) = match self.symbols.text(name) {
                    "setter" => ("setter", crate::library::calls::property_setter),
                    "getter" => ("getter", crate::library::calls::property_getter),
                    "deleter" => ("deleter", |_, given| {
                        Ok(given.positional.first().copied().unwrap_or(Value::Unknown))
                    }),
                    "fget" => return Ok(Some(getter)),
                    "fset" => return Ok(Some(setter)),
                    _ => return Ok(Some(Value::Unknown)),
                };
                let change = self.heap.value(Object::Native(change.0, change.1));
                Ok(Some(self.heap.value(Object::Method(change, value))))
            }
            Object::Method(function, receiver) => {
                let (function, receiver) = (*function, *receiver);
                match self.symbols.text(name) {
                    "__func__" => Ok(Some(function)),
                    "__self__" => Ok(Some(receiver)),
                    _ => self.attribute(site, function, name),
                }
            }
            Object::StaticMethod(inner) | Object::ClassMethod(inner) => {
                let inner = *inner;
                if self.symbols.text(name) == "__func__" {
                    return Ok(Some(inner));
                }
                self.attribute(site, inner, name)
            }
            Object::Partial(parts) => {
                Ok(Some(if self.symbols.text(name) == "func" { parts.0 } else { Value::Unknown }))
            }
            Object::Native(text, _) => {
                Ok(Some(if name == self.known.name { self.text(text) } else { Value::Unknown }))
            }
            _ => Ok(self.native_attribute(value, name)),
        }
    }

    /// The attribute, or an `AttributeError` where it is certain that there is none.
    pub(crate) fn get_attribute(&mut self, site: Site, value: Value, name: Symbol) -> Outcome<Option<Value>> {
        if let Some(found) = self.find_attribute(site, value, name)? {
            return Ok(Some(found));
        }
        let Some(id) = value.id() else { return self.no_native_attribute(value, name).map(Some) };
        match self.heap.get(id) {
            Object::Module(it) => {
                let module = it.module;
                self.no_attribute(id, module, name)
            }
            Object::Class(it) if !it.native => {
                let class = self.symbols.text(it.name);
                let message = format!("type object '{class}' has no attribute '{}'", self.symbols.text(name));
                self.raise("AttributeError", &message)
            }
            _ => self.no_native_attribute(value, name).map(Some),
        }
    }

    /// The `AttributeError` of `__getattribute__` of an instance, be it of a subclass of `types.ModuleType`.
    pub(crate) fn no_attribute_of_instance(&mut self, id: Id, name: Symbol) -> Outcome<Value> {
        let text = self.symbols.text(name).to_owned();
        let class = match self.heap.get(id) {
            Object::Instance(it) => it.class,
            _ => return self.raise("AttributeError", &format!("object has no attribute '{text}'")),
        };
        let is_module = self.builtins.module_type.is_some_and(|module| self.derives(class, module));
        if is_module && let Some(Value::Str(full)) = self.heap.name(id, self.known.name) {
            let full = self.symbols.text(full).to_owned();
            let child = self.module_named(&format!("{full}.{text}"));
            let unfinished = matches!(self.states[child.0 as usize], State::Running { .. });
            if unfinished {
                let _ = self.loaded(child);
            }
            // Only a `__spec__` that it was given can tell of the submodule.
            let has_spec = self.heap.name(id, self.known.spec).is_some_and(|spec| spec != Value::None);
            let message = if unfinished && has_spec && self.target.version >= (3, 11) {
                format!(
                    "cannot access submodule '{text}' of module '{full}' (most likely due to a circular import)"
                )
            } else {
                format!("module '{full}' has no attribute '{text}'")
            };
            let raised = self.raise("AttributeError", &message);
            let wanted = self.symbols.intern("");
            return Self::waits(raised, unfinished.then_some(child), wanted);
        }
        let Object::Class(it) = self.heap.get(class) else { return Ok(Value::Unknown) };
        let message = format!("'{}' object has no attribute '{text}'", self.symbols.text(it.name));
        self.raise("AttributeError", &message)
    }

    /// What a class has under a name, itself or by a base, without binding it.
    #[must_use]
    pub(crate) fn in_class(&self, class: Id, name: Symbol) -> Option<Value> {
        let Object::Class(it) = self.heap.get(class) else { return None };
        it.order.iter().find_map(|&each| self.heap.name(each, name))
    }

    fn class_attribute(&mut self, site: Site, id: Id, name: Symbol) -> Outcome<Option<Value>> {
        let found = self.in_class(id, name);
        if let Some(value) = found {
            return match self.heap.object(value) {
                Some(Object::StaticMethod(inner)) => Ok(Some(*inner)),
                Some(Object::ClassMethod(inner)) => {
                    let inner = *inner;
                    Ok(Some(self.heap.value(Object::Method(inner, Value::Object(id)))))
                }
                Some(Object::Instance(_)) => {
                    self.through_descriptor(site, value, Value::None, Value::Object(id))
                }
                _ => Ok(Some(value)),
            };
        }
        let Object::Class(it) = self.heap.get(id) else { return Ok(None) };
        let known = &self.known;
        if name == known.name || name == known.qualname && it.native {
            return Ok(Some(Value::Str(it.name)));
        }
        if name == known.bases {
            let bases = it.bases.clone().into();
            return Ok(Some(self.heap.value(Object::Tuple(bases))));
        }
        if name == known.mro {
            if it.open {
                return Ok(Some(Value::Unknown));
            }
            let order = it.order.iter().map(|&each| Value::Object(each)).collect();
            return Ok(Some(self.heap.value(Object::Tuple(order))));
        }
        if name == known.dict {
            return Ok(Some(self.heap.value(Object::Namespace(id))));
        }
        if name == known.class {
            return Ok(Some(it.metaclass.map_or(Value::Object(self.builtins.type_), Value::Object)));
        }
        let (open, native, metaclass) = (it.open, it.native, it.metaclass);
        if metaclass.is_some() && self.is_enum_meta(metaclass) && self.symbols.text(name) == "_convert_" {
            return Ok(Some(
                self.heap.value(Object::Native("_convert_", crate::library::models::convert_enum)),
            ));
        }
        // What `object` has is found there, before the metaclass is asked.
        if !native && crate::values::type_names::has("object", self.symbols.text(name)) == Some(true) {
            let method =
                methods::of_object(self.symbols.text(name)).filter(|_| !open && !self.has_native_base(id));
            return Ok(Some(match method {
                Some((text, native)) => self.heap.value(Object::Native(text, native)),
                None => Value::Unknown,
            }));
        }
        if let Some(metaclass) = metaclass {
            if let Some(value) = self.in_class(metaclass, name) {
                return match self.heap.object(value) {
                    Some(Object::Function(_) | Object::Native(..)) => {
                        Ok(Some(self.heap.value(Object::Method(value, Value::Object(id)))))
                    }
                    Some(Object::Property(getter, _)) => {
                        let getter = *getter;
                        let given = Given { positional: vec![Value::Object(id)], ..Given::default() };
                        self.call(site, getter, given).map(Some)
                    }
                    _ => Ok(Some(value)),
                };
            }
            if let Some(hook) = self.in_class(metaclass, self.known.getattr) {
                let given =
                    Given { positional: vec![Value::Object(id), Value::Str(name)], ..Given::default() };
                return self.hooked(site, hook, given);
            }
            if self.heap.has_more_names(metaclass) {
                return Ok(Some(Value::Unknown));
            }
        }
        if let Some(method) = methods::of_class(self.symbols.text(name)) {
            let function = self.heap.value(Object::Native(method.0, method.1));
            return Ok(Some(self.heap.value(Object::Method(function, Value::Object(id)))));
        }
        if native {
            if let Some(value) = self.unbound_native(id, name) {
                return Ok(Some(value));
            }
            return Ok(Some(Value::Unknown));
        }
        let derives_from_native = self.has_native_base(id);
        let special = self.is_special(name);
        Ok(if open || special || derives_from_native { Some(Value::Unknown) } else { None })
    }

    /// Whether it is one of the names that the language itself gives a meaning.
    fn is_special(&self, name: Symbol) -> bool {
        let text = self.symbols.text(name);
        text.starts_with("__") && text.ends_with("__")
    }

    /// Whether the class derives from a built-in class with attributes of its own.
    pub(crate) fn has_native_base(&self, class: Id) -> bool {
        let Object::Class(it) = self.heap.get(class) else { return true };
        it.order.iter().any(|&each| {
            each != self.builtins.object
                && Some(each) != self.builtins.module_type
                && matches!(self.heap.get(each), Object::Class(base) if base.native || base.open)
        })
    }

    fn hooked(&mut self, site: Site, hook: Value, given: Given) -> Outcome<Option<Value>> {
        self.call(site, hook, given).map(Some)
    }

    fn instance_attribute(&mut self, site: Site, id: Id, name: Symbol) -> Outcome<Option<Value>> {
        let found = self.attribute_without_hook(site, id, name)?;
        if found.is_some_and(|value| !value.is_unknown()) {
            return Ok(found);
        }
        let Object::Instance(it) = self.heap.get(id) else { return Ok(found) };
        let class = it.class;
        if found.is_some() && (it.names.contains_key(&name) || self.in_class(class, name).is_some()) {
            return Ok(found);
        }
        if let Some(hook) = self.in_class(class, self.known.getattr) {
            let given = Given { positional: vec![Value::Object(id), Value::Str(name)], ..Given::default() };
            return self.hooked(site, hook, given);
        }
        Ok(found)
    }

    /// An attribute as `object.__getattribute__` finds it.
    pub(crate) fn attribute_without_hook(
        &mut self,
        site: Site,
        id: Id,
        name: Symbol,
    ) -> Outcome<Option<Value>> {
        let Object::Instance(it) = self.heap.get(id) else { return Ok(None) };
        let (class, open, payload) = (it.class, it.open, it.payload);
        let own = it.names.get(&name).copied();
        let inherited = self.in_class(class, name);
        if let Some(value) = inherited
            && let Some(Object::Property(getter, _)) = self.heap.object(value)
        {
            let getter = *getter;
            let given = Given { positional: vec![Value::Object(id)], ..Given::default() };
            return self.call(site, getter, given).map(Some);
        }
        if let Some(own) = own {
            self.note_submodule(id, own);
            return Ok(Some(own));
        }
        if let Some(value) = inherited {
            return self.bind(site, value, Value::Object(id), class).map(Some);
        }
        if name == self.known.class {
            return Ok(Some(Value::Object(class)));
        }
        if name == self.known.dict {
            if self.has_slots(class) {
                return Ok(None);
            }
            return Ok(Some(self.heap.value(Object::Namespace(id))));
        }
        if self.symbols.text(name) == "args" && !payload.is_unknown() {
            return Ok(Some(payload));
        }
        if !payload.is_unknown()
            && let Some(value) = self.native_attribute(payload, name)
        {
            return Ok(Some(value));
        }
        let special = crate::values::type_names::has("object", self.symbols.text(name)) == Some(true);
        let open = open || special || self.heap.is_open(class) || self.has_native_base(class);
        Ok(if open || self.is_annotated(class, name) { Some(Value::Unknown) } else { None })
    }

    /// Whether instances have no `__dict__`, because the class and all its bases define `__slots__`.
    fn has_slots(&self, class: Id) -> bool {
        let Object::Class(it) = self.heap.get(class) else { return false };
        it.order.iter().all(|&each| match self.heap.get(each) {
            Object::Class(of) => {
                each == self.builtins.object || !of.native && of.names.contains_key(&self.known.slots)
            }
            _ => false,
        })
    }

    /// Whether a class or a base of it declares a variable of this name: dataclasses and their like give it to
    /// each instance.
    fn is_annotated(&self, class: Id, name: Symbol) -> bool {
        let Object::Class(it) = self.heap.get(class) else { return false };
        it.order.iter().any(|&each| {
            let annotations = self.heap.name(each, self.known.annotations);
            match annotations.and_then(|annotations| self.heap.object(annotations)) {
                Some(Object::Dict(it)) => it.items.contains_key(&crate::values::value::Key::Str(name)),
                _ => false,
            }
        })
    }

    /// What an attribute of a class becomes when it is asked of an instance.
    pub(crate) fn bind(&mut self, site: Site, value: Value, receiver: Value, class: Id) -> Outcome<Value> {
        match self.heap.object(value) {
            Some(Object::Function(_) | Object::Native(..)) => {
                Ok(self.heap.value(Object::Method(value, receiver)))
            }
            Some(Object::StaticMethod(inner)) => Ok(*inner),
            Some(Object::ClassMethod(inner)) => {
                let inner = *inner;
                Ok(self.heap.value(Object::Method(inner, Value::Object(class))))
            }
            Some(Object::Property(getter, _)) => {
                let getter = *getter;
                self.call(site, getter, Given { positional: vec![receiver], ..Given::default() })
            }
            Some(Object::Instance(_)) => {
                Ok(self.through_descriptor(site, value, receiver, Value::Object(class))?.unwrap_or(value))
            }
            _ => Ok(value),
        }
    }

    /// `__get__` of an object that is an attribute of a class.
    fn through_descriptor(
        &mut self,
        site: Site,
        value: Value,
        receiver: Value,
        owner: Value,
    ) -> Outcome<Option<Value>> {
        let Some(Object::Instance(it)) = self.heap.object(value) else { return Ok(Some(value)) };
        let class = it.class;
        match self.in_class(class, self.known.get) {
            Some(getter) => {
                let given = Given { positional: vec![value, receiver, owner], ..Given::default() };
                self.hooked(site, getter, given)
            }
            None => Ok(Some(value)),
        }
    }

    #[must_use]
    pub(crate) fn derives(&self, class: Id, base: Id) -> bool {
        matches!(self.heap.get(class), Object::Class(it) if it.order.contains(&base))
    }

    /// A method that the language looks up on the class: `__enter__` and its like, bound.
    pub(crate) fn special(&mut self, value: Value, name: Symbol) -> Option<Value> {
        let id = value.id()?;
        let Object::Instance(it) = self.heap.get(id) else { return None };
        let class = it.class;
        let found = self.in_class(class, name)?;
        match self.heap.object(found) {
            Some(Object::Function(_) | Object::Native(..)) => {
                Some(self.heap.value(Object::Method(found, value)))
            }
            Some(Object::StaticMethod(inner)) => Some(*inner),
            _ => None,
        }
    }

    /// An attribute of a value of a built-in type.
    pub(crate) fn native_attribute(&mut self, value: Value, name: Symbol) -> Option<Value> {
        let method = methods::of_value(self, value, name)?;
        let function = self.heap.value(Object::Native(method.0, method.1));
        Some(self.heap.value(Object::Method(function, value)))
    }

    /// `str.join` and its like.
    fn unbound_native(&mut self, class: Id, name: Symbol) -> Option<Value> {
        let method = methods::of_native_class(self, class, name)?;
        Some(self.heap.value(Object::Native(method.0, method.1)))
    }

    /// Turns an `AttributeError` into nothing.
    pub(crate) fn without_attribute_error<T>(&self, result: Outcome<Option<T>>) -> Outcome<Option<T>> {
        match result {
            Err(raise @ Raise::Exception(_)) if self.raised_is(&raise, "AttributeError") => Ok(None),
            other => other,
        }
    }
}
