//! What came of one simulated import.

use crate::imports::memo::Cause;
use crate::imports::waiting::Waiting;
use crate::language::raise::Place;
use crate::values::value::ModuleId;

/// One body that began to be executed.
#[derive(Clone, Copy, Debug)]
pub struct Step {
    /// The module.
    pub module: ModuleId,
    /// The statement that caused it.
    pub by: Cause,
    /// Bodies that were being executed around it.
    pub depth: u32,
}

/// Something that only running the program would tell, and that mattered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gap {
    /// The module in whose text it stands.
    pub module: ModuleId,
    /// 1-based.
    pub line: u32,
    /// What is not known.
    pub reason: &'static str,
}

/// How a simulated import ended in an exception.
#[derive(Clone, Debug)]
pub struct Failure {
    /// The name of its class, if that is known.
    pub class: Option<String>,
    /// Its text, if that is known.
    pub message: Option<String>,
    /// The innermost place first.
    pub trace: Vec<Place>,
    /// What it lacked because a module was unfinished.
    pub waiting: Option<Waiting>,
    /// A `raise` statement made the exception.
    pub deliberate: bool,
    /// It came out of a function that perhaps had been left before.
    pub doubtful: bool,
}

/// The execution that one import causes.
pub struct Execution {
    /// The modules loaded from a file, in the order in which their bodies began.
    pub steps: Vec<Step>,
    /// Nothing if the import works.
    pub failure: Option<Failure>,
    /// What was not known on the way.
    pub gaps: Vec<Gap>,
}
