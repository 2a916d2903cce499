//! Methods of lists, dicts and sets, by what they do.

use crate::engine::Engine;
use crate::language::raise::Outcome;
use crate::library::calls::unknown;
use crate::objects::methods::Method;
use crate::values::value::at;
use crate::values::value::{Given, Id, Mapping, Object, Sequence, Value};

pub(crate) const LIST: &[Method] = &[
    ("append", append),
    ("clear", clear),
    ("copy", copy),
    ("count", unknown),
    ("extend", extend),
    ("index", unknown),
    ("insert", insert),
    ("pop", pop),
    ("remove", remove),
    ("reverse", |engine, given| reordered(engine, given)),
    ("sort", |engine, given| reordered(engine, given)),
    ("__contains__", contains),
    ("__iter__", crate::library::sequence_calls::iter),
    ("__len__", crate::library::sequence_calls::len),
];

pub(crate) const DICT: &[Method] = &[
    ("clear", clear),
    ("copy", copy),
    ("fromkeys", unknown),
    ("get", get),
    ("items", items),
    ("keys", keys),
    ("pop", pop),
    ("popitem", unknown),
    ("setdefault", setdefault),
    ("update", update),
    ("values", values),
    ("__contains__", contains),
    ("__getitem__", |engine, given| {
        let site = engine.here();
        let given = &unwrapped(engine, given);
        engine.item(site, at(given, 0), at(given, 1))
    }),
    ("__setitem__", |engine, given| {
        let site = engine.here();
        let given = &unwrapped(engine, given);
        engine.set_item(site, at(given, 0), at(given, 1), at(given, 2))?;
        Ok(Value::None)
    }),
    ("__iter__", crate::library::sequence_calls::iter),
    ("__len__", crate::library::sequence_calls::len),
];

pub(crate) const SET: &[Method] = &[
    ("add", add),
    ("clear", clear),
    ("copy", copy),
    ("difference", |engine, given| combined(engine, given, crate::code::Operator::Sub)),
    ("discard", discard),
    ("intersection", |engine, given| combined(engine, given, crate::code::Operator::BitAnd)),
    ("pop", pop_element),
    ("remove", discard),
    ("union", |engine, given| combined(engine, given, crate::code::Operator::BitOr)),
    ("update", update),
    ("__contains__", contains),
    ("__iter__", crate::library::sequence_calls::iter),
    ("__len__", crate::library::sequence_calls::len),
];

pub(crate) fn append(engine: &mut Engine, given: &Given) -> Outcome<Value> {
    if let Some(id) = container(engine, given) {
        engine.heap.append(id, at(given, 1));
    }
    Ok(Value::None)
}

/// The list, dict or set that a method is about: the value itself, or what an instance of a subclass holds.
pub(crate) fn container(engine: &Engine, given: &Given) -> Option<Id> {
    let id = at(given, 0).id()?;
    match engine.heap.get(id) {
        Object::Instance(it) => it.payload.id(),
        _ => Some(id),
    }
}

/// The same with what an instance of a subclass holds in place of the instance: `dict.get(self, key)`.
pub(crate) fn unwrapped(engine: &Engine, given: &Given) -> Given {
    let mut given = given.clone();
    let receiver = at(&given, 0).id();
    if let (Some(first), Some(id)) = (given.positional.first_mut(), receiver)
        && let Object::Instance(it) = engine.heap.get(id)
        && !it.payload.is_unknown()
    {
        *first = it.payload;
    }
    given
}

pub(crate) fn clear(engine: &mut Engine, given: &Given) -> Outcome<Value> {
    if let Some(id) = container(engine, given) {
        match engine.heap.get(id) {
            Object::List(_) => engine.heap.set_elements(id, Vec::new()),
            Object::Dict(it) | Object::Set(it) => {
                for key in it.items.keys().cloned().collect::<Vec<_>>() {
                    engine.heap.set_item(id, key, None);
                }
            }
            _ => {}
        }
    }
    Ok(Value::None)
}

pub(crate) fn copy(engine: &mut Engine, given: &Given) -> Outcome<Value> {
    let Some(id) = container(engine, given) else { return Ok(Value::Unknown) };
    let object = match engine.heap.get(id) {
        Object::Namespace(_) => match engine.pairs(at(given, 0)) {
            Some((items, open)) => Object::Dict(Box::new(Mapping { items, open, factory: None })),
            None => return Ok(Value::Unknown),
        },
        object @ (Object::List(_) | Object::Dict(_) | Object::Set(_)) => object.clone(),
        _ => return Ok(Value::Unknown),
    };
    Ok(engine.heap.value(object))
}

pub(crate) fn extend(engine: &mut Engine, given: &Given) -> Outcome<Value> {
    let site = engine.here();
    let Some(id) = container(engine, given) else { return Ok(Value::None) };
    match engine.elements(site, at(given, 1))? {
        Some(values) => {
            for value in values {
                engine.step()?;
                engine.heap.append(id, value);
            }
            if engine.is_open_collection(at(given, 1)) {
                engine.heap.open(id);
            }
        }
        None => engine.heap.open(id),
    }
    Ok(Value::None)
}

