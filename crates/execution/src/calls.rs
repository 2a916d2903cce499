//! What calls of built-in functions do.

use crate::engine::Engine;
use crate::frame::Site;
use crate::raise::{Outcome, Raise};
use crate::value::{Given, Object, Sequence, Value};

pub fn unknown(_: &mut Engine, _: &Given) -> Outcome<Value> {
    Ok(Value::Unknown)
}

pub fn nothing(_: &mut Engine, _: &Given) -> Outcome<Value> {
    Ok(Value::None)
}

fn argument(given: &Given, index: usize) -> Value {
    given.positional.get(index).copied().unwrap_or(Value::Unknown)
}

fn truth(value: Option<bool>) -> Value {
    value.map_or(Value::Unknown, Value::Bool)
}

impl Engine {
    /// Where the call stands that is carried out.
    #[must_use]
    pub(crate) fn here(&self) -> Site {
        self.site.unwrap_or_else(|| unreachable!("a native function is called from a site"))
    }

    /// Code that is not known may bind any name in these.
    fn open_namespaces(&mut self, namespaces: &[Value]) {
        for id in namespaces.iter().filter_map(|value| value.id()) {
            match self.heap.get(id) {
                Object::Namespace(of) => {
                    let of = *of;
                    self.heap.open(of);
                }
                _ => self.heap.open(id),
            }
        }
    }

    fn list_of(&mut self, items: Vec<Value>, open: bool) -> Value {
        self.heap.value(Object::List(Sequence { items, open }))
    }

    fn keyword(&self, given: &Given, name: &str) -> Option<Value> {
        let name = self.symbols.find(name)?;
        given.keywords.iter().find(|(each, _)| *each == name).map(|(_, value)| *value)
    }
}

pub fn dunder_import(engine: &mut Engine, given: &Given) -> Outcome<Value> {
    let site = engine.here();
    let Value::Str(name) = argument(given, 0) else {
        engine.gap(site.module, site.line, "`__import__` of a name that is not known");
        return Ok(Value::Unknown);
    };
    let level = engine.keyword(given, "level").or(given.positional.get(4).copied());
    let name = match level {
        Some(Value::Int(level)) if level > 0 => {
            match engine.absolute_name(site, Some(name), level as u32)? {
                Some(name) => name,
                None => return Ok(Value::Unknown),
            }
        }
        _ => name,
    };
    let from = engine.keyword(given, "fromlist").or(given.positional.get(3).copied());
    let text = engine.symbols.text(name).to_owned();
    let from = match from {
        Some(list) if engine.truth_at(site, list)? == Some(true) => {
            let names = engine.elements(site, list)?.unwrap_or_default();
            return engine.import_with_names(site, &text, &names);
        }
        _ => false,
    };
    engine.import_by_name(site, &text, !from)
}

pub fn abs(_: &mut Engine, given: &Given) -> Outcome<Value> {
    Ok(match argument(given, 0) {
        Value::Int(value) => value.checked_abs().map_or(Value::Unknown, Value::Int),
        _ => Value::Unknown,
    })
}

