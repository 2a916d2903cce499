//! Calls that import a literal name: `importlib.import_module("a.b")`, `__import__("a")`.

use super::cursor::is_word;
use super::line::Lexer;
use super::record::{Anchor, Block, BlockKind, Form, Import, NONE, Text};

impl Lexer<'_> {
    /// Reads the call whose callee's last word stands between `start` and `end`, if it is one.
    pub fn read_call(&mut self, start: usize, end: usize) {
        let open = self.cursor.skip_blank(end);
        if self.cursor.byte(open) != b'(' || self.already_read(end) || self.is_definition(start) {
            return;
        }
        let form = if self.cursor.byte(start) == b'_' { Form::DunderImport } else { Form::ImportModule };
        let qualifier = self.qualifier(start);
        let callee = qualifier.as_ref().map_or(start, |range| range.start);
        let qualifier = qualifier.map_or(Text::default(), |range| self.store_name(range.start, range.end));
        let block = self.block_of_call(start);
        let position = self.lines.position(callee);
        let mut at = self.cursor.skip_space(open + 1);
        if self.cursor.has_word(at, b"name") {
            let equals = self.cursor.skip_space(at + 4);
            if self.cursor.byte(equals) == b'=' {
                at = self.cursor.skip_space(equals + 1);
            }
        }
        let argument = self.cursor.plain_string(at);
        let (mut name, mut level, mut literal) = (Text::default(), 0, false);
        let mut anchor = Anchor::Missing;
        if let Some((range, after)) = argument {
            let next = self.cursor.skip_space(after);
            literal = matches!(self.cursor.byte(next), b',' | b')');
            name = self.store_string(range);
            if form == Form::ImportModule {
                let text = self.scan.text(name);
                level = (text.len() - text.trim_start_matches('.').len()) as u32;
                name.start += level;
            }
            if form == Form::ImportModule && self.cursor.byte(next) == b',' {
                anchor = self.read_anchor(next + 1);
            }
        }
        let aliases = self.scan.aliases.len() as u32;
        self.scan.imports.push(Import {
            form,
            position,
            end: end as u32,
            level,
            module: name,
            module_position: position,
            aliases: (aliases, aliases),
            lazy: false,
            block,
            anchor,
            qualifier,
            literal,
        });
    }

    /// A line may be read twice; its calls are not. Imports stand in the order of their ends.
    fn already_read(&self, end: usize) -> bool {
        self.scan.imports.binary_search_by_key(&(end as u32), |import| import.end).is_ok()
    }

    /// `def import_module(...)` calls nothing.
    fn is_definition(&self, start: usize) -> bool {
        let before = self.cursor.src[..start].trim_ascii_end();
        before.len() < start && (before.ends_with(b"def") || before.ends_with(b"class"))
    }

    /// The dotted words before the dot before `start`.
    fn qualifier(&self, start: usize) -> Option<std::ops::Range<usize>> {
        let end = start.checked_sub(1).filter(|&dot| self.cursor.src[dot] == b'.')?;
        let mut first = end;
        while first > 0 && (is_word(self.cursor.src[first - 1]) || self.cursor.src[first - 1] == b'.') {
            first -= 1;
        }
        Some(first..end)
    }

    /// The block that runs the call at `at`: that of its line, the body behind the line's colon, or a lambda.
    fn block_of_call(&mut self, at: usize) -> u32 {
        let (line, opened) = self.line();
        let block = match opened {
            None => self.enclosing(),
            Some(block) => match self.body_of_line(block) {
                Some(body) if body <= at => block,
                _ => self.scan.blocks[block as usize].parent,
            },
        };
        match self.lambda_around(line, at) {
            None => block,
            Some((offset, header)) => {
                let id = self.scan.blocks.len() as u32;
                self.scan.blocks.push(Block {
                    kind: BlockKind::Lambda,
                    offset: offset as u32,
                    header: header as u32,
                    parent: block,
                    previous: NONE,
                    head: id,
                    raises: false,
                });
                id
            }
        }
    }

    /// The lambda whose body holds `at`, the outermost one: where it begins, and one past its keyword.
    fn lambda_around(&mut self, line: usize, at: usize) -> Option<(usize, usize)> {
        // Calls come in order, so the walk through their line goes on where it stopped.
        let mut lambdas = std::mem::take(&mut self.lambdas);
        if lambdas.line != line || lambdas.next > at {
            lambdas = Lambdas { line, next: line, ..Lambdas::default() };
        }
        while lambdas.next < at {
            let byte = self.cursor.byte(lambdas.next);
            lambdas.next = match byte {
                b'"' | b'\'' => self.cursor.skip_string(lambdas.next).0,
                b'#' => self.cursor.line_end(lambdas.next),
                _ if is_word(byte) => {
                    let end = self.cursor.word_end(lambdas.next);
                    match &self.cursor.src[lambdas.next..end] {
                        b"lambda" => lambdas.open.push((lambdas.depth, lambdas.next, false)),
                        // The `for` of a comprehension.
                        b"for" => lambdas.end_bodies(),
                        _ => {}
                    }
                    end
                }
                _ => {
                    lambdas.pass(byte);
                    lambdas.next + 1
                }
            };
        }
        let around = lambdas.open.iter().find(|lambda| lambda.2).map(|lambda| (lambda.1, lambda.1 + 6));
        self.lambdas = lambdas;
        around
    }

    /// The `package` argument at `at`.
    fn read_anchor(&mut self, at: usize) -> Anchor {
        let mut at = self.cursor.skip_space(at);
        if self.cursor.has_word(at, b"package") {
            let equals = self.cursor.skip_blank(at + 7);
            if self.cursor.byte(equals) == b'=' {
                at = self.cursor.skip_space(equals + 1);
            }
        }
        if self.cursor.byte(at) == b')' {
            return Anchor::Missing;
        }
        if let Some((range, _)) = self.cursor.plain_string(at) {
            return Anchor::Literal(self.store_string(range));
        }
        let end = self.cursor.word_end(at);
        let anchor = match &self.cursor.src[at..end] {
            b"__package__" => Anchor::Package,
            b"__name__" => Anchor::Name,
            b"__spec__" if self.cursor.src[end..].starts_with(b".parent") => {
                let after = self.cursor.skip_space(end + 7);
                return if matches!(self.cursor.byte(after), b',' | b')') {
                    Anchor::Package
                } else {
                    Anchor::Computed
                };
            }
            _ => return Anchor::Computed,
        };
        let after = self.cursor.skip_space(end);
        if matches!(self.cursor.byte(after), b',' | b')') { anchor } else { Anchor::Computed }
    }
}

