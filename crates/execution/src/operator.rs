//! Truth, comparison, arithmetic, and the texts of values.

use crate::code::{Comparison, Operator};
use crate::engine::Engine;
use crate::expression::LONGEST;
use crate::frame::{Frame, Site};
use crate::known::Known;
use crate::raise::Outcome;
use crate::symbol::Symbol;
use crate::value::{Given, Key, Mapping, Object, Sequence, Value};

/// Containers that grow longer than this by an operator are not known.
const LARGEST: usize = 100_000;

impl Engine {
    /// Whether a value is true, if that is known.
    pub(crate) fn truth(&mut self, frame: &Frame<'_>, value: Value) -> Outcome<Option<bool>> {
        self.truth_at(frame.site, value)
    }

    pub(crate) fn truth_at(&mut self, site: Site, value: Value) -> Outcome<Option<bool>> {
        Ok(match value {
            Value::Unknown => None,
            Value::None => Some(false),
            Value::Bool(value) => Some(value),
            Value::Int(value) => Some(value != 0),
            Value::Float(value) => Some(value != 0.0),
            Value::Str(text) | Value::Bytes(text) => Some(text != self.known.empty),
            Value::NotImplemented | Value::Ellipsis => Some(true),
            Value::Object(id) => match self.heap.get(id) {
                Object::List(it) => {
                    if it.items.is_empty() && it.open {
                        None
                    } else {
                        Some(!it.items.is_empty())
                    }
                }
                Object::Tuple(it) => Some(!it.is_empty()),
                Object::Set(it) | Object::Dict(it) => {
                    if it.items.is_empty() && it.open {
                        None
                    } else {
                        Some(!it.items.is_empty())
                    }
                }
                Object::Instance(it) => {
                    let (payload, open) = (it.payload, it.open || self.heap.is_open(it.class));
                    let Known { bool, len, .. } = self.known;
                    if let Some(method) = self.special(value, bool).or_else(|| self.special(value, len)) {
                        let result = self.call(site, method, Given::default())?;
                        return match result {
                            Value::Bool(_) | Value::Int(_) => self.truth_at(site, result),
                            _ => Ok(None),
                        };
                    }
                    if !payload.is_unknown() && !matches!(self.heap.object(payload), Some(Object::Tuple(_))) {
                        return self.truth_at(site, payload);
                    }
                    if open { None } else { Some(true) }
                }
                Object::Namespace(_) => None,
                _ => Some(true),
            },
        })
    }

    /// What a value is as a key; nothing if that is not known.
    #[must_use]
    pub(crate) fn key(&self, value: Value) -> Option<Key> {
        Some(match value {
            Value::Unknown => return None,
            Value::None => Key::None,
            Value::NotImplemented | Value::Ellipsis => Key::Ellipsis,
            Value::Bool(value) => Key::Int(i64::from(value)),
            Value::Int(value) => Key::Int(value),
            Value::Float(value) => Key::Float(value.to_bits()),
            Value::Str(text) => Key::Str(text),
            Value::Bytes(text) => Key::Bytes(text),
            Value::Object(id) => match self.heap.get(id) {
                Object::Tuple(items) if items.len() < 64 => {
                    let keys: Option<Box<[Key]>> = items.iter().map(|&item| self.key(item)).collect();
                    Key::Tuple(keys?)
                }
                Object::Tuple(_) => return None,
                // An instance may say itself what it is equal to.
                Object::Instance(it) if self.in_class(it.class, self.known.eq).is_some() => return None,
                _ => Key::Object(id),
            },
        })
    }

