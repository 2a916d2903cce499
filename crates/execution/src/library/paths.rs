//! `pathlib`: paths as texts, on a system of POSIX.
//!
//! `PurePath` and `Path` are classes of their own here, whose instances know their text. What is not modelled of
//! them is not known.

use crate::engine::Engine;
use crate::language::raise::Outcome;
use crate::library::builtins::add_class;
use crate::library::calls::unknown;
use crate::values::symbol::Symbol;
use crate::values::value::{Given, Id, Native, Object, Value};

/// The variable of an instance that has its text: no attribute of a program is named so.
const TEXT: &str = "the text of a path";

const PROPERTIES: &[(&str, Native)] = &[
    ("parent", |engine, given| {
        with_text(engine, given, |engine, text| {
            let parent = parent(text).to_owned();
            path(engine, given, &parent)
        })
    }),
    ("parents", |engine, given| {
        with_text(engine, given, |engine, text| {
            let mut items = Vec::new();
            let mut rest = text;
            while parent(rest) != rest {
                rest = parent(rest);
                items.push(path(engine, given, rest));
            }
            engine.heap.value(Object::Tuple(items.into()))
        })
    }),
    ("name", |engine, given| with_text(engine, given, |engine, text| engine.text(name(text)))),
    ("stem", |engine, given| with_text(engine, given, |engine, text| engine.text(split(name(text)).0))),
    ("suffix", |engine, given| with_text(engine, given, |engine, text| engine.text(split(name(text)).1))),
];

const METHODS: &[(&str, Native)] = &[
    ("__str__", as_text),
    ("__fspath__", as_text),
    ("as_posix", as_text),
    ("__bool__", |_, _| Ok(Value::Bool(true))),
    ("__hash__", unknown),
    ("__eq__", |engine, given| {
        let other = given.positional.get(1).copied().unwrap_or(Value::Unknown);
        let is_path = engine.path_text(other).is_some() && !matches!(other, Value::Str(_));
        let same = receiver(engine, given) == engine.path_text(other);
        Ok(if is_path { Value::Bool(same) } else { Value::Unknown })
    }),
    ("__truediv__", join),
    ("joinpath", join),
    ("__rtruediv__", |engine, given| {
        let given =
            Given { positional: given.positional.iter().rev().copied().collect(), ..Given::default() };
        join(engine, &given)
    }),
    ("absolute", resolved),
    ("resolve", resolved),
    ("with_name", |engine, given| with_last(engine, given, |_, new| new.to_owned())),
    ("with_suffix", |engine, given| with_last(engine, given, |old, new| format!("{}{new}", split(old).0))),
    ("exists", |engine, given| asked(engine, given, |engine, text| engine.world.exists(text))),
    ("open", crate::library::files::open),
    ("read_text", crate::library::files::read_text),
    ("is_dir", |engine, given| asked(engine, given, is_folder)),
    ("is_file", |engine, given| {
        asked(engine, given, |engine, text| engine.world.exists(text) && !is_folder(engine, text))
    }),
];

/// Makes the classes, and returns them with their names.
pub fn classes(engine: &mut Engine) -> [(&'static str, Id); 2] {
    let known = engine.known;
    let object = engine.builtins.object;
    let mut make = |name, base, construct: Native| {
        add_class(&mut engine.symbols, &mut engine.heap, &known, name, &[base], Some(construct))
    };
    let pure = make("PurePath", object, construct_pure);
    let concrete = make("Path", pure, construct);
    engine.builtins.paths = Some([pure, concrete]);
    for (table, is_property) in [(PROPERTIES, true), (METHODS, false)] {
        for &(name, native) in table {
            let mut value = engine.heap.value(Object::Native(name, native));
            if is_property {
                value = engine.heap.value(Object::Property(value, Value::None));
            }
            let name = engine.symbols.intern(name);
            engine.heap.set_name(pure, name, Some(value));
        }
    }
    for class in [pure, concrete] {
        if let Object::Class(it) = engine.heap.fresh(class) {
            it.open = true;
        }
    }
    [("PurePath", pure), ("Path", concrete)]
}

fn construct(engine: &mut Engine, given: &Given) -> Outcome<Value> {
    let class = engine.builtins.paths.map(|[_, concrete]| concrete);
    made(engine, class, given)
}

fn construct_pure(engine: &mut Engine, given: &Given) -> Outcome<Value> {
    let class = engine.builtins.paths.map(|[pure, _]| pure);
    made(engine, class, given)
}

fn made(engine: &mut Engine, class: Option<Id>, given: &Given) -> Outcome<Value> {
    let Some(class) = class else { return Ok(Value::Unknown) };
    let text = if given.open { None } else { joined(engine, &given.positional) };
    Ok(match text {
        Some(text) => instance(engine, class, &text),
        None => engine.plain_instance(class, true),
    })
}

fn join(engine: &mut Engine, given: &Given) -> Outcome<Value> {
    let text = if given.open { None } else { joined(engine, &given.positional) };
    // The path among the operands says of which class the result is.
    let whose = given.positional.iter().find(|value| !matches!(value, Value::Str(_)));
    let class = whose.and_then(|value| class_of(engine, *value));
    Ok(match (text, class) {
        (Some(text), Some(class)) => instance(engine, class, &text),
        (None, Some(class)) => engine.plain_instance(class, true),
        _ => Value::Unknown,
    })
}

/// The texts, one after the other, as `PurePosixPath` puts them together.
fn joined(engine: &Engine, parts: &[Value]) -> Option<String> {
    let mut path = String::new();
    for &part in parts {
        let part = engine.path_text(part)?;
        let part = engine.symbols.text(part);
        if part.starts_with('/') {
            path.clear();
        } else if !path.is_empty() {
            path.push('/');
        }
        path.push_str(part);
    }
    let parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty() && *part != ".").collect();
    let root = if path.starts_with('/') { "/" } else { "" };
    let text = format!("{root}{}", parts.join("/"));
    Some(if text.is_empty() { ".".to_owned() } else { text })
}

