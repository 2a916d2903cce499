//! Bytes to text, by byte order mark and encoding cookie, as CPython's compiler does it (PEP 263).

use memchr::memchr;
use std::borrow::Cow;

/// What a file's bytes turned out to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Decoded<'b> {
    /// UTF-8 without a byte order mark; borrowed unless it had to be transcoded.
    Text(Cow<'b, str>),
    /// The cookie names a codec that is not built in here (utf-7, gbk ...): Python's own must decode it.
    Foreign(String),
}

/// Why bytes are no source text for CPython.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DecodeError {
    /// A NUL byte, at this offset.
    Nul(usize),
    /// A byte that the encoding (by its name) does not allow, at this offset.
    Invalid(&'static str, usize),
    /// A UTF-8 byte order mark and a cookie that names something else.
    BomConflict(String),
}

impl DecodeError {
    /// The offset in the file's bytes.
    #[must_use]
    pub fn offset(&self) -> usize {
        match self {
            Self::Nul(offset) | Self::Invalid(_, offset) => *offset,
            Self::BomConflict(_) => 0,
        }
    }
}

impl std::fmt::Display for DecodeError {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Nul(_) => write!(formatter, "source code cannot contain null bytes"),
            Self::Invalid(codec, _) => write!(formatter, "a byte that is not {codec}"),
            Self::BomConflict(codec) => {
                write!(formatter, "encoding problem: {codec} with a UTF-8 byte order mark")
            }
        }
    }
}

const BOM: &[u8] = b"\xef\xbb\xbf";

/// Decodes the bytes of a source file.
///
/// # Errors
/// [`DecodeError`] for what CPython refuses with a `SyntaxError` before it reads the first token.
pub fn decode(bytes: &[u8]) -> Result<Decoded<'_>, DecodeError> {
    if let Some(offset) = memchr(0, bytes) {
        return Err(DecodeError::Nul(offset));
    }
    let body = bytes.strip_prefix(BOM);
    let marked = body.is_some();
    let body = body.unwrap_or(bytes);
    let codec = cookie(body).map(normalize);
    match codec.as_deref() {
        None | Some("utf-8") => utf8(body, bytes.len() - body.len()),
        Some(codec) if marked => Err(DecodeError::BomConflict(codec.to_owned())),
        Some("utf8" | "utf_8" | "u8") => utf8(body, 0),
        Some("iso-8859-1" | "latin1" | "latin_1" | "iso8859-1" | "l1") => latin1(body),
        Some("ascii" | "us-ascii") => match body.iter().position(|byte| !byte.is_ascii()) {
            None => utf8(body, 0),
            Some(offset) => Err(DecodeError::Invalid("ASCII", offset)),
        },
        Some(codec) => Ok(Decoded::Foreign(codec.to_owned())),
    }
}

fn utf8(body: &[u8], skipped: usize) -> Result<Decoded<'_>, DecodeError> {
    match simdutf8::compat::from_utf8(body) {
        Ok(text) => Ok(Decoded::Text(Cow::Borrowed(text))),
        Err(error) => Err(DecodeError::Invalid("UTF-8", skipped + error.valid_up_to())),
    }
}

fn latin1(body: &[u8]) -> Result<Decoded<'_>, DecodeError> {
    if body.is_ascii() {
        return utf8(body, 0);
    }
    Ok(Decoded::Text(Cow::Owned(body.iter().map(|&byte| char::from(byte)).collect())))
}

/// The codec that a cookie in the first two lines names; the second counts only if the first is blank or a
/// comment.
#[must_use]
pub fn cookie(body: &[u8]) -> Option<&str> {
    let mut rest = body;
    for _ in 0..2 {
        let end = rest.iter().position(|byte| matches!(byte, b'\n' | b'\r')).unwrap_or(rest.len());
        let line = &rest[..end];
        let text = line.iter().position(|byte| !matches!(byte, b' ' | b'\t' | b'\x0c'));
        match text.map(|start| &line[start..]) {
            None => {}
            Some(comment) if comment.starts_with(b"#") => {
                if let Some(codec) = cookie_in(comment) {
                    return Some(codec);
                }
            }
            Some(_) => return None,
        }
        let newline = if rest[end..].starts_with(b"\r\n") { 2 } else { 1 };
        rest = rest.get(end + newline..)?;
    }
    None
}

/// The first `coding:` or `coding=` in a comment that is followed by a name.
fn cookie_in(comment: &[u8]) -> Option<&str> {
    memchr::memmem::find_iter(comment, b"coding").find_map(|found| {
        let rest =
            comment[found + 6..].strip_prefix(b":").or_else(|| comment[found + 6..].strip_prefix(b"="))?;
        let start = rest.iter().position(|byte| !matches!(byte, b' ' | b'\t'))?;
        let rest = &rest[start..];
        let named = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.');
        let end = rest.iter().position(|byte| !named(byte)).unwrap_or(rest.len());
        std::str::from_utf8(&rest[..end]).ok().filter(|codec| !codec.is_empty())
    })
}

/// The name as `get_normal_name` of CPython's tokenizer makes it: only UTF-8 and Latin-1 are unified.
fn normalize(codec: &str) -> String {
    let name: String =
        codec.chars().take(12).map(|c| if c == '_' { '-' } else { c.to_ascii_lowercase() }).collect();
    let is =
        |known: &str| name == known || name.strip_prefix(known).is_some_and(|rest| rest.starts_with('-'));
    if is("utf-8") {
        "utf-8".to_owned()
    } else if is("latin-1") || is("iso-8859-1") || is("iso-latin-1") {
        "iso-8859-1".to_owned()
    } else {
        codec.to_ascii_lowercase()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cookie_counts_in_the_first_two_lines_only() {
        assert_eq!(cookie(b"# coding: latin-1\n"), Some("latin-1"));
        assert_eq!(cookie(b"#!/x\n# -*- coding: utf-7 -*-\n"), Some("utf-7"));
        assert_eq!(cookie(b"x = 1\n# coding: latin-1\n"), None);
        assert_eq!(cookie(b"\n\n# coding: latin-1\n"), None);
        assert_eq!(cookie(b"# encoding = utf-8\n"), None);
        assert_eq!(cookie(b"# vim: set fileencoding=gbk :\r\n"), Some("gbk"));
    }

    #[test]
    fn codecs_are_told_apart() {
        let text = |bytes| {
            decode(bytes).map(|decoded| match decoded {
                Decoded::Text(text) => text.into_owned(),
                Decoded::Foreign(codec) => format!("<{codec}>"),
            })
        };
        assert_eq!(text(b"\xef\xbb\xbfx"), Ok("x".into()));
        assert_eq!(text(b"# coding: Latin_1\n\xe9"), Ok("# coding: Latin_1\n\u{e9}".into()));
        assert_eq!(text(b"# coding: gbk\n"), Ok("<gbk>".into()));
        assert_eq!(text(b"\xef\xbb\xbf# coding: gbk\n"), Err(DecodeError::BomConflict("gbk".into())));
        assert_eq!(text(b"\xff"), Err(DecodeError::Invalid("UTF-8", 0)));
        assert_eq!(text(b"x\0"), Err(DecodeError::Nul(1)));
    }
}
