//! Lines whose reading can wait.
//!
//! Most lines stand in the body of a top-level function or class, and most of those bodies import nothing.
//! What such a line opens and closes matters only to an import further down in the same body: so lines there
//! are put off, and read in order when one comes, or forgotten when the body ends.

use super::Reach;
use super::line::{Lexer, NEVER};
use super::record::BlockKind;
use memchr::memchr;

impl Lexer<'_> {
    /// Whether the lines to come, as long as they are indented, can wait: they belong to a top-level function
    /// or class, and to no `try` that an import was found in, whose handlers are still to come.
    #[inline]
    pub fn is_in_plain_body(&mut self) -> bool {
        let may_catch = |kind: BlockKind| kind == BlockKind::Try || kind.is_continuation();
        self.scope_column == 0
            && !self.is_over()
            && !self.stack.iter().any(|open| may_catch(self.scan.blocks[open.block as usize].kind))
            && !*self.has_form_feed.get_or_insert_with(|| memchr(b'\x0c', self.cursor.src).is_some())
    }

    /// Whether nothing of interest can follow in the body that lines are put off in.
    pub fn is_over(&self) -> bool {
        self.next_import() == NEVER && self.reach == Reach::Imports
    }

    /// Whether the newline at `at` is within brackets, or the line after it is put off.
    #[inline]
    pub fn passes_newline(&mut self, at: usize) -> bool {
        self.next_import() > at
            && self.cursor.byte(at) == b'\n'
            && (self.depth > 0 || !self.is_over() && self.is_put_off(at + 1))
    }

    /// Whether the line that begins at `at` is put off.
    #[inline]
    pub fn is_put_off(&mut self, at: usize) -> bool {
        if !self.may_put_off {
            return false;
        }
        match self.cursor.byte(at) {
            b' ' | b'\t' => self.put_off.push(at),
            b'\n' | b'\r' => {}
            b'\\' => {
                // A joined line may be indented or not.
                self.catch_up();
                return false;
            }
            _ => return false,
        }
        true
    }

    /// Reads the lines that were put off. Returns where the last of them is to be gone on with, or `None` if
    /// there was none.
    pub fn catch_up(&mut self) -> Option<usize> {
        let mut lines = std::mem::take(&mut self.put_off);
        let mut next = None;
        for &line in &lines {
            next = self.begin_line(line);
        }
        lines.clear();
        self.put_off = lines;
        self.may_put_off = self.is_in_plain_body();
        next
    }
}
