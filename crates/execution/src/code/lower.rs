//! Modules and statements into the compact form.

use std::sync::Arc;

use ruff_python_ast::{self as ast, Stmt as Ast};
use ruff_text_size::{Ranged, TextSize};
use rustc_hash::FxHashMap;

use super::faults::{self, Fault};
use super::tree::{
    Alias, Arguments, Block, Body, Case, Class, Expr, ExprKind, For, Function, Handler, ImportFrom,
    Parameters, Stmt, StmtKind, Try,
};
use crate::values::symbol::{Symbol, Symbols};

/// The names of one function while its body is read.
#[derive(Default)]
pub(super) struct Scope {
    bound: Vec<Symbol>,
    globals: Vec<Symbol>,
    nonlocals: Vec<Symbol>,
    pub(super) generator: bool,
    class: bool,
}

impl Scope {
    fn of_class() -> Self {
        Self { class: true, ..Self::default() }
    }

    pub(super) fn locals(&self) -> Box<[Symbol]> {
        let mut names: Vec<Symbol> = Vec::new();
        for &name in &self.bound {
            if !names.contains(&name) && !self.globals.contains(&name) && !self.nonlocals.contains(&name) {
                names.push(name);
            }
        }
        names.into()
    }
}

/// What is known while a text is read.
pub(super) struct Lowering<'s> {
    pub(super) symbols: &'s mut Symbols,
    pub(super) lines: Vec<u32>,
    /// How deeply statements and expressions nest.
    pub(super) deepest: u32,
    pub(super) version: (u8, u8),
    /// Names of the classes around the place that is read, without leading underscores.
    pub(super) classes: Vec<String>,
    /// What CPython refuses although it is no fault of the grammar.
    pub(super) fault: Option<Fault>,
    /// Functions around the place that is read; a class has a scope of its own that keeps nothing.
    pub(super) scopes: Vec<Scope>,
    /// Whether bodies of functions are read.
    pub(super) deep: bool,
    pub(super) depth: u32,
    pub(super) bodies: FxHashMap<u32, Arc<Body>>,
}

