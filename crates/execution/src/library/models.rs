//! Models of functions of the standard library: what they do, for `library` to put in their place.

use crate::engine::Engine;
use crate::imports::memo::Cause;
use crate::language::raise::Outcome;
use crate::library::class;
use crate::values::symbol::Symbol;
use crate::values::value::at;
use crate::values::value::{Given, Id, Native, Object, Sequence, Value};

/// An argument by its position or its name.
pub(crate) fn named(engine: &Engine, given: &Given, index: usize, name: &str) -> Value {
    given.positional.get(index).copied().or_else(|| engine.keyword(given, name)).unwrap_or(Value::Unknown)
}

/// Functions of `sysconfig` that read what Python was built with; on POSIX that is in a module.
pub(crate) fn config_variables(engine: &mut Engine, _: &Given) -> Outcome<Value> {
    let os = engine.module_named("os");
    let folder =
        engine.find(os).origin.as_deref().and_then(|file| file.rsplit_once('/')).map(|it| it.0.to_owned());
    if let Some(folder) = folder {
        let found = engine.world.list(&[folder]);
        if let Some((name, _)) = found.iter().find(|(name, _)| name.starts_with("_sysconfigdata_")) {
            let site = engine.here();
            engine.import_by_name(site, name, false)?;
        }
    }
    Ok(Value::Unknown)
}

/// Encodings that switch between tables of characters take them from other compiled modules.
pub(crate) fn iso2022(engine: &mut Engine, given: &Given) -> Outcome<Value> {
    let site = engine.here();
    let Value::Str(name) = at(given, 0) else { return Ok(Value::Unknown) };
    let tables: &[&str] = match engine.symbols.text(name) {
        "iso2022_kr" => &["_codecs_kr"],
        "iso2022_jp_2" => &["_codecs_jp", "_codecs_kr", "_codecs_cn"],
        _ => &["_codecs_jp"],
    };
    for table in tables {
        engine.import_by_name(site, table, false)?;
    }
    Ok(Value::Unknown)
}

pub(crate) fn import_module(engine: &mut Engine, given: &Given) -> Outcome<Value> {
    let site = engine.here();
    let Value::Str(name) = named(engine, given, 0, "name") else {
        engine.gap(site.module, site.line, "`import_module` of a name that is not known");
        return Ok(Value::Unknown);
    };
    let mut name = engine.symbols.text(name).to_owned();
    if name.starts_with('.') {
        let package = given.positional.get(1).copied().or_else(|| engine.keyword(given, "package"));
        let package = match package {
            Some(Value::Str(package)) => engine.symbols.text(package).to_owned(),
            Some(Value::None) | None => {
                let message =
                    format!("the 'package' argument is required to perform a relative import for '{name}'");
                return engine.raise("TypeError", &message);
            }
            Some(_) => {
                let reason = "`import_module` of a name that is relative to one that is not known";
                engine.gap(site.module, site.line, reason);
                return Ok(Value::Unknown);
            }
        };
        let level = name.len() - name.trim_start_matches('.').len();
        name = engine.resolve_name(&name[level..], &package, level)?;
    }
    engine.import_by_name(site, &name, false)
}

pub(crate) fn find_spec(engine: &mut Engine, given: &Given) -> Outcome<Value> {
    let site = engine.here();
    let Value::Str(name) = at(given, 0) else { return Ok(Value::Unknown) };
    let text = engine.symbols.text(name).to_owned();
    if text.starts_with('.') {
        return Ok(Value::Unknown);
    }
    if let Some((parent, _)) = text.rsplit_once('.') {
        engine.import_by_name(site, parent, false)?;
    }
    let module = engine.module(name);
    if engine.find(module).kind == crate::world::Kind::Missing {
        return Ok(Value::None);
    }
    Ok(class_instance(engine, "ModuleSpec"))
}

pub(crate) fn class_instance(engine: &mut Engine, name: &str) -> Value {
    let id = class(engine, name, &[], None);
    engine.plain_instance(id, true)
}

