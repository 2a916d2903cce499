//! Methods of built-in types, by what they do.

use crate::engine::Engine;
use crate::library::calls::{nothing, unknown};
use crate::library::constructors::make_class;
use crate::library::container_methods::{DICT, LIST, SET};
use crate::library::text_methods::TEXT;
use crate::values::symbol::Symbol;
use crate::values::value::at;
use crate::values::value::{Id, Native, Object, Sequence, Value};

pub(crate) type Method = (&'static str, Native);

fn lookup(table: &'static [Method], name: &str) -> Option<Method> {
    table.iter().find(|(each, _)| *each == name).copied()
}

/// The method of a value of a built-in type.
pub fn of_value(engine: &Engine, value: Value, name: Symbol) -> Option<Method> {
    let text = engine.symbols.text(name);
    let (type_name, table) = match value {
        Value::Str(_) => ("str", TEXT),
        Value::Int(_) | Value::Bool(_) => ("int", &[][..]),
        Value::Float(_) => ("float", &[][..]),
        Value::Bytes(_) => ("bytes", &[][..]),
        Value::None => ("NoneType", &[][..]),
        Value::Object(id) => match engine.heap.get(id) {
            Object::List(_) => ("list", LIST),
            Object::Dict(_) | Object::Modules => ("dict", DICT),
            Object::Namespace(_) => ("?", DICT),
            Object::Set(_) => ("set", SET),
            Object::Tuple(_) => ("tuple", &LIST[LIST.len() - 3..]),
            _ => ("?", &[][..]),
        },
        _ => ("?", &[][..]),
    };
    // What stands for a list or a dict may be one of a subclass, or a view.
    let other = match value {
        Value::Str(_) => false,
        _ => matches!(
            text,
            "appendleft"
                | "popleft"
                | "rotate"
                | "extendleft"
                | "maxlen"
                | "mapping"
                | "isdisjoint"
                | "move_to_end"
                | "most_common"
                | "elements"
                | "subtract"
                | "total"
                | "default_factory"
                | "data"
                | "maps"
                | "parents"
                | "new_child"
                | "issubset"
                | "issuperset"
                | "symmetric_difference"
                | "difference_update"
                | "intersection_update"
                | "symmetric_difference_update"
        ),
    };
    let has = crate::values::type_names::has(type_name, text) != Some(false);
    lookup(table, text).or_else(|| (has || other).then_some(("?", unknown)))
}

/// `str.join` and its like.
pub fn of_native_class(engine: &Engine, class: Id, name: Symbol) -> Option<Method> {
    let Object::Class(it) = engine.heap.get(class) else { return None };
    let text = engine.symbols.text(name);
    match engine.symbols.text(it.name) {
        "str" => lookup(TEXT, text),
        "list" => lookup(LIST, text),
        "dict" if text != "fromkeys" => lookup(DICT, text),
        "set" => lookup(SET, text),
        "type" => of_type(text),
        "object" | "module" => of_object(text),
        _ if class == engine.builtins.enum_meta? => of_type(text),
        _ => None,
    }
}

/// What every class has from `type`.
pub fn of_class(name: &str) -> Option<Method> {
    match name {
        "__subclasses__" => Some(("__subclasses__", |engine, given| {
            let Value::Object(id) = at(given, 0) else { return Ok(Value::Unknown) };
            let Object::Class(class) = engine.heap.get(id) else { return Ok(Value::Unknown) };
            if class.native {
                return Ok(Value::Unknown);
            }
            let (open, mut items) = (class.open, Vec::new());
            for &subclass in &class.subclasses {
                if !items.contains(&Value::Object(subclass)) {
                    items.push(Value::Object(subclass));
                }
            }
            Ok(engine.heap.value(Object::List(Sequence { items, open })))
        })),
        "mro" => Some(("mro", |engine, given| {
            let site = engine.here();
            let name = engine.known.mro;
            Ok(engine.attribute(site, at(given, 0), name)?.unwrap_or(Value::Unknown))
        })),
        _ => None,
    }
}

/// What a metaclass reaches by `super()`.
pub fn of_type(name: &str) -> Option<Method> {
    match name {
        "__new__" => Some(("__new__", |engine, given| {
            let mut rest = given.clone();
            if rest.positional.is_empty() {
                return Ok(Value::Unknown);
            }
            let metaclass = rest.positional.remove(0).id();
            let metaclass = metaclass.filter(|&id| id != engine.builtins.type_);
            make_class(engine, metaclass, &rest)
        })),
        "__init__" => Some(("__init__", nothing)),
        "__call__" => Some(("__call__", |engine, given| {
            let site = engine.here();
            let mut rest = given.clone();
            if rest.positional.is_empty() {
                return Ok(Value::Unknown);
            }
            match rest.positional.remove(0) {
                Value::Object(class) if matches!(engine.heap.get(class), Object::Class(_)) => {
                    engine.construct(site, class, rest)
                }
                _ => Ok(Value::Unknown),
            }
        })),
        "__prepare__" => {
            Some(("__prepare__", |engine, _| Ok(engine.heap.value(Object::Dict(Box::default())))))
        }
        "__setattr__" => of_object("__setattr__"),
        _ => None,
    }
}

/// What every object has from `object`, where nothing else defines it.
pub fn of_object(name: &str) -> Option<Method> {
    match name {
        "__init__" | "__init_subclass__" | "__set_name__" | "__delattr__" => Some(("__init__", nothing)),
        "__new__" => Some(("__new__", |engine, given| {
            let site = engine.here();
            let mut rest = given.clone();
            if rest.positional.is_empty() {
                return Ok(Value::Unknown);
            }
            let Some(class) = rest.positional.remove(0).id() else { return Ok(Value::Unknown) };
            let Object::Class(it) = engine.heap.get(class) else { return Ok(Value::Unknown) };
            let order = it.order.clone();
            engine.new_instance(site, class, &order, &rest)
        })),
        "__getattribute__" => Some(("__getattribute__", |engine, given| {
            let site = engine.here();
            let (Value::Object(id), Value::Str(name)) = (at(given, 0), at(given, 1)) else {
                return Ok(Value::Unknown);
            };
            match engine.attribute_without_hook(site, id, name)? {
                Some(value) => Ok(value),
                None => engine.no_attribute_of_instance(id, name),
            }
        })),
        "__setattr__" => Some(("__setattr__", |engine, given| {
            if let (Value::Object(id), Value::Str(name)) = (at(given, 0), at(given, 1))
                && engine.heap.names(id).is_some()
            {
                engine.heap.set_name(id, name, Some(at(given, 2)));
            }
            Ok(Value::None)
        })),
        _ => None,
    }
}
