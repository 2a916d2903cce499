//! Subscripts: what a value has under an index or key (language reference, 6.3.2).

use crate::engine::{Engine, State};
use crate::imports::memo::Event;
use crate::language::frame::Site;
use crate::language::raise::Outcome;
use crate::values::value::{Given, Id, Object, Sequence, Value};

impl Engine {
    #[allow(clippy::too_many_lines)] // One arm for each type that is subscripted.
    pub(crate) fn item(&mut self, site: Site, object: Value, index: Value) -> Outcome<Value> {
        if let Value::Str(text) = object {
            let letters: Vec<char> = self.symbols.text(text).chars().collect();
            return Ok(match index {
                Value::Int(at) => position(at, letters.len())
                    .map_or(Value::Unknown, |at| self.text(&letters[at].to_string())),
                _ => match self.bounds(index, letters.len()) {
                    Some((from, to)) => {
                        let part: String = letters[from..to].iter().collect();
                        self.text(&part)
                    }
                    None if self.is_reversal(index) => {
                        let part: String = letters.iter().rev().collect();
                        self.text(&part)
                    }
                    None => Value::Unknown,
                },
            });
        }
        let Some(id) = object.id() else { return Ok(Value::Unknown) };
        match self.heap.get(id) {
            Object::Dict(mapping) => {
                let Some(key) = self.key(index) else { return Ok(Value::Unknown) };
                if let Some((_, value)) = mapping.items.get(&key) {
                    return Ok(*value);
                }
                let (open, factory) = (mapping.open, mapping.factory);
                if let Some(factory) = factory {
                    let value = self.call(site, factory, Given::default())?;
                    self.heap.set_item(id, key, Some((index, value)));
                    return Ok(value);
                }
                if open { Ok(Value::Unknown) } else { self.raise_with("KeyError", &[index]) }
            }
            Object::List(Sequence { items, open }) => {
                let open = *open;
                match index {
                    Value::Int(at) => match position(at, items.len()) {
                        Some(at) => Ok(items[at]),
                        None if open => Ok(Value::Unknown),
                        None => self.raise("IndexError", "list index out of range"),
                    },
                    _ if self.is_reversal(index) => {
                        let items = items.iter().rev().copied().collect();
                        Ok(self.heap.value(Object::List(Sequence { items, open })))
                    }
                    _ => {
                        let Some(items) = self.stepped(index, items) else { return Ok(Value::Unknown) };
                        Ok(self.heap.value(Object::List(Sequence { items, open })))
                    }
                }
            }
            Object::Tuple(items) => {
                if let Value::Int(at) = index {
                    match position(at, items.len()) {
                        Some(at) => Ok(items[at]),
                        None => self.raise("IndexError", "tuple index out of range"),
                    }
                } else {
                    let Some(items) = self.stepped(index, items) else { return Ok(Value::Unknown) };
                    let items = items.into();
                    Ok(self.heap.value(Object::Tuple(items)))
                }
            }
            Object::Modules => {
                let Value::Str(name) = index else { return Ok(Value::Unknown) };
                let module = self.module(name);
                match self.look_for(module) {
                    Some(value) => Ok(value),
                    None if self.symbols.text(name) == "__main__" => Ok(Value::Unknown),
                    None => self.raise_with("KeyError", &[index]),
                }
            }
            Object::Namespace(of) => {
                let of = *of;
                let Value::Str(name) = index else { return Ok(Value::Unknown) };
                match self.heap.name(of, name) {
                    Some(value) => Ok(value),
                    None if self.heap.has_more_names(of) => Ok(Value::Unknown),
                    None => self.raise_with("KeyError", &[index]),
                }
            }
            Object::Class(class) => {
                let metaclass = class.metaclass;
                if self.is_enum_meta(metaclass) {
                    let Value::Str(name) = index else { return Ok(Value::Unknown) };
                    return Ok(self.heap.name(id, name).unwrap_or(Value::Unknown));
                }
                if let Some(method) = metaclass.and_then(|it| self.in_class(it, self.known.getitem)) {
                    let result = self.call_with(site, method, vec![object, index])?;
                    return Ok(result);
                }
                if let Some(method) = self.in_class(id, self.known.class_getitem) {
                    let method = match self.heap.object(method) {
                        Some(Object::ClassMethod(inner)) => *inner,
                        _ => method,
                    };
                    let result = self.call_with(site, method, vec![object, index])?;
                    return Ok(if result.is_unknown() { object } else { result });
                }
                // `Base[T]`: as a base and in annotations it stands for the class itself.
                Ok(object)
            }
            Object::Instance(it) => {
                let payload = it.payload;
                if let Some(method) = self.special(object, self.known.getitem) {
                    return self.call_with(site, method, vec![index]);
                }
                if payload.is_unknown() { Ok(Value::Unknown) } else { self.item(site, payload, index) }
            }
            _ => Ok(Value::Unknown),
        }
    }

