//! The built-in names: classes, and functions by what they do.

use rustc_hash::FxHashMap;

use crate::engine::Engine;
use crate::language::raise::EXCEPTIONS;
use crate::library::calls as f;
use crate::library::constructors as c;
use crate::library::sequence_calls as g;
use crate::values::heap::Heap;
use crate::values::known::Known;
use crate::values::symbol::{Symbol, Symbols};
use crate::values::value::{Class, Id, Names, Native, Object, Value};

pub struct Builtins {
    names: FxHashMap<Symbol, Value>,
    pub object: Id,
    pub type_: Id,
    pub base_exception: Id,
    /// `contextlib.suppress` and the metaclass of enumerations, once they are made.
    pub suppress: Option<Id>,
    pub enum_meta: Option<Id>,
    /// `pathlib.PurePath` and `pathlib.Path`.
    pub paths: Option<[Id; 2]>,
    /// `importlib.metadata.EntryPoint`, `EntryPoints` and `SelectableGroups`.
    pub entry_points: Option<[Id; 3]>,
    /// The class of files that are read as text.
    pub file: Option<Id>,
    /// `types.ModuleType`.
    pub module_type: Option<Id>,
}

/// Names that are built in and of which nothing is known but that they are there.
const OTHERS: &[&str] = &[
    "aiter",
    "anext",
    "ascii",
    "bin",
    "breakpoint",
    "bytearray",
    "complex",
    "copyright",
    "credits",
    "divmod",
    "exit",
    "format",
    "hash",
    "help",
    "hex",
    "id",
    "input",
    "license",
    "memoryview",
    "oct",
    "pow",
    "quit",
    "EnvironmentError",
    "IOError",
    "__build_class__",
    "__debug__",
    "__spec__",
    "__loader__",
    "__doc__",
    "_",
];

const FUNCTIONS: &[(&str, Native)] = &[
    ("__import__", f::dunder_import),
    ("abs", f::abs),
    ("all", g::all),
    ("any", g::any),
    ("callable", f::callable),
    ("chr", f::chr),
    ("compile", f::unknown),
    ("delattr", f::delattr),
    ("dir", f::dir),
    ("eval", f::evaluated),
    ("exec", f::executed),
    ("filter", g::filter),
    ("getattr", f::getattr),
    ("globals", f::globals),
    ("hasattr", f::hasattr),
    ("isinstance", f::isinstance),
    ("issubclass", f::issubclass),
    ("iter", g::iter),
    ("len", g::len),
    ("locals", f::locals),
    ("map", g::map),
    ("max", g::max),
    ("min", g::min),
    ("next", g::next),
    ("open", crate::library::files::open),
    ("ord", f::ord),
    ("print", f::nothing),
    ("repr", f::repr),
    ("reversed", g::reversed),
    ("round", f::unknown),
    ("setattr", f::setattr),
    ("sorted", g::sorted),
    ("sum", g::sum),
    ("vars", f::vars),
    ("zip", g::zip),
    ("enumerate", g::enumerate),
];

const CLASSES: &[(&str, Native)] = &[
    ("bool", c::bool),
    ("bytes", c::unknown),
    ("classmethod", c::classmethod),
    ("dict", c::dict),
    ("float", c::float),
    ("frozenset", c::set),
    ("int", c::int),
    ("list", c::list),
    ("property", c::property),
    ("range", c::range),
    ("set", c::set),
    ("slice", c::unknown),
    ("staticmethod", c::staticmethod),
    ("str", c::str),
    ("super", c::super_),
    ("tuple", c::tuple),
];

impl Builtins {
    pub fn new(symbols: &mut Symbols, heap: &mut Heap, known: &Known) -> Self {
        let mut names = FxHashMap::default();
        let object = add_class(symbols, heap, known, "object", &[], Some(c::object));
        let type_ = add_class(symbols, heap, known, "type", &[object], Some(c::type_));
        names.insert(symbols.intern("object"), Value::Object(object));
        names.insert(symbols.intern("type"), Value::Object(type_));
        for &(name, construct) in CLASSES {
            let base = match name {
                "bool" => match names.get(&symbols.intern("int")) {
                    Some(Value::Object(id)) => *id,
                    _ => object,
                },
                _ => object,
            };
            let class = add_class(symbols, heap, known, name, &[base], Some(construct));
            names.insert(symbols.intern(name), Value::Object(class));
        }
        let mut base_exception = object;
        for &(name, base) in EXCEPTIONS {
            let base = match names.get(&symbols.intern(base)) {
                Some(Value::Object(id)) => *id,
                _ => object,
            };
            let class = add_class(symbols, heap, known, name, &[base], None);
            if name == "BaseException" {
                base_exception = class;
            }
            names.insert(symbols.intern(name), Value::Object(class));
        }
        for &(name, native) in FUNCTIONS {
            let value = heap.value(Object::Native(name, native));
            names.insert(symbols.intern(name), value);
        }
        for &name in OTHERS {
            names.insert(symbols.intern(name), Value::Unknown);
        }
        if let Some(&error) = names.get(&symbols.intern("OSError")) {
            names.insert(symbols.intern("EnvironmentError"), error);
            names.insert(symbols.intern("IOError"), error);
        }
        names.insert(symbols.intern("__debug__"), Value::Bool(true));
        names.insert(symbols.intern("NotImplemented"), Value::NotImplemented);
        names.insert(symbols.intern("Ellipsis"), Value::Ellipsis);
        let builtins_name = symbols.intern("builtins");
        names.insert(known.name, Value::Str(builtins_name));
        Self {
            names,
            object,
            type_,
            base_exception,
            suppress: None,
            enum_meta: None,
            paths: None,
            entry_points: None,
            file: None,
            module_type: None,
        }
    }

