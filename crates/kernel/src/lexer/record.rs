//! What the lexer emits: plain data about one source text.
//!
//! All offsets count bytes of the decoded, UTF-8 text without its byte order mark. Lines are 1-based
//! and columns are 0-based UTF-8 bytes, as in the `ast` module.

use std::ops::Range;

/// Marks the absence of a block or of an offset in the compact tables below.
pub const NONE: u32 = u32::MAX;

/// A range of [`Scan::arena`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Text {
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

/// A place in the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Position {
    /// Bytes from the start of the decoded text.
    pub offset: u32,
    /// 1-based line.
    pub line: u32,
    /// 0-based column in UTF-8 bytes.
    pub column: u32,
}

/// How an import is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// `import a.b as c`.
    Import,
    /// `from a import b`.
    From,
    /// `importlib.import_module("a")` or `import_module("a")`.
    ImportModule,
    /// `__import__("a")`.
    DunderImport,
}

/// What a call of `import_module` gives as its `package`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Anchor {
    /// No second argument.
    Missing,
    /// `__package__`, also as `__spec__.parent`.
    Package,
    /// `__name__`.
    Name,
    /// A string literal, in the arena.
    Literal(Text),
    /// Anything else.
    Computed,
}

/// One imported name: an `alias` of the grammar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Alias {
    /// The dotted name, NFKC-normalised, without white space; `*` for a star import.
    pub name: Text,
    /// The name after `as`; empty where there is none.
    pub asname: Text,
    /// Where the name begins.
    pub position: Position,
}

/// One import statement, or one call that imports a literal name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Import {
    /// How it is written.
    pub form: Form,
    /// Where the statement begins (at `lazy` for a lazy one, at the callee for a call).
    pub position: Position,
    /// Offset one past its last token.
    pub end: u32,
    /// Number of leading dots.
    pub level: u32,
    /// The dotted name after `from`, or the literal of a call; empty for `import` and `from . import`.
    pub module: Text,
    /// Where the dots or the name after `from` begin; elsewhere the same as `position`.
    pub module_position: Position,
    /// The range of [`Scan::aliases`] that it imports; empty for a call.
    pub aliases: (u32, u32),
    /// Whether it carries the soft keyword of PEP 810.
    pub lazy: bool,
    /// Innermost enclosing block, an index of [`Scan::blocks`], or [`NONE`].
    pub block: u32,
    /// The `package` argument of a call of `import_module`.
    pub anchor: Anchor,
    /// What stands before the dot of `x.import_module`; empty for a bare name.
    pub qualifier: Text,
    /// Whether the name of a call is known; `false` for an argument that is no plain literal.
    pub literal: bool,
}

/// The clause of a compound statement whose body encloses an import.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BlockKind {
    /// `def`.
    Function,
    /// `async def`.
    AsyncFunction,
    /// The body of a `lambda`; only calls can stand in one.
    Lambda,
    /// `class`.
    Class,
    /// `if`.
    If,
    /// `elif`.
    Elif,
    /// `else`, of whatever statement.
    Else,
    /// `try`.
    Try,
    /// `except`.
    Except,
    /// `except*`.
    ExceptStar,
    /// `finally`.
    Finally,
    /// `for` and `async for`.
    For,
    /// `while`.
    While,
    /// `with` and `async with`.
    With,
    /// `match`.
    Match,
    /// `case`.
    Case,
}

impl BlockKind {
    /// The word for it in the output.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Function => "function",
            Self::AsyncFunction => "async function",
            Self::Lambda => "lambda",
            Self::Class => "class",
            Self::If => "if",
            Self::Elif => "elif",
            Self::Else => "else",
            Self::Try => "try",
            Self::Except => "except",
            Self::ExceptStar => "except*",
            Self::Finally => "finally",
            Self::For => "for",
            Self::While => "while",
            Self::With => "with",
            Self::Match => "match",
            Self::Case => "case",
        }
    }

    /// Whether its body has a namespace of its own, so that names bound in it are not the module's.
    #[must_use]
    pub const fn is_scope(self) -> bool {
        matches!(self, Self::Function | Self::AsyncFunction | Self::Lambda | Self::Class)
    }

    /// Whether its body runs later than the module's.
    #[must_use]
    pub const fn is_function(self) -> bool {
        matches!(self, Self::Function | Self::AsyncFunction | Self::Lambda)
    }

    /// Whether it continues the statement of the clause before it.
    pub(crate) const fn is_continuation(self) -> bool {
        matches!(self, Self::Elif | Self::Else | Self::Except | Self::ExceptStar | Self::Finally)
    }
}

/// One clause: `if`, `else`, `except` ... with its place in the tree of clauses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Block {
    /// Which clause.
    pub kind: BlockKind,
    /// Offset of its first keyword (`async` for an asynchronous one).
    pub offset: u32,
    /// Offset just after the keyword, where its condition begins.
    pub header: u32,
    /// Enclosing block, or [`NONE`].
    pub parent: u32,
    /// The clause before it in the same statement, or [`NONE`] for the first one.
    pub previous: u32,
    /// The first clause of the same statement: its own index for the first one.
    pub head: u32,
    /// Whether a `raise` stands directly in its body (recorded for `except` only).
    pub raises: bool,
}

