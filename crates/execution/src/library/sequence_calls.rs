//! What calls of built-in functions do that go through elements.

use crate::engine::Engine;
use crate::language::raise::{Outcome, Raise};
use crate::values::value::at;
use crate::values::value::{Given, Object, Value};

pub fn iter(engine: &mut Engine, given: &Given) -> Outcome<Value> {
    let site = engine.here();
    let value = at(given, 0);
    if given.positional.len() > 1 {
        engine.gap(site.module, site.line, "an iteration whose end is not known");
        return Ok(Value::Unknown);
    }
    if engine.is_open_collection(value) {
        return Ok(Value::Unknown);
    }
    Ok(match engine.elements(site, value)? {
        Some(items) => engine.heap.value(Object::Iterator(items.into_iter().rev().collect())),
        None => Value::Unknown,
    })
}

pub fn next(engine: &mut Engine, given: &Given) -> Outcome<Value> {
    let site = engine.here();
    let value = at(given, 0);
    let Some(id) = value.id() else { return Ok(Value::Unknown) };
    match engine.heap.get(id) {
        Object::Iterator(items) => {
            let mut items = items.clone();
            match (items.pop(), given.positional.get(1)) {
                (Some(value), _) => {
                    engine.heap.set_elements(id, items);
                    Ok(value)
                }
                (None, Some(default)) => Ok(*default),
                (None, None) => engine.raise_with("StopIteration", &[]),
            }
        }
        Object::Generator(..) => {
            let number = engine.new_exit();
            let mut first = None;
            let result = engine.run_generator(site, id, &mut |_, value| {
                first = Some(value);
                Err(Raise::Exit(number))
            });
            Engine::left(result, number)?;
            match (first, given.positional.get(1)) {
                (Some(value), _) => Ok(value),
                (None, Some(default)) => Ok(*default),
                (None, None) if engine.is_certain() => engine.raise_with("StopIteration", &[]),
                (None, None) => Ok(Value::Unknown),
            }
        }
        _ => {
            let name = engine.known.next;
            match engine.special(value, name) {
                Some(method) => engine.call(site, method, Given::default()),
                None => Ok(Value::Unknown),
            }
        }
    }
}

pub fn len(engine: &mut Engine, given: &Given) -> Outcome<Value> {
    let site = engine.here();
    Ok(match at(given, 0) {
        Value::Str(text) => Value::Int(engine.symbols.text(text).chars().count() as i64),
        value @ Value::Object(id) => match engine.heap.get(id) {
            Object::List(it) if !it.open => Value::Int(it.items.len() as i64),
            Object::Tuple(it) => Value::Int(it.len() as i64),
            Object::Dict(it) | Object::Set(it) if !it.open => Value::Int(it.items.len() as i64),
            Object::Class(class) if engine.is_enum_meta(class.metaclass) => {
                let members = engine.symbols.find("__members__").and_then(|name| engine.heap.name(id, name));
                match members.and_then(|members| engine.heap.object(members)) {
                    Some(Object::Dict(members)) => Value::Int(members.items.len() as i64),
                    _ => Value::Unknown,
                }
            }
            Object::Instance(it) => {
                let payload = it.payload;
                let name = engine.known.len;
                match engine.special(value, name) {
                    Some(method) => return engine.call(site, method, Given::default()),
                    None if payload.is_unknown() => Value::Unknown,
                    None => return len(engine, &Given { positional: vec![payload], ..Given::default() }),
                }
            }
            _ => Value::Unknown,
        },
        _ => Value::Unknown,
    })
}

pub fn map(engine: &mut Engine, given: &Given) -> Outcome<Value> {
    let site = engine.here();
    let function = at(given, 0);
    if given.positional.len() != 2 {
        return Ok(Value::Unknown);
    }
    let Some(items) = engine.elements(site, at(given, 1))? else { return Ok(Value::Unknown) };
    let open = engine.is_open_collection(at(given, 1));
    let mut results = Vec::with_capacity(items.len());
    for item in items {
        results.push(engine.call_with(site, function, vec![item])?);
    }
    Ok(engine.list_of(results, open))
}

pub(crate) fn extreme(engine: &mut Engine, given: &Given, wanted: crate::code::Comparison) -> Outcome<Value> {
    let site = engine.here();
    let items = if given.positional.len() == 1 {
        engine.elements(site, given.positional[0])?
    } else {
        Some(given.positional.clone())
    };
    let Some(items) = items.filter(|_| given.keywords.is_empty()) else { return Ok(Value::Unknown) };
    let mut best: Option<Value> = None;
    for item in items {
        best = match best {
            None => Some(item),
            Some(current) => match engine.compare(site, item, wanted, current)? {
                Some(true) => Some(item),
                Some(false) => Some(current),
                None => return Ok(Value::Unknown),
            },
        };
    }
    Ok(best.unwrap_or(Value::Unknown))
}

pub fn max(engine: &mut Engine, given: &Given) -> Outcome<Value> {
    extreme(engine, given, crate::code::Comparison::Gt)
}

pub fn min(engine: &mut Engine, given: &Given) -> Outcome<Value> {
    extreme(engine, given, crate::code::Comparison::Lt)
}

pub fn reversed(engine: &mut Engine, given: &Given) -> Outcome<Value> {
    let site = engine.here();
    let open = engine.is_open_collection(at(given, 0));
    Ok(match engine.elements(site, at(given, 0))? {
        Some(mut items) => {
            items.reverse();
            engine.list_of(items, open)
        }
        None => Value::Unknown,
    })
}

