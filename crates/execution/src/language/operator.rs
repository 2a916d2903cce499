//! Truth, comparison, arithmetic, and the texts of values.

use crate::code::Comparison;
use crate::engine::Engine;
use crate::language::frame::{Frame, Site};
use crate::language::raise::Outcome;
use crate::values::known::Known;
use crate::values::value::{Given, Key, Object, Sequence, Value};

/// Containers that grow longer than this by an operator are not known.
pub(crate) const LARGEST: usize = 100_000;

/// Containers within containers are compared no deeper than this.
const DEEPEST: u32 = 12;

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
        self.same_within(left, right, 0)
    }

    fn same_within(&self, left: Value, right: Value, depth: u32) -> Option<bool> {
        // Containers may contain themselves.
        if depth > DEEPEST {
            return None;
        }
        match (left, right) {
            (Value::Unknown, _) | (_, Value::Unknown) => None,
            (Value::Object(a), Value::Object(b)) => {
                if a == b {
                    return Some(true);
                }
                match (self.heap.get(a), self.heap.get(b)) {
                    (Object::Tuple(a), Object::Tuple(b)) => self.same_elements(a, b, depth),
                    (Object::List(a), Object::List(b)) if !a.open && !b.open => {
                        self.same_elements(&a.items, &b.items, depth)
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
                    self.same_within(it.payload, other, depth + 1)
                }
                Object::Instance(_) => None,
                _ => Some(false),
            },
            _ => Some(left == right),
        }
    }

    fn same_elements(&self, left: &[Value], right: &[Value], depth: u32) -> Option<bool> {
        if left.len() != right.len() {
            return Some(false);
        }
        let mut all = Some(true);
        for (&a, &b) in left.iter().zip(right).take(LARGEST) {
            match self.same_within(a, b, depth + 1) {
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

    fn sequence(&self, id: crate::values::value::Id) -> Option<&[Value]> {
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
}
