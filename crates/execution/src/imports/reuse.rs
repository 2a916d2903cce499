//! Results of executions: when they may be used again, and how that is done.

use std::sync::Arc;

use crate::engine::{Engine, State};
use crate::execution::Step;
use crate::imports::memo::{Cause, Event, Memo, Running};
use crate::language::raise::Outcome;
use crate::values::symbol::Symbol;
use crate::values::value::{Module, ModuleId, Object, Value};

/// The depth of a module whose result is being used again begins here, plus the executions around it.
pub const REPLAYED: usize = 1 << 40;

/// Results that are kept of one module, for different circumstances.
const MEMOS: usize = 6;

impl Engine {
    /// Whether the result was made in circumstances like those now.
    pub(crate) fn is_usable(&self, memo: &Memo) -> bool {
        let absent = |module: &ModuleId| self.states[module.0 as usize] == State::Absent;
        self.running.iter().all(|running| !memo.closure.contains(running.module))
            && memo.started.iter().all(absent)
            && memo.absent.iter().all(absent)
            && memo.present.iter().all(|module| !absent(module) || self.startup.contains(module))
            && memo.imports.iter().all(|&(module, instance)| match self.states[module.0 as usize] {
                State::Loaded(value) => self.is_alike(value, instance),
                _ => true,
            })
    }

    /// Whether two results of a module are as good as the same for whoever imports it: they have the same names.
    fn is_alike(&self, one: Value, other: Value) -> bool {
        if one == other {
            return true;
        }
        match (self.heap.object(one), self.heap.object(other)) {
            (Some(Object::Module(one)), Some(Object::Module(other))) => {
                one.module == other.module
                    && one.open == other.open
                    && one
                        .names
                        .keys()
                        .all(|name| other.names.contains_key(name) || self.is_submodule(one, *name))
                    && other
                        .names
                        .keys()
                        .all(|name| one.names.contains_key(name) || self.is_submodule(other, *name))
            }
            _ => false,
        }
    }

    /// Whether a name of a module is that of a submodule, which is bound by whoever imports it.
    fn is_submodule(&self, module: &Module, name: Symbol) -> bool {
        matches!(
            module.names.get(&name).and_then(|value| self.heap.object(*value)),
            Some(Object::Module(it)) if it.module.is_some_and(|it| self.modules[it.0 as usize].parent == module.module)
        )
    }

    /// Does what the memo did; nothing if an import on the way comes to something else than it did then.
    pub(crate) fn use_memo(
        &mut self,
        module: ModuleId,
        number: u32,
        memo: &Memo,
        by: Cause,
    ) -> Option<Outcome<Value>> {
        let before = (self.heap.mark(), self.state_log.len(), self.steps.len());
        let events = std::mem::take(&mut self.heap.events);
        let base = self.nesting;
        for event in &memo.events {
            match event {
                Event::Change(change) => self.heap.change(change.clone()),
                Event::Import { module, by, depth, instance } => {
                    if self.states[module.0 as usize] == State::Absent {
                        self.nesting = base + depth - memo.depth;
                        // Its parents may be missing here that were there then.
                        let name = self.modules[module.0 as usize].name;
                        let came = self.import_absolute(name, *by);
                        self.nesting = base;
                        let spoiled = self.spoiled.len();
                        self.spoiled.retain(|module| !memo.started.contains(module));
                        let alike = match (&came, instance) {
                            (Ok(came), Some(instance)) => self.is_alike(*came, *instance),
                            (Err(_), None) => true,
                            _ => false,
                        };
                        if !alike || self.spoiled.len() < spoiled {
                            self.take_back(before);
                            self.heap.events = events;
                            return None;
                        }
                    }
                }
                Event::Begin { module: begun, namespace, by: first, depth } => {
                    self.set_state(
                        *begun,
                        State::Running { depth: REPLAYED + self.running.len(), namespace: *namespace },
                    );
                    self.memo_of.insert(*begun, number);
                    let by = if *begun == module { by } else { *first };
                    self.steps.push(Step { module: *begun, by, depth: base + depth - memo.depth });
                }
                Event::Again { module: again, by, depth } => {
                    self.steps.push(Step { module: *again, by: *by, depth: base + depth - memo.depth });
                }
                Event::End { module: ended } => {
                    if let State::Running { namespace, .. } = self.states[ended.0 as usize] {
                        self.set_state(*ended, State::Loaded(Value::Object(namespace)));
                    }
                    self.bind_in_parent(*ended);
                }
                Event::Fail { module } => {
                    self.set_state(*module, State::Absent);
                    self.failed.insert(*module);
                }
                Event::Set { module, value } => {
                    self.set_state(*module, value.map_or(State::Absent, State::Loaded));
                }
            }
        }
        self.heap.events = events;
        let instance = match self.states[module.0 as usize] {
            State::Loaded(value) => Some(value),
            _ => None,
        };
        if let Some(running) = self.running.last_mut() {
            running.imported.insert(module);
            running.closure.insert(module);
            running.closure.extend(&memo.closure);
            running.doubtful |= memo.doubtful;
            self.heap.events.push(Event::Import { module, by, instance, depth: self.nesting });
        }
        Some(match &memo.failure {
            Some(raise) => Err(raise.clone()),
            None => Ok(instance.unwrap_or(Value::Unknown)),
        })
    }

