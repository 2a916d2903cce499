//! The names that a module binds at its top level, as far as a statement shows them at a glance.

use super::cursor::is_word;
use super::line::Lexer;
use super::record::{Binding, BindingKind, BlockKind, DunderAll, NONE};

impl Lexer<'_> {
    fn bind(&mut self, kind: BindingKind, word: (usize, usize), value: u32, block: u32) {
        let name = self.store_name(word.0, word.1);
        let offset = word.0 as u32;
        self.scan.bindings.push(Binding { kind, name, offset, value, block });
    }

    /// The identifier at `at`.
    fn identifier(&self, at: usize) -> Option<(usize, usize)> {
        let end = self.cursor.word_end(at);
        (end > at && !self.cursor.byte(at).is_ascii_digit()).then_some((at, end))
    }

    /// What the header of a clause at the top level binds: the name of a function or class, the targets of
    /// a loop or a `with`.
    pub fn bind_header(&mut self, kind: BlockKind, header: usize, block: u32, parent: u32) {
        let at = self.cursor.skip_blank(header);
        match kind {
            BlockKind::Function | BlockKind::AsyncFunction | BlockKind::Class => {
                let kind = if kind == BlockKind::Class { BindingKind::Class } else { BindingKind::Function };
                if let Some(word) = self.identifier(at) {
                    self.bind(kind, word, NONE, parent);
                }
            }
            BlockKind::For => self.bind_words(at, block, b"in"),
            BlockKind::With => {
                let end = self.body_of(header).unwrap_or(header);
                let mut at = at;
                while at < end {
                    let word = self.cursor.word_end(at);
                    if word == at {
                        at = match self.cursor.byte(at) {
                            b'"' | b'\'' => self.cursor.skip_string(at).0,
                            _ => at + 1,
                        };
                    } else if &self.cursor.src[at..word] == b"as" {
                        at = self.cursor.skip_space(word);
                        if let Some(word) = self.identifier(at) {
                            self.bind(BindingKind::Target, word, NONE, parent);
                        }
                    } else {
                        at = word;
                    }
                }
            }
            _ => {}
        }
    }

    /// Binds the words from `at` up to the keyword `end`.
    fn bind_words(&mut self, at: usize, block: u32, end: &[u8]) {
        let mut at = at;
        loop {
            at = self.cursor.skip_space(at);
            if let Some(word) = self.identifier(at) {
                let after = self.cursor.skip_space(word.1);
                if &self.cursor.src[word.0..word.1] == end {
                    return;
                }
                if matches!(self.cursor.byte(after), b',' | b')' | b']') || self.cursor.has_word(after, end) {
                    self.bind(BindingKind::Target, word, NONE, block);
                }
                at = word.1;
            } else if matches!(self.cursor.byte(at), b',' | b'(' | b')' | b'[' | b']' | b'*' | b'.') {
                at += 1;
            } else {
                return;
            }
        }
    }

    /// What the simple statement at `at` binds, if names are wanted and it stands at the top level.
    pub fn bind_statement(&mut self, at: usize, block: u32) {
        if self.reach != super::Reach::Names || !self.is_module_scope(block) {
            return;
        }
        match self.cursor.byte(at) {
            b'd' if self.cursor.has_word(at, b"del") => {
                let mut at = self.cursor.skip_blank(at + 3);
                while let Some(word) = self.identifier(at) {
                    let after = self.cursor.skip_blank(word.1);
                    if !matches!(self.cursor.byte(after), b'.' | b'[' | b'(') {
                        self.bind(BindingKind::Deletion, word, NONE, block);
                    }
                    if self.cursor.byte(after) != b',' {
                        return;
                    }
                    at = self.cursor.skip_blank(after + 1);
                }
            }
            b't' if self.cursor.has_word(at, b"type") => {
                let name = self.cursor.skip_blank(at + 4);
                match self.identifier(name) {
                    Some(word) if name > at + 4 => self.bind(BindingKind::Target, word, NONE, block),
                    _ => self.bind_targets(at, block),
                }
            }
            _ => self.bind_targets(at, block),
        }
    }

    /// The targets of an assignment, also of a chain (`a = b = 1`) and of a tuple.
    fn bind_targets(&mut self, at: usize, block: u32) {
        let mut at = at;
        let mut words: Vec<(usize, usize)> = Vec::new();
        loop {
            at = self.cursor.skip_blank(at);
            let byte = self.cursor.byte(at);
            if is_word(byte) {
                let Some(word) = self.identifier(at) else { return };
                let after = self.cursor.skip_blank(word.1);
                match self.cursor.byte(after) {
                    b'.' | b'[' | b'(' => {
                        if &self.cursor.src[word.0..word.1] == b"__all__" {
                            self.read_method_of_all(after);
                        }
                        at = self.skip_trailers(after);
                    }
                    b',' | b'=' | b')' | b']' | b':' => {
                        words.push(word);
                        at = after;
                    }
                    _ => {
                        if let Some(value) = self.augmented(after) {
                            self.bind_all(&[word], value, block, true);
                        }
                        return;
                    }
                }
                continue;
            }
            match byte {
                b',' | b'(' | b')' | b'[' | b']' | b'*' => at += 1,
                b'=' if self.cursor.byte(at + 1) != b'=' => {
                    let value = self.cursor.skip_blank(at + 1);
                    self.bind_all(&std::mem::take(&mut words), value, block, false);
                    at = value;
                }
                b':' if words.len() == 1 => {
                    if let Some(value) = self.annotated_value(at + 1) {
                        self.bind_all(&words, value, block, false);
                    }
                    return;
                }
                _ => return,
            }
        }
    }

    fn bind_all(&mut self, words: &[(usize, usize)], value: usize, block: u32, augmented: bool) {
        for &word in words {
            if &self.cursor.src[word.0..word.1] == b"__all__" {
                self.read_all(value, augmented);
            }
            self.bind(BindingKind::Assignment, word, value as u32, block);
        }
    }

    /// Where the value of `x += value` begins, if `at` holds such an operator.
    fn augmented(&self, at: usize) -> Option<usize> {
        let rest = self.cursor.src.get(at..)?;
        let operators: [&[u8]; 13] =
            [b"+=", b"-=", b"*=", b"/=", b"|=", b"&=", b"^=", b"%=", b"@=", b"//=", b"**=", b">>=", b"<<="];
        let operator = operators.iter().find(|operator| rest.starts_with(operator))?;
        Some(self.cursor.skip_blank(at + operator.len()))
    }

    /// The value behind an annotation, if there is one.
    fn annotated_value(&mut self, at: usize) -> Option<usize> {
        let (mut at, mut depth) = (at, 0_u32);
        while at < self.cursor.src.len() {
            match self.cursor.byte(at) {
                b'(' | b'[' | b'{' => depth += 1,
                b')' | b']' | b'}' => depth = depth.saturating_sub(1),
                b'"' | b'\'' => {
                    at = self.cursor.skip_string(at).0;
                    continue;
                }
                b'\n' | b'\r' | b'#' | b';' if depth == 0 => return None,
                b'=' if depth == 0 => return Some(self.cursor.skip_blank(at + 1)),
                _ => {}
            }
            at += 1;
        }
        None
    }

    /// One past attributes, subscripts and calls.
    fn skip_trailers(&mut self, at: usize) -> usize {
        let (mut at, mut depth) = (at, 0_u32);
        while at < self.cursor.src.len() {
            let byte = self.cursor.byte(at);
            match byte {
                b'(' | b'[' | b'{' => depth += 1,
                b')' | b']' | b'}' if depth == 0 => return at,
                b')' | b']' | b'}' => depth -= 1,
                b'"' | b'\'' if depth > 0 => {
                    at = self.cursor.skip_string(at).0;
                    continue;
                }
                b'#' if depth > 0 => {
                    at = self.cursor.line_end(at);
                    continue;
                }
                b'.' => {}
                _ if depth > 0 || is_word(byte) => {}
                _ => return self.cursor.skip_blank(at),
            }
            at += 1;
        }
        at
    }

    /// `__all__.extend([...])`, `__all__.append("x")`: literal, or computed.
    fn read_method_of_all(&mut self, dot: usize) {
        let name = self.cursor.skip_blank(dot + 1);
        let end = self.cursor.word_end(name);
        let open = self.cursor.skip_blank(end);
        if self.cursor.byte(dot) != b'.' || self.cursor.byte(open) != b'(' {
            return;
        }
        let argument = self.cursor.skip_space(open + 1);
        match &self.cursor.src[name..end] {
            b"extend" => self.read_all(argument, true),
            b"append" => {
                let mut all = self.scan.dunder_all.take().unwrap_or_default();
                match self.cursor.plain_string(argument) {
                    Some((range, _)) => {
                        let text = self.store_name(range.start, range.end);
                        all.names.push(text);
                    }
                    None => all.computed = true,
                }
                self.scan.dunder_all = Some(all);
            }
            _ => self.scan.dunder_all.get_or_insert_default().computed = true,
        }
    }

    /// The value of `__all__` at `at`: lists and tuples of literals, joined with `+`.
    fn read_all(&mut self, at: usize, extends: bool) {
        let mut all =
            if extends { self.scan.dunder_all.take().unwrap_or_default() } else { DunderAll::default() };
        let mut at = at;
        loop {
            match self.cursor.byte(at) {
                b'[' | b'(' => match self.read_strings(at + 1, &mut all) {
                    Some(end) => at = self.cursor.skip_blank(end),
                    None => {
                        all.computed = true;
                        break;
                    }
                },
                _ => {
                    all.computed = true;
                    break;
                }
            }
            if self.cursor.byte(at) != b'+' {
                all.computed |=
                    self.cursor.byte(at) != b')' && self.cursor.byte(at) != b';' && !self.ends_line(at);
                break;
            }
            at = self.cursor.skip_space(at + 1);
        }
        self.scan.dunder_all = Some(all);
    }

    /// The string literals up to the closing bracket; one past it. `None` where something else stands there.
    fn read_strings(&mut self, at: usize, all: &mut DunderAll) -> Option<usize> {
        let mut at = self.cursor.skip_space(at);
        loop {
            if matches!(self.cursor.byte(at), b']' | b')') {
                return Some(at + 1);
            }
            let (range, mut end) = self.cursor.plain_string(at)?;
            let mut text = self.store_name(range.start, range.end);
            end = self.cursor.skip_space(end);
            while let Some((range, after)) = self.cursor.plain_string(end) {
                text.end = self.store_name(range.start, range.end).end;
                end = self.cursor.skip_space(after);
            }
            all.names.push(text);
            at = match self.cursor.byte(end) {
                b',' => self.cursor.skip_space(end + 1),
                b']' | b')' => end,
                _ => return None,
            };
        }
    }
}
