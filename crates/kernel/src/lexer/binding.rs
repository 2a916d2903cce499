//! The names that a module binds at its top level, as far as a statement shows them at a glance.

use super::line::Lexer;
use super::record::{Binding, BindingKind, BlockKind, DunderAll, NONE, Text};
use super::statement::normalized;

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
        let word = &self.cursor.src[word.0..word.1];
        word == b"__all__" || !word.is_ascii() && normalized(word) == "__all__"
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
            BlockKind::With => self.bind_items(at, parent),
            _ => {}
        }
    }

    /// The targets of the items of a `with`: what stands behind each `as`.
    fn bind_items(&mut self, at: usize, block: u32) {
        let end = self.body_of(at).unwrap_or(at);
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
        self.bind_words(BindingKind::Target, &words, block);
    }

    fn bind_words(&mut self, kind: BindingKind, words: &[(usize, usize)], block: u32) {
        for &word in words {
            self.bind(kind, word, NONE, block);
            if self.is_all(word) {
                self.lose_all();
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
            self.read_use_of_all(self.cursor.skip_blank(word.1));
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
                    all = Some(whole);
                }
                self.bind(BindingKind::Assignment, word, value as u32, block);
            }
            at = value;
            if !equals {
                if all == Some(true) {
                    self.read_all(at, augmented, false);
                    return;
                }
                break;
            }
            first = false;
        }
        match all {
            Some(true) => self.read_all(at, false, false),
            Some(false) => self.lose_all(),
            None => {}
        }
    }

    /// Reads targets from `at` on. Their names go to `words`, but no name that an attribute, a subscript or
    /// a call follows: that binds nothing. Returns the first token that belongs to no target.
    fn read_targets(&mut self, at: usize, extent: Extent, words: &mut Vec<(usize, usize)>) -> usize {
        // How many words there were when each open bracket began.
        let mut brackets: Vec<usize> = Vec::new();
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
    fn skip_between(&mut self, at: usize, bracketed: bool) -> usize {
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

    /// What stands behind `__all__` at the beginning of a statement: `__all__.extend([...])`,
    /// `__all__.append("x")`; any other method or a subscript may change it as it likes.
    fn read_use_of_all(&mut self, at: usize) {
        if !matches!(self.cursor.byte(at), b'.' | b'[') {
            return;
        }
        let name = self.cursor.skip_blank(at + 1);
        let end = self.cursor.word_end(name);
        let open = self.cursor.skip_blank(end);
        let argument = self.cursor.skip_space(open + 1);
        match &self.cursor.src[name..end] {
            b"extend" if self.cursor.byte(open) == b'(' => self.read_all(argument, true, true),
            b"append" if self.cursor.byte(open) == b'(' => match self.cursor.plain_string(argument) {
                Some((range, after)) => {
                    let name = self.store_string(range);
                    let after = self.cursor.skip_space(after);
                    match &mut self.scan.dunder_all {
                        Some(all) if self.cursor.byte(after) == b')' => all.names.push(name),
                        _ => self.lose_all(),
                    }
                }
                None => self.lose_all(),
            },
            _ => self.lose_all(),
        }
    }

    /// From here on `__all__` is not what literals say.
    fn lose_all(&mut self) {
        self.scan.dunder_all.get_or_insert_default().computed = true;
    }

    /// An import statement may bind `__all__` too: whether one of its aliases from `first` on does.
    pub fn bind_imported_all(&mut self, first: usize, block: u32) {
        let binds = |text: Text| self.scan.text(text) == "__all__";
        let bound = self.scan.aliases[first..]
            .iter()
            .any(|alias| binds(alias.asname) || binds(alias.name) && alias.asname == Text::default());
        if bound && self.reach == super::Reach::Names && self.is_module_scope(block) {
            self.lose_all();
        }
    }

    /// The value of `__all__` at `at`: lists and tuples of literals, joined with `+`. It may be the argument
    /// of a `call`.
    fn read_all(&mut self, at: usize, extends: bool, call: bool) {
        let mut all = match self.scan.dunder_all.take() {
            Some(all) if extends => all,
            // What is extended came from elsewhere, by an import perhaps.
            before => DunderAll { names: Vec::new(), computed: extends && before.is_none() },
        };
        let mut at = at;
        loop {
            let Some(end) = self.read_strings(at, &mut all) else {
                all.computed = true;
                break;
            };
            at = self.skip_between(end, call);
            if self.cursor.byte(at) != b'+' {
                let ended = if call { b')' } else { b';' };
                all.computed |= self.cursor.byte(at) != ended && (call || !self.ends_line(at));
                break;
            }
            at = self.cursor.skip_space(at + 1);
        }
        self.scan.dunder_all = Some(all);
    }

    /// The string literals of the list or tuple at `at`; one past it. `None` where something else stands there.
    fn read_strings(&mut self, at: usize, all: &mut DunderAll) -> Option<usize> {
        let tuple = match self.cursor.byte(at) {
            b'[' => false,
            b'(' => true,
            _ => return None,
        };
        let mut at = self.cursor.skip_space(at + 1);
        let mut count = 0;
        loop {
            if matches!(self.cursor.byte(at), b']' | b')') {
                return Some(at + 1);
            }
            let (range, mut end) = self.cursor.plain_string(at)?;
            let mut text = self.store_string(range);
            end = self.cursor.skip_space(end);
            while let Some((range, after)) = self.cursor.plain_string(end) {
                text.end = self.store_string(range).end;
                end = self.cursor.skip_space(after);
            }
            all.names.push(text);
            count += 1;
            at = match self.cursor.byte(end) {
                b',' => self.cursor.skip_space(end + 1),
                // `("a")` is a string.
                b')' if tuple && count == 1 => return None,
                b']' | b')' => end,
                _ => return None,
            };
        }
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
