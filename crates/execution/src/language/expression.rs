//! Expressions (language reference, chapter 6), as far as their values are known.

use crate::code::{Arguments, Collection, Comparison, Comprehension, Expr, ExprKind, Function, Part};
use crate::engine::Engine;
use crate::language::frame::Frame;
use crate::language::generator::Pending;
use crate::language::raise::{Outcome, Raise};
use crate::values::value::{self, Given, Mapping, Object, Sequence, Value};

use std::sync::Arc;

impl Engine {
    #[allow(clippy::too_many_lines)] // One arm for each expression of the language.
    pub(crate) fn evaluate(&mut self, frame: &mut Frame<'_>, expression: &Expr) -> Outcome<Value> {
        self.step()?;
        Ok(match &expression.kind {
            ExprKind::None => Value::None,
            ExprKind::True => Value::Bool(true),
            ExprKind::False => Value::Bool(false),
            ExprKind::Ellipsis => Value::Ellipsis,
            ExprKind::Int(value) => Value::Int(*value),
            ExprKind::Float(value) => Value::Float(*value),
            ExprKind::Str(text) => Value::Str(*text),
            ExprKind::Bytes(text) => Value::Bytes(*text),
            ExprKind::Opaque => Value::Unknown,
            ExprKind::Joined(parts) => return self.joined(frame, parts),
            ExprKind::Name(name) => {
                frame.site.line = expression.line;
                return self.lookup(frame, *name);
            }
            ExprKind::Attribute(object, name) => {
                let object = self.evaluate(frame, object)?;
                frame.site.line = expression.line;
                return Ok(self.get_attribute(frame.site, object, *name)?.unwrap_or(Value::Unknown));
            }
            ExprKind::Call(parts) => {
                let callee = self.evaluate(frame, &parts.0)?;
                let given = self.arguments(frame, &parts.1)?;
                frame.site.line = expression.line;
                if let Some(name) = given.twice {
                    self.given_twice(callee, name)?;
                }
                return self.call(frame.site, callee, given);
            }
            ExprKind::Subscript(parts) => {
                let object = self.evaluate(frame, &parts.0)?;
                let index = self.evaluate(frame, &parts.1)?;
                frame.site.line = expression.line;
                return self.item(frame.site, object, index);
            }
            ExprKind::Slice(parts) => {
                let mut bounds = [Value::None; 3];
                for (bound, part) in bounds.iter_mut().zip(parts.iter()) {
                    if let Some(part) = part {
                        *bound = self.evaluate(frame, part)?;
                    }
                }
                self.heap.value(Object::Slice(Box::new(bounds)))
            }
            ExprKind::Binary(parts) => {
                let left = self.evaluate(frame, &parts.0)?;
                let right = self.evaluate(frame, &parts.2)?;
                frame.site.line = expression.line;
                return self.operate(frame.site, left, parts.1, right);
            }
            ExprKind::Not(operand) => {
                let value = self.evaluate(frame, operand)?;
                self.truth(frame, value)?.map_or(Value::Unknown, |known| Value::Bool(!known))
            }
            ExprKind::Unary(sign, operand) => match (sign, self.evaluate(frame, operand)?) {
                (b'-', Value::Int(value)) => value.checked_neg().map_or(Value::Unknown, Value::Int),
                (b'-', Value::Float(value)) => Value::Float(-value),
                (b'+', value @ (Value::Int(_) | Value::Float(_))) => value,
                (b'~', Value::Int(value)) => Value::Int(!value),
                _ => Value::Unknown,
            },
            ExprKind::And(values) => return self.connective(frame, values, false),
            ExprKind::Or(values) => return self.connective(frame, values, true),
            ExprKind::Compare(left, rest) => return self.comparison(frame, expression.line, left, rest),
            ExprKind::If(parts) => {
                let test = self.evaluate(frame, &parts.0)?;
                match self.truth(frame, test)? {
                    Some(true) => return self.evaluate(frame, &parts.1),
                    Some(false) => return self.evaluate(frame, &parts.2),
                    None => {
                        self.assume();
                        let yes = self.perhaps_evaluate(frame, &parts.1)?;
                        let no = self.perhaps_evaluate(frame, &parts.2)?;
                        if yes == no { yes } else { Value::Unknown }
                    }
                }
            }
            ExprKind::Lambda(function) => return self.make_function(frame, function),
            ExprKind::List(elements) => {
                let items = self.display(frame, elements)?;
                self.heap.value(Object::List(items))
            }
            ExprKind::Tuple(elements) => {
                let items = self.display(frame, elements)?;
                if items.open { Value::Unknown } else { self.heap.value(Object::Tuple(items.items.into())) }
            }
            ExprKind::Set(elements) => {
                let items = self.display(frame, elements)?;
                self.new_set(items)
            }
            ExprKind::Dict(items) => return self.dict_display(frame, items),
            ExprKind::Comprehension(it) => return self.comprehension(frame, it),
            ExprKind::Starred(inner) => return self.evaluate(frame, inner),
            ExprKind::Named(name, value) => {
                let value = self.evaluate(frame, value)?;
                self.store(frame, *name, value);
                value
            }
            ExprKind::Await(inner) => {
                self.evaluate(frame, inner)?;
                Value::Unknown
            }
            ExprKind::Yield(value) => {
                let value = match value {
                    Some(value) => self.evaluate(frame, value)?,
                    None => Value::None,
                };
                match frame.consumer.as_mut() {
                    Some(consumer) => return consumer(self, value),
                    None => Value::Unknown,
                }
            }
            ExprKind::YieldFrom(inner) => {
                let inner = self.evaluate(frame, inner)?;
                let site = frame.site;
                if let Some(consumer) = frame.consumer.as_mut() {
                    if let Some(Object::Generator(..)) = self.heap.object(inner) {
                        let Some(generator) = inner.id() else { return Ok(Value::Unknown) };
                        return self
                            .run_generator(site, generator, &mut |engine, value| consumer(engine, value));
                    }
                    self.iterate(site, inner, &mut |engine, value| {
                        consumer(engine, value)?;
                        Ok(true)
                    })?;
                }
                Value::Unknown
            }
        })
    }