/// Submodules in the folders of a path, as `pkgutil.ModuleInfo`.
pub(crate) fn walk_packages(engine: &mut Engine, given: &Given) -> Outcome<Value> {
    let (path, prefix) = (named(engine, given, 0, "path"), named(engine, given, 1, "prefix"));
    let pending = crate::language::generator::Pending::Packages { path, prefix };
    Ok(engine.heap.value(Object::Generator(Box::new(pending), 0)))
}

pub fn iter_modules(engine: &mut Engine, given: &Given) -> Outcome<Value> {
    let site = engine.here();
    let Some(folders) = engine.elements(site, named(engine, given, 0, "path"))? else {
        engine.gap(site.module, site.line, "`pkgutil.iter_modules` of folders that are not known");
        return Ok(Value::Unknown);
    };
    let folders: Vec<String> = folders
        .into_iter()
        .filter_map(|folder| {
            if let Value::Str(text) = folder { Some(engine.symbols.text(text).to_owned()) } else { None }
        })
        .collect();
    if folders.iter().any(|folder| engine.world.exists(folder)) {
        let module = engine.module_named("pkgutil");
        let inspect = engine.symbols.intern("inspect");
        engine.import_absolute(inspect, Cause { module: Some(module), line: 0 })?;
    }
    let prefix = given.positional.get(1).copied().or_else(|| engine.keyword(given, "prefix"));
    let prefix = match prefix {
        Some(Value::Str(prefix)) => engine.symbols.text(prefix).to_owned(),
        _ => String::new(),
    };
    let class = class(engine, "ModuleInfo", &["tuple"], None);
    let mut items = Vec::new();
    for (name, package) in engine.world.list(&folders) {
        let name = engine.text(&format!("{prefix}{name}"));
        let tuple = engine.heap.value(Object::Tuple(Box::new([Value::Unknown, name, Value::Bool(package)])));
        let info = engine.plain_instance(class, false);
        if let Some(id) = info.id() {
            if let Object::Instance(it) = engine.heap.fresh(id) {
                it.payload = tuple;
            }
            for (key, value) in
                [("name", name), ("ispkg", Value::Bool(package)), ("module_finder", Value::Unknown)]
            {
                let key = engine.symbols.intern(key);
                engine.heap.set_name(id, key, Some(value));
            }
        }
        items.push(info);
    }
    Ok(engine.heap.value(Object::List(Sequence { items, open: false })))
}

/// A decorator that gives back what it is given, with or without arguments of its own.
pub(crate) fn decorator(engine: &mut Engine, given: &Given) -> Outcome<Value> {
    match given.positional.first() {
        Some(&value) if is_definition(engine, value) => Ok(value),
        _ => Ok(engine.heap.value(Object::Native("decorator", |_, given| Ok(at(given, 0))))),
    }
}

/// `functools.lru_cache`: what comes of a function has more attributes than it. Calls are passed through.
pub(crate) fn cached(engine: &mut Engine, given: &Given) -> Outcome<Value> {
    match given.positional.first() {
        Some(&value) if is_definition(engine, value) => {
            cache(engine, &Given { positional: vec![value], ..Given::default() })
        }
        _ => Ok(engine.heap.value(Object::Native("decorator", cache))),
    }
}

fn cache(engine: &mut Engine, given: &Given) -> Outcome<Value> {
    let function = at(given, 0);
    if let Some(id) = function.id() {
        engine.heap.open(id);
    }
    Ok(function)
}

/// Whether a value is of a kind that `inspect` tells apart.
pub(crate) fn is_a(engine: &mut Engine, given: &Given, test: fn(&Object) -> bool) -> Outcome<Value> {
    let value = at(given, 0);
    Ok(match engine.heap.object(value) {
        _ if value.is_unknown() => Value::Unknown,
        Some(object) => Value::Bool(test(object)),
        None => Value::Bool(false),
    })
}

/// `abc.abstractmethod(function)`.
pub(crate) fn abstractmethod(engine: &mut Engine, given: &Given) -> Outcome<Value> {
    let function = at(given, 0);
    if let Some(Object::Function(_)) = engine.heap.object(function)
        && let Some(id) = function.id()
    {
        let name = engine.symbols.intern("__isabstractmethod__");
        engine.heap.set_name(id, name, Some(Value::Bool(true)));
    }
    Ok(function)
}

