//! Errors that are raised only where nothing was assumed.
//!
//! Some errors rest on a value that may be there only because a condition was taken to hold that nobody knows:
//! a name that a branch would have bound, `None` where something else would have been put. They are raised as
//! long as neither the module that is executed nor those that it imports made such an assumption.

use crate::code::{self, Comparison, Operator};
use crate::engine::Engine;
use crate::language::raise::Outcome;
use crate::values::symbol::Symbol;
use crate::values::value::{Given, Id, Object, Value};

/// What a `list`, `tuple`, `set` or `dict` of the simulation may have because it stands for a subclass or a view.
const OF_SUBCLASSES: &[&str] = &[
    "appendleft",
    "data",
    "default_factory",
    "elements",
    "extendleft",
    "index",
    "isdisjoint",
    "mapping",
    "maps",
    "maxlen",
    "most_common",
    "move_to_end",
    "new_child",
    "parents",
    "popleft",
    "rotate",
    "start",
    "step",
    "stop",
    "subtract",
    "total",
    "typecode",
    "tobytes",
    "decode",
];

impl Engine {
    /// Notes that the execution goes on along a way that was only likely.
    pub(crate) fn assume(&mut self) {
        let standard = self
            .running
            .last()
            .map(|running| running.module)
            .is_some_and(|module| self.find(module).standard);
        if let Some(running) = self.running.last_mut() {
            if !standard {
                let innermost = (running.module, self.executed);
                let around = self.callers.iter().map(|site| site.module);
                for module in around.chain([innermost.0, innermost.1]) {
                    self.assumed.insert(module);
                }
            }
            running.doubtful |= !standard;
        }
    }

    /// Whether nothing was assumed by what is executed and by what it rests on.
    #[must_use]
    pub(crate) fn is_certain(&self) -> bool {
        let low = self.running.last().map_or(0, |running| running.low);
        self.running.iter().skip(low).all(|running| !running.doubtful)
    }

    /// Raises the exception if nothing was assumed; otherwise the value is not known.
    pub(crate) fn raise_if_certain(&mut self, class: &str, message: &str) -> Outcome<Value> {
        if self.is_certain() {
            return self.raise(class, message);
        }
        Ok(Value::Unknown)
    }

    /// The name that messages give to the type of a value; nothing if it is not known for certain.
    #[must_use]
    pub(crate) fn type_name(&self, value: Value) -> Option<String> {
        Some(match value {
            Value::Unknown => return None,
            Value::None => "NoneType".to_owned(),
            Value::NotImplemented => "NotImplementedType".to_owned(),
            Value::Ellipsis => "ellipsis".to_owned(),
            Value::Bool(_) => "bool".to_owned(),
            Value::Int(_) => "int".to_owned(),
            Value::Float(_) => "float".to_owned(),
            Value::Str(_) => "str".to_owned(),
            Value::Bytes(_) => "bytes".to_owned(),
            Value::Object(id) => match self.heap.get(id) {
                Object::Module(it) if !it.open => "module".to_owned(),
                Object::Function(it) if !it.open => "function".to_owned(),
                Object::Instance(it) if !it.open && !self.heap.is_open(it.class) => {
                    match self.heap.get(it.class) {
                        Object::Class(class) => self.symbols.text(class.name).to_owned(),
                        _ => return None,
                    }
                }
                Object::Class(it) if !it.open && it.metaclass.is_none() => "type".to_owned(),
                Object::Tuple(_) => "tuple".to_owned(),
                Object::Dict(it) if it.factory.is_none() && !it.open => "dict".to_owned(),
                Object::Modules => "dict".to_owned(),
                Object::List(it) if !it.open => "list".to_owned(),
                Object::Generator(..) => "generator".to_owned(),
                _ => return None,
            },
        })
    }

    /// An attribute was asked for that a value of a built-in type, a function or an instance does not have.
    pub(crate) fn no_native_attribute(&mut self, value: Value, name: Symbol) -> Outcome<Value> {
        let Some(kind) = self.type_name(value) else { return Ok(Value::Unknown) };
        if value.id().is_some() && OF_SUBCLASSES.contains(&self.symbols.text(name)) {
            return Ok(Value::Unknown);
        }
        let message = format!("'{kind}' object has no attribute '{}'", self.symbols.text(name));
        self.raise_if_certain("AttributeError", &message)
    }

