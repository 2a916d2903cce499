//! A simulation and what it holds.

use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::code::{self, Block, Body, Fault};
use crate::execution::{Execution, Failure, Gap, Step};
use crate::imports::compiled::Traces;
use crate::imports::memo::{Cause, Memo, Running};
use crate::language::frame::Site;
use crate::language::raise::{Place, Raise};
use crate::library::builtins::Builtins;
use crate::values::heap::{Heap, Run};
use crate::values::known::Known;
use crate::values::symbol::{Symbol, Symbols};
use crate::values::value::{Id, ModuleId, Object, Value};
use crate::world::{Found, Kind, Target, World};

/// Steps (statements and calls) that the body of one module may take before it is given up.
const FUEL: u64 = 400_000;

/// Steps that one call by module-level code may take. A function that takes more is not entered again.
pub const CALL_FUEL: u64 = 20_000;

/// Objects that the body of one module may make.
const OBJECTS: usize = 2_000_000;

/// Calls within calls. CPython allows 1000 by default, and nobody nests that deep to import.
pub const DEEPEST_CALL: u32 = 120;

/// Calls within calls that CPython allows, less those of the import system and of what it is called from.
pub const DEEPEST_RECURSION: u32 = 960;

/// The text of a module in its compact form.
pub struct Text {
    pub block: Block,
    /// `from __future__ import annotations` stands in it.
    pub future_annotations: bool,
    /// It nests so deeply that CPython may refuse to compile it.
    pub nested: bool,
}

/// What is known of a module, whoever imports it.
pub struct KnownModule {
    pub name: Symbol,
    /// What follows the last dot of its name: what it is bound to in its parent.
    pub own_name: Symbol,
    pub parent: Option<ModuleId>,
    pub found: Option<Arc<Found>>,
    pub file: Option<Symbol>,
    pub text: Option<Result<Arc<Text>, Fault>>,
    pub bodies: Option<Arc<FxHashMap<u32, Arc<Body>>>>,
    pub memos: Vec<u32>,
    /// Statements and calls that its body took when it was executed last.
    pub cost: u64,
}

/// Where a module stands in the simulation that goes on.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum State {
    Absent,
    Running { depth: usize, namespace: Id },
    Loaded(Value),
}

/// An abstract interpreter with the modules that it has read so far.
pub struct Engine {
    pub(crate) symbols: Symbols,
    /// Texts that stand in for those of files, by their paths.
    pub(crate) texts: FxHashMap<String, String>,
    pub(crate) heap: Heap,
    pub(crate) world: Box<dyn World>,
    /// The Python that is simulated.
    pub target: Target,
    pub(crate) known: Known,
    pub(crate) builtins: Builtins,
    pub(crate) modules: Vec<KnownModule>,
    numbers: FxHashMap<Symbol, ModuleId>,
    pub(crate) startup: FxHashSet<ModuleId>,
    pub(crate) states: Vec<State>,
    /// What the states were before they were changed: a result that does not fit is taken back, and all in the end.
    pub(crate) state_log: Vec<(ModuleId, State)>,
    /// When each was loaded, counted in loads of this simulation.
    pub(crate) loaded_at: FxHashMap<ModuleId, usize>,
    pub(crate) loads: usize,
    pub(crate) memo_of: FxHashMap<ModuleId, u32>,
    pub(crate) memos: Vec<Arc<Memo>>,
    pub(crate) running: Vec<Running>,
    pub(crate) depth_of_run: FxHashMap<Run, usize>,
    /// The module by whose execution each run began.
    pub(crate) module_of_run: FxHashMap<Run, ModuleId>,
    /// Modules that failed in this simulation: who tries again does so because something has changed.
    pub(crate) failed: FxHashSet<ModuleId>,
    /// Unfinished modules of results that are used again, on which something depends that is executed meanwhile.
    pub(crate) spoiled: Vec<ModuleId>,
    /// Bodies that are being executed, those of results that are used again included.
    pub(crate) nesting: u32,
    pub(crate) steps: Vec<Step>,
    pub(crate) gaps: Vec<Gap>,
    pub(crate) fuel: u64,
    /// The size of the heap at which the module that is executed is given up.
    pub(crate) most_objects: usize,
    pub(crate) calls: u32,
    pub(crate) exits: u32,
    /// What stands in for names of standard modules, by the module.
    pub(crate) models: FxHashMap<Symbol, FxHashMap<Symbol, Value>>,
    /// Where the call stands that is carried out.
    pub(crate) site: Option<Site>,
    /// The way that exceptions had come when they were caught under a name.
    pub(crate) ways: FxHashMap<Id, Vec<Place>>,
    /// From where the functions that are being executed were called, the innermost last.
    pub(crate) callers: Vec<Site>,
    /// Results whose use was taken back in this simulation.
    pub(crate) distrusted: FxHashSet<u32>,
    /// Modules in whose code something was assumed.
    pub(crate) assumed: FxHashSet<ModuleId>,
    /// The module whose code is executed.
    pub(crate) executed: ModuleId,
    /// The run that owns nothing: what is done between executions is undone at the end.
    pub(crate) nobody: Run,
    /// What the files of extension modules tell.
    pub(crate) traces: FxHashMap<ModuleId, Arc<Traces>>,
    /// Functions, by module and offset, that took more steps than a call may.
    pub(crate) endless: FxHashSet<(ModuleId, u32)>,
}

