//! Attributes: what a value has under a name (language reference, 3.3.2).

use crate::engine::{Engine, State};
use crate::frame::Site;
use crate::methods;
use crate::raise::{Outcome, Raise};
use crate::symbol::Symbol;
use crate::value::{Given, Id, ModuleId, Native, Object, Value};

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
                } else if it.open || crate::type_names::has("function", self.symbols.text(name)) == Some(true)
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
                    "setter" => ("setter", crate::calls::property_setter),
                    "getter" => ("getter", crate::calls::property_getter),
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

    fn module_attribute(
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
            self.note_submodule(value);
            if name == self.known.spec && value.is_unknown() {
                return Ok(Some(self.spec_of(id)));
            }
            return Ok(Some(value));
        }
        if name == self.known.dict {
            return Ok(Some(self.heap.value(Object::Namespace(id))));
        }
        if name == self.known.class {
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
    fn note_submodule(&mut self, value: Value) {
        let Some(Object::Module(it)) = self.heap.object(value) else { return };
        let Some(module) = it.module else { return };
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
        let child = format!("{}.{}", self.module_name(module), self.symbols.text(name));
        let child = self.module_named(&child);
        if self.states[child.0 as usize] == State::Absent
            && let Some(running) = self.running.last_mut()
            && !running.absent.contains(&child)
        {
            running.absent.push(child);
        }
    }

    /// `module_getattro`'s `AttributeError`.
    fn no_attribute(&mut self, id: Id, module: Option<ModuleId>, name: Symbol) -> Outcome<Option<Value>> {
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
            // It has no `__spec__` that could tell of the submodule.
            let raised = self.raise("AttributeError", &format!("module '{full}' has no attribute '{text}'"));
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
            return Ok(Some(self.heap.value(Object::Native("_convert_", crate::library::convert_enum))));
        }
        // What `object` has is found there, before the metaclass is asked.
        if !native && crate::type_names::has("object", self.symbols.text(name)) == Some(true) {
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
            self.note_submodule(own);
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
        let special = crate::type_names::has("object", self.symbols.text(name)) == Some(true);
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
                Some(Object::Dict(it)) => it.items.contains_key(&crate::value::Key::Str(name)),
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

    fn super_attribute(
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