fn quantified(engine: &mut Engine, given: &Given, stops_at: bool) -> Outcome<Value> {
    let site = engine.here();
    let Some(items) = engine.elements(site, argument(given, 0))? else { return Ok(Value::Unknown) };
    let mut certain = !engine.is_open_collection(argument(given, 0));
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

pub fn callable(engine: &mut Engine, given: &Given) -> Outcome<Value> {
    Ok(match argument(given, 0) {
        Value::Unknown => Value::Unknown,
        value @ Value::Object(id) => match engine.heap.get(id) {
            Object::Function(_)
            | Object::Class(_)
            | Object::Method(..)
            | Object::Native(..)
            | Object::Partial(_) => Value::Bool(true),
            Object::Instance(it) => {
                let open = it.open || engine.heap.is_open(it.class);
                let call = engine.known.call;
                match engine.special(value, call) {
                    Some(_) => Value::Bool(true),
                    None if open => Value::Unknown,
                    None => Value::Bool(false),
                }
            }
            _ => Value::Bool(false),
        },
        _ => Value::Bool(false),
    })
}

pub fn chr(engine: &mut Engine, given: &Given) -> Outcome<Value> {
    let Value::Int(code) = argument(given, 0) else { return Ok(Value::Unknown) };
    let letter = u32::try_from(code).ok().and_then(char::from_u32);
    Ok(letter.map_or(Value::Unknown, |letter| engine.text(&letter.to_string())))
}

pub fn ord(engine: &mut Engine, given: &Given) -> Outcome<Value> {
    let Value::Str(text) = argument(given, 0) else { return Ok(Value::Unknown) };
    let mut letters = engine.symbols.text(text).chars();
    Ok(match (letters.next(), letters.next()) {
        (Some(letter), None) => Value::Int(i64::from(u32::from(letter))),
        _ => Value::Unknown,
    })
}

pub fn dir(engine: &mut Engine, given: &Given) -> Outcome<Value> {
    let site = engine.here();
    let of = match given.positional.first() {
        Some(Value::Object(id)) => *id,
        None if site.locals.is_none() => site.class.unwrap_or(site.globals),
        _ => return Ok(Value::Unknown),
    };
    let Some(names) = engine.heap.names(of) else { return Ok(Value::Unknown) };
    let mut names: Vec<_> = names.keys().copied().collect();
    names.sort_by(|a, b| engine.symbols.text(*a).cmp(engine.symbols.text(*b)));
    let open = engine.heap.is_open(of) || !matches!(engine.heap.get(of), Object::Module(_));
    Ok(engine.list_of(names.into_iter().map(Value::Str).collect(), open))
}

pub fn evaluated(engine: &mut Engine, given: &Given) -> Outcome<Value> {
    let site = engine.here();
    if let (Value::Str(text), 1) = (argument(given, 0), given.positional.len()) {
        let text = engine.symbols.text(text).trim().to_owned();
        let version = engine.target.version;
        if let Ok(block) = crate::code::executed(&text, &mut engine.symbols, version)
            && let [crate::code::Stmt { kind: crate::code::StmtKind::Expr(expression), .. }] = &*block
        {
            let mut frame = crate::frame::Frame::at(site);
            return engine.evaluate(&mut frame, expression);
        }
    }
    engine.gap(site.module, site.line, "`eval` of a text");
    engine.open_namespaces(&given.positional[given.positional.len().min(1)..]);
    Ok(Value::Unknown)
}

/// `exec` of a text that is known executes it; of another it may bind any name, and import anything.
pub fn executed(engine: &mut Engine, given: &Given) -> Outcome<Value> {
    let site = engine.here();
    if let Value::Str(text) = argument(given, 0)
        && given.positional.len() < 3
    {
        let space = match given.positional.get(1) {
            None if site.locals.is_none() && site.class.is_none() => Some(site.globals),
            Some(Value::Object(id)) => match engine.heap.get(*id) {
                Object::Namespace(of) if matches!(engine.heap.get(*of), Object::Module(_)) => Some(*of),
                _ => None,
            },
            _ => None,
        };
        let text = engine.symbols.text(text).to_owned();
        let version = engine.target.version;
        if let Some(globals) = space
            && let Ok(block) = crate::code::executed(&text, &mut engine.symbols, version)
        {
            let inner = Site { globals, scope: None, locals: None, function: None, class: None, ..site };
            let mut frame = crate::frame::Frame::at(inner);
            return engine.block(&mut frame, &block).map(|_| Value::None);
        }
    }
    engine.gap(site.module, site.line, "`exec` of a text");
    if given.positional.len() > 1 {
        engine.open_namespaces(&given.positional[1..]);
    } else {
        engine.heap.open(site.class.unwrap_or(site.globals));
    }
    Ok(Value::None)
}

pub fn filter(engine: &mut Engine, given: &Given) -> Outcome<Value> {
    let site = engine.here();
    let Some(items) = engine.elements(site, argument(given, 1))? else { return Ok(Value::Unknown) };
    let mut kept = Vec::new();
    let mut open = engine.is_open_collection(argument(given, 1));
    for item in items {
        let holds = match argument(given, 0) {
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

pub fn getattr(engine: &mut Engine, given: &Given) -> Outcome<Value> {
    let site = engine.here();
    let Value::Str(name) = argument(given, 1) else { return Ok(Value::Unknown) };
    let object = argument(given, 0);
    let default = given.positional.get(2).copied();
    let result = match default {
        None => engine.get_attribute(site, object, name),
        Some(_) => engine.attribute(site, object, name),
    };
    match default {
        None => Ok(result?.unwrap_or(Value::Unknown)),
        Some(default) => Ok(engine.without_attribute_error(result)?.unwrap_or(default)),
    }
}

pub fn hasattr(engine: &mut Engine, given: &Given) -> Outcome<Value> {
    let site = engine.here();
    let Value::Str(name) = argument(given, 1) else { return Ok(Value::Unknown) };
    let object = argument(given, 0);
    let result = engine.attribute(site, object, name);
    let found = engine.without_attribute_error(result)?;
    let certain = match object.id().map(|id| engine.heap.get(id)) {
        // What a module binds is known even where its value is not.
        Some(Object::Module(it)) => it.names.contains_key(&name) || !it.open,
        _ => found.is_none_or(|value| !value.is_unknown()),
    };
    Ok(if certain { Value::Bool(found.is_some()) } else { Value::Unknown })
}

pub fn setattr(engine: &mut Engine, given: &Given) -> Outcome<Value> {
    let site = engine.here();
    match (argument(given, 0), argument(given, 1)) {
        (object, Value::Str(name)) => engine.set_attribute(site, object, name, argument(given, 2))?,
        (Value::Object(id), _) => engine.heap.open(id),
        _ => {}
    }
    Ok(Value::None)
}

/// `delattr(object, name)`.
pub fn delattr(engine: &mut Engine, given: &Given) -> Outcome<Value> {
    match (argument(given, 0), argument(given, 1)) {
        (object, Value::Str(name)) => engine.delete_attribute(object, name)?,
        (Value::Object(id), _) => engine.heap.open(id),
        _ => {}
    }
    Ok(Value::None)
}

pub fn globals(engine: &mut Engine, _: &Given) -> Outcome<Value> {
    let site = engine.here();
    Ok(engine.heap.value(Object::Namespace(site.globals)))
}

pub fn locals(engine: &mut Engine, _: &Given) -> Outcome<Value> {
    let site = engine.here();
    if site.locals.is_some() {
        return Ok(Value::Unknown);
    }
    Ok(engine.heap.value(Object::Namespace(site.class.unwrap_or(site.globals))))
}

pub fn vars(engine: &mut Engine, given: &Given) -> Outcome<Value> {
    match given.positional.first() {
        None => locals(engine, given),
        Some(Value::Object(id)) if engine.heap.names(*id).is_some() => {
            Ok(engine.heap.value(Object::Namespace(*id)))
        }
        Some(_) => Ok(Value::Unknown),
    }
}

pub fn isinstance(engine: &mut Engine, given: &Given) -> Outcome<Value> {
    Ok(truth(engine.is_instance(argument(given, 0), argument(given, 1))))
}

pub fn issubclass(engine: &mut Engine, given: &Given) -> Outcome<Value> {
    let (Some(class), Some(base)) = (argument(given, 0).id(), argument(given, 1).id()) else {
        return Ok(Value::Unknown);
    };
    let bases = match engine.heap.get(base) {
        Object::Tuple(bases) => bases.iter().filter_map(|base| base.id()).collect(),
        _ => vec![base],
    };
    if bases.iter().any(|&base| engine.derives(class, base)) {
        return Ok(Value::Bool(true));
    }
    let certain = !engine.heap.is_open(class)
        && bases.iter().all(|&base| match engine.heap.get(base) {
            Object::Class(it) => it.metaclass.is_none() && !it.open,
            _ => false,
        });
    Ok(if certain { Value::Bool(false) } else { Value::Unknown })
}

pub fn iter(engine: &mut Engine, given: &Given) -> Outcome<Value> {
    let site = engine.here();
    let value = argument(given, 0);
    if given.positional.len() > 1 || engine.is_open_collection(value) {
        return Ok(Value::Unknown);
    }
    Ok(match engine.elements(site, value)? {
        Some(items) => engine.heap.value(Object::Iterator(items.into_iter().rev().collect())),
        None => Value::Unknown,
    })
}

pub fn next(engine: &mut Engine, given: &Given) -> Outcome<Value> {
    let site = engine.here();
    let value = argument(given, 0);
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
    Ok(match argument(given, 0) {
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
    let function = argument(given, 0);
    if given.positional.len() != 2 {
        return Ok(Value::Unknown);
    }
    let Some(items) = engine.elements(site, argument(given, 1))? else { return Ok(Value::Unknown) };
    let open = engine.is_open_collection(argument(given, 1));
    let mut results = Vec::with_capacity(items.len());
    for item in items {
        results.push(engine.call_with(site, function, vec![item])?);
    }
    Ok(engine.list_of(results, open))
}

fn extreme(engine: &mut Engine, given: &Given, wanted: crate::code::Comparison) -> Outcome<Value> {
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

/// A file that is read: what is in it is not known; that it is there is, when it is not.
pub fn open(engine: &mut Engine, given: &Given) -> Outcome<Value> {
    let mode = given.positional.get(1).copied().or_else(|| engine.keyword(given, "mode"));
    let reads = match mode {
        Some(Value::Str(mode)) => engine.symbols.text(mode).starts_with('r'),
        Some(_) => false,
        None => true,
    };
    if let (true, Value::Str(path)) = (reads, argument(given, 0)) {
        let path = engine.symbols.text(path).to_owned();
        if path.starts_with('/') && !engine.world.exists(&path) {
            let text = engine.text("No such file or directory");
            return engine.raise_with("FileNotFoundError", &[Value::Int(2), text, argument(given, 0)]);
        }
    }
    Ok(Value::Unknown)
}

pub fn repr(engine: &mut Engine, given: &Given) -> Outcome<Value> {
    Ok(match engine.repr(argument(given, 0)) {
        Some(text) => engine.text(&text),
        None => Value::Unknown,
    })
}

pub fn reversed(engine: &mut Engine, given: &Given) -> Outcome<Value> {
    let site = engine.here();
    let open = engine.is_open_collection(argument(given, 0));
    Ok(match engine.elements(site, argument(given, 0))? {
        Some(mut items) => {
            items.reverse();
            engine.list_of(items, open)
        }
        None => Value::Unknown,
    })
}

pub fn sorted(engine: &mut Engine, given: &Given) -> Outcome<Value> {
    let site = engine.here();
    let Some(items) = engine.elements(site, argument(given, 0))? else { return Ok(Value::Unknown) };
    let open = engine.is_open_collection(argument(given, 0));
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

/// A value by which others are sorted.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Rank {
    Int(i64),
    Text(String),
    Several(Vec<Rank>),
}

impl Engine {
    fn rank(&self, value: Value) -> Option<Rank> {
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

pub fn sum(engine: &mut Engine, given: &Given) -> Outcome<Value> {
    let site = engine.here();
    let Some(items) = engine.elements(site, argument(given, 0))? else { return Ok(Value::Unknown) };
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
    let Some(items) = engine.elements(site, argument(given, 0))? else { return Ok(Value::Unknown) };
    let open = engine.is_open_collection(argument(given, 0));
    let rows = items.into_iter().enumerate().map(|(index, item)| {
        engine.heap.value(Object::Tuple(Box::new([Value::Int(start + index as i64), item])))
    });
    let rows = rows.collect();
    Ok(engine.list_of(rows, open))
}

/// `@name.setter`: the property with another setter.
pub fn property_setter(engine: &mut Engine, given: &Given) -> Outcome<Value> {
    let Some(Object::Property(getter, _)) = engine.heap.object(argument(given, 0)) else {
        return Ok(Value::Unknown);
    };
    let getter = *getter;
    Ok(engine.heap.value(Object::Property(getter, argument(given, 1))))
}

/// `@name.getter`: the property with another getter.
pub fn property_getter(engine: &mut Engine, given: &Given) -> Outcome<Value> {
    let Some(Object::Property(_, setter)) = engine.heap.object(argument(given, 0)) else {
        return Ok(Value::Unknown);
    };
    let setter = *setter;
    Ok(engine.heap.value(Object::Property(argument(given, 1), setter)))
}