impl Engine {
    /// An interpreter that has loaded nothing yet.
    #[must_use]
    pub fn new(world: Box<dyn World>, target: Target) -> Self {
        let mut symbols = Symbols::default();
        let known = Known::new(&mut symbols);
        let mut heap = Heap::default();
        heap.begin();
        let builtins = Builtins::new(&mut symbols, &mut heap, &known);
        let mut engine = Self {
            symbols,
            texts: FxHashMap::default(),
            heap,
            world,
            target,
            known,
            builtins,
            modules: Vec::new(),
            numbers: FxHashMap::default(),
            startup: FxHashSet::default(),
            states: Vec::new(),
            state_log: Vec::new(),
            loaded_at: FxHashMap::default(),
            loads: 0,
            memo_of: FxHashMap::default(),
            memos: Vec::new(),
            running: Vec::new(),
            depth_of_run: FxHashMap::default(),
            module_of_run: FxHashMap::default(),
            failed: FxHashSet::default(),
            spoiled: Vec::new(),
            nesting: 0,
            steps: Vec::new(),
            gaps: Vec::new(),
            fuel: FUEL,
            most_objects: usize::MAX,
            calls: 0,
            exits: 0,
            models: FxHashMap::default(),
            site: None,
            callers: Vec::new(),
            distrusted: FxHashSet::default(),
            assumed: FxHashSet::default(),
            executed: ModuleId(0),
            ways: FxHashMap::default(),
            nobody: 0,
            traces: FxHashMap::default(),
            endless: FxHashSet::default(),
        };
        for name in engine.target.startup.clone() {
            let module = engine.module_named(&name);
            engine.startup.insert(module);
        }
        crate::library::install(&mut engine);
        engine.nobody = engine.heap.begin();
        engine
    }

    /// The first import of a fresh interpreter: `import name`.
    pub fn run(&mut self, name: &str) -> Execution {
        self.steps.clear();
        self.gaps.clear();
        self.loads = 0;
        let symbol = self.symbols.intern(name);
        let by = Cause { module: None, line: 0 };
        let result = self.import_absolute(symbol, by);
        let failure = match result {
            Ok(_) => None,
            Err(raise) => {
                let module = self.module(symbol);
                Some(self.failure(&raise, module))
            }
        };
        let (startup, modules) = (&self.startup, &self.modules);
        let from_file = |step: &Step| {
            let found = modules[step.module.0 as usize].found.as_ref();
            found.is_some_and(|found| matches!(found.kind, Kind::Source | Kind::Extension))
                && !startup.contains(&step.module)
        };
        let steps = self.steps.drain(..).filter(from_file).collect();
        self.reset();
        Execution { steps, failure, gaps: std::mem::take(&mut self.gaps) }
    }

    fn failure(&mut self, raise: &Raise, module: ModuleId) -> Failure {
        match raise {
            Raise::Exception(thrown) => {
                let (class, mut message) = self.describe(thrown.value);
                if message.is_none() {
                    message = self.own_text(thrown.value, module);
                }
                let (waiting, deliberate, doubtful) = (thrown.waiting, thrown.deliberate, thrown.doubtful);
                Failure { class, message, trace: thrown.trace.clone(), waiting, deliberate, doubtful }
            }
            Raise::Exit(_) | Raise::Exhausted => Failure {
                class: None,
                message: None,
                trace: Vec::new(),
                waiting: None,
                deliberate: false,
                doubtful: false,
            },
        }
    }

