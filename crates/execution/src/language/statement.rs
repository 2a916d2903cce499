//! Statements, in the order and with the effects of the language reference, chapters 7 and 8.

use crate::code::{Block, Expr, ExprKind, For, Handler, ImportFrom, Stmt, StmtKind, Try};
use crate::engine::Engine;
use crate::language::condition::leaves;
use crate::language::frame::{Consumer, Frame};
use crate::language::raise::{Outcome, Raise};
use crate::values::symbol::Symbol;
use crate::values::value::{Given, Object, Value};

/// How a statement ended.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Flow {
    Next,
    Break,
    Continue,
    Return(Value),
}

/// How often a loop is gone through whose end is not known.
const ROUNDS: u32 = 100_000;

impl Engine {
    pub(crate) fn block(&mut self, frame: &mut Frame<'_>, block: &[Stmt]) -> Outcome<Flow> {
        for statement in block {
            match self.statement(frame, statement)? {
                Flow::Next => {}
                other => return Ok(other),
            }
        }
        Ok(Flow::Next)
    }

    fn statement(&mut self, frame: &mut Frame<'_>, statement: &Stmt) -> Outcome<Flow> {
        self.step()?;
        frame.site.line = statement.line;
        match &statement.kind {
            StmtKind::Expr(value) => {
                self.evaluate(frame, value)?;
            }
            StmtKind::Assign(targets, value) => {
                let value = self.evaluate(frame, value)?;
                for target in targets {
                    self.assign(frame, target, value)?;
                }
            }
            StmtKind::AugAssign(target, operator, value) => {
                let old = self.evaluate(frame, target)?;
                let value = self.evaluate(frame, value)?;
                let new = self.operate_in_place(frame, old, *operator, value)?;
                self.assign(frame, target, new)?;
            }
            StmtKind::AnnAssign(parts) => {
                let (target, annotation, value) = &**parts;
                if let Some(value) = value {
                    let value = self.evaluate(frame, value)?;
                    self.assign(frame, target, value)?;
                }
                if frame.body.is_none() {
                    let value = if self.evaluates_annotations(frame.site.module) {
                        self.evaluate(frame, annotation)?
                    } else {
                        Value::Unknown
                    };
                    self.annotate(frame, target, value);
                }
            }
            StmtKind::Import(aliases) => {
                for alias in aliases {
                    self.import_statement(frame, alias)?;
                }
            }
            StmtKind::ImportFrom(import) => self.import_from_statement(frame, import)?,
            StmtKind::Function(function, decorators) => {
                let mut wrappers = Vec::with_capacity(decorators.len());
                for decorator in decorators {
                    wrappers.push((decorator.line, self.evaluate(frame, decorator)?));
                }
                let value = self.make_function(frame, function)?;
                let value = self.decorate(frame, function.line, wrappers, value)?;
                self.store(frame, function.name, value);
            }
            StmtKind::Class(class) => {
                let value = self.class_statement(frame, class)?;
                self.store(frame, class.name, value);
            }
            StmtKind::If(clauses) => return self.if_statement(frame, clauses),
            StmtKind::For(statement) => return self.for_statement(frame, statement),
            StmtKind::While(parts) => return self.while_statement(frame, &parts.0, &parts.1, &parts.2),
            StmtKind::With(items, body) => return self.with_statement(frame, items, body),
            StmtKind::Try(statement) => return self.try_statement(frame, statement),
            StmtKind::Raise(raised, cause) => {
                return self.raise_statement(frame, raised.as_ref(), cause.as_ref());
            }
            StmtKind::Return(value) => {
                let value = match value {
                    Some(value) => self.evaluate(frame, value)?,
                    None => Value::None,
                };
                return Ok(Flow::Return(value));
            }
            StmtKind::Delete(targets) => {
                for target in targets {
                    self.delete(frame, target)?;
                }
            }
            StmtKind::Assert(parts) => {
                let holds = self.evaluate(frame, &parts.0)?;
                if self.truth(frame, holds)? == Some(false) {
                    let arguments = match &parts.1 {
                        Some(message) => vec![self.evaluate(frame, message)?],
                        None => Vec::new(),
                    };
                    let at_test = matches!(self.target.version, (3, 10 | 11 | 13..));
                    frame.site.line = if at_test { parts.0.line } else { statement.line };
                    return self.raise_with("AssertionError", &arguments);
                }
            }
            StmtKind::Match(parts) => return self.match_statement(frame, &parts.0, &parts.1),
            StmtKind::TypeAlias(name) => self.store(frame, *name, Value::Unknown),
            StmtKind::Break => return Ok(Flow::Break),
            StmtKind::Continue => return Ok(Flow::Continue),
            StmtKind::Pass => {}
        }
        Ok(Flow::Next)
    }

