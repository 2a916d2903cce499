//! `__all__`: how it is made, statement by statement, as far as literals and the `__all__` of other modules
//! go.

use super::line::Lexer;
use super::record::{AllChange, AllStep, Text};
use super::statement::normalized;

impl Lexer<'_> {
    fn change_all(&mut self, change: AllChange, offset: usize, block: u32) {
        self.scan.dunder_all.push(AllStep { change, offset: offset as u32, block });
    }

    /// From here on `__all__` is not what literals say.
    pub fn lose_all(&mut self, offset: usize, block: u32) {
        self.change_all(AllChange::Computed, offset, block);
    }

    /// An import statement at `offset` may bind `__all__` too: one of its aliases from `first` on.
    pub fn bind_imported_all(&mut self, first: usize, offset: usize, block: u32) {
        let binds = |text: Text| self.scan.text(text) == "__all__";
        let bound = self.scan.aliases[first..]
            .iter()
            .any(|alias| binds(alias.asname) || binds(alias.name) && alias.asname == Text::default());
        if bound && self.reach == super::Reach::Names && self.is_module_scope(block) {
            self.lose_all(offset, block);
        }
    }

    /// What stands behind `__all__` at the beginning of a statement: `__all__.extend([...])`,
    /// `__all__.append("x")`; any other method or a subscript may change it as it likes.
    pub fn read_use_of_all(&mut self, at: usize, block: u32) {
        if !matches!(self.cursor.byte(at), b'.' | b'[') {
            return;
        }
        let name = self.cursor.skip_blank(at + 1);
        let end = self.cursor.word_end(name);
        let open = self.cursor.skip_blank(end);
        let argument = self.cursor.skip_space(open + 1);
        let method = normalized(self.cursor.slice(name, end));
        match &*method {
            "extend" if self.cursor.byte(open) == b'(' => {
                let end = self.read_sum(argument, block).map(|end| self.cursor.skip_space(end));
                if end.is_none_or(|end| self.cursor.byte(end) != b')') {
                    self.lose_all(argument, block);
                }
            }
            "append" | "remove" if self.cursor.byte(open) == b'(' => {
                let removes = method == "remove";
                let value = self.cursor.string_value(argument, true).filter(|(_, end)| {
                    let after = self.cursor.skip_space(*end);
                    self.cursor.byte(after) == b')'
                });
                let change = match value {
                    Some((value, _)) if removes => AllChange::Remove(self.store(&value)),
                    Some((value, _)) => AllChange::Add(self.store(&value)),
                    None => AllChange::Computed,
                };
                self.change_all(change, argument, block);
            }
            "sort" | "reverse" => {}
            _ => self.lose_all(at, block),
        }
    }

    /// The value at `at` that is assigned to `__all__`, or added to it.
    pub fn read_all(&mut self, at: usize, adds: bool, block: u32) {
        if !adds {
            self.change_all(AllChange::Clear, at, block);
        }
        let tuple = self.cursor.byte(at) == b'*'
            || self.cursor.string_value(at, false).is_some_and(|(_, end)| {
                let next = self.cursor.skip_blank(end);
                self.cursor.byte(next) == b','
            });
        let end = if tuple { self.read_items(at, false, block) } else { self.read_sum(at, block) };
        let end = end.map_or(at, |end| self.cursor.skip_blank(end));
        if end == at || !self.ends_line(end) && self.cursor.byte(end) != b';' {
            self.lose_all(end, block);
        }
    }

    /// Operands joined with `+`; one past the last. `None` where something else stands there.
    fn read_sum(&mut self, at: usize, block: u32) -> Option<usize> {
        let mut at = at;
        loop {
            let end = self.read_operand(at, block)?;
            let next = self.cursor.skip_blank(end);
            if self.cursor.byte(next) != b'+' {
                return Some(end);
            }
            at = self.cursor.skip_space(next + 1);
        }
    }

    /// A list, tuple or set of names, `"a b".split()`, `other.__all__`, or one of these given to `list` and
    /// the like. A string alone is none: its characters would be the names.
    fn read_operand(&mut self, at: usize, block: u32) -> Option<usize> {
        if let Some((value, end)) = self.cursor.string_value(at, false) {
            const SPLIT: &[u8] = b".split()";
            if !self.cursor.src[end..].starts_with(SPLIT) {
                return None;
            }
            for name in value.split_ascii_whitespace() {
                let name = self.store(name);
                self.change_all(AllChange::Add(name), at, block);
            }
            return Some(end + SPLIT.len());
        }
        if matches!(self.cursor.byte(at), b'[' | b'(' | b'{') {
            return self.read_items(at + 1, true, block);
        }
        let mut end = self.cursor.word_end(at);
        if matches!(&self.cursor.src[at..end], b"list" | b"tuple" | b"sorted" | b"set")
            && self.cursor.byte(end) == b'('
        {
            let inner = self.cursor.skip_space(end + 1);
            let inner = self.read_sum(inner, block)?;
            let close = self.cursor.skip_space(inner);
            return (self.cursor.byte(close) == b')').then_some(close + 1);
        }
        while self.cursor.byte(end) == b'.' {
            end = self.cursor.word_end(end + 1);
        }
        let module = self.cursor.src[at..end].strip_suffix(b".__all__")?;
        let module = self.store_name(at, at + module.len());
        self.change_all(AllChange::AddOf(module), at, block);
        Some(end)
    }

    /// The items up to a closing bracket; one past it. Without brackets, up to where no item stands.
    fn read_items(&mut self, at: usize, bracketed: bool, block: u32) -> Option<usize> {
        let mut at = self.skip_between(at, bracketed);
        loop {
            match self.cursor.byte(at) {
                b']' | b')' | b'}' if bracketed => return Some(at + 1),
                b'\n' | b'\r' | b'#' | b';' | 0 if !bracketed => return Some(at),
                b'*' => {
                    at = self.cursor.skip_space(at + 1);
                    at = self.read_operand(at, block)?;
                }
                _ => {
                    let (value, end) = self.cursor.string_value(at, bracketed)?;
                    let name = self.store(&value);
                    self.change_all(AllChange::Add(name), at, block);
                    at = end;
                }
            }
            at = self.skip_between(at, bracketed);
            match self.cursor.byte(at) {
                b',' => at = self.skip_between(at + 1, bracketed),
                b']' | b')' | b'}' if bracketed => {}
                _ => return (!bracketed).then_some(at),
            }
        }
    }
}
