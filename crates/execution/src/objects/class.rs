//! Class definitions (language reference, 8.8 and 3.3.3): metaclasses and hooks included.

use crate::code;
use crate::engine::Engine;
use crate::language::frame::{Frame, Site};
use crate::language::raise::{Outcome, Raise};
use crate::values::heap::Change;
use crate::values::symbol::Symbol;
use crate::values::value::{Class, Given, Id, Module, Names, Object, Value};

/// Of classes with more bases the order of the search is not worked out.
const MOST_BASES: usize = 200;

impl Engine {
    pub(crate) fn class_statement(&mut self, frame: &mut Frame<'_>, class: &code::Class) -> Outcome<Value> {
        let mut wrappers = Vec::with_capacity(class.decorators.len());
        for decorator in &class.decorators {
            wrappers.push((decorator.line, self.evaluate(frame, decorator)?));
        }
        let outer = frame.site;
        if !class.generic.is_empty() {
            let variables = class.generic.iter().map(|name| (*name, Some(Value::Unknown))).collect();
            frame.site.scope = Some(self.new_scope(outer.scope, variables));
        }
        let given = self.arguments(frame, &class.arguments);
        let given = match given {
            Ok(given) => given,
            Err(raise) => {
                frame.site.scope = outer.scope;
                return Err(raise);
            }
        };
        let mut keywords = given.keywords;
        let metaclass = keywords
            .iter()
            .position(|(name, _)| *name == self.known.metaclass)
            .map(|index| keywords.remove(index).1);
        let bases = self.resolve_bases(frame.site, given.positional)?;
        let metaclass = self.most_derived(metaclass, &bases);
        let prepared = self.prepare(frame.site, class.name, &bases, metaclass, &keywords)?;

        // The body sees the cell in which `super()` finds the class.
        let cell = self.new_scope(frame.site.scope, vec![(self.known.class, None)]);
        let mut names = Names::default();
        let module = self.heap.name(outer.globals, self.known.name).unwrap_or(Value::Unknown);
        names.insert(self.known.module, module);
        let qualname = self.qualified(outer.class.or(outer.function), class.name);
        names.insert(self.known.qualname, Value::Str(qualname));
        let open = prepared.as_ref().is_some_and(|(_, open)| *open);
        for (name, value) in prepared.into_iter().flat_map(|(names, _)| names) {
            names.entry(name).or_insert(value);
        }
        let namespace = Module { module: None, names, open };
        let namespace = self.heap.add(Object::Module(Box::new(namespace)));
        let site = Site { scope: Some(cell), locals: None, class: Some(namespace), ..frame.site };
        let mut inner = Frame { globals: class.globals.clone(), ..Frame::at(site) };
        inner.site.line = class.line;
        let result = self.block(&mut inner, &class.body);
        let result = result.map_err(|raise| self.through(raise, &inner));
        frame.site.scope = outer.scope;
        result?;

        let Object::Module(body) = self.heap.get(namespace) else { return Ok(Value::Unknown) };
        let (names, open) = (body.names.clone(), body.open || given.open);
        frame.site.line = class.line;
        let value = self.build_class(frame.site, class.name, bases, names, metaclass, keywords, open)?;
        self.heap.set_name(cell, self.known.class, Some(value));
        self.decorate(frame, class.line, wrappers, value)
    }

    /// The names that `__prepare__` of the metaclass puts into the namespace, and whether there may be others.
    fn prepare(
        &mut self,
        site: Site,
        name: Symbol,
        bases: &[Value],
        metaclass: Option<Value>,
        keywords: &[(Symbol, Value)],
    ) -> Outcome<Option<(Names, bool)>> {
        let Some(metaclass) = metaclass.and_then(Value::id) else { return Ok(None) };
        let Some(method) = self.in_class(metaclass, self.known.prepare) else { return Ok(None) };
        let method = match self.heap.object(method) {
            Some(Object::ClassMethod(inner)) => *inner,
            Some(Object::Function(_)) => method,
            _ => return Ok(None),
        };
        let bases = self.heap.value(Object::Tuple(bases.into()));
        let positional = vec![Value::Object(metaclass), Value::Str(name), bases];
        let made =
            self.call(site, method, Given { positional, keywords: keywords.to_vec(), ..Given::default() })?;
        let Some((pairs, open)) = self.pairs(made) else { return Ok(Some((Names::default(), true))) };
        let names = pairs.into_values().filter_map(|(key, value)| match key {
            Value::Str(name) => Some((name, value)),
            _ => None,
        });
        Ok(Some((names.collect(), open)))
    }

