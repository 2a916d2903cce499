//! Classes of tuples with named fields: `collections.namedtuple`, `typing.NamedTuple`; and `typing.TypedDict`.

use crate::engine::Engine;
use crate::language::raise::Outcome;
use crate::library::builtins::add_class;
use crate::values::symbol::Symbol;
use crate::values::value::{Given, Id, Mapping, Names, Object, Value, at};

/// Makes the models of the classes.
pub fn install(engine: &mut Engine) -> [(&'static str, Value); 2] {
    let known = engine.known;
    let tuple = engine.builtin_class("tuple");
    let named =
        add_class(&mut engine.symbols, &mut engine.heap, &known, "NamedTuple", &[tuple], Some(functional));
    let hook = engine.heap.value(Object::Native("__init_subclass__", derive));
    if let Object::Class(it) = engine.heap.fresh(named) {
        it.names.insert(known.init_subclass, hook);
        it.open = true;
    }
    let dict = engine.builtin_class("dict");
    let typed = Some(crate::library::constructors::dict as crate::values::value::Native);
    let typed = add_class(&mut engine.symbols, &mut engine.heap, &known, "TypedDict", &[dict], typed);
    if let Object::Class(it) = engine.heap.fresh(typed) {
        it.open = true;
    }
    [("NamedTuple", Value::Object(named)), ("TypedDict", Value::Object(typed))]
}

/// `collections.namedtuple(name, fields)`.
pub fn namedtuple(engine: &mut Engine, given: &Given) -> Outcome<Value> {
    let site = engine.here();
    let Value::Str(name) = at(given, 0) else { return Ok(Value::Unknown) };
    let text = engine.symbols.text(name).to_owned();
    let known = engine.known;
    let tuple = engine.builtin_class("tuple");
    let class = add_class(&mut engine.symbols, &mut engine.heap, &known, &text, &[tuple], None);
    let module = engine.heap.name(site.globals, known.name).unwrap_or(Value::Unknown);
    if let Object::Class(it) = engine.heap.fresh(class) {
        it.open = true;
        it.native = false;
        it.names.insert(known.module, module);
    }
    let fields = match at(given, 1) {
        Value::Str(fields) => {
            let fields = engine.symbols.text(fields).replace(',', " ");
            Some(fields.split_whitespace().map(|field| engine.symbols.intern(field)).collect())
        }
        other if engine.is_open_collection(other) => None,
        other => engine.elements(site, other)?.and_then(|fields| fields.into_iter().map(name_of).collect()),
    };
    let key = engine.symbols.find("defaults");
    let defaults = given.keywords.iter().find(|(name, _)| Some(*name) == key).map(|(_, value)| *value);
    let defaults = match defaults {
        Some(defaults) => engine.elements(site, defaults)?,
        None => Some(Vec::new()),
    };
    if let (Some(fields), Some(defaults), true) = (fields, defaults, given.positional.len() == 2) {
        let fields: Vec<Symbol> = fields;
        let first = fields.len().saturating_sub(defaults.len());
        let defaults = fields.iter().skip(first).copied().zip(defaults).collect();
        equip(engine, class, &fields, &defaults);
    }
    Ok(Value::Object(class))
}

fn name_of(value: Value) -> Option<Symbol> {
    if let Value::Str(name) = value { Some(name) } else { None }
}

/// `typing.NamedTuple(name, [(field, type), ...])`.
fn functional(engine: &mut Engine, given: &Given) -> Outcome<Value> {
    let site = engine.here();
    let mut names = Vec::new();
    for pair in engine.elements(site, at(given, 1))?.unwrap_or_default() {
        if let Some(&[name, _]) = engine.elements(site, pair)?.as_deref() {
            names.push(name);
        }
    }
    let names = engine.heap.value(Object::Tuple(names.into()));
    namedtuple(engine, &Given { positional: vec![at(given, 0), names], ..Given::default() })
}

/// A class statement derives from `typing.NamedTuple`: its annotated names are the fields.
fn derive(engine: &mut Engine, given: &Given) -> Outcome<Value> {
    let Some(class) = at(given, 0).id() else { return Ok(Value::None) };
    let Object::Class(it) = engine.heap.get(class) else { return Ok(Value::None) };
    let direct = it.bases.iter().any(|&base| match engine.heap.object(base) {
        Some(Object::Class(base)) => base.native && engine.symbols.text(base.name) == "NamedTuple",
        _ => false,
    });
    let annotations = it.names.get(&engine.known.annotations).copied();
    let Some(Object::Dict(annotations)) = annotations.and_then(|it| engine.heap.object(it)) else {
        return Ok(Value::None);
    };
    let fields: Vec<Symbol> = annotations.items.values().filter_map(|(name, _)| name_of(*name)).collect();
    let defaults = fields.iter().filter_map(|name| it.names.get(name).map(|value| (*name, *value))).collect();
    if direct {
        equip(engine, class, &fields, &defaults);
    }
    Ok(Value::None)
}

/// Gives a class what makes instances with these fields.
fn equip(engine: &mut Engine, class: Id, fields: &[Symbol], defaults: &Names) {
    let names: Box<[Value]> = fields.iter().copied().map(Value::Str).collect();
    let names = engine.heap.value(Object::Tuple(names));
    let mut mapping = Mapping::default();
    for (&name, &value) in defaults {
        mapping.items.insert(crate::values::value::Key::Str(name), (Value::Str(name), value));
    }
    let defaults = engine.heap.value(Object::Dict(Box::new(mapping)));
    let new = engine.heap.value(Object::Native("__new__", make));
    let new = engine.heap.value(Object::StaticMethod(new));
    let replace = engine.heap.value(Object::Native("_replace", replace));
    for (name, value) in
        [("_fields", names), ("_field_defaults", defaults), ("__new__", new), ("_replace", replace)]
    {
        let name = engine.symbols.intern(name);
        engine.heap.set_name(class, name, Some(value));
    }
}

/// The fields of a class, and their defaults.
fn described(engine: &mut Engine, class: Id) -> Option<(Vec<Symbol>, Mapping)> {
    let (fields, defaults) = (engine.symbols.find("_fields")?, engine.symbols.find("_field_defaults")?);
    let Some(Object::Tuple(fields)) = engine.heap.object(engine.in_class(class, fields)?) else {
        return None;
    };
    let fields = fields.iter().copied().filter_map(name_of).collect();
    let Some(Object::Dict(defaults)) = engine.heap.object(engine.in_class(class, defaults)?) else {
        return None;
    };
    Some((fields, (**defaults).clone()))
}

fn instance(engine: &mut Engine, class: Id, values: Vec<(Symbol, Value)>) -> Value {
    let payload: Box<[Value]> = values.iter().map(|(_, value)| *value).collect();
    let payload = engine.heap.value(Object::Tuple(payload));
    let made = engine.plain_instance(class, false);
    if let Some(id) = made.id()
        && let Object::Instance(it) = engine.heap.fresh(id)
    {
        it.payload = payload;
        it.names.extend(values);
    }
    made
}

/// `__new__` of a class of named tuples.
fn make(engine: &mut Engine, given: &Given) -> Outcome<Value> {
    let Some(class) = at(given, 0).id() else { return Ok(Value::Unknown) };
    let Some((fields, defaults)) = described(engine, class) else { return Ok(Value::Unknown) };
    let values = fields.into_iter().enumerate().map(|(index, name)| {
        let keyword = given.keywords.iter().find(|(each, _)| *each == name).map(|(_, value)| *value);
        let default = || defaults.items.get(&crate::values::value::Key::Str(name)).map(|(_, value)| *value);
        let value = given.positional.get(index + 1).copied().or(keyword);
        let value = value.or_else(|| if given.open { None } else { default() });
        (name, value.unwrap_or(Value::Unknown))
    });
    let values = values.collect();
    Ok(instance(engine, class, values))
}

/// `point._replace(x=1)`.
fn replace(engine: &mut Engine, given: &Given) -> Outcome<Value> {
    let Some(Object::Instance(it)) = engine.heap.object(at(given, 0)) else { return Ok(Value::Unknown) };
    let class = it.class;
    let mut values: Vec<(Symbol, Value)> = it.names.iter().map(|(name, value)| (*name, *value)).collect();
    for (name, value) in &mut values {
        if let Some((_, other)) = given.keywords.iter().find(|(each, _)| each == name) {
            *value = *other;
        }
    }
    Ok(if given.open { Value::Unknown } else { instance(engine, class, values) })
}
