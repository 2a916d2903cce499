//! Expressions and patterns into the compact form.

use std::sync::Arc;

use ruff_python_ast::{self as ast, InterpolatedStringElement, Number};
use ruff_text_size::Ranged;

use super::lower::Lowering;
use super::tree::{
    Arguments, Body, Collection, Comprehension, Expr, ExprKind, Function, Generator, Parameters, Part,
    Pattern, Stmt, StmtKind,
};

/// CPython refuses brackets nested deeper than 200; operators may nest deeper.
const DEEPEST: u32 = 2_000;

impl Lowering<'_> {
    pub(super) fn boxed(&mut self, expression: &ast::Expr) -> Box<Expr> {
        Box::new(self.expression(expression))
    }

    pub(super) fn expressions<'e>(&mut self, all: impl IntoIterator<Item = &'e ast::Expr>) -> Box<[Expr]> {
        all.into_iter().map(|each| self.expression(each)).collect()
    }

    pub(super) fn optional(&mut self, expression: Option<&ast::Expr>) -> Option<Expr> {
        expression.map(|it| self.expression(it))
    }

    pub(super) fn expression(&mut self, expression: &ast::Expr) -> Expr {
        // Of an attribute the line of its name is shown, since 3.10.
        let line = match expression {
            _ if self.version < (3, 10) => self.line(expression.start()),
            ast::Expr::Attribute(it) => self.line(it.attr.range.start()),
            ast::Expr::Call(it) => match &*it.func {
                ast::Expr::Attribute(method) => self.line(method.attr.range.start()),
                _ => self.line(expression.start()),
            },
            _ => self.line(expression.start()),
        };
        if self.depth > DEEPEST {
            return Expr { line, kind: ExprKind::Opaque };
        }
        self.depth += 1;
        self.deepest = self.deepest.max(self.depth);
        let kind = self.expression_kind(expression);
        self.depth -= 1;
        Expr { line, kind }
    }

    #[allow(clippy::too_many_lines)] // One arm for each expression of the language.
    fn expression_kind(&mut self, expression: &ast::Expr) -> ExprKind {
        match expression {
            ast::Expr::NoneLiteral(_) => ExprKind::None,
            ast::Expr::EllipsisLiteral(_) => ExprKind::Ellipsis,
            ast::Expr::BooleanLiteral(it) => {
                if it.value {
                    ExprKind::True
                } else {
                    ExprKind::False
                }
            }
            ast::Expr::NumberLiteral(it) => match &it.value {
                Number::Int(value) => value.as_i64().map_or(ExprKind::Opaque, ExprKind::Int),
                Number::Float(value) => ExprKind::Float(*value),
                Number::Complex { .. } => ExprKind::Opaque,
            },
            ast::Expr::StringLiteral(it) => ExprKind::Str(self.symbols.intern(it.value.to_str())),
            ast::Expr::BytesLiteral(it) => {
                let bytes: Vec<u8> = it.value.bytes().collect();
                ExprKind::Bytes(self.symbols.intern(&String::from_utf8_lossy(&bytes)))
            }
            ast::Expr::FString(it) => self.joined(it),
            ast::Expr::TString(it) => {
                for element in it.value.elements() {
                    if let InterpolatedStringElement::Interpolation(inner) = element {
                        self.expression(&inner.expression);
                    }
                }
                ExprKind::Opaque
            }
            ast::Expr::Name(it) => ExprKind::Name(self.name(it.id.as_str())),
            ast::Expr::Attribute(it) => {
                let name = self.name(it.attr.as_str());
                ExprKind::Attribute(self.boxed(&it.value), name)
            }
            ast::Expr::Call(it) => {
                let callee = self.expression(&it.func);
                ExprKind::Call(Box::new((callee, self.arguments(&it.arguments))))
            }
            ast::Expr::Subscript(it) => {
                ExprKind::Subscript(Box::new((self.expression(&it.value), self.expression(&it.slice))))
            }
            ast::Expr::Slice(it) => ExprKind::Slice(Box::new([
                self.optional(it.lower.as_deref()),
                self.optional(it.upper.as_deref()),
                self.optional(it.step.as_deref()),
            ])),
            ast::Expr::BinOp(it) => {
                ExprKind::Binary(Box::new((self.expression(&it.left), it.op, self.expression(&it.right))))
            }
            ast::Expr::UnaryOp(it) => {
                let operand = self.boxed(&it.operand);
                match it.op {
                    ast::UnaryOp::Not => ExprKind::Not(operand),
                    ast::UnaryOp::USub => ExprKind::Unary(b'-', operand),
                    ast::UnaryOp::UAdd => ExprKind::Unary(b'+', operand),
                    ast::UnaryOp::Invert => ExprKind::Unary(b'~', operand),
                }
            }
            ast::Expr::BoolOp(it) => {
                let values = self.expressions(&it.values);
                if it.op == ast::BoolOp::And { ExprKind::And(values) } else { ExprKind::Or(values) }
            }
            ast::Expr::Compare(it) => {
                let left = self.boxed(&it.left);
                let rest = it.ops.iter().zip(&it.comparators);
                ExprKind::Compare(left, rest.map(|(op, right)| (*op, self.expression(right))).collect())
            }
            ast::Expr::If(it) => ExprKind::If(Box::new((
                self.expression(&it.test),
                self.expression(&it.body),
                self.expression(&it.orelse),
            ))),
            ast::Expr::Lambda(it) => self.lambda(it),
            ast::Expr::List(it) => ExprKind::List(self.expressions(&it.elts)),
            ast::Expr::Tuple(it) => ExprKind::Tuple(self.expressions(&it.elts)),
            ast::Expr::Set(it) => ExprKind::Set(self.expressions(&it.elts)),
            ast::Expr::Dict(it) => {
                let items = it.items.iter();
                ExprKind::Dict(
                    items
                        .map(|item| (self.optional(item.key.as_ref()), self.expression(&item.value)))
                        .collect(),
                )
            }
            ast::Expr::ListComp(it) => self.comprehension(Collection::List, None, &it.elt, &it.generators),
            ast::Expr::SetComp(it) => self.comprehension(Collection::Set, None, &it.elt, &it.generators),
            ast::Expr::Generator(it) => {
                self.comprehension(Collection::Generator, None, &it.elt, &it.generators)
            }
            ast::Expr::DictComp(it) => {
                self.comprehension(Collection::Dict, it.key.as_deref(), &it.value, &it.generators)
            }
            ast::Expr::Starred(it) => ExprKind::Starred(self.boxed(&it.value)),
            ast::Expr::Named(it) => {
                let value = self.boxed(&it.value);
                match &*it.target {
                    ast::Expr::Name(name) => {
                        let symbol = self.name(name.id.as_str());
                        self.bind(symbol);
                        ExprKind::Named(symbol, value)
                    }
                    _ => value.kind,
                }
            }
            ast::Expr::Await(it) => ExprKind::Await(self.boxed(&it.value)),
            ast::Expr::Yield(it) => {
                if self.is_outside_functions() {
                    self.refuse("'yield' outside function", it.range.start());
                }
                self.mark_generator();
                ExprKind::Yield(it.value.as_deref().map(|value| self.boxed(value)))
            }
            ast::Expr::YieldFrom(it) => {
                if self.is_outside_functions() {
                    self.refuse("'yield' outside function", it.range.start());
                }
                self.mark_generator();
                ExprKind::YieldFrom(self.boxed(&it.value))
            }
            ast::Expr::IpyEscapeCommand(_) => ExprKind::Opaque,
        }
    }

    fn joined(&mut self, string: &ast::ExprFString) -> ExprKind {
        let mut parts = Vec::new();
        for part in &string.value {
            match part {
                ast::FStringPart::Literal(it) => parts.push(Part::Text(self.symbols.intern(&it.value))),
                ast::FStringPart::FString(it) => {
                    for element in &it.elements {
                        match element {
                            InterpolatedStringElement::Literal(text) => {
                                parts.push(Part::Text(self.symbols.intern(&text.value)));
                            }
                            InterpolatedStringElement::Interpolation(inner) => {
                                let plain = inner.format_spec.is_none() && inner.debug_text.is_none();
                                let repr = matches!(inner.conversion, ast::ConversionFlag::Repr);
                                parts.push(Part::Value(self.expression(&inner.expression), repr, !plain));
                            }
                        }
                    }
                }
            }
        }
        ExprKind::Joined(parts.into())
    }

    fn comprehension(
        &mut self,
        collection: Collection,
        key: Option<&ast::Expr>,
        element: &ast::Expr,
        generators: &[ast::Comprehension],
    ) -> ExprKind {
        let generators = generators
            .iter()
            .map(|it| Generator {
                target: self.expression(&it.target),
                iterable: self.expression(&it.iter),
                conditions: self.expressions(&it.ifs),
            })
            .collect();
        ExprKind::Comprehension(Arc::new(Comprehension {
            collection,
            key: self.optional(key),
            element: self.expression(element),
            generators,
        }))
    }

    fn lambda(&mut self, lambda: &ast::ExprLambda) -> ExprKind {
        let line = self.line(lambda.range.start());
        let parameters = lambda.parameters.as_deref().map(|it| self.parameters(it)).unwrap_or_default();
        self.scopes.push(super::lower::Scope::default());
        self.bind_parameters(&parameters);
        let value = self.expression(&lambda.body);
        let scope = self.scopes.pop().unwrap_or_default();
        let block = Box::new([Stmt { line, kind: StmtKind::Return(Some(value)) }]);
        ExprKind::Lambda(Arc::new(Function {
            name: self.symbols.intern("<lambda>"),
            offset: lambda.range.start().to_u32(),
            line,
            is_async: false,
            parameters,
            annotations: Box::new([]),
            generic: Box::new([]),
            doc: None,
            body: Some(Arc::new(Body {
                block,
                locals: scope.locals(),
                globals: Box::new([]),
                generator: scope.generator,
            })),
        }))
    }

    pub(super) fn arguments(&mut self, arguments: &ast::Arguments) -> Arguments {
        let keywords = arguments.keywords.iter().map(|it| {
            let name = it.arg.as_ref().map(|name| self.name(name.as_str()));
            (name, self.expression(&it.value))
        });
        let keywords = keywords.collect();
        Arguments { positional: self.expressions(&arguments.args), keywords }
    }

    pub(super) fn parameters(&mut self, parameters: &ast::Parameters) -> Parameters {
        let positional = parameters.posonlyargs.iter().chain(&parameters.args);
        let positional = positional.map(|it| self.parameter(it)).collect();
        let keyword_only = parameters.kwonlyargs.iter().map(|it| self.parameter(it)).collect();
        Parameters {
            positional_only: parameters.posonlyargs.len() as u32,
            positional,
            rest: parameters.vararg.as_ref().map(|it| self.name(it.name.as_str())),
            keyword_only,
            keywords: parameters.kwarg.as_ref().map(|it| self.name(it.name.as_str())),
        }
    }

    fn parameter(
        &mut self,
        parameter: &ast::ParameterWithDefault,
    ) -> (crate::values::symbol::Symbol, Option<Expr>) {
        let name = self.name(parameter.parameter.name.as_str());
        (name, self.optional(parameter.default.as_deref()))
    }

    pub(super) fn pattern(&mut self, pattern: &ast::Pattern) -> Pattern {
        match pattern {
            ast::Pattern::MatchValue(it) => Pattern::Value(self.expression(&it.value)),
            ast::Pattern::MatchSingleton(it) => Pattern::Singleton(match it.value {
                ast::Singleton::None => ExprKind::None,
                ast::Singleton::True => ExprKind::True,
                ast::Singleton::False => ExprKind::False,
            }),
            ast::Pattern::MatchSequence(it) => {
                Pattern::Sequence(it.patterns.iter().map(|each| self.pattern(each)).collect())
            }
            ast::Pattern::MatchMapping(it) => {
                let items = it.keys.iter().zip(&it.patterns);
                let items = items.map(|(key, value)| (self.expression(key), self.pattern(value))).collect();
                Pattern::Mapping(items, it.rest.as_ref().map(|name| self.bound(name)))
            }
            ast::Pattern::MatchClass(it) => Pattern::Class(
                self.expression(&it.cls),
                it.arguments.patterns.iter().map(|each| self.pattern(each)).collect(),
                it.arguments
                    .keywords
                    .iter()
                    .map(|each| (self.symbols.intern(each.attr.as_str()), self.pattern(&each.pattern)))
                    .collect(),
            ),
            ast::Pattern::MatchStar(it) => Pattern::Star(it.name.as_ref().map(|name| self.bound(name))),
            ast::Pattern::MatchAs(it) => Pattern::As(
                it.pattern.as_ref().map(|each| Box::new(self.pattern(each))),
                it.name.as_ref().map(|name| self.bound(name)),
            ),
            ast::Pattern::MatchOr(it) => {
                Pattern::Or(it.patterns.iter().map(|each| self.pattern(each)).collect())
            }
        }
    }
}