    /// Bases that are no classes are replaced (PEP 560).
    fn resolve_bases(&mut self, site: Site, bases: Vec<Value>) -> Outcome<Vec<Value>> {
        let mut all = Vec::with_capacity(bases.len());
        for base in bases {
            if matches!(self.heap.object(base), Some(Object::Instance(_)))
                && let Some(method) = self.special(base, self.known.mro_entries)
            {
                let tuple = self.heap.value(Object::Tuple(Box::new([base])));
                let entries = self.call_with(site, method, vec![tuple])?;
                match self.elements(site, entries)? {
                    Some(entries) => all.extend(entries),
                    None => all.push(Value::Unknown),
                }
                continue;
            }
            all.push(base);
        }
        Ok(all)
    }

    /// The metaclass of a class: the one that is given or that of a base, whichever derives from the others.
    fn most_derived(&self, given: Option<Value>, bases: &[Value]) -> Option<Value> {
        let mut best = given;
        for &base in bases {
            let Some(Object::Class(it)) = self.heap.object(base) else { continue };
            let Some(other) = it.metaclass else { continue };
            best = match best.and_then(Value::id) {
                Some(current) if self.derives(current, other) || !self.derives(other, current) => best,
                _ => Some(Value::Object(other)),
            };
        }
        best
    }

    /// Calls the metaclass.
    #[allow(clippy::too_many_arguments)] // It is what `type.__call__` is given, and what of it is not known.
    fn build_class(
        &mut self,
        site: Site,
        name: Symbol,
        bases: Vec<Value>,
        names: Names,
        metaclass: Option<Value>,
        keywords: Vec<(Symbol, Value)>,
        open: bool,
    ) -> Outcome<Value> {
        if let Some(metaclass) = metaclass {
            match self.heap.object(metaclass) {
                Some(Object::Class(it)) if !it.native => {
                    let id = metaclass.id().unwrap_or(self.builtins.type_);
                    return self.call_metaclass(site, id, name, bases, names, keywords);
                }
                Some(Object::Class(it)) => {
                    let open = open || it.open;
                    return self.new_class(site, metaclass.id(), name, bases, names, keywords, open);
                }
                Some(Object::Function(_)) => {
                    let given = self.class_arguments(name, bases.clone(), &names, keywords.clone(), false);
                    let made = self.call(site, metaclass, given)?;
                    if !made.is_unknown() {
                        return Ok(made);
                    }
                    return self.new_class(site, None, name, bases, names, keywords, true);
                }
                _ => return self.new_class(site, None, name, bases, names, keywords, true),
            }
        }
        self.new_class(site, None, name, bases, names, keywords, open)
    }

    fn call_metaclass(
        &mut self,
        site: Site,
        metaclass: Id,
        name: Symbol,
        bases: Vec<Value>,
        names: Names,
        keywords: Vec<(Symbol, Value)>,
    ) -> Outcome<Value> {
        let enumeration = self.is_enum_meta(Some(metaclass));
        let given = self.class_arguments(name, bases.clone(), &names, keywords.clone(), enumeration);
        let made = match self.new_of(metaclass) {
            Some(new) => {
                let mut given = given.clone();
                given.positional.insert(0, Value::Object(metaclass));
                self.call(site, new, given)?
            }
            None => self.new_class(
                site,
                Some(metaclass),
                name,
                bases.clone(),
                names.clone(),
                keywords.clone(),
                false,
            )?,
        };
        let made = if matches!(self.heap.object(made), Some(Object::Class(_))) {
            made
        } else if made.is_unknown() {
            self.new_class(site, Some(metaclass), name, bases, names, keywords, true)?
        } else {
            return Ok(made);
        };
        if let Some(init) = self.in_class(metaclass, self.known.init)
            && matches!(self.heap.object(init), Some(Object::Function(_)))
        {
            let mut given = given;
            given.positional.insert(0, made);
            self.call(site, init, given)?;
        }
        Ok(made)
    }