    #[must_use]
    pub fn get(&self, name: Symbol) -> Option<Value> {
        self.names.get(&name).copied()
    }

    /// All names, for the module `builtins`.
    pub fn all(&self) -> impl Iterator<Item = (Symbol, Value)> + '_ {
        self.names.iter().map(|(name, value)| (*name, *value))
    }
}

/// A class of the interpreter's own.
pub fn add_class(
    symbols: &mut Symbols,
    heap: &mut Heap,
    known: &Known,
    name: &str,
    bases: &[Id],
    construct: Option<Native>,
) -> Id {
    let name = symbols.intern(name);
    let mut names = Names::default();
    let module = symbols.intern("builtins");
    names.insert(known.module, Value::Str(module));
    let mut order = Vec::new();
    for &base in bases {
        if let Object::Class(it) = heap.get(base) {
            order.extend(it.order.iter().copied());
        }
    }
    let bases = bases.iter().map(|&base| Value::Object(base)).collect();
    let class = Class {
        name,
        bases,
        order: Vec::new(),
        open: false,
        names,
        metaclass: None,
        construct,
        native: true,
        subclasses: Vec::new(),
    };
    let id = heap.add(Object::Class(Box::new(class)));
    if let Object::Class(it) = heap.fresh(id) {
        it.order = std::iter::once(id).chain(order).collect();
    }
    id
}

impl Engine {
    #[must_use]
    pub(crate) fn find_builtin(&self, name: &str) -> Option<Id> {
        self.symbols.find(name).and_then(|name| self.builtins.get(name)).and_then(Value::id)
    }

    /// The built-in class of this name, which must be one.
    #[must_use]
    pub(crate) fn builtin_class(&self, name: &str) -> Id {
        self.find_builtin(name).unwrap_or(self.builtins.object)
    }

    /// `isinstance(value, class)`, if it is known.
    #[must_use]
    pub(crate) fn is_instance(&self, value: Value, class: Value) -> Option<bool> {
        if value.is_unknown() {
            return None;
        }
        match self.heap.object(class)? {
            Object::Tuple(classes) => {
                let mut all = Some(false);
                for &each in classes {
                    match self.is_instance(value, each) {
                        Some(true) => return Some(true),
                        Some(false) => {}
                        None => all = None,
                    }
                }
                all
            }
            Object::Class(_) => {
                let class = class.id()?;
                if class == self.builtins.object {
                    return Some(true);
                }
                if Some(class) == self.builtins.module_type {
                    return match self.heap.object(value) {
                        Some(Object::Module(_)) => Some(true),
                        Some(Object::Instance(it)) => Some(self.derives(it.class, class)),
                        _ => Some(false),
                    };
                }
                if let Some(Object::Instance(it)) = self.heap.object(value) {
                    if self.derives(it.class, class) {
                        return Some(true);
                    }
                    let abstract_ = matches!(self.heap.get(class), Object::Class(it) if it.metaclass.is_some() || it.open);
                    return if it.open || self.heap.is_open(it.class) || abstract_ {
                        None
                    } else {
                        Some(false)
                    };
                }
                let of = match value {
                    Value::None | Value::NotImplemented | Value::Ellipsis => return Some(false),
                    Value::Bool(_) => "bool",
                    Value::Int(_) => "int",
                    Value::Float(_) => "float",
                    Value::Str(_) => "str",
                    Value::Bytes(_) => "bytes",
                    _ => match self.heap.object(value)? {
                        Object::List(_) => "list",
                        Object::Tuple(_) => "tuple",
                        Object::Set(_) => "set",
                        Object::Dict(_) | Object::Namespace(_) | Object::Modules => "dict",
                        Object::Property(..) => "property",
                        Object::StaticMethod(_) => "staticmethod",
                        Object::ClassMethod(_) => "classmethod",
                        Object::Class(of) => {
                            if class == self.builtins.type_ {
                                return Some(true);
                            }
                            return match of.metaclass {
                                Some(metaclass) if self.derives(metaclass, class) => Some(true),
                                _ if of.open => None,
                                _ => Some(false),
                            };
                        }
                        Object::Function(_)
                        | Object::Module(_)
                        | Object::Method(..)
                        | Object::Generator(..) => {
                            // Abstract classes may say otherwise, and so may those that are not known.
                            let Object::Class(it) = self.heap.get(class) else { return None };
                            let plain = it.native && class != self.builtins.type_ || it.metaclass.is_none();
                            return if plain && !it.open { Some(false) } else { None };
                        }
                        _ => return None,
                    },
                };
                let of = self.find_builtin(of)?;
                if self.derives(of, class) {
                    return Some(true);
                }
                let Object::Class(it) = self.heap.get(class) else { return None };
                // Abstract classes such as those of `collections.abc` say themselves what is an instance.
                if it.native || it.metaclass.is_none() && !it.open { Some(false) } else { None }
            }
            _ => None,
        }
    }
}