    /// The result of a comparison, if it is known.
    pub(crate) fn compare(
        &mut self,
        site: Site,
        left: Value,
        operator: Comparison,
        right: Value,
    ) -> Outcome<Option<bool>> {
        Ok(match operator {
            Comparison::Is | Comparison::Eq => {
                let same = self.same(left, right);
                if operator == Comparison::Is { Self::identical(left, right) } else { same }
            }
            Comparison::IsNot => Self::identical(left, right).map(|known| !known),
            Comparison::NotEq => self.same(left, right).map(|known| !known),
            Comparison::In => return self.contains(site, right, left),
            Comparison::NotIn => return Ok(self.contains(site, right, left)?.map(|known| !known)),
            _ => {
                self.not_ordered(left, operator, right)?;
                self.order(left, right).map(|order| match operator {
                    Comparison::Lt => order.is_lt(),
                    Comparison::LtE => order.is_le(),
                    Comparison::Gt => order.is_gt(),
                    _ => order.is_ge(),
                })
            }
        })
    }

    fn identical(left: Value, right: Value) -> Option<bool> {
        match (left, right) {
            (Value::Unknown, _) | (_, Value::Unknown) => None,
            (Value::Object(a), Value::Object(b)) => Some(a == b),
            _ => Some(left == right),
        }
    }

    /// Whether two values are equal, if that is known.
    #[must_use]
    pub(crate) fn same(&self, left: Value, right: Value) -> Option<bool> {
        match (left, right) {
            (Value::Unknown, _) | (_, Value::Unknown) => None,
            (Value::Object(a), Value::Object(b)) => {
                if a == b {
                    return Some(true);
                }
                match (self.heap.get(a), self.heap.get(b)) {
                    (Object::Tuple(a), Object::Tuple(b)) => self.same_elements(a, b),
                    (Object::List(a), Object::List(b)) if !a.open && !b.open => {
                        self.same_elements(&a.items, &b.items)
                    }
                    (Object::Class(_) | Object::Function(_) | Object::Module(_), _)
                    | (_, Object::Class(_) | Object::Function(_) | Object::Module(_)) => Some(false),
                    _ => None,
                }
            }
            (Value::Int(a), Value::Float(b)) | (Value::Float(b), Value::Int(a)) => {
                Some((a as f64).total_cmp(&b).is_eq())
            }
            (Value::Bool(a), Value::Int(b)) | (Value::Int(b), Value::Bool(a)) => Some(i64::from(a) == b),
            (Value::Object(id), other) | (other, Value::Object(id)) => match self.heap.get(id) {
                Object::Instance(it)
                    if it.payload.is_unknown() && self.in_class(it.class, self.known.eq).is_none() =>
                {
                    if it.open || self.heap.is_open(it.class) { None } else { Some(false) }
                }
                Object::Instance(it) if self.in_class(it.class, self.known.eq).is_none() => {
                    self.same(it.payload, other)
                }
                Object::Instance(_) => None,
                _ => Some(false),
            },
            _ => Some(left == right),
        }
    }

    fn same_elements(&self, left: &[Value], right: &[Value]) -> Option<bool> {
        if left.len() != right.len() {
            return Some(false);
        }
        let mut all = Some(true);
        for (&a, &b) in left.iter().zip(right).take(LARGEST) {
            match self.same(a, b) {
                Some(true) => {}
                Some(false) => return Some(false),
                None => all = None,
            }
        }
        all
    }

    fn order(&self, left: Value, right: Value) -> Option<std::cmp::Ordering> {
        match (left, right) {
            (Value::Int(a), Value::Int(b)) => Some(a.cmp(&b)),
            (Value::Str(a), Value::Str(b)) => Some(self.symbols.text(a).cmp(self.symbols.text(b))),
            (Value::Float(a), Value::Float(b)) => a.partial_cmp(&b),
            (Value::Int(a), Value::Float(b)) => (a as f64).partial_cmp(&b),
            (Value::Float(a), Value::Int(b)) => a.partial_cmp(&(b as f64)),
            (Value::Object(a), Value::Object(b)) => {
                let (a, b) = (self.sequence(a)?, self.sequence(b)?);
                for (&x, &y) in a.iter().zip(b).take(LARGEST) {
                    match self.same(x, y) {
                        Some(true) => {}
                        Some(false) => return self.order(x, y),
                        None => return None,
                    }
                }
                Some(a.len().cmp(&b.len()))
            }
            _ => None,
        }
    }

