//! Models: what functions and classes of the standard library do, where their text would not tell it, or too much.
//!
//! A model replaces a name of a module when its body has ended; the body itself is executed from its text, for
//! what it imports. Other functions of the standard library are not entered.

pub(crate) mod builtins;
pub(crate) mod calls;
pub(crate) mod constructors;
pub(crate) mod container_methods;
pub(crate) mod distributions;
pub(crate) mod files;
pub(crate) mod models;
pub(crate) mod paths;
pub(crate) mod records;
pub(crate) mod sequence_calls;
pub(crate) mod text_methods;

use crate::engine::Engine;
use crate::library::builtins::add_class;
use crate::library::calls::{nothing, unknown};
use crate::library::models::{
    abstractmethod, by_attribute, by_item, cached, chain, config_variables, contextmanager, decorator,
    defaultdict, environment_get, exists, find_spec, frame, getter, global_enum, import_module, is_a,
    iso2022, iter_modules, join_path, module_type, partial, path_with, product, reduce, simple_namespace,
    suppress, walk_packages, wraps,
};
use crate::values::value::at;
use crate::values::value::{Id, Mapping, ModuleId, Native, Object, Sequence, Value};

const FUNCTIONS: &[(&str, &str, Native)] = &[
    ("importlib", "import_module", import_module),
    ("importlib", "reload", |engine, given| engine.reload(at(given, 0))),
    ("importlib.util", "find_spec", find_spec),
    ("pkgutil", "iter_modules", iter_modules),
    ("pkgutil", "walk_packages", walk_packages),
    ("pkgutil", "extend_path", |_, given| Ok(at(given, 0))),
    ("functools", "wraps", wraps),
    ("functools", "update_wrapper", |_, given| Ok(at(given, 0))),
    ("functools", "lru_cache", cached),
    ("functools", "cache", cached),
    ("functools", "total_ordering", decorator),
    ("functools", "singledispatch", crate::objects::dispatch::singledispatch),
    ("functools", "partial", partial),
    ("functools", "reduce", reduce),
    ("functools", "cached_property", crate::objects::dispatch::cached_property),
    ("contextlib", "contextmanager", contextmanager),
    ("contextlib", "suppress", suppress),
    ("contextlib", "nullcontext", unknown),
    ("abc", "abstractmethod", abstractmethod),
    ("abc", "abstractproperty", crate::library::constructors::property),
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
    ("enum", "auto", unknown),
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
    ("collections", "namedtuple", crate::library::records::namedtuple),
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
    ("posix", "listdir", crate::library::files::listdir),
    ("os", "listdir", crate::library::files::listdir),
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

/// Makes the models.
pub fn install(engine: &mut Engine) {
    for &(module, name, native) in FUNCTIONS {
        let value = engine.heap.value(Object::Native(name, native));
        model(engine, module, name, value);
    }
    for (name, value) in engine.builtins.all().collect::<Vec<_>>() {
        let module = engine.symbols.intern("builtins");
        engine.models.entry(module).or_default().insert(name, value);
    }
    install_sys(engine);
    install_classes(engine);
    for &(name, native) in crate::library::distributions::FUNCTIONS {
        let value = engine.heap.value(Object::Native(name, native));
        model(engine, "importlib.metadata", name, value);
    }
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
    let (module, name) = (engine.symbols.intern(module), engine.symbols.intern(name));
    engine.models.entry(module).or_default().insert(name, value);
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
    let base = bases.iter().find_map(|base| engine.find_builtin(base)).unwrap_or(engine.builtins.object);
    let known = engine.known;
    add_class(&mut engine.symbols, &mut engine.heap, &known, name, &[base], construct)
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
        let id = class(engine, name, &bases, Some(unknown));
        if let Object::Class(it) = engine.heap.fresh(id) {
            it.metaclass = Some(meta);
            it.open = true;
        }
        if name != "StrEnum" || engine.target.version >= (3, 11) {
            model(engine, "enum", name, Value::Object(id));
        }
    }
    let manager = class(engine, "suppress", &[], Some(suppress));
    engine.builtins.suppress = Some(manager);
    for name in ["OrderedDict", "Counter", "UserDict"] {
        let id = class(engine, name, &["dict"], Some(crate::library::constructors::dict));
        model(engine, "collections", name, Value::Object(id));
    }
    let id = class(engine, "defaultdict", &["dict"], Some(defaultdict));
    model(engine, "collections", "defaultdict", Value::Object(id));
    let id = class(engine, "deque", &["list"], Some(crate::library::constructors::list));
    model(engine, "collections", "deque", Value::Object(id));
    let id = class(engine, "Generic", &[], Some(crate::library::constructors::object));
    model(engine, "typing", "Generic", Value::Object(id));
    let known = engine.known;
    let protocol = add_class(
        &mut engine.symbols,
        &mut engine.heap,
        &known,
        "Protocol",
        &[id],
        Some(crate::library::constructors::object),
    );
    model(engine, "typing", "Protocol", Value::Object(protocol));
    let id = class(engine, "module", &[], Some(module_type));
    engine.builtins.module_type = Some(id);
    model(engine, "types", "ModuleType", Value::Object(id));
    if engine.target.system == "posix" {
        for (name, id) in crate::library::paths::classes(engine) {
            model(engine, "pathlib", name, Value::Object(id));
            model(engine, "pathlib", &name.replace("Path", "PosixPath"), Value::Object(id));
        }
    }
    for (name, id) in crate::library::distributions::classes(engine) {
        model(engine, "importlib.metadata", name, Value::Object(id));
    }
    engine.builtins.file = Some(crate::library::files::class(engine));
    for (name, value) in crate::library::records::install(engine) {
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
        mapping.items.insert(crate::values::value::Key::Str(key), (Value::Str(key), Value::Unknown));
    }
    engine.heap.value(Object::Dict(Box::new(mapping)))
}

impl Engine {
    /// Puts the models of a module into its namespace.
    pub(crate) fn apply_models(&mut self, module: ModuleId, namespace: Id) {
        let name = self.modules[module.0 as usize].name;
        if !self.find(module).standard {
            return;
        }
        for (&name, &value) in self.models.get(&name).into_iter().flatten() {
            if self.heap.name(namespace, name).is_some() || self.heap.is_open(namespace) {
                self.heap.set_name(namespace, name, Some(value));
            }
        }
    }

    /// Whether functions of this module are executed when they are called.
    pub(crate) fn is_entered(&mut self, module: ModuleId) -> bool {
        !self.find(module).standard || ENTERED.contains(&self.name_of(module))
    }
}
