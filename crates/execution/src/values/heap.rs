//! All objects of a simulation, and a record of who changed what.
//!
//! Each execution of a module body that stands for itself (a *run*) owns the objects that it made. What a run
//! changes of its own stays. What it changes of others is an event, which is carried out again when the result
//! of the run is used in another simulation, and is undone when the simulation ends.

use crate::imports::memo::Event;
use crate::values::symbol::Symbol;
use crate::values::value::{Id, Key, Mapping, Names, Object, Sequence, Value};

/// A change of an object.
#[derive(Clone, Debug)]
pub enum Change {
    /// A name of a namespace is bound, or unbound.
    Name(Id, Symbol, Option<Value>),
    Append(Id, Value),
    /// A list has only this many values again.
    Truncate(Id, usize),
    /// An item of a dict or a set is set, or deleted.
    Item(Id, Key, Option<(Value, Value)>),
    /// A list or an iterator has these values from now on.
    Elements(Id, Vec<Value>),
    /// A class is derived from, or the last class that is derived from it is taken away.
    Subclass(Id, Option<Id>),
    /// So many values have been taken from a generator.
    Taken(Id, u32),
    /// An object may have more attributes or items than are known.
    Open(Id, bool),
}

/// The number of a run.
pub type Run = u32;

#[derive(Default)]
pub struct Heap {
    objects: Vec<Object>,
    owners: Vec<Run>,
    /// A run that became part of another one points to it.
    runs: Vec<Run>,
    current: Run,
    /// What the current run did that others see.
    pub events: Vec<Event>,
    undo: Vec<(Run, Change)>,
}

impl Heap {
    /// A number for an execution that begins; what is made from now on is its own.
    pub fn begin(&mut self) -> Run {
        let run = self.runs.len() as Run;
        self.runs.push(run);
        self.current = run;
        run
    }

    /// What is made from now on belongs to `run`.
    pub fn resume(&mut self, run: Run) {
        self.current = self.root(run);
    }

    /// Makes `inner` part of `outer`: what either made belongs to both.
    pub fn merge(&mut self, inner: Run, outer: Run) {
        let (inner, outer) = (self.root(inner), self.root(outer));
        self.runs[inner as usize] = outer;
    }

    fn root(&self, mut run: Run) -> Run {
        while self.runs[run as usize] != run {
            run = self.runs[run as usize];
        }
        run
    }

    /// The run that owns an object.
    #[must_use]
    pub fn owner(&self, id: Id) -> Run {
        self.root(self.owners[id.0 as usize])
    }

    /// Whether an event of `run` is about an object of its own.
    pub fn is_own(&self, change: &Change, run: Run) -> bool {
        self.root(self.owners[change.object().0 as usize]) == self.root(run)
    }

    pub fn add(&mut self, object: Object) -> Id {
        let id = Id(self.objects.len() as u32);
        self.objects.push(object);
        self.owners.push(self.current);
        id
    }

    pub fn value(&mut self, object: Object) -> Value {
        Value::Object(self.add(object))
    }

    #[must_use]
    pub fn get(&self, id: Id) -> &Object {
        &self.objects[id.0 as usize]
    }

    /// To finish an object that its maker has not handed out yet.
    pub fn fresh(&mut self, id: Id) -> &mut Object {
        &mut self.objects[id.0 as usize]
    }

    #[must_use]
    pub fn len(&self) -> usize {
        self.objects.len()
    }

    #[must_use]
    pub fn object(&self, value: Value) -> Option<&Object> {
        value.id().map(|id| self.get(id))
    }

    /// The names of an object that has a namespace.
    #[must_use]
    pub fn names(&self, id: Id) -> Option<&Names> {
        match self.get(id) {
            Object::Module(it) => Some(&it.names),
            Object::Class(it) => Some(&it.names),
            Object::Instance(it) => Some(&it.names),
            Object::Function(it) => it.names.as_deref(),
            _ => None,
        }
    }

    #[must_use]
    pub fn name(&self, id: Id, name: Symbol) -> Option<Value> {
        self.names(id).and_then(|names| names.get(&name).copied())
    }

    pub fn set_name(&mut self, id: Id, name: Symbol, value: Option<Value>) {
        self.change(Change::Name(id, name, value));
    }

    pub fn append(&mut self, id: Id, value: Value) {
        self.change(Change::Append(id, value));
    }

    pub fn set_item(&mut self, id: Id, key: Key, item: Option<(Value, Value)>) {
        self.change(Change::Item(id, key, item));
    }

    pub fn set_elements(&mut self, id: Id, elements: Vec<Value>) {
        self.change(Change::Elements(id, elements));
    }

    /// Whatever is not known of the object may be there from now on.
    pub fn open(&mut self, id: Id) {
        if !self.is_open(id) {
            self.change(Change::Open(id, true));
        }
    }

