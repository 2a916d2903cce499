//! The main loop: from stop to stop, and from logical line to logical line.

use super::Reach;
use super::block::Open;
use super::call::Lambdas;
use super::clause::opener;
use super::cursor::{Cursor, is_word};
use super::position::Lines;
use super::record::{BlockKind, Fault, FaultKind, NONE, Scan, Text};
use memchr::memmem::{self, Finder};
use std::sync::LazyLock;

static IMPORT: LazyLock<Finder<'static>> = LazyLock::new(|| Finder::new(b"import"));

/// No (further) occurrence of the letters `import`.
pub(super) const NEVER: usize = usize::MAX;

pub(super) struct Lexer<'s> {
    pub cursor: Cursor<'s>,
    pub lines: Lines<'s>,
    pub scan: Scan,
    pub reach: Reach,
    pub stack: Vec<Open>,
    /// Column of the outermost open function or class; deeper lines are not the module's top level.
    pub scope_column: u32,
    /// Where the present logical line begins, the column of its first token, and the block it opens.
    line_start: usize,
    pub line_column: u32,
    pub line_block: Option<u32>,
    /// The block whose body was sought last, and one past its colon.
    pub line_body: (u32, Option<usize>),
    /// Lines of the body of the open function or class that nobody had to read yet; see [`super::put_off`].
    pub put_off: Vec<usize>,
    pub may_put_off: bool,
    /// Whether the text has a form feed, once somebody asked: it may put a line anywhere.
    pub has_form_feed: Option<bool>,
    /// The lambdas of the present line.
    pub lambdas: Lambdas,
    /// Open brackets, and where the first of them was seen.
    pub depth: u32,
    bracket: usize,
    next_import: usize,
    other_names: Vec<String>,
    /// How many f-strings deep the lexer is, and where the arguments of the calls around it end.
    pub nesting: u32,
    pub calls: Vec<usize>,
}

impl<'s> Lexer<'s> {
    /// `other_names` are those under which the text calls `import_module` beside its own.
    pub fn new(text: &'s str, reach: Reach, other_names: Vec<String>) -> Self {
        Self {
            cursor: Cursor::new(text),
            lines: Lines::new(text.as_bytes()),
            scan: Scan::with_room(),
            reach,
            stack: Vec::with_capacity(16),
            scope_column: NONE,
            line_start: 0,
            line_column: 0,
            line_block: None,
            line_body: (NONE, None),
            put_off: Vec::with_capacity(256),
            may_put_off: false,
            has_form_feed: None,
            lambdas: Lambdas::default(),
            depth: 0,
            bracket: 0,
            next_import: 0,
            other_names,
            nesting: 0,
            calls: Vec::new(),
        }
    }

    pub fn run(mut self) -> Scan {
        self.read_docstring();
        self.advance_import(0);
        let mut at = 0;
        let mut fresh = true;
        while at < self.cursor.src.len() {
            if fresh {
                fresh = false;
                if self.is_put_off(at) {
                    if self.is_over() {
                        break;
                    }
                } else {
                    let Some(next) = self.begin_line(at) else { break };
                    at = next;
                    self.pass_imports(at);
                    self.may_put_off = self.is_in_plain_body();
                }
            }
            let depth = self.depth;
            let stop = self.next_stop(at);
            if self.next_import < stop {
                if let Some(next) = self.catch_up() {
                    (at, self.depth) = (next, 0);
                    self.pass_imports(at);
                } else {
                    at = self.read_import_words(at, stop, depth);
                }
                continue;
            }
            at = match self.cursor.byte(stop) {
                b'\n' | b'\r' => {
                    fresh = self.depth == 0;
                    self.cursor.after_newline(stop)
                }
                b'#' => self.cursor.line_end(stop),
                b'\\' => self.cursor.after_escape(stop),
                b'"' | b'\'' => self.skip_string(stop),
                _ => stop,
            };
            self.pass_imports(at);
        }
        if self.depth > 0 && at >= self.cursor.src.len() {
            self.fault(FaultKind::UnclosedBracket, self.bracket);
        }
        self.keep_imports();
        // A line may be read twice.
        self.scan.faults.sort_by_key(|fault| (fault.position.offset, fault.kind));
        self.scan.faults.dedup();
        self.scan
    }

