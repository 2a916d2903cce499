//! What calls of built-in classes make.

use crate::engine::Engine;
use crate::language::raise::Outcome;
use crate::values::value::{Given, Mapping, Names, Object, Sequence, Value};

/// Ranges that are longer are not known.
const LONGEST: i64 = 100_000;

pub fn unknown(_: &mut Engine, _: &Given) -> Outcome<Value> {
    Ok(Value::Unknown)
}

fn first(given: &Given) -> Option<Value> {
    given.positional.first().copied()
}

pub fn object(engine: &mut Engine, _: &Given) -> Outcome<Value> {
    let class = engine.builtins.object;
    Ok(engine.plain_instance(class, false))
}

/// `type(x)` and `type(name, bases, dict)`.
pub fn type_(engine: &mut Engine, given: &Given) -> Outcome<Value> {
    if given.positional.len() == 1 {
        return Ok(engine.class_of(given.positional[0]));
    }
    make_class(engine, None, given)
}

/// Makes a class of what `type.__new__` is given after the metaclass.
pub fn make_class(
    engine: &mut Engine,
    metaclass: Option<crate::values::value::Id>,
    given: &Given,
) -> Outcome<Value> {
    let [name, bases, namespace] = given.positional[..] else { return Ok(Value::Unknown) };
    let site = engine.here();
    let mut open = false;
    let name = match name {
        Value::Str(name) => name,
        _ => engine.symbols.intern("?"),
    };
    let bases = engine.elements(site, bases)?.unwrap_or_else(|| vec![Value::Unknown]);
    let mut names = Names::default();
    match engine.pairs(namespace) {
        Some((pairs, more)) => {
            open |= more;
            for (_, (key, value)) in pairs {
                if let Value::Str(key) = key {
                    names.insert(key, value);
                }
            }
        }
        None => open = true,
    }
    let keywords = given.keywords.clone();
    let keywords = keywords.into_iter().filter(|(key, _)| *key != engine.known.metaclass).collect();
    engine.new_class(site, metaclass, name, bases, names, keywords, open)
}

pub fn bool(engine: &mut Engine, given: &Given) -> Outcome<Value> {
    let site = engine.here();
    match first(given) {
        None => Ok(Value::Bool(false)),
        Some(value) => Ok(engine.truth_at(site, value)?.map_or(Value::Unknown, Value::Bool)),
    }
}

pub fn int(engine: &mut Engine, given: &Given) -> Outcome<Value> {
    Ok(match first(given) {
        None => Value::Int(0),
        Some(Value::Int(value)) => Value::Int(value),
        Some(Value::Bool(value)) => Value::Int(i64::from(value)),
        Some(Value::Float(value)) if value.abs() < 1e15 => Value::Int(value as i64),
        Some(Value::Str(text)) if given.positional.len() == 1 => {
            let written = engine.symbols.text(text).trim();
            if let Ok(value) = written.replace('_', "").parse::<i64>()
                && is_decimal(written)
            {
                Value::Int(value)
            } else if is_decimal(written) || !written.is_ascii() {
                // Larger than what is counted here, or in digits of other scripts.
                Value::Unknown
            } else {
                let text = engine.repr(Value::Str(text)).unwrap_or_default();
                let message = format!("invalid literal for int() with base 10: {text}");
                return engine.raise("ValueError", &message);
            }
        }
        Some(Value::Object(id)) => match engine.heap.get(id) {
            Object::Instance(it) if matches!(it.payload, Value::Int(_)) => it.payload,
            _ => Value::Unknown,
        },
        _ => Value::Unknown,
    })
}

/// Whether a text is a number in decimal digits, which single underscores may part (`int`).
fn is_decimal(text: &str) -> bool {
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    digits.split('_').all(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit()))
}

pub fn float(_: &mut Engine, given: &Given) -> Outcome<Value> {
    Ok(match first(given) {
        Some(Value::Int(value)) => Value::Float(value as f64),
        Some(Value::Float(value)) => Value::Float(value),
        _ => Value::Unknown,
    })
}

pub fn str(engine: &mut Engine, given: &Given) -> Outcome<Value> {
    let Some(value) = first(given) else { return Ok(engine.text("")) };
    if let Some(name) = engine.symbols.find("__str__")
        && let Some(method) = engine.special(value, name)
    {
        let site = engine.here();
        return engine.call(site, method, Given::default());
    }
    Ok(match engine.str(value) {
        Some(text) => engine.text(&text),
        None => Value::Unknown,
    })
}

fn sequence(engine: &mut Engine, given: &Given) -> Outcome<Sequence> {
    let site = engine.here();
    Ok(match first(given) {
        None => Sequence { items: Vec::new(), open: given.open },
        Some(value) => {
            let open = engine.is_open_collection(value);
            match engine.elements(site, value)? {
                Some(items) => Sequence { items, open },
                None => Sequence { items: Vec::new(), open: true },
            }
        }
    })
}

pub fn list(engine: &mut Engine, given: &Given) -> Outcome<Value> {
    let items = sequence(engine, given)?;
    Ok(engine.heap.value(Object::List(items)))
}

pub fn tuple(engine: &mut Engine, given: &Given) -> Outcome<Value> {
    let items = sequence(engine, given)?;
    Ok(if items.open { Value::Unknown } else { engine.heap.value(Object::Tuple(items.items.into())) })
}

