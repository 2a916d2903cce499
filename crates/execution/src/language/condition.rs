//! Conditions: which way a program goes, and which way it likely goes where that is not known.

use crate::code::{Block, Comparison, Expr, ExprKind, Stmt, StmtKind};
use crate::engine::Engine;
use crate::language::frame::Frame;
use crate::language::raise::{Outcome, Raise};
use crate::language::statement::Flow;

/// Whether a block contains an import, functions aside.
pub(crate) fn imports(block: &Block) -> bool {
    block.iter().any(|statement| match &statement.kind {
        StmtKind::Import(_) | StmtKind::ImportFrom(_) => true,
        StmtKind::If(clauses) => clauses.iter().any(|(_, body)| imports(body)),
        StmtKind::For(it) => imports(&it.body) || imports(&it.otherwise),
        StmtKind::While(it) => imports(&it.1) || imports(&it.2),
        StmtKind::With(_, body) => imports(body),
        StmtKind::Try(it) => {
            imports(&it.body)
                || it.handlers.iter().any(|handler| imports(&handler.body))
                || imports(&it.otherwise)
        }
        StmtKind::Class(it) => imports(&it.body),
        _ => false,
    })
}

/// Whether a block may end the function or the loop around it.
pub(crate) fn leaves(block: &[Stmt]) -> bool {
    block.iter().any(|statement| match &statement.kind {
        StmtKind::Return(_) | StmtKind::Break | StmtKind::Continue => true,
        StmtKind::If(clauses) => clauses.iter().any(|(_, body)| leaves(body)),
        StmtKind::With(_, body) => leaves(body),
        StmtKind::Try(it) => leaves(&it.body) || leaves(&it.otherwise),
        StmtKind::For(it) => leaves(&it.body),
        StmtKind::While(it) => leaves(&it.1),
        _ => false,
    })
}

pub(crate) fn ends_in_raise(block: &Block) -> bool {
    match block.last().map(|last| &last.kind) {
        Some(StmtKind::Raise(..)) => true,
        Some(StmtKind::If(clauses)) => {
            clauses.last().is_some_and(|(test, _)| test.is_none())
                && clauses.iter().all(|(_, body)| ends_in_raise(body))
        }
        _ => false,
    }
}

impl Engine {
    pub(crate) fn if_statement(
        &mut self,
        frame: &mut Frame<'_>,
        clauses: &[(Option<Expr>, Block)],
    ) -> Outcome<Flow> {
        let mut passed_over = false;
        for (index, (test, body)) in clauses.iter().enumerate() {
            let Some(test) = test else {
                return self.block(frame, body);
            };
            frame.site.line = test.line;
            let value = self.evaluate(frame, test)?;
            match self.truth(frame, value)? {
                Some(true) => return self.block(frame, body),
                Some(false) => {}
                None => {
                    self.assume();
                    let rest = clauses.get(index + 1);
                    if frame.body.is_none() && clauses.iter().all(|(_, body)| !imports(body)) {
                        return self.all_clauses(frame, clauses, index);
                    }
                    if self.is_likely(test, body, rest.map(|clause| &clause.1)) {
                        if imports(body) {
                            self.gap(
                                frame.site.module,
                                test.line,
                                "a condition that is not known, taken to hold",
                            );
                        }
                        match self.block(frame, body) {
                            // What fails behind a condition that is not known is likely not come to.
                            Err(Raise::Exception(_)) => {}
                            other => {
                                for (_, body) in &clauses[index + 1..] {
                                    self.perhaps_executed(frame, body);
                                }
                                return other;
                            }
                        }
                    }
                    self.perhaps_executed(frame, body);
                    passed_over |= imports(body);
                    frame.doubtful |= leaves(body);
                }
            }
        }
        if passed_over {
            self.gap(frame.site.module, frame.site.line, "a condition that is not known, taken not to hold");
        }
        Ok(Flow::Next)
    }

    /// Executes all clauses that may be the one, the first one last: nothing is missing afterwards that one of them
    /// would have made.
    pub(crate) fn all_clauses(
        &mut self,
        frame: &mut Frame<'_>,
        clauses: &[(Option<Expr>, Block)],
        first: usize,
    ) -> Outcome<Flow> {
        for (_, body) in clauses[first..].iter().rev() {
            if ends_in_raise(body) {
                continue;
            }
            match self.block(frame, body) {
                Ok(_) => {}
                Err(Raise::Exception(_)) => self.perhaps_executed(frame, body),
                Err(other) => return Err(other),
            }
        }
        Ok(Flow::Next)
    }

    /// Whether a condition that is not known is taken to hold.
    pub(crate) fn is_likely(&self, test: &Expr, body: &Block, otherwise: Option<&Block>) -> bool {
        if ends_in_raise(body) {
            return false;
        }
        if otherwise.is_some_and(ends_in_raise) {
            return true;
        }
        if self.complains(body) {
            return false;
        }
        // What is left early is the exception; `not x` asks whether something usual is missing.
        if matches!(
            body.last().map(|last| &last.kind),
            Some(StmtKind::Return(_) | StmtKind::Continue | StmtKind::Break)
        ) {
            return false;
        }
        is_usual(test)
    }

    /// Whether a block ends in a warning or a message, which nothing usual causes.
    pub(crate) fn complains(&self, block: &Block) -> bool {
        let Some(StmtKind::Expr(Expr { kind: ExprKind::Call(parts), .. })) =
            block.last().map(|last| &last.kind)
        else {
            return false;
        };
        let name = match &parts.0.kind {
            ExprKind::Name(name) | ExprKind::Attribute(_, name) => self.symbols.text(*name),
            _ => return false,
        };
        matches!(
            name,
            "warn" | "warning" | "error" | "critical" | "exception" | "print" | "debug" | "info" | "log"
        )
    }
}

/// Whether a test that is not known more likely holds. What is asked for together with other things is what is
/// usual, but for what is missing.
fn is_usual(test: &Expr) -> bool {
    match &test.kind {
        ExprKind::And(tests) => !tests.iter().any(|test| matches!(test.kind, ExprKind::Not(_))),
        // One value of many is seldom the one that a test asks for.
        ExprKind::Compare(_, rest) => match &**rest {
            [(operator, _)] => !matches!(operator, Comparison::Is | Comparison::Eq),
            _ => true,
        },
        ExprKind::Not(_) => false,
        _ => true,
    }
}
