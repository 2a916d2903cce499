//! Offsets to lines and columns, counted only as far as somebody asks.

use super::record::Position;
use memchr::{memchr, memchr_iter, memchr2_iter, memrchr2_iter};

/// Remembers the line of the last place that was asked for; places are mostly asked for in order.
pub struct Lines<'s> {
    src: &'s [u8],
    line: u32,
    /// Where the line begins, and where the newline is that ends it.
    start: usize,
    end: usize,
}

impl<'s> Lines<'s> {
    /// Starts at the first line of a decoded text.
    #[must_use]
    pub fn new(src: &'s [u8]) -> Self {
        Self { src, line: 1, start: 0, end: 0 }
    }

    /// The line and column of `offset`.
    pub fn position(&mut self, offset: usize) -> Position {
        if offset < self.start {
            // Counted from here and not from the beginning.
            self.line -= self.newlines(offset, self.start);
            self.enter(offset);
        } else if offset > self.end {
            self.line += self.newlines(self.end, offset);
            self.enter(offset);
        }
        Position { offset: offset as u32, line: self.line, column: (offset - self.start) as u32 }
    }

    /// Finds both ends of the line that `offset` is in.
    fn enter(&mut self, offset: usize) {
        let mut before = memrchr2_iter(b'\n', b'\r', &self.src[..offset]);
        self.start = before.find(|&at| self.ends_line(at)).map_or(0, |last| last + 1);
        let mut after = memchr2_iter(b'\n', b'\r', &self.src[offset..]).map(|at| offset + at);
        self.end = after.find(|&at| self.ends_line(at)).unwrap_or(self.src.len());
    }

    /// How many lines end between two offsets.
    fn newlines(&self, from: usize, to: usize) -> u32 {
        let between = &self.src[from..to];
        let count = if memchr(b'\r', between).is_some() {
            // A newline may also be written `\r` or `\r\n`.
            (from..to).filter(|&at| self.ends_line(at)).count()
        } else {
            memchr_iter(b'\n', between).count()
        };
        count as u32
    }

    /// Whether a line ends with the byte at `at`.
    fn ends_line(&self, at: usize) -> bool {
        self.src[at] == b'\n' || self.src[at] == b'\r' && self.src.get(at + 1) != Some(&b'\n')
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn positions_do_not_depend_on_the_order_of_questions(
            src in "[a\n\r]{0,24}",
            offsets in proptest::collection::vec(0..24_usize, 1..12),
        ) {
            let mut lines = Lines::new(src.as_bytes());
            for offset in offsets.into_iter().map(|offset| offset.min(src.len())) {
                prop_assert_eq!(lines.position(offset), Lines::new(src.as_bytes()).position(offset));
            }
        }
    }

    #[test]
    fn every_kind_of_newline_ends_a_line() {
        let lines: Vec<_> = (0..7).map(|at| Lines::new(b"a\nb\r\nc\r").position(at).line).collect();
        assert_eq!(lines, [1, 1, 2, 2, 2, 3, 3]);
    }
}
