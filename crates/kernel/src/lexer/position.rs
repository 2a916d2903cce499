//! Offsets to lines and columns, counted only as far as somebody asks.

use super::record::Position;
use memchr::{memchr, memchr_iter, memrchr};

/// Remembers the line of the last place that was asked for; places are mostly asked for in order.
pub struct Lines<'s> {
    src: &'s [u8],
    offset: usize,
    line: u32,
    start: usize,
}

impl<'s> Lines<'s> {
    /// Starts at the first line of a decoded text.
    #[must_use]
    pub fn new(src: &'s [u8]) -> Self {
        Self { src, offset: 0, line: 1, start: 0 }
    }

    /// The line and column of `offset`.
    pub fn position(&mut self, offset: usize) -> Position {
        if offset < self.start {
            self.retreat(offset);
        } else if offset < self.offset {
            self.offset = offset;
        } else {
            self.advance(offset);
        }
        Position { offset: offset as u32, line: self.line, column: (offset - self.start) as u32 }
    }

    /// Goes back to an earlier line, counting from here and not from the beginning.
    fn retreat(&mut self, offset: usize) {
        self.line -= (offset..self.start).filter(|&at| self.ends_line(at)).count() as u32;
        self.start = (0..offset).rev().find(|&at| self.ends_line(at)).map_or(0, |at| at + 1);
        self.offset = offset;
    }

    /// Whether a line ends with the byte at `at`.
    fn ends_line(&self, at: usize) -> bool {
        self.src[at] == b'\n' || self.src[at] == b'\r' && self.src.get(at + 1) != Some(&b'\n')
    }

    fn advance(&mut self, offset: usize) {
        let between = &self.src[self.offset..offset];
        if memchr(b'\r', between).is_some() {
            self.advance_over_returns(offset);
        } else if let Some(last) = memrchr(b'\n', between) {
            self.line += memchr_iter(b'\n', between).count() as u32;
            self.start = self.offset + last + 1;
        }
        self.offset = offset;
    }

    /// The same where a newline may also be written `\r` or `\r\n`.
    fn advance_over_returns(&mut self, offset: usize) {
        for at in self.offset..offset {
            if self.ends_line(at) {
                self.line += 1;
                self.start = at + 1;
            }
        }
    }
}