    fn joined(&mut self, frame: &mut Frame<'_>, parts: &[Part]) -> Outcome<Value> {
        let mut text = String::new();
        let mut certain = true;
        for part in parts {
            match part {
                Part::Text(symbol) => text.push_str(self.symbols.text(*symbol)),
                Part::Value(value, repr, formatted) => {
                    let value = self.evaluate(frame, value)?;
                    let shown = if *repr { self.repr(value) } else { self.str(value) };
                    match shown.filter(|_| !formatted) {
                        Some(shown) => text.push_str(&shown),
                        None => certain = false,
                    }
                }
            }
        }
        Ok(if certain && text.len() < LONGEST { self.text(&text) } else { Value::Unknown })
    }

    /// The value of an operand behind a condition that is not known: what fails there is likely not come to.
    fn perhaps_evaluate(&mut self, frame: &mut Frame<'_>, expression: &Expr) -> Outcome<Value> {
        match self.evaluate(frame, expression) {
            Err(Raise::Exception(_)) => {
                let site = frame.site;
                self.gap(site.module, site.line, "an exception behind a condition that is not known");
                Ok(Value::Unknown)
            }
            other => other,
        }
    }

    fn connective(&mut self, frame: &mut Frame<'_>, values: &[Expr], stops_at: bool) -> Outcome<Value> {
        let mut certain = true;
        let mut last = Value::Unknown;
        for (index, value) in values.iter().enumerate() {
            last = if certain { self.evaluate(frame, value)? } else { self.perhaps_evaluate(frame, value)? };
            if index + 1 == values.len() {
                break;
            }
            match self.truth(frame, last)? {
                Some(known) if known == stops_at => {
                    return Ok(if certain || !stops_at && known == stops_at { last } else { Value::Unknown });
                }
                Some(_) => {}
                None => {
                    self.assume();
                    certain = false;
                }
            }
        }
        Ok(if certain { last } else { Value::Unknown })
    }

    fn comparison(
        &mut self,
        frame: &mut Frame<'_>,
        line: u32,
        left: &Expr,
        rest: &[(Comparison, Expr)],
    ) -> Outcome<Value> {
        let mut left = self.evaluate(frame, left)?;
        let mut result = Value::Bool(true);
        for (operator, right) in rest {
            let right = self.evaluate(frame, right)?;
            frame.site.line = line;
            match self.compare(frame.site, left, *operator, right)? {
                Some(true) => {}
                Some(false) => return Ok(Value::Bool(false)),
                None => result = Value::Unknown,
            }
            left = right;
        }
        Ok(result)
    }