    fn sequence(&self, id: crate::value::Id) -> Option<&[Value]> {
        match self.heap.get(id) {
            Object::Tuple(items) => Some(items),
            Object::List(sequence) if !sequence.open => Some(&sequence.items),
            Object::Instance(it) => match self.heap.object(it.payload) {
                Some(Object::Tuple(items)) => Some(items),
                _ => None,
            },
            _ => None,
        }
    }

    /// Whether a container has an element, if that is known.
    pub(crate) fn contains(&mut self, site: Site, container: Value, element: Value) -> Outcome<Option<bool>> {
        if let (Value::Str(text), Value::Str(part)) = (container, element) {
            return Ok(Some(self.symbols.text(text).contains(self.symbols.text(part))));
        }
        let Some(id) = container.id() else { return Ok(None) };
        Ok(match self.heap.get(id) {
            Object::Modules => match element {
                Value::Str(name) => {
                    let module = self.module(name);
                    Some(self.look_for(module).is_some())
                }
                _ => None,
            },
            Object::Namespace(of) => match element {
                Value::Str(name) => {
                    let of = *of;
                    match self.heap.name(of, name) {
                        Some(_) => Some(true),
                        None if self.heap.has_more_names(of) => None,
                        None => Some(false),
                    }
                }
                _ => None,
            },
            Object::Dict(mapping) | Object::Set(mapping) => match self.key(element) {
                Some(key) if mapping.items.contains_key(&key) => Some(true),
                Some(_) if !mapping.open => Some(false),
                _ => None,
            },
            Object::List(Sequence { items, open }) => {
                self.in_elements(items, element).or(Some(false)
                    .filter(|_| !open && !element.is_unknown() && !items.contains(&Value::Unknown)))
            }
            Object::Tuple(items) => self
                .in_elements(items, element)
                .or(Some(false).filter(|_| !element.is_unknown() && !items.contains(&Value::Unknown))),
            Object::Instance(it) => {
                let payload = it.payload;
                if let Some(method) = self.special(container, self.known.contains) {
                    let result = self.call_with(site, method, vec![element])?;
                    return self.truth_at(site, result);
                }
                if payload.is_unknown() { None } else { return self.contains(site, payload, element) }
            }
            _ => None,
        })
    }

    /// True if one of them is equal for certain; nothing otherwise.
    fn in_elements(&self, items: &[Value], element: Value) -> Option<bool> {
        items.iter().take(LARGEST).any(|&item| self.same(item, element) == Some(true)).then_some(true)
    }

    pub(crate) fn operate(
        &mut self,
        site: Site,
        left: Value,
        operator: Operator,
        right: Value,
    ) -> Outcome<Value> {
        let number = |value: Value| match value {
            Value::Bool(value) => Value::Int(i64::from(value)),
            other => other,
        };
        let zero = matches!(right, Value::Int(0) | Value::Bool(false))
            || matches!(right, Value::Float(it) if it == 0.0);
        if zero
            && matches!(left, Value::Int(_) | Value::Float(_) | Value::Bool(_))
            && matches!(operator, Operator::Div | Operator::FloorDiv | Operator::Mod)
        {
            return self.divided_by_zero(left, operator, right);
        }
        let result = match (number(left), number(right)) {
            (Value::Int(a), Value::Int(b)) => integers(a, operator, b),
            (Value::Float(a), Value::Float(b)) => floats(a, operator, b),
            (Value::Int(a), Value::Float(b)) => floats(a as f64, operator, b),
            (Value::Float(a), Value::Int(b)) => floats(a, operator, b as f64),
            (Value::Str(a), Value::Str(b)) if operator == Operator::Add => {
                let text = format!("{}{}", self.symbols.text(a), self.symbols.text(b));
                if text.len() > LONGEST { Value::Unknown } else { self.text(&text) }
            }
            (Value::Str(text), Value::Int(times)) | (Value::Int(times), Value::Str(text))
                if operator == Operator::Mult =>
            {
                let times = usize::try_from(times).unwrap_or(0);
                let text = self.symbols.text(text);
                if text.len().saturating_mul(times) > LONGEST {
                    Value::Unknown
                } else {
                    let text = text.repeat(times);
                    self.text(&text)
                }
            }
            (Value::Str(format), _) if operator == Operator::Mod => return self.percent(site, format, right),
            (Value::Object(_), _) | (_, Value::Object(_)) => {
                return self.operate_objects(site, left, operator, right);
            }
            _ => return self.not_operable(left, operator, right, false),
        };
        Ok(result)
    }