    /// Whether a slice is `[::-1]`.
    fn is_reversal(&self, index: Value) -> bool {
        matches!(self.heap.object(index), Some(Object::Slice(bounds)) if **bounds == [Value::None, Value::None, Value::Int(-1)])
    }

    /// The elements that a slice takes, if that is known.
    fn stepped(&self, index: Value, items: &[Value]) -> Option<Vec<Value>> {
        if let Some((from, to)) = self.bounds(index, items.len()) {
            return Some(items[from..to].to_vec());
        }
        let Some(Object::Slice(bounds)) = self.heap.object(index) else { return None };
        let Value::Int(step) = bounds[2] else { return None };
        let whole = bounds[0] == Value::None && bounds[1] == Value::None;
        match usize::try_from(step.unsigned_abs()) {
            Ok(stride) if stride > 0 && step > 0 => {
                let (Value::None | Value::Int(0..)) = bounds[0] else { return None };
                let from = if let Value::Int(at) = bounds[0] { usize::try_from(at).ok()? } else { 0 };
                let to = match bounds[1] {
                    Value::None => items.len(),
                    Value::Int(at) if at >= 0 => usize::try_from(at).ok()?.min(items.len()),
                    _ => return None,
                };
                Some(items.iter().take(to).skip(from).step_by(stride).copied().collect())
            }
            Ok(stride) if stride > 0 && whole => Some(items.iter().rev().step_by(stride).copied().collect()),
            _ => None,
        }
    }

    /// From where to where a slice goes; nothing if that is not known or it goes in steps.
    fn bounds(&self, index: Value, length: usize) -> Option<(usize, usize)> {
        let Some(Object::Slice(bounds)) = self.heap.object(index) else { return None };
        if bounds[2] != Value::None && bounds[2] != Value::Int(1) {
            return None;
        }
        let clamp = |bound: Value, default: usize| match bound {
            Value::None => Some(default),
            Value::Int(at) if at < 0 => Some(length.saturating_sub(at.unsigned_abs() as usize)),
            Value::Int(at) => Some((at as usize).min(length)),
            _ => None,
        };
        let from = clamp(bounds[0], 0)?;
        let to = clamp(bounds[1], length)?;
        Some((from, to.max(from)))
    }

    /// What `sys.modules` has, and a note that somebody wanted to know.
    pub(crate) fn look_for(&mut self, module: crate::values::value::ModuleId) -> Option<Value> {
        if self.states[module.0 as usize] == State::Absent {
            if self.startup.contains(&module) {
                let name = self.modules[module.0 as usize].name;
                let by = crate::imports::memo::Cause { module: None, line: 0 };
                return self.import_absolute(name, by).ok();
            }
            if let Some(running) = self.running.last_mut()
                && !running.absent.contains(&module)
            {
                running.absent.push(module);
            }
            return None;
        }
        let loaded = self.loaded_at.get(&module).copied().unwrap_or(0);
        if let Some(running) = self.running.last_mut()
            && loaded <= running.before
            && !running.closure.contains(module)
            && running.module != module
            && !running.present.contains(&module)
        {
            running.present.push(module);
        }
        self.loaded(module)
    }