pub(crate) fn insert(engine: &mut Engine, given: &Given) -> Outcome<Value> {
    let Some(id) = container(engine, given) else { return Ok(Value::None) };
    let Object::List(sequence) = engine.heap.get(id) else { return Ok(Value::None) };
    let mut items = sequence.items.clone();
    match at(given, 1) {
        Value::Int(index) => {
            let length = items.len() as i64;
            let index = if index < 0 { (index + length).max(0) } else { index.min(length) };
            items.insert(index as usize, at(given, 2));
        }
        _ => items.push(at(given, 2)),
    }
    engine.heap.set_elements(id, items);
    Ok(Value::None)
}

pub(crate) fn pop(engine: &mut Engine, given: &Given) -> Outcome<Value> {
    let Some(id) = container(engine, given) else { return Ok(Value::Unknown) };
    match engine.heap.get(id) {
        Object::List(sequence) => {
            let mut items = sequence.items.clone();
            let open = sequence.open;
            let index = match at(given, 1) {
                Value::Int(index) if index >= 0 => index as usize,
                Value::Unknown if given.positional.len() < 2 => items.len().wrapping_sub(1),
                Value::Int(index) => (items.len() as i64 + index) as usize,
                _ => return Ok(Value::Unknown),
            };
            if index >= items.len() {
                return if open {
                    Ok(Value::Unknown)
                } else {
                    engine.raise("IndexError", "pop from empty list")
                };
            }
            let value = items.remove(index);
            engine.heap.set_elements(id, items);
            Ok(if open { Value::Unknown } else { value })
        }
        Object::Dict(mapping) => {
            let Some(key) = engine.key(at(given, 1)) else { return Ok(Value::Unknown) };
            let open = mapping.open;
            match mapping.items.get(&key).map(|(_, value)| *value) {
                Some(value) => {
                    engine.heap.set_item(id, key, None);
                    Ok(value)
                }
                None if open => Ok(Value::Unknown),
                None => match given.positional.get(2) {
                    Some(default) => Ok(*default),
                    None => engine.raise_with("KeyError", &[at(given, 1)]),
                },
            }
        }
        Object::Namespace(of) => {
            let of = *of;
            if let Value::Str(name) = at(given, 1) {
                let value = engine.heap.name(of, name);
                engine.heap.set_name(of, name, None);
                return Ok(value.or(given.positional.get(2).copied()).unwrap_or(Value::Unknown));
            }
            Ok(Value::Unknown)
        }
        Object::Modules => {
            let Value::Str(name) = at(given, 1) else { return Ok(Value::Unknown) };
            let module = engine.module(name);
            match engine.look_for(module) {
                Some(value) => {
                    engine.put_module(module, None);
                    Ok(value)
                }
                None => match given.positional.get(2) {
                    Some(default) => Ok(*default),
                    None => engine.raise_with("KeyError", &[at(given, 1)]),
                },
            }
        }
        _ => Ok(Value::Unknown),
    }
}

/// `set.pop`: which element is the hash's choice; one is gone in any case.
pub(crate) fn pop_element(engine: &mut Engine, given: &Given) -> Outcome<Value> {
    let Some(id) = container(engine, given) else { return Ok(Value::Unknown) };
    let Object::Set(mapping) = engine.heap.get(id) else { return Ok(Value::Unknown) };
    let (open, length) = (mapping.open, mapping.items.len());
    let last = mapping.items.last().map(|(key, (value, _))| (key.clone(), *value));
    match last {
        Some((key, value)) => {
            engine.heap.set_item(id, key, None);
            Ok(if length == 1 && !open { value } else { Value::Unknown })
        }
        None if open => Ok(Value::Unknown),
        None => engine.raise_with("KeyError", &[]),
    }
}

pub(crate) fn remove(engine: &mut Engine, given: &Given) -> Outcome<Value> {
    let Some(id) = container(engine, given) else { return Ok(Value::None) };
    let Object::List(sequence) = engine.heap.get(id) else { return Ok(Value::None) };
    let position = sequence.items.iter().position(|&item| engine.same(item, at(given, 1)) == Some(true));
    if let Some(position) = position {
        let mut items = sequence.items.clone();
        items.remove(position);
        engine.heap.set_elements(id, items);
    }
    Ok(Value::None)
}

pub(crate) fn reordered(engine: &mut Engine, given: &Given) -> Outcome<Value> {
    let site = engine.here();
    let Some(id) = container(engine, given) else { return Ok(Value::None) };
    let sorted = crate::library::sequence_calls::sorted(engine, given)?;
    if let Some(items) = engine.elements(site, sorted)? {
        engine.heap.set_elements(id, items);
    }
    Ok(Value::None)
}

pub(crate) fn contains(engine: &mut Engine, given: &Given) -> Outcome<Value> {
    let given = &unwrapped(engine, given);
    let site = engine.here();
    let known = engine.contains(site, at(given, 0), at(given, 1))?;
    Ok(known.map_or(Value::Unknown, Value::Bool))
}