    /// The elements of a list, tuple or set display, or the positional arguments of a call.
    fn display(&mut self, frame: &mut Frame<'_>, elements: &[Expr]) -> Outcome<Sequence> {
        let mut sequence = Sequence { items: Vec::with_capacity(elements.len()), open: false };
        for element in elements {
            if let ExprKind::Starred(inner) = &element.kind {
                let inner = self.evaluate(frame, inner)?;
                match self.elements(frame.site, inner)? {
                    Some(values) => sequence.items.extend(values),
                    None => sequence.open = true,
                }
            } else {
                sequence.items.push(self.evaluate(frame, element)?);
            }
        }
        Ok(sequence)
    }

    pub(crate) fn new_set(&mut self, elements: Sequence) -> Value {
        let mut mapping = Mapping { open: elements.open, ..Mapping::default() };
        for value in elements.items {
            match self.key(value) {
                Some(key) => {
                    mapping.items.insert(key, (value, Value::None));
                }
                None => mapping.open = true,
            }
        }
        self.heap.value(Object::Set(Box::new(mapping)))
    }

    fn dict_display(&mut self, frame: &mut Frame<'_>, items: &[(Option<Expr>, Expr)]) -> Outcome<Value> {
        let mut mapping = Mapping::default();
        for (key, value) in items {
            if let Some(key) = key {
                let key = self.evaluate(frame, key)?;
                let value = self.evaluate(frame, value)?;
                match self.key(key) {
                    Some(known) => {
                        mapping.items.insert(known, (key, value));
                    }
                    None => mapping.open = true,
                }
            } else {
                let other = self.evaluate(frame, value)?;
                match self.pairs(other) {
                    Some((pairs, open)) => {
                        mapping.open |= open;
                        mapping.items.extend(pairs);
                    }
                    None => mapping.open = true,
                }
            }
        }
        Ok(self.heap.value(Object::Dict(Box::new(mapping))))
    }

    fn comprehension(&mut self, frame: &mut Frame<'_>, it: &Arc<Comprehension>) -> Outcome<Value> {
        let outer = frame.site.scope;
        let first = match it.generators.first() {
            Some(generator) => self.evaluate(frame, &generator.iterable)?,
            None => Value::Unknown,
        };
        if it.collection == Collection::Generator {
            let (comprehension, site) = (Arc::clone(it), frame.site);
            let pending = Pending::Expression { comprehension, site, first };
            return Ok(self.heap.value(Object::Generator(Box::new(pending), 0)));
        }
        let scope = self.new_scope(outer, Vec::new());
        // It does not see the names of a class body around it.
        let class = frame.site.class.take();
        frame.site.scope = Some(scope);
        let mut items: Vec<(Value, Value)> = Vec::new();
        let mut open = false;
        let result = self.generate(frame, it, 0, first, &mut open, &mut |_, key, value| {
            items.push((key, value));
            Ok(())
        });
        frame.site.scope = outer;
        frame.site.class = class;
        result?;
        Ok(match it.collection {
            Collection::List | Collection::Generator => {
                let items = items.into_iter().map(|(_, value)| value).collect();
                self.heap.value(Object::List(Sequence { items, open }))
            }
            Collection::Set => {
                let items = items.into_iter().map(|(_, value)| value).collect();
                self.new_set(Sequence { items, open })
            }
            Collection::Dict => {
                let mut mapping = Mapping { open, ..Mapping::default() };
                for (key, value) in items {
                    match self.key(key) {
                        Some(known) => {
                            mapping.items.insert(known, (key, value));
                        }
                        None => mapping.open = true,
                    }
                }
                self.heap.value(Object::Dict(Box::new(mapping)))
            }
        })
    }

    pub(crate) fn generate(
        &mut self,
        frame: &mut Frame<'_>,
        it: &Comprehension,
        index: usize,
        iterable: Value,
        open: &mut bool,
        sink: &mut dyn FnMut(&mut Engine, Value, Value) -> Outcome<()>,
    ) -> Outcome<()> {
        let Some(generator) = it.generators.get(index) else { return Ok(()) };
        let site = frame.site;
        if self.is_open_collection(iterable) {
            *open = true;
        }
        self.iterate(site, iterable, &mut |engine, value| {
            engine.bind_comprehension(frame, &generator.target, value)?;
            for condition in &generator.conditions {
                let holds = engine.evaluate(frame, condition)?;
                match engine.truth(frame, holds)? {
                    Some(true) => {}
                    Some(false) => return Ok(true),
                    // Whether this one is in it is not known.
                    None => {
                        engine.assume();
                        *open = true;
                        return Ok(true);
                    }
                }
            }
            if let Some(next) = it.generators.get(index + 1) {
                let inner = engine.evaluate(frame, &next.iterable)?;
                engine.generate(frame, it, index + 1, inner, open, sink)?;
            } else {
                let key = match &it.key {
                    Some(key) => engine.evaluate(frame, key)?,
                    None => Value::None,
                };
                let value = engine.evaluate(frame, &it.element)?;
                sink(engine, key, value)?;
            }
            Ok(true)
        })
    }

