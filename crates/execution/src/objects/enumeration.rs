//! Enumerations: what `enum` makes of the body of a class.

use crate::engine::Engine;
use crate::language::frame::Site;
use crate::language::raise::Outcome;
use crate::values::symbol::Symbol;
use crate::values::value::{Id, Object, Value};

impl Engine {
    /// Whether classes of this metaclass are enumerations.
    #[must_use]
    pub(crate) fn is_enum_meta(&self, metaclass: Option<Id>) -> bool {
        match (metaclass, self.builtins.enum_meta) {
            (Some(metaclass), Some(of_all)) => self.derives(metaclass, of_all),
            _ => false,
        }
    }

    /// The members of an enumeration: each name of its body that is bound to a plain value.
    pub(crate) fn make_members(&mut self, site: Site, class: Id) -> Outcome<()> {
        let Object::Class(it) = self.heap.get(class) else { return Ok(()) };
        let names: Vec<(Symbol, Value)> = it.names.iter().map(|(name, value)| (*name, *value)).collect();
        let mut members = Vec::new();
        let mut values: Vec<(Value, Value)> = Vec::new();
        for (name, value) in names {
            let text = self.symbols.text(name);
            if text.starts_with('_') || !self.is_member_value(value) {
                continue;
            }
            // Another name for the same value is another name of the same member.
            if let Some(&(_, member)) = values.iter().find(|(of, _)| self.same(*of, value) == Some(true)) {
                self.heap.set_name(class, name, Some(member));
                continue;
            }
            let member = self.plain_instance(class, false);
            let Some(id) = member.id() else { continue };
            if let Object::Instance(instance) = self.heap.fresh(id) {
                instance.payload = value;
            }
            if let Some(init) = self.in_class(class, self.known.init)
                && matches!(self.heap.object(init), Some(Object::Function(_)))
            {
                let mut positional = vec![member];
                match self.heap.object(value) {
                    Some(Object::Tuple(values)) => positional.extend(values.iter()),
                    _ => positional.push(value),
                }
                self.call_with(site, init, positional)?;
            }
            for key in [self.known.value, self.known.value_] {
                if self.heap.name(id, key).is_none() {
                    self.heap.set_name(id, key, Some(value));
                }
            }
            for key in [self.known.name_, self.known.name__] {
                self.heap.set_name(id, key, Some(Value::Str(name)));
            }
            self.heap.set_name(class, name, Some(member));
            members.push((name, member));
            values.push((value, member));
        }
        let mut mapping = crate::values::value::Mapping::default();
        for (name, member) in members {
            mapping.items.insert(crate::values::value::Key::Str(name), (Value::Str(name), member));
        }
        let mapping = self.heap.value(Object::Dict(Box::new(mapping)));
        let key = self.symbols.intern("__members__");
        self.heap.set_name(class, key, Some(mapping));
        Ok(())
    }

    /// The member of an enumeration that has this value, if that is known.
    #[must_use]
    pub(crate) fn member_of(&self, class: Id, value: Value) -> Option<Value> {
        let Object::Class(it) = self.heap.get(class) else { return None };
        if !self.is_enum_meta(it.metaclass) {
            return None;
        }
        let members = self.heap.name(class, self.symbols.find("__members__")?)?;
        let Some(Object::Dict(members)) = self.heap.object(members) else { return None };
        let mut members = members.items.values().map(|(_, member)| *member);
        members.find(|&member| match self.heap.object(member) {
            Some(Object::Instance(it)) => member == value || self.same(it.payload, value) == Some(true),
            _ => false,
        })
    }

    pub(crate) fn is_member_value(&self, value: Value) -> bool {
        match self.heap.object(value) {
            Some(object) => !matches!(
                object,
                Object::Function(_)
                    | Object::Property(..)
                    | Object::ClassMethod(_)
                    | Object::StaticMethod(_)
                    | Object::Native(..)
                    | Object::Class(_)
            ),
            None => true,
        }
    }
}