    pub(crate) fn set_item(&mut self, site: Site, object: Value, index: Value, value: Value) -> Outcome<()> {
        let Some(id) = object.id() else { return Ok(()) };
        match self.heap.get(id) {
            Object::Dict(_) => match self.key(index) {
                Some(key) => self.heap.set_item(id, key, Some((index, value))),
                None => self.heap.open(id),
            },
            Object::List(sequence) => {
                let mut items = sequence.items.clone();
                match index {
                    Value::Int(at) if position(at, items.len()).is_some() => {
                        items[position(at, sequence.items.len()).unwrap_or(0)] = value;
                        self.heap.set_elements(id, items);
                    }
                    _ => match (self.bounds(index, items.len()), self.elements(site, value)?) {
                        (Some((from, to)), Some(values)) => {
                            items.splice(from..to, values);
                            self.heap.set_elements(id, items);
                        }
                        _ => self.heap.open(id),
                    },
                }
            }
            Object::Modules => {
                if let Value::Str(name) = index {
                    let module = self.module(name);
                    self.put_module(module, Some(value));
                }
            }
            Object::Namespace(of) => {
                let of = *of;
                match index {
                    Value::Str(name) => self.heap.set_name(of, name, Some(value)),
                    _ => self.heap.open(of),
                }
            }
            Object::Instance(it) => {
                let payload = it.payload;
                if let Some(method) = self.special(object, self.known.setitem) {
                    self.call_with(site, method, vec![index, value])?;
                } else if !payload.is_unknown() {
                    self.set_item(site, payload, index, value)?;
                }
            }
            Object::Tuple(_) => {
                self.raise_if_certain("TypeError", "'tuple' object does not support item assignment")?;
            }
            _ => {}
        }
        Ok(())
    }

    pub(crate) fn put_module(&mut self, module: crate::values::value::ModuleId, value: Option<Value>) {
        self.heap.events.push(Event::Set { module, value });
        self.set_state(module, value.map_or(State::Absent, State::Loaded));
    }

    pub(crate) fn delete_item(&mut self, _site: Site, object: Value, index: Value) -> Outcome<()> {
        let Some(id) = object.id() else { return Ok(()) };
        match self.heap.get(id) {
            Object::Dict(mapping) => match self.key(index) {
                Some(key) if mapping.items.contains_key(&key) => self.heap.set_item(id, key, None),
                Some(_) if !mapping.open => return self.raise_with("KeyError", &[index]),
                _ => self.heap.open(id),
            },
            Object::Modules => {
                if let Value::Str(name) = index {
                    let module = self.module(name);
                    if self.look_for(module).is_none() {
                        return self.raise_with("KeyError", &[index]);
                    }
                    self.put_module(module, None);
                }
            }
            Object::Namespace(of) => {
                let of: Id = *of;
                match index {
                    Value::Str(name) => self.heap.set_name(of, name, None),
                    _ => self.heap.open(of),
                }
            }
            Object::List(sequence) => {
                let mut items = sequence.items.clone();
                let at = match index {
                    Value::Int(at) => position(at, items.len()).map(|at| at..at + 1),
                    _ => self.bounds(index, items.len()).map(|(from, to)| from..to),
                };
                match at {
                    Some(at) => {
                        items.drain(at);
                        self.heap.set_elements(id, items);
                    }
                    None => self.heap.open(id),
                }
            }
            _ => {}
        }
        Ok(())
    }
}

fn position(at: i64, length: usize) -> Option<usize> {
    let at = if at < 0 { at + length as i64 } else { at };
    usize::try_from(at).ok().filter(|&at| at < length)
}