/// `operator.itemgetter(key)` and its like, for one key.
pub(crate) fn getter(engine: &mut Engine, given: &Given, get: Native) -> Outcome<Value> {
    let [key] = given.positional[..] else { return Ok(Value::Unknown) };
    let function = engine.heap.value(Object::Native("getter", get));
    Ok(engine.heap.value(Object::Method(function, key)))
}

pub(crate) fn by_item(engine: &mut Engine, given: &Given) -> Outcome<Value> {
    let site = engine.here();
    engine.item(site, at(given, 1), at(given, 0))
}

pub(crate) fn by_attribute(engine: &mut Engine, given: &Given) -> Outcome<Value> {
    let site = engine.here();
    match at(given, 0) {
        Value::Str(name) if !engine.symbols.text(name).contains('.') => {
            Ok(engine.get_attribute(site, at(given, 1), name)?.unwrap_or(Value::Unknown))
        }
        _ => Ok(Value::Unknown),
    }
}

/// `itertools.product` of collections that are known.
pub(crate) fn product(engine: &mut Engine, given: &Given) -> Outcome<Value> {
    let site = engine.here();
    if !given.keywords.is_empty() || given.open {
        engine.gap(site.module, site.line, "a product that is too large to be gone through");
        return Ok(Value::Unknown);
    }
    let mut rows: Vec<Vec<Value>> = vec![Vec::new()];
    for &value in &given.positional {
        let Some(items) = engine.elements(site, value)?.filter(|_| !engine.is_open_collection(value)) else {
            return Ok(Value::Unknown);
        };
        if rows.len().saturating_mul(items.len()) > 10_000 {
            return Ok(Value::Unknown);
        }
        rows = rows
            .iter()
            .flat_map(|row| items.iter().map(|&item| row.iter().copied().chain([item]).collect()))
            .collect();
    }
    let items = rows.into_iter().map(|row| engine.heap.value(Object::Tuple(row.into()))).collect();
    Ok(engine.heap.value(Object::List(Sequence { items, open: false })))
}

pub(crate) fn is_definition(engine: &Engine, value: Value) -> bool {
    matches!(
        engine.heap.object(value),
        Some(
            Object::Function(_)
                | Object::Class(_)
                | Object::Method(..)
                | Object::Property(..)
                | Object::StaticMethod(_)
                | Object::ClassMethod(_)
                | Object::Partial(_)
                | Object::Native(..)
        )
    )
}

/// `functools.wraps(f)`: the wrapper stays, with the names of what it wraps.
pub(crate) fn wraps(engine: &mut Engine, given: &Given) -> Outcome<Value> {
    let wrapped = at(given, 0);
    let function = engine.heap.value(Object::Native("update_wrapper", |engine, given| {
        let (wrapped, wrapper) = (at(given, 0), at(given, 1));
        if let Some(id) = wrapper.id()
            && let Object::Function(_) = engine.heap.get(id)
        {
            let site = engine.here();
            let known = engine.known;
            for name in [known.module, known.name, known.qualname, known.doc] {
                if !wrapped.is_unknown()
                    && let Some(value) = engine.attribute(site, wrapped, name)?
                {
                    engine.heap.set_name(id, name, Some(value));
                }
            }
            engine.heap.set_name(id, known.wrapped, Some(wrapped));
        }
        Ok(wrapper)
    }));
    Ok(engine.heap.value(Object::Method(function, wrapped)))
}

pub(crate) fn partial(engine: &mut Engine, given: &Given) -> Outcome<Value> {
    let mut rest = given.clone();
    if rest.positional.is_empty() {
        return Ok(Value::Unknown);
    }
    let function = rest.positional.remove(0);
    Ok(engine.heap.value(Object::Partial(Box::new((function, rest)))))
}

