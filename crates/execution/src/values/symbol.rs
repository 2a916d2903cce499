//! Texts as numbers: a name or a string is stored once and compared as an integer.

use rustc_hash::FxHashMap;

/// A text that [`Symbols`] holds.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct Symbol(pub u32);

/// All texts of a simulation.
#[derive(Default)]
pub struct Symbols {
    numbers: FxHashMap<Box<str>, Symbol>,
    texts: Vec<Box<str>>,
}

impl Symbols {
    /// The number of `text`, which is stored if it is new.
    pub fn intern(&mut self, text: &str) -> Symbol {
        if let Some(&symbol) = self.numbers.get(text) {
            return symbol;
        }
        let symbol = Symbol(self.texts.len() as u32);
        self.texts.push(text.into());
        self.numbers.insert(text.into(), symbol);
        symbol
    }

    /// The number of `text` if it is stored.
    #[must_use]
    pub fn find(&self, text: &str) -> Option<Symbol> {
        self.numbers.get(text).copied()
    }

    /// The text of `symbol`.
    #[must_use]
    pub fn text(&self, symbol: Symbol) -> &str {
        &self.texts[symbol.0 as usize]
    }
}