pub fn sorted(engine: &mut Engine, given: &Given) -> Outcome<Value> {
    let site = engine.here();
    let Some(items) = engine.elements(site, at(given, 0))? else { return Ok(Value::Unknown) };
    let open = engine.is_open_collection(at(given, 0));
    let mut keyed = Vec::with_capacity(items.len());
    let function = engine.keyword(given, "key").filter(|key| *key != Value::None);
    for item in items {
        let key = match function {
            Some(function) => engine.call_with(site, function, vec![item])?,
            None => item,
        };
        keyed.push((key, item));
    }
    // Where the order is not known it stays as it was.
    let ranks: Option<Vec<Rank>> = keyed.iter().map(|(key, _)| engine.rank(*key)).collect();
    if let Some(ranks) = ranks {
        let mut ranked: Vec<_> = ranks.into_iter().zip(keyed).collect();
        ranked.sort_by(|(a, _), (b, _)| a.cmp(b));
        keyed = ranked.into_iter().map(|(_, pair)| pair).collect();
    }
    let mut items: Vec<Value> = keyed.into_iter().map(|(_, item)| item).collect();
    if matches!(engine.keyword(given, "reverse"), Some(Value::Bool(true))) {
        items.reverse();
    }
    Ok(engine.list_of(items, open))
}

pub fn sum(engine: &mut Engine, given: &Given) -> Outcome<Value> {
    let site = engine.here();
    let Some(items) = engine.elements(site, at(given, 0))? else { return Ok(Value::Unknown) };
    let mut total = given.positional.get(1).copied().unwrap_or(Value::Int(0));
    for item in items {
        total = engine.operate(site, total, crate::code::Operator::Add, item)?;
    }
    Ok(total)
}

pub fn zip(engine: &mut Engine, given: &Given) -> Outcome<Value> {
    let site = engine.here();
    let mut columns = Vec::new();
    for &value in &given.positional {
        match engine.elements(site, value)? {
            Some(items) => columns.push(items),
            None => return Ok(Value::Unknown),
        }
    }
    let length = columns.iter().map(Vec::len).min().unwrap_or(0);
    let rows = (0..length).map(|row| {
        let row: Box<[Value]> = columns.iter().map(|column| column[row]).collect();
        engine.heap.value(Object::Tuple(row))
    });
    let rows = rows.collect();
    Ok(engine.list_of(rows, false))
}

pub fn enumerate(engine: &mut Engine, given: &Given) -> Outcome<Value> {
    let site = engine.here();
    let start = given.positional.get(1).copied().or_else(|| engine.keyword(given, "start"));
    let start = match start {
        Some(Value::Int(start)) => start,
        None => 0,
        _ => return Ok(Value::Unknown),
    };
    let Some(items) = engine.elements(site, at(given, 0))? else { return Ok(Value::Unknown) };
    let open = engine.is_open_collection(at(given, 0));
    let rows = items.into_iter().enumerate().map(|(index, item)| {
        engine.heap.value(Object::Tuple(Box::new([Value::Int(start + index as i64), item])))
    });
    let rows = rows.collect();
    Ok(engine.list_of(rows, open))
}

pub(crate) fn quantified(engine: &mut Engine, given: &Given, stops_at: bool) -> Outcome<Value> {
    let site = engine.here();
    let Some(items) = engine.elements(site, at(given, 0))? else { return Ok(Value::Unknown) };
    let mut certain = !engine.is_open_collection(at(given, 0));
    for item in items {
        match engine.truth_at(site, item)? {
            Some(known) if known == stops_at => return Ok(Value::Bool(stops_at)),
            Some(_) => {}
            None => certain = false,
        }
    }
    Ok(if certain { Value::Bool(!stops_at) } else { Value::Unknown })
}

pub fn all(engine: &mut Engine, given: &Given) -> Outcome<Value> {
    quantified(engine, given, false)
}

pub fn any(engine: &mut Engine, given: &Given) -> Outcome<Value> {
    quantified(engine, given, true)
}

pub fn filter(engine: &mut Engine, given: &Given) -> Outcome<Value> {
    let site = engine.here();
    let Some(items) = engine.elements(site, at(given, 1))? else { return Ok(Value::Unknown) };
    let mut kept = Vec::new();
    let mut open = engine.is_open_collection(at(given, 1));
    for item in items {
        let holds = match at(given, 0) {
            Value::None => item,
            function => engine.call_with(site, function, vec![item])?,
        };
        match engine.truth_at(site, holds)? {
            Some(true) => kept.push(item),
            Some(false) => {}
            None => open = true,
        }
    }
    Ok(engine.list_of(kept, open))
}

/// A value by which others are sorted.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Rank {
    Int(i64),
    Text(String),
    Several(Vec<Rank>),
}

impl Engine {
    pub(crate) fn rank(&self, value: Value) -> Option<Rank> {
        Some(match value {
            Value::Int(value) => Rank::Int(value),
            Value::Bool(value) => Rank::Int(i64::from(value)),
            Value::Str(text) => Rank::Text(self.symbols.text(text).to_owned()),
            _ => match self.heap.object(value)? {
                Object::Tuple(items) if items.len() < 16 => {
                    Rank::Several(items.iter().map(|&item| self.rank(item)).collect::<Option<_>>()?)
                }
                _ => return None,
            },
        })
    }
}
