//! The texts of values: `str`, `repr`, and `format % values`.

use crate::engine::Engine;
use crate::language::expression::LONGEST;
use crate::language::frame::Site;
use crate::language::raise::Outcome;
use crate::values::symbol::Symbol;
use crate::values::value::{Object, Sequence, Value};

impl Engine {
    /// `format % values`, for `%s`, `%d` and `%r`.
    pub(crate) fn percent(&mut self, site: Site, format: Symbol, values: Value) -> Outcome<Value> {
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

    pub(crate) fn is_exception(&self, class: crate::values::value::Id) -> bool {
        self.derives(class, self.builtins.base_exception)
    }

    /// `repr(value)`, if it is known.
    #[must_use]
    pub(crate) fn repr(&self, value: Value) -> Option<String> {
        self.repr_within(value, 0)
    }

    pub(crate) fn repr_within(&self, value: Value, depth: u32) -> Option<String> {
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
