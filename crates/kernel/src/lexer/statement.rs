//! Statements token by token: import statements, and the way over everything else in their lines.

use super::cursor::is_word;
use super::line::Lexer;
use super::record::{Alias, Anchor, FaultKind, Form, Import, Position, Text};
use std::borrow::Cow;
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfkc_quick};

/// An import statement whose end was not reached.
struct Malformed;

impl Lexer<'_> {
    /// Reads the simple statements from `start` to the end of the logical line. Returns where it ends: at
    /// the newline, or at the end of the text.
    pub fn read_statements(&mut self, start: usize, block: u32) -> usize {
        let mut at = start;
        loop {
            at = self.cursor.skip_blank(at);
            let before = self.scan.aliases.len();
            at = match self.read_import(at, block) {
                Some(Ok(end)) => {
                    let end = self.cursor.skip_blank(end);
                    if self.cursor.byte(end) != b';' && !self.ends_line(end) {
                        self.scan.imports.pop();
                        self.malformed(at, before)
                    } else {
                        self.bind_imported_all(before, at, block);
                        end
                    }
                }
                Some(Err(Malformed)) => self.malformed(at, before),
                None => {
                    if self.cursor.has_word(at, b"raise") {
                        self.note_raise(block);
                    }
                    self.bind_statement(at, block);
                    let end = self.skip_statement(at);
                    self.bind_expressions(at, end, block);
                    end
                }
            };
            if self.cursor.byte(at) != b';' {
                return self.cursor.line_end(at);
            }
            at += 1;
        }
    }

    fn malformed(&mut self, at: usize, aliases: usize) -> usize {
        self.scan.aliases.truncate(aliases);
        self.fault(FaultKind::MalformedImport, at);
        self.skip_statement(at)
    }

    /// Reads an import statement if one begins at `at`; returns one past its last token.
    fn read_import(&mut self, at: usize, block: u32) -> Option<Result<usize, Malformed>> {
        let lazy = self.is_lazy(at);
        let keyword = if lazy { self.cursor.skip_blank(at + 4) } else { at };
        if self.cursor.has_word(keyword, b"import") {
            Some(self.read_plain(at, keyword + 6, lazy, block))
        } else if self.cursor.has_word(keyword, b"from") {
            Some(self.read_from(at, keyword + 4, lazy, block))
        } else {
            None
        }
    }

    fn read_plain(&mut self, start: usize, at: usize, lazy: bool, block: u32) -> Result<usize, Malformed> {
        let position = self.lines.position(start);
        let first = self.scan.aliases.len() as u32;
        let mut at = at;
        loop {
            at = self.cursor.skip_blank(at);
            let name_position = self.lines.position(at);
            let (name, end) = self.read_dotted(at, false)?;
            let (asname, end) = self.read_asname(end, false)?;
            self.scan.aliases.push(Alias { name, asname, position: name_position });
            let next = self.cursor.skip_blank(end);
            if self.cursor.byte(next) != b',' {
                self.push(Form::Import, position, end, lazy, block, first, (0, Text::default(), position));
                return Ok(end);
            }
            at = next + 1;
        }
    }

    fn read_from(&mut self, start: usize, at: usize, lazy: bool, block: u32) -> Result<usize, Malformed> {
        let position = self.lines.position(start);
        let first = self.scan.aliases.len() as u32;
        let (mut at, mut level) = (self.cursor.skip_blank(at), 0);
        let module_position = self.lines.position(at);
        while self.cursor.byte(at) == b'.' {
            level += 1;
            at = self.cursor.skip_blank(at + 1);
        }
        let mut module = Text::default();
        if !self.cursor.has_word(at, b"import") {
            (module, at) = self.read_dotted(at, false)?;
            at = self.cursor.skip_blank(at);
        } else if level == 0 {
            return Err(Malformed);
        }
        if !self.cursor.has_word(at, b"import") {
            return Err(Malformed);
        }
        at = self.cursor.skip_blank(at + 6);
        let end = match self.cursor.byte(at) {
            b'*' => {
                let name = self.store("*");
                let position = self.lines.position(at);
                self.scan.aliases.push(Alias { name, asname: Text::default(), position });
                if self.scan.chain(block).any(|(_, block)| block.kind.is_scope()) {
                    self.fault(FaultKind::NestedStar, start);
                }
                at + 1
            }
            b'(' => self.read_names(at + 1, true)?,
            _ => self.read_names(at, false)?,
        };
        self.push(Form::From, position, end, lazy, block, first, (level, module, module_position));
        Ok(end)
    }

    /// The names after `import` in a `from` statement. Returns one past the last of them, or past `)`.
    fn read_names(&mut self, at: usize, bracketed: bool) -> Result<usize, Malformed> {
        let mut at = at;
        let mut count = 0;
        loop {
            at = if bracketed { self.cursor.skip_space(at) } else { self.cursor.skip_blank(at) };
            if bracketed && count > 0 && self.cursor.byte(at) == b')' {
                return Ok(at + 1);
            }
            let position = self.lines.position(at);
            let (name, end) = self.read_identifier(at)?;
            let (asname, end) = self.read_asname(end, bracketed)?;
            self.scan.aliases.push(Alias { name, asname, position });
            count += 1;
            let next = if bracketed { self.cursor.skip_space(end) } else { self.cursor.skip_blank(end) };
            match self.cursor.byte(next) {
                b',' => at = next + 1,
                b')' if bracketed => return Ok(next + 1),
                _ if bracketed => return Err(Malformed),
                _ => return Ok(end),
            }
        }
    }

    fn read_asname(&mut self, end: usize, bracketed: bool) -> Result<(Text, usize), Malformed> {
        let at = if bracketed { self.cursor.skip_space(end) } else { self.cursor.skip_blank(end) };
        if !self.cursor.has_word(at, b"as") {
            return Ok((Text::default(), end));
        }
        let at = if bracketed { self.cursor.skip_space(at + 2) } else { self.cursor.skip_blank(at + 2) };
        self.read_identifier(at)
    }

    fn read_dotted(&mut self, at: usize, bracketed: bool) -> Result<(Text, usize), Malformed> {
        let (mut text, mut end) = self.read_identifier(at)?;
        loop {
            let dot = if bracketed { self.cursor.skip_space(end) } else { self.cursor.skip_blank(end) };
            if self.cursor.byte(dot) != b'.' {
                return Ok((text, end));
            }
            let next = self.cursor.skip_blank(dot + 1);
            self.scan.arena.push('.');
            (_, end) = self.read_identifier(next)?;
            text.end = self.scan.arena.len() as u32;
        }
    }

    /// One identifier, NFKC-normalised into the arena as the language reference demands.
    fn read_identifier(&mut self, at: usize) -> Result<(Text, usize), Malformed> {
        let end = self.cursor.word_end(at);
        if end == at || self.cursor.byte(at).is_ascii_digit() {
            return Err(Malformed);
        }
        Ok((self.store_name(at, end), end))
    }

    /// Stores the identifier between two offsets.
    pub fn store_name(&mut self, start: usize, end: usize) -> Text {
        let name = normalized(self.cursor.slice(start, end));
        self.store(&name)
    }

    #[allow(clippy::too_many_arguments, reason = "the fields of one record")]
    fn push(
        &mut self,
        form: Form,
        position: Position,
        end: usize,
        lazy: bool,
        block: u32,
        first: u32,
        (level, module, module_position): (u32, Text, Position),
    ) {
        self.scan.imports.push(Import {
            form,
            position,
            end: end as u32,
            level,
            module,
            module_position,
            aliases: (first, self.scan.aliases.len() as u32),
            lazy,
            block,
            anchor: Anchor::Missing,
            qualifier: Text::default(),
            literal: true,
        });
    }

    /// The end of the simple statement at `at`: its `;` or newline outside brackets. Calls that import are
    /// read on the way.
    fn skip_statement(&mut self, at: usize) -> usize {
        let mut walk = Walk::default();
        let mut at = at;
        while at < self.cursor.src.len() {
            match self.cursor.byte(at) {
                b';' | b'\n' | b'\r' if walk.depth == 0 => break,
                _ => at = self.step(at, &mut walk),
            }
        }
        if walk.depth > 0 {
            self.fault(FaultKind::UnclosedBracket, walk.bracket);
        }
        at
    }

    /// Reads the calls that import between two offsets.
    pub fn read_calls(&mut self, from: usize, to: usize) {
        let mut walk = Walk::default();
        let mut at = from;
        while at < to && self.next_import() < to {
            at = self.step(at, &mut walk);
        }
    }

    /// One token further.
    fn step(&mut self, at: usize, walk: &mut Walk) -> usize {
        let byte = self.cursor.byte(at);
        if is_word(byte) {
            let end = self.cursor.word_end(at);
            if self.is_callee(at, end) {
                self.read_call(at, end);
            }
            return end;
        }
        match byte {
            b'(' | b'[' | b'{' => {
                if walk.depth == 0 {
                    walk.bracket = at;
                }
                walk.depth += 1;
            }
            b')' | b']' | b'}' if walk.depth == 0 => self.fault(FaultKind::UnmatchedBracket, at),
            b')' | b']' | b'}' => walk.depth -= 1,
            b'"' | b'\'' => return self.skip_string(at),
            b'#' => return self.cursor.line_end(at),
            b'\\' => return self.cursor.after_escape(at),
            _ => {}
        }
        at + 1
    }

    /// Where the body of the clause begins whose header is at `header`: one past its colon. A closing bracket
    /// too many ends the search, which otherwise might go further than the line that the lexer is in.
    pub fn body_of(&mut self, header: usize) -> Option<usize> {
        let (mut at, mut depth, mut lambdas) = (header, 0_u32, 0_u32);
        while at < self.cursor.src.len() {
            match self.cursor.byte(at) {
                b'(' | b'[' | b'{' => depth += 1,
                b'\n' | b'\r' | b')' | b']' | b'}' if depth == 0 => return None,
                b')' | b']' | b'}' => depth -= 1,
                b'"' | b'\'' => {
                    at = self.cursor.skip_string(at).0;
                    continue;
                }
                b'#' => {
                    at = self.cursor.line_end(at);
                    continue;
                }
                b'\\' => {
                    at = self.cursor.after_escape(at);
                    continue;
                }
                b':' if depth == 0 && self.cursor.byte(at + 1) == b'=' => at += 1,
                b':' if depth == 0 && lambdas > 0 => lambdas -= 1,
                b':' if depth == 0 => return Some(at + 1),
                byte if is_word(byte) => {
                    let end = self.cursor.word_end(at);
                    lambdas += u32::from(depth == 0 && &self.cursor.src[at..end] == b"lambda");
                    at = end;
                    continue;
                }
                _ => {}
            }
            at += 1;
        }
        None
    }
}

/// An identifier as Python knows it: NFKC-normalised.
pub(super) fn normalized(name: &str) -> Cow<'_, str> {
    if name.is_ascii() || is_nfkc_quick(name.chars()) == IsNormalized::Yes {
        return Cow::Borrowed(name);
    }
    Cow::Owned(name.nfkc().collect())
}

/// What a walk over tokens must remember.
#[derive(Default)]
struct Walk {
    /// Open brackets, and where the first of them stands.
    depth: u32,
    bracket: usize,
}