pub(crate) fn reduce(engine: &mut Engine, given: &Given) -> Outcome<Value> {
    let site = engine.here();
    let Some(items) = engine.elements(site, at(given, 1))? else { return Ok(Value::Unknown) };
    let mut items = items.into_iter();
    let Some(mut result) = given.positional.get(2).copied().or_else(|| items.next()) else {
        return Ok(Value::Unknown);
    };
    for item in items {
        result = engine.call_with(site, at(given, 0), vec![result, item])?;
    }
    Ok(result)
}

/// `contextlib.contextmanager(f)`: calls make a manager around the generator.
pub(crate) fn contextmanager(engine: &mut Engine, given: &Given) -> Outcome<Value> {
    let function = engine.heap.value(Object::Native("helper", |engine, given| {
        let site = engine.here();
        let mut rest = given.clone();
        if rest.positional.is_empty() {
            return Ok(Value::Unknown);
        }
        let function = rest.positional.remove(0);
        let generator = engine.call(site, function, rest)?;
        let manager = class_instance(engine, "_GeneratorContextManager");
        if let Some(id) = manager.id()
            && let Object::Instance(it) = engine.heap.fresh(id)
        {
            it.payload = generator;
        }
        Ok(manager)
    }));
    Ok(engine.heap.value(Object::Method(function, at(given, 0))))
}

pub(crate) fn suppress(engine: &mut Engine, given: &Given) -> Outcome<Value> {
    let Some(class) = engine.builtins.suppress else { return Ok(Value::Unknown) };
    let payload = engine.heap.value(Object::Tuple(given.positional.clone().into()));
    let manager = engine.plain_instance(class, false);
    if let Some(id) = manager.id()
        && let Object::Instance(it) = engine.heap.fresh(id)
    {
        it.payload = payload;
    }
    Ok(manager)
}

pub(crate) fn defaultdict(engine: &mut Engine, given: &Given) -> Outcome<Value> {
    let mut rest = given.clone();
    let factory = if rest.positional.is_empty() { Value::None } else { rest.positional.remove(0) };
    let made = crate::library::constructors::dict(engine, &rest)?;
    if let Some(id) = made.id()
        && let Object::Dict(mapping) = engine.heap.fresh(id)
    {
        mapping.factory = Some(factory).filter(|factory| *factory != Value::None);
    }
    Ok(made)
}

/// `enum.global_enum`: the members become names of the module, too.
pub(crate) fn global_enum(engine: &mut Engine, given: &Given) -> Outcome<Value> {
    let site = engine.here();
    if let Some(id) = at(given, 0).id()
        && let Object::Class(class) = engine.heap.get(id)
    {
        let names: Vec<_> = class.names.iter().map(|(name, value)| (*name, *value)).collect();
        for (name, value) in names {
            if !engine.symbols.text(name).starts_with('_') {
                engine.heap.set_name(site.globals, name, Some(value));
            }
        }
    }
    Ok(at(given, 0))
}

/// `IntEnum._convert_`: constants of a compiled module become members, and names of the module that calls.
pub fn convert_enum(engine: &mut Engine, _: &Given) -> Outcome<Value> {
    let site = engine.here();
    engine.heap.open(site.globals);
    Ok(Value::Unknown)
}

/// `sys._getframe(depth)`: whose names are asked for.
pub(crate) fn frame(engine: &mut Engine, given: &Given) -> Outcome<Value> {
    let depth = match given.positional.first() {
        None => 0,
        Some(Value::Int(depth)) => usize::try_from(*depth).unwrap_or(usize::MAX),
        Some(_) => return Ok(Value::Unknown),
    };
    let site = match depth {
        0 => Some(engine.here()),
        _ => engine.callers.len().checked_sub(depth).map(|index| engine.callers[index]),
    };
    let Some(site) = site else { return Ok(Value::Unknown) };
    let frame = class_instance(engine, "frame");
    if let Some(id) = frame.id() {
        let globals = engine.heap.value(Object::Namespace(site.globals));
        let mut names = vec![("f_globals", globals)];
        if site.locals.is_none() {
            names
                .push(("f_locals", engine.heap.value(Object::Namespace(site.class.unwrap_or(site.globals)))));
        }
        for (name, value) in names {
            let name = engine.symbols.intern(name);
            engine.heap.set_name(id, name, Some(value));
        }
    }
    Ok(frame)
}