pub fn set(engine: &mut Engine, given: &Given) -> Outcome<Value> {
    let items = sequence(engine, given)?;
    Ok(engine.new_set(items))
}

pub fn dict(engine: &mut Engine, given: &Given) -> Outcome<Value> {
    let site = engine.here();
    let mut mapping = Mapping { open: given.open, ..Mapping::default() };
    if let Some(value) = first(given) {
        if let Some((pairs, open)) = engine.pairs(value) {
            mapping.items.extend(pairs);
            mapping.open |= open;
        } else if let Some(items) = engine.elements(site, value)? {
            for item in items {
                match engine.elements(site, item)?.as_deref() {
                    Some(&[key, value]) => match engine.key(key) {
                        Some(known) => {
                            mapping.items.insert(known, (key, value));
                        }
                        None => mapping.open = true,
                    },
                    _ => mapping.open = true,
                }
            }
        } else {
            mapping.open = true;
        }
    }
    for &(name, value) in &given.keywords {
        mapping.items.insert(crate::values::value::Key::Str(name), (Value::Str(name), value));
    }
    Ok(engine.heap.value(Object::Dict(Box::new(mapping))))
}

pub fn range(engine: &mut Engine, given: &Given) -> Outcome<Value> {
    let (start, stop, step) = match given.positional[..] {
        [Value::Int(stop)] => (0, stop, 1),
        [Value::Int(start), Value::Int(stop)] => (start, stop, 1),
        [Value::Int(start), Value::Int(stop), Value::Int(step)] if step != 0 => (start, stop, step),
        _ => return Ok(Value::Unknown),
    };
    let length = (stop.saturating_sub(start)) / step;
    if length > LONGEST {
        let site = engine.here();
        engine.gap(site.module, site.line, "a range that is too long to be gone through");
        return Ok(Value::Unknown);
    }
    let mut items = Vec::new();
    let mut at = start;
    while (step > 0 && at < stop) || (step < 0 && at > stop) {
        items.push(Value::Int(at));
        at += step;
    }
    Ok(engine.heap.value(Object::Tuple(items.into())))
}

pub fn property(engine: &mut Engine, given: &Given) -> Outcome<Value> {
    let getter = first(given).unwrap_or(Value::Unknown);
    let setter = given.positional.get(1).copied().unwrap_or(Value::None);
    Ok(engine.heap.value(Object::Property(getter, setter)))
}

pub fn staticmethod(engine: &mut Engine, given: &Given) -> Outcome<Value> {
    let inner = first(given).unwrap_or(Value::Unknown);
    Ok(engine.heap.value(Object::StaticMethod(inner)))
}

pub fn classmethod(engine: &mut Engine, given: &Given) -> Outcome<Value> {
    let inner = first(given).unwrap_or(Value::Unknown);
    Ok(engine.heap.value(Object::ClassMethod(inner)))
}

/// `super()` finds the class in the cell `__class__` and the receiver in the first variable of the function.
pub fn super_(engine: &mut Engine, given: &Given) -> Outcome<Value> {
    let (class, receiver) = match given.positional[..] {
        [class, receiver] => (class, receiver),
        [] => {
            let site = engine.here();
            let name = engine.known.class;
            let mut class = Value::Unknown;
            let mut scope = site.scope;
            while let Some(id) = scope {
                let Object::Scope(it) = engine.heap.get(id) else { break };
                if let Some((_, Some(value))) = it.variables.iter().find(|(each, _)| *each == name) {
                    class = *value;
                    break;
                }
                scope = it.parent;
            }
            let receiver = match site.locals.map(|locals| engine.heap.get(locals)) {
                Some(Object::Scope(it)) => it.variables.first().and_then(|(_, value)| *value),
                _ => None,
            };
            (class, receiver.unwrap_or(Value::Unknown))
        }
        _ => return Ok(Value::Unknown),
    };
    // While the class is being made its cell is empty; then the receiver of `__new__` is the metaclass.
    match class.id() {
        Some(class) => Ok(engine.heap.value(Object::Super(class, receiver))),
        None => Ok(Value::Unknown),
    }
}

impl Engine {
    /// `type(value)`.
    #[must_use]
    pub(crate) fn class_of(&self, value: Value) -> Value {
        let name = match value {
            Value::Unknown | Value::None | Value::NotImplemented | Value::Ellipsis => return Value::Unknown,
            Value::Bool(_) => "bool",
            Value::Int(_) => "int",
            Value::Float(_) => "float",
            Value::Str(_) => "str",
            Value::Bytes(_) => "bytes",
            Value::Object(id) => match self.heap.get(id) {
                Object::Instance(it) => return Value::Object(it.class),
                Object::Class(it) => {
                    return Value::Object(it.metaclass.unwrap_or(self.builtins.type_));
                }
                Object::List(_) => "list",
                Object::Tuple(_) => "tuple",
                Object::Dict(_) => "dict",
                Object::Set(_) => "set",
                Object::Property(..) => "property",
                // One that is open may have been given another class.
                Object::Module(it) if !it.open => {
                    return self.builtins.module_type.map_or(Value::Unknown, Value::Object);
                }
                _ => return Value::Unknown,
            },
        };
        self.find_builtin(name).map_or(Value::Unknown, Value::Object)
    }
}
