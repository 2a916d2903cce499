//! Names that perhaps are bound, because statements that would bind them were perhaps executed.

use crate::code::{Block, Expr, ExprKind, Stmt, StmtKind};
use crate::engine::Engine;
use crate::language::frame::Frame;
use crate::values::symbol::Symbol;
use crate::values::value::Value;

impl Engine {
    /// Binds to unknown values what a block would bind in a module or a class and is not bound there: whether the
    /// block was executed, or how far, is not known.
    ///
    /// In functions nothing is bound: there a variable without a value is an error only where nothing was assumed.
    pub(crate) fn perhaps_executed(&mut self, frame: &Frame<'_>, block: &Block) {
        if frame.body.is_some() {
            return;
        }
        let mut bound = Bound::default();
        bound.block(block);
        let namespace = frame.site.class.unwrap_or(frame.site.globals);
        if bound.by_star {
            self.heap.open(namespace);
        }
        for (name, dotted) in bound.names {
            let name = if dotted { self.first_part(name) } else { name };
            if self.heap.name(namespace, name).is_none() {
                self.heap.set_name(namespace, name, Some(Value::Unknown));
            }
        }
    }
}

#[derive(Default)]
struct Bound {
    /// Each with whether it is the dotted name of an import, which binds the first part.
    names: Vec<(Symbol, bool)>,
    by_star: bool,
}

impl Bound {
    fn block(&mut self, block: &Block) {
        block.iter().for_each(|statement| self.statement(statement));
    }

    fn name(&mut self, name: Symbol) {
        self.names.push((name, false));
    }

    fn statement(&mut self, statement: &Stmt) {
        match &statement.kind {
            StmtKind::Assign(targets, _) => targets.iter().for_each(|target| self.target(target)),
            StmtKind::AnnAssign(parts) if parts.2.is_some() => self.target(&parts.0),
            StmtKind::Import(aliases) => {
                for alias in aliases {
                    self.names.push((alias.alias.unwrap_or(alias.name), alias.alias.is_none()));
                }
            }
            StmtKind::ImportFrom(import) => {
                self.by_star |= import.names.is_empty();
                import.names.iter().for_each(|(name, alias)| self.name(alias.unwrap_or(*name)));
            }
            StmtKind::Function(function, _) => self.name(function.name),
            StmtKind::Class(class) => self.name(class.name),
            StmtKind::If(clauses) => clauses.iter().for_each(|(_, body)| self.block(body)),
            StmtKind::For(it) => {
                self.target(&it.target);
                self.block(&it.body);
                self.block(&it.otherwise);
            }
            StmtKind::While(it) => {
                self.block(&it.1);
                self.block(&it.2);
            }
            StmtKind::With(items, body) => {
                items.iter().filter_map(|(_, target)| target.as_ref()).for_each(|target| self.target(target));
                self.block(body);
            }
            StmtKind::Try(it) => {
                self.block(&it.body);
                it.handlers.iter().for_each(|handler| self.block(&handler.body));
                self.block(&it.otherwise);
                self.block(&it.finally);
            }
            StmtKind::Match(parts) => parts.1.iter().for_each(|case| self.block(&case.body)),
            StmtKind::TypeAlias(name) => self.name(*name),
            _ => {}
        }
    }

    fn target(&mut self, target: &Expr) {
        match &target.kind {
            ExprKind::Name(name) => self.name(*name),
            ExprKind::Tuple(parts) | ExprKind::List(parts) => parts.iter().for_each(|part| self.target(part)),
            ExprKind::Starred(inner) => self.target(inner),
            _ => {}
        }
    }
}