    /// Something was called that is not callable.
    pub(crate) fn not_callable(&mut self, callee: Value) -> Outcome<Value> {
        let callable = match self.heap.object(callee) {
            Some(Object::Instance(it)) => !it.payload.is_unknown() || self.has_native_base(it.class),
            Some(object) => !matches!(
                object,
                Object::Module(_) | Object::Tuple(_) | Object::Modules | Object::Dict(_) | Object::List(_)
            ),
            None => false,
        };
        match self.type_name(callee) {
            Some(kind) if !callable => {
                let hint = self.module_hint(callee).unwrap_or_default();
                self.raise_if_certain("TypeError", &format!("'{kind}' object is not callable{hint}"))
            }
            _ => Ok(Value::Unknown),
        }
    }

    /// Since 3.12 a module that is called gets a hint at what it has under its own name.
    fn module_hint(&self, callee: Value) -> Option<String> {
        let Object::Module(module) = self.heap.object(callee)? else { return None };
        let Some(Value::Str(name)) = module.names.get(&self.known.name) else { return None };
        let (within, name) = (self.symbols.text(*name), self.symbols.text(*name));
        let inner = module.names.get(&self.symbols.find(name)?)?;
        let callable = matches!(
            self.heap.object(*inner)?,
            Object::Function(_)
                | Object::Class(_)
                | Object::Method(..)
                | Object::Native(..)
                | Object::Partial(_)
        );
        (callable && self.target.version >= (3, 12))
            .then(|| format!(". Did you mean: '{within}.{name}(...)'?"))
    }

    /// Whether a value certainly cannot be iterated over; if so the name of its type.
    #[must_use]
    pub(crate) fn not_iterable(&self, value: Value) -> Option<String> {
        let known = match value {
            Value::None | Value::Bool(_) | Value::Int(_) | Value::Float(_) | Value::Ellipsis => true,
            Value::Object(id) => matches!(self.heap.get(id), Object::Module(_) | Object::Function(_)),
            _ => false,
        };
        if known { self.type_name(value) } else { None }
    }

    /// The qualified name (PEP 3155) of what is defined as `name` within a function or a class body.
    pub(crate) fn qualified(&mut self, within: Option<Id>, name: Symbol) -> Symbol {
        let text = match within.map(|id| self.heap.get(id)) {
            Some(Object::Function(outer)) => {
                let (outer, of) = (outer.within, outer.code.name);
                let outer = self.qualified(outer, of);
                format!("{}.<locals>.{}", self.symbols.text(outer), self.symbols.text(name))
            }
            Some(Object::Module(body)) => match body.names.get(&self.known.qualname) {
                Some(Value::Str(outer)) => {
                    format!("{}.{}", self.symbols.text(*outer), self.symbols.text(name))
                }
                _ => return name,
            },
            _ => return name,
        };
        self.symbols.intern(&text)
    }

    /// The name of a function as messages about its arguments have it.
    fn called_name(&mut self, id: Id) -> String {
        let Object::Function(function) = self.heap.get(id) else { return String::new() };
        let (within, name) = (function.within, function.code.name);
        let name = if self.target.version < (3, 10) { name } else { self.qualified(within, name) };
        self.symbols.text(name).to_owned()
    }

