//! What calls of built-in functions do.

use crate::engine::Engine;
use crate::language::frame::Site;
use crate::language::raise::Outcome;
use crate::values::value::at;
use crate::values::value::{Given, Object, Sequence, Value};

pub fn unknown(_: &mut Engine, _: &Given) -> Outcome<Value> {
    Ok(Value::Unknown)
}

pub fn nothing(_: &mut Engine, _: &Given) -> Outcome<Value> {
    Ok(Value::None)
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

    pub(crate) fn list_of(&mut self, items: Vec<Value>, open: bool) -> Value {
        self.heap.value(Object::List(Sequence { items, open }))
    }

    pub(crate) fn keyword(&self, given: &Given, name: &str) -> Option<Value> {
        let name = self.symbols.find(name)?;
        given.keywords.iter().find(|(each, _)| *each == name).map(|(_, value)| *value)
    }
}

pub fn dunder_import(engine: &mut Engine, given: &Given) -> Outcome<Value> {
    let site = engine.here();
    let Value::Str(name) = at(given, 0) else {
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
    Ok(match at(given, 0) {
        Value::Int(value) => value.checked_abs().map_or(Value::Unknown, Value::Int),
        _ => Value::Unknown,
    })
}

pub fn callable(engine: &mut Engine, given: &Given) -> Outcome<Value> {
    Ok(match at(given, 0) {
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
    let Value::Int(code) = at(given, 0) else { return Ok(Value::Unknown) };
    let letter = u32::try_from(code).ok().and_then(char::from_u32);
    Ok(letter.map_or(Value::Unknown, |letter| engine.text(&letter.to_string())))
}

pub fn ord(engine: &mut Engine, given: &Given) -> Outcome<Value> {
    let Value::Str(text) = at(given, 0) else { return Ok(Value::Unknown) };
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
    if let (Value::Str(text), 1) = (at(given, 0), given.positional.len()) {
        let text = engine.symbols.text(text).trim().to_owned();
        let version = engine.target.version;
        if let Ok(block) = crate::code::executed(&text, &mut engine.symbols, version)
            && let [crate::code::Stmt { kind: crate::code::StmtKind::Expr(expression), .. }] = &*block
        {
            let mut frame = crate::language::frame::Frame::at(site);
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
    if let Value::Str(text) = at(given, 0)
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
            let mut frame = crate::language::frame::Frame::at(inner);
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

pub fn getattr(engine: &mut Engine, given: &Given) -> Outcome<Value> {
    let site = engine.here();
    let Value::Str(name) = at(given, 1) else { return Ok(Value::Unknown) };
    let object = at(given, 0);
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
    let Value::Str(name) = at(given, 1) else { return Ok(Value::Unknown) };
    let object = at(given, 0);
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
    match (at(given, 0), at(given, 1)) {
        (object, Value::Str(name)) => engine.set_attribute(site, object, name, at(given, 2))?,
        (Value::Object(id), _) => engine.heap.open(id),
        _ => {}
    }
    Ok(Value::None)
}

/// `delattr(object, name)`.
pub fn delattr(engine: &mut Engine, given: &Given) -> Outcome<Value> {
    match (at(given, 0), at(given, 1)) {
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
    Ok(truth(engine.is_instance(at(given, 0), at(given, 1))))
}

pub fn issubclass(engine: &mut Engine, given: &Given) -> Outcome<Value> {
    let (Some(class), Some(base)) = (at(given, 0).id(), at(given, 1).id()) else {
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

pub fn repr(engine: &mut Engine, given: &Given) -> Outcome<Value> {
    Ok(match engine.repr(at(given, 0)) {
        Some(text) => engine.text(&text),
        None => Value::Unknown,
    })
}

impl Engine {}

/// `@name.setter`: the property with another setter.
pub fn property_setter(engine: &mut Engine, given: &Given) -> Outcome<Value> {
    let Some(Object::Property(getter, _)) = engine.heap.object(at(given, 0)) else {
        return Ok(Value::Unknown);
    };
    let getter = *getter;
    Ok(engine.heap.value(Object::Property(getter, at(given, 1))))
}

/// `@name.getter`: the property with another getter.
pub fn property_getter(engine: &mut Engine, given: &Given) -> Outcome<Value> {
    let Some(Object::Property(_, setter)) = engine.heap.object(at(given, 0)) else {
        return Ok(Value::Unknown);
    };
    let setter = *setter;
    Ok(engine.heap.value(Object::Property(at(given, 1), setter)))
}
