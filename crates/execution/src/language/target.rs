//! Targets: what an assignment binds, and what `del` unbinds (language reference, 7.2 and 7.5).

use crate::code::{Expr, ExprKind};
use crate::engine::Engine;
use crate::language::frame::Frame;
use crate::language::raise::Outcome;
use crate::values::value::{Object, Sequence, Value};

impl Engine {
    /// Assigns to a target.
    pub(crate) fn assign(&mut self, frame: &mut Frame<'_>, target: &Expr, value: Value) -> Outcome<()> {
        match &target.kind {
            ExprKind::Name(name) => self.store(frame, *name, value),
            ExprKind::Attribute(object, name) => {
                let object = self.evaluate(frame, object)?;
                frame.site.line = target.line;
                self.set_attribute(frame.site, object, *name, value)?;
            }
            ExprKind::Subscript(parts) => {
                let object = self.evaluate(frame, &parts.0)?;
                let index = self.evaluate(frame, &parts.1)?;
                frame.site.line = target.line;
                self.set_item(frame.site, object, index, value)?;
            }
            ExprKind::Tuple(targets) | ExprKind::List(targets) => {
                frame.site.line = target.line;
                let values = self.unpack(frame, targets, value)?;
                for (target, value) in targets.iter().zip(values) {
                    self.assign(frame, target, value)?;
                }
            }
            ExprKind::Starred(inner) => self.assign(frame, inner, value)?,
            _ => {}
        }
        Ok(())
    }

    /// One value for each target.
    pub(crate) fn unpack(
        &mut self,
        frame: &Frame<'_>,
        targets: &[Expr],
        value: Value,
    ) -> Outcome<Vec<Value>> {
        let unknown = vec![Value::Unknown; targets.len()];
        if let Some(kind) = self.not_iterable(value) {
            self.raise_if_certain("TypeError", &format!("cannot unpack non-iterable {kind} object"))?;
        }
        let Some(values) = self.elements(frame.site, value)? else { return Ok(unknown) };
        let star = targets.iter().position(|target| matches!(target.kind, ExprKind::Starred(_)));
        let (count, wanted) = (values.len(), targets.len());
        let certain = !self.is_open_collection(value);
        let Some(star) = star else {
            if count == wanted || !certain {
                return Ok(if count == wanted { values } else { unknown });
            }
            let message = if count < wanted {
                format!("not enough values to unpack (expected {wanted}, got {count})")
            } else if self.target.version >= (3, 14)
                && matches!(
                    self.heap.object(value),
                    Some(Object::Tuple(_) | Object::List(_) | Object::Dict(_))
                )
            {
                format!("too many values to unpack (expected {wanted}, got {count})")
            } else {
                format!("too many values to unpack (expected {wanted})")
            };
            self.raise_if_certain("ValueError", &message)?;
            return Ok(unknown);
        };
        let after = wanted - star - 1;
        if count < star + after {
            if certain {
                let message =
                    format!("not enough values to unpack (expected at least {}, got {count})", star + after);
                self.raise_if_certain("ValueError", &message)?;
            }
            return Ok(unknown);
        }
        let middle = values[star..values.len() - after].to_vec();
        let middle = self.heap.value(Object::List(Sequence { items: middle, open: false }));
        let mut all = values[..star].to_vec();
        all.push(middle);
        all.extend_from_slice(&values[values.len() - after..]);
        Ok(all)
    }

    pub(crate) fn delete(&mut self, frame: &mut Frame<'_>, target: &Expr) -> Outcome<()> {
        match &target.kind {
            ExprKind::Name(name) => {
                frame.site.line = target.line;
                if !self.unbind(frame, *name)
                    && frame.body.is_none()
                    && !self.heap.is_open(frame.site.globals)
                {
                    let message = format!("name '{}' is not defined", self.symbols.text(*name));
                    return self.raise("NameError", &message);
                }
            }
            ExprKind::Attribute(object, name) => {
                let object = self.evaluate(frame, object)?;
                frame.site.line = target.line;
                self.delete_attribute(object, *name)?;
            }
            ExprKind::Subscript(parts) => {
                let object = self.evaluate(frame, &parts.0)?;
                let index = self.evaluate(frame, &parts.1)?;
                self.delete_item(frame.site, object, index)?;
            }
            ExprKind::Tuple(targets) | ExprKind::List(targets) => {
                for target in targets {
                    self.delete(frame, target)?;
                }
            }
            _ => {}
        }
        Ok(())
    }
}