    /// Whether the module begins with a docstring, and whether it has statements at all.
    fn read_docstring(&mut self) {
        let mut at = self.cursor.skip_space(0);
        self.scan.empty = at >= self.cursor.src.len();
        let mut brackets = 0;
        while self.cursor.byte(at) == b'(' {
            brackets += 1;
            at = self.cursor.skip_space(at + 1);
        }
        let mut strings = 0;
        loop {
            let quote = self.cursor.word_end(at);
            if !matches!(self.cursor.byte(quote), b'"' | b'\'') {
                break;
            }
            let prefix = self.cursor.prefix(quote);
            if !prefix.is_plain() || prefix.len != quote - at {
                return;
            }
            strings += 1;
            at = self.cursor.skip_string(quote).0;
            at = if brackets > 0 { self.cursor.skip_space(at) } else { self.cursor.skip_blank(at) };
        }
        while brackets > 0 && self.cursor.byte(at) == b')' {
            brackets -= 1;
            at = if brackets > 0 { self.cursor.skip_space(at + 1) } else { self.cursor.skip_blank(at + 1) };
        }
        let ended =
            at >= self.cursor.src.len() || matches!(self.cursor.byte(at), b'\n' | b'\r' | b'#' | b';');
        self.scan.docstring = strings > 0 && brackets == 0 && ended;
    }

    /// Forgets the letters `import` before `at`: they stood in a literal, a comment, or a statement read.
    #[inline]
    pub fn pass_imports(&mut self, at: usize) {
        if self.next_import < at {
            self.advance_import(at);
        }
    }

    pub fn next_import(&self) -> usize {
        self.next_import
    }

    fn advance_import(&mut self, from: usize) {
        let rest = self.cursor.src.get(from..).unwrap_or_default();
        let mut found = IMPORT.find(rest);
        for name in &self.other_names {
            let other = memmem::find(&rest[..found.unwrap_or(rest.len())], name.as_bytes());
            found = other.or(found);
        }
        self.next_import = found.map_or(NEVER, |found| from + found);
    }

    /// The next stop from `at` on; brackets on the way are counted, and newlines passed that matter to nobody.
    #[inline]
    fn next_stop(&mut self, at: usize) -> usize {
        let mut at = at;
        while at < self.cursor.src.len() {
            let (masks, base) = self.cursor.block(at);
            let live = !0 << (at - base);
            let newlines = masks.newline;
            let (mut stops, mut open, mut close) = (masks.stop & live, masks.open & live, masks.close & live);
            loop {
                let first = stops & stops.wrapping_neg();
                let before = first.wrapping_sub(1);
                if (open | close) & before != 0 {
                    self.count_brackets(open & before, close & before, base);
                    (open, close) = (open & !before, close & !before);
                }
                if stops == 0 {
                    break;
                }
                let stop = base + stops.trailing_zeros() as usize;
                if newlines & first == 0 || !self.passes_newline(stop) {
                    return stop;
                }
                stops ^= first;
            }
            at = base + super::masks::WIDTH;
        }
        self.cursor.src.len()
    }

    #[inline]
    fn count_brackets(&mut self, open: u64, close: u64, base: usize) {
        let (opened, closed) = (open.count_ones(), close.count_ones());
        if self.depth == 0 && open != 0 {
            self.bracket = base + open.trailing_zeros() as usize;
        }
        if self.depth + opened < closed {
            self.depth = 0;
            self.fault(FaultKind::UnmatchedBracket, base + close.trailing_zeros() as usize);
        } else {
            self.depth = self.depth + opened - closed;
        }
    }

    /// One past the string literal at `quote`. That it has no end is a fault; calls in its replacement fields
    /// are read.
    pub fn skip_string(&mut self, quote: usize) -> usize {
        let (end, closed) = self.cursor.skip_string(quote);
        if !closed {
            self.fault(FaultKind::UnterminatedString, quote);
        }
        self.pass_imports(quote);
        if self.next_import < end {
            self.read_fields(quote);
        }
        end
    }

    pub fn fault(&mut self, kind: FaultKind, offset: usize) {
        let position = self.lines.position(offset);
        self.scan.faults.push(Fault { kind, position });
    }