/// A walk through one logical line that knows which lambdas are open.
#[derive(Default)]
pub(super) struct Lambdas {
    /// Where the line begins, and where the walk is.
    line: usize,
    next: usize,
    depth: u32,
    /// The depth of brackets at which each lambda stands, its offset, and whether its body has begun.
    open: Vec<(u32, usize, bool)>,
}

impl Lambdas {
    fn pass(&mut self, byte: u8) {
        match byte {
            b'(' | b'[' | b'{' => self.depth += 1,
            b')' | b']' | b'}' => {
                self.depth = self.depth.saturating_sub(1);
                while self.open.last().is_some_and(|lambda| lambda.0 > self.depth) {
                    self.open.pop();
                }
            }
            b',' | b';' => self.end_bodies(),
            b':' => {
                // It ends a body, as in a slice, and begins that of the lambda around it.
                self.end_bodies();
                if let Some(lambda) = self.open.last_mut().filter(|lambda| lambda.0 == self.depth) {
                    lambda.2 = true;
                }
            }
            _ => {}
        }
    }

    /// Ends the lambdas whose bodies stand at the present depth.
    fn end_bodies(&mut self) {
        while self.open.last().is_some_and(|lambda| lambda.0 >= self.depth && lambda.2) {
            self.open.pop();
        }
    }
}