    /// The `TypeError` of a call whose arguments do not fit the parameters; nothing if they do or if that is not
    /// known. Follows `initialize_locals` of `ceval.c`.
    #[allow(clippy::too_many_lines)] // One check after the other, as CPython makes them.
    pub(crate) fn misfit(&mut self, id: Id, code: &code::Function, given: &Given) -> Option<String> {
        let parameters = &code.parameters;
        let count = parameters.positional.len();
        let only = parameters.positional_only as usize;
        let fits = given.positional.len() <= count
            && given.keywords.is_empty()
            && parameters.keyword_only.iter().all(|(_, default)| default.is_some())
            && parameters
                .positional
                .iter()
                .skip(given.positional.len())
                .all(|(_, default)| default.is_some());
        if fits || given.open || self.heap.is_open(id) || !self.is_certain() {
            return None;
        }
        let name = self.called_name(id);
        let text = |symbol: Symbol| self.symbols.text(symbol).to_owned();
        let mut bound = vec![false; count];
        bound.iter_mut().take(given.positional.len()).for_each(|slot| *slot = true);
        let mut keyword_bound: Vec<Symbol> = Vec::new();
        let mut misplaced = Vec::new();
        for &(keyword, _) in &given.keywords {
            let index = parameters.positional.iter().position(|(each, _)| *each == keyword);
            match index {
                Some(index) if index >= only => {
                    if bound[index] {
                        return Some(format!(
                            "{name}() got multiple values for argument '{}'",
                            text(keyword)
                        ));
                    }
                    bound[index] = true;
                }
                _ if parameters.keyword_only.iter().any(|(each, _)| *each == keyword) => {
                    keyword_bound.push(keyword);
                }
                _ if parameters.keywords.is_some() => {}
                Some(_) => misplaced.push(text(keyword)),
                None => {
                    let unexpected =
                        format!("{name}() got an unexpected keyword argument '{}'", text(keyword));
                    return Some(unexpected);
                }
            }
        }
        if !misplaced.is_empty() {
            return Some(format!(
                "{name}() got some positional-only arguments passed as keyword arguments: '{}'",
                misplaced.join(", ")
            ));
        }
        let passed = given.positional.len();
        if passed > count && parameters.rest.is_none() {
            let with_default = parameters.positional.iter().filter(|(_, default)| default.is_some()).count();
            let takes = if with_default > 0 {
                format!("from {} to {count}", count - with_default)
            } else {
                count.to_string()
            };
            let plural = if count != 1 || with_default > 0 { "s" } else { "" };
            let (extra, were) = match keyword_bound.len() {
                0 => (String::new(), if passed == 1 { "was" } else { "were" }),
                only => (
                    format!(
                        " positional argument{} (and {only} keyword-only argument{})",
                        if passed == 1 { "" } else { "s" },
                        if only == 1 { "" } else { "s" }
                    ),
                    "were",
                ),
            };
            return Some(format!(
                "{name}() takes {takes} positional argument{plural} but {passed}{extra} {were} given"
            ));
        }
        let missing = |names: Vec<String>, kind: &str| {
            let quoted: Vec<String> = names.iter().map(|name| format!("'{name}'")).collect();
            let list = match &quoted[..] {
                [one] => one.clone(),
                [one, two] => format!("{one} and {two}"),
                [all @ .., last] => format!("{}, and {last}", all.join(", ")),
                [] => String::new(),
            };
            let plural = if quoted.len() == 1 { "" } else { "s" };
            format!("{name}() missing {} required {kind} argument{plural}: {list}", quoted.len())
        };
        let unbound: Vec<String> = parameters
            .positional
            .iter()
            .zip(&bound)
            .filter(|((_, default), bound)| default.is_none() && !**bound)
            .map(|((name, _), _)| text(*name))
            .collect();
        if !unbound.is_empty() {
            return Some(missing(unbound, "positional"));
        }
        let unbound: Vec<String> = parameters
            .keyword_only
            .iter()
            .filter(|(name, default)| default.is_none() && !keyword_bound.contains(name))
            .map(|(name, _)| text(*name))
            .collect();
        if unbound.is_empty() { None } else { Some(missing(unbound, "keyword-only")) }
    }

    /// The `TypeError` of a class with methods that are abstract, of which no instance is made.
    pub(crate) fn refuse_abstract(&mut self, class: Id) -> Outcome<()> {
        let Object::Class(it) = self.heap.get(class) else { return Ok(()) };
        let (Some(metaclass), false) = (it.metaclass, it.open) else { return Ok(()) };
        let Some(mark) = self.symbols.find("__isabstractmethod__") else { return Ok(()) };
        let (abc, meta) = (self.symbols.find("abc"), self.symbols.find("ABCMeta"));
        let model = abc.zip(meta).and_then(|(abc, meta)| self.models.get(&abc)?.get(&meta)?.id());
        if !model.is_some_and(|of_all| self.derives(metaclass, of_all)) {
            return Ok(());
        }
        let is_abstract = |value: Value| {
            let inner = match self.heap.object(value) {
                Some(
                    Object::Property(inner, _) | Object::ClassMethod(inner) | Object::StaticMethod(inner),
                ) => *inner,
                _ => value,
            };
            inner.id().and_then(|id| self.heap.names(id)).is_some_and(|names| names.contains_key(&mark))
        };
        let mut names: Vec<Symbol> = Vec::new();
        for &base in &it.order {
            for (&name, &value) in self.heap.names(base).into_iter().flatten() {
                if is_abstract(value) && !names.contains(&name) && self.in_class(class, name) == Some(value) {
                    names.push(name);
                }
            }
        }
        if names.is_empty() {
            return Ok(());
        }
        let mut texts: Vec<&str> = names.iter().map(|&name| self.symbols.text(name)).collect();
        texts.sort_unstable();
        let plural = if texts.len() == 1 && self.target.version >= (3, 9) { "" } else { "s" };
        let class = self.symbols.text(it.name);
        let message = if self.target.version < (3, 12) {
            format!(
                "Can't instantiate abstract class {class} with abstract method{plural} {}",
                texts.join(", ")
            )
        } else {
            format!(
                "Can't instantiate abstract class {class} without an implementation for abstract method{plural} '{}'",
                texts.join("', '")
            )
        };
        self.raise_if_certain("TypeError", &message).map(|_| ())
    }

