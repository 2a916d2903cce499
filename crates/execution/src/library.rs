//! Models: what functions and classes of the standard library do, where their text would not tell it, or too much.
//!
//! A model replaces a name of a module when its body has ended; the body itself is executed from its text, for
//! what it imports. Other functions of the standard library are not entered.

use crate::builtins::add_class;
use crate::calls::{nothing, unknown};
use crate::engine::Engine;
use crate::memo::Cause;
use crate::raise::Outcome;
use crate::symbol::Symbol;
use crate::value::{Given, Id, Mapping, ModuleId, Native, Object, Sequence, Value};

const FUNCTIONS: &[(&str, &str, Native)] = &[
    ("importlib", "import_module", import_module),
    ("importlib", "reload", |engine, given| engine.reload(at(given, 0))),
    ("importlib.util", "find_spec", find_spec),
    ("pkgutil", "iter_modules", iter_modules),
    ("pkgutil", "walk_packages", walk_packages),
    ("pkgutil", "extend_path", |_, given| Ok(at(given, 0))),
    ("functools", "wraps", wraps),
    ("functools", "update_wrapper", |_, given| Ok(at(given, 0))),
    ("functools", "lru_cache", decorator),
    ("functools", "cache", decorator),
    ("functools", "total_ordering", decorator),
    ("functools", "singledispatch", crate::dispatch::singledispatch),
    ("functools", "partial", partial),
    ("functools", "reduce", reduce),
    ("functools", "cached_property", crate::dispatch::cached_property),
    ("contextlib", "contextmanager", contextmanager),
    ("contextlib", "suppress", suppress),
    ("contextlib", "nullcontext", unknown),
    ("abc", "abstractmethod", abstractmethod),
    ("abc", "abstractproperty", crate::constructors::property),
    ("typing", "cast", |_, given| Ok(at(given, 1))),
    ("typing", "overload", decorator),
    ("typing", "final", decorator),
    ("typing", "runtime_checkable", decorator),
    ("typing", "no_type_check", decorator),
    ("typing", "NewType", |engine, _| {
        Ok(engine.heap.value(Object::Native("NewType", |_, given| Ok(at(given, 0)))))
    }),
    ("dataclasses", "dataclass", decorator),
    ("inspect", "isclass", |engine, given| is_a(engine, given, |object| matches!(object, Object::Class(_)))),
    ("inspect", "isfunction", |engine, given| {
        is_a(engine, given, |object| matches!(object, Object::Function(_)))
    }),
    ("inspect", "ismodule", |engine, given| {
        is_a(engine, given, |object| matches!(object, Object::Module(_)))
    }),
    ("inspect", "ismethod", |engine, given| {
        is_a(engine, given, |object| matches!(object, Object::Method(..)))
    }),
    ("enum", "unique", decorator),
    ("enum", "auto", auto),
    ("enum", "global_enum", global_enum),
    ("enum", "_simple_enum", |engine, _| {
        Ok(engine.heap.value(Object::Native("decorator", |_, given| Ok(at(given, 0)))))
    }),
    ("warnings", "warn", nothing),
    ("warnings", "filterwarnings", nothing),
    ("warnings", "simplefilter", nothing),
    ("atexit", "register", decorator),
    ("sysconfig", "get_config_var", config_variables),
    ("sysconfig", "get_config_vars", config_variables),
    ("sysconfig", "get_path", config_variables),
    ("sysconfig", "get_paths", config_variables),
    ("_codecs_iso2022", "getcodec", iso2022),
    ("ctypes.util", "find_library", |engine, given| {
        let Value::Str(name) = at(given, 0) else { return Ok(Value::Unknown) };
        let name = engine.symbols.text(name).to_owned();
        Ok(if engine.world.has_library(&name) { Value::Unknown } else { Value::None })
    }),
    ("sys", "exit", |engine, given| engine.raise_with("SystemExit", &given.positional)),
    ("sys", "intern", |_, given| Ok(at(given, 0))),
    ("sys", "_getframe", frame),
    ("operator", "itemgetter", |engine, given| getter(engine, given, by_item)),
    ("operator", "attrgetter", |engine, given| getter(engine, given, by_attribute)),
    ("collections", "namedtuple", crate::records::namedtuple),
    ("types", "MappingProxyType", |_, given| Ok(at(given, 0))),
    ("itertools", "chain", chain),
    ("itertools", "product", product),
    ("copy", "copy", |_, given| Ok(at(given, 0))),
    ("copy", "deepcopy", |_, given| Ok(at(given, 0))),
    ("platform", "system", |engine, _| {
        let system = match engine.target.platform.as_str() {
            "win32" => "Windows",
            "darwin" => "Darwin",
            _ => "Linux",
        };
        Ok(engine.text(system))
    }),
    ("platform", "python_implementation", |engine, _| {
        Ok(if engine.target.implementation == "cpython" { engine.text("CPython") } else { Value::Unknown })
    }),
    ("posix", "getenv", environment_get),
    ("os", "getenv", environment_get),
    ("os", "fspath", |engine, given| Ok(engine.path_text(at(given, 0)).map_or(Value::Unknown, Value::Str))),
    ("os.path", "exists", exists),
    ("posixpath", "exists", exists),
    ("posixpath", "isfile", exists),
    ("posixpath", "isdir", exists),
    ("posixpath", "join", join_path),
    ("posixpath", "dirname", |engine, given| {
        path_with(engine, given, |path| {
            path.rfind('/').map_or(String::new(), |at| {
                let head = path[..at].trim_end_matches('/');
                if head.is_empty() { "/".to_owned() } else { head.to_owned() }
            })
        })
    }),
    ("posixpath", "basename", |engine, given| {
        path_with(engine, given, |path| path.rsplit('/').next().unwrap_or_default().to_owned())
    }),
    ("posixpath", "abspath", |engine, given| path_with(engine, given, str::to_owned)),
    ("posixpath", "realpath", |engine, given| path_with(engine, given, str::to_owned)),
    ("posixpath", "normpath", |engine, given| path_with(engine, given, str::to_owned)),
    ("posixpath", "splitext", |engine, given| {
        let Value::Str(path) = at(given, 0) else { return Ok(Value::Unknown) };
        let path = engine.symbols.text(path).to_owned();
        let start = path.rfind('/').map_or(0, |at| at + 1);
        let cut = path[start..].rfind('.').filter(|&at| at > 0).map_or(path.len(), |at| start + at);
        let parts = [engine.text(&path[..cut]), engine.text(&path[cut..])];
        Ok(engine.heap.value(Object::Tuple(Box::new(parts))))
    }),
];

