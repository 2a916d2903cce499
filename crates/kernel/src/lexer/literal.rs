//! String literals: where they end, f-strings and t-strings (PEP 701, PEP 750) included.

use super::cursor::{Cursor, is_word};

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
    Field { depth: u32, start: usize },
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
            self.skip_formatted(quote, body, prefix.raw, |_, _| {})
        } else {
            self.skip_plain(quote, body)
        }
    }

    /// The value of the string literal at `at`, also in parentheses and of several side by side, and one past
    /// it; `None` for anything else, and for bytes and f-strings. Unless it stands in brackets (its own, or
    /// `bracketed`), the next one must stand in the same line.
    pub fn string_value(&mut self, at: usize, bracketed: bool) -> Option<(String, usize)> {
        let (mut at, mut brackets) = (at, 0_u32);
        while self.byte(at) == b'(' {
            brackets += 1;
            at = self.skip_space(at + 1);
        }
        let mut value = String::new();
        let mut end = None;
        while let Some((piece, after)) = self.one_string(at) {
            value.push_str(&piece);
            end = Some(after);
            at = if bracketed || brackets > 0 { self.skip_space(after) } else { self.skip_blank(after) };
        }
        let mut end = end?;
        while brackets > 0 {
            let close = self.skip_space(end);
            if self.byte(close) != b')' {
                return None;
            }
            (end, brackets) = (close + 1, brackets - 1);
        }
        Some((value, end))
    }

    fn one_string(&mut self, at: usize) -> Option<(String, usize)> {
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
        let text = self.src.get(body..end.checked_sub(if quote.triple { 3 } else { 1 })?)?;
        let mut text = String::from_utf8_lossy(text);
        if text.contains('\r') {
            text = text.replace("\r\n", "\n").replace('\r', "\n").into();
        }
        if !closed {
            None
        } else if prefix.raw || !text.contains('\\') {
            Some((text.into_owned(), end))
        } else {
            Some((unescape(&text)?, end))
        }
    }

    /// The replacement fields of the f-string whose quote is at `at`, nested ones within theirs.
    pub fn fields(&mut self, at: usize) -> Vec<(usize, usize)> {
        let prefix = self.prefix(at);
        let (quote, body) = self.quote(at);
        let mut fields = Vec::new();
        if prefix.formatted {
            self.skip_formatted(quote, body, prefix.raw, |start, end| fields.push((start, end)));
        }
        fields
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
    /// `on_field` is told where the expression of each field begins and ends.
    fn skip_formatted(
        &mut self,
        quote: Quote,
        body: usize,
        raw: bool,
        mut on_field: impl FnMut(usize, usize),
    ) -> (usize, bool) {
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
                            levels.push(Level::Field { depth: 0, start: at + 1 });
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
                Level::Field { depth, start } => match self.byte(at) {
                    b'(' | b'[' | b'{' => {
                        *depth += 1;
                        at += 1;
                    }
                    b'}' if *depth == 0 => {
                        on_field(*start, at);
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
                        on_field(*start, at);
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

/// The characters that a literal's text stands for; `None` where it has a `\N{...}` or a faulty escape.
fn unescape(text: &str) -> Option<String> {
    let mut value = String::with_capacity(text.len());
    let mut rest = text.chars().peekable();
    while let Some(character) = rest.next() {
        if character != '\\' {
            value.push(character);
            continue;
        }
        let escape = rest.next()?;
        match escape {
            '\n' => {}
            '\\' | '\'' | '"' => value.push(escape),
            'n' => value.push('\n'),
            't' => value.push('\t'),
            'r' => value.push('\r'),
            'x' | 'u' | 'U' => {
                let digits = match escape {
                    'x' => 2,
                    'u' => 4,
                    _ => 8,
                };
                let code: String = rest.by_ref().take(digits).collect();
                value.push(char::from_u32(u32::from_str_radix(&code, 16).ok()?)?);
            }
            'a' => value.push('\x07'),
            'b' => value.push('\x08'),
            'f' => value.push('\x0c'),
            'v' => value.push('\x0b'),
            '0'..='7' => {
                let mut code = escape.to_digit(8)?;
                for _ in 0..2 {
                    let Some(digit) = rest.peek().and_then(|digit| digit.to_digit(8)) else { break };
                    code = code * 8 + digit;
                    rest.next();
                }
                value.push(char::from_u32(code)?);
            }
            'N' => return None,
            other => value.extend(['\\', other]),
        }
    }
    Some(value)
}