/// How a name comes to be bound at the top level.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BindingKind {
    /// `def`.
    Function,
    /// `class`.
    Class,
    /// `x = ...`, also in a tuple, with an annotation, or augmented.
    Assignment,
    /// The target of `for` or `with`, a capture of `case`, the name of a `type` statement.
    Target,
    /// `del x`: bound no longer.
    Deletion,
}

/// A name that the module binds (or deletes) at its top level; import statements bind theirs besides.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Binding {
    /// How.
    pub kind: BindingKind,
    /// The name, NFKC-normalised.
    pub name: Text,
    /// Where it stands.
    pub offset: u32,
    /// Where the assigned value begins, or [`NONE`].
    pub value: u32,
    /// Innermost enclosing block, or [`NONE`].
    pub block: u32,
}

/// What one statement does to `__all__`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AllChange {
    /// It is assigned anew.
    Clear,
    /// A literal name is added.
    Add(Text),
    /// A literal name is removed.
    Remove(Text),
    /// The names of another module's `__all__` are added; the module as it is called here.
    AddOf(Text),
    /// Something is added that only running it would tell.
    Computed,
}

/// A step in the making of `__all__`, in order of the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AllStep {
    /// What is done.
    pub change: AllChange,
    /// Where the statement's value begins.
    pub offset: u32,
    /// Innermost enclosing block, or [`NONE`].
    pub block: u32,
}

/// Why a text cannot be what CPython would compile.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum FaultKind {
    /// A string literal that its line or the file does not end.
    UnterminatedString,
    /// A bracket that is never closed.
    UnclosedBracket,
    /// A closing bracket without its opening one.
    UnmatchedBracket,
    /// An import statement that is none by the grammar.
    MalformedImport,
    /// `import *` inside a function or a class.
    NestedStar,
}

impl FaultKind {
    /// The sentence for it, without a full stop.
    #[must_use]
    pub const fn message(self) -> &'static str {
        match self {
            Self::UnterminatedString => "unterminated string literal",
            Self::UnclosedBracket => "a bracket that is never closed",
            Self::UnmatchedBracket => "a closing bracket without its opening one",
            Self::MalformedImport => "an import statement that the grammar does not allow",
            Self::NestedStar => "`import *` inside a function or class",
        }
    }
}

/// A fault and where it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fault {
    /// What is wrong.
    pub kind: FaultKind,
    /// Where it begins.
    pub position: Position,
}

/// All that one pass over a text found.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Scan {
    /// The imports, in order of appearance.
    pub imports: Vec<Import>,
    /// Their names.
    pub aliases: Vec<Alias>,
    /// The clauses of compound statements, in order of appearance.
    pub blocks: Vec<Block>,
    /// Names bound at the top level; empty unless [`super::Reach::Names`] was asked for.
    pub bindings: Vec<Binding>,
    /// How `__all__` is made, likewise; empty where there is none.
    pub dunder_all: Vec<AllStep>,
    /// Whether the module begins with a docstring.
    pub docstring: bool,
    /// Whether there is no statement at all.
    pub empty: bool,
    /// What CPython would refuse, as far as the pass saw it.
    pub faults: Vec<Fault>,
    /// The bytes that [`Text`] points into.
    pub arena: String,
}

impl Scan {
    /// An empty one with room for what most modules have.
    pub(super) fn with_room() -> Self {
        Self {
            imports: Vec::with_capacity(32),
            aliases: Vec::with_capacity(64),
            blocks: Vec::with_capacity(64),
            arena: String::with_capacity(1024),
            ..Self::default()
        }
    }

    /// The characters of a [`Text`].
    #[must_use]
    pub fn text(&self, text: Text) -> &str {
        &self.arena[text.start as usize..text.end as usize]
    }

    /// The aliases of an import.
    #[must_use]
    pub fn aliases_of(&self, import: &Import) -> &[Alias] {
        &self.aliases[Range { start: import.aliases.0 as usize, end: import.aliases.1 as usize }]
    }

    /// The name that an import statement binds for one of its aliases; `*` for a star import.
    #[must_use]
    pub fn bound_name(&self, import: &Import, alias: &Alias) -> &str {
        let (name, asname) = (self.text(alias.name), self.text(alias.asname));
        match import.form {
            _ if !asname.is_empty() => asname,
            Form::Import => name.split('.').next().unwrap_or(name),
            _ => name,
        }
    }

    /// Gives back memory that is not used.
    pub fn shrink(&mut self) {
        self.imports.shrink_to_fit();
        self.aliases.shrink_to_fit();
        self.bindings.shrink_to_fit();
        self.arena.shrink_to_fit();
    }

    /// The blocks around `block`, itself first, outermost last.
    pub fn chain(&self, block: u32) -> impl Iterator<Item = (u32, &Block)> {
        let mut next = block;
        std::iter::from_fn(move || {
            let block = self.blocks.get(next as usize)?;
            let id = next;
            next = block.parent;
            Some((id, block))
        })
    }
}