    /// The variables of a comprehension are its own.
    fn bind_comprehension(&mut self, frame: &mut Frame<'_>, target: &Expr, value: Value) -> Outcome<()> {
        match &target.kind {
            ExprKind::Name(name) => {
                if let Some(scope) = frame.site.scope {
                    self.heap.set_name(scope, *name, Some(value));
                }
                Ok(())
            }
            ExprKind::Tuple(targets) | ExprKind::List(targets) => {
                let values = match self.elements(frame.site, value)? {
                    Some(values) if values.len() == targets.len() => values,
                    _ => vec![Value::Unknown; targets.len()],
                };
                for (target, value) in targets.iter().zip(values) {
                    self.bind_comprehension(frame, target, value)?;
                }
                Ok(())
            }
            ExprKind::Starred(inner) => self.bind_comprehension(frame, inner, Value::Unknown),
            _ => self.assign(frame, target, value),
        }
    }

    pub(crate) fn arguments(&mut self, frame: &mut Frame<'_>, arguments: &Arguments) -> Outcome<Given> {
        let Sequence { items, open } = self.display(frame, &arguments.positional)?;
        let mut given = Given { positional: items, open, ..Given::default() };
        for (name, argument) in &arguments.keywords {
            let value = self.evaluate(frame, argument)?;
            if let Some(name) = name {
                given.keywords.push((*name, value));
                continue;
            }
            match self.pairs(value) {
                Some((pairs, open)) => {
                    given.open |= open;
                    for (_, (key, value)) in pairs {
                        if let Value::Str(name) = key {
                            if given.keywords.iter().any(|(each, _)| *each == name) {
                                given.twice = Some(name);
                            }
                            given.keywords.push((name, value));
                        }
                    }
                }
                None => given.open = true,
            }
        }
        Ok(given)
    }

    /// Evaluates what a `def` evaluates, and makes the function.
    pub(crate) fn make_function(
        &mut self,
        frame: &mut Frame<'_>,
        function: &Arc<Function>,
    ) -> Outcome<Value> {
        let mut defaults = Vec::new();
        for (_, default) in &function.parameters.positional {
            if let Some(default) = default {
                defaults.push(self.evaluate(frame, default)?);
            }
        }
        let mut keyword_defaults = Vec::new();
        for (_, default) in &function.parameters.keyword_only {
            if let Some(default) = default {
                keyword_defaults.push(self.evaluate(frame, default)?);
            }
        }
        if !function.annotations.is_empty() && self.evaluates_annotations(frame.site.module) {
            let outer = frame.site.scope;
            if !function.generic.is_empty() {
                let variables = function.generic.iter().map(|name| (*name, Some(Value::Unknown))).collect();
                frame.site.scope = Some(self.new_scope(outer, variables));
            }
            for annotation in &function.annotations {
                let result = self.evaluate(frame, annotation);
                if result.is_err() {
                    frame.site.scope = outer;
                }
                result?;
            }
            frame.site.scope = outer;
        }
        Ok(self.heap.value(Object::Function(Box::new(value::Function {
            code: Arc::clone(function),
            globals: frame.site.globals,
            scope: frame.site.scope,
            within: frame.site.class.or(frame.site.function),
            defaults: defaults.into(),
            keyword_defaults: keyword_defaults.into(),
            names: None,
            open: false,
        }))))
    }

    /// Calls decorators, the last one first. What an unknown one returns is likely what it was given.
    pub(crate) fn decorate(
        &mut self,
        frame: &mut Frame<'_>,
        definition: u32,
        mut wrappers: Vec<(u32, Value)>,
        value: Value,
    ) -> Outcome<Value> {
        let mut value = value;
        while let Some((line, wrapper)) = wrappers.pop() {
            frame.site.line = if self.target.version < (3, 11) { definition } else { line };
            let given = Given { positional: vec![value], ..Given::default() };
            let wrapped = match self.call(frame.site, wrapper, given) {
                Err(Raise::Exhausted) => return Err(Raise::Exhausted),
                other => other?,
            };
            if wrapped.is_unknown() {
                if let Some(id) = value.id() {
                    self.heap.open(id);
                }
            } else {
                value = wrapped;
            }
        }
        Ok(value)
    }
}

/// Strings that grow longer than this are not known.
pub const LONGEST: usize = 100_000;
