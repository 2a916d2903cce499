//! Methods of built-in types, by what they do.

use crate::calls::{nothing, unknown};
use crate::constructors::make_class;
use crate::engine::Engine;
use crate::expression::LONGEST;
use crate::raise::Outcome;
use crate::symbol::Symbol;
use crate::value::{Given, Id, Mapping, Native, Object, Sequence, Value};

type Method = (&'static str, Native);

const TEXT: &[Method] = &[
    ("capitalize", |engine, given| {
        text_with(engine, given, |text| {
            let mut letters = text.chars();
            letters.next().map_or(String::new(), |first| {
                first.to_uppercase().chain(letters.flat_map(char::to_lowercase)).collect()
            })
        })
    }),
    ("count", unknown),
    ("encode", unknown),
    ("endswith", |engine, given| affix(engine, given, |text, part| text.ends_with(part))),
    ("find", find),
    ("format", format),
    ("isdigit", |engine, given| {
        text_is(engine, given, |text| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit()))
    }),
    ("isidentifier", |engine, given| {
        text_is(engine, given, |text| {
            text.chars().all(|c| c.is_alphanumeric() || c == '_')
                && !text.starts_with(|c: char| c.is_ascii_digit())
                && !text.is_empty()
        })
    }),
    ("islower", |engine, given| {
        text_is(engine, given, |text| {
            text.chars().any(char::is_lowercase) && !text.chars().any(char::is_uppercase)
        })
    }),
    ("isupper", |engine, given| {
        text_is(engine, given, |text| {
            text.chars().any(char::is_uppercase) && !text.chars().any(char::is_lowercase)
        })
    }),
    ("join", join),
    ("lower", |engine, given| text_with(engine, given, str::to_lowercase)),
    ("lstrip", |engine, given| strip(engine, given, true, false)),
    ("partition", |engine, given| partition(engine, given, false)),
    ("removeprefix", |engine, given| {
        cut(engine, given, |text, part| text.strip_prefix(part).unwrap_or(text).to_owned())
    }),
    ("removesuffix", |engine, given| {
        cut(engine, given, |text, part| text.strip_suffix(part).unwrap_or(text).to_owned())
    }),
    ("replace", replace),
    ("rpartition", |engine, given| partition(engine, given, true)),
    ("rsplit", |engine, given| split(engine, given, true)),
    ("rstrip", |engine, given| strip(engine, given, false, true)),
    ("split", |engine, given| split(engine, given, false)),
    ("splitlines", |engine, given| {
        let Some(text) = receiver(engine, given) else { return Ok(Value::Unknown) };
        let parts: Vec<String> = text.lines().map(str::to_owned).collect();
        Ok(texts(engine, &parts))
    }),
    ("startswith", |engine, given| affix(engine, given, |text, part| text.starts_with(part))),
    ("strip", |engine, given| strip(engine, given, true, true)),
    ("title", unknown),
    ("upper", |engine, given| text_with(engine, given, str::to_uppercase)),
];

const LIST: &[Method] = &[
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
    ("__iter__", crate::calls::iter),
    ("__len__", crate::calls::len),
];

const DICT: &[Method] = &[
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
    ("__iter__", crate::calls::iter),
    ("__len__", crate::calls::len),
];

const SET: &[Method] = &[
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
    ("__iter__", crate::calls::iter),
    ("__len__", crate::calls::len),
];

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
    let has = crate::type_names::has(type_name, text) != Some(false);
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

fn at(given: &Given, index: usize) -> Value {
    given.positional.get(index).copied().unwrap_or(Value::Unknown)
}

fn receiver(engine: &Engine, given: &Given) -> Option<String> {
    match at(given, 0) {
        Value::Str(text) => Some(engine.symbols.text(text).to_owned()),
        Value::Object(id) => match engine.heap.get(id) {
            Object::Instance(it) => match it.payload {
                Value::Str(text) => Some(engine.symbols.text(text).to_owned()),
                _ => None,
            },
            _ => None,
        },
        _ => None,
    }
}

fn text_at(engine: &Engine, given: &Given, index: usize) -> Option<String> {
    match at(given, index) {
        Value::Str(text) => Some(engine.symbols.text(text).to_owned()),
        _ => None,
    }
}

