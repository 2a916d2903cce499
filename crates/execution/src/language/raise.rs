//! Exceptions on their way through the simulation.

use crate::engine::Engine;
use crate::imports::waiting::Waiting;
use crate::language::frame::Frame;
use crate::values::symbol::Symbol;
use crate::values::value::{Id, Instance, ModuleId, Names, Object, Value};

/// What ends the execution of a statement early.
#[derive(Clone, Debug)]
pub enum Raise {
    Exception(Box<Thrown>),
    /// The loop around a generator was left; the number tells which.
    Exit(u32),
    /// The module took more steps than a simulation spends on one.
    Exhausted,
}

/// An exception, and where it has been.
#[derive(Clone, Debug)]
pub struct Thrown {
    pub value: Value,
    /// The innermost place first.
    pub trace: Vec<Place>,
    /// What was not there because a module is unfinished.
    pub waiting: Option<Waiting>,
    /// A `raise` statement made it.
    pub deliberate: bool,
    /// It came out of a function that perhaps had been left before, by a condition that is not known.
    pub doubtful: bool,
    /// It ended a module body, where it was judged whether it rests on what was assumed.
    pub believed: bool,
}

/// A line of a file that a traceback shows.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Place {
    /// Nothing for what has no file.
    pub file: Option<Symbol>,
    /// 1-based.
    pub line: u32,
    /// The module in whose text it lies.
    pub module: ModuleId,
    /// It lies in a function.
    pub in_function: bool,
}

pub type Outcome<T> = Result<T, Raise>;

/// The classes of exceptions that are built in, each with the one that it derives from.
pub const EXCEPTIONS: &[(&str, &str)] = &[
    ("BaseException", "object"),
    ("Exception", "BaseException"),
    ("BaseExceptionGroup", "BaseException"),
    ("GeneratorExit", "BaseException"),
    ("KeyboardInterrupt", "BaseException"),
    ("SystemExit", "BaseException"),
    ("ArithmeticError", "Exception"),
    ("AssertionError", "Exception"),
    ("AttributeError", "Exception"),
    ("BufferError", "Exception"),
    ("EOFError", "Exception"),
    ("ExceptionGroup", "Exception"),
    ("ImportError", "Exception"),
    ("LookupError", "Exception"),
    ("MemoryError", "Exception"),
    ("NameError", "Exception"),
    ("OSError", "Exception"),
    ("ReferenceError", "Exception"),
    ("RuntimeError", "Exception"),
    ("StopAsyncIteration", "Exception"),
    ("StopIteration", "Exception"),
    ("SyntaxError", "Exception"),
    ("SystemError", "Exception"),
    ("TypeError", "Exception"),
    ("ValueError", "Exception"),
    ("Warning", "Exception"),
    ("FloatingPointError", "ArithmeticError"),
    ("OverflowError", "ArithmeticError"),
    ("ZeroDivisionError", "ArithmeticError"),
    ("ModuleNotFoundError", "ImportError"),
    ("IndexError", "LookupError"),
    ("KeyError", "LookupError"),
    ("UnboundLocalError", "NameError"),
    ("BlockingIOError", "OSError"),
    ("ChildProcessError", "OSError"),
    ("ConnectionError", "OSError"),
    ("BrokenPipeError", "ConnectionError"),
    ("ConnectionAbortedError", "ConnectionError"),
    ("ConnectionRefusedError", "ConnectionError"),
    ("ConnectionResetError", "ConnectionError"),
    ("FileExistsError", "OSError"),
    ("FileNotFoundError", "OSError"),
    ("InterruptedError", "OSError"),
    ("IsADirectoryError", "OSError"),
    ("NotADirectoryError", "OSError"),
    ("PermissionError", "OSError"),
    ("ProcessLookupError", "OSError"),
    ("TimeoutError", "OSError"),
    ("NotImplementedError", "RuntimeError"),
    ("PythonFinalizationError", "RuntimeError"),
    ("RecursionError", "RuntimeError"),
    ("IndentationError", "SyntaxError"),
    ("TabError", "IndentationError"),
    ("UnicodeError", "ValueError"),
    ("UnicodeDecodeError", "UnicodeError"),
    ("UnicodeEncodeError", "UnicodeError"),
    ("UnicodeTranslateError", "UnicodeError"),
    ("BytesWarning", "Warning"),
    ("DeprecationWarning", "Warning"),
    ("EncodingWarning", "Warning"),
    ("FutureWarning", "Warning"),
    ("ImportWarning", "Warning"),
    ("PendingDeprecationWarning", "Warning"),
    ("ResourceWarning", "Warning"),
    ("RuntimeWarning", "Warning"),
    ("SyntaxWarning", "Warning"),
    ("UnicodeWarning", "Warning"),
    ("UserWarning", "Warning"),
];

impl Engine {
    /// Raises a built-in exception with `message` as its only argument.
    pub(crate) fn raise<T>(&mut self, class: &str, message: &str) -> Outcome<T> {
        let text = self.text(message);
        self.raise_with(class, &[text])
    }