    fn class_arguments(
        &mut self,
        name: Symbol,
        bases: Vec<Value>,
        names: &Names,
        keywords: Vec<(Symbol, Value)>,
        enumeration: bool,
    ) -> Given {
        let bases = self.heap.value(Object::Tuple(bases.into()));
        let mut mapping = crate::values::value::Mapping::default();
        for (name, value) in names {
            mapping.items.insert(crate::values::value::Key::Str(*name), (Value::Str(*name), *value));
        }
        let members = mapping.items.iter().filter_map(|(key, (name, value))| {
            let Value::Str(text) = name else { return None };
            let member = !self.symbols.text(*text).starts_with('_') && self.is_member_value(*value);
            member.then(|| (key.clone(), (*name, Value::None)))
        });
        let members = crate::values::value::Mapping { items: members.collect(), ..Default::default() };
        let mut namespace = self.heap.value(Object::Dict(Box::new(mapping)));
        if enumeration {
            // `enum.EnumDict` knows which of its names are members.
            let class = crate::library::class(self, "EnumDict", &["dict"], None);
            let instance = self.plain_instance(class, true);
            let members = self.heap.value(Object::Dict(Box::new(members)));
            let key = self.symbols.intern("_member_names");
            if let Some(id) = instance.id()
                && let Object::Instance(it) = self.heap.fresh(id)
            {
                it.payload = namespace;
                it.names.insert(key, members);
            }
            namespace = instance;
        }
        Given { positional: vec![Value::Str(name), bases, namespace], keywords, ..Given::default() }
    }

    /// `type.__new__`: makes the class, then tells its attributes (`__set_name__`) and its bases
    /// (`__init_subclass__`).
    #[allow(clippy::too_many_arguments)] // As above.
    pub(crate) fn new_class(
        &mut self,
        site: Site,
        metaclass: Option<Id>,
        name: Symbol,
        bases: Vec<Value>,
        names: Names,
        keywords: Vec<(Symbol, Value)>,
        open: bool,
    ) -> Outcome<Value> {
        self.refused_bases(&bases)?;
        let mut open = open;
        let mut known_bases = Vec::new();
        for &base in &bases {
            match self.heap.object(base) {
                Some(Object::Class(it)) => {
                    open |= it.open;
                    known_bases.extend(base.id());
                }
                _ => open = true,
            }
        }
        let metaclass = metaclass.or_else(|| {
            known_bases.iter().find_map(|&base| match self.heap.get(base) {
                Object::Class(it) => it.metaclass,
                _ => None,
            })
        });
        let id = self.heap.add(Object::Class(Box::new(Class {
            name,
            bases,
            order: Vec::new(),
            open,
            names,
            metaclass,
            construct: None,
            native: false,
            subclasses: Vec::new(),
        })));
        let Some(order) = self.linearize(id, &known_bases, open)? else { return Ok(Value::Unknown) };
        for &base in &known_bases {
            if matches!(self.heap.get(base), Object::Class(it) if !it.native) {
                self.heap.change(Change::Subclass(base, Some(id)));
            }
        }
        if let Object::Class(it) = self.heap.fresh(id) {
            it.order = order;
        }
        if self.is_enum_meta(metaclass) {
            self.make_members(site, id)?;
        }
        let attributes: Vec<(Symbol, Value)> = match self.heap.get(id) {
            Object::Class(it) => it.names.iter().map(|(name, value)| (*name, *value)).collect(),
            _ => Vec::new(),
        };
        for (attribute, value) in attributes {
            if matches!(self.heap.object(value), Some(Object::Instance(_)))
                && let Some(hook) = self.special(value, self.known.set_name)
            {
                let told = self.call_with(site, hook, vec![Value::Object(id), Value::Str(attribute)]);
                self.set_name_result(told, name, value, attribute)?;
            }
        }
        let Object::Class(it) = self.heap.get(id) else { return Ok(Value::Unknown) };
        let order = it.order.clone();
        for &base in &order[1..] {
            if let Some(hook) = self.heap.name(base, self.known.init_subclass) {
                let hook = match self.heap.object(hook) {
                    Some(Object::ClassMethod(inner)) => *inner,
                    _ => hook,
                };
                let given = Given { positional: vec![Value::Object(id)], keywords, ..Given::default() };
                self.call(site, hook, given)?;
                break;
            }
        }
        Ok(Value::Object(id))
    }

