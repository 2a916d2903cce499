//! Decorators of `functools` that change what a call does: `singledispatch`, `cached_property` and caches.

use crate::engine::Engine;
use crate::imports::memo::Cause;
use crate::language::raise::Outcome;
use crate::library::builtins::add_class;
use crate::values::value::{Given, Mapping, Object, Value, at};

/// An import that a function of `functools` carries out.
fn import(engine: &mut Engine, name: &str) -> Outcome<()> {
    let module = engine.module_named("functools");
    let name = engine.symbols.intern(name);
    engine.import_absolute(name, Cause { module: Some(module), line: 0 }).map(|_| ())
}

/// `functools.singledispatch(function)`.
pub fn singledispatch(engine: &mut Engine, given: &Given) -> Outcome<Value> {
    import(engine, "types")?;
    import(engine, "weakref")?;
    let function = at(given, 0);
    let known = engine.known;
    let object = engine.builtins.object;
    let class = add_class(&mut engine.symbols, &mut engine.heap, &known, "singledispatch", &[object], None);
    let call = engine.heap.value(Object::Native("wrapper", call));
    if let Object::Class(it) = engine.heap.fresh(class) {
        it.names.insert(known.call, call);
    }
    let registry = engine.heap.value(Object::Dict(Box::default()));
    let dispatcher = engine.plain_instance(class, true);
    let register = engine.heap.value(Object::Native("register", register));
    let register = engine.heap.value(Object::Method(register, dispatcher));
    let names =
        [(engine.symbols.intern("registry"), registry), (engine.symbols.intern("register"), register)];
    if let Some(id) = dispatcher.id()
        && let Object::Instance(it) = engine.heap.fresh(id)
    {
        it.names.extend(names);
        it.names.insert(known.wrapped, function);
    }
    Ok(dispatcher)
}

/// `functools.cached_property(function)`: the value is computed once and kept on the instance.
pub fn cached_property(engine: &mut Engine, given: &Given) -> Outcome<Value> {
    let known = engine.known;
    let object = engine.builtins.object;
    let class = add_class(&mut engine.symbols, &mut engine.heap, &known, "cached_property", &[object], None);
    let get = engine.heap.value(Object::Native("__get__", |engine, given| {
        let site = engine.here();
        let (property, instance) = (at(given, 0), at(given, 1));
        if instance == Value::None {
            return Ok(property);
        }
        let Some(id) = property.id() else { return Ok(Value::Unknown) };
        let (wrapped, name) =
            (engine.heap.name(id, engine.known.wrapped), engine.heap.name(id, engine.known.name));
        let value = engine.call_with(site, wrapped.unwrap_or(Value::Unknown), vec![instance])?;
        if let (Some(Value::Str(name)), Some(owner)) = (name, instance.id()) {
            engine.heap.set_name(owner, name, Some(value));
        }
        Ok(value)
    }));
    let set_name = engine.heap.value(Object::Native("__set_name__", |engine, given| {
        if let Some(id) = at(given, 0).id() {
            let name = engine.known.name;
            engine.heap.set_name(id, name, Some(at(given, 2)));
        }
        Ok(Value::None)
    }));
    let property = engine.plain_instance(class, true);
    if let Object::Class(it) = engine.heap.fresh(class) {
        it.names.insert(known.get, get);
        it.names.insert(known.set_name, set_name);
    }
    if let Some(id) = property.id()
        && let Object::Instance(it) = engine.heap.fresh(id)
    {
        it.names.insert(known.wrapped, at(given, 0));
    }
    Ok(property)
}

/// The functions of a dispatcher by their classes.
fn registry(engine: &Engine, dispatcher: Value) -> Option<Value> {
    let name = engine.symbols.find("registry")?;
    engine.heap.name(dispatcher.id()?, name)
}

/// `dispatcher.register(class, function)`, `@dispatcher.register(class)` and `@dispatcher.register`.
fn register(engine: &mut Engine, given: &Given) -> Outcome<Value> {
    let (dispatcher, class) = (at(given, 0), at(given, 1));
    let Some(&function) = given.positional.get(2) else {
        if matches!(engine.heap.object(class), Some(Object::Class(_))) {
            let register = engine.heap.value(Object::Native("register", register));
            let partial = Given { positional: vec![dispatcher, class], ..Given::default() };
            return Ok(engine.heap.value(Object::Partial(Box::new((register, partial)))));
        }
        // The class is that of the annotation of the first parameter.
        import(engine, "typing")?;
        if let Some(Value::Object(registry)) = registry(engine, dispatcher) {
            engine.heap.open(registry);
        }
        return Ok(class);
    };
    if engine.target.version >= (3, 11) && engine.target.version < (3, 14) {
        import(engine, "typing")?;
    }
    if let Some(Value::Object(registry)) = registry(engine, dispatcher) {
        match engine.key(class) {
            Some(key) => engine.heap.set_item(registry, key, Some((class, function))),
            None => engine.heap.open(registry),
        }
    }
    Ok(function)
}

/// A call: the function of the class of the first argument, or of the first base that has one.
fn call(engine: &mut Engine, given: &Given) -> Outcome<Value> {
    let site = engine.here();
    let mut rest = given.clone();
    if rest.positional.len() < 2 {
        return Ok(Value::Unknown);
    }
    let dispatcher = rest.positional.remove(0);
    let class = engine.class_of(rest.positional[0]);
    let Some(Object::Dict(functions)) = registry(engine, dispatcher).and_then(|it| engine.heap.object(it))
    else {
        return Ok(Value::Unknown);
    };
    let functions: Mapping = (**functions).clone();
    let Some(Object::Class(it)) = engine.heap.object(class) else { return Ok(Value::Unknown) };
    let order = it.order.clone();
    let found = order.iter().find_map(|&each| {
        engine
            .key(Value::Object(each))
            .and_then(|key| functions.items.get(&key))
            .map(|(_, function)| *function)
    });
    let wrapped = dispatcher.id().and_then(|id| engine.heap.name(id, engine.known.wrapped));
    match found {
        Some(function) => engine.call(site, function, rest),
        None if functions.open => Ok(Value::Unknown),
        None => engine.call(site, wrapped.unwrap_or(Value::Unknown), rest),
    }
}