/// Modules of the standard library whose functions are entered, because they call back what they are given or import.
const ENTERED: &[&str] = &["importlib._bootstrap", "concurrent.futures", "gettext", "hashlib"];

fn at(given: &Given, index: usize) -> Value {
    given.positional.get(index).copied().unwrap_or(Value::Unknown)
}

/// An argument by its position or its name.
fn named(engine: &Engine, given: &Given, index: usize, name: &str) -> Value {
    let keyword = || {
        let name = engine.symbols.find(name)?;
        given.keywords.iter().find(|(each, _)| *each == name).map(|(_, value)| *value)
    };
    given.positional.get(index).copied().or_else(keyword).unwrap_or(Value::Unknown)
}

/// Makes the models.
pub fn install(engine: &mut Engine) {
    for &(module, name, native) in FUNCTIONS {
        let value = engine.heap.value(Object::Native(name, native));
        model(engine, module, name, value);
    }
    for (name, value) in engine.builtins.all().collect::<Vec<_>>() {
        let module = engine.symbols.intern("builtins");
        engine.models.insert((module, name), value);
    }
    install_sys(engine);
    install_classes(engine);
    let sep = engine.text("/");
    model(engine, "posixpath", "sep", sep);
    model(engine, "os", "sep", sep);
    let system = engine.target.system.clone();
    let system = engine.text(&system);
    model(engine, "os", "name", system);
    let environment = environment(engine);
    model(engine, "os", "environ", environment);
    model(engine, "typing", "TYPE_CHECKING", Value::Bool(false));
}