impl Lowering<'_> {
    pub(super) fn line(&self, offset: TextSize) -> u32 {
        self.lines.partition_point(|&start| start <= offset.to_u32()) as u32
    }

    pub(super) fn is_outside_functions(&self) -> bool {
        self.scopes.last().is_none_or(|scope| scope.class)
    }

    /// Notes what the compiler refuses; the first such place is the one that it tells.
    pub(super) fn refuse(&mut self, message: &str, offset: TextSize) {
        if self.fault.is_none() {
            self.fault = Some(Fault { message: message.to_owned(), line: self.line(offset) });
        }
    }

    /// A name as it is meant where it stands: private names of classes are changed (language reference, 6.2.1).
    pub(super) fn name(&mut self, text: &str) -> Symbol {
        match self.classes.last() {
            Some(class) if text.starts_with("__") && !text.ends_with("__") && !class.is_empty() => {
                self.symbols.intern(&format!("_{class}{text}"))
            }
            _ => self.symbols.intern(text),
        }
    }

    pub(super) fn bind(&mut self, name: Symbol) {
        if let Some(scope) = self.scopes.last_mut() {
            scope.bound.push(name);
        }
    }

    pub(super) fn bound(&mut self, name: &ast::Identifier) -> Symbol {
        let symbol = self.name(name.as_str());
        self.bind(symbol);
        symbol
    }

    pub(super) fn mark_generator(&mut self) {
        if let Some(scope) = self.scopes.last_mut() {
            scope.generator = true;
        }
    }

    pub(super) fn bind_parameters(&mut self, parameters: &Parameters) {
        let all = parameters.positional.iter().chain(&parameters.keyword_only).map(|(name, _)| *name);
        for name in all.chain(parameters.rest).chain(parameters.keywords) {
            self.bind(name);
        }
    }

    pub(super) fn block(&mut self, statements: &[Ast]) -> Block {
        let mut block = Vec::with_capacity(statements.len());
        for statement in statements {
            let line = self.line(statement.start());
            if self.depth > 400 {
                break;
            }
            self.depth += 1;
            self.deepest = self.deepest.max(self.depth);
            let kind = self.statement(statement);
            self.depth -= 1;
            if !matches!(kind, StmtKind::Pass) {
                block.push(Stmt { line, kind });
            }
        }
        block.into()
    }

    /// A target of an assignment, whose names become local.
    fn target(&mut self, target: &ast::Expr) -> Expr {
        self.bind_target(target);
        self.expression(target)
    }

    fn bind_target(&mut self, target: &ast::Expr) {
        match target {
            ast::Expr::Name(name) => {
                let symbol = self.name(name.id.as_str());
                self.bind(symbol);
            }
            ast::Expr::Tuple(it) => it.elts.iter().for_each(|each| self.bind_target(each)),
            ast::Expr::List(it) => it.elts.iter().for_each(|each| self.bind_target(each)),
            ast::Expr::Starred(it) => self.bind_target(&it.value),
            _ => {}
        }
    }

    fn targets(&mut self, targets: &[ast::Expr]) -> Box<[Expr]> {
        targets.iter().map(|each| self.target(each)).collect()
    }

    #[allow(clippy::too_many_lines)] // One arm for each statement of the language.
    fn statement(&mut self, statement: &Ast) -> StmtKind {
        match statement {
            Ast::Expr(it) => match &*it.value {
                ast::Expr::StringLiteral(_) | ast::Expr::EllipsisLiteral(_) => StmtKind::Pass,
                value => StmtKind::Expr(self.expression(value)),
            },
            Ast::Assign(it) => {
                let value = self.expression(&it.value);
                StmtKind::Assign(self.targets(&it.targets), value)
            }
            Ast::AugAssign(it) => {
                let value = self.expression(&it.value);
                StmtKind::AugAssign(self.target(&it.target), it.op, value)
            }
            Ast::AnnAssign(it) => StmtKind::AnnAssign(Box::new((
                self.target(&it.target),
                self.expression(&it.annotation),
                self.optional(it.value.as_deref()),
            ))),
            Ast::Import(it) => {
                StmtKind::Import(it.names.iter().map(|alias| self.import(alias, it.is_lazy)).collect())
            }
            Ast::ImportFrom(it) => self.import_from(it),
            Ast::FunctionDef(it) => self.function(it),
            Ast::ClassDef(it) => self.class(it),
            Ast::If(it) => {
                let mut clauses = vec![(Some(self.expression(&it.test)), self.block(&it.body))];
                self.deepest = self.deepest.max(it.elif_else_clauses.len() as u32 / 4);
                for clause in &it.elif_else_clauses {
                    clauses.push((self.optional(clause.test.as_ref()), self.block(&clause.body)));
                }
                StmtKind::If(clauses.into())
            }
            Ast::For(it) => {
                let iterable = self.expression(&it.iter);
                StmtKind::For(Box::new(For {
                    target: self.target(&it.target),
                    iterable,
                    body: self.block(&it.body),
                    otherwise: self.block(&it.orelse),
                }))
            }
            Ast::While(it) => StmtKind::While(Box::new((
                self.expression(&it.test),
                self.block(&it.body),
                self.block(&it.orelse),
            ))),
            Ast::With(it) => {
                let items = it.items.iter();
                let items = items.map(|item| {
                    let context = self.expression(&item.context_expr);
                    (context, item.optional_vars.as_deref().map(|target| self.target(target)))
                });
                StmtKind::With(items.collect(), self.block(&it.body))
            }
            Ast::Try(it) => StmtKind::Try(Box::new(Try {
                body: self.block(&it.body),
                handlers: it.handlers.iter().map(|handler| self.handler(handler)).collect(),
                otherwise: self.block(&it.orelse),
                finally: self.block(&it.finalbody),
            })),
            Ast::Raise(it) => {
                let raised = self.optional(it.exc.as_deref());
                StmtKind::Raise(raised, self.optional(it.cause.as_deref()))
            }
            Ast::Return(it) => {
                if self.is_outside_functions() {
                    self.refuse("'return' outside function", it.range.start());
                }
                StmtKind::Return(self.optional(it.value.as_deref()))
            }
            Ast::Delete(it) => StmtKind::Delete(self.targets(&it.targets)),
            Ast::Assert(it) => {
                StmtKind::Assert(Box::new((self.expression(&it.test), self.optional(it.msg.as_deref()))))
            }
            Ast::Match(it) => {
                let subject = self.expression(&it.subject);
                let cases = it.cases.iter();
                let cases = cases.map(|case| Case {
                    pattern: self.pattern(&case.pattern),
                    guard: self.optional(case.guard.as_deref()),
                    body: self.block(&case.body),
                });
                StmtKind::Match(Box::new((subject, cases.collect())))
            }
            Ast::TypeAlias(it) => match &*it.name {
                ast::Expr::Name(name) => {
                    let symbol = self.symbols.intern(name.id.as_str());
                    self.bind(symbol);
                    StmtKind::TypeAlias(symbol)
                }
                _ => StmtKind::Pass,
            },
            Ast::Global(it) => self.declaration(&it.names, |scope| &mut scope.globals),
            Ast::Nonlocal(it) => self.declaration(&it.names, |scope| &mut scope.nonlocals),
            Ast::Break(_) => StmtKind::Break,
            Ast::Continue(_) => StmtKind::Continue,
            Ast::Pass(_) | Ast::IpyEscapeCommand(_) => StmtKind::Pass,
        }
    }

    /// `global` and `nonlocal`: nothing to execute, but the names are not local to the function.
    fn declaration(
        &mut self,
        names: &[ast::Identifier],
        declared: fn(&mut Scope) -> &mut Vec<Symbol>,
    ) -> StmtKind {
        for name in names {
            let symbol = self.name(name.as_str());
            if let Some(scope) = self.scopes.last_mut() {
                declared(scope).push(symbol);
            }
        }
        StmtKind::Pass
    }

    fn import(&mut self, alias: &ast::Alias, lazy: bool) -> Alias {
        let name = self.symbols.intern(alias.name.as_str());
        let first = alias.name.as_str().split('.').next().unwrap_or_default();
        if let Some(asname) = &alias.asname {
            let alias = self.bound(asname);
            Alias { name, alias: Some(alias), lazy }
        } else {
            let symbol = self.symbols.intern(first);
            self.bind(symbol);
            Alias { name, alias: None, lazy }
        }
    }

    fn import_from(&mut self, it: &ast::StmtImportFrom) -> StmtKind {
        if it.level == 0 && it.module.as_ref().is_some_and(|name| name.as_str() == "__future__") {
            for alias in &it.names {
                let name = alias.name.as_str();
                if name == "braces" {
                    self.refuse("not a chance", it.range.start());
                } else if !faults::FEATURES.contains(&name) {
                    self.refuse(&format!("future feature {name} is not defined"), it.range.start());
                }
            }
        }
        let star = it.names.iter().any(|alias| alias.name.as_str() == "*");
        let names = it.names.iter().filter(|_| !star).map(|alias| {
            let name = self.name(alias.name.as_str());
            let alias = alias.asname.as_ref().map(|asname| self.name(asname.as_str()));
            self.bind(alias.unwrap_or(name));
            (name, alias)
        });
        let names = names.collect();
        StmtKind::ImportFrom(Box::new(ImportFrom {
            module: it.module.as_ref().map(|name| self.symbols.intern(name.as_str())),
            level: it.level,
            names,
            lazy: it.is_lazy,
        }))
    }

    fn handler(&mut self, handler: &ast::ExceptHandler) -> Handler {
        let ast::ExceptHandler::ExceptHandler(it) = handler;
        Handler {
            line: self.line(it.range.start()),
            class: self.optional(it.type_.as_deref()),
            name: it.name.as_ref().map(|name| self.bound(name)),
            body: self.block(&it.body),
        }
    }

    fn decorators(&mut self, decorators: &[ast::Decorator]) -> Box<[Expr]> {
        decorators.iter().map(|it| self.expression(&it.expression)).collect()
    }

    fn type_parameters(&mut self, parameters: Option<&ast::TypeParams>) -> Box<[Symbol]> {
        let Some(parameters) = parameters else { return Box::new([]) };
        let names = parameters.type_params.iter().map(|it| self.symbols.intern(it.name().as_str()));
        names.collect()
    }

    fn function(&mut self, it: &ast::StmtFunctionDef) -> StmtKind {
        let decorators = self.decorators(&it.decorator_list);
        let name = self.bound(&it.name);
        let parameters = self.parameters(&it.parameters);
        let mut annotations = Vec::new();
        let positional = it.parameters.posonlyargs.iter().chain(&it.parameters.args);
        let positional = positional.map(|each| &each.parameter).chain(it.parameters.vararg.as_deref());
        let keyword = it.parameters.kwonlyargs.iter().map(|each| &each.parameter);
        for parameter in positional.chain(keyword).chain(it.parameters.kwarg.as_deref()) {
            if let Some(annotation) = &parameter.annotation {
                annotations.push(self.expression(annotation));
            }
        }
        if let Some(returns) = &it.returns {
            annotations.push(self.expression(returns));
        }
        let generic = self.type_parameters(it.type_params.as_deref());
        let offset = it.range.start().to_u32();
        let body = self.deep.then(|| self.body(&parameters, &it.body));
        if let Some(body) = &body {
            self.bodies.insert(offset, Arc::clone(body));
        }
        let function = Function {
            name,
            offset,
            // The line of the `def`, not that of its first decorator.
            line: self.line(it.name.range.start()),
            is_async: it.is_async,
            parameters,
            annotations: annotations.into(),
            generic,
            doc: self.docstring(&it.body),
            body,
        };
        StmtKind::Function(Arc::new(function), decorators)
    }

    /// What the docstring of a module or a class does: it binds a name that code asks for.
    pub(super) fn doc_assignment(&mut self, body: &[Ast]) -> Option<Stmt> {
        let Some(Ast::Expr(first)) = body.first() else { return None };
        let ast::Expr::StringLiteral(text) = &*first.value else { return None };
        let line = self.line(first.range.start());
        let name = self.symbols.intern("__doc__");
        let value = ExprKind::Str(self.symbols.intern(text.value.to_str()));
        let target = Expr { line, kind: ExprKind::Name(name) };
        Some(Stmt { line, kind: StmtKind::Assign(Box::new([target]), Expr { line, kind: value }) })
    }

    fn docstring(&mut self, body: &[Ast]) -> Option<Symbol> {
        let Some(Ast::Expr(first)) = body.first() else { return None };
        let ast::Expr::StringLiteral(text) = &*first.value else { return None };
        // Long ones are for people.
        (text.value.len() < 200).then(|| self.symbols.intern(text.value.to_str()))
    }

    fn body(&mut self, parameters: &Parameters, statements: &[Ast]) -> Arc<Body> {
        self.scopes.push(Scope::default());
        self.bind_parameters(parameters);
        let block = self.block(statements);
        let scope = self.scopes.pop().unwrap_or_default();
        Arc::new(Body {
            block,
            locals: scope.locals(),
            generator: scope.generator,
            globals: scope.globals.into(),
        })
    }

    fn class(&mut self, it: &ast::StmtClassDef) -> StmtKind {
        let decorators = self.decorators(&it.decorator_list);
        let name = self.bound(&it.name);
        let generic = self.type_parameters(it.type_params.as_deref());
        let arguments = match &it.arguments {
            Some(arguments) => self.arguments(arguments),
            None => Arguments::default(),
        };
        self.scopes.push(Scope::of_class());
        self.classes.push(it.name.as_str().trim_start_matches('_').to_owned());
        let mut body = self.block(&it.body).into_vec();
        self.classes.pop();
        let scope = self.scopes.pop().unwrap_or_default();
        if let Some(assignment) = self.doc_assignment(&it.body) {
            body.insert(0, assignment);
        }
        StmtKind::Class(Arc::new(Class {
            name,
            line: self.line(it.name.range.start()),
            decorators,
            arguments,
            body: body.into(),
            globals: scope.globals.into(),
            generic,
        }))
    }
}
