//! Where an execution stands.

use std::sync::Arc;

use crate::code::Body;
use crate::engine::Engine;
use crate::imports::memo::Cause;
use crate::language::raise::{Outcome, Raise};
use crate::values::value::{Id, ModuleId, Value};

/// What takes the values that a generator yields.
pub type Consumer<'f> = &'f mut dyn FnMut(&mut Engine, Value) -> Outcome<Value>;

/// Where code stands, and what it sees.
#[derive(Clone, Copy, Debug)]
pub struct Site {
    /// The module in whose text the code stands.
    pub module: ModuleId,
    /// The namespace of that module.
    pub globals: Id,
    /// The variables of the function or comprehension, with those of the functions around it.
    pub scope: Option<Id>,
    /// The variables of the function alone.
    pub locals: Option<Id>,
    /// The function that is executed.
    pub function: Option<Id>,
    /// The namespace of the class body.
    pub class: Option<Id>,
    /// 1-based.
    pub line: u32,
}

/// One execution of a module body, a class body or a function.
pub struct Frame<'f> {
    pub site: Site,
    /// Of a function: its names and what it declares global.
    pub body: Option<Arc<Body>>,
    /// What a class body declares global.
    pub globals: Box<[crate::values::symbol::Symbol]>,
    pub consumer: Option<Consumer<'f>>,
    /// Exceptions that are being handled, the innermost last.
    pub handling: Vec<Raise>,
    /// A condition that is not known was passed over that would have left the function or the loop: what is
    /// raised afterwards would perhaps not be reached.
    pub doubtful: bool,
}

impl Site {
    #[must_use]
    pub fn cause(&self) -> Cause {
        Cause { module: Some(self.module), line: self.line }
    }
}

impl Frame<'_> {
    #[must_use]
    pub fn of_module(module: ModuleId, globals: Id) -> Self {
        let site = Site { module, globals, scope: None, locals: None, function: None, class: None, line: 1 };
        Self::at(site)
    }

    #[must_use]
    pub fn at(site: Site) -> Self {
        Frame {
            site,
            body: None,
            globals: Box::new([]),
            consumer: None,
            handling: Vec::new(),
            doubtful: false,
        }
    }
}