fn model(engine: &mut Engine, module: &str, name: &str, value: Value) {
    let key = (engine.symbols.intern(module), engine.symbols.intern(name));
    engine.models.insert(key, value);
}

fn install_sys(engine: &mut Engine) {
    let (major, minor) = engine.target.version;
    let micro = engine.target.micro;
    let parts = [i64::from(major), i64::from(minor), i64::from(micro)].map(Value::Int);
    let release = engine.text("final");
    let items: Box<[Value]> = Box::new([parts[0], parts[1], parts[2], release, Value::Int(0)]);
    let tuple = engine.heap.value(Object::Tuple(items));
    let class = class(engine, "version_info", &["tuple"], None);
    let version = engine.plain_instance(class, false);
    if let Some(id) = version.id() {
        if let Object::Instance(it) = engine.heap.fresh(id) {
            it.payload = tuple;
        }
        for (name, value) in
            [("major", parts[0]), ("minor", parts[1]), ("micro", parts[2]), ("releaselevel", release)]
        {
            let name = engine.symbols.intern(name);
            engine.heap.set_name(id, name, Some(value));
        }
    }
    model(engine, "sys", "version_info", version);
    let hex = i64::from(major) << 24 | i64::from(minor) << 16 | i64::from(micro) << 8 | 0xf0;
    model(engine, "sys", "hexversion", Value::Int(hex));
    let text = format!("{major}.{minor}.{micro} (main)");
    let text = engine.text(&text);
    model(engine, "sys", "version", text);
    let platform = engine.target.platform.clone();
    let platform = engine.text(&platform);
    model(engine, "sys", "platform", platform);
    model(engine, "sys", "maxsize", Value::Int(i64::MAX));
    model(engine, "sys", "maxunicode", Value::Int(0x0010_ffff));
    let order = engine.text("little");
    model(engine, "sys", "byteorder", order);
    let modules = engine.heap.value(Object::Modules);
    model(engine, "sys", "modules", modules);
    let path = engine.target.path.clone();
    let items = path.iter().map(|entry| engine.text(entry)).collect();
    let path = engine.heap.value(Object::List(Sequence { items, open: false }));
    model(engine, "sys", "path", path);
    let argv = engine.text("");
    let argv = engine.heap.value(Object::List(Sequence { items: vec![argv], open: false }));
    model(engine, "sys", "argv", argv);
    let prefix = engine.target.prefix.clone();
    let prefix = engine.text(&prefix);
    model(engine, "sys", "prefix", prefix);
    model(engine, "sys", "dont_write_bytecode", Value::Bool(false));
    let names = engine.target.builtin.clone();
    let names: Box<[Value]> = names.iter().map(|name| engine.text(name)).collect();
    let names = engine.heap.value(Object::Tuple(names));
    model(engine, "sys", "builtin_module_names", names);
    let class = self::class(engine, "implementation", &[], None);
    let implementation = engine.plain_instance(class, true);
    if let Some(id) = implementation.id() {
        let name = engine.target.implementation.clone();
        let (key, value) = (engine.symbols.intern("name"), engine.text(&name));
        engine.heap.set_name(id, key, Some(value));
        let key = engine.symbols.intern("version");
        engine.heap.set_name(id, key, Some(version));
    }
    model(engine, "sys", "implementation", implementation);
}

/// A class of the interpreter's own, for a model.
pub fn class(engine: &mut Engine, name: &str, bases: &[&str], construct: Option<Native>) -> Id {
    let mut ids: Vec<Id> = bases.iter().filter_map(|base| engine.find_builtin(base)).collect();
    ids.push(engine.builtins.object);
    if bases.first().is_some_and(|base| *base == "type") {
        ids.truncate(1);
    }
    let known = engine.known;
    add_class(&mut engine.symbols, &mut engine.heap, &known, name, &ids[..1], construct)
}

