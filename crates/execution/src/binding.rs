//! Where a module binds a name at its top level, by its text.

use crate::code::{Block, Expr, ExprKind, Pattern, Stmt, StmtKind};
use crate::engine::Engine;
use crate::values::symbol::{Symbol, Symbols};

impl Engine {
    /// The line of the first statement at the top level of the module that binds `name`.
    pub fn binding_line(&mut self, module: &str, name: &str) -> Option<u32> {
        let module = self.module_named(module);
        let text = self.text_of(module).ok()?;
        let name = self.symbols.find(name)?;
        first(&text.block, name, &self.symbols)
    }
}

fn first(block: &Block, name: Symbol, symbols: &Symbols) -> Option<u32> {
    block.iter().find_map(|statement| line(statement, name, symbols))
}

fn line(statement: &Stmt, name: Symbol, symbols: &Symbols) -> Option<u32> {
    let here = |bound: bool| bound.then_some(statement.line);
    let within = |blocks: &[&Block]| blocks.iter().find_map(|block| first(block, name, symbols));
    match &statement.kind {
        StmtKind::Assign(targets, _) => here(targets.iter().any(|target| targeted(target, name))),
        StmtKind::AnnAssign(parts) => here(parts.2.is_some() && targeted(&parts.0, name)),
        StmtKind::Import(aliases) => here(aliases.iter().any(|alias| match alias.alias {
            Some(alias) => alias == name,
            None => symbols.text(alias.name).split('.').next() == Some(symbols.text(name)),
        })),
        StmtKind::ImportFrom(import) => {
            here(import.names.iter().any(|(imported, alias)| alias.unwrap_or(*imported) == name))
        }
        StmtKind::Function(function, _) => (function.name == name).then_some(function.line),
        StmtKind::Class(class) => (class.name == name).then_some(class.line),
        StmtKind::If(clauses) => clauses.iter().find_map(|(_, body)| first(body, name, symbols)),
        StmtKind::For(it) => here(targeted(&it.target, name)).or_else(|| within(&[&it.body, &it.otherwise])),
        StmtKind::While(it) => within(&[&it.1, &it.2]),
        StmtKind::With(items, body) => {
            let bound =
                items.iter().any(|(_, target)| target.as_ref().is_some_and(|target| targeted(target, name)));
            here(bound).or_else(|| within(&[body]))
        }
        StmtKind::Try(it) => within(&[&it.body])
            .or_else(|| it.handlers.iter().find_map(|handler| first(&handler.body, name, symbols)))
            .or_else(|| within(&[&it.otherwise, &it.finally])),
        StmtKind::Match(parts) => parts.1.iter().find_map(|case| {
            here(captured(&case.pattern, name)).or_else(|| first(&case.body, name, symbols))
        }),
        StmtKind::TypeAlias(bound) | StmtKind::Expr(Expr { kind: ExprKind::Named(bound, _), .. }) => {
            here(*bound == name)
        }
        _ => None,
    }
}

fn targeted(target: &Expr, name: Symbol) -> bool {
    match &target.kind {
        ExprKind::Name(bound) => *bound == name,
        ExprKind::Tuple(parts) | ExprKind::List(parts) => parts.iter().any(|part| targeted(part, name)),
        ExprKind::Starred(inner) => targeted(inner, name),
        _ => false,
    }
}

fn captured(pattern: &Pattern, name: Symbol) -> bool {
    match pattern {
        Pattern::Value(_) | Pattern::Singleton(_) => false,
        Pattern::Sequence(parts) | Pattern::Or(parts) => parts.iter().any(|part| captured(part, name)),
        Pattern::Mapping(items, rest) => {
            *rest == Some(name) || items.iter().any(|(_, part)| captured(part, name))
        }
        Pattern::Class(_, positional, keywords) => {
            positional.iter().any(|part| captured(part, name))
                || keywords.iter().any(|(_, part)| captured(part, name))
        }
        Pattern::Star(bound) => *bound == Some(name),
        Pattern::As(inner, bound) => {
            *bound == Some(name) || inner.as_ref().is_some_and(|part| captured(part, name))
        }
    }
}
