//! The types of the compact form.

use std::sync::Arc;

use crate::values::symbol::Symbol;

/// A statement and the line (1-based) where it begins.
#[derive(Debug)]
pub struct Stmt {
    pub line: u32,
    pub kind: StmtKind,
}

/// An expression and the line (1-based) that a traceback shows for it.
#[derive(Debug)]
pub struct Expr {
    pub line: u32,
    pub kind: ExprKind,
}

pub type Block = Box<[Stmt]>;

#[derive(Debug)]
pub enum StmtKind {
    Expr(Expr),
    Assign(Box<[Expr]>, Expr),
    AugAssign(Expr, Operator, Expr),
    /// Target, annotation, value.
    AnnAssign(Box<(Expr, Expr, Option<Expr>)>),
    Import(Box<[Alias]>),
    ImportFrom(Box<ImportFrom>),
    Function(Arc<Function>, Box<[Expr]>),
    Class(Arc<Class>),
    If(Box<[(Option<Expr>, Block)]>),
    For(Box<For>),
    While(Box<(Expr, Block, Block)>),
    With(Box<[(Expr, Option<Expr>)]>, Block),
    Try(Box<Try>),
    /// What is raised, and whether a cause is given.
    Raise(Option<Expr>, Option<Expr>),
    Return(Option<Expr>),
    Delete(Box<[Expr]>),
    Assert(Box<(Expr, Option<Expr>)>),
    Match(Box<(Expr, Box<[Case]>)>),
    /// `type X = ...`, whose value is not evaluated.
    TypeAlias(Symbol),
    Break,
    Continue,
    /// Nothing to execute: `pass`, `global` outside functions, syntax that could not be read.
    Pass,
}

/// `import name as alias`.
#[derive(Debug)]
pub struct Alias {
    pub name: Symbol,
    pub alias: Option<Symbol>,
    /// PEP 810: the import is carried out when the name is used.
    pub lazy: bool,
}

#[derive(Debug)]
pub struct ImportFrom {
    pub module: Option<Symbol>,
    pub level: u32,
    /// Empty for a star.
    pub names: Box<[(Symbol, Option<Symbol>)]>,
    pub lazy: bool,
}

#[derive(Debug)]
pub struct For {
    pub target: Expr,
    pub iterable: Expr,
    pub body: Block,
    pub otherwise: Block,
}

#[derive(Debug)]
pub struct Try {
    pub body: Block,
    pub handlers: Box<[Handler]>,
    pub otherwise: Block,
    pub finally: Block,
}

#[derive(Debug)]
pub struct Handler {
    pub line: u32,
    pub class: Option<Expr>,
    pub name: Option<Symbol>,
    pub body: Block,
}

#[derive(Debug)]
pub struct Case {
    pub pattern: Pattern,
    pub guard: Option<Expr>,
    pub body: Block,
}

#[derive(Debug)]
pub enum Pattern {
    Value(Expr),
    Singleton(ExprKind),
    Sequence(Box<[Pattern]>),
    Mapping(Box<[(Expr, Pattern)]>, Option<Symbol>),
    Class(Expr, Box<[Pattern]>, Box<[(Symbol, Pattern)]>),
    Star(Option<Symbol>),
    As(Option<Box<Pattern>>, Option<Symbol>),
    Or(Box<[Pattern]>),
}

#[derive(Debug)]
pub struct Class {
    pub name: Symbol,
    pub line: u32,
    pub decorators: Box<[Expr]>,
    pub arguments: Arguments,
    pub body: Block,
    /// Names that a `global` statement in its body names.
    pub globals: Box<[Symbol]>,
    /// Has type parameters (PEP 695), and with them a generic base.
    pub generic: Box<[Symbol]>,
}

#[derive(Debug)]
pub struct Function {
    pub name: Symbol,
    /// Where the statement begins in the text, in bytes: by it the body is found.
    pub offset: u32,
    pub line: u32,
    pub is_async: bool,
    pub parameters: Parameters,
    /// In the order in which they are evaluated.
    pub annotations: Box<[Expr]>,
    pub generic: Box<[Symbol]>,
    /// The docstring as it stands in the text.
    pub doc: Option<Symbol>,
    /// Nothing while the module is read shallowly.
    pub body: Option<Arc<Body>>,
}

/// What a call of a function executes.
#[derive(Debug)]
pub struct Body {
    pub block: Block,
    /// Names that are local: parameters and what the body binds.
    pub locals: Box<[Symbol]>,
    pub globals: Box<[Symbol]>,
    pub generator: bool,
}

#[derive(Debug, Default)]
pub struct Parameters {
    pub positional_only: u32,
    /// Positional parameters, with their defaults.
    pub positional: Box<[(Symbol, Option<Expr>)]>,
    pub rest: Option<Symbol>,
    pub keyword_only: Box<[(Symbol, Option<Expr>)]>,
    pub keywords: Option<Symbol>,
}

#[derive(Debug, Default)]
pub struct Arguments {
    pub positional: Box<[Expr]>,
    /// A keyword without a name is `**value`.
    pub keywords: Box<[(Option<Symbol>, Expr)]>,
}

#[derive(Debug)]
pub struct Generator {
    pub target: Expr,
    pub iterable: Expr,
    pub conditions: Box<[Expr]>,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Collection {
    List,
    Set,
    Dict,
    Generator,
}

#[derive(Debug)]
pub struct Comprehension {
    pub collection: Collection,
    /// The key, for a dict.
    pub key: Option<Expr>,
    pub element: Expr,
    pub generators: Box<[Generator]>,
}

#[derive(Debug)]
pub enum ExprKind {
    None,
    True,
    False,
    Ellipsis,
    Int(i64),
    Float(f64),
    Str(Symbol),
    /// A value of a known type whose contents do not matter: long integers, complex numbers, templates.
    Opaque,
    Bytes(Symbol),
    Joined(Box<[Part]>),
    Name(Symbol),
    Attribute(Box<Expr>, Symbol),
    Call(Box<(Expr, Arguments)>),
    Subscript(Box<(Expr, Expr)>),
    Slice(Box<[Option<Expr>; 3]>),
    Binary(Box<(Expr, Operator, Expr)>),
    Not(Box<Expr>),
    /// `-`, `+` or `~`.
    Unary(u8, Box<Expr>),
    And(Box<[Expr]>),
    Or(Box<[Expr]>),
    Compare(Box<Expr>, Box<[(Comparison, Expr)]>),
    /// Test, value if it holds, value otherwise.
    If(Box<(Expr, Expr, Expr)>),
    Lambda(Arc<Function>),
    List(Box<[Expr]>),
    Tuple(Box<[Expr]>),
    Set(Box<[Expr]>),
    /// An item without a key is `**value`.
    Dict(Box<[(Option<Expr>, Expr)]>),
    Comprehension(Arc<Comprehension>),
    Starred(Box<Expr>),
    Named(Symbol, Box<Expr>),
    Await(Box<Expr>),
    Yield(Option<Box<Expr>>),
    YieldFrom(Box<Expr>),
}

/// A part of an f-string.
#[derive(Debug)]
pub enum Part {
    Text(Symbol),
    /// A value, whether `!r` is asked for, and whether its format is more than `str` gives.
    Value(Expr, bool, bool),
}

pub use ruff_python_ast::{CmpOp as Comparison, Operator};
