//! Generators and generator expressions (language reference, 6.2.9): what they do is done when a value is asked for.

use std::sync::Arc;

use crate::code::{Body, Comprehension};
use crate::engine::{DEEPEST_CALL, Engine};
use crate::language::frame::{Consumer, Frame, Site};
use crate::language::raise::{Outcome, Raise};
use crate::values::heap::Change;
use crate::values::value::{Given, Id, Object, Scope, Value};

/// A generator that yields nothing any more.
const FINISHED: u32 = u32::MAX;

/// What a generator does when it is asked.
#[derive(Clone, Debug)]
pub enum Pending {
    /// The body of a function.
    Function {
        /// The function.
        function: Id,
        /// Its variables as they are when the body begins.
        scope: Id,
        /// What it executes.
        body: Arc<Body>,
    },
    /// A generator expression.
    Expression {
        /// The expression.
        comprehension: Arc<Comprehension>,
        /// Where it stands.
        site: Site,
        /// The first iterable, which is evaluated where the expression stands.
        first: Value,
    },
    /// `pkgutil.walk_packages`.
    Packages {
        /// The folders to list.
        path: Value,
        /// What is put before each name.
        prefix: Value,
    },
}

impl Engine {
    /// Executes a generator; each value that it yields and that was not taken before goes to `consumer`.
    ///
    /// It begins anew each time, since nothing keeps the place where it stands; values that were taken are left out.
    pub(crate) fn run_generator(
        &mut self,
        site: Site,
        generator: Id,
        consumer: Consumer<'_>,
    ) -> Outcome<Value> {
        let Object::Generator(pending, taken) = self.heap.get(generator) else { return Ok(Value::Unknown) };
        let (pending, taken) = ((**pending).clone(), *taken);
        if taken == FINISHED {
            return Ok(Value::None);
        }
        if self.calls >= DEEPEST_CALL {
            self.gap(site.module, site.line, "calls nested too deeply to be followed");
            return Ok(Value::Unknown);
        }
        let mut count = 0;
        let counting: Consumer<'_> = &mut |engine, value| {
            count += 1;
            if count <= taken {
                return Ok(Value::None);
            }
            engine.heap.change(Change::Taken(generator, count));
            consumer(engine, value)
        };
        self.calls += 1;
        self.callers.push(site);
        let result = match pending {
            Pending::Function { function, scope, body } => {
                self.run_function(function, scope, &body, counting)
            }
            Pending::Expression { comprehension, site, first } => {
                self.run_expression(&comprehension, site, first, counting)
            }
            Pending::Packages { path, prefix } => {
                self.walk_packages(site, path, prefix, counting).map(|()| Value::None)
            }
        };
        self.callers.pop();
        self.calls -= 1;
        if !matches!(result, Err(Raise::Exit(_))) {
            self.heap.change(Change::Taken(generator, FINISHED));
        }
        result
    }

    fn run_function(
        &mut self,
        function: Id,
        scope: Id,
        body: &Arc<Body>,
        consumer: Consumer<'_>,
    ) -> Outcome<Value> {
        let Object::Function(it) = self.heap.get(function) else { return Ok(Value::Unknown) };
        let (globals, line) = (it.globals, it.code.line);
        let Object::Module(module) = self.heap.get(globals) else { return Ok(Value::Unknown) };
        let Some(module) = module.module else { return Ok(Value::Unknown) };
        let Object::Scope(variables) = self.heap.get(scope) else { return Ok(Value::Unknown) };
        let variables: Box<Scope> = variables.clone();
        let scope = Some(self.heap.add(Object::Scope(variables)));
        let inner =
            Site { module, globals, scope, locals: scope, function: Some(function), class: None, line };
        self.execute_function(inner, body, Some(consumer))
    }

    /// Hands out what is in the folders, and after each package imports it and goes on with what is in that.
    fn walk_packages(
        &mut self,
        site: Site,
        path: Value,
        prefix: Value,
        consumer: Consumer<'_>,
    ) -> Outcome<()> {
        let given = Given { positional: vec![path, prefix], ..Given::default() };
        let listed = self.call_native(site, crate::library::models::iter_modules, &given)?;
        let infos = self.elements(site, listed)?.unwrap_or_default();
        for info in infos {
            consumer(self, info)?;
            let Some(&[_, Value::Str(name), Value::Bool(package)]) = self.elements(site, info)?.as_deref()
            else {
                continue;
            };
            if !package {
                continue;
            }
            let text = self.symbols.text(name).to_owned();
            let module = match self.import_by_name(site, &text, false) {
                Err(raise) if self.raised_is(&raise, "ImportError") => continue,
                other => other?,
            };
            if let Some(path) = self.attribute(site, module, self.known.path)? {
                let prefix = self.text(&format!("{text}."));
                self.walk_packages(site, path, prefix, &mut *consumer)?;
            }
        }
        Ok(())
    }

    /// The result is not known if there may be other elements.
    fn run_expression(
        &mut self,
        comprehension: &Comprehension,
        site: Site,
        first: Value,
        consumer: Consumer<'_>,
    ) -> Outcome<Value> {
        let scope = self.new_scope(site.scope, Vec::new());
        let mut frame = Frame::at(Site { scope: Some(scope), class: None, ..site });
        let mut open = false;
        let result =
            self.generate(&mut frame, comprehension, 0, first, &mut open, &mut |engine, _, value| {
                consumer(engine, value).map(|_| ())
            });
        match result {
            Ok(()) => Ok(if open { Value::Unknown } else { Value::None }),
            Err(raise) => Err(self.through(raise, &frame)),
        }
    }
}
