//! No bytes make the lexer panic, and its records hold together whatever they are.

mod invariants;

use dovetail_kernel::kind::{Classifier, Placement};
use dovetail_kernel::lexer::record::{BlockKind, Position};
use dovetail_kernel::lexer::{Reach, scan};
use dovetail_kernel::target::Target;
use invariants::check;
use proptest::prelude::*;

/// Texts with every hard case that is known; `benchmarks/agreement.py` compares them with `ast`.
const FIXTURES: [&[u8]; 3] = [
    include_bytes!("fixtures/nasty.py.txt"),
    include_bytes!("fixtures/nasty_312.py.txt"),
    include_bytes!("fixtures/nasty_315.py.txt"),
];

#[test]
fn a_file_cut_anywhere() {
    for fixture in FIXTURES {
        for end in 0..=fixture.len() {
            check(&fixture[..end]);
        }
    }
}

#[test]
fn a_file_begun_anywhere() {
    for fixture in FIXTURES {
        for start in 0..=fixture.len() {
            check(&fixture[start..]);
        }
    }
}

#[test]
fn a_file_without_any_one_byte() {
    for fixture in FIXTURES {
        for hole in 0..fixture.len() {
            check(&[&fixture[..hole], &fixture[hole + 1..]].concat());
        }
    }
}

#[test]
fn newlines_of_every_kind() {
    for fixture in FIXTURES {
        let text = std::str::from_utf8(fixture).unwrap();
        check(text.replace('\n', "\r").as_bytes());
        check(text.replace('\n', "\r\n").as_bytes());
        check(text.replace('\n', "\n\r").as_bytes());
        check(text.replace('\n', "\n\x0c\t").as_bytes());
    }
}

/// Pieces that mean something to the lexer.
const TOKENS: &[&str] = &[
    "import",
    "from",
    "as",
    "lazy",
    "*",
    ".",
    "...",
    ",",
    ";",
    ":",
    "=",
    ":=",
    "==",
    "(",
    ")",
    "[",
    "]",
    "{",
    "}",
    "a",
    "b.c",
    "\u{fb01}",
    "\u{e9}",
    "1",
    "0x",
    "if ",
    "elif ",
    "else:",
    "else",
    "try:",
    "except ",
    "except*",
    "finally:",
    "for ",
    "in ",
    "while ",
    "with ",
    "match ",
    "case ",
    "def f(",
    "class A",
    "async ",
    "await ",
    "lambda ",
    "type ",
    "del ",
    "raise ",
    "return ",
    "yield ",
    "not ",
    "__all__",
    "__all__.append(",
    "+=",
    "'",
    "\"",
    "'''",
    "\"\"\"",
    "f'",
    "f\"",
    "rf'''",
    "t'",
    "rb'",
    "u'",
    "r\"",
    "{{",
    "}}",
    "!r",
    "\\N{",
    "\\",
    "\\\n",
    "\\\r\n",
    "#",
    "# c\n",
    "\n",
    "\r",
    "\r\n",
    "\n    ",
    "\n\t",
    "\n  ",
    "\n\x0c",
    " ",
    "\t",
    "\x0c",
    "\0",
    "\u{feff}",
    "import_module(",
    "fromlist=",
    "['a', '']",
    "level=1",
    "__import__('a')",
    "importlib.import_module('.a', __package__)",
    "name=",
    "package=",
    "__name__",
    "# coding: latin-1\n",
    "# coding: utf-7\n",
];

/// Where an import stands, the clauses around it, and what is known of it.
type Row = (Position, Vec<(BlockKind, u32, bool)>, Placement);

/// The imports of a text.
fn imports(text: &str, reach: Reach) -> Vec<Row> {
    let scan = scan(text, reach);
    let target = Target { version: (3, 11), platform: "linux".to_owned() };
    let placements = Classifier::new(text, &scan, &target).placements();
    let chain =
        |block| scan.chain(block).map(|(_, block)| (block.kind, block.offset, block.raises)).collect();
    let rows = scan.imports.iter().zip(placements);
    rows.map(|(import, placement)| (import.position, chain(import.block), placement)).collect()
}

/// Lines of which some open, close or continue what others began.
const LINES: &[&str] = &[
    "def f(a=1,\n  b=2):",
    "async def g(): pass",
    "class A:",
    "if a:",
    "elif b:",
    "else:",
    "try:",
    "try: import p",
    "except ImportError:",
    "except E: raise",
    "finally:",
    "with suppress(ImportError):",
    "for i in x:",
    "match x:",
    "case 1:",
    "raise",
    "pass",
    "x = [",
    "]",
    "'''",
    "# import c",
    "import d",
    "from e import (g,\n h)",
    "if a: import i",
    "x; import j",
    "y = f\"{import_module('k')}\"",
    "lambda: __import__('l')",
    "import_module('m')",
    "\\",
    "",
];

proptest! {
    #![proptest_config(ProptestConfig { cases: 4096, ..ProptestConfig::default() })]

    /// A form feed at the end keeps the lexer from putting anything off, and has no other meaning there.
    #[test]
    fn putting_lines_off_changes_nothing(
        lines in prop::collection::vec((0..5_usize, prop::sample::select(LINES)), 0..24),
        tail in prop::sample::select(&["", "import n\n"][..]),
    ) {
        let lines = lines.iter().map(|(depth, line)| format!("{}{line}\n", "  ".repeat(*depth)));
        let text = format!("from importlib import import_module\n{}{tail}", lines.collect::<String>());
        for reach in [Reach::Imports, Reach::Names] {
            prop_assert_eq!(imports(&text, reach), imports(&format!("{text}\x0c"), reach));
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        check(&bytes);
    }

    #[test]
    fn any_ascii_text(text in "[\\t-\\r -~]{0,400}") {
        check(text.as_bytes());
    }

    #[test]
    fn any_tokens(tokens in prop::collection::vec(prop::sample::select(TOKENS), 0..60)) {
        check(tokens.concat().as_bytes());
    }

    #[test]
    fn any_bytes_in_a_file(
        fixture in prop::sample::select(&FIXTURES[..]),
        place in any::<prop::sample::Index>(),
        bytes in prop::collection::vec(any::<u8>(), 0..8),
        cut in 0_usize..40,
    ) {
        let at = place.index(fixture.len());
        let rest = &fixture[(at + cut).min(fixture.len())..];
        check(&[&fixture[..at], &bytes, rest].concat());
    }
}