    /// A keyword argument was given twice.
    pub(crate) fn given_twice(&mut self, callee: Value, keyword: Symbol) -> Outcome<Value> {
        let Some(Object::Function(function)) = self.heap.object(callee) else { return Ok(Value::Unknown) };
        let (within, name, globals) = (function.within, function.code.name, function.globals);
        let keyword = self.symbols.text(keyword).to_owned();
        let callee = if self.target.version < (3, 9) {
            self.symbols.text(name).to_owned()
        } else {
            let name = self.qualified(within, name);
            let Some(Value::Str(module)) = self.heap.name(globals, self.known.name) else {
                return Ok(Value::Unknown);
            };
            format!("{}.{}", self.symbols.text(module), self.symbols.text(name))
        };
        let message = format!("{callee}() got multiple values for keyword argument '{keyword}'");
        self.raise_if_certain("TypeError", &message)
    }

    /// The result of an operator on two plain values for which it is not defined.
    pub(crate) fn not_operable(
        &mut self,
        left: Value,
        operator: Operator,
        right: Value,
        in_place: bool,
    ) -> Outcome<Value> {
        let plain = |value: Value| {
            matches!(value, Value::None | Value::Bool(_) | Value::Int(_) | Value::Float(_) | Value::Str(_))
        };
        let number = |value: Value| matches!(value, Value::Bool(_) | Value::Int(_) | Value::Float(_));
        let whole = |value: Value| matches!(value, Value::Bool(_) | Value::Int(_));
        let defined = match (left, right) {
            (Value::Str(_), _) if operator == Operator::Mod => true,
            (Value::Str(_), Value::Str(_)) => operator == Operator::Add,
            (Value::Str(_), other) | (other, Value::Str(_)) if whole(other) => operator == Operator::Mult,
            _ if number(left) && number(right) => true,
            _ => false,
        };
        if !plain(left) || !plain(right) || defined {
            return Ok(Value::Unknown);
        }
        let (Some(a), Some(b)) = (self.type_name(left), self.type_name(right)) else {
            return Ok(Value::Unknown);
        };
        let message = match (left, operator) {
            (Value::Str(_), Operator::Add) => format!("can only concatenate str (not \"{b}\") to str"),
            (Value::Str(_) | _, Operator::Mult)
                if matches!(left, Value::Str(_)) || matches!(right, Value::Str(_)) =>
            {
                let other = if matches!(left, Value::Str(_)) { b } else { a };
                format!("can't multiply sequence by non-int of type '{other}'")
            }
            _ => {
                let sign = match operator {
                    Operator::Pow if !in_place => "** or pow()".to_owned(),
                    _ => format!("{}{}", operator.as_str(), if in_place { "=" } else { "" }),
                };
                format!("unsupported operand type(s) for {sign}: '{a}' and '{b}'")
            }
        };
        self.raise_if_certain("TypeError", &message)
    }

    /// The `TypeError` of two plain values that have no order.
    pub(crate) fn not_ordered(&mut self, left: Value, operator: Comparison, right: Value) -> Outcome<()> {
        let rank = |value: Value| match value {
            Value::Bool(_) | Value::Int(_) | Value::Float(_) => Some(0),
            Value::Str(_) => Some(1),
            Value::None => Some(2),
            _ => None,
        };
        let (Some(a), Some(b)) = (rank(left), rank(right)) else { return Ok(()) };
        if a == b && a != 2 {
            return Ok(());
        }
        let (Some(a), Some(b)) = (self.type_name(left), self.type_name(right)) else { return Ok(()) };
        let message = format!("'{}' not supported between instances of '{a}' and '{b}'", operator.as_str());
        self.raise_if_certain("TypeError", &message).map(|_| ())
    }

    /// A number was divided by zero.
    pub(crate) fn divided_by_zero(
        &mut self,
        left: Value,
        operator: Operator,
        right: Value,
    ) -> Outcome<Value> {
        let float = matches!(left, Value::Float(_)) || matches!(right, Value::Float(_));
        let version = self.target.version;
        let message = match operator {
            Operator::Div if float && version < (3, 14) => "float division by zero",
            Operator::Div => "division by zero",
            Operator::FloorDiv | Operator::Mod if version >= (3, 14) => "division by zero",
            Operator::FloorDiv if float && version < (3, 9) => "float divmod()",
            Operator::FloorDiv if float => "float floor division by zero",
            Operator::Mod if float && version < (3, 12) => "float modulo",
            Operator::Mod if float => "float modulo by zero",
            Operator::Mod if version >= (3, 11) => "integer modulo by zero",
            _ => "integer division or modulo by zero",
        };
        self.raise("ZeroDivisionError", message)
    }
}
