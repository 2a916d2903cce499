//! Iteration: over containers, generators, and what a program makes iterable.

use crate::engine::Engine;
use crate::language::frame::Site;
use crate::language::generator::Pending;
use crate::language::raise::{Outcome, Raise};
use crate::values::value::{Given, Items, Object, Value};

/// More elements than this are not gone through.
const LONGEST: usize = 200_000;

impl Engine {
    /// Hands each element to `body` until that returns false. Nothing is known of the elements of what is not
    /// known: then `body` gets one that stands for all.
    pub(crate) fn iterate(
        &mut self,
        site: Site,
        iterable: Value,
        body: &mut dyn FnMut(&mut Engine, Value) -> Outcome<bool>,
    ) -> Outcome<()> {
        if let Some(Object::Generator(..)) = self.heap.object(iterable) {
            let generator = iterable.id();
            let Some(generator) = generator else { return Ok(()) };
            let number = self.new_exit();
            let result = self.run_generator(site, generator, &mut |engine, value| {
                if body(engine, value)? { Ok(Value::None) } else { Err(Raise::Exit(number)) }
            });
            Self::left(result, number)?;
            return Ok(());
        }
        if let Some(method) = self.own_iterator(site, iterable)? {
            loop {
                self.step()?;
                match self.call(site, method, Given::default()) {
                    Ok(value) => {
                        if !body(self, value)? || value.is_unknown() {
                            return Ok(());
                        }
                    }
                    Err(raise) if self.raised_is(&raise, "StopIteration") => return Ok(()),
                    Err(raise) => return Err(raise),
                }
            }
        }
        // A list may grow while a loop goes through it.
        if let Some(id) = iterable.id()
            && let Object::List(_) = self.heap.get(id)
        {
            let mut index = 0;
            while let Object::List(sequence) = self.heap.get(id) {
                let Some(&value) = sequence.items.get(index) else { break };
                index += 1;
                self.step()?;
                if index > LONGEST || !body(self, value)? {
                    break;
                }
            }
            return Ok(());
        }
        if let Some(kind) = self.not_iterable(iterable) {
            self.raise_if_certain("TypeError", &format!("'{kind}' object is not iterable"))?;
        }
        let Some(elements) = self.elements(site, iterable)? else {
            self.assume();
            self.step()?;
            body(self, Value::Unknown)?;
            return Ok(());
        };
        let open = self.is_open_collection(iterable);
        for value in elements {
            self.step()?;
            if !body(self, value)? {
                return Ok(());
            }
        }
        if open {
            // One more stands for those that are not known.
            self.assume();
            body(self, Value::Unknown)?;
        }
        Ok(())
    }

    /// `__next__` of what `__iter__` of an instance returns, if the program defines both.
    fn own_iterator(&mut self, site: Site, iterable: Value) -> Outcome<Option<Value>> {
        let Some(Object::Instance(it)) = self.heap.object(iterable) else { return Ok(None) };
        let class = it.class;
        let next = self.in_class(class, self.known.next);
        if !matches!(next.and_then(|next| self.heap.object(next)), Some(Object::Function(_))) {
            return Ok(None);
        }
        let Some(method) = self.special(iterable, self.known.iter) else { return Ok(None) };
        let iterator = self.call(site, method, Given::default())?;
        Ok(self.special(iterator, self.known.next))
    }