    /// What `__str__` of an exception returns that the program defines.
    fn own_text(&mut self, value: Value, module: ModuleId) -> Option<String> {
        let name = self.symbols.find("__str__")?;
        let method = self.special(value, name)?;
        let globals = self.heap.add(Object::Scope(Box::default()));
        let site = Site { module, globals, scope: None, locals: None, function: None, class: None, line: 0 };
        match self.call_with(site, method, Vec::new()) {
            Ok(Value::Str(text)) => Some(self.symbols.text(text).to_owned()),
            _ => None,
        }
    }

    fn reset(&mut self) {
        self.heap.rewind(0);
        self.heap.events.clear();
        for (module, _) in self.state_log.drain(..) {
            self.states[module.0 as usize] = State::Absent;
        }
        self.loaded_at.clear();
        self.memo_of.clear();
        self.running.clear();
        self.depth_of_run.clear();
        self.failed.clear();
        self.spoiled.clear();
        self.nesting = 0;
        self.calls = 0;
        self.callers.clear();
        self.distrusted.clear();
    }

    pub(crate) fn module_named(&mut self, name: &str) -> ModuleId {
        let symbol = self.symbols.intern(name);
        self.module(symbol)
    }

    /// The number of the module with this name.
    pub(crate) fn module(&mut self, name: Symbol) -> ModuleId {
        if let Some(&module) = self.numbers.get(&name) {
            return module;
        }
        let parts = self.symbols.text(name).rsplit_once('.');
        let (parent, own_name) = match parts.map(|(parent, own)| (parent.to_owned(), own.to_owned())) {
            Some((parent, own)) => (Some(self.module_named(&parent)), self.symbols.intern(&own)),
            None => (None, name),
        };
        let module = ModuleId(self.modules.len() as u32);
        self.modules.push(KnownModule {
            name,
            own_name,
            parent,
            found: None,
            file: None,
            text: None,
            bodies: None,
            memos: Vec::new(),
            cost: 0,
        });
        self.states.push(State::Absent);
        self.numbers.insert(name, module);
        module
    }

    /// Statements and calls that the body of the module took when it was executed last.
    #[must_use]
    pub fn cost_of(&self, module: ModuleId) -> u64 {
        self.modules[module.0 as usize].cost
    }

    /// The name of a module.
    #[must_use]
    pub fn name_of(&self, module: ModuleId) -> &str {
        self.symbols.text(self.modules[module.0 as usize].name)
    }

    /// The text that a number stands for.
    #[must_use]
    pub fn text_of_symbol(&self, symbol: Symbol) -> &str {
        self.symbols.text(symbol)
    }

    #[must_use]
    pub(crate) fn file_of(&self, module: ModuleId) -> Option<Symbol> {
        self.modules[module.0 as usize].file
    }

    /// What an import of the module finds.
    pub(crate) fn find(&mut self, module: ModuleId) -> Arc<Found> {
        if let Some(found) = &self.modules[module.0 as usize].found {
            return Arc::clone(found);
        }
        let name = self.symbols.text(self.modules[module.0 as usize].name);
        let found = self.world.find(name);
        self.keep_found(module, found)
    }

    /// Keeps what an import of the module finds, from now on.
    pub(crate) fn keep_found(&mut self, module: ModuleId, found: Found) -> Arc<Found> {
        let file = found.origin.as_deref().map(|origin| self.symbols.intern(origin));
        let found = Arc::new(found);
        let entry = &mut self.modules[module.0 as usize];
        entry.found = Some(Arc::clone(&found));
        entry.file = file;
        found
    }

    /// The compact form of the module's text.
    ///
    /// # Errors
    /// If it cannot be read or compiled.
    pub(crate) fn text_of(&mut self, module: ModuleId) -> Result<Arc<Text>, Fault> {
        if let Some(text) = &self.modules[module.0 as usize].text {
            return text.clone();
        }
        let text = self.read(module).and_then(|text| {
            // Where the version is not that of the project, none of its syntax is too new.
            let version = if self.target.open_library { (3, u8::MAX) } else { self.target.version };
            let (block, nested) = code::module(&text, &mut self.symbols, version)?;
            let future_annotations = self.has_future_annotations(&block);
            Ok(Arc::new(Text { block, future_annotations, nested }))
        });
        self.modules[module.0 as usize].text = Some(text.clone());
        text
    }

