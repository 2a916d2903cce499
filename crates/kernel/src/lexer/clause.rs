//! The keywords that begin the clauses of compound statements.

use super::cursor::Cursor;
use super::record::BlockKind;

/// The clause that the word at `at` begins, and one past the keyword.
#[inline]
pub(super) fn opener(cursor: &Cursor<'_>, at: usize) -> Option<(BlockKind, usize)> {
    use BlockKind as K;
    let (word, kind): (&[u8], K) = match (cursor.byte(at), cursor.byte(at + 1)) {
        (b'd', b'e') => (b"def", K::Function),
        (b'c', b'l') => (b"class", K::Class),
        (b'c', b'a') => (b"case", K::Case),
        (b'i', b'f') => (b"if", K::If),
        (b'e', b'l') if cursor.byte(at + 2) == b'i' => (b"elif", K::Elif),
        (b'e', b'l') => (b"else", K::Else),
        (b'e', b'x') => (b"except", K::Except),
        (b't', b'r') => (b"try", K::Try),
        (b'f', b'o') => (b"for", K::For),
        (b'f', b'i') => (b"finally", K::Finally),
        (b'w', b'i') => (b"with", K::With),
        (b'w', b'h') => (b"while", K::While),
        (b'm', b'a') => (b"match", K::Match),
        (b'a', b's') if cursor.has_word(at, b"async") => {
            let next = cursor.skip_blank(at + 5);
            let (word, kind): (&[u8], K) = match cursor.byte(next) {
                b'd' => (b"def", K::AsyncFunction),
                b'f' => (b"for", K::For),
                _ => (b"with", K::With),
            };
            return cursor.has_word(next, word).then_some((kind, next + word.len()));
        }
        _ => return None,
    };
    if !cursor.has_word(at, word) {
        return None;
    }
    let end = at + word.len();
    if kind == K::Except {
        let star = cursor.skip_blank(end);
        if cursor.byte(star) == b'*' {
            return Some((K::ExceptStar, star + 1));
        }
    }
    Some((kind, end))
}
