//! The text, where the lexer stands in it, and the small steps every part of it takes.

use super::masks::{Classify, Masks, WIDTH, classifier};

/// Bytes that can be part of an identifier: every non-ASCII byte can.
pub(super) const fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || byte >= 0x80
}

/// A text and the masks of the block that was classified last.
pub(super) struct Cursor<'s> {
    text: &'s str,
    /// The bytes of the text.
    pub src: &'s [u8],
    classify: Classify,
    base: usize,
    masks: Masks,
}

impl<'s> Cursor<'s> {
    pub fn new(text: &'s str) -> Self {
        Self { text, src: text.as_bytes(), classify: classifier(), base: usize::MAX, masks: Masks::default() }
    }

    /// The byte at `at`; 0 beyond the end, which no valid text contains.
    #[inline]
    pub fn byte(&self, at: usize) -> u8 {
        self.src.get(at).copied().unwrap_or(0)
    }

    /// The text between two offsets; empty if they do not stand between characters.
    #[inline]
    pub fn slice(&self, start: usize, end: usize) -> &'s str {
        self.text.get(start..end).unwrap_or_default()
    }

    /// The masks of the block around `at`, and the offset where the block begins.
    #[inline]
    pub fn block(&mut self, at: usize) -> (&Masks, usize) {
        let base = at & !(WIDTH - 1);
        if base != self.base {
            self.load(base);
        }
        (&self.masks, base)
    }

    fn load(&mut self, base: usize) {
        let rest = &self.src[base..];
        self.masks = if let Some(block) = rest.first_chunk() {
            (self.classify)(block)
        } else {
            let mut block = [0; WIDTH];
            block[..rest.len()].copy_from_slice(rest);
            (self.classify)(&block)
        };
        self.base = base;
    }

    /// The first offset from `from` on whose bit `select` finds; the length of the text if there is none.
    #[inline]
    pub fn find(&mut self, from: usize, select: impl Fn(&Masks) -> u64) -> usize {
        let mut at = from;
        while at < self.src.len() {
            let (masks, base) = self.block(at);
            let hits = select(masks) & (!0 << (at - base));
            if hits != 0 {
                return base + hits.trailing_zeros() as usize;
            }
            at = base + WIDTH;
        }
        self.src.len()
    }

    /// Where the physical line around `from` ends: at its newline, or at the end of the text.
    #[inline]
    pub fn line_end(&mut self, from: usize) -> usize {
        self.find(from, |masks| masks.newline)
    }

    /// One past the newline at `at`; `\r\n` counts as one.
    #[inline]
    pub fn after_newline(&self, at: usize) -> usize {
        if self.byte(at) == b'\r' && self.byte(at + 1) == b'\n' { at + 2 } else { at + 1 }
    }

    #[inline]
    pub fn is_newline(&self, at: usize) -> bool {
        matches!(self.byte(at), b'\n' | b'\r')
    }

    /// Skips what separates tokens in a line: blanks, tabs, form feeds and joined lines.
    pub fn skip_blank(&self, mut at: usize) -> usize {
        loop {
            match self.byte(at) {
                b' ' | b'\t' | b'\x0c' => at += 1,
                b'\\' if self.is_newline(at + 1) => at = self.after_newline(at + 1),
                _ => return at,
            }
        }
    }

    /// Skips what separates tokens within brackets: newlines and comments too.
    pub fn skip_space(&mut self, mut at: usize) -> usize {
        loop {
            at = self.skip_blank(at);
            match self.byte(at) {
                b'\n' | b'\r' => at += 1,
                b'#' => at = self.line_end(at),
                _ => return at,
            }
        }
    }

    /// One past the word that begins at `at`; `at` itself if none does.
    #[inline]
    pub fn word_end(&self, at: usize) -> usize {
        let rest = self.src.get(at..).unwrap_or_default();
        at + rest.iter().position(|&byte| !is_word(byte)).unwrap_or(rest.len())
    }

    /// Whether exactly the word `word` stands at `at`.
    #[inline]
    pub fn has_word(&self, at: usize, word: &[u8]) -> bool {
        self.src.get(at..).is_some_and(|rest| rest.starts_with(word)) && !is_word(self.byte(at + word.len()))
    }
}