    #[must_use]
    pub fn is_open(&self, id: Id) -> bool {
        match self.get(id) {
            Object::Module(it) => it.open,
            Object::Class(it) => it.open,
            Object::Instance(it) => it.open,
            Object::Function(it) => it.open,
            Object::List(it) => it.open,
            Object::Set(it) | Object::Dict(it) => it.open,
            _ => false,
        }
    }

    /// Whether a namespace may have names that are not known: it is open, or that of a built-in class.
    #[must_use]
    pub fn has_more_names(&self, id: Id) -> bool {
        self.is_open(id) || matches!(self.get(id), Object::Class(it) if it.native)
    }

    /// Carries out a change and keeps what it takes to see and to undo it.
    pub fn change(&mut self, change: Change) {
        let owner = self.root(self.owners[change.object().0 as usize]);
        if owner == self.current {
            self.carry_out(change, false);
            return;
        }
        self.events.push(Event::Change(change.clone()));
        if let Some(inverse) = self.carry_out(change, true) {
            self.undo.push((self.current, inverse));
        }
    }

    /// Binds a name without making an event of it.
    pub fn bind(&mut self, id: Id, name: Symbol, value: Value) {
        let own = self.owner(id) == self.current;
        if let Some(inverse) = self.carry_out(Change::Name(id, name, Some(value)), true)
            && !own
        {
            self.undo.push((self.current, inverse));
        }
    }

    /// How many changes of objects of others were made so far.
    #[must_use]
    pub fn mark(&self) -> usize {
        self.undo.len()
    }

    /// Undoes what runs changed of objects that are not theirs, back to a mark.
    pub fn rewind(&mut self, mark: usize) {
        while self.undo.len() > mark {
            let Some((run, change)) = self.undo.pop() else { return };
            if self.root(run) != self.root(self.owners[change.object().0 as usize]) {
                self.carry_out(change, false);
            }
        }
    }

    fn carry_out(&mut self, change: Change, keep: bool) -> Option<Change> {
        match change {
            Change::Name(id, name, value) => {
                let names = match self.fresh(id) {
                    Object::Module(it) => &mut it.names,
                    Object::Class(it) => &mut it.names,
                    Object::Instance(it) => &mut it.names,
                    Object::Function(it) => it.names.get_or_insert_default(),
                    Object::Scope(it) => {
                        let old = if let Some(slot) = it.variables.iter_mut().find(|slot| slot.0 == name) {
                            std::mem::replace(&mut slot.1, value)
                        } else {
                            it.variables.push((name, value));
                            None
                        };
                        return Some(Change::Name(id, name, old));
                    }
                    _ => return None,
                };
                let old = match value {
                    Some(value) => names.insert(name, value),
                    None => names.shift_remove(&name),
                };
                Some(Change::Name(id, name, old))
            }
            Change::Append(id, value) => {
                let Object::List(Sequence { items, .. }) = self.fresh(id) else { return None };
                items.push(value);
                keep.then(|| Change::Truncate(id, items.len() - 1))
            }
            Change::Truncate(id, length) => {
                if let Object::List(Sequence { items, .. }) = self.fresh(id) {
                    items.truncate(length);
                }
                None
            }
            Change::Item(id, key, item) => {
                let (Object::Dict(mapping) | Object::Set(mapping)) = self.fresh(id) else { return None };
                let Mapping { items, .. } = &mut **mapping;
                let old = match item {
                    Some(item) => items.insert(key.clone(), item),
                    None => items.shift_remove(&key),
                };
                Some(Change::Item(id, key, old))
            }
            Change::Elements(id, elements) => {
                let (Object::List(Sequence { items, .. }) | Object::Iterator(items)) = self.fresh(id) else {
                    return None;
                };
                Some(Change::Elements(id, std::mem::replace(items, elements)))
            }
            Change::Taken(id, count) => {
                let Object::Generator(_, taken) = self.fresh(id) else { return None };
                Some(Change::Taken(id, std::mem::replace(taken, count)))
            }
            Change::Subclass(id, subclass) => {
                let Object::Class(class) = self.fresh(id) else { return None };
                match subclass {
                    Some(subclass) => class.subclasses.push(subclass),
                    None => {
                        class.subclasses.pop();
                    }
                }
                Some(Change::Subclass(id, None))
            }
            Change::Open(id, value) => {
                let open = match self.fresh(id) {
                    Object::Module(it) => &mut it.open,
                    Object::Class(it) => &mut it.open,
                    Object::Instance(it) => &mut it.open,
                    Object::Function(it) => &mut it.open,
                    Object::List(it) => &mut it.open,
                    Object::Set(it) | Object::Dict(it) => &mut it.open,
                    _ => return None,
                };
                Some(Change::Open(id, std::mem::replace(open, value)))
            }
        }
    }
}

impl Change {
    fn object(&self) -> Id {
        match self {
            Self::Name(id, ..)
            | Self::Append(id, _)
            | Self::Truncate(id, _)
            | Self::Item(id, ..)
            | Self::Elements(id, _)
            | Self::Subclass(id, _)
            | Self::Taken(id, _)
            | Self::Open(id, _) => *id,
        }
    }
}
