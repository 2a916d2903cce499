//! `importlib.metadata`: versions and entry points of the distributions that are installed.

use crate::engine::{Engine, State};
use crate::language::raise::Outcome;
use crate::library::builtins::add_class;
use crate::library::models::named;
use crate::values::value::{Given, Id, Key, Mapping, Native, Object, Value, at};
use crate::world::Distribution;

const MODULE: &str = "importlib.metadata";

/// Functions of the module, by their names.
pub const FUNCTIONS: &[(&str, Native)] = &[
    ("version", |engine, given| described(engine, given, true)),
    ("metadata", |engine, given| described(engine, given, false)),
    ("distribution", |engine, given| described(engine, given, false)),
    ("entry_points", entry_points),
];

/// Makes the classes of entry points, and returns them with their names.
pub fn classes(engine: &mut Engine) -> [(&'static str, Id); 3] {
    let (object, tuple, dict) =
        (engine.builtins.object, engine.builtin_class("tuple"), engine.builtin_class("dict"));
    let known = engine.known;
    let mut make = |name, base: Id, methods: &[(&'static str, Native)]| {
        let class = add_class(&mut engine.symbols, &mut engine.heap, &known, name, &[base], None);
        for &(name, native) in methods {
            let value = engine.heap.value(Object::Native(name, native));
            let name = engine.symbols.intern(name);
            engine.heap.set_name(class, name, Some(value));
        }
        if let Object::Class(it) = engine.heap.fresh(class) {
            it.open = true;
        }
        class
    };
    let point = make("EntryPoint", object, &[("load", load)]);
    let points =
        make("EntryPoints", tuple, &[("select", select), ("__getitem__", by_name), ("__len__", count)]);
    // In 3.10 and 3.11 what is not selected yet is a dict that can be selected from, too.
    let groups = make("SelectableGroups", dict, &[("select", select)]);
    engine.builtins.entry_points = Some([point, points, groups]);
    [("EntryPoint", point), ("EntryPoints", points), ("SelectableGroups", groups)]
}

/// A project name normalized, as PEP 503 compares names.
fn normalized(name: &str) -> String {
    let parts = name.split(['-', '_', '.']).filter(|part| !part.is_empty());
    parts.collect::<Vec<_>>().join("-").to_lowercase()
}

/// What the metadata of one distribution says: its version, or something that is not looked into.
fn described(engine: &mut Engine, given: &Given, version: bool) -> Outcome<Value> {
    let Value::Str(name) = named(engine, given, 0, "distribution_name") else { return Ok(Value::Unknown) };
    let text = engine.symbols.text(name).to_owned();
    let wanted = normalized(&text);
    let installed = engine.world.installed();
    let Some(found) = installed.distributions.iter().find(|it| it.name == wanted) else {
        return if installed.complete { not_found(engine, name) } else { Ok(Value::Unknown) };
    };
    if version {
        // The metadata are read as a message.
        let site = engine.here();
        let adapters = (engine.target.version >= (3, 13)).then_some("importlib.metadata._adapters");
        for module in adapters.into_iter().chain(["email.parser", "email.message"]) {
            engine.import_by_name(site, module, false)?;
        }
        return Ok(if found.version.is_empty() { Value::Unknown } else { engine.text(&found.version) });
    }
    Ok(Value::Unknown)
}

fn not_found(engine: &mut Engine, name: crate::values::symbol::Symbol) -> Outcome<Value> {
    let module = engine.module_named(MODULE);
    let State::Loaded(Value::Object(namespace)) = engine.states[module.0 as usize] else {
        return Ok(Value::Unknown);
    };
    let class = engine.symbols.intern("PackageNotFoundError");
    let Some(class) = engine.heap.name(namespace, class) else { return Ok(Value::Unknown) };
    let site = engine.here();
    let value = engine.call_with(site, class, vec![Value::Str(name)])?;
    Err(Engine::thrown(value))
}

/// `entry_points()`, with or without a selection. Its result has changed with the versions of Python.
fn entry_points(engine: &mut Engine, given: &Given) -> Outcome<Value> {
    let installed = engine.world.installed();
    if given.open || !installed.complete && installed.distributions.is_empty() {
        return Ok(Value::Unknown);
    }
    let version = engine.target.version;
    if version < (3, 10) && !given.keywords.is_empty() {
        return engine.raise("TypeError", "entry_points() got an unexpected keyword argument");
    }
    let points = |it: &Distribution| it.entry_points.clone();
    let all: Vec<Value> =
        installed.distributions.iter().flat_map(points).map(|it| entry_point(engine, &it)).collect();
    if version >= (3, 12) || !given.keywords.is_empty() {
        let chosen = chosen(engine, &all, given);
        return Ok(collection(engine, chosen));
    }
    let mut groups = Mapping::default();
    for &point in &all {
        let Some(group @ Value::Str(key)) = attribute(engine, point, "group") else { continue };
        let key = Key::Str(key);
        if groups.items.contains_key(&key) {
            continue;
        }
        let members = all.iter().copied().filter(|it| attribute(engine, *it, "group") == Some(group));
        let members = members.collect();
        let members = collection(engine, members);
        groups.items.insert(key, (group, members));
    }
    let dict = engine.heap.value(Object::Dict(Box::new(groups)));
    let Some([_, _, class]) = engine.builtins.entry_points.filter(|_| version >= (3, 10)) else {
        return Ok(dict);
    };
    Ok(wrapped(engine, class, dict))
}

fn entry_point(engine: &mut Engine, (group, name, value): &(String, String, String)) -> Value {
    let Some([class, ..]) = engine.builtins.entry_points else { return Value::Unknown };
    let point = engine.plain_instance(class, true);
    if let Some(id) = point.id() {
        for (key, text) in [("group", group), ("name", name), ("value", value)] {
            let (key, text) = (engine.symbols.intern(key), engine.text(text));
            engine.heap.set_name(id, key, Some(text));
        }
    }
    point
}

fn wrapped(engine: &mut Engine, class: Id, payload: Value) -> Value {
    let value = engine.plain_instance(class, false);
    if let Some(id) = value.id()
        && let Object::Instance(it) = engine.heap.fresh(id)
    {
        it.payload = payload;
    }
    value
}

fn collection(engine: &mut Engine, points: Vec<Value>) -> Value {
    let tuple = engine.heap.value(Object::Tuple(points.into()));
    match engine.builtins.entry_points {
        Some([_, class, _]) if engine.target.version >= (3, 10) => wrapped(engine, class, tuple),
        _ => tuple,
    }
}

fn attribute(engine: &Engine, point: Value, name: &str) -> Option<Value> {
    engine.heap.name(point.id()?, engine.symbols.find(name)?)
}

/// Those entry points that have all the attributes that are given by keywords.
fn chosen(engine: &Engine, points: &[Value], given: &Given) -> Vec<Value> {
    let fits = |point: &&Value| {
        let names = point.id().and_then(|id| engine.heap.names(id));
        given.keywords.iter().all(|(name, value)| names.and_then(|it| it.get(name)) == Some(value))
    };
    points.iter().filter(fits).copied().collect()
}

/// The entry points of a receiver, whatever it is.
fn points_of(engine: &mut Engine, receiver: Value) -> Outcome<Option<Vec<Value>>> {
    let Some(Object::Instance(it)) = engine.heap.object(receiver) else { return Ok(None) };
    let payload = it.payload;
    let site = engine.here();
    if let Some(Object::Dict(groups)) = engine.heap.object(payload) {
        let groups: Vec<Value> = groups.items.values().map(|(_, group)| *group).collect();
        let mut all = Vec::new();
        for group in groups {
            all.extend(engine.elements(site, group)?.unwrap_or_default());
        }
        return Ok(Some(all));
    }
    engine.elements(site, payload)
}

fn select(engine: &mut Engine, given: &Given) -> Outcome<Value> {
    let Some(points) = points_of(engine, at(given, 0))? else { return Ok(Value::Unknown) };
    let chosen = chosen(engine, &points, given);
    Ok(collection(engine, chosen))
}

fn count(engine: &mut Engine, given: &Given) -> Outcome<Value> {
    let points = points_of(engine, at(given, 0))?;
    Ok(points.map_or(Value::Unknown, |points| Value::Int(points.len() as i64)))
}

/// `entry_points(...)["name"]`.
fn by_name(engine: &mut Engine, given: &Given) -> Outcome<Value> {
    let name = at(given, 1);
    let Some(points) = points_of(engine, at(given, 0))? else { return Ok(Value::Unknown) };
    let found = points.into_iter().find(|point| attribute(engine, *point, "name") == Some(name));
    match (found, name) {
        (Some(found), _) => Ok(found),
        (None, Value::Str(_)) => engine.raise_with("KeyError", &[name]),
        (None, _) => Ok(Value::Unknown),
    }
}

/// `EntryPoint.load()`: the module is imported, and the object taken from it.
fn load(engine: &mut Engine, given: &Given) -> Outcome<Value> {
    let Some(Value::Str(value)) = attribute(engine, at(given, 0), "value") else { return Ok(Value::Unknown) };
    let text = engine.symbols.text(value).to_owned();
    // Extras may stand behind it, in brackets.
    let text = text.split('[').next().unwrap_or_default();
    let (module, attributes) = text.split_once(':').unwrap_or((text, ""));
    let site = engine.here();
    let mut found = engine.import_by_name(site, module.trim(), false)?;
    for name in attributes.trim().split('.').filter(|name| !name.is_empty()) {
        let name = engine.symbols.intern(name.trim());
        found = engine.get_attribute(site, found, name)?.unwrap_or(Value::Unknown);
    }
    Ok(found)
}