    /// Undoes what a memo has done so far: changes of objects, states of modules, steps.
    fn take_back(&mut self, (changes, states, steps): (usize, usize, usize)) {
        self.heap.rewind(changes);
        while self.state_log.len() > states {
            if let Some((module, state)) = self.state_log.pop() {
                self.states[module.0 as usize] = state;
            }
        }
        self.steps.truncate(steps);
    }

    /// A module that was there and that would itself import one of those whose bodies are part of this execution
    /// has to be there, or they would be executed in another order.
    fn note_present(&self, done: &mut Running, events: &[Event]) {
        let before = done.before;
        let was_there = |module: &ModuleId| self.loaded_at.get(module).is_some_and(|&at| at <= before);
        done.present.retain(was_there);
        for event in events {
            if let Event::Import { module, .. } = event
                && was_there(module)
                && !done.present.contains(module)
                && let Some(&memo) = self.memo_of.get(module)
                && done.started.iter().any(|&started| self.memos[memo as usize].closure.contains(started))
            {
                done.present.push(*module);
            }
        }
    }

    pub(crate) fn finish(&mut self, depth: usize, result: &Outcome<Value>, by: Cause) {
        let Some(mut done) = self.running.pop() else { return };
        self.depth_of_run.remove(&done.run);
        let events = std::mem::replace(&mut self.heap.events, std::mem::take(&mut done.outer));
        done.closure.insert(done.module);
        if done.low >= depth || self.running.is_empty() {
            self.note_present(&mut done, &events);
            let number = self.memos.len() as u32;
            for &started in &done.started {
                self.memo_of.insert(started, number);
            }
            if let Some(outer) = self.running.last_mut() {
                outer.closure.extend(&done.closure);
                outer.imported.insert(done.module);
                outer.doubtful |= done.doubtful;
                let instance = result.as_ref().ok().copied();
                self.heap.events.push(Event::Import {
                    module: done.module,
                    by,
                    instance,
                    depth: self.nesting,
                });
                self.heap.resume(outer.run);
            } else {
                self.heap.resume(self.nobody);
            }
            let memos = &mut self.modules[done.module.0 as usize].memos;
            if memos.len() < MEMOS && self.spoiled.is_empty() && !self.failed.contains(&done.module) {
                memos.push(number);
            }
            let imports = events.iter().filter_map(|event| match event {
                Event::Import { module, instance: Some(instance), .. } => Some((*module, *instance)),
                _ => None,
            });
            self.memos.push(Arc::new(Memo {
                imports: imports.collect(),
                events,
                depth: self.nesting,
                failure: result.as_ref().err().cloned(),
                closure: done.closure,
                started: done.started,
                absent: done.absent,
                present: done.present,
                doubtful: done.doubtful,
            }));
        } else if let Some(outer) = self.running.last_mut() {
            let run = outer.run;
            outer.low = outer.low.min(done.low);
            outer.closure.extend(&done.closure);
            outer.imported.extend(&done.imported);
            for &started in &done.started {
                outer.imported.insert(started);
            }
            outer.started.append(&mut done.started);
            outer.absent.append(&mut done.absent);
            // What the outer one loaded itself is there by its doing.
            let (before, loaded_at) = (outer.before, &self.loaded_at);
            done.present.retain(|module| loaded_at.get(module).is_none_or(|&at| at <= before));
            outer.present.append(&mut done.present);
            outer.doubtful |= done.doubtful;
            self.heap.merge(done.run, run);
            self.heap.resume(run);
            let heap = &mut self.heap;
            let kept: Vec<Event> = events
                .into_iter()
                .filter(|event| !matches!(event, Event::Change(change) if heap.is_own(change, run)))
                .collect();
            heap.events.extend(kept);
        }
    }
}