    /// Before 3.12 what `__set_name__` raises becomes a `RuntimeError`.
    fn set_name_result(
        &mut self,
        result: Outcome<Value>,
        class: Symbol,
        value: Value,
        attribute: Symbol,
    ) -> Outcome<()> {
        if self.target.version < (3, 12)
            && let (Err(Raise::Exception(_)), Some(kind)) = (&result, self.type_name(value))
        {
            let (class, attribute) = (self.symbols.text(class), self.symbols.text(attribute));
            let message =
                format!("Error calling __set_name__ on '{kind}' instance '{attribute}' in '{class}'");
            return self.raise("RuntimeError", &message);
        }
        result.map(|_| ())
    }

    /// What cannot be derived from, or not from both at once.
    fn refused_bases(&mut self, bases: &[Value]) -> Outcome<()> {
        for &base in bases {
            let message = match base {
                Value::Object(id) => match self.heap.get(id) {
                    Object::Module(it) if !it.open && it.module.is_some() => {
                        "module() takes at most 2 arguments (3 given)".to_owned()
                    }
                    Object::Class(it)
                        if it.native && Some(id) == self.find_builtin(self.symbols.text(it.name)) =>
                    {
                        match self.symbols.text(it.name) {
                            name @ ("bool" | "range" | "slice") => {
                                format!("type '{name}' is not an acceptable base type")
                            }
                            _ => continue,
                        }
                    }
                    _ => continue,
                },
                Value::None => "NoneType takes no arguments".to_owned(),
                _ => continue,
            };
            self.raise_if_certain("TypeError", &message)?;
        }
        Ok(())
    }

    /// The method resolution order, by the C3 algorithm; where that fails, the bases in depth first.
    fn linearize(&mut self, class: Id, bases: &[Id], open: bool) -> Outcome<Option<Vec<Id>>> {
        if bases.len() > MOST_BASES {
            return Ok(Some(
                [class].into_iter().chain(bases.iter().copied()).chain([self.builtins.object]).collect(),
            ));
        }
        let mut lists: Vec<Vec<Id>> = bases
            .iter()
            .map(|&base| match self.heap.get(base) {
                Object::Class(it) => it.order.clone(),
                _ => vec![base],
            })
            .collect();
        // Long ways to `object` are copied by every class, and compared by those with several bases.
        let length: u64 = lists.iter().map(|list| list.len() as u64).sum();
        self.fuel =
            self.fuel.saturating_sub(if bases.len() < 2 { length / 64 } else { length * length / 64 });
        let mut order = vec![class];
        if bases.len() == 1 {
            order.append(&mut lists[0]);
            return Ok(Some(order));
        }
        lists.push(bases.to_vec());
        let mut failed = false;
        loop {
            lists.retain(|list| !list.is_empty());
            if lists.is_empty() {
                break;
            }
            let fits = |first: &Id| !lists.iter().any(|list| list[1..].contains(first));
            if !failed && !open && !lists.iter().any(|list| fits(&list[0])) {
                failed = true;
                let mut firsts: Vec<Id> = Vec::new();
                for list in &lists {
                    if !firsts.contains(&list[0]) {
                        firsts.push(list[0]);
                    }
                }
                let names: Vec<&str> = firsts
                    .iter()
                    .map(|&id| match self.heap.get(id) {
                        Object::Class(it) => self.symbols.text(it.name),
                        _ => "?",
                    })
                    .collect();
                let space = if self.target.version < (3, 13) { '\n' } else { ' ' };
                let message = format!(
                    "Cannot create a consistent method resolution{space}order (MRO) for bases {}",
                    names.join(", ")
                );
                self.raise_if_certain("TypeError", &message)?;
            }
            let next = lists
                .iter()
                .map(|list| list[0])
                .find(|first| !lists.iter().any(|list| list[1..].contains(first)))
                .unwrap_or(lists[0][0]);
            if !order.contains(&next) {
                order.push(next);
            }
            for list in &mut lists {
                list.retain(|&each| each != next);
            }
        }
        if !order.contains(&self.builtins.object) {
            order.push(self.builtins.object);
        }
        Ok(Some(order))
    }
}
