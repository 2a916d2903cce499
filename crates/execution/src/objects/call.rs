//! Calls (language reference, 6.3.4): of functions of the program, of classes, and of the interpreter's own.

use std::sync::Arc;

use crate::code::{self, Body};
use crate::engine::{CALL_FUEL, DEEPEST_CALL, DEEPEST_RECURSION, Engine};
use crate::language::frame::{Consumer, Frame, Site};
use crate::language::generator::Pending;
use crate::language::raise::{Outcome, Raise};
use crate::language::statement::Flow;
use crate::values::symbol::Symbol;
use crate::values::value::{Given, Id, Instance, Mapping, Names, Native, Object, Value};

impl Engine {
    pub(crate) fn call(&mut self, site: Site, callee: Value, given: Given) -> Outcome<Value> {
        self.step()?;
        let Some(id) = callee.id() else {
            if callee.is_unknown() {
                self.call_unknown(&given);
                return Ok(Value::Unknown);
            }
            return self.not_callable(callee);
        };
        match self.heap.get(id) {
            Object::Function(_) => self.call_function(site, id, given),
            Object::Native(_, native) => {
                let native = *native;
                self.call_native(site, native, &given)
            }
            Object::Method(function, receiver) => {
                let (function, receiver) = (*function, *receiver);
                let mut given = given;
                given.positional.insert(0, receiver);
                self.call(site, function, given)
            }
            Object::Class(_) => self.call_class(site, id, given),
            Object::Instance(_) => match self.special(callee, self.known.call) {
                Some(method) => self.call(site, method, given),
                None => self.not_callable(callee),
            },
            Object::Partial(parts) => {
                let (function, before) = (**parts).clone();
                let mut all = before;
                all.positional.extend(given.positional);
                for (name, value) in given.keywords {
                    all.keywords.retain(|(each, _)| *each != name);
                    all.keywords.push((name, value));
                }
                all.open |= given.open;
                self.call(site, function, all)
            }
            Object::StaticMethod(inner) => {
                let inner = *inner;
                self.call(site, inner, given)
            }
            _ => self.not_callable(callee),
        }
    }

    /// Something that is not known may call what it is given, and may change it.
    fn call_unknown(&mut self, given: &Given) {
        let handed = given.positional.iter().chain(given.keywords.iter().map(|(_, value)| value));
        let handed: Vec<Value> = handed.copied().collect();
        for &value in &handed {
            if let Some(Object::Namespace(of)) = self.heap.object(value) {
                let of = *of;
                self.heap.open(of);
            }
        }
        let mut handed = handed.iter().filter_map(|&value| self.heap.object(value));
        if handed.any(|object| !matches!(object, Object::Tuple(_) | Object::Module(_) | Object::Native(..))) {
            self.assume();
        }
    }

    /// Calls a function of the interpreter's own, which sees where the call stands.
    pub(crate) fn call_native(&mut self, site: Site, native: Native, given: &Given) -> Outcome<Value> {
        let before = self.site.replace(site);
        let result = native(self, given);
        self.site = before;
        result
    }

    /// Calls with positional arguments only.
    pub(crate) fn call_with(&mut self, site: Site, callee: Value, positional: Vec<Value>) -> Outcome<Value> {
        self.call(site, callee, Given { positional, ..Given::default() })
    }

    fn call_function(&mut self, site: Site, id: Id, given: Given) -> Outcome<Value> {
        let Object::Function(function) = self.heap.get(id) else { return Ok(Value::Unknown) };
        let code = Arc::clone(&function.code);
        let (globals, parent) = (function.globals, function.scope);
        let Object::Module(module) = self.heap.get(globals) else { return Ok(Value::Unknown) };
        let Some(module) = module.module else { return Ok(Value::Unknown) };
        if code.is_async || !self.is_entered(module) {
            return Ok(Value::Unknown);
        }
        let standard = self.find(module).standard;
        if self.calls >= DEEPEST_RECURSION && self.is_certain() {
            return self.raise("RecursionError", "maximum recursion depth exceeded");
        }
        if self.calls >= DEEPEST_CALL && !self.is_certain() || self.calls >= DEEPEST_RECURSION {
            self.gap(site.module, site.line, "calls nested too deeply to be followed");
            return Ok(Value::Unknown);
        }
        // What the function finds in its module depends on how far that one is.
        if self.running.last().is_some_and(|running| running.module != module) {
            self.touch_namespace(Some(module));
        }
        let Some(body) = self.body_of(module, &code) else { return Ok(Value::Unknown) };
        if let Some(message) = self.misfit(id, &code, &given) {
            return self.raise("TypeError", &message);
        }
        let variables = self.bind_parameters(id, &code, &body, given);
        let scope = self.new_scope(parent, variables);
        if body.generator {
            return Ok(self
                .heap
                .value(Object::Generator(Box::new(Pending::Function { function: id, scope, body }), 0)));
        }
        if self.endless.contains(&(module, code.offset)) {
            self.assume();
            self.gap(site.module, site.line, "a call that takes too many steps");
            return Ok(Value::Unknown);
        }
        let left = self.fuel;
        let outermost = self.calls == 0 && left > CALL_FUEL;
        if outermost {
            self.fuel = CALL_FUEL;
        }
        let inner = Site {
            module,
            globals,
            scope: Some(scope),
            locals: Some(scope),
            function: Some(id),
            class: None,
            line: code.line,
        };
        self.calls += 1;
        self.callers.push(site);
        let result = self.execute_function(inner, &body, None);
        self.callers.pop();
        self.calls -= 1;
        let result = if standard { self.believed(result) } else { result };
        if outermost {
            self.fuel = left - (CALL_FUEL - self.fuel);
            if matches!(result, Err(Raise::Exhausted)) {
                self.endless.insert((module, code.offset));
                self.assume();
                self.gap(site.module, site.line, "a call that takes too many steps");
                return Ok(Value::Unknown);
            }
        }
        result
    }