    /// Reads the beginning of the logical line that may begin at `at`. Returns where to go on, or `None`
    /// when nothing of interest can follow.
    #[inline]
    pub fn begin_line(&mut self, at: usize) -> Option<usize> {
        let (start, column) = self.indentation(at);
        let first = self.cursor.byte(start);
        if matches!(first, b'\n' | b'\r' | b'#') {
            return Some(start);
        }
        (self.line_start, self.line_column, self.line_block) = (start, column, None);
        self.put_off.clear();
        let opener = opener(&self.cursor, start);
        if self.is_over() && self.is_finished(opener) {
            return None;
        }
        if let Some((kind, end)) = opener {
            let kind = match kind {
                BlockKind::Match if !self.is_match(end) => None,
                BlockKind::Case if !self.is_case() => None,
                kind => Some(kind),
            };
            if let Some(kind) = kind {
                return Some(self.open_block(kind, start, end));
            }
        }
        if first == b'i' && self.cursor.has_word(start, b"import")
            || first == b'f' && self.cursor.has_word(start, b"from")
            || first == b'l' && self.is_lazy(start)
            || self.is_top_level()
        {
            let block = self.enclosing();
            return Some(self.read_statements(start, block));
        }
        if first == b'r' && self.cursor.has_word(start, b"raise") {
            let block = self.enclosing();
            self.note_raise(block);
        } else if column == 0 {
            // Nothing is open any more, so that nothing is put off.
            self.enclosing();
        }
        Some(start)
    }

    /// The first token of the line at `at` and its column: tabs go to the next multiple of eight, a form
    /// feed starts again, and a joined line keeps the column of its first backslash unless that is 0.
    #[inline]
    fn indentation(&self, at: usize) -> (usize, u32) {
        let mut start = at;
        while self.cursor.byte(start) == b' ' {
            start += 1;
        }
        if !matches!(self.cursor.byte(start), b'\t' | b'\x0c' | b'\\') {
            return (start, (start - at) as u32);
        }
        let (mut start, mut column, mut joined) = (at, 0, 0);
        loop {
            match self.cursor.byte(start) {
                b' ' => column += 1,
                b'\t' => column = (column / 8 + 1) * 8,
                b'\x0c' => column = 0,
                b'\\' if self.cursor.is_newline(start + 1) => {
                    joined = if joined == 0 { column } else { joined };
                    start = self.cursor.after_newline(start + 1);
                    continue;
                }
                _ => return (start, if joined == 0 { column } else { joined }),
            }
            start += 1;
        }
    }

    /// Whether nothing but a comment follows in the line.
    pub fn ends_line(&self, at: usize) -> bool {
        let at = self.cursor.skip_blank(at);
        at >= self.cursor.src.len() || matches!(self.cursor.byte(at), b'\n' | b'\r' | b'#')
    }

    pub fn is_lazy(&self, at: usize) -> bool {
        self.cursor.has_word(at, b"lazy") && {
            let next = self.cursor.skip_blank(at + 4);
            self.cursor.has_word(next, b"import") || self.cursor.has_word(next, b"from")
        }
    }

    /// Handles the letters `import` that stand in code between `from` and `stop`.
    fn read_import_words(&mut self, from: usize, stop: usize, depth: u32) -> usize {
        let (mut from, mut depth) = (from, depth);
        while self.next_import < stop {
            let at = self.next_import;
            let mut start = at;
            while start > from && is_word(self.cursor.src[start - 1]) {
                start -= 1;
            }
            let end = self.cursor.word_end(at);
            self.advance_import(end);
            depth = depth_at(&self.cursor.src[from..start], depth);
            from = start;
            match &self.cursor.src[start..end] {
                b"import" if depth == 0 => {
                    // Behind a colon or a semicolon: read the line again, statement by statement.
                    self.depth = 0;
                    let (start, block) = match self.line_block {
                        None => (self.line_start, self.enclosing()),
                        Some(block) => (self.body_of_line(block).unwrap_or(start), block),
                    };
                    let end = self.read_statements(start, block);
                    self.pass_imports(end);
                    return end;
                }
                _ if self.is_callee(start, end) => self.read_call(start, end),
                _ => {}
            }
        }
        // Its brackets are counted already; the loop goes on from the stop itself.
        stop
    }

    /// The logical line being read: its first token and the block it opens.
    pub fn line(&self) -> (usize, Option<u32>) {
        (self.line_start, self.line_block)
    }

    /// Whether the word between two offsets is a function that imports.
    pub fn is_callee(&self, start: usize, end: usize) -> bool {
        let word = &self.cursor.src[start..end];
        matches!(word, b"import_module" | b"__import__")
            || self.other_names.iter().any(|name| name.as_bytes() == word)
    }

    /// Appends to the arena.
    pub fn store(&mut self, text: &str) -> Text {
        let start = self.scan.arena.len() as u32;
        self.scan.arena.push_str(text);
        Text { start, end: self.scan.arena.len() as u32 }
    }
}

/// Brackets open after `code`, which has no literals and comments.
fn depth_at(code: &[u8], depth: u32) -> u32 {
    code.iter().fold(depth, |depth, byte| match byte {
        b'(' | b'[' | b'{' => depth + 1,
        b')' | b']' | b'}' => depth.saturating_sub(1),
        _ => depth,
    })
}