fn install_classes(engine: &mut Engine) {
    // Metaclasses whose classes behave like others.
    let meta = class(engine, "ABCMeta", &["type"], None);
    model(engine, "abc", "ABCMeta", Value::Object(meta));
    let abc = class(engine, "ABC", &[], None);
    if let Object::Class(it) = engine.heap.fresh(abc) {
        it.metaclass = Some(meta);
        it.native = false;
    }
    model(engine, "abc", "ABC", Value::Object(abc));

    let meta = class(engine, "EnumType", &["type"], None);
    engine.builtins.enum_meta = Some(meta);
    for name in ["EnumMeta", "EnumType"] {
        model(engine, "enum", name, Value::Object(meta));
    }
    for (name, base) in [
        ("Enum", None),
        ("IntEnum", Some("int")),
        ("StrEnum", Some("str")),
        ("Flag", None),
        ("IntFlag", Some("int")),
        ("ReprEnum", None),
    ] {
        let bases: Vec<&str> = base.into_iter().collect();
        let id = class(engine, name, &bases, Some(enum_member));
        if let Object::Class(it) = engine.heap.fresh(id) {
            it.metaclass = Some(meta);
            it.open = true;
        }
        if name != "StrEnum" || engine.target.version >= (3, 11) {
            model(engine, "enum", name, Value::Object(id));
        }
    }
    let suppress = class(engine, "suppress", &[], Some(self::suppress));
    engine.builtins.suppress = Some(suppress);
    for name in ["OrderedDict", "Counter", "UserDict"] {
        let id = class(engine, name, &["dict"], Some(crate::constructors::dict));
        model(engine, "collections", name, Value::Object(id));
    }
    let id = class(engine, "defaultdict", &["dict"], Some(defaultdict));
    model(engine, "collections", "defaultdict", Value::Object(id));
    let id = class(engine, "deque", &["list"], Some(crate::constructors::list));
    model(engine, "collections", "deque", Value::Object(id));
    let id = class(engine, "Generic", &[], Some(crate::constructors::object));
    model(engine, "typing", "Generic", Value::Object(id));
    let known = engine.known;
    let protocol = add_class(
        &mut engine.symbols,
        &mut engine.heap,
        &known,
        "Protocol",
        &[id],
        Some(crate::constructors::object),
    );
    model(engine, "typing", "Protocol", Value::Object(protocol));
    let id = class(engine, "module", &[], Some(module_type));
    engine.builtins.module_type = Some(id);
    model(engine, "types", "ModuleType", Value::Object(id));
    if engine.target.system == "posix" {
        for (name, id) in crate::paths::classes(engine) {
            model(engine, "pathlib", name, Value::Object(id));
            model(engine, "pathlib", &name.replace("Path", "PosixPath"), Value::Object(id));
        }
    }
    for (name, value) in crate::records::install(engine) {
        model(engine, "typing", name, value);
    }
    let id = class(engine, "SimpleNamespace", &[], Some(simple_namespace));
    model(engine, "types", "SimpleNamespace", Value::Object(id));
}

/// `os.environ` of a bare interpreter: what is asked for is not set.
fn environment(engine: &mut Engine) -> Value {
    let mut mapping = Mapping::default();
    for name in ["HOME", "PATH"] {
        let key = engine.symbols.intern(name);
        mapping.items.insert(crate::value::Key::Str(key), (Value::Str(key), Value::Unknown));
    }
    engine.heap.value(Object::Dict(Box::new(mapping)))
}

impl Engine {
    /// Puts the models of a module into its namespace.
    pub(crate) fn apply_models(&mut self, module: ModuleId, namespace: Id) {
        let name = self.modules[module.0 as usize].name;
        let found = self.find(module);
        if !found.standard {
            return;
        }
        let text = self.symbols.text(name);
        if !self.modeled.contains(text) {
            return;
        }
        let models: Vec<_> = self
            .models
            .iter()
            .filter(|((of, _), _)| *of == name)
            .map(|((_, name), value)| (*name, *value))
            .collect();
        for (name, value) in models {
            if self.heap.name(namespace, name).is_some() || self.heap.is_open(namespace) {
                self.heap.set_name(namespace, name, Some(value));
            }
        }
    }

