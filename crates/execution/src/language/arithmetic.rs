//! Binary operators (language reference, 6.5 to 6.9), as far as their operands are known.

use crate::code::Operator;
use crate::engine::Engine;
use crate::language::expression::LONGEST;
use crate::language::frame::{Frame, Site};
use crate::language::operator::LARGEST;
use crate::language::raise::Outcome;
use crate::values::value::{Mapping, Object, Sequence, Value};

pub(crate) fn integers(a: i64, operator: Operator, b: i64) -> Value {
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

pub(crate) fn floats(a: f64, operator: Operator, b: f64) -> Value {
    match operator {
        Operator::Add => Value::Float(a + b),
        Operator::Sub => Value::Float(a - b),
        Operator::Mult => Value::Float(a * b),
        Operator::Div if b != 0.0 => Value::Float(a / b),
        _ => Value::Unknown,
    }
}

pub(crate) fn special_names(operator: Operator) -> (&'static str, &'static str) {
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

impl Engine {
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

    pub(crate) fn operate_objects(
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
                let large = items.len() > LARGEST;
                let open = a.open || b.open || large;
                items.truncate(LARGEST);
                if large {
                    self.gap(site.module, site.line, "a list that grows too long");
                }
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
}