    pub(crate) fn raise_with<T>(&mut self, class: &str, arguments: &[Value]) -> Outcome<T> {
        let class = self.builtin_class(class);
        let payload = self.heap.value(Object::Tuple(arguments.into()));
        let instance = Instance { class, names: Names::default(), payload, open: false };
        let value = self.heap.value(Object::Instance(Box::new(instance)));
        Err(Self::thrown(value))
    }

    /// An `ImportError` or `ModuleNotFoundError` that knows the name it is about.
    pub(crate) fn raise_import<T>(&mut self, class: &str, message: &str, name: Symbol) -> Outcome<T> {
        let raised = self.raise::<T>(class, message);
        if let Err(Raise::Exception(thrown)) = &raised
            && let Some(id) = thrown.value.id()
        {
            let key = self.symbols.intern("name");
            self.heap.set_name(id, key, Some(Value::Str(name)));
        }
        raised
    }

    #[must_use]
    pub(crate) fn thrown(value: Value) -> Raise {
        Raise::Exception(Box::new(Thrown {
            value,
            trace: Vec::new(),
            waiting: None,
            deliberate: false,
            doubtful: false,
            believed: false,
        }))
    }

    /// Adds the place where `frame` is to the way of an exception.
    pub(crate) fn through(&self, mut raise: Raise, frame: &Frame<'_>) -> Raise {
        if let Raise::Exception(thrown) = &mut raise
            && thrown.trace.len() < 400
        {
            thrown.trace.push(self.place_in(frame, frame.site.line));
            thrown.doubtful |= frame.doubtful && frame.body.is_some();
        }
        raise
    }

    /// The place in a traceback that a line of `frame` is.
    #[must_use]
    pub(crate) fn place_in(&self, frame: &Frame<'_>, line: u32) -> Place {
        let site = &frame.site;
        Place {
            file: self.file_of(site.module),
            line,
            module: site.module,
            in_function: frame.body.is_some(),
        }
    }

    /// Whether an exception is of one of the classes of an `except` clause; nothing if that is not known.
    #[must_use]
    pub(crate) fn catches(&self, class: Value, raised: Value) -> Option<bool> {
        match self.heap.object(class) {
            Some(Object::Tuple(classes)) => {
                let mut certain = true;
                for &each in classes {
                    match self.catches(each, raised) {
                        Some(true) => return Some(true),
                        Some(false) => {}
                        None => certain = false,
                    }
                }
                certain.then_some(false)
            }
            Some(Object::Class(it)) => match self.heap.object(raised) {
                Some(Object::Instance(instance)) => {
                    let Object::Class(of) = self.heap.get(instance.class) else { return None };
                    let wanted = class.id()?;
                    if of.order.contains(&wanted) {
                        Some(true)
                    } else if of.open && !it.native {
                        None
                    } else {
                        Some(false)
                    }
                }
                // Of an unknown exception nothing is known but that it is one.
                _ if it.native && matches!(self.symbols.text(it.name), "Exception" | "BaseException") => {
                    Some(true)
                }
                _ => None,
            },
            _ => None,
        }
    }

    /// Whether the exception is an instance of the built-in class of this name.
    #[must_use]
    pub(crate) fn raised_is(&self, raise: &Raise, class: &str) -> bool {
        let Raise::Exception(thrown) = raise else { return false };
        self.find_builtin(class)
            .is_some_and(|class| self.catches(Value::Object(class), thrown.value) == Some(true))
    }

    /// The name of the class of an exception and its text, as far as they are known.
    #[must_use]
    pub(crate) fn describe(&self, value: Value) -> (Option<String>, Option<String>) {
        let Some(Object::Instance(it)) = self.heap.object(value) else { return (None, None) };
        let Object::Class(class) = self.heap.get(it.class) else { return (None, None) };
        let name = self.symbols.text(class.name).to_owned();
        let message = match self.heap.object(it.payload) {
            Some(Object::Tuple(arguments)) => match **arguments {
                [] => Some(String::new()),
                [only] if name == "KeyError" => self.repr(only),
                [only] => self.str(only),
                [number, text, ref file @ ..] if self.is_subclass_named(it.class, "OSError") => {
                    let file = match file.first() {
                        None | Some(Value::None) => Some(String::new()),
                        Some(&file) => self.repr(file).map(|file| format!(": {file}")),
                    };
                    match (self.str(number), self.str(text), file) {
                        (Some(number), Some(text), Some(file)) => {
                            Some(format!("[Errno {number}] {text}{file}"))
                        }
                        _ => None,
                    }
                }
                ref several => {
                    let parts: Option<Vec<String>> = several.iter().map(|&each| self.repr(each)).collect();
                    parts.map(|parts| format!("({})", parts.join(", ")))
                }
            },
            _ => None,
        };
        let custom = self.symbols.find("__str__").is_some_and(|name| {
            class.order.iter().any(|&id| match self.heap.get(id) {
                Object::Class(it) => !it.native && it.names.contains_key(&name),
                _ => false,
            })
        });
        (Some(name), if custom || it.open { None } else { message })
    }

    #[must_use]
    pub(crate) fn is_subclass_named(&self, class: Id, name: &str) -> bool {
        let Some(wanted) = self.find_builtin(name) else { return false };
        matches!(self.heap.get(class), Object::Class(it) if it.order.contains(&wanted))
    }
}