fn text_with(engine: &mut Engine, given: &Given, change: fn(&str) -> String) -> Outcome<Value> {
    let Some(text) = receiver(engine, given) else { return Ok(Value::Unknown) };
    Ok(engine.text(&change(&text)))
}

fn text_is(engine: &mut Engine, given: &Given, test: fn(&str) -> bool) -> Outcome<Value> {
    Ok(receiver(engine, given).map_or(Value::Unknown, |text| Value::Bool(test(&text))))
}

fn cut(engine: &mut Engine, given: &Given, change: fn(&str, &str) -> String) -> Outcome<Value> {
    match (receiver(engine, given), text_at(engine, given, 1)) {
        (Some(text), Some(part)) => Ok(engine.text(&change(&text, &part))),
        _ => Ok(Value::Unknown),
    }
}

fn affix(engine: &mut Engine, given: &Given, test: fn(&str, &str) -> bool) -> Outcome<Value> {
    let Some(text) = receiver(engine, given) else { return Ok(Value::Unknown) };
    if given.positional.len() > 2 {
        return Ok(Value::Unknown);
    }
    if let Some(Object::Tuple(parts)) = engine.heap.object(at(given, 1)) {
        let mut certain = true;
        for &part in parts {
            match part {
                Value::Str(part) if test(&text, engine.symbols.text(part)) => return Ok(Value::Bool(true)),
                Value::Str(_) => {}
                _ => certain = false,
            }
        }
        return Ok(if certain { Value::Bool(false) } else { Value::Unknown });
    }
    Ok(text_at(engine, given, 1).map_or(Value::Unknown, |part| Value::Bool(test(&text, &part))))
}

fn find(engine: &mut Engine, given: &Given) -> Outcome<Value> {
    match (receiver(engine, given), text_at(engine, given, 1), given.positional.len()) {
        (Some(text), Some(part), 2) if text.is_ascii() => {
            Ok(Value::Int(text.find(&part).map_or(-1, |index| index as i64)))
        }
        _ => Ok(Value::Unknown),
    }
}

/// `str.format` with plain fields.
fn format(engine: &mut Engine, given: &Given) -> Outcome<Value> {
    let Some(format) = receiver(engine, given) else { return Ok(Value::Unknown) };
    let mut text = String::new();
    let mut next = 1;
    let mut rest = format.as_str();
    while let Some(index) = rest.find(['{', '}']) {
        text.push_str(&rest[..index]);
        let brace = &rest[index..=index];
        rest = &rest[index + 1..];
        if let Some(after) = rest.strip_prefix(brace) {
            text.push_str(brace);
            rest = after;
            continue;
        }
        let Some((field, after)) = rest.split_once('}') else { return Ok(Value::Unknown) };
        rest = after;
        let value = if field.is_empty() {
            next += 1;
            at(given, next - 1)
        } else if let Ok(number) = field.parse::<usize>() {
            at(given, number + 1)
        } else {
            let name = engine.symbols.find(field);
            given
                .keywords
                .iter()
                .find(|(each, _)| Some(*each) == name)
                .map_or(Value::Unknown, |(_, value)| *value)
        };
        match engine.str(value) {
            Some(shown) => text.push_str(&shown),
            None => return Ok(Value::Unknown),
        }
    }
    text.push_str(rest);
    Ok(if text.len() > LONGEST { Value::Unknown } else { engine.text(&text) })
}

fn join(engine: &mut Engine, given: &Given) -> Outcome<Value> {
    let site = engine.here();
    let Some(separator) = receiver(engine, given) else { return Ok(Value::Unknown) };
    if engine.is_open_collection(at(given, 1)) {
        return Ok(Value::Unknown);
    }
    let Some(parts) = engine.elements(site, at(given, 1))? else { return Ok(Value::Unknown) };
    let parts: Option<Vec<String>> = parts
        .into_iter()
        .map(
            |part| {
                if let Value::Str(text) = part { Some(engine.symbols.text(text).to_owned()) } else { None }
            },
        )
        .collect();
    Ok(match parts.map(|parts| parts.join(&separator)) {
        Some(text) if text.len() < LONGEST => engine.text(&text),
        _ => Value::Unknown,
    })
}

