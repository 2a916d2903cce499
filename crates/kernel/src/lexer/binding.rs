//! The names that a module binds at its top level, as far as a statement shows them at a glance.

use super::call::Lambdas;
use super::line::Lexer;
use super::record::{Binding, BindingKind, BlockKind, NONE};
use super::statement::normalized;
use memchr::memmem;

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

    /// Whether a word means `__all__`, in whatever letters.
    fn is_all(&self, word: (usize, usize)) -> bool {
        normalized(self.cursor.slice(word.0, word.1)) == "__all__"
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
            BlockKind::For => {
                let mut words = Vec::new();
                let end = self.read_targets(at, Extent::List, &mut words);
                if self.cursor.has_word(end, b"in") {
                    self.bind_words(BindingKind::Target, &words, block);
                }
            }
            BlockKind::With => self.bind_items(at, block, parent),
            BlockKind::Case => self.bind_captures(at, block),
            _ => {}
        }
        let end = self.body_of_line(block).unwrap_or(header);
        self.bind_expressions(header, end, parent);
    }

    /// Binds the names that the pattern at `at` captures.
    fn bind_captures(&mut self, at: usize, block: u32) {
        let end = self.body_of_line(block).map_or(at, |body| body - 1);
        let (mut at, mut dotted) = (at, false);
        while at < end {
            let byte = self.cursor.byte(at);
            let word = (at, self.cursor.word_end(at));
            if word.1 == at {
                dotted =
                    byte == b'.' || dotted && matches!(byte, b' ' | b'\t' | b'\x0c' | b'\n' | b'\r' | b'\\');
                at = match byte {
                    b'"' | b'\'' => self.cursor.skip_string(at).0,
                    b'#' => self.cursor.line_end(at),
                    _ => at + 1,
                };
                continue;
            }
            at = word.1;
            let text = &self.cursor.src[word.0..word.1];
            if text == b"if" {
                return;
            }
            let after = self.cursor.skip_space(word.1);
            let used = dotted || matches!(self.cursor.byte(after), b'.' | b'(' | b'=' | b'"' | b'\'');
            let constant = matches!(text, b"_" | b"as" | b"None" | b"True" | b"False");
            if !used && !constant && !byte.is_ascii_digit() {
                self.bind(BindingKind::Target, word, NONE, block);
            }
            dotted = false;
        }
    }

    /// Binds the targets of the assignment expressions between two offsets (PEP 572), if names are wanted and
    /// they stand at the top level. A comprehension binds them around it, a lambda within it.
    pub fn bind_expressions(&mut self, from: usize, to: usize, block: u32) {
        let text = self.cursor.src.get(from..to).unwrap_or_default();
        let wanted = self.reach == super::Reach::Names && self.is_module_scope(block);
        if !wanted || memmem::find(text, b":=").is_none() {
            return;
        }
        let mut walk = Lambdas::new(from, from, None);
        let mut at = from;
        while at < to {
            let next = walk.step(&mut self.cursor);
            if let Some(word) = self.identifier(at).filter(|_| walk.around().is_none()) {
                let operator = self.cursor.skip_space(word.1);
                if self.cursor.src[operator..].starts_with(b":=") {
                    let value = self.cursor.skip_space(operator + 2) as u32;
                    self.bind(BindingKind::Assignment, word, value, block);
                }
            }
            at = next;
        }
    }

    /// The targets of the items of a `with`: what stands behind each `as`.
    fn bind_items(&mut self, at: usize, block: u32, parent: u32) {
        let end = self.body_of_line(block).unwrap_or(at);
        let (mut at, mut words) = (at, Vec::new());
        while at < end {
            let word = self.cursor.word_end(at);
            at = if word == at {
                match self.cursor.byte(at) {
                    b'"' | b'\'' => self.cursor.skip_string(at).0,
                    b'#' => self.cursor.line_end(at),
                    _ => at + 1,
                }
            } else if &self.cursor.src[at..word] == b"as" {
                self.read_targets(word, Extent::Item, &mut words)
            } else {
                word
            };
        }
        self.bind_words(BindingKind::Target, &words, parent);
    }

    fn bind_words(&mut self, kind: BindingKind, words: &[(usize, usize)], block: u32) {
        for &word in words {
            self.bind(kind, word, NONE, block);
            if self.is_all(word) {
                self.lose_all(word.0, block);
            }
        }
    }

    /// What the simple statement at `at` binds, if names are wanted and it stands at the top level.
    pub fn bind_statement(&mut self, at: usize, block: u32) {
        if self.reach != super::Reach::Names || !self.is_module_scope(block) {
            return;
        }
        if self.cursor.has_word(at, b"del") {
            let mut words = Vec::new();
            self.read_targets(at + 3, Extent::List, &mut words);
            self.bind_words(BindingKind::Deletion, &words, block);
        } else if let Some(word) = self.type_alias(at) {
            self.bind(BindingKind::Target, word, NONE, block);
        } else {
            self.bind_targets(at, block);
        }
    }

    /// The name that the statement at `at` gives to a type, if it is a `type` statement (PEP 695).
    fn type_alias(&self, at: usize) -> Option<(usize, usize)> {
        if !self.cursor.has_word(at, b"type") {
            return None;
        }
        let word = self.identifier(self.cursor.skip_blank(at + 4))?;
        let operators: [&[u8]; 6] = [b"in", b"is", b"if", b"and", b"or", b"not"];
        let next = self.cursor.skip_blank(word.1);
        let named = match self.cursor.byte(next) {
            b'=' => self.cursor.byte(next + 1) != b'=',
            byte => byte == b'[',
        };
        (named && !operators.contains(&&self.cursor.src[word.0..word.1])).then_some(word)
    }

    /// The targets of an assignment, also of a chain (`a = b = 1`) and of a tuple.
    fn bind_targets(&mut self, at: usize, block: u32) {
        if let Some(word) = self.identifier(at).filter(|&word| self.is_all(word)) {
            self.read_use_of_all(self.cursor.skip_blank(word.1), block);
        }
        let (mut at, mut words, mut all) = (at, Vec::new(), None);
        let mut first = true;
        loop {
            words.clear();
            let end = self.read_targets(at, Extent::List, &mut words);
            let equals = self.cursor.byte(end) == b'=' && self.cursor.byte(end + 1) != b'=';
            let (value, augmented) = if equals {
                (Some(self.cursor.skip_blank(end + 1)), false)
            } else if first && words.len() < 2 && self.cursor.byte(end) == b':' {
                (self.annotated_value(end + 1), false)
            } else if first && words.len() == 1 {
                (self.augmented(end), true)
            } else {
                (None, false)
            };
            let Some(value) = value else { break };
            for &word in &words {
                if self.is_all(word) {
                    let whole = self.cursor.skip_blank(at) == word.0 && self.cursor.skip_blank(word.1) == end;
                    all = Some(whole && (!augmented || self.cursor.byte(end) == b'+'));
                }
                self.bind(BindingKind::Assignment, word, value as u32, block);
            }
            at = value;
            if !equals {
                if all == Some(true) {
                    self.read_all(at, augmented, block);
                    return;
                }
                break;
            }
            first = false;
        }
        match all {
            Some(true) => self.read_all(at, false, block),
            Some(false) => self.lose_all(at, block),
            None => {}
        }
    }

    /// Reads targets from `at` on. Their names go to `words`, but no name that an attribute, a subscript or
    /// a call follows: that binds nothing. Returns the first token that belongs to no target.
    fn read_targets(&mut self, at: usize, extent: Extent, words: &mut Vec<(usize, usize)>) -> usize {
        // How many words there were when each open bracket began.
        let mut brackets: Vec<usize> = Vec::new();
        let end = self.read_targets_in(at, extent, words, &mut brackets);
        if let Some(&before) = brackets.first() {
            words.truncate(before);
        }
        end
    }

    fn read_targets_in(
        &mut self,
        at: usize,
        extent: Extent,
        words: &mut Vec<(usize, usize)>,
        brackets: &mut Vec<usize>,
    ) -> usize {
        let (mut at, mut wanted) = (at, true);
        loop {
            let nested = extent == Extent::Item || !brackets.is_empty();
            at = self.skip_between(at, nested);
            match self.cursor.byte(at) {
                b'(' | b'[' if wanted => {
                    brackets.push(words.len());
                    at += 1;
                }
                b')' | b']' => {
                    let Some(before) = brackets.pop() else { return at };
                    let nested = extent == Extent::Item || !brackets.is_empty();
                    let end = self.skip_trailers(at + 1, nested);
                    if end > at + 1 {
                        words.truncate(before);
                    }
                    (at, wanted) = (end, false);
                }
                b'*' if wanted => at += 1,
                b',' if !wanted && (extent == Extent::List || !brackets.is_empty()) => {
                    (at, wanted) = (at + 1, true);
                }
                _ if !wanted => return at,
                _ => {
                    let Some(word) = self.identifier(at) else { return at };
                    if matches!(&self.cursor.src[word.0..word.1], b"in" | b"lambda") {
                        return at;
                    }
                    let end = self.skip_trailers(word.1, nested);
                    if end == word.1 {
                        words.push(word);
                    }
                    (at, wanted) = (end, false);
                }
            }
        }
    }

    /// Skips what separates tokens; newlines and comments only within brackets.
    pub fn skip_between(&mut self, at: usize, bracketed: bool) -> usize {
        if bracketed { self.cursor.skip_space(at) } else { self.cursor.skip_blank(at) }
    }

    /// One past the attributes, subscripts and calls that follow `at`; `at` itself if none do.
    fn skip_trailers(&mut self, at: usize, bracketed: bool) -> usize {
        let mut end = at;
        loop {
            let next = self.skip_between(end, bracketed);
            end = match self.cursor.byte(next) {
                b'.' => {
                    let name = self.skip_between(next + 1, bracketed);
                    self.cursor.word_end(name)
                }
                b'(' | b'[' => self.skip_brackets(next),
                _ => return end,
            };
        }
    }

    /// One past the bracket that closes the one at `at`.
    fn skip_brackets(&mut self, at: usize) -> usize {
        let (mut at, mut depth) = (at, 0_u32);
        while at < self.cursor.src.len() {
            at = match self.cursor.byte(at) {
                b'"' | b'\'' => self.cursor.skip_string(at).0,
                b'#' => self.cursor.line_end(at),
                byte => {
                    match byte {
                        b'(' | b'[' | b'{' => depth += 1,
                        b')' | b']' | b'}' => depth -= 1,
                        _ => {}
                    }
                    at + 1
                }
            };
            if depth == 0 {
                break;
            }
        }
        at
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
        let mut at = at;
        while at < self.cursor.src.len() {
            at = match self.cursor.byte(at) {
                b'(' | b'[' | b'{' => self.skip_brackets(at),
                b'"' | b'\'' => self.cursor.skip_string(at).0,
                b'\\' => self.cursor.after_escape(at),
                b'\n' | b'\r' | b'#' | b';' => return None,
                b'=' | b'<' | b'>' | b'!' if self.cursor.byte(at + 1) == b'=' => at + 2,
                b'=' => return Some(self.cursor.skip_blank(at + 1)),
                _ => at + 1,
            }
        }
        None
    }
}

/// How far a list of targets goes.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Extent {
    /// Over commas, within one logical line.
    List,
    /// One target, in a header whose brackets may be open: newlines do not end it.
    Item,
}