    /// All elements as far as they are known; nothing if none is.
    pub(crate) fn elements(&mut self, site: Site, iterable: Value) -> Outcome<Option<Vec<Value>>> {
        let Value::Object(id) = iterable else {
            return Ok(match iterable {
                Value::Str(text) => {
                    let letters: Vec<String> = self.symbols.text(text).chars().map(String::from).collect();
                    if letters.len() > LONGEST {
                        return Ok(None);
                    }
                    Some(letters.iter().map(|letter| self.text(letter)).collect())
                }
                _ => None,
            });
        };
        Ok(match self.heap.get(id) {
            Object::List(sequence) => Some(sequence.items.clone()),
            Object::Tuple(items) => Some(items.to_vec()),
            Object::Set(mapping) | Object::Dict(mapping) => {
                if mapping.open && mapping.items.is_empty() {
                    return Ok(None);
                }
                Some(mapping.items.values().map(|(key, _)| *key).collect())
            }
            Object::Iterator(_) => {
                let Object::Iterator(items) = self.heap.get(id).clone() else { return Ok(None) };
                self.heap.set_elements(id, Vec::new());
                Some(items.into_iter().rev().collect())
            }
            Object::Namespace(of) => {
                let names = self.heap.names(*of);
                Some(names.into_iter().flat_map(|names| names.keys()).map(|name| Value::Str(*name)).collect())
            }
            Object::Generator(..) => {
                let mut values = Vec::new();
                let number = self.new_exit();
                let result = self.run_generator(site, id, &mut |_, value| {
                    values.push(value);
                    if values.len() < LONGEST { Ok(Value::None) } else { Err(Raise::Exit(number)) }
                });
                let result = Self::left(result, number)?;
                // A generator expression says whether it may have had other elements; a function may return anything.
                let open = result == Some(Value::Unknown)
                    && matches!(self.heap.get(id), Object::Generator(it, _) if matches!(**it, Pending::Expression { .. }));
                (!open).then_some(values)
            }
            Object::Class(class) => {
                // An enumeration is gone through by its members.
                let members = self.symbols.find("__members__");
                match members.and_then(|name| class.names.get(&name).copied()) {
                    Some(members) => match self.heap.object(members) {
                        Some(Object::Dict(mapping)) => {
                            Some(mapping.items.values().map(|(_, member)| *member).collect())
                        }
                        _ => None,
                    },
                    None => match class.metaclass.and_then(|it| self.in_class(it, self.known.iter)) {
                        Some(method) if matches!(self.heap.object(method), Some(Object::Function(_))) => {
                            let made = self.call_with(site, method, vec![iterable])?;
                            return if made == iterable { Ok(None) } else { self.elements(site, made) };
                        }
                        _ => None,
                    },
                }
            }
            Object::Instance(it) => {
                let payload = it.payload;
                let counts = self.special(iterable, self.known.iter).is_none()
                    && self.special(iterable, self.known.getitem).is_some();
                if counts && payload.is_unknown() {
                    self.gap(site.module, site.line, "an iteration whose end is not known");
                }
                if let Some(method) = self.special(iterable, self.known.iter) {
                    let made = self.call(site, method, crate::values::value::Given::default())?;
                    if made == iterable {
                        self.gap(site.module, site.line, "an iteration whose end is not known");
                    }
                    return if made == iterable { Ok(None) } else { self.elements(site, made) };
                }
                return if payload.is_unknown() { Ok(None) } else { self.elements(site, payload) };
            }
            _ => None,
        })
    }

    /// Whether a collection may have other elements than those that are known.
    #[must_use]
    pub(crate) fn is_open_collection(&self, value: Value) -> bool {
        match self.heap.object(value) {
            Some(Object::List(_) | Object::Set(_) | Object::Dict(_)) => {
                value.id().is_some_and(|id| self.heap.is_open(id))
            }
            Some(Object::Namespace(of)) => self.heap.has_more_names(*of),
            Some(_) => false,
            None => value.is_unknown(),
        }
    }

    /// The items of a mapping, and whether there may be others; nothing if none is known.
    pub(crate) fn pairs(&mut self, value: Value) -> Option<(Items, bool)> {
        match self.heap.object(value)? {
            Object::Dict(mapping) => Some((mapping.items.clone(), mapping.open)),
            Object::Namespace(of) => {
                let open = self.heap.has_more_names(*of);
                let names = self.heap.names(*of)?;
                let items = names.iter().map(|(name, value)| {
                    (crate::values::value::Key::Str(*name), (Value::Str(*name), *value))
                });
                Some((items.collect(), open))
            }
            Object::Instance(it) if !it.payload.is_unknown() => {
                let payload = it.payload;
                self.pairs(payload)
            }
            _ => None,
        }
    }
}