    fn operate_objects(
        &mut self,
        site: Site,
        left: Value,
        operator: Operator,
        right: Value,
    ) -> Outcome<Value> {
        if operator == Operator::Mult
            && !matches!(right, Value::Object(_))
            && matches!(left, Value::Object(_))
        {
            if let Value::Bool(times) = right {
                return self.operate_objects(site, left, operator, Value::Int(i64::from(times)));
            }
        } else if operator == Operator::Mult && matches!(left, Value::Int(_) | Value::Bool(_)) {
            return self.operate_objects(site, right, operator, left);
        }
        match (self.heap.object(left), self.heap.object(right)) {
            (Some(Object::List(a)), Some(Object::List(b))) if operator == Operator::Add => {
                let mut items = a.items.clone();
                items.extend(&b.items);
                let open = a.open || b.open || items.len() > LARGEST;
                items.truncate(LARGEST);
                return Ok(self.heap.value(Object::List(Sequence { items, open })));
            }
            (Some(Object::List(a)), None) if operator == Operator::Add => {
                let items = a.items.clone();
                return Ok(self.heap.value(Object::List(Sequence { items, open: true })));
            }
            (Some(Object::List(a)), None) if operator == Operator::Mult => {
                let Value::Int(times) = right else { return Ok(Value::Unknown) };
                let times = usize::try_from(times).unwrap_or(0);
                if a.items.len().saturating_mul(times) > LARGEST {
                    return Ok(Value::Unknown);
                }
                let items = a.items.repeat(times);
                return Ok(self.heap.value(Object::List(Sequence { items, open: a.open })));
            }
            (Some(Object::Tuple(a)), Some(Object::Tuple(b))) if operator == Operator::Add => {
                let mut items = a.to_vec();
                items.extend(b.iter());
                if items.len() > LARGEST {
                    return Ok(Value::Unknown);
                }
                return Ok(self.heap.value(Object::Tuple(items.into())));
            }
            (Some(Object::Set(a)), Some(Object::Set(b))) => {
                let (a, b) = ((**a).clone(), (**b).clone());
                let open = a.open || b.open;
                let items = match operator {
                    Operator::BitOr => a.items.into_iter().chain(b.items).collect(),
                    Operator::BitAnd => {
                        a.items.into_iter().filter(|(key, _)| b.items.contains_key(key)).collect()
                    }
                    Operator::Sub => {
                        a.items.into_iter().filter(|(key, _)| !b.items.contains_key(key)).collect()
                    }
                    _ => return Ok(Value::Unknown),
                };
                return Ok(self.heap.value(Object::Set(Box::new(Mapping { items, open, factory: None }))));
            }
            (Some(Object::Dict(a)), Some(Object::Dict(b))) if operator == Operator::BitOr => {
                let mut both = (**a).clone();
                both.open |= b.open;
                both.items.extend(b.items.clone());
                return Ok(self.heap.value(Object::Dict(Box::new(both))));
            }
            _ => {}
        }
        let names = special_names(operator);
        if let Some(name) = self.symbols.find(names.0)
            && let Some(method) = self.special(left, name)
        {
            let result = self.call_with(site, method, vec![right])?;
            if result != Value::NotImplemented {
                return Ok(result);
            }
        }
        if let Some(name) = self.symbols.find(names.1)
            && let Some(method) = self.special(right, name)
        {
            let result = self.call_with(site, method, vec![left])?;
            if result != Value::NotImplemented {
                return Ok(result);
            }
        }
        Ok(Value::Unknown)
    }