fn instance(engine: &mut Engine, class: Id, text: &str) -> Value {
    let value = engine.plain_instance(class, false);
    let (key, text) = (engine.symbols.intern(TEXT), engine.text(text));
    if let Some(id) = value.id() {
        engine.heap.set_name(id, key, Some(text));
    }
    value
}

fn class_of(engine: &Engine, value: Value) -> Option<Id> {
    match engine.heap.object(value)? {
        Object::Instance(it) => Some(it.class),
        _ => None,
    }
}

/// A path of the same class as the receiver.
fn path(engine: &mut Engine, given: &Given, text: &str) -> Value {
    let receiver = given.positional.first().copied().unwrap_or(Value::Unknown);
    class_of(engine, receiver).map_or(Value::Unknown, |class| instance(engine, class, text))
}

fn receiver(engine: &Engine, given: &Given) -> Option<Symbol> {
    given.positional.first().and_then(|&value| engine.path_text(value))
}

fn with_text(
    engine: &mut Engine,
    given: &Given,
    work: impl FnOnce(&mut Engine, &str) -> Value,
) -> Outcome<Value> {
    let Some(text) = receiver(engine, given) else { return Ok(Value::Unknown) };
    let text = engine.symbols.text(text).to_owned();
    Ok(work(engine, &text))
}

fn as_text(engine: &mut Engine, given: &Given) -> Outcome<Value> {
    with_text(engine, given, Engine::text)
}

/// Symbolic links are not followed: files are named as the search path names them.
fn resolved(engine: &mut Engine, given: &Given) -> Outcome<Value> {
    with_text(engine, given, |engine, text| {
        if !text.starts_with('/') {
            return Value::Unknown;
        }
        let mut parts: Vec<&str> = Vec::new();
        for part in text.split('/') {
            if part == ".." {
                parts.pop();
            } else if !part.is_empty() {
                parts.push(part);
            }
        }
        path(engine, given, &format!("/{}", parts.join("/")))
    })
}

fn with_last(engine: &mut Engine, given: &Given, change: fn(&str, &str) -> String) -> Outcome<Value> {
    let Some(&Value::Str(new)) = given.positional.get(1) else { return Ok(Value::Unknown) };
    let new = engine.symbols.text(new).to_owned();
    with_text(engine, given, |engine, text| {
        let start = text.len() - name(text).len();
        let text = format!("{}{}", &text[..start], change(&text[start..], &new));
        path(engine, given, &text)
    })
}

fn asked(engine: &mut Engine, given: &Given, question: fn(&mut Engine, &str) -> bool) -> Outcome<Value> {
    with_text(engine, given, |engine, text| {
        // Where a program is started is not known.
        if text.starts_with('/') { Value::Bool(question(engine, text)) } else { Value::Unknown }
    })
}

fn is_folder(engine: &mut Engine, text: &str) -> bool {
    engine.world.exists(&format!("{text}/."))
}

fn name(text: &str) -> &str {
    match text.rsplit_once('/') {
        Some((_, last)) => last,
        None if text == "." => "",
        None => text,
    }
}

fn parent(text: &str) -> &str {
    match text.rsplit_once('/') {
        Some(("", _)) => "/",
        Some((head, _)) => head,
        None => ".",
    }
}

/// A name without its last suffix, and that.
fn split(name: &str) -> (&str, &str) {
    match name.rfind('.') {
        Some(at) if at > 0 && at + 1 < name.len() => name.split_at(at),
        _ => (name, ""),
    }
}

impl Engine {
    /// The text of a `str` or of a path, as `os.fspath` gives it.
    #[must_use]
    pub fn path_text(&self, value: Value) -> Option<Symbol> {
        if let Value::Str(text) = value {
            return Some(text);
        }
        let Object::Instance(it) = self.heap.object(value)? else { return None };
        match it.names.get(&self.symbols.find(TEXT)?) {
            Some(&Value::Str(text)) => Some(text),
            // An instance of a class of the program that derives from a path.
            _ => match self.heap.object(it.payload)? {
                Object::Instance(_) => self.path_text(it.payload),
                _ => None,
            },
        }
    }
}