pub(crate) fn get(engine: &mut Engine, given: &Given) -> Outcome<Value> {
    let given = &unwrapped(engine, given);
    let site = engine.here();
    let default = given.positional.get(2).copied().unwrap_or(Value::None);
    match engine.contains(site, at(given, 0), at(given, 1))? {
        Some(true) => engine.item(site, at(given, 0), at(given, 1)),
        Some(false) => Ok(default),
        None => Ok(Value::Unknown),
    }
}

pub(crate) fn items(engine: &mut Engine, given: &Given) -> Outcome<Value> {
    let given = &unwrapped(engine, given);
    let Some((pairs, open)) = engine.pairs(at(given, 0)) else { return Ok(Value::Unknown) };
    let items: Vec<Value> = pairs
        .into_iter()
        .map(|(_, (key, value))| engine.heap.value(Object::Tuple(Box::new([key, value]))))
        .collect();
    Ok(engine.heap.value(Object::List(Sequence { items, open })))
}

pub(crate) fn keys(engine: &mut Engine, given: &Given) -> Outcome<Value> {
    let given = &unwrapped(engine, given);
    let Some((pairs, open)) = engine.pairs(at(given, 0)) else { return Ok(Value::Unknown) };
    let items = pairs.into_iter().map(|(_, (key, _))| key).collect();
    Ok(engine.heap.value(Object::List(Sequence { items, open })))
}

pub(crate) fn values(engine: &mut Engine, given: &Given) -> Outcome<Value> {
    let given = &unwrapped(engine, given);
    let Some((pairs, open)) = engine.pairs(at(given, 0)) else { return Ok(Value::Unknown) };
    let items = pairs.into_iter().map(|(_, (_, value))| value).collect();
    Ok(engine.heap.value(Object::List(Sequence { items, open })))
}

pub(crate) fn setdefault(engine: &mut Engine, given: &Given) -> Outcome<Value> {
    let given = &unwrapped(engine, given);
    let site = engine.here();
    let default = given.positional.get(2).copied().unwrap_or(Value::None);
    match engine.contains(site, at(given, 0), at(given, 1))? {
        Some(true) => engine.item(site, at(given, 0), at(given, 1)),
        Some(false) => {
            engine.set_item(site, at(given, 0), at(given, 1), default)?;
            Ok(default)
        }
        None => Ok(Value::Unknown),
    }
}

pub(crate) fn update(engine: &mut Engine, given: &Given) -> Outcome<Value> {
    let given = &unwrapped(engine, given);
    let site = engine.here();
    let target = at(given, 0);
    for &other in given.positional.iter().skip(1) {
        if let Some((pairs, open)) = engine.pairs(other) {
            for (key, (name, value)) in pairs {
                match container(engine, given).map(|id| (id, engine.heap.get(id))) {
                    Some((id, Object::Set(_))) => engine.heap.set_item(id, key, Some((name, Value::None))),
                    _ => engine.set_item(site, target, name, value)?,
                }
            }
            if open {
                widen(engine, given);
            }
        } else if let (Some(values), Some(id)) = (engine.elements(site, other)?, container(engine, given)) {
            let is_set = matches!(engine.heap.get(id), Object::Set(_));
            for value in values {
                match engine.key(value) {
                    Some(key) if is_set => engine.heap.set_item(id, key, Some((value, Value::None))),
                    _ => widen(engine, given),
                }
            }
        } else {
            widen(engine, given);
        }
    }
    for &(name, value) in &given.keywords {
        engine.set_item(site, target, Value::Str(name), value)?;
    }
    if given.open {
        widen(engine, given);
    }
    Ok(Value::None)
}

pub(crate) fn widen(engine: &mut Engine, given: &Given) {
    if let Some(id) = container(engine, given) {
        match engine.heap.get(id) {
            Object::Namespace(of) => {
                let of = *of;
                engine.heap.open(of);
            }
            _ => engine.heap.open(id),
        }
    }
}

pub(crate) fn add(engine: &mut Engine, given: &Given) -> Outcome<Value> {
    if let Some(id) = container(engine, given) {
        match engine.key(at(given, 1)) {
            Some(key) => engine.heap.set_item(id, key, Some((at(given, 1), Value::None))),
            None => engine.heap.open(id),
        }
    }
    Ok(Value::None)
}

pub(crate) fn discard(engine: &mut Engine, given: &Given) -> Outcome<Value> {
    if let (Some(id), Some(key)) = (container(engine, given), engine.key(at(given, 1))) {
        engine.heap.set_item(id, key, None);
    }
    Ok(Value::None)
}

pub(crate) fn combined(
    engine: &mut Engine,
    given: &Given,
    operator: crate::code::Operator,
) -> Outcome<Value> {
    let site = engine.here();
    let other = crate::library::constructors::set(
        engine,
        &Given { positional: vec![at(given, 1)], ..Given::default() },
    )?;
    engine.operate(site, at(given, 0), operator, other)
}
