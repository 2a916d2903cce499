//! The kind of an import: decided here, from its chain of blocks and the text of their conditions, and
//! nowhere else.

mod condition;
mod names;
mod tries;
mod value;

pub use tries::{Role, Tries};

use crate::lexer::record::{BlockKind, Form, Import, NONE, Scan};
use crate::target::Target;
use condition::{Clause, Verdict};
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

/// One text with everything needed to place its imports.
pub struct Classifier<'s> {
    text: &'s str,
    scan: &'s Scan,
    target: &'s Target,
    names: Names<'s>,
    tries: Tries,
    /// What is known of each clause of an `if` or `while`, once asked for.
    clauses: Vec<Option<Clause>>,
}

impl<'s> Classifier<'s> {
    /// For the imports of `scan`, which was made from `text`.
    #[must_use]
    pub fn new(text: &'s str, scan: &'s Scan, target: &'s Target) -> Self {
        Self {
            text,
            scan,
            target,
            names: Names::new(text, scan),
            tries: Tries::new(text.as_bytes(), scan),
            clauses: vec![None; scan.blocks.len()],
        }
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
            match self.tries.role(id) {
                Some(Role::Body) if self.tries.catches(record.head) => {
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

    /// The `try` statements of the text.
    #[must_use]
    pub fn tries(&self) -> &Tries {
        &self.tries
    }

    /// What the conditions of a clause say, with those of the clauses before it negated.
    fn verdict(&mut self, id: u32) -> Verdict {
        let conditional = |id: u32| {
            let block = self.scan.blocks.get(id as usize)?;
            matches!(block.kind, BlockKind::If | BlockKind::Elif | BlockKind::While).then_some(block)
        };
        let block = &self.scan.blocks[id as usize];
        let otherwise = block.kind == BlockKind::Else
            && conditional(block.previous).is_some_and(|before| before.kind != BlockKind::While);
        if conditional(id).is_none() && !otherwise {
            return Verdict::Plain;
        }
        // From the first clause that is not known yet on: a chain of `elif` may be long.
        let mut unknown = Vec::new();
        let mut next = id;
        while next != NONE && self.clauses[next as usize].is_none() {
            unknown.push(next);
            next = self.scan.blocks[next as usize].previous;
        }
        let mut before = self.clauses.get(next as usize).copied().flatten();
        for id in unknown.into_iter().rev() {
            let header = conditional(id).map(|block| block.header as usize);
            let clause = Clause::read(self.text.as_bytes(), header, before, &self.names, self.target);
            self.clauses[id as usize] = Some(clause);
            before = Some(clause);
        }
        before.map_or(Verdict::Plain, Clause::verdict)
    }
}
