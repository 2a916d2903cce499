//! The kind of an import: decided here, from its chain of blocks and the text of their conditions, and
//! nowhere else.

mod condition;
mod names;
mod value;

use crate::lexer::record::{BlockKind, Form, Import, NONE, Scan};
use crate::target::Target;
use condition::{Scenario, Verdict};
use names::Names;

/// When, and whether, an import runs (see ARCHITECTURE.md, "Kinds").
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[repr(u8)]
pub enum Kind {
    /// Runs when the module is imported.
    Eager,
    /// In a function body.
    Deferred,
    /// Under `TYPE_CHECKING`.
    Typing,
    /// Its failure is caught, or it stands in for one that failed.
    Optional,
    /// Under a test of version or platform, or a constant.
    Conditional,
    /// Under `__name__ == "__main__"`.
    Main,
    /// A literal name given to `import_module` or `__import__`.
    Dynamic,
    /// PEP 810.
    Lazy,
    /// A parent package that runs because a child is imported.
    Implicit,
}

impl Kind {
    /// All kinds, in the order of the design.
    pub const ALL: [Self; 9] = [
        Self::Eager,
        Self::Deferred,
        Self::Typing,
        Self::Optional,
        Self::Conditional,
        Self::Main,
        Self::Dynamic,
        Self::Lazy,
        Self::Implicit,
    ];

    /// The word for it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Eager => "eager",
            Self::Deferred => "deferred",
            Self::Typing => "typing",
            Self::Optional => "optional",
            Self::Conditional => "conditional",
            Self::Main => "main",
            Self::Dynamic => "dynamic",
            Self::Lazy => "lazy",
            Self::Implicit => "implicit",
        }
    }

    /// The bit that stands for it in a set of kinds.
    #[must_use]
    pub const fn bit(self) -> u16 {
        1 << self as u8
    }
}

/// What is known of an import from its place in the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Placement {
    /// Its kind.
    pub kind: Kind,
    /// Whether it is executed when its module is imported on the target, as far as the text says: where a
    /// condition is unknown, yes.
    pub runs: bool,
    /// For a conditional import, which way its test goes for the target.
    pub taken: Option<bool>,
    /// Whether a handler catches its failure, whatever its kind.
    pub guarded: bool,
}

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

/// One text with everything needed to place its imports.
pub struct Classifier<'s> {
    text: &'s [u8],
    scan: &'s Scan,
    target: &'s Target,
    names: Names<'s>,
    /// The verdict on each block's own condition, once asked for.
    verdicts: Vec<Option<Verdict>>,
}

impl<'s> Classifier<'s> {
    /// For the imports of `scan`, which was made from `text`.
    #[must_use]
    pub fn new(text: &'s [u8], scan: &'s Scan, target: &'s Target) -> Self {
        Self { text, scan, target, names: Names::new(text, scan), verdicts: vec![None; scan.blocks.len()] }
    }

    /// The placement of every import, in order.
    pub fn placements(&mut self) -> Vec<Placement> {
        self.scan.imports.iter().map(|import| self.placement(import)).collect()
    }

    /// Where a statement in `block` stands, whatever it is: used for names that are bound there.
    pub fn placement_in(&mut self, block: u32) -> Placement {
        let mut placement = Placement { kind: Kind::Eager, runs: true, taken: None, guarded: false };
        let (mut deferred, mut main, mut typing) = (false, false, false);
        let (mut optional, mut conditional, mut dead) = (false, false, false);
        // From the innermost block outwards: an outer function or main test decides over an inner one.
        for (id, record) in self.scan.chain(block) {
            if record.kind.is_function() {
                (deferred, main) = (true, false);
                continue;
            }
            match self.verdict(id) {
                Verdict::Typing => typing = true,
                Verdict::Main => (deferred, main) = (false, true),
                Verdict::Conditional(taken) => {
                    conditional = true;
                    dead |= taken == Some(false);
                    // Of several tests, one that is not taken decides; then one that is not known.
                    placement.taken = match (placement.taken, taken) {
                        (Some(false), _) | (_, Some(false)) => Some(false),
                        _ => taken,
                    };
                }
                Verdict::Plain => {}
            }
            match role(self.text, self.scan, id) {
                Some(Role::Body) if catches_import(self.text, self.scan, record.head) => {
                    placement.guarded = true;
                    optional = true;
                }
                Some(Role::Handler) => optional = true,
                Some(Role::OtherHandler) => (optional, dead) = (true, true),
                _ => {}
            }
        }
        placement.kind = if typing {
            Kind::Typing
        } else if conditional && placement.taken == Some(false) {
            Kind::Conditional
        } else if main {
            Kind::Main
        } else if deferred {
            Kind::Deferred
        } else if optional {
            Kind::Optional
        } else if conditional {
            Kind::Conditional
        } else {
            Kind::Eager
        };
        placement.runs = !(typing || dead || main || deferred);
        if placement.kind != Kind::Conditional {
            placement.taken = None;
        }
        placement
    }