    /// How a function of the standard library ends: it is known to work, but for what it raises itself.
    fn believed(&mut self, result: Outcome<Value>) -> Outcome<Value> {
        match result {
            Err(Raise::Exception(thrown)) => {
                let deliberate = thrown.deliberate;
                let raise = Raise::Exception(thrown);
                if deliberate || self.raised_is(&raise, "ImportError") {
                    Err(raise)
                } else {
                    Ok(Value::Unknown)
                }
            }
            other => other,
        }
    }

    pub(crate) fn execute_function(
        &mut self,
        site: Site,
        body: &Arc<Body>,
        consumer: Option<Consumer<'_>>,
    ) -> Outcome<Value> {
        let mut frame = Frame { consumer, body: Some(Arc::clone(body)), ..Frame::at(site) };
        let before = std::mem::replace(&mut self.executed, site.module);
        let result = self.block(&mut frame, &body.block);
        self.executed = before;
        match result {
            Ok(Flow::Return(value)) => Ok(value),
            Ok(_) => Ok(Value::None),
            // After an early end that was passed over by assumption, what fails is likely not come to.
            Err(Raise::Exception(_)) if frame.doubtful => {
                self.gap(
                    frame.site.module,
                    frame.site.line,
                    "an exception behind a condition that is not known",
                );
                Ok(Value::Unknown)
            }
            Err(raise) => Err(self.through(raise, &frame)),
        }
    }

    /// The variables of a call. What cannot be matched is not known, and no error: the simulation may be wrong.
    fn bind_parameters(
        &mut self,
        id: Id,
        code: &code::Function,
        body: &Body,
        given: Given,
    ) -> Vec<(Symbol, Option<Value>)> {
        let Object::Function(function) = self.heap.get(id) else { return Vec::new() };
        let parameters = &code.parameters;
        let mut variables: Vec<(Symbol, Option<Value>)> =
            body.locals.iter().map(|name| (*name, None)).collect();
        let set = |variables: &mut Vec<(Symbol, Option<Value>)>, name: Symbol, value: Value| {
            if let Some(slot) = variables.iter_mut().find(|slot| slot.0 == name) {
                slot.1 = Some(value);
            } else {
                variables.push((name, Some(value)));
            }
        };
        let mut keywords = given.keywords;
        let mut take = |name: Symbol| {
            keywords.iter().position(|(each, _)| *each == name).map(|index| keywords.remove(index).1)
        };
        let with_default = parameters.positional.iter().filter(|(_, default)| default.is_some()).count();
        let first_default = parameters.positional.len() - with_default;
        let mut default = 0;
        for (index, (name, _)) in parameters.positional.iter().enumerate() {
            let mut value = given.positional.get(index).copied();
            if value.is_none() {
                value = take(*name);
            }
            if index >= first_default {
                if value.is_none() && !given.open {
                    value = function.defaults.get(default).copied();
                }
                default += 1;
            }
            set(&mut variables, *name, value.unwrap_or(Value::Unknown));
        }
        let mut default = 0;
        for (name, expression) in &parameters.keyword_only {
            let mut value = take(*name);
            if expression.is_some() {
                if value.is_none() && !given.open {
                    value = function.keyword_defaults.get(default).copied();
                }
                default += 1;
            }
            set(&mut variables, *name, value.unwrap_or(Value::Unknown));
        }
        if let Some(rest) = parameters.rest {
            let rest_values: Box<[Value]> =
                given.positional.get(parameters.positional.len()..).unwrap_or_default().into();
            let value = if given.open { Value::Unknown } else { self.heap.value(Object::Tuple(rest_values)) };
            set(&mut variables, rest, value);
        }
        if let Some(name) = parameters.keywords {
            let mut mapping = Mapping { open: given.open, ..Mapping::default() };
            for (key, value) in keywords {
                mapping.items.insert(crate::values::value::Key::Str(key), (Value::Str(key), value));
            }
            let value = self.heap.value(Object::Dict(Box::new(mapping)));
            set(&mut variables, name, value);
        }
        variables
    }