    /// Notes an annotated name in `__annotations__` of a class, which tools such as `dataclasses` read.
    fn annotate(&mut self, frame: &Frame<'_>, target: &Expr, value: Value) {
        let (Some(class), ExprKind::Name(name)) = (frame.site.class, &target.kind) else { return };
        let key = self.known.annotations;
        let annotations = if let Some(Value::Object(id)) = self.heap.name(class, key) {
            id
        } else {
            let id = self.heap.add(Object::Dict(Box::default()));
            self.heap.set_name(class, key, Some(Value::Object(id)));
            id
        };
        let name = Value::Str(*name);
        if let Some(key) = self.key(name) {
            self.heap.set_item(annotations, key, Some((name, value)));
        }
    }

    pub(crate) fn for_statement(&mut self, frame: &mut Frame<'_>, statement: &For) -> Outcome<Flow> {
        let line = frame.site.line;
        let iterable = self.evaluate(frame, &statement.iterable)?;
        if let Some(kind) = self.not_iterable(iterable) {
            frame.site.line = if self.target.version < (3, 13) { line } else { statement.iterable.line };
            self.raise_if_certain("TypeError", &format!("'{kind}' object is not iterable"))?;
        }
        let site = frame.site;
        let is_body = frame.body.is_none();
        let mut flow = Flow::Next;
        let left_early = std::cell::Cell::new(false);
        let before = std::mem::take(&mut frame.doubtful);
        let mut round = |engine: &mut Self, value: Value| {
            let result = match engine.assign(frame, &statement.target, value) {
                Ok(()) => engine.block(frame, &statement.body),
                Err(raise) => Err(raise),
            };
            let result = match result {
                // Of an element that is not known nobody knows that it is there.
                Err(Raise::Exception(_)) if value.is_unknown() => {
                    engine.perhaps_executed(frame, &statement.body);
                    Flow::Next
                }
                other => other?,
            };
            Ok(match result {
                Flow::Next | Flow::Continue => true,
                other => {
                    flow = other;
                    left_early.set(true);
                    false
                }
            })
        };
        self.iterate(site, iterable, &mut round)?;
        // There may be more than what is known: a body at the top level may bind by any of it (`globals()[name]`).
        if is_body && !left_early.get() && iterable.id().is_some() && self.is_open_collection(iterable) {
            self.assume();
            round(self, Value::Unknown)?;
        }
        let left = std::mem::replace(&mut frame.doubtful, before);
        frame.doubtful |= left;
        match flow {
            Flow::Break => Ok(Flow::Next),
            Flow::Return(_) => Ok(flow),
            // Perhaps the loop was left by a `break` behind a condition that is not known.
            _ if left && statement.body.iter().any(|each| leaves(std::slice::from_ref(each))) => {
                Ok(Flow::Next)
            }
            _ => self.block(frame, &statement.otherwise),
        }
    }

    fn while_statement(
        &mut self,
        frame: &mut Frame<'_>,
        test: &Expr,
        body: &Block,
        otherwise: &Block,
    ) -> Outcome<Flow> {
        for _ in 0..ROUNDS {
            self.step()?;
            frame.site.line = test.line;
            let value = self.evaluate(frame, test)?;
            let known = self.truth(frame, value)?;
            if known.is_none() {
                self.assume();
            }
            if known == Some(false) {
                return self.block(frame, otherwise);
            }
            frame.doubtful |= known.is_none();
            let result = match self.block(frame, body) {
                Err(Raise::Exception(_)) if known.is_none() => {
                    self.perhaps_executed(frame, body);
                    Flow::Next
                }
                other => other?,
            };
            match result {
                Flow::Break => return Ok(Flow::Next),
                Flow::Return(value) => return Ok(Flow::Return(value)),
                Flow::Next | Flow::Continue => {}
            }
            if known.is_none() {
                return Ok(Flow::Next);
            }
        }
        Err(Raise::Exhausted)
    }