    /// `left op= right`: a list grows in its place.
    pub(crate) fn operate_in_place(
        &mut self,
        frame: &Frame<'_>,
        left: Value,
        operator: Operator,
        right: Value,
    ) -> Outcome<Value> {
        if let (Some(id), Operator::Add) = (left.id(), operator)
            && matches!(self.heap.get(id), Object::List(_))
        {
            match self.elements(frame.site, right)? {
                Some(values) => {
                    for value in values {
                        self.step()?;
                        self.heap.append(id, value);
                    }
                    if self.is_open_collection(right) {
                        self.heap.open(id);
                    }
                }
                None => self.heap.open(id),
            }
            return Ok(left);
        }
        if let (Some(id), Operator::BitOr) = (left.id(), operator)
            && matches!(self.heap.get(id), Object::Dict(_) | Object::Set(_))
        {
            match self.heap.object(right) {
                Some(Object::Dict(it) | Object::Set(it)) => {
                    let (items, open) = (it.items.clone(), it.open);
                    for (key, item) in items {
                        self.heap.set_item(id, key, Some(item));
                    }
                    if open {
                        self.heap.open(id);
                    }
                }
                _ => self.heap.open(id),
            }
            return Ok(left);
        }
        if left.id().is_none() && right.id().is_none() {
            self.not_operable(left, operator, right, true)?;
        }
        self.operate(frame.site, left, operator, right)
    }

    /// `format % values`, for `%s`, `%d` and `%r`.
    fn percent(&mut self, site: Site, format: Symbol, values: Value) -> Outcome<Value> {
        let mapping = matches!(self.heap.object(values), Some(Object::Dict(_)));
        if mapping {
            return Ok(Value::Unknown);
        }
        let values = match self.heap.object(values) {
            Some(Object::Tuple(_)) => self.elements(site, values)?.unwrap_or_default(),
            _ => vec![values],
        };
        let mut rest = self.symbols.text(format).to_owned();
        let mut values = values.into_iter();
        let mut text = String::new();
        while let Some(index) = rest.find('%') {
            text.push_str(&rest[..index]);
            let shown = match rest.as_bytes().get(index + 1) {
                Some(b'%') => Some("%".to_owned()),
                Some(b's' | b'd') => values.next().and_then(|value| self.str(value)),
                Some(b'r') => values.next().and_then(|value| self.repr(value)),
                _ => None,
            };
            let Some(shown) = shown else { return Ok(Value::Unknown) };
            text.push_str(&shown);
            rest = rest.split_off(index + 2);
        }
        text.push_str(&rest);
        Ok(if text.len() > LONGEST { Value::Unknown } else { self.text(&text) })
    }

    /// `str(value)`, if it is known.
    #[must_use]
    pub(crate) fn str(&self, value: Value) -> Option<String> {
        match value {
            Value::Str(text) => Some(self.symbols.text(text).to_owned()),
            Value::Object(id) => match self.heap.get(id) {
                Object::Instance(it) if self.is_exception(it.class) => self.describe(value).1,
                Object::Instance(it) => match it.payload {
                    Value::Str(text) => Some(self.symbols.text(text).to_owned()),
                    _ => None,
                },
                _ => self.repr(value),
            },
            _ => self.repr(value),
        }
    }

    fn is_exception(&self, class: crate::value::Id) -> bool {
        self.derives(class, self.builtins.base_exception)
    }

    /// `repr(value)`, if it is known.
    #[must_use]
    pub(crate) fn repr(&self, value: Value) -> Option<String> {
        self.repr_within(value, 0)
    }

