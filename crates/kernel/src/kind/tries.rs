//! `try` statements: which of them catch an `ImportError`, and which part of one a block is.

use crate::lexer::record::{BlockKind, NONE, Scan};

/// Bytes of a header that are read; no real one is longer.
const LONGEST: usize = 4096;

/// The part of a `try` statement that a block is; `with suppress(...)` is a `try` that does nothing on failure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// Its body.
    Body,
    /// A handler that catches an `ImportError`.
    Handler,
    /// A handler of something else.
    OtherHandler,
    /// Its `else` clause.
    Else,
}

/// The `try` statements of one text.
#[derive(Debug, Default)]
pub struct Tries {
    roles: Vec<Option<Role>>,
    /// For the first clause of each statement, whether it catches an `ImportError` for good.
    catches: Vec<bool>,
}

impl Tries {
    /// Reads the headers of all handlers, each once.
    #[must_use]
    pub fn new(text: &[u8], scan: &Scan) -> Self {
        let relevant = |kind| {
            matches!(kind, BlockKind::Try | BlockKind::Except | BlockKind::ExceptStar | BlockKind::With)
        };
        if !scan.blocks.iter().any(|block| relevant(block.kind)) {
            return Self::default();
        }
        let suppress = names_of_suppress(scan);
        let mut tries = Self { roles: Vec::new(), catches: vec![false; scan.blocks.len()] };
        let mut decided = vec![false; scan.blocks.len()];
        for block in &scan.blocks {
            let head = block.head as usize;
            let of_try = scan.blocks[head].kind == BlockKind::Try;
            tries.roles.push(match block.kind {
                BlockKind::Try => Some(Role::Body),
                BlockKind::With if suppresses(text, block.header, &suppress) => {
                    tries.catches[head] = true;
                    Some(Role::Body)
                }
                BlockKind::Except | BlockKind::ExceptStar if catches(text, block.header) => {
                    // The first handler that fits decides.
                    if of_try && !std::mem::replace(&mut decided[head], true) {
                        tries.catches[head] = !block.raises;
                    }
                    Some(Role::Handler)
                }
                BlockKind::Except | BlockKind::ExceptStar => Some(Role::OtherHandler),
                BlockKind::Else if of_try => Some(Role::Else),
                _ => None,
            });
        }
        tries
    }

    /// The part of a `try` statement that the block `id` is, if it is one.
    #[must_use]
    pub fn role(&self, id: u32) -> Option<Role> {
        self.roles.get(id as usize).copied().flatten()
    }

    /// Whether the statement whose first clause is `head` catches an `ImportError` and does not raise again.
    #[must_use]
    pub fn catches(&self, head: u32) -> bool {
        self.catches.get(head as usize).copied().unwrap_or(false)
    }

    /// The statements around `block` that catch an `ImportError`, innermost first, and its part in each.
    #[must_use]
    pub fn around(&self, scan: &Scan, block: u32) -> Vec<(u32, Role)> {
        if self.roles.is_empty() || block == NONE {
            return Vec::new();
        }
        let parts = scan.chain(block).filter_map(|(id, block)| Some((block.head, self.role(id)?)));
        parts.filter(|(head, _)| self.catches(*head)).collect()
    }
}

/// The names under which the text calls `contextlib.suppress`.
fn names_of_suppress(scan: &Scan) -> Vec<&str> {
    let imports = scan.imports.iter().filter(|import| scan.text(import.module) == "contextlib");
    let aliases = imports.flat_map(|import| scan.aliases_of(import));
    let others =
        aliases.filter(|alias| scan.text(alias.name) == "suppress").map(|alias| scan.text(alias.asname));
    std::iter::once("suppress").chain(others.filter(|name| !name.is_empty())).collect()
}

fn is_import_error(word: &[u8]) -> bool {
    matches!(word, b"ImportError" | b"ModuleNotFoundError" | b"Exception" | b"BaseException")
}

/// Whether the `except` clause with this header catches an `ImportError`.
fn catches(text: &[u8], header: u32) -> bool {
    let mut bare = true;
    for word in header_words(text, header) {
        match word {
            b"as" => break,
            word if is_import_error(word) => return true,
            _ => bare = false,
        }
    }
    bare
}

/// Whether the `with` clause with this header is `suppress(ImportError)` or the like.
fn suppresses(text: &[u8], header: u32, names: &[&str]) -> bool {
    let mut words = header_words(text, header);
    words.any(|word| names.iter().any(|name| name.as_bytes() == word)) && words.any(is_import_error)
}

/// The words from `header` to the colon that ends the clause's header.
fn header_words(text: &[u8], header: u32) -> impl Iterator<Item = &[u8]> {
    let rest = &text[(header as usize).min(text.len())..];
    let rest = &rest[..rest.len().min(LONGEST)];
    let mut depth = 0_u32;
    let end = rest.iter().position(|byte| {
        match byte {
            b'(' | b'[' => depth += 1,
            b')' | b']' => depth = depth.saturating_sub(1),
            _ => {}
        }
        depth == 0 && matches!(*byte, b':' | b'\n')
    });
    let header = &rest[..end.unwrap_or(rest.len())];
    header.split(|byte| !(byte.is_ascii_alphanumeric() || *byte == b'_')).filter(|word| !word.is_empty())
}