    /// Whether functions of this module are executed when they are called.
    pub(crate) fn is_entered(&mut self, module: ModuleId) -> bool {
        !self.find(module).standard || ENTERED.contains(&self.module_name(module))
    }
}

/// Functions of `sysconfig` that read what Python was built with; on POSIX that is in a module.
fn config_variables(engine: &mut Engine, _: &Given) -> Outcome<Value> {
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
fn iso2022(engine: &mut Engine, given: &Given) -> Outcome<Value> {
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

fn import_module(engine: &mut Engine, given: &Given) -> Outcome<Value> {
    let site = engine.here();
    let Value::Str(name) = named(engine, given, 0, "name") else {
        engine.gap(site.module, site.line, "`import_module` of a name that is not known");
        return Ok(Value::Unknown);
    };
    let mut name = engine.symbols.text(name).to_owned();
    if name.starts_with('.') {
        let package = given.positional.get(1).copied().or_else(|| {
            let key = engine.symbols.find("package")?;
            given.keywords.iter().find(|(each, _)| *each == key).map(|(_, value)| *value)
        });
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
        let mut base = package.as_str();
        for _ in 1..level {
            if let Some((parent, _)) = base.rsplit_once('.') {
                base = parent;
            } else {
                let class = if engine.target.version < (3, 9) { "ValueError" } else { "ImportError" };
                return engine.raise(class, "attempted relative import beyond top-level package");
            }
        }
        let tail = &name[level..];
        name = if tail.is_empty() { base.to_owned() } else { format!("{base}.{tail}") };
    }
    engine.import_by_name(site, &name, false)
}

fn find_spec(engine: &mut Engine, given: &Given) -> Outcome<Value> {
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
    let class = engine.builtins.object;
    let _ = class;
    let spec = class_instance(engine, "ModuleSpec");
    Ok(spec)
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

fn class_instance(engine: &mut Engine, name: &str) -> Value {
    let id = class(engine, name, &[], None);
    engine.plain_instance(id, true)
}

/// Submodules in the folders of a path, as `pkgutil.ModuleInfo`.
fn walk_packages(engine: &mut Engine, given: &Given) -> Outcome<Value> {
    let (path, prefix) = (named(engine, given, 0, "path"), named(engine, given, 1, "prefix"));
    let pending = crate::generator::Pending::Packages { path, prefix };
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
    let prefix = given.positional.get(1).copied().or_else(|| {
        let key = engine.symbols.find("prefix")?;
        given.keywords.iter().find(|(each, _)| *each == key).map(|(_, value)| *value)
    });
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
fn decorator(engine: &mut Engine, given: &Given) -> Outcome<Value> {
    match given.positional.first() {
        Some(&value) if is_definition(engine, value) => Ok(value),
        _ => Ok(engine.heap.value(Object::Native("decorator", |_, given| Ok(at(given, 0))))),
    }
}

/// Whether a value is of a kind that `inspect` tells apart.
fn is_a(engine: &mut Engine, given: &Given, test: fn(&Object) -> bool) -> Outcome<Value> {
    let value = at(given, 0);
    Ok(match engine.heap.object(value) {
        _ if value.is_unknown() => Value::Unknown,
        Some(object) => Value::Bool(test(object)),
        None => Value::Bool(false),
    })
}

/// `abc.abstractmethod(function)`.
fn abstractmethod(engine: &mut Engine, given: &Given) -> Outcome<Value> {
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
fn getter(engine: &mut Engine, given: &Given, get: Native) -> Outcome<Value> {
    let [key] = given.positional[..] else { return Ok(Value::Unknown) };
    let function = engine.heap.value(Object::Native("getter", get));
    Ok(engine.heap.value(Object::Method(function, key)))
}

fn by_item(engine: &mut Engine, given: &Given) -> Outcome<Value> {
    let site = engine.here();
    engine.item(site, at(given, 1), at(given, 0))
}

fn by_attribute(engine: &mut Engine, given: &Given) -> Outcome<Value> {
    let site = engine.here();
    match at(given, 0) {
        Value::Str(name) if !engine.symbols.text(name).contains('.') => {
            Ok(engine.get_attribute(site, at(given, 1), name)?.unwrap_or(Value::Unknown))
        }
        _ => Ok(Value::Unknown),
    }
}

/// `itertools.product` of collections that are known.
fn product(engine: &mut Engine, given: &Given) -> Outcome<Value> {
    let site = engine.here();
    if !given.keywords.is_empty() || given.open {
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

fn is_definition(engine: &Engine, value: Value) -> bool {
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
fn wraps(engine: &mut Engine, given: &Given) -> Outcome<Value> {
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

fn partial(engine: &mut Engine, given: &Given) -> Outcome<Value> {
    let mut rest = given.clone();
    if rest.positional.is_empty() {
        return Ok(Value::Unknown);
    }
    let function = rest.positional.remove(0);
    Ok(engine.heap.value(Object::Partial(Box::new((function, rest)))))
}

fn reduce(engine: &mut Engine, given: &Given) -> Outcome<Value> {
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
fn contextmanager(engine: &mut Engine, given: &Given) -> Outcome<Value> {
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

fn suppress(engine: &mut Engine, given: &Given) -> Outcome<Value> {
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

/// `enum.auto()`: a value that makes a member.
fn auto(engine: &mut Engine, _: &Given) -> Outcome<Value> {
    let _ = engine;
    Ok(Value::Unknown)
}

fn enum_member(_: &mut Engine, _: &Given) -> Outcome<Value> {
    Ok(Value::Unknown)
}

fn defaultdict(engine: &mut Engine, given: &Given) -> Outcome<Value> {
    let mut rest = given.clone();
    let factory = if rest.positional.is_empty() { Value::None } else { rest.positional.remove(0) };
    let made = crate::constructors::dict(engine, &rest)?;
    if let Some(id) = made.id()
        && let Object::Dict(mapping) = engine.heap.fresh(id)
    {
        mapping.factory = Some(factory).filter(|factory| *factory != Value::None);
    }
    Ok(made)
}

/// `enum.global_enum`: the members become names of the module, too.
fn global_enum(engine: &mut Engine, given: &Given) -> Outcome<Value> {
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
fn frame(engine: &mut Engine, given: &Given) -> Outcome<Value> {
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

fn simple_namespace(engine: &mut Engine, given: &Given) -> Outcome<Value> {
    let value = class_instance(engine, "SimpleNamespace");
    if let Some(id) = value.id() {
        for &(name, value) in &given.keywords {
            engine.heap.set_name(id, name, Some(value));
        }
    }
    Ok(value)
}

fn module_type(engine: &mut Engine, given: &Given) -> Outcome<Value> {
    let mut names = crate::value::Names::default();
    names.insert(engine.known.name, at(given, 0));
    Ok(engine.heap.value(Object::Module(Box::new(crate::value::Module { module: None, names, open: false }))))
}

fn chain(engine: &mut Engine, given: &Given) -> Outcome<Value> {
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

fn environment_get(engine: &mut Engine, given: &Given) -> Outcome<Value> {
    let known = ["HOME", "PATH"];
    Ok(match at(given, 0) {
        Value::Str(name) if !known.contains(&engine.symbols.text(name)) => {
            given.positional.get(1).copied().unwrap_or(Value::None)
        }
        _ => Value::Unknown,
    })
}

fn exists(engine: &mut Engine, given: &Given) -> Outcome<Value> {
    let Some(path) = engine.path_text(at(given, 0)) else { return Ok(Value::Unknown) };
    let path = engine.symbols.text(path).to_owned();
    Ok(if path.starts_with('/') { Value::Bool(engine.world.exists(&path)) } else { Value::Unknown })
}

fn path_with(engine: &mut Engine, given: &Given, change: fn(&str) -> String) -> Outcome<Value> {
    let Some(path) = engine.path_text(at(given, 0)) else { return Ok(Value::Unknown) };
    let path = change(engine.symbols.text(path));
    Ok(engine.text(&path))
}

fn join_path(engine: &mut Engine, given: &Given) -> Outcome<Value> {
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
