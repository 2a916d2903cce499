//! Calls that import a literal name: `importlib.import_module("a.b")`, `__import__("a")`.

use super::cursor::is_word;
use super::line::Lexer;
use super::record::{Anchor, Block, BlockKind, Form, Import, NONE, Text};

impl Lexer<'_> {
    /// Reads the call whose callee's last word stands between `start` and `end`, if it is one.
    pub fn read_call(&mut self, start: usize, end: usize) {
        let open = self.cursor.skip_blank(end);
        if self.cursor.byte(open) != b'(' || self.already_read(start) || self.is_definition(start) {
            return;
        }
        let form = if self.cursor.byte(start) == b'_' { Form::DunderImport } else { Form::ImportModule };
        let qualifier = self.qualifier(start);
        let callee = qualifier.as_ref().map_or(start, |range| range.start);
        let qualifier = qualifier.map_or(Text::default(), |range| self.store_name(range.start, range.end));
        let block = self.block_of_call(start);
        let position = self.lines.position(callee);
        let mut at = self.cursor.skip_space(open + 1);
        if self.cursor.has_word(at, b"name") && self.cursor.byte(at + 4) == b'=' {
            at = self.cursor.skip_space(at + 5);
        }
        let argument = self.cursor.plain_string(at);
        let (mut name, mut level, mut literal) = (Text::default(), 0, false);
        let mut anchor = Anchor::Missing;
        if let Some((range, after)) = argument {
            let next = self.cursor.skip_space(after);
            literal = matches!(self.cursor.byte(next), b',' | b')');
            let text = String::from_utf8_lossy(&self.cursor.src[range]).into_owned();
            let bare = text.trim_start_matches('.');
            if form == Form::ImportModule {
                level = (text.len() - bare.len()) as u32;
            }
            name = self.store(bare);
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

    /// A line may be read twice; its calls are not.
    fn already_read(&self, start: usize) -> bool {
        let calls = self.scan.imports.iter().rev().take(8);
        calls
            .filter(|import| matches!(import.form, Form::ImportModule | Form::DunderImport))
            .any(|import| import.position.offset as usize <= start && start < import.end as usize)
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
            Some(block) => {
                let record = self.scan.blocks[block as usize];
                match self.body_of(record.header as usize) {
                    Some(body) if body <= at => block,
                    _ => record.parent,
                }
            }
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

    /// The lambda whose body holds `at`: where it begins, and one past its keyword.
    fn lambda_around(&mut self, line: usize, at: usize) -> Option<(usize, usize)> {
        if memchr::memmem::find(&self.cursor.src[line..at], b"lambda").is_none() {
            return None;
        }
        // Lambdas open at each depth of brackets; a comma or bracket of that depth ends them.
        let mut open: Vec<(u32, usize, bool)> = Vec::new();
        let (mut next, mut depth) = (line, 0_u32);
        while next < at {
            match self.cursor.byte(next) {
                b'(' | b'[' | b'{' => depth += 1,
                b')' | b']' | b'}' => {
                    depth = depth.saturating_sub(1);
                    open.retain(|lambda| lambda.0 <= depth);
                }
                b',' => open.retain(|lambda| lambda.0 < depth || !lambda.2),
                b':' => {
                    if let Some(lambda) = open.last_mut().filter(|lambda| lambda.0 == depth) {
                        lambda.2 = true;
                    }
                }
                b'"' | b'\'' => {
                    next = self.cursor.skip_string(next).0;
                    continue;
                }
                b'#' => {
                    next = self.cursor.line_end(next);
                    continue;
                }
                byte if is_word(byte) => {
                    let end = self.cursor.word_end(next);
                    if &self.cursor.src[next..end] == b"lambda" {
                        open.push((depth, next, false));
                    }
                    next = end;
                    continue;
                }
                _ => {}
            }
            next += 1;
        }
        open.iter().find(|lambda| lambda.2).map(|lambda| (lambda.1, lambda.1 + 6))
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
            return Anchor::Literal(self.store_name(range.start, range.end));
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
