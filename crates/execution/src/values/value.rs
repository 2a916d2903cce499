//! What a simulation knows of the values that a program has.

use std::sync::Arc;

use indexmap::IndexMap;
use rustc_hash::FxBuildHasher;

use crate::code;
use crate::engine::Engine;
use crate::language::generator::Pending;
use crate::language::raise::Outcome;
use crate::values::symbol::Symbol;

/// The number of an object on the [`Heap`](crate::values::heap::Heap).
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct Id(pub u32);

/// The number of a module that the simulation has heard of, by its name.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct ModuleId(pub u32);

/// A value as far as it is known.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Value {
    /// Only running the program would tell.
    Unknown,
    None,
    NotImplemented,
    Ellipsis,
    Bool(bool),
    Int(i64),
    Float(f64),
    Str(Symbol),
    Bytes(Symbol),
    Object(Id),
}

/// Names and what they are bound to, in the order in which they were bound first.
pub type Names = IndexMap<Symbol, Value, FxBuildHasher>;

/// What a value is as a key of a dict or an element of a set.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Key {
    None,
    Ellipsis,
    Int(i64),
    Float(u64),
    Str(Symbol),
    Bytes(Symbol),
    Tuple(Box<[Key]>),
    Object(Id),
}

pub type Items = IndexMap<Key, (Value, Value), FxBuildHasher>;

/// What a call is given.
#[derive(Clone, Default, Debug)]
pub struct Given {
    pub positional: Vec<Value>,
    pub keywords: Vec<(Symbol, Value)>,
    /// There may be more: `*unknown` or `**unknown`.
    pub open: bool,
    /// A keyword that `**` gave although it was there.
    pub twice: Option<Symbol>,
}

/// A positional argument; unknown if it is not given.
pub(crate) fn at(given: &Given, index: usize) -> Value {
    given.positional.get(index).copied().unwrap_or(Value::Unknown)
}

/// A function of the interpreter itself, by what it does.
pub type Native = fn(&mut Engine, &Given) -> Outcome<Value>;

#[derive(Clone, Debug)]
pub enum Object {
    Module(Box<Module>),
    Class(Box<Class>),
    Instance(Box<Instance>),
    Function(Box<Function>),
    /// A function and the value that it gets as its first argument.
    Method(Value, Value),
    Native(&'static str, Native),
    List(Sequence),
    Tuple(Box<[Value]>),
    Set(Box<Mapping>),
    Dict(Box<Mapping>),
    /// Getter and setter; `None` where there is none.
    Property(Value, Value),
    StaticMethod(Value),
    ClassMethod(Value),
    /// The class after which the search begins, and the value that is searched.
    Super(Id, Value),
    /// The variables of a call, of a comprehension, or the cell `__class__` of a class body.
    Scope(Box<Scope>),
    /// What a generator does, and how many values were taken from it.
    Generator(Box<Pending>, u32),
    /// Values that are left, the last one first.
    Iterator(Vec<Value>),
    /// `functools.partial`.
    Partial(Box<(Value, Given)>),
    /// `slice(start, stop, step)`.
    Slice(Box<[Value; 3]>),
    /// The names of an object as a dict: `globals()`, `vars(x)`, `x.__dict__`.
    Namespace(Id),
    /// `sys.modules`.
    Modules,
}

#[derive(Clone, Debug)]
pub struct Module {
    /// Nothing for a module that code made by `types.ModuleType`.
    pub module: Option<ModuleId>,
    pub names: Names,
    /// It may have other attributes than `names`.
    pub open: bool,
}

#[derive(Clone, Debug)]
pub struct Class {
    pub name: Symbol,
    pub bases: Vec<Value>,
    /// The class itself first.
    pub order: Vec<Id>,
    /// It may have other attributes, because a base, the metaclass or a decorator is not known.
    pub open: bool,
    pub names: Names,
    pub metaclass: Option<Id>,
    /// What a call does, if that is not to be read from its text.
    pub construct: Option<Native>,
    /// One of the interpreter's own.
    pub native: bool,
    /// Classes of the program that derive from it directly, in the order in which they were made.
    pub subclasses: Vec<Id>,
}

#[derive(Clone, Debug)]
pub struct Instance {
    pub class: Id,
    pub names: Names,
    /// The `str`, `int`, `list`, `dict` or exception arguments below an instance of a subclass of these.
    pub payload: Value,
    pub open: bool,
}

#[derive(Clone, Debug)]
pub struct Function {
    pub code: Arc<code::Function>,
    /// The namespace of the module in which it was defined.
    pub globals: Id,
    pub scope: Option<Id>,
    /// The function in which it was defined, or the namespace of the class body.
    pub within: Option<Id>,
    /// Of the positional parameters that have one, in order, then of the others.
    pub defaults: Box<[Value]>,
    pub keyword_defaults: Box<[Value]>,
    pub names: Option<Box<Names>>,
    /// A decorator that is not known may have changed it.
    pub open: bool,
}

#[derive(Clone, Default, Debug)]
pub struct Sequence {
    pub items: Vec<Value>,
    /// There may be more, or others.
    pub open: bool,
}

#[derive(Clone, Default, Debug)]
pub struct Mapping {
    pub items: Items,
    pub open: bool,
    /// What makes a missing value (`collections.defaultdict`).
    pub factory: Option<Value>,
}

#[derive(Clone, Default, Debug)]
pub struct Scope {
    pub parent: Option<Id>,
    /// A variable without a value is not bound yet.
    pub variables: Vec<(Symbol, Option<Value>)>,
}

impl Value {
    #[must_use]
    pub fn id(self) -> Option<Id> {
        if let Self::Object(id) = self { Some(id) } else { None }
    }

    #[must_use]
    pub fn is_unknown(self) -> bool {
        matches!(self, Self::Unknown)
    }
}
