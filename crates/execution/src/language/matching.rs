//! The `match` statement (language reference, 8.6).

use crate::code::{Case, Expr, ExprKind, Pattern};
use crate::engine::Engine;
use crate::language::frame::Frame;
use crate::language::raise::Outcome;
use crate::language::statement::Flow;
use crate::values::value::{Object, Sequence, Value};

impl Engine {
    pub(crate) fn match_statement(
        &mut self,
        frame: &mut Frame<'_>,
        subject: &Expr,
        cases: &[Case],
    ) -> Outcome<Flow> {
        let subject = self.evaluate(frame, subject)?;
        for case in cases {
            let mut matches = self.matches(frame, &case.pattern, subject)?;
            if matches != Some(false)
                && let Some(guard) = &case.guard
            {
                let holds = self.evaluate(frame, guard)?;
                match self.truth(frame, holds)? {
                    Some(true) => {}
                    other => matches = other,
                }
            }
            if matches.is_none() {
                self.assume();
                self.perhaps_executed(frame, &case.body);
            }
            if matches == Some(true) {
                return self.block(frame, &case.body);
            }
        }
        Ok(Flow::Next)
    }

    /// Whether a pattern matches, if that is known. Names are bound on the way.
    #[allow(clippy::too_many_lines)] // One arm for each pattern.
    fn matches(&mut self, frame: &mut Frame<'_>, pattern: &Pattern, subject: Value) -> Outcome<Option<bool>> {
        Ok(match pattern {
            Pattern::Value(value) => {
                let value = self.evaluate(frame, value)?;
                self.same(subject, value)
            }
            Pattern::Singleton(kind) => {
                let wanted = match kind {
                    ExprKind::True => Value::Bool(true),
                    ExprKind::False => Value::Bool(false),
                    _ => Value::None,
                };
                if subject.is_unknown() { None } else { Some(subject == wanted) }
            }
            Pattern::As(inner, name) => {
                let result = match inner {
                    Some(inner) => self.matches(frame, inner, subject)?,
                    None => Some(true),
                };
                if result != Some(false)
                    && let Some(name) = name
                {
                    self.store(frame, *name, subject);
                }
                result
            }
            Pattern::Star(name) => {
                if let Some(name) = name {
                    self.store(frame, *name, subject);
                }
                Some(true)
            }
            Pattern::Or(patterns) => {
                let mut result = Some(false);
                for pattern in patterns {
                    match self.matches(frame, pattern, subject)? {
                        Some(true) => return Ok(Some(true)),
                        Some(false) => {}
                        None => result = None,
                    }
                }
                result
            }
            Pattern::Sequence(patterns) => {
                if matches!(subject, Value::Str(_) | Value::None | Value::Int(_)) {
                    return Ok(Some(false));
                }
                if !matches!(self.heap.object(subject), Some(Object::List(_) | Object::Tuple(_))) {
                    return Ok(None);
                }
                let Some(values) = self.elements(frame.site, subject)? else { return Ok(None) };
                let star = patterns.iter().position(|each| matches!(each, Pattern::Star(_)));
                let enough = if star.is_some() {
                    values.len() + 1 >= patterns.len()
                } else {
                    values.len() == patterns.len()
                };
                if !enough {
                    return Ok(Some(false));
                }
                let more = (values.len() + 1).saturating_sub(patterns.len());
                let mut result = Some(true);
                let mut index = 0;
                for pattern in patterns {
                    let value = if matches!(pattern, Pattern::Star(_)) {
                        let items = values[index..index + more].to_vec();
                        index += more;
                        self.heap.value(Object::List(Sequence { items, open: false }))
                    } else {
                        index += 1;
                        values[index - 1]
                    };
                    match self.matches(frame, pattern, value)? {
                        Some(true) => {}
                        Some(false) => return Ok(Some(false)),
                        None => result = None,
                    }
                }
                result
            }
            Pattern::Mapping(items, rest) => {
                if let Some(name) = rest {
                    self.store(frame, *name, Value::Unknown);
                }
                let mut result = match self.heap.object(subject) {
                    Some(Object::Dict(_)) => Some(true),
                    _ if subject.id().is_none() && !subject.is_unknown() => return Ok(Some(false)),
                    _ => None,
                };
                for (key, pattern) in items {
                    let key = self.evaluate(frame, key)?;
                    let value = match self.contains(frame.site, subject, key)? {
                        Some(true) => self.item(frame.site, subject, key)?,
                        Some(false) => return Ok(Some(false)),
                        None => {
                            result = None;
                            Value::Unknown
                        }
                    };
                    match self.matches(frame, pattern, value)? {
                        Some(true) => {}
                        Some(false) => return Ok(Some(false)),
                        None => result = None,
                    }
                }
                result
            }
            Pattern::Class(class, positional, keywords) => {
                let class = self.evaluate(frame, class)?;
                let mut result = self.is_instance(subject, class);
                if result == Some(false) {
                    return Ok(result);
                }
                for pattern in positional {
                    // `str(x)` and its like bind the subject itself.
                    let value = if subject.id().is_none() { subject } else { Value::Unknown };
                    match self.matches(frame, pattern, value)? {
                        Some(true) => {}
                        Some(false) => return Ok(Some(false)),
                        None => result = None,
                    }
                }
                for (name, pattern) in keywords {
                    let value = self.attribute(frame.site, subject, *name)?;
                    let Some(value) = value else { return Ok(Some(false)) };
                    match self.matches(frame, pattern, value)? {
                        Some(true) => {}
                        Some(false) => return Ok(Some(false)),
                        None => result = None,
                    }
                }
                result
            }
        })
    }
}