    /// Calls a class: `__call__` of its metaclass, `__new__`, `__init__` (data model, 3.3.1).
    fn call_class(&mut self, site: Site, id: Id, given: Given) -> Outcome<Value> {
        let Object::Class(class) = self.heap.get(id) else { return Ok(Value::Unknown) };
        if let Some(metaclass) = class.metaclass
            && let Some(method) = self.in_class(metaclass, self.known.call)
            && matches!(self.heap.object(method), Some(Object::Function(_)))
        {
            let mut given = given;
            given.positional.insert(0, Value::Object(id));
            return self.call(site, method, given);
        }
        if let [value] = given.positional[..]
            && let Some(member) = self.member_of(id, value)
        {
            return Ok(member);
        }
        self.construct(site, id, given)
    }

    /// The function `__new__` of a class, without the `staticmethod` around it.
    pub(crate) fn new_of(&self, class: Id) -> Option<Value> {
        let new = self.in_class(class, self.known.new)?;
        Some(match self.heap.object(new) {
            Some(Object::StaticMethod(inner)) => *inner,
            _ => new,
        })
    }

    /// `type.__call__`.
    pub(crate) fn construct(&mut self, site: Site, id: Id, given: Given) -> Outcome<Value> {
        let Object::Class(class) = self.heap.get(id) else { return Ok(Value::Unknown) };
        if class.native
            && let Some(construct) = class.construct
        {
            return self.call_native(site, construct, &given);
        }
        let order = class.order.clone();
        if class.metaclass.is_some() {
            self.refuse_abstract(id)?;
        }
        let instance = match self.new_of(id) {
            Some(new) => {
                let mut given = given.clone();
                given.positional.insert(0, Value::Object(id));
                self.call(site, new, given)?
            }
            None => self.new_instance(site, id, &order, &given)?,
        };
        let Some(Object::Instance(made)) = self.heap.object(instance) else {
            return Ok(if instance.is_unknown() { self.plain_instance(id, true) } else { instance });
        };
        if made.class != id && !self.derives(made.class, id) {
            return Ok(instance);
        }
        if let Some(init) = self.in_class(id, self.known.init)
            && matches!(
                self.heap.object(init),
                Some(Object::Function(_) | Object::Method(..) | Object::Partial(_))
            )
        {
            let mut given = given;
            given.positional.insert(0, instance);
            self.call(site, init, given)?;
        }
        Ok(instance)
    }

    /// `object.__new__`, or that of the built-in class from which the class derives.
    pub(crate) fn new_instance(&mut self, site: Site, id: Id, order: &[Id], given: &Given) -> Outcome<Value> {
        let mut payload = Value::Unknown;
        for &base in order {
            let Object::Class(it) = self.heap.get(base) else { continue };
            if it.native && base != self.builtins.object {
                if self.derives(base, self.builtins.base_exception) {
                    payload = self.heap.value(Object::Tuple(given.positional.clone().into()));
                } else if let Some(construct) = it.construct {
                    payload = self.call_native(site, construct, given)?;
                }
                break;
            }
        }
        // An instance of a subclass of `types.ModuleType` is a module itself.
        let made = match self.heap.object(payload) {
            Some(Object::Module(module)) => {
                Instance { class: id, names: module.names.clone(), payload: Value::Unknown, open: false }
            }
            _ => Instance { class: id, names: Names::default(), payload, open: false },
        };
        Ok(self.heap.value(Object::Instance(Box::new(made))))
    }

    pub(crate) fn plain_instance(&mut self, class: Id, open: bool) -> Value {
        let instance = Instance { class, names: Names::default(), payload: Value::Unknown, open };
        self.heap.value(Object::Instance(Box::new(instance)))
    }

    /// The generator behind a manager that `contextlib.contextmanager` made.
    #[must_use]
    pub(crate) fn context_generator(&self, manager: Value) -> Option<Id> {
        let Some(Object::Instance(it)) = self.heap.object(manager) else { return None };
        let generator = it.payload.id()?;
        matches!(self.heap.get(generator), Object::Generator(..)).then_some(generator)
    }

    /// Whether the manager is a `contextlib.suppress` that takes this exception.
    #[must_use]
    pub(crate) fn is_suppressed(&self, manager: Value, raised: Value) -> bool {
        let Some(Object::Instance(it)) = self.heap.object(manager) else { return false };
        Some(it.class) == self.builtins.suppress && self.catches(it.payload, raised) == Some(true)
    }

    /// A number for a loop around a generator.
    pub(crate) fn new_exit(&mut self) -> u32 {
        self.exits += 1;
        self.exits
    }

    /// Leaves out the end of a loop that `number` stands for.
    pub(crate) fn left<T>(result: Outcome<T>, number: u32) -> Outcome<Option<T>> {
        match result {
            Err(Raise::Exit(of)) if of == number => Ok(None),
            Ok(value) => Ok(Some(value)),
            Err(other) => Err(other),
        }
    }
}