fn strip(engine: &mut Engine, given: &Given, left: bool, right: bool) -> Outcome<Value> {
    let Some(text) = receiver(engine, given) else { return Ok(Value::Unknown) };
    let letters = match given.positional.get(1) {
        None | Some(Value::None) => None,
        Some(Value::Str(letters)) => Some(engine.symbols.text(*letters).to_owned()),
        Some(_) => return Ok(Value::Unknown),
    };
    let matches = |letter: char| match &letters {
        None => letter.is_whitespace(),
        Some(letters) => letters.contains(letter),
    };
    let mut part = text.as_str();
    if left {
        part = part.trim_start_matches(matches);
    }
    if right {
        part = part.trim_end_matches(matches);
    }
    Ok(engine.text(part))
}

fn partition(engine: &mut Engine, given: &Given, last: bool) -> Outcome<Value> {
    let (Some(text), Some(part)) = (receiver(engine, given), text_at(engine, given, 1)) else {
        return Ok(Value::Unknown);
    };
    let split = if last { text.rsplit_once(&part) } else { text.split_once(&part) };
    let parts = match split {
        Some((before, after)) => [before.to_owned(), part, after.to_owned()],
        None if last => [String::new(), String::new(), text],
        None => [text, String::new(), String::new()],
    };
    let parts: Box<[Value]> = parts.iter().map(|part| engine.text(part)).collect();
    Ok(engine.heap.value(Object::Tuple(parts)))
}

fn replace(engine: &mut Engine, given: &Given) -> Outcome<Value> {
    match (receiver(engine, given), text_at(engine, given, 1), text_at(engine, given, 2)) {
        (Some(text), Some(from), Some(to)) if given.positional.len() == 3 && !from.is_empty() => {
            let text = text.replace(&from, &to);
            Ok(if text.len() < LONGEST { engine.text(&text) } else { Value::Unknown })
        }
        _ => Ok(Value::Unknown),
    }
}

fn texts(engine: &mut Engine, parts: &[String]) -> Value {
    let items = parts.iter().map(|part| engine.text(part)).collect();
    engine.heap.value(Object::List(Sequence { items, open: false }))
}

fn split(engine: &mut Engine, given: &Given, last: bool) -> Outcome<Value> {
    let Some(text) = receiver(engine, given) else { return Ok(Value::Unknown) };
    let most = match given.positional.get(2) {
        None => usize::MAX,
        Some(Value::Int(most)) if *most >= 0 => *most as usize + 1,
        Some(_) => return Ok(Value::Unknown),
    };
    let keyword = !given.keywords.is_empty();
    let parts: Vec<String> = match given.positional.get(1) {
        _ if keyword => return Ok(Value::Unknown),
        None | Some(Value::None) => text.split_whitespace().map(str::to_owned).collect(),
        Some(Value::Str(separator)) => {
            let separator = engine.symbols.text(*separator);
            if separator.is_empty() {
                return Ok(Value::Unknown);
            }
            if last {
                let mut parts: Vec<String> = text.rsplitn(most, separator).map(str::to_owned).collect();
                parts.reverse();
                parts
            } else {
                text.splitn(most, separator).map(str::to_owned).collect()
            }
        }
        Some(_) => return Ok(Value::Unknown),
    };
    Ok(texts(engine, &parts))
}

fn append(engine: &mut Engine, given: &Given) -> Outcome<Value> {
    if let Some(id) = container(engine, given) {
        engine.heap.append(id, at(given, 1));
    }
    Ok(Value::None)
}

/// The list, dict or set that a method is about: the value itself, or what an instance of a subclass holds.
fn container(engine: &Engine, given: &Given) -> Option<Id> {
    let id = at(given, 0).id()?;
    match engine.heap.get(id) {
        Object::Instance(it) => it.payload.id(),
        _ => Some(id),
    }
}