    fn placement(&mut self, import: &Import) -> Placement {
        let mut placement = self.placement_in(import.block);
        if matches!(import.form, Form::ImportModule | Form::DunderImport) {
            placement.kind = Kind::Dynamic;
        } else if import.lazy {
            placement.runs = false;
            if matches!(placement.kind, Kind::Eager | Kind::Optional) || placement.taken == Some(true) {
                placement.kind = Kind::Lazy;
            }
        }
        placement
    }

    /// What the conditions of a clause say, with those of the clauses before it negated.
    fn verdict(&mut self, id: u32) -> Verdict {
        if let Some(verdict) = self.verdicts[id as usize] {
            return verdict;
        }
        let block = self.scan.blocks[id as usize];
        let verdict = match block.kind {
            BlockKind::If | BlockKind::Elif | BlockKind::While => self.decide(id),
            BlockKind::Else if self.belongs_to_if(id) => self.decide(id),
            _ => Verdict::Plain,
        };
        self.verdicts[id as usize] = Some(verdict);
        verdict
    }

    fn belongs_to_if(&self, id: u32) -> bool {
        let previous = self.scan.blocks[id as usize].previous;
        let previous = self.scan.blocks.get(previous as usize);
        previous.is_some_and(|block| matches!(block.kind, BlockKind::If | BlockKind::Elif))
    }

    fn decide(&self, id: u32) -> Verdict {
        let mut clauses = Vec::new();
        let mut next = id;
        while next != NONE {
            let block = &self.scan.blocks[next as usize];
            if block.kind != BlockKind::Else {
                clauses.push((block.header as usize, next == id));
            }
            next = block.previous;
        }
        condition::decide(self.text, &clauses, &self.names, self.target)
    }
}

impl Scenario {
    const ALL: [Self; 3] = [
        Self { typing: false, main: false },
        Self { typing: true, main: false },
        Self { typing: false, main: true },
    ];
}

/// The part of a `try` statement that the block `id` is, if it is one.
#[must_use]
pub fn role(text: &[u8], scan: &Scan, id: u32) -> Option<Role> {
    let block = &scan.blocks[id as usize];
    let of_try = |head: u32| scan.blocks[head as usize].kind == BlockKind::Try;
    match block.kind {
        BlockKind::Try => Some(Role::Body),
        BlockKind::With if suppresses(text, scan, block.header) => Some(Role::Body),
        BlockKind::Except | BlockKind::ExceptStar if catches(text, block.header) => Some(Role::Handler),
        BlockKind::Except | BlockKind::ExceptStar => Some(Role::OtherHandler),
        BlockKind::Else if of_try(block.head) => Some(Role::Else),
        _ => None,
    }
}

/// Whether a handler of the `try` statement `id`, or the `suppress` of the `with` statement, catches an `ImportError` for good.
#[must_use]
pub fn catches_import(text: &[u8], scan: &Scan, id: u32) -> bool {
    if scan.blocks[id as usize].kind == BlockKind::With {
        return suppresses(text, scan, scan.blocks[id as usize].header);
    }
    let handlers = scan.blocks[id as usize..].iter().filter(|block| block.head == id);
    let mut handlers =
        handlers.filter(|block| matches!(block.kind, BlockKind::Except | BlockKind::ExceptStar));
    handlers.find(|block| catches(text, block.header)).is_some_and(|block| !block.raises)
}

/// Whether the `except` clause with this header catches an `ImportError`.
fn catches(text: &[u8], header: u32) -> bool {
    let mut bare = true;
    for word in header_words(text, header) {
        match word {
            b"as" => break,
            b"ImportError" | b"ModuleNotFoundError" | b"Exception" | b"BaseException" => return true,
            _ => bare = false,
        }
    }
    bare
}

/// Whether the `with` clause with this header is `suppress(ImportError)` or the like.
fn suppresses(text: &[u8], scan: &Scan, header: u32) -> bool {
    let named = |word: &[u8]| {
        word == b"suppress"
            || scan.imports.iter().filter(|import| scan.text(import.module) == "contextlib").any(|import| {
                scan.aliases_of(import).iter().any(|alias| {
                    scan.text(alias.name) == "suppress" && scan.text(alias.asname).as_bytes() == word
                })
            })
    };
    let mut words = header_words(text, header);
    words.any(named)
        && words.any(|word| {
            matches!(word, b"ImportError" | b"ModuleNotFoundError" | b"Exception" | b"BaseException")
        })
}

/// The words from `header` to the colon that ends the clause's header.
fn header_words(text: &[u8], header: u32) -> impl Iterator<Item = &[u8]> {
    let rest = &text[(header as usize).min(text.len())..];
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
