//! String literals: where they end, f-strings and t-strings (PEP 701, PEP 750) included.

use super::cursor::{Cursor, is_word};
use memchr::memchr;

/// What the letters before a quote say about the literal.
#[derive(Clone, Copy, Default)]
pub(super) struct Prefix {
    /// How many bytes the prefix has.
    pub len: usize,
    /// Has replacement fields: `f` or `t`.
    formatted: bool,
    raw: bool,
    bytes: bool,
}

impl Prefix {
    /// Whether the literal's characters are its source text: no bytes, no fields.
    pub fn is_plain(self) -> bool {
        !self.formatted && !self.bytes
    }
}

/// A quote that ends a literal: which character, and once or three times.
#[derive(Clone, Copy)]
struct Quote {
    byte: u8,
    triple: bool,
}

/// A level of an f-string: its text, or the inside of a replacement field.
enum Level {
    Text { quote: Quote, raw: bool, specification: bool },
    Field { depth: u32 },
}

impl Cursor<'_> {
    /// The prefix of the literal whose quote is at `quote`.
    pub fn prefix(&self, quote: usize) -> Prefix {
        let mut prefix = Prefix::default();
        while prefix.len < 2 && quote > prefix.len {
            match self.src[quote - prefix.len - 1] | 0x20 {
                b'f' | b't' if !prefix.formatted && !prefix.bytes => prefix.formatted = true,
                b'r' if !prefix.raw => prefix.raw = true,
                b'b' if !prefix.bytes && !prefix.formatted => prefix.bytes = true,
                b'u' if prefix.len == 0 => {}
                _ => break,
            }
            prefix.len += 1;
        }
        if quote > prefix.len && is_word(self.src[quote - prefix.len - 1]) {
            // The letters belong to a word, as in `elif"x"`.
            return Prefix::default();
        }
        prefix
    }

    /// One past the string literal whose quote is at `at`, and whether its end was found.
    pub fn skip_string(&mut self, at: usize) -> (usize, bool) {
        let prefix = self.prefix(at);
        let (quote, body) = self.quote(at);
        if prefix.formatted {
            self.skip_formatted(quote, body, prefix.raw)
        } else {
            self.skip_plain(quote, body)
        }
    }

    /// The text of the plain literal whose prefix or quote is at `at`, and one past it; `None` where it is
    /// anything else, or has an escape.
    pub fn plain_string(&mut self, at: usize) -> Option<(std::ops::Range<usize>, usize)> {
        let start = self.word_end(at);
        if !matches!(self.byte(start), b'"' | b'\'') || start - at > 2 {
            return None;
        }
        let prefix = self.prefix(start);
        if !prefix.is_plain() || prefix.len != start - at {
            return None;
        }
        let (quote, body) = self.quote(start);
        let (end, closed) = self.skip_plain(quote, body);
        let text = body..end.checked_sub(if quote.triple { 3 } else { 1 })?;
        let escaped = !prefix.raw && memchr(b'\\', self.src.get(text.clone())?).is_some();
        (closed && !escaped).then_some((text, end))
    }

    fn quote(&self, at: usize) -> (Quote, usize) {
        let byte = self.byte(at);
        let triple = self.byte(at + 1) == byte && self.byte(at + 2) == byte;
        (Quote { byte, triple }, at + if triple { 3 } else { 1 })
    }

    fn closes(&self, quote: Quote, at: usize) -> bool {
        self.byte(at) == quote.byte
            && (!quote.triple || self.byte(at + 1) == quote.byte && self.byte(at + 2) == quote.byte)
    }

    /// One past the character that a backslash at `at` escapes.
    pub fn after_escape(&self, at: usize) -> usize {
        if self.is_newline(at + 1) { self.after_newline(at + 1) } else { at + 2 }.min(self.src.len())
    }

    fn skip_plain(&mut self, quote: Quote, body: usize) -> (usize, bool) {
        let mut at = body;
        loop {
            at = self.find(at, |masks| {
                let quotes = if quote.byte == b'"' { masks.double } else { masks.single };
                quotes | masks.backslash | if quote.triple { 0 } else { masks.newline }
            });
            match self.byte(at) {
                b'\\' => at = self.after_escape(at),
                b'\n' | b'\r' => return (at, false),
                _ if at >= self.src.len() => return (at, false),
                _ if self.closes(quote, at) => return (at + if quote.triple { 3 } else { 1 }, true),
                _ => at += 1,
            }
        }
    }

    /// PEP 701, with a stack of its own: a hostile text may nest as deep as it likes.
    fn skip_formatted(&mut self, quote: Quote, body: usize, raw: bool) -> (usize, bool) {
        let mut levels = vec![Level::Text { quote, raw, specification: false }];
        let mut at = body;
        while let Some(level) = levels.last_mut() {
            if at >= self.src.len() {
                return (self.src.len(), false);
            }
            match level {
                Level::Text { quote, raw, specification } => {
                    let (quote, raw, specification) = (*quote, *raw, *specification);
                    match self.byte(at) {
                        b'\\' if matches!(self.byte(at + 1), b'{' | b'}') => at += 1,
                        b'\\' if !raw && self.byte(at + 1) == b'N' && self.byte(at + 2) == b'{' => {
                            at = self.after_name_escape(at);
                        }
                        b'\\' => at = self.after_escape(at),
                        b'{' if !specification && self.byte(at + 1) == b'{' => at += 2,
                        b'{' => {
                            levels.push(Level::Field { depth: 0 });
                            at += 1;
                        }
                        b'}' if specification => {
                            // The specification ends, and with it the field around it.
                            levels.truncate(levels.len() - 2);
                            at += 1;
                        }
                        b'\n' | b'\r' if !quote.triple => {
                            if !specification {
                                return (at, false);
                            }
                            levels.pop();
                        }
                        byte if byte == quote.byte && self.closes(quote, at) => {
                            at += if quote.triple { 3 } else { 1 };
                            // Also within a specification: it ends the literal around it.
                            while !matches!(
                                levels.pop(),
                                None | Some(Level::Text { specification: false, .. })
                            ) {}
                        }
                        _ => at += 1,
                    }
                }
                Level::Field { depth } => match self.byte(at) {
                    b'(' | b'[' | b'{' => {
                        *depth += 1;
                        at += 1;
                    }
                    b'}' if *depth == 0 => {
                        levels.pop();
                        at += 1;
                    }
                    b')' | b']' | b'}' => {
                        *depth = depth.saturating_sub(1);
                        at += 1;
                    }
                    b'"' | b'\'' => {
                        let prefix = self.prefix(at);
                        let (quote, body) = self.quote(at);
                        if prefix.formatted {
                            levels.push(Level::Text { quote, raw: prefix.raw, specification: false });
                            at = body;
                        } else {
                            at = self.skip_plain(quote, body).0;
                        }
                    }
                    b'#' => at = self.line_end(at),
                    b'!' if self.byte(at + 1) == b'=' => at += 2,
                    b':' if *depth == 0 => {
                        let Some(Level::Text { quote, raw, .. }) =
                            levels.iter().rfind(|level| matches!(level, Level::Text { .. }))
                        else {
                            return (at, false);
                        };
                        let (quote, raw) = (*quote, *raw);
                        levels.push(Level::Text { quote, raw, specification: true });
                        at += 1;
                    }
                    _ => at += 1,
                },
            }
        }
        (at, true)
    }

    /// One past the `}` of a `\N{...}` at `at`.
    fn after_name_escape(&self, at: usize) -> usize {
        let mut end = at + 3;
        while matches!(self.byte(end), b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b' ' | b'-' | b'(' | b')') {
            end += 1;
        }
        if self.byte(end) == b'}' { end + 1 } else { end }
    }
}