/// The same with what an instance of a subclass holds in place of the instance: `dict.get(self, key)`.
fn unwrapped(engine: &Engine, given: &Given) -> Given {
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

fn clear(engine: &mut Engine, given: &Given) -> Outcome<Value> {
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

fn copy(engine: &mut Engine, given: &Given) -> Outcome<Value> {
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

fn extend(engine: &mut Engine, given: &Given) -> Outcome<Value> {
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

fn insert(engine: &mut Engine, given: &Given) -> Outcome<Value> {
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

fn pop(engine: &mut Engine, given: &Given) -> Outcome<Value> {
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
fn pop_element(engine: &mut Engine, given: &Given) -> Outcome<Value> {
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

fn remove(engine: &mut Engine, given: &Given) -> Outcome<Value> {
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

fn reordered(engine: &mut Engine, given: &Given) -> Outcome<Value> {
    let site = engine.here();
    let Some(id) = container(engine, given) else { return Ok(Value::None) };
    let sorted = crate::calls::sorted(engine, given)?;
    if let Some(items) = engine.elements(site, sorted)? {
        engine.heap.set_elements(id, items);
    }
    Ok(Value::None)
}

fn contains(engine: &mut Engine, given: &Given) -> Outcome<Value> {
    let given = &unwrapped(engine, given);
    let site = engine.here();
    let known = engine.contains(site, at(given, 0), at(given, 1))?;
    Ok(known.map_or(Value::Unknown, Value::Bool))
}

fn get(engine: &mut Engine, given: &Given) -> Outcome<Value> {
    let given = &unwrapped(engine, given);
    let site = engine.here();
    let default = given.positional.get(2).copied().unwrap_or(Value::None);
    match engine.contains(site, at(given, 0), at(given, 1))? {
        Some(true) => engine.item(site, at(given, 0), at(given, 1)),
        Some(false) => Ok(default),
        None => Ok(Value::Unknown),
    }
}

fn items(engine: &mut Engine, given: &Given) -> Outcome<Value> {
    let given = &unwrapped(engine, given);
    let Some((pairs, open)) = engine.pairs(at(given, 0)) else { return Ok(Value::Unknown) };
    let items: Vec<Value> = pairs
        .into_iter()
        .map(|(_, (key, value))| engine.heap.value(Object::Tuple(Box::new([key, value]))))
        .collect();
    Ok(engine.heap.value(Object::List(Sequence { items, open })))
}

fn keys(engine: &mut Engine, given: &Given) -> Outcome<Value> {
    let given = &unwrapped(engine, given);
    let Some((pairs, open)) = engine.pairs(at(given, 0)) else { return Ok(Value::Unknown) };
    let items = pairs.into_iter().map(|(_, (key, _))| key).collect();
    Ok(engine.heap.value(Object::List(Sequence { items, open })))
}

fn values(engine: &mut Engine, given: &Given) -> Outcome<Value> {
    let given = &unwrapped(engine, given);
    let Some((pairs, open)) = engine.pairs(at(given, 0)) else { return Ok(Value::Unknown) };
    let items = pairs.into_iter().map(|(_, (_, value))| value).collect();
    Ok(engine.heap.value(Object::List(Sequence { items, open })))
}

fn setdefault(engine: &mut Engine, given: &Given) -> Outcome<Value> {
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

fn update(engine: &mut Engine, given: &Given) -> Outcome<Value> {
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

fn widen(engine: &mut Engine, given: &Given) {
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

fn add(engine: &mut Engine, given: &Given) -> Outcome<Value> {
    if let Some(id) = container(engine, given) {
        match engine.key(at(given, 1)) {
            Some(key) => engine.heap.set_item(id, key, Some((at(given, 1), Value::None))),
            None => engine.heap.open(id),
        }
    }
    Ok(Value::None)
}

fn discard(engine: &mut Engine, given: &Given) -> Outcome<Value> {
    if let (Some(id), Some(key)) = (container(engine, given), engine.key(at(given, 1))) {
        engine.heap.set_item(id, key, None);
    }
    Ok(Value::None)
}

fn combined(engine: &mut Engine, given: &Given, operator: crate::code::Operator) -> Outcome<Value> {
    let site = engine.here();
    let other =
        crate::constructors::set(engine, &Given { positional: vec![at(given, 1)], ..Given::default() })?;
    engine.operate(site, at(given, 0), operator, other)
}