    fn repr_within(&self, value: Value, depth: u32) -> Option<String> {
        if depth > 8 {
            return None;
        }
        Some(match value {
            Value::None => "None".into(),
            Value::Bool(true) => "True".into(),
            Value::Bool(false) => "False".into(),
            Value::Int(value) => value.to_string(),
            Value::Ellipsis => "Ellipsis".into(),
            Value::Str(text) => {
                let text = self.symbols.text(text);
                if text.contains(['\\', '\n', '\t', '\r']) || !text.is_ascii() {
                    return None;
                }
                if text.contains('\'') && !text.contains('"') {
                    format!("\"{text}\"")
                } else {
                    format!("'{}'", text.replace('\'', "\\'"))
                }
            }
            Value::Object(id) => match self.heap.get(id) {
                Object::Tuple(items) => {
                    let parts: Option<Vec<String>> =
                        items.iter().map(|&item| self.repr_within(item, depth + 1)).collect();
                    let parts = parts?;
                    if parts.len() == 1 {
                        format!("({},)", parts[0])
                    } else {
                        format!("({})", parts.join(", "))
                    }
                }
                Object::List(Sequence { items, open: false }) => {
                    let parts: Option<Vec<String>> =
                        items.iter().map(|&item| self.repr_within(item, depth + 1)).collect();
                    format!("[{}]", parts?.join(", "))
                }
                Object::Class(it) => {
                    let name = self.symbols.text(it.name);
                    if it.native {
                        return Some(format!("<class '{name}'>"));
                    }
                    match it.names.get(&self.known.module) {
                        Some(Value::Str(module)) => {
                            format!("<class '{}.{name}'>", self.symbols.text(*module))
                        }
                        _ => return None,
                    }
                }
                _ => return None,
            },
            _ => return None,
        })
    }
}

fn integers(a: i64, operator: Operator, b: i64) -> Value {
    let result = match operator {
        Operator::Add => a.checked_add(b),
        Operator::Sub => a.checked_sub(b),
        Operator::Mult => a.checked_mul(b),
        Operator::FloorDiv if b != 0 => a.checked_div_euclid(b).filter(|_| b > 0),
        Operator::Mod if b > 0 => a.checked_rem_euclid(b),
        Operator::Pow => u32::try_from(b).ok().and_then(|b| a.checked_pow(b)),
        Operator::LShift => {
            u32::try_from(b).ok().filter(|&b| b < 62 && a >> (62 - b) == 0 && a >= 0).map(|b| a << b)
        }
        Operator::RShift => u32::try_from(b).ok().filter(|&b| b < 64).map(|b| a >> b),
        Operator::BitOr => Some(a | b),
        Operator::BitXor => Some(a ^ b),
        Operator::BitAnd => Some(a & b),
        Operator::Div if b != 0 => return Value::Float(a as f64 / b as f64),
        _ => None,
    };
    result.map_or(Value::Unknown, Value::Int)
}

fn floats(a: f64, operator: Operator, b: f64) -> Value {
    match operator {
        Operator::Add => Value::Float(a + b),
        Operator::Sub => Value::Float(a - b),
        Operator::Mult => Value::Float(a * b),
        Operator::Div if b != 0.0 => Value::Float(a / b),
        _ => Value::Unknown,
    }
}

fn special_names(operator: Operator) -> (&'static str, &'static str) {
    match operator {
        Operator::Add => ("__add__", "__radd__"),
        Operator::Sub => ("__sub__", "__rsub__"),
        Operator::Mult => ("__mul__", "__rmul__"),
        Operator::MatMult => ("__matmul__", "__rmatmul__"),
        Operator::Div => ("__truediv__", "__rtruediv__"),
        Operator::Mod => ("__mod__", "__rmod__"),
        Operator::Pow => ("__pow__", "__rpow__"),
        Operator::LShift => ("__lshift__", "__rlshift__"),
        Operator::RShift => ("__rshift__", "__rrshift__"),
        Operator::BitOr => ("__or__", "__ror__"),
        Operator::BitXor => ("__xor__", "__rxor__"),
        Operator::BitAnd => ("__and__", "__rand__"),
        Operator::FloorDiv => ("__floordiv__", "__rfloordiv__"),
    }
}
