//! The clauses of compound statements: which are open at a line, and what a line opens.

use super::Reach;
use super::line::Lexer;
use super::record::{Block, BlockKind, NONE};

/// A block that later, deeper lines belong to.
pub(super) struct Open {
    pub column: u32,
    pub block: u32,
}

impl Lexer<'_> {
    /// Whether the statements around the imports found so far have ended, so that no clause can follow
    /// that changes what they mean.
    pub fn is_finished(&self, opener: Option<(BlockKind, usize)>) -> bool {
        let pending = self.stack.iter().find(|open| {
            let kind = self.scan.blocks[open.block as usize].kind;
            matches!(kind, BlockKind::Try | BlockKind::Except | BlockKind::ExceptStar | BlockKind::Else)
        });
        pending.is_none_or(|open| {
            let continues = opener.is_some_and(|(kind, _)| kind.is_continuation());
            self.line_column < open.column || self.line_column == open.column && !continues
        })
    }

    /// The block that a line at the present column belongs to; deeper blocks are closed.
    pub fn enclosing(&mut self) -> u32 {
        while self.stack.last().is_some_and(|open| open.column >= self.line_column) {
            self.pop();
        }
        self.stack.last().map_or(NONE, |open| open.block)
    }

    fn pop(&mut self) {
        if self.stack.pop().is_some_and(|open| open.column == self.scope_column) {
            self.scope_column = NONE;
        }
    }

    pub fn open_block(&mut self, kind: BlockKind, start: usize, header: usize) -> usize {
        while self.stack.last().is_some_and(|open| open.column > self.line_column) {
            self.pop();
        }
        let id = self.scan.blocks.len() as u32;
        let sibling = self.stack.last().filter(|open| open.column == self.line_column);
        let sibling = sibling.map(|open| (open.block, self.scan.blocks[open.block as usize]));
        let (previous, head) = match sibling {
            Some((block, before)) if kind.is_continuation() => (block, before.head),
            Some((block, before)) if kind == BlockKind::Case && before.kind == BlockKind::Case => {
                (block, before.head)
            }
            _ => (NONE, id),
        };
        let parent = self.enclosing();
        self.scan.blocks.push(Block {
            kind,
            offset: start as u32,
            header: header as u32,
            parent,
            previous,
            head,
            raises: false,
        });
        if kind.is_scope() && self.scope_column == NONE {
            self.scope_column = self.line_column;
        }
        self.line_block = Some(id);
        if self.reach == Reach::Names && self.is_module_scope(parent) {
            self.bind_header(kind, header, id, parent);
        }
        self.stack.push(Open { column: self.line_column, block: id });
        let catches = matches!(kind, BlockKind::Except | BlockKind::ExceptStar);
        if catches || self.reach == Reach::Names && self.is_module_scope(id) {
            // What stands behind the colon counts too.
            if let Some(body) = self.body_of_line(id).filter(|&body| !self.ends_line(body)) {
                self.read_calls(header, body);
                return self.read_statements(body, id);
            }
        }
        header
    }

    /// Where the body of `block` begins, which the present line opens; sought once a line.
    pub fn body_of_line(&mut self, block: u32) -> Option<usize> {
        if self.line_body.0 != block {
            let header = self.scan.blocks[block as usize].header as usize;
            self.line_body = (block, self.body_of(header));
        }
        self.line_body.1
    }

    /// Whether names bound in `block` are the module's.
    pub fn is_module_scope(&self, block: u32) -> bool {
        !self.scan.chain(block).any(|(_, block)| block.kind.is_scope())
    }

    /// Whether the present line's own names are wanted.
    pub fn is_top_level(&self) -> bool {
        self.reach == Reach::Names && self.line_column <= self.scope_column
    }

    pub fn note_raise(&mut self, block: u32) {
        if let Some(block) = self.scan.blocks.get_mut(block as usize) {
            block.raises = matches!(block.kind, BlockKind::Except | BlockKind::ExceptStar);
        }
    }

    /// `match` begins a statement when its line ends in a colon and what follows can begin a subject.
    pub fn is_match(&mut self, header: usize) -> bool {
        let at = self.cursor.skip_blank(header);
        let no_subject = match self.cursor.byte(at) {
            // `match.x` is an attribute, `match ...` and `match .5` are not.
            b'.' => !matches!(self.cursor.byte(at + 1), b'.' | b'0'..=b'9'),
            byte => matches!(byte, b'=' | b',' | b')' | b':' | b';' | b'\n' | b'\r' | b'#' | 0),
        };
        if no_subject {
            return false;
        }
        self.body_of(header).is_some_and(|body| self.ends_line(body))
    }

    /// Only clauses of `case` stand directly in the body of a `match`.
    pub fn is_case(&self) -> bool {
        let open = self.stack.iter().rfind(|open| open.column < self.line_column);
        open.is_some_and(|open| self.scan.blocks[open.block as usize].kind == BlockKind::Match)
    }
}
