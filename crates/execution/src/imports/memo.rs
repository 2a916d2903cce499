//! Results of executions that can be used again.
//!
//! When the body of a module has been executed and has touched no module that was itself unfinished, what came of
//! it is the same in every simulation that reaches it in the same circumstances. A [`Memo`] keeps what it did and
//! what it relied on. Modules of a cycle touch unfinished ones; they are part of the memo of the module by which
//! the cycle was entered, and are executed anew for each such way in.

use crate::language::raise::Raise;
use crate::values::heap::{Change, Run};
use crate::values::value::{Id, ModuleId, Value};

/// What an execution did that others see, in order.
#[derive(Clone, Debug)]
pub enum Event {
    Change(Change),
    /// A module was wanted whose result stands for itself. `instance` is what it came to.
    Import {
        module: ModuleId,
        by: Cause,
        instance: Option<Value>,
        depth: u32,
    },
    /// A body began to be executed as part of this one.
    Begin {
        module: ModuleId,
        namespace: Id,
        by: Cause,
        depth: u32,
    },
    /// The body of a module that was there was executed again.
    Again {
        module: ModuleId,
        by: Cause,
        depth: u32,
    },
    /// It ended, and the module was bound in its parent.
    End {
        module: ModuleId,
    },
    /// It failed, and the module was taken out of `sys.modules`.
    Fail {
        module: ModuleId,
    },
    /// Code put something into `sys.modules`, or took it out.
    Set {
        module: ModuleId,
        value: Option<Value>,
    },
}

/// The statement that caused an import.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cause {
    /// The module in whose text it stands; nothing for the first import of all.
    pub module: Option<ModuleId>,
    /// 1-based.
    pub line: u32,
}

/// A set of modules.
#[derive(Clone, Default, Debug)]
pub struct Members(Vec<u64>);

impl Members {
    pub fn insert(&mut self, module: ModuleId) {
        let word = module.0 as usize / 64;
        if word >= self.0.len() {
            self.0.resize(word + 1, 0);
        }
        self.0[word] |= 1 << (module.0 % 64);
    }

    #[must_use]
    pub fn contains(&self, module: ModuleId) -> bool {
        self.0.get(module.0 as usize / 64).is_some_and(|word| word >> (module.0 % 64) & 1 == 1)
    }

    pub fn extend(&mut self, other: &Self) {
        if other.0.len() > self.0.len() {
            self.0.resize(other.0.len(), 0);
        }
        for (mine, theirs) in self.0.iter_mut().zip(&other.0) {
            *mine |= theirs;
        }
    }
}

/// What an execution came to, and what it relied on.
#[derive(Debug)]
pub struct Memo {
    pub events: Vec<Event>,
    /// What the modules that it imported came to, of those events: asked for before it is used again.
    pub imports: Vec<(ModuleId, Value)>,
    /// Bodies that were being executed around it when it was made.
    pub depth: u32,
    pub failure: Option<Raise>,
    /// All modules that it, or what it imported, executed.
    pub closure: Members,
    /// Modules whose bodies are part of it: none of them may be there before.
    pub started: Vec<ModuleId>,
    /// Modules that it looked for and that were not loaded.
    pub absent: Vec<ModuleId>,
    /// Modules that were there without its doing.
    pub present: Vec<ModuleId>,
    /// It rests on something that was only assumed.
    pub doubtful: bool,
}

/// An execution that is going on.
#[derive(Debug)]
pub struct Running {
    pub module: ModuleId,
    pub run: Run,
    /// The namespace of the module.
    pub namespace: Id,
    /// The outermost unfinished module that it touched, as an index into the executions that are going on.
    pub low: usize,
    pub closure: Members,
    /// Modules of which an event says that they were imported.
    pub imported: Members,
    pub started: Vec<ModuleId>,
    pub absent: Vec<ModuleId>,
    pub present: Vec<ModuleId>,
    /// The events of the execution around it, until this one ends.
    pub outer: Vec<Event>,
    /// How many modules had been loaded when it began.
    pub before: usize,
    /// It rests on something that was only assumed.
    pub doubtful: bool,
}