    fn with_statement(
        &mut self,
        frame: &mut Frame<'_>,
        items: &[(Expr, Option<Expr>)],
        body: &Block,
    ) -> Outcome<Flow> {
        let Some(((context, target), rest)) = items.split_first() else {
            return self.block(frame, body);
        };
        let line = context.line;
        let manager = self.evaluate(frame, context)?;
        if let Some(generator) = self.context_generator(manager) {
            let mut flow = Flow::Next;
            let site = frame.site;
            let consumer: Consumer<'_> = &mut |engine, value| {
                if let Some(target) = target {
                    engine.assign(frame, target, value)?;
                }
                flow = engine.with_statement(frame, rest, body)?;
                Ok(Value::None)
            };
            self.run_generator(site, generator, consumer)?;
            return Ok(flow);
        }
        let site = frame.site;
        let entered = match self.special(manager, self.known.enter) {
            Some(method) => self.call(site, method, Given::default())?,
            None => Value::Unknown,
        };
        if let Some(target) = target {
            self.assign(frame, target, entered)?;
        }
        match self.with_statement(frame, rest, body) {
            Ok(flow) => {
                frame.site.line = line;
                if let Some(method) = self.special(manager, self.known.exit) {
                    let none = vec![Value::None; 3];
                    self.call(frame.site, method, Given { positional: none, ..Given::default() })?;
                }
                Ok(flow)
            }
            Err(Raise::Exception(thrown)) => {
                if self.is_suppressed(manager, thrown.value) {
                    return Ok(Flow::Next);
                }
                if let Some(method) = self.special(manager, self.known.exit) {
                    let positional = vec![self.class_of(thrown.value), thrown.value, Value::Unknown];
                    let result = self.call(frame.site, method, Given { positional, ..Given::default() })?;
                    if self.truth(frame, result)? == Some(true) {
                        return Ok(Flow::Next);
                    }
                }
                Err(Raise::Exception(thrown))
            }
            Err(other) => Err(other),
        }
    }

    fn try_statement(&mut self, frame: &mut Frame<'_>, statement: &Try) -> Outcome<Flow> {
        let mut result = self.block(frame, &statement.body);
        match result {
            Ok(Flow::Next) => result = self.block(frame, &statement.otherwise),
            Err(Raise::Exception(thrown)) => {
                let place = frame.site.line;
                result = self.handle(frame, &statement.handlers, Raise::Exception(thrown), place);
            }
            _ => {}
        }
        if !statement.finally.is_empty() && !matches!(result, Err(Raise::Exhausted)) {
            let line = frame.site.line;
            match self.block(frame, &statement.finally)? {
                Flow::Next => frame.site.line = line,
                other => return Ok(other),
            }
        }
        result
    }

    fn handle(
        &mut self,
        frame: &mut Frame<'_>,
        handlers: &[Handler],
        raised: Raise,
        line: u32,
    ) -> Outcome<Flow> {
        let Raise::Exception(thrown) = &raised else { return Err(raised) };
        let value = thrown.value;
        for handler in handlers {
            let matches = match &handler.class {
                None => Some(true),
                Some(class) => {
                    frame.site.line = handler.line;
                    let class = self.evaluate(frame, class)?;
                    self.catches(class, value)
                }
            };
            if matches.is_none() {
                self.assume();
                self.perhaps_executed(frame, &handler.body);
            }
            if matches != Some(true) {
                continue;
            }
            if let Some(name) = handler.name {
                self.store(frame, name, value);
            }
            let mut kept = raised.clone();
            if let Raise::Exception(thrown) = &mut kept {
                let place = self.place_in(frame, line);
                thrown.trace.push(place);
                if let (Some(_), Some(id)) = (handler.name, value.id()) {
                    self.ways.insert(id, thrown.trace.clone());
                }
            }
            frame.handling.push(kept);
            let result = self.block(frame, &handler.body);
            frame.handling.pop();
            if let Some(name) = handler.name {
                self.unbind(frame, name);
            }
            return result;
        }
        frame.site.line = line;
        Err(raised)
    }

    fn raise_statement(
        &mut self,
        frame: &mut Frame<'_>,
        raised: Option<&Expr>,
        cause: Option<&Expr>,
    ) -> Outcome<Flow> {
        if frame.doubtful {
            self.gap(frame.site.module, frame.site.line, "an exception behind a condition that is not known");
            return Ok(if frame.body.is_some() { Flow::Return(Value::Unknown) } else { Flow::Next });
        }
        let Some(raised) = raised else {
            // The way of the exception so far is that of the one that was caught, without this frame's last place.
            return match frame.handling.last().cloned() {
                Some(Raise::Exception(mut thrown)) => {
                    if let Some(place) = thrown.trace.pop() {
                        frame.site.line = place.line;
                    }
                    Err(Raise::Exception(thrown))
                }
                Some(other) => Err(other),
                None => self.raise("RuntimeError", "No active exception to reraise"),
            };
        };
        let line = frame.site.line;
        let value = self.evaluate(frame, raised)?;
        if let Some(cause) = cause {
            self.evaluate(frame, cause)?;
        }
        frame.site.line = line;
        let value = match self.heap.object(value) {
            Some(Object::Class(_)) => self.call(frame.site, value, Given::default())?,
            _ => value,
        };
        // Raising the exception that is handled goes on with its way.
        if let Some(Raise::Exception(thrown)) = frame.handling.iter().rev().find(
            |raise| matches!(raise, Raise::Exception(thrown) if thrown.value == value && !value.is_unknown()),
        ) {
            return Err(Raise::Exception(thrown.clone()));
        }
        let mut raise = Self::thrown_by_statement(value);
        // One that was kept goes on with the way that it had come.
        if let (Raise::Exception(thrown), Some(way)) =
            (&mut raise, value.id().and_then(|id| self.ways.get(&id)))
        {
            thrown.trace.clone_from(way);
        }
        Err(raise)
    }

    fn import_from_statement(&mut self, frame: &mut Frame<'_>, import: &ImportFrom) -> Outcome<()> {
        if import.names.is_empty() {
            return self.import_star(frame, import);
        }
        if import.lazy {
            for (name, alias) in &import.names {
                self.store(frame, alias.unwrap_or(*name), Value::Unknown);
            }
            return Ok(());
        }
        let names: Vec<Symbol> = import.names.iter().map(|(name, _)| *name).collect();
        let module = self.import_for_names(frame, import.module, import.level, &names)?;
        for (name, alias) in &import.names {
            let value = self.import_name(frame, module, *name)?;
            self.store(frame, alias.unwrap_or(*name), value);
        }
        Ok(())
    }
}