pub(crate) fn simple_namespace(engine: &mut Engine, given: &Given) -> Outcome<Value> {
    let value = class_instance(engine, "SimpleNamespace");
    if let Some(id) = value.id() {
        for &(name, value) in &given.keywords {
            engine.heap.set_name(id, name, Some(value));
        }
    }
    Ok(value)
}

pub(crate) fn module_type(engine: &mut Engine, given: &Given) -> Outcome<Value> {
    let mut names = crate::values::value::Names::default();
    names.insert(engine.known.name, at(given, 0));
    Ok(engine.heap.value(Object::Module(Box::new(crate::values::value::Module {
        module: None,
        names,
        open: false,
    }))))
}

pub(crate) fn chain(engine: &mut Engine, given: &Given) -> Outcome<Value> {
    let site = engine.here();
    let mut items = Vec::new();
    let mut open = given.open;
    for &value in &given.positional {
        open |= engine.is_open_collection(value);
        match engine.elements(site, value)? {
            Some(values) => items.extend(values),
            None => open = true,
        }
    }
    Ok(engine.heap.value(Object::List(Sequence { items, open })))
}

pub(crate) fn environment_get(engine: &mut Engine, given: &Given) -> Outcome<Value> {
    let known = ["HOME", "PATH"];
    Ok(match at(given, 0) {
        Value::Str(name) if !known.contains(&engine.symbols.text(name)) => {
            given.positional.get(1).copied().unwrap_or(Value::None)
        }
        _ => Value::Unknown,
    })
}

pub(crate) fn exists(engine: &mut Engine, given: &Given) -> Outcome<Value> {
    let Some(path) = engine.path_text(at(given, 0)) else { return Ok(Value::Unknown) };
    let path = engine.symbols.text(path).to_owned();
    Ok(if path.starts_with('/') { Value::Bool(engine.world.exists(&path)) } else { Value::Unknown })
}

pub(crate) fn path_with(engine: &mut Engine, given: &Given, change: fn(&str) -> String) -> Outcome<Value> {
    let Some(path) = engine.path_text(at(given, 0)) else { return Ok(Value::Unknown) };
    let path = change(engine.symbols.text(path));
    Ok(engine.text(&path))
}

pub(crate) fn join_path(engine: &mut Engine, given: &Given) -> Outcome<Value> {
    let mut path = String::new();
    for &part in &given.positional {
        let Some(part) = engine.path_text(part) else { return Ok(Value::Unknown) };
        let part = engine.symbols.text(part);
        if part.starts_with('/') {
            path = part.to_owned();
        } else {
            if !path.is_empty() && !path.ends_with('/') {
                path.push('/');
            }
            path.push_str(part);
        }
    }
    Ok(engine.text(&path))
}

impl Engine {
    /// `__spec__` of a module, made when it is asked for.
    pub(crate) fn spec_of(&mut self, namespace: Id) -> Value {
        let Some(names) = self.heap.names(namespace) else { return Value::Unknown };
        let value = |name: Symbol| names.get(&name).copied();
        let (name, package) = (value(self.known.name), value(self.known.package));
        let (file, path) = (value(self.known.file), value(self.known.path));
        if !matches!(self.heap.get(namespace), Object::Module(it) if it.module.is_some()) {
            return Value::Unknown;
        }
        let spec = class_instance(self, "ModuleSpec");
        let Some(id) = spec.id() else { return Value::Unknown };
        for (key, value) in [
            ("name", name),
            ("parent", package),
            ("origin", file),
            ("submodule_search_locations", Some(path.unwrap_or(Value::None))),
        ] {
            let key = self.symbols.intern(key);
            self.heap.set_name(id, key, Some(value.unwrap_or(Value::Unknown)));
        }
        self.heap.bind(namespace, self.known.spec, spec);
        spec
    }
}