    fn has_future_annotations(&self, block: &Block) -> bool {
        block.iter().take(12).any(|statement| match &statement.kind {
            code::StmtKind::ImportFrom(it) => {
                it.module.is_some_and(|name| self.symbols.text(name) == "__future__")
                    && it.names.iter().any(|(name, _)| self.symbols.text(*name) == "annotations")
            }
            _ => false,
        })
    }

    /// Whether annotations of the module are evaluated when they are come by.
    #[must_use]
    pub(crate) fn evaluates_annotations(&self, module: ModuleId) -> bool {
        self.target.version < (3, 14)
            && match &self.modules[module.0 as usize].text {
                Some(Ok(text)) => !text.future_annotations,
                _ => true,
            }
    }

    /// Whether an extension module lies beside the text that it was compiled from: Cython leaves it there.
    pub(crate) fn has_text_beside(&mut self, module: ModuleId) -> bool {
        let found = self.find(module);
        found.kind == Kind::Extension
            && found.origin.as_deref().is_some_and(|origin| {
                self.world.exists(&text_beside(origin)) && self.world.is_compiled_python(origin)
            })
    }

    fn read(&mut self, module: ModuleId) -> Result<String, Fault> {
        let found = self.find(module);
        let mut file = found.origin.clone().unwrap_or_default();
        if found.kind == Kind::Extension {
            file = text_beside(&file);
        }
        if let Some(text) = self.texts.get(&file) {
            return Ok(text.clone());
        }
        self.world.read(&file).map_err(|message| Fault { message, line: 1 })
    }

    /// What a call of a function of this module executes.
    pub(crate) fn body_of(&mut self, module: ModuleId, function: &code::Function) -> Option<Arc<Body>> {
        if let Some(body) = &function.body {
            return Some(Arc::clone(body));
        }
        if self.modules[module.0 as usize].bodies.is_none() {
            let text = self.read(module).unwrap_or_default();
            let bodies = code::bodies(&text, &mut self.symbols, self.target.version);
            self.modules[module.0 as usize].bodies = Some(Arc::new(bodies));
        }
        self.modules[module.0 as usize].bodies.as_ref()?.get(&function.offset).cloned()
    }

    pub(crate) fn gap(&mut self, module: ModuleId, line: u32, reason: &'static str) {
        let gap = Gap { module, line, reason };
        if self.gaps.len() < 1_000 && self.gaps.last() != Some(&gap) {
            self.gaps.push(gap);
        }
    }

    /// Takes a step.
    ///
    /// # Errors
    /// If the module has taken too many.
    pub(crate) fn step(&mut self) -> Result<(), Raise> {
        if self.fuel == 0 || self.heap.len() > self.most_objects {
            return Err(Raise::Exhausted);
        }
        self.fuel -= 1;
        Ok(())
    }

    /// Gives `work` the steps of a body of its own, and returns how many it took.
    pub(crate) fn with_fuel<T>(&mut self, work: impl FnOnce(&mut Self) -> T) -> (T, u64) {
        let before = std::mem::replace(&mut self.fuel, FUEL);
        let most = std::mem::replace(&mut self.most_objects, self.heap.len() + OBJECTS);
        let calls = std::mem::replace(&mut self.calls, 0);
        let result = work(self);
        self.calls = calls;
        let used = FUEL - self.fuel;
        self.fuel = before;
        // What the inner body made is not held against the outer one.
        self.most_objects = most.max(self.heap.len() + OBJECTS / 4);
        (result, used)
    }

    pub(crate) fn text(&mut self, text: &str) -> Value {
        Value::Str(self.symbols.intern(text))
    }
}

/// The file of the text from which an extension module may have been compiled.
fn text_beside(path: &str) -> String {
    let start = path.rfind(['/', '\\']).map_or(0, |index| index + 1);
    let stem = path[start..].split('.').next().unwrap_or_default();
    format!("{}{stem}.py", &path[..start])
}
